"""What must grow along when a sheet gets new columns: widths, tables, filters, formats, validations, print area."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.workbook.file.markup import (
    Edit,
    Span,
    append_child,
    apply_edits,
    attributes,
    child_spans,
    escape_attribute,
    prefix_of,
    root_span,
    set_attribute,
    whole_number,
)
from pipeline.workbook.file.package import Package
from pipeline.workbook.file.references import LAST_COLUMN, Range, parse_range
from pipeline.workbook.parts.bookkeeping import WorkbookPart
from pipeline.workbook.reading.owned import quoted
from pipeline.workbook.reading.scan import SheetScan, tail_start
from pipeline.workbook.reading.tables import SheetTable
from schemas.plan import NewColumn

_SQREF: Final = re.compile(rb"<(?:[\w.-]+:)?sqref>([^<]*)<")
_ROOT_TAG: Final = re.compile(rb"<(?:[\w.-]+:)?worksheet(?:\s[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Growth:
    """New columns that stand side by side at the right edge of one table. left: where the table begins."""

    header_row: int
    left: int
    first: int
    last: int
    columns: tuple[NewColumn, ...]
    table: SheetTable | None

    def grown(self, area: Range | None) -> Range | None:
        """Give a range that spans the full width of the table, widened; None for any other range."""
        if (
            area is None
            or area.right != self.first - 1
            or area.left > self.left
            or area.left == area.right
        ):
            return None
        return area._replace(right=self.last) if area.bottom >= self.header_row else None


def growths(scan: SheetScan, new_columns: Sequence[NewColumn]) -> list[Growth]:
    """Group new columns of one sheet into runs side by side, each with the table it widens, if any."""
    runs: list[list[NewColumn]] = []
    for column in sorted(new_columns, key=lambda new: new.column):
        if (
            runs
            and runs[-1][-1].column == column.column - 1
            and runs[-1][-1].header_row == column.header_row
        ):
            runs[-1].append(column)
        else:
            runs.append([column])
    return [_growth(scan, run) for run in runs]


def _growth(scan: SheetScan, run: list[NewColumn]) -> Growth:
    row, first, last = run[0].header_row, run[0].column, run[-1].column
    table = next(
        (
            t
            for t in scan.tables
            if t.has_header and t.ref.top == row and t.ref.right == first - 1 and t.can_grow
        ),
        None,
    )
    areas = [table.ref if table else None, _filter_at(scan, row, first), dimension_of(scan)]
    left = next((area.left for area in areas if area is not None), 1)
    return Growth(row, left, first, last, tuple(run), table)


def _filter_at(scan: SheetScan, row: int, first: int) -> Range | None:
    area = scan.autofilter
    return area if area is not None and area.top == row and area.right == first - 1 else None


def dimension_of(scan: SheetScan) -> Range | None:
    """Give the range that the sheet says it uses."""
    span = next((s for s in head_spans(scan) if s.name == "dimension"), None)
    return parse_range(attributes(span.attributes).get("ref", "")) if span else None


def head_spans(scan: SheetScan) -> list[Span]:
    """List the elements before sheetData, with their places in the head."""
    root = _ROOT_TAG.search(scan.head)
    return child_spans(scan.head, root.end() if root else 0, scan.head.rfind(b"<"))


def tail_spans(scan: SheetScan) -> list[Span]:
    """List the elements behind sheetData, with their places in the tail."""
    return child_spans(scan.tail, tail_start(scan))


def column_styles(scan: SheetScan) -> dict[int, int]:
    """Give the styles of columns as the sheet's settings tell them: what cells look like that do not exist yet."""
    found: dict[int, int] = {}
    cols = next((span for span in head_spans(scan) if span.name == "cols"), None)
    for span in child_spans(scan.head, cols.inner, cols.close) if cols else []:
        said = attributes(span.attributes)
        if "style" in said:
            first, last = whole_number(said.get("min", "0")), whole_number(said.get("max", "0"))
            inside = range(max(first, 1), min(last, LAST_COLUMN) + 1)
            found |= dict.fromkeys(inside, whole_number(said["style"]))
    return found


def head_edits(scan: SheetScan, used: Range | None, growing: Sequence[Growth]) -> list[Edit]:
    """Give the edits of what stands before the rows: the used range, and the widths of new columns."""
    edits: list[Edit] = []
    spans = {span.name: span for span in head_spans(scan)}
    said = dimension_of(scan)
    if used is not None and said is not None:
        union = Range(
            min(said.top, used.top),
            min(said.left, used.left),
            max(said.bottom, used.bottom),
            max(said.right, used.right),
        )
        span = spans["dimension"]
        if union != said:
            edits.append(
                (
                    span.start,
                    span.inner,
                    set_attribute(scan.head[span.start : span.inner], b"ref", str(union).encode()),
                )
            )
    new = [column for growth in growing for column in growth.columns]
    if new:
        edits.append(_width_edit(scan, spans.get("cols"), new))
    return edits


