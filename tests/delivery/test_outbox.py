"""No command writes over a workbook or another file that is no list of its own."""

import os
import shutil
import stat
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.delivery.outbox import Outbox
from pipeline.errors import UsageError, WriteFailedError
from pipeline.files import put_whole, tag

LISTS = ["messages", "remarks"]


@pytest.fixture
def book(tmp_path):
    made = openpyxl.Workbook()
    made.active.title = "客户"
    for row in (["客户编号", "客户名称", "负责人"], ["K1", "甲公司", "王芳"]):
        made.active.append(row)
    path = tmp_path / "客户.xlsx"
    made.save(path)
    return path


def call(*arguments):
    result = CliRunner().invoke(main, [*map(str, arguments), "--as-of", "2026-11-23"])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def same_path(book):
    return book


def other_spelling(book):
    (book.parent / "x").mkdir()
    return book.parent / "x" / ".." / book.name


def hard_link(book):
    link = book.with_name("名单.csv")
    os.link(book, link)
    return link


def symlink(book):
    link = book.with_name("名单.csv")
    link.symlink_to(book)
    return link


def copy_named_csv(book):
    return shutil.copy(book, book.with_name("别的.csv"))


def a_text(book):
    path = book.with_name("笔记.txt")
    path.write_text("自己的笔记", encoding="utf-8")
    return path


def folder(book):
    path = book.with_name("文件夹")
    path.mkdir()
    return path


@pytest.mark.parametrize("command", LISTS)
@pytest.mark.parametrize(
    "target",
    [same_path, other_spelling, hard_link, symlink, copy_named_csv, a_text, folder],
    ids=lambda make: make.__name__,
)
def test_a_list_goes_over_nothing_but_a_list(book, command, target):
    out = target(book)
    before = {path: path.read_bytes() for path in book.parent.iterdir() if path.is_file()}
    result = call(command, book, "--out", out)
    assert result.exit_code == 2
    assert "不能覆盖" in result.stderr
    assert {path: path.read_bytes() for path in before} == before
    assert not list(book.parent.glob(".followup-*"))


@pytest.mark.parametrize("command", LISTS)
def test_an_earlier_list_and_an_empty_file_are_replaced(book, command):
    out = book.with_name("名单.csv")
    out.touch()
    assert call(command, book, "--out", out).exit_code == 0
    first = out.read_bytes()
    assert first.startswith(b"\xef\xbb\xbf")
    assert call(command, book, "--out", out).exit_code == 0
    assert out.read_bytes() == first


@pytest.mark.parametrize("command", LISTS)
@pytest.mark.parametrize("name", ["没有/名单.csv", "长" * 200 + ".csv"], ids=["no folder", "long"])
def test_what_the_system_refuses_ends_in_words(book, command, name):
    assert call(command, book, "--out", book.parent / name).exit_code == 6


@pytest.mark.parametrize("command", LISTS)
def test_a_slash_behind_the_name_of_a_list_changes_nothing(book, command):
    book.with_name("名单.csv").touch()
    assert call(command, book, "--out", f"{book.parent}/名单.csv/").exit_code == 0


def test_a_page_takes_the_place_of_a_link_that_leads_to_the_workbook(book):
    folder = book.parent / "followup-reports"
    folder.mkdir()
    page = folder / "客户-2026-11-23.html"
    page.symlink_to(book)
    assert call("report", book).exit_code == 0
    assert book.read_bytes()[:2] == b"PK"
    assert not page.is_symlink()


def test_gitignore_is_not_written_through_a_link(book):
    theirs = book.with_name("wichtig.txt")
    theirs.write_bytes(b"")
    folder = book.parent / "followup-reports"
    folder.mkdir()
    (folder / ".gitignore").symlink_to(theirs)
    for command in ("report", "day", "calendar"):
        assert call(command, book).exit_code == 0
    assert theirs.read_bytes() == b""


def a_calendar(text):
    return b"BEGIN:VCALENDAR\r\nPRODID:-//followup//seller calendar//zh\r\n" + text


