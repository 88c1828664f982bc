"""Taking a run back, as a user does it."""

import datetime as dt
import json

import openpyxl


def test_undo_brings_back_every_byte(followup, team_file):
    before = team_file.read_bytes()
    followup("run", team_file)
    assert team_file.read_bytes() != before
    result = followup("undo", team_file)
    assert result.exit_code == 0
    assert "逐字节" in result.stdout
    assert team_file.read_bytes() == before


def test_undo_keeps_and_names_what_a_person_edited_since(followup, team_file):
    followup("run", team_file)
    book = openpyxl.load_workbook(team_file)
    book["客户"]["H3"] = dt.date(2026, 12, 24)
    book["客户"]["B4"] = "乙公司(新名)"
    book.save(team_file)
    result = followup("undo", team_file)
    assert result.exit_code == 1
    assert "客户!H3" in result.stdout
    sheet = openpyxl.load_workbook(team_file)["客户"]
    assert sheet["H3"].value.date() == dt.date(2026, 12, 24)
    assert sheet["B4"].value == "乙公司(新名)"
    assert sheet["F3"].value is None
    assert sheet["H4"].value is None


def test_undo_finds_the_customers_again_after_the_sheet_was_sorted(followup, team_file):
    followup("run", team_file)
    book = openpyxl.load_workbook(team_file)
    sheet = book["客户"]
    third, fourth = ([cell.value for cell in sheet[row]] for row in (3, 4))
    for row, values in ((3, fourth), (4, third)):
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column).value = value
    book.save(team_file)
    assert followup("undo", team_file).exit_code == 0
    after = openpyxl.load_workbook(team_file)["客户"]
    assert [after.cell(row, 1).value for row in (3, 4)] == ["K2", "K1"]
    assert [after.cell(row, 6).value for row in (3, 4, 5)] == [None, None, None]


def test_a_dry_undo_changes_nothing(followup, team_file):
    followup("run", team_file)
    after = team_file.read_bytes()
    assert "试运行" in followup("undo", team_file, "--dry-run").stdout
    assert team_file.read_bytes() == after


def test_there_may_be_nothing_to_take_back(followup, team_file):
    result = followup("undo", team_file)
    assert result.exit_code == 2
    assert "没有可以撤销的运行" in result.stderr


def test_history_lists_runs_and_undos(followup, team_file):
    followup("run", team_file)
    followup("undo", team_file)
    runs = json.loads(followup("history", team_file, "--json").stdout)
    assert [(run["command"], run["status"]) for run in runs] == [
        ("undo", "done"),
        ("run", "undone"),
    ]
    assert runs[0]["undoes"] == runs[1]["run"]
    assert runs[1]["run"] in followup("history", team_file).stdout


def test_an_undo_is_no_run_to_take_back(followup, team_file):
    followup("run", team_file)
    followup("undo", team_file)
    undo_id = json.loads(followup("history", team_file, "--json").stdout)[0]["run"]
    result = followup("undo", team_file, undo_id)
    assert result.exit_code == 2
    assert undo_id in result.stderr


def test_without_its_backup_a_run_is_taken_back_cell_by_cell(followup, team_file):
    followup("run", team_file)
    for backup in (team_file.parent / ".followup" / "backups").iterdir():
        backup.unlink()
    assert followup("undo", team_file).exit_code == 0
    sheet = openpyxl.load_workbook(team_file)["客户"]
    assert [sheet.cell(row, 6).value for row in (2, 3, 4)] == ["等级", None, None]
