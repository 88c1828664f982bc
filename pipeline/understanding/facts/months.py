"""A column a month: what was done stands below the month, with its day or without."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from schemas.values import NO, is_blank, plain, read_number

_CHINESE: Final = re.compile(
    r"(?:(?P<year>(?:19|20)?\d\d)\s*[年./-]\s*)?(?P<month>1[0-2]|0?[1-9])\s*月(?:份|度)?(?:跟进|联系|回访|拜访|沟通)?(?:记录|情况|内容|进展)?"
)
_ENGLISH: Final = re.compile(
    r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?\s*(?P<year>(?:19|20)\d\d)?",
    re.IGNORECASE,
)
_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_OF_MONTH: Final = re.compile(
    r"(?<![\d./月-])(?:(?P<month>1[0-2]|0?[1-9])\s*[./月-]\s*)?(?P<day>3[01]|[12]\d|0?[1-9])\s*(?(month)(?![\d./])[日号]?|[日号])"
)
_AT_LEAST: Final = 2
"""A single column called after a month says nothing of what is kept below it."""
_NOTED: Final = 0.5
"""So many of the filled cells must be texts; figures are amounts."""
_CROSSES: Final = frozenset(("×", "✗", "✘", "x"))


class Month(NamedTuple):
    """A month of a year."""

    year: int
    month: int


def month_columns(names: Mapping[int, str], as_of: dt.date) -> dict[int, Month]:
    """Find the columns that are called after months; without a year it is the latest such month up to as_of.

    Takes:   names: 1-based Excel column → header.
    Returns: Excel column → month; empty where there are not several.
    """
    found = {
        number: month for number, name in names.items() if (month := _month(name.strip(), as_of))
    }
    return found if len(found) >= _AT_LEAST else {}


def _month(name: str, as_of: dt.date) -> Month | None:
    if match := _CHINESE.fullmatch(name):
        month = int(match["month"])
    elif match := _ENGLISH.fullmatch(name):
        month = _NAMES.index(match["name"][:3].lower()) + 1
    else:
        return None
    if match["year"]:
        return Month(int(match["year"]) % 100 + 2000, month)
    return Month(as_of.year - (month > as_of.month), month)


def are_of_month(filled: Sequence[Any]) -> bool:
    """Tell whether the cells below a month are notes of what was done, not amounts."""
    noted = sum(isinstance(cell, str) and not _is_figure(cell) for cell in filled)
    return bool(filled) and noted >= _NOTED * len(filled)


def _is_figure(cell: str) -> bool:
    return isinstance(read_number(cell), float)


def days_of_month(cell: Any, month: Month, as_of: dt.date) -> list[dt.date]:
    """Give the days that a note tells of; where it tells none the first of the month, so that nobody is called too late."""
    text = plain(cell)
    if (
        is_blank(cell)
        or text.lower() in NO | _CROSSES
        or (isinstance(cell, str) and _is_figure(cell))
    ):
        return []
    told = [
        day
        for match in _DAY_OF_MONTH.finditer(text)
        if int(match["month"] or month.month) == month.month
        and (day := _day(month, int(match["day"])))
    ]
    return [day for day in told or [dt.date(*month, 1)] if day <= as_of]


def _day(month: Month, day: int) -> dt.date | None:
    try:
        return dt.date(*month, day)
    except ValueError:
        return None
