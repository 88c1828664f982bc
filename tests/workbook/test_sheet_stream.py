"""A sheet's XML in pieces of any size: the same head, rows and tail; odd numbers in it end in words."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packages import SHEET, package_of, parts_of
from test_writer_patch import AS_OF, MAIN, cell, make, written

from pipeline.errors import FollowupError, UnreadableWorkbookError
from pipeline.workbook.file.asides import covered, resolved, uncovered
from pipeline.workbook.own_sheets.owned_state import held_by
from pipeline.workbook.parts.styles import StyleBook
from pipeline.workbook.parts.tasks import ColumnTask
from pipeline.workbook.proof.readback import Frame, ReadBackError, check_readback
from pipeline.workbook.reading.row_order import ascending, can_ascend
from pipeline.workbook.reading.stream import SheetStream
from schemas.plan import Plan
from schemas.sheets import OwnedSheet, SheetColumn

HEAD = f'<?xml version="1.0"?>\n<!-- <sheetData> --><worksheet xmlns="{MAIN}"><cols><col min="1"/></cols><sheetData x="1">'.encode()
ROWS = '<row r="1"><!-- </sheetData> --><c r="A1"><v><![CDATA[<1>&]]></v></c></row><?x?><row r="2"/>'.encode()  # noqa: UP012
TAIL = b"</sheetData><!-- < --></worksheet>"


def pieces(data, size):
    return (data[at : at + size] for at in range(0, len(data), size))


@settings(deadline=None)
@given(st.integers(1, 300), st.booleans())
def test_a_sheet_is_split_alike_wherever_its_pieces_end(size, is_utf16):
    # the root must stand in the first piece, as it does in any real one
    whole = HEAD + ROWS + TAIL
    data, first = (whole.decode().encode("utf-16"), 400) if is_utf16 else (whole, 160)
    stream = SheetStream(iter([data[:first], *pieces(data[first:], size)]), "客户")
    rows = b"".join(stream.rows())
    assert (stream.head, uncovered(rows), stream.tail) == (HEAD, ROWS, TAIL)
    assert stream.was_utf16 == is_utf16
    assert resolved(rows) == b'<row r="1"><c r="A1"><v>&lt;1&gt;&amp;</v></c></row><row r="2"/>'


@given(st.binary(max_size=60), st.integers(1, 7))
def test_whatever_is_covered_comes_back(data, size):
    text = b"a" + data.replace(b"\xff", b"").replace(b"<", b"<!-- -->").replace(
        b"\x00", b"<![CDATA[<c>]]>"
    )
    hidden = b"".join(covered(pieces(text, size)))
    assert uncovered(hidden) == text
    assert b"<!" not in hidden


def test_a_head_without_end_is_given_up():
    endless = (b"<worksheet>" if at == 0 else b"<col/>" * 10_000 for at in range(10_000))
    with pytest.raises(UnreadableWorkbookError):
        SheetStream(endless, "客户")


def test_a_comment_without_end_is_given_up():
    endless = (HEAD + b"<row><!-- " if at == 0 else b"-" * 100_000 for at in range(10_000))
    with pytest.raises(UnreadableWorkbookError):
        list(SheetStream(endless, "客户").rows())


def test_rows_are_put_in_order_with_what_stands_behind_them():
    rows = b'\n<row r="3"/>c<row r="1"><c r="A1"/></row>a<row r="2"/>b'
    assert can_ascend(iter([rows]), b"")
    assert (
        b"".join(ascending(iter([rows]), b""))
        == b'\n<row r="1"><c r="A1"/></row>a<row r="2"/>b<row r="3"/>c'
    )
    assert not can_ascend(iter([rows + b"<row/>"]), b"")
    assert not can_ascend(iter([rows + b'<row r="2"/>']), b"")


LONG = "9" * 5000  # more digits than Python turns into a number


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="1"><c r="A1" s="{LONG}"/></row>',
        f"<row r='1'><c r='A1' s='{LONG}'/></row>",
        f'<row r="1" s="{LONG}" customFormat="1"/>',
        f'<row r="{LONG}"/>',
        f"<row  r='{LONG}'/>",
        "<row  r='²'/>",
        f'<row r="1"><c r="A{LONG}"/></row>',
    ],
)
def test_a_number_that_is_none_or_endless_ends_in_words(tmp_path, rows):
    package = make(tmp_path / "a.xlsx", rows)
    with pytest.raises(FollowupError, match=r"damaged|broken"):
        written(package, Plan(AS_OF, (), (cell(1, 1, 5, "number"),)), tmp_path / "b.xlsx")


def test_spans_without_sense_stay_as_they_are(tmp_path):
    package = make(tmp_path / "a.xlsx", f'<row r="1" spans="1:{LONG}"><c r="A1"/></row>')
    after = written(package, Plan(AS_OF, (), (cell(3, 1, 5, "number"),)), tmp_path / "b.xlsx")
    assert f'spans="1:{LONG}"><c r="A1"/><c r="C1"><v>5</v></c>'.encode() in after.read(SHEET)


def test_a_sheet_that_the_reader_does_not_find_fails_the_proof(tmp_path):
    package = make(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>5</v></c></row>')
    stream = SheetStream(package.chunks(SHEET), "客户")
    rows = [(1, b"".join(stream.rows()))]
    task = ColumnTask(1, "number", [1], [5])
    assert (
        check_readback(package, Frame("客户", SHEET, stream.head, stream.tail), rows, [task])
        is None
    )
    with pytest.raises(ReadBackError):
        check_readback(package, Frame("没有", SHEET, stream.head, stream.tail), rows, [task])


def test_a_text_number_that_is_none_is_no_text_of_our_own_sheet(tmp_path):
    sheet = OwnedSheet("due", "客户", "自动", [SheetColumn("客户", 20)], [("甲",)], {}, {})
    texts = f'<sst xmlns="{MAIN}"><si><t>自动</t></si></sst>'
    parts = parts_of(
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        book=[("sharedStrings", "sharedStrings.xml")],
        others={"xl/sharedStrings.xml": texts},
    )
    package = package_of(tmp_path / "a.xlsx", parts)
    with pytest.raises(UnreadableWorkbookError):
        held_by(package, StyleBook.of(package), "客户")
    whole = package_of(tmp_path / "b.xlsx", {**parts, SHEET: re.sub("-1", "0", parts[SHEET])})
    held = held_by(whole, StyleBook.of(whole), "客户")
    assert held.shows(sheet, date1904=False) is False
