"""Dates that could be two days: told by the column, by the user, or not filled; and cells with several phones."""

import openpyxl
import pytest
from test_import_command import cells

HEAD = "公司名称,手机,上次跟进"


@pytest.fixture
def days_after(team_file, write_list, followup):
    """Import dates with options; gives the result, and the dates of the new customers in the workbook."""

    def run(*dates, options=()):
        rows = [f"苏州第{n}家居用品有限公司,1371234567{n},{date}" for n, date in enumerate(dates)]
        result = followup("import", team_file, write_list(HEAD, *rows), "--no-input", *options)
        return result, [
            row[7].date().isoformat() if row[7] else None for row in cells(team_file)[5:]
        ]

    return run


@pytest.mark.parametrize(
    ("option", "day", "told"),
    [("--day-first", "2019-04-03", "D/M/Y"), ("--month-first", "2019-03-04", "M/D/Y")],
)
def test_the_user_says_which_of_the_two_days_it_is(days_after, option, day, told):
    result, days = days_after("3/4/2019", options=(option, "--json"))
    assert days == [day]
    assert f"上次跟进: {told}" in result.stdout
    assert "按您的指定" in result.stdout


def test_without_a_word_the_cell_is_not_filled_and_the_options_are_named(days_after):
    result, days = days_after("3/4/2019")
    assert days == [None]
    assert "上次跟进: ?（拿不准）" in result.stdout
    assert "“3/4/2019”可以读成两个日子" in result.stdout
    assert "--day-first / --month-first" in result.stdout


def test_what_the_column_itself_shows_goes_before_what_was_said(days_after):
    result, days = days_after("3/4/2019", "25/4/2019", options=("--month-first", "--json"))
    assert days == ["2019-04-03", "2019-04-25"]
    assert "上次跟进: D/M/Y" in result.stdout


def test_dates_that_can_be_only_one_day_are_not_spoken_of(days_after):
    result, days = days_after("2019-03-04", options=("--json",))
    assert days == ["2019-03-04"]
    assert "日月顺序" not in result.stdout


def test_the_same_list_with_its_order_stated_fills_what_was_left_blank(days_after):
    _, days = days_after("3/4/2019")
    again, days = days_after("3/4/2019", options=("--day-first",))
    assert days == ["2019-04-03"]  # the row came in before, and is looked at again all the same
    assert "补充 1" in again.stdout


def test_a_customer_is_found_by_the_second_number_of_a_cell(team_file, write_list, followup):
    old = write_list("公司名称,联系人,手机", "金桥贸易,张建国,021-62881234 / 13912345601")
    result = followup("import", team_file, old, "--no-input")
    assert "新增 0" in result.stdout
    assert "补充 0 + 已有 1" in result.stdout


def test_a_list_is_matched_with_the_second_number_of_the_workbooks_own_cell(
    team_file, write_list, followup
):

    book = openpyxl.load_workbook(team_file)
    book["客户"]["E3"] = "021-62881234 / 13912345601"
    book.save(team_file)
    old = write_list("公司名称,联系人,手机", "金桥贸易,张建国,13912345601")
    result = followup("import", team_file, old, "--no-input")
    assert "新增 0" in result.stdout
    assert "已有 1" in result.stdout
