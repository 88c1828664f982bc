"""Which sheet is which, and its cells as tables. python-calamine reads the cells; what it hides is added from the XML."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import pandas as pd

from pipeline.errors import UnreadableWorkbookError
from pipeline.progress import Progress, doing
from pipeline.settings.limits import exceeded
from pipeline.workbook.file.package import Package
from pipeline.workbook.reading.cell_reader import CellReader, OddCellsError
from pipeline.workbook.reading.gather import Gatherer
from pipeline.workbook.reading.guard import calm, check_places, check_texts, open_cells
from pipeline.workbook.reading.layout import Layout
from pipeline.workbook.reading.owned import owned_sheets
from pipeline.workbook.reading.scan import SheetScan, plain_sheet, scan_sheet
from schemas.columns import SHEETS, Sheet
from schemas.findings import Finding
from schemas.headers import SEARCHED_ROWS, HeaderMatch, find_header, fold_header
from schemas.sheets import OwnedSheet, SheetColumn
from schemas.tables import Table, column_letters, read_table
from schemas.texts import Text
from schemas.values import cell_value, plain

_ENOUGH_COLUMNS: Final = 4
"""A sheet with a name of its own is taken for a kind only if so many of its columns are understood."""

_OWNED_HEADER: Final = 2
"""Owned sheets have a note in row 1 and their header in row 2."""


@dataclass(frozen=True, slots=True)
class WorkbookTables:
    """What was read: the tables by kind, what was noticed on the way, and the sheets' scans for the writer."""

    tables: Mapping[str, Table]
    findings: Sequence[Finding] = field(default_factory=tuple)
    scans: Mapping[str, SheetScan] = field(default_factory=dict)


def read_grid(package: Package, sheet: str) -> pd.DataFrame:
    """Read all cells of one sheet.

    Returns: cells as objects, index = Excel row, columns = 1-based Excel columns; "" = blank. Only the used range.
    Raises:  UnreadableWorkbookError where the sheet's own XML is broken.
    """
    return _Reader(package).grid(sheet)


def read_owned(package: Package, key: str) -> OwnedSheet | None:
    """Read one of the program's own sheets as it stands, without its links and looks; None where there is none.

    Returns: note from row 1, headers from row 2, rows as wide as the header from row 3 on.
    """
    name = owned_sheets(package).get(key)
    if name is None:
        return None
    grid = read_grid(package, name)
    headers = [plain(cell) for cell in _line(grid, _OWNED_HEADER)]
    rows = [
        tuple(cell_value(cell) for cell in _line(grid, row)[: len(headers)])
        for row in grid.index
        if row > _OWNED_HEADER
    ]
    note = next((plain(cell) for cell in _line(grid, 1)), "")
    return OwnedSheet(key, name, note, [SheetColumn(header, 12) for header in headers], rows)


def _line(grid: pd.DataFrame, row: int) -> list[Any]:
    if row not in grid.index or not grid.shape[1]:
        return []
    return [""] * (int(grid.columns[0]) - 1) + list(grid.loc[row])


def read_tables(
    package: Package,
    names: Mapping[str, str],
    headers: Mapping[str, Mapping[str, str]],
    progress: Progress = lambda _: None,
) -> WorkbookTables:
    """Find and read the sheets that the product knows.

    Takes:   names: kind → sheet name, headers: kind → key → header, both as mapped by hand in the settings.
    Raises:  UnreadableWorkbookError where there is no customer sheet, or its columns are missing or not clear.
    """
    reader = _Reader(package, progress)
    read: dict[str, Table] = {}
    findings: list[Finding] = []
    for kind, name, match in _choose_sheets(reader, names, headers, findings):
        bad_cells = _bad_cells(scan_sheet(package, name))
        read[kind] = read_table(
            name, match, reader.grid(name), bad_cells, date1904=package.date1904
        )
        reader.forget(name)
        rows = f"{len(read[kind].frame):,}"
        progress(Text(f"读取 {name}:{rows} 行", f"read {name}: {rows} rows"))
        findings += _also_meant(read[kind])
    if "customers" not in read:
        raise _no_customers(reader, headers)
    tables = {kind: read[kind] for kind in SHEETS if kind in read}
    return WorkbookTables(
        tables, findings, {table.name: scan_sheet(package, table.name) for table in tables.values()}
    )


def _bad_cells(scan: SheetScan) -> dict[tuple[int, int], tuple[str, str]]:
    errors = {(row, column): ("error_cell", text) for row, column, text in scan.errors}
    return errors | dict.fromkeys(scan.uncached, ("no_cached_value", "=…"))


