"""Rows that do not ascend: put in order as they are, for Excel's own format asks for that order."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.workbook.file.markup import attributes
from pipeline.workbook.reading.grid import row_number

_PIECE: Final = 1 << 20


def ascending(pieces: Iterator[bytes], prefix: bytes) -> Iterator[bytes]:
    """Give the same rows, each as the bytes it was with what stands behind it, by their numbers.

    Takes: rows that `can_ascend`.
    """
    front, rows = _rows_apart(b"".join(pieces), prefix)
    rows.sort(key=lambda row: row[0])
    kept, size = [front], 0
    for _, row in rows:
        kept.append(row)
        size += len(row)
        if size >= _PIECE:
            yield b"".join(kept)
            kept, size = [], 0
    yield b"".join(kept)


def can_ascend(pieces: Iterator[bytes], prefix: bytes) -> bool:
    """Tell whether every row says its own number and no two say the same: only then no cell moves with its row."""
    _, rows = _rows_apart(b"".join(pieces), prefix)
    numbers = [number for number, row in rows if "r" in attributes(row[: row.find(b">")])]
    return len(numbers) == len(rows) == len(set(numbers))


def _rows_apart(data: bytes, prefix: bytes) -> tuple[bytes, list[tuple[int, bytes]]]:
    starts = [
        found.start() for found in re.finditer(rb"<" + re.escape(prefix) + rb"row(?=[\s/>])", data)
    ]
    ends = [*starts[1:], len(data)] if starts else []
    rows = [
        (row_number(data, start, prefix, 0), data[start:end])
        for start, end in zip(starts, ends, strict=True)
    ]
    return data[: starts[0]] if starts else data, rows
