"""Spreadsheets of every kind: each sheet laid out as tables, titles and headers of several lines understood."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from pipeline.errors import UnreadableWorkbookError, UsageError
from pipeline.importing.files.grids import Grid, grids_in_child, grids_of_package
from pipeline.importing.files.kinds import FileKind
from pipeline.importing.files.web_tables import grids_of_page
from pipeline.importing.files.xml2003 import grids_of_xml
from pipeline.importing.text.delimited import (
    header_said,
    notes_said,
    table_names,
    without_empty_columns,
)
from pipeline.settings.limits import Limits
from pipeline.understanding.model import Repair, Sniffed, SourceTable
from pipeline.understanding.tables.header_lines import as_written
from pipeline.understanding.tables.layout import Layout, lay_out
from schemas.texts import Text
from schemas.values import plain

_FILLED: Final = Text(
    "合并的单元格：第 {column} 列取自上面的行",
    "merged cells: column {column} is taken from the row above",
)
_HIDDEN: Final = Text("这张表是隐藏的，也一并读入", "this sheet is hidden, and read all the same")


class _Format(NamedTuple):
    """A kind of spreadsheet: its name, how it was known, and what gives its grids (file, bytes, limits, encoding)."""

    name: str
    why: Text
    grids: Callable[[str, bytes, Limits, str | None], Iterator[Grid]]


FORMATS: Final[Mapping[FileKind, _Format]] = {
    "xlsx": _Format(
        "Excel (.xlsx)",
        Text("按文件内容判断", "by the content of the file"),
        lambda file, data, limits, _: grids_of_package(file, data, limits),
    ),
    "cells": _Format(
        "Excel / WPS / LibreOffice (.xls, .xlsb, .ods)",
        Text(
            "按文件内容判断；这类文件里的错误值（如 #N/A）与空白分不开",
            "by the content of the file; errors such as #N/A cannot be told from blanks in such files",
        ),
        lambda _, data, limits, __: grids_in_child(data, limits),
    ),
    "xml2003": _Format(
        "XML Spreadsheet 2003",
        Text("文件内容是 2003 版 XML 表格", "its content is an XML Spreadsheet 2003"),
        lambda _, data, limits, encoding: grids_of_xml(data, limits, encoding),
    ),
    "html": _Format(
        "HTML",
        Text("文件内容是网页，里面有表格", "its content is a web page with tables"),
        lambda _, data, limits, encoding: grids_of_page(data, limits, encoding),
    ),
}
"""What is a spreadsheet among the kinds of files."""


def read_sheets(  # noqa: PLR0913 -- the file, its kind, and what the user says of it
    file: str,
    data: bytes,
    kind: FileKind,
    limits: Limits,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
) -> Iterator[SourceTable]:
    """Read the tables of a spreadsheet, sheet by sheet; empty sheets are left out.

    Takes:   kind: a key of FORMATS · sheet: name, or number from 1, of the only one wanted; header_row: Excel row, 0 = none; None = find out.
    Raises:  UnreadableWorkbookError where it cannot be read or is empty; UsageError where there is no such sheet.
    """
    names: list[str] = []
    several, held, found = False, None, False
    for number, grid in enumerate(FORMATS[kind].grids(file, data, limits, encoding), 1):
        names.append(grid.name)
        if sheet is not None and sheet not in {grid.name, str(number)}:
            continue
        if not any(plain(cell) for row in grid.rows for cell in row):
            found = found or sheet is not None
            continue
        if held is not None:
            several = True
            yield from _tables(file, held, kind, header_row, several=True)
        held, found = grid, True
    if held is not None:
        yield from _tables(file, held, kind, header_row, several=several)
    elif sheet is not None and not found:
        raise UsageError(
            Text(
                f"没有名为“{sheet}”的工作表。现有：{'、'.join(names)}",
                f'There is no sheet "{sheet}". There are: {", ".join(names)}',
            )
        )
    else:
        raise UnreadableWorkbookError(
            Text(
                "表格是空的，没有一个有内容的单元格",
                "The spreadsheet is empty: no cell has content",
            )
        )


def _tables(
    file: str, grid: Grid, kind: FileKind, header_row: int | None, *, several: bool
) -> Iterator[SourceTable]:
    kept = [
        number
        for number, row in enumerate(grid.rows)
        if any(cell not in ("", None) and plain(cell) for cell in row)
    ]
    rows = [grid.rows[number] for number in kept]
    lines = [grid.top + number for number in kept]
    gaps = frozenset(n for n in range(1, len(kept)) if kept[n] > kept[n - 1] + 1)
    told = None if header_row is None else lines.index(header_row) if header_row in lines else -1
    layouts = lay_out(rows, gaps, ragged=False, header=told)
    titles = table_names([layout.title for layout in layouts])
    for layout, title in zip(layouts, titles, strict=True):
        repairs = _fill_merged(grid, layout, kept)
        name = " › ".join(part for part in (grid.name if several else "", title) if part)
        yield _table(file, name, layout, rows, lines, repairs, [*_kind_said(kind, grid)])


def _kind_said(kind: FileKind, grid: Grid) -> Iterator[Sniffed]:
    yield Sniffed("format", FORMATS[kind].name, FORMATS[kind].why)
    if grid.name:
        yield Sniffed(
            "sheet",
            grid.name,
            _HIDDEN if grid.hidden else Text("有内容的工作表", "a sheet with content"),
            "--sheet",
        )


def _fill_merged(grid: Grid, layout: Layout, kept: list[int]) -> list[Repair]:
    """Give the rows that a cell is merged over its value in each of them, where they have something of their own."""
    body = {kept[record] for record in layout.body}
    repairs = []
    for top, left, bottom, right in grid.merged:
        if bottom == top or left != right or top not in body or not 0 <= left < len(grid.rows[top]):
            continue
        value = grid.rows[top][left]
        for row in range(top + 1, min(bottom, len(grid.rows) - 1) + 1):
            if row in body and value not in ("", None) and grid.rows[row][left] in ("", None):
                grid.rows[row][left] = value
                repairs.append(Repair(grid.top + row, _FILLED.fill(column=left + 1)))
    return repairs


def _table(  # noqa: PLR0913 -- what was found out about one table
    file: str,
    name: str,
    layout: Layout,
    rows: list[list[Any]],
    lines: list[int],
    repairs: list[Repair],
    sniffed: list[Sniffed],
) -> SourceTable:
    header = layout.header
    body = [rows[record] for record in layout.body]
    width = max([layout.width, *(len(row) for row in body)])
    names = [*header.names, *[""] * (width - len(header.names))]
    body = [
        row[:width] if len(row) >= width else [*row, *[""] * (width - len(row))] for row in body
    ]
    names, body = without_empty_columns(names, body)
    first = lines[header.first] if header.count else 0
    notes = [
        (kind, lines[record], " | ".join(filter(None, map(as_written, rows[record]))))
        for record, kind in layout.notes
    ]
    return SourceTable(
        file,
        name,
        "spreadsheet",
        names,
        lines[header.first + header.count - 1] if header.count else 0,
        [lines[record] for record in layout.body],
        body,
        (*sniffed, header_said(layout, first), *notes_said(notes)),
        tuple(sorted(repairs, key=lambda repair: repair.line)),
    )
