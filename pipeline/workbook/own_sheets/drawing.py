"""Our own sheets drawn for one workbook: once for the plan, the writer and the proof, who all take the same bytes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.workbook.file.archive import Packed, in_chunks, pack_ahead, packed_bytes
from pipeline.workbook.file.package import Package
from pipeline.workbook.own_sheets.owned_looks import Asked, Looks
from pipeline.workbook.own_sheets.owned_state import shows_already
from pipeline.workbook.own_sheets.owned_xml import new_sheet, refreshed_sheet
from pipeline.workbook.parts.styles import StyleBook
from pipeline.workbook.reading.owned import owned_sheets
from schemas.sheets import OwnedSheet

_DRAWING: Final = "drawing"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One sheet as it will stand in the file."""

    sheet: OwnedSheet
    """What it shows."""
    content: Packed
    """Its XML, packed."""
    styles: Mapping[Asked, int]
    """Its looks, in the order in which they are added to the workbook's styles, with their numbers there."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What becomes of the sheets of one plan."""

    asked: tuple[OwnedSheet, ...]
    """All sheets of the plan."""
    stale: tuple[Drawn, ...]
    """Those that the workbook does not show already, in the same order."""

    def is_of(self, sheets: Sequence[OwnedSheet]) -> bool:
        """Tell whether these are the sheets that were drawn, or what was left of them."""
        left = [drawn.sheet for drawn in self.stale]
        return _are_same(sheets, self.asked) or _are_same(sheets, left)


def drawing_of(package: Package, sheets: Sequence[OwnedSheet]) -> Drawing:
    """Draw sheets into a workbook; whoever asks for the same sheets again gets the same drawing.

    Raises: WriteFailedError for a text that no cell can hold; UnreadableWorkbookError where a sheet of ours is broken.
    """
    known: Drawing | None = package.cache.get(_DRAWING)
    if known is None or not known.is_of(sheets):
        known = package.cache[_DRAWING] = Drawing(tuple(sheets), _stale(package, sheets))
    return known


def stale_sheets(package: Package, sheets: Sequence[OwnedSheet]) -> list[OwnedSheet]:
    """Give the sheets that the workbook does not show already."""
    return [drawn.sheet for drawn in drawing_of(package, sheets).stale]


def _are_same(some: Sequence[OwnedSheet], others: Sequence[OwnedSheet]) -> bool:
    return len(some) == len(others) and all(a is b for a, b in zip(some, others, strict=True))


def _stale(package: Package, sheets: Sequence[OwnedSheet]) -> tuple[Drawn, ...]:
    """Draw sheet after sheet; the styles of one that stands already are not added to those of the others."""
    found: list[Drawn] = []
    names = owned_sheets(package)
    styles: StyleBook | None = None
    for sheet in sheets:
        if styles is None:
            styles = StyleBook.of(package)
            add_styles(styles, found)
        name = names.get(sheet.key)
        drawn = draw_sheet(package, sheet, name, styles)
        if name is None or not _stands(package, name, drawn):
            found.append(drawn)
        else:
            styles = None
    return tuple(found)


def add_styles(styles: StyleBook, drawn: Iterable[Drawn]) -> bool:
    """Add the styles of drawn sheets, and tell whether they have the numbers that the sheets name."""
    kept = [Looks(styles).take(one.styles) == one.styles for one in drawn]
    return all(kept)


def draw_sheet(package: Package, sheet: OwnedSheet, name: str | None, styles: StyleBook) -> Drawn:
    """Draw one sheet.

    Takes: name: of the workbook's sheet that it refreshes, None = it is new · styles: get what they lack.
    """
    looks, old_days = Looks(styles), package.date1904
    if name is None:
        pieces = new_sheet(sheet, looks, date1904=old_days, strict=package.is_strict)
    else:
        old = package.read(package.sheet(name).part)
        pieces = refreshed_sheet(old, sheet, looks, date1904=old_days)
    content = pack_ahead(in_chunks(pieces))
    return Drawn(sheet, content, looks.given)


def _stands(package: Package, name: str, drawn: Drawn) -> bool:
    """Tell whether the workbook's sheet shows what was drawn: by its bytes as we left it, else by its values."""
    if holds(package, package.sheet(name).part, drawn.content):
        return True
    return shows_already(package, StyleBook.of(package), name, drawn.sheet)


def holds(package: Package, part: str, content: Packed) -> bool:
    """Tell whether a part of a workbook has these very bytes."""
    member = package.member(part)
    if (member.crc, member.size) != (content.crc, content.size):
        return False
    if packed_bytes(package.data, member) == content.data:
        return True
    return package.read(part) == content.unpacked()
