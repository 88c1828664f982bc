"""The lines of vCard files: unfolded, taken apart, decoded. Whatever is wrong with one line stays with that line.

Source: vCard 2.1, RFC 2426 (3.0) and RFC 6350 (4.0); and what phones really write.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

_QUOTED_PRINTABLE: Final = re.compile(rb"^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]", re.IGNORECASE)
_BASE64: Final = re.compile(rb"^[^:]*;(?:ENCODING=)?(?:BASE64|B)[;:]", re.IGNORECASE)
_PROPERTY: Final = re.compile(rb"^(?:[A-Za-z0-9_-]+\.)?[A-Za-z][A-Za-z0-9_-]*[;:]")
_EDGE: Final = re.compile(rb"^\s*(?:BEGIN|END)\s*:\s*VCARD\s*$", re.IGNORECASE)
_BETWEEN_PARAMETERS: Final = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_BINARY: Final = frozenset(("PHOTO", "LOGO", "SOUND", "KEY"))
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_UTF_8_MARK: Final = b"\xef\xbb\xbf"


class RawLine(NamedTuple):
    """One unfolded line. number: 1-based line of the file where it begins."""

    number: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a card.

    name: upper case, without its group · group: "item1" or "" · parameters: names and values in upper case, bare ones of
    vCard 2.1 under TYPE · value: decoded, its escapes still in it · broken: its encoding could not be undone; the value is
    what stands there · size: bytes of a picture or sound, whose value is left out.
    """

    line: int
    name: str
    value: str
    group: str = ""
    parameters: dict[str, list[str]] = field(default_factory=dict)
    broken: bool = False
    size: int = 0

    @property
    def types(self) -> frozenset[str]:
        """Give the types: CELL, WORK, PREF, FAX …."""
        return frozenset(self.parameters.get("TYPE", ()))

    def parts(self, sign: str = ";") -> list[str]:
        """Give the parts of a structured value, escapes undone."""
        held = self.value + sign  # each part ends in the sign
        return [
            unescaped(piece).strip()
            for piece in re.findall(rf"((?:\\.|[^\\{sign}]|\\$)*){sign}", held, re.DOTALL)
        ]

    @property
    def text(self) -> str:
        """Give the whole value, escapes undone."""
        return unescaped(self.value).strip()


def unescaped(text: str) -> str:
    r"""Undo the escapes of a value: \n, \, \; \\."""
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)


def unfolded(data: bytes) -> Iterator[RawLine]:
    """Give the lines of a file with their continuations joined: folds, soft breaks, blocks of base64 with and without blanks."""
    lines = _as_ascii_lines(data)
    number = 0
    while number < len(lines):
        start, line = number, lines[number]
        number += 1
        is_base64, is_quoted = _BASE64.match(line), _QUOTED_PRINTABLE.match(line)
        while number < len(lines) and not _EDGE.match(line) and not _EDGE.match(lines[number]):
            following = lines[number]
            if is_quoted and line.rstrip(b" \t").endswith(b"="):
                line = line.rstrip(b" \t")[:-1] + following.lstrip(b" \t")
            elif following[:1] in (b" ", b"\t") and following.strip():
                line += following[1:] if not is_base64 else following.strip()
            elif is_base64 and following.strip() and not _PROPERTY.match(following):
                line += following.strip()
            else:
                break
            number += 1
        yield RawLine(start + 1, line)


def _as_ascii_lines(data: bytes) -> list[bytes]:
    if data.startswith(_UTF_16):
        data = data.decode("utf-16", "replace").encode()
    return re.split(rb"\r\n|\n|\r", data.removeprefix(_UTF_8_MARK))


def decoded(data: bytes, charset: str = "") -> str:
    """Give bytes as text: by the charset that is named, else UTF-8, else GB18030; what fits none stays readable as Latin 1."""
    for encoding in (charset, "utf-8", "gb18030"):
        try:
            return data.decode(
                "gb18030" if encoding.lower() in ("gb2312", "gbk") else encoding or "utf-8"
            )
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return data.decode("latin-1")


def read_property(raw: RawLine) -> Property | None:
    """Take one line apart; None where it is no property."""
    if not _PROPERTY.match(raw.data):
        return None
    colon = _first_colon(raw.data)
    if colon < 0:
        return None
    group, name, parameters = _head(decoded(raw.data[:colon]))
    value = raw.data[colon + 1 :]
    encoding = "".join(parameters.get("ENCODING", ())) or next(
        iter(parameters.get("TYPE", set()) & _ENCODINGS), ""
    )
    charset = next(iter(parameters.get("CHARSET", ())), "")
    known = {key: sorted(values) for key, values in parameters.items()}
    if name in _BINARY and (encoding in ("B", "BASE64") or value[:5].lower() == b"data:"):
        return Property(raw.number, name, "", group, known, size=len(value) * 3 // 4)
    text, broken = _undone(value, encoding, charset)
    return Property(raw.number, name, text.replace("\r\n", "\n"), group, known, broken)


_ENCODINGS: Final = frozenset(("QUOTED-PRINTABLE", "BASE64", "B"))


def _first_colon(line: bytes) -> int:
    quoted = False
    for place, sign in enumerate(line):
        if sign == ord('"'):
            quoted = not quoted
        elif sign == ord(":") and not quoted:
            return place
    return line.find(b":")


def _head(text: str) -> tuple[str, str, dict[str, set[str]]]:
    first, *rest = _BETWEEN_PARAMETERS.split(text)
    group, _, name = first.rpartition(".")
    parameters: dict[str, set[str]] = {}
    for piece in rest:
        key, equals, value = piece.partition("=")
        values = {
            part.strip().upper() for part in (value if equals else key).replace('"', "").split(",")
        }
        parameters.setdefault(key.strip().upper() if equals else "TYPE", set()).update(values)
    return group.lower(), name.upper(), parameters


def _undone(value: bytes, encoding: str, charset: str) -> tuple[str, bool]:
    if encoding == "QUOTED-PRINTABLE":
        return decoded(quopri.decodestring(value), charset), False
    if encoding in ("B", "BASE64"):
        try:
            return decoded(
                base64.b64decode(
                    value.rstrip(b"=") + b"=" * (-len(value.rstrip(b"=")) % 4), validate=True
                ),
                charset,
            ), False
        except (binascii.Error, ValueError):
            return decoded(value, charset), True
    return decoded(value, charset), False
