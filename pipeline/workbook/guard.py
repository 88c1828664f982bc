"""What is checked before cells go to python-calamine, and what becomes of its failures.

That reader trusts a file: a made-up count lets it ask for exabytes, one far cell lays out the whole grid, and one long
text shared by a million cells is copied a million times. It then ends the process, which no `except` can catch. So the
few numbers that it trusts are proven first, from the bytes that it will read.
"""

import io
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import python_calamine

from pipeline.errors import UnreadableWorkbookError
from pipeline.limits import KB, MB, exceeded
from pipeline.workbook.archive import write_archive
from pipeline.workbook.grid import outside_grid, reference_of
from pipeline.workbook.markup import (
    TOKEN,
    apply_edits,
    attributes,
    broken_xml,
    child_spans,
    find_child,
    local_name,
    parse_xml,
    root_span,
)
from pipeline.workbook.package import Package
from pipeline.workbook.references import LAST_COLUMN, LAST_ROW
from pipeline.workbook.stream import SheetStream
from schemas.texts import Text

Codes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64] | npt.NDArray[np.int32]

_STRINGS: Final = "xl/sharedstrings.xml"
_STYLES: Final = "xl/styles.xml"
_USUAL_PLACES: Final = (("sharedStrings", _STRINGS), ("styles", _STYLES))
"""The reader looks there and nowhere else: moved styles would turn dates into bare numbers."""
_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?sst(?=[\s>/])")
_ITEM: Final = re.compile(rb"<(?:[\w.-]+:)?si(?=[\s>/])")
_SHARED: Final = re.compile(rb't="s"[^>]*>\s*<(?:[\w.-]+:)?v>(\d{1,9})<')
_TEXT_CELL: Final = re.compile(rb"\st\s*=\s*[\"']s[\"']")
_WRONG: Final = re.compile(rb't="s"[^>]*>\s*<(?:[\w.-]+:)?v(?:\s[^>]*)?>(?!\d{0,9}<)')
_WRONG_ODD: Final = re.compile(rb"\st\s*=\s*[\"']s[\"'][^>]*>\s*<(?:[\w.-]+:)?v(?:\s[^>]*)?>(?!\s*<|\d{1,9}<)")
_PAD: Final = b"\0" * 32
_ROW_DIGITS: Final = 7
_ZERO, _LETTER_A, _LETTER_Z, _QUOTE = (ord(c) for c in '0AZ"')
_NINE: Final = 9


def open_cells(package: Package, plain: Mapping[str, bytes] | None = None) -> Any:
    """Open the cell reader on a package; plain: parts to be read in another spelling than they have in the file.

    Raises: UnreadableWorkbookError where a part that the reader needs is not where it looks, or its numbers cannot be.
    """
    for kind, place in _USUAL_PLACES:
        parts = package.related(package.workbook_part, kind)
        if parts and parts[0].lower() != place:
            raise _moved_part(parts[0])
    if _STYLES in package:
        parse_xml(package.read(_STYLES))  # the writer will take it apart: what is wrong with it is told now
    mended = {**_honest_counts(package), **(plain or {})}
    others = [name for index, name in enumerate(package.all_sheet_names) if index not in _positions(package)]
    try:
        return _open(package, mended)
    except UnreadableWorkbookError:
        if not others:
            raise
        # Macro sheets, and sheets without a part, stop the reader: it need not see them.
        return _open(package, {**mended, package.workbook_part: _without_other_sheets(package)})


def _open(package: Package, mended: Mapping[str, bytes]) -> Any:
    """Open the reader on the file's own bytes, or on a copy in memory where a part had to be mended for it."""
    source = io.BytesIO(package.data)
    if mended:
        source = io.BytesIO()
        write_archive(
            package.data,
            package.members,
            lambda member: [mended[member.name]] if member.name in mended else None,
            package.comment,
            source,
        )
        source.seek(0)
    with calm(Text("工作簿", "The workbook")):
        return python_calamine.CalamineWorkbook.from_filelike(source)


def _honest_counts(package: Package) -> dict[str, bytes]:
    """Give the shared texts without their count where it claims more than there are: the reader makes room for it."""
    count = len(_string_lengths(package))
    if _STRINGS not in package:
        return {}
    data = package.read(_STRINGS)
    root = next((token for token in TOKEN.finditer(data) if token[2]), None)
    if root is None or root[1] or local_name(root[2]) != "sst" or len(_ROOT.findall(data)) != 1:
        raise broken_xml()
    said = attributes(root[3]).get("uniqueCount", "0")
    if said.isdecimal() and int(said) <= max(count, 1):
        return {}
    tag = re.sub(rb"\suniqueCount\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", root[0])
    return {package.member(_STRINGS).name: data[: root.start()] + tag + data[root.end() :]}


def _positions(package: Package) -> set[int]:
    return {sheet.position for sheet in package.sheets}


