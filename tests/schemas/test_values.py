"""Cells as teams type them."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.columns import CONTACTS, CUSTOMERS, TEAM
from schemas.values import BLANKS, Unreadable, is_blank, plain, read_column, read_date

NOV_3 = dt.date(2026, 11, 3)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-03",
        "2026/11/3",
        "2026.11.3",
        "2026年11月3日",
        "2026年11月3号",
        " 2026 年 11 月 3 日 ",
        "2026-11-03 09:30:00",
        "2026-11-03T09:30",
        "2026年11月3日 星期二",
        "2026-11-3(周二)",
        "２０２６－１１－０３",
        "26年11月3日",
        "20261103",
        20261103,
        "3 Nov 2026",
        "Nov 3, 2026",
        "3-Nov-2026",
        46329,
        46329.0,
        46329.75,
        "46329",
        dt.datetime(2026, 11, 3, 18, 5),  # noqa: DTZ001
        dt.date(2026, 11, 3),
    ],
)
def test_every_usual_spelling_of_a_date_is_the_same_day(cell):
    assert read_date(cell) == NOV_3


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("31/02/2026", "not_a_date"),
        ("2026-02-31", "not_a_date"),
        ("2026年13月1日", "not_a_date"),
        ("下周", "not_a_date"),
        (5, "not_a_date"),
        ("20261399", "not_a_date"),
        ("11月3日", "no_year"),
        ("11-3", "no_year"),
        ("3/4/2026", "ambiguous_date"),
        ("0226-11-03", "not_a_date"),
    ],
)
def test_a_date_that_is_none_or_not_clear_is_named_and_never_guessed(cell, problem):
    assert read_date(cell) == Unreadable(problem)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("30/3/2019", dt.date(2019, 3, 30)),
        ("3/30/2019", dt.date(2019, 3, 30)),
        ("4/4/2026", dt.date(2026, 4, 4)),
    ],
)
def test_day_and_month_are_told_apart_where_only_one_reading_is_possible(cell, day):
    assert read_date(cell) == day


def test_the_same_serial_is_another_day_in_a_1904_workbook():
    assert read_date(46329 - 1462, date1904=True) == NOV_3


@pytest.mark.parametrize(
    "cell", ["", "  ", None, "无", "-", "—", "N/A", "不详", "null", float("nan"), "/"]
)
def test_blank_has_many_spellings(cell):
    assert is_blank(cell)


def test_a_phone_kept_as_a_number_comes_back_whole_and_a_rounded_one_is_named():
    reading = read_column(
        pd.Series(
            [13800138000.0, " 0755-8888 ", "1.38E+10", "+86 138"], index=[4, 5, 6, 7], dtype=object
        ),
        CUSTOMERS["phone"],
    )
    assert reading.frame["phone"].tolist() == ["13800138000", "0755-8888", None, "+86 138"]
    assert reading.problems == {6: "digits_lost"}


def test_leading_zeros_of_an_id_stay():
    reading = read_column(
        pd.Series(["007", 7.0, "ＫＨ００１"], dtype=object), CUSTOMERS["customer_id"]
    )
    assert reading.frame["customer_id"].tolist() == ["007", "7", "KH001"]


def test_no_is_not_blank_and_blank_is_not_no():
    reading = read_column(
        pd.Series(["无", "有", "", "√", "×", True, 0, "也许"], index=range(1, 9), dtype=object),
        CUSTOMERS["need"],
    )
    assert reading.frame["need"].tolist()[:2] == [False, True]
    assert pd.isna(reading.frame["need"].iloc[2])
    assert reading.frame["need"].tolist()[3:7] == [True, False, True, False]
    assert reading.problems == {8: "not_yes_or_no"}


def test_choices_are_read_by_every_spelling():
    reading = read_column(
        pd.Series(["重潜", "Strong", "普通潜力", "无", "很高"], index=range(1, 6), dtype=object),
        CUSTOMERS["potential"],
    )
    assert reading.frame["potential"].tolist() == ["strong", "strong", "ordinary", "none", None]
    assert reading.problems == {5: "unknown_choice"}


@pytest.mark.parametrize(
    ("key", "code", "cells"),
    [
        ("deal", "ordered", "已成交|已下单|成交|赢单|老客户|合作中|Won|Closed Won|Customer|是"),
        ("deal", "sample", "已寄样|样品阶段|打样中|sample stage"),
        ("deal", "lost", "已流失|流失客户|输单|选别家|战败|丢单|Lost|Closed Lost"),
        ("deal", "not_needed", "暂无需求|无效|无意向|Unqualified|Junk|Not interested"),
        ("deal", "none", "未成交|跟进中|否|In progress"),
        ("judged", "strong", "重点|重点客户|意向客户|高|Hot|H|★★★"),
        ("judged", "ordinary", "一般|一般客户|中|Warm|★★"),
        ("judged", "none", "无效|低|Cold|★"),
    ],
)
def test_the_teams_own_words_of_deals_and_judgements_are_read(key, code, cells):
    words = cells.split("|")
    reading = read_column(pd.Series(words, dtype=object), CUSTOMERS[key])
    assert dict(zip(words, reading.frame[key], strict=True)) == dict.fromkeys(words, code)


@pytest.mark.parametrize(
    ("cell", "days", "months"),
    [
        ("30", 30, None),
        (45.0, 45, None),
        ("5个月", None, 5),
        ("2周", 14, None),
        ("半年", None, 6),
        ("1年", None, 12),
        ("3 months", None, 3),
        ("每2周", 14, None),
    ],
)
def test_own_cadences_are_days_or_months(cell, days, months):
    frame = read_column(pd.Series([cell], dtype=object), CUSTOMERS["own_cadence"]).frame
    assert [None if pd.isna(value) else value for value in frame.iloc[0]] == [days, months]


@pytest.mark.parametrize("cell", ["0", "-3", "很久", "1.5个月"])
def test_a_cadence_that_is_none_is_named(cell):
    assert read_column(
        pd.Series([cell], index=[9], dtype=object), CUSTOMERS["own_cadence"]
    ).problems == {9: "not_a_period"}


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("8万", 80000),
        ("¥80,000.00", 80000),
        ("3.5k", 3500),
        ("1,200 元", 1200),
        ("(300)", -300),
        (12, 12),
        ("12,5", 12.5),
        ("1.200,50 €", 1200.5),
        ("1,200.5", 1200.5),
        ("1,200", 1200),
    ],
)
def test_money_is_read_in_the_spellings_of_ledgers(cell, number):
    assert (
        read_column(pd.Series([cell], dtype=object), CUSTOMERS["spend"]).frame["spend"].iloc[0]
        == number
    )


@pytest.mark.parametrize("cell", ["1,2,3", "1,23456", "8-10万"])
def test_a_comma_that_parts_neither_thousands_nor_cents_makes_no_number(cell):
    reading = read_column(pd.Series([cell], index=[7], dtype=object), CUSTOMERS["spend"])
    assert reading.problems == {7: "not_a_number"}


def test_reading_a_column_without_rows_gives_no_rows():
    for column in (
        CUSTOMERS["own_cadence"],
        CUSTOMERS["last_contact"],
        CONTACTS["minutes"],
        TEAM["days_off"],
    ):
        assert len(read_column(pd.Series([], dtype=object), column).frame) == 0


@given(
    st.one_of(
        st.text(max_size=30),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.none(),
        st.dates(),
        st.datetimes(),
    )
)
def test_any_cell_gives_a_day_a_blank_or_a_named_problem(cell):
    result = read_date(cell)
    assert result is None or isinstance(result, (dt.date, Unreadable))
    if isinstance(cell, str) and plain(cell).lower() in BLANKS:
        assert result is None
