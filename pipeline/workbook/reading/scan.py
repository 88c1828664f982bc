"""One cheap pass over a sheet's XML: what the cell reader hides, and what a writer must keep clear of."""

import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import numpy as np

from pipeline.settings.limits import exceeded
from pipeline.workbook.file.asides import has_asides, resolved
from pipeline.workbook.file.markup import TOKEN, attributes, child_spans, local_name, unescape
from pipeline.workbook.file.package import Package, is_true
from pipeline.workbook.file.references import Range, column_of, parse_range, parse_ranges
from pipeline.workbook.reading.extent import Extent
from pipeline.workbook.reading.grid import (
    Profile,
    profile,
    reference_of,
    row_number,
    row_numbers,
    split_row,
)
from pipeline.workbook.reading.layout import Layout, lay_out
from pipeline.workbook.reading.row_order import ascending, can_ascend
from pipeline.workbook.reading.stream import SheetStream
from pipeline.workbook.reading.tables import SheetTable, pivot_areas, sheet_tables

Take = Callable[[bytes, Layout | None], None]
"""Is handed each piece of rows on the way, with its cells where they are written in the usual way."""


_MAIN: Final = re.compile(
    rb"xmlns(?::[\w.-]+)?\s*=\s*[\"'](?:[^\"']*spreadsheetml/2006/main|[^\"']*ooxml/spreadsheetml/main)[\"']"
)
_TAG: Final = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)(?:row|c)(?=[\s/>])")


