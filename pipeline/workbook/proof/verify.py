"""Proof, before the old file is replaced: the new one differs from it by the plan and by nothing else."""

import hashlib
from pathlib import Path

from pipeline.errors import FollowupError, UnreadableWorkbookError, WriteFailedError
from pipeline.workbook.file.archive import packed_bytes
from pipeline.workbook.file.package import Package, SheetPart
from pipeline.workbook.file.references import letters_of
from pipeline.workbook.own_sheets.drawing import Drawing, add_styles, drawing_of, holds
from pipeline.workbook.parts.styles import StyleBook
from pipeline.workbook.patching.obstacles import touched_sheets
from pipeline.workbook.patching.prepare import is_proven, prepared
from pipeline.workbook.patching.sheet_work import sheet_work
from pipeline.workbook.patching.write import Changes, plan_changes
from pipeline.workbook.proof.readback import Frame, ReadBackError, check_form, check_readback
from pipeline.workbook.proof.splices import SpliceError, proven_cells
from pipeline.workbook.reading.owned import owned_sheets
from pipeline.workbook.reading.scan import scan_sheet, sheet_stream
from pipeline.workbook.reading.stream import SheetStream
from schemas.plan import Plan
from schemas.texts import Text


def verify_written(before: Package, after_path: Path, plan: Plan) -> None:
    """Check a written workbook against the one it came from; a password is the one that it was opened with.

    Raises: as `verify_package`, and where the new file cannot be opened.
    """
    try:
        after = before.opened_again(after_path)
    except FollowupError as error:
        raise _failed(
            Text(
                f"写出的文件打不开：{error.text.zh}",
                f"the new file cannot be opened: {error.text.en}",
            )
        ) from error
    verify_package(before, after, plan)


def verify_package(before: Package, after: Package, plan: Plan) -> None:
    """Check a new workbook against the one it came from.

    Raises: WriteFailedError where a member that the plan does not name has other bytes, a changed part is not
            well-formed, or any cell reads differently from its old value or, where planned, its new one.
    """
    if after.data == before.data and not touched_sheets(plan):
        return
    try:
        ready = prepared(before, plan)
        if not is_proven(before, ready):
            raise _failed(
                Text("整理文件时有部件变了", "a part has changed while the file was made ready")
            )
        # Planned anew: what the writer made must be what the plan says, to the byte where no cells are concerned.
        styles = StyleBook.of(ready)
        drawing = drawing_of(before, plan.sheets)
        changes = plan_changes(ready, plan, styles, drawing)
        if styles.is_new and not StyleBook.of(after).extends(StyleBook.of(ready)):
            raise _failed(Text("样式部件不该这样变", "the styles part has not changed as planned"))
        _check_members(ready, after, changes)
        for sheet in touched_sheets(plan):
            _check_cells(ready, after, sheet, plan, changes)
        touched = set(touched_sheets(plan))
        for other in ready.sheets:
            if other.part in changes.ends and other.name not in touched:
                _check_tail(ready, after, other, changes.ends[other.part])
        _check_owned(after, drawing)
    except UnreadableWorkbookError as error:
        raise _failed(error.text) from error


def _check_members(before: Package, after: Package, changes: Changes) -> None:
    styles = before.related(before.workbook_part, "styles")
    if after.names != (*before.names, *changes.added):
        raise _failed(
            Text("部件的名称或顺序变了", "the names or the order of the parts have changed")
        )
    for old, new in zip(before.members, after.members, strict=False):
        same = packed_bytes(before.data, old) == packed_bytes(after.data, new)
        if same and (old.crc, old.size, old.method) == (new.crc, new.size, new.method):
            continue
        if not _is_meant(before, after, changes, old.name, is_styles=old.name in styles):
            raise _failed(
                Text(
                    f"部件 {old.name} 不该这样变", f"the part {old.name} has not changed as planned"
                )
            )
        if old.name not in changes.ends:  # a patched sheet is followed row by row instead
            _check_form(after, new.name)
    for name in changes.added:
        _check_form(after, name)


