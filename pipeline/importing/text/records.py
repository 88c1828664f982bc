"""From the lines of a delimited text to its records: by the csv module where quotes are right, leniently where not."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from typing import Final

from pipeline.importing.text.dialects import Dialect
from pipeline.understanding.model import Repair
from schemas.texts import Text

_STRAY_END: Final = "\ue0fe"
"""Stands for a single CR or LF inside a cell of a file whose lines end with both."""
_LONGEST_CELL: Final = 60
"""Lines that a quoted cell may have where its quotes are in doubt."""
_LONGEST_LINE: Final = 20_000
_MOST_QUOTES: Final = 40
_QUOTES_MENDED: Final = Text(
    "引号不成对，已按列数整理", "its quotes do not match; they were read so that the columns fit"
)


@dataclass(slots=True)
class Records:
    """The records of a text: first line and number of lines of each, its cells. Blank lines are left out.

    physical: the lines as they stand, without their ends · numbers: what each physical line is called, from 1 · blanks:
    how many records of several cells had nothing in any of them.
    """

    physical: list[str]
    numbers: Sequence[int]
    starts: list[int] = field(default_factory=list)
    spans: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    blanks: int = 0

    def add(self, start: int, span: int, cells: list[str]) -> None:
        """Add one record, unless all of it is blank; start: index of its first physical line."""
        if any(cells) and not "".join(cells).isspace():
            self.starts.append(start)
            self.spans.append(span)
            self.rows.append(cells)
        elif len(cells) > 1:
            self.blanks += 1

    def line(self, record: int) -> int:
        """Give the number of a record's first line."""
        return self.numbers[self.starts[record]]

    def raw(self, record: int) -> str:
        """Give a record's text as it stands."""
        start = self.starts[record]
        return "\n".join(self.physical[start : start + self.spans[record]])


def read_records(text: str, dialect: Dialect) -> Records:
    """Read all records of a text.

    Returns: cells as text; a record whose quotes do not match is read so that it has as many cells as the others.
    """
    prepared, numbers = _lines(text, dialect)
    found = Records([dialect.restored(_ended(line)) for line in prepared], numbers)
    if not dialect.delimiter:
        for index, line in enumerate(found.physical):
            found.add(index, 1, [line])
        return found
    strict = Records(found.physical, numbers)
    broken = _read_strictly(prepared, dialect, strict)
    widths = usual_widths(strict.rows)
    suspects = broken | _suspects(strict, widths)
    if suspects:
        strict = _reread(strict, suspects, prepared, dialect, widths)
    if len(dialect.delimiter) > 1 or not dialect.universal:
        strict.rows = [[_restored(cell, dialect) for cell in row] for row in strict.rows]
    return strict


def choose_line_ends(text: str, dialect: Dialect) -> bool:
    """Tell whether every CR and LF ends a line; False where single ones stand inside cells of lines that end with CRLF."""
    sample = text[:200_000]
    pairs = sample.count("\r\n")
    if not pairs or (sample.count("\n") == pairs and sample.count("\r") == pairs):
        return True
    every, only_pairs = (
        _steadiness(
            read_records(
                sample, Dialect(dialect.delimiter, dialect.quote, dialect.escape, universal)
            ).rows
        )
        for universal in (True, False)
    )
    return every >= only_pairs


