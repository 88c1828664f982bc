"""Gathers the cells of a sheet while its XML passes by: as numbers of distinct values, until all have passed."""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.settings.limits import MB, exceeded
from pipeline.workbook.file.package import Package
from pipeline.workbook.reading.cell_reader import CellReader, OddCellsError, Values
from pipeline.workbook.reading.guard import refuse_wrong_references, string_lengths
from pipeline.workbook.reading.layout import (
    CELL,
    ROW,
    VALUE,
    Codes,
    Layout,
    Places,
    read_digits,
    read_figures,
)

_KNOWN: Final = 400_000
"""Spellings of cells that are remembered: a value that comes again later than that is read again."""
_SHARED: Final = b' t="s"'
_STYLED: Final = b' s="'
_SLASH, _CLOSES, _QUOTE = (ord(c) for c in '/>"')
_NONE: Final = -1
Numbers = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]


class _Spots(NamedTuple):
    """Cells of a piece: where each has its reference behind it, where <v> and </v> begin, and whether it has just these."""

    behind: Places
    value: Places
    close: Places
    usual: Marks

    def only(self, kept: Places) -> "_Spots":
        """Give some of them."""
        return _Spots(self.behind[kept], self.value[kept], self.close[kept], self.usual[kept])


class Gatherer:
    """Takes the pieces of one sheet in order, then gives its cells; see `CellReader` for how they are read."""

    def __init__(self, package: Package, sheet: str, reader: CellReader) -> None:
        """Stand before the first piece."""
        self._limits, self._sheet, self._reader = package.limits, sheet, reader
        self._lengths = string_lengths(package)
        self._pieces: list[tuple[Places, npt.NDArray[np.int16], npt.NDArray[np.int32]]] = []
        # A cell's value by number: from 0 on the shared texts, then what other cells say; figures from -2 downwards.
        self._known: dict[bytes, int] = {}
        self._next = len(self._lengths)
        self._values: list[Any] = []
        self._figures: list[npt.NDArray[np.float64]] = []
        self._figure_count = 0
        self._size = 0
        self._is_odd = False

    def take(self, blob: bytes, layout: Layout | None) -> None:
        """Note the cells of a piece of rows.

        Raises: UnreadableWorkbookError where the sheet's texts are more than the limits allow.
        """
        if layout is None:
            self._is_odd = True
            self._pieces.clear()
        if self._is_odd or layout is None:
            return
        cells = np.flatnonzero(layout.valued)
        spots = _spots(layout, cells)
        numbers = np.full(len(cells), _NONE, np.int64)
        for read in (self._shared, self._plain_figures):
            open_ = np.flatnonzero(spots.usual & (numbers == _NONE))
            numbers[open_] = read(layout.codes, spots.only(open_))
        others = np.flatnonzero(numbers == _NONE)
        numbers[others] = self._others(blob, layout, cells[others])
        self._pieces.append(
            (layout.rows[cells], layout.columns[cells].astype(np.int16), numbers.astype(np.int32))
        )
        if self._size > self._limits.text_mb * MB:
            raise exceeded(self._limits, "text_mb", self._size // MB, self._sheet)

    def _shared(self, codes: Codes, spots: _Spots) -> Numbers:
        """Give the numbers of cells written … t="s"><v>7</v></c>."""
        marked = _stands(codes, spots.behind, _SHARED) | _stands(
            codes, spots.value - 1 - len(_SHARED), _SHARED
        )
        numbers = np.full(len(marked), _NONE, np.int64)
        found = np.flatnonzero(marked)
        read = read_digits(codes, spots.value[found] + 3, spots.close[found])
        read[read >= len(self._lengths)] = _NONE
        self._size += int(self._lengths[read[read >= 0]].sum())
        numbers[found] = read
        return numbers

    def _plain_figures(self, codes: Codes, spots: _Spots) -> Numbers:
        """Give the numbers of cells written … s="5"><v>12.5</v></c> that are neither days nor times."""
        bare = spots.value == spots.behind + 1
        styled = _stands(codes, spots.behind, _STYLED) & (codes[spots.value - 2] == _QUOTE)
        said = read_digits(codes, spots.behind + len(_STYLED), spots.value - 2)
        styles = np.where(bare, -1, said)
        good = bare | (styled & (said >= 0))
        for style in np.unique(styles[good]).tolist():
            if not self._reader.is_number(style):
                good &= styles != style
        figures, readable = read_figures(codes, spots.value + 3, spots.close)
        good &= readable
        numbers = np.full(len(good), _NONE, np.int64)
        distinct, inverse = np.unique(figures[good], return_inverse=True)
        numbers[good] = _NONE - 1 - self._figure_count - inverse
        self._figures.append(distinct)
        self._figure_count += len(distinct)
        return numbers

    def _others(self, blob: bytes, layout: Layout, cells: Places) -> list[int]:
        """Give the numbers of cells by their spelling."""
        tags, kinds, codes = layout.tags, layout.kinds, layout.codes
        ends = (kinds == CELL) | (kinds == ROW)
        ends[:-1] |= (codes[tags[:-1] + 1] == _SLASH) & (codes[tags[:-1] + 3] == ord("o"))
        starts = layout.behind[cells]
        ends_at = tags[ends]
        stops = ends_at[np.searchsorted(ends_at, starts)]
        self._size += int((stops - starts).sum())
        if len(self._known) > _KNOWN:
            self._settle()
        known, first = self._known, self._next
        contents = [
            blob[start:stop] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)
        ]
        try:
            return [known[content] for content in contents]
        except KeyError:
            refuse_wrong_references(self._sheet, blob)
            return [known.setdefault(content, first + len(known)) for content in contents]

    def _settle(self) -> None:
        """Let the spellings that have come together be read."""
        self._values += self._reader.values(list(self._known))
        self._next += len(self._known)
        self._known.clear()

    def grid(self) -> pd.DataFrame:
        """Give the cells as objects, index = Excel row, columns = 1-based Excel columns; "" = blank.

        Raises: OddCellsError where the cells cannot be read one by one; UnreadableWorkbookError where they are broken.
        """
        if self._is_odd:
            raise OddCellsError
        self._settle()
        pieces, self._pieces = [piece for piece in self._pieces if len(piece[0])], []
        if not pieces:
            return pd.DataFrame()
        values = self._pool(
            is_shared=any((numbers < len(self._lengths)).any() for _, _, numbers in pieces)
        )
        top, left = (min(int(piece[part].min()) for piece in pieces) for part in (0, 1))
        bottom, right = (max(int(piece[part].max()) for piece in pieces) for part in (0, 1))
        cells = np.full((right - left + 1, bottom - top + 1), "", object)
        pieces.reverse()
        while pieces:  # each is let go of as soon as its cells stand in the grid
            rows, columns, numbers = pieces.pop()
            cells[columns - left, rows - top] = values[numbers]
        index = pd.RangeIndex(top, bottom + 1)
        return pd.DataFrame(
            cells.T, index=index, columns=range(left, right + 1), dtype=object, copy=False
        )

    def _pool(self, *, is_shared: bool) -> Values:
        """Give all values, each at its number."""
        shared = len(self._lengths)
        pool = np.empty(self._next + self._figure_count + 1, object)
        if is_shared and shared:
            pool[:shared] = self._reader.strings
        pool[shared : self._next] = self._values
        if self._figure_count:
            pool[self._next : -1] = np.concatenate(self._figures)[::-1]
        return pool


def _spots(layout: Layout, cells: Places) -> _Spots:
    codes, tags, at = layout.codes, layout.tags, layout.cells[cells]
    value, close = tags[at + 1], tags[np.minimum(at + 2, len(tags) - 1)]
    usual = (
        (layout.kinds[at + 1] == VALUE)
        & (codes[value + 2] == _CLOSES)
        & (codes[value - 1] == _CLOSES)
    )
    usual &= (codes[close + 1] == _SLASH) & (codes[close + 2] == ord("v"))
    return _Spots(layout.behind[cells], value, close, usual)


def _stands(codes: Codes, at: Places, mark: bytes) -> Marks:
    """Tell at which places a mark stands."""
    found: Marks = codes[at] == mark[0]
    for offset in range(1, len(mark)):
        found &= codes[at + offset] == mark[offset]
    return found
