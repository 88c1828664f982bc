"""Working days: public holidays, make-up working weekends, each seller's own rest days; and month arithmetic.

Whole columns at a time: the distinct days of a column are looked up once per calendar, then gathered by row.
Source: methods.md §7; China's schedule from chinesecalendar, other countries from holidays.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.errors import SettingsError
from schemas.texts import Text

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


class DaysOff(NamedTuple):
    """A seller's own days off: weekly = weekdays (0 = Monday) or None where nothing is said; parts nobody can read."""

    weekly: frozenset[int] | None
    leave: tuple[tuple[dt.date, dt.date], ...]
    unreadable: tuple[str, ...]


class CalendarProblem(NamedTuple):
    """A cell of the team sheet that could not be used: Excel row, column key, and the part that is not understood."""

    row: int
    column_key: str
    part: str


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
        kinds[np.isin(numbers, _numbers(day for one in schedules for day in one.workdays))] = WORKING
        kinds[np.isin(numbers, _numbers(day for one in schedules for day in one.holidays))] = HOLIDAY
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
        provisional[line, is_day] = calendar.provisional(asked) | calendar.provisional(dates[line, is_day])
    return Rolled(dates[which, codes], provisional[which, codes], why[which, codes])


def _next_working_days(days: Days, calendar: WorkCalendar) -> Days:
    rolled = days.copy()
    waiting = np.flatnonzero(calendar.kinds(rolled) != WORKING)
    for _ in range(LONGEST_ROLL_DAYS):
        if not len(waiting):
            return rolled
        rolled[waiting] += np.timedelta64(1, "D")
        waiting = waiting[calendar.kinds(rolled[waiting]) != WORKING]
    rolled[waiting] = days[waiting]  # a calendar without any working day: better the plain date than none
    return rolled


def add_months(days: Days, months: "int | npt.NDArray[np.integer[Any]]") -> Days:
    """Add whole months, clipped to the month's last day (2026-08-31 + 1 = 09-30). NaT stays NaT.

    For a chain of dates call it as anchor + k·n, never on its own result: clipping would add up.
    """
    days = days.astype("M8[D]")
    month = days.astype("M8[M]")
    day_of_month: Spans = days - month.astype("M8[D]")
    target: Days = month + np.asarray(months).astype("m8[M]")
    return day_in_month(target, day_of_month)


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

    first, last = 1950, 2100  # beyond, dates are typing errors; the library would compute moons for centuries
    return frozenset(holidays.country_holidays(country, years=year)) if first <= year <= last else frozenset()


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
    names = {"uk": "GB", "u.k.": "GB", "usa": "US", "u.s.": "US", "uae": "AE", "英国": "GB", "香港": "HK", "台湾": "TW"}
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
        (library.holidays - own.workdays) | own.holidays, library.workdays | own.workdays, published=True
    )


# --- a seller's own days off -----------------------------------------------------------------------------------------

_DATE = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
_TO = r"\s*(?:~|-|–|—|至|到|to)\s*"
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE = "一二三四五六日"
_PART = re.compile(
    rf"(?P<first>{_DATE})(?:{_TO}(?P<last>{_DATE}))?"
    rf"|每?(?:周|星期|礼拜)(?P<from>[一二三四五六日天]){_TO}(?:周|星期|礼拜)?(?P<until>[一二三四五六日天])"
    r"|每?(?:周|星期|礼拜)(?P<chinese>[一二三四五六日天]+)"
    r"|(?P<weekend>双休日?|周末|weekends?)|(?P<single>单休)|(?P<none>无|none|no|-+$)"
    r"|\b(?P<english>mon|tue|wed|thu|fri|sat|sun)(?:day|sday|s|nesday|rs|rsday|r|urday)?\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?:[\s、,;/&+和及与]|\band\b|休息?|每周|every|off)+", re.IGNORECASE)


def read_days_off(text: str) -> DaysOff:
    """Read a seller's days off: 周日 · 周六、周日 · Sun · 2026-12-01 · 2026-12-01~2026-12-05, several by 、 , or ;.

    周日 alone means a six-day week. Public holidays stay off in any case. Parts that nobody can read are handed back,
    never raised; so are seven rest days a week and a leave of more than two years.
    """
    plain = unicodedata.normalize("NFKC", text).replace("〜", "~").strip()
    weekly: set[int] = set()
    leave: list[tuple[dt.date, dt.date]] = []
    unreadable: list[str] = []
    at = 0
    for part in _PART.finditer(plain):
        unreadable += _leftovers(plain[at : part.start()])
        at = part.end()
        if part["first"]:
            span = _read_span(part["first"], part["last"] or part["first"])
            leave += [span] if span else []
            unreadable += [] if span else [part[0]]
        else:
            weekly |= _read_weekdays(part)
    unreadable += _leftovers(plain[at:])
    if len(weekly) == WEEK:
        return DaysOff(None, tuple(leave), (*unreadable, text))
    return DaysOff(frozenset(weekly) if weekly else None, tuple(leave), tuple(unreadable))


def _leftovers(text: str) -> list[str]:
    return [piece for piece in _BETWEEN.split(text) if piece.strip()]