def usual_widths(rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """Give the widths that rows usually have: the most frequent one, and others that are no exceptions."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return frozenset((1,))
    most = max(widths.values())
    return frozenset(
        width
        for width, count in widths.items()
        if count == most or (count > 2 and count * 5 > most)  # noqa: PLR2004
    )


def _steadiness(rows: Sequence[Sequence[str]]) -> float:
    widths = Counter(map(len, rows))
    return sum(n * n for n in widths.values()) / max(1, len(rows)) ** 2


def _lines(text: str, dialect: Dialect) -> tuple[list[str], Sequence[int]]:
    if dialect.universal:
        lines = list(io.StringIO(dialect.prepared(text), newline=""))
        return lines, range(1, len(lines) + 1)
    lines = re.sub(r"(?<!\r)\n|\r(?!\n)", _STRAY_END, dialect.prepared(text)).split("\r\n")
    ends = [line.count(_STRAY_END) + 1 for line in lines]
    return [line + "\n" for line in lines], [1, *(1 + total for total in accumulate(ends[:-1]))]


def _ended(line: str) -> str:
    return line.rstrip("\r\n").replace(_STRAY_END, "\n")


def _restored(cell: str, dialect: Dialect) -> str:
    return dialect.restored(cell).replace(_STRAY_END, "\n")


def _read_strictly(lines: list[str], dialect: Dialect, found: Records) -> set[int]:
    """Read with the csv module; give the physical lines that begin a record it cannot read, each added as it stands."""
    at, broken = 0, set()
    while at < len(lines):
        before = 0
        reader = dialect.reader(islice(lines, at, None), strict=True)
        try:
            for row in reader:
                now: int = reader.line_num  # type: ignore[attr-defined]
                found.add(at + before, now - before, row)
                before = now
        except csv.Error:
            broken.add(at + before)
            found.add(at + before, 1, [lines[at + before].rstrip("\r\n")])
            before += 1
        at += before
    return broken


def _suspects(found: Records, widths: frozenset[int]) -> set[int]:
    """Give the first lines of records of several lines and an unusual width: a quote may have swallowed something."""
    return {
        start
        for start, span, row in zip(found.starts, found.spans, found.rows, strict=True)
        if span > 1 and len(row) not in widths
    }


def _reread(
    found: Records, suspects: set[int], lines: list[str], dialect: Dialect, widths: frozenset[int]
) -> Records:
    better = Records(found.physical, found.numbers, blanks=found.blanks)
    done = 0
    for start, span, row in zip(found.starts, found.spans, found.rows, strict=True):
        if start >= done and start not in suspects:
            better.add(start, span, row)
            continue
        # What was reread may end within the next record, whose rest is then reread as well.
        at = max(start, done)
        while at < start + span:
            cells, used = _read_leniently(lines, at, dialect, widths)
            better.add(at, used, cells)
            better.repairs.append(Repair(found.numbers[at], _QUOTES_MENDED))
            at += used
        done = max(done, at)
    return better


def _read_leniently(
    lines: list[str], at: int, dialect: Dialect, widths: frozenset[int]
) -> tuple[list[str], int]:
    """Give the cells of one record and its number of lines: the first reading that has a usual width, or the plainest."""
    line = lines[at].rstrip("\r\n")
    single = [split_leniently(line, dialect, doubled=doubled) for doubled in (True, False)]
    for cells in single:
        if cells is not None and len(cells) in widths:
            return cells, 1
    if single[0] is None:
        joined = line
        for used, more in enumerate(islice(lines, at + 1, at + _LONGEST_CELL), 2):
            joined += "\n" + more.rstrip("\r\n")
            cells = (
                split_leniently(joined, dialect, doubled=True) if dialect.quote in more else None
            )
            if cells is not None:
                if len(cells) in widths:
                    return cells, used
                break
    for cells in _without_one_quote(line, dialect):
        if len(cells) in widths:
            return cells, 1
    literal = line.split(dialect.mark)
    if len(literal) in widths or single[0] is None:
        return [_unquoted(cell, dialect.quote) for cell in literal], 1
    return single[0], 1


def _without_one_quote(line: str, dialect: Dialect) -> Iterator[list[str]]:
    """Read a line as if one of its quotes, each in turn, were a slip."""
    places = [place for place, c in enumerate(line[:_LONGEST_LINE]) if c == dialect.quote]
    for place in places[:_MOST_QUOTES]:
        cells = split_leniently(line[:place] + line[place + 1 :], dialect, doubled=True)
        if cells is not None:
            yield cells


def _unquoted(cell: str, quote: str) -> str:
    """Take off the quotes around a cell, or one that opens it and never closes."""
    bare = cell.strip()
    if len(bare) > 1 and bare.startswith(quote) and bare.endswith(quote):
        return bare[1:-1].replace(quote * 2, quote)
    return bare[1:] if bare.startswith(quote) and bare.count(quote) == 1 else cell


def split_leniently(line: str, dialect: Dialect, *, doubled: bool) -> list[str] | None:
    """Part one record whose quotes may be wrong: a quote closes a cell only before a delimiter or the end.

    Takes:   doubled: whether two quotes before a delimiter are one quote inside the cell (else a stray one and the end).
    Returns: its cells; None where a quoted cell is never closed.
    """
    cells: list[str] = []
    at = 0
    while True:
        opened = len(line) - len(line[at:].lstrip(" "))
        if dialect.quote and line.startswith(dialect.quote, opened):
            cell, at = _quoted_cell(line, opened + 1, dialect, doubled=doubled)
            if cell is None:
                return None
        else:
            end = line.find(dialect.mark, at)
            end = len(line) if end < 0 else end
            cell, at = line[at:end], end
        cells.append(cell)
        if at >= len(line):
            return cells
        at += 1


def _quoted_cell(
    line: str, start: int, dialect: Dialect, *, doubled: bool
) -> tuple[str | None, int]:
    """Give a quoted cell's content and the place behind it; None where it does not end."""
    quote, parts, at = dialect.quote, [], start
    while (place := line.find(quote, at)) >= 0:
        behind = place + 1
        if dialect.escape and line[place - 1 : place] == dialect.escape:
            parts.append(line[at : place - 1] + quote)
        elif line.startswith(quote, behind) and (
            doubled or not _ends(line, behind + 1, dialect.mark)
        ):
            parts.append(line[at:behind])
            behind += 1
        elif (end := _ends(line, behind, dialect.mark)) is not None:
            return "".join(parts) + line[at:place], end
        else:
            parts.append(line[at:behind])
        at = behind
    return None, at


def _ends(line: str, at: int, mark: str) -> int | None:
    """Give the place of the delimiter, or of the end, if nothing but blanks stands before it."""
    while at < len(line) and line[at] == " " and mark != " ":
        at += 1
    return at if at == len(line) or line.startswith(mark, at) else None
