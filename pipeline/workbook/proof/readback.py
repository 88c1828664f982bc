"""Proof by an independent reader: planned cells, taken out of a written sheet, read back as the plan has them."""

import datetime as dt
import io
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from pipeline.errors import FollowupError
from pipeline.workbook.file.archive import Content, Member, write_archive
from pipeline.workbook.file.markup import unescape
from pipeline.workbook.file.package import Package, relations_part
from pipeline.workbook.file.references import LAST_ROW
from pipeline.workbook.parts.cells import is_blank
from pipeline.workbook.parts.formulas import Formula
from pipeline.workbook.parts.tasks import ColumnTask
from pipeline.workbook.reading.guard import calm, open_cells
from schemas.texts import Text

_BATCH: Final = 2 << 20
"""Bytes of cells that go to the reader at once: what bounds its memory."""
_FORMULA: Final = rb'c r="%b(\d+)"[^>]*><(?:[\w.-]+:)?f>([^<]*)<'
_EXACT: Final = 1e-9
_MIDNIGHT: Final = dt.time()
_CONTENT_TYPES: Final = "[Content_Types].xml"


class ReadBackError(Exception):
    """A planned cell does not read back; carries its row and column, 0 = the sheet as a whole."""

    def __init__(self, row: int = 0, column: int = 0) -> None:
        """Take the cell's place."""
        super().__init__(row, column)
        self.row, self.column = row, column


class Frame(NamedTuple):
    """A written sheet without its rows: its name and part, and what stands before and behind the rows."""

    sheet: str
    part: str
    head: bytes
    tail: bytes


def check_readback(
    package: Package, frame: Frame, cells: Iterable[tuple[int, bytes]], tasks: Sequence[ColumnTask]
) -> None:
    """Read planned cells back, some rows at a time, and compare them with their values; no other cell may have one.

    Takes:  package: the written workbook · cells: rows that hold the planned cells and no others, ascending, each
            piece with the number of its last row.
    Raises: ReadBackError where the rows are not well-formed, cannot be read, or hold other values than planned.
    """
    first = 1
    for last, rows in _batches(cells):
        check_form([frame.head, rows, frame.tail])
        grid = _read(package, frame, rows)
        for task in tasks:
            _check_column(task, grid, first, last)
            if task.has_formulas:
                _check_formulas(task, rows, first, last)
        first = last + 1
    for task in tasks:
        rest = bisect_left(task.rows, first)
        missing = next(
            (at for at in range(rest, len(task.rows)) if not is_blank(task.values[at])), None
        )
        if missing is not None:
            raise ReadBackError(int(task.rows[missing]), task.column)


def check_form(pieces: Iterable[bytes]) -> None:
    """Parse XML strictly.

    Raises: ReadBackError where it is not well-formed.
    """
    parser = expat.ParserCreate()
    try:
        for piece in pieces:
            parser.Parse(piece, False)  # noqa: FBT003 -- expat's own signature
        parser.Parse(b"", True)  # noqa: FBT003 -- the same
    except expat.ExpatError as error:
        raise ReadBackError from error


def _batches(cells: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    kept: list[bytes] = []
    size = last = 0
    for last, rows in cells:
        kept.append(rows)
        size += len(rows)
        if size >= _BATCH:
            yield last, b"".join(kept)
            kept, size = [], 0
    yield last, b"".join(kept)


class _Grid(NamedTuple):
    top: int
    columns: Mapping[int, Sequence[Any]]
    height: int


def _read(package: Package, frame: Frame, rows: bytes) -> _Grid:
    """Let the cell reader read a workbook that has just these rows, and the looks that tell a date from a number."""
    book = package.workbook_part
    styles = package.related(book, "styles")
    kept = {_CONTENT_TYPES, relations_part(""), book, relations_part(book), *styles, frame.part}
    members = [member for member in package.members if member.name in kept]

    def content(member: Member) -> Content:
        return [frame.head, rows, frame.tail] if member.name == frame.part else None

    small = io.BytesIO()
    write_archive(package.data, members, content, b"", small)
    try:
        book = open_cells(Package.from_bytes(package.path, small.getvalue(), package.limits))
        with calm(Text(frame.sheet, frame.sheet)):
            sheet = book.get_sheet_by_name(frame.sheet)
            lines = sheet.to_python(skip_empty_area=True)
    except (FollowupError, LookupError) as error:
        raise ReadBackError from error
    top, left = sheet.start or (0, 0)
    columns = {left + 1 + at: column for at, column in enumerate(zip(*lines, strict=True))}
    return _Grid(top + 1, columns, len(lines))


def _check_column(task: ColumnTask, grid: _Grid, first: int, last: int) -> None:
    """Compare one column of a batch: values where planned, blank elsewhere."""
    size = max(last, grid.top + grid.height - 1) - first + 1 if grid.height else last - first + 1
    if size > LAST_ROW:
        raise ReadBackError
    found: list[Any] = [""] * size
    wanted: list[Any] = [""] * size
    if task.column in grid.columns:
        at = grid.top - first
        found[at : at + grid.height] = grid.columns[task.column]
    low, high = bisect_left(task.rows, first), bisect_right(task.rows, last)
    for row, value in zip(task.rows[low:high], task.values[low:high], strict=True):
        wanted[row - first] = "" if is_blank(value) or isinstance(value, Formula) else value
    if wanted == found:
        return
    for row, (expected, there) in enumerate(zip(wanted, found, strict=True), first):
        if not is_same(expected, there):
            raise ReadBackError(row, task.column)


def _check_formulas(task: ColumnTask, rows: bytes, first: int, last: int) -> None:
    """Compare the formulas of one column of a batch; they have no values until the workbook is opened."""
    low, high = bisect_left(task.rows, first), bisect_right(task.rows, last)
    pairs = zip(task.rows[low:high], task.values[low:high], strict=True)
    wanted = {int(row): str(value) for row, value in pairs if isinstance(value, Formula)}
    found = {
        int(number): unescape(text.decode("utf-8", "replace"))
        for number, text in re.findall(_FORMULA % task.letters, rows)
    }
    if wanted != found:
        odd = {row for row, _ in wanted.items() ^ found.items()}
        raise ReadBackError(min(odd), task.column)


def is_same(wanted: Any, found: Any) -> bool:
    """Tell whether a value read back is the one that was written, as far as a workbook can hold it."""
    if wanted == found:
        return True
    if isinstance(wanted, dt.date) and isinstance(found, dt.date):
        return abs(_moment(wanted) - _moment(found)) < dt.timedelta(milliseconds=1)
    if isinstance(wanted, int | float) and isinstance(found, int | float):
        return abs(wanted - found) <= _EXACT * max(1.0, abs(wanted))
    if isinstance(found, str) and not isinstance(wanted, str):
        # Days before 1900 and numbers beyond a float's precision are stored as text.
        return str(wanted) == found or (isinstance(wanted, dt.date) and wanted.isoformat() == found)
    return False


def _moment(day: dt.date) -> dt.datetime:
    return day if isinstance(day, dt.datetime) else dt.datetime.combine(day, _MIDNIGHT)
