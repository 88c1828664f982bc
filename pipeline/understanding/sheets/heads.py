"""Where the table of a sheet stands: the lines of its header, the names of its columns, the rows that are none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from pipeline.understanding.columns.mapping import look_over
from pipeline.understanding.columns.profiles import Profile
from pipeline.understanding.model import SourceTable
from pipeline.understanding.tables.layout import Layout, lay_out
from schemas.values import plain

_TOP: Final = 200
"""Rows that are laid out from the top: enough to tell what each column holds."""
_BOTTOM: Final = 60
"""Rows at the end that may be totals and notes."""


@dataclass(frozen=True, slots=True)
class Head:
    """The header of one sheet, and which rows below it are no rows of the table.

    Excel rows and columns count from 1.
    """

    sheet: str
    """Its name in the workbook."""
    first: int
    """Excel row of the first header line."""
    row: int
    """Excel row of the last header line."""
    left: int
    """Excel column of the sample's first column."""
    names: dict[int, str]
    """Excel column → header as written; columns without one are left out."""
    notes: frozenset[int]
    """Excel rows below the header that are totals, notes, or the header once more."""
    sample: SourceTable
    """The first rows of the table."""
    profiles: Sequence[Profile]
    """What the values of the sample's columns look like."""

    def cells(self, column: int) -> list[Any]:
        """Give the sample's cells of an Excel column."""
        place = column - self.left
        return [row[place] for row in self.sample.rows]


def find_head(sheet: str, grid: pd.DataFrame) -> Head | None:
    """Find the header of the first table of a sheet.

    Takes:   grid: all cells of the sheet, index = Excel row, columns = 1-based Excel columns; "" = blank.
    Returns: the head; None where no line looks like a header.
    """
    if not grid.shape[1]:
        return None
    lines, rows = _filled(grid.iloc[:_TOP])
    layout = next(iter(_lay_out(lines, rows)), None)
    if layout is None or not layout.header.count:
        return None
    header = layout.header
    last = lines[header.first + header.count - 1]
    left = int(grid.columns[0])
    names = {left + place: as_one_line(name) for place, name in enumerate(header.names) if name}
    notes = {lines[record] for record, _ in layout.notes}
    if len(grid) > _TOP:
        above = rows[header.first : header.first + header.count]
        notes = {row for row in notes if row < lines[-1] - _BOTTOM} | _at_the_end(grid, above)
    sample = _sample(sheet, layout, lines, rows)
    return Head(
        sheet,
        lines[header.first],
        last,
        left,
        names,
        frozenset(row for row in notes if row > last),
        sample,
        look_over(sample),
    )


def as_one_line(name: Any) -> str:
    """Give a header as written, on one line."""
    return " ".join(plain(name).split())


def _filled(grid: pd.DataFrame) -> tuple[list[int], list[list[Any]]]:
    """Give the rows that hold anything, each with its Excel row."""
    lines, rows = [], []
    for line, cells in zip(grid.index.tolist(), grid.to_numpy().tolist(), strict=True):
        if any(cell not in ("", None) and plain(cell) for cell in cells):
            lines.append(int(line))
            rows.append(cells)
    return lines, rows


def _lay_out(lines: Sequence[int], rows: list[list[Any]]) -> list[Layout]:
    gaps = frozenset(n for n in range(1, len(lines)) if lines[n] > lines[n - 1] + 1)
    return lay_out(rows, gaps, ragged=False) if rows else []


def _at_the_end(grid: pd.DataFrame, header: list[list[Any]]) -> set[int]:
    """Look at the last rows of a long table with its header above them."""
    lines, rows = _filled(grid.iloc[-_BOTTOM:])
    above = range(lines[0] - len(header), lines[0]) if lines else range(0)
    layouts = _lay_out([*above, *lines], [*header, *rows])
    noted = {record for layout in layouts[:1] for record, _ in layout.notes}
    return {lines[record - len(header)] for record in noted if record >= len(header)}


def _sample(
    sheet: str, layout: Layout, lines: Sequence[int], rows: Sequence[Sequence[Any]]
) -> SourceTable:
    header = layout.header
    width = len(header.names)
    body = [rows[record] for record in layout.body]
    return SourceTable(
        "",
        sheet,
        "spreadsheet",
        header.names,
        lines[header.first + header.count - 1],
        [lines[record] for record in layout.body],
        [[*row[:width], *[""] * (width - len(row))] for row in body],
    )
