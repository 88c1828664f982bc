"""Proof, before the old file is replaced: the new one differs from it by the plan and by nothing else."""

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

import pandas as pd
import python_calamine

from pipeline.errors import FollowupError, UnreadableWorkbookError, WriteFailedError
from pipeline.workbook.archive import packed_bytes
from pipeline.workbook.cells import is_blank
from pipeline.workbook.obstacles import touched_sheets
from pipeline.workbook.owned import owned_sheets
from pipeline.workbook.owned_state import shows_already
from pipeline.workbook.package import GRID, Package
from pipeline.workbook.plan import Plan
from pipeline.workbook.references import letters_of
from pipeline.workbook.runs_of_cells import next_row
from pipeline.workbook.scan import scan_sheet
from pipeline.workbook.styles import StyleBook
from pipeline.workbook.tasks import NEVER
from pipeline.workbook.write import Changes, column_tasks, plan_changes
from schemas.texts import Text

_EXACT: Final = 1e-9
_MIDNIGHT: Final = dt.time()


def verify_written(before: Package, after_path: Path, plan: Plan) -> None:
    """Check a written workbook against the one it came from.

    Raises: WriteFailedError where a member that the plan does not name has other bytes, a changed part is not
            well-formed, or any cell reads differently from its old value or, where planned, its new one.
    """
    try:
        after = Package.open(after_path)
    except FollowupError as error:
        raise _failed(
            Text(f"写出的文件打不开:{error.text.zh}", f"the new file cannot be opened: {error.text.en}")
        ) from error
    if after.data == before.data and not touched_sheets(plan):
        return
    try:
        _check_members(before, after, plan)
        for sheet in touched_sheets(plan):
            _check_cells(before, after, sheet, plan)
        _check_owned(after, plan)
    except UnreadableWorkbookError as error:
        raise _failed(error.text) from error


def _check_members(before: Package, after: Package, plan: Plan) -> None:
    # Planned anew: what the writer made must be what the plan says, to the byte where no cells are concerned.
    changes = plan_changes(before, plan, StyleBook.of(before))
    styles = before.related(before.workbook_part, "styles")
    if after.names[: len(before.names)] != before.names or set(after.names) - set(before.names) != set(changes.added):
        raise _failed(Text("部件的名称或顺序变了", "the names or the order of the parts have changed"))
    for old, new in zip(before.members, after.members, strict=False):
        same = packed_bytes(before.data, old) == packed_bytes(after.data, new)
        if same and (old.crc, old.size, old.method) == (new.crc, new.size, new.method):
            continue
        if not _is_meant(before, after, changes, old.name, is_styles=old.name in styles):
            raise _failed(Text(f"部件 {old.name} 不该这样变", f"the part {old.name} has not changed as planned"))
        _check_form(after, new.name)
    for name in changes.added:
        _check_form(after, name)


def _is_meant(before: Package, after: Package, changes: Changes, name: str, *, is_styles: bool) -> bool:
    """Tell whether a changed part changed as planned; the cells of a patched sheet are read back separately."""
    if is_styles:
        return StyleBook(after.read(name)).extends(StyleBook(before.read(name)))
    if name in changes.ends:
        sheet = next(sheet.name for sheet in before.sheets if sheet.part == name)
        scan = scan_sheet(after, sheet)
        return (scan.head, scan.tail) == changes.ends[name]
    return name in changes.changed and b"".join(changes.changed[name]()) == after.read(name)


def _check_form(package: Package, name: str) -> None:
    parser = expat.ParserCreate()
    try:
        for piece in package.chunks(name):
            parser.Parse(piece, False)  # noqa: FBT003 -- expat's own signature
        parser.Parse(b"", True)  # noqa: FBT003 -- the same
    except expat.ExpatError as error:
        raise _failed(Text(f"部件 {name} 的 XML 不完整", f"the XML of the part {name} is not well-formed")) from error


