"""The columns of facts that a team's own columns give: last contact, what was promised, deal, judgement, own grade."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.understanding.facts.columns import TeamColumn, day_of, note_days
from pipeline.understanding.facts.months import days_of_month
from pipeline.understanding.facts.words import (
    DEAL,
    DO_NOT_DISTURB,
    JUDGED,
    OWN_TIER,
    fold_word,
    meaning_of,
)
from schemas.values import is_blank

Days = npt.NDArray[np.datetime64]

_DEALS: Final = ("lost", "not_needed", "ordered", "sample")
"""Of two words in one row the one further to the front counts: who is lost has mostly bought before."""
OWN_NEXT: Final = "own_next"


def gather_columns(
    raw: pd.DataFrame, columns: Sequence[TeamColumn], as_of: dt.date
) -> pd.DataFrame:
    """Read the team's own columns into facts.

    Takes:   raw: cells as they are, index = row, columns = 1-based Excel columns.
    Returns: last_contact, own_next (days), deal, judged, own_tier (texts) and do_not_disturb, of those only the ones that
             some column speaks of; index as raw's.
    """
    facts: dict[str, Any] = {}
    touched = [_days(raw, c, as_of) for c in columns if c.role in ("touch", "order", "notes")]
    if touched:
        facts["last_contact"] = np.fmax.reduce(touched).astype("M8[s]")
    promised = [_days(raw, c, as_of) for c in columns if c.role == "promise"]
    if promised:
        facts[OWN_NEXT] = np.fmax.reduce(promised).astype("M8[s]")
    facts |= _words(raw, [c for c in columns if c.role == "words"])
    bought = [_days(raw, c, as_of) for c in columns if c.role == "order"]
    if bought:
        has_bought = ~np.isnat(np.fmax.reduce(bought))
        deals = facts.get(DEAL, np.full(len(raw), None, object))
        facts[DEAL] = np.where(has_bought & (pd.isna(deals)), "ordered", deals)
    return pd.DataFrame(facts, index=raw.index)


def touch_column(raw: pd.DataFrame, columns: Sequence[TeamColumn], as_of: dt.date) -> int | None:
    """Give the column that holds the last contact of most customers; None where there is none."""
    touched = [c for c in columns if c.role in ("touch", "order", "notes")]
    if not touched:
        return None
    days = [_days(raw, column, as_of) for column in touched]
    last = np.fmax.reduce(days)
    counts = [int((one == last).sum()) for one in days]
    return touched[int(np.argmax(counts))].number


def _days(raw: pd.DataFrame, column: TeamColumn, as_of: dt.date) -> Days:
    """Read the days of a column; of a touch only those that have passed."""
    if (month := column.month) is not None:
        return _each(raw, column, lambda cell: max(days_of_month(cell, month, as_of), default=None))
    if column.role == "notes":
        return _each(
            raw, column, lambda cell: max(note_days(cell, column.order, as_of), default=None)
        )
    promised = column.role == "promise"
    days = _each(raw, column, lambda cell: day_of(cell, column.order, as_of, promised=promised))
    return days if promised else np.where(days <= np.datetime64(as_of), days, np.datetime64("NaT"))


def _each(raw: pd.DataFrame, column: TeamColumn, read: Callable[[Any], dt.date | None]) -> Days:
    cells = raw[column.number].tolist()
    known: dict[Any, dt.date | None] = {}
    for cell in cells:
        key = (type(cell), cell)
        if key not in known:
            known[key] = read(cell)
    return np.array([known[type(cell), cell] for cell in cells], dtype="M8[D]")


def _words(raw: pd.DataFrame, columns: Sequence[TeamColumn]) -> dict[str, Any]:
    """Put together what the words of one row say."""
    found: dict[str, list[Any]] = {}
    for column in columns:
        cells = raw[column.number].tolist()
        told = {cell: _told(column, cell) for cell in set(map(fold_word, cells))}
        meanings = [told[fold_word(cell)] for cell in cells]
        for key in {meaning[0] for meaning in told.values()} - {""}:
            values = [value if name == key else None for name, value in meanings]
            found[key] = _joined(key, found.get(key), values)
    facts: dict[str, Any] = {
        key: np.array(found[key], object) for key in (DEAL, JUDGED, OWN_TIER) if key in found
    }
    if DO_NOT_DISTURB in found:
        facts[DO_NOT_DISTURB] = pd.array(
            [True if value else None for value in found[DO_NOT_DISTURB]], dtype="boolean"
        )
    return facts


def _told(column: TeamColumn, text: str) -> tuple[str, str]:
    if is_blank(text):
        return "", ""
    meaning = column.meanings.get(text) or meaning_of(text)
    return ("", "") if meaning is None else (meaning.column, meaning.value)


def _joined(key: str, before: list[Any] | None, values: list[Any]) -> list[Any]:
    """Join what two columns say: of deals the stronger, of the others the column further to the left."""
    if before is None:
        return values
    if key != DEAL:
        return [a if a is not None else b for a, b in zip(before, values, strict=True)]
    return [
        min((v for v in pair if v is not None), key=_DEALS.index, default=None)
        for pair in zip(before, values, strict=True)
    ]
