"""The zip container, read and written by hand, so that untouched members keep their very bytes."""

import io
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final

from isal import isal_zlib

from pipeline.errors import UnreadableWorkbookError
from pipeline.settings.limits import DEFAULT_LIMITS, Limits, exceeded
from schemas.texts import Text

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_END64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64: Final = struct.Struct("<4sLQL")
_FULL16: Final = 0xFFFF
_FULL32: Final = 0xFFFFFFFF
_ZIP64_FIELD: Final = 1
_ENCRYPTED: Final = 0x1
_DESCRIPTOR: Final = 0x8
_LEVEL: Final = 0x6
_UTF8: Final = 0x800
STORED: Final = 0
DEFLATED: Final = 8
_EPOCH: Final = (
    1 << 5
) | 1  # 1980-01-01: new members carry no clock, so that same in gives same out
CHUNK: Final = 1 << 20
IsalError: Any = isal_zlib.error  # the stubs call it an instance


class DamagedZipError(Exception):
    """The bytes are not a whole zip file; the package turns this into a message."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the zip directory. name: forward slashes, no leading slash; the raw name is kept beside it."""

    name: str
    raw_name: bytes
    made_by: int
    needs: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed_size: int
    size: int
    extra: bytes
    comment: bytes
    internal: int
    external: int
    offset: int

    @property
    def is_folder(self) -> bool:
        """Tell whether the entry is a folder."""
        return self.name.endswith("/")


def new_member(name: str) -> Member:
    """Give the entry of a member that we add: fixed date, no extras."""
    raw = name.encode()
    flags = 0 if raw.isascii() else _UTF8
    return Member(name, raw, 20, 20, flags, DEFLATED, 0, _EPOCH, 0, 0, 0, b"", b"", 0, 0, 0)


def read_directory(data: bytes, limits: Limits = DEFAULT_LIMITS) -> tuple[list[Member], bytes]:
    """Read the zip directory.

    Another reader will open the same bytes: whatever two readers could understand differently is refused.
    Returns: the members in the order of the directory, and the archive's comment.
    Raises:  DamagedZipError where the bytes end early, contradict themselves, or could be read in two ways;
             UnreadableWorkbookError where there are too many members.
    """
    at = data.rfind(b"PK\5\6", max(0, len(data) - _END.size - _FULL16))
    try:
        end = _END.unpack_from(data, at) if at >= 0 else None
        if end is None:
            raise DamagedZipError
        count, size, offset, stop = end[4], end[5], end[6], at
        if _FULL16 in end[1:5] or _FULL32 in (size, offset):
            count, size, offset, stop = _large_end(data, at)
        if offset + size != stop or at + _END.size + end[7] != len(data):
            raise DamagedZipError
        if count > limits.parts:
            raise exceeded(limits, "parts", count)
        members = list(_entries(data, offset, count, stop))
        _refuse_overlaps(data, members, offset)
        return members, data[at + _END.size :]
    except struct.error as error:
        raise DamagedZipError from error


def _large_end(data: bytes, at: int) -> tuple[int, int, int, int]:
    """Give count, size and place of a zip64 directory, and where it must end."""
    mark, _, where, _ = _LOCATOR64.unpack_from(data, max(0, at - _LOCATOR64.size))
    if mark != b"PK\6\7" or where > at:
        raise DamagedZipError
    fields = _END64.unpack_from(data, where)
    if fields[0] != b"PK\6\6":
        raise DamagedZipError
    return fields[7], fields[8], fields[9], where


def _refuse_overlaps(data: bytes, members: list[Member], directory: int) -> None:
    """Refuse members that share bytes, a member that begins elsewhere than it says, or bears another name there."""
    at = 0
    for member in sorted(members, key=lambda member: member.offset):
        if not at <= member.offset <= directory - _LOCAL.size:
            raise DamagedZipError
        start = _data_start(data, member)
        name = member.offset + _LOCAL.size
        at = start + member.packed_size
        if at > directory or data[name : name + len(member.raw_name)] != member.raw_name:
            raise DamagedZipError


