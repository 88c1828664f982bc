"""The story of undo and history: what was done to a workbook, and how to take it back."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.errors import UsageError, WriteFailedError, refuse_missing
from pipeline.ledger.ledger import open_ledger
from pipeline.plan.apply import Announce, Draft, Written, write_plan, write_recorded
from pipeline.plan.recover import settle_open_runs
from pipeline.plan.undo import ROW_EDITED, Kept, restore_backup, undo_plan
from pipeline.settings.settings import load_settings
from pipeline.understanding.read import WorkbookTables, hints_of, read_tables
from pipeline.workbook.file.opening import open_workbook
from pipeline.workbook.file.package import Package
from pipeline.workbook.patching.obstacles import Obstacle, describe, obstacles, why_and_mend
from pipeline.workbook.reading.owned import owned_sheets
from pipeline.workbook.reading.read import read_grid, read_owned
from pipeline.workbook.reading.scan import scan_sheet
from pipeline.workbook.safety.elsewhere import refuse_if_open
from pipeline.workbook.safety.safety import (
    Replaced,
    file_sha256,
    ledger_file,
    real_workbook,
    workbook_lock,
)
from schemas.consent import NOTHING, Insist
from schemas.plan import Plan, without
from schemas.records import Changes, RunRecord, content_hash
from schemas.sheets import CellValue
from schemas.tables import Table, column_letters
from schemas.texts import Lang, Text
from schemas.values import cell_value

_BLIND = Text(
    "{backup}：备份现在读不出来（{reason}）。原表没有改动。请再试一次；仍然这样，把这个备份移到别处再运行，就会逐格撤销",
    "{backup}: the backup cannot be read now ({reason}). The workbook was not changed. Try again; if it stays so, move the "
    "backup away and run again: undo then goes cell by cell",
)


@dataclass(frozen=True, slots=True)
class Undone:
    """What undo did, or would do.

    whole: the bytes from before the run came back exactly · rows_kept: rows that the run added and people edited since.
    """

    run: RunRecord
    lang: Lang
    whole: bool
    cells: int
    kept: Sequence[Kept] = ()
    written: Written | None = None

    @property
    def rows_kept(self) -> int:
        """Count the added rows that are people's own now."""
        return sum(kept.why is ROW_EDITED for kept in self.kept)

    def to_json(self) -> dict[str, Any]:
        """Give it for machines."""
        return {
            "run": self.run.id,
            "whole": self.whole,
            "cells": self.cells,
            "rows_kept": self.rows_kept,
            "kept": [
                {
                    "sheet": kept.sheet,
                    "cell": kept.cell,
                    "customer": kept.customer,
                    "header": kept.header,
                    "why": kept.why.pick(self.lang),
                }
                for kept in self.kept
            ],
            "undone_by": self.written.run_id if self.written else None,
            "backup": str(self.written.backup) if self.written else None,
        }


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet as it is now, for undo."""

    places: Mapping[int, int] = field(repr=False)
    columns: Mapping[int, Sequence[Any]] = field(repr=False)

    @classmethod
    def of(cls, cells: pd.DataFrame) -> "_Sheet":
        """Take the cells: index = Excel row, columns = 1-based Excel columns."""
        places = {int(row): at for at, row in enumerate(cells.index)}
        return cls(places, {int(column): cells[column].tolist() for column in cells.columns})

    def value(self, row: int, column: int) -> CellValue:
        if row not in self.places or column not in self.columns:
            return None
        return cell_value(self.columns[column][self.places[row]])


def history(workbook: Path) -> list[RunRecord]:
    """Give the runs over a workbook, the latest first; none where there is no ledger.

    Raises: UnreadableWorkbookError where there is no workbook.
    """
    refuse_missing(workbook)
    with open_ledger(ledger_file(workbook), create=False) as ledger:
        return ledger.history(real_workbook(workbook).name)


def undo(  # noqa: PLR0913 -- one option of the command each
    workbook: Path,
    run_id: str | None,
    now: dt.datetime,
    lang: Lang | None,
    *,
    dry_run: bool,
    insisted: AbstractSet[Insist] = NOTHING,
) -> Undone:
    """Take a run back: byte for byte if nobody touched the file since, else cell by cell, keeping what people edited.

    Takes:  insisted: what the user agrees to, see schemas.consent.
    Raises: UsageError where there is no such run or nothing to take back; as `replace_workbook`.
    """
    if dry_run:
        return _undo(workbook, run_id, now, lang, insisted, dry_run=True)
    with workbook_lock(workbook):
        refuse_if_open(workbook)
        return _undo(workbook, run_id, now, lang, insisted, dry_run=False)


def _undo(  # noqa: PLR0913 -- as undo
    workbook: Path,
    run_id: str | None,
    now: dt.datetime,
    lang: Lang | None,
    insisted: AbstractSet[Insist],
    *,
    dry_run: bool,
) -> Undone:
    settings = load_settings(workbook)
    package = open_workbook(workbook, settings.limits)
    record, changes = _recorded(real_workbook(workbook), run_id, package, dry_run=dry_run)
    if package.sha256 == record.sha_after and _is_whole(workbook, record):
        undone = Undone(
            record,
            lang or settings.lang or "zh",
            whole=True,
            cells=sum(len(c.rows) for c in changes.columns),
        )
        written = (
            None if dry_run else _restore(package, record, changes, now, settings.keep_backups)
        )
        return _with(undone, written)
    read = read_tables(package, record.as_of, hints_of(settings))
    language = lang or settings.lang or read.tables["customers"].header.lang
    plan, kept = _reverse(package, read, changes, language, insisted | settings.insist)
    undone = Undone(record, language, whole=False, cells=plan.cell_count, kept=kept)
    if dry_run or plan.is_empty:
        return undone
    draft = _draft(record, now, plan.cell_count, read.tables["customers"])
    return _with(undone, write_plan(package, plan, draft, settings.keep_backups))


def _is_whole(workbook: Path, record: RunRecord) -> bool:
    """Tell whether the backup is still what was saved; without it the way back is cell by cell.

    Raises: WriteFailedError where it is there and cannot be read now: next time it may be.
    """
    backup = ledger_file(workbook).parent / record.backup
    try:
        return file_sha256(backup) == record.sha_before
    except FileNotFoundError:
        return False
    except OSError as error:
        raise WriteFailedError(
            _BLIND.fill(backup=backup, reason=error.strerror or str(error))
        ) from error


def _with(undone: Undone, written: Written | None) -> Undone:
    return Undone(undone.run, undone.lang, undone.whole, undone.cells, undone.kept, written)


def _recorded(
    workbook: Path, run_id: str | None, package: Package, *, dry_run: bool
) -> tuple[RunRecord, Changes]:
    with open_ledger(ledger_file(workbook), create=False) as ledger:
        if not dry_run:
            settle_open_runs(ledger, package)
        runs = {run.id: run for run in ledger.history(workbook.name)}
        record = runs.get(run_id) if run_id else ledger.last_undoable(workbook.name)
        changes = ledger.changes_of(record.id) if record else None
    if record is None:
        what = (
            Text(f"没有编号为 {run_id} 的运行", f"There is no run {run_id}")
            if run_id
            else Text("没有可以撤销的运行", "There is no run to take back")
        )
        raise UsageError(
            Text(f"{what.zh}。用 followup history 查看", f"{what.en}. See followup history")
        )
    if record.command == "erase":
        raise UsageError(
            Text(
                f"{record.id} 是删除个人信息，不能撤销：台账里没有保留任何被删的内容",
                f"{record.id} erased a person and cannot be taken back: nothing of what was erased is kept",
            )
        )
    if record.status == "undone":
        raise UsageError(
            Text(f"运行 {record.id} 已经撤销过了", f"The run {record.id} was taken back already")
        )
    if record.undoes is not None or record.status == "failed":
        raise UsageError(
            Text(
                f"{record.id} 不是写入了工作簿的运行，没有可撤销的内容",
                f"{record.id} is not a run that wrote the workbook; there is nothing to take back",
            )
        )
    if changes is None:
        raise UsageError(
            Text(
                f"运行 {record.id} 太早，明细已不在；它之前的备份是 {record.backup}",
                f"The details of run {record.id} are gone; the backup from before it is {record.backup}",
            )
        )
    return record, changes


def _restore(
    package: Package, record: RunRecord, changes: Changes, now: dt.datetime, keep_backups: int
) -> Written:
    backup = ledger_file(package.path).parent / record.backup

    def swap(keep: Path, announce: Announce) -> Replaced:
        return restore_backup(
            package.path,
            backup,
            package.sha256,
            backup_sha256=record.sha_before,
            keep=keep,
            announce=announce,
        )

    draft = _draft(record, now, sum(len(c.rows) for c in changes.columns), None)
    return write_recorded(package, Plan(record.as_of), draft, keep_backups, swap)


def _draft(record: RunRecord, now: dt.datetime, cells: int, customers: Table | None) -> Draft:
    keys = {} if customers is None else customers.keys_by_place
    return Draft(
        now,
        record.as_of,
        record.policy_digest,
        {"cells": cells},
        keys,
        command="undo",
        undoes=record.id,
    )


def _reverse(
    package: Package,
    read: WorkbookTables,
    changes: Changes,
    lang: Lang,
    insisted: AbstractSet[Insist],
) -> tuple[Plan, list[Kept]]:
    plans: list[Plan] = []
    kept: list[Kept] = []
    for part in read.tables["customers"].sheets:
        plan, left = _reverse_sheet(package, read, part, changes, lang)
        plans.append(plan)
        kept += left
    plan = replace(
        plans[0],
        columns=tuple(patch for one in plans for patch in one.columns),
        sheets=tuple(sheet for one in plans for sheet in one.sheets),
    )
    plan = replace(plan, insisted=insisted)
    blocked = {(o.sheet, o.row, o.column): o for o in obstacles(package, plan)}
    _refuse_locked([obstacle for obstacle in blocked.values() if obstacle.code == "locked"])
    return without(plan, blocked.keys()), [*kept, *_blocked(plan, blocked)]


def _reverse_sheet(
    package: Package, read: WorkbookTables, part: Table, changes: Changes, lang: Lang
) -> tuple[Plan, list[Kept]]:
    """Plan the way back in one sheet of customers; the first answers for all that is not about customers too."""
    customers = read.tables["customers"]
    counts = Counter(customers.row_keys.values())
    rows = {
        key: row - part.offset for row, key in part.row_keys.items() if key and counts[key] == 1
    }
    names = {sheet.name for sheet in package.sheets}
    filled = [number for key, number in part.header.columns.items() if part.sheet[key].written]
    return undo_plan(
        _of_sheet(changes, part, customers),
        lambda name: _Sheet.of(read_grid(package, name)) if name in names else None,
        rows,
        columns={text: number for number, text in part.header.texts.items()},
        filled=filled,
        computed=[*scan_sheet(package, part.name).formula_rows],
        edited_sheets=_edited(package, changes),
        lang=lang,
    )


def _of_sheet(changes: Changes, part: Table, customers: Table) -> Changes:
    """Give what was changed in one sheet of customers; to the first belongs what is in none."""
    if not customers.parts:
        return changes
    is_first = part.offset == 0
    others = {one.name for one in customers.parts} - {part.name}

    def here(sheet: str) -> bool:
        return sheet == part.name or (is_first and sheet not in others)

    return replace(
        changes,
        columns=[record for record in changes.columns if here(record.sheet)],
        new_columns=[record for record in changes.new_columns if here(record.sheet)],
        new_rows=[record for record in changes.new_rows if here(record.sheet)],
        sheets=changes.sheets if is_first else [],
    )


def _refuse_locked(locked: Sequence[Obstacle]) -> None:
    """Refuse the whole: what the user can allow is not left half undone."""
    if locked:
        what = Text(
            "没有撤销：{first}（共 {count} 格）", "Nothing was taken back: {first} ({count} cells)"
        )
        raise WriteFailedError(what.fill(first=describe(locked[0]), count=len(locked)))


def _blocked(plan: Plan, found: Mapping[tuple[str, int, int], Obstacle]) -> Iterator[Kept]:
    """Name the cells that cannot be taken back, and how to mend that."""
    for patch in plan.cells():
        obstacle = found.get((patch.sheet, patch.row, patch.column))
        if obstacle is not None:
            cell = f"{column_letters(patch.column)}{patch.row}"
            yield Kept(
                patch.sheet, cell, "", patch.header, patch.old, patch.old, why_and_mend(obstacle)
            )


def _edited(package: Package, changes: Changes) -> set[str]:
    """Give the owned sheets that do not hold what the run wrote any more."""
    known = owned_sheets(package)
    edited = set()
    for record in changes.sheets:
        now = read_owned(package, record.key) if record.key in known else None
        if now is None or content_hash(now.rows) != record.content_hash:
            edited.add(record.key)
    return edited


def run_json(record: RunRecord) -> Mapping[str, Any]:
    """Give one run of the history for machines."""
    return {
        "run": record.id,
        "command": record.command,
        "started": record.started.isoformat(),
        "as_of": record.as_of.isoformat(),
        "status": record.status,
        "counts": dict(record.counts),
        "backup": record.backup,
        "undoes": record.undoes,
    }
