"""Files as the system gives them: looked at, read where they end, put whole; and what dead runs left of them.

All errors are the system's own; whoever calls says in words what they mean.
"""

import errno
import hashlib
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

TEMP_PREFIX: Final = ".followup-"
_OWN_RIGHTS: Final = 0o600
"""Who writes a file may always read it, and write it again."""
_ALL_RIGHTS: Final = 0o666
"""What the system takes away from at will, where there is no workbook to go by."""


def look(path: Path, *, follow: bool = True) -> os.stat_result | None:
    """Give what stands at a path; None where nothing does.

    Takes:  follow: look at what a link leads to, not at the link.
    Raises: OSError, also for a name that no system takes.
    """
    try:
        return path.stat(follow_symlinks=follow)
    except FileNotFoundError:
        return None
    except ValueError as error:  # a zero byte in the name
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path)) from error


def same_file(path: Path, other: Path) -> bool:
    """Tell whether two paths lead to one file, by whatever names and links.

    Raises: OSError.
    """
    found, standing = look(path), look(other)
    return found is not None and standing is not None and os.path.samestat(found, standing)


def refuse_odd(path: Path) -> None:
    """Refuse what is no ordinary file: devices and pipes may never end.

    Raises: FileNotFoundError, IsADirectoryError, OSError.
    """
    found = look(path)
    if found is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "not an ordinary file", str(path))


def read_text(path: Path) -> str:
    """Read a small text file in UTF-8, with or without its mark.

    Raises: OSError as `refuse_odd`; UnicodeDecodeError.
    """
    refuse_odd(path)
    return path.read_text(encoding="utf-8-sig")


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where they are missing.

    Raises: NotADirectoryError where something else stands there; OSError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)) from error
    except ValueError as error:  # a zero byte in the name
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(folder)) from error


def keep_from_git(folder: Path) -> None:
    """Let git leave a folder alone that holds customers' data; a file that a dead run left empty is filled.

    Raises: OSError.
    """
    ignore = folder / ".gitignore"
    if ignore.is_symlink():
        return  # it leads to a file of somebody else
    if not ignore.exists() or not ignore.stat().st_size:
        ignore.write_text("*\n", encoding="utf-8")


def tag(target: Path) -> str:
    """Give what stands for a workbook's name in the names of our own files.

    Takes: the workbook itself, no link to it; so too below.
    """
    return hashlib.sha256(target.name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def temp_mark(target: Path) -> str:
    """Give how the names of all temp files of a workbook begin."""
    return f"{TEMP_PREFIX}{tag(target)}-"


def sweep_folder(target: Path, folder: Path) -> list[Path]:
    """Remove the temp files that dead runs of a workbook left in one folder.

    Returns: the files removed. One that cannot be removed is left for the next time: it harms nobody.
    """
    mark = temp_mark(target)
    removed = []
    with suppress(OSError):
        for entry in list(folder.iterdir()):
            if entry.name.startswith(mark):
                entry.unlink()
                removed.append(entry)
    return removed


def put_whole(target: Path, content: bytes, owner: Path) -> None:
    """Put a file in its place as a whole; what stood there, be it a link, is replaced.

    Takes:  owner: the workbook that the file goes with, or the file itself. Who may not read it may not read the file, and
            what dead runs left of its files in that folder is swept.
    Raises: OSError; what stood there still stands.
    """
    sweep_folder(owner, target.parent)
    try:
        _put(target, content, owner)
    except FileNotFoundError:
        # Another run of the workbook may have swept the temp file; the folder may be gone as well, which comes up again.
        _put(target, content, owner)


def _put(target: Path, content: bytes, owner: Path) -> None:
    temp = target.with_name(f"{temp_mark(owner)}{secrets.token_hex(4)}{target.suffix}")
    try:
        with temp.open("xb") as handle:
            _narrow(temp, target, owner)
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        temp.replace(target)
    except BaseException:
        with suppress(OSError):
            temp.unlink()
        raise


def _narrow(temp: Path, target: Path, owner: Path) -> None:
    """Open a new file to nobody beyond the workbook's readers, nor beyond those of the file that it replaces."""
    made = stat.S_IMODE(temp.stat().st_mode)
    standing, workbook = look(target, follow=False), look(owner)
    kept = made
    if standing is not None and stat.S_ISREG(standing.st_mode):
        kept = stat.S_IMODE(standing.st_mode)
    most = _ALL_RIGHTS if workbook is None else stat.S_IMODE(workbook.st_mode) & _ALL_RIGHTS
    wanted = kept & (most | _OWN_RIGHTS)
    if wanted != made:
        with suppress(PermissionError):  # file systems without rights
            temp.chmod(wanted)
