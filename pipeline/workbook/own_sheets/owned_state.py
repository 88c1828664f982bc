"""Whether one of our sheets already shows what it should: compared by values, links and tones, not by bytes."""

from dataclasses import dataclass
from typing import Any, Final

from pipeline.workbook.file.markup import broken_xml, local, parse_xml, unescape, whole_number
from pipeline.workbook.file.package import Package, check_tree
from pipeline.workbook.file.references import letters_of
from pipeline.workbook.own_sheets.owned_looks import TONE_FILLS
from pipeline.workbook.own_sheets.owned_rows import FIRST_ROW, HEADER_ROW
from pipeline.workbook.own_sheets.owned_xml import day_formula, day_formulas_in, links_in
from pipeline.workbook.parts.cells import escape_text, is_blank, serial_of
from pipeline.workbook.parts.styles import StyleBook
from pipeline.workbook.reading.grid import reference_of
from schemas.sheets import OwnedSheet

_EXACT: Final = 1e-9
Values = dict[tuple[int, int], str | float]


@dataclass(frozen=True, slots=True)
class Held:
    """What a sheet of the workbook holds."""

    values: Values
    """(Excel row, 1-based column) → text or number; a day is its number."""
    tones: dict[int, str]
    """Excel row → colour of its first cell."""
    links: dict[str, str]
    """Cell → place in the workbook."""
    day_formulas: set[str]
    """The formulas over TODAY() by which rows are coloured."""

    def shows(self, sheet: OwnedSheet, *, date1904: bool) -> bool:
        """Tell whether these are exactly the values, links and tones of a sheet, those by the day too."""
        links = {
            f"{letters_of(c + 1)}{r + FIRST_ROW}": place for (r, c), place in sheet.links.items()
        }
        if self.links != links or not _alike(self.values, values_of(sheet, date1904=date1904)):
            return False
        if sheet.day_tones and self.day_formulas != set(map(day_formula, sheet.day_tones)):
            return False
        wanted = {row: TONE_FILLS[sheet.tones.get(row, "plain")] for row in range(len(sheet.rows))}
        return all(self.tones.get(row + FIRST_ROW, "") == colour for row, colour in wanted.items())


def held_by(package: Package, styles: StyleBook, name: str) -> Held:
    """Read what the workbook's sheet of this name holds.

    Raises: UnreadableWorkbookError where the sheet is broken.
    """
    data = package.read(package.sheet(name).part)
    check_tree(data, package.limits, name)
    values, tones = _held(package, styles, parse_xml(data))
    return Held(values, tones, links_in(data), day_formulas_in(data))


def _alike(held: Values, wanted: Values) -> bool:
    if held.keys() != wanted.keys():
        return False
    for place, value in wanted.items():
        other = held[place]
        if isinstance(value, str) or isinstance(other, str):
            if value != other:
                return False
        elif abs(value - other) > _EXACT * max(1.0, abs(value)):
            return False
    return True


def values_of(sheet: OwnedSheet, *, date1904: bool) -> Values:
    """Give what stands in a sheet once it is drawn: (Excel row, 1-based column) → text or number; blanks are left out."""
    lines: list[tuple[int, Any]] = [
        (1, (sheet.note,)),
        (HEADER_ROW, [column.header for column in sheet.columns]),
    ]
    lines += enumerate(sheet.rows, FIRST_ROW)
    return {
        (row, column): _stored(value, date1904=date1904)
        for row, values in lines
        for column, value in enumerate(values, 1)
        if not is_blank(value)
    }


def _stored(value: Any, *, date1904: bool) -> str | float:
    if isinstance(value, str):
        return unescape(escape_text(value).decode())
    if hasattr(value, "toordinal"):
        serial = serial_of(value, date1904=date1904)
        return value.isoformat() if serial is None else float(serial)
    return float(value)


def _held(package: Package, styles: StyleBook, root: Any) -> tuple[Values, dict[int, str]]:
    values: Values = {}
    tones: dict[int, str] = {}
    shared: list[str] | None = None
    for cell in (c for part in root if local(part) == "sheetData" for row in part for c in row):
        row, column = reference_of(cell.get("r", "A1"))
        if row >= FIRST_ROW and column == 1:
            tones[row] = styles.fill_colour(whole_number(cell.get("s", "0")))
        raw = next((item.text or "" for item in cell if local(item) == "v"), "")
        kind = cell.get("t", "n")
        if kind == "s":
            shared = _shared_texts(package) if shared is None else shared
            at = whole_number(raw)
            if not 0 <= at < len(shared):
                raise broken_xml()
            values[row, column] = shared[at]
        elif kind == "inlineStr":
            values[row, column] = "".join(_texts(cell))
        elif kind == "str":
            values[row, column] = raw
        elif raw:
            values[row, column] = float(raw) if kind == "n" else raw
    return {place: value for place, value in values.items() if value != ""}, tones


def _texts(element: Any) -> list[str]:
    """Give the shown texts below an element; the readings of phonetic runs are not shown."""
    if local(element) == "rPh":
        return []
    own = [element.text or ""] if local(element) == "t" else []
    return own + [text for item in element for text in _texts(item)]


def _shared_texts(package: Package) -> list[str]:
    parts = package.related(package.workbook_part, "sharedStrings")
    if not parts:
        return []
    data = package.read(parts[0])
    check_tree(data, package.limits, parts[0])
    return ["".join(_texts(item)) for item in parse_xml(data)]
