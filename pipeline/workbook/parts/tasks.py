"""What to write into a column of one sheet, taken row by row."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.workbook.file.references import letters_of
from pipeline.workbook.parts.cells import Stored

NEVER: Final = 1 << 30
"""A row behind every row."""


@dataclass(slots=True)
class ColumnTask:
    """What to write into one column. rows ascend; values: as long as rows, None clears.

    stored: the kind of the column · fill: rows that get a styled cell even without a value (a new column) · base: the
    column whose looks a new column takes · look: from this row on, cells that do not exist yet take this style · has_formulas:
    some of the values are formulas.
    """

    column: int
    stored: Stored
    rows: Sequence[int]
    values: Sequence[Any]
    fill: tuple[int, int] | None = None
    base: int = 0
    look: tuple[int, int] = (NEVER, 0)
    has_formulas: bool = False
    letters: bytes = b""
    opened: bytes = b""
    at: int = 0
    next: int = NEVER
    order: "array[int]" = field(default_factory=lambda: array("i"), repr=False)
    heads: dict[tuple[bytes, Stored], bytes] = field(default_factory=dict)
    ends: dict[Any, bytes] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Work out the letters and the order of rows once, and stand before the first row."""
        self.order = array("i", map(int, self.rows))
        self.order.append(NEVER)
        self.letters = letters_of(self.column).encode()
        self._look()

    def _look(self) -> None:
        self.next = self.order[self.at]

    def wants(self, row: int) -> bool:
        """Tell whether an existing row gets a cell."""
        return self.next == row or (self.fill is not None and self.fill[0] <= row <= self.fill[1])

    def move(self, at: int) -> None:
        """Stand before the value of this index."""
        self.at = at
        self._look()

    def rewind(self, row: int) -> None:
        """Take back what `take` did for this row."""
        if self.at and self.order[self.at - 1] == row:
            self.move(self.at - 1)

    def take(self, row: int) -> Any:
        """Give the value for a row and move on; None where the row has none."""
        if self.next != row:
            return None
        at = self.at
        self.at = at + 1
        self.next = self.order[at + 1]
        return self.values[at]
