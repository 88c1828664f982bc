"""Which cells of a plan cannot be written without harm, and why; and which files cannot be written at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from pipeline.errors import WriteFailedError
from pipeline.workbook.file.package import Package
from pipeline.workbook.file.references import LAST_COLUMN, LAST_ROW, Range, letters_of
from pipeline.workbook.new_rows.like_row import like_row
from pipeline.workbook.new_rows.room import room_for
from pipeline.workbook.patching.locks import Locks
from pipeline.workbook.patching.structure import growths
from pipeline.workbook.reading.owned import owned_sheets
from pipeline.workbook.reading.scan import SheetScan, scan_sheet
from schemas.consent import Insist, way_out
from schemas.plan import NewColumn, NewRows, Plan
from schemas.sheets import OwnedSheet
from schemas.texts import Text

WHY: Final = {
    "formula": Text(
        "这一格是团队自己写的公式,不覆盖", "the cell holds a formula of the team's own"
    ),
    "array": Text(
        "这一格属于数组公式或模拟运算表的区域,不能单独改",
        "the cell belongs to an array formula or data table",
    ),
    "spill": Text(
        "这一格里是溢出公式、图片或关联数据,不覆盖",
        "the cell holds a spilled formula, a picture or linked data",
    ),
    "error": Text(
        "这一格里是贴进来的错误值，不是程序写的，不覆盖",
        "the cell holds an error value that the program did not write",
    ),
    "merged": Text("这一格被合并单元格盖住了", "the cell is covered by merged cells"),
    "table_header": Text(
        "这一格是表格的标题行,改了会损坏表格", "the cell is the header of an Excel table"
    ),
    "totals": Text("这一格在表格的汇总行里", "the cell lies in the totals row of a table"),
    "calculated": Text("这一列由表格自动计算", "the table computes this column"),
    "pivot": Text("这一格在数据透视表里", "the cell lies in a pivot table"),
    "locked": Text("工作表受保护,这一格是锁定的", "the sheet is protected and the cell is locked"),
    "taken": Text(
        "新列的位置上有别的表格或公式",
        "another table or a formula stands where the new column goes",
    ),
    "doubled": Text("表格里已经有同名的列", "the table already has a column of this name"),
    "filled_down": Text(
        "这一列是公式，新行里照上面的公式填",
        "the column is a formula, which goes on in the new rows",
    ),
    "edge": Text("这一格超出了工作表的范围", "the cell lies outside the sheet"),
}

MENDS: Final = {
    "locked": Text(
        f"请在“审阅”里撤销工作表保护{way_out('locked').zh}",
        f"Unprotect the sheet (Review){way_out('locked').en}",
    ),
}
"""How to mend what is in the way, where it is not a matter of the cell itself."""

_STRUCTURE: Final = Text(
    "工作簿结构受保护，不能添加工作表。请在“审阅”里撤销工作簿保护",
    "The workbook's structure is protected, so no sheet can be added. Unprotect the workbook (Review)",
)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One cell of a plan that cannot be written safely; code: a key of WHY, or no_room."""

    sheet: str
    row: int
    column: int
    code: str
    why: Text


def obstacles(package: Package, plan: Plan) -> list[Obstacle]:
    """Find every cell of the plan that cannot be written without harm.

    Returns: one obstacle a cell (the first that applies), by sheet, column, row; for a new column, at its header cell;
             for new rows that have no place at all, at their first cell.
    Raises:  WriteFailedError where the file as a whole must not be changed.
    """
    refuse_file(package, plan)
    found: list[Obstacle] = []
    for sheet in touched_sheets(plan):
        scan = scan_sheet(package, sheet)
        new = [column for column in plan.new_columns if column.sheet == sheet]
        patches = [patch for patch in plan.columns if patch.sheet == sheet and len(patch.rows)]
        locks = None
        if scan.is_protected and "locked" not in plan.insisted:
            columns = {column.column for column in new} | {patch.column for patch in patches}
            locks = Locks(package, scan, columns)
        added = plan.rows_under(sheet)
        if added is not None:
            found += _new_row_obstacles(package, scan, plan, added)
        found += _new_column_obstacles(scan, new, locks)
        for patch in patches:
            codes = _codes(scan, patch.column, np.asarray(patch.rows, dtype=np.int64), locks)
            found += [Obstacle(sheet, row, patch.column, code, WHY[code]) for row, code in codes]
    return found