def _entries(data: bytes, at: int, count: int, stop: int) -> Iterator[Member]:
    for _ in range(count):
        f = _CENTRAL.unpack_from(data, at)
        if f[0] != b"PK\1\2":
            raise DamagedZipError
        start = at + _CENTRAL.size
        raw = data[start : start + f[10]]
        extra = data[start + f[10] : start + f[10] + f[11]]
        comment = data[start + f[10] + f[11] : start + f[10] + f[11] + f[12]]
        size, packed, offset = _large_sizes(extra, f[9], f[8], f[16])
        name = (
            raw.decode("utf-8" if f[3] & _UTF8 else "cp437", "replace")
            .replace("\\", "/")
            .lstrip("/")
        )
        yield Member(
            name,
            raw,
            f[1],
            f[2],
            f[3],
            f[4],
            f[5],
            f[6],
            f[7],
            packed,
            size,
            extra,
            comment,
            f[14],
            f[15],
            offset,
        )
        at = start + f[10] + f[11] + f[12]
    if at != stop:
        raise DamagedZipError


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        yield kind, extra[at : at + 4 + size]
        at += 4 + size


def _large_sizes(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    values = [size, packed, offset]
    for kind, field in _fields(extra):
        if kind == _ZIP64_FIELD:
            at = 4
            for index, value in enumerate(values):
                if value == _FULL32:
                    (values[index],) = struct.unpack_from("<Q", field, at)
                    at += 8
    return values[0], values[1], values[2]


def _without_sizes(extra: bytes) -> bytes:
    return b"".join(field for kind, field in _fields(extra) if kind != _ZIP64_FIELD)


def packed_bytes(data: bytes, member: Member) -> memoryview:
    """Give a member's compressed bytes as they stand.

    Raises: DamagedZipError where the local header does not stand where the directory says.
    """
    start = _data_start(data, member)
    if start + member.packed_size > len(data):
        raise DamagedZipError
    return memoryview(data)[start : start + member.packed_size]


def _data_start(data: bytes, member: Member) -> int:
    try:
        local = _LOCAL.unpack_from(data, member.offset)
    except struct.error as error:
        raise DamagedZipError from error
    if local[0] != b"PK\3\4":
        raise DamagedZipError
    return member.offset + _LOCAL.size + int(local[9]) + int(local[10])


def unpacked_chunks(data: bytes, member: Member) -> Iterator[bytes]:
    """Unpack a member piece by piece, never more than the directory promised, and check its sum at the end.

    Raises: UnreadableWorkbookError where the member is encrypted, packed in another way, or damaged.
    """
    if member.flags & _ENCRYPTED or member.method not in {STORED, DEFLATED}:
        raise UnreadableWorkbookError(
            Text(
                "这个文件用了 Excel 不用的压缩或加密方式。请用 Excel 或 WPS 打开并另存为 .xlsx",
                "The file is packed or encrypted in a way that Excel does not use. Open it in Excel or WPS and save it as .xlsx",
            )
        )
    crc = size = 0
    try:
        for piece in _pieces(packed_bytes(data, member), member.method):
            size += len(piece)
            if size > member.size:
                break
            crc = isal_zlib.crc32(piece, crc)
            yield piece
    except (IsalError, DamagedZipError) as error:
        raise damaged_member(member.name) from error
    if size != member.size or crc != member.crc:
        raise damaged_member(member.name)


def _pieces(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == STORED:
        for at in range(0, len(packed), CHUNK):
            yield bytes(packed[at : at + CHUNK])
        return
    engine = isal_zlib.decompressobj(-zlib.MAX_WBITS)
    at = 0
    pending = b""
    while not engine.eof:
        if not pending:
            pending = bytes(packed[at : at + CHUNK // 4])
            at += len(pending)
        piece = engine.decompress(pending, CHUNK)
        pending = engine.unconsumed_tail
        if piece:
            yield piece
        elif not pending and at >= len(packed) and not engine.eof:
            raise DamagedZipError


def damaged_member(name: str) -> UnreadableWorkbookError:
    """Give the error for a member whose bytes do not fit its checksum."""
    return UnreadableWorkbookError(
        Text(
            f"文件已损坏(内部的 {name} 校验不符)。请从备份恢复,或重新拷贝、下载一份",
            f"The file is damaged (its part {name} fails the checksum). Restore a backup, or copy or download it again",
        )
    )


@dataclass(frozen=True, slots=True)
class Packed:
    """Content that is packed already."""

    crc: int
    size: int
    data: bytes

    def unpacked(self) -> bytes:
        """Give the content itself."""
        return b"".join(_pieces(memoryview(self.data), DEFLATED))


Content = Iterable[bytes] | Packed | None
"""What becomes of a member: pieces of new content, content packed ahead, or None = its old bytes."""


def pack_ahead(pieces: Iterable[bytes]) -> Packed:
    """Pack content before its turn comes."""
    out = io.BytesIO()
    crc, size, _ = _pack(pieces, out)
    return Packed(crc, size, out.getvalue())


def in_chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Join small pieces to pieces of at least CHUNK: the packer finds nothing to shorten in a few bytes."""
    waiting, size = [], 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def write_archive(
    data: bytes,
    members: Iterable[Member],
    content: Callable[[Member], Content],
    comment: bytes,
    target: BinaryIO,
) -> None:
    """Write a zip: changed members packed afresh, all others with their very bytes, order kept.

    Takes: data: the source's bytes · members: in order · content: asked for each when its turn comes · target: seekable.
    """
    base = target.tell()
    written = [_write_member(data, member, content(member), target, base) for member in members]
    start = target.tell() - base
    target.writelines(_central_entry(member) for member in written)
    size = target.tell() - base - start
    count = len(written)
    target.write(_END.pack(b"PK\5\6", 0, 0, count, count, size, start, len(comment)) + comment)


def _write_member(
    data: bytes, member: Member, content: Content, target: BinaryIO, base: int
) -> Member:
    # Sizes go into the header, so the descriptor behind the data and the zip64 field have nothing left to say.
    fresh = replace(
        member,
        offset=target.tell() - base,
        flags=member.flags & ~_DESCRIPTOR,
        extra=_without_sizes(member.extra),
    )
    if content is None:
        at = _data_start(data, member)
        length = _LOCAL.unpack_from(data, member.offset)[10]
        target.write(_local_header(fresh, _without_sizes(data[at - length : at])))
        target.write(packed_bytes(data, member))
        return fresh
    fresh = replace(fresh, method=DEFLATED, flags=fresh.flags & ~_LEVEL)
    if isinstance(content, Packed):
        fresh = replace(fresh, crc=content.crc, size=content.size, packed_size=len(content.data))
        target.write(_local_header(fresh, b"") + content.data)
        return fresh
    head = target.tell()
    target.write(_local_header(fresh, b""))
    crc, size, packed = _pack(content, target)
    fresh = replace(fresh, crc=crc, size=size, packed_size=packed)
    end = target.tell()
    target.seek(head)
    target.write(_local_header(fresh, b""))
    target.seek(end)
    return fresh


def _pack(pieces: Iterable[bytes], target: BinaryIO) -> tuple[int, int, int]:
    engine = isal_zlib.compressobj(1, isal_zlib.DEFLATED, -zlib.MAX_WBITS)
    crc = size = packed = 0
    for piece in pieces:
        size += len(piece)
        crc = isal_zlib.crc32(piece, crc)
        packed += target.write(engine.compress(piece))
    packed += target.write(engine.flush())
    return crc, size, packed


def _local_header(m: Member, extra: bytes) -> bytes:
    head = _LOCAL.pack(
        b"PK\3\4",
        max(m.needs & 0xFF, 20) if m.method else m.needs,
        m.flags,
        m.method,
        m.time,
        m.date,
        m.crc,
        m.packed_size,
        m.size,
        len(m.raw_name),
        len(extra),
    )
    return head + m.raw_name + extra


def _central_entry(m: Member) -> bytes:
    head = _CENTRAL.pack(
        b"PK\1\2",
        m.made_by,
        max(m.needs & 0xFF, 20) if m.method else m.needs,
        m.flags,
        m.method,
        m.time,
        m.date,
        m.crc,
        m.packed_size,
        m.size,
        len(m.raw_name),
        len(m.extra),
        len(m.comment),
        0,
        m.internal,
        m.external,
        m.offset,
    )
    return head + m.raw_name + m.extra + m.comment
