"""Columns of an own sheet, each declared together with its cells."""

from collections.abc import Iterable, Sequence

from schemas.sheets import CellValue, SheetColumn

Filled = tuple[SheetColumn, Sequence[CellValue]]
"""A column and its cells, one a row."""


def side_by_side(
    filled: Sequence[Filled],
) -> tuple[tuple[SheetColumn, ...], list[tuple[CellValue, ...]]]:
    """Give the columns of a sheet and its rows.

    Takes: columns with equally many cells.
    """
    columns = tuple(column for column, _ in filled)
    return columns, list(zip(*(cells for _, cells in filled), strict=True))


def blank_as_none(texts: Iterable[str]) -> list[str | None]:
    """Leave the cells of empty texts blank."""
    return [text or None for text in texts]
