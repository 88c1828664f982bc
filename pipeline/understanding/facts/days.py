"""Days as teams write them where the year is missing: told by what the day is of, something past or something promised."""

import datetime as dt
import re
from typing import Any, Final

from pipeline.understanding.cells.dates import date
from pipeline.understanding.cells.day_orders import ColumnOrder
from schemas.values import is_blank, plain

_NO_YEAR: Final = re.compile(
    r"(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*[日号]?(?:\s.*|\s*\d{1,2}[:：]\d{2}.*)?"
)
_DAY_MONTH: Final = re.compile(
    r"(\d{1,2})[\s-]+([a-z]{3,9})\.?|([a-z]{3,9})\.?[\s-]+(\d{1,2})", re.IGNORECASE
)
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_LONG_AGO: Final = dt.timedelta(days=183)
"""A promise lies at most half a year back; farther back it is meant for next year."""


def read_day(
    cell: Any, order: ColumnOrder, as_of: dt.date, *, promised: bool = False, date1904: bool = False
) -> dt.date | None:
    """Read a day, with or without its year.

    Takes:   order: of the column; promised: the day is one to come, else one that has passed.
    Returns: the day; None where the cell is blank or no day. Without a year a past day is the latest that is not after
             as_of, a promised one the first that is not half a year before it.
    """
    if is_blank(cell):
        return None
    found = date(cell, order, date1904=date1904).value
    if found is not None:
        return found  # type: ignore[no-any-return]  # a cell of dates is read into a day
    month_day = month_and_day(plain(cell))
    return None if month_day is None else _with_year(*month_day, as_of, promised=promised)


def month_and_day(text: str) -> tuple[int, int] | None:
    """Give month and day of 11.3, 11月3日 or 3-Nov; None where it is none."""
    if match := _NO_YEAR.fullmatch(text):
        month, day = int(match[1]), int(match[2])
    elif match := _DAY_MONTH.fullmatch(text):
        name = (match[2] or match[3])[:3].lower()
        month = _MONTHS.index(name) + 1 if name in _MONTHS else 0
        day = int(match[1] or match[4])
    else:
        return None
    return (month, day) if _day(2000, month, day) else None


def _with_year(month: int, day: int, as_of: dt.date, *, promised: bool) -> dt.date | None:
    """Choose the year; 29 February takes the nearest year that has one."""
    first = as_of.year - (1 if promised else 4)
    years = range(first, as_of.year + 5) if promised else range(as_of.year, first - 1, -1)
    days = [found for year in years if (found := _day(year, month, day))]
    if promised:
        return next((found for found in days if found >= as_of - _LONG_AGO), None)
    return next((found for found in days if found <= as_of), None)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
