"""Columns that people filled under the names of the program's: read as the team's own, never taken for the program's."""

from dataclasses import replace
from typing import Final

from pipeline.workbook.file.package import Package
from pipeline.workbook.reading.owned import owned_columns, owned_sheets
from schemas.tables import Table
from schemas.values import plain

_WEEKLY_SHEET: Final = "due"
"""The owned sheet that every weekly run writes, also those before columns were marked."""


def without_typed_columns(table: Table, package: Package) -> Table:
    """Take the columns that hold what people typed from those that the program fills.

    Returns: the table; such a column stands in `header.also`, and the program's own goes beside it under another name.
             A blank column is nobody's, so the program may fill it.
    """
    marks = owned_columns(package)
    if not marks and (_WEEKLY_SHEET in owned_sheets(package) or _is_of_a_run(table)):
        return table  # written before columns were marked, or copied into another workbook
    typed = {
        column.key: table.header.columns[column.key]
        for column in table.sheet.columns
        if column.written
        and column.key in table.header.columns
        and (table.name, table.header.columns[column.key]) not in marks.get(column.key, ())
        and _is_filled(table, table.header.columns[column.key])
    }
    if not typed:
        return table
    columns = {key: at for key, at in table.header.columns.items() if key not in typed}
    also = {**table.header.also, **{key: (at,) for key, at in typed.items()}}
    return replace(table, header=replace(table.header, columns=columns, also=also))


def _is_of_a_run(table: Table) -> bool:
    """Tell whether a run filled the columns: people type a grade, but not its reason and all the others too."""
    return all(
        _is_filled(table, table.header.columns.get(column.key, 0))
        for column in table.sheet.columns
        if column.written and not column.method
    )


def _is_filled(table: Table, number: int) -> bool:
    return number in table.raw and bool((table.raw[number].map(plain) != "").any())
