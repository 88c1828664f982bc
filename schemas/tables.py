"""One sheet as read: where its columns stand, its raw cells, and its typed columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from schemas.columns import Column, Sheet
from schemas.headers import HeaderMatch
from schemas.values import Problem, plain, read_column

CellProblems = Mapping[tuple[int, int], tuple[Problem, str]]
"""(Excel row, Excel column) → why the cell has no usable value, and what it shows: error cells, unsaved formulas."""

_TOTALS: Final = frozenset(
    ("合计", "总计", "小计", "汇总", "total", "totals", "sum", "grand total")
)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of the workbook as a table.

    raw: cells as they are, index = Excel row, columns = 1-based Excel columns · frame: typed columns by key, same index
    · problems: key → Excel row → why the cell could not be read · shown: what such cells show where raw has nothing.
    """

    sheet: Sheet
    name: str
    header: HeaderMatch
    raw: pd.DataFrame
    frame: pd.DataFrame
    problems: Mapping[str, Mapping[int, Problem]]
    shown: Mapping[tuple[int, int], str]

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

    def cell_text(self, row: int, key: str) -> str:
        """Give a cell as the user sees it."""
        return self.cell_texts(key, [row])[0]

    def cell_texts(self, key: str, rows: Sequence[int]) -> list[str]:
        """Give some cells of one column as the user sees them; "" where the sheet lacks the column."""
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
    shown = {}
    for (row, number), (problem, text) in bad_cells.items():
        if number in key_at and row > header.row:
            problems[key_at[number]][row] = problem
            shown[row, number] = text
    return shown


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
