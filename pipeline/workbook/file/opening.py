"""Opening the user's workbook: whatever is wrong with it is told with the file's name."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pipeline.errors import UnreadableWorkbookError, cannot_read, refuse_missing
from pipeline.settings.limits import Limits
from pipeline.workbook.file.package import Package
from schemas.texts import Text

_Found = TypeVar("_Found")


def open_workbook(path: Path, limits: Limits) -> Package:
    """Open a workbook; one that needs a password takes it from the environment or asks for it.

    Raises: UnreadableWorkbookError naming the file, also for what the system reports.
    """
    refuse_missing(path)
    try:
        return named(path, lambda: Package.open(path, limits))
    except OSError as error:
        raise cannot_read(path, error) from error


def named(path: Path, action: Callable[[], _Found]) -> _Found:
    """Put the file's name before what is wrong with it."""
    try:
        return action()
    except UnreadableWorkbookError as error:
        raise UnreadableWorkbookError(
            Text(f"{path.name}: {error.text.zh}", f"{path.name}: {error.text.en}")
        ) from error