def _without_other_sheets(package: Package) -> bytes:
    data = package.read(package.workbook_part)
    listed = find_child(data, root_span(data), "sheets")
    spans = child_spans(data, listed.inner, listed.close) if listed else []
    kept = _positions(package)
    return apply_edits(data, [(span.start, span.end, b"") for index, span in enumerate(spans) if index not in kept])


@contextmanager
def calm(what: Text) -> Iterator[None]:
    """Turn the cell reader's errors and panics into the one message; its own report on stderr is kept silent."""
    try:
        with _silent_stderr():
            yield
    except python_calamine.CalamineError as error:
        raise _unread(what, str(error)) from error
    except BaseException as error:
        # A panic in Rust is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise _unread(what, str(error)) from error


@contextmanager
def _silent_stderr() -> Iterator[None]:
    """Hold the process's stderr shut: a panic prints there before Python hears of it."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # there is no stderr to keep silent, as under pythonw
        yield
        return
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def check_sheet(package: Package, sheet: str) -> None:
    """Prove that the cell reader can lay out a sheet.

    Raises: UnreadableWorkbookError for a cell outside the grid, cells too far apart, or more text than the limits allow.
    """
    limits, lengths = package.limits, _string_lengths(package)
    extent, references = _look_over(package, sheet, valued=False)
    if extent.cells > limits.box_cells:
        # Formatted cells without a value cost the reader nothing: only those with one make its box.
        extent, _ = _look_over(package, sheet, valued=True)
        if extent.cells > limits.box_cells:
            raise exceeded(limits, "box_cells", extent.cells, sheet)
    longest = int(lengths.max(initial=0))
    if references * longest > limits.text_mb * MB:
        # Only where this bound is too wide is each reference looked up.
        texts = sum(_shared_text(blob, lengths, longest) for blob in _rows(package, sheet))
        if texts > limits.text_mb * MB:
            raise exceeded(limits, "text_mb", texts // MB, sheet)


def _rows(package: Package, sheet: str) -> Iterator[bytes]:
    return SheetStream(package.chunks(package.sheet(sheet).part), sheet).rows()


def _look_over(package: Package, sheet: str, *, valued: bool) -> tuple["Extent", int]:
    """Give the box of a sheet's cells, and how many of them refer to shared texts."""
    extent, references = Extent(valued=valued), 0
    for blob in _rows(package, sheet):
        extent.take(blob)
        count = _reference_count(blob)
        references += count
        # Without its digits a reference as everybody writes it is this; only other ones are looked at one by one.
        if blob.translate(None, b"0123456789").count(b't="s"><v></v>') != count:
            _refuse_wrong_references(sheet, blob)
    return extent, references


def _reference_count(blob: bytes) -> int:
    return len(_TEXT_CELL.findall(blob)) if _is_odd(blob) else blob.count(b't="s"')


def _is_odd(blob: bytes) -> bool:
    """Tell whether attributes may be written with other quotes or with blanks, which is rare."""
    codes = np.frombuffer(blob + _PAD, np.uint8)
    odd = (codes[1:-1] == ord("=")) & ((codes[:-2] == ord(" ")) | (codes[2:] != _QUOTE))
    return bool(odd.any())


def _refuse_wrong_references(sheet: str, blob: bytes) -> None:
    """Refuse a reference to a shared text that is no plain number: the reader would take the first text for it."""
    found = (_WRONG_ODD if _is_odd(blob) else _WRONG).search(blob)
    if found:
        address = re.findall(
            rb"\sr\s*=\s*[\"']([A-Z]{1,3}\d{1,7})[\"']", blob[max(0, found.start() - 200) : found.end()]
        )
        place = f"{sheet}!{address[-1].decode()}" if address else sheet
        raise UnreadableWorkbookError(
            Text(
                f"{place}: 这一格的文字编号不是数字，文字会读错。请用 Excel 或 WPS 打开并另存为 .xlsx",
                f"{place}: the number of this cell's text is none, so its text would be read wrongly. "
                "Open the file in Excel or WPS and save it as .xlsx",
            )
        )


def _shared_text(blob: bytes, lengths: Places, longest: int) -> int:
    """Add up the texts that a piece of rows refers to; a reference that cannot be followed counts as the longest."""
    found = np.array(_SHARED.findall(blob), dtype="S9").astype(np.int64)
    known = found[found < len(lengths)]
    return int(lengths[known].sum()) + max(0, _reference_count(blob) - len(found)) * longest


def _string_lengths(package: Package) -> Places:
    """Give the size of each shared text in bytes, markup included; they are measured once."""
    key = "string lengths"
    if key not in package.cache:
        package.cache[key] = _measure_strings(package) if _STRINGS in package else np.zeros(0, np.int64)
    lengths: Places = package.cache[key]
    return lengths


