"""Cell values made fit to be shown: cleaned, ordered, formatted."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

import pandas as pd

T = TypeVar("T")

# Controls, halves of a surrogate pair and marks that turn the reading direction: invisible, and able to spoil a page,
# an XML part or the look of the line they stand in.
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BLANKS: Final = re.compile(r"\s+")


def clean_text(value: Any) -> str:
    """Give a cell's value as one line of text without controls.

    Takes:   any cell value; None, NaN, NaT and pd.NA are blank.
    Returns: text, "" for a blank.
    """
    if (
        type(value) is str and value.isprintable() and "  " not in value
    ):  # nearly every value, at a tenth of the cost
        return value.strip()
    if (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float) and value != value)  # noqa: PLR0124 -- NaN
    ):
        return ""
    return _BLANKS.sub(" ", _UNWANTED.sub("", str(value))).strip()


def clean_column(frame: pd.DataFrame, key: str, index: pd.Index) -> pd.Series:
    """Give one column as clean text for the rows asked for.

    Takes:   a frame that may lack the column or some of the rows.
    Returns: text, "" where there is nothing, with the index asked for.
    """
    if key not in frame.columns:
        return pd.Series("", index=index, dtype=object)
    return pd.Series(each(frame[key].reindex(index), clean_text), index=index, dtype=object)


def each(column: pd.Series, function: Callable[[Any], T]) -> list[T]:
    """Give the function's result for each row, worked out once for each distinct value."""
    places, values = pd.factorize(column, use_na_sentinel=False)
    results = [function(value) for value in values]
    return [results[place] for place in places.tolist()]


def collation_key(text: str) -> bytes:
    """Give the key that sorts Chinese by pinyin and the rest by alphabet.

    Source: the common characters of GB 2312 stand in pinyin order, and GB 18030 keeps their codes.
    """
    return text.casefold().encode("gb18030", "replace")


def ordered(texts: Iterable[str]) -> list[str]:
    """Give the distinct texts in reading order, the blank one last."""
    return sorted(set(texts), key=lambda text: (not text, collation_key(text), text))


def iso_day(value: Any) -> str:
    """Give a day as 2026-11-23, "" for a blank."""
    return "" if pd.isna(value) else value.strftime("%Y-%m-%d")


def plain_day(value: Any) -> dt.date | None:
    """Give a day as a plain date, None for a blank."""
    return None if pd.isna(value) else dt.date(value.year, value.month, value.day)


def plain_number(value: Any) -> str:
    """Give a number with thousands marked and at most one decimal: 14,200 or 7.5."""
    rounded = round(float(value), 1)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"


def cell_link(sheet: str, letters: str, row: int) -> str:
    """Give a place in the same workbook; a quote in a sheet's name is doubled, as in a formula."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{letters}{row}"
