"""Rows and cells inside a piece of sheetData: where they stand, in the usual spelling fast, in any other by tokens."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

from pipeline.errors import UnreadableWorkbookError
from pipeline.workbook.file.markup import TOKEN, attributes, local_name, set_attribute
from pipeline.workbook.file.references import LAST_COLUMN, LAST_ROW, column_of
from schemas.texts import Text

_REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_SPANS: Final = re.compile(rb"\sspans=\"(\d{1,7}):(\d{1,7})\"")
_DIGITS: Final = 7
_LESS: Final = ord("<")
_LETTER_A: Final = 65
_DIGIT_0: Final = 48
_SHORTEST_ROW: Final = 5


class Profile(NamedTuple):
    """What a piece of rows holds: starts of its rows (array), counts of formulas and odd markup, its last column.

    is_plain: every cell is written <c r="A1"…> and nothing else than elements stands between them.
    """

    rows: Any
    formulas: int
    has_comments: bool
    is_plain: bool
    last_column: int


class CellSpan(NamedTuple):
    """One cell of a row: column, where it starts, its content starts, ends, and where it ends; its attributes."""

    column: int
    start: int
    inner: int
    close: int
    end: int
    attributes: bytes


def profile(blob: bytes, prefix: bytes) -> Profile:
    """Look over a piece of rows without taking it apart."""
    codes = np.frombuffer(blob, np.uint8)
    tags = np.flatnonzero(codes[:-1] == _LESS)
    after = codes[tags + 1]
    comments = bool(((after == ord("!")) | (after == ord("?"))).any())
    if prefix:
        return _prefixed(blob, prefix, has_comments=comments)
    rows = _row_starts(codes, tags[after == ord("r")])
    formulas = int(np.count_nonzero(after == ord("f")))
    cells = tags[after == ord("c")]
    plain = not comments and _are_plain(codes, cells)
    return Profile(rows, formulas, comments, plain, _last_column(codes, cells) if plain else 0)


def _row_starts(codes: Any, tags: Any) -> Any:
    """Pick the tags that open a row, from those that begin with r."""
    tags = tags[tags < len(codes) - _SHORTEST_ROW]
    return tags[(codes[tags + 2] == ord("o")) & (codes[tags + 3] == ord("w"))]


def _are_plain(codes: Any, cells: Any) -> bool:
    """Tell whether every cell is written <c r="…."""
    if not len(cells):
        return True
    if cells[-1] + 8 >= len(codes):
        return False
    return bool((codes[cells + 3] == ord("r")).all() and (codes[cells + 5] == ord('"')).all())


def _last_column(codes: Any, cells: Any) -> int:
    """Give the largest column among cells that are all written <c r="…."""
    if not len(cells):
        return 0
    first, second = codes[cells + 6], codes[cells + 7]
    if not (second >= _LETTER_A).any():
        return int(first.max()) - _LETTER_A + 1
    first, second, third = (
        codes[cells + offset].astype(np.int32) - _LETTER_A + 1 for offset in (6, 7, 8)
    )
    two = second > 0
    three = two & (third > 0)
    column = np.where(
        three, (first * 26 + second) * 26 + third, np.where(two, first * 26 + second, first)
    )
    return int(column.max())


def _prefixed(blob: bytes, prefix: bytes, *, has_comments: bool) -> Profile:
    rows = np.array(
        [at.start() for at in re.finditer(rb"<" + re.escape(prefix) + rb"row(?=[\s/>])", blob)],
        np.int64,
    )
    formulas = len(re.findall(rb"<" + re.escape(prefix) + rb"f(?=[\s/>])", blob))
    cells = len(re.findall(rb"<" + re.escape(prefix) + rb"c(?=[\s/>])", blob))
    columns = {
        bytes(text) for text in re.findall(rb"<" + re.escape(prefix) + rb'c r="([A-Z]+)', blob)
    }
    plain = not has_comments and blob.count(b"<" + prefix + b'c r="') == cells
    return Profile(
        rows,
        formulas,
        has_comments,
        plain,
        max((column_of(c.decode()) for c in columns), default=0),
    )