def test_a_file_that_cannot_be_written_leaves_the_older_one_and_nothing_else(tmp_path, monkeypatch):
    outbox = Outbox(tmp_path / "book.xlsx", tmp_path)
    outbox.put("a.ics", a_calendar(b"old"))
    monkeypatch.setattr(
        Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(WriteFailedError, match=r"a\.ics.*No space left"):
        outbox.put("a.ics", a_calendar(b"new"))
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [
        ("a.ics", a_calendar(b"old"))
    ]


def test_the_programs_own_folder_keeps_itself_out_of_version_control(tmp_path):
    Outbox(tmp_path / "book.xlsx", tmp_path / "out", is_hidden=True).put("a.ics", b"x")
    assert (tmp_path / "out" / ".gitignore").read_text() == "*\n"
    Outbox(tmp_path / "book.xlsx", tmp_path / "mine").put("a.ics", b"x")
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["a.ics"]


FOLDERS = {
    "run": ((), 1),
    "report": ((), 1),
    "day": ((), 1),
    "calendar": ((), 1),
    "handover": (("--from", "王芳", "--to", "李强"), 2),
    "mail": (("--preview",), 1),
}
"""Command → what it needs, and how many files of the small workbook it puts into its folder."""


@pytest.fixture
def team(book):
    made = openpyxl.load_workbook(book)
    made["客户"]["D1"], made["客户"]["D2"] = "下次跟进", "2026-11-23"
    sheet = made.create_sheet("团队")
    for row in (["姓名", "经理", "经理邮箱"], ["王芳", "周建明", "zjm@firma.example"]):
        sheet.append(row)
    made.save(book)
    book.with_name("followup.toml").write_text(
        '[mail]\nhost = "mail.firma.example"\nfrom = "跟进 <a@firma.example>"\n'
        'allowed_domains = ["firma.example"]\n',
        encoding="utf-8",
    )
    return book


def written(book, command):
    result = call(command, book, *FOLDERS[command][0])
    files = sorted(
        file
        for file in (book.parent / "followup-reports").glob("*")
        if file.name != ".gitignore" and file.is_file()
    )
    return result, files


@pytest.mark.parametrize("command", FOLDERS)
def test_the_programs_own_files_are_known_and_replaced(team, command):
    result, files = written(team, command)
    assert len(files) == FOLDERS[command][1], result.output
    result, again = written(team, command)
    assert (result.exit_code, again) == (0, files), result.output


@pytest.mark.parametrize("command", FOLDERS)
@pytest.mark.parametrize("theirs", ["workbook", "hard link", "text"])
def test_no_file_goes_over_one_that_is_not_the_programs_own(team, command, theirs):
    _, files = written(team, command)
    for file in files:
        file.unlink()
        if theirs == "text":
            file.write_text("<!doctype html>\n<p>自己的笔记", encoding="utf-8")
        elif theirs == "workbook":
            shutil.copy(team, file)
        else:
            os.link(team, file)
    before = {path: path.read_bytes() for path in (team, *files)}
    result, _ = written(team, command)
    assert result.exit_code == 2
    assert "不能覆盖" in result.stderr
    assert {path: path.read_bytes() for path in before} == before


def test_a_hand_over_that_the_substitute_has_filled_in_stays(team):
    _, files = written(team, "handover")
    sheets = next(file for file in files if file.suffix == ".xlsx")
    made = openpyxl.load_workbook(sheets)
    made.active["A20"] = "已打过电话"
    made.save(sheets)
    before = sheets.read_bytes()
    result, _ = written(team, "handover")
    assert result.exit_code == 2
    assert sheets.read_bytes() == before


@pytest.mark.parametrize("command", LISTS)
@pytest.mark.parametrize("target", ["their list", "link to a list", "broken link"])
def test_a_list_goes_over_no_list_of_somebody_else_and_through_no_link(book, command, target):
    out, other = book.with_name("名单.csv"), book.with_name("别的.csv")
    if target == "their list":
        out.write_bytes("\ufeff姓名,电话\r\n甲,1\r\n".encode())
    else:
        out.symlink_to(other)
    if target == "link to a list":
        other.write_bytes(b"")
    before = sorted((path.name, path.is_symlink()) for path in book.parent.iterdir())
    result = call(command, book, "--out", out)
    assert (result.exit_code, "不能覆盖" in result.stderr) == (2, True)
    assert sorted((path.name, path.is_symlink()) for path in book.parent.iterdir()) == before


@pytest.mark.parametrize("command", FOLDERS)
@pytest.mark.parametrize("rights", [0o600, 0o640, 0o400])
def test_nobody_reads_a_file_who_may_not_read_the_workbook(team, command, rights):
    _, files = written(team, command)
    files[0].chmod(0o644)
    if rights & 0o200 or command != "run":
        team.chmod(rights)
    _, files = written(team, command)
    for file in files:
        assert not stat.S_IMODE(file.stat().st_mode) & ~(team.stat().st_mode | 0o600)


def test_a_page_that_somebody_closed_to_others_stays_closed(team):
    _, (page,) = written(team, "report")
    page.chmod(0o600)
    written(team, "report")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_what_a_dead_run_left_is_swept_and_a_temp_file_that_was_swept_is_written_again(
    tmp_path, monkeypatch
):
    book, page = tmp_path / "book.xlsx", tmp_path / "a.html"
    left = tmp_path / f".followup-{tag(book)}-0123.html"
    left.write_bytes(b"half")
    replace, tries = Path.replace, []

    def swept_once(temp, target):
        tries.append(temp)
        if len(tries) == 1:
            temp.unlink()  # another run took it for a dead one's
        return replace(temp, target)

    monkeypatch.setattr(Path, "replace", swept_once)
    put_whole(page, b"whole", book)
    assert [file.name for file in tmp_path.iterdir()] == ["a.html"]
    assert len(tries) == 2


def test_a_workbook_named_as_its_own_export_is_not_written_over(book):
    out = book.with_name("客户导出.xlsx")
    assert call("export", book, "--out", out).exit_code == 0
    before = out.read_bytes()
    result = call("export", out, "--out", out)
    assert (result.exit_code, "不能覆盖" in result.stderr) == (2, True)
    assert out.read_bytes() == before


def test_a_calendar_of_another_program_stays(tmp_path):
    outbox = Outbox(tmp_path / "book.xlsx", tmp_path)
    (tmp_path / "a.ics").write_bytes(b"BEGIN:VCALENDAR\r\nPRODID:-//others//")
    with pytest.raises(UsageError):
        outbox.put("a.ics", a_calendar(b""))