class _Reader:
    """Reads each sheet once, and only when asked."""

    def __init__(self, package: Package, progress: Progress = lambda _: None) -> None:
        self._package, self._progress = package, progress
        check_places(package)
        self._cells = CellReader(package)
        self._grids: dict[str, pd.DataFrame] = {}
        owned = set(owned_sheets(package).values())
        self.names = [sheet.name for sheet in package.sheets if sheet.name not in owned]

    def grid(self, name: str) -> pd.DataFrame:
        if name not in self._grids:
            self._grids[name] = self._read(name)
        return self._grids[name]

    def forget(self, name: str) -> None:
        """Let go of a grid whose table has been made: memory is bounded by the largest sheet."""
        self._grids.pop(name, None)

    def _read(self, name: str) -> pd.DataFrame:
        gatherer = Gatherer(self._package, name, self._cells)

        def take(blob: bytes, layout: Layout | None) -> None:
            gatherer.take(blob, layout)
            if layout is not None and len(layout.rows):
                row = f"{layout.rows[-1]:,}"
                doing(
                    self._progress,
                    Text(f"读取 {name}：到第 {row} 行", f"reading {name}: up to row {row}"),
                )

        scan_sheet(self._package, name, take)
        try:
            return gatherer.grid()
        except OddCellsError:
            return self._read_whole(name)

    @cached_property
    def _book(self) -> Any:
        return open_cells(self._package)

    def _read_whole(self, name: str) -> pd.DataFrame:
        """Let the cell reader lay out a sheet that is written in an unusual way."""
        limits, scan = self._package.limits, scan_sheet(self._package, name)
        cells = scan.extent.cells
        if cells > limits.odd_cells:
            raise exceeded(limits, "odd_cells", cells, name)
        check_texts(self._package, name)
        book = self._book
        if scan.needs_plain:
            book = open_cells(self._package, {scan.part: plain_sheet(self._package, scan)})
        with calm(Text(name, name)):
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=True)
        top, left = sheet.start or (0, 0)
        width = max(map(len, rows), default=0)
        return pd.DataFrame(
            rows,
            index=pd.RangeIndex(top + 1, top + 1 + len(rows)),
            columns=range(left + 1, left + 1 + width),
            dtype=object,
        )

    def first_lines(self, name: str) -> dict[int, list[Any]]:
        """Give the first lines of a sheet, each from column A on."""
        grid = self.grid(name).iloc[:SEARCHED_ROWS]
        left = int(grid.columns[0]) - 1 if grid.shape[1] else 0
        return {
            int(row): [""] * left + list(cells)
            for row, cells in zip(grid.index, grid.to_numpy(), strict=True)
        }


def _choose_sheets(
    reader: _Reader,
    names: Mapping[str, str],
    headers: Mapping[str, Mapping[str, str]],
    findings: list[Finding],
) -> Iterator[tuple[str, str, HeaderMatch]]:
    """Give kind, sheet and header: sheets mapped by hand, then those with a known name, then those known by columns.

    One at a time, so that a sheet's cells can be let go of before the next is read.
    """
    by_kind = {
        kind: _named_sheet(sheet, names.get(kind), reader.names) for kind, sheet in SHEETS.items()
    }
    taken = {name for name in by_kind.values() if name}
    for kind, name in by_kind.items():
        if name:
            match = _header(reader, name, SHEETS[kind], headers)
            if match and not match.missing and not _unclear(match):
                yield kind, name, match
            elif kind == "customers" or (match and _unclear(match)):
                raise _bad_header(name, SHEETS[kind], match)
            else:
                findings.append(_unused_sheet(name, SHEETS[kind], match))
    spare = [name for name in reader.names if name not in taken]
    for kind in [kind for kind, name in by_kind.items() if not name and kind not in names]:
        if found := _by_columns(reader, spare, SHEETS[kind], headers):
            spare.remove(found[0])
            yield kind, *found


def _named_sheet(sheet: Sheet, by_hand: str | None, names: Sequence[str]) -> str | None:
    if by_hand is not None:
        if by_hand not in names:
            raise UnreadableWorkbookError(
                Text(
                    f"没有名为“{by_hand}”的工作表(设置 sheets.{sheet.zh})。现有:{'、'.join(names)}",
                    f'There is no sheet "{by_hand}" (setting sheets.{sheet.zh}). There are: {", ".join(names)}',
                )
            )
        return by_hand
    folded = {fold_header(name): name for name in reversed(names)}
    return next(
        (
            folded[fold_header(known)]
            for known in (sheet.zh, sheet.en, *sheet.aliases)
            if fold_header(known) in folded
        ),
        None,
    )


def _header(
    reader: _Reader, name: str, sheet: Sheet, headers: Mapping[str, Mapping[str, str]]
) -> HeaderMatch | None:
    return find_header(reader.first_lines(name), sheet, headers.get(sheet.key))


