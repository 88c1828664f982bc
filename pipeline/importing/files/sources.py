"""Every list that a user names, as tables: text, spreadsheets, contacts, folders and zip files of them.

What a file is, is read from its bytes. A file that a user names and that cannot be read is an error; one of many in a
folder or a zip file is reported, and the others are read.
"""

import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.errors import FollowupError, UnreadableWorkbookError, cannot_read, refuse_missing
from pipeline.files import look
from pipeline.importing.files.archives import files_in, members_of
from pipeline.importing.files.kinds import FileKind, kind_of, name_other
from pipeline.importing.text.decoding import decode
from pipeline.settings.limits import DEFAULT_LIMITS, MB, Limits, exceeded
from pipeline.understanding.model import SourceTable, Unread
from pipeline.workbook.file.sniff import EMPTY
from schemas.texts import Text

Progress = Callable[[Text], None]

_DEEPEST: Final = 3
"""Zip files within zip files."""
_REMARK_LINES: Final = 200


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the user says of the lists instead of letting it be found out; None = find out.

    header_row: line of a text, or Excel row, counted from 1; 0 = there is no header · sheet: only this sheet · day_first:
    3/4/19 is the third of April, not the fourth of March.
    """

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    sheet: str | None = None
    day_first: bool | None = None


def read_sources(
    paths: Iterable[Path],
    overrides: Overrides = Overrides(),
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = lambda _: None,
) -> Iterator[SourceTable]:
    """Read the lists one table after the other, each file only when its turn comes.

    Returns: tables; a file within a folder or zip file that cannot be read is a table without rows whose one `unread`
             (line 0, no text) says why.
    Raises:  FollowupError for a file named by the user: no such file, no list, damaged, too large.
    """
    reader = _Reader(overrides, limits)
    for path in paths:
        for table in reader.path(path):
            count = len(table.rows)
            progress(
                Text(f"读取 {_shown(table)}：{count:,} 行", f"read {_shown(table)}: {count:,} rows")
            )
            yield table


def _shown(table: SourceTable) -> str:
    return f"{table.file} › {table.sheet}" if table.sheet else table.file


class _Content(NamedTuple):
    """What is read: a name to show, the bytes, what they are, and in how many zip files they stand."""

    name: str
    data: bytes
    kind: FileKind
    depth: int


class _Reader:
    def __init__(self, overrides: Overrides, limits: Limits) -> None:
        self._told, self._limits = overrides, limits

    def path(self, path: Path) -> Iterator[SourceTable]:
        if not _is_folder(path):
            yield from self._file(path, str(path))
            return
        found = False
        for file in files_in(path):
            found = True
            name = f"{path.name or path}/{file.relative_to(path).as_posix()}"
            yield from _reported(name, self._file(file, name))
        if not found:
            raise UnreadableWorkbookError(
                Text(
                    f"{path}：文件夹里没有文件。请检查路径",
                    f"{path}: there is no file in the folder. Check the path",
                )
            )

    def _file(self, path: Path, name: str) -> Iterator[SourceTable]:
        refuse_missing(path)
        try:
            size = path.stat().st_size
            if size > self._limits.file_mb * MB:
                raise _at(name, exceeded(self._limits, "file_mb", size // MB))
            data = path.read_bytes()
        except OSError as error:
            raise cannot_read(path, error) from error
        yield from self.content(name, data, 0)

    def content(self, name: str, data: bytes, depth: int) -> Iterator[SourceTable]:
        """Read the tables of one file; every error names it."""
        try:
            yield from self._tables(name, data, depth)
        except FollowupError as error:
            raise _at(name, error) from error

    def _tables(self, name: str, data: bytes, depth: int) -> Iterator[SourceTable]:
        if not data:
            raise UnreadableWorkbookError(EMPTY)
        kind = kind_of(data)
        yield from READERS[kind](self, _Content(name, data, kind, depth))

    def sheets(self, content: _Content) -> Iterator[SourceTable]:
        from pipeline.importing.files.sheets import read_sheets  # noqa: PLC0415 -- only where there are spreadsheets

        return read_sheets(
            content.name,
            content.data,
            content.kind,
            self._limits,
            sheet=self._told.sheet,
            header_row=self._told.header_row,
            encoding=self._told.encoding,
        )

    def contacts(self, content: _Content) -> Iterator[SourceTable]:
        from pipeline.importing.files.vcards import read_vcards  # noqa: PLC0415 -- only where there are contacts

        yield read_vcards(content.name, content.data)

    def nothing(self, content: _Content) -> Iterator[SourceTable]:
        raise UnreadableWorkbookError(name_other(content.data))

    def archive(self, content: _Content) -> Iterator[SourceTable]:
        if content.depth >= _DEEPEST:
            raise UnreadableWorkbookError(
                Text(
                    "压缩包套了太多层。请先解压",
                    "There are too many zip files within zip files. Unpack them first",
                )
            )
        found = False
        for member in members_of(content.data, self._limits):
            found = True
            inner = f"{content.name}/{member.name}"
            if member.error:
                yield _failed(inner, member.error)
            else:
                yield from _reported(inner, self.content(inner, member.data, content.depth + 1))
        if not found:
            raise UnreadableWorkbookError(
                Text("压缩包里没有文件", "There is no file in the zip file")
            )

    def text(self, content: _Content) -> Iterator[SourceTable]:
        from pipeline.importing.files.remark_lists import looks_like_remarks, read_remarks  # noqa: PLC0415
        from pipeline.importing.text.delimited import read_delimited  # noqa: PLC0415 -- only where there is text

        decoded = decode(content.data, self._told.encoding)
        lines = [line for line in re.split(r"[\r\n]+", decoded.text[:100_000]) if line.strip()][
            :_REMARK_LINES
        ]
        if (
            self._told.delimiter is None
            and self._told.header_row is None
            and looks_like_remarks(lines)
        ):
            table = read_remarks(content.name, decoded.text, (decoded.sniffed,))
            yield replace(table, repairs=(*decoded.repairs, *table.repairs))
            return
        yield from read_delimited(
            content.name, decoded, delimiter=self._told.delimiter, header_row=self._told.header_row
        )


def _is_folder(path: Path) -> bool:
    try:
        found = look(path)
    except OSError:
        return False  # told when it is read as a file
    return found is not None and stat.S_ISDIR(found.st_mode)


READERS: Final[Mapping[FileKind, Callable[[_Reader, _Content], Iterator[SourceTable]]]] = {
    "text": _Reader.text,
    "xlsx": _Reader.sheets,
    "cells": _Reader.sheets,
    "xml2003": _Reader.sheets,
    "html": _Reader.sheets,
    "vcard": _Reader.contacts,
    "archive": _Reader.archive,
    "other": _Reader.nothing,
}
"""What reads each kind of file that `kind_of` knows."""


def _reported(name: str, tables: Iterator[SourceTable]) -> Iterator[SourceTable]:
    """Pass tables on; an error becomes a table that says why there is nothing to read."""
    try:
        yield from tables
    except FollowupError as error:
        yield _failed(name, error)


def _failed(name: str, error: FollowupError) -> SourceTable:
    return SourceTable(name, "", "delimited", [], 0, [], [], unread=(Unread(0, "", error.text),))


def _at(name: str, error: FollowupError) -> FollowupError:
    """Put the file's name before an error's message, once."""
    if error.text.zh.startswith(name):
        return error
    return type(error)(Text(f"{name}：{error.text.zh}", f"{name}: {error.text.en}"))
