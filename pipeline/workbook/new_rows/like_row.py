"""The row that new rows are made after: its looks, and the formulas that go on below it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pipeline.workbook.file.asides import resolved
from pipeline.workbook.file.markup import (
    attributes,
    child_spans,
    local,
    parse_xml,
    unescape,
    whole_number,
)
from pipeline.workbook.file.package import Package
from pipeline.workbook.parts.formulas import RowTemplate, moved
from pipeline.workbook.reading.grid import profile, reference_of, row_numbers, split_row
from pipeline.workbook.reading.scan import SheetScan, sheet_stream
from schemas.plan import NewRows

_KEPT: Final = ("spans", "s", "customFormat", "ht", "customHeight", "outlineLevel")
_PICTURE: Final = "DISPIMG"
"""WPS keeps a picture in a cell as a formula with its number: that picture is of its own row alone."""


class FoundCell(NamedTuple):
    """A cell of a row: its style, whether it holds anything, its formula as text ("" = none that can go on)."""

    style: int
    is_filled: bool
    formula: str


@dataclass(frozen=True, slots=True)
class LikeRow:
    """What new rows take over.

    tag: attributes of the row's tag but for its number, as written · styles: column → cell style, of cells that there
    are · formulas: column → its formula, for columns where the row and the one above hold the same one.
    """

    tag: bytes = b""
    styles: Mapping[int, int] = field(default_factory=dict)
    formulas: Mapping[int, RowTemplate] = field(default_factory=dict)


def like_row(package: Package, scan: SheetScan, new: NewRows) -> LikeRow:
    """Read the row that new rows are made after; kept with the package."""
    key = ("like", new)
    if key not in package.cache:
        package.cache[key] = _like_row(package, scan, new)
    found: LikeRow = package.cache[key]
    return found


def _like_row(package: Package, scan: SheetScan, new: NewRows) -> LikeRow:
    row, above = new.like_row, new.like_row - 1
    found = dict(rows_between(package, scan, above, row))
    tag, cells = found.get(row, (b"", {}))
    before = found.get(above, (b"", {}))[1]
    computed = _calculated(package, scan, new)
    formulas = {}
    for column, cell in cells.items():
        other = before.get(column)
        goes_on = column in computed or (
            other is not None and moved(other.formula, 1, 0) == cell.formula
        )
        if cell.formula and goes_on and _PICTURE not in cell.formula:
            formulas[column] = RowTemplate(cell.formula, row)
    for column, text in computed.items():
        template = RowTemplate(text, row)
        if column not in formulas and template.is_same_everywhere:
            formulas[column] = template
    return LikeRow(
        _kept_attributes(tag), {column: cell.style for column, cell in cells.items()}, formulas
    )


def _kept_attributes(tag: bytes) -> bytes:
    said = attributes(tag)
    return b"".join(
        b' %b="%b"' % (name.encode(), said[name].encode()) for name in _KEPT if name in said
    )


def rows_between(
    package: Package, scan: SheetScan, first: int, last: int, *, only_filled: bool = False
) -> Iterator[tuple[int, tuple[bytes, dict[int, FoundCell]]]]:
    """Give some rows of a sheet that are there: number, open tag, cells by column.

    only_filled: pieces of the sheet where no cell holds anything may be passed over; formatted blanks can be many.
    """
    before = 0
    filled = re.compile(rb"<" + re.escape(scan.prefix) + rb"(?:v|is|f)[\s/>]")
    for blob in sheet_stream(package, scan).rows():
        starts = profile(blob, scan.prefix).rows
        numbers = row_numbers(blob, starts, scan.prefix, before)
        before = int(numbers[-1]) if len(numbers) else before
        if only_filled and not filled.search(blob):
            continue
        ends = [*starts[1:].tolist(), len(blob)]
        for at in [at for at, number in enumerate(numbers.tolist()) if first <= number <= last]:
            start, end = int(starts[at]), ends[at]
            cells = {
                c.column: _found_cell(
                    package,
                    scan,
                    c.attributes,
                    blob[c.inner : c.close],
                    (int(numbers[at]), c.column),
                )
                for c in split_row(blob, start, end)
            }
            yield int(numbers[at]), (blob[start : blob.index(b">", start)].rstrip(b"/"), cells)


def _found_cell(
    package: Package, scan: SheetScan, raw: bytes, content: bytes, place: tuple[int, int]
) -> FoundCell:
    style = whole_number(attributes(raw).get("s", "0"))
    content = resolved(content)
    spans = child_spans(content) if content else []
    formula = next((span for span in spans if span.name == "f"), None)
    if formula is None:
        return FoundCell(style, any(s.name in {"v", "is"} and not s.is_short for s in spans), "")
    said = attributes(formula.attributes)
    text = (
        ""
        if formula.is_short
        else unescape(content[formula.inner : formula.close].decode("utf-8", "replace"))
    )
    if said.get("t", "normal") == "shared" and not text:
        text = _shared(package, scan, said.get("si", ""), place)
    elif said.get("t", "normal") not in {"normal", "shared"}:
        text = ""
    return FoundCell(style, is_filled=True, formula=text)


def _shared(package: Package, scan: SheetScan, number: str, place: tuple[int, int]) -> str:
    """Give the formula of a cell that only points at the first cell of its group; "" where that is not found."""
    masters = _masters(package, scan)
    if number not in masters:
        return ""
    row, column, text = masters[number]
    return moved(text, place[0] - row, place[1] - column)


def _masters(package: Package, scan: SheetScan) -> dict[str, tuple[int, int, str]]:
    """Find the cells that shared formulas are written in: number of the group → row, column, formula."""
    key = ("shared formulas", scan.sheet)
    if key not in package.cache:
        p = re.escape(scan.prefix)
        pattern = re.compile(rb"<" + p + rb"c(\s[^>]*)>\s*<" + p + rb"f(\s[^>]*)>([^<]+)<")
        found: dict[str, tuple[int, int, str]] = {}
        for blob in sheet_stream(package, scan).rows():
            for cell, formula, text in pattern.findall(resolved(blob)) if b"shared" in blob else ():
                said, reference = attributes(formula), attributes(cell).get("r")
                if said.get("t") == "shared" and reference:
                    found.setdefault(
                        said.get("si", ""),
                        (*reference_of(reference), unescape(text.decode("utf-8", "replace"))),
                    )
        package.cache[key] = found
    masters: dict[str, tuple[int, int, str]] = package.cache[key]
    return masters


def _calculated(package: Package, scan: SheetScan, new: NewRows) -> dict[int, str]:
    """Give the formulas of the columns that an Excel table computes, where it grows or already reaches further down."""
    found: dict[int, str] = {}
    for table in scan.tables:
        if table.calculated and table.ref.top <= new.after_row <= table.ref.bottom:
            columns = next(
                child
                for child in parse_xml(package.read(table.part))
                if local(child) == "tableColumns"
            )
            for at, item in enumerate(columns):
                text = next((c.text for c in item if local(c) == "calculatedColumnFormula"), None)
                if text:
                    found[table.ref.left + at] = text
    return found
