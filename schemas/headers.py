"""Headers as teams really write them, matched onto the column declarations.

A header may stand below title rows, be split over two lines by merged cells, and carry line breaks, full-width
characters, blanks, a required mark or a unit in brackets. What could mean two columns is said, never guessed.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schemas.columns import Column, Sheet
from schemas.texts import Lang
from schemas.values import plain

SEARCHED_ROWS: Final = 20
"""How far down a header is looked for."""

_BRACKETS = re.compile(r"[(\[{【〔「<《].*?[)\]}】〕」>》]")
_NOISE = re.compile(r"[\s*:：_.。'\"“”•★☆-]+")


def fold_header(value: Any) -> str:
    """Give a header without what does not matter: width, case, blanks, line breaks, units in brackets, marks."""
    text = plain(value).lower()
    bare = _NOISE.sub("", _BRACKETS.sub("", text))
    return bare or _NOISE.sub("", text)


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """One line of cells read as the header of one kind of sheet.

    row: Excel row of the (last) header line · columns: key → 1-based Excel column · texts: Excel column → header as
    written · doubles: key → Excel columns that could all be meant · also: key → columns that look like it too, where one
    has the exact name and wins.
    """

    sheet: Sheet
    row: int
    columns: Mapping[str, int]
    texts: Mapping[int, str]
    doubles: Mapping[str, tuple[int, ...]]
    also: Mapping[str, tuple[int, ...]]

    @property
    def missing(self) -> tuple[Column, ...]:
        """Give the required columns that are not there."""
        return tuple(
            c
            for c in self.sheet.columns
            if c.required and c.key not in self.columns and c.key not in self.doubles
        )

    @property
    def score(self) -> int:
        """Count the columns that are understood; the best line of a sheet is its header."""
        return len(self.columns) + len(self.doubles)

    @property
    def lang(self) -> Lang:
        """Tell in which language most headers are written."""
        chinese = sum(not text.isascii() for text in self.texts.values())
        return "zh" if chinese * 2 >= len(self.texts) else "en"

    def nearest(self, column: Column) -> list[str]:
        """Give the headers (as written) that look most like a missing column."""
        folded = {fold_header(text): text for text in self.texts.values()}
        near = [
            hit
            for header in column.headers
            for hit in difflib.get_close_matches(fold_header(header), folded, n=2, cutoff=0.5)
        ]
        return [folded[hit] for hit in dict.fromkeys(near)][:3]


def find_header(
    lines: Mapping[int, Sequence[Any]], sheet: Sheet, by_hand: Mapping[str, str] | None = None
) -> HeaderMatch | None:
    """Find the header among the first lines of a sheet.

    Takes:   lines: Excel row → cells from column A on; by_hand: key → header text, as mapped in the settings.
    Returns: the line (alone, or together with the line above it) that names most columns, the upper one if two do;
             None where no line names two columns.
    """
    best: HeaderMatch | None = None
    above: Sequence[Any] = ()
    for row in sorted(lines)[:SEARCHED_ROWS]:
        line = lines[row]
        for cells in (line, _joined(above, line)):
            match = _match_line(cells, row, sheet, by_hand or {})
            if match.score >= 2 and (best is None or match.score > best.score):  # noqa: PLR2004 -- one hit may be chance
                best = match
        above = line
    return best


def _joined(above: Sequence[Any], line: Sequence[Any]) -> list[Any]:
    """Read two header lines as one: a cell merged downwards has its text in the upper line."""
    width = max(len(above), len(line))
    pad = [""] * width
    return [
        low if plain(low) else high
        for high, low in zip([*above, *pad][:width], [*line, *pad][:width], strict=True)
    ]


def _match_line(
    cells: Sequence[Any], row: int, sheet: Sheet, by_hand: Mapping[str, str]
) -> HeaderMatch:
    texts = {
        number: plain(cell).replace("\n", " ")
        for number, cell in enumerate(cells, start=1)
        if plain(cell)
    }
    folded = {number: fold_header(cells[number - 1]) for number in texts}
    columns: dict[str, int] = {}
    doubles: dict[str, tuple[int, ...]] = {}
    also: dict[str, tuple[int, ...]] = {}
    for column in sheet.columns:
        exact, near = _candidates(column, folded, by_hand.get(column.key))
        if len(exact) == 1 or (not exact and len(near) == 1):
            columns[column.key] = (exact or near)[0]
            if exact and near:
                also[column.key] = near
        elif exact or near:
            doubles[column.key] = exact or near
    return HeaderMatch(sheet, row, columns, texts, doubles, also)


def _candidates(
    column: Column, folded: Mapping[int, str], by_hand: str | None
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give the Excel columns with the exact name of a column, and those with one of its aliases.

    A column of the program that stands beside one of the team's goes before it.
    """
    if column.written:
        beside = {fold_header(column.header_beside(lang)) for lang in ("zh", "en")}
        ours = tuple(number for number, text in folded.items() if text in beside)
        if ours:
            return ours, ()
    names = {fold_header(by_hand)} if by_hand else {fold_header(column.zh), fold_header(column.en)}
    aliases = (
        set()
        if by_hand or column.written
        else {fold_header(alias) for alias in column.aliases} - names
    )
    exact = tuple(number for number, text in folded.items() if text in names)
    return exact, tuple(number for number, text in folded.items() if text in aliases)
