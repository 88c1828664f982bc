"""Working days: public holidays and make-up working weekends by country; rolling and month arithmetic.

Whole columns at a time: the distinct days of a column are looked up once per calendar, then gathered by row.
Source: methods.md §7; China's schedule from chinesecalendar, other countries from holidays.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

Days = npt.NDArray[np.datetime64]
Spans = npt.NDArray[np.timedelta64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

WORKING: Final = 0
REST: Final = 1
HOLIDAY: Final = 2
LEAVE: Final = 3
DEFAULT_COUNTRY: Final = "CN"
LONGEST_LEAVE_DAYS: Final = 731
LONGEST_ROLL_DAYS: Final = 2 * LONGEST_LEAVE_DAYS
WEEK: Final = 7
MOST_MONTHS: Final = 2**24
NO_PAIR: Final = np.iinfo(np.int64).min
EPOCH_WEEKDAY: Final = 3  # 1970-01-01, day 0 of numpy, was a Thursday


class YearSchedule(NamedTuple):
    """One country's published days of one year: days off besides the weekend, and weekends that are worked."""

    holidays: frozenset[dt.date]
    workdays: frozenset[dt.date]
    published: bool


class Rolled(NamedTuple):
    """Days moved to working days. why: WORKING (not moved), REST, HOLIDAY or LEAVE, the kind of the day asked for."""

    dates: Days
    provisional: Flags
    why: npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days of one seller.

    country: ISO code; "" = unknown, only weekends are off · weekly_rest: weekdays off, None = the country's weekend
    leave: first and last day of each absence · overrides: (year, schedule) from the settings, added to the library's.
    """

    country: str = DEFAULT_COUNTRY
    weekly_rest: frozenset[int] | None = None
    leave: tuple[tuple[dt.date, dt.date], ...] = ()
    overrides: tuple[tuple[int, YearSchedule], ...] = ()

    @property
    def is_known(self) -> bool:
        """Tell whether public holidays are known; where not, only weekends and own days off count."""
        return bool(self.country)

    def year(self, year: int) -> YearSchedule:
        """Give the schedule of one year, settings included."""
        schedule = _library_year(self.country, year)
        for own_year, own in self.overrides:
            if own_year == year:
                schedule = _merge(schedule, own)
        return schedule

    def kinds(self, days: Days) -> npt.NDArray[np.int8]:
        """Give the kind of each day (no NaT): WORKING, REST, HOLIDAY or LEAVE."""
        numbers = days.astype(np.int64)
        weekdays = (numbers + EPOCH_WEEKDAY) % WEEK
        rest = self.weekly_rest if self.weekly_rest is not None else _weekend(self.country)
        kinds = np.where(np.isin(weekdays, sorted(rest)), REST, WORKING).astype(np.int8)
        schedules = [self.year(year) for year in _years(days)]
        kinds[np.isin(numbers, _numbers(day for one in schedules for day in one.workdays))] = (
            WORKING
        )
        kinds[np.isin(numbers, _numbers(day for one in schedules for day in one.holidays))] = (
            HOLIDAY
        )
        for first, last in self.leave:
            kinds[(days >= np.datetime64(first)) & (days <= np.datetime64(last))] = LEAVE
        return kinds

    def provisional(self, days: Days) -> Flags:
        """Tell which days (no NaT) lie in a year whose schedule is not published yet."""
        years = _years(days)
        unpublished = [year - 1970 for year in years if not self.year(year).published]
        return np.isin(days.astype("M8[Y]").astype(np.int64), unpublished)

    def is_working_day(self, day: dt.date) -> bool:
        """Tell whether one day is worked."""
        return bool(self.kinds(np.array([day], dtype="M8[D]"))[0] == WORKING)


def roll_forward(days: "pd.Series[Any] | Days", calendar: WorkCalendar) -> tuple[Days, Flags]:
    """Move each day that is off to the next working day.

    Takes:   days, NaT allowed; one calendar.
    Returns: working days, and whether the day's year is not published yet (暂定); NaT stays NaT.
    Raises:  nothing.
    Source:  methods.md §7.
    """
    array = np.asarray(days).astype("M8[D]")
    rolled = roll_rows(array, np.zeros(len(array), dtype=np.int64), [calendar])
    return rolled.dates, rolled.provisional


def roll_rows(days: Days, which: Codes, calendars: Sequence[WorkCalendar]) -> Rolled:
    """Move each day to the next working day of its row's calendar; `which` indexes `calendars`. NaT stays NaT."""
    days = days.astype("M8[D]")
    codes, numbers = pd.factorize(days.astype(np.int64))
    distinct = numbers.astype("M8[D]")
    is_day = ~np.isnat(distinct)
    dates = np.tile(distinct, (len(calendars), 1))
    provisional = np.zeros(dates.shape, dtype=bool)
    why = np.zeros(dates.shape, dtype=np.int8)
    for line, calendar in enumerate(calendars):
        asked = distinct[is_day]
        why[line, is_day] = calendar.kinds(asked)
        dates[line, is_day] = _next_working_days(asked, calendar)
        provisional[line, is_day] = calendar.provisional(asked) | calendar.provisional(
            dates[line, is_day]
        )
    return Rolled(dates[which, codes], provisional[which, codes], why[which, codes])


