"""No command writes over a workbook or another file that is no list of its own."""

import os
import shutil

import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.cli import main

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
