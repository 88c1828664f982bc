"""Files that go with a workbook: pages, tables, mapping files. Each is whole or not there, whenever the program dies."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from pipeline.workbook.safety.safety import real_workbook
from pipeline.workbook.safety.temps import sweep_folder, temp_mark


def write_output(workbook: Path, path: Path, content: bytes) -> None:
    """Put a file in its place as a whole; a half-written one would be taken for the whole by people and by later runs.

    Takes:  workbook: the one that it goes with; its lock is held, so that what dead runs left in the folder can be swept.
    Raises: OSError; what stood at the path still stands there.
    """
    # A link in the place of the file is replaced: through it, somebody else's file would be written over.
    owner, target = real_workbook(workbook), path.parent.resolve() / path.name
    sweep_folder(owner, target.parent)
    temp = target.with_name(f"{temp_mark(owner)}{secrets.token_hex(4)}{target.suffix}")
    try:
        with temp.open("xb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        with suppress(FileNotFoundError, PermissionError):
            temp.chmod(stat.S_IMODE(target.stat().st_mode))
        os.replace(temp, target)  # noqa: PTH105 -- the tests' seam: every file-system step is a call of os
    except OSError:
        with suppress(OSError):
            temp.unlink()
        raise
