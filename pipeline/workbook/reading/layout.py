"""Where the cells of a piece of rows stand, all at once: for pieces whose cells are written <c r="A1"…>."""

import re
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64] | npt.NDArray[np.int32]

_UNKNOWN, CLOSE, CELL, ROW, VALUE, FORMULA, TEXT, _ODD = range(8)
"""What a tag is: unknown, a close tag, <c …, <row, <v>, <f, part of a text; or a spelling that needs care."""

_PAD: Final = b"\0" * 32
_PREFIXED: Final = re.compile(rb"<[^\s<>/!?:]+:(?:c|row)[\s/>]")
_ROW_DIGITS: Final = 7
_ZERO, _LETTER_A, _LETTER_Z, _QUOTE, _LESS = (ord(c) for c in '0AZ"<')
_NINE: Final = 9
_REFERENCE_AT: Final = 6
_EXACT_DIGITS: Final = 15


def _kinds() -> npt.NDArray[np.uint8]:
    """Tell a tag by the two bytes behind its "<"."""
    table = np.zeros((256, 256), np.uint8)
    table[ord("/")] = CLOSE
    table[ord("!")] = table[ord("?")] = _ODD  # comments and CDATA may hide cells
    table[ord("c"), list(b" \t\r\n/>")] = _ODD
    table[ord("c"), ord(" ")] = CELL
    table[ord("r"), ord("o")] = ROW
    table[ord("v"), list(b" />")] = VALUE
    table[ord("f"), list(b" />")] = FORMULA
    for name in (b"is", b"t ", b"t>", b"r>", b"rP"):
        table[name[0], name[1]] = TEXT
    return table.reshape(-1)


_KINDS: Final = _kinds()


class Layout(NamedTuple):
    """The cells of a piece in the order they stand.

    codes: the piece's bytes, padded · tags: where all tags begin, and the piece's end · kinds: what each of them is ·
    cells: which tags are cells · behind: where each cell's reference ends (past its quote) · rows, columns: 1-based ·
    valued: which cells have content.
    """

    codes: Codes
    tags: Places
    kinds: Codes
    cells: Places
    behind: Places
    rows: Places
    columns: Places
    valued: npt.NDArray[np.bool_]

    @property
    def formulas(self) -> int:
        """Count the formulas."""
        return int(np.count_nonzero(self.kinds == FORMULA))

    @property
    def row_starts(self) -> Any:
        """Give where the rows begin."""
        at = self.tags[:-1][self.kinds[:-1] == ROW]
        return at[self.codes[at + 3] == ord("w")]


def lay_out(blob: bytes) -> Layout | None:
    """Find all cells of a piece; None where not every cell is written <c r="A1"…>, or comments may hide some."""
    codes = np.frombuffer(blob + _PAD, np.uint8)
    tags = np.flatnonzero(codes == _LESS)
    kinds = _KINDS[codes[tags + 1].astype(np.uint16) << 8 | codes[tags + 2]]
    if (kinds == _ODD).any():
        return None
    if not kinds.all() and _PREFIXED.search(blob):
        return None
    tags = np.append(tags, len(blob))
    kinds = np.append(kinds, np.uint8(ROW))
    cells = np.flatnonzero(kinds == CELL)
    at = tags[cells]
    if not (
        (codes[at + 3] == ord("r")) & (codes[at + 4] == ord("=")) & (codes[at + 5] == _QUOTE)
    ).all():
        return None
    found = _read_references(codes, at + _REFERENCE_AT)
    if found is None:
        return None
    rows, columns, behind = found
    following = kinds[cells + 1]
    valued = (following != CELL) & (following != CLOSE) & (following != ROW)
    return Layout(codes, tags, kinds, cells, behind, rows, columns, valued)


def _read_references(codes: Codes, at: Places) -> tuple[Places, Places, Places] | None:
    """Give row, column and the place behind each reference; None where one is not written A1"."""
    first, second, third = codes[at], codes[at + 1], codes[at + 2]
    two = (second >= _LETTER_A) & (second <= _LETTER_Z)
    column = first.astype(np.int32) - (_LETTER_A - 1)
    letters: npt.NDArray[Any] = np.ones(len(at), np.uint8)
    if two.any():
        three = two & (third >= _LETTER_A) & (third <= _LETTER_Z)
        column = np.where(two, column * 26 + (second.astype(np.int32) - (_LETTER_A - 1)), column)
        column = np.where(three, column * 26 + (third.astype(np.int32) - (_LETTER_A - 1)), column)
        letters = letters + two + three
    at = at + letters
    row = np.zeros(len(at), np.int32)
    for _ in range(_ROW_DIGITS):
        digit = codes[at] - np.uint8(_ZERO)  # wraps round: whatever is no digit is larger than nine
        is_digit = digit <= _NINE
        if not is_digit.any():
            break
        row = np.where(is_digit, row * 10 + digit, row)
        at = at + is_digit
    usual = (codes[at] == _QUOTE) & (first >= _LETTER_A) & (first <= _LETTER_Z)
    return (row, column, at + 1) if bool(usual.all()) else None


def read_digits(codes: Codes, start: Places, end: Places) -> npt.NDArray[np.int64]:
    """Read whole numbers that stand between two places each; -1 where there are none or more than nine digits."""
    size = end - start
    found = np.zeros(len(start), np.int64)
    good = (size > 0) & (size <= _NINE)
    for offset in range(int(size[good].max(initial=0))):
        inside = good & (offset < size)
        digit = codes[np.where(inside, start + offset, 0)] - np.uint8(_ZERO)
        good &= ~inside | (digit <= _NINE)
        found = np.where(inside, found * 10 + digit, found)
    return np.where(good, found, -1)


def read_figures(
    codes: Codes, start: Places, end: Places
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Read numbers written as 12, -3 or 12.5 with at most fifteen digits, and tell which are.

    Digits and power of ten are exact then, so that one division rounds them as any reader must (Clinger, 1990).
    """
    minus = codes[start] == ord("-")
    start = start + minus
    size = end - start
    good = (size > 0) & (size <= _EXACT_DIGITS + 1)
    digits = np.zeros(len(start), np.int64)
    point = np.full(len(start), -1, np.int64)
    for offset in range(int(size[good].max(initial=0))):
        inside = good & (offset < size)
        code = codes[np.where(inside, start + offset, 0)]
        digit = code - np.uint8(_ZERO)
        is_digit = digit <= _NINE
        is_point = inside & (code == ord(".")) & (point < 0) & (offset > 0)
        point[is_point] = offset
        good &= ~inside | is_digit | is_point
        digits = np.where(inside & is_digit, digits * 10 + digit, digits)
    decimals = np.where(point >= 0, size - point - 1, 0)
    good &= (point < 0) | (decimals > 0)
    good &= size - (point >= 0) <= _EXACT_DIGITS
    figures = digits / np.power(10.0, np.clip(decimals, 0, _EXACT_DIGITS))
    return np.where(minus, -figures, figures), good
