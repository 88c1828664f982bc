"""The plan: what one run would change in the workbook, cell by cell, before anything is written."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, NamedTuple

from schemas.columns import Column, Kind
from schemas.consent import NOTHING, Insist
from schemas.sheets import CellValue, OwnedSheet

CellKind = Literal["text", "date", "number"]
_CELL_KINDS: Final[Mapping[Kind, CellKind]] = {
    "date": "date",
    "number": "number",
    "money": "number",
}


def cell_kind(column: Column) -> CellKind:
    """Give how the values of a column are stored in a workbook."""
    return _CELL_KINDS.get(column.kind, "text")


class CellPatch(NamedTuple):
    """One cell that changes: old and new value (None = blank) and why."""

    sheet: str
    row: int
    column: int
    header: str
    old: CellValue
    new: CellValue
    reason: str


@dataclass(frozen=True, slots=True)
class ColumnPatch:
    """The cells of one column that change, kept as columns because there may be a million of them.

    column: 1-based Excel column · rows: Excel rows, ascending, no repeats · old, new, reasons: as long as rows;
    None = blank · kind: how the new values are stored and, where the cell has no fitting style yet, shown.
    """

    sheet: str
    column: int
    header: str
    kind: CellKind
    rows: Sequence[int]
    old: Sequence[CellValue]
    new: Sequence[CellValue]
    reasons: Sequence[str]

    def cells(self) -> Iterator[CellPatch]:
        """Give the patches one by one, for printing and tests."""
        for row, old, new, reason in zip(self.rows, self.old, self.new, self.reasons, strict=True):
            yield CellPatch(self.sheet, row, self.column, self.header, old, new, reason)


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A program column that the table does not have yet; its cells come as a ColumnPatch for the same column.

    header_row: the Excel row of the (last) header line · last_row: last row of the table's data · column: 1-based,
    free of content from the header row to the last row.
    """

    sheet: str
    header_row: int
    last_row: int
    column: int
    header: str
    kind: CellKind
    width: float


@dataclass(frozen=True, slots=True)
class ColumnMark:
    """The mark by which the workbook remembers that a column is the program's.

    key: of the column's declaration · header_row, column: 1-based, where its header stands.
    """

    key: str
    sheet: str
    header_row: int
    column: int


@dataclass(frozen=True, slots=True)
class NewRows:
    """Rows put under the last row of a table; their cells come as ColumnPatches with rows behind `after_row`.

    after_row: last Excel row of the table's data · count: how many rows follow it, at least 1 · like_row: the row whose
    looks (cell styles, height, outline level) and formulas the new rows take, most often `after_row` itself.
    """

    sheet: str
    after_row: int
    count: int
    like_row: int

    @property
    def last_row(self) -> int:
        """Give the Excel row of the last new row."""
        return self.after_row + self.count

    def __contains__(self, row: int) -> bool:
        """Tell whether an Excel row is one of the new ones."""
        return self.after_row < row <= self.last_row


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a run would change. Empty plan = the workbook stays as it is, byte for byte.

    new_rows: at most one table of a sheet gets rows · insisted: what the user agreed to, see schemas.consent.
    """

    as_of: dt.date
    new_columns: Sequence[NewColumn] = field(default_factory=tuple)
    columns: Sequence[ColumnPatch] = field(default_factory=tuple)
    sheets: Sequence[OwnedSheet] = field(default_factory=tuple)
    new_rows: Sequence[NewRows] = field(default_factory=tuple)
    insisted: AbstractSet[Insist] = NOTHING
    marks: Sequence[ColumnMark] = field(default_factory=tuple)
    """Set along with whatever else changes; marks alone are no reason to write."""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing would change."""
        return not (
            self.new_columns
            or self.new_rows
            or self.sheets
            or any(len(patch.rows) for patch in self.columns)
        )

    def rows_under(self, sheet: str) -> NewRows | None:
        """Give the new rows of one sheet."""
        return next((new for new in self.new_rows if new.sheet == sheet), None)

    @property
    def cell_count(self) -> int:
        """Count the cells of the team's own sheets that would change, new headers included."""
        return len(self.new_columns) + sum(len(patch.rows) for patch in self.columns)

    def cells(self) -> Iterator[CellPatch]:
        """Give every cell patch of the team's own sheets."""
        for patch in self.columns:
            yield from patch.cells()


def without(plan: Plan, blocked: AbstractSet[tuple[str, int, int]]) -> Plan:
    """Leave out the cells (sheet, row, column) that cannot be written safely; a new column goes with its header."""
    if not blocked:
        return plan
    kept = [
        new for new in plan.new_columns if (new.sheet, new.header_row, new.column) not in blocked
    ]
    gone = {(new.sheet, new.column) for new in plan.new_columns} - {
        (new.sheet, new.column) for new in kept
    }
    patches = [
        _unblocked(patch, blocked)
        for patch in plan.columns
        if (patch.sheet, patch.column) not in gone
    ]
    return replace(plan, new_columns=kept, columns=[patch for patch in patches if len(patch.rows)])


def _unblocked(patch: ColumnPatch, blocked: AbstractSet[tuple[str, int, int]]) -> ColumnPatch:
    kept = [
        at for at, row in enumerate(patch.rows) if (patch.sheet, row, patch.column) not in blocked
    ]

    def pick(values: Sequence[Any]) -> list[Any]:
        return [values[at] for at in kept]

    return replace(
        patch,
        rows=pick(patch.rows),
        old=pick(patch.old),
        new=pick(patch.new),
        reasons=pick(patch.reasons),
    )
