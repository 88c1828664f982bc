"""Puts new cells into a stream of rows: only the planned cells are rewritten, everything around them stays."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from pipeline.errors import WriteFailedError
from pipeline.workbook.file.markup import attributes, whole_number
from pipeline.workbook.file.package import is_true
from pipeline.workbook.file.references import letters_of
from pipeline.workbook.new_rows.added_rows import Added, AddedRows
from pipeline.workbook.parts.cells import CellWriter, Stored
from pipeline.workbook.parts.styles import StyleBook
from pipeline.workbook.parts.tasks import NEVER, ColumnTask
from pipeline.workbook.patching.appended import AppendedCells, can_append
from pipeline.workbook.patching.runs_of_cells import CellRun, next_row, runs_of
from pipeline.workbook.reading.grid import CellSpan, row_number, split_row, widened
from schemas.texts import Text

_USUAL: Final = re.compile(rb"(?:\s[A-Za-z]+=\"[^\"<>]*\")*\s*")
_STYLE: Final = re.compile(rb"\ss=\"(\d+)\"")
_LETTERS: Final = re.compile(rb"[A-Z]{1,3}")
_KEPT_HEADS: Final = 10_000


class _Row(NamedTuple):
    """One row inside a piece: where its tag starts, where its content starts, where the next row starts, its number."""

    blob: bytes
    start: int
    inner: int
    end: int
    number: int

    @property
    def tag(self) -> bytes:
        return self.blob[self.start : self.inner]


class RowPatcher:
    """Patches the pieces of one sheet in order. Not for sheets whose scan is not orderly."""

    def __init__(
        self,
        prefix: bytes,
        tasks: Sequence[ColumnTask],
        styles: StyleBook,
        writer: CellWriter,
        added: Added | None = None,
    ) -> None:
        """Take the tasks and the new rows; `column_styles` may be set for cells that do not exist yet."""
        self._tasks = sorted(tasks, key=lambda task: task.column)
        self._styles = styles
        self._writer = writer
        self._p = prefix
        self._open = b"<" + prefix + b'c r="'
        self._close = b"</" + prefix + b"c>"
        self._added = AddedRows(prefix, self._tasks, added, writer, self._style) if added else None
        self._new = added.rows if added else range(NEVER, NEVER)
        self._next_new = self._new.start
        early = [task for task in self._tasks if task.base or task.next < self._next_new]
        self._runs = [CellRun(prefix, run, writer, self._style) for run in runs_of(early)]
        looks = (self._style, self._lone_row_style, widened)
        self._appended = (
            AppendedCells(prefix, self._tasks, writer, looks)
            if self._tasks and can_append(self._tasks)
            else None
        )
        self._base = (0, 0, -1)
        self._close_size = len(self._close)
        self._usual: set[bytes] = set()
        self._row_close = b"</" + prefix + b"row>"
        self._row = b"<" + prefix + b"row"
        self._rows = re.compile(re.escape(self._row) + rb"(?=[\s/>])(?: r=\"(\d{1,7})\")?")
        self._before = 0
        self._pending = min(next_row(self._tasks), self._next_new)
        fills = [task.fill for task in self._tasks if task.fill is not None]
        self._filled = range(
            min((f[0] for f in fills), default=0), max((f[1] for f in fills), default=-1) + 1
        )
        self.column_styles: Mapping[int, int] = {}

    # --- pieces of rows

    def patch(self, blob: bytes) -> Iterator[bytes]:
        """Give a piece of rows with its cells set, and the rows that were missing before or between."""
        quick = self._quick(blob)
        if quick is not None:
            yield quick
            return
        starts = [(found.start(), found[1]) for found in self._rows.finditer(blob)]
        starts.append((len(blob), None))
        at = 0
        for index in range(len(starts) - 1):
            start, digits = starts[index]
            number = int(digits) if digits else row_number(blob, start, self._p, self._before)
            self._before = number
            if number > self._pending:
                yield blob[at:start]
                at = start
                yield from self._new_rows(number)
            if number == self._pending or number in self._filled:
                tasks = [task for task in self._tasks if task.wants(number)]
                yield blob[at:start]
                at = starts[index + 1][0]
                yield from self._patch_row(
                    _Row(blob, start, blob.index(b">", start) + 1, at, number), tasks
                )
                self._pass(number)
        yield blob[at:]

    def _quick(self, blob: bytes) -> bytes | None:
        found, ends = self._rows.search(blob), self._rows.match(blob, max(0, blob.rfind(self._row)))
        # Rows without numbers are counted one by one.
        if not (self._runs or self._appended) or not (found and found[1] and ends and ends[1]):
            return None
        first, number = int(found[1]), int(ends[1])
        if self._pending > number and (
            not self._filled or first >= self._filled.stop or number < self._filled.start
        ):
            self._before = number
            return blob
        # A row is missing before this piece, or it reaches into the new rows.
        if self._pending < first or number >= self._next_new:
            return None
        if self._appended is not None:
            return self._noted(self._appended.rewrite(blob), number)
        piece: bytes | None = blob
        marks = [task.at for task in self._tasks]
        for run in self._runs:
            piece = run.rewrite(piece, number) if piece is not None else None
        if piece is None:
            for task, mark in zip(self._tasks, marks, strict=True):
                task.move(mark)
            return None
        return self._noted(piece, number)

    def _noted(self, piece: bytes | None, number: int) -> bytes | None:
        if piece is not None:
            self._before = number
            self._pass(number)
        return piece

    def _pass(self, number: int) -> None:
        """Note that all rows up to this one are done."""
        if self._next_new <= number:
            self._next_new = number + 1 if number + 1 in self._new else NEVER
        self._pending = min(next_row(self._tasks), self._next_new)

    def finish(self) -> Iterator[bytes]:
        """Give the rows that are still missing behind the last one."""
        yield from self._new_rows(NEVER)

    def _new_rows(self, before: int) -> Iterator[bytes]:
        while self._pending < before:
            row = self._pending
            if self._added is not None and row in self._new:
                stop = min(before, self._new.stop)
                yield from self._added.rows(row, stop)
                self._pass(stop - 1)
                continue
            cells = [
                self._cell(task, row, self.column_styles.get(task.base or task.column, 0))
                for task in self._tasks
                if task.next == row
            ]
            yield self._row + b' r="%d">' % row + b"".join(cells) + self._row_close
            self._pass(row)

    # --- one row

    def _patch_row(self, row: _Row, tasks: list[ColumnTask]) -> list[bytes]:
        """Set cells of a row whose cells are written in the usual way; any other row is taken apart by tokens."""
        blob, end, digits = row.blob, row.end, b'%d"' % row.number
        at = inner = row.inner
        pieces = [blob[row.start : inner]]
        for index, task in enumerate(tasks):
            name = self._open + task.letters + digits
            found = blob.find(name, inner, end)
            if found < 0:
                tail = self._append(row, at, tasks[index:])
                if tail is None:
                    break
                pieces[0] = widened(pieces[0], tasks[-1].column)
                return pieces + tail
            behind = found + len(name)
            close = blob.find(b">", behind, end)
            raw = blob[behind:close]
            inner = (
                close + 1
                if raw.endswith(b"/")
                else blob.find(self._close, close, end) + self._close_size
            )
            if inner < close or (raw not in self._usual and not self._is_usual(raw)):
                break
            head = raw if not task.base else self._based(row, task, raw)
            pieces += (blob[at:found], name, self._styled(task, row.number, head))
            at = inner
        else:
            pieces.append(blob[at:end])
            return pieces
        for task in tasks:
            task.rewind(row.number)
        return self._rebuild(row, tasks)

    def _is_usual(self, raw: bytes) -> bool:
        """Tell whether a cell's attributes are written so that its first ">" ends its tag."""
        if not _USUAL.fullmatch(raw.removesuffix(b"/")):
            return False
        if len(self._usual) < _KEPT_HEADS:
            self._usual.add(raw)
        return True

    def _append(self, row: _Row, at: int, tasks: list[ColumnTask]) -> list[bytes] | None:
        """Add cells behind the last one; None where the row's end or last cell is not written in the usual way."""
        blob = row.blob
        close = blob.rfind(self._row_close, row.inner, row.end)
        last = blob.rfind(b"<" + self._p + b"c", row.start, row.end)
        if close < 0 or not blob.startswith(self._open, last):
            return None
        behind = last + len(self._open)
        letters = _LETTERS.match(blob, behind, behind + 3)
        if letters is None or (len(letters[0]), letters[0]) >= (
            len(tasks[0].letters),
            tasks[0].letters,
        ):
            return None
        return [
            blob[at:close],
            *(self._cell(t, row.number, self._new_style(row, t)) for t in tasks),
            blob[close : row.end],
        ]

    def _rebuild(self, row: _Row, tasks: list[ColumnTask]) -> list[bytes]:
        cells = list(split_row(row.blob, row.start, row.end))
        columns = [cell.column for cell in cells]
        if columns != sorted(set(columns)):
            raise _disordered(row.number)
        tag = widened(row.tag, max(task.column for task in tasks))
        edits = [self._cell_edit(row, task, cells) for task in tasks]
        rest = row.blob[row.inner : row.end]
        if tag.endswith(b"/>"):
            name = tag[1:].split()[0].rstrip(b"/>")
            return [
                tag[:-2].rstrip(),
                b">",
                *(new for _, _, new in edits),
                b"</" + name + b">",
                rest,
            ]
        pieces, at = [tag], row.inner
        for first, last, new in edits:
            pieces += (row.blob[at:first], new)
            at = last
        return [*pieces, row.blob[at : row.end]]

    def _cell_edit(
        self, row: _Row, task: ColumnTask, cells: list[CellSpan]
    ) -> tuple[int, int, bytes]:
        at = row.inner
        for cell in cells:
            if cell.column == task.column:
                style = attributes(cell.attributes).get("s", "0")
                head = b' s="%b"' % style.encode()
                head = head if not task.base else self._based(row, task, head)
                return (
                    cell.start,
                    cell.end,
                    self._named(task, row.number) + self._styled(task, row.number, head),
                )
            if cell.column > task.column:
                break
            at = cell.end
        return (at, at, self._cell(task, row.number, self._new_style(row, task)))

    # --- one cell

    def _named(self, task: ColumnTask, row: int) -> bytes:
        return self._open + task.letters + b'%d"' % row

    def _cell(self, task: ColumnTask, row: int, style: int) -> bytes:
        head = b' s="%d"' % style if style else b""
        return self._named(task, row) + self._styled(task, row, head)

    def _styled(self, task: ColumnTask, row: int, head: bytes) -> bytes:
        """Give a cell from its style on; `head`: the attributes that tell the style it had."""
        stored, ending = self._writer.ending(task.take(row))
        if stored == "blank" and task.base:
            stored = task.stored
        known = task.heads.get((head, stored))
        return (self._style(task, stored, head) if known is None else known) + ending

    def _style(self, task: ColumnTask, stored: Stored, head: bytes) -> bytes:
        """Give the style attribute that fits a value where the cell had these attributes."""
        found = _STYLE.search(head)
        style = whole_number(found[1].decode()) if found else 0
        if stored != "blank":
            style = self._styles.fitted(style, stored, dressing=bool(task.base))
        task.heads[head, stored] = b' s="%d"' % style if style else b""
        return task.heads[head, stored]

    def _based(self, row: _Row, task: ColumnTask, raw: bytes) -> bytes:
        """Give the style of the cell's base in a new column; its own where the base has no cell."""
        base = self._base_style(row, task.base)
        return raw if base is None else b' s="%d"' % base

    def _new_style(self, row: _Row, task: ColumnTask) -> int:
        base = self._base_style(row, task.base) if task.base else None
        if base is not None:
            return base
        if row.number >= task.look[0]:
            return task.look[1]
        said = attributes(row.tag) if b"customFormat" in row.tag else {}
        own = whole_number(said.get("s", "0")) if is_true(said.get("customFormat")) else 0
        return own or self.column_styles.get(task.base or task.column, 0)

    def _lone_row_style(self, row: bytes, number: int, task: ColumnTask) -> int:
        start = row.find(self._row)
        return self._new_style(_Row(row, start, row.find(b">", start) + 1, len(row), number), task)

    def _base_style(self, row: _Row, column: int) -> int | None:
        """Give the style of a cell of the row; new columns side by side ask for the same one."""
        if self._base[:2] != (row.number, column):
            self._base = (row.number, column, self._find_style(row, column))
        return self._base[2] if self._base[2] >= 0 else None

    def _find_style(self, row: _Row, column: int) -> int:
        name = self._open + letters_of(column).encode() + b'%d"' % row.number
        found = row.blob.find(name, row.inner, row.end)
        if found < 0:
            cell = next(
                (c for c in split_row(row.blob, row.start, row.end) if c.column == column), None
            )
            return whole_number(attributes(cell.attributes).get("s", "0")) if cell else -1
        said = _STYLE.search(row.blob, found, row.blob.find(b">", found))
        return whole_number(said[1].decode()) if said else 0


def _disordered(row: int) -> WriteFailedError:
    return WriteFailedError(
        Text(
            f"第 {row} 行的单元格顺序混乱,无法安全写入。请用 Excel 或 WPS 打开后另存一次",
            f"The cells of row {row} are out of order and cannot be written safely. Open and save the file once in Excel or WPS",
        )
    )
