"""What stands to the right of a team's columns stays, and the program's columns find their place all the same."""

import datetime as dt

import openpyxl
import pytest
import xlsxwriter

from pipeline.workbook.parts.styles import is_date_code


@pytest.fixture
def sheet_with(tmp_path):
    """Make a workbook of two customers in which something stands beside the table."""

    def make(change):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "客户"
        sheet.append(["客户名称", "潜力", "上次跟进"])
        sheet.append(["甲公司", "重潜", dt.date(2026, 9, 1)])
        sheet.append(["乙公司", "普潜", dt.date(2026, 10, 1)])
        change(sheet)
        path = tmp_path / "客户.xlsx"
        book.save(path)
        return path

    return make


def error_value(sheet):
    sheet["D3"] = "#N/A"
    sheet["D3"].data_type = "e"


def durations(sheet):
    sheet["D1"] = "通话时长"
    for row, code in ((2, "[h]:mm"), (3, '[h]"小时"mm"分"')):
        sheet.cell(row, 4, dt.timedelta(hours=30)).number_format = code


def note_in_the_way(sheet):
    sheet["F2"] = "问过财务"


def far_away(sheet):
    sheet["ALL9000"] = 1


@pytest.mark.parametrize(
    ("change", "first"),
    [(error_value, "E"), (durations, "E"), (note_in_the_way, "G"), (far_away, "D")],
)
def test_nothing_beside_the_table_is_lost(followup, sheet_with, change, first):
    path = sheet_with(change)
    before = openpyxl.load_workbook(path)["客户"]
    there = {
        cell.coordinate: cell.value for row in before for cell in row if cell.value is not None
    }
    for day in ("2026-11-23", "2026-11-30"):
        assert followup("run", path, as_of=day).exit_code == 0
    after = openpyxl.load_workbook(path)["客户"]
    assert {place: after[place].value for place in there} == there
    assert after[f"{first}1"].value == "等级"
    assert after[f"{first}2"].value == "C"


def test_an_error_value_pasted_over_the_programs_stays(followup, sheet_with):
    path = sheet_with(lambda _: None)
    followup("run", path)
    book = openpyxl.load_workbook(path)
    book["客户"]["D2"] = "#REF!"
    book["客户"]["D2"].data_type = "e"
    book.save(path)
    told = followup("run", path, as_of="2026-11-30").stdout
    assert openpyxl.load_workbook(path)["客户"]["D2"].value == "#REF!"
    assert "D2" in told


def test_a_lone_blank_is_something_too(followup, tmp_path):
    path = tmp_path / "客户.xlsx"
    with xlsxwriter.Workbook(path) as book:  # openpyxl would save the blank as nothing
        sheet = book.add_worksheet("客户")
        sheet.write_row("A1", ["客户名称", "潜力", "上次跟进"])
        sheet.write_row("A2", ["甲公司", "重潜", "2026-09-01"])
        sheet.write_string("D2", " ")
    assert followup("run", path).exit_code == 0
    row = [cell.value for cell in openpyxl.load_workbook(path)["客户"][2]]
    assert row[3:5] == [" ", "C"]


@pytest.mark.parametrize(
    ("code", "is_day"),
    [
        ("yyyy-mm-dd", True),
        ('m"月"d"日"', True),
        ("mmm-yy", True),
        ("mm", True),
        ("[h]:mm", False),
        ('[h]"小时"mm"分"', False),
        ("[mm]:ss", False),
        ("h:mm", False),
        ("mm:ss", False),
        ("yyyy-mm-dd [h]:mm", True),
        ("0.00", False),
    ],
)
def test_a_length_of_time_is_no_day(code, is_day):
    assert is_date_code(code) is is_day
