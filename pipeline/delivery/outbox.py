"""Where a list for people goes that the user named with --out: whole, and never over a file that is no such list."""

import codecs
import os
import secrets
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


def write_list(path: Path, text: str) -> None:
    """Write a CSV list as a whole; an earlier list at that path is replaced.

    Takes:  text: the lines, with their line ends.
    Raises: UsageError where another kind of file stands there, under whatever name or link; WriteFailedError.
    """
    temp = None
    try:
        target = path.resolve()
        if not _is_free(target):
            raise UsageError(_NOT_OURS.fill(path=path))
        temp = target.with_name(f".followup-{secrets.token_hex(8)}.tmp")
        with temp.open("xb") as handle:
            handle.write(_MARK + text.encode())
            handle.flush()
            os.fsync(handle.fileno())
        temp.replace(target)
    except (OSError, RuntimeError) as error:  # links in a circle are no OSError
        if temp is not None:
            temp.unlink(missing_ok=True)
        reason = error if isinstance(error, OSError) else OSError(str(error))
        raise cannot_write(path, reason) from error


def _is_free(target: Path) -> bool:
    """Tell whether nothing stands there, or an earlier list of ours, or an empty file."""
    if not target.exists():
        return True
    if not target.is_file():
        return False
    with target.open("rb") as handle:
        return handle.read(len(_MARK)) in (b"", _MARK)
