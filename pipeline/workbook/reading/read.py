"""The cells of a sheet as a grid. python-calamine reads the cells; what it hides is added from the XML."""

from functools import cached_property
from typing import Any, Final

import pandas as pd

from pipeline.progress import Progress, doing
from pipeline.settings.limits import exceeded
from pipeline.workbook.file.package import Package
from pipeline.workbook.reading.cell_reader import CellReader, OddCellsError
from pipeline.workbook.reading.gather import Gatherer
from pipeline.workbook.reading.guard import calm, check_places, check_texts, open_cells
from pipeline.workbook.reading.layout import Layout
from pipeline.workbook.reading.owned import owned_sheets
from pipeline.workbook.reading.scan import plain_sheet, scan_sheet
from schemas.sheets import OwnedSheet, SheetColumn
from schemas.texts import Text
from schemas.values import cell_value, plain

_OWNED_HEADER: Final = 2
"""Owned sheets have a note in row 1 and their header in row 2."""


def read_grid(package: Package, sheet: str) -> pd.DataFrame:
    """Read all cells of one sheet.

    Returns: cells as objects, index = Excel row, columns = 1-based Excel columns; "" = blank. Only the used range.
    Raises:  UnreadableWorkbookError where the sheet's own XML is broken.
    """
    return SheetReader(package).grid(sheet)


def read_owned(package: Package, key: str) -> OwnedSheet | None:
    """Read one of the program's own sheets as it stands, without its links and looks; None where there is none.

    Returns: note from row 1, headers from row 2, rows as wide as the header from row 3 on.
    """
    name = owned_sheets(package).get(key)
    if name is None:
        return None
    grid = read_grid(package, name)
    headers = [plain(cell) for cell in _line(grid, _OWNED_HEADER)]
    rows = [
        tuple(cell_value(cell) for cell in _line(grid, row)[: len(headers)])
        for row in grid.index
        if row > _OWNED_HEADER
    ]
    note = next((plain(cell) for cell in _line(grid, 1)), "")
    return OwnedSheet(key, name, note, [SheetColumn(header, 12) for header in headers], rows)


def _line(grid: pd.DataFrame, row: int) -> list[Any]:
    if row not in grid.index or not grid.shape[1]:
        return []
    return [""] * (int(grid.columns[0]) - 1) + list(grid.loc[row])


class SheetReader:
    """Reads each sheet once, and only when asked."""

    def __init__(self, package: Package, progress: Progress = lambda _: None) -> None:
        """Take the workbook; the attribute `names` gives the team's own sheets in their order."""
        self._package, self._progress = package, progress
        check_places(package)
        self._cells = CellReader(package)
        self._grids: dict[str, pd.DataFrame] = {}
        owned = set(owned_sheets(package).values())
        self.names = [sheet.name for sheet in package.sheets if sheet.name not in owned]

    def grid(self, name: str) -> pd.DataFrame:
        """Give all cells of a sheet, see `read_grid`."""
        if name not in self._grids:
            self._grids[name] = self._read(name)
        return self._grids[name]

    def forget(self, name: str) -> None:
        """Let go of a grid whose table has been made: memory is bounded by the largest sheet."""
        self._grids.pop(name, None)

    def _read(self, name: str) -> pd.DataFrame:
        gatherer = Gatherer(self._package, name, self._cells)

        def take(blob: bytes, layout: Layout | None) -> None:
            gatherer.take(blob, layout)
            if layout is not None and len(layout.rows):
                row = f"{layout.rows[-1]:,}"
                doing(
                    self._progress,
                    Text(f"读取 {name}：到第 {row} 行", f"reading {name}: up to row {row}"),
                )

        scan_sheet(self._package, name, take)
        try:
            return gatherer.grid()
        except OddCellsError:
            return self._read_whole(name)

    @cached_property
    def _book(self) -> Any:
        return open_cells(self._package)

    def _read_whole(self, name: str) -> pd.DataFrame:
        """Let the cell reader lay out a sheet that is written in an unusual way."""
        limits, scan = self._package.limits, scan_sheet(self._package, name)
        cells = scan.extent.cells
        if cells > limits.odd_cells:
            raise exceeded(limits, "odd_cells", cells, name)
        check_texts(self._package, name)
        book = self._book
        if scan.needs_plain:
            book = open_cells(self._package, {scan.part: plain_sheet(self._package, scan)})
        with calm(Text(name, name)):
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=True)
        top, left = sheet.start or (0, 0)
        width = max(map(len, rows), default=0)
        return pd.DataFrame(
            rows,
            index=pd.RangeIndex(top + 1, top + 1 + len(rows)),
            columns=range(left + 1, left + 1 + width),
            dtype=object,
        )
