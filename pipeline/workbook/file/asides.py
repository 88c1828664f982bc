"""What XML may say beside its elements: comments, CDATA sections, processing instructions.

They may hold anything, tags too, so they are put out of sight while rows are looked over and changed, and come back as
the bytes they were. Programs that write workbooks hardly ever write one.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.workbook.file.markup import broken_xml

_COVER: Final = b"\xff"
"""Stands around an aside that is out of sight: a byte that no UTF-8 text holds."""
_ASIDE: Final = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_BEGUN: Final = re.compile(rb"<(?:[!?]|\Z)")
_COVERED: Final = re.compile(_COVER + rb"([0-9a-f]+)" + _COVER)
_CDATA: Final = b"<![CDATA["
_LONGEST: Final = 1 << 20


def covered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Put every aside of a stream out of sight, wherever the stream is cut.

    Raises: UnreadableWorkbookError for one without an end or above a megabyte, and for bytes that are no UTF-8.
    """
    rest = b""
    for piece in pieces:
        data = rest + piece if rest else piece
        rest = b""
        if _COVER in data:
            raise broken_xml()
        if _may_hold(data):
            data, rest = _cover(data)
        if data:
            yield data
    if rest:
        raise broken_xml()


def _may_hold(data: bytes) -> bool:
    # Single characters are found ten times as fast as pairs, and these two are rare.
    return (
        data.endswith(b"<") or (b"!" in data and b"<!" in data) or (b"?" in data and b"<?" in data)
    )


def _cover(data: bytes) -> tuple[bytes, bytes]:
    """Cover what is whole; give the rest from an aside on that goes on in the next piece."""
    done = _ASIDE.sub(lambda found: _COVER + found[0].hex().encode() + _COVER, data)
    begun = _BEGUN.search(done)
    if begun is None:
        return done, b""
    if len(done) - begun.start() > _LONGEST:
        raise broken_xml()
    return done[: begun.start()], done[begun.start() :]


def has_asides(data: bytes) -> bool:
    """Tell whether anything is covered."""
    return _COVER in data


def uncovered(data: bytes) -> bytes:
    """Put every aside back as it was."""
    if not has_asides(data):
        return data
    return _COVERED.sub(lambda found: bytes.fromhex(found[1].decode()), data)


def resolved(data: bytes) -> bytes:
    """Put in the place of every aside what it means for a value: a CDATA section's text, else nothing."""
    if not has_asides(data):
        return data
    return _COVERED.sub(lambda found: _meaning(bytes.fromhex(found[1].decode())), data)


def _meaning(aside: bytes) -> bytes:
    if not aside.startswith(_CDATA):
        return b""
    text = aside[len(_CDATA) : -3]
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
