"""erase: the one command that takes a person out, and leaves no trace but a tombstone."""

import datetime as dt
import json
import sqlite3
import zipfile
import zlib

import openpyxl
import pytest
from openpyxl.comments import Comment

from pipeline.ledger.ledger import is_erased, open_ledger
from pipeline.workbook.safety.safety import ledger_file
from schemas.identity import Identity

PERSON = (
    "海纳（深圳）国际贸易",
    "郭丽娟",
    "13800009489",
    "caigou@haina.example",
    "wxhaina9489",
    "港口物流区18号仓",
    "健谈爱喝单丛茶",
)
LOGGED = ("郭丽娟说十二月要验厂", "先报价再寄样的计划")
DAY = dt.datetime(2026, 10, 30)  # noqa: DTZ001 -- days in workbooks have no zone
COMMENT = "老板娘喜欢单丛"


@pytest.fixture
def people_file(tmp_path):
    """Make a workbook of three customers with a log, a formula, a link, a comment and a chart-like mention."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    header = [
        "客户编号",
        "客户名称",
        "联系人",
        "负责人",
        "电话",
        "邮箱",
        "微信",
        "住址",
        "潜力",
        "上次跟进",
        "城市",
        "性格取向",
        "全称",
        "等级",
    ]
    sheet.append(header)
    name, contact, phone, email, wechat, address, character = PERSON
    day = dt.date(2026, 10, 30)
    sheet.append(
        [
            "K1",
            name,
            contact,
            "王芳",
            phone,
            email,
            wechat,
            address,
            "重潜",
            day,
            "深圳",
            character,
            "=B2&C2",
            None,
        ]
    )
    sheet.append(
        [
            "K2",
            "乙公司",
            "李四",
            "王芳",
            "13900001111",
            "li@yi.example",
            None,
            None,
            "普潜",
            day,
            "深圳",
            None,
            "=B3&C3",
            None,
        ]
    )
    sheet.append(
        [
            "K3",
            "丙公司",
            "赵六",
            "李强",
            "13700001111",
            None,
            None,
            None,
            "无潜",
            None,
            "杭州",
            None,
            "=B4&C4",
            None,
        ]
    )
    sheet["F2"].hyperlink = f"mailto:{email}"
    sheet["B2"].comment = Comment(COMMENT, "王芳")
    log = book.create_sheet("跟进记录")
    log.append(["日期", "客户编号", "负责人", "方式", "内容", "计划与目标"])
    log.append([day, "K1", "王芳", "电话", *LOGGED])
    log.append([day, "K2", "王芳", "电话", "寄了样册", None])
    orders = book.create_sheet("订单")
    orders.append(["日期", "客户编号", "金额", "款号/品项"])
    orders.append([dt.date(2026, 10, 12), "K1", 8000, "A-100"])
    path = tmp_path / "客户表.xlsx"
    book.save(path)
    return path


def erase(followup, path, *more, customer="K1"):
    return followup("erase", path, customer, "--yes", "--as-of", "2026-11-23", *more)


def members(path):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def unpacked(value):
    if not isinstance(value, bytes):
        return str(value).encode()
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value


def unpacked_ledger(path):
    """Give everything in the ledger's file: its raw bytes and every blob unpacked."""
    place = ledger_file(path)
    found = [place.read_bytes()]
    with sqlite3.connect(place) as connection:
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall():
            for row in connection.execute(f"SELECT * FROM {table}"):
                found += map(unpacked, row)
    return b"\n".join(found)


@pytest.mark.parametrize("saved_by_hand", [False, True])
def test_no_erased_value_stands_in_any_member_of_the_file_nor_in_the_ledger(
    followup, people_file, saved_by_hand
):
    followup("run", people_file)
    if saved_by_hand:  # then the program's own sheets keep their texts among the shared ones too
        openpyxl.load_workbook(people_file).save(people_file)
    result = erase(followup, people_file, "--purge-backups")
    assert result.exit_code == 0, result.stdout
    for name, data in members(people_file).items():
        for value in (*PERSON, *LOGGED, COMMENT):
            assert value.encode() not in data, name
    ledger = unpacked_ledger(people_file)
    for value in (*PERSON, *LOGGED):
        assert value.encode() not in ledger
        assert json.dumps(value).strip('"').encode() not in ledger


def test_the_row_the_id_and_the_counts_stay(followup, people_file):
    followup("run", people_file)
    erase(followup, people_file)
    book = openpyxl.load_workbook(people_file)
    row = {cell.value: book["客户"].cell(2, cell.column).value for cell in book["客户"][1]}
    assert (row["客户编号"], row["客户名称"], row["负责人"], row["潜力"], row["状态"]) == (
        "K1",
        "（已删除）",
        "王芳",
        "重潜",
        "归档",
    )
    assert row["城市"] is row["上次跟进"] is row["等级"] is None
    assert row["全称"] == "=B2&C2"
    assert [cell.value for cell in book["跟进记录"][2]][:4] == [DAY, "K1", "王芳", "电话"]
    assert [cell.value for cell in book["跟进记录"][2]][4:] == [None, None]
    assert [cell.value for cell in book["订单"][2]][1:] == ["K1", 8000, "A-100"]


