"""A tier move is told once, with the same words, on the sheet 等级变动, the page, in the letter and in the chat."""

import email
import re
from email.policy import default

import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.cli import main

DAY, NEXT_DAY = "2026-11-23", "2026-11-24"
HEADERS = ["客户编号", "客户名称", "负责人", "潜力", "上次跟进", "手动等级"]
TEAM = (["负责人", "经理", "经理邮箱"], ["陈静", "王芳", "wang@corp.example"])


def make(path):
    book = openpyxl.Workbook()
    book.active.title = "客户"
    book.active.append(HEADERS)
    book.active.append(["K1", "甲公司", "陈静", "重潜", "2026-11-02", None])
    book.active.append(["K2", "乙公司", "陈静", "普潜", "2026-11-02", None])
    team = book.create_sheet("团队")
    for row in TEAM:
        team.append(row)
    book.save(path)


def followup(*arguments, as_of=DAY):
    result = CliRunner().invoke(main, [*map(str, arguments), "--as-of", as_of])
    assert result.exit_code == 0, result.output
    return result.stdout


def type_into(path, header, text):
    """Type into a cell of the customer 甲公司, as a person does."""
    book = openpyxl.load_workbook(path)
    sheet = book["客户"]
    column = [cell.value for cell in sheet[1]].index(header) + 1
    sheet.cell(2, column).value = text
    book.save(path)


def on_the_sheet(path):
    rows = openpyxl.load_workbook(path)["等级变动"].iter_rows(min_row=3, values_only=True)
    return [(f"{row[4]} → {row[5]}", row[6]) for row in rows]


def on_the_page(path, as_of):
    followup("report", path, "--out", path.parent / "page", as_of=as_of)
    page = (path.parent / "page" / f"{path.stem}-{as_of}.html").read_text(encoding="utf-8")
    found = re.findall(
        r'<td class="move \w+">(.*?) [▲▼＝]?</td>.*?<td class="reason">(.*?)</td>', page
    )
    return [(move.replace("外贸", ""), reason) for move, reason in found]


def in_the_letter(path, as_of):
    followup("mail", path, "--preview", "--out", path.parent / f"letter-{as_of}", as_of=as_of)
    (file,) = (path.parent / f"letter-{as_of}").glob("*.eml")
    letter = email.message_from_bytes(file.read_bytes(), policy=default)
    text = letter.get_body(("plain",)).get_content()
    block = text.replace("\r", "").partition("近 7 天等级变动")[2]
    return re.findall(r"\[(\w → \w)\]\n.*\n +(.+)", block)


def in_the_chat(path, as_of):
    text = followup("chat", path, "--preview", as_of=as_of)
    told = re.search(r"最近七天等级变动：升 (\d+) · 降 (\d+) · 新 (\d+)", text)
    return sum(map(int, told.groups())) if told else 0


STORIES = {
    # what is typed, each followed by a run (but for the last), the day → the moves that are told
    "a manual tier": ([("手动等级", "A")], DAY, ["C → A"]),
    "another manual tier that no run has seen yet": (
        [("手动等级", "A"), ("手动等级", "B")],
        DAY,
        ["C → A", "A → B"],
    ),
    "a decision in the program's own cell": ([("等级", "A")], DAY, ["C → A"]),
    "the same decision typed again": ([("等级", "A"), ("等级", "A")], DAY, ["C → A"]),
    "and again on another day": ([("等级", "A"), ("等级", "A")], NEXT_DAY, ["C → A"]),
    "there and back again": (
        [("手动等级", "A"), ("手动等级", None), ("手动等级", "A")],
        DAY,
        ["C → A", "A → C", "C → A"],
    ),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
@pytest.mark.parametrize("is_run", [False, True], ids=["before the last run", "after it"])
def test_a_move_is_told_once_in_every_place(tmp_path, story, is_run):
    steps, last_day, moves = story
    path = tmp_path / "客户跟进.xlsx"
    make(path)
    followup("run", path)
    for number, (header, text) in enumerate(steps, start=1):
        type_into(path, header, text)
        if number < len(steps):
            followup("run", path)
    if is_run:
        followup("run", path, as_of=last_day)
    told = on_the_page(path, last_day)
    assert [move for move, _ in told] == moves
    assert in_the_letter(path, last_day) == told
    assert in_the_chat(path, last_day) == len(moves)
    if is_run:
        assert on_the_sheet(path) == told
