"""What cells say, read by python-calamine: each shared text and each distinct spelling of a cell just once.

A value depends on nothing but the cell's own content, the styles, the shared texts and the epoch. So the reader is given
small workbooks of distinct cells, and never a whole sheet: its memory and ours is that of the distinct values. What can
be read in one way only, a text without markup in it, need not go there at all.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import python_calamine

from pipeline.workbook.file.package import Package
from pipeline.workbook.reading.guard import STRINGS, STYLES, calm, string_starts
from pipeline.workbook.reading.layout import Places
from schemas.texts import Text

Values = npt.NDArray[np.object_]

_AT_ONCE: Final = 200_000
"""Cells that go to the reader at once: what bounds its memory."""
_SHARED: Final = re.compile(rb"\st\s*=\s*[\"']s[\"']")
_KEPT_BLANKS: Final = b'<t xml:space="preserve">'
_PHONETIC: Final = re.compile(rb"</t><phoneticPr [^<>]*/></si>")
_PLAIN_ITEM: Final = re.compile(
    rb'<si><t(?: xml:space="preserve")?>([^<>&\r]*)</t>(?:<phoneticPr [^<>]*/>)?</si>\s*'
)
_MARKUP: Final = ("<", ">", "&", "\r", "_x", "\ufffd")
_PLAIN_CELL: Final = re.compile(
    rb'(?: s="\d+")? t="inlineStr"><is><t(?: xml:space="preserve")?>([^<>&\r]*)</t></is></c>\s*'
)
_MARK: Final = b"<v>0</v></c></row>"
_MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = b"http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = (
    b'<Types xmlns="%b/content-types"><Default Extension="rels" '
    b'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
) % _PACKAGE
_TOP: Final = (
    b'<Relationships xmlns="%b/relationships"><Relationship Id="a" Type="%b/officeDocument" Target="xl/workbook.xml"/></Relationships>'
) % (_PACKAGE, _RELATIONS)
_BOOK: Final = (
    b'<workbook xmlns="%b" xmlns:r="%b"><workbookPr date1904="%%d"/><sheets><sheet name="a" sheetId="1" r:id="a"/></sheets></workbook>'
) % (_MAIN, _RELATIONS)
_PARTS: Final = (
    b'<Relationships xmlns="%b/relationships"><Relationship Id="a" Type="%b/worksheet" Target="worksheets/sheet1.xml"/>'
    b'<Relationship Id="b" Type="%b/styles" Target="styles.xml"/>'
    b'<Relationship Id="c" Type="%b/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
) % (_PACKAGE, _RELATIONS, _RELATIONS, _RELATIONS)


class OddCellsError(Exception):
    """Cells cannot be read one by one: the sheet must go to the reader whole."""


class CellReader:
    """Reads cells of one package apart from their sheet."""

    def __init__(self, package: Package) -> None:
        """Take the package; nothing is read yet."""
        self._package = package
        self._strings: Values | None = None
        self._numbers: dict[int, bool] = {}
        self._styles = package.read(STYLES) if STYLES in package else None

    @property
    def strings(self) -> Values:
        """Give the shared texts as the reader sees them.

        Raises: OddCellsError where they cannot be told apart.
        """
        if self._strings is None:
            self._strings = self._read_strings()
        return self._strings

    def values(self, contents: Sequence[bytes]) -> list[Any]:
        """Give the values of cells.

        Takes:  for each cell what stands behind its reference, up to and with its close tag.
        Raises: OddCellsError where the reader does not see so many cells; UnreadableWorkbookError where it gives up.
        """
        found: list[Any] = list(map(_plain_text, contents))
        rest = [at for at, value in enumerate(found) if value is None]
        for first in range(0, len(rest), _AT_ONCE):
            batch = rest[first : first + _AT_ONCE]
            for at, value in zip(batch, self._read([contents[at] for at in batch]), strict=True):
                found[at] = value
        return found

    def is_number(self, style: int) -> bool:
        """Tell whether a number with this style, -1 = none, is a number and neither a day nor a time."""
        if style not in self._numbers:
            head = b' s="%d"' % style if style >= 0 else b""
            self._numbers[style] = self._read([head + b"><v>1.5</v></c>"]) == [1.5]
        return self._numbers[style]

    def _read_strings(self) -> Values:
        starts = string_starts(self._package)
        found = np.empty(len(starts), object)
        if not len(starts):
            return found
        data = self._package.read(STRINGS)
        if b"<!--" in data or b"<![CDATA[" in data:
            raise OddCellsError
        ends = np.append(starts[1:], data.rfind(b"</"))
        around = data[: starts[0]], data[ends[-1] :]
        known: dict[bytes, Any] = {}
        for first in range(0, len(starts), _AT_ONCE):
            here, until = starts[first : first + _AT_ONCE], ends[first : first + _AT_ONCE].tolist()
            texts: list[Any] = list(_plain_items(data, here, until))
            odd = [at for at, text in enumerate(texts) if text is None]
            items = [data[here[at] : until[at]] for at in odd]
            known |= self._read_items(
                [item for item in dict.fromkeys(items) if item not in known], *around
            )
            for at, item in zip(odd, items, strict=True):
                texts[at] = known[item]
            found[first : first + _AT_ONCE] = texts
        return found

    def _read_items(
        self, items: Sequence[bytes], head: bytes, tail: bytes
    ) -> Iterator[tuple[bytes, Any]]:
        """Give some shared texts with their values; head, tail: what stands around them in their part."""
        if not items:
            return iter(())
        cells = [b' t="s"><v>%d</v></c>' % number for number in range(len(items))]
        return zip(items, self._read(cells, b"".join([head, *items, tail])), strict=True)

    def _read(self, contents: Sequence[bytes], strings: bytes | None = None) -> list[Any]:
        sheet = b"".join(_sheet(contents))
        if strings is None and STRINGS in self._package and _SHARED.search(sheet):
            strings = self._package.read(STRINGS)
        parts = {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _TOP,
            "xl/workbook.xml": _BOOK % self._package.date1904,
            "xl/_rels/workbook.xml.rels": _PARTS,
            "xl/worksheets/sheet1.xml": sheet,
        }
        parts |= {STYLES: self._styles} if self._styles is not None else {}
        parts |= {STRINGS: strings} if strings is not None else {}
        small = io.BytesIO()
        with zipfile.ZipFile(small, "w", zipfile.ZIP_STORED) as file:
            for name, data in parts.items():
                file.writestr(zipfile.ZipInfo(name), data)
        small.seek(0)
        with calm(Text("工作表", "The sheet")):
            book = python_calamine.CalamineWorkbook.from_filelike(small)
            lines = book.get_sheet_by_name("a").to_python(skip_empty_area=True)
        if len(lines) != len(contents) + 2 or len(lines[0]) != 1:
            raise OddCellsError
        return [line[0] for line in lines[1:-1]]


def _plain_items(data: bytes, starts: Places, ends: Sequence[int]) -> list[str | None]:
    """Give the shared texts that are plain ones, each in its place; None for any other."""
    body = data[int(starts[0]) : ends[-1]].replace(_KEPT_BLANKS, b"<t>")
    body = _PHONETIC.sub(b"</t></si>", body).removeprefix(b"<si><t>").removesuffix(b"</t></si>")
    texts = body.decode("utf-8", "replace").split("</t></si><si><t>")
    if len(texts) == len(starts):
        # No text has "<si>" in it then: each stands for one item.
        whole = "".join(texts)
        marks = [mark for mark in _MARKUP if mark in whole]
        return [text if _is_plain(text, marks) else None for text in texts]
    items = [data[start:end] for start, end in zip(starts.tolist(), ends, strict=True)]
    known = {item: _text_of(_PLAIN_ITEM.fullmatch(item)) for item in set(items)}
    return [known[item] for item in items]


def _plain_text(content: bytes) -> str | None:
    """Give the text of a cell that holds a plain one; None for any other cell."""
    return _text_of(_PLAIN_CELL.fullmatch(content))


def _text_of(found: re.Match[bytes] | None) -> str | None:
    text = found[1].decode("utf-8", "replace") if found else ""
    return text if _is_plain(text, _MARKUP) else None


def _is_plain(text: str, marks: Sequence[str]) -> bool:
    """Tell whether a text can be read in one way only: no blanks at its ends, no markup, no escape, all of it UTF-8."""
    return (
        bool(text) and text == text.strip() and not (marks and any(mark in text for mark in marks))
    )


def _sheet(contents: Sequence[bytes]) -> Iterator[bytes]:
    """Write the cells one below the other, between two that mark the ends."""
    yield b'<worksheet xmlns="%b"><sheetData><row r="1"><c r="A1">' % _MAIN + _MARK
    for row, content in enumerate(contents, 2):
        yield b'<row r="%d"><c r="A%d"%b</row>' % (row, row, content)
    row = len(contents) + 2
    yield b'<row r="%d"><c r="A%d">' % (row, row) + _MARK + b"</sheetData></worksheet>"
