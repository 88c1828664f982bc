"""Which sheets and columns are ours: told by hidden defined names that point at them, never by their own names."""

import re
from typing import Final

from pipeline.workbook.file.package import Package
from pipeline.workbook.file.references import column_of

MARK: Final = "_followup_"
COLUMN_MARK: Final = "_followupcolumn_"
_PLACE: Final = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?\d+")


def owned_sheets(package: Package) -> dict[str, str]:
    """Give the sheets that the program made, by key, with the names they have now."""
    names = {sheet.name for sheet in package.sheets}
    places = _marked(package, MARK)
    return {key: sheet for key, (sheet, _) in places.items() if sheet in names}


def owned_columns(package: Package) -> dict[str, tuple[str, int]]:
    """Give the columns that the program fills, by key: sheet and 1-based Excel column.

    A spreadsheet program moves the mark along with the column, and breaks it when the column is deleted.
    """
    return _marked(package, COLUMN_MARK)


def _marked(package: Package, mark: str) -> dict[str, tuple[str, int]]:
    """Give sheet and column of each name that begins with a mark, by what follows the mark."""
    found = {}
    for name, _, place in package.defined_names:
        where = _PLACE.fullmatch(place.strip())
        if name.lower().startswith(mark) and where:
            sheet = (where[1] or where[2]).replace("''", "'")
            found[name[len(mark) :]] = (sheet, column_of(where[3]))
    return found


def quoted(sheet: str) -> str:
    """Write a sheet's name as formulas need it."""
    return "'" + sheet.replace("'", "''") + "'"
