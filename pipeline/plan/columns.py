"""From graded customers to the plan: just those cells of the program's columns that would change."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.workbook.patching.obstacles import MENDS, Obstacle
from schemas.columns import Column
from schemas.findings import Finding
from schemas.plan import CellKind, ColumnPatch, NewColumn, cell_kind
from schemas.sheets import CellValue
from schemas.tables import ROWS_A_SHEET, Table, column_letters
from schemas.texts import Lang, Text
from schemas.values import cell_value, plain

NOTHING_KEPT: Final[Mapping[str, AbstractSet[int]]] = {}

Cells = npt.NDArray[np.object_]
Places = npt.NDArray[np.int64]

_CLEAR: Final = Text(
    "如要由程序填写，请清空这些格子，或给这一列换个表头",
    "To let the program fill them, clear these cells or rename the column's header",
)


@dataclass(frozen=True, slots=True)
class ProgramColumn:
    """Where one of the program's columns stands, or will stand."""

    table: Table
    """The sheet's table."""
    column: Column
    number: int
    """1-based Excel column."""
    is_new: bool


def program_columns(table: Table, graded: pd.DataFrame) -> list[ProgramColumn]:
    """Find the program's columns in each sheet of the table: those that the rules have filled.

    Takes:   graded: columns of schemas.results; those of a secondary method only where it is in use.
    Returns: the columns in their order; those that are missing go to the right end of their sheet's table.
    """
    return [place for part in table.sheets for place in _columns_of_sheet(part, graded)]


def _columns_of_sheet(table: Table, graded: pd.DataFrame) -> list[ProgramColumn]:
    known = table.header.columns
    wanted = [column for column in table.sheet.columns if column.written and column.key in graded]
    missing = [column for column in wanted if column.key not in known]
    first = first_free_column(table, len(missing))
    places = {column.key: first + number for number, column in enumerate(missing)}
    return [
        ProgramColumn(
            table, column, known.get(column.key, places.get(column.key, 0)), column.key not in known
        )
        for column in wanted
    ]


def first_free_column(table: Table, wanted: int) -> int:
    """Give the column for new ones: the nearest to the right of the headers from which so many are free.

    Free means that nothing stands in any row, not even a blank or an error value. One more is left free before what stands further right, so that two tables
    stay two.
    """
    end = max(table.header.texts)
    right = table.raw[[number for number in table.raw.columns if int(number) > end]]
    taken = {int(number) for number in right.columns[(right != "").any()]}
    taken |= {number for _, number in table.shown if number > end}
    start = end + 1
    for number in sorted(taken):
        if number > start + wanted:
            break
        start = number + 1
    return start


def column_patches(
    graded: pd.DataFrame,
    places: Sequence[ProgramColumn],
    lang: Lang,
    kept: Mapping[str, AbstractSet[int]] = NOTHING_KEPT,
) -> list[ColumnPatch]:
    """Hold the new values against the cells as they are and keep what differs.

    Takes:   graded: columns of schemas.results, index = row; rows not in it are left as they are; kept: key → rows whose
             cell stays as it is.
    """
    by_sheet: dict[int, list[ProgramColumn]] = {}
    for place in places:
        by_sheet.setdefault(place.table.offset, []).append(place)
    return [
        patch
        for of_sheet in by_sheet.values()
        for patch in _patches_of_sheet(_rows_of(of_sheet[0].table, graded), of_sheet, lang, kept)
    ]


def _rows_of(table: Table, graded: pd.DataFrame) -> pd.DataFrame:
    """Give the graded rows that stand in one sheet."""
    start = table.offset
    if not start and not len(graded.index[graded.index >= ROWS_A_SHEET]):
        return graded
    return graded.loc[(graded.index >= start) & (graded.index < start + ROWS_A_SHEET)]


def _patches_of_sheet(
    graded: pd.DataFrame,
    places: Sequence[ProgramColumn],
    lang: Lang,
    kept: Mapping[str, AbstractSet[int]],
) -> list[ColumnPatch]:
    rows = graded.index.to_numpy() - places[0].table.offset
    values = {
        place.column.key: _new_values(graded[place.column.key], cell_kind(place.column))
        for place in places
    }
    patches = []
    for place in places:
        column = place.column
        new, old = values[column.key], _old_cells(place, graded.index)
        changed = _changed(old, new)
        if left := kept.get(column.key):
            changed = changed[~graded.index[changed].isin(list(left))]
        if len(changed):
            reasons = values.get(column.reason)
            patches.append(
                ColumnPatch(
                    place.table.name,
                    place.number,
                    _header(place, lang),
                    cell_kind(column),
                    rows[changed].tolist(),
                    _values(old[changed]),
                    _values(new[changed]),
                    [(column.why or column.doc).pick(lang)] * len(changed)
                    if reasons is None
                    else reasons[changed].tolist(),
                )
            )
    return patches


