"""Nothing may harm the team's only file: one run at a time, a backup, and a swap that is whole or not at all.

Order of a write: temp file in the same folder, fsync, verify, backup, announce, look again, swap, fsync the folder.
At every instant the path holds the whole old or the whole new workbook.
"""

import errno
import getpass
import hashlib
import json
import os
import re
import shutil
import socket
import stat
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from pipeline.errors import WorkbookBusyError, WriteFailedError, no_such_file
from pipeline.files import keep_from_git, look, sweep_folder, tag, temp_mark
from pipeline.workbook.safety.elsewhere import conflict_copies, refuse_if_open
from pipeline.workbook.safety.failures import failure, in_use, is_sharing_violation, true_messages
from schemas.texts import Text

__all__ = [
    "Replaced",
    "backup_path",
    "conflict_copies",
    "file_sha256",
    "ledger_file",
    "prune_backups",
    "purge_backups",
    "real_workbook",
    "refuse_if_open",
    "replace_workbook",
    "state_folder",
    "sweep",
    "workbook_lock",
]

PATIENCE_SECONDS = 2.0
_RETRY_SECONDS = 0.1
_CHUNK = 1 << 20
_STATE_FOLDER = ".followup"
_OUTPUTS = "followup-"  # how the folders of what runs write for people begin
_STEM_BYTES = 150  # a name may have 255 bytes, and a Chinese character takes three
_RUN_ID = r"\d{8}-\d{6}(-\d\d)?"

_BUSY = Text(
    "{path}: 另一次运行正在处理这份表({who})。本次没有写入。请等它结束后重新运行。",
    "{path}: another run is working on this workbook ({who}). Nothing was written. "
    "Wait until it has ended, then run again.",
)
_SOMEBODY = Text("不知道是谁", "nobody knows whose")
_CHANGED = Text(
    "{path}: 读取之后,有人改动了这份表。本次没有写入,别人的改动都在。请重新运行。",
    "{path}: somebody changed the workbook after it was read. Nothing was written, the change is kept. Run again.",
)
_READ_ONLY = Text(
    "{path}: 文件设为只读。原表没有改动。请在文件属性里取消只读后重新运行。",
    "{path}: the file is marked read-only. The workbook was not changed. Take the mark away, then run again.",
)
_UNCERTAIN = Text(
    "{path}: 替换文件时系统报错({error}),现在读不到这份表,无法确认它是旧的还是新的。运行前的完整备份在 {backup}。",
    "{path}: the system failed while swapping the file ({error}), and the workbook cannot be read now, so it is not "
    "known whether it is the old or the new one. The whole workbook from before the run is at {backup}.",
)


@dataclass(frozen=True, slots=True)
class Replaced:
    """What now stands at the path.

    durable: False if the system could not promise that a power cut keeps the new file (old or new, it stays whole).
    """

    sha256: str
    size: int
    durable: bool = True


def real_workbook(path: Path) -> Path:
    """Give the file that is really meant: a link is followed, so that the link stays and its target is written."""
    try:
        return path.resolve()
    except RuntimeError as error:  # links in a circle
        raise failure(OSError(errno.ENOENT, "links in a circle", str(path)), path) from error


def state_folder(path: Path) -> Path:
    """Give the folder `.followup` beside the workbook; it is made if it is missing, and git leaves it alone.

    Who may not read the workbook may not enter the folder: backups and ledger hold the same facts.
    Raises:  WriteFailedError.
    """
    target = real_workbook(path)
    folder = target.parent / _STATE_FOLDER
    with true_messages(folder):
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            if target.exists():
                rights = stat.S_IMODE(target.stat().st_mode) & 0o666
                folder.chmod(rights | (rights & 0o444) >> 2 | 0o700)
        keep_from_git(folder)
    return folder


def ledger_file(path: Path) -> Path:
    """Give the place of the ledger of this workbook's folder; nothing is made."""
    return real_workbook(path).parent / _STATE_FOLDER / "ledger.sqlite"


def backup_path(path: Path, run_id: str) -> Path:
    """Give the place of a run's backup: `.followup/backups/<stem>.<run id>.xlsx`, long stems shortened."""
    target = real_workbook(path)
    return (
        target.parent
        / _STATE_FOLDER
        / "backups"
        / f"{_backup_stem(target)}.{run_id}{target.suffix}"
    )


