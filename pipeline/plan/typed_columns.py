"""What people typed stays: a column named like one of the program's that the program did not make is the team's own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.plan.columns import ProgramColumn, is_left_to_the_team
from pipeline.workbook.file.package import Package
from pipeline.workbook.reading.owned import owned_columns, owned_sheets
from schemas.plan import ColumnMark, Plan
from schemas.tables import Table, column_letters
from schemas.texts import Lang, Text
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
        and marks.get(column.key) != (table.name, table.header.columns[column.key])
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


def column_marks(
    table: Table, places: Sequence[ProgramColumn], plan: Plan, package: Package
) -> list[ColumnMark]:
    """Give the marks that the program's columns lack; a new one that cannot be written gets none."""
    marks = owned_columns(package)
    added = {new.column for new in plan.new_columns}
    return [
        ColumnMark(place.column.key, table.name, table.header.row, place.number)
        for place in places
        if marks.get(place.column.key) != (table.name, place.number)
        and (not place.is_new or place.number in added)
    ]


def typed_notes(table: Table, places: Sequence[ProgramColumn], lang: Lang) -> list[Text]:
    """Say which columns were left to the team, and under which name the program writes instead."""
    notes = []
    for place in places:
        if not place.is_new or not is_left_to_the_team(table, place.column):
            continue
        at = {**table.header.doubles, **table.header.also}[place.column.key][0]
        where, typed = f"{table.name}!{column_letters(at)}", table.header.texts[at]
        ours = place.column.header_beside(lang)
        notes.append(
            Text(
                f"{where} 列“{typed}”里是团队自己填的内容，原样保留；程序写在“{ours}”一列",
                f'{where}: the column "{typed}" holds your team\'s own values and stays as it is; '
                f'the program writes under "{ours}"',
            )
        )
    return notes
