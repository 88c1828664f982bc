"""From what the operating system reports to what the user reads: where, what, how to mend it, and whether it is true.

All of it speaks of the time before the swap: the program has not touched the workbook then, whatever went wrong.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import FollowupError, WorkbookBusyError, WriteFailedError
from pipeline.files import TEMP_PREFIX
from schemas.texts import Text

_UNTOUCHED = Text("原表没有改动。", "The workbook was not changed.")
_SHARING_ERRNOS = frozenset({errno.EBUSY, errno.ETXTBSY})
_SHARING_WINERRORS = frozenset({32, 33})  # sharing violation, lock violation
_SWAP_WINERRORS = frozenset(
    {5, *_SHARING_WINERRORS}
)  # a replaced file in use is reported as "access denied" too

_CAUSES = {
    errno.ENOSPC: Text(
        "磁盘已满,写不下新文件。请腾出空间后重新运行。",
        "The disk is full. Make room, then run again.",
    ),
    errno.EDQUOT: Text(
        "磁盘配额已用完。请腾出空间或请管理员加配额,然后重新运行。",
        "The disk quota is used up. Make room or ask for more, then run again.",
    ),
    errno.EFBIG: Text(
        "文件超过了该磁盘允许的大小。请换一个磁盘。",
        "The file is larger than this disk allows. Use another disk.",
    ),
    errno.EROFS: Text(
        "所在磁盘是只读的。请复制到可以写的文件夹再运行。",
        "The disk is read-only. Copy the workbook to a folder that can be written, then run again.",
    ),
    errno.EACCES: Text(
        "没有写入权限。请检查文件夹和文件的权限(是否只读),或复制到自己的文件夹再运行。",
        "Permission denied. Check the rights of folder and file (read-only?), "
        "or copy the workbook to a folder of yours.",
    ),
    errno.EIO: Text(
        "磁盘读写出错。请检查硬盘、U盘或网络盘,先把表复制到别处保存。",
        "The disk reports a read or write error. Check it, and copy the workbook to another place first.",
    ),
    errno.ENAMETOOLONG: Text(
        "文件名或路径太长。请改短后再运行。",
        "The file name or path is too long. Shorten it, then run again.",
    ),
}
_CAUSES[errno.EPERM] = _CAUSES[errno.EACCES]
_OTHER = Text(
    "系统报告:{error}。请解决后重新运行。",
    "The system reports: {error}. Mend that, then run again.",
)
_GONE_ERRNOS = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ESTALE})
_GONE = Text(
    "{path}: 文件或所在文件夹已经不在了(被移走、改名,或网络盘断开)。本次没有写入。请找到它后重新运行。",
    "{path}: the file or its folder is no longer there (moved, renamed, or the network drive is gone). "
    "Nothing was written. Find it, then run again.",
)
_IN_USE = Text(
    "{path}: 文件正被别的程序占用,等了 2 秒仍打不开。原表没有改动。"
    "请关闭打开它的程序(Excel、WPS、同步盘、杀毒软件)后重新运行。",
    "{path}: another program is using the file, also after 2 seconds. The workbook was not changed. "
    "Close the program that has it open (Excel, WPS, a sync client, a virus scanner), then run again.",
)


def in_use(path: Path) -> WorkbookBusyError:
    """Give the error for a file that another program holds."""
    return WorkbookBusyError(_IN_USE.fill(path=path))


def is_sharing_violation(error: OSError, *, while_swapping: bool = False) -> bool:
    """Tell whether the file is only held by another program, so that waiting may help."""
    windows = _SWAP_WINERRORS if while_swapping else _SHARING_WINERRORS
    return error.errno in _SHARING_ERRNOS or getattr(error, "winerror", None) in windows


def failure(error: OSError, path: Path) -> FollowupError:
    """Give the error to raise for what the system reported before the swap.

    Takes:   the system's error; the workbook's path, used where the error names no file.
    Returns: WorkbookBusyError if the file is in use or gone, else WriteFailedError; both say that nothing changed.
    """
    place = _place(error, path)
    if is_sharing_violation(error):
        return in_use(path)
    if error.errno in _GONE_ERRNOS:
        return WorkbookBusyError(_GONE.fill(path=place))
    cause = _CAUSES.get(error.errno or 0) or _OTHER.fill(
        error=error.strerror or type(error).__name__
    )
    return WriteFailedError(
        Text(f"{place}: {cause.zh}{_UNTOUCHED.zh}", f"{place}: {cause.en} {_UNTOUCHED.en}")
    )


def _place(error: OSError, path: Path) -> Path:
    """Give the place to name: the system's own, but for one of our temp files the folder that it stands in."""
    if not isinstance(error.filename, str):
        return path
    named = Path(error.filename)
    return named.parent if named.name.startswith(TEMP_PREFIX) else named


@contextmanager
def true_messages(path: Path) -> Iterator[None]:
    """Turn every error of the system into the user's message; only for steps before the swap.

    Raises:  WriteFailedError, WorkbookBusyError.
    """
    try:
        yield
    except OSError as error:
        raise failure(error, path) from error
