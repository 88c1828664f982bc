"""Writes a plan into a workbook: only what the plan names changes, every other member keeps its very bytes."""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO, Final

import numpy as np

from pipeline.errors import WriteFailedError
from pipeline.workbook.archive import Content, Member, new_member, pack_ahead, write_archive
from pipeline.workbook.asides import uncovered
from pipeline.workbook.bookkeeping import Registers, WorkbookPart
from pipeline.workbook.cells import CellWriter
from pipeline.workbook.markup import apply_edits, attributes, child_spans, whole_number
from pipeline.workbook.names import free_name
from pipeline.workbook.obstacles import describe, obstacles, overwritten, touched_sheets
from pipeline.workbook.owned import MARK, owned_sheets, quoted
from pipeline.workbook.owned_looks import Looks
from pipeline.workbook.owned_state import shows_already
from pipeline.workbook.owned_xml import HEADER_ROW, new_sheet, refreshed_sheet
from pipeline.workbook.package import Package
from pipeline.workbook.plan import ColumnPatch, NewColumn, Plan
from pipeline.workbook.references import Range
from pipeline.workbook.rows import RowPatcher
from pipeline.workbook.scan import SheetScan, scan_sheet, sheet_stream
from pipeline.workbook.shared_formulas import formula_moves, taking_over
from pipeline.workbook.stream import Arrange
from pipeline.workbook.structure import grow_names, grown_table, growths, head_edits, head_spans, tail_edits
from pipeline.workbook.styles import StyleBook
from pipeline.workbook.tasks import ColumnTask
from schemas.sheets import OwnedSheet
from schemas.texts import Text

_FORMULA: Final = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_OVERLAP: Final = 64
Pieces = Callable[[], Iterable[bytes]]


@dataclass(slots=True)
class Changes:
    """The parts of a package that a plan changes or adds, each as a recipe for its new bytes; those that it drops."""

    changed: dict[str, Pieces] = field(default_factory=dict)
    added: dict[str, Pieces] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    before: dict[str, Arrange] = field(default_factory=dict)
    """What is done with the rows of a worksheet part before its cells are set."""
    ends: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    """The worksheet parts that are patched in place, each with what stands before and behind its rows afterwards."""


def changes_nothing(package: Package, plan: Plan) -> bool:
    """Tell whether writing the plan would give back the same bytes."""
    if touched_sheets(plan):
        return False
    return not plan.sheets or not _stale_sheets(package, plan, StyleBook.of(package))


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
                f"Cannot be written safely. {first.en}" + (f" (and {more} more cells)" if more else ""),
            )
        )
    if changes_nothing(package, plan):
        target.write(package.data)
        return
    styles = StyleBook.of(package)
    changes = plan_changes(package, plan, styles)
    style_part = package.related(package.workbook_part, "styles")[0]
    members = [member for member in package.members if member.name not in changes.dropped]
    members += [new_member(name) for name in changes.added]
    ready = _pack_before_styles(package, changes, style_part)

    def content(member: Member) -> Content:
        if member.name in ready:
            return ready[member.name]
        if member.name == style_part:
            # Written when all sheets have said what they need, or copied as it is.
            return [styles.render()] if styles.is_changed else None
        recipe = changes.changed.get(member.name) or changes.added.get(member.name)
        return recipe() if recipe else None

    write_archive(package.data, members, content, package.comment, target)


def _pack_before_styles(package: Package, changes: Changes, style_part: str) -> dict[str, Content]:
    """Make the sheets that stand behind the styles in the file first: only then is known which styles they need."""
    place = {name: index for index, name in enumerate(package.names)}
    late = [name for name in changes.ends if place[name] > place[style_part]]
    return {name: pack_ahead(changes.changed[name]()) for name in late}


def plan_changes(package: Package, plan: Plan, styles: StyleBook) -> Changes:
    """Work out which parts change, and how."""
    changes = Changes()
    book, registers = WorkbookPart(package), Registers(package)
    for sheet in touched_sheets(plan):
        new = [column for column in plan.new_columns if column.sheet == sheet]
        patches = [patch for patch in plan.columns if patch.sheet == sheet and len(patch.rows)]
        _change_sheet(package, changes, book, styles, (sheet, new, patches))
        _move_formulas(package, changes, registers, sheet, overwritten(plan, sheet))
    _change_owned(package, plan, changes, (book, registers), styles)
    if touched_sheets(plan) and has_formulas(package):
        book.recalculate()
    content = book.render()
    if content != package.read(package.workbook_part):
        changes.changed[package.workbook_part] = lambda: [content]
    return changes


def _change_sheet(
    package: Package, changes: Changes, book: WorkbookPart, styles: StyleBook,
    work: tuple[str, list[NewColumn], list[ColumnPatch]],
) -> None:  # fmt: skip
    sheet, new, patches = work
    scan = scan_sheet(package, sheet)
    tasks = column_tasks(new, patches)
    growing = growths(scan, new)
    head = apply_edits(scan.head, head_edits(scan, _used(new, patches), growing))
    tail = apply_edits(scan.tail, tail_edits(scan, growing))
    if scan.is_short:
        head = head[:-2].rstrip() + b">"
        tail = b"</" + scan.prefix + b"sheetData>" + tail
    changes.changed[scan.part] = partial(_patched_sheet, package, scan, tasks, styles, changes)
    changes.ends[scan.part] = (head, tail)
    for growth in growing:
        if growth.table is not None:
            data = grown_table(package.read(growth.table.part), growth)
            changes.changed[growth.table.part] = partial(_whole, data)
    grow_names(package, book, sheet, growing)