def test_other_customers_keep_every_cell(followup, people_file):
    followup("run", people_file)
    before = openpyxl.load_workbook(people_file)
    erase(followup, people_file)
    after = openpyxl.load_workbook(people_file)
    for number in (1, 3, 4):
        was = [cell.value for cell in before["客户"][number]]
        assert [cell.value for cell in after["客户"][number]][: len(was)] == was
    assert [c.value for c in after["跟进记录"][3]] == [c.value for c in before["跟进记录"][3]]


def test_the_next_run_grades_the_others_and_a_second_one_changes_nothing(followup, people_file):
    erase(followup, people_file)
    assert followup("run", people_file).exit_code == 0
    due = openpyxl.load_workbook(people_file)["本周跟进"]
    assert "K1" not in [row[2] for row in due.iter_rows(values_only=True)]
    first = people_file.read_bytes()
    followup("run", people_file)
    assert people_file.read_bytes() == first


def test_a_re_import_is_told_that_the_person_was_erased(followup, people_file):
    erase(followup, people_file)
    with open_ledger(ledger_file(people_file)) as ledger:
        assert is_erased(ledger, Identity(phone="+86 138-0000-9489"))
        assert is_erased(ledger, Identity(email="Caigou@Haina.example"))
        assert is_erased(ledger, Identity(name="海纳(深圳) 国际贸易", contact="郭丽娟"))
        assert not is_erased(ledger, Identity(name="海纳（深圳）国际贸易", contact="李四"))
        assert not is_erased(
            ledger,
            Identity(phone="13900001111", email="li@yi.example", name="乙公司", contact="李四"),
        )
        assert not is_erased(ledger, Identity())


def test_an_erasure_cannot_be_taken_back_and_says_why(followup, people_file):
    followup("run", people_file)
    erase(followup, people_file)
    now = people_file.read_bytes()
    result = followup("undo", people_file)
    assert result.exit_code == 2
    assert "不能撤销" in result.stderr
    assert people_file.read_bytes() == now


def test_backups_and_pages_that_hold_the_person_are_named_and_go_only_when_asked(
    followup, people_file
):
    followup("run", people_file)
    backups = people_file.parent / ".followup" / "backups"
    pages = people_file.parent / "followup-reports"
    result = erase(followup, people_file)
    assert "备份（2 份）和网页（1 份）里仍有此人" in result.stdout
    assert len(list(backups.iterdir())) == 2
    followup("run", people_file)
    result = erase(followup, people_file, "--purge-backups", customer="K2")
    assert not list(backups.iterdir())
    assert not list(pages.glob("*.html"))


def test_a_dry_run_counts_and_changes_nothing(followup, people_file):
    before, names = (
        people_file.read_bytes(),
        sorted(path.name for path in people_file.parent.iterdir()),
    )
    result = followup("erase", people_file, "K1", "--dry-run", "--json")
    assert json.loads(result.stdout)["cells"] > 10
    assert people_file.read_bytes() == before
    assert sorted(path.name for path in people_file.parent.iterdir()) == names
    assert not any(value in result.stdout for value in PERSON)


def test_without_yes_the_command_asks_first(followup, people_file):
    before = people_file.read_bytes()
    result = followup("erase", people_file, "K1")
    assert result.exit_code == 1
    assert people_file.read_bytes() == before


@pytest.mark.parametrize(("who", "words"), [("K9", "没有编号或名称"), ("海纳", "没有编号或名称")])
def test_only_a_whole_id_or_name_is_taken(followup, people_file, who, words):
    result = erase(followup, people_file, customer=who)
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_person_is_erased_once(followup, people_file):
    erase(followup, people_file)
    result = erase(followup, people_file)
    assert result.exit_code == 2
    assert "已经删除过" in result.stderr
    backups = people_file.parent / ".followup" / "backups"
    assert len(list(backups.iterdir())) == 1
    erase(
        followup, people_file, "--purge-backups"
    )  # whoever forgot the copies may still have them removed
    assert not list(backups.iterdir())


def test_a_name_in_another_row_is_pointed_out_and_left_to_a_person(followup, people_file):
    book = openpyxl.load_workbook(people_file)
    book["跟进记录"]["E3"] = "郭丽娟介绍的"
    book.save(people_file)
    result = erase(followup, people_file)
    assert result.exit_code == 1
    assert "跟进记录!E3" in result.stdout
    assert openpyxl.load_workbook(people_file)["跟进记录"]["E3"].value == "郭丽娟介绍的"
