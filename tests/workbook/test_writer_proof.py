"""The proof after writing: it must fail for any change beyond the plan, however small, and for any cell not as planned."""

import datetime as dt
import io
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import WriteFailedError
from pipeline.workbook.file.archive import write_archive
from pipeline.workbook.file.package import Package
from pipeline.workbook.parts.tasks import ColumnTask
from pipeline.workbook.patching.write import write_patched
from pipeline.workbook.proof.readback import is_same
from pipeline.workbook.proof.splices import SpliceError, proven_cells
from pipeline.workbook.proof.verify import verify_written
from pipeline.workbook.reading.stream import SheetStream
from schemas.plan import ColumnPatch, NewColumn, Plan

AS_OF = dt.date(2026, 11, 23)
PART = "xl/worksheets/sheet1.xml"
HEAD, TAIL = b'<worksheet xmlns="x"><sheetData>', b"</sheetData></worksheet>"
OLD = (
    b'<row r="1" spans="1:2"><c r="A1"><v>1</v></c><c r="B1" s="2"><v>2</v></c></row>'
    b'<row r="2" spans="1:2"><c r="A2"><v>3</v></c><c r="B2" s="2"/></row>'
    b'<row r="4"><c r="A4"><v>5</v></c></row>'
)


def walk(new: bytes, tasks: list[ColumnTask], old: bytes = OLD) -> bytes:
    before, after = (SheetStream(iter([HEAD + rows + TAIL]), "客户") for rows in (old, new))
    return b"".join(cells for _, cells in proven_cells(before, after, tasks))


def column(number: int, rows: list[int], fill: tuple[int, int] | None = None) -> ColumnTask:
    return ColumnTask(number, "number", rows, [9] * len(rows), fill)


def test_the_planned_cells_alone_come_out():
    new = OLD.replace(b'<c r="B2" s="2"/>', b'<c r="B2" s="2"><v>9</v></c>')
    assert walk(new, [column(2, [2])]) == b'<row r="2"><c r="B2" s="2"><v>9</v></c></row>'
    added = new.replace(b'<row r="4">', b'<row r="3"><c r="B3"><v>9</v></c></row><row r="4">')
    assert b'<row r="3"><c r="B3"><v>9</v></c></row>' in walk(added, [column(2, [2, 3])])


def test_a_new_column_may_widen_the_rows_and_nothing_else():
    new = OLD.replace(b"1:2", b"1:3")
    for row in (1, 2, 4):
        start = new.index(b'<row r="%d"' % row)
        end = new.index(b"</row>", start)
        new = new[:end] + b'<c r="C%d"><v>9</v></c>' % row + new[end:]
    assert walk(new, [column(3, [1, 2, 4])]).count(b"<v>9</v>") == 3
    for spans in (b"2:3", b"1:1"):
        with pytest.raises(SpliceError):
            walk(new.replace(b"1:3", spans, 1), [column(3, [1, 2, 4])])


SET = OLD.replace(b'<c r="B2" s="2"/>', b'<c r="B2" s="2"><v>9</v></c>')


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<v>3</v>", b"<v>4</v>"),  # a cell beside the planned one
        (b"<v>1</v>", b"<v>0</v>"),  # a row that is not planned
        (b"<v>5</v>", b"<v>6</v>"),
        (b'<row r="4"><c r="A4"><v>5</v></c></row>', b""),  # a row lost
        (b'<row r="4">', b'<row r="4" hidden="1">'),
        (b'<row r="2" spans="1:2">', b'<row r="2" spans="1:2" hidden="1">'),
        (b'B1" s="2"', b'B1" s="3"'),  # the looks of another cell
        (b'"B2" s="2"', b'"B2" s="2" cm="1"'),  # a planned cell with more than a value
        (b"<v>9</v>", b"<f>1+1</f><v>9</v>"),
        (b"<v>9</v>", b"<v>9</v><v>9</v>"),
        (b'r="B2"', b'r="B3"'),  # in the wrong row
        (
            b'<c r="A2"><v>3</v></c><c r="B2" s="2"><v>9</v></c>',
            b'<c r="B2" s="2"><v>9</v></c><c r="A2"><v>3</v></c>',
        ),
        (
            b'<c r="B2" s="2"><v>9</v></c>',
            b'<c r="B2" s="2"><v>9</v></c><c r="B2" s="2"><v>9</v></c>',
        ),
        (b'<c r="B2" s="2"><v>9</v></c>', b""),  # the cell lost
        (b"</row>", b"</row><!-- x -->"),
        (b'<row r="4">', b'<row r="3"><c r="A3"><v>9</v></c></row><row r="4">'),  # a row more
        (b'<row r="4">', b'<row r="1"><c r="B1"><v>9</v></c></row><row r="4">'),
    ],
)
def test_any_other_change_is_caught(old, new):
    assert walk(SET, [column(2, [2])])
    changed = SET.replace(old, new, 1)
    assert changed != SET
    with pytest.raises(SpliceError):
        walk(changed, [column(2, [2])])


