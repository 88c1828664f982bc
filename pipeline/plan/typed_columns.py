"""Marks on the program's columns, and what is said where the team has columns of those names."""

from collections.abc import Sequence

from pipeline.plan.columns import ProgramColumn, is_left_to_the_team
from pipeline.workbook.file.package import Package
from pipeline.workbook.reading.owned import owned_columns
from schemas.plan import ColumnMark, Plan
from schemas.tables import column_letters
from schemas.texts import Lang, Text


def column_marks(places: Sequence[ProgramColumn], plan: Plan, package: Package) -> list[ColumnMark]:
    """Give the marks that the program's columns lack; a new one that cannot be written gets none."""
    marks = owned_columns(package)
    added = {(new.sheet, new.column) for new in plan.new_columns}
    return [
        ColumnMark(place.column.key, place.table.name, place.table.header.row, place.number)
        for place in places
        if (place.table.name, place.number) not in marks.get(place.column.key, ())
        and (not place.is_new or (place.table.name, place.number) in added)
    ]


def typed_notes(places: Sequence[ProgramColumn], lang: Lang) -> list[Text]:
    """Say which columns were left to the team, and under which name the program writes instead."""
    notes = []
    for place in places:
        table = place.table
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
