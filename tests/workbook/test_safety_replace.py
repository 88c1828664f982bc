import errno
import hashlib
import os
import stat
from pathlib import Path

import pytest

from pipeline.errors import WorkbookBusyError, WriteFailedError
from pipeline.workbook.safety import safety
from pipeline.workbook.safety.safety import backup_path, replace_workbook

OLD, NEW, THEIRS = b"old workbook", b"the new workbook", b"saved by a colleague"


def digest(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "客户跟进.xlsx"
    path.write_bytes(OLD)
    path.chmod(0o640)
    return path


def replace(path, *, expected=OLD, content=NEW, verify=lambda _: None, announce=None):
    return replace_workbook(
        path,
        expected_sha256=digest(expected),
        backup=backup_path(path, "20261123-091502"),
        write=lambda handle: handle.write(content),
        verify=verify,
        announce=announce,
    )


def left_overs(path):
    return [entry for entry in path.parent.rglob(".followup-*") if entry.is_file()]


def test_the_new_workbook_stands_and_the_old_one_is_backed_up(workbook):
    replaced = replace(workbook)
    assert workbook.read_bytes() == NEW
    assert (replaced.sha256, replaced.size, replaced.durable) == (digest(NEW), len(NEW), True)
    assert (workbook.parent / ".followup/backups/客户跟进.20261123-091502.xlsx").read_bytes() == OLD
    assert left_overs(workbook) == []


def test_mode_and_extended_attributes_are_carried_over_to_workbook_and_backup(workbook):
    os.setxattr(workbook, "user.department", "外贸".encode())
    replace(workbook)
    for path in (workbook, backup_path(workbook, "20261123-091502")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert os.getxattr(path, "user.department") == "外贸".encode()


@pytest.mark.parametrize(
    ("workbook_mode", "folder_mode"), [(0o600, 0o700), (0o640, 0o750), (0o664, 0o775)]
)
def test_who_may_not_read_the_workbook_may_not_enter_the_folder_with_its_backups(
    workbook, workbook_mode, folder_mode
):
    workbook.chmod(workbook_mode)
    replace(workbook)
    assert stat.S_IMODE((workbook.parent / ".followup").stat().st_mode) == folder_mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files to others")
def test_the_owner_is_carried_over(workbook):
    os.chown(workbook, 1234, 4321)
    replace(workbook)
    assert (workbook.stat().st_uid, workbook.stat().st_gid) == (1234, 4321)


def test_a_link_stays_a_link_and_its_target_is_replaced(workbook, tmp_path):
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "跟进.xlsx"
    link.symlink_to(workbook)
    replace(link)
    assert link.is_symlink()
    assert workbook.read_bytes() == NEW
    assert backup_path(link, "20261123-091502").read_bytes() == OLD
    assert list(link.parent.iterdir()) == [link]


def test_a_workbook_that_changed_since_it_was_read_is_kept(workbook):
    workbook.write_bytes(THEIRS)
    with pytest.raises(WorkbookBusyError, match="somebody changed the workbook"):
        replace(workbook)
    assert workbook.read_bytes() == THEIRS
    assert left_overs(workbook) == []
    assert not backup_path(workbook, "20261123-091502").exists()


def test_a_change_in_the_last_moment_is_kept_too(workbook):
    with pytest.raises(WorkbookBusyError, match="the change is kept"):
        replace(workbook, announce=lambda _: workbook.write_bytes(THEIRS))
    assert workbook.read_bytes() == THEIRS


def test_a_workbook_opened_during_the_run_is_not_replaced(workbook):
    with pytest.raises(WorkbookBusyError, match="open in Excel"):
        replace(workbook, announce=lambda _: workbook.with_name("~$客户跟进.xlsx").write_bytes(b""))
    assert workbook.read_bytes() == OLD


def test_a_file_that_fails_its_verification_never_reaches_the_path(workbook):
    class BrokenError(Exception):
        pass

    def verify(temp):
        assert temp.parent == workbook.parent
        assert temp.read_bytes() == NEW
        raise BrokenError

    with pytest.raises(BrokenError):
        replace(workbook, verify=verify)
    assert workbook.read_bytes() == OLD
    assert left_overs(workbook) == []


def test_the_run_is_announced_with_the_new_digest_when_backup_is_complete_and_the_path_still_old(
    workbook,
):
    seen = []

    def announce(sha):
        seen.append(
            (sha, workbook.read_bytes(), backup_path(workbook, "20261123-091502").read_bytes())
        )

    replace(workbook, announce=announce)
    assert seen == [(digest(NEW), OLD, OLD)]


def test_a_read_only_workbook_is_refused(workbook):
    workbook.chmod(0o444)
    with pytest.raises(WriteFailedError, match="read-only"):
        replace(workbook)
    assert workbook.read_bytes() == OLD


def test_a_workbook_that_was_moved_away_is_named(workbook):
    workbook.unlink()
    with pytest.raises(WorkbookBusyError) as gone:
        replace(workbook)
    assert str(workbook) in gone.value.message("zh")
    assert "已经不在了" in gone.value.message("zh")
    assert left_overs(workbook) == []


def test_each_file_is_on_the_disk_before_it_takes_its_name(workbook, monkeypatch):
    """What a power cut leaves cannot be tried here, so the order of the calls is."""
    calls = []
    sync, swap = os.fsync, os.replace

    def synced(descriptor):
        calls.append(("fsync", str(Path(f"/proc/self/fd/{descriptor}").readlink())))
        sync(descriptor)

    def swapped(source, target):
        calls.append(("replace", str(source), str(target)))
        swap(source, target)

    monkeypatch.setattr(safety.os, "fsync", synced)
    monkeypatch.setattr(safety.os, "replace", swapped)
    replace(workbook)
    backup = backup_path(workbook, "20261123-091502")
    temp, backup_temp = calls[0][1], calls[1][1]
    assert calls == [
        ("fsync", temp),
        ("fsync", backup_temp),
        ("replace", backup_temp, str(backup)),
        ("fsync", str(backup.parent)),
        ("replace", temp, str(workbook)),
        ("fsync", str(workbook.parent)),
    ]
    assert temp.startswith(f"{workbook.parent}/.followup-")
    assert backup_temp.startswith(f"{backup.parent}/.followup-")


class SharingViolationError(PermissionError):
    winerror = 32


def held_for(monkeypatch, workbook, tries):
    """Let a program hold the workbook for so many tries to replace it."""
    calls = []
    swap = os.replace

    def held(source, target):
        if target == workbook:
            calls.append(1)
            if len(calls) <= tries:
                raise SharingViolationError(errno.EACCES, "in use", str(source))
        swap(source, target)

    monkeypatch.setattr(safety.os, "replace", held)
    return calls


def test_a_short_sharing_violation_is_waited_out(workbook, monkeypatch):
    calls = held_for(monkeypatch, workbook, tries=3)
    replace(workbook)
    assert len(calls) == 4
    assert workbook.read_bytes() == NEW


def test_a_lasting_sharing_violation_ends_after_two_seconds_with_the_old_workbook(
    workbook, monkeypatch
):
    ticks = iter(range(100))
    monkeypatch.setattr(safety.time, "monotonic", lambda: next(ticks) / 2)
    monkeypatch.setattr(safety.time, "sleep", lambda _: None)
    calls = held_for(monkeypatch, workbook, tries=1000)
    with pytest.raises(WorkbookBusyError, match="another program is using the file"):
        replace(workbook)
    assert len(calls) == 4  # at 0.5, 1.0, 1.5 and 2.0 seconds
    assert workbook.read_bytes() == OLD


def test_a_change_saved_while_waiting_is_kept(workbook, monkeypatch):
    held_for(monkeypatch, workbook, tries=1)
    monkeypatch.setattr(safety.time, "sleep", lambda _: workbook.write_bytes(THEIRS))
    with pytest.raises(WorkbookBusyError, match="the change is kept"):
        replace(workbook)
    assert workbook.read_bytes() == THEIRS


def failing_swap(monkeypatch, workbook, error, *, before):
    swap = os.replace

    def fail(source, target):
        if target != workbook:
            swap(source, target)
            return
        before(source, target)
        raise error

    monkeypatch.setattr(safety.os, "replace", fail)
    return swap


def test_a_swap_that_is_reported_as_failed_but_took_place_counts_as_done(workbook, monkeypatch):
    failing_swap(monkeypatch, workbook, OSError(errno.EIO, "late report"), before=os.replace)
    assert replace(workbook).sha256 == digest(NEW)
    assert workbook.read_bytes() == NEW


def test_a_failed_swap_that_leaves_nothing_to_read_claims_nothing(workbook, monkeypatch):
    failing_swap(
        monkeypatch,
        workbook,
        OSError(errno.EIO, "drive lost"),
        before=lambda _, target: target.unlink(),
    )
    with pytest.raises(WriteFailedError) as lost:
        replace(workbook)
    message = lost.value.message("zh")
    assert "没有改动" not in message
    assert str(backup_path(workbook, "20261123-091502")) in message
    assert backup_path(workbook, "20261123-091502").read_bytes() == OLD


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EDQUOT, "配额"),
        (errno.EROFS, "只读"),
        (errno.EACCES, "权限"),
        (errno.EIO, "读写出错"),
        (errno.EFBIG, "超过了该磁盘允许的大小"),
        (errno.ENXIO, "系统报告"),
    ],
)
def test_each_failure_of_the_system_has_its_message_and_leaves_the_old_workbook(
    workbook, code, words
):
    def announce(_):
        raise OSError(code, os.strerror(code))

    with pytest.raises(WriteFailedError) as failed:
        replace(workbook, announce=announce)
    assert words in failed.value.message("zh")
    assert "原表没有改动" in failed.value.message("zh")
    assert failed.value.exit_code == 6
    assert workbook.read_bytes() == OLD


def test_the_message_names_the_folder_and_never_the_temp_file(workbook, monkeypatch):
    def refuse(**_):
        raise PermissionError(errno.EACCES, "no", str(workbook.with_name(".followup-abc.xlsx")))

    monkeypatch.setattr(safety.tempfile, "mkstemp", refuse)
    with pytest.raises(WriteFailedError) as failed:
        replace(workbook)
    assert failed.value.message("zh").startswith(f"{workbook.parent}: ")


def test_a_folder_that_cannot_be_synced_after_the_swap_is_no_failure_but_is_told(
    workbook, monkeypatch
):
    sync = os.fsync

    def failing(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EIO, "I/O error")
        sync(descriptor)

    monkeypatch.setattr(safety.os, "fsync", failing)
    assert replace(workbook).durable is False
    assert workbook.read_bytes() == NEW
