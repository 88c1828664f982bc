"""What a team typed under the names of the program's columns stays, at the first run and at every later one."""

import shutil

import openpyxl
import pytest

PROGRAM = ["等级", "等级说明", "下次跟进", "到期说明", "完整度"]


def with_columns(path, columns):
    """Put columns behind the team's last one: header → the cells below it."""
    book = openpyxl.load_workbook(path)
    sheet = book["客户"]
    for header, cells in columns.items():
        at = sheet.max_column + 1
        for row, value in enumerate([header, *cells], start=2):
            sheet.cell(row, at, value)
    book.save(path)


def column(path, header):
    sheet = openpyxl.load_workbook(path)["客户"]
    at = next((cell.column for cell in sheet[2] if cell.value == header), None)
    return None if at is None else [sheet.cell(row, at).value for row in range(3, 7)]


@pytest.mark.parametrize(
    ("header", "typed"),
    [
        ("等级", ["B", None, "重点", None]),
        ("等级", [None, None, None, "C"]),  # on a row that is set aside
        ("下次跟进", ["下周", None, None, None]),
        ("等级说明", [None, "老板的朋友", None, None]),
        ("完整度", [None, None, 80, None]),
        ("Tier", ["A", "B", "C", "D"]),  # the other language's name is the program's too
    ],
)
def test_a_column_with_typed_values_is_the_teams_own(followup, team_file, header, typed):
    with_columns(team_file, {header: typed})
    result = followup("run", team_file)
    assert result.exit_code == 1
    assert column(team_file, header) == typed
    assert f"“{header}”里是团队自己填的内容" in result.stdout
    ours = {"Tier": "等级"}.get(header, header)
    assert any(value is not None for value in column(team_file, f"系统{ours}"))
    assert all(column(team_file, name) is not None for name in PROGRAM if name != ours)


def test_later_runs_fill_the_column_beside_and_write_nothing_twice(followup, team_file):
    typed = ["B", "B", "B", "B"]
    with_columns(team_file, {"等级": typed})
    followup("run", team_file)
    first = team_file.read_bytes()
    assert column(team_file, "系统等级") == ["A", "B", "C", None]
    assert "没有改动" in followup("run", team_file).stdout
    assert team_file.read_bytes() == first
    followup("run", team_file, as_of="2027-06-01")
    headers = [cell.value for cell in openpyxl.load_workbook(team_file)["客户"][2]]
    assert headers.count("等级") == headers.count("系统等级") == 1
    assert column(team_file, "等级") == typed


def test_without_its_folder_the_workbook_still_knows_which_columns_are_whose(followup, team_file):
    with_columns(team_file, {"等级": ["B", None, None, None]})
    followup("run", team_file)
    shutil.rmtree(team_file.parent / ".followup")
    followup("run", team_file, as_of="2027-06-01")
    assert column(team_file, "等级") == ["B", None, None, None]
    headers = [cell.value for cell in openpyxl.load_workbook(team_file)["客户"][2]]
    assert len(headers) == len(set(headers))


def test_a_column_that_was_deleted_comes_back_beside_what_the_team_typed(followup, team_file):
    with_columns(team_file, {"等级": ["B", None, None, None]})
    followup("run", team_file)
    book = openpyxl.load_workbook(team_file)
    sheet = book["客户"]
    sheet.delete_cols(next(cell.column for cell in sheet[2] if cell.value == "系统等级"))
    book.save(team_file)
    followup("run", team_file)
    assert column(team_file, "等级") == ["B", None, None, None]
    assert column(team_file, "系统等级") == ["A", "B", "C", None]


def test_a_blank_column_of_that_name_is_filled(followup, team_file):
    with_columns(team_file, {"等级": [None] * 4})
    followup("run", team_file)
    assert column(team_file, "等级") == ["A", "B", "C", None]
    assert column(team_file, "系统等级") is None


def test_two_columns_of_one_name_are_both_left_alone(followup, team_file):
    with_columns(team_file, {"等级": ["B", None, None, None]})
    with_columns(team_file, {"等级": [None, "C", None, None]})
    followup("run", team_file)
    sheet = openpyxl.load_workbook(team_file)["客户"]
    assert [sheet["F3"].value, sheet["G4"].value] == ["B", "C"]
    assert column(team_file, "系统等级") == ["A", "B", "C", None]


def test_columns_of_an_earlier_run_are_known_without_their_marks(followup, team_file):
    with_columns(team_file, {name: [None] * 4 for name in PROGRAM})
    followup("run", team_file)
    book = openpyxl.load_workbook(team_file)
    for name in list(book.defined_names):
        del book.defined_names[name]
    book.save(team_file)
    followup("run", team_file, as_of="2027-06-01")
    headers = [cell.value for cell in openpyxl.load_workbook(team_file)["客户"][2]]
    assert not any(str(header).startswith("系统") for header in headers)


def test_a_grade_typed_among_the_blank_columns_of_a_template_stays(followup, team_file):
    with_columns(
        team_file, {name: [None] * 4 for name in PROGRAM} | {"等级": ["B", None, None, None]}
    )
    followup("run", team_file)
    assert column(team_file, "等级") == ["B", None, None, None]
    assert column(team_file, "系统等级") == ["A", "B", "C", None]
