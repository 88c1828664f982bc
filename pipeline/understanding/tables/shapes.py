"""What kind of thing a cell looks like, and what a column of them usually holds: evidence for delimiters, headers, repairs."""

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from schemas.values import BLANKS

BLANK: Final = "blank"
TEXTS: Final = frozenset(("hanzi", "words", "mixed"))
"""Shapes that a header can have; every other says that a cell is data."""

_KINDS: Final = (
    (
        "number",
        re.compile(
            r"[-+]?[¥￥$€£]?\s*[-+]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.,]\d+)?\s*(?:%|元|万|w|k)?|\(\d[\d,.]*\)",
            re.IGNORECASE,
        ),
    ),
    (
        "date",
        re.compile(
            r"(?:(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2}\s*日?)?|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)|\d{1,2}月\d{1,2}日?"
            r"|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{2,4})(?:[T ]+\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
        ),
    ),
    ("time", re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?:\s*[AaPp][Mm])?")),
    ("mail", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("address", re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)),
    (
        "phone",
        re.compile(
            r"(?:\+|00)?\(?\d{1,4}\)?(?:[-\s/]\(?\d{1,8}\)?){1,4}(?:\s*(?:转|ext\.?|x)\s*\d{1,6})?",
            re.IGNORECASE,
        ),
    ),
    (
        "code",
        re.compile(
            r"(?=[^\d]*\d)[A-Za-z][A-Za-z]{0,5}[-_/]?\d[\w/-]*|\d+[-_]?[A-Za-z][\w-]*", re.ASCII
        ),
    ),
    ("hanzi", re.compile(r"[\u3400-\u9fff\u3041-\u30fe\uac00-\ud7a3·（）()　、]+")),
    ("words", re.compile(r"[^\W\d_][^\W\d]*(?:[ .,&'’/()-]+[^\W\d]+)*[.)]?")),
)
_PHONE_DIGITS: Final = 11
_ID_DIGITS: Final = 18
_SMOOTHING: Final = 0.4
_KNOWN_SHAPES: Final = len(_KINDS) + 3
_LONGEST: Final = 200
_PROFILED: Final = 2000
_RUNS: Final = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]+")


def shape(cell: Any) -> str:
    """Give what a cell looks like: blank, number, mobile, date, time, mail, address, phone, code, hanzi, words or mixed."""
    if isinstance(cell, str):
        return _shape_of_text(cell)
    if cell is None:
        return BLANK
    if isinstance(cell, (dt.date, dt.datetime)):
        return "date"
    return "time" if isinstance(cell, (dt.time, dt.timedelta)) else _shape_of_text(str(cell))


@lru_cache(maxsize=1 << 16)
def _shape_of_text(cell: str) -> str:
    text = cell.strip()
    if text.lower() in BLANKS:
        return BLANK
    if len(text) > _LONGEST:
        return "mixed"
    if text.isdecimal() and len(text) in {_PHONE_DIGITS, _ID_DIGITS}:
        return "mobile" if len(text) == _PHONE_DIGITS else "code"
    return next((name for name, pattern in _KINDS if pattern.fullmatch(text)), "mixed")


@lru_cache(maxsize=1 << 16)
def _pattern(cell: str) -> str:
    """Give the finer form of a cell: digits by their number, runs of letters and characters by their kind."""
    text = _RUNS.sub(lambda m: "字" if m[0] > "\u3000" else "A", cell.strip()[:_LONGEST])
    return re.sub(r"\d+", lambda m: "9" * min(len(m[0]), 12), text)


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """How often each shape, pattern and value occurs in one column, among its first rows."""

    shapes: Counter[str]
    patterns: Counter[str]
    values: Counter[Any]
    count: int

    def fit(self, cell: Any) -> float:
        """Give the log likelihood that a cell belongs to the column; 0 would be certain."""
        text = cell if isinstance(cell, str) else str(cell)
        by_shape = (self.shapes[shape(cell)] + _SMOOTHING) / (
            self.count + _SMOOTHING * _KNOWN_SHAPES
        )
        by_pattern = (self.patterns[_pattern(text)] + _SMOOTHING) / (self.count + 1)
        known = 0.3 if cell not in ("", None) and self.values[text.strip()] > 0 else 0.0
        return math.log(by_shape) + 0.35 * math.log(by_pattern) + known

    @property
    def main(self) -> tuple[str, float]:
        """Give the most usual shape of the cells that are not blank, and its share of them."""
        filled = [(n, name) for name, n in self.shapes.items() if name != BLANK]
        if not filled:
            return BLANK, 0.0
        most, name = max(filled)
        return name, most / sum(n for n, _ in filled)


def profile(cells: Iterable[Any]) -> ColumnProfile:
    """Look over the cells of a column."""
    taken = [cell for _, cell in zip(range(_PROFILED), cells, strict=False)]
    texts = [cell if isinstance(cell, str) else "" if cell is None else str(cell) for cell in taken]
    return ColumnProfile(
        Counter(map(shape, taken)),
        Counter(map(_pattern, texts)),
        Counter(text.strip() for text in texts),
        len(taken),
    )


def profiles(rows: Sequence[Sequence[Any]], width: int) -> list[ColumnProfile]:
    """Look over the first rows column by column; all rows at least `width` wide."""
    step = max(1, len(rows) // _PROFILED)
    some = rows[::step][:_PROFILED]
    return [profile(row[number] for row in some) for number in range(width)]
