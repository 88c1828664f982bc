"""The fast way for rows that do not exist yet: all their cells are made column by column and put together."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from pipeline.workbook.new_rows.like_row import LikeRow
from pipeline.workbook.parts.cells import CellWriter, Stored
from pipeline.workbook.parts.formulas import FormulaRows, RowTemplate
from pipeline.workbook.parts.tasks import ColumnTask
from pipeline.workbook.reading.grid import widened
from pipeline.workbook.reading.scan import SheetScan
from schemas.plan import NewRows

Style = Callable[[ColumnTask, Stored, bytes], bytes]
_CHUNK: Final = 2_000
"""Rows made at once: what bounds the memory."""
_EXACT: Final = 2.0**53
_KEPT_ENDS: Final = 20_000


class Added(NamedTuple):
    """The new rows of one sheet, as the writer and its proof know them: which ones, and the attributes of their tag."""

    rows: range
    tag: bytes


class AddedRows:
    """Makes the elements of new rows, with every planned cell and the looks of the row they are made after."""

    def __init__(
        self,
        prefix: bytes,
        tasks: Sequence[ColumnTask],
        added: Added,
        writer: CellWriter,
        style: Style,
    ) -> None:
        """Take the tasks, ascending by column; style: gives a cell's style attribute."""
        self._tasks = tasks
        self._writer = writer
        self._style = style
        self._open = b"<" + prefix + b"c r="
        self._row = b"<" + prefix + b'row r="'
        self._close = b"</" + prefix + b"row>"
        self._tag = b'"' + added.tag + b">"

    def rows(self, first: int, stop: int) -> Iterator[bytes]:
        """Give the rows from `first` up to, not including, `stop`, some at a time."""
        for low in range(first, stop, _CHUNK):
            numbers = range(low, min(low + _CHUNK, stop))
            digits = [b"%d" % number for number in numbers]
            columns = [self._cells(task, numbers, digits) for task in self._tasks]
            tags = [self._row + number + self._tag for number in digits]
            closes = [self._close] * len(digits)
            yield b"".join(
                [part for row in zip(tags, *columns, closes, strict=True) for part in row]
            )

    def _cells(self, task: ColumnTask, numbers: range, digits: Sequence[bytes]) -> list[bytes]:
        """Give one column's cell in each row, b"" where a row has none."""
        look = b' s="%d"' % task.look[1] if task.look[1] else b""
        opened = self._open + b'"' + task.letters
        size, at = len(numbers), task.at
        if task.next == numbers[0] and task.order[at : at + size][-1] == numbers[-1]:
            ends = self._ends(task, look, task.values[at : at + size])
            task.move(at + size)
            return [opened + number + end for number, end in zip(digits, ends, strict=True)]
        blank = b'"' + look + b"/>"
        made = [
            opened + number + blank if task.wants(row) else b""
            for row, number in zip(numbers, digits, strict=True)
        ]
        while task.next <= numbers[-1]:
            place = task.next - numbers[0]
            made[place] = opened + digits[place] + self._ends(task, look, [task.take(task.next)])[0]
        return made

    def _ends(self, task: ColumnTask, look: bytes, values: Sequence[Any]) -> list[bytes]:
        """Give all that stands behind the row's number in the cells of one column."""
        ending, heads, known = self._writer.ending, task.heads, task.ends
        of_number = heads.get((look, "number"))
        made = []
        for value in values:
            kind = type(value)
            is_kept = kind is str or kind is dt.date
            end = known.get(value) if is_kept else None
            if kind is float and of_number is not None and -_EXACT < value < _EXACT:
                # The usual number, without the calls that any other value takes: this runs once a cell.
                digits = repr(int(value) if value.is_integer() else value).encode()
                end = b"".join(
                    [b'"', of_number, self._writer.value[0], digits, self._writer.value[1]]
                )
            elif end is None:
                stored, close = ending(value)
                if stored == "blank" and task.base:
                    stored = task.stored
                head = heads.get((look, stored))
                end = b'"' + (self._style(task, stored, look) if head is None else head) + close
                if is_kept and len(known) < _KEPT_ENDS:
                    known[value] = end
            made.append(end)
        return made


def with_added_rows(
    tasks: Sequence[ColumnTask],
    new: NewRows,
    like: LikeRow,
    scan: SheetScan,
    column_styles: Mapping[int, int],
) -> tuple[list[ColumnTask], Added]:
    """Give the tasks of a sheet with what new rows take over: looks for every cell, and formulas that go on.

    Takes:   tasks: the planned columns · column_styles: what cells look like where the like row has none.
    Returns: all tasks, ascending by column. Rows that are there already, formatted but empty, keep their own looks.
    """
    first, last = new.after_row + 1, new.last_row
    fresh = (max(first, scan.last_row + 1), last)
    planned = {task.column: task for task in tasks}
    made = []
    for column in sorted({*planned, *like.styles, *like.formulas}):
        task = planned.get(column) or ColumnTask(column, "text", (), ())
        if column in like.formulas:
            task = _with_formulas(task, range(first, last + 1), like.formulas[column], scan)
        base = task.base or column
        look = like.styles.get(base, column_styles.get(base, 0))
        fill = task.fill
        if fill is not None:
            fill = (fill[0], max(fill[1], last))
        elif look and fresh[0] <= fresh[1]:
            fill = fresh
        made.append(replace(task, fill=fill, look=(first, look)))
    kept = [task for task in made if len(task.rows) or task.fill]
    return kept, Added(
        range(first, last + 1), widened(like.tag, max([1, *(task.column for task in kept)]))
    )


def _with_formulas(
    task: ColumnTask, rows: range, template: RowTemplate, scan: SheetScan
) -> ColumnTask:
    """Add the formulas of the new rows; a cell below that holds a formula already keeps it."""
    there = set(scan.formula_rows.get(task.column, ()))
    planned = set(task.rows)
    free = (
        [row for row in rows if row not in there and row not in planned]
        if there or planned
        else rows
    )
    values: Sequence[Any] = FormulaRows(template, free)
    if not planned:
        return replace(task, rows=free, values=values, has_formulas=True)
    merged = sorted(
        [*zip(task.rows, task.values, strict=True), *zip(free, values, strict=True)],
        key=lambda pair: pair[0],
    )
    return replace(
        task,
        rows=[row for row, _ in merged],
        values=[value for _, value in merged],
        has_formulas=True,
    )