def _move_formulas(
    package: Package, changes: Changes, registers: Registers, sheet: str, gone: Mapping[int, Sequence[int]]
) -> None:
    """Have shared formulas taken over by cells that stay, and drop the calculation chain, which names the lost ones."""
    scan = scan_sheet(package, sheet)
    moves = formula_moves(package, scan, gone)
    if moves.formulas:
        changes.before[scan.part] = taking_over(scan.prefix, moves)
    if any(np.isin(rows, scan.formula_rows.get(column, ())).any() for column, rows in gone.items()):
        # Excel builds the chain anew; an entry for a cell without a formula is a reason for it to "repair" the file.
        for part in set(package.related(package.workbook_part, "calcChain")) - changes.dropped:
            changes.dropped.add(part)
            registers.strike(part)


def _whole(data: bytes) -> list[bytes]:
    return [data]


def column_tasks(new: Sequence[NewColumn], patches: Sequence[ColumnPatch]) -> list[ColumnTask]:
    """Give the work on one sheet, column by column; a new column gets its header, and looks for every row."""
    added = {column.column: column for column in new}
    tasks = [ColumnTask(p.column, p.kind, p.rows, p.new) for p in patches if p.column not in added]
    for number, column in added.items():
        patch_of = next((patch for patch in patches if patch.column == number), None)
        rows = array("i", [column.header_row])
        rows.extend(map(int, patch_of.rows if patch_of else ()))
        values = [column.header, *(patch_of.new if patch_of else ())]
        base = next(left for left in range(number - 1, -1, -1) if left not in added)
        fill = (column.header_row + 1, column.last_row)
        tasks.append(ColumnTask(number, column.kind, rows, values, fill, base))
    return tasks


def _used(new: Sequence[NewColumn], patches: Sequence[ColumnPatch]) -> Range | None:
    rows = [int(row) for patch in patches for row in (patch.rows[0], patch.rows[-1])]
    rows += [row for column in new for row in (column.header_row, column.header_row)]
    columns = [patch.column for patch in patches] + [column.column for column in new]
    return Range(min(rows), min(columns), max(rows), max(columns)) if rows else None


def _patched_sheet(
    package: Package, scan: SheetScan, tasks: list[ColumnTask], styles: StyleBook, changes: Changes
) -> Iterator[bytes]:
    head, tail = changes.ends[scan.part]
    writer = CellWriter(scan.prefix, date1904=package.date1904)
    patcher = RowPatcher(scan.prefix, tasks, styles, writer)
    patcher.column_styles = _column_styles(scan, {task.base or task.column for task in tasks})
    yield head
    for blob in sheet_stream(package, scan, changes.before.get(scan.part, iter)).rows():
        yield uncovered(b"".join(patcher.patch(blob)))
    yield from patcher.finish()
    yield tail


def _column_styles(scan: SheetScan, columns: set[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    cols = next((span for span in head_spans(scan) if span.name == "cols"), None)
    for span in child_spans(scan.head, cols.inner, cols.close) if cols else []:
        said = attributes(span.attributes)
        first, last = whole_number(said.get("min", "0")), whole_number(said.get("max", "0"))
        found |= {
            column: whole_number(said["style"]) for column in columns if first <= column <= last and "style" in said
        }
    return found


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


def _stale_sheets(package: Package, plan: Plan, styles: StyleBook) -> list[OwnedSheet]:
    known = owned_sheets(package)
    return [s for s in plan.sheets if s.key not in known or not shows_already(package, styles, known[s.key], s)]


def _change_owned(
    package: Package, plan: Plan, changes: Changes, registers: tuple[WorkbookPart, Registers], styles: StyleBook
) -> None:
    stale = _stale_sheets(package, plan, styles)
    known = owned_sheets(package)
    looks = Looks(styles)
    fresh = [sheet for sheet in stale if sheet.key not in known]
    for sheet in stale:
        if sheet.key in known:
            part = package.sheet(known[sheet.key]).part
            data = refreshed_sheet(package.read(part), sheet, looks, date1904=package.date1904)
            changes.changed[part] = partial(_whole, data)
    if fresh:
        _add_sheets(package, fresh, changes, registers, looks)
    for name, content in registers[1].changed().items():
        changes.changed[name] = partial(_whole, content)


def _add_sheets(
    package: Package, fresh: list[OwnedSheet], changes: Changes, books: tuple[WorkbookPart, Registers], looks: Looks
) -> None:
    book, registers = books
    taken = set(package.all_sheet_names)
    for sheet in fresh:
        name = free_name(sheet.name, taken)
        taken.add(name)
        part, relation = registers.add_worksheet()
        index = book.add_sheet(name, relation)
        book.set_name(MARK + sheet.key, f"{quoted(name)}!$A$1", hidden=True)
        book.set_name("_xlnm.Print_Titles", f"{quoted(name)}!$1:${HEADER_ROW}", index)
        data = new_sheet(sheet, looks, date1904=package.date1904, strict=package.is_strict)
        changes.added[part] = partial(_whole, data)
