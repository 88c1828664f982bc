"""Telling a workbook that the program made from one that somebody has saved since."""

import io
import zipfile
import zlib
from pathlib import Path
from typing import Final

_PROPERTIES: Final = "docProps/core.xml"
_MOST_PROPERTIES: Final = 10_000
"""Bytes; ours takes under a thousand, and what is larger is not unpacked."""

_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What comes up where a file is no zip file, is damaged or locked, or lacks the part."""


def made_alike(path: Path, like: bytes) -> bool:
    """Tell whether a file names the same maker and time as a workbook of ours; every spreadsheet program writes its own.

    Takes:  like: any workbook of the same kind.
    Raises: OSError.
    """
    return _properties(path) == _properties(io.BytesIO(like))


def _properties(file: Path | io.BytesIO) -> bytes | None:
    try:
        with zipfile.ZipFile(file) as package:
            if package.getinfo(_PROPERTIES).file_size > _MOST_PROPERTIES:
                return None
            return package.read(_PROPERTIES)
    except _BROKEN:
        return None
