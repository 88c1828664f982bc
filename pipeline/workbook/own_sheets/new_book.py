"""A new workbook of plain sheets, for what is handed on: values and looks, no formulas, no macros, no links."""

import datetime as dt
import math
from collections.abc import Sequence
from typing import Final
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.workbook.own_sheets.template import fixed_bytes
from schemas.sheets import CellValue, OwnedSheet, SheetColumn

_MADE_BY: Final = "followup"
_HEADER_ROW: Final = 3  # the note, a blank row, the header
_LONGEST: Final = 32_767  # characters of a cell
_LINE: Final = 15.0  # points
_MOST_LINES: Final = 25  # a row can be 409 points high
_HEADER: Final = PatternFill("solid", fgColor="E6EFF8")


def new_book(sheets: Sequence[OwnedSheet]) -> bytes:
    """Draw a workbook.

    Takes:   sheets with clean text; their links and tones are for sheets inside a team's workbook and play no part.
    Returns: the file; the same sheets give the same bytes. A text stays a text, whatever it begins with.
    """
    book = Workbook()
    book.properties.creator = _MADE_BY
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _draw(book.create_sheet(sheet.name), sheet)
    return fixed_bytes(book)


def _draw(page: Worksheet, sheet: OwnedSheet) -> None:
    _put(page, 1, 1, sheet.note)
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
        _put(page, _HEADER_ROW, number, column.header)
        head = page.cell(_HEADER_ROW, number)
        head.font, head.fill = Font(bold=True), _HEADER
        head.alignment = Alignment(vertical="top", wrap_text=True)
    for row, cells in enumerate(sheet.rows, start=_HEADER_ROW + 1):
        for number, (column, value) in enumerate(zip(sheet.columns, cells, strict=True), start=1):
            _put(page, row, number, value)
            _look(page, row, number, column)
        page.row_dimensions[row].height = _LINE * max(map(_lines, sheet.columns, cells))
    page.freeze_panes = f"A{_HEADER_ROW + 1}"
    last = max(_HEADER_ROW, _HEADER_ROW + len(sheet.rows))
    page.auto_filter.ref = f"A{_HEADER_ROW}:{get_column_letter(len(sheet.columns))}{last}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"


def _lines(column: SheetColumn, value: CellValue) -> int:
    """Count the lines that a cell takes: programs other than Excel do not find out by themselves."""
    if column.look != "wrap" or not isinstance(value, str):
        return 1
    widths = (
        sum(1 + (east_asian_width(sign) in "WF") for sign in line) for line in value.splitlines()
    )
    return min(
        _MOST_LINES, sum(max(1, math.ceil(width / (column.width - 1))) for width in widths) or 1
    )


def _put(page: Worksheet, row: int, number: int, value: CellValue) -> None:
    cell = page.cell(row, number)
    if isinstance(value, str):
        cell.value = value[:_LONGEST]
        cell.data_type = "s"  # else what begins with = would be a formula
    else:
        cell.value = value


def _look(page: Worksheet, row: int, number: int, column: SheetColumn) -> None:
    cell = page.cell(row, number)
    cell.alignment = Alignment(vertical="top", wrap_text=column.look == "wrap")
    if isinstance(cell.value, dt.date):
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(cell.value, str):
        cell.number_format = "@"
