"""Proof at byte level: a patched sheet is the old one with nothing but planned cells put in, each at its place."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from pipeline.workbook.file.references import column_of, letters_of
from pipeline.workbook.new_rows.added_rows import Added
from pipeline.workbook.parts.tasks import ColumnTask
from pipeline.workbook.proof.odd_rows import (
    UNCLEAR,
    ascend,
    is_sorted_row,
    is_widened,
    letters_at,
    taken_apart,
)
from pipeline.workbook.reading.grid import row_number
from pipeline.workbook.reading.stream import SheetStream

# What a planned cell may look like; what reads as XML but is written in any other way was not written by us.
_PLANNED: Final = (
    rb'(<@c r="(?:%b)\d+"(?: s="\d+")?(?:/>|(?: t="b")?><@v>[^<>&]*</@v></@c>|'
    rb' t="inlineStr"><@is><@t(?: xml:space="preserve")?>[^<>&]*(?:&(?:amp|lt|gt);[^<>&]*)*</@t></@is></@c>))'
)
_FORMULA_CELL: Final = (
    rb'|<@c r="(?:%b)\d+"(?: s="\d+")?><@f>[^<>&]*(?:&(?:amp|lt|gt);[^<>&]*)*</@f></@c>'
)
_OLD: Final = rb'(<@c r="(?:%b)\d+"(?: [A-Za-z]+="[^"<>]*")* ?(?:/>|>.*?</@c>))'
_NO_MORE: Final = b"/"


class SpliceError(Exception):
    """A row of a patched sheet differs from the old one by more than the plan; carries its number, 0 = unknown."""

    def __init__(self, row: int) -> None:
        """Take the row's number."""
        super().__init__(row)
        self.row = row


class _Shape(NamedTuple):
    """The planned columns of a row: letters in order, what finds them in a patched row and in an old one."""

    letters: tuple[bytes, ...]
    planned: re.Pattern[bytes]
    old: re.Pattern[bytes]


class _Window:
    """Whole rows of a stream, taken from the front."""

    def __init__(self, stream: SheetStream) -> None:
        self._pieces = stream.rows()
        self._row = b"<" + stream.prefix + b"row"
        self.data = b""
        self.at = 0

    def more(self) -> bool:
        """Tell whether any rows are left, and have some at hand."""
        while self.at >= len(self.data):
            piece = next(self._pieces, None)
            if piece is None:
                return False
            self.data, self.at = piece, 0
        return True

    def row_end(self) -> int:
        """Give where the row ends that starts here."""
        end = self.data.find(self._row, self.at + 1)
        return len(self.data) if end < 0 else end

    def find_end(self, number: int, last_number: Callable[[bytes], int]) -> int:
        """Give where the row of this number ends, with all rows up to it at hand; -1 where there is no such row."""
        while last_number(self.data[self.at :] if self.at else self.data) < number:
            piece = next(self._pieces, None)
            if piece is None:
                return -1
            self.data, self.at = self.data[self.at :] + piece, 0
        start = self.data.find(self._row + b' r="%d"' % number, self.at)
        end = self.data.find(self._row, start + 1)
        return -1 if start < 0 else len(self.data) if end < 0 else end

    def take_same(self, rows: bytes) -> bool:
        """Move past these bytes; False where others stand here."""
        at = 0
        while at < len(rows):
            if not self.more():
                return False
            size = min(len(rows) - at, len(self.data) - self.at)
            part = rows if size == len(rows) else rows[at : at + size]
            if not self.data.startswith(part, self.at):
                return False
            at += size
            self.at += size
        return True


def proven_cells(
    old: SheetStream, new: SheetStream, tasks: Sequence[ColumnTask], added: Added | None = None
) -> Iterator[tuple[int, bytes]]:
    """Walk both sheets side by side and give the planned cells alone, as rows in the new sheet's own bytes.

    Takes:   old: rows known to ascend, without comments · tasks: what was planned · added: the new
            rows, which may stand behind or between the old ones with this very tag.
    Returns: pieces in order, each with the number of its last row.
    Raises:  SpliceError where anything but a planned cell differs, or such a cell does not stand at its place.
    """
    return _Walk(old, new, tasks, added).rows()


