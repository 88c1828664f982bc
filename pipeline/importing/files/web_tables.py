"""Tables out of web pages, which many systems export under the name .xls."""

import email
import email.policy
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from pipeline.errors import UnreadableWorkbookError
from pipeline.importing.files.grids import Grid
from pipeline.importing.text.decoding import decode
from pipeline.settings.limits import Limits, exceeded
from schemas.texts import Text

_CHARSET: Final = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HEAD: Final = 4096
_WIDEST: Final = 1000
_TALLEST: Final = 10_000
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_CELLS: Final = ("td", "th")
_SILENT: Final = ("script", "style", "title")


def text_of(data: bytes, told: str | None) -> str:
    """Decode by what the user says, else by what the file says of itself, else by what it looks like."""
    found = _CHARSET.search(data[:_HEAD].replace(b"\0", b""))
    if told is None and found and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        said = found[1].decode("ascii").lower()
        try:
            return data.decode(
                {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(said, said)
            )
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data, told).text


def grids_of_page(data: bytes, limits: Limits, told: str | None = None) -> Iterator[Grid]:
    """Read every table of a web page; cells that span rows or columns leave blanks where they go on.

    Raises: UnreadableWorkbookError where there is no table.
    """
    if data[:_HEAD].lstrip().lower().startswith(b"mime-version"):
        data = _page_of_mail(data)
    reader = _Page(limits)
    reader.feed(text_of(data, told))
    reader.close()
    reader.end_all()
    filled = [
        table for table in reader.tables if any(cell != "" for row in table.rows for cell in row)
    ]
    if not filled:
        raise UnreadableWorkbookError(
            Text(
                "这是网页，里面没有表格。请换成表格文件",
                "This is a web page without a table. Give a table instead",
            )
        )
    for number, table in enumerate(filled, 1):
        yield table._replace(name=f"#{number}" if len(filled) > 1 else "")


def _page_of_mail(data: bytes) -> bytes:
    """Give the page out of a web archive (.mht)."""
    for part in email.message_from_bytes(data, policy=email.policy.default).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else b""
    return b""


class _Page(HTMLParser):
    """Gathers the tables of a page; a table within a cell is a table of its own."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Grid] = []
        self._limits, self._cells = limits, 0
        self._open: list[_Table] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append(_Table())
        elif tag in _SILENT:
            self._silent += 1
        elif not self._open:
            return
        elif tag == "tr":
            self._open[-1].start_row()
        elif tag in _CELLS:
            self._cells += 1
            if self._cells > self._limits.box_cells:
                raise exceeded(self._limits, "box_cells", self._cells)
            said = dict(attrs)
            self._open[-1].start_cell(
                _span(said.get("rowspan"), _TALLEST), _span(said.get("colspan"), _WIDEST)
            )
        elif tag in {"br", "p", "div"} and self._open[-1].texts:
            self._open[-1].texts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif not self._open:
            return
        elif tag in _CELLS:
            self._open[-1].end_cell()
        elif tag == "tr":
            self._open[-1].end_row()
        elif tag == "table":
            self.tables.append(self._open.pop().grid(self._limits))

    def handle_data(self, data: str) -> None:
        if self._open and not self._silent:
            self._open[-1].texts.append(_SPACES.sub(" ", data))

    def end_all(self) -> None:
        """Take the tables that the page never closes."""
        while self._open:
            self.tables.append(self._open.pop().grid(self._limits))


def _span(text: str | None, most: int) -> int:
    return (
        max(1, min(int(text), most)) if text and text.strip().isdecimal() and len(text) < 9 else 1  # noqa: PLR2004
    )


class _Table:
    """One table while it is read. Text between the cells is dropped with them: it belongs to none."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._rows: list[dict[int, str]] = []
        self._taken: dict[int, int] = {}
        self._merged: list[tuple[int, int, int, int]] = []
        self._column, self._cell = 0, (0, 0, 0)
        self._in_row = self._in_cell = False

    def start_row(self) -> None:
        self.end_row()
        self._rows.append({})
        self._column, self._in_row = 0, True

    def start_cell(self, height: int, width: int) -> None:
        self.end_cell()
        if not self._in_row:
            self.start_row()
        row = len(self._rows) - 1
        while self._taken.get(self._column, -1) >= row:
            self._column += 1
        self._cell = (self._column, height, width)
        for column in range(self._column, self._column + width):
            self._taken[column] = row + height - 1
        if height > 1:
            self._merged.append((row, self._column, row + height - 1, self._column + width - 1))
        self.texts, self._in_cell = [], True

    def end_cell(self) -> None:
        if self._in_cell:
            column, _, width = self._cell
            lines = [line.strip(" ") for line in "".join(self.texts).split("\n")]
            self._rows[-1][column] = "\n".join(
                line for line in lines if line.replace("\xa0", "").strip()
            )
            self._column = column + width
        self.texts, self._in_cell = [], False

    def end_row(self) -> None:
        self.end_cell()
        self._in_row = False

    def grid(self, limits: Limits) -> Grid:
        self.end_row()
        width = max((column + 1 for row in self._rows for column in row), default=0)
        if width * len(self._rows) > limits.box_cells:
            raise exceeded(limits, "box_cells", width * len(self._rows))
        rows = [
            [row.get(column, "").replace("\xa0", " ") for column in range(width)]
            for row in self._rows
        ]
        return Grid("", 1, rows, self._merged)
