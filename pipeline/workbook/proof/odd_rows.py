"""One row of a patched sheet held against the old one by its tokens: for rows written in an unusual way."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.workbook.reading.grid import split_row

UNCLEAR: Final = b"?"
"""Stands for the letters of a cell whose place cannot be told."""
_SPANS: Final = re.compile(rb"\sspans=\"(\d{1,7}):(\d{1,7})\"")
_CELL_NAME: Final = re.compile(rb"[A-Z]{1,3}")


def letters_at(cell: bytes, at: int) -> bytes:
    """Give the letters that a cell's name begins with at this place, b"" where there are none."""
    found = _CELL_NAME.match(cell, at)
    return found[0] if found else b""


def ascend(names: Sequence[bytes]) -> bool:
    """Tell whether columns, by their letters, stand in order without repeats."""
    if UNCLEAR in names:
        return False
    keys = [(len(name), name) for name in names]
    return all(left < right for left, right in pairwise(keys))


def is_widened(tag: bytes, old: bytes) -> bool:
    """Tell whether a row's open tag is the old one but for wider spans and being open."""
    before, after = _SPANS.search(old), _SPANS.search(tag)
    if (before is None) != (after is None):
        return False
    if before and after and (before[1] != after[1] or int(before[2]) > int(after[2])):
        return False
    if old.endswith(b"/>"):
        old = old[:-2].rstrip() + b">"
    return _SPANS.sub(b"", tag) == _SPANS.sub(b"", old)


def taken_apart(
    row: bytes, columns: set[int]
) -> tuple[list[bytes], list[tuple[int, bytes]], bytes]:
    """Give the planned cells of a row, its other cells with their columns, and what is left behind its open tag."""
    planned, others, rest = [], [], []
    at = row.find(b">") + 1
    for cell in split_row(row, 0, len(row)):
        rest.append(row[at : cell.start])
        at = cell.end
        if cell.column in columns:
            planned.append(row[cell.start : cell.end])
        else:
            others.append((cell.column, row[cell.start : cell.end]))
    tail = row[at:]
    if row[: row.find(b">") + 1].endswith(b"/>"):
        name = row[1:].split(b">")[0].split()[0].rstrip(b"/")
        tail = b"</" + name + b">" + tail
    return planned, others, b"".join([*rest, tail])


def is_sorted_row(row: bytes) -> bool:
    """Tell whether the cells of a row stand in order without repeats."""
    columns = [cell.column for cell in split_row(row, 0, len(row))]
    return columns == sorted(set(columns))
