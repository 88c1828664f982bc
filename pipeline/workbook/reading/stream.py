"""One sheet's XML as a stream: what stands before the rows, whole rows at a time, what stands behind them."""

import codecs
import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from pipeline.errors import FollowupError, UnreadableWorkbookError
from pipeline.workbook.file.asides import covered, uncovered
from pipeline.workbook.file.markup import broken_xml, doctype_refused
from schemas.texts import Text

Arrange = Callable[[Iterator[bytes]], Iterator[bytes]]
"""Gives rows in another order, before anything else sees them."""

_ROOT: Final = re.compile(rb"<([A-Za-z_][\w.-]*:)?worksheet[\s>/]")
_DECLARED: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)")
_MAX_ROW_BYTES: Final = 64 << 20
_MAX_HEAD: Final = 8 << 20
"""Columns and views stand before the rows: some kilobytes in any honest sheet."""
_UTF16: Final = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_SAID_UTF16: Final = re.compile(
    rb"(<\?xml[^>]*?encoding\s*=\s*[\"'])utf-16(?:[lb]e)?(?=[\"'])", re.IGNORECASE
)


class SheetStream:
    """Reads a worksheet part once. `head` is there at once, `tail` after the last of `rows`.

    head ends behind the open tag of sheetData (or behind <sheetData/>: then `is_short`), tail begins at its close tag.
    A part in UTF-16 comes as UTF-8 (`was_utf16`). In the rows, comments and the like are covered (module asides).
    """

    def __init__(self, chunks: Iterator[bytes], sheet: str, arrange: Arrange = iter) -> None:
        """Read up to the rows.

        Raises: UnreadableWorkbookError for a DOCTYPE, an encoding that is not Unicode, or XML without sheetData.
        """
        self._sheet = sheet
        self._arrange = arrange
        self.tail = b""
        first = next(chunks, b"")
        encoding = _UTF16.get(first[:2])
        self.was_utf16 = encoding is not None
        self._chunks = (
            chain([first], chunks)
            if encoding is None
            else _in_utf8(chain([first], chunks), encoding)
        )
        buffer = self._fill(b"")
        declared = _DECLARED.match(buffer.removeprefix(b"\xef\xbb\xbf"))
        if declared and declared[1].lower() not in {b"utf-8", b"utf8", b"us-ascii", b"ascii"}:
            raise _odd_encoding(sheet)
        self.prefix = self._find_root(buffer)
        self.head, self._rest = self._split_head(buffer)
        self.is_short = self.head.endswith(b"/>")

    def _fill(self, buffer: bytes) -> bytes:
        piece = next(self._chunks, None)
        if piece is None:
            raise broken_xml()
        return buffer + piece

    def _find_root(self, buffer: bytes) -> bytes:
        if b"<!DOCTYPE" in buffer:
            raise doctype_refused()
        root = _ROOT.search(buffer)
        if root is None:
            raise no_rows(self._sheet)
        return root[1] or b""

    def _split_head(self, buffer: bytes) -> tuple[bytes, bytes]:
        p = re.escape(self.prefix)
        pattern = re.compile(
            rb"<!--|<" + p + rb"sheetData(?=[\s/>])|</" + p + rb"worksheet(?=[\s>])"
        )
        longest = len(self.prefix) + 16
        at = 0
        while True:
            found = pattern.search(buffer, at)
            end = -1
            if found is None:
                at = max(at, len(buffer) - longest)
            elif found[0] == b"<!--":
                at, end = _behind_comment(buffer, found.start())
            elif found[0].startswith(b"</"):
                raise no_rows(self._sheet)
            else:
                at = found.start()
                end = buffer.find(b">", at)
                if end >= 0:
                    return buffer[: end + 1], buffer[end + 1 :]
            if end < 0:
                if len(buffer) > _MAX_HEAD:
                    raise broken_xml()
                buffer = self._fill(buffer)

    def rows(self) -> Iterator[bytes]:
        """Give the rows in pieces that begin and end between rows."""
        return self._arrange(self._rows())

    def _rows(self) -> Iterator[bytes]:
        if self.is_short:
            self.tail = self._rest + b"".join(self._chunks)
            return
        close, start = b"</" + self.prefix + b"sheetData", b"<" + self.prefix + b"row"
        self._chunks = covered(chain([self._rest], self._chunks))
        buffer = b""
        searched = 0
        while (end := buffer.find(close, searched)) < 0:
            cut = buffer.rfind(start)
            if cut > 0:
                yield buffer[:cut]
                buffer = buffer[cut:]
            if len(buffer) > _MAX_ROW_BYTES:
                raise broken_xml()
            searched = max(0, len(buffer) - len(close))
            buffer = self._fill(buffer)
        if end:
            yield buffer[:end]
        self.tail = uncovered(buffer[end:] + b"".join(self._chunks))


def _behind_comment(buffer: bytes, start: int) -> tuple[int, int]:
    """Give where to go on behind a comment, and its end; its start and -1 where it goes on in the next piece."""
    end = buffer.find(b"-->", start + 4)
    return (start, -1) if end < 0 else (end + 3, end)


def _in_utf8(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Give a UTF-16 part as UTF-8, its declaration too.

    Raises: UnreadableWorkbookError for bytes that are no UTF-16.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    is_first = True
    try:
        for chunk in chunks:
            piece = decoder.decode(chunk).encode()
            yield _SAID_UTF16.sub(rb"\1UTF-8", piece, count=1) if is_first else piece
            is_first = False
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise broken_xml() from error


def no_rows(sheet: str) -> FollowupError:
    """Give the error for a sheet part without rows to speak of."""
    return UnreadableWorkbookError(
        Text(
            f"{sheet}: 这张表的内部结构不认识。请用 Excel 或 WPS 打开并另存为 .xlsx",
            f"{sheet}: the inside of this sheet is of an unknown kind. Open the file in Excel or WPS and save it as .xlsx",
        )
    )


def _odd_encoding(sheet: str) -> FollowupError:
    return UnreadableWorkbookError(
        Text(
            f"{sheet}: 这张表的内部编码不是 UTF-8。请用 Excel 或 WPS 打开并另存为 .xlsx",
            f"{sheet}: the inside of this sheet is not encoded as UTF-8. Open the file in Excel or WPS and save it as .xlsx",
        )
    )
