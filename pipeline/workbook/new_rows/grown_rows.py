"""What must grow along when rows are put under a table: tables, filters, formats, validations, names, charts, pivots."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.workbook.file.markup import (
    Edit,
    Span,
    apply_edits,
    attributes,
    child_spans,
    escape_attribute,
    parse_xml,
    root_span,
    set_attribute,
    unescape,
)
from pipeline.workbook.file.package import Package
from pipeline.workbook.file.references import LAST_COLUMN, Range, parse_range
from pipeline.workbook.parts.bookkeeping import WorkbookPart
from pipeline.workbook.parts.formulas import grown
from pipeline.workbook.reading.scan import SheetScan
from schemas.plan import NewRows

_FORMULA: Final = re.compile(rb"<((?:[\w.-]+:)?(f|formula|formula[12]))((?:\s[^>]*)?)>([^<]+)</")
_AREAS: Final = re.compile(rb"<(?:[\w.-]+:)?sqref>([^<]*)<")
_FED: Final = (".drawingml.chart+xml", ".chartex+xml", ".pivotcachedefinition+xml")


@dataclass(frozen=True, slots=True)
class RowGrowth:
    """New rows under a table, and which ranges they make grow.

    left, right: the columns of the table · first_row: its first data row where an Excel table or filter tells it, else 0.
    """

    new: NewRows
    left: int
    right: int
    first_row: int

    @classmethod
    def of(cls, scan: SheetScan, new: NewRows, columns: Collection[int]) -> "RowGrowth":
        """Find the table that the rows belong to; without one, the columns are those that get cells."""
        areas = table_areas(scan, new.after_row, columns)
        across = [*columns, *(number for area in areas for number in (area.left, area.right))]
        tops = {area.top + 1 for area in areas}
        first_row = new.after_row if new.after_row in tops else 0
        return cls(new, min(across, default=1), max(across, default=LAST_COLUMN), first_row)

    def grown(self, area: Range) -> Range | None:
        """Give a range that takes in the last data row, lengthened to the last new row; None for any other range.

        A range of that row alone grows only where it is the whole table: one cell may be marked for its own sake.
        """
        across = area.left <= self.right and self.left <= area.right
        down = area.top <= self.new.after_row <= area.bottom < self.new.last_row
        if not (across and down) or (area.top == self.new.after_row != self.first_row):
            return None
        return area._replace(bottom=self.new.last_row)

    def grown_list(self, text: str) -> str:
        """Give a blank-separated list of ranges with those that grow; pieces that go on from others grow too."""
        parts = text.split()
        areas = [parse_range(part) for part in parts]
        above = [
            area for area in areas if area is not None and area.bottom == self.new.after_row - 1
        ]
        wide = [
            None if area is None else self.grown(area) or self._continued(area, above)
            for area in areas
        ]
        return (
            " ".join(str(new or part) for new, part in zip(wide, parts, strict=True))
            if any(wide)
            else text
        )

    def _continued(self, area: Range, above: Sequence[Range]) -> Range | None:
        """Grow a piece of the last row alone where another piece of the list ends just above it."""
        across = area.left <= self.right and self.left <= area.right
        goes_on = any(other.left <= area.left and area.right <= other.right for other in above)
        last_alone = area.top == self.new.after_row <= area.bottom < self.new.last_row
        return (
            area._replace(bottom=self.new.last_row) if across and goes_on and last_alone else None
        )


def table_areas(scan: SheetScan, row: int, columns: Collection[int] = ()) -> list[Range]:
    """Give the Excel tables and the filter that a data row lies in; with columns, only those that hold one of them."""
    areas = [table.ref for table in scan.tables if table.has_header] + (
        [scan.autofilter] if scan.autofilter else []
    )
    return [
        area
        for area in areas
        if area.top < row <= area.bottom
        and (not columns or any(area.left <= c <= area.right for c in columns))
    ]


def grown_tail(tail: bytes, start: int, growth: RowGrowth, *, own: bool) -> bytes:
    """Give what stands behind a sheet's rows with all ranges grown.

    Takes:  start: where the elements begin · own: this is the sheet that gets the rows; else only formulas that name it
            count.
    """
    edits: list[Edit] = []
    for span in child_spans(tail, start):
        if span.name == "autoFilter" and own:
            edits += _filter_edits(tail, span, growth)
        elif span.name in {"conditionalFormatting", "dataValidations", "ignoredErrors"}:
            items = [span, *child_spans(tail, span.inner, span.close)]
            edits += [edit for item in items if own for edit in _sqref(tail, item, growth)]
            edits += _formula_edits(tail, span, growth, own=own)
        elif span.name == "extLst":
            edits += _extension_edits(tail, span, growth, own=own)
    return apply_edits(tail, edits)


def _extension_edits(
    data: bytes, extensions: Span, growth: RowGrowth, *, own: bool
) -> Iterator[Edit]:
    for extension in child_spans(data, extensions.inner, extensions.close):
        for group in child_spans(data, extension.inner, extension.close):
            is_sparklines = group.name == "sparklineGroups"
            if own and not is_sparklines:  # a sparkline stands in a cell of its own
                yield from _text_areas(data, group, growth)
            yield from _formula_edits(data, group, growth, own=own, relative=is_sparklines)


def _filter_edits(data: bytes, span: Span, growth: RowGrowth) -> Iterator[Edit]:
    """Grow the range of a filter, or of an order of sorting, and those inside it."""
    yield from _attribute(data, span, "ref", growth)
    for child in child_spans(data, span.inner, span.close):
        if child.name in {"sortState", "sortCondition"}:
            yield from _filter_edits(data, child, growth)


def _attribute(data: bytes, span: Span, name: str, growth: RowGrowth) -> Iterator[Edit]:
    area = parse_range(attributes(span.attributes).get(name, ""))
    new = growth.grown(area) if area else None
    if new is not None:
        yield _edited(data, span, name, str(new))


def _sqref(data: bytes, span: Span, growth: RowGrowth) -> Iterator[Edit]:
    old = attributes(span.attributes).get("sqref", "")
    new = growth.grown_list(old)
    if new != old:
        yield _edited(data, span, "sqref", new)


def _edited(data: bytes, span: Span, name: str, value: str) -> Edit:
    return (
        span.start,
        span.inner,
        set_attribute(data[span.start : span.inner], name.encode(), value.encode()),
    )


def _text_areas(data: bytes, span: Span, growth: RowGrowth) -> Iterator[Edit]:
    """Grow the ranges of extended formats and validations."""
    for found in _AREAS.finditer(data, span.inner, span.close):
        old = found[1].decode("utf-8", "replace")
        new = growth.grown_list(old)
        if new != old:
            yield (found.start(1), found.end(1), new.encode())


def _formula_edits(
    data: bytes, span: Span, growth: RowGrowth, *, own: bool, relative: bool = False
) -> Iterator[Edit]:
    for found in _FORMULA.finditer(data, span.inner, span.close):
        old = unescape(found[4].decode("utf-8", "replace"))
        new = grown(old, growth.new.sheet, growth.grown, own=own, relative=relative)
        if new != old:
            yield (found.start(4), found.end(4), escape_attribute(new))


def grown_down(data: bytes, growth: RowGrowth) -> bytes:
    """Give a table's part reaching down to the last new row: its range, its filter, the order it was sorted by."""
    root = root_span(data)
    edits = [*_attribute(data, root, "ref", growth)]
    for span in child_spans(data, root.inner, root.close):
        if span.name in {"autoFilter", "sortState"}:
            edits += _filter_edits(data, span, growth)
    return apply_edits(data, edits)


