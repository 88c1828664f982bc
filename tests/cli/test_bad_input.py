"""What users really point the command at: each gets its exit code and its one message, and the file stays as it is."""

import datetime as dt
import errno
import os
import re
import shutil
import tomllib
import zipfile

import openpyxl
import pytest


def ole(path):
    # The first bytes of an OLE file with the stream name that only encrypted workbooks have.
    path.write_bytes(
        bytes.fromhex("D0CF11E0A1B11AE1")
        + b"\0" * 504
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 600
    )


def old_xls(path):
    path.write_bytes(
        bytes.fromhex("D0CF11E0A1B11AE1")
        + b"\0" * 504
        + "Workbook".encode("utf-16-le")
        + b"\0" * 600
    )


def word_file(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")


def truncated(path):
    whole = path.with_name("whole.xlsx")
    openpyxl.Workbook().save(whole)
    path.write_bytes(whole.read_bytes()[:-700])


def no_known_sheet(path):
    book = openpyxl.Workbook()
    book.active.append(["水果", "价格"])
    book.save(path)


BAD = {
    "text": lambda path: path.write_text("客户编号，客户名称\nK1，甲", encoding="utf-8"),
    "gbk text": lambda path: path.write_bytes("客户编号\t客户名称".encode("gbk")),
    "html": lambda path: path.write_text(
        "<html><table><tr><td>客户</td></tr></table></html>", encoding="utf-8"
    ),
    "nothing": lambda path: path.write_bytes(b""),
    "truncated": truncated,
    "encrypted": ole,
    "old xls": old_xls,
    "word": word_file,
    "empty workbook": lambda path: openpyxl.Workbook().save(path),
    "no known sheet": no_known_sheet,
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_is_no_follow_up_workbook_is_refused_with_one_message(followup, tmp_path, kind):
    path = tmp_path / "客户.xlsx"
    BAD[kind](path)
    before = path.read_bytes()
    result = followup("run", path)
    assert result.exit_code == 3
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert "客户.xlsx" in result.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("encrypted", "密码"),
        ("old xls", ".xls"),
        ("text", "文本"),
        ("nothing", "空"),
        ("word", "Word"),
    ],
)
def test_the_message_says_what_the_file_really_is(followup, tmp_path, kind, words):
    path = tmp_path / "客户.xlsx"
    BAD[kind](path)
    assert words in followup("check", path).stderr


def test_a_missing_file_is_told(followup, tmp_path):
    result = followup("run", tmp_path / "没有.xlsx")
    assert (result.exit_code, "没有这个文件" in result.stderr) == (3, True)


def customers(path, *lines):
    book = openpyxl.Workbook()
    book.active.title = "客户"
    for line in lines:
        book.active.append(line)
    book.save(path)


def test_a_sheet_that_names_no_customer_is_refused_with_what_it_lacks(followup, tmp_path):
    path = tmp_path / "客户.xlsx"
    customers(path, ["客户电話", "负责人", "日期"], ["13800138000", "王芳", "2026-11-01"])
    result = followup("run", path)
    assert result.exit_code == 3
    assert "缺少“客户名称” 或 “客户编号”列" in result.stderr
    assert '[columns."客户"]' in result.stderr


@pytest.mark.parametrize("days", [("2026-11-01", "2026-01-01"), ("2026-01-01", "2026-11-01")])
def test_of_two_columns_of_touches_the_later_day_counts(followup, tmp_path, days):
    path = tmp_path / "客户.xlsx"
    customers(
        path,
        ["客户编号", "客户名称", "潜力", "最近跟进", "上次联系时间"],
        ["K1", "甲", "重潜", *days],
    )
    assert followup("run", path).exit_code == 0
    assert openpyxl.load_workbook(path)["客户"]["H2"].value == dt.datetime(2027, 1, 4)  # noqa: DTZ001 -- 2027-01-01 is off


def test_double_ids_set_both_rows_aside(followup, tmp_path):
    path = tmp_path / "客户.xlsx"
    customers(
        path,
        ["客户编号", "客户名称", "潜力"],
        ["K1", "甲", "重潜"],
        ["K1", "乙", "重潜"],
        ["K2", "丙", "重潜"],
    )
    result = followup("run", path)
    assert result.exit_code == 1
    assert [cell.value for cell in openpyxl.load_workbook(path)["客户"]["D"]] == [
        "等级",
        None,
        None,
        "C",
    ]


def test_a_wrong_setting_names_file_and_key(followup, team_file):
    (team_file.parent / "followup.toml").write_text('polcy = "trade"\n', encoding="utf-8")
    result = followup("run", team_file)
    assert result.exit_code == 5
    assert "followup.toml" in result.stderr
    assert "polcy" in result.stderr


def test_an_unknown_pack_is_a_wrong_setting(followup, team_file):
    (team_file.parent / "followup.toml").write_text('policy = "kungfu"\n', encoding="utf-8")
    result = followup("run", team_file)
    assert (result.exit_code, "kungfu" in result.stderr) == (5, True)


def test_a_workbook_that_is_open_elsewhere_is_left_alone(followup, team_file):
    (team_file.parent / f"~${team_file.name}").write_bytes(b"\x05Wang " + b"\0" * 100)
    before = team_file.read_bytes()
    result = followup("run", team_file)
    assert result.exit_code == 4
    assert team_file.read_bytes() == before


def test_a_copy_of_a_sync_client_is_named(followup, team_file):
    shutil.copyfile(team_file, team_file.parent / "客户跟进管理表 (冲突文件 2026-11-20).xlsx")
    assert "冲突文件" in followup("run", team_file).stdout


def test_the_page_may_not_be_writable_and_the_workbook_is_done_all_the_same(
    followup, team_file, tmp_path
):
    blocked = tmp_path / "reports"
    blocked.write_text("a file, not a folder", encoding="utf-8")
    result = followup("run", team_file, "--out", blocked)
    assert result.exit_code == 6
    assert "工作簿这边已经完成" in result.stderr
    assert "本周跟进" in openpyxl.load_workbook(team_file).sheetnames


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "磁盘"), (errno.EROFS, "只读")])
def test_a_full_disk_or_a_read_only_one_is_told_and_the_old_file_is_whole(
    followup, team_file, monkeypatch, number, words
):
    before = team_file.read_bytes()

    def fails(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fails)
    result = followup("run", team_file)
    assert result.exit_code == 6
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert team_file.read_bytes() == before
    monkeypatch.undo()
    assert followup("run", team_file).exit_code == 1
    assert not [
        path.name for path in team_file.parent.iterdir() if path.name.startswith(".followup-")
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_refusal_says_to_write_can_be_written_just_so(
    followup, tmp_path, lang, monkeypatch
):
    monkeypatch.setenv("FOLLOWUP_LANG", lang)
    book = openpyxl.Workbook()
    for row in (["abc", "def"], [1, 2], [3, 4]):
        book.active.append(row)
    path = tmp_path / "客户.xlsx"
    book.save(path)
    refusal = followup("check", path).stderr
    [sheets, columns] = [part.split("]")[0] + "]" for part in refusal.split("[")[1:]]
    lines = re.findall(r'("[^"]+" = "[^"]+")', refusal)
    written = f"[{sheets}\n{lines[0]}\n[{columns}\n{lines[1]}\n"
    assert set(tomllib.loads(written)) == {"sheets", "columns"}
