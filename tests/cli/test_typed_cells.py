"""What people type over the program's values decides or stays; emptying the cell gives it back to the rule."""

import datetime as dt

import openpyxl
import pytest

AFTER = "2026-11-30"


def cells(path, header):
    """Give a column of the customer sheet, row by row from the first customer on."""
    sheet = openpyxl.load_workbook(path)["客户"]
    at = next(cell.column for cell in sheet[2] if cell.value == header)
    return [sheet.cell(row, at).value for row in range(3, 7)]


def put(path, header, row, value):
    """Type a value as a person would."""
    book = openpyxl.load_workbook(path)
    sheet = book["客户"]
    at = next(cell.column for cell in sheet[2] if cell.value == header)
    sheet.cell(row, at).value = value
    book.save(path)


@pytest.fixture
def after_a_run(followup, team_file):
    assert followup("run", team_file).exit_code in (0, 1)
    return team_file


def test_a_tier_typed_over_the_programs_counts_and_is_told_once(followup, after_a_run):
    assert cells(after_a_run, "等级")[:3] == ["A", "B", "C"]
    put(after_a_run, "等级", 5, "d")
    followup("run", after_a_run, as_of=AFTER)
    assert cells(after_a_run, "等级")[2] == "d"
    assert "写在“等级”一列" in cells(after_a_run, "等级说明")[2]
    moves = [*openpyxl.load_workbook(after_a_run)["等级变动"].iter_rows(values_only=True)]
    assert [row[4:6] for row in moves[2:]] == [("C", "D")]
    before = after_a_run.read_bytes()
    followup("run", after_a_run, as_of=AFTER)
    assert after_a_run.read_bytes() == before


def test_emptying_the_cell_gives_it_back_to_the_rule(followup, after_a_run):
    put(after_a_run, "等级", 5, "D")
    followup("run", after_a_run, as_of=AFTER)
    put(after_a_run, "等级", 5, None)
    followup("run", after_a_run, as_of=AFTER)
    assert cells(after_a_run, "等级")[2] == "C"


def test_a_day_typed_over_the_programs_is_agreed_until_somebody_was_in_touch(followup, after_a_run):
    put(after_a_run, "下次跟进", 5, dt.datetime(2026, 12, 15))  # noqa: DTZ001 -- cells know no zones
    followup("run", after_a_run, as_of=AFTER)
    assert cells(after_a_run, "下次跟进")[2] == dt.datetime(2026, 12, 15)  # noqa: DTZ001
    assert "约定" in cells(after_a_run, "到期说明")[2]
    put(after_a_run, "上次联系时间", 5, dt.datetime(2026, 12, 16))  # noqa: DTZ001
    told = followup("run", after_a_run, as_of="2026-12-21").stdout
    assert cells(after_a_run, "下次跟进")[2] != dt.datetime(2026, 12, 15)  # noqa: DTZ001
    assert "2026-12-15" in told


@pytest.mark.parametrize(
    ("header", "typed"),
    [
        ("等级", "老板的朋友"),
        ("等级说明", "别打电话，先发邮件"),
        ("下次跟进", "过完年再说"),
        ("到期说明", "等他回国"),
        ("完整度", "不用管"),
    ],
)
@pytest.mark.parametrize("ledger", [True, False])
def test_any_other_text_stays_run_after_run(followup, after_a_run, header, typed, ledger):
    put(after_a_run, header, 4, typed)
    if not ledger:
        (after_a_run.parent / ".followup").rename(after_a_run.parent / "gone")
    for day in (AFTER, "2026-12-07", "2027-03-01"):
        followup("run", after_a_run, as_of=day)
        assert cells(after_a_run, header)[1] == typed
    codes = followup("check", after_a_run, "--json").stdout
    assert "typed_over" in codes


def test_the_grade_of_a_method_beside_stays_too_and_through_a_week_without_the_method(
    followup, team_file
):
    settings = team_file.parent / "followup.toml"
    settings.write_text('secondary = ["retail"]\n', encoding="utf-8")
    followup("run", team_file)
    header = retail_header(team_file)
    put(team_file, header, 4, "大客户")
    for day, text in (
        (AFTER, 'secondary = ["retail"]\n'),
        ("2026-12-07", ""),
        ("2026-12-14", None),
    ):
        settings.write_text(text or 'secondary = ["retail"]\n', encoding="utf-8")
        followup("run", team_file, as_of=day)
        assert cells(team_file, header)[1] == "大客户"
    assert cells(team_file, header)[0] == "C"


def retail_header(path):
    """Give the header of the grade that the method beside has added."""
    headers = [cell.value for cell in openpyxl.load_workbook(path)["客户"][2]]
    return headers[headers.index("完整度") + 1]


def typed_beside(path, sheet, cell, text):
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = text
    book.save(path)


@pytest.mark.parametrize(
    ("sheet", "cell", "row"),
    [
        ("本周跟进", "C3", "乙公司"),
        ("数据问题", "L3", "客户!E6"),
        ("汇总(自动)", "A1", ""),
        ("触达日历", "B40", ""),
    ],
)
def test_what_is_typed_into_a_sheet_of_ours_is_told_by_name(
    followup, after_a_run, sheet, cell, row
):
    typed_beside(after_a_run, sheet, cell, "老客户介绍")
    first = followup("run", after_a_run, as_of=AFTER).stdout
    [told] = [line for line in first.splitlines() if "老客户介绍" in line]
    assert f"{sheet}!{cell}" in told
    assert row in told
    assert "老客户介绍" not in followup("run", after_a_run, as_of=AFTER).stdout


def test_a_sheet_of_ours_that_somebody_sorted_holds_nothing_typed(followup, after_a_run):
    book = openpyxl.load_workbook(after_a_run)
    sheet = book["本周跟进"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    for at, values in enumerate(reversed(rows), 3):
        for column, value in enumerate(values, 1):
            sheet.cell(at, column).value = value
    book.save(after_a_run)
    assert "由人写的" not in followup("run", after_a_run, as_of=AFTER).stdout


def test_the_memory_is_hidden_and_names_nobody(after_a_run):
    book = openpyxl.load_workbook(after_a_run)
    assert book["_followup"].sheet_state == "veryHidden"
    texts = [str(cell) for row in book["_followup"].iter_rows(values_only=True) for cell in row]
    assert not any(name in text for text in texts for name in cells(after_a_run, "客户编号"))
