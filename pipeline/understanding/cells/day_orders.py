"""In which order a column writes day, month and year: told by the whole column, never by one doubtful cell.

A figure above 12 is no month, one above 31 no day, and a column of past days holds none that is still to come. What all
such cells of a column agree on is its order; a year of four figures in front says nothing about the short ones. Where no
cell tells, or where two cells contradict each other, an order that somebody has stated counts; else the cell is ambiguous.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from pipeline.understanding.cells.texts import tidy

Order = Literal["ymd", "dmy", "mdy"]

FIGURES: Final = re.compile(r"(\d{1,4})\s*([-/.])\s*(\d{1,2})\s*[-/.]\s*(\d{1,4})(?:[T\s].*)?")
_YEAR_FIRST: Final = re.compile(r"\d{4}")
PAIR: Final = re.compile(r"(\d{1,2})\s*([/.])\s*(\d{1,2})\.?")
_CENTURY_TURNS: Final = 69
_FOUR: Final = 4
_MONTHS: Final = 12
_LEAP_YEAR: Final = 2000
_ENOUGH: Final = 3
_MANY, _TWICE = 8, 2
_ALL: Final[frozenset[Order]] = frozenset(("ymd", "dmy", "mdy"))


@dataclass(frozen=True, slots=True)
class ColumnOrder:
    """What a column shows of its order.

    orders: those that all its cells allow · swapped: its real dates look as if Excel had read day and month the wrong way.
    """

    orders: frozenset[Order]
    swapped: bool = False


def full_year(figures: str) -> int:
    """Give the year of two or four figures: 00 to 68 are 2000 to 2068, as POSIX says."""
    year = int(figures)
    return year if len(figures) == _FOUR else year + (2000 if year < _CENTURY_TURNS else 1900)


def readings(text: str) -> dict[Order, dt.date]:
    """Give every day that a date of three figures can be, by order; empty where it is none or none exists.

    A dot with the year last is day first, as all countries that write dots do.
    """
    match = FIGURES.fullmatch(text)
    if not match:
        return {}
    first, sign, second, third = match.groups()
    found: dict[Order, dt.date] = {}
    tried: tuple[tuple[Order, str, str, str], ...]
    if len(first) == _FOUR:
        tried = (("ymd", first, second, third),)
    elif len(third) == _FOUR:
        tried = (
            (("dmy", third, second, first),)
            if sign == "."
            else (("dmy", third, second, first), ("mdy", third, first, second))
        )
    else:
        tried = (
            ("ymd", first, second, third),
            ("dmy", third, second, first),
            ("mdy", third, first, second),
        )
    for order, year, month, day in tried:
        if len(year) in (2, _FOUR) and len(month) <= 2 and len(day) <= 2:  # noqa: PLR2004 -- figures of a month or day
            try:
                found[order] = dt.date(full_year(year), int(month), int(day))
            except ValueError:
                continue
    return found


def column_order(
    cells: Iterable[Any], *, stated: bool | None, latest: dt.date | None = None
) -> ColumnOrder:
    """Find the order of a column.

    Takes:   distinct cells; stated: True = day first, False = month first, None = nobody has said; latest: the last
             day that the column can hold, None = any.
    """
    told: set[frozenset[Order]] = {_ALL}
    ends: list[tuple[str, str]] = []
    days: list[int] = []
    late_days = 0
    for cell in cells:
        if isinstance(cell, dt.date):
            days.append(cell.day)
        elif isinstance(cell, str):
            text = tidy(cell)
            orders: frozenset[Order] = _possible(text, latest) or _pair_orders(text)
            if orders and not _YEAR_FIRST.match(text):
                told.add(orders)
                late_days += len(orders) == 1 and "ymd" not in orders
                if (match := FIGURES.fullmatch(text)) and len(match[1]) == len(match[4]) == 2:  # noqa: PLR2004 -- two short years
                    ends.append((match[1], match[4]))
    narrowed = frozenset.intersection(*told)
    if len(narrowed) > 1 and ends:
        narrowed &= _by_variety(ends)
    if len(narrowed) != 1 and stated is not None:
        narrowed = frozenset({"dmy"}) if stated else frozenset({"mdy"})
    swapped = (
        late_days >= _ENOUGH
        and len(days) >= _ENOUGH
        and max(days) <= _MONTHS
        and "ymd" not in narrowed
    )
    return ColumnOrder(narrowed, swapped)


def _possible(text: str, latest: dt.date | None) -> frozenset[Order]:
    """Give the orders by which three figures are a day, and none after the latest unless every one is."""
    found = readings(text)
    known = {order for order, day in found.items() if latest is None or day <= latest}
    return frozenset(known or found)


def first_doubtful(cells: Iterable[Any]) -> str:
    """Give the first text that could be two days, such as 3/4/2019 or 3/4; "" where there is none."""
    for cell in cells:
        if isinstance(cell, str):
            text = tidy(cell)
            if len(set(readings(text).values())) > 1 or (
                len(_pair_orders(text)) > 1 and pair(text, ColumnOrder(_ALL)) is None
            ):
                return text
    return ""


def _by_variety(ends: list[tuple[str, str]]) -> frozenset[Order]:
    """Tell at which end short years stand: the years of a list are few, its days are many."""
    first, last = (len(set(figures)) for figures in zip(*ends, strict=True))
    if len(ends) >= _MANY and first >= _TWICE * last:
        return frozenset(("dmy", "mdy"))
    if len(ends) >= _MANY and last >= _TWICE * first:
        return frozenset(("ymd",))
    return _ALL


def _pair_orders(text: str) -> frozenset[Order]:
    match = PAIR.fullmatch(text)
    if not match:
        return frozenset()
    first, second = int(match[1]), int(match[3])
    tried: tuple[tuple[Order, int, int], ...] = (("dmy", second, first), ("mdy", first, second))
    return frozenset(order for order, month, day in tried if _fits(month, day))


def _fits(month: int, day: int) -> bool:
    try:
        dt.date(_LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True


def pair(text: str, order: ColumnOrder) -> tuple[int, int] | None:
    """Give month and day of 16/8 or 3/4; None where it is neither, could be both, or has lost a zero (3.1 for 3.10)."""
    match = PAIR.fullmatch(text)
    orders = _pair_orders(text)
    if not match or not orders or (match[2] == "." and match[3] in "123"):
        return None
    first, second = int(match[1]), int(match[3])
    if len(orders) > 1 and first != second:
        orders &= order.orders
        if len(orders) != 1:
            return None
    return (second, first) if "dmy" in orders and (first != second) else (first, second)


def settle(text: str, order: ColumnOrder) -> dt.date | None:
    """Give the day of three figures by what the column shows; None where two readings are left."""
    found = readings(text)
    days = set(found.values())
    if len(days) > 1:
        days = {day for name, day in found.items() if name in order.orders}
    return next(iter(days)) if len(days) == 1 else None