def _values(cells: Cells) -> list[CellValue]:
    """Give cells as the plan names them; a text is itself."""
    return [cell if type(cell) is str and cell else cell_value(cell) for cell in cells]


def _changed(old: Cells, new: Cells) -> Places:
    """Give the places at which a cell does not hold its new value yet.

    A text is itself only; any other old cell that is not equal at a glance is looked at again.
    """
    is_text = np.fromiter((type(cell) is str for cell in old), bool, len(old))
    changed = old != new
    doubtful = np.flatnonzero(~is_text)
    pairs = zip(old[doubtful], new[doubtful], strict=True)
    changed[doubtful] = [not _same(cell_value(was), cell_value(now)) for was, now in pairs]
    return np.flatnonzero(changed)


def _header(place: ProgramColumn, lang: Lang) -> str:
    if not place.is_new:
        return place.table.header.texts[place.number]
    is_beside = is_left_to_the_team(place.table, place.column)
    return place.column.header_beside(lang) if is_beside else place.column.header(lang)


def is_left_to_the_team(table: Table, column: Column) -> bool:
    """Tell whether columns of that name stand in the table, but are not the program's."""
    header = table.header
    return column.key in header.also or column.key in header.doubles


def _new_values(values: pd.Series, kind: CellKind) -> Cells:
    """Give a column of schemas.results as cells, "" = blank; equal texts are one object."""
    if kind == "date":
        days = values.to_numpy().astype("M8[D]").astype(object)
        return np.where(values.isna(), "", days)
    if kind == "number":
        return np.where(values.isna(), "", values.astype(object))
    codes, distinct = pd.factorize(values)
    return np.array([*distinct, ""], object)[codes]


def _old_cells(place: ProgramColumn, rows: pd.Index) -> Cells:
    """Give the cells of a program column as they are, "" = blank."""
    if place.is_new or place.number not in place.table.raw:
        return np.full(len(rows), "", object)
    cells: Cells = place.table.raw[place.number].reindex(rows, fill_value="").to_numpy(object)
    return cells


def standing_texts(places: Sequence[ProgramColumn], key: str, rows: pd.Index) -> "pd.Series[str]":
    """Give the cells of a program column as they are, as texts, in all sheets of the table; index = rows."""
    found = pd.Series("", index=rows, dtype=object)
    for place in places:
        if place.column.key == key and not place.is_new:
            of_sheet = rows[rows.isin(place.table.raw.index)]
            cells = [plain(cell_value(cell)) for cell in _old_cells(place, of_sheet)]
            found.loc[of_sheet] = np.array(cells, object)
    return found


def _same(old: CellValue, new: CellValue) -> bool:
    # 1 and 1.0 are the same cell; "1" and 1 are not, nor is a date typed as text.
    if isinstance(old, (int, float)) and isinstance(new, (int, float)):
        return float(old) == float(new)
    return type(old) is type(new) and old == new


def new_columns(places: Sequence[ProgramColumn], lang: Lang) -> list[NewColumn]:
    """Describe the columns that the table does not have yet."""
    return [
        NewColumn(
            place.table.name,
            place.table.header.row,
            place.table.last_row,
            place.number,
            _header(place, lang),
            cell_kind(place.column),
            place.column.drawn_width,
        )
        for place in places
        if place.is_new
    ]


def obstacle_findings(table: Table, obstacles: Sequence[Obstacle]) -> list[Finding]:
    """Say once per column and cause which cells were left alone, at the first of them."""
    groups: dict[tuple[str, int, str], list[Obstacle]] = {}
    for obstacle in obstacles:
        groups.setdefault((obstacle.sheet, obstacle.column, obstacle.code), []).append(obstacle)
    return [
        _obstacle_finding(table, column, code, group) for (_, column, code), group in groups.items()
    ]


def _obstacle_finding(table: Table, column: int, code: str, group: Sequence[Obstacle]) -> Finding:
    first, count = group[0], len(group)
    more = Text(f"(共 {count} 格)", f" ({count} cells)") if count > 1 else Text("", "")
    return Finding(
        "warning",
        code,
        first.sheet,
        first.row,
        column_letters(column),
        next(part for part in table.sheets if part.name == first.sheet).header.texts.get(
            column, ""
        ),
        "",
        Text(
            f"程序没有写这一格{more.zh}:{first.why.zh}", f"was not written{more.en}: {first.why.en}"
        ),
        MENDS.get(code, _CLEAR),
    )
