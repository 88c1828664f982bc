"""What the program last wrote, remembered in the workbook itself, so that what people typed there is known.

A hidden sheet holds, for each customer, a digest of the key and for each column a digest of the value that the program
wrote and one of the value typed over it that was told already; beside them, for each of the program's own sheets, the
digests of its cells. It tells nobody anything: digests of two bytes.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final, NamedTuple

from pipeline.workbook.file.package import Package
from pipeline.workbook.reading.read import read_owned
from schemas.columns import OWNED_SHEETS
from schemas.sheets import CellValue, OwnedSheet, SheetColumn
from schemas.values import cell_value, plain

KEY: Final = "memory"
_WHO: Final = 8
"""Characters of a key's digest: of 100,000 customers about one has another's."""
_WHAT: Final = 4
"""Characters of a value's digest: one typed value in 65,000 passes for the program's."""
NOTHING: Final = "0" * _WHAT
_A_CELL: Final = 600
"""Customers a cell: a cell holds 32,767 characters."""
_ROWS_A_CELL: Final = 8_000
"""Digests of an own sheet's column a cell, for the same reason."""
_PART: Final = ":"
"""Stands between the key of an own sheet, the number of the column, and the digests of its cells."""


class Remembered(NamedTuple):
    """What is remembered of one cell: digests of what the program wrote, and of what was typed over it and told."""

    ours: str = NOTHING
    told: str = NOTHING


@dataclass(frozen=True, slots=True)
class Memory:
    """What the program last wrote, by customer and column."""

    columns: Sequence[str] = ()
    """Keys of the columns in their order."""
    rows: Mapping[str, str] = field(default_factory=dict)
    """Digest of the customer's key → the digests of the columns, one behind the other."""
    sheets: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    """Key of an own sheet → 1-based column → the digests of its cells from row 1 on, one behind the other."""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is remembered: the first run, or one of a version that did not remember."""
        return not self.rows

    def of(self, customer_id: str, column: str) -> Remembered | None:
        """Give what is remembered of a cell; None where the customer is new."""
        row = self.rows.get(digest(customer_id, _WHO))
        return None if row is None else self._cell(row, column)

    def values_of(self, column: str) -> set[str]:
        """Give the digests of all that the program wrote into a column."""
        return {self._cell(row, column).ours for row in self.rows.values()} - {NOTHING}

    def _cell(self, row: str, column: str) -> Remembered:
        if column not in self.columns:
            return Remembered()
        at = 2 * _WHAT * self.columns.index(column)
        return Remembered(row[at : at + _WHAT], row[at + _WHAT : at + 2 * _WHAT])


def digest(value: object, size: int = _WHAT) -> str:
    """Give the digest of a cell's value; that of a blank is all zeros."""
    text = plain(value)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()[:size] if text else "0" * size


def read_memory(package: Package) -> Memory:
    """Read what the program last wrote; empty where the workbook does not say, or somebody has broken the sheet."""
    sheet = read_owned(package, KEY)
    if sheet is None or not sheet.rows:
        return Memory()
    columns = plain(sheet.rows[0][0]).split()
    width = _WHO + 2 * _WHAT * len(columns)
    texts = [text for row in sheet.rows[1:] if (text := plain(row[0]))]
    if not columns or any(len(text) % width for text in texts):
        return Memory()
    pieces = (text[at : at + width] for text in texts for at in range(0, len(text), width))
    customers = {piece[:_WHO]: piece[_WHO:] for piece in pieces}
    return Memory(
        columns, customers, _sheets_in(plain(cell) for row in sheet.rows for cell in row[1:])
    )


def _sheets_in(texts: Iterable[str]) -> dict[str, dict[int, str]]:
    sheets: dict[str, dict[int, str]] = {}
    for text in texts:
        key, _, rest = text.partition(_PART)
        column, _, digests = rest.partition(_PART)
        if column.isdecimal():
            cells = sheets.setdefault(key, {})
            cells[int(column)] = cells.get(int(column), "") + digests
    return sheets


def digests_in(text: str) -> list[str]:
    """Give digests that stand one behind the other."""
    return [text[at : at + _WHAT] for at in range(0, len(text), _WHAT)]


def memory_sheet(
    rows: Iterable[tuple[str, str]],
    columns: Sequence[str],
    sheets: Mapping[str, Mapping[int, str]],
) -> OwnedSheet:
    """Draw the sheet: its first row names the columns, below stand the customers and beside them the own sheets.

    Takes:   rows: customer's key and the digests of the columns, in the order of `columns`, as `as_remembered` puts
             them; sheets: as in `Memory`.
    """
    pieces = [digest(key, _WHO) + cells for key, cells in rows]
    texts = ["".join(pieces[at : at + _A_CELL]) for at in range(0, len(pieces), _A_CELL)]
    step = _ROWS_A_CELL * _WHAT
    beside = [
        f"{key}{_PART}{column}{_PART}{digests[at : at + step]}"
        for key, cells in sheets.items()
        for column, digests in cells.items()
        for at in range(0, len(digests), step)
    ]
    return OwnedSheet(
        KEY,
        OWNED_SHEETS[KEY].zh,
        "",
        [SheetColumn("followup", 12), SheetColumn("sheets", 12)],
        list(zip_longest([" ".join(columns), *texts], beside, fillvalue="")),
        hidden=True,
    )


def as_remembered(cell: Remembered) -> str:
    """Put what is remembered of a cell the way the sheet holds it."""
    return cell.ours + cell.told


def as_digest(cell: CellValue) -> str:
    """Give the digest of a cell as read or as planned."""
    return digest(cell_value(cell))
