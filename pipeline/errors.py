"""The errors that a user may see: one class per exit code, each saying where, what, and how to mend it."""

from pathlib import Path
from typing import ClassVar

from pipeline.files import refuse_odd
from schemas.texts import Lang, Text


class FollowupError(Exception):
    """An error with a message for the user in both languages. Anything else that is raised is our bug."""

    exit_code: ClassVar[int] = 3

    def __init__(self, text: Text) -> None:
        """Take the whole message, ready to print."""
        super().__init__(text.en)
        self.text = text

    def message(self, lang: Lang) -> str:
        """Give the message in one language."""
        return self.text.pick(lang)


class UsageError(FollowupError):
    """The command's words are wrong: exit code 2."""

    exit_code = 2


class UnreadableWorkbookError(FollowupError):
    """The input cannot be read or is not a follow-up workbook: exit code 3."""

    exit_code = 3


class WorkbookBusyError(FollowupError):
    """The workbook is open elsewhere or changed meanwhile; nothing was written: exit code 4."""

    exit_code = 4


class SettingsError(FollowupError):
    """A policy or setting is wrong: exit code 5."""

    exit_code = 5


class WriteFailedError(FollowupError):
    """Writing failed; the old file is intact: exit code 6."""

    exit_code = 6


def cannot_write(path: Path, error: OSError) -> WriteFailedError:
    """Say that a new file, not the workbook, cannot be written."""
    reason = error.strerror or str(error)
    return WriteFailedError(
        Text(
            f"{path}: 写不了({reason})。请换个文件夹",
            f"{path}: cannot be written ({reason}). Choose another folder",
        )
    )


def refuse_missing(path: Path) -> None:
    """Refuse a path that holds no ordinary file, or one that the system does not let us look at.

    Raises: UnreadableWorkbookError.
    """
    try:
        refuse_odd(path)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise no_such_file(path) from error
    except OSError as error:
        raise cannot_read(path, error) from error


def cannot_read(path: Path, error: OSError) -> UnreadableWorkbookError:
    """Say that the system does not let a file be read."""
    reason = error.strerror or str(error)
    return UnreadableWorkbookError(
        Text(
            f"{path.name}: 读不了这个文件（{reason}）。请检查权限，或先复制到本机",
            f"{path.name}: the file cannot be read ({reason}). Check permissions, or copy it to this computer first",
        )
    )


def no_such_file(path: Path) -> UnreadableWorkbookError:
    """Say that there is no workbook at the path."""
    return UnreadableWorkbookError(
        Text(
            f"{path}: 没有这个文件。请检查路径和文件名",
            f"{path}: there is no such file. Check the path and the name",
        )
    )
