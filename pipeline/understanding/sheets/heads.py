"""Where the table of a sheet stands: the lines of its header, the names of its columns, the rows that are none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import pandas as pd

from pipeline.understanding.columns.mapping import look_over
from pipeline.understanding.columns.profiles import Profile
from pipeline.understanding.model import SourceTable
from pipeline.understanding.tables.header_lines import is_known
from pipeline.understanding.tables.layout import Layout, lay_out
from schemas.columns import CUSTOMERS
from schemas.headers import fold_header
from schemas.values import plain

_TOP: Final = 200
"""Rows that are laid out from the top: enough to tell what each column holds."""
_BOTTOM: Final = 60
"""Rows at the end that may be totals and notes."""
_SHOWN_ROWS: Final = 3
"""Rows that show where a header might be: more than a title and a note above it."""
_SHOWN_CELLS: Final = 4
"""Cells of each, so that all fit on a line or two."""
_WIDEST: Final = 16
"""Characters of each: enough to recognise it."""
_KNOWN_NAMES: Final = 2
"""So many names of a header must be known words where it is not the first of its sheet."""


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
    sure: bool = True
    """Whether these lines are surely the header."""

    def cells(self, column: int) -> list[Any]:
        """Give the sample's cells of an Excel column."""
        place = column - self.left
        return [row[place] for row in self.sample.rows]


def find_heads(sheet: str, grid: pd.DataFrame) -> list[Head]:
    """Find the headers of the tables of a sheet, which stand under each other or side by side.

    Takes:   grid: all cells of the sheet, index = Excel row, columns = 1-based Excel columns; "" = blank.
    Returns: the heads, that of the first table first; none where no line looks like a header. What is not surely a table
             of its own belongs to the first.
    """
    grid = _as_wide_as_its_top(grid)
    if not grid.shape[1]:
        return []
    head, others = _find(sheet, grid)
    if head is None:
        return []
    pieces = _side_by_side(head, grid)
    if not pieces:
        return [head, *others]
    found = (_find(sheet, _only(grid, piece)) for piece in pieces)
    return [one for first, more in found if first is not None for one in (first, *more)]


def _as_wide_as_its_top(grid: pd.DataFrame) -> pd.DataFrame:
    """Leave out the columns to the right of all that stands in the first rows: no header stands over them.

    Rows count as the sheet counts them: a cell that is lost far below and far to the right makes no table wide.
    """
    top = grid.loc[: int(grid.index[0]) + _TOP] if len(grid) else grid
    filled = (top != "").any().to_numpy().nonzero()[0]
    return grid.iloc[:, : int(filled[-1]) + 1] if len(filled) else grid.iloc[:, :0]


def _only(grid: pd.DataFrame, columns: Sequence[int]) -> pd.DataFrame:
    """Give the part of a grid from the first of some columns to the last, with what stands between them blank."""
    piece = grid.loc[:, min(columns) : max(columns)].copy()
    piece[[n for n in _numbers(piece) if n not in columns]] = ""
    return piece


def _numbers(grid: pd.DataFrame) -> list[int]:
    return [int(number) for number in grid.columns.to_numpy()]


def _find(sheet: str, grid: pd.DataFrame) -> tuple[Head | None, list[Head]]:
    """Find the header of the first table, and those of the tables below it."""
    lines, rows = _filled(grid.iloc[:_TOP])
    layouts = _lay_out(lines, rows)
    if not layouts or not layouts[0].header.count:
        return None, []
    own = [layouts[0], *(layout for layout in layouts[1:] if _is_apart(layout, layouts[0]))]
    starts = [lines[_start(layout)] for layout in own[1:]]
    ends = [*starts, int(grid.index[-1]) + 1]
    heads = []
    for layout, start, end in zip(own, [int(grid.index[0]), *starts], ends, strict=True):
        head = _head(sheet, layout, lines, rows, grid)
        elsewhere = {row for row in grid.index if not start <= row < end} if len(own) > 1 else set()
        heads.append(replace(head, notes=head.notes | {r for r in elsewhere if r > head.row}))
    return heads[0], heads[1:]


def _is_apart(layout: Layout, first: Layout) -> bool:
    """Tell whether a table below another is surely one of its own: its header is of known words, and not the other's."""
    names = [name for name in layout.header.names if name]
    known = sum(map(is_known, names))
    return (
        layout.header.count > 0
        and known >= _KNOWN_NAMES
        and known * 2 >= len(names)
        and bool(layout.body)
        and names != [name for name in first.header.names if name]
    )


def _start(layout: Layout) -> int:
    """Give the first record of a table, its title included."""
    return min([layout.header.first, *(record for record, _ in layout.notes)])


def _side_by_side(head: Head, grid: pd.DataFrame) -> list[list[int]]:
    """Find the tables that stand beside each other with a blank column between them.

    Returns: the Excel columns of each, the program's own columns in all; empty where there is one table.
    """
    ours = {number for number, name in head.names.items() if fold_header(name) in _written_names()}
    pieces: list[list[int]] = [[]]
    for number in _numbers(grid):
        if number in head.names:
            pieces[-1].append(number)
        elif pieces[-1] and not (grid[number].iloc[:_TOP] != "").any():
            pieces.append([])
    tables = [piece for piece in pieces if sum(n not in ours for n in piece) >= _KNOWN_NAMES]
    if len(tables) < 2 or not all(  # noqa: PLR2004 -- one table is not side by side
        sum(is_known(head.names[n]) for n in piece) >= _KNOWN_NAMES for piece in tables
    ):
        return []
    if not _end_apart(grid.loc[head.row + 1 :], [[n for n in p if n not in ours] for p in tables]):
        return []
    return [sorted({*piece} | ours) for piece in tables]


def _end_apart(below: pd.DataFrame, tables: Sequence[Sequence[int]]) -> bool:
    """Tell whether the rows of tables side by side have nothing to do with each other: one goes on where another ends."""
    last = [_last_filled(below, piece) for piece in tables]
    return len(set(last)) > 1


def _last_filled(below: pd.DataFrame, columns: Sequence[int]) -> int:
    filled = (below[[*columns]] != "").any(axis=1)
    return int(filled[filled].index.max()) if filled.any() else 0


@cache
def _written_names() -> frozenset[str]:
    return frozenset(
        fold_header(name)
        for column in CUSTOMERS.columns
        if column.written
        for name in (
            column.zh,
            column.en,
            column.header_beside("zh"),
            column.header_beside("en"),
        )
    )


def _head(
    sheet: str,
    layout: Layout,
    lines: Sequence[int],
    rows: Sequence[list[Any]],
    grid: pd.DataFrame,
) -> Head:
    header = layout.header
    last = lines[header.first + header.count - 1]
    left = int(grid.columns[0])
    names = {left + place: as_one_line(name) for place, name in enumerate(header.names) if name}
    notes = {lines[record] for record, _ in layout.notes}
    if len(grid) > _TOP:
        above = [*rows[header.first : header.first + header.count]]
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
        header.sure,
    )


def first_rows(grid: pd.DataFrame) -> str:
    """Give the first rows of a sheet in short, for a person to tell which is the header; "" = it is empty."""
    lines, rows = _filled(grid.iloc[:_TOP])
    texts = ([as_one_line(cell) for cell in row] for row in rows[:_SHOWN_ROWS])
    shown = (" | ".join([t[:_WIDEST] for t in row if t][:_SHOWN_CELLS]) for row in texts)
    return " / ".join(f"{line}: {text}" for line, text in zip(lines, shown, strict=False))


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
