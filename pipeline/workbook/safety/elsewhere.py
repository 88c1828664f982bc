"""Who else has the workbook: lock files of Excel, WPS and LibreOffice, and the copies that sync clients leave.

Source: the lock files' layouts as the programs write them; WPS keeps Excel's layout under another name.
"""

import re
import socket
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import WorkbookBusyError
from pipeline.workbook.safety.failures import true_messages
from schemas.texts import Text

_OWNER_SIZES = (
    165,
    162,
)  # length byte, name padded to n bytes, 2-byte length, name as UTF-16 padded to 2n bytes

_OPEN = Text(
    "{path}: 表正被 {program} 打开(使用者:{who})。本次没有写入。请保存并关闭后重新运行。"
    "如果其实没有人打开(程序曾异常退出),请删除 {lock} 再运行。",
    "{path}: the workbook is open in {program} (user: {who}). Nothing was written. Save and close it, then run again. "
    "If nobody has it open (the program crashed), delete {lock} and run again.",
)
_UNKNOWN = Text("未知", "unknown")

_CONFLICT_MARKS = re.compile(
    r"[(\uff08]?冲突(文件|副本)|conflicted copy|-safeBackup-|\.sync-conflict-|[(\uff08]Case Conflict",
    re.IGNORECASE,
)
_DEFAULT_PC_NAME = re.compile(r"-(DESKTOP|LAPTOP)-[A-Z0-9]{7}(-\d+)?")


class _OpenIn(NamedTuple):
    program: str
    lock: Path
    who: str


def refuse_if_open(path: Path) -> None:
    """Refuse to go on while a spreadsheet program has the workbook open.

    Takes:   the workbook; for a link, the places of the link and of its target are both looked at.
    Raises:  WorkbookBusyError naming the program, the user as far as known, and the lock file to delete after a crash.
    """
    with true_messages(path):
        for place in dict.fromkeys((path.absolute(), path.resolve())):
            found = _opened_by(place)
            if found is not None:
                who = found.who or _UNKNOWN
                raise WorkbookBusyError(
                    _OPEN.fill(path=path, program=found.program, who=who, lock=found.lock)
                )


def conflict_copies(path: Path) -> list[Path]:
    """List the copies that sync clients made of this workbook when two people saved at once.

    Takes:   the workbook.
    Returns: files beside it, sorted by name; only those that carry a sync client's own mark, no plain copies. It is
             for a warning, so a folder that cannot be listed gives none.
    """
    target = path.resolve()
    own_host = re.compile(rf"-{re.escape(socket.gethostname())}(-\d+)?", re.IGNORECASE)
    copies: list[Path] = []
    neighbours: list[Path] = []
    with suppress(OSError):
        neighbours = sorted(target.parent.iterdir())
    for other in neighbours:
        if (
            other.suffix.lower() != target.suffix.lower()
            or other.name.startswith((".", "~$"))
            or other == target
        ):
            continue
        rest = other.stem.removeprefix(target.stem)
        if rest == other.stem or not rest:
            continue
        if (
            _CONFLICT_MARKS.search(rest)
            or _DEFAULT_PC_NAME.fullmatch(rest)
            or own_host.fullmatch(rest)
        ):
            copies.append(other)
    return copies


def _opened_by(path: Path) -> _OpenIn | None:
    candidates = (
        ("Excel / WPS", path.with_name(f"~${path.name}"), _office_user),
        ("LibreOffice", path.with_name(f".~lock.{path.name}#"), _libreoffice_user),
        ("WPS", path.with_name(f".~{path.name}"), _office_user),
    )
    for program, lock, user_in in candidates:
        if lock.exists():
            return _OpenIn(program, lock, user_in(_content(lock)))
    return None


def _content(lock: Path) -> bytes:
    try:
        with lock.open("rb") as handle:
            return handle.read(4096)
    except OSError:
        return b""  # the program that has it open lets nobody read it: open it is


def _office_user(content: bytes) -> str:
    if len(content) not in _OWNER_SIZES:
        return ""
    narrow = (len(content) - 3) // 3
    length = int.from_bytes(content[narrow + 1 : narrow + 3], "little")
    name = content[narrow + 3 : narrow + 3 + 2 * length].decode("utf-16-le", "replace")
    return _printable(name)


def _libreoffice_user(content: bytes) -> str:
    # Full name, login, host, time, profile; commas inside a field are escaped with a backslash.
    fields = [
        _unescaped(part) for part in re.split(r"(?<!\\),", content.decode("utf-8", "replace"))
    ]
    names = [_printable(part) for part in fields[:3]]
    person = next((name for name in names[:2] if name), "")
    host = names[2] if len(names) > 2 else ""  # noqa: PLR2004 -- the third field
    return f"{person}@{host}" if person and host else person or host


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _printable(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable()).strip()
