"""What a plan asks of one sheet: its tasks column by column, its new rows, and what must grow with them."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.workbook.file.package import Package
from pipeline.workbook.file.references import Range
from pipeline.workbook.new_rows.added_rows import Added, with_added_rows
from pipeline.workbook.new_rows.grown_rows import RowGrowth
from pipeline.workbook.new_rows.like_row import like_row
from pipeline.workbook.parts.tasks import ColumnTask
from pipeline.workbook.patching.structure import column_styles
from pipeline.workbook.reading.scan import scan_sheet
from schemas.plan import ColumnPatch, NewColumn, NewRows, Plan


@dataclass(frozen=True, slots=True)
class SheetWork:
    """The work on one sheet. column_styles: what a column's settings give to cells that do not exist yet."""

    sheet: str
    new_columns: Sequence[NewColumn]
    tasks: Sequence[ColumnTask]
    used: Range | None
    column_styles: Mapping[int, int]
    added: Added | None = None
    growth: RowGrowth | None = None


def sheet_work(package: Package, plan: Plan, sheet: str) -> SheetWork:
    """Work out what a plan asks of one sheet; tasks are taken from once, so each user asks anew."""
    scan = scan_sheet(package, sheet)
    new = [column for column in plan.new_columns if column.sheet == sheet]
    patches = [patch for patch in plan.columns if patch.sheet == sheet and len(patch.rows)]
    tasks = column_tasks(new, patches)
    styles = column_styles(scan)
    rows = plan.rows_under(sheet)
    if rows is None:
        return SheetWork(sheet, new, tasks, _used(new, patches, tasks, None), styles)
    tasks, added = with_added_rows(tasks, rows, like_row(package, scan, rows), scan, styles)
    growth = row_growth(package, plan, rows)
    return SheetWork(sheet, new, tasks, _used(new, patches, tasks, rows), styles, added, growth)


def row_growth(package: Package, plan: Plan, rows: NewRows) -> RowGrowth:
    """Give what must grow with new rows."""
    columns = [
        patch.column for patch in plan.columns if patch.sheet == rows.sheet and len(patch.rows)
    ]
    return RowGrowth.of(scan_sheet(package, rows.sheet), rows, columns)


def column_tasks(new: Sequence[NewColumn], patches: Sequence[ColumnPatch]) -> list[ColumnTask]:
    """Give the work on one sheet, column by column; a new column gets its header, and looks for every row."""
    added = {column.column: column for column in new}
    tasks = [ColumnTask(p.column, p.kind, p.rows, p.new) for p in patches if p.column not in added]
    for number, column in added.items():
        patch_of = next((patch for patch in patches if patch.column == number), None)
        rows = array("i", [column.header_row])
        rows.extend(map(int, patch_of.rows if patch_of else ()))
        values = [column.header, *(patch_of.new if patch_of else ())]
        base = next(left for left in range(number - 1, -1, -1) if left not in added)
        fill = (column.header_row + 1, column.last_row)
        tasks.append(ColumnTask(number, column.kind, rows, values, fill, base))
    return tasks


def _used(
    new: Sequence[NewColumn],
    patches: Sequence[ColumnPatch],
    tasks: Sequence[ColumnTask],
    added: NewRows | None,
) -> Range | None:
    rows = [int(row) for patch in patches for row in (patch.rows[0], patch.rows[-1])]
    rows += [column.header_row for column in new]
    rows += [added.after_row + 1, added.last_row] if added else []
    columns = [task.column for task in tasks]
    return Range(min(rows), min(columns), max(rows), max(columns)) if rows and columns else None