def test_a_cell_put_in_between_must_stand_between_its_neighbours():
    old = b'<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c><c r="D1"><v>3</v></c></row>'
    cell = b'<c r="B1"><v>9</v></c>'
    good = old.replace(b'<c r="C1">', cell + b'<c r="C1">')
    assert walk(good, [column(2, [1])], old)
    for place in (b'<c r="A1">', b'<c r="D1">', b"</row>"):
        with pytest.raises(SpliceError):
            walk(old.replace(place, cell + place), [column(2, [1])], old)


def test_rows_written_in_an_odd_way_are_followed_by_their_tokens():
    old = b"<row r='1'><c r='A1'><v>1</v></c> <c r='C1' s='2'><v>2</v></c></row><row r=\"2\"/>"
    cell = b'<c r="B1"><v>9</v></c>'
    new = old.replace(b"</c> ", b"</c>" + cell + b" ").replace(
        b'<row r="2"/>', b'<row r="2"><c r="B2"/></row>'
    )
    assert cell in walk(new, [column(2, [1, 2])], old)
    with pytest.raises(SpliceError):
        walk(new.replace(b"s='2'", b"s='3'"), [column(2, [1, 2])], old)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(SET) - 1), st.integers(0, 255), st.integers(1, 200))
def test_no_byte_outside_the_planned_cell_may_differ(at, byte, size):
    """Whatever single byte is changed, and however the parts are cut into pieces."""
    changed = SET[:at] + bytes([byte]) + SET[at + 1 :]
    start, end = SET.index(b'<c r="B2"'), SET.index(b'</row><row r="4"')
    hint = SET.index(b'spans="1:2"') + len(b'spans="1:')
    wider = at == hint and byte in b"3456789"  # of the planned row: a hint may be too wide
    if changed == SET or start <= at < end or wider:
        return
    whole = HEAD + changed + TAIL
    pieces = [whole[i : i + size] for i in range(0, len(whole), size)]

    def follow() -> None:
        new = SheetStream(iter(pieces), "客户")
        list(proven_cells(SheetStream(iter([HEAD + OLD + TAIL]), "客户"), new, [column(2, [2])]))
        assert (new.head, new.tail) == (HEAD, TAIL)

    with pytest.raises(Exception) as found:  # noqa: PT011 -- broken rows may be refused by whoever sees them first
        follow()
    assert type(found.value).__name__ in {
        "SpliceError",
        "UnreadableWorkbookError",
        "AssertionError",
    }


@pytest.fixture
def team(tmp_path) -> Package:
    path = tmp_path / "team.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("客户")
    sheet.write_row(0, 0, ["客户编号", "客户名称"])
    for row in range(1, 6):
        sheet.write_row(row, 0, [f"C{row}", "甲"])
    book.close()
    return Package.open(path)


def plan() -> Plan:
    rows = [2, 3, 5]
    days = [AS_OF, None, AS_OF]
    new = (NewColumn("客户", 1, 6, 3, "下次跟进", "date", 12),)
    return Plan(
        AS_OF, new, (ColumnPatch("客户", 3, "下次跟进", "date", rows, [None] * 3, days, [""] * 3),)
    )


def tampered(package: Package, path: Path, old: bytes, new: bytes) -> None:
    out = io.BytesIO()
    write_patched(package, plan(), out)
    path.write_bytes(out.getvalue())
    made = Package.open(path)
    data = made.read(PART)
    assert old in data
    with path.open("wb") as file:
        changed = data.replace(old, new, 1)
        write_archive(
            made.data, made.members, lambda m: [changed] if m.name == PART else None, b"", file
        )


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b"<v>46349</v>", b"<v>46350</v>", "客户!C2"),  # another day than planned
        (b'<c r="C3"', b'<c r="C3" t="b"><v>1</v></c><c r="D3"', "客户!3:3"),
        ("下次跟进".encode(), "上次跟进".encode(), "客户!C1"),
        (b"</sheetData>", b"</sheetData><sheetProtection/>", "客户"),
        (b"</worksheet>", b"", "客户"),
    ],
)
def test_a_written_file_that_differs_is_not_taken(team, tmp_path, old, new, place):
    path = tmp_path / "new.xlsx"
    tampered(team, path, b"", b"")
    verify_written(team, path, plan())
    tampered(team, path, old, new)
    with pytest.raises(WriteFailedError, match=place):
        verify_written(team, path, plan())


@pytest.mark.parametrize(
    ("wanted", "found", "same"),
    [
        (AS_OF, dt.datetime(2026, 11, 23), True),  # noqa: DTZ001
        (AS_OF, dt.date(2026, 11, 24), False),
        (0.1, 0.1 + 1e-12, True),
        (1, 2, False),
        (2**60, str(2**60), True),
        ("1", 1, False),
        ("", 0, False),
    ],
)
def test_what_counts_as_the_same_value(wanted, found, same):
    assert is_same(wanted, found) is same
