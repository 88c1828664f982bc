"""Our own sheets as XML: new ones whole, existing ones refreshed in place, keeping what a person hung on them."""

import math
from collections.abc import Sequence
from typing import Final

from pipeline.workbook.file.markup import (
    attributes,
    child_spans,
    escape_attribute,
    prefix_of,
    root_span,
)
from pipeline.workbook.file.references import LAST_ROW, Range, letters_of
from pipeline.workbook.own_sheets.owned_looks import Looks
from pipeline.workbook.parts.cells import CellWriter, escape_text
from schemas.sheets import CellValue, OwnedSheet, SheetColumn

HEADER_ROW: Final = 2
FIRST_ROW: Final = 3
_LINE_HEIGHT: Final = 15
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
# The order that the file format demands.
_ORDER: Final = (
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
_RANK: Final = {name: rank for rank, name in enumerate(_ORDER)}
_REPLACED: Final = {
    "dimension",
    "cols",
    "sheetData",
    "autoFilter",
    "sortState",
    "mergeCells",
    "hyperlinks",
}
_ONLY_NEW: Final = {"sheetPr", "sheetFormatPr", "pageMargins", "pageSetup"}


def new_sheet(sheet: OwnedSheet, looks: Looks, *, date1904: bool, strict: bool) -> bytes:
    """Give the XML of a sheet that the workbook does not have yet."""
    namespace = (_STRICT_MAIN if strict else _MAIN).encode()
    content = _elements(sheet, looks, CellWriter(b"", date1904=date1904), b"")
    declaration = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    body = b"".join(content[name] for name in _ORDER if name in content)
    return declaration + b'<worksheet xmlns="' + namespace + b'">' + body + b"</worksheet>"


def refreshed_sheet(old: bytes, sheet: OwnedSheet, looks: Looks, *, date1904: bool) -> bytes:
    """Give the XML of an existing sheet of ours with its content replaced; drawings, comments, page setup stay."""
    root = root_span(old)
    p = prefix_of(old, root)
    fresh = _elements(sheet, looks, CellWriter(p, date1904=date1904), p)
    kept: list[tuple[float, bytes]] = []
    rank: float = -1
    there = set()
    for span in child_spans(old, root.inner, root.close):
        rank = _RANK.get(span.name, rank + 0.01)
        there.add(span.name)
        whole = old[span.start : span.end]
        is_ours = span.name in _REPLACED or (span.name == "sheetViews" and b"pane" not in whole)
        if not is_ours:
            kept.append((rank, whole))
            fresh.pop(span.name, None)
    if (
        "tableParts" in there
    ):  # the table has a filter of its own, and two over the same cells are an error
        fresh.pop("autoFilter", None)
    items = kept + [
        (float(_RANK[name]), xml) for name, xml in fresh.items() if name not in _ONLY_NEW
    ]
    body = b"".join(xml for _, xml in sorted(items, key=lambda item: item[0]))
    return old[: root.inner] + body + old[root.close :]


def _elements(sheet: OwnedSheet, looks: Looks, writer: CellWriter, p: bytes) -> dict[str, bytes]:
    last_row = HEADER_ROW + len(sheet.rows)
    used = Range(1, 1, last_row, len(sheet.columns))
    table = Range(HEADER_ROW, 1, last_row, len(sheet.columns))
    found = {
        "sheetPr": b'<%bsheetPr><%bpageSetUpPr fitToPage="1"/></%bsheetPr>' % (p, p, p),
        "dimension": b'<%bdimension ref="%b"/>' % (p, str(used).encode()),
        "sheetViews": _views(p),
        "sheetFormatPr": b'<%bsheetFormatPr defaultRowHeight="15"/>' % p,
        "cols": _widths(sheet, p),
        "sheetData": _data(sheet, looks, writer, p),
        "autoFilter": b'<%bautoFilter ref="%b"/>' % (p, str(table).encode()),
        "pageMargins": b'<%bpageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        % p,
        "pageSetup": b'<%bpageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>' % p,
    }
    if sheet.links:
        found["hyperlinks"] = _links(sheet, p)
    if any(column.choices for column in sheet.columns):
        found["dataValidations"] = _choices(sheet, p)
    return found


def _views(p: bytes) -> bytes:
    pane = b'<%bpane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/>' % p
    selection = b'<%bselection pane="bottomLeft" activeCell="A3" sqref="A3"/>' % p
    view = b'<%bsheetView showGridLines="0" workbookViewId="0">%b%b</%bsheetView>' % (
        p,
        pane,
        selection,
        p,
    )
    return b"<%bsheetViews>%b</%bsheetViews>" % (p, view, p)


def _widths(sheet: OwnedSheet, p: bytes) -> bytes:
    items = [
        b'<%bcol min="%d" max="%d" width="%g" customWidth="1"/>' % (p, i, i, column.width)
        for i, column in enumerate(sheet.columns, 1)
    ]
    return b"<%bcols>%b</%bcols>" % (p, b"".join(items), p)


def _data(sheet: OwnedSheet, looks: Looks, writer: CellWriter, p: bytes) -> bytes:
    letters = [letters_of(i).encode() for i in range(1, len(sheet.columns) + 1)]
    note = _cell(p, b"A1", looks.note(), writer.ending(sheet.note)[1])
    head = looks.header()
    names = [
        _cell(p, name + b"2", head, writer.ending(c.header)[1])
        for name, c in zip(letters, sheet.columns, strict=True)
    ]
    rows = [
        b'<%brow r="1" ht="20" customHeight="1">%b</%brow>' % (p, note, p),
        b'<%brow r="2" ht="22" customHeight="1">%b</%brow>' % (p, b"".join(names), p),
    ]
    for index, values in enumerate(sheet.rows):
        tone = sheet.tones.get(index, "plain")
        cells = []
        for at, (column, value) in enumerate(zip(sheet.columns, values, strict=True)):
            style = looks.cell(column.look, tone, link=(index, at) in sheet.links)
            cells.append(
                _cell(p, letters[at] + b"%d" % (index + FIRST_ROW), style, writer.ending(value)[1])
            )
        height = _LINE_HEIGHT * _lines(sheet.columns, values)
        rows.append(
            b'<%brow r="%d" ht="%g">%b</%brow>' % (p, index + FIRST_ROW, height, b"".join(cells), p)
        )
    return b"<%bsheetData>%b</%bsheetData>" % (p, b"".join(rows), p)


def _lines(columns: Sequence[SheetColumn], values: Sequence[CellValue]) -> int:
    """Tell how many lines a row needs: not every program works out the height of wrapped rows on loading."""
    wrapped = [
        (str(value), column.width)
        for column, value in zip(columns, values, strict=True)
        if column.look == "wrap" and value
    ]
    return max([1, *(math.ceil(_width(text) / (width - 1)) for text, width in wrapped)])


def _width(text: str) -> int:
    return len(text) + sum(not character.isascii() for character in text)


def _cell(p: bytes, place: bytes, style: int, ending: bytes) -> bytes:
    return b'<%bc r="%b" s="%d"%b' % (p, place, style, ending)


def _links(sheet: OwnedSheet, p: bytes) -> bytes:
    items = []
    for (row, column), place in sorted(sheet.links.items()):
        ref = f"{letters_of(column + 1)}{row + FIRST_ROW}".encode()
        value = sheet.rows[row][column]
        shown = b"" if value is None else b' display="%b"' % escape_attribute(str(value))
        items.append(
            b'<%bhyperlink ref="%b" location="%b"%b/>' % (p, ref, escape_attribute(place), shown)
        )
    return b"<%bhyperlinks>%b</%bhyperlinks>" % (p, b"".join(items), p)


def _choices(sheet: OwnedSheet, p: bytes) -> bytes:
    """Offer the words of a column in each of its cells, down to the sheet's end: the list stays right as rows come and go."""
    items = []
    for at, column in enumerate(sheet.columns, 1):
        if column.choices:
            cells = str(Range(FIRST_ROW, at, LAST_ROW, at)).encode()
            words = escape_text(",".join(column.choices))
            items.append(
                b'<%bdataValidation type="list" allowBlank="1" sqref="%b"><%bformula1>"%b"</%bformula1></%bdataValidation>'
                % (p, cells, p, words, p, p)
            )
    return b'<%bdataValidations count="%d">%b</%bdataValidations>' % (
        p,
        len(items),
        b"".join(items),
        p,
    )


def links_in(data: bytes) -> dict[str, str]:
    """Give the links of a sheet's XML that lead into the same workbook: cell → place."""
    root = root_span(data)
    found = {}
    for span in child_spans(data, root.inner, root.close):
        if span.name == "hyperlinks":
            for item in child_spans(data, span.inner, span.close):
                said = attributes(item.attributes)
                found[said.get("ref", "")] = said.get("location", "")
    return found
