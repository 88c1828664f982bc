"""Writing a plan into the workbook: announced in the ledger, verified, backed up, swapped, noted."""

import datetime as dt
import io
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import FollowupError
from pipeline.ledger.ledger import Ledger, open_ledger
from pipeline.plan.recover import settle_open_runs
from pipeline.workbook.file.package import Package
from pipeline.workbook.patching.write import write_patched
from pipeline.workbook.proof.verify import verify_written
from pipeline.workbook.reading.owned import owned_sheets
from pipeline.workbook.reading.read import read_owned
from pipeline.workbook.safety.safety import (
    Replaced,
    backup_path,
    ledger_file,
    prune_backups,
    real_workbook,
    replace_workbook,
)
from schemas.plan import ColumnPatch, Plan
from schemas.records import (
    Changes,
    ColumnRecord,
    NewColumnRecord,
    NewRowsRecord,
    RunDraft,
    SheetRecord,
    content_hash,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the ledger is told of a run.

    counts: numbers only · row_keys: (sheet, Excel row) → customer id, new rows too · undoes: the run that is taken back.
    """

    now: dt.datetime
    as_of: dt.date
    policy_digest: str
    counts: Mapping[str, int]
    row_keys: Mapping[tuple[str, int], str]
    command: str = "run"
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A run that was written: its id, the backup of the old bytes, and what now stands at the path."""

    run_id: str
    backup: Path
    replaced: Replaced


Announce = Callable[[str], None]
Note = Callable[[Ledger, str], None]
Swap = Callable[[Path, Announce], Replaced]
"""Puts the new bytes in place: takes where the backup goes, and whom to tell the new digest just before the swap."""


def write_plan(
    package: Package,
    plan: Plan,
    draft: Draft,
    keep_backups: int,
    also: Note = lambda _ledger, _run_id: None,
) -> Written:
    """Apply a plan to the workbook it was made from; wholly or not at all.

    also: notes something more in the ledger with the announcement.
    Raises: WorkbookBusyError, WriteFailedError; the workbook is the old one then.
    """

    def swap(backup: Path, announce: Announce) -> Replaced:
        return replace_workbook(
            package.path,
            expected_sha256=package.sha256,
            backup=backup,
            write=lambda handle: _write(package, plan, handle),
            verify=lambda temp: verify_written(package, temp, plan),
            announce=announce,
        )

    return write_recorded(package, plan, draft, keep_backups, swap, also)


def _write(package: Package, plan: Plan, handle: BinaryIO) -> None:
    """Write the new file; one with a password is made in memory, so that nothing unlocked ever lies on the disk."""
    if package.seal is None:
        write_patched(package, plan, handle)
        return
    target = io.BytesIO()
    write_patched(package, plan, target)
    handle.write(package.sealed(target.getvalue()))


def write_recorded(  # noqa: PLR0913 -- one call names all that a recorded write needs
    package: Package,
    plan: Plan,
    draft: Draft,
    keep_backups: int,
    swap: Swap,
    also: Note = lambda _ledger, _run_id: None,
) -> Written:
    """Swap the workbook and keep the ledger: what is announced and never finished is settled by the next run.

    also: notes something more in the ledger with the announcement.
    """
    path = real_workbook(package.path)
    with open_ledger(ledger_file(path)) as ledger:
        settle_open_runs(ledger, package)
        run_id = ledger.new_run_id(draft.now)
        backup = backup_path(path, run_id)
        changes = _changes(package, plan, draft.row_keys, run_id)

        def announce(sha_after: str) -> None:
            ledger.begin_run(_run_draft(package, draft, run_id, backup, sha_after), changes)
            also(ledger, run_id)

        replaced = swap(backup, announce)
        ledger.finish_run(run_id)
        _tidy(ledger, path, keep_backups)
    return Written(run_id, backup, replaced)


def _tidy(ledger: Ledger, path: Path, keep_backups: int) -> None:
    # After the swap nothing may fail any more: what cannot be tidied now is tidied next time.
    with suppress(FollowupError):
        _forget_old(ledger, path, keep_backups)


def _forget_old(ledger: Ledger, path: Path, keep_backups: int) -> None:
    order = [run.backup for run in reversed(ledger.history(path.name))]
    prune_backups(path, keep=keep_backups, needed=ledger.needed_backups(path.name), order=order)
    ledger.drop_old_changes(path.name, keep_backups)


def _run_draft(
    package: Package, draft: Draft, run_id: str, backup: Path, sha_after: str
) -> RunDraft:
    return RunDraft(
        id=run_id,
        workbook=real_workbook(package.path).name,
        started=draft.now.replace(tzinfo=None),
        as_of=draft.as_of,
        command=draft.command,
        policy_digest=draft.policy_digest,
        sha_before=package.sha256,
        sha_after=sha_after,
        backup=backup.relative_to(ledger_file(real_workbook(package.path)).parent).as_posix(),
        counts=draft.counts,
        undoes=draft.undoes,
    )


def _changes(
    package: Package, plan: Plan, row_keys: Mapping[tuple[str, int], str], run_id: str
) -> Changes:
    known = owned_sheets(package)
    return Changes(
        run_id,
        plan.as_of,
        [_column_record(patch, row_keys) for patch in plan.columns],
        [
            NewColumnRecord(new.sheet, new.header_row, new.last_row, new.column, new.header)
            for new in plan.new_columns
        ],
        [
            SheetRecord(
                sheet.key,
                known.get(sheet.key, sheet.name),
                sheet.columns,
                read_owned(package, sheet.key),
                content_hash(sheet.rows),
            )
            for sheet in plan.sheets
        ],
        [NewRowsRecord(new.sheet, new.after_row, new.count) for new in plan.new_rows],
    )


def _column_record(patch: ColumnPatch, row_keys: Mapping[tuple[str, int], str]) -> ColumnRecord:
    keys = [row_keys.get((patch.sheet, row), "") for row in patch.rows]
    return ColumnRecord(
        patch.sheet, patch.column, patch.header, patch.kind, patch.rows, keys, patch.old, patch.new
    )
