"""Taking back customers that were put under the team's table, as a user does it."""

import datetime as dt
import json

import openpyxl

from pipeline.plan.apply import Draft, write_plan
from pipeline.workbook.file.package import Package
from pipeline.workbook.safety.safety import workbook_lock
from schemas.plan import ColumnPatch, NewRows, Plan

AS_OF = dt.date(2026, 11, 23)
NEW = [7, 8]


def add_two_customers(path):
    """Put K5 and K6 under the four customers of the team file, rows 3 to 6."""
    cells = (
        (1, "客户编号", ["K5", "K6"]),
        (2, "公司名称", ["戊公司", "=己公司"]),
        (3, "业务员", ["王芳", None]),
    )
    columns = [
        ColumnPatch("客户", at, header, "text", NEW, [None] * 2, new, [""] * 2)
        for at, header, new in cells
    ]
    plan = Plan(AS_OF, columns=columns, new_rows=(NewRows("客户", 6, 2, 6),))
    now = dt.datetime(2026, 11, 23, 9, 15, 2, tzinfo=dt.UTC)
    draft = Draft(
        now, AS_OF, "p", {"cells": 6}, {("客户", 7): "K5", ("客户", 8): "K6"}, command="import"
    )
    with workbook_lock(path):
        write_plan(Package.open(path), plan, draft, 5)


def column_of(path, number):
    sheet = openpyxl.load_workbook(path)["客户"]
    return [sheet.cell(row, number).value for row in range(3, 9)]


def test_undo_of_an_untouched_file_brings_back_every_byte(followup, team_file):
    before = team_file.read_bytes()
    add_two_customers(team_file)
    assert column_of(team_file, 2)[3:] == ["丁公司", "戊公司", "=己公司"]
    assert "逐字节" in followup("undo", team_file).stdout
    assert team_file.read_bytes() == before


def test_undo_empties_what_nobody_changed_and_keeps_an_edited_row_whole(followup, team_file):
    add_two_customers(team_file)
    book = openpyxl.load_workbook(team_file)
    book["客户"]["C8"] = "李强"
    book.save(team_file)
    result = followup("undo", team_file, "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["rows_kept"], [kept["cell"] for kept in told["kept"]]) == (
        1,
        1,
        ["8:8"],
    )
    assert column_of(team_file, 1) == ["K1", "K2", "K3", "K4", None, "K6"]
    assert column_of(team_file, 3)[4:] == [None, "李强"]


def test_undo_after_a_run_empties_what_the_program_filled_in_too(followup, team_file):
    add_two_customers(team_file)
    followup("run", team_file)
    runs = json.loads(followup("history", team_file, "--json").stdout)
    imported = next(run["run"] for run in runs if run["command"] == "import")
    filled = openpyxl.load_workbook(team_file)["客户"]["F7:J7"][0]
    assert any(cell.value is not None for cell in filled)
    result = followup("undo", team_file, imported)
    assert result.exit_code == 0, result.stdout
    sheet = openpyxl.load_workbook(team_file)["客户"]
    assert [cell.value for row in sheet["A7:J8"] for cell in row] == [None] * 20
    assert any(cell.value is not None for cell in sheet["F3:J3"][0])
    assert column_of(team_file, 1)[:4] == ["K1", "K2", "K3", "K4"]
