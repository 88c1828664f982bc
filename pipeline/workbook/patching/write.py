"""Writes a plan into a workbook: only what the plan names changes, every other member keeps its very bytes."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO, Final

from pipeline.errors import WriteFailedError
from pipeline.workbook.file.archive import (
    Content,
    Member,
    Packed,
    new_member,
    pack_ahead,
    write_archive,
)
from pipeline.workbook.file.asides import uncovered
from pipeline.workbook.file.markup import apply_edits
from pipeline.workbook.file.names import free_name
from pipeline.workbook.file.package import Package, SheetPart
from pipeline.workbook.file.references import letters_of
from pipeline.workbook.new_rows.grown_rows import (
    RowGrowth,
    grow_names_down,
    grown_down,
    grown_elsewhere,
    grown_tail,
)
from pipeline.workbook.own_sheets.drawing import (
    Drawing,
    add_styles,
    drawing_of,
    stale_sheets,
)
from pipeline.workbook.own_sheets.owned_rows import HEADER_ROW
from pipeline.workbook.parts.bookkeeping import Registers, WorkbookPart
from pipeline.workbook.parts.cells import CellWriter
from pipeline.workbook.parts.styles import NEW_PART, StyleBook
from pipeline.workbook.patching.obstacles import describe, obstacles, touched_sheets
from pipeline.workbook.patching.prepare import prepared
from pipeline.workbook.patching.rows import RowPatcher
from pipeline.workbook.patching.sheet_work import SheetWork, row_growth, sheet_work
from pipeline.workbook.patching.structure import (
    grow_names,
    grown_table,
    growths,
    head_edits,
    tail_edits,
)
from pipeline.workbook.reading.owned import MARK, column_mark, owned_sheets, quoted
from pipeline.workbook.reading.scan import SheetScan, scan_sheet, sheet_stream, tail_start
from pipeline.workbook.reading.stream import SheetStream
from schemas.plan import Plan
from schemas.sheets import OwnedSheet
from schemas.texts import Text

_FORMULA: Final = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_OVERLAP: Final = 64
Pieces = Callable[[], Iterable[bytes]]


@dataclass(slots=True)
class Changes:
    """The parts of a package that a plan changes or adds, each as a recipe for its new bytes."""

    changed: dict[str, Pieces] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    """The new parts in their order; their recipes stand with those of the changed ones."""
    drawn: dict[str, Packed] = field(default_factory=dict)
    """Our own sheets, changed or added, which are made already."""
    ends: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    """The worksheet parts that are patched in place, each with what stands before and behind its rows afterwards."""


def changes_nothing(package: Package, plan: Plan) -> bool:
    """Tell whether writing the plan would give back the same bytes."""
    if touched_sheets(plan):
        return False
    return not stale_sheets(package, plan.sheets)


def write_patched(package: Package, plan: Plan, target: BinaryIO) -> None:
    """Write the workbook with the plan applied.

    Takes:  target: open for writing in binary, seekable.
    Raises: WriteFailedError for anything that cannot be proven harmless; the target's content is then worthless.
    """
    found = obstacles(package, plan)
    if found:
        first = describe(found[0])
        more = len(found) - 1
        raise WriteFailedError(
            Text(
                f"无法安全写入。{first.zh}" + (f"(另有 {more} 格)" if more else ""),
                f"Cannot be written safely. {first.en}"
                + (f" (and {more} more cells)" if more else ""),
            )
        )
    if changes_nothing(package, plan):
        target.write(package.data)
        return
    drawing = drawing_of(package, plan.sheets)
    package = prepared(package, plan)
    styles = StyleBook.of(package)
    changes = plan_changes(package, plan, styles, drawing)
    style_part = NEW_PART if styles.is_new else package.related(package.workbook_part, "styles")[0]
    members = [*package.members, *map(new_member, changes.added)]
    ready = _pack_before_styles(package, changes, style_part)

    def content(member: Member) -> Content:
        if member.name in changes.drawn:
            return changes.drawn[member.name]
        if member.name in ready:
            return ready[member.name]
        if member.name == style_part:
            # Written when all sheets have said what they need, or copied as it is.
            return [styles.render()] if styles.is_changed or styles.is_new else None
        recipe = changes.changed.get(member.name)
        return recipe() if recipe else None

    write_archive(package.data, members, content, package.comment, target)


def _pack_before_styles(package: Package, changes: Changes, style_part: str) -> dict[str, Content]:
    """Make the sheets that stand behind the styles in the file first: only then is known which styles they need."""
    place = {name: index for index, name in enumerate(package.names)}
    late = [name for name in changes.ends if place[name] > place.get(style_part, len(place))]
    return {name: pack_ahead(changes.changed[name]()) for name in late}


def plan_changes(package: Package, plan: Plan, styles: StyleBook, drawing: Drawing) -> Changes:
    """Work out which parts change, and how.

    Takes: drawing: of the plan's own sheets, see `drawing_of`.
    """
    changes = Changes()
    book, registers = WorkbookPart(package), Registers(package)
    growing = [row_growth(package, plan, rows) for rows in plan.new_rows]
    for sheet in touched_sheets(plan):
        _change_sheet(package, changes, book, styles, (sheet_work(package, plan, sheet), growing))
    if growing:
        _grow_others(package, changes, growing)
    if styles.is_new:
        registers.add_part(NEW_PART, b"styles")
    add_styles(styles, drawing.stale)
    _place_owned(package, drawing, changes, book, registers)
    _mark_columns(package, plan, book)
    if styles.is_new:  # the last of all: by then all sheets have said what they need
        changes.added.append(NEW_PART)
    if touched_sheets(plan) and has_formulas(package):
        book.recalculate()
    content = book.render()
    if content != package.read(package.workbook_part):
        changes.changed[package.workbook_part] = lambda: [content]
    return changes


def _mark_columns(package: Package, plan: Plan, book: WorkbookPart) -> None:
    given: set[str] = set()
    for mark in plan.marks:
        name = column_mark(package, mark.key, mark.sheet, given)
        given.add(name)
        place = f"{quoted(mark.sheet)}!${letters_of(mark.column)}${mark.header_row}"
        book.set_name(name, place, hidden=True)


def _change_sheet(
    package: Package,
    changes: Changes,
    book: WorkbookPart,
    styles: StyleBook,
    asked: tuple[SheetWork, Sequence[RowGrowth]],
) -> None:
    work = asked[0]
    scan, rows = scan_sheet(package, work.sheet), work.growth
    growing = growths(scan, work.new_columns)
    head = apply_edits(scan.head, head_edits(scan, work.used, growing))
    tail = apply_edits(scan.tail, tail_edits(scan, growing))
    for longer in asked[1]:
        tail = grown_tail(tail, tail_start(scan), longer, own=longer.new.sheet == work.sheet)
    if scan.is_short:
        head = head[:-2].rstrip() + b">"
        tail = b"</" + scan.prefix + b"sheetData>" + tail
    changes.changed[scan.part] = partial(_patched_sheet, package, scan, work, styles, changes)
    changes.ends[scan.part] = (head, tail)
    for growth in growing:
        if growth.table is not None:
            data = grown_table(package.read(growth.table.part), growth)
            changes.changed[growth.table.part] = partial(_whole, data)
    grow_names(package, book, work.sheet, growing)
    if rows is not None:
        _grow_down(package, changes, book, scan, rows)


def _grow_down(
    package: Package, changes: Changes, book: WorkbookPart, scan: SheetScan, growth: RowGrowth
) -> None:
    """Lengthen what is kept outside the sheet: its tables, names, charts, pivots."""
    for table in scan.tables:
        old = (
            b"".join(changes.changed[table.part]())
            if table.part in changes.changed
            else package.read(table.part)
        )
        data = grown_down(old, growth)
        if data != old:
            changes.changed[table.part] = partial(_whole, data)
    grow_names_down(package, book, growth)
    for part, data in grown_elsewhere(package, growth):
        changes.changed[part] = partial(_whole, data)


def _grow_others(package: Package, changes: Changes, growing: Sequence[RowGrowth]) -> None:
    """Lengthen the lists that untouched sheets choose from, and what else of theirs names the longer table."""
    ours = set(owned_sheets(package).values())
    for sheet in package.sheets:
        if sheet.part in changes.ends or sheet.name in ours:
            continue
        stream = SheetStream(package.chunks(sheet.part), sheet.name)
        deque(stream.rows(), maxlen=0)
        start = 0 if stream.is_short else stream.tail.find(b">") + 1
        tail = stream.tail
        for growth in growing:
            tail = grown_tail(tail, start, growth, own=False)
        if tail != stream.tail:
            changes.changed[sheet.part] = partial(_with_tail, package, sheet, tail)
            changes.ends[sheet.part] = (stream.head, tail)


def _with_tail(package: Package, sheet: SheetPart, tail: bytes) -> Iterator[bytes]:
    stream = SheetStream(package.chunks(sheet.part), sheet.name)
    yield stream.head
    yield from map(uncovered, stream.rows())
    yield tail


def _whole(data: bytes) -> list[bytes]:
    return [data]


def _patched_sheet(
    package: Package, scan: SheetScan, work: SheetWork, styles: StyleBook, changes: Changes
) -> Iterator[bytes]:
    head, tail = changes.ends[scan.part]
    writer = CellWriter(scan.prefix, date1904=package.date1904)
    patcher = RowPatcher(scan.prefix, work.tasks, styles, writer, work.added)
    patcher.column_styles = work.column_styles
    yield head
    for blob in sheet_stream(package, scan).rows():
        yield uncovered(b"".join(patcher.patch(blob)))
    yield from patcher.finish()
    yield tail


def has_formulas(package: Package) -> bool:
    """Tell whether any cell of the workbook holds a formula."""
    if package.related(package.workbook_part, "calcChain"):
        return True
    return any(_sheet_has_formulas(package, sheet.name) for sheet in package.sheets)


def _sheet_has_formulas(package: Package, sheet: str) -> bool:
    scan = package.cache.get(("scan", sheet))
    if scan is not None:
        return bool(scan.has_formulas)
    rest = b""
    for piece in package.chunks(package.sheet(sheet).part):
        if _FORMULA.search(rest + piece):
            return True
        rest = piece[-_OVERLAP:]
    return False


# --- our own sheets


def _place_owned(
    package: Package, drawing: Drawing, changes: Changes, book: WorkbookPart, registers: Registers
) -> None:
    """Give each drawn sheet its part, and the workbook its name and mark where it is new."""
    known = owned_sheets(package)
    taken = set(package.all_sheet_names)
    for drawn in drawing.stale:
        sheet = drawn.sheet
        if sheet.key in known:
            part = package.sheet(known[sheet.key]).part
        else:
            part = _add_sheet(sheet, taken, book, registers)
            changes.added.append(part)
        changes.drawn[part] = drawn.content
    for name, content in registers.changed().items():
        changes.changed[name] = partial(_whole, content)


def _add_sheet(sheet: OwnedSheet, taken: set[str], book: WorkbookPart, registers: Registers) -> str:
    """Enter a new sheet in the workbook's registers.

    Takes:   taken: names of all sheets; the new one is added.
    Returns: its part.
    """
    name = free_name(sheet.name, taken)
    taken.add(name)
    part, relation = registers.add_worksheet()
    index = book.add_sheet(name, relation, hidden=sheet.hidden)
    book.set_name(MARK + sheet.key, f"{quoted(name)}!$A$1", hidden=True)
    book.set_name("_xlnm.Print_Titles", f"{quoted(name)}!$1:${HEADER_ROW}", index)
    return part