def _check_cells(before: Package, after: Package, sheet: str, plan: Plan) -> None:
    scan_sheet(after, sheet)
    known: pd.DataFrame | None = before.cache.get((GRID, sheet))
    old = _rows(before, sheet) if known is None else _rows_of(known)
    expected = _expected_rows(old, plan, sheet)
    for number, (wanted, found) in enumerate(_side_by_side(expected, _rows(after, sheet)), 1):
        if wanted == found:
            continue
        for column in range(1, max(len(wanted), len(found)) + 1):
            new, old = _at(found, column), _at(wanted, column)
            if not _same(old, new):
                place = f"{sheet}!{letters_of(column)}{number}"
                raise _failed(Text(f"{place} 读回来与计划不符", f"{place} does not read back as planned"))


def _rows(package: Package, sheet: str) -> Iterator[list[Any]]:
    """Read a sheet row by row from A1 on; the reader leaves out empty columns at the left, but no rows at the top."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(package.data))
        read = book.get_sheet_by_name(sheet)
        left = read.start[1] if read.start else 0
        for row in read.iter_rows():
            yield [""] * left + row if left else row
    except python_calamine.CalamineError as error:
        raise _failed(Text(f"{sheet} 读不回来({error})", f"{sheet} cannot be read back ({error})")) from error


def _rows_of(grid: pd.DataFrame) -> Iterator[list[Any]]:
    """Give the cells that were read before the run, row by row from A1 on."""
    top, left = (int(grid.index[0]) - 1, int(grid.columns[0]) - 1) if grid.size else (0, 0)
    for _ in range(top):
        yield []
    columns = [grid[number].to_numpy() for number in grid.columns]
    for row in zip(*columns, strict=True):
        yield [""] * left + list(row)


def _expected_rows(rows: Iterator[list[Any]], plan: Plan, sheet: str) -> Iterator[list[Any]]:
    """Put the planned values over the old ones."""
    new = [column for column in plan.new_columns if column.sheet == sheet]
    tasks = column_tasks(new, [patch for patch in plan.columns if patch.sheet == sheet and len(patch.rows)])
    number = 0
    pending = next_row(tasks)
    while True:
        number += 1
        row = next(rows, None)
        if row is None and pending == NEVER:
            return
        row = [] if row is None else row
        if number == pending:
            for task in tasks:
                if task.next == number:
                    _put(row, task.column, task.take(number))
            pending = next_row(tasks)
        yield row


def _put(row: list[Any], column: int, value: Any) -> None:
    row += [""] * (column - len(row))
    row[column - 1] = "" if is_blank(value) else value


def _side_by_side(left: Iterator[list[Any]], right: Iterator[list[Any]]) -> Iterator[tuple[list[Any], list[Any]]]:
    while True:
        a, b = next(left, None), next(right, None)
        if a is None and b is None:
            return
        yield a or [], b or []


def _at(row: Sequence[Any], column: int) -> Any:
    return row[column - 1] if column <= len(row) else ""


def _same(wanted: Any, found: Any) -> bool:
    if wanted == found:
        return True
    if isinstance(wanted, dt.date) and isinstance(found, dt.date):
        return abs(_moment(wanted) - _moment(found)) < dt.timedelta(milliseconds=1)
    if isinstance(wanted, int | float) and isinstance(found, int | float):
        return abs(wanted - found) <= _EXACT * max(1.0, abs(wanted))
    if isinstance(found, str) and not isinstance(wanted, str):
        # Days before 1900 and numbers beyond a float's precision are stored as text.
        return str(wanted) == found or (isinstance(wanted, dt.date) and wanted.isoformat() == found)
    return False


def _moment(day: dt.date) -> dt.datetime:
    return day if isinstance(day, dt.datetime) else dt.datetime.combine(day, _MIDNIGHT)


def _check_owned(after: Package, plan: Plan) -> None:
    styles = StyleBook.of(after) if plan.sheets else None
    known: Mapping[str, str] = owned_sheets(after)
    for sheet in plan.sheets:
        name = known.get(sheet.key)
        if name is None or styles is None or not shows_already(after, styles, name, sheet):
            raise _failed(
                Text(f"自动表“{sheet.name}”读回来与计划不符", f'the sheet "{sheet.name}" does not read back as planned')
            )


def _failed(what: Text) -> WriteFailedError:
    return WriteFailedError(
        Text(
            "写入后的核对没有通过:{what}。原文件没有动",
            "The check after writing failed: {what}. The old file is untouched",
        ).fill(what=what)
    )
