"""Workbooks with a password to open: unlocked in memory before they are read, locked again with it before they are saved.

The password comes from the environment or from a hidden prompt, never from an argument, a file or a log; what is
unlocked never touches the disk.
"""

import functools
import getpass
import importlib
import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from pipeline.errors import UnreadableWorkbookError, WriteFailedError
from schemas.texts import Text

VARIABLE: Final = "FOLLOWUP_PASSWORD"
"""The environment variable that holds the password."""

_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
_CONTENT: Final = "EncryptedPackage".encode("utf-16-le")
_KEY: Final = "EncryptionInfo".encode("utf-16-le")
_EVERYBODYS: Final = "VelvetSweatshop"
"""Excel locks some read-only workbooks with this word, and opens them without asking."""
_MOST_ROUNDS: Final = 1_000_000
"""Excel hashes a password 100,000 times; a file that asks for a hundred times as much only wants to keep us busy."""


class _WrongPasswordError(UnreadableWorkbookError):
    """The password does not open the file."""


def is_encrypted(data: bytes) -> bool:
    """Tell whether a file is a workbook that needs a password to open."""
    return data.startswith(_COMPOUND) and _CONTENT in data


def unlocked(path: Path, data: bytes, password: str | None = None) -> tuple[bytes, str]:
    """Unlock a workbook with the password given, else the one in the environment, else one that is asked for.

    Returns: the bytes of the .xlsx inside, and the password that opened it.
    Raises:  UnreadableWorkbookError as `decrypted`, and where there is no password and nobody to ask.
    """
    known = password or os.environ.get(VARIABLE)
    if not known:
        with suppress(_WrongPasswordError):
            return decrypted(data, _EVERYBODYS), _EVERYBODYS
        known = _asked(path.resolve())
    return decrypted(data, known), known


@functools.cache
def _asked(path: Path) -> str:
    """Ask once for each workbook and process: a command may open it more than once."""
    if not (sys.stdin and sys.stderr and sys.stdin.isatty() and sys.stderr.isatty()):
        raise _password_needed()
    try:
        typed = getpass.getpass(f"{path.name}: 打开密码（不显示）/ password (hidden): ")
    except EOFError:
        typed = ""
    if not typed:
        raise _password_needed()
    return typed


def decrypted(data: bytes, password: str) -> bytes:
    """Unlock a workbook.

    Returns: the bytes of the .xlsx inside.
    Raises:  UnreadableWorkbookError where the password is wrong, the file was changed, or its lock is of an unknown kind.
    """
    if _KEY not in data:
        raise _rights_managed()
    crypto = _crypto()
    out = io.BytesIO()
    try:
        file = crypto.OfficeFile(io.BytesIO(data))
        _refuse_busywork(file)
        try:
            file.load_key(password=password, verify_password=True)
        except crypto.exceptions.InvalidKeyError as error:
            raise _wrong_password() from error
        # Only the agile lock, which Excel writes since 2010, carries a sum over the content.
        file.decrypt(out, verify_integrity=file.type == "agile")
    except UnreadableWorkbookError:
        raise
    except Exception as error:
        # The library lets through whatever its parsers meet: a damaged lock is an error of the file, not of ours.
        raise _unknown_lock() from error
    return out.getvalue()


def _refuse_busywork(file: Any) -> None:
    if file.format != "ooxml" or file.info.get("spinValue", 0) > _MOST_ROUNDS:
        raise _unknown_lock()


def encrypted(data: bytes, password: str) -> bytes:
    """Lock a workbook with a password, as Excel since 2010 does (AES, agile).

    Raises: WriteFailedError where what was locked does not unlock to the same bytes.
    """
    out = io.BytesIO()
    _crypto().format.ooxml.OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    locked = out.getvalue()
    if decrypted(locked, password) != data:
        raise WriteFailedError(
            Text(
                "重新加密后的核对没有通过。原文件没有动",
                "The check after locking the file again failed. The old file is untouched",
            )
        )
    return locked


def _crypto() -> Any:
    """Load the library only when a locked file is met."""
    try:
        for module in ("msoffcrypto.exceptions", "msoffcrypto.format.ooxml"):
            importlib.import_module(module)
        return importlib.import_module("msoffcrypto")
    except ImportError as error:
        raise UnreadableWorkbookError(
            Text(
                '文件设有打开密码，要先安装附加组件才能读：python -m pip install ".[password]"',
                'The file needs a password, and an extra to read it: python -m pip install ".[password]"',
            )
        ) from error


def _password_needed() -> UnreadableWorkbookError:
    return UnreadableWorkbookError(
        Text(
            f"文件设有打开密码。请把密码放进环境变量 {VARIABLE} 后再运行，或在终端里运行并输入密码",
            f"The file is protected by a password. Set it in the environment variable {VARIABLE} and run again, "
            "or run in a terminal and type it",
        )
    )


def _wrong_password() -> _WrongPasswordError:
    return _WrongPasswordError(
        Text(
            f"打开密码不对。请检查环境变量 {VARIABLE} 或重新输入（区分大小写）",
            f"The password is wrong. Check the environment variable {VARIABLE} or type it again (case matters)",
        )
    )


def _rights_managed() -> UnreadableWorkbookError:
    return UnreadableWorkbookError(
        Text(
            "文件受权限管理（IRM 或敏感度标签）保护，密码打不开。请在 Excel 里取消限制访问，另存为 .xlsx 后再试",
            "The file is under rights management (IRM or a sensitivity label), which no password opens. "
            "Lift the restriction in Excel, save it as .xlsx, and try again",
        )
    )


def _unknown_lock() -> UnreadableWorkbookError:
    return UnreadableWorkbookError(
        Text(
            "文件设有打开密码，但加密部分已损坏或方式不认识。请用 Excel 或 WPS 打开后重新保存",
            "The file is protected by a password, but its lock is damaged or of an unknown kind. Open and save it in Excel or WPS",
        )
    )