def _read_weekdays(part: re.Match[str]) -> set[int]:
    if part["english"]:
        return {_ENGLISH.index(part["english"].lower())}
    if part["chinese"]:
        return {_chinese_weekday(sign) for sign in part["chinese"]}
    if part["from"]:
        first, last = _chinese_weekday(part["from"]), _chinese_weekday(part["until"])
        return {(first + step) % WEEK for step in range((last - first) % WEEK + 1)}
    return {5, 6} if part["weekend"] else {6} if part["single"] else set()


def _chinese_weekday(sign: str) -> int:
    return _CHINESE.index(sign.replace("天", "日"))


def _read_span(first: str, last: str) -> tuple[dt.date, dt.date] | None:
    try:
        start, end = (dt.date(*(int(number) for number in re.findall(r"\d+", text))) for text in (first, last))
    except ValueError:
        return None
    return (start, end) if 0 <= (end - start).days <= LONGEST_LEAVE_DAYS else None


# --- a team's calendars ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Calendars:
    """The working calendar of every seller; who is not in the team sheet has the default one."""

    default: WorkCalendar = WorkCalendar()
    by_seller: Mapping[str, WorkCalendar] | None = None
    problems: tuple[CalendarProblem, ...] = ()

    def of(self, seller: str) -> WorkCalendar:
        """Give one seller's calendar."""
        return (self.by_seller or {}).get(seller, self.default)


def team_calendars(
    team: pd.DataFrame | None, overrides: Mapping[str, Mapping[Any, Any]] | None = None, country: str = DEFAULT_COUNTRY
) -> Calendars:
    """Build the calendars of a team.

    Takes:   the team sheet (seller, country, days_off; any may be absent); overrides from the settings such as
             {"CN": {2027: {"holidays": [...], "workdays": [...]}}}; the country of those who name none.
    Returns: calendars, and the cells that could not be used.
    Raises:  SettingsError for an override that is no schedule.
    Source:  methods.md §7, §9.
    """
    schedules = {country_code(name) or name: _read_overrides(name, years) for name, years in (overrides or {}).items()}
    default = _with_country(WorkCalendar(), country, schedules)
    if team is None or "seller" not in team:
        return Calendars(default)
    by_seller: dict[str, WorkCalendar] = {}
    problems: list[CalendarProblem] = []
    for row, seller, place, off in _team_rows(team):
        calendar = _with_country(default, place, schedules) if place else default
        problems += [] if calendar.is_known or not place else [CalendarProblem(row, "country", place)]
        days_off = read_days_off(off)
        problems += [CalendarProblem(row, "days_off", part) for part in days_off.unreadable]
        by_seller[seller] = replace(calendar, weekly_rest=days_off.weekly, leave=days_off.leave)
    return Calendars(default, by_seller, tuple(problems))


def _team_rows(team: pd.DataFrame) -> Iterable[tuple[int, str, str, str]]:
    blank = [None] * len(team)
    columns = [team.get(key, blank) for key in ("seller", "country", "days_off")]
    for row, seller, place, off in zip(team.index, *columns, strict=True):
        if not pd.isna(seller):
            yield int(row), str(seller), "" if pd.isna(place) else str(place), "" if pd.isna(off) else str(off)


def _with_country(
    calendar: WorkCalendar, place: str, schedules: Mapping[str, tuple[tuple[int, YearSchedule], ...]]
) -> WorkCalendar:
    code = country_code(place) if place != DEFAULT_COUNTRY else place
    return replace(calendar, country=code, overrides=schedules.get(code, ()))


def _read_overrides(country: str, years: Any) -> tuple[tuple[int, YearSchedule], ...]:
    where = f"calendar.{country}"
    if not isinstance(years, Mapping):
        raise _bad_override(where)
    return tuple(
        (_read_year(f"{where}.{year}", year), _read_schedule(f"{where}.{year}", days)) for year, days in years.items()
    )


def _read_year(where: str, year: Any) -> int:
    try:
        return int(year)
    except (TypeError, ValueError):
        raise _bad_override(where) from None


def _read_schedule(where: str, days: Any) -> YearSchedule:
    if not isinstance(days, Mapping) or set(days) - {"holidays", "workdays"}:
        raise _bad_override(where)
    read: Callable[[str], frozenset[dt.date]] = lambda key: frozenset(  # noqa: E731 -- one line, used twice below
        _read_day(f"{where}.{key}", day) for day in days.get(key, ())
    )
    return YearSchedule(read("holidays"), read("workdays"), published=True)


def _read_day(where: str, day: Any) -> dt.date:
    try:
        return day if isinstance(day, dt.date) else dt.date.fromisoformat(day)
    except (TypeError, ValueError):
        raise _bad_override(where) from None


def _bad_override(where: str) -> SettingsError:
    return SettingsError(
        Text(
            "设置 {where} 不是日历。请写成:2027 = {{ holidays = [2027-01-01], workdays = [2027-01-03] }}。",
            "Setting {where} is not a calendar. Write: 2027 = {{ holidays = [2027-01-01], workdays = [2027-01-03] }}.",
        ).fill(where=where)
    )


def _years(days: Days) -> list[int]:
    return [int(year) + 1970 for year in np.unique(days.astype("M8[Y]").astype(np.int64))]


def _numbers(days: Iterable[dt.date]) -> Codes:
    return np.array(sorted(days), dtype="M8[D]").astype(np.int64)
