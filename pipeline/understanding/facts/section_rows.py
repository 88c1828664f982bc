"""Rows of a table that are no rows of it: a single text over others, which names what those have in common."""

import re
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from pipeline.understanding.facts.words import meaning_of
from schemas.headers import HeaderMatch
from schemas.values import plain

_NAMED: Final = ("name", "customer_name", "customer_id")
"""Keys of the columns in which a single text may be a row of its own: a customer of whom no more is known."""
_SECTION: Final = re.compile(
    r"[【■◆●▶#*].*|[（(]?[一二三四五六七八九十]+[)）、.].+|第[一二三四五六七八九十\d]+(?:组|部分|季度).*"
    r"|.*(?:的)?(?:客户|名单|线索|公海)(?:[（(].*[)）])?[:：]?|.{1,6}(?:区|大区|区域|组|月|月份|季度)[:：]?|(?:19|20)\d\d年?.{0,6}"
    r"|[a-fA-F](?:级|类|等)?[:：]?|.*\b(?:customers|clients|leads|prospects|accounts|deals)\b[:：]?",
    re.IGNORECASE,
)
"""Texts that no customer is called."""
_NOTE: Final = re.compile(r"[^:：]{1,8}[:：].*|[*※].*", re.DOTALL)
_LONGEST: Final = 40
_NARROW: Final = 2
"""In a table of so few columns a single text is a row like the others."""


def sections_of(grid: pd.DataFrame, match: HeaderMatch) -> dict[int, str]:
    """Find the rows below a header that hold a single text which is no customer.

    Takes:   grid: index = Excel row, columns = 1-based Excel columns; "" = blank.
    Returns: Excel row → text.
    """
    if len(match.texts) <= _NARROW:
        return {}
    named = {match.columns[key] for key in _NAMED if key in match.columns}
    return {
        row: text
        for row, (column, text) in _lone_texts(grid.loc[match.row + 1 :], match).items()
        if column not in named or is_section(text)
    }


def is_section(text: str) -> bool:
    """Tell whether a text that stands alone in its row names the rows below it, or is a note."""
    if len(text) > _LONGEST or _SECTION.fullmatch(text) or _NOTE.fullmatch(text):
        return True
    return meaning_of(text) is not None


def _lone_texts(grid: pd.DataFrame, match: HeaderMatch) -> dict[int, tuple[int, str]]:
    """Give the rows with one filled cell, which holds a text: row → column and text."""
    numbers = [int(number) for number in grid.columns.to_numpy()]
    order = sorted(numbers, key=lambda number: number not in match.texts)
    rows = grid.index.to_numpy()
    count, at = np.zeros(len(rows), int), np.zeros(len(rows), int)
    for number in order:  # most rows have two filled cells among the first, and are done
        has = (grid[number].loc[rows] != "").to_numpy()
        count, at = count + has, np.where(has, number, at)
        few = count <= 1
        rows, count, at = rows[few], count[few], at[few]
        if not len(rows):
            return {}
    found: dict[int, tuple[int, str]] = {}
    for row, column in zip(rows[count == 1].tolist(), at[count == 1].tolist(), strict=True):
        cell: Any = grid.at[row, column]
        if isinstance(cell, str) and (text := plain(cell)):
            found[row] = (column, text)
    return found


def section_above(index: pd.Index, sections: Mapping[int, str]) -> "pd.Series[Any]":
    """Give each row the text of the section that it stands in; None above the first."""
    marks = pd.Series(sections, dtype=object).sort_index()
    if marks.empty:
        return pd.Series(None, index=index, dtype=object)
    places = marks.index.to_numpy().searchsorted(index.to_numpy()) - 1
    texts = marks.to_numpy()
    return pd.Series([texts[n] if n >= 0 else None for n in places], index=index, dtype=object)
