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
from typing import Any, Final

import numpy as np
import python_calamine

from pipeline.errors import UnreadableWorkbookError
from pipeline.settings.limits import KB, MB, exceeded
from pipeline.workbook.file.archive import write_archive
from pipeline.workbook.file.markup import (
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
from pipeline.workbook.file.package import Package
from pipeline.workbook.reading.layout import Places
from pipeline.workbook.reading.stream import SheetStream
from schemas.texts import Text

STRINGS: Final = "xl/sharedstrings.xml"
STYLES: Final = "xl/styles.xml"
_USUAL_PLACES: Final = (("sharedStrings", STRINGS), ("styles", STYLES))
"""The reader looks there and nowhere else: moved styles would turn dates into bare numbers."""
_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?sst(?=[\s>/])")
_ITEM: Final = re.compile(rb"<(?:[\w.-]+:)?si(?=[\s>/])")
_SHARED: Final = re.compile(rb't="s"[^>]*>\s*<(?:[\w.-]+:)?v>(\d{1,9})<')
_TEXT_CELL: Final = re.compile(rb"\st\s*=\s*[\"']s[\"']")
_WRONG: Final = re.compile(rb't="s"[^>]*>\s*<(?:[\w.-]+:)?v(?:\s[^>]*)?>(?!\d{0,9}<)')
_WRONG_ODD: Final = re.compile(
    rb"\st\s*=\s*[\"']s[\"'][^>]*>\s*<(?:[\w.-]+:)?v(?:\s[^>]*)?>(?!\s*<|\d{1,9}<)"
)
_QUOTE: Final = ord('"')


def check_places(package: Package) -> None:
    """Check that the parts that the cell reader needs are where it looks, and sound.

    Raises: UnreadableWorkbookError.
    """
    for kind, place in _USUAL_PLACES:
        parts = package.related(package.workbook_part, kind)
        if parts and parts[0].lower() != place:
            raise _moved_part(parts[0])
    if STYLES in package:
        parse_xml(
            package.read(STYLES)
        )  # the writer will take it apart: what is wrong with it is told now
    _honest_counts(package)


def open_cells(package: Package, plain: Mapping[str, bytes] | None = None) -> Any:
    """Open the cell reader on a package whose places were checked; plain: parts to be read in another spelling.

    Raises: UnreadableWorkbookError where its numbers cannot be.
    """
    mended = {**_honest_counts(package), **(plain or {})}
    others = [
        name
        for index, name in enumerate(package.all_sheet_names)
        if index not in _positions(package)
    ]
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
    count = len(string_lengths(package))
    if STRINGS not in package:
        return {}
    data = package.read(STRINGS)
    root = next((token for token in TOKEN.finditer(data) if token[2]), None)
    if root is None or root[1] or local_name(root[2]) != "sst" or len(_ROOT.findall(data)) != 1:
        raise broken_xml()
    said = attributes(root[3]).get("uniqueCount", "0")
    if said.isdecimal() and int(said) <= max(count, 1):
        return {}
    tag = re.sub(rb"\suniqueCount\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", root[0])
    return {package.member(STRINGS).name: data[: root.start()] + tag + data[root.end() :]}


def _positions(package: Package) -> set[int]:
    return {sheet.position for sheet in package.sheets}


def _without_other_sheets(package: Package) -> bytes:
    data = package.read(package.workbook_part)
    listed = find_child(data, root_span(data), "sheets")
    spans = child_spans(data, listed.inner, listed.close) if listed else []
    kept = _positions(package)
    return apply_edits(
        data, [(span.start, span.end, b"") for index, span in enumerate(spans) if index not in kept]
    )


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


def check_texts(package: Package, sheet: str) -> None:
    """Prove that a sheet's texts can be followed, and stay within the limits when each is copied to where it is used.

    Raises: UnreadableWorkbookError.
    """
    limits, lengths = package.limits, string_lengths(package)
    longest, references = int(lengths.max(initial=0)), 0
    for blob in _rows(package, sheet):
        references += refuse_wrong_references(sheet, blob)
    if references * longest > limits.text_mb * MB:
        # Only where this bound is too wide is each reference looked up.
        texts = sum(_shared_text(blob, lengths, longest) for blob in _rows(package, sheet))
        if texts > limits.text_mb * MB:
            raise exceeded(limits, "text_mb", texts // MB, sheet)


def _rows(package: Package, sheet: str) -> Iterator[bytes]:
    return SheetStream(package.chunks(package.sheet(sheet).part), sheet).rows()


def _reference_count(blob: bytes) -> int:
    return len(_TEXT_CELL.findall(blob)) if _is_odd(blob) else blob.count(b't="s"')


def _is_odd(blob: bytes) -> bool:
    """Tell whether attributes may be written with other quotes or with blanks, which is rare."""
    codes = np.frombuffer(blob, np.uint8)
    odd = (codes[1:-1] == ord("=")) & ((codes[:-2] == ord(" ")) | (codes[2:] != _QUOTE))
    return bool(odd.any())


def refuse_wrong_references(sheet: str, blob: bytes) -> int:
    """Refuse a reference to a shared text that is no plain number: the reader would take the first text for it.

    Returns: how many references there are.
    Raises:  UnreadableWorkbookError.
    """
    count = _reference_count(blob)
    # Without its digits a reference as everybody writes it is this; only other ones are looked at one by one.
    if blob.translate(None, b"0123456789").count(b't="s"><v></v>') == count:
        return count
    found = (_WRONG_ODD if _is_odd(blob) else _WRONG).search(blob)
    if found:
        address = re.findall(
            rb"\sr\s*=\s*[\"']([A-Z]{1,3}\d{1,7})[\"']",
            blob[max(0, found.start() - 200) : found.end()],
        )
        place = f"{sheet}!{address[-1].decode()}" if address else sheet
        raise UnreadableWorkbookError(
            Text(
                f"{place}: 这一格的文字编号不是数字，文字会读错。请用 Excel 或 WPS 打开并另存为 .xlsx",
                f"{place}: the number of this cell's text is none, so its text would be read wrongly. "
                "Open the file in Excel or WPS and save it as .xlsx",
            )
        )
    return count


def _shared_text(blob: bytes, lengths: Places, longest: int) -> int:
    """Add up the texts that a piece of rows refers to; a reference that cannot be followed counts as the longest."""
    found = np.array(_SHARED.findall(blob), dtype="S9").astype(np.int64)
    known = found[found < len(lengths)]
    return int(lengths[known].sum()) + max(0, _reference_count(blob) - len(found)) * longest


def string_lengths(package: Package) -> Places:
    """Give the size of each shared text in bytes, markup included."""
    return _measured_strings(package)[1]


def string_starts(package: Package) -> Places:
    """Give where each shared text begins in its part."""
    return _measured_strings(package)[0]


def _measured_strings(package: Package) -> tuple[Places, Places]:
    """Give starts and sizes of the shared texts; they are measured once."""
    key = "shared texts"
    if key not in package.cache:
        nothing = np.zeros(0, np.int64)
        package.cache[key] = _measure_strings(package) if STRINGS in package else (nothing, nothing)
    found: tuple[Places, Places] = package.cache[key]
    return found


def _measure_strings(package: Package) -> tuple[Places, Places]:
    limits = package.limits
    data = package.read(STRINGS)
    starts = np.fromiter((item.start() for item in _ITEM.finditer(data)), np.int64)
    if len(starts) > limits.strings:
        raise exceeded(limits, "strings", len(starts), package.member(STRINGS).name)
    lengths = np.diff(starts, append=len(data))
    if len(lengths) and lengths.max() > limits.string_kb * KB:
        raise exceeded(limits, "string_kb", int(lengths.max()) // KB, package.member(STRINGS).name)
    return starts, lengths


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
