"""One column of a list brought into its normal form by the declaration of the column that it fills."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.understanding.cells.amounts import number
from pipeline.understanding.cells.dates import birthday, date
from pipeline.understanding.cells.day_orders import column_order
from pipeline.understanding.cells.emails import email
from pipeline.understanding.cells.found import Found
from pipeline.understanding.cells.names import name, text, wechat
from pipeline.understanding.cells.phones import phone
from pipeline.understanding.cells.places import city, country
from pipeline.understanding.cells.problems import sentence
from pipeline.understanding.cells.texts import tidy
from pipeline.understanding.model import Normal
from schemas.columns.model import Column, Form, Kind
from schemas.texts import Lang, Text
from schemas.values import (
    Unreadable,
    choice_spellings,
    is_blank,
    plain,
    read_choice,
    read_period,
    read_yes_no,
)

Reader = Callable[[Any], Found]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a list as a whole.

    lang: language in which the workbook spells choices · country: where a phone number without a country code is
    from (ISO 3166, two letters) · day_first: 30/3 or 3/30 as somebody stated it, None = as the column itself shows ·
    date1904: the list's serial numbers count from 1904 · today: no last contact lies after it; None = not known.
    """

    lang: Lang = "zh"
    country: str = "CN"
    day_first: bool | None = None
    date1904: bool = False
    today: dt.date | None = None


ANY_LIST: Final = Context()
_YES, _NO = Text("是", "yes"), Text("否", "no")


def normalise_column(
    column: Column, cells: Sequence[Any], context: Context = ANY_LIST
) -> list[Normal]:
    """Bring the cells of one column into their normal form.

    Takes:   the declaration of the column that the cells go to; cells as the source holds them (None, "" = blank).
    Returns: one Normal a cell, in order; original shows the cell as it is, whatever became of it. A blank word such as
             无 is blank. A number of a date column (a serial) shows as the number that it is.
    Raises:  nothing.
    """
    keys = [(type(cell), cell) if _hashable(cell) else (str, str(cell)) for cell in cells]
    distinct = dict(zip(keys, cells, strict=True))
    read = _reader(column, list(distinct.values()), context)
    known = {key: _normal(cell, read, column, context) for key, cell in distinct.items()}
    return [known[key] for key in keys]


def _hashable(cell: Any) -> bool:
    return cell is None or isinstance(cell, (str, int, float, dt.date, dt.time, dt.timedelta))


def _normal(cell: Any, read: Reader, column: Column, context: Context) -> Normal:
    original = shown(cell)
    value, code, problem = read(cell) if original.strip() else Found(None)
    if code and problem is None:
        choices = "、".join(
            Text(choice.zh, choice.en).pick(context.lang) for choice in column.choices
        )
        problem = sentence(code, choices=choices)
    changed = bool(original.strip()) and not code if value is None else shown(value) != original
    return Normal(value, original, changed, code, problem)


def shown(cell: Any) -> str:
    """Give a cell as its source shows it: text untouched, a number without an empty fraction, a day as 2026-11-03."""
    return cell if isinstance(cell, str) else plain(cell)


def _reader(column: Column, distinct: list[Any], context: Context) -> Reader:
    """Choose how the cells of a column are read: by its form where that says more than its kind."""
    kind = column.kind
    if kind in ("date", "birthday"):
        order = column_order(distinct, stated=context.day_first, latest=latest_day(column, context))
        if kind == "birthday":
            return lambda cell: birthday(cell, order)
        return lambda cell: date(cell, order, date1904=context.date1904)
    spellings = choice_spellings(column.choices)
    labels = {
        choice.code: Text(choice.zh, choice.en).pick(context.lang) for choice in column.choices
    }
    by_form: dict[Form, Reader] = {
        "name": name,
        "email": email,
        "wechat": wechat,
        "city": lambda cell: city(tidy(cell)),
        "country": lambda cell: country(tidy(cell), context.lang),
    }
    by_kind: dict[Kind, Reader] = {
        "phone": lambda cell: phone(cell, context.country),
        "money": lambda cell: number(cell, column),
        "number": lambda cell: number(cell, column),
        "yes_no": lambda cell: _yes_no(cell, context.lang),
        "choice": lambda cell: _choice(cell, spellings, labels),
        "period": _period,
    }
    return by_form.get(column.form) or by_kind.get(kind, text)


def latest_day(column: Column, context: Context) -> dt.date | None:
    """Give the last day that a column can hold; None = any."""
    return context.today if column.kind == "birthday" or column.past else None


def _yes_no(cell: Any, lang: Lang) -> Found:
    read = read_yes_no(cell)
    if isinstance(read, Unreadable):
        return Found(None, read.problem)
    return Found(None if read is None else (_YES if read else _NO).pick(lang))


def _choice(cell: Any, spellings: Mapping[str, str], labels: Mapping[str, str]) -> Found:
    read = read_choice(cell, spellings)
    if isinstance(read, Unreadable):
        return Found(None, read.problem)
    return Found(None if read is None else labels[read])


def _period(cell: Any) -> Found:
    if is_blank(cell):
        return Found(None)
    read = read_period(cell)
    return Found(None, read.problem) if isinstance(read, Unreadable) else Found(tidy(cell))
