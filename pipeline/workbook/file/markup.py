"""XML at byte level: find elements and attributes without rewriting what lies around them."""

import re
import sys
from collections.abc import Iterable
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from pipeline.errors import UnreadableWorkbookError
from schemas.texts import Text

TOKEN: Final = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(/?)([^\s/>!?]+)([^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*)>",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(rb"([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ENTITY: Final = re.compile(r"&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,9})|(amp|lt|gt|quot|apos));")
_WHOLE: Final = re.compile(r"\s*[+-]?[0-9]{1,18}\s*")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ROWS: Final = b"sheetData"
_IN_ATTRIBUTES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
)
_ODD_IN_ATTRIBUTES: Final = re.compile('[&<>"\n\t]')
"""The element that is nearly all of a sheet, and is passed over at one go."""
Edit = tuple[int, int, bytes]


class Span(NamedTuple):
    """Where an element stands: local name, start of "<", after the open tag, at the close tag, after it."""

    name: str
    start: int
    inner: int
    close: int
    end: int
    attributes: bytes

    @property
    def is_short(self) -> bool:
        """Tell whether the element is written as <name/>."""
        return self.close == self.end


def child_spans(data: bytes, start: int = 0, end: int | None = None) -> list[Span]:
    """List the elements that stand side by side from `start` on, until the parent closes or `end` is reached."""
    spans: list[Span] = []
    depth = 0
    opened: tuple[str, int, int, bytes] = ("", 0, 0, b"")
    end = len(data) if end is None else end
    tokens = TOKEN.finditer(data, start, end)
    while (token := next(tokens, None)) is not None:
        name, rest = token[2], token[3]
        if name is None:
            continue
        if token[1]:
            depth -= 1
            if depth < 0:
                break
            if depth == 0:
                spans.append(
                    Span(opened[0], opened[1], opened[2], token.start(), token.end(), opened[3])
                )
            continue
        short = rest.endswith(b"/")
        if (
            not short
            and name.endswith(_ROWS)
            and (close := _plain_close(data, name, token.end(), end))
        ):
            if depth == 0:
                spans.append(Span(local_name(name), token.start(), token.end(), *close, rest))
            tokens = TOKEN.finditer(data, close[1], end)
            continue
        if depth == 0:
            opened = (local_name(name), token.start(), token.end(), rest[:-1] if short else rest)
            if short:
                spans.append(
                    Span(opened[0], opened[1], opened[2], token.end(), token.end(), opened[3])
                )
        depth += not short
    return spans


def _plain_close(data: bytes, name: bytes, start: int, end: int) -> tuple[int, int] | None:
    """Give where the close tag of an element begins and ends, without a walk through the element.

    Returns: None where that is not certain: a comment or the like may hide a tag, or one of the same name stands inside.
    """
    place = data.find(b"</" + name, start, end)
    stop = data.find(b">", place, end) + 1 if place >= 0 else 0
    if not stop or data[place + 2 + len(name) : stop - 1].strip():
        return None
    hidden = any(data.find(sign, start, place) >= 0 for sign in (b"<!", b"<?", b"<" + name))
    return None if hidden else (place, stop)


def root_span(data: bytes) -> Span:
    """Give the outermost element.

    Raises: UnreadableWorkbookError where there is none.
    """
    spans = child_spans(data)
    if not spans:
        raise broken_xml()
    return spans[0]


def find_child(data: bytes, parent: Span, name: str) -> Span | None:
    """Give the first direct child with this local name."""
    return next(
        (span for span in child_spans(data, parent.inner, parent.close) if span.name == name), None
    )


def local_name(name: bytes) -> str:
    """Give the name without its prefix."""
    return name.rpartition(b":")[2].decode("utf-8", "replace")


def prefix_of(data: bytes, span: Span) -> bytes:
    """Give the prefix of an element's tag with its colon, b"" where there is none."""
    tag = data[span.start + 1 : span.inner].split(b">")[0].split()[0].rstrip(b"/")
    head, colon, _ = tag.rpartition(b":")
    return head + colon


def attributes(raw: bytes) -> dict[str, str]:
    """Read the attributes of an open tag; names keep their prefix."""
    found = {}
    for name, double, single in _ATTRIBUTE.findall(raw):
        found[name.decode("utf-8", "replace")] = unescape(
            (double or single).decode("utf-8", "replace")
        )
    return found


def whole_number(text: str) -> int:
    """Read a whole number that the file format asks for.

    Raises: UnreadableWorkbookError where it is none.
    """
    if not _WHOLE.fullmatch(text):
        raise broken_xml()
    return int(text)


def set_attribute(tag: bytes, name: bytes, value: bytes) -> bytes:
    """Give the open tag with one attribute set, all others as they are."""
    found = re.search(rb"(\s" + re.escape(name) + rb"\s*=\s*)(\"[^\"]*\"|'[^']*')", tag)
    if found:
        return tag[: found.start()] + found[1] + b'"' + value + b'"' + tag[found.end() :]
    at = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:at].rstrip() + b" " + name + b'="' + value + b'"' + tag[at:]


def apply_edits(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Replace spans of bytes; the edits may come in any order but must not overlap."""
    out, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: (edit[0], edit[1])):
        out += [data[at:start], new]
        at = end
    return b"".join([*out, data[at:]])


def append_child(data: bytes, parent: Span, child: bytes) -> Edit:
    """Give the edit that adds a last child, opening a parent that is written as <name/>."""
    if not parent.is_short:
        return (parent.close, parent.close, child)
    tag = data[parent.start : parent.end]
    name = tag[1:].split(b">")[0].split()[0].rstrip(b"/")
    return (parent.start, parent.end, tag[:-2].rstrip() + b">" + child + b"</" + name + b">")


def escape_attribute(text: str) -> bytes:
    """Write a text as an attribute's value."""
    return attribute_text(text).encode("utf-8", "xmlcharrefreplace")


def attribute_text(text: str) -> str:
    """Escape a text that becomes an attribute's value."""
    return text.translate(_IN_ATTRIBUTES) if _ODD_IN_ATTRIBUTES.search(text) else text


def unescape(text: str) -> str:
    """Undo XML's entities."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda m: _NAMED[m[3]] if m[3] else _character(m), text)


def _character(entity: re.Match[str]) -> str:
    number = int(entity[1], 16) if entity[1] else int(entity[2])
    # Numbers that are no character, lone halves of one among them, could never be written again.
    return "\ufffd" if number > sys.maxunicode or 0xD800 <= number < 0xE000 else chr(number)  # noqa: PLR2004


def parse_xml(data: bytes) -> ET.Element:
    """Parse a small part whole.

    Raises: UnreadableWorkbookError for broken XML, and for a DOCTYPE, which no workbook has and attacks need.
    """
    if b"<!DOCTYPE" in data or b"<\0!\0D\0O\0C\0" in data or b"\0<\0!\0D\0O\0C" in data:
        raise doctype_refused()
    try:
        return ET.fromstring(data)  # noqa: S314 -- entities need a DOCTYPE, which is refused above
    except (ET.ParseError, ValueError, LookupError) as error:
        raise broken_xml() from error


def local(element: ET.Element) -> str:
    """Give an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def broken_xml() -> UnreadableWorkbookError:
    """Give the error for XML that is not well-formed."""
    return UnreadableWorkbookError(
        Text(
            "工作簿内部的 XML 已损坏。请用 Excel 或 WPS 打开并另存为 .xlsx 后再试",
            "The XML inside the workbook is broken. Open it in Excel or WPS, save it as .xlsx, and try again",
        )
    )


def doctype_refused() -> UnreadableWorkbookError:
    """Give the error for a part with a DOCTYPE."""
    return UnreadableWorkbookError(
        Text(
            "工作簿里含有 DOCTYPE 声明,正常的 Excel 文件不会有,为安全起见不打开。请用 Excel 或 WPS 另存为 .xlsx 后再试",
            "The workbook holds a DOCTYPE, which Excel never writes; it is not opened for safety. Save it as .xlsx in Excel or WPS and try again",
        )
    )
