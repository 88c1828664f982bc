"""Files in folders and zip files: which of them are lists, under names that can do no harm."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from pipeline.errors import FollowupError, UnreadableWorkbookError, cannot_read
from pipeline.settings.limits import DEFAULT_LIMITS, MB, RATIO_FROM, Limits, exceeded
from pipeline.workbook.file.archive import (
    DEFLATED,
    STORED,
    DamagedZipError,
    Member,
    read_directory,
    unpacked_chunks,
)
from pipeline.workbook.file.sniff import TRUNCATED
from schemas.texts import Text

_UTF8: Final = 0x800
_ENCRYPTED: Final = 0x1
_IGNORED: Final = frozenset(("thumbs.db", "desktop.ini", ".ds_store", "__macosx"))
_LOCKS: Final = ("~$", ".~", "._")
_CODECS: Final = ("utf-8", "gb18030", "cp437")


class Unpacked(NamedTuple):
    """One member of a zip file: its name, and its bytes or why there are none."""

    name: str
    data: bytes
    error: FollowupError | None = None


def files_in(folder: Path) -> Iterator[Path]:
    """Give the files below a folder in the order of their names, without hidden files, lock files and links to folders.

    Raises: UnreadableWorkbookError where a folder cannot be listed: its files would be left out without a word.
    """

    def refuse(error: OSError) -> None:
        raise cannot_read(Path(error.filename or folder), error) from error

    for base, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not _is_ignored(name))
        for name in sorted(names):
            if not _is_ignored(name):
                yield Path(base, name)


def members_of(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Iterator[Unpacked]:
    """Unpack the files of a zip file one at a time.

    Raises: UnreadableWorkbookError where the archive itself is damaged, or claims more than the limits allow.
    """
    try:
        members, _ = read_directory(data, limits)
    except DamagedZipError as error:
        raise UnreadableWorkbookError(TRUNCATED) from error
    files = [
        member for member in members if not member.is_folder and not _is_ignored_path(_name(member))
    ]
    if sum(member.size for member in files) > limits.unpacked_mb * MB:
        raise exceeded(limits, "unpacked_mb", sum(member.size for member in files) // MB)
    for member in sorted(files, key=_name):
        try:
            yield Unpacked(_name(member), _unpack(data, member, limits))
        except FollowupError as error:
            yield Unpacked(_name(member), b"", error)


def _unpack(data: bytes, member: Member, limits: Limits) -> bytes:
    if member.flags & _ENCRYPTED:
        raise UnreadableWorkbookError(
            Text("压缩包设有密码。请先用密码解压", "The archive has a password. Unpack it first")
        )
    if member.method not in {STORED, DEFLATED}:
        raise UnreadableWorkbookError(
            Text(
                "压缩方式不常见，读不了。请解压后再试，或重新压缩为普通 .zip",
                "It is packed in an unusual way. Unpack it first, or pack it again as an ordinary .zip",
            )
        )
    if member.size > limits.file_mb * MB:
        raise exceeded(limits, "file_mb", member.size // MB, _name(member))
    if member.size > RATIO_FROM and member.size > limits.ratio * max(1, member.packed_size):
        raise exceeded(limits, "ratio", member.size // max(1, member.packed_size), _name(member))
    return b"".join(unpacked_chunks(data, member))


def _name(member: Member) -> str:
    """Give a member's name in the encoding that fits, without parts that lead out of a folder."""
    codecs = ("utf-8",) if member.flags & _UTF8 else _CODECS
    text = next(
        (t for codec in codecs if (t := _decoded(member.raw_name, codec)) is not None), member.name
    )
    parts = [
        part
        for part in PurePosixPath(text.replace("\\", "/")).parts
        if part not in {"/", "..", "."} and not part.endswith(":")
    ]
    return "/".join("".join(c for c in part if c.isprintable()) for part in parts) or "?"


def _decoded(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_ignored_path(name: str) -> bool:
    return any(_is_ignored(part) for part in name.split("/"))


def _is_ignored(name: str) -> bool:
    return name.lower() in _IGNORED or name.startswith((".", *_LOCKS))
