"""The temp files of a workbook: how their names begin, and taking away what dead runs left of them."""

import hashlib
from contextlib import suppress
from pathlib import Path

from pipeline.workbook.safety.failures import TEMP_PREFIX


def tag(target: Path) -> str:
    """Give what stands for a workbook's name in the names of our own files.

    Takes: the workbook itself, no link to it; so too below.
    """
    return hashlib.sha256(target.name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def temp_mark(target: Path) -> str:
    """Give how the names of all temp files of a workbook begin."""
    return f"{TEMP_PREFIX}{tag(target)}-"


def sweep_folder(target: Path, folder: Path) -> list[Path]:
    """Remove the temp files that dead runs of a workbook left in one folder; only safe while holding the lock.

    Returns: the files removed. One that cannot be removed is left for the next time: it harms nobody.
    """
    mark = temp_mark(target)
    removed = []
    with suppress(OSError):
        for entry in list(folder.iterdir()):
            if entry.name.startswith(mark):
                entry.unlink()
                removed.append(entry)
    return removed
