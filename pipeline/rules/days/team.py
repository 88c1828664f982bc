"""The calendars of a team: from its sheet and from the settings."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pandas as pd

from pipeline.errors import SettingsError
from pipeline.rules.days.days_off import read_days_off
from pipeline.rules.days.working_days import (
    DEFAULT_COUNTRY,
    WorkCalendar,
    YearSchedule,
    country_code,
)
from schemas.texts import Text


class CalendarProblem(NamedTuple):
    """A cell of the team sheet that could not be used: Excel row, column key, and the part that is not understood."""

    row: int
    column_key: str
    part: str


@dataclass(frozen=True, slots=True)
class Calendars:
    """The working calendar of every seller; who is not in the team sheet has the default one."""

    default: WorkCalendar = field(default_factory=WorkCalendar)
    by_seller: Mapping[str, WorkCalendar] | None = None
    problems: tuple[CalendarProblem, ...] = ()

    def of(self, seller: str) -> WorkCalendar:
        """Give one seller's calendar."""
        return (self.by_seller or {}).get(seller, self.default)


def team_calendars(
    team: pd.DataFrame | None,
    overrides: Mapping[str, Mapping[Any, Any]] | None = None,
    country: str = DEFAULT_COUNTRY,
) -> Calendars:
    """Build the calendars of a team.

    Takes:   the team sheet (seller, country, days_off; any may be absent); overrides from the settings such as
             {"CN": {2027: {"holidays": [...], "workdays": [...]}}}; the country of those who name none.
    Returns: calendars, and the cells that could not be used.
    Raises:  SettingsError for an override that is no schedule.
    Source:  methods.md §7, §9.
    """
    schedules = {
        country_code(name) or name: _read_overrides(name, years)
        for name, years in (overrides or {}).items()
    }
    default = _with_country(WorkCalendar(), country, schedules)
    if team is None or "seller" not in team:
        return Calendars(default)
    by_seller: dict[str, WorkCalendar] = {}
    problems: list[CalendarProblem] = []
    for row, seller, place, off in _team_rows(team):
        calendar = _with_country(default, place, schedules) if place else default
        problems += (
            [] if calendar.is_known or not place else [CalendarProblem(row, "country", place)]
        )
        days_off = read_days_off(off)
        problems += [CalendarProblem(row, "days_off", part) for part in days_off.unreadable]
        by_seller[seller] = replace(calendar, weekly_rest=days_off.weekly, leave=days_off.leave)
    return Calendars(default, by_seller, tuple(problems))


def _team_rows(team: pd.DataFrame) -> Iterable[tuple[int, str, str, str]]:
    blank = [None] * len(team)
    columns = [team.get(key, blank) for key in ("seller", "country", "days_off")]
    for row, seller, place, off in zip(team.index, *columns, strict=True):
        if not pd.isna(seller):
            yield (
                int(row),
                str(seller),
                "" if pd.isna(place) else str(place),
                "" if pd.isna(off) else str(off),
            )


def _with_country(
    calendar: WorkCalendar,
    place: str,
    schedules: Mapping[str, tuple[tuple[int, YearSchedule], ...]],
) -> WorkCalendar:
    code = country_code(place) if place != DEFAULT_COUNTRY else place
    return replace(calendar, country=code, overrides=schedules.get(code, ()))


def _read_overrides(country: str, years: Any) -> tuple[tuple[int, YearSchedule], ...]:
    where = f"calendar.{country}"
    if not isinstance(years, Mapping):
        raise _bad_override(where)
    return tuple(
        (_read_year(f"{where}.{year}", year), _read_schedule(f"{where}.{year}", days))
        for year, days in years.items()
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
            "设置 {where} 不是日历。请写成：2027 = {{ holidays = [2027-01-01], workdays = [2027-01-03] }}。",
            "Setting {where} is not a calendar. Write: 2027 = {{ holidays = [2027-01-01], workdays = [2027-01-03] }}.",
        ).fill(where=where)
    )
