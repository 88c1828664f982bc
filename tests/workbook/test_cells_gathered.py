"""Cells are read apart from their sheet, each distinct one once; the values are those that the cell reader gives."""

import datetime as dt
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from pipeline.errors import UnreadableWorkbookError
from pipeline.settings.limits import DEFAULT_LIMITS
from pipeline.workbook.file.package import Package
from pipeline.workbook.reading import cell_reader, gather
from pipeline.workbook.reading.gather import Gatherer
from pipeline.workbook.reading.layout import read_figures
from pipeline.workbook.reading.read import SheetReader
from pipeline.workbook.reading.scan import scan_sheet

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
ITEMS = [
    ("<si><t>张三</t></si>", "张三"),
    ('<si><t>李四</t><phoneticPr fontId="1" type="noConversion"/></si>', "李四"),
    ('<si><t xml:space="preserve"> 两头空 </t></si>', " 两头空 "),
    ("<si><t>A&amp;B</t></si>", "A&B"),
    ("<si><t>一行_x000D_二行</t></si>", "一行\r二行"),
    ("<si><r><t>红</t></r><r><rPr><sz val='9'/></rPr><t>黑</t></r></si>", "红黑"),
    ("<si><t>一行\n二行</t></si>", "一行\n二行"),
    ("<si><t/></si>", ""),
]
ALL_ITEMS = "".join(item for item, _ in ITEMS)
# Style 1 shows a day, style 2 a number with two decimals.
CELLS = [
    *((f' t="s"><v>{number}</v></c>', text) for number, (_, text) in enumerate(ITEMS)),
    (' s="2" t="s"><v>0</v></c>', "张三"),
    (' t="s" s="2"><v>0</v></c>', "张三"),
    ("><v>12</v></c>", 12.0),
    ("><v>-0.5</v></c>", -0.5),
    ("><v>0.1</v></c>", 0.1),
    ("><v>5.</v></c>", 5.0),
    ("><v>1.5E-3</v></c>", 0.0015),
    ("><v>123456789012345678</v></c>", 123456789012345678.0),
    ("><v>0.30000000000000004</v></c>", 0.30000000000000004),
    (' s="2"><v>3.14</v></c>', 3.14),
    (' s="1"><v>45658</v></c>', dt.date(2025, 1, 1)),
    (' s="1"><v>45658.5</v></c>', dt.datetime(2025, 1, 1, 12)),  # noqa: DTZ001 -- cells have no zone
    (' t="inlineStr"><is><t>行内</t></is></c>', "行内"),
    (' s="2" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>', " a"),
    (
        ' t="inlineStr"><is><r><rPr><color rgb="FF0000"/></rPr><t>富</t></r><r><t>文本</t></r></is></c>',
        "富文本",
    ),
    (' t="str"><f>A1&amp;"x"</f><v>x&lt;y</v></c>', "x<y"),
    ("><f>1+1</f><v>2</v></c>", 2.0),
    ("><f>1+1</f></c>", ""),
    (' t="b"><v>1</v></c>', True),
    (' t="e"><v>#N/A</v></c>', ""),
    (' s="2"/>', ""),
    (' s="2"></c>', ""),
]


def workbook(cells, items=ALL_ITEMS, *, odd=False):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("客户")
        sheet.write_string(0, 0, "x")
        for row, look in enumerate(("yyyy-mm-dd", "0.00")):
            sheet.write_number(row, 1, 1, book.add_format({"num_format": look}))
    with zipfile.ZipFile(out) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    head, _, rest = parts[SHEET].partition("<sheetData>")
    tail = rest.partition("</sheetData>")[2]
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts[SHEET] = f"{head}<sheetData>{'<!-- odd -->' if odd else ''}{cells}</sheetData>{tail}"
    parts[STRINGS] = f"<sst {ns}>{items}</sst>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return made.getvalue()


def rows_of(cells):
    return "".join(f'<row r="{row}"><c r="C{row}"{cell}</row>' for row, cell in enumerate(cells, 3))


def column_c(data, limits=DEFAULT_LIMITS):
    grid = SheetReader(Package.from_bytes(Path("a.xlsx"), data, limits)).grid("客户")
    return {int(row): value for row, value in grid[3].items() if value != ""}


