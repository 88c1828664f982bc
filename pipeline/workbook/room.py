"""Whether there is room for new rows under a table, and if not, what stands in the way."""

from typing import Final

from pipeline.workbook.package import Package
from pipeline.workbook.references import LAST_ROW
from schemas.texts import Text

_END: Final = Text(
    "{sheet}：第 {row} 行下面放不下 {count} 行，工作表最多 1048576 行",
    "{sheet}: {count} rows do not fit under row {row}; a sheet has at most 1,048,576 rows",
)


def room_for_rows(package: Package, sheet: str, after_row: int, count: int) -> Text | None:
    """Tell what keeps new rows from being put under a row; None = nothing does.

    Takes:   after_row: last Excel row of the table's data · count: how many rows are to follow it.
    Returns: one sentence with the place and the reason.
    Raises:  KeyError where there is no such sheet; UnreadableWorkbookError as `scan_sheet`.
    """
    package.sheet(sheet)
    if after_row + count > LAST_ROW:
        return _END.fill(sheet=sheet, row=after_row, count=count)
    return None
