"""Where solar and lunar days fall. The table's days are from printed calendars; leap months: 2023 闰二, 2025 闰六, 2028 闰五."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lunar_python import Lunar, Solar

from pipeline.rules.days.lunar import YearlyDays, lunar_words, occurrences

FALLS = """
lunar | month | day | leap | year | falls
no    | 2     | 29  |      | 2024 | 2024-02-29
no    | 2     | 29  |      | 2026 | 2026-02-28
no    | 2     | 29  |      | 2100 | 2100-02-28
no    | 12    | 31  |      | 2026 | 2026-12-31
yes   | 1     | 1   |      | 2026 | 2026-02-17
yes   | 1     | 1   |      | 2027 | 2027-02-06
yes   | 1     | 15  |      | 2026 | 2026-03-03
yes   | 5     | 5   |      | 2026 | 2026-06-19
yes   | 8     | 15  |      | 2026 | 2026-09-25
yes   | 8     | 15  |      | 2025 | 2025-10-06
yes   | 12    | 30  |      | 2026 | 2026-02-16
yes   | 12    | 30  |      | 2027 | 2027-02-05
yes   | 6     | 1   |      | 2025 | 2025-06-25
yes   | 6     | 1   | yes  | 2025 | 2025-07-25
yes   | 6     | 1   | yes  | 2026 | 2026-07-14
yes   | 6     | 30  | yes  | 2025 | 2025-08-22
yes   | 5     | 1   |      | 2028 | 2028-05-24
yes   | 5     | 1   | yes  | 2028 | 2028-06-23
yes   | 4     | 1   | yes  | 2028 | 2028-04-25
"""


def one(calendar, month, day, *, leap=False):
    columns = [np.array([value]) for value in (month, day)]
    return YearlyDays(*columns, np.array([calendar == "lunar"]), np.array([leap]))


def falls(yearly, first, last):
    return [day.astype(dt.date) for day in occurrences(yearly, first, last).day]


@pytest.mark.parametrize("line", FALLS.strip().splitlines()[1:])
def test_a_yearly_day_falls_where_the_printed_calendar_has_it(line):
    lunar, month, day, leap, year, expected = (cell.strip() for cell in line.split("|"))
    found = falls(
        one("lunar" if lunar == "yes" else "solar", int(month), int(day), leap=leap == "yes"),
        dt.date(int(year), 1, 1),
        dt.date(int(year), 12, 31),
    )
    assert [day.isoformat() for day in found] == [expected]


def test_the_last_month_of_29_days_ends_on_the_29th_which_is_new_years_eve():
    # 腊月 has 30 days in 2022 and 2023, 29 in 2024 and 2025: the eve is always the day before 正月初一.
    eves = falls(one("lunar", 12, 30), dt.date(2023, 1, 1), dt.date(2027, 12, 31))
    new_years = falls(one("lunar", 1, 1), dt.date(2023, 1, 1), dt.date(2027, 12, 31))
    assert [day + dt.timedelta(days=1) for day in eves] == new_years


def test_a_lunar_day_may_come_twice_in_a_solar_year_or_not_at_all():
    # 腊月初一 came on 2022-01-03 and 2022-12-23, then, after the leap month of 2023, on 2024-01-11 and 2024-12-31.
    found = falls(one("lunar", 12, 1), dt.date(2022, 1, 1), dt.date(2025, 12, 31))
    assert [day.isoformat() for day in found] == [
        "2022-01-03",
        "2022-12-23",
        "2024-01-11",
        "2024-12-31",
    ]


@settings(deadline=None)  # the library lays out each year once, slowly
@given(st.integers(1930, 2095), st.integers(1, 12), st.integers(1, 29))
def test_ordinary_lunar_days_agree_with_the_librarys_own_conversion(year, month, day):
    solar = Lunar.fromYmd(year, month, day).getSolar()
    expected = dt.date(solar.getYear(), solar.getMonth(), solar.getDay())
    assert falls(one("lunar", month, day), expected, expected) == [expected]


@settings(deadline=None)  # the library lays out each year once, slowly
@given(st.integers(1930, 2095), st.integers(1, 12), st.integers(1, 30), st.booleans())
def test_every_lunar_day_falls_once_between_two_new_years(year, month, day, leap):
    first, after = (Lunar.fromYmd(y, 1, 1).getSolar() for y in (year, year + 1))
    first, after = (dt.date(s.getYear(), s.getMonth(), s.getDay()) for s in (first, after))
    found = falls(one("lunar", month, day, leap=leap), first, after - dt.timedelta(days=1))
    assert len(found) == 1
    back = Solar.fromYmd(found[0].year, found[0].month, found[0].day).getLunar()
    assert abs(back.getMonth()) == month
    assert back.getDay() == day or (day == 30 and back.getDay() == 29)
    assert not leap or back.getMonth() == -month or "闰" not in back.toString()


def test_lunar_days_are_written_as_people_write_them():
    assert [lunar_words(8, 15), lunar_words(1, 1), lunar_words(11, 21), lunar_words(12, 30)] == [
        "八月十五",
        "正月初一",
        "冬月廿一",
        "腊月三十",
    ]
    assert lunar_words(4, 1, leap=True) == "闰四月初一"