def expected():
    return {row: value for row, (_, value) in enumerate(CELLS, 3) if value != ""}


@pytest.mark.parametrize("odd", [False, True])
def test_every_kind_of_cell_reads_the_same_alone_and_with_its_sheet(odd):
    found = column_c(workbook(rows_of(cell for cell, _ in CELLS), odd=odd))
    assert found == expected()
    assert {row: type(value) for row, value in found.items()} == {
        row: type(v) for row, v in expected().items()
    }


def test_cells_are_read_the_same_in_small_batches(monkeypatch):
    monkeypatch.setattr(cell_reader, "_AT_ONCE", 2)
    monkeypatch.setattr(gather, "_KNOWN", 3)
    assert column_c(workbook(rows_of(cell for cell, _ in CELLS))) == expected()


def test_only_an_odd_sheet_goes_to_the_cell_reader_whole(monkeypatch):
    asked = []
    whole = SheetReader._read_whole
    monkeypatch.setattr(
        SheetReader, "_read_whole", lambda self, name: asked.append(name) or whole(self, name)
    )
    for odd in (False, True):
        column_c(workbook(rows_of(cell for cell, _ in CELLS), odd=odd))
    assert asked == ["客户"]


def test_a_shared_text_that_is_not_there_is_told_as_damage():
    with pytest.raises(UnreadableWorkbookError):
        column_c(workbook(rows_of([' t="s"><v>99</v></c>'])))


def test_one_text_is_one_object_however_often_it_is_used():
    found = column_c(workbook(rows_of([' t="s"><v>0</v></c>', ' t="s"><v>0</v></c>'])))
    assert found[3] is found[4]


def test_texts_of_a_sheet_count_as_often_as_they_are_used():
    long = f"<si><t>{'长' * 20_000}</t></si>"  # 60 KB each time
    data = workbook(rows_of([' t="s"><v>0</v></c>'] * 40), long)
    assert len(column_c(data)) == 40
    with pytest.raises(UnreadableWorkbookError, match="text_mb"):
        column_c(data, replace(DEFAULT_LIMITS, text_mb=2))


def test_the_last_of_two_cells_at_one_place_counts_and_empty_rows_between_stay():
    cells = '<row r="3"><c r="C3"><v>1</v></c><c r="C3"><v>2</v></c></row><row r="9"><c r="D9"><v>4</v></c></row>'
    package = Package.from_bytes(Path("a.xlsx"), workbook(cells))
    reader = SheetReader(package)
    gatherer = Gatherer(package, "客户", reader._cells)
    scan = scan_sheet(package, "客户", gatherer.take)
    grid = gatherer.grid()
    assert (list(grid.index), list(grid.columns)) == ([3, 4, 5, 6, 7, 8, 9], [3, 4])
    assert (grid.at[3, 3], grid.at[9, 4], grid.at[5, 3]) == (2.0, 4.0, "")
    assert (scan.extent.top, scan.extent.left, scan.extent.bottom, scan.extent.right) == (
        3,
        3,
        9,
        4,
    )


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        (b"0", 0.0),
        (b"-7", -7.0),
        (b"12.5", 12.5),
        (b"0.1", 0.1),
        (b"999999999999999", 999999999999999.0),
        (b"1234567890.12345", 1234567890.12345),
        (b"0.000000000001", 1e-12),
        (b"-0.3", -0.3),
        (b"", None),
        (b"-", None),
        (b".5", None),
        (b"5.", None),
        (b"1.2.3", None),
        (b"1e5", None),
        (b"+1", None),
        (b"1234567890123456", None),
        (b"0.1234567890123456", None),
        (b"--1", None),
        (b"1 ", None),
    ],
)
def test_figures_are_read_to_the_last_bit_or_not_at_all(text, figure):

    codes = np.frombuffer(b"<v>" + text + b"</v>" + b"\0" * 32, np.uint8)
    figures, readable = read_figures(codes, np.array([3]), np.array([3 + len(text)]))
    assert bool(readable[0]) == (figure is not None)
    if figure is not None:
        assert figures[0] == figure