def touched_sheets(plan: Plan) -> list[str]:
    """Give the team's sheets that the plan changes, in the plan's order."""
    names = [new.sheet for new in plan.new_columns] + [new.sheet for new in plan.new_rows]
    names += [patch.sheet for patch in plan.columns if len(patch.rows)]
    return list(dict.fromkeys(names))


def refuse_file(package: Package, plan: Plan) -> None:
    """Refuse a file that no edit leaves whole.

    Raises: WriteFailedError for a signed file, a legacy shared workbook and a locked structure where a sheet must be
            added, unless the plan insists; and for rows that cannot be followed safely.
    """
    if plan.is_empty:
        return
    if package.is_signed and "signature" not in plan.insisted:
        raise _refusal_unless(
            "signature",
            "文件带有数字签名，任何改动都会使签名失效。请先移除签名",
            "The file is digitally signed, and any change breaks the signature. Remove the signature first",
        )
    if package.is_shared and package.revisions_are_locked:
        raise _refusal(
            "文件是受保护的旧式“共享工作簿”。请在 Excel 的“审阅”里撤销对共享工作簿的保护后再试",
            "The file is a protected legacy shared workbook. Unprotect the shared workbook (Review) in Excel and try again",
        )
    if package.is_shared and "shared" not in plan.insisted:
        raise _refusal_unless(
            "shared",
            "文件是旧式“共享工作簿”。请在 Excel 的“审阅”里取消共享",
            "The file is a legacy shared workbook. Stop sharing it (Review) in Excel",
        )
    if sheets_shut_out(package, plan):
        raise _refusal_unless("locked", _STRUCTURE.zh, _STRUCTURE.en)
    for sheet in touched_sheets(plan):
        scan = scan_sheet(package, sheet)
        if not scan.is_orderly:
            zh, en = (
                (f"(从第 {scan.odd_row} 行起)", f" (from row {scan.odd_row} on)")
                if scan.odd_row
                else ("", "")
            )
            raise _refusal(
                f"{sheet}: 这张表的行列顺序或写法特殊{zh},无法保证安全写入。请用 Excel 或 WPS 打开后另存一次",
                f"{sheet}: the rows of this sheet are out of order or written in an odd way{en}. Open and save the file once in Excel or WPS",
            )


def sheets_shut_out(package: Package, plan: Plan) -> list[OwnedSheet]:
    """Give the plan's sheets that would have to be added and must not be: the workbook's structure is protected."""
    if not package.structure_is_locked or "locked" in plan.insisted:
        return []
    known = owned_sheets(package)
    return [sheet for sheet in plan.sheets if sheet.key not in known]


def describe_shut_out(sheets: Sequence[OwnedSheet]) -> Text:
    """Say which sheets were not added, why, and how to have them."""
    mend = way_out("locked")
    return Text(
        f"没有添加自动表 {'、'.join(sheet.name for sheet in sheets)}：{_STRUCTURE.zh}{mend.zh}",
        f"Not added: {', '.join(sheet.name for sheet in sheets)}. {_STRUCTURE.en}{mend.en}",
    )


def _refusal_unless(word: Insist, zh: str, en: str) -> WriteFailedError:
    mend = way_out(word)
    return _refusal(zh + mend.zh, en + mend.en)


def _refusal(zh: str, en: str) -> WriteFailedError:
    return WriteFailedError(Text(zh, en))


def _codes(
    scan: SheetScan,
    column: int,
    rows: Any,
    locks: Locks | None,
) -> Iterator[tuple[int, str]]:
    """Give the rows with an obstacle, ascending, each with the first code that applies."""
    codes = np.full(len(rows), "", dtype=object)
    for code, hit in _hits(scan, column, rows):
        codes[hit & (codes == "")] = code
    if locks is not None:
        codes[locks.locked(column, rows) & (codes == "")] = "locked"
    for index in np.flatnonzero(codes != ""):
        yield int(rows[index]), str(codes[index])


