"""Cells in their normal form: the cases beside this file, what a whole column tells, and what holds for every cell."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.importing.desk.batch import Batch
from pipeline.importing.desk.match_records import records
from pipeline.understanding.cells import Context, normalise_column
from pipeline.understanding.cells.columns import shown
from pipeline.understanding.cells.phones import comparable_phones
from pipeline.understanding.columns.mapping import ColumnMapping, MappedColumn
from pipeline.understanding.model import SourceTable
from schemas.columns import CUSTOMERS
from schemas.texts import Text
from schemas.values import read_date

CASES = Path(__file__).parent / "cases" / "cells"


def _cases():
    for path in sorted(CASES.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                yield pytest.param(
                    path.stem, *line.split("\t"), id=f"{path.stem}: {line.split(chr(9))[0]}"
                )


@pytest.mark.parametrize(("key", "cell", "value", "code"), list(_cases()))
def test_a_cell_alone_in_its_column(key, cell, value, code):
    [normal] = normalise_column(CUSTOMERS[key], [cell])
    assert ("" if normal.value is None else shown(normal.value), normal.code) == (value, code)
    assert normal.original == cell
    assert (normal.problem is not None) == bool(code)


def values(key, cells, **context):
    return [normal.value for normal in normalise_column(CUSTOMERS[key], cells, Context(**context))]


def codes(key, cells, **context):
    return [normal.code for normal in normalise_column(CUSTOMERS[key], cells, Context(**context))]


def test_one_day_above_twelve_tells_the_order_of_its_whole_column():
    assert values("last_contact", ["3/4/2019", "25/12/2018"]) == [
        dt.date(2019, 4, 3),
        dt.date(2018, 12, 25),
    ]
    assert values("last_contact", ["3/4/2019", "12/25/2018"]) == [
        dt.date(2019, 3, 4),
        dt.date(2018, 12, 25),
    ]


def test_two_cells_that_contradict_each_other_leave_the_others_ambiguous():
    assert values("last_contact", ["3/4/2019", "25/12/2018", "12/25/2018"])[0] is None
    assert codes("last_contact", ["3/4/2019", "25/12/2018", "12/25/2018"]) == [
        "ambiguous_date",
        "",
        "",
    ]


def test_a_stated_rule_counts_where_the_column_does_not_tell():
    assert values("last_contact", ["30/3/19"], day_first=True) == [dt.date(2019, 3, 30)]
    assert values("last_contact", ["3/4/2019"], day_first=False) == [dt.date(2019, 3, 4)]
    # The column's own evidence is stronger than what somebody remembers.
    assert values("last_contact", ["3/4/2019", "12/25/2018"], day_first=True)[0] == dt.date(
        2019, 3, 4
    )


def test_a_year_of_four_figures_in_front_says_nothing_about_short_years():
    assert values("last_contact", ["30/3/19", "2019-05-01"])[0] is None
    assert codes("last_contact", ["30/3/19", "2019-05-01"])[0] == "ambiguous_date"


def test_nobody_was_contacted_on_a_day_to_come():
    today = dt.date(2026, 11, 22)
    # 2030-03-19 is still to come, so 30/3/19 has its day first, and so has the column.
    assert values("last_contact", ["30/3/19", "3/4/19"], today=today) == [
        dt.date(2019, 3, 30),
        dt.date(2019, 4, 3),
    ]
    assert values("agreed_date", ["30/3/19"], today=today) == [None]


def test_short_years_stand_where_the_figures_vary_least():
    days = ["30/3/19", "25/12/18", "11/1/19", "15/6/18", "14/6/18", "1/2/19", "2/4/19", "22/8/19"]
    assert values("last_contact", days)[0] == dt.date(2019, 3, 30)


def test_a_date_that_does_not_exist_is_never_turned_into_another_one():
    for order in (True, False, None):
        assert values("last_contact", ["2019/13/01", "25/12/2018"], day_first=order)[0] is None


def test_dates_that_excel_may_have_turned_round_are_told():
    # A list with 13/05/2019 opened in an American Excel: what could be a date with the month first became one.
    cells = [
        dt.date(2019, 5, 3),
        dt.date(2019, 7, 11),
        dt.date(2019, 2, 4),
        "13/05/2019",
        "28/06/2019",
        "17/01/2019",
    ]
    assert codes("last_contact", cells) == ["maybe_swapped"] * 3 + [""] * 3
    assert values("last_contact", cells)[0] == dt.date(2019, 5, 3)


def test_birthdays_without_a_year_follow_the_order_of_their_column():
    assert values("birthday", ["3/4", "16/8"]) == ["04-03", "08-16"]
    assert codes("birthday", ["3/4", "4/5"]) == ["birthday_ambiguous"] * 2


def test_a_serial_of_a_1904_list_is_another_day():
    assert values("last_contact", [42092], date1904=True) == [dt.date(2019, 3, 30)]


def test_yes_no_and_choices_are_spelled_as_the_workbook_spells_them():
    assert values("need", ["有", "无", "√", ""]) == ["是", "否", "是", None]
    assert values("need", ["有", "无"], lang="en") == ["yes", "no"]
    assert values("potential", ["高", "ordinary"]) == ["重潜", "普潜"]
    [unknown] = normalise_column(CUSTOMERS["potential"], ["很高"])
    assert (unknown.value, unknown.code) == (None, "unknown_choice")


def test_a_whole_number_cell_is_no_changed_phone_and_a_text_of_it_is():
    typed, text = normalise_column(CUSTOMERS["phone"], [13800138000.0, "13800138000.0"])
    assert (typed.value, typed.changed) == ("13800138000", False)
    assert (text.value, text.changed, text.original) == ("13800138000", True, "13800138000.0")


def test_numbers_of_another_country_are_read_as_that_country_writes_them():
    assert values("phone", ["(415) 555-2671", "13800138000"], country="US") == [
        "+1 415-555-2671",
        "13800138000",
    ]
    assert comparable_phones("13800138000 / 021-62881234，传真 021-62881235") == (
        "+8613800138000",
        "+862162881234",
    )


def test_a_blank_word_is_blank_and_its_word_is_kept():
    for word in ("无", "-", "N/A", "不详"):
        [normal] = normalise_column(CUSTOMERS["address"], [word])
        assert (normal.value, normal.original, normal.changed, normal.problem) == (
            None,
            word,
            True,
            None,
        )


def test_what_can_be_read_without_the_list_is_read_the_same_in_it():
    for cell in ("2019-03-30", "2019年3月30日", "20190330", "3 Nov 2026", 46329):
        assert values("last_contact", [cell]) == [read_date(cell)]


CELLS = st.one_of(
    st.text(max_size=40),
    st.text("0123456789/-.年月日 +()转,万¥eE", max_size=25),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.times(),
)


@given(
    st.sampled_from([column for column in CUSTOMERS.columns if not column.written]),
    st.lists(CELLS, max_size=8),
)
def test_no_cell_raises_and_none_loses_its_text(column, cells):
    normals = normalise_column(column, cells)
    assert len(normals) == len(cells)
    for cell, normal in zip(cells, normals, strict=True):
        assert normal.original == shown(cell)
        # What is not blank either has a value, or says why not, or is one of the words for blank.
        if normal.value is None and normal.original.strip() and not normal.code:
            assert normal.changed
        assert (normal.problem is None) == (normal.code == "")


def test_every_number_of_a_cell_is_matched_by_not_just_the_first():
    mobile, office = "+8613912345601", "+862162881234"
    batch = Batch("zh")
    rows = [["021-62881234 / 13912345601"], ["13912345601"], [None]]
    table = SourceTable("a.csv", "", "delimited", ["电话"], 1, range(2, 5), rows)
    mapping = ColumnMapping((MappedColumn(0, "电话", "phone", 1.0, Text("", "")),))
    batch.add(table, mapping, frozenset({"phone"}), Context(), b"salt")
    assert batch.phones == {0: (office, mobile)}
    frame = records(batch.values, range(3), [batch.phones.get(row, ()) for row in range(3)])
    assert frame["phones"].tolist() == [(office, mobile), (mobile,), ()]
