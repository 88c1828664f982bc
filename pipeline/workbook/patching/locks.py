"""Which cells of a protected sheet are locked: told by a cell's own style, else its row's, else its column's."""

from collections.abc import Collection
from typing import Any

import numpy as np

from pipeline.workbook.file.markup import TOKEN, attributes, child_spans, local_name, whole_number
from pipeline.workbook.file.package import Package, is_true
from pipeline.workbook.file.references import Range, parse_ranges
from pipeline.workbook.parts.styles import StyleBook
from pipeline.workbook.patching.structure import column_styles, tail_spans
from pipeline.workbook.reading.grid import row_number, split_row
from pipeline.workbook.reading.scan import SheetScan, sheet_stream


class Locks:
    """The locks of one sheet in some of its columns; the rows are read when a cell is first asked for."""

    def __init__(self, package: Package, scan: SheetScan, columns: Collection[int]) -> None:
        """Take the sheet and the columns that will be asked for."""
        self._package = package
        self._scan = scan
        self._styles = StyleBook.of(package)
        default = column_styles(scan)
        self._columns = {column: default.get(column, 0) for column in columns}
        self._open = _open_ranges(scan)
        self._own: dict[int, dict[int, int]] | None = None

    def locked(self, column: int, rows: Any) -> Any:
        """Tell for each row whether the column's cell is locked, as booleans."""
        if self._own is None:
            self._own = self._read()
        own, rest = self._own[column], self._columns[column]
        locks = np.array(
            [self._styles.is_locked(own.get(row, rest)) for row in rows.tolist()], dtype=bool
        )
        for area in self._open:
            if area.left <= column <= area.right:
                locks &= (rows < area.top) | (rows > area.bottom)
        return locks

    def _read(self) -> dict[int, dict[int, int]]:
        """Give for each column the rows whose style is not that of the column."""
        found: dict[int, dict[int, int]] = {column: {} for column in self._columns}
        number, prefix = 0, self._scan.prefix
        for blob in sheet_stream(self._package, self._scan).rows():
            starts = _row_starts(blob, prefix)
            for start, end in zip(starts, [*starts[1:], len(blob)], strict=True):
                number = row_number(blob, start, prefix, number)
                said = _row_attributes(blob, start)
                if is_true(said.get("customFormat")):
                    for rows in found.values():
                        rows[number] = whole_number(said.get("s", "0"))
                for cell in split_row(blob, start, end):
                    if cell.column in found:
                        found[cell.column][number] = whole_number(
                            attributes(cell.attributes).get("s", "0")
                        )
        return found


def _open_ranges(scan: SheetScan) -> list[Range]:
    """Give the ranges that everybody may edit: those with a password or with named persons are not among them."""
    spans = [
        item
        for span in tail_spans(scan)
        if span.name == "protectedRanges"
        for item in child_spans(scan.tail, span.inner, span.close)
    ]
    closed = {"password", "hashValue", "securityDescriptor"}
    free = [
        said for said in (attributes(item.attributes) for item in spans) if not closed & said.keys()
    ]
    return [area for said in free for area in parse_ranges(said.get("sqref", ""))]


def _row_attributes(blob: bytes, start: int) -> dict[str, str]:
    token = TOKEN.match(blob, start)
    return attributes(token[3]) if token and token[2] and local_name(token[2]) == "row" else {}


def _row_starts(blob: bytes, prefix: bytes) -> list[int]:
    mark = b"<" + prefix + b"row"
    starts, at = [], blob.find(mark)
    while at >= 0:
        starts.append(at)
        at = blob.find(mark, at + 1)
    return starts
