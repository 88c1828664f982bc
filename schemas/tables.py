"""One sheet as read: where its columns stand, its raw cells, and its typed columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from schemas.columns import Column, Sheet
from schemas.headers import HeaderMatch
from schemas.values import Problem, plain, read_column

CellProblems = Mapping[tuple[int, int], tuple[Problem, str]]
"""(Excel row, Excel column) → why the cell has no usable value, and what it shows: error cells, unsaved formulas."""

ROWS_A_SHEET: Final = 2**21
"""A table of several sheets numbers the rows of the sheet at place n from n times this on; a sheet has half as many."""

_TOTALS: Final = frozenset(
    ("合计", "总计", "小计", "汇总", "total", "totals", "sum", "grand total")
)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of the workbook as a table, or several of one shape.

    Rows are numbered as in Excel; in a table of several sheets `place` gives sheet and Excel row of a number.
    """

    sheet: Sheet
    """What kind of sheet it is."""
    name: str
    """Name of the sheet; of several the main one's."""
    header: HeaderMatch
    """Where its columns stand; of several in the main one."""
    raw: pd.DataFrame
    """Cells as they are, index = row, columns = 1-based Excel columns."""
    frame: pd.DataFrame
    """Typed columns by key, index as raw's."""
    problems: Mapping[str, Mapping[int, Problem]]
    """Key → row → why the cell could not be read."""
    shown: Mapping[tuple[int, int], str]
    """(Row, Excel column) → what a cell shows where raw has nothing."""
    parts: tuple["Table", ...] = ()
    """The sheets that make it up, where they are several."""
    offset: int = 0
    """What the numbers of its rows are above Excel's."""
    bottom: int = 0
    """Last Excel row that belongs to it without being a row of its own, such as a customer's further contact; 0 = none."""

    @property
    def sheets(self) -> tuple["Table", ...]:
        """Give the tables of the single sheets."""
        return self.parts or (self,)

    @property
    def last_row(self) -> int:
        """Give the last Excel row of the table; of several sheets the main one's."""
        main = self.sheets[0]
        rows = main.raw.index
        return max(int(rows.max()) - self.offset if len(rows) else self.header.row, main.bottom)

    def with_frame(self, frame: pd.DataFrame) -> "Table":
        """Give the table with other typed columns, and only the rows that they have; its sheets follow."""
        gone = self.raw.index.difference(frame.index)
        problems = {
            key: {row: why for row, why in rows.items() if row not in gone}
            for key, rows in self.problems.items()
        }
        return replace(
            self,
            raw=self.raw.loc[frame.index],
            frame=frame,
            problems={key: rows for key, rows in problems.items() if rows},
            parts=tuple(
                part.with_frame(frame.loc[frame.index.isin(part.raw.index)]) for part in self.parts
            ),
            bottom=max(self.bottom, int(self.raw.index.max()) - self.offset) if len(gone) else 0,
        )

    def part_of(self, row: int) -> "Table":
        """Give the table of the sheet that a row stands in."""
        return self.parts[row // ROWS_A_SHEET] if self.parts else self

    def place(self, row: int) -> tuple[str, int]:
        """Give the sheet's name and the Excel row of a row."""
        part = self.part_of(row)
        return part.name, row - part.offset

    def letters(self, key: str) -> str:
        """Give the Excel letters of a column; "" where the sheet lacks it."""
        return column_letters(self.header.columns[key]) if key in self.header.columns else ""

    def header_text(self, key: str) -> str:
        """Give a column's header as the team wrote it."""
        return self.header.texts.get(self.header.columns.get(key, 0), "")

    @property
    def row_keys(self) -> dict[int, str]:
        """Give the customer id of each Excel row, "" where it is blank."""
        return dict(
            zip(
                self.frame.index.tolist(),
                self.frame["customer_id"].fillna("").tolist(),
                strict=True,
            )
        )

    @property
    def keys_by_place(self) -> dict[tuple[str, int], str]:
        """Give the customer id of each row by its sheet and Excel row."""
        return {self.place(row): key for row, key in self.row_keys.items()}

    def cell_text(self, row: int, key: str) -> str:
        """Give a cell as the user sees it."""
        return self.cell_texts(key, [row])[0]

    def cell_texts(self, key: str, rows: Sequence[int]) -> list[str]:
        """Give some cells of one column as the user sees them; "" where the sheet lacks the column."""
        if self.parts:
            return [self.part_of(row).cell_text(row, key) for row in rows]
        number = self.header.columns.get(key)
        if number is None:
            return [""] * len(rows)
        cells = self.raw[number].loc[list(rows)].tolist()
        return [
            self.shown.get((row, number)) or plain(cell)
            for row, cell in zip(rows, cells, strict=True)
        ]


def column_letters(number: int) -> str:
    """Give Excel's letters of a 1-based column: 1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def joined_table(parts: Sequence[Table]) -> Table:
    """Make one table of several sheets of one shape, the main one first; a single one stays as it is.

    Returns: the rows of all, those of the sheet at place n numbered from n * ROWS_A_SHEET on.
    """
    if len(parts) == 1:
        return parts[0]
    moved = tuple(_moved(part, place * ROWS_A_SHEET) for place, part in enumerate(parts))
    raw = [_as_in(part, moved[0]) for part in moved]
    keys = {key for part in moved for key in part.problems}
    return replace(
        moved[0],
        raw=pd.concat(raw).fillna(""),
        frame=pd.concat([part.frame for part in moved]),
        problems={
            key: {row: why for part in moved for row, why in part.problems.get(key, {}).items()}
            for key in keys
        },
        shown={at: text for part in moved for at, text in part.shown.items()},
        parts=moved,
    )


def _as_in(part: Table, main: Table) -> pd.DataFrame:
    """Give the cells of a sheet with each known column where the main sheet has it."""
    ours, theirs = part.header.columns, main.header.columns
    if ours == theirs:
        return part.raw
    moved = {ours[key]: theirs[key] for key in ours.keys() & theirs.keys()}
    kept = [number for number in moved if number in part.raw]
    return part.raw[kept].rename(columns=moved)


def _moved(part: Table, offset: int) -> Table:
    if not offset:
        return part
    return replace(
        part,
        raw=part.raw.set_axis(part.raw.index + offset),
        frame=part.frame.set_axis(part.frame.index + offset),
        problems={
            key: {row + offset: why for row, why in rows.items()}
            for key, rows in part.problems.items()
        },
        shown={(row + offset, column): text for (row, column), text in part.shown.items()},
        offset=offset,
    )


def read_table(
    name: str,
    header: HeaderMatch,
    grid: pd.DataFrame,
    bad_cells: CellProblems,
    *,
    date1904: bool = False,
) -> Table:
    """Read the rows below the header by the column declarations.

    Takes:   grid: all cells of the sheet, index = Excel row, columns = 1-based Excel columns.
    Returns: the table without blank rows and total rows. The program's own columns are kept raw only.
    """
    raw = grid.loc[header.row + 1 :]
    keys = [
        column
        for column in header.sheet.columns
        if column.key in header.columns and not column.written
    ]
    readings = {
        column.key: read_column(raw[header.columns[column.key]], column, date1904=date1904)
        for column in keys
    }
    typed = [reading.frame for reading in readings.values()]
    frame = pd.concat(typed, axis=1) if typed else pd.DataFrame(index=raw.index)
    problems = {key: dict(reading.problems) for key, reading in readings.items()}
    shown = _add_bad_cells(header, keys, bad_cells, problems)
    kept = _rows_with_content(frame, problems)
    if len(kept) < len(raw):
        frame, raw = frame.loc[kept], raw.loc[kept]
    if "manual_tier" in frame:
        frame = frame.assign(manual_tier=frame["manual_tier"].str.upper())
    return Table(
        header.sheet,
        name,
        header,
        raw,
        frame,
        {key: rows for key, rows in problems.items() if rows},
        shown,
    )


def _add_bad_cells(
    header: HeaderMatch,
    keys: Iterable[Column],
    bad_cells: CellProblems,
    problems: dict[str, dict[int, Problem]],
) -> dict[tuple[int, int], str]:
    key_at = {header.columns[column.key]: column.key for column in keys}
    below = {place: bad for place, bad in bad_cells.items() if place[0] > header.row}
    for (row, number), (problem, _) in below.items():
        if number in key_at:
            problems[key_at[number]][row] = problem
    return {place: text for place, (_, text) in below.items()}


def _rows_with_content(
    frame: pd.DataFrame, problems: Mapping[str, Mapping[int, Problem]]
) -> pd.Index:
    filled = frame.notna().any(axis=1)
    bad_rows = {row for rows in problems.values() for row in rows}
    filled |= frame.index.isin(bad_rows)
    texts = [key for key in ("customer_id", "name", "seller") if key in frame]
    for key in texts:
        filled &= ~frame[key].astype("str").str.lower().isin(_TOTALS)
    return frame.index[filled]
