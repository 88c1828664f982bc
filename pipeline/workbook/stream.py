"""One sheet's XML as a stream: what stands before the rows, whole rows at a time, what stands behind them."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.errors import FollowupError, UnreadableWorkbookError
from pipeline.workbook.markup import broken_xml, doctype_refused
from schemas.texts import Text

_ROOT: Final = re.compile(rb"<([A-Za-z_][\w.-]*:)?worksheet[\s>/]")
_DECLARED: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)")
_MAX_ROW_BYTES: Final = 64 << 20
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


class SheetStream:
    """Reads a worksheet part once. `head` is there at once, `tail` after the last of `rows`.

    head ends behind the open tag of sheetData (or behind <sheetData/>: then `is_short`), tail begins at its close tag.
    """

    def __init__(self, chunks: Iterator[bytes], sheet: str) -> None:
        """Read up to the rows.

        Raises: UnreadableWorkbookError for a DOCTYPE, an encoding other than UTF-8, or XML without sheetData.
        """
        self._chunks = chunks
        self._sheet = sheet
        self.tail = b""
        buffer = self._fill(b"")
        if buffer.startswith(_UTF16):
            raise _odd_encoding(sheet)
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
        name = re.escape(self.prefix) + rb"sheetData"
        pattern = re.compile(
            rb"<!--.*?-->|<" + name + rb"(?=[\s/>])[^>]*>|</" + re.escape(self.prefix) + rb"worksheet\s*>", re.DOTALL
        )
        while True:
            at = 0
            for found in pattern.finditer(buffer):
                at = found.end()
                if found[0].startswith(b"</"):
                    raise no_rows(self._sheet)
                if not found[0].startswith(b"<!"):
                    return buffer[:at], buffer[at:]
            buffer = self._fill(buffer)

    def rows(self) -> Iterator[bytes]:
        """Give the rows in pieces that begin and end between rows."""
        if self.is_short:
            self.tail = self._rest + b"".join(self._chunks)
            return
        close, start = b"</" + self.prefix + b"sheetData", b"<" + self.prefix + b"row"
        buffer = self._rest
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
        self.tail = buffer[end:] + b"".join(self._chunks)


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
