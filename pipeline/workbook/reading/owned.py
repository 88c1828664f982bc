"""Which sheets and columns are ours: told by hidden defined names that point at them, never by their own names."""

import re
from collections.abc import Set as AbstractSet
from itertools import count
from typing import Final

from pipeline.workbook.file.package import Package
from pipeline.workbook.file.references import column_of

MARK: Final = "_followup_"
COLUMN_MARK: Final = "_followupcolumn_"
_AGAIN: Final = "."
"""Stands before the number of a further mark for the same key."""
_PLACE: Final = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?\d+")


def owned_sheets(package: Package) -> dict[str, str]:
    """Give the sheets that the program made, by key, with the names they have now."""
    names = {sheet.name for sheet in package.sheets}
    places = _marked(package, MARK)
    return {key: sheet for key, (sheet, _) in places.items() if sheet in names}


def owned_columns(package: Package) -> dict[str, set[tuple[str, int]]]:
    """Give the columns that the program fills, by key: sheet and 1-based Excel column, one in each sheet.

    A spreadsheet program moves the mark along with the column, and breaks it when the column is deleted.
    """
    found: dict[str, set[tuple[str, int]]] = {}
    for name, place in _marked(package, COLUMN_MARK).items():
        found.setdefault(name.split(_AGAIN)[0], set()).add(place)
    return found


def column_mark(package: Package, key: str, sheet: str, taken: AbstractSet[str]) -> str:
    """Give the defined name that marks a column of a sheet: the one it has, else one that marks no other sheet's.

    Takes:   taken: names that the same write has given already.
    """
    places = _marked(package, COLUMN_MARK)
    names = (f"{key}{_AGAIN}{number}" if number > 1 else key for number in count(1))
    free = (
        n for n in names if COLUMN_MARK + n not in taken and places.get(n, (sheet, 0))[0] == sheet
    )
    return COLUMN_MARK + next(free)


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
