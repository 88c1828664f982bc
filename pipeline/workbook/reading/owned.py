"""Which sheets are ours: told by a hidden defined name that points at the sheet, never by the sheet's own name."""

import re
from typing import Final

from pipeline.workbook.file.package import Package

MARK: Final = "_followup_"
_PLACE: Final = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?[A-Z]{1,3}\$?\d+")


def owned_sheets(package: Package) -> dict[str, str]:
    """Give the sheets that the program made, by key, with the names they have now."""
    found = {}
    names = {sheet.name for sheet in package.sheets}
    for name, _, place in package.defined_names:
        where = _PLACE.fullmatch(place.strip())
        if name.lower().startswith(MARK) and where:
            sheet = (where[1] or where[2]).replace("''", "'")
            if sheet in names:
                found[name[len(MARK) :]] = sheet
    return found


def quoted(sheet: str) -> str:
    """Write a sheet's name as formulas need it."""
    return "'" + sheet.replace("'", "''") + "'"