class _Walk:
    def __init__(
        self, old: SheetStream, new: SheetStream, tasks: Sequence[ColumnTask], added: Added | None
    ) -> None:
        self._old = _Window(old)
        self._new = new
        self._p = new.prefix
        self._row = b"<" + self._p + b"row"
        self._close = b"</" + self._p + b"row>"
        self._open = b"<" + self._p + b'c r="'
        self._starts = re.compile(
            re.escape(self._row) + rb"(?=[\s/>])(?: r=\"(\d{1,7})\"(?=[\s/>]))?"
        )
        self._before = 0
        self._columns = sorted({task.column for task in tasks})
        self._computed = {task.column for task in tasks if task.has_formulas}
        self._added = added or Added(range(0), b"")
        self._plan = _plan_bits(tasks, self._columns, self._added.rows)
        self._last = len(self._plan) - 1
        self._shapes: dict[Any, _Shape] = {}
        self._spans = re.compile(
            rb"(" + re.escape(self._row) + rb" r=\"\d+\")( spans=\"(\d{1,7}):(\d{1,7})\")"
        )

    def rows(self) -> Iterator[tuple[int, bytes]]:
        for piece in self._new.rows():
            if self._is_untouched(piece):
                self._pass(piece)
            else:
                cells = b"".join(self._piece(piece))
                yield self._before, cells
        if self._old.more():
            raise SpliceError(0)

    def _number(self, piece: bytes, start: int, digits: bytes | None) -> int:
        number = int(digits) if digits else row_number(piece, start, self._p, self._before)
        if number <= self._before:
            raise SpliceError(number)
        self._before = number
        return number

    def _is_untouched(self, piece: bytes) -> bool:
        """Tell whether no row of a piece is planned, as its first and last row say; its rows ascend as the old ones do."""
        first = self._starts.search(piece)
        last = self._starts.match(piece, piece.rfind(self._row)) if first else None
        if first is None:
            return True
        if not (first[1] and last and last[1]) or int(first[1]) <= self._before:
            return False
        low, high = int(first[1]), int(last[1])
        if low > high or (self._plan[low : high + 1] != 0).any():
            return False
        self._before = high
        return True

    def _pass(self, rows: bytes) -> None:
        if rows and not self._old.take_same(rows):
            raise SpliceError(self._before)

    def _piece(self, piece: bytes) -> Iterator[bytes]:
        found = [(match.start(), match[1]) for match in self._starts.finditer(piece)]
        starts = [start for start, _ in found] + [len(piece)]
        numbers = [self._number(piece, start, digits) for start, digits in found]
        planned = self._bits_of(numbers)
        self._pass(piece[: starts[0]])
        for first, last in _equal_runs(planned):
            rows = piece[starts[first] : starts[last]]
            if not planned[first]:
                self._pass(rows)
                continue
            shape = self._shapes.get(planned[first]) or self._shape(planned[first])
            is_new = self._is_missing(numbers[last - 1])
            made = self._added_block if is_new else self._block
            block = made(rows, numbers[first:last], shape)
            if block is not None:
                yield block
                continue
            for at in range(first, last):
                yield self._planned_row(piece[starts[at] : starts[at + 1]], numbers[at], shape)

    def _bits_of(self, numbers: Sequence[int]) -> list[int]:
        rows = np.asarray(numbers)
        inside = rows <= self._last
        return list(np.where(inside, self._plan[np.where(inside, rows, 0)], 0).tolist())

    # --- many rows with cells planned in the same columns

    def _block(self, rows: bytes, numbers: Sequence[int], shape: _Shape) -> bytes | None:
        """Give the planned cells of rows; None, with nothing taken, where they must be looked at one by one."""
        window = self._old
        end = window.find_end(numbers[-1], self._last_number)
        if end < 0:
            return None
        old = window.data[window.at : end]
        parts, before = shape.planned.split(rows), shape.old.split(old)
        kept, cells = parts[::2], parts[1::2]
        digits = [b'%d"' % number for number in numbers]
        names = [self._open + name + number for number in digits for name in shape.letters]
        if len(cells) != len(names) or not all(map(bytes.startswith, cells, names)):
            return None
        if kept != before[::2] or len(before) != len(parts):
            same = self._is_same_but_spans(b"".join(kept), b"".join(before[::2]))
            if (
                not (same and shape.letters)
                or rows.count(self._row) != len(numbers)
                or not self._fit_in(kept, digits, shape)
            ):
                return None
        window.at = end
        return self._rows_of(cells, digits)

    def _rows_of(self, cells: Sequence[bytes], digits: Sequence[bytes]) -> bytes:
        """Put planned cells into rows of their own: as many to each."""
        size = len(cells) // len(digits)
        return b"".join(
            [
                self._row
                + b' r="'
                + number
                + b">"
                + b"".join(cells[at * size : (at + 1) * size])
                + self._close
                for at, number in enumerate(digits)
            ]
        )

    def _last_number(self, rows: bytes) -> int:
        found = self._starts.match(rows, rows.rfind(self._row)) if rows else None
        return int(found[1]) if found and found[1] else 0

    def _is_same_but_spans(self, rows: bytes, old: bytes) -> bool:
        if rows == old:
            return True
        news, olds = ([said[2:] for said in self._spans.findall(text)] for text in (rows, old))
        pairs = set(zip(news, olds, strict=False))
        wider = len(news) == len(olds) and all(
            new[0] == was[0] and int(new[1]) >= int(was[1]) for new, was in pairs
        )
        return wider and self._spans.sub(rb"\1", rows) == self._spans.sub(rb"\1", old)

    def _fit_in(self, kept: Sequence[bytes], digits: Sequence[bytes], shape: _Shape) -> bool:
        """Tell whether cells that the old rows did not have stand in their own rows, and in the order of columns.

        kept: what stands before, between and behind the cells: as many a row as there are planned columns.
        """
        size = len(shape.letters)
        row = self._row + b' r="'
        if not all(
            row + number in part for number, part in zip(digits, kept[:-1:size], strict=True)
        ):
            return False
        for at, name in enumerate(shape.letters):
            before = set(map(self._last_column, kept[at:-1:size]))
            behind = set(map(self._first_column, kept[at + 1 :: size])) - {_NO_MORE}
            if at + 1 == size and b"" in behind:
                return False
            if not all(ascend([left, name]) for left in before if left) or not all(
                ascend([name, r]) for r in behind if r
            ):
                return False
        return True

    def _last_column(self, part: bytes) -> bytes:
        """Give the letters of the last cell of the row that goes on behind this part; none where it has no cell yet."""
        if not part:
            return b""
        at, row = part.rfind(self._open[:-4]), part.rfind(self._row)
        if at <= row:
            return b"" if row >= 0 or part.isspace() else UNCLEAR
        return (
            letters_at(part, at + len(self._open)) if part.startswith(self._open, at) else UNCLEAR
        )

    def _first_column(self, part: bytes) -> bytes:
        """Give the letters of the cell that this part begins with."""
        if part.startswith(self._close):
            return _NO_MORE
        if part.startswith(self._open):
            return letters_at(part, len(self._open))
        return b"" if not part else UNCLEAR

    # --- one row with planned cells

    def _planned_row(self, row: bytes, number: int, shape: _Shape) -> bytes:
        cells = self._added_row(row, number, shape)
        if cells is None:
            block = self._block(row, [number], shape)
            if block is not None:
                return block
            window = self._old
            end = window.row_end()
            old, window.at = window.data[window.at : end], end
            cells = self._odd_row(row, old, number, shape)
        return b"".join([self._row + b' r="%d">' % number, *cells, self._close])

    def _shape(self, bits: Any) -> _Shape:
        columns = [column for at, column in enumerate(self._columns) if int(bits) >> at & 1]
        names = tuple(letters_of(column).encode() for column in columns)
        any_name = b"|".join(names)
        p = re.escape(self._p)
        planned, old = ((text.replace(b"@", p) % any_name) for text in (_PLANNED, _OLD))
        computed = b"|".join(
            letters_of(column).encode() for column in columns if column in self._computed
        )
        if computed:
            planned = planned[:-1] + (_FORMULA_CELL.replace(b"@", p) % computed) + b")"
        shape = _Shape(names, re.compile(planned), re.compile(old, re.DOTALL))
        self._shapes[bits] = shape
        return shape

    def _added_row(self, row: bytes, number: int, shape: _Shape) -> list[bytes] | None:
        """Give the cells of a row that the old sheet does not have; None where it has it."""
        if not self._is_missing(number):
            return None
        parts = shape.planned.split(row)
        cells = parts[1::2]
        bare = b"".join(parts[::2])
        if bare != self._new_tag(number) + self._close or not self._are_named(
            cells, number, shape, every=False
        ):
            raise SpliceError(number)
        return cells

    def _is_missing(self, number: int) -> bool:
        """Tell whether the old sheet has no row from where it stands up to this one."""
        if not self._old.more():
            return True
        found = self._starts.match(self._old.data, self._old.at)
        return found is not None and bool(found[1]) and int(found[1]) > number

    def _new_tag(self, number: int) -> bytes:
        tag = self._added.tag if number in self._added.rows else b""
        return self._row + b' r="%d"' % number + tag + b">"

    def _added_block(self, rows: bytes, numbers: Sequence[int], shape: _Shape) -> bytes | None:
        """Give the cells of rows that the old sheet does not have; None where they must be looked at one by one."""
        parts = shape.planned.split(rows)
        cells, size = parts[1::2], len(shape.letters)
        digits = [b'%d"' % number for number in numbers]
        names = [self._open + name + number for number in digits for name in shape.letters]
        if not size or len(cells) != len(names) or not all(map(bytes.startswith, cells, names)):
            return None
        bare = [b""] * (len(names) + 1)
        bare[::size] = [self._close + self._new_tag(number) for number in numbers] + [self._close]
        bare[0] = bare[0].removeprefix(self._close)
        return self._rows_of(cells, digits) if parts[::2] == bare else None

    def _are_named(
        self, cells: Sequence[bytes], number: int, shape: _Shape, *, every: bool
    ) -> bool:
        """Tell whether the cells are those of the planned columns, ascending, with the row's number."""
        digits = b'%d"' % number
        if len(cells) == len(shape.letters):
            start = self._open
            return all(
                map(bytes.startswith, cells, [start + name + digits for name in shape.letters])
            )
        if every:
            return False
        found = [letters_at(cell, len(self._open)) for cell in cells]
        named = [
            cell.startswith(self._open + name + digits)
            for cell, name in zip(cells, found, strict=True)
        ]
        return all(named) and ascend(found)

    def _odd_row(self, row: bytes, old: bytes, number: int, shape: _Shape) -> list[bytes]:
        """Do by tokens what the patterns do: for a row that is written in an unusual way."""
        if not is_widened(row[: row.find(b">") + 1], old[: old.find(b">") + 1]):
            raise SpliceError(number)
        columns = {column_of(name.decode()) for name in shape.letters}
        planned, others, rest = taken_apart(row, columns)
        _, others_before, rest_before = taken_apart(old, columns)
        in_order = all(left < right for (left, _), (right, _) in pairwise(others))
        if (others, rest) != (others_before, rest_before) or not in_order or not is_sorted_row(row):
            raise SpliceError(number)
        if not self._are_named(planned, number, shape, every=True) or not all(
            map(shape.planned.fullmatch, planned)
        ):
            raise SpliceError(number)
        return planned


def _plan_bits(tasks: Sequence[ColumnTask], columns: Sequence[int], added: range) -> Any:
    """Give for each row number the planned columns as bits; one bit more marks the new rows."""
    last = max(
        [
            0,
            added.stop - 1,
            *(int(task.rows[-1]) for task in tasks if len(task.rows)),
            *(task.fill[1] for task in tasks if task.fill),
        ]
    )
    bits = np.zeros(last + 1, dtype=np.int64 if len(columns) < 62 else object)  # noqa: PLR2004
    bits[added.start : added.stop] |= 1 << len(columns)
    for task in tasks:
        bit = 1 << columns.index(task.column)
        bits[np.asarray(task.rows, dtype=np.int64)] |= bit
        if task.fill is not None:
            bits[task.fill[0] : task.fill[1] + 1] |= bit
    return bits


def _equal_runs(values: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give first and past-last index of each run of equal values."""
    first = 0
    for at in range(1, len(values) + 1):
        if at == len(values) or values[at] != values[first]:
            yield first, at
            first = at
