"""The weeks that are planned for: the present one and those that follow, counted the same way everywhere."""

import datetime as dt
from typing import Final

import numpy as np

from pipeline.rules.frames import Days, Whole

WEEKS: Final = 13
"""This week and the next twelve."""
DAYS_A_WEEK: Final = 7
_SATURDAY: Final = 5


def week_end(as_of: dt.date) -> dt.date:
    """Give the Sunday of the week that is planned for: seen from a weekend, the Sunday after."""
    ahead = DAYS_A_WEEK if as_of.weekday() >= _SATURDAY else 0
    return as_of + dt.timedelta(days=DAYS_A_WEEK - 1 - as_of.weekday() + ahead)


def mondays(as_of: dt.date, weeks: int = WEEKS) -> list[dt.date]:
    """Give the Mondays of the weeks, the planned one first."""
    first = week_end(as_of) - dt.timedelta(days=DAYS_A_WEEK - 1)
    return [first + dt.timedelta(weeks=number) for number in range(weeks)]


def horizon(as_of: dt.date, weeks: int = WEEKS) -> Days:
    """Give every day from the as-of date to the end of the last week."""
    end = week_end(as_of) + dt.timedelta(weeks=weeks - 1)
    return np.arange(np.datetime64(as_of), np.datetime64(end) + 1, dtype="M8[D]")


def week_numbers(days: Days, as_of: dt.date) -> Whole:
    """Give the number of each day's week, 0 = the planned one and all before it; NaT gets -1."""
    past = (days - np.datetime64(week_end(as_of))).astype(np.int64)
    numbers = np.where(past <= 0, 0, (past - 1) // DAYS_A_WEEK + 1)
    return np.where(np.isnat(days), -1, numbers)
