"""Whether there is room for new rows under a table, and if not, what stands in the way."""

from collections.abc import Callable, Collection
from typing import Final

from pipeline.workbook.file.package import Package
from pipeline.workbook.file.references import LAST_ROW, letters_of
from pipeline.workbook.new_rows.grown_rows import table_areas
from pipeline.workbook.new_rows.like_row import like_row, rows_between
from pipeline.workbook.parts.formulas import RowTemplate
from pipeline.workbook.reading.scan import SheetScan, scan_sheet
from schemas.consent import NOTHING, Insist, way_out
from schemas.plan import NewRows
from schemas.texts import Text

_END: Final = Text(
    "下面只剩 {left} 行，放不下 {count} 行",
    "only {left} rows are left below it, {count} do not fit",
)
_LOCKED: Final = Text(
    f"工作表受保护，不能添加行。请在“审阅”里撤销工作表保护{way_out('locked').zh}",
    f"the sheet is protected, so no rows can be added. Unprotect the sheet (Review){way_out('locked').en}",
)
_ODD: Final = Text(
    "这张表的行列顺序或写法特殊，无法保证安全写入。请用 Excel 或 WPS 打开后另存一次",
    "the rows of this sheet are out of order or written in an odd way. Open and save the file once in Excel or WPS",
)
_TOTALS: Final = Text(
    "表格“{name}”的汇总行在第 {row} 行，新行会盖住它。请先在“表设计”里关掉汇总行",
    'the totals row of the table "{name}" stands in row {row} and would be overwritten. Switch it off (Table Design)',
)
_QUERY: Final = Text(
    "表格“{name}”由外部数据或查询填充，加进去的行下次刷新就没了。请换一张表",
    'the table "{name}" is filled from outside data; rows put into it are gone with the next refresh. Use another sheet',
)
_TABLE: Final = Text(
    "下面还有另一张表格“{name}”（{area}）。请把它移到别处",
    'another table, "{name}" ({area}), stands below. Move it to another place',
)
_PIVOT: Final = Text(
    "下面有数据透视表（{area}）。请把它移到别处",
    "a pivot table ({area}) stands below. Move it to another place",
)
_ARRAY: Final = Text(
    "下面有数组公式或模拟运算表（{area}）。请把它移到别处",
    "an array formula or data table ({area}) stands below. Move it to another place",
)
_MERGED: Final = Text(
    "下面有合并单元格（{area}）。请先取消合并",
    "merged cells ({area}) stand below. Unmerge them first",
)
_CONTENT: Final = Text(
    "下面的 {cell} 里已有内容（例如合计行或备注），新行会盖住它。请先把它移到别处",
    "{cell} below it is not empty (a total or a note, for example) and would be overwritten. Move it to another place first",
)


def room_for_rows(
    package: Package, sheet: str, after_row: int, count: int, insisted: Collection[Insist] = NOTHING
) -> Text | None:
    """Tell what keeps new rows from being put under a row; None = nothing does.

    Takes:   after_row: last Excel row of the table's data · count: how many rows are to follow it · insisted:
             what the user agreed to.
    Returns: one sentence with the place, the reason, and how to mend it.
    Raises:  KeyError where there is no such sheet; UnreadableWorkbookError as `scan_sheet`.
    """
    return room_for(package, NewRows(sheet, after_row, count, after_row), (), insisted)


def room_for(
    package: Package, new: NewRows, columns: Collection[int], insisted: Collection[Insist] = NOTHING
) -> Text | None:
    """Tell the same for rows of a plan; columns: those that get cells, which may lie beside the table."""
    scan = scan_sheet(package, new.sheet)
    why = (
        _LOCKED
        if scan.is_protected and "locked" not in insisted
        else _no_room(package, scan, new, columns)
    )
    place = Text("{sheet}：第 {row} 行{why}", "{sheet}: under row {row}, {why}")
    return None if why is None else place.fill(sheet=new.sheet, row=new.after_row, why=why)


def _no_room(
    package: Package, scan: SheetScan, new: NewRows, columns: Collection[int]
) -> Text | None:
    if new.last_row > LAST_ROW:
        return _END.fill(left=LAST_ROW - new.after_row, count=new.count)
    if not scan.is_orderly:
        return _ODD
    return (
        _table_below(scan, new, columns)
        or _area_below(scan, new, columns)
        or _content_below(package, scan, new, columns)
    )


def _table_below(scan: SheetScan, new: NewRows, columns: Collection[int]) -> Text | None:
    is_ours = _ours(scan, new, columns)
    for table in scan.tables:
        ref = table.ref
        if (
            not any(map(is_ours, range(ref.left, ref.right + 1)))
            or ref.bottom < new.after_row
            or ref.top > new.last_row
        ):
            continue
        if ref.top > new.after_row:
            return _TABLE.fill(name=table.name, area=ref)
        if table.has_totals and ref.bottom <= new.last_row:
            return _TOTALS.fill(name=table.name, row=ref.bottom)
        if not table.can_grow:
            return _QUERY.fill(name=table.name)
    return None


def _area_below(scan: SheetScan, new: NewRows, columns: Collection[int]) -> Text | None:
    is_ours = _ours(scan, new, columns)
    arrays = [area for area, _ in scan.blocks]
    for why, areas in ((_PIVOT, scan.pivots), (_ARRAY, arrays), (_MERGED, scan.merged)):
        for area in areas:
            across = any(map(is_ours, range(area.left, area.right + 1)))
            if across and area.bottom > new.after_row and area.top <= new.last_row:
                return why.fill(area=area)
    return None


def _ours(scan: SheetScan, new: NewRows, columns: Collection[int]) -> Callable[[int], bool]:
    """Tell which columns the new rows take: the table's; all of them where nothing tells how wide the table is."""
    areas = table_areas(scan, new.after_row, columns)
    if not areas:
        return lambda column: column > 0
    return lambda column: (
        column in columns or any(area.left <= column <= area.right for area in areas)
    )


def _content_below(
    package: Package, scan: SheetScan, new: NewRows, columns: Collection[int]
) -> Text | None:
    if scan.extent.bottom <= new.after_row:
        return None
    like = like_row(package, scan, new)
    is_ours = _ours(scan, new, {*columns, *like.formulas})
    for row, (_, cells) in rows_between(
        package, scan, new.after_row + 1, new.last_row, only_filled=True
    ):
        for column, cell in sorted(cells.items()):
            if (
                cell.is_filled
                and is_ours(column)
                and not _goes_on(like.formulas.get(column), row, cell.formula)
            ):
                return _CONTENT.fill(cell=f"{letters_of(column)}{row}")
    return None


def _goes_on(template: RowTemplate | None, row: int, formula: str) -> bool:
    """Tell whether a cell below holds the column's own formula, filled down in advance: it stays as it is."""
    return template is not None and formula == template.at(row)
