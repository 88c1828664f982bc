"""Opening the user's workbook: whatever is wrong with it is told with the file's name."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pipeline.errors import UnreadableWorkbookError
from pipeline.limits import Limits
from pipeline.workbook.package import Package
from schemas.texts import Text

_Found = TypeVar("_Found")


def open_workbook(path: Path, limits: Limits) -> Package:
    """Open a workbook; one that needs a password takes it from the environment or asks for it.

    Raises: UnreadableWorkbookError naming the file, also for what the system reports.
    """
    try:
        return named(path, lambda: Package.open(path, limits))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableWorkbookError(
            Text(
                f"{path.name}: 读不了这个文件（{reason}）。请检查权限，或先复制到本机",
                f"{path.name}: the file cannot be read ({reason}). Check permissions, or copy it to this computer first",
            )
        ) from error


def named(path: Path, action: Callable[[], _Found]) -> _Found:
    """Put the file's name before what is wrong with it."""
    try:
        return action()
    except UnreadableWorkbookError as error:
        raise UnreadableWorkbookError(Text(f"{path.name}: {error.text.zh}", f"{path.name}: {error.text.en}")) from error
