"""The errors that a user may see: one class per exit code, each saying where, what, and how to mend it."""

from enum import IntEnum
from pathlib import Path
from typing import ClassVar, Self

from pipeline.files import refuse_odd
from schemas.texts import Lang, Text


class ExitCode(IntEnum):
    """How a command ended: its exit code, with what it means. README's table is made from here."""

    meaning: Text

    def __new__(cls, code: int, zh: str, en: str) -> Self:
        """Take the code and its meaning in both languages."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = Text(zh, en)
        return member

    DONE = 0, "完成", "done"
    SET_ASIDE = (
        1,
        "完成，但有行被搁置（`check`：有错误或警告；`undo`：有格子保留未动；`erase`：有地方没有清掉）",
        "done, but rows were set aside (`check`: errors or warnings; `undo`: some cells were kept; `erase`: something is left)",
    )
    USAGE = 2, "命令写得不对", "the command's words are wrong"
    UNREADABLE = (
        3,
        "文件读不了，或不是客户跟进表",
        "the file cannot be read or is not a follow-up workbook",
    )
    BUSY = (
        4,
        "工作簿在别处开着，或中途被改过；什么都没写",
        "the workbook is open elsewhere, or changed meanwhile; nothing was written",
    )
    SETTINGS = 5, "方法或设置有误", "a policy or setting is wrong"
    WRITE_FAILED = (
        6,
        "写入失败；工作簿完好，是旧的还是新的，消息里会说明",
        "writing failed; the workbook is whole, and the message says whether it is the old or already the new one",
    )
    SOME_FAILED = (
        7,
        "有的信没有发出，或不能确定；再运行一次只补发没有发出的",
        "some letters did not go, or are in doubt; running again sends only what has not gone",
    )


class FollowupError(Exception):
    """An error with a message for the user in both languages. Anything else that is raised is our bug."""

    exit_code: ClassVar[ExitCode] = ExitCode.UNREADABLE

    def __init__(self, text: Text) -> None:
        """Take the whole message, ready to print."""
        super().__init__(text.en)
        self.text = text

    def message(self, lang: Lang) -> str:
        """Give the message in one language."""
        return self.text.pick(lang)


class UsageError(FollowupError):
    """The command's words are wrong: exit code 2."""

    exit_code = ExitCode.USAGE


class UnreadableWorkbookError(FollowupError):
    """The input cannot be read or is not a follow-up workbook: exit code 3."""

    exit_code = ExitCode.UNREADABLE


class WorkbookBusyError(FollowupError):
    """The workbook is open elsewhere or changed meanwhile; nothing was written: exit code 4."""

    exit_code = ExitCode.BUSY


class SettingsError(FollowupError):
    """A policy or setting is wrong: exit code 5."""

    exit_code = ExitCode.SETTINGS


class WriteFailedError(FollowupError):
    """Writing failed; the old file is intact: exit code 6."""

    exit_code = ExitCode.WRITE_FAILED


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