def _measure_strings(package: Package) -> Places:
    limits = package.limits
    data = package.read(_STRINGS)
    starts = np.fromiter((item.start() for item in _ITEM.finditer(data)), np.int64)
    if len(starts) > limits.strings:
        raise exceeded(limits, "strings", len(starts), package.member(_STRINGS).name)
    lengths = np.diff(starts, append=len(data))
    if len(lengths) and lengths.max() > limits.string_kb * KB:
        raise exceeded(limits, "string_kb", int(lengths.max()) // KB, package.member(_STRINGS).name)
    return lengths


@dataclass(slots=True)
class Extent:
    """The box of cells with content, as the cell reader will see it: from the cells' own references."""

    top: int = LAST_ROW + 1
    left: int = LAST_COLUMN + 1
    bottom: int = 0
    right: int = 0
    row: int = 0
    valued: bool = True

    @property
    def cells(self) -> int:
        """How many cells the box holds."""
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)

    def take(self, blob: bytes) -> None:
        """Widen the box by the cells of a piece of rows.

        Raises: UnreadableWorkbookError for a reference outside the grid.
        """
        found = _plain_references(blob, valued=self.valued)
        if found is None:
            self._take_tokens(blob)
        elif len(found[0]):
            rows, columns = found
            self._widen(int(rows.min()), int(columns.min()))
            self._widen(int(rows.max()), int(columns.max()))

    def _widen(self, row: int, column: int) -> None:
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            raise outside_grid()
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)

    def _take_tokens(self, blob: bytes) -> None:
        """Do the same for cells in any other spelling; an empty cell counts too, which is on the safe side."""
        column = 0
        for token in TOKEN.finditer(blob):
            name = local_name(token[2]) if token[2] and not token[1] else ""
            if name == "row":
                said = attributes(token[3]).get("r", "")
                self.row = int(said) if said.isdecimal() and len(said) <= _ROW_DIGITS else self.row + 1
                column = 0
            elif name == "c":
                reference = attributes(token[3]).get("r")
                row, column = (self.row, column + 1) if reference is None else reference_of(reference)
                if not token[3].endswith(b"/"):
                    self._widen(row, column)


def _plain_references(blob: bytes, *, valued: bool) -> tuple[Places, Places] | None:
    """Give row and column of all cells, or of those with content; None where not every cell is written <c r="A1"."""
    codes = np.frombuffer(blob + _PAD, np.uint8)
    first, second = codes[:-1], codes[1:]
    opens = first == ord("<")
    # Comments may hide cells, and a prefix may stand before them.
    if (opens & ((second == ord("!")) | (second == ord("?")))).any() or (
        (first == ord(":")) & (second == ord("c"))
    ).any():
        return None
    cells = np.flatnonzero(opens & (second == ord("c")))
    if not ((codes[cells + 2] == ord(" ")) & (codes[cells + 3] == ord("r")) & (codes[cells + 5] == _QUOTE)).all():
        return None
    if valued:
        tags = np.append(np.flatnonzero(codes == ord("<")), len(blob))
        following = tags[np.searchsorted(tags, cells) + 1]
        short = (codes[following - 1] == ord(">")) & (codes[following - 2] == ord("/"))
        cells = cells[~short & (codes[following + 1] != ord("/"))]
    return _read_references(codes, cells + 6)


def _read_references(codes: Codes, at: Places) -> tuple[Places, Places] | None:
    first, second, third = codes[at], codes[at + 1], codes[at + 2]
    two = (second >= _LETTER_A) & (second <= _LETTER_Z)
    three = two & (third >= _LETTER_A) & (third <= _LETTER_Z)
    column = first.astype(np.int32) - (_LETTER_A - 1)
    if two.any():
        column = np.where(two, column * 26 + (second.astype(np.int32) - (_LETTER_A - 1)), column)
        column = np.where(three, column * 26 + (third.astype(np.int32) - (_LETTER_A - 1)), column)
    at = at + 1 + two + three
    row = np.zeros(len(at), np.int32)
    for _ in range(_ROW_DIGITS):
        digit = codes[at] - np.uint8(_ZERO)  # wraps round: whatever is no digit is larger than nine
        is_digit = digit <= _NINE
        if not is_digit.any():
            break
        row = np.where(is_digit, row * 10 + digit, row)
        at = at + is_digit
    return (row, column) if bool((codes[at] == _QUOTE).all()) else None


def _moved_part(name: str) -> UnreadableWorkbookError:
    return UnreadableWorkbookError(
        Text(
            f"内部部件 {name} 不在通常的位置,日期或文字会读错。请用 Excel 或 WPS 打开并另存为 .xlsx",
            f"The part {name} is not in its usual place, so dates or texts would be read wrongly. "
            "Open the file in Excel or WPS and save it as .xlsx",
        )
    )


def _unread(what: Text, why: str) -> UnreadableWorkbookError:
    # The reader's words may quote a cell; only their first line is shown, and nothing of it is logged.
    why = (why.splitlines() or [""])[0][:120]
    return UnreadableWorkbookError(
        Text(
            f"{what.zh}: 读不了({why})。请用 Excel 或 WPS 打开另存一次",
            f"{what.en}: cannot be read ({why}). Open and save the file once in Excel or WPS",
        )
    )