def file_sha256(path: Path) -> str:
    """Give the SHA-256 of a file's bytes, in hex digits; OSError as the system gives it."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@contextmanager
def workbook_lock(path: Path) -> Iterator[None]:
    """Hold the workbook for one run, and sweep what dead runs left. A killed run's lock ends with its process.

    Raises:  UnreadableWorkbookError where there is none; WorkbookBusyError naming who holds it; WriteFailedError where no
             lock can be made.
    """
    with true_messages(path):
        if look(path) is None:
            raise no_such_file(path)
    target = real_workbook(path)
    folder = state_folder(target)
    owner = folder / f"{tag(target)}.owner"
    lock = FileLock(folder / f"{tag(target)}.lock", timeout=0)
    with true_messages(target):
        try:
            lock.acquire()
        except Timeout as error:
            raise WorkbookBusyError(
                _BUSY.fill(path=path, who=_owner(owner) or _SOMEBODY)
            ) from error
    try:
        _sign(owner)
        sweep(target)
        yield
    finally:
        with suppress(OSError):
            owner.unlink()
        with suppress(OSError):
            lock.release()


def sweep(path: Path) -> list[Path]:
    """Remove the temp files that dead runs of this workbook left; only safe while holding the lock.

    Returns: the files removed. One that cannot be removed is left for the next time: it harms nobody.
    """
    target = real_workbook(path)
    folders = [target.parent, target.parent / _STATE_FOLDER / "backups"]
    with suppress(OSError):
        folders += [
            entry
            for entry in target.parent.iterdir()
            if entry.name.startswith(_OUTPUTS) and entry.is_dir()
        ]
    return [removed for folder in folders for removed in sweep_folder(target, folder)]


def replace_workbook(  # noqa: PLR0913 -- one call names all that a safe write needs
    path: Path,
    *,
    expected_sha256: str,
    backup: Path,
    write: Callable[[BinaryIO], None],
    verify: Callable[[Path], None],
    announce: Callable[[str], None] | None = None,
) -> Replaced:
    """Put a new workbook in the place of the old one: wholly, or not at all.

    Takes:   expected_sha256: of the bytes that the new file was computed from · backup: where the old bytes are kept ·
             write: writes the new file · verify: reads the finished temp file and raises what is wrong with it ·
             announce: called with the new SHA-256 when only the swap is left to do (the ledger's begin_run).
    Returns: digest and size of what now stands at the path.
    Raises:  WorkbookBusyError (open elsewhere, changed meanwhile, gone), WriteFailedError, whatever the three raise;
             the workbook is the old one then.
    """
    target = real_workbook(path)
    with true_messages(target):
        _refuse_read_only(target)
        with _temp_beside(target, target.parent) as temp:
            _write_durably(target, temp, write)
            verify(temp)
            replaced = Replaced(file_sha256(temp), temp.stat().st_size)
            _keep_backup(target, backup, expected_sha256)
            if announce is not None:
                announce(replaced.sha256)
            refuse_if_open(path)
            _swap(temp, target, expected_sha256, replaced.sha256, backup)
    if _fsync_folder(target.parent):
        return replaced
    return Replaced(replaced.sha256, replaced.size, durable=False)


def prune_backups(
    path: Path, *, keep: int = 20, needed: Collection[str] = (), order: Sequence[str] = ()
) -> list[Path]:
    """Remove this workbook's oldest backups.

    Takes:   keep: how many of the newest stay, at least one · needed: file names, or places that end in them, that the
             ledger still needs for undo · order: the same of all that the ledger knows, the oldest first: a clock that was
             set back makes names that lie. Backups that it does not know count as older.
    Returns: the files removed; one that cannot be removed now is tried again next time.
    """
    target = real_workbook(path)
    folder = target.parent / _STATE_FOLDER / "backups"
    pattern = re.compile(rf"{re.escape(_backup_stem(target))}\.{_RUN_ID}{re.escape(target.suffix)}")
    spared = {_name_in(place) for place in needed}
    ages = {_name_in(place): age for age, place in enumerate(order)}
    removed = []
    with suppress(OSError):
        found = (entry for entry in folder.iterdir() if pattern.fullmatch(entry.name))
        # By name without the suffix: a second's second run is newer.
        backups = sorted(found, key=lambda entry: (ages.get(entry.name, -1), entry.stem))
        for old in backups[: -max(keep, 1)]:
            if old.name not in spared:
                old.unlink()
                removed.append(old)
    return removed


def purge_backups(path: Path) -> list[Path]:
    """Remove every backup of this workbook, for an erasure.

    Returns: the files removed.
    Raises:  WriteFailedError where one cannot be removed.
    """
    target = real_workbook(path)
    folder = target.parent / _STATE_FOLDER / "backups"
    if not folder.is_dir():
        return []
    pattern = re.compile(rf"{re.escape(_backup_stem(target))}\.{_RUN_ID}{re.escape(target.suffix)}")
    found = sorted(entry for entry in folder.iterdir() if pattern.fullmatch(entry.name))
    for entry in found:
        with true_messages(entry):
            entry.unlink()
    return found


def _name_in(place: str) -> str:
    return place.replace("\\", "/").rsplit("/", 1)[-1]


def _backup_stem(target: Path) -> str:
    stem = target.stem.encode("utf-8", "surrogateescape")
    if len(stem) <= _STEM_BYTES:
        return target.stem
    return f"{stem[:_STEM_BYTES].decode('utf-8', 'ignore')}~{tag(target)}"


def _sign(owner: Path) -> None:
    # Only a courtesy to the second run: without it the lock holds all the same.
    with suppress(OSError, KeyError):
        who = {"user": getpass.getuser(), "host": socket.gethostname(), "pid": os.getpid()}
        owner.write_text(json.dumps(who), encoding="utf-8")


def _owner(owner: Path) -> str:
    try:
        who = json.loads(owner.read_text(encoding="utf-8"))
        return f"{who['user']}@{who['host']}, pid {who['pid']}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


@contextmanager
def _temp_beside(target: Path, folder: Path) -> Iterator[Path]:
    # mkstemp opens with mode 0600 and never follows or overwrites anything.
    descriptor, name = tempfile.mkstemp(prefix=temp_mark(target), suffix=target.suffix, dir=folder)
    os.close(descriptor)
    temp = Path(name)
    try:
        yield temp
    finally:
        with suppress(OSError):
            temp.unlink()  # renamed already, or left for the next run's sweep


def _write_durably(target: Path, temp: Path, write: Callable[[BinaryIO], None]) -> None:
    with temp.open("r+b") as handle:
        write(handle)
        handle.flush()
        _carry_over(target, temp)
        os.fsync(handle.fileno())


def _carry_over(target: Path, temp: Path) -> None:
    """Give the new file the old one's owner, mode and extended attributes (access lists are among them)."""
    old, new = target.stat(), temp.stat()
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        with suppress(OSError):
            os.chown(temp, -1, old.st_gid)  # a member of the group may do this much
        with suppress(OSError):
            os.chown(temp, old.st_uid, -1)
    with suppress(PermissionError, NotImplementedError):
        temp.chmod(stat.S_IMODE(old.st_mode))
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(target):
                with suppress(OSError):
                    os.setxattr(temp, name, os.getxattr(target, name))


def _keep_backup(target: Path, backup: Path, expected: str) -> None:
    state_folder(target)
    backup.parent.mkdir(parents=True, exist_ok=True)
    with _temp_beside(target, backup.parent) as temp:
        with target.open("rb") as source:
            _write_durably(target, temp, lambda handle: shutil.copyfileobj(source, handle, _CHUNK))
        if file_sha256(temp) != expected:
            raise WorkbookBusyError(_CHANGED.fill(path=target))
        os.replace(temp, backup)  # noqa: PTH105 -- the tests' seam: every file-system step is a call of os
    _fsync_folder(backup.parent)


def _swap(temp: Path, target: Path, expected: str, new: str, backup: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        # Looked at before every try: who holds the file may have saved it while we waited.
        if file_sha256(target) != expected:
            raise WorkbookBusyError(_CHANGED.fill(path=target))
        try:
            os.replace(temp, target)  # noqa: PTH105 -- as above
        except OSError as error:
            if _has_arrived(target, expected, new, backup, error):
                return
            if not is_sharing_violation(error, while_swapping=True):
                raise
            if time.monotonic() >= deadline:
                raise in_use(target) from error
            time.sleep(_RETRY_SECONDS)
        else:
            return


def _has_arrived(target: Path, expected: str, new: str, backup: Path, error: OSError) -> bool:
    """Look at what the path holds after a failed swap: network shares report failures of renames that took place."""
    try:
        now = file_sha256(target)
    except OSError as blind:
        text = _UNCERTAIN.fill(path=target, error=error.strerror, backup=backup)
        raise WriteFailedError(text) from blind
    return now == new and new != expected


def _refuse_read_only(target: Path) -> None:
    mode = target.stat().st_mode
    if not mode & 0o222:
        raise WriteFailedError(_READ_ONLY.fill(path=target))
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "no write permission", str(target))


def _fsync_folder(folder: Path) -> bool:
    """Make the renames in a folder last; after the swap nothing may be reported as a failure any more."""
    if (
        os.name == "nt"
    ):  # folders cannot be opened there, and the file system keeps renames in order
        return True
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        return error.errno in {errno.EINVAL, errno.ENOTSUP}  # this file system has no such call
    return True
