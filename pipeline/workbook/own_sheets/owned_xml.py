"""Our own sheets as XML: new ones whole, existing ones refreshed in place, keeping what a person hung on them."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.workbook.file.markup import (
    Span,
    attribute_text,
    attributes,
    child_spans,
    prefix_of,
    root_span,
    unescape,
)
from pipeline.workbook.file.references import LAST_ROW, Range, letters_of, parse_range
from pipeline.workbook.own_sheets.owned_looks import Looks
from pipeline.workbook.own_sheets.owned_rows import (
    BATCH,
    FIRST_ROW,
    HEADER_ROW,
    batched,
    sheet_data,
)
from pipeline.workbook.parts.cells import CellWriter, escape_text
from schemas.sheets import DayTone, Lies, OwnedSheet

Pieces = Iterable[bytes]
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
_BY_DAY: Final = "conditionalFormatting"
_TODAY: Final = "TODAY()"
_LIES: Final[dict[Lies, str]] = {"past": "<", "today": "=", "ahead": ">"}
_PRIORITY: Final = re.compile(rb'\bpriority="(\d+)"')


def new_sheet(sheet: OwnedSheet, looks: Looks, *, date1904: bool, strict: bool) -> Iterator[bytes]:
    """Give the XML of a sheet that the workbook does not have yet, piece by piece."""
    namespace = (_STRICT_MAIN if strict else _MAIN).encode()
    content = _elements(sheet, looks, CellWriter(b"", date1904=date1904), b"")
    content[_BY_DAY] = _day_tones(sheet, looks, b"", 1)
    yield b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    yield b'<worksheet xmlns="' + namespace + b'">'
    for name in _ORDER:
        yield from content.get(name, ())
    yield b"</worksheet>"


def refreshed_sheet(
    old: bytes, sheet: OwnedSheet, looks: Looks, *, date1904: bool
) -> Iterator[bytes]:
    """Give the XML of an existing sheet of ours with its content replaced, piece by piece.

    Drawings, comments, page setup stay.
    """
    root = root_span(old)
    p = prefix_of(old, root)
    fresh = _elements(sheet, looks, CellWriter(p, date1904=date1904), p)
    kept: list[tuple[float, Pieces]] = []
    rank: float = -1
    there = set()
    used = [0]
    """Priorities of the formats that people made."""
    for span in child_spans(old, root.inner, root.close):
        rank = _RANK.get(span.name, rank + 0.01)
        there.add(span.name)
        whole = old[span.start : span.end]
        is_ours = span.name in _REPLACED or (span.name == "sheetViews" and b"pane" not in whole)
        if span.name == _BY_DAY:
            is_ours = bool(sheet.day_tones and _day_formulas(old, span))
            used += [] if is_ours else map(int, _PRIORITY.findall(whole))
        if not is_ours:
            kept.append((rank, [whole]))
            fresh.pop(span.name, None)
    fresh[_BY_DAY] = _day_tones(sheet, looks, p, max(used) + 1)
    if "tableParts" in there:
        # The table has a filter of its own, and two over the same cells are an error.
        fresh.pop("autoFilter", None)
    items = kept + [
        (float(_RANK[name]), xml) for name, xml in fresh.items() if name not in _ONLY_NEW
    ]
    yield old[: root.inner]
    for _, pieces in sorted(items, key=lambda item: item[0]):
        yield from pieces
    yield old[root.close :]


def _elements(sheet: OwnedSheet, looks: Looks, writer: CellWriter, p: bytes) -> dict[str, Pieces]:
    last_row = HEADER_ROW + len(sheet.rows)
    used = Range(1, 1, last_row, len(sheet.columns))
    table = Range(HEADER_ROW, 1, last_row, len(sheet.columns))
    found: dict[str, Pieces] = {
        "sheetPr": [b'<%bsheetPr><%bpageSetUpPr fitToPage="1"/></%bsheetPr>' % (p, p, p)],
        "dimension": [b'<%bdimension ref="%b"/>' % (p, str(used).encode())],
        "sheetViews": [_views(p)],
        "sheetFormatPr": [b'<%bsheetFormatPr defaultRowHeight="15"/>' % p],
        "cols": [_widths(sheet, p)],
        "sheetData": sheet_data(sheet, looks, writer, p.decode()),
        "autoFilter": [b'<%bautoFilter ref="%b"/>' % (p, str(table).encode())],
        "pageMargins": [
            b'<%bpageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
            % p
        ],
        "pageSetup": [b'<%bpageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>' % p],
    }
    if sheet.links:
        found["hyperlinks"] = _links(sheet, p)
    if any(column.choices for column in sheet.columns):
        found["dataValidations"] = [_choices(sheet, p)]
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


def _links(sheet: OwnedSheet, p: bytes) -> Iterator[bytes]:
    letters = [letters_of(at) for at in range(1, len(sheet.columns) + 1)]
    pattern = f'<{p.decode()}hyperlink ref="%s%d" location="%s"%s/>'
    yield b"<%bhyperlinks>" % p
    for batch in batched(sorted(sheet.links.items()), BATCH):
        items = []
        for (row, column), place in batch:
            value = sheet.rows[row][column]
            shown = "" if value is None else f' display="{attribute_text(str(value))}"'
            ref = (letters[column], row + FIRST_ROW)
            items.append(pattern % (*ref, attribute_text(place), shown))
        yield "".join(items).encode("utf-8", "xmlcharrefreplace")
    yield b"</%bhyperlinks>" % p


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


def _day_tones(sheet: OwnedSheet, looks: Looks, p: bytes, first: int) -> list[bytes]:
    """Give the formats by the day, down to the sheet's end: they stay right as rows come and go.

    Takes: first: the priority of the first one.
    """
    if not sheet.day_tones:
        return []
    pattern = (
        b'<%bcfRule type="expression" dxfId="%d" priority="%d"><%bformula>%b</%bformula></%bcfRule>'
    )
    rules = [
        pattern % (p, looks.by_day(one.tone), at, p, escape_text(day_formula(one)), p, p)
        for at, one in enumerate(sheet.day_tones, first)
    ]
    cells = str(Range(FIRST_ROW, 1, LAST_ROW, len(sheet.columns))).encode()
    return [
        b'<%b%b sqref="%b">%b</%b%b>'
        % (p, _BY_DAY.encode(), cells, b"".join(rules), p, _BY_DAY.encode())
    ]


def day_formula(one: DayTone) -> str:
    """Say when a row has the tone, in the words of a spreadsheet; a row without the day has it never."""
    cells = [(f"${letters_of(at + 1)}{FIRST_ROW}", _LIES[lies]) for at, lies in one.when]
    return "AND(" + ",".join(f"ISNUMBER({cell}),{cell}{sign}{_TODAY}" for cell, sign in cells) + ")"


def day_formulas_in(data: bytes) -> set[str]:
    """Give the formulas of our formats by the day in a sheet's XML."""
    root = root_span(data)
    spans = [span for span in child_spans(data, root.inner, root.close) if span.name == _BY_DAY]
    return {formula for span in spans for formula in _day_formulas(data, span)}


def _day_formulas(data: bytes, span: Span) -> list[str]:
    """Give a format's formulas if it is one of ours: over all rows of the sheet, by the day of looking."""
    area = parse_range(attributes(span.attributes).get("sqref", ""))
    if area is None or (area.top, area.left, area.bottom) != (FIRST_ROW, 1, LAST_ROW):
        return []
    rules = child_spans(data, span.inner, span.close)
    parts = [part for rule in rules for part in child_spans(data, rule.inner, rule.close)]
    said = [unescape(data[part.inner : part.close].decode()) for part in parts]
    return said if all(_TODAY in formula for formula in said) else []


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
