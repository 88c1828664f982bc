"""Workbooks with a password to open: unlocked before they are read, locked again with the same one before they are saved.

The password comes from the environment or from a prompt, never from an argument, a file or a log.
"""

import importlib
import io
import os
from typing import Any, Final

from pipeline.errors import UnreadableWorkbookError, WriteFailedError
from schemas.texts import Text

VARIABLE: Final = "FOLLOWUP_PASSWORD"
"""The environment variable that holds the password."""

_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
_STREAM: Final = "EncryptedPackage".encode("utf-16-le")


def is_locked(data: bytes) -> bool:
    """Tell whether a file is a workbook that needs a password to open."""
    return data.startswith(_COMPOUND) and _STREAM in data


def password_from_environment() -> str | None:
    """Give the password that is set in the environment; None where there is none."""
    return os.environ.get(VARIABLE) or None


def decrypted(data: bytes, password: str) -> bytes:
    """Unlock a workbook.

    Returns: the bytes of the .xlsx inside.
    Raises:  UnreadableWorkbookError where the password is wrong, the file was changed, or its lock is of an unknown kind.
    """
    crypto = _crypto()
    out = io.BytesIO()
    try:
        file = crypto.OfficeFile(io.BytesIO(data))
        try:
            file.load_key(password=password, verify_password=True)
        except crypto.exceptions.InvalidKeyError as error:
            raise _wrong_password() from error
        # Only the agile lock, which Excel writes since 2010, carries a sum over the content.
        file.decrypt(out, verify_integrity=getattr(file, "type", "") == "agile")
    except UnreadableWorkbookError:
        raise
    except Exception as error:
        # The library lets through whatever its parsers meet: a damaged lock is an error of the file, not of ours.
        raise _unknown_lock() from error
    return out.getvalue()


def encrypted(data: bytes, password: str) -> bytes:
    """Lock a workbook with a password, as Excel since 2010 does (AES, agile).

    Raises: WriteFailedError where what was locked does not unlock to the same bytes.
    """
    crypto = _crypto()
    out = io.BytesIO()
    crypto.format.ooxml.OOXMLFile(io.BytesIO(data)).encrypt(password, out)
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
                '文件设有打开密码,要先安装附加组件才能读:pip install "followup-pipeline[password]"',
                'The file needs a password, and an extra to read it: pip install "followup-pipeline[password]"',
            )
        ) from error


def password_needed() -> UnreadableWorkbookError:
    """Give the error for a locked file where no password was given."""
    return UnreadableWorkbookError(
        Text(
            f"文件设有打开密码。请把密码放进环境变量 {VARIABLE} 后再运行,或在 Excel、WPS 里取消打开密码",
            f"The file is protected by a password. Set it in the environment variable {VARIABLE} and run again, "
            "or remove it in Excel or WPS",
        )
    )


def _wrong_password() -> UnreadableWorkbookError:
    return UnreadableWorkbookError(
        Text(
            f"打开密码不对。请检查环境变量 {VARIABLE} 或重新输入(区分大小写)",
            f"The password is wrong. Check the environment variable {VARIABLE} or type it again (case matters)",
        )
    )


def _unknown_lock() -> UnreadableWorkbookError:
    return UnreadableWorkbookError(
        Text(
            "文件设有打开密码,但加密部分已损坏或方式不认识。请用 Excel 或 WPS 打开后重新保存",
            "The file is protected by a password, but its lock is damaged or of an unknown kind. Open and save it in Excel or WPS",
        )
    )
