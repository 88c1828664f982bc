"""Which cells of a workbook hold one person, and a plan that empties them: the row, its id and the counts stay."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pipeline.errors import UsageError, WriteFailedError
from pipeline.understanding.read import WorkbookTables
from pipeline.workbook.file.package import Package
from pipeline.workbook.patching.obstacles import Obstacle, describe, obstacles
from pipeline.workbook.reading.owned import owned_sheets
from pipeline.workbook.reading.read import read_owned
from schemas.columns import CUSTOMERS, Column
from schemas.identity import Identity
from schemas.plan import ColumnPatch, NewColumn, Plan, without
from schemas.sheets import CellValue, OwnedSheet
from schemas.tables import Table, column_letters
from schemas.texts import Text
from schemas.values import cell_value, plain

ERASED: Final = Text("（已删除）", "(erased)")
_SHORTEST: Final = 2
_SHORTEST_NUMBER: Final = 6
_WHY: Final = "erase"
_NAME_AT: Final = 2
_REASON_AT: Final = 6
_FORMULAS: Final = frozenset({"formula", "array", "spill", "calculated"})


@dataclass(frozen=True, slots=True)
class Person:
    """One person in the workbook. texts: all that stood in the emptied cells · own: names, numbers and addresses to write to."""

    row: int
    customer_id: str
    identity: Identity
    texts: frozenset[str]
    own: tuple[str, ...]


def person_and_plan(
    package: Package, read: WorkbookTables, row: int, as_of: dt.date
) -> tuple[Person, Plan]:
    """Find what a person is told by, and plan to empty the row, the texts beside it, and the program's own sheets.

    Takes:   row: the customer's Excel row.
    Returns: the person, and the plan; its old values are the person's and must not be kept.
    Raises:  UsageError where the row is empty already.
    Source:  methods.md §8.
    """
    customers = read.tables["customers"]
    customer_id = customers.row_keys[row].strip()
    customers = customers.part_of(row)
    if _raw_texts(customers, row, "name") & {*ERASED}:
        raise UsageError(
            Text(f"{customer_id} 的个人信息已经删除过了", f"{customer_id} was erased already")
        )
    patches = list(_customer_patches(customers, row))
    for kind, table in read.tables.items():
        if kind != "customers" and "customer_id" in table.frame:
            for part in table.sheets:
                patches += _patches_beside(part, customer_id)
    texts = frozenset(
        value.strip() for patch in patches for value in patch.old if isinstance(value, str)
    )
    person = Person(
        row,
        customer_id,
        _identity(customers, row),
        texts - {"", *ERASED},
        _own_texts(customers, row),
    )
    new = _new_status(customers, row)
    if new is not None:
        patches.append(
            _patch(customers, new.column, [row], [None], _archived(customers), new.header)
        )
    plan = Plan(as_of, [new] if new else [], _in_order(patches), _without_person(package, person))
    return person, plan


def _customer_patches(table: Table, row: int) -> Iterator[ColumnPatch]:
    """Empty every cell of the row, the team's own columns too; what is kept tells nobody, the name becomes ERASED."""
    key_at = {number: key for key, number in table.header.columns.items()}
    kept = table.sheet.which(lambda column: column.kept)
    for number in sorted(int(column) for column in table.raw.columns):
        key = key_at.get(number, "")
        old = cell_value(table.raw.at[row, number])
        new: CellValue = None
        if key == "name":
            new = ERASED.pick(table.header.lang)
        elif key == "status":
            new = _archived(table)
        elif key in kept:
            continue
        if plain(old) or new is not None:
            header = table.header.texts.get(number, "")
            yield _patch(table, number, [row], [old], new, header)


def _patches_beside(table: Table, customer_id: str) -> Iterator[ColumnPatch]:
    """Empty the texts of the customer's rows in another sheet; days, amounts and choices stay, so that counts hold."""
    ids = table.frame["customer_id"].astype("str").str.strip()
    rows = [int(row) for row in table.frame.index[ids == customer_id]]
    columns: dict[int, Column] = {
        number: table.sheet[key] for key, number in table.header.columns.items()
    }
    for number in sorted(int(column) for column in table.raw.columns):
        column = columns.get(number)
        if column is not None and (column.kept or column.kind != "text"):
            continue
        values = {row: cell_value(table.raw.at[row, number]) for row in rows}
        texts = {row: value for row, value in values.items() if isinstance(value, str) and value}
        if texts:
            yield _patch(
                table,
                number,
                list(texts),
                list(texts.values()),
                None,
                table.header.texts.get(number, ""),
            )


def _patch(  # noqa: PLR0913 -- the parts of a patch
    table: Table, number: int, rows: list[int], old: list[CellValue], new: CellValue, header: str
) -> ColumnPatch:
    at = [row - table.offset for row in rows]
    return ColumnPatch(
        table.name, number, header, "text", at, old, [new] * len(rows), [_WHY] * len(rows)
    )


def _in_order(patches: list[ColumnPatch]) -> list[ColumnPatch]:
    return sorted(patches, key=lambda patch: (patch.sheet, patch.column))


