"""The fast way for new columns at the right edge: their cells are put behind the last cell of each row, together."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Final

from pipeline.workbook.file.references import letters_of
from pipeline.workbook.parts.cells import CellWriter, Stored
from pipeline.workbook.parts.tasks import ColumnTask
from pipeline.workbook.patching.runs_of_cells import next_row

Style = Callable[[ColumnTask, Stored, bytes], bytes]
RowStyle = Callable[[bytes, int, ColumnTask], int]
Widened = Callable[[bytes, int], bytes]

_USUAL_TAG: Final = re.compile(rb"(?:\s[A-Za-z:]+=\"[^\"<>]*\")*\s*>")
_USUAL_HEAD: Final = re.compile(rb"(?:\s[A-Za-z]+=\"[^\"<>]*\")*\s*/?>")
_STYLE: Final = re.compile(rb"\ss=\"(\d+)\"")
_KEPT: Final = 10_000


class AppendedCells:
    """New columns side by side; rewrites a piece of rows if every row ends with an ordinary cell left of them."""

    def __init__(
        self,
        prefix: bytes,
        tasks: Sequence[ColumnTask],
        writer: CellWriter,
        looks: tuple[Style, RowStyle, Widened],
    ) -> None:
        """Take the tasks, ascending, all with the same base.

        looks: give a cell's style attribute, the style in a row that lacks the base, and a tag with wider spans.
        """
        self._tasks = tuple(tasks)
        self._writer = writer
        self._style, self._row_style, self._widen = looks
        self._base = letters_of(tasks[0].base).encode()
        self._cell = b"<" + prefix + b"c"
        self._opened = self._cell + b' r="'
        self._row = b"<" + prefix + b"row"
        self._close = b"</" + prefix + b"row>"
        self._start = re.compile(re.escape(self._row) + rb' r="(\d{1,7})"')
        self._last = re.compile(re.escape(self._opened) + rb'([A-Z]{1,3})(\d{1,7})"([^>]*>)')
        self._tags: dict[bytes, bytes | None] = {}
        self._heads: dict[bytes, bytes | None] = {}
        for task in tasks:
            task.opened = self._opened + task.letters

    def rewrite(self, blob: bytes) -> bytes | None:
        """Give the piece with the cells put in; None, with nothing taken, where the slow way is needed."""
        marks = [task.at for task in self._tasks]
        rows = blob.split(self._close)
        if blob.count(self._row) == len(rows) - 1 and self._append(rows):
            return b"".join(rows)
        for task, mark in zip(self._tasks, marks, strict=True):
            task.move(mark)
        return None

    def _append(self, rows: list[bytes]) -> bool:
        """Put cells and close tags behind each row, in place; False where a row is not of the usual kind."""
        pending = next_row(self._tasks)
        for at in range(len(rows) - 1):
            row = rows[at]
            start = self._start.search(row)
            if start is None or row.find(self._row) != start.start():
                return False
            number = int(start[1])
            if number > pending:  # a row is missing
                return False
            wanted = [task.wants(number) for task in self._tasks]
            if not all(wanted):
                if any(wanted):
                    return False
                rows[at] = row + self._close
                continue
            head, tag_end = self._head(row, number), row.find(b">", start.end()) + 1
            tag = self._tag(row[start.end() : tag_end])
            if head is None or tag is None:
                return False
            cells = self._cells(number, start[1] + b'"', head)
            rows[at] = b"".join([row[: start.end()], tag, row[tag_end:], *cells, self._close])
            pending = next_row(self._tasks)
        return True

    def _tag(self, tag: bytes) -> bytes | None:
        """Give the rest of a row's open tag, its spans wide enough; None where it is written in an odd way."""
        if tag not in self._tags:
            if len(self._tags) > _KEPT:
                self._tags.clear()
            usual = _USUAL_TAG.fullmatch(tag) and not tag.endswith(b"/>")
            self._tags[tag] = self._widen(tag, self._tasks[-1].column) if usual else None
        return self._tags[tag]

    def _head(self, row: bytes, number: int) -> bytes | None:
        """Give the style attribute of a row's new cells; None where the row's last cell is not of the usual kind."""
        last = row.rfind(self._cell)
        found = self._last.match(row, last) if last >= 0 else None
        if found is None or int(found[2]) != number:
            return None
        letters, raw = found[1], found[3]
        if letters == self._base:
            if raw not in self._heads:
                if len(self._heads) > _KEPT:
                    self._heads.clear()
                said = _STYLE.search(raw)
                style = said[1].lstrip(b"0") if said else b""
                self._heads[raw] = (
                    (b' s="%b"' % style if style else b"") if _USUAL_HEAD.fullmatch(raw) else None
                )
            return self._heads[raw]
        if (len(letters), letters) > (len(self._base), self._base):
            return None
        style_of_row = self._row_style(row, number, self._tasks[0])
        return b' s="%d"' % style_of_row if style_of_row else b""

    def _cells(self, number: int, digits: bytes, head: bytes) -> list[bytes]:
        pieces: list[bytes] = []
        ending, known = self._writer.ending, self._writer.known
        for task in self._tasks:
            value = None
            if (
                task.next == number
            ):  # what ColumnTask.take does, without the call: this runs once a cell
                value = task.values[task.at]
                task.at += 1
                task.next = task.order[task.at]
            kind = type(value)
            kept = known.get(value) if kind is str or kind is dt.date else None
            stored, end = ending(value) if kept is None else kept
            if stored == "blank":
                stored = task.stored
            style = task.heads.get((head, stored))
            pieces += (
                task.opened,
                digits,
                self._style(task, stored, head) if style is None else style,
                end,
            )
        return pieces


def can_append(tasks: Sequence[ColumnTask]) -> bool:
    """Tell whether all tasks are new columns side by side behind the same base."""
    bases = {task.base for task in tasks}
    columns = [task.column for task in tasks]
    return (
        bases == {columns[0] - 1}
        and columns[0] > 1
        and columns == list(range(columns[0], columns[-1] + 1))
    )