@dataclass(slots=True)
class SheetScan:
    """What one pass found. Rows and columns are 1-based; `formula_rows` and `marked_rows` go from column to rows.

    errors: error cells with their text · uncached: formulas without a value · marked: cells with metadata (spilled
    formulas, pictures in cells) · blocks: ranges of array formulas and data tables with their kind · is_ascending: rows stand in order; where they do not, whoever reads them puts them in
    order first · is_orderly: each cell stands in its own row and behind those left of it, each row once · odd_row: the
    first row that is not so · needs_plain: the cell reader would misread the part as it stands (UTF-16, comments,
    CDATA) · extent: the box of all cells with content.
    """

    sheet: str
    part: str
    prefix: bytes = b""
    head: bytes = b""
    tail: bytes = b""
    is_short: bool = False
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    uncached: list[tuple[int, int]] = field(default_factory=list)
    formula_rows: dict[int, "array[int]"] = field(default_factory=dict)
    marked_rows: dict[int, "array[int]"] = field(default_factory=dict)
    blocks: list[tuple[Range, str]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: int = 0
    first_row: int = 0
    last_row: int = 0
    last_column: int = 0
    extent: Extent = field(default_factory=Extent)
    is_ascending: bool = True
    is_orderly: bool = True
    odd_row: int = 0
    needs_plain: bool = False
    tables: tuple[SheetTable, ...] = ()
    pivots: tuple[Range, ...] = ()
    autofilter: Range | None = None
    is_protected: bool = False

    @property
    def has_formulas(self) -> bool:
        """Tell whether any cell holds a formula."""
        return bool(self.formula_rows)


def scan_sheet(package: Package, sheet_name: str, take: Take | None = None) -> SheetScan:
    """Look once over a sheet's XML; the result is kept with the package.

    Call it before a sheet goes to python-calamine: it refuses the few bytes that make that reader take all memory.
    Takes:  take: is handed the rows on the way; a sheet that was scanned before is then gone over again.
    Raises: UnreadableWorkbookError for a damaged part, DOCTYPE, a cell outside the grid, or far-flung cells; KeyError
            where there is no such sheet.
    """
    key = ("scan", sheet_name)
    if key not in package.cache or take is not None:
        package.cache[key] = _scan(package, sheet_name, take)
    found: SheetScan = package.cache[key]
    return found


def sheet_stream(package: Package, scan: SheetScan) -> SheetStream:
    """Give a scanned sheet's rows in ascending order."""
    arrange = iter if scan.is_ascending else partial(ascending, prefix=scan.prefix)
    return SheetStream(package.chunks(scan.part), scan.sheet, arrange)


def plain_sheet(package: Package, scan: SheetScan) -> bytes:
    """Give a sheet's part as every reader understands it: UTF-8, without comments and the like, the same values."""
    stream = SheetStream(package.chunks(scan.part), scan.sheet)
    rows = b"".join(map(resolved, stream.rows()))
    return stream.head + rows + stream.tail


def _scan(package: Package, sheet_name: str, take: Take | None) -> SheetScan:
    part = package.sheet(sheet_name).part
    stream = SheetStream(package.chunks(part), sheet_name)
    scan = SheetScan(sheet_name, part, stream.prefix, stream.head, is_short=stream.is_short)
    scan.needs_plain = stream.was_utf16
    # cm and vm point into the metadata part: without it no cell can have them.
    has_marks = any("metadata.xml" in name.lower() for name in package.names)
    # Where two prefixes stand for the same elements, rows may be written in either: the writer follows one only.
    is_mixed = len(_MAIN.findall(stream.head)) > 1
    for blob in stream.rows():
        if is_mixed and set(_TAG.findall(blob)) - {scan.prefix}:
            _note_odd_row(scan, 0)
        layout = None if scan.prefix or scan.needs_plain or has_asides(blob) else lay_out(blob)
        _scan_rows(scan, blob, layout, has_marks=has_marks)
        if take is not None:
            take(blob, layout)
    scan.tail = stream.tail
    _scan_tail(scan)
    if not scan.is_ascending and not can_ascend(
        SheetStream(package.chunks(part), sheet_name).rows(), scan.prefix
    ):
        _note_odd_row(scan, scan.odd_row)
    if scan.extent.cells > package.limits.box_cells:
        raise exceeded(package.limits, "box_cells", scan.extent.cells, sheet_name)
    scan.tables = sheet_tables(package, part)
    scan.pivots = pivot_areas(package, part)
    return scan


def _scan_rows(scan: SheetScan, blob: bytes, layout: Layout | None, *, has_marks: bool) -> None:
    if layout is None:
        scan.extent.take_tokens(blob)
        seen = profile(blob, scan.prefix)
    else:
        scan.extent.take_layout(layout)
        seen = Profile(
            layout.row_starts,
            layout.formulas,
            has_comments=False,
            is_plain=True,
            last_column=int(layout.columns.max(initial=0)),
        )
    before = scan.last_row
    numbers = row_numbers(blob, seen.rows, scan.prefix, before)
    if len(numbers):
        turned = np.flatnonzero(np.diff(numbers, prepend=before) <= 0)
        if len(turned):
            scan.is_ascending = False
            scan.odd_row = scan.odd_row or int(numbers[turned[0]])
        scan.first_row = scan.first_row or int(numbers[0])
        scan.last_row = max(before, int(numbers.max()))
    scan.needs_plain |= has_asides(blob)
    if b"hidden=" in blob:
        scan.hidden_rows += len(
            re.findall(rb"<[\w.:-]*row\s[^>]*?hidden\s*=\s*[\"'](?:1|true)", blob)
        )
    if not seen.is_plain:
        _scan_tokens(scan, blob, seen.rows, before)
        return
    scan.last_column = max(scan.last_column, seen.last_column)
    if seen.formulas:
        _scan_formulas(scan, blob, seen.rows, before)
    if b't="e"' in blob:
        _scan_errors(scan, blob)
    if has_marks and re.search(rb"\s[cv]m=", blob):
        _scan_marks(scan, blob)


def _note_odd_row(scan: SheetScan, row: int) -> None:
    scan.is_orderly = False
    scan.odd_row = scan.odd_row or row


def _patterns(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]]:
    p = re.escape(prefix)
    cell = rb"<" + p + rb'c r="([A-Z]{1,3})(\d{1,7})"([^>]*)>\s*'
    formula = (
        cell
        + rb"<"
        + p
        + rb"f((?:\s[^>]*?)?)(/>|>[^<]*</"
        + p
        + rb"f>)\s*(<"
        + p
        + rb"v(?:\s[^>]*)?>([^<]*)<)?"
    )
    error = rb"<" + p + rb'c r="([A-Z]{1,3})(\d{1,7})"[^>]*?\st="e"[^>]*>.*?</' + p + rb"c>"
    mark = rb"<" + p + rb'c r="([A-Z]{1,3})(\d{1,7})"[^>]*?\s[cv]m="'
    return re.compile(formula), re.compile(error, re.DOTALL), re.compile(mark)


