"""Yearly days, solar or lunar, laid onto the calendar: birthdays and festivals. Lunar months come from lunar-python.

Source: methods.md §7.
"""

import datetime as dt
from functools import cache
from typing import Any, Final, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from pipeline.rules.days.working_days import day_in_month

Days = npt.NDArray[np.datetime64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MONTHS: Final = 12
LONGEST_LUNAR_MONTH: Final = 30
_EPOCH_JULIAN_DAY: Final = 2_440_588  # 1970-01-01, day 0 of numpy


class YearlyDays(NamedTuple):
    """Days that come every year. month and day count from 1; leap: the leap month of that number (lunar only)."""

    month: Whole
    day: Whole
    lunar: Flags
    leap: Flags

    def at(self, rows: Whole) -> "YearlyDays":
        """Give some of them."""
        return YearlyDays(self.month[rows], self.day[rows], self.lunar[rows], self.leap[rows])


class Occurrences(NamedTuple):
    """Where yearly days fall. place: which of them · day: naive day · year: its year in its own calendar."""

    place: Whole
    day: Days
    year: Whole


class LunarYear(NamedTuple):
    """The months of one lunar year: first day and length of months 1 to 12; those of the leap month; its number, 0 = none."""

    first: Whole
    length: Whole
    leap_first: int
    leap_length: int
    leap_month: int


def occurrences(yearly: YearlyDays, first: dt.date, last: dt.date) -> Occurrences:
    """Give every fall of yearly days between two days, both included.

    Takes:   yearly days; month 0 = none.
    Returns: the falls by place and day. A day that its month lacks falls on the month's last day (29 February → 28,
             lunar 30 → 29); a day of a leap month falls in the ordinary month in years without that leap month.
    Raises:  nothing.
    Source:  methods.md §7.
    """
    parts = [_solar_year(yearly, year) for year in range(first.year, last.year + 1)]
    # Lunar years begin in January or February, so that the one before reaches into the first solar year.
    parts += [_lunar_year(yearly, year) for year in range(first.year - 1, last.year + 1)]
    place = np.concatenate([part.place for part in parts])
    day: Days = np.concatenate([part.day for part in parts])
    year = np.concatenate([part.year for part in parts])
    inside = np.flatnonzero((day >= np.datetime64(first)) & (day <= np.datetime64(last)))
    order = inside[np.lexsort((day[inside], place[inside]))]
    return Occurrences(place[order], day[order], year[order])


def _solar_year(yearly: YearlyDays, year: int) -> Occurrences:
    place = np.flatnonzero(~yearly.lunar & (yearly.month > 0))
    month = np.datetime64(f"{year:04d}-01", "M") + (yearly.month[place] - 1).astype("m8[M]")
    day = day_in_month(month, (yearly.day[place] - 1).astype("m8[D]"))
    return Occurrences(place, day, np.full(len(place), year, dtype=np.int64))


def _lunar_year(yearly: YearlyDays, year: int) -> Occurrences:
    place = np.flatnonzero(yearly.lunar & (yearly.month > 0))
    if not len(place):
        return Occurrences(place, np.array([], dtype="M8[D]"), np.array([], dtype=np.int64))
    months = lunar_year(year)
    number = yearly.month[place] - 1
    in_leap = yearly.leap[place] & (yearly.month[place] == months.leap_month)
    first = np.where(in_leap, months.leap_first, months.first[number])
    length = np.where(in_leap, months.leap_length, months.length[number])
    day = cast("Days", (first + np.minimum(yearly.day[place], length) - 1).astype("M8[D]"))
    return Occurrences(place, day, np.full(len(place), year, dtype=np.int64))


@cache
def lunar_year(year: int) -> LunarYear:
    """Give the months of a lunar year, as days since 1970-01-01."""
    from lunar_python import LunarYear as Library  # noqa: PLC0415 -- only runs that lay out lunar days pay for it

    found: list[Any] = Library.fromYear(year).getMonthsInYear()
    months = {
        m.getMonth(): (int(m.getFirstJulianDay()) - _EPOCH_JULIAN_DAY, int(m.getDayCount()))
        for m in found
    }
    ordinary = [months[number] for number in range(1, MONTHS + 1)]
    leap = next((number for number in months if number < 0), 0)
    leap_first, leap_length = months.get(leap, (0, 0))
    return LunarYear(
        np.array([first for first, _ in ordinary], dtype=np.int64),
        np.array([length for _, length in ordinary], dtype=np.int64),
        leap_first,
        leap_length,
        -leap,
    )


@cache
def lunar_words(month: int, day: int, *, leap: bool = False) -> str:
    """Write a lunar day as Chinese people do: 八月十五, 闰四月初一, 腊月三十."""
    from lunar_python.util import LunarUtil  # noqa: PLC0415 -- see above

    return f"{'闰' if leap else ''}{LunarUtil.MONTH[month]}月{LunarUtil.DAY[day]}"