def _hits(scan: SheetScan, column: int, rows: Any) -> Iterator[tuple[str, Any]]:
    yield "edge", (rows < 1) | (rows > LAST_ROW) | (column > LAST_COLUMN)
    yield from _table_hits(scan, column, rows)
    if column in scan.formula_rows:
        yield "formula", np.isin(rows, np.asarray(scan.formula_rows[column]))
    if column in scan.marked_rows:
        yield "spill", np.isin(rows, np.asarray(scan.marked_rows[column]))
    if errors := [row for row, at, _ in scan.errors if at == column]:
        yield "error", np.isin(rows, errors)
    areas = [("array", area) for area, _ in scan.blocks] + [("pivot", area) for area in scan.pivots]
    for code, area in areas:
        if area.left <= column <= area.right:
            yield code, _between(rows, area)
    for area in scan.merged:
        if area.left <= column <= area.right:
            covered = _between(rows, area)
            yield "merged", covered if column > area.left else covered & (rows != area.top)


def _table_hits(scan: SheetScan, column: int, rows: Any) -> Iterator[tuple[str, Any]]:
    for table in scan.tables:
        if table.ref.left <= column <= table.ref.right:
            inside = _between(rows, table.ref)
            if table.has_header:
                yield "table_header", rows == table.ref.top
            yield "totals", inside & (rows > table.ref.bottom - table.totals_rows)
            if column in table.calculated:
                yield "calculated", inside & (rows > table.ref.top)


def _between(rows: Any, area: Range) -> Any:
    return (rows >= area.top) & (rows <= area.bottom)


def _new_column_obstacles(
    scan: SheetScan, new: Sequence[NewColumn], locks: Locks | None
) -> Iterator[Obstacle]:
    names = {c.column: g.table for g in growths(scan, new) for c in g.columns if g.table}
    for column in new:
        code = _new_column_code(scan, column, locks)
        table = names.get(column.column)
        if (
            not code
            and table
            and column.header.casefold() in {name.casefold() for name in table.columns}
        ):
            code = "doubled"
        if code:
            yield Obstacle(column.sheet, column.header_row, column.column, code, WHY[code])


def _new_row_obstacles(
    package: Package, scan: SheetScan, plan: Plan, new: NewRows
) -> Iterator[Obstacle]:
    """Name what keeps the rows from being put there at all, at their first cell; else the cells that a formula fills."""
    patches = [patch for patch in plan.columns if patch.sheet == new.sheet and len(patch.rows)]
    why = room_for(package, new, {patch.column for patch in patches}, plan.insisted)
    if why is not None:
        yield Obstacle(new.sheet, new.after_row + 1, 1, "no_room", why)
        return
    formulas = like_row(package, scan, new).formulas
    for patch in patches:
        if patch.column in formulas:
            taken = [row for row in patch.rows if row in new]
            yield from (
                Obstacle(new.sheet, row, patch.column, "filled_down", WHY["filled_down"])
                for row in taken
            )


def _new_column_code(scan: SheetScan, new: NewColumn, locks: Locks | None) -> str:
    if new.column > LAST_COLUMN:
        return "edge"
    area = Range(new.header_row, new.column, max(new.last_row, new.header_row), new.column)
    if locks is not None and locks.locked(new.column, np.arange(area.top, area.bottom + 1)).any():
        return "locked"
    others = [
        *(t.ref for t in scan.tables),
        *(block for block, _ in scan.blocks),
        *scan.pivots,
        *scan.merged,
    ]
    formulas = any(area.top <= row <= area.bottom for row in scan.formula_rows.get(new.column, ()))
    if formulas or any(_meet(area, other) for other in others):
        return "taken"
    return ""


def _meet(a: Range, b: Range) -> bool:
    return a.left <= b.right and b.left <= a.right and a.top <= b.bottom and b.top <= a.bottom


def describe(obstacle: Obstacle) -> Text:
    """Give an obstacle as one line with its cell."""
    if obstacle.code == "no_room":
        return obstacle.why
    place = f"{obstacle.sheet}!{letters_of(obstacle.column)}{obstacle.row}"
    said = why_and_mend(obstacle)
    return Text(f"{place}: {said.zh}", f"{place}: {said.en}")


def why_and_mend(obstacle: Obstacle) -> Text:
    """Say what is in the way and, where it is not a matter of the cell itself, how to mend it."""
    mend = MENDS.get(obstacle.code)
    return (
        Text(f"{obstacle.why.zh}。{mend.zh}", f"{obstacle.why.en}. {mend.en}")
        if mend
        else obstacle.why
    )
