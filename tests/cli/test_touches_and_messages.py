"""Birthdays, the sheet 触达日历 and the list of messages, as a team sees them."""

import csv
import datetime as dt

import openpyxl
import pytest


@pytest.fixture
def birthday_file(tmp_path):
    """Make a workbook with birthdays of every kind and a message library."""
    book = openpyxl.Workbook()
    customers = book.active
    customers.title = "客户"
    for row in (
        ["客户编号", "客户名称", "联系人", "业务员", "潜力", "手机", "生日", "历法"],
        ["K1", "甲公司", "张三", "王芳", "重潜", "+86 138 0013 8000", dt.date(1985, 11, 29), None],
        ["K2", "=乙公司", "李四", "王芳", "普潜", "13900139000", "农历十月廿一", None],
        ["K3", "丙公司", "王五", "李强", "普潜", None, "八月十五", None],
        ["K4", "丁公司", "赵六", "李强", "普潜", None, "30/2", None],
    ):
        customers.append(row)
    customers["B3"].data_type = "s"
    library = book.create_sheet("短信库")
    library.append(["类型", "等级", "语言", "内容"])
    library.append(["生日", "C", None, "{联系人}，{负责人}祝您生日快乐"])
    library.append(["生日", None, None, "{称呼}，生日快乐"])
    path = tmp_path / "客户.xlsx"
    book.save(path)
    return path


def test_birthdays_stand_in_the_touch_calendar_with_a_link_to_the_customer(followup, birthday_file):
    followup("run", birthday_file)
    sheet = openpyxl.load_workbook(birthday_file)["触达日历"]
    rows = [
        row[:10] for row in sheet.iter_rows(min_row=3, values_only=True) if row[6] == "生日祝福"
    ]
    # 农历十月廿一 of 2026 is Sunday 29 November too; both are prepared on Friday
    assert [(r[0].date(), r[1].date(), r[2], r[4], r[8]) for r in rows] == [
        (dt.date(2026, 11, 29), dt.date(2026, 11, 27), "王芳", "K1", "满 41 岁"),
        (dt.date(2026, 11, 29), dt.date(2026, 11, 27), "王芳", "K2", "农历十月廿一"),
    ]
    assert sheet["D3"].hyperlink.location == "'客户'!B2"
    first = birthday_file.read_bytes()
    followup("run", birthday_file)
    assert birthday_file.read_bytes() == first


def test_birthdays_and_texts_that_cannot_be_used_are_named_with_their_cell(followup, birthday_file):
    shown = followup("check", birthday_file).stdout
    assert '客户!G4: "八月十五" 看不出是公历还是农历。请在“历法”列填 公 或 农' in shown
    assert '客户!G5: "30/2" 没有这一天' in shown
    assert "短信库!D3" in shown
    assert "{称呼}" in shown


def test_messages_are_exported_for_mail_merge_and_nothing_else_is_touched(
    followup, birthday_file, tmp_path
):
    before, out = birthday_file.read_bytes(), tmp_path / "短信.csv"
    result = followup(
        "messages", birthday_file, "--out", out, "--as-of", "2026-11-23", "--weeks", "1"
    )
    assert result.exit_code == 0
    assert "已导出 2 条" in result.stdout
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["内容"] for row in rows] == [
        "张三，王芳祝您生日快乐",
        "李四，生日快乐！愿您新的一岁身体健康、万事顺心。——王芳",
    ]
    assert [row["电话"] for row in rows] == ["0086 138 0013 8000", "13900139000"]
    assert rows[1]["客户名称"] == "'=乙公司"
    assert birthday_file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["客户.xlsx", "短信.csv"]


def test_the_list_never_overwrites_the_workbook(followup, birthday_file):
    before = birthday_file.read_bytes()
    result = followup("messages", birthday_file, "--out", birthday_file, "--as-of", "2026-11-23")
    assert result.exit_code == 2
    assert birthday_file.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_told(followup, birthday_file, tmp_path):
    result = followup(
        "messages", birthday_file, "--out", tmp_path / "没有" / "短信.csv", "--as-of", "2026-11-23"
    )
    assert result.exit_code == 6
    assert "写不了" in result.stderr
