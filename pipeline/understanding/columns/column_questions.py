"""Which column of a list fills which: by its mapping file, by itself, by asking a person; what stays open is kept beside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from pipeline.understanding.columns.mapping import ColumnMapping, map_columns
from pipeline.understanding.columns.mapping_file import Settled, find_mapping, read_mapping
from pipeline.understanding.model import SourceTable
from schemas.columns import CUSTOMERS

Ask = Callable[[SourceTable, ColumnMapping], Mapping[int, str | None]]
"""Asks a person about the unsure columns of a list; gives place → key, None = fills nothing; {} = nobody to ask."""
_NAMES: Final = frozenset(("name", "contact_person"))


def settle_columns(
    table: SourceTable, workbook: Path, named: Path | None, ask: Ask
) -> tuple[ColumnMapping, Sequence[Settled]]:
    """Settle where the columns of a list go.

    Takes:   named: mapping file that the user names, None = the one of the list's shape beside the workbook.
    Returns: the mapping; its columns for a mapping file where a person was, or is still to be, asked, else none. A guess
             that nobody has confirmed fills nothing, but for the name: without one the whole list would be set apart.
    Raises:  SettingsError where the mapping file is wrong.
    """
    saved = (
        read_mapping(named, CUSTOMERS)
        if named
        else find_mapping(workbook, table.headers, CUSTOMERS)
    )
    mapping = map_columns(table, CUSTOMERS, saved)
    if not mapping.unsure:
        return mapping, ()
    told = mapping.answered(ask(table, mapping))
    columns = [
        column if column.sure or column.key in _NAMES else replace(column, key=None)
        for column in told.columns
    ]
    return ColumnMapping(tuple(columns)), () if named else told.settled