def row_number(blob: bytes, start: int, prefix: bytes, before: int) -> int:
    """Give the number of the row whose tag starts here; a row without one follows the row before.

    Raises: UnreadableWorkbookError for a number outside the grid.
    """
    usual = start + len(prefix) + 8
    if blob.startswith(b' r="', usual - 4):
        digits = blob[usual : blob.find(b'"', usual)]
        number = int(digits) if digits.isdigit() and len(digits) <= _DIGITS else 0
    else:
        said = attributes(blob[start : blob.find(b">", start)]).get("r")
        number = (
            before + 1
            if said is None
            else int(said)
            if said.isdecimal() and len(said) <= _DIGITS
            else 0
        )
    if not 1 <= number <= LAST_ROW:
        raise outside_grid()
    return number


def row_numbers(blob: bytes, starts: Any, prefix: bytes, before: int) -> Any:
    """Give the numbers of all rows of a piece, in the order they stand.

    Raises: UnreadableWorkbookError for a number outside the grid.
    """
    numbers, usual = _usual_numbers(blob, starts, prefix)
    if not usual:
        found = []
        for start in starts.tolist():
            before = row_number(blob, start, prefix, before)
            found.append(before)
        return np.array(found, np.int64)
    if len(numbers) and not 1 <= numbers.min() <= numbers.max() <= LAST_ROW:
        raise outside_grid()
    return numbers


def _usual_numbers(blob: bytes, starts: Any, prefix: bytes) -> tuple[Any, bool]:
    """Read the numbers of rows written <row r="…", all at once; and whether all are written so."""
    codes = np.frombuffer(blob, np.uint8)
    last = len(codes) - 1
    at = starts + len(prefix) + 4
    usual = np.ones(len(starts), bool)
    for offset, letter in enumerate(b' r="'):
        usual &= codes[np.minimum(at + offset, last)] == letter
    numbers = np.zeros(len(starts), np.int64)
    is_open = np.ones(len(starts), bool)
    for offset in range(4, 4 + _DIGITS + 1):
        code = codes[np.minimum(at + offset, last)].astype(np.int64)
        is_digit = is_open & (code >= _DIGIT_0) & (code < _DIGIT_0 + 10)
        numbers = np.where(is_digit, numbers * 10 + code - _DIGIT_0, numbers)
        usual &= ~is_open | is_digit | (code == ord('"'))
        is_open = is_digit
        if not is_open.any():
            break
    return numbers, bool(usual.all() and not is_open.any())


def widened(tag: bytes, column: int) -> bytes:
    """Give a row's open tag, or its attributes, with its spans wide enough for a column."""
    found = _SPANS.search(tag)
    if found is None or int(found[2]) >= column:
        return tag
    return set_attribute(tag, b"spans", b"%b:%d" % (found[1], column))


def split_row(blob: bytes, start: int, end: int) -> Iterator[CellSpan]:
    """Take the cells of one row apart by tokens, whatever their spelling; `start` stands at the row's tag.

    Raises: UnreadableWorkbookError for a reference that is none.
    """
    depth, column = 0, 0
    opened: tuple[int, int, bytes] | None = None
    for token in TOKEN.finditer(blob, start, end):
        name, rest = token[2], token[3]
        if name is None:
            continue
        if token[1]:
            depth -= 1
            if depth == 1 and opened is not None:
                yield CellSpan(column, opened[0], opened[1], token.start(), token.end(), opened[2])
                opened = None
            continue
        short = rest.endswith(b"/")
        if depth == 1 and local_name(name) == "c":
            raw = rest[:-1] if short else rest
            column = _column_said(raw, column)
            if short:
                yield CellSpan(column, token.start(), token.end(), token.end(), token.end(), raw)
            else:
                opened = (token.start(), token.end(), raw)
        depth += not short


def _column_said(raw: bytes, before: int) -> int:
    reference = attributes(raw).get("r")
    if reference is None:
        return before + 1
    return reference_of(reference)[1]


@lru_cache(maxsize=1024)
def reference_of(text: str) -> tuple[int, int]:
    """Read a cell reference into row and column.

    Raises: UnreadableWorkbookError where it is none, or lies outside the grid.
    """
    found = _REFERENCE.fullmatch(text.strip())
    if found is None or not 1 <= int(found[2]) <= LAST_ROW or column_of(found[1]) > LAST_COLUMN:
        raise outside_grid()
    return int(found[2]), column_of(found[1])


def outside_grid() -> UnreadableWorkbookError:
    """Give the error for a reference outside Excel's grid."""
    return UnreadableWorkbookError(
        Text(
            "工作簿里有超出 Excel 范围的单元格地址,文件已损坏。请用 Excel 或 WPS 打开并另存为 .xlsx",
            "The workbook holds a cell address outside Excel's grid: it is damaged. Open it in Excel or WPS and save it as .xlsx",
        )
    )
