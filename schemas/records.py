"""What the ledger keeps of a run, and what undo needs of it: plain data, the same on both sides.

Values compare as a spreadsheet shows them: 3 equals 3.0, a day equals its midnight, an empty text equals a blank.
"""

import datetime as dt
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from schemas.sheets import CellValue, OwnedSheet, SheetColumn

RunStatus = Literal["planned", "done", "undone", "failed", "unknown"]
"""planned: announced, end not noted · done · undone: a later run took it back · failed: the workbook kept its old bytes
· unknown: interrupted, and the workbook was changed by others since, so nobody can tell."""
StoredKind = Literal["text", "date", "number"]


@dataclass(frozen=True, slots=True)
class ColumnRecord:
    """The cells of one column that a run changed: a ColumnPatch without its reasons, with the customer of each row.

    rows: Excel rows at the time of the run · row_keys: the customer ids of these rows, because rows move ·
    old, new: as long as rows, None = blank.
    """

    sheet: str
    column: int
    header: str
    kind: StoredKind
    rows: Sequence[int]
    row_keys: Sequence[str]
    old: Sequence[CellValue]
    new: Sequence[CellValue]


@dataclass(frozen=True, slots=True)
class NewColumnRecord:
    """A column that a run added to a table of the team."""

    sheet: str
    header_row: int
    last_row: int
    column: int
    header: str


@dataclass(frozen=True, slots=True)
class NewRowsRecord:
    """Rows that a run put under a table of the team: those from after_row + 1 on; their cells are in the columns."""

    sheet: str
    after_row: int
    count: int

    def __contains__(self, row: int) -> bool:
        """Tell whether an Excel row was one of them."""
        return self.after_row < row <= self.after_row + self.count


@dataclass(frozen=True, slots=True)
class SheetRecord:
    """An owned sheet that a run wrote.

    columns: those that the run wrote · before: what it held before, None = there was no such sheet ·
    content_hash: of the rows as written (see `content_hash`), so that hand edits are noticed later.
    """

    key: str
    name: str
    columns: Sequence[SheetColumn]
    before: OwnedSheet | None
    content_hash: str


@dataclass(frozen=True, slots=True)
class Changes:
    """All that one run changed in the workbook, as far as undo needs it."""

    run_id: str
    as_of: dt.date
    columns: Sequence[ColumnRecord] = field(default_factory=tuple)
    new_columns: Sequence[NewColumnRecord] = field(default_factory=tuple)
    sheets: Sequence[SheetRecord] = field(default_factory=tuple)
    new_rows: Sequence[NewRowsRecord] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDraft:
    """A run that is about to write.

    workbook: file name without folder · started: naive local time · backup: place relative to the ledger's folder,
    with forward slashes · counts: numbers only, never a customer's values · undoes: id of the run that it takes back.
    """

    id: str
    workbook: str
    started: dt.datetime
    as_of: dt.date
    command: str
    policy_digest: str
    sha_before: str
    sha_after: str
    backup: str
    counts: Mapping[str, int | float] = field(default_factory=dict)
    undoes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord(RunDraft):
    """A run as the ledger knows it."""

    status: RunStatus


def plain_value(value: CellValue) -> CellValue:
    """Give the value as any reader of the file would see it, so that a value written and read back compares equal.

    Takes:   one cell value.
    Returns: None for blanks, int for whole numbers, other floats with 12 digits, date for a midnight, line ends as LF.
    """
    if isinstance(value, str):
        return value.replace("\r\n", "\n") or None
    if isinstance(value, dt.datetime):
        return (
            value.date() if value.time() == dt.time() else value.replace(microsecond=0, tzinfo=None)
        )
    if isinstance(value, float):
        if not math.isfinite(value):
            return None  # no spreadsheet can hold it
        return int(value) if value.is_integer() else float(f"{value:.12g}")
    return int(value) if isinstance(value, bool) else value


def same_value(one: CellValue, other: CellValue) -> bool:
    """Tell whether two cells show the same: 3 and 3.0 do, 3 and "3" do not."""
    left, right = plain_value(one), plain_value(other)
    if isinstance(left, str) or isinstance(right, str) or left is None or right is None:
        return type(left) is type(right) and left == right
    return left == right


def content_hash(rows: Sequence[Sequence[CellValue]]) -> str:
    """Give the SHA-256 of what a sheet holds, the same for rows as written and as read back.

    Takes:   rows of cell values; blank cells at the end of a row and blank rows at the end do not count.
    Returns: hex digits.
    """
    lines = [_without_blank_end([plain_value(value) for value in row]) for row in rows]
    while lines and not lines[-1]:
        lines.pop()
    text = json.dumps(lines, default=lambda day: {"date": day.isoformat()}, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _without_blank_end(row: list[CellValue]) -> list[CellValue]:
    while row and row[-1] is None:
        row.pop()
    return row
