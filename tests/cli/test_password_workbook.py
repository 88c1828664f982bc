"""A workbook with a password to open, through all commands: it comes out locked as it went in, and nothing lies open."""

import os

import openpyxl
import pytest

from pipeline.workbook.file.passwords import decrypted, encrypted

SECRET = "开门Sesame-1"  # noqa: S105 -- made up
COMPOUND = b"\xd0\xcf\x11\xe0"


@pytest.fixture
def locked_file(team_file, monkeypatch):
    """Lock the small team file; the password is in the environment."""
    monkeypatch.setenv("FOLLOWUP_PASSWORD", SECRET)
    team_file.write_bytes(encrypted(team_file.read_bytes(), SECRET))
    return team_file


def files_below(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_run_writes_the_same_workbook_as_without_a_password_and_locks_it_again(
    followup, team_file, tmp_path, monkeypatch
):
    plain = tmp_path / "plain" / team_file.name
    plain.parent.mkdir()
    plain.write_bytes(team_file.read_bytes())
    assert followup("run", plain).exit_code == 1  # one row is set aside

    monkeypatch.setenv("FOLLOWUP_PASSWORD", SECRET)
    team_file.write_bytes(encrypted(team_file.read_bytes(), SECRET))
    result = followup("run", team_file)

    assert result.exit_code == 1
    assert team_file.read_bytes().startswith(COMPOUND)
    assert decrypted(team_file.read_bytes(), SECRET) == plain.read_bytes()
    assert "不加密" in result.stdout


def test_nothing_unlocked_ever_stands_on_the_disk_but_page_and_ledger(
    followup, locked_file, monkeypatch
):
    seen = []
    replace = os.replace

    def watched(source, target):
        seen.extend(
            (path.suffix, path.read_bytes()[:4]) for path in files_below(locked_file.parent)
        )
        replace(source, target)

    monkeypatch.setattr(os, "replace", watched)
    followup("run", locked_file)
    followup("erase", locked_file, "K2", "--yes")

    assert {head for suffix, head in seen if suffix == ".xlsx"} == {COMPOUND}
    assert len([suffix for suffix, _ in seen if suffix == ".xlsx"]) >= 8
    for path in files_below(locked_file.parent):
        content = path.read_bytes()
        assert content.startswith(COMPOUND) == (path.suffix == ".xlsx")
        assert not content.startswith(b"PK")
        assert SECRET.encode() not in content


def test_a_second_run_changes_nothing_and_undo_brings_back_every_byte(followup, locked_file):
    before = locked_file.read_bytes()
    followup("run", locked_file)
    after = locked_file.read_bytes()
    followup("run", locked_file)
    assert locked_file.read_bytes() == after
    assert "逐字节" in followup("undo", locked_file).stdout
    assert locked_file.read_bytes() == before


def test_undo_cell_by_cell_locks_the_file_again(followup, locked_file, tmp_path):
    followup("run", locked_file)
    edited = tmp_path / "edited.xlsx"
    edited.write_bytes(decrypted(locked_file.read_bytes(), SECRET))
    book = openpyxl.load_workbook(edited)
    book["客户"]["B4"] = "乙公司(新名)"
    book.save(edited)
    locked_file.write_bytes(encrypted(edited.read_bytes(), SECRET))
    edited.unlink()

    assert followup("undo", locked_file).exit_code == 0
    edited.write_bytes(decrypted(locked_file.read_bytes(), SECRET))
    sheet = openpyxl.load_workbook(edited)["客户"]
    assert sheet["B4"].value == "乙公司(新名)"
    assert [sheet.cell(3, column).value for column in (6, 8)] == [None, None]


def test_an_erased_person_is_gone_from_the_locked_file(followup, locked_file):
    assert followup("erase", locked_file, "K1", "--yes").exit_code in {0, 1}
    inside = locked_file.with_name("inside.xlsx")
    inside.write_bytes(decrypted(locked_file.read_bytes(), SECRET))
    assert openpyxl.load_workbook(inside)["客户"]["B3"].value == "（已删除）"


@pytest.mark.parametrize(
    "command", [("check",), ("explain", "K1"), ("whatif", "--policy", "abc"), ("run", "--dry-run")]
)
def test_commands_that_write_nothing_read_a_locked_file(followup, locked_file, command):
    before = locked_file.read_bytes()
    result = followup(command[0], locked_file, *command[1:])
    assert result.exit_code in {0, 1}
    assert result.stdout
    assert locked_file.read_bytes() == before


@pytest.mark.parametrize("command", ["run", "check", "undo"])
def test_a_wrong_password_is_one_line_with_the_files_name(
    followup, locked_file, monkeypatch, command
):
    before = locked_file.read_bytes()
    monkeypatch.setenv("FOLLOWUP_PASSWORD", "not " + SECRET)
    result = followup(command, locked_file)
    assert result.exit_code == 3
    assert (
        result.stderr
        == "客户跟进管理表.xlsx: 打开密码不对。请检查环境变量 FOLLOWUP_PASSWORD 或重新输入（区分大小写）\n"
    )
    assert locked_file.read_bytes() == before


def test_without_a_password_and_a_terminal_the_message_says_where_to_put_it(
    followup, locked_file, monkeypatch
):
    monkeypatch.delenv("FOLLOWUP_PASSWORD")
    result = followup("run", locked_file)
    assert result.exit_code == 3
    assert "FOLLOWUP_PASSWORD" in result.stderr
    assert result.stderr.count("\n") == 1