def grow_names_down(package: Package, book: WorkbookPart, growth: RowGrowth) -> None:
    """Lengthen the ranges of defined names: print areas, the filter's hidden name, lists and whatever else."""
    for name, local, place in package.defined_names:
        old = book.place_of(name, local) or place
        new = grown(old, growth.new.sheet, growth.grown, own=False)
        if new != old:
            book.set_name(name, new, local)


def grown_elsewhere(package: Package, growth: RowGrowth) -> Iterator[tuple[str, bytes]]:
    """Give the charts and pivot caches that are fed by the table, by part, with their new bytes."""
    for item in parse_xml(package.read("[Content_Types].xml")):
        part, kind = item.get("PartName", "").lstrip("/"), item.get("ContentType", "").lower()
        if not kind.endswith(_FED) or part not in package:
            continue
        data = package.read(part)
        root = root_span(data)
        is_chart = "chart" in kind
        edits = [
            *(
                _formula_edits(data, root, growth, own=False, relative=True)
                if is_chart
                else _pivot_edits(data, root, growth)
            )
        ]
        if edits:
            yield package.member(part).name, apply_edits(data, edits)


def _pivot_edits(data: bytes, root: Span, growth: RowGrowth) -> Iterator[Edit]:
    source = next(
        (span for span in child_spans(data, root.inner, root.close) if span.name == "cacheSource"),
        None,
    )
    for span in child_spans(data, source.inner, source.close) if source else ():
        said = attributes(span.attributes)
        in_book = not any(
            name.endswith(":id") for name in said
        )  # such an id points at another workbook
        if in_book and said.get("sheet", "").casefold() == growth.new.sheet.casefold():
            yield from _attribute(data, span, "ref", growth)