def _is_meant(
    before: Package, after: Package, changes: Changes, name: str, *, is_styles: bool
) -> bool:
    """Tell whether a changed part changed as planned; the cells of a patched sheet are read back separately."""
    if is_styles:
        return StyleBook(after.read(name)).extends(StyleBook(before.read(name)))
    if name in changes.ends:
        return True
    if name in changes.drawn:
        return holds(after, name, changes.drawn[name])
    return name in changes.changed and b"".join(changes.changed[name]()) == after.read(name)


def _check_form(package: Package, name: str) -> None:
    try:
        check_form(package.chunks(name))
    except ReadBackError as error:
        raise _failed(
            Text(f"部件 {name} 的 XML 不完整", f"the XML of the part {name} is not well-formed")
        ) from error


def _check_cells(before: Package, after: Package, sheet: str, plan: Plan, changes: Changes) -> None:
    """Prove that a patched sheet is the old one with the planned cells put in, and that these read back as planned."""
    part = before.sheet(sheet).part
    ends = changes.ends[part]
    old = sheet_stream(before, scan_sheet(before, sheet))
    new = SheetStream(after.chunks(part), sheet)
    work = sheet_work(before, plan, sheet)
    try:
        check_readback(
            after,
            Frame(sheet, part, *ends),
            proven_cells(old, new, work.tasks, work.added),
            work.tasks,
        )
    except SpliceError as error:
        place = f"{sheet}!{error.row}:{error.row}" if error.row else sheet
        raise _failed(
            Text(f"{place} 有计划外的变化", f"{place} has changed beyond the plan")
        ) from error
    except ReadBackError as error:
        place = f"{sheet}!{letters_of(error.column)}{error.row}" if error.row else sheet
        raise _failed(
            Text(f"{place} 读回来与计划不符", f"{place} does not read back as planned")
        ) from error
    if (new.head, new.tail) != ends:
        raise _failed(
            Text(
                f"{sheet} 的表外设置不该这样变",
                f"what surrounds the cells of {sheet} has not changed as planned",
            )
        )


def _check_tail(
    before: Package, after: Package, sheet: SheetPart, ends: tuple[bytes, bytes]
) -> None:
    """Prove that a sheet of which only the settings behind its rows changed has its very rows."""
    old, new = (SheetStream(package.chunks(sheet.part), sheet.name) for package in (before, after))
    same = _digest(old) == _digest(new)
    try:
        check_form(after.chunks(sheet.part))
    except ReadBackError:
        same = False
    if not same or (new.head, new.tail) != ends:
        raise _failed(Text(f"{sheet.name} 不该这样变", f"{sheet.name} has not changed as planned"))


def _digest(stream: SheetStream) -> bytes:
    rows = hashlib.sha256()
    for piece in stream.rows():
        rows.update(piece)
    return rows.digest()


def _check_owned(after: Package, drawing: Drawing) -> None:
    """Prove that our sheets stand under their marks, to the byte, and that their styles are those that they name."""
    known = owned_sheets(after)
    has_styles = not drawing.stale or add_styles(StyleBook.of(after), drawing.stale)
    drawn = {one.sheet.key: one.content for one in drawing.stale}
    for sheet in drawing.asked:
        name = known.get(sheet.key)
        is_there = name is not None and has_styles
        if is_there and sheet.key in drawn:
            is_there = holds(after, after.sheet(known[sheet.key]).part, drawn[sheet.key])
        if not is_there:
            raise _failed(
                Text(
                    f"自动表“{sheet.name}”读回来与计划不符",
                    f'the sheet "{sheet.name}" does not read back as planned',
                )
            )


def _failed(what: Text) -> WriteFailedError:
    return WriteFailedError(
        Text(
            "写入后的核对没有通过:{what}。原文件没有动",
            "The check after writing failed: {what}. The old file is untouched",
        ).fill(what=what)
    )
