"""The rows of our own sheets as XML: cells are made column by column, a row is one filling of the pattern for its look."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pipeline.workbook.file.references import letters_of
from pipeline.workbook.own_sheets.owned_looks import Looks
from pipeline.workbook.parts.cells import CellWriter
from schemas.sheets import CellValue, OwnedSheet, SheetColumn, Tone

HEADER_ROW: Final = 2
FIRST_ROW: Final = 3
BATCH: Final = 2_000
"""Rows that are held as text at once: about two megabytes."""
_LINE_HEIGHT: Final = 15
"""Points."""
_Kind = tuple[Tone, tuple[int, ...]]
"""How a row looks: its tone, and the columns whose cells are links."""


def sheet_data(sheet: OwnedSheet, looks: Looks, writer: CellWriter, p: str) -> Iterator[bytes]:
    """Give the element sheetData of a sheet, some rows at a time.

    Takes:  p: the sheet's tag prefix, with its colon.
    Raises: WriteFailedError for a text that no cell can hold.
    """
    letters = [letters_of(at) for at in range(1, len(sheet.columns) + 1)]
    yield f"<{p}sheetData>{_top_rows(sheet, letters, looks, writer, p)}".encode()
    patterns: dict[_Kind, str] = {}
    links = _links_of_rows(sheet)
    for start in range(0, len(sheet.rows), BATCH):
        rows = sheet.rows[start : start + BATCH]
        columns = list(zip(*rows, strict=True))
        kinds = [(sheet.tones.get(at, "plain"), links.get(at, ())) for at in _span(start, rows)]
        for kind in dict.fromkeys(kinds):
            if kind not in patterns:
                patterns[kind] = _pattern(sheet.columns, letters, looks, kind, p)
        cells = _fillings(sheet.columns, columns, writer, start + FIRST_ROW)
        lines = [patterns[kind] % filling for kind, filling in zip(kinds, cells, strict=True)]
        yield "".join(lines).encode()
    yield f"</{p}sheetData>".encode()


def batched(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Cut a sequence into pieces of one size, the last one shorter."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _span(start: int, rows: Sequence[Any]) -> range:
    return range(start, start + len(rows))


def _top_rows(
    sheet: OwnedSheet, letters: Sequence[str], looks: Looks, writer: CellWriter, p: str
) -> str:
    """Give the note and the header."""
    note = f'<{p}c r="A1" s="{looks.note()}"{writer.endings([sheet.note])[0]}'
    style = looks.header()
    names = writer.endings([column.header for column in sheet.columns])
    heads = "".join(
        f'<{p}c r="{letter}2" s="{style}"{name}'
        for letter, name in zip(letters, names, strict=True)
    )
    return (
        f'<{p}row r="1" ht="20" customHeight="1">{note}</{p}row>'
        f'<{p}row r="2" ht="22" customHeight="1">{heads}</{p}row>'
    )


def _links_of_rows(sheet: OwnedSheet) -> Mapping[int, tuple[int, ...]]:
    """Give the columns with links, by row."""
    found: dict[int, tuple[int, ...]] = {}
    for row, column in sheet.links:
        found[row] = (*found.get(row, ()), column)
    return found


def _pattern(
    columns: Sequence[SheetColumn], letters: Sequence[str], looks: Looks, kind: _Kind, p: str
) -> str:
    """Give the pattern of a row, to be filled with number and height, then number and ending for each cell."""
    tone, links = kind
    cells = []
    for at, (column, letter) in enumerate(zip(columns, letters, strict=True)):
        style = looks.cell(column.look, tone, link=at in links)
        cells.append(f'<{p}c r="{letter}%s" s="{style}"%s')
    return f'<{p}row r="%s" ht="%s">{"".join(cells)}</{p}row>'


def _fillings(
    columns: Sequence[SheetColumn],
    values: Sequence[Sequence[CellValue]],
    writer: CellWriter,
    first: int,
) -> Iterator[tuple[str, ...]]:
    """Give what fills the pattern of each row, in the pattern's order."""
    numbers = [str(first + at) for at in range(len(values[0]))]
    parts: list[Iterable[str]] = [numbers, _heights(columns, values)]
    for column in values:
        parts += [numbers, writer.endings(column)]
    return zip(*parts, strict=True)


def _heights(
    columns: Sequence[SheetColumn], values: Sequence[Sequence[CellValue]]
) -> Iterable[str]:
    """Give each row's height: not every program works out the height of wrapped rows on loading."""
    wrapped = [
        _lines(column.width, cells)
        for column, cells in zip(columns, values, strict=True)
        if column.look == "wrap"
    ]
    lines = map(max, zip([1] * len(values[0]), *wrapped, strict=True))
    return [f"{_LINE_HEIGHT * count:g}" for count in lines]


def _lines(width: float, cells: Sequence[CellValue]) -> list[int]:
    """Tell how many lines each cell of a wrapped column needs."""
    return [math.ceil(_width(str(cell)) / (width - 1)) if cell else 0 for cell in cells]


def _width(text: str) -> int:
    """Give a text's width in characters; one that is not ASCII is as wide as two."""
    if text.isascii():
        return len(text)
    return 2 * len(text) - len(text.encode("ascii", "ignore"))
