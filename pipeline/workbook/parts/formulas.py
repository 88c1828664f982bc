"""References inside formulas: which cells they name, moved down for another row, or grown along with new rows."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, overload

from pipeline.workbook.file.references import (
    LAST_COLUMN,
    LAST_ROW,
    Range,
    column_of,
    letters_of,
    parse_range,
)

# Texts, sheet names in quotes and whatever stands in brackets (other books, table columns) are no references.
_SKIPPED: Final = r'"(?:[^"]|"")*"|\[(?:[^\[\]]|\[[^\[\]]*\])*\]'
_QUOTED: Final = r"'(?:[^']|'')*'"
_CELL: Final = r"(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})"
_MOVED: Final = re.compile(
    rf"{_SKIPPED}|{_QUOTED}|(?<![\w.$]){_CELL}(?![\w(.!\[])"
    r"|(?<![\w.$:!])(\$?)(\d{1,7}):(\$?)(\d{1,7})(?![\w(.!:])"
    r"|(?<![\w.$:])(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})(?![\w(.!$])"
)
_AREA: Final = re.compile(
    rf"{_SKIPPED}|(?<![\w.$:!\]])(?:({_QUOTED}|[^\s'\"!(),:;+\-*/^&=<>{{}}\[\]$%]+)!)?"
    r"(\$?[A-Za-z]{1,3}\$?\d{1,7}:\$?[A-Za-z]{1,3}(\$?)\d{1,7})(?![\w(.!:\[])"
)
_LOST: Final = "#REF!"


class Formula(str):
    """A formula to be written into a cell, without its equals sign; every other text stays a text."""

    __slots__ = ()


class RowTemplate:
    """A formula of one row that can be had for any other row of its column."""

    def __init__(self, formula: str, row: int) -> None:
        """Take the formula as it stands in a row."""
        pieces: list[str] = []
        self._offsets: list[int] = []
        at = 0
        for start, end, number in _relative_rows(formula):
            pieces += (formula[at:start].replace("%", "%%"), "%d")
            self._offsets.append(number - row)
            at = end
        self._pattern = "".join([*pieces, formula[at:].replace("%", "%%")])
        self._formula, self._row = formula, row

    def at(self, row: int) -> Formula:
        """Give the formula for a row."""
        numbers = tuple([row + offset for offset in self._offsets])
        if numbers and not 1 <= min(numbers) <= max(numbers) <= LAST_ROW:
            return Formula(moved(self._formula, row - self._row, 0))
        return Formula(self._pattern % numbers)

    @property
    def is_same_everywhere(self) -> bool:
        """Tell whether no row of the sheet is named relatively."""
        return not self._offsets


class FormulaRows(Sequence[Formula]):
    """The formulas of many rows of one column, made when they are asked for."""

    def __init__(self, template: RowTemplate, rows: Sequence[int]) -> None:
        """Take the template and the Excel rows."""
        self._template, self._rows = template, rows

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Formula: ...
    @overload
    def __getitem__(self, at: slice) -> list[Formula]: ...
    def __getitem__(self, at: int | slice) -> Formula | list[Formula]:
        """Give one formula, or some."""
        if isinstance(at, slice):
            return [self._template.at(row) for row in self._rows[at]]
        return self._template.at(self._rows[at])


def _relative_rows(formula: str) -> Iterator[tuple[int, int, int]]:
    """Give start, end and value of each row number that moves along with the formula."""
    for found in _MOVED.finditer(formula):
        for dollar, number in ((3, 4), (5, 6), (7, 8)):
            if found[number] and not found[dollar]:
                yield found.start(number), found.end(number), int(found[number])


def moved(formula: str, rows: int, columns: int) -> str:
    """Give a formula as it reads when its cell is filled into another: relative references move, absolute ones stay.

    rows, columns: how far down and right; a reference that leaves the sheet becomes #REF!.
    """

    def move(found: re.Match[str]) -> str:
        if found[4]:
            row, column = (
                int(found[4]) + rows * (not found[3]),
                column_of(found[2]) + columns * (not found[1]),
            )
            fits = 1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN
            return f"{found[1]}{letters_of(column)}{found[3]}{row}" if fits else _LOST
        if found[6]:
            first, last = (
                int(found[6]) + rows * (not found[5]),
                int(found[8]) + rows * (not found[7]),
            )
            fits = min(first, last) >= 1 and max(first, last) <= LAST_ROW
            return f"{found[5]}{first}:{found[7]}{last}" if fits else _LOST
        if found[10]:
            first, last = (
                column_of(found[10]) + columns * (not found[9]),
                column_of(found[12]) + columns * (not found[11]),
            )
            fits = min(first, last) >= 1 and max(first, last) <= LAST_COLUMN
            return f"{found[9]}{letters_of(first)}:{found[11]}{letters_of(last)}" if fits else _LOST
        return found[0]

    return _MOVED.sub(move, formula)


def grown(
    formula: str,
    sheet: str,
    grow: Callable[[Range], Range | None],
    *,
    own: bool,
    relative: bool = False,
) -> str:
    """Give a formula with its ranges on one sheet grown.

    Takes:   grow: gives the new range, None for one that stays · own: the formula stands on that sheet, so a range
             without a sheet's name counts · relative: a range that ends in a relative row counts too (charts, sparklines).
    """

    def replace(found: re.Match[str]) -> str:
        if (
            not found[2]
            or not (found[3] or relative)
            or not (own if found[1] is None else _names(found[1], sheet))
        ):
            return found[0]
        first, _, last = found[2].partition(":")
        area = parse_range(found[2])
        new = None if area is None else grow(area)
        if new is None:
            return found[0]
        return f"{found[0][: -len(found[2])]}{first}:{last.rstrip('0123456789')}{new.bottom}"

    return _AREA.sub(replace, formula)


def _names(said: str, sheet: str) -> bool:
    name = said[1:-1].replace("''", "'") if said.startswith("'") else said
    return name.casefold() == sheet.casefold()
