"""Shared formulas whose first cell a plan overwrites: the next cell of the group takes over the formula's text.

Only the first cell of a group holds the text, for itself and for all others; without it they would lose theirs.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from pipeline.workbook.file.asides import has_asides
from pipeline.workbook.file.markup import (
    Edit,
    apply_edits,
    attributes,
    child_spans,
    set_attribute,
    unescape,
)
from pipeline.workbook.file.package import Package
from pipeline.workbook.file.references import LAST_COLUMN, LAST_ROW, Range, column_of, letters_of
from pipeline.workbook.parts.cells import escape_text
from pipeline.workbook.reading.grid import row_number, split_row
from pipeline.workbook.reading.scan import SheetScan, sheet_stream

_LIKE_A_CELL: Final = re.compile(r"(?<![\w.$])\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})(?![\w.(])")


class _Member(NamedTuple):
    """A cell of a group: its place, the open tag of its formula, and the text it holds itself, if any."""

    row: int
    column: int
    tag: bytes
    text: str


@dataclass(slots=True)
class Moves:
    """What must be done before cells are overwritten.

    formulas: row → column → the formula element that the cell gets · stuck: first cells whose text cannot be moved.
    """

    formulas: dict[int, dict[int, bytes]] = field(default_factory=dict)
    stuck: list[tuple[int, int]] = field(default_factory=list)


def formula_moves(package: Package, scan: SheetScan, gone: Mapping[int, Sequence[int]]) -> Moves:
    """Work out which cells take over a shared formula.

    Takes: gone: the cells to be overwritten, column → rows.
    """
    moves = Moves()
    lost = [master for master in scan.masters if _is_gone(gone, master.row, master.column)]
    if not lost:
        return moves
    numbers = [master.number for master in scan.masters]
    groups = _members(package, scan, {master.number for master in lost})
    for master in lost:
        first, *others = groups[master.number]
        kept = [cell for cell in others if not _is_gone(gone, cell.row, cell.column)]
        if not kept:
            continue
        # Two groups of one number, or cells before their first one: which of them belong together is not clear.
        is_clear = numbers.count(master.number) == 1 and first[:2] == (master.row, master.column)
        formula = _taken_over(first, kept) if is_clear else None
        if formula is None:
            moves.stuck.append((master.row, master.column))
        else:
            moves.formulas.setdefault(kept[0].row, {})[kept[0].column] = formula
    return moves


def _is_gone(gone: Mapping[int, Sequence[int]], row: int, column: int) -> bool:
    rows = gone.get(column, ())
    at = int(np.searchsorted(np.asarray(rows), row)) if len(rows) else 0
    return at < len(rows) and int(rows[at]) == row


def _members(package: Package, scan: SheetScan, numbers: set[str]) -> dict[str, list[_Member]]:
    """Find all cells of the groups, in the order of rows and columns."""
    groups: dict[str, list[_Member]] = {number: [] for number in numbers}
    for blob, start, end, row in _rows(sheet_stream(package, scan).rows(), scan.prefix):
        if blob.find(b"shared", start, end) < 0:
            continue
        for cell in split_row(blob, start, end):
            content = blob[cell.inner : cell.close]
            for span in child_spans(content):
                said = attributes(span.attributes) if span.name == "f" else {}
                if said.get("t") == "shared" and said.get("si", "") in groups:
                    text = b"" if span.is_short else content[span.inner : span.close]
                    member = _Member(
                        row, cell.column, content[span.start : span.inner], _text(text)
                    )
                    groups[said["si"]].append(member)
    return groups


def _text(raw: bytes) -> str:
    # A text with a comment or CDATA inside is not taken apart: it counts as none, and cannot be moved.
    return "" if has_asides(raw) else unescape(raw.decode("utf-8", "replace")).strip()


def _rows(pieces: Iterator[bytes], prefix: bytes) -> Iterator[tuple[bytes, int, int, int]]:
    """Give each row as a place in a piece, with its number."""
    opened = re.compile(rb"<" + re.escape(prefix) + rb"row(?=[\s/>])")
    number = 0
    for blob in pieces:
        starts = [found.start() for found in opened.finditer(blob)]
        for start, end in zip(starts, [*starts[1:], len(blob)] if starts else [], strict=True):
            number = row_number(blob, start, prefix, number)
            yield blob, start, end, number


def _taken_over(first: _Member, kept: Sequence[_Member]) -> bytes | None:
    """Give the formula element that makes the first of the kept cells head of the group; None where it cannot be."""
    heir = kept[0]
    text = heir.text or translated(first.text, (first.row, first.column), (heir.row, heir.column))
    if not text:
        return None
    rows, columns = [cell.row for cell in kept], [cell.column for cell in kept]
    area = str(Range(min(rows), min(columns), max(rows), max(columns)))
    tag = set_attribute(heir.tag, b"ref", area.encode())
    if tag.endswith(b"/>"):
        tag = tag[:-2].rstrip() + b">"
    return tag + escape_text(text) + b"</" + tag[1:].split(b">")[0].split()[0] + b">"


def translated(text: str, origin: tuple[int, int], place: tuple[int, int]) -> str:
    """Write a formula of one cell (row, column) as it reads in another; "" where that cannot be told for sure.

    Not for sure: references that would leave the grid, which Excel wraps round, and whatever does not come back as it
    was when it is moved back.
    """
    # Only here: openpyxl takes long to import, and hardly any run overwrites the head of a shared formula.
    from openpyxl.formula.tokenizer import TokenizerError  # noqa: PLC0415
    from openpyxl.formula.translate import Translator, TranslatorError  # noqa: PLC0415

    here, there = (f"{letters_of(column)}{row}" for row, column in (origin, place))
    try:
        moved: str = Translator("=" + text, here).translate_formula(there)
        back = Translator(moved, there).translate_formula(here)
    except (TranslatorError, TokenizerError, ValueError):
        return ""
    return moved[1:] if back == "=" + text and _is_inside(text) and _is_inside(moved) else ""


def _is_inside(formula: str) -> bool:
    """Tell whether all that looks like a cell is one: names such as XYZ1, and cells beyond the edges, are not moved."""
    found = _LIKE_A_CELL.finditer(formula)
    return all(column_of(cell[1]) <= LAST_COLUMN and int(cell[2]) <= LAST_ROW for cell in found)


def taking_over(prefix: bytes, moves: Moves) -> Callable[[Iterator[bytes]], Iterator[bytes]]:
    """Give the change of a stream of rows that puts the moved formulas in."""

    def change(pieces: Iterator[bytes]) -> Iterator[bytes]:
        number = 0
        for blob in pieces:
            edits: list[Edit] = []
            for _, start, end, number in _rows(iter([blob]), prefix) if moves.formulas else ():
                edits += _edits(blob, start, end, moves.formulas.get(number, {}))
            yield apply_edits(blob, edits) if edits else blob

    return change


def _edits(blob: bytes, start: int, end: int, formulas: Mapping[int, bytes]) -> Iterator[Edit]:
    for cell in split_row(blob, start, end) if formulas else ():
        if cell.column in formulas:
            for span in child_spans(blob, cell.inner, cell.close):
                if span.name == "f":
                    yield span.start, span.end, formulas[cell.column]
