"""A workbook of one plain table for other programs: the header in the first row, no notes, no looks but dates."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.workbook.own_sheets.made_alike import made_alike
from pipeline.workbook.own_sheets.template import fixed_bytes
from schemas.sheets import CellValue

_MADE_BY: Final = "followup export"
_LONGEST: Final = 32_767
"""Characters that a cell holds."""


def plain_book(name: str, header: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> bytes:
    """Draw a workbook of one table.

    Takes:   name: of the sheet · rows: clean texts, numbers, days, None = blank.
    Returns: the file; the same table gives the same bytes. A text stays a text, whatever it begins with.
    """
    book = Workbook(write_only=True)
    book.properties.creator = _MADE_BY
    page: Worksheet = book.create_sheet(name)
    page.freeze_panes = "A2"
    page.append([_cell(page, value) for value in header])
    for row in rows:
        page.append([_cell(page, value) for value in row])
    return fixed_bytes(book)


def _cell(page: Worksheet, value: CellValue) -> Cell:
    cell = WriteOnlyCell(page)
    if isinstance(value, str):
        cell.value = value[:_LONGEST]
        cell.data_type = "s"  # else what begins with = would be a formula
    else:
        cell.value = value
    if isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def is_plain_book(path: Path) -> bool:
    """Tell whether a file is a workbook as `plain_book` left it: who saves it in Excel makes it a file of their own.

    Raises: OSError.
    """
    return made_alike(path, plain_book("-", [], []))