def _width_edit(scan: SheetScan, cols: Span | None, new: Sequence[NewColumn]) -> Edit:
    taken = {column.column for column in new}
    styles: dict[int, str] = {}
    items: list[tuple[int, bytes]] = []
    for span in child_spans(scan.head, cols.inner, cols.close) if cols else []:
        said = attributes(span.attributes)
        first, last = whole_number(said.get("min", "")), whole_number(said.get("max", ""))
        styles |= {
            column: said["style"] for column in taken if first <= column <= last and "style" in said
        }
        tag = scan.head[span.start : span.end]
        items += [
            (low, _with_bounds(tag, low, high)) for low, high in _left_over(first, last, taken)
        ]
    for column in new:
        style = f' style="{styles[column.column]}"' if column.column in styles else ""
        text = f'col min="{column.column}" max="{column.column}" width="{column.width:g}"{style} customWidth="1"/>'
        items.append((column.column, b"<" + scan.prefix + text.encode()))
    content = b"".join(tag for _, tag in sorted(items))
    if cols is not None and not cols.is_short:
        return (cols.inner, cols.close, content)
    name = scan.prefix + b"cols>"
    at, end = (cols.start, cols.end) if cols else (scan.head.rfind(b"<"),) * 2
    return (at, end, b"<" + name + content + b"</" + name)


def _with_bounds(tag: bytes, low: int, high: int) -> bytes:
    return set_attribute(set_attribute(tag, b"min", b"%d" % low), b"max", b"%d" % high)


def _left_over(first: int, last: int, taken: set[int]) -> list[tuple[int, int]]:
    """Cut the taken columns out of a span of columns."""
    pieces, low = [], first
    for column in sorted(column for column in taken if first <= column <= last):
        if low < column:
            pieces.append((low, column - 1))
        low = column + 1
    if low <= last:
        pieces.append((low, last))
    return pieces


def tail_edits(scan: SheetScan, growing: Sequence[Growth]) -> list[Edit]:
    """Give the edits of what stands behind the rows: filter, conditional formats, validations, old and extended."""
    edits: list[Edit] = []
    for span in tail_spans(scan):
        if span.name == "autoFilter":
            for growth in growing:
                edits += _attribute_edit(
                    scan.tail, span, b"ref", growth, only_row=growth.header_row
                )
        elif span.name == "conditionalFormatting":
            edits += [
                edit
                for growth in growing
                for edit in _attribute_edit(scan.tail, span, b"sqref", growth)
            ]
        elif span.name == "dataValidations":
            for item in child_spans(scan.tail, span.inner, span.close):
                edits += [
                    edit
                    for growth in growing
                    for edit in _attribute_edit(scan.tail, item, b"sqref", growth)
                ]
        elif span.name == "extLst":
            edits += _extension_edits(scan.tail, span, growing)
    return edits


def _attribute_edit(
    data: bytes, span: Span, name: bytes, growth: Growth, only_row: int = 0
) -> list[Edit]:
    old = attributes(span.attributes).get(name.decode(), "")
    new = _grown_list(old, growth, only_row)
    return (
        [(span.start, span.inner, set_attribute(data[span.start : span.inner], name, new.encode()))]
        if new != old
        else []
    )


def _grown_list(text: str, growth: Growth, only_row: int = 0) -> str:
    parts = []
    for part in text.split():
        area = parse_range(part)
        wide = (
            growth.grown(area)
            if area is not None and (not only_row or area.top == only_row)
            else None
        )
        parts.append(str(wide) if wide else part)
    new = " ".join(parts)
    return text if new == " ".join(text.split()) else new


def _extension_edits(data: bytes, span: Span, growing: Sequence[Growth]) -> list[Edit]:
    edits: list[Edit] = []
    for found in _SQREF.finditer(data, span.inner, span.close):
        text = found[1].decode("utf-8", "replace")
        for growth in growing:
            new = _grown_list(text, growth)
            if new != text:
                edits.append((found.start(1), found.end(1), new.encode()))
                break
    return edits


def grown_table(data: bytes, growth: Growth) -> bytes:
    """Give a table's part with the new columns: range, filter, columns with fresh ids."""
    root = root_span(data)
    spans = {span.name: span for span in child_spans(data, root.inner, root.close)}
    edits = [_grow_ref(data, root, growth)]
    if "autoFilter" in spans:
        edits.append(_grow_ref(data, spans["autoFilter"], growth))
    columns = spans["tableColumns"]
    known = [attributes(s.attributes) for s in child_spans(data, columns.inner, columns.close)]
    number = max([whole_number(said.get("id", "0")) for said in known], default=0)
    p = prefix_of(data, root)
    items = b"".join(
        b'<%btableColumn id="%d" name="%b"/>'
        % (p, number + i, escape_attribute(column.header.replace("\n", "_x000a_")))
        for i, column in enumerate(growth.columns, 1)
    )
    count = b"%d" % (len(known) + len(growth.columns))
    edits.append(
        (
            columns.start,
            columns.inner,
            set_attribute(data[columns.start : columns.inner], b"count", count),
        )
    )
    edits.append(append_child(data, columns, items))
    return apply_edits(data, edits)


def _grow_ref(data: bytes, span: Span, growth: Growth) -> Edit:
    area = parse_range(attributes(span.attributes).get("ref", ""))
    tag = data[span.start : span.inner]
    wide = area._replace(right=growth.last) if area and area.right == growth.first - 1 else area
    return (span.start, span.inner, set_attribute(tag, b"ref", str(wide).encode()) if wide else tag)


def grow_names(package: Package, book: WorkbookPart, sheet: str, growing: Sequence[Growth]) -> None:
    """Widen the print area and the hidden name of the filter along with the new columns."""
    index = package.sheet(sheet).position
    for name, local, place in package.defined_names:
        if local != index or name.lower() not in {"_xlnm.print_area", "_xlnm._filterdatabase"}:
            continue
        area = parse_range(place.rpartition("!")[2])
        for growth in growing:
            wide = growth.grown(area)
            fits = wide is not None and ("print" in name.lower() or wide.top == growth.header_row)
            if wide is not None and fits:
                book.set_name(name, f"{quoted(sheet)}!{wide.absolute}", local)