def _scan_formulas(scan: SheetScan, blob: bytes, rows: Any, before: int) -> None:
    found = _patterns(scan.prefix)[0].findall(blob)
    if len(found) != len(re.findall(rb"<" + re.escape(scan.prefix) + rb"f(?=[\s/>])", blob)):
        _scan_tokens(scan, blob, rows, before)
        return
    for letters, digits, cell_attributes, f_attributes, _, value_tag, value in found:
        row, column = int(digits), column_of(letters.decode())
        cached = bool(value_tag) and (bool(value) or b't="str"' in cell_attributes)
        _note_formula(scan, row, column, f_attributes, cached=cached)


def _note_formula(scan: SheetScan, row: int, column: int, raw: bytes, *, cached: bool) -> None:
    scan.formula_rows.setdefault(column, array("i")).append(row)
    if not cached:
        scan.uncached.append((row, column))
    if b"ref" in raw:
        said = attributes(raw)
        area, kind = parse_range(said.get("ref", "")), said.get("t", "normal")
        if area is not None and kind in {"array", "dataTable"}:
            scan.blocks.append((area, kind))


def _scan_errors(scan: SheetScan, blob: bytes) -> None:
    value = re.compile(rb"<" + re.escape(scan.prefix) + rb"v(?:\s[^>]*)?>([^<]*)<")
    for found in _patterns(scan.prefix)[1].finditer(blob):
        said = value.search(found[0])
        text = unescape(resolved(said[1]).decode("utf-8", "replace")) if said else "#?"
        scan.errors.append((int(found[2]), column_of(found[1].decode()), text))


def _scan_marks(scan: SheetScan, blob: bytes) -> None:
    for letters, digits in _patterns(scan.prefix)[2].findall(blob):
        scan.marked_rows.setdefault(column_of(letters.decode()), array("i")).append(int(digits))


def _scan_tokens(scan: SheetScan, blob: bytes, rows: Any, before: int) -> None:
    """Do by tokens what the patterns do: for rows or cells written in an unusual way."""
    number = before
    starts = rows.tolist()
    ends = [*starts[1:], len(blob)] if starts else []
    for start, end in zip(starts, ends, strict=True):
        number = row_number(blob, start, scan.prefix, number)
        column = 0
        for cell in split_row(blob, start, end):
            said = attributes(cell.attributes)
            if "r" in said and reference_of(said["r"])[0] != number:
                _note_odd_row(scan, number)
            if cell.column <= column:
                _note_odd_row(scan, number)
            column = cell.column
            scan.last_column = max(scan.last_column, column)
            _note_cell(scan, number, column, said, blob[cell.inner : cell.close])


def _note_cell(
    scan: SheetScan, row: int, column: int, said: dict[str, str], content: bytes
) -> None:
    value, formula = _cell_parts(content)
    if formula is not None:
        cached = value is not None and (value != "" or said.get("t") == "str")
        _note_formula(scan, row, column, formula, cached=cached)
    if said.get("t") == "e":
        scan.errors.append((row, column, value or "#?"))
    if "cm" in said or "vm" in said:
        scan.marked_rows.setdefault(column, array("i")).append(row)


def _cell_parts(content: bytes) -> tuple[str | None, bytes | None]:
    value, formula = None, None
    for span in child_spans(content):
        if span.name == "v":
            value = unescape(resolved(content[span.inner : span.close]).decode("utf-8", "replace"))
            value = "" if span.is_short else value
        elif span.name == "f":
            formula = span.attributes
    return value, formula


def _scan_tail(scan: SheetScan) -> None:
    for span in child_spans(scan.tail, _behind_rows(scan)):
        if span.name == "mergeCells":
            inner = scan.tail[span.inner : span.close]
            scan.merged = parse_ranges(" ".join(_references(inner)))
        elif span.name == "autoFilter":
            scan.autofilter = parse_range(attributes(span.attributes).get("ref", ""))
        elif span.name == "sheetProtection":
            scan.is_protected = is_true(attributes(span.attributes).get("sheet"))


def _references(content: bytes) -> list[str]:
    return [
        attributes(token[3]).get("ref", "")
        for token in TOKEN.finditer(content)
        if token[2] and not token[1] and local_name(token[2]) == "mergeCell"
    ]


def _behind_rows(scan: SheetScan) -> int:
    """Give where the elements behind sheetData begin in the tail."""
    return 0 if scan.is_short else scan.tail.find(b">") + 1


def tail_start(scan: SheetScan) -> int:
    """Give where the elements behind sheetData begin in the tail."""
    return _behind_rows(scan)