def _archived(table: Table) -> str:
    choice = next(choice for choice in CUSTOMERS["status"].choices if choice.code == "archived")
    return choice.zh if table.header.lang == "zh" else choice.en


def _new_status(table: Table, row: int) -> NewColumn | None:
    """Give the column 状态 where the sheet has none: without it the row would come up for follow-up again."""
    del row
    if "status" in table.header.columns:
        return None
    number = max([*map(int, table.raw.columns), *table.header.texts]) + 1
    header = CUSTOMERS["status"].header(table.header.lang)
    return NewColumn(table.name, table.header.row, table.last_row, number, header, "text", 9)


def _identity(table: Table, row: int) -> Identity:
    return Identity(
        *(table.cell_text(row, key) for key in ("phone", "email", "name", "contact_person"))
    )


def _own_texts(table: Table, row: int) -> tuple[str, ...]:
    """Give the emptied texts that tell the person wherever they stand."""
    found = sorted(text for key in CUSTOMERS.telling for text in _raw_texts(table, row, key))
    headers = set(table.header.texts.values())
    return tuple(
        dict.fromkeys(
            text for text in found if _tells(text) and text not in headers and text not in ERASED
        )
    )


def _raw_texts(table: Table, row: int, key: str) -> set[str]:
    """Give a cell as it stands and as it reads with full-width signs folded: both may be found elsewhere."""
    number = table.header.columns.get(key)
    cell = None if number is None else table.raw.at[row, number]
    return {str(cell).strip() if isinstance(cell, str) else "", plain(cell)} - {""}


def _tells(text: str) -> bool:
    shortest = _SHORTEST_NUMBER if text.replace(".", "").isdigit() else _SHORTEST
    return len(text) >= shortest


def _without_person(package: Package, person: Person) -> list[OwnedSheet]:
    """Give the program's own sheets without the person: the ledger of moves keeps its row, the others drop theirs."""
    changed = []
    for key in owned_sheets(package):
        sheet = read_owned(package, key)
        if sheet is None:
            continue
        rows = (
            _moves_without(sheet, person)
            if key == "moves"
            else [r for r in sheet.rows if not _names(r, person)]
        )
        if list(rows) != list(sheet.rows):
            changed.append(replace(sheet, rows=rows, columns=_looks(sheet)))
    return changed


def _names(row: Sequence[CellValue], person: Person) -> bool:
    cells = [plain(value).strip() for value in row]
    return person.customer_id in cells or any(text in cell for text in person.own for cell in cells)


def _moves_without(sheet: OwnedSheet, person: Person) -> list[tuple[CellValue, ...]]:
    """Keep day, id, seller and tiers of the person's moves; name, reason and remarks go."""
    gone = {
        _NAME_AT: ERASED.zh,
        _REASON_AT: None,
    }  # name and reason; behind them stand only a colleague's remarks
    rows = []
    for row in sheet.rows:
        if _names(row, person):
            rows.append(
                tuple(
                    _told_no_more(cell, person, gone.get(place, cell))
                    if place <= _REASON_AT
                    else None
                    for place, cell in enumerate(row)
                )
            )
        else:
            rows.append(tuple(row))
    return rows


def _told_no_more(cell: CellValue, person: Person, left: CellValue) -> CellValue:
    """Give what is left of a cell: nothing of an id that is made of the person's own name."""
    if left is cell and any(text in plain(cell) for text in person.own):
        return ERASED.zh
    return left


def _looks(sheet: OwnedSheet) -> list[Any]:
    """Give days the look of days: a sheet that is read back tells no looks, and the next run draws it anew."""
    columns = []
    for place, column in enumerate(sheet.columns):
        has_day = any(isinstance(row[place], dt.date) for row in sheet.rows if place < len(row))
        columns.append(replace(column, look="date") if has_day else column)
    return columns


def around_formulas(package: Package, plan: Plan) -> tuple[Plan, dict[str, list[str]]]:
    """Leave formulas where they are, they will compute on emptied cells; give their cells by sheet.

    Raises: WriteFailedError where another cell cannot be emptied.
    """
    found = obstacles(package, plan)
    formulas = [cell for cell in found if cell.code in _FORMULAS]
    cells: dict[str, list[str]] = {}
    for cell in formulas:
        cells.setdefault(cell.sheet, []).append(f"{column_letters(cell.column)}{cell.row}")
    _refuse([cell for cell in found if cell.code not in _FORMULAS])
    return without(plan, {(cell.sheet, cell.row, cell.column) for cell in formulas}), cells


def _refuse(found: Sequence[Obstacle]) -> None:
    if found:
        first = describe(found[0])
        more = (
            Text("", "")
            if len(found) == 1
            else Text(f"（另有 {len(found) - 1} 格）", f" (and {len(found) - 1} more)")
        )
        what = Text(
            "没有删除：{first}{more}。请先在 Excel 里把这些格子改成普通内容，再运行",
            "Nothing was erased: {first}{more}. Make these cells plain in Excel first, then run again",
        )
        raise WriteFailedError(what.fill(first=first, more=more))
