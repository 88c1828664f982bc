"""The way out for files for people: whole or not at all, and a list never over a file that is no list."""

import codecs
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pipeline.errors import UsageError, cannot_write
from schemas.texts import Text

_MARK: Final = codecs.BOM_UTF8
"""Tells Excel that the file is UTF-8; every list of ours begins with it, and no workbook does."""

_NOT_OURS: Final = Text(
    "{path}: 已有这个文件，而且不是本程序导出的表，不能覆盖。请给 --out 换个文件名",
    "{path}: there is such a file, and it is no list of this program; it is not written over. "
    "Name another file with --out",
)


def put_whole(path: Path, content: bytes) -> None:
    """Put a file in its place as a whole; what stood there is replaced.

    Raises: OSError; what stood there still stands.
    """
    temp = path.with_name(f".followup-{secrets.token_hex(8)}.tmp")
    try:
        with temp.open("xb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        temp.replace(path)
    except BaseException:
        temp.unlink(missing_ok=True)
        raise


def is_list(target: Path) -> bool:
    """Tell whether a file is a CSV list of ours, or empty.

    Raises: OSError.
    """
    with target.open("rb") as handle:
        return handle.read(len(_MARK)) in (b"", _MARK)


def free_for_list(path: Path, is_own: Callable[[Path], bool] = is_list) -> Path:
    """Give the file that a list would be written to; asked before the work begins, too.

    Takes:  is_own: tells whether a file is an earlier list of that kind, which may be replaced.
    Raises: UsageError where another kind of file stands there, under whatever name or link; WriteFailedError.
    """
    try:
        target = path.resolve()
        is_free = not target.exists() or (target.is_file() and is_own(target))
    except (OSError, RuntimeError) as error:  # links in a circle are no OSError
        reason = error if isinstance(error, OSError) else OSError(str(error))
        raise cannot_write(path, reason) from error
    if not is_free:
        raise UsageError(_NOT_OURS.fill(path=path))
    return target


def write_list(path: Path, text: str) -> None:
    """Write a CSV list; an earlier list at that path is replaced.

    Takes:  text: the lines, with their line ends.
    Raises: as `free_for_list`.
    """
    put_list(path, list_bytes(text))


def list_bytes(text: str) -> bytes:
    """Give a CSV list as the bytes of its file."""
    return _MARK + text.encode()


def put_list(path: Path, content: bytes, is_own: Callable[[Path], bool] = is_list) -> None:
    """Write a list of any kind; an earlier one of that kind is replaced.

    Raises: as `free_for_list`.
    """
    target = free_for_list(path, is_own)
    try:
        put_whole(target, content)
    except OSError as error:
        raise cannot_write(path, error) from error