def _next_working_days(days: Days, calendar: WorkCalendar) -> Days:
    rolled = days.copy()
    waiting = np.flatnonzero(calendar.kinds(rolled) != WORKING)
    for _ in range(LONGEST_ROLL_DAYS):
        if not len(waiting):
            return rolled
        rolled[waiting] += np.timedelta64(1, "D")
        waiting = waiting[calendar.kinds(rolled[waiting]) != WORKING]
    rolled[waiting] = days[
        waiting
    ]  # a calendar without any working day: better the plain date than none
    return rolled


def add_months(days: Days, months: "int | npt.NDArray[np.integer[Any]]") -> Days:
    """Add whole months, clipped to the month's last day (2026-08-31 + 1 = 09-30). NaT stays NaT.

    For a chain of dates call it as anchor + k·n, never on its own result: clipping would add up.
    """
    asked = (
        days.astype("M8[D]").astype(np.int64) * MOST_MONTHS + months
    )  # few distinct pairs of day and months
    codes, pairs = pd.factorize(np.where(np.isnat(days), NO_PAIR, asked))
    numbers, count = np.divmod(pairs, MOST_MONTHS)
    distinct: Days = np.where(pairs == NO_PAIR, np.datetime64("NaT"), numbers.astype("M8[D]"))
    month = distinct.astype("M8[M]")
    day_of_month: Spans = distinct - month.astype("M8[D]")
    target: Days = month + count.astype("m8[M]")
    return day_in_month(target, day_of_month)[codes]


def day_in_month(months: Days, day_of_month: Spans) -> Days:
    """Give a day of each month, clipped to its last day; day_of_month counts from 0."""
    next_months: Days = np.add(months, np.timedelta64(1, "M"))
    last: Days = np.subtract(next_months.astype("M8[D]"), np.timedelta64(1, "D"))
    wanted: Days = np.add(months.astype("M8[D]"), day_of_month)
    return np.minimum(wanted, last)


# --- countries -------------------------------------------------------------------------------------------------------


@cache
def _library_year(country: str, year: int) -> YearSchedule:
    if country == "CN":
        return _china_year(year)
    if not country:
        return YearSchedule(frozenset(), frozenset(), published=True)
    return YearSchedule(_statutory_days(country, year), frozenset(), published=True)


def _china_year(year: int) -> YearSchedule:
    from chinese_calendar import constants  # noqa: PLC0415 -- only runs that compute dates pay for it

    last_published = max(constants.holidays).year
    if min(constants.holidays).year <= year <= last_published:
        return YearSchedule(
            frozenset(day for day in constants.holidays if day.year == year),
            frozenset(day for day in constants.workdays if day.year == year),
            published=True,
        )
    return YearSchedule(_statutory_days("CN", year), frozenset(), published=year < last_published)


@cache
def _statutory_days(country: str, year: int) -> frozenset[dt.date]:
    import holidays  # noqa: PLC0415 -- costs 0.2 s, needed only for other countries and unpublished years

    first, last = (
        1950,
        2100,
    )  # beyond, dates are typing errors; the library would compute moons for centuries
    return (
        frozenset(holidays.country_holidays(country, years=year))
        if first <= year <= last
        else frozenset()
    )


@cache
def _weekend(country: str) -> frozenset[int]:
    if country in ("", "CN"):
        return frozenset({5, 6})
    import holidays  # noqa: PLC0415 -- see above

    return frozenset(holidays.country_holidays(country).weekend)


@cache
def country_code(name: str) -> str:
    """Give the ISO code for a code or a Chinese or English country name; "" where it is not known."""
    wanted = unicodedata.normalize("NFKC", name).strip().casefold()
    if wanted in ("cn", "中国", "china"):
        return "CN"
    import holidays  # noqa: PLC0415 -- see above
    from babel import Locale  # noqa: PLC0415 -- only where a team sheet names a country

    known = {code for code in holidays.list_supported_countries() if len(code) == len("CN")}
    names = {
        "uk": "GB",
        "u.k.": "GB",
        "usa": "US",
        "u.s.": "US",
        "uae": "AE",
        "英国": "GB",
        "香港": "HK",
        "台湾": "TW",
    }
    for language in ("zh", "en"):
        names |= {str(text).casefold(): code for code, text in Locale(language).territories.items()}
    names |= {code.casefold(): code for code in known}
    code = names.get(wanted, "")
    return code if code in known else ""


def _merge(library: YearSchedule, own: YearSchedule) -> YearSchedule:
    """Put a year of the settings over the library's; an unpublished year is replaced whole, it was only a guess."""
    if not library.published:
        return own
    return YearSchedule(
        (library.holidays - own.workdays) | own.holidays,
        library.workdays | own.workdays,
        published=True,
    )


def _years(days: Days) -> list[int]:
    return [int(year) + 1970 for year in np.unique(days.astype("M8[Y]").astype(np.int64))]


def _numbers(days: Iterable[dt.date]) -> Codes:
    return np.array(sorted(days), dtype="M8[D]").astype(np.int64)
