"""The box of a sheet's cells with content: what a reader of cells lays out, however few of them there are."""

from dataclasses import dataclass
from typing import Final

from pipeline.workbook.file.markup import TOKEN, attributes, local_name
from pipeline.workbook.file.references import LAST_COLUMN, LAST_ROW
from pipeline.workbook.reading.grid import outside_grid, reference_of
from pipeline.workbook.reading.layout import Layout, lay_out

_ROW_DIGITS: Final = 7


@dataclass(slots=True)
class Extent:
    """The box of cells with content, from the cells' own references. Formatted cells without a value cost nothing."""

    top: int = LAST_ROW + 1
    left: int = LAST_COLUMN + 1
    bottom: int = 0
    right: int = 0
    row: int = 0

    @property
    def cells(self) -> int:
        """How many cells the box holds."""
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)

    def take(self, blob: bytes) -> None:
        """Widen the box by the cells of a piece of rows; like `take_layout`."""
        found = lay_out(blob)
        if found is None:
            self.take_tokens(blob)
        else:
            self.take_layout(found)

    def take_layout(self, found: Layout) -> None:
        """Widen the box by the cells of a piece of rows.

        Raises: UnreadableWorkbookError for a reference outside the grid.
        """
        if not len(found.rows):
            return
        if not (
            1 <= found.rows.min() <= found.rows.max() <= LAST_ROW
            and 1 <= found.columns.min() <= found.columns.max() <= LAST_COLUMN
        ):
            raise outside_grid()
        rows, columns = found.rows[found.valued], found.columns[found.valued]
        if len(rows):
            self._widen(int(rows.min()), int(columns.min()))
            self._widen(int(rows.max()), int(columns.max()))

    def _widen(self, row: int, column: int) -> None:
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            raise outside_grid()
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)

    def take_tokens(self, blob: bytes) -> None:
        """Do the same for cells in any other spelling; an empty cell counts too, which is on the safe side."""
        column = 0
        for token in TOKEN.finditer(blob):
            name = local_name(token[2]) if token[2] and not token[1] else ""
            if name == "row":
                said = attributes(token[3]).get("r", "")
                self.row = (
                    int(said) if said.isdecimal() and len(said) <= _ROW_DIGITS else self.row + 1
                )
                column = 0
            elif name == "c":
                reference = attributes(token[3]).get("r")
                row, column = (
                    (self.row, column + 1) if reference is None else reference_of(reference)
                )
                if not token[3].endswith(b"/"):
                    self._widen(row, column)
