"""The only way out for files for people: whole or not at all, private as the workbook, over nothing that is not ours."""

import re
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.delivery.lists import MARK, csv_lines
from pipeline.errors import UsageError, cannot_write
from pipeline.files import keep_from_git, look, make_folder, put_whole, same_file
from schemas.texts import Text

REPORT_FOLDER: Final = "followup-reports"
"""Beside the workbook, where nobody names another folder."""

IsOwn = Callable[[Path], bool]
"""Tells whether an ordinary file is what the program wrote before and may replace. Raises OSError."""

_LONGEST_START: Final = 4096
"""Bytes in which each kind shows what it is; the headers of a letter take the most."""

_KNOWN_BY: Final = 3
"""Headers by which a list is known: no list of somebody else begins with the same three."""

_STARTS: Final = {
    ".html": re.compile(
        rb'<!doctype html>\n<html lang="(?:zh-Hans|en)">\n<head>\n<meta charset="utf-8">\n'
        rb'<meta http-equiv="Content-Security-Policy" '
    ),
    ".ics": re.compile(rb"BEGIN:VCALENDAR\r\nPRODID:-//followup//"),
    ".eml": re.compile(
        rb"From:(?s:.)*\r\nMessage-ID:\s+<[0-9a-f]{40}@[^>]*>\r\nAuto-Submitted: auto-generated\r\n"
    ),
}
"""Ending of a file's name → how a file of that kind begins that the program wrote."""

_NOT_OURS: Final = Text(
    "{path}: 已有这个文件，而且不是本程序导出的表，不能覆盖。请给 --out 换个文件名",
    "{path}: there is such a file, and it is no list of this program; it is not written over. "
    "Name another file with --out",
)
_TAKEN: Final = Text(
    "{path}: 已有这个文件，而且不是本程序写的（或写好后有人改过），不能覆盖。请把它移走或改名，再运行一次",
    "{path}: there is such a file, and it is not as this program wrote it; it is not written over. "
    "Move or rename it, then run again",
)


@dataclass(frozen=True, slots=True)
class Outbox:
    """A folder that takes a workbook's files for people, under names that the program chooses."""

    workbook: Path
    """The workbook, or a link to it, that the files go with."""
    folder: Path
    """Made when the first file comes."""
    is_hidden: bool = False
    """The folder is the program's own and keeps itself out of version control."""

    @classmethod
    def of(cls, workbook: Path, out: Path | None) -> "Outbox":
        """Give the folder that a user names, or the one beside the workbook."""
        return cls(workbook, out or workbook.parent / REPORT_FOLDER, is_hidden=out is None)

    def refuse_taken(self, name: str, is_own: IsOwn | None = None) -> None:
        """Refuse a name under which a file stands that is not ours; asked before the work begins, too.

        Takes:  is_own: as in `put`.
        Raises: UsageError, WriteFailedError.
        """
        path = self.folder / name
        with _told(path):
            if not self._is_free(path, is_own or starts_like_ours):
                raise UsageError(_TAKEN.fill(path=path))

    def put(self, name: str, content: bytes, is_own: IsOwn | None = None) -> Path:
        """Put a file into the folder; one of ours of that name is replaced, a link too, its target stays as it is.

        Takes:   is_own: by default, what begins as our files of that ending do.
        Returns: where it is.
        Raises:  as `refuse_taken`; what stood there still stands.
        """
        path = self.folder / name
        with _told(self.folder):
            make_folder(self.folder)
            if self.is_hidden:
                keep_from_git(self.folder)
        self.refuse_taken(name, is_own)
        with _told(path):
            put_whole(path, content, self.workbook.resolve())
        return path

    def _is_free(self, path: Path, is_own: IsOwn) -> bool:
        try:
            found = look(path, follow=False)
        except OSError:
            return True  # told when the folder is made
        if found is None or stat.S_ISLNK(found.st_mode):
            return True
        return _is_ours(path, self.workbook, is_own)


def free_for_list(path: Path, workbook: Path, is_own: IsOwn) -> None:
    """Refuse a file that a user names for a list where it is taken; asked before the work begins, too.

    Takes:  is_own: tells whether a file is an earlier list of that kind, which may be replaced.
    Raises: UsageError where anything else stands there, under whatever name, or a link; WriteFailedError.
    """
    with _told(path):
        found = look(path, follow=False)
        if found is not None and not _is_ours(path, workbook, is_own):
            raise UsageError(_NOT_OURS.fill(path=path))


def put_list(path: Path, content: bytes, workbook: Path, is_own: IsOwn) -> None:
    """Write a list to the file that a user names; an earlier one of that kind is replaced.

    Takes:  workbook: the one that the list tells of.
    Raises: as `free_for_list`.
    """
    free_for_list(path, workbook, is_own)
    with _told(path):
        put_whole(path, content, workbook.resolve())


def put_new(path: Path, content: bytes) -> None:
    """Put a file where nothing stands.

    Raises: FileExistsError, also for what appeared since somebody looked; OSError.
    """
    path.open("xb").close()
    try:
        put_whole(path, content, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def is_list_under(*headers: Sequence[str]) -> IsOwn:
    """Tell CSV lists that begin with one of these headers, or are empty, from others.

    Takes: headers: of one kind of list in each language; later versions may put more columns behind.
    """
    starts = [
        MARK + csv_lines(header[:_KNOWN_BY], ()).rstrip("\r\n").encode() for header in headers
    ]
    return lambda path: _begins(path, re.compile(b"|".join(map(re.escape, starts))))


def starts_like_ours(path: Path) -> bool:
    """Tell by its first bytes whether a file is ours of the kind that its ending names, or empty.

    Raises: OSError.
    """
    return _begins(path, _STARTS[path.suffix])


def _begins(path: Path, start: re.Pattern[bytes]) -> bool:
    with path.open("rb") as file:
        found = file.read(_LONGEST_START)
    return not found or start.match(found) is not None


def _is_ours(path: Path, workbook: Path, is_own: IsOwn) -> bool:
    found = look(path, follow=False)
    is_file = found is not None and stat.S_ISREG(found.st_mode)
    return is_file and not same_file(path, workbook) and is_own(path)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error) from error
