import pytest

from pipeline.workbook.safety.safety import backup_path, prune_backups, state_folder


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "客户跟进.xlsx"
    path.write_bytes(b"whole")
    return path


def make_backups(path, days):
    (state_folder(path) / "backups").mkdir(exist_ok=True)
    backups = [backup_path(path, f"202611{day:02d}-091502") for day in days]
    for backup in backups:
        backup.write_bytes(b"backup")
    return backups


def test_the_oldest_backups_go_and_the_newest_stay(workbook):
    backups = make_backups(workbook, range(1, 26))
    assert prune_backups(workbook, keep=20) == backups[:5]
    assert [backup.exists() for backup in backups] == [False] * 5 + [True] * 20


def test_the_newest_backup_is_never_removed(workbook):
    backups = make_backups(workbook, (1, 2))
    assert prune_backups(workbook, keep=0) == backups[:1]
    assert backups[1].exists()


def test_a_backup_that_undo_needs_stays_however_old(workbook):
    backups = make_backups(workbook, range(1, 6))
    needed = [f".followup/backups/{backups[0].name}"]
    assert prune_backups(workbook, keep=2, needed=needed) == backups[1:3]
    assert backups[0].exists()


def test_backups_of_other_workbooks_and_files_of_people_stay(workbook):
    make_backups(workbook, range(1, 6))
    other = make_backups(workbook.with_name("客户跟进.上海.xlsx"), range(1, 6))
    macro = make_backups(workbook.with_name("客户跟进.xlsm"), range(1, 6))
    mine = backup_path(workbook, "x").with_name("客户跟进.年终.xlsx")
    mine.write_bytes(b"put here by hand")
    prune_backups(workbook, keep=1)
    assert all(path.exists() for path in [*other, *macro, mine])


def test_a_second_run_in_the_same_second_is_newer(workbook):
    first = make_backups(workbook, (7,))[0]
    second = backup_path(workbook, "20261107-091502-02")
    second.write_bytes(b"backup")
    assert prune_backups(workbook, keep=1) == [first]


def test_a_very_long_name_still_gives_a_name_that_the_disk_takes(tmp_path):
    long = tmp_path / f"{'客户跟进管理表' * 11}.xlsx"  # 77 characters, 231 bytes
    long.write_bytes(b"whole")
    backup = make_backups(long, (1,))[0]
    assert len(backup.name.encode()) <= 200
    longer = tmp_path / f"{'客户跟进管理表' * 11}二.xlsx"
    assert backup_path(longer, "20261101-091502") != backup