def _by_columns(
    reader: _Reader, spare: Sequence[str], sheet: Sheet, headers: Mapping[str, Mapping[str, str]]
) -> tuple[str, HeaderMatch] | None:
    """Find the one sheet whose columns are those of a kind, under whatever name; the first of the best."""
    fitting = []
    for name in spare:
        match = _header(reader, name, sheet, headers)
        if match and not match.missing and match.score >= _ENOUGH_COLUMNS and not _unclear(match):
            fitting.append((name, match))
    return max(fitting, key=lambda item: item[1].score, default=None)


def _unclear(match: HeaderMatch) -> set[str]:
    """Give the columns that tier and date hang on and that two headers could mean: guessing would do harm."""
    return {
        column.key for column in match.sheet.columns if column.required or column.steers
    } & match.doubles.keys()


def _bad_header(name: str, sheet: Sheet, match: HeaderMatch | None) -> UnreadableWorkbookError:
    zh, en = _header_trouble(sheet, match)
    return UnreadableWorkbookError(
        Text(
            f"{name}: {zh}。也可以在 followup.toml 的 [columns.{sheet.zh}] 里写明对应的表头",
            f"{name}: {en}. You may also name the header in followup.toml under [columns.{sheet.en}]",
        )
    )


def _header_trouble(sheet: Sheet, match: HeaderMatch | None) -> Text:
    if match is None:
        wanted = [column for column in sheet.columns if column.required]
        return Text(
            f"前 {SEARCHED_ROWS} 行里找不到表头,至少要有 {'、'.join(c.zh for c in wanted)}",
            f"no header in the first {SEARCHED_ROWS} rows; at least {', '.join(c.en for c in wanted)} must be there",
        )
    zh, en = [], []
    for key, numbers in match.doubles.items():
        column = sheet[key]
        shown = [
            f"{column_letters(number)}{match.row} “{match.texts[number]}”" for number in numbers
        ]
        zh.append(f"有几列都像“{column.zh}”:{'、'.join(shown)}")
        en.append(f"several columns could be {column.en}: {', '.join(shown)}")
    for column in match.missing:
        near = match.nearest(column)
        zh.append(f"缺少“{column.zh}”列" + (f"(最像的是 {'、'.join(near)})" if near else ""))
        en.append(
            f"the column {column.en} is missing"
            + (f" (nearest: {', '.join(near)})" if near else "")
        )
    return Text(
        f"第 {match.row} 行表头:" + ";".join(zh), f"header in row {match.row}: " + "; ".join(en)
    )


def _no_customers(
    reader: _Reader, headers: Mapping[str, Mapping[str, str]]
) -> UnreadableWorkbookError:
    sheet = SHEETS["customers"]
    seen = [(name, _header(reader, name, sheet, headers)) for name in reader.names]
    near = max(
        ((name, match) for name, match in seen if match),
        key=lambda item: item[1].score,
        default=None,
    )
    names = "、".join(reader.names)
    text = Text(
        f"没有认出客户表。工作表有:{names}。请把客户表命名为“{sheet.zh}”,或在 followup.toml 的 [sheets] 里写明",
        f"No customer sheet was recognised. The sheets are: {names}. Name one {sheet.en}, or say which in followup.toml under [sheets]",
    )
    if near:
        trouble = _header_trouble(sheet, near[1])
        text = Text(
            f"{text.zh}。最像的是“{near[0]}”,{trouble.zh}",
            f'{text.en}. The nearest is "{near[0]}": {trouble.en}',
        )
    return UnreadableWorkbookError(text)


def _unused_sheet(name: str, sheet: Sheet, match: HeaderMatch | None) -> Finding:
    trouble = _header_trouble(sheet, match)
    return Finding(
        "warning",
        "sheet_unused",
        name,
        0,
        "",
        "",
        "",
        Text(f"这张表没有用上:{trouble.zh}", f"this sheet was not used: {trouble.en}"),
        Text("请补上表头,或给这张表换个名字", "Add the header, or give the sheet another name"),
    )


def _also_meant(table: Table) -> list[Finding]:
    """Say which columns look like a known one but are not used, or are not clear."""
    found = []
    for key, numbers in {**table.header.also, **table.header.doubles}.items():
        column = table.sheet[key]
        chosen = table.header.columns.get(key)
        for number in numbers:
            used = (
                Text(
                    f"程序用的是 {column_letters(chosen)} 列",
                    f"column {column_letters(chosen)} is used",
                )
                if chosen
                else Text("所以这些列都没有用", "so none of them is used")
            )
            found.append(
                Finding(
                    "hint" if chosen else "warning",
                    "column_double",
                    table.name,
                    table.header.row,
                    column_letters(number),
                    table.header.texts[number],
                    table.header.texts[number],
                    Text(f"也像“{column.zh}”;{used.zh}", f"could be {column.en} too; {used.en}"),
                    Text(
                        "请改掉其中一个表头,或在 followup.toml 里写明",
                        "Rename one of the headers, or map it in followup.toml",
                    ),
                )
            )
    return found
