"""Our own sheets drawn for one workbook: once for the plan, the writer and the proof, who all take the same bytes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.workbook.file.archive import Packed, in_chunks, pack_ahead, packed_bytes
from pipeline.workbook.file.package import Package
from pipeline.workbook.own_sheets.owned_looks import Asked, Looks
from pipeline.workbook.own_sheets.owned_state import Held, held_by
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
    before: Held | None = None
    """What stands in the workbook where it is not what we left there to the byte."""


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
        if name is None:
            found.append(drawn)
        elif holds(package, package.sheet(name).part, drawn.content):
            styles = None
        else:
            before = held_by(package, StyleBook.of(package), name)
            if before.shows(sheet, date1904=package.date1904):
                styles = None
            else:
                found.append(replace(drawn, before=before))
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


def holds(package: Package, part: str, content: Packed) -> bool:
    """Tell whether a part of a workbook has these very bytes."""
    member = package.member(part)
    if (member.crc, member.size) != (content.crc, content.size):
        return False
    if packed_bytes(package.data, member) == content.data:
        return True
    return package.read(part) == content.unpacked()
