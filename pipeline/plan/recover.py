"""What became of a run that died: told by the workbook's bytes, or, once people saved it, by the sheets that the run wrote."""

from collections.abc import Iterator

from pipeline.ledger.ledger import Ledger
from pipeline.workbook.file.package import Package
from pipeline.workbook.reading.read import read_owned
from pipeline.workbook.safety.safety import real_workbook
from schemas.records import Changes, RunRecord, RunStatus, content_hash
from schemas.sheets import OwnedSheet


def settle_open_runs(ledger: Ledger, package: Package) -> None:
    """Settle the runs over a workbook that were announced and never closed.

    Takes:  the workbook as it is now; its lock is held.
    Raises: as `Ledger.recover`.
    """
    ledger.recover(
        real_workbook(package.path).name,
        package.sha256,
        lambda run: _told_by_sheets(ledger, package, run),
    )


def _told_by_sheets(ledger: Ledger, package: Package, run: RunRecord) -> RunStatus:
    """Tell by the owned sheets whether a run reached the workbook; an undo, by those of the run that it takes back.

    Returns: unknown where they tell nothing, or not all the same.
    """
    changes = ledger.changes_of(run.undoes or run.id)
    found = set(_signs(package, changes)) if changes else set()
    if len(found) != 1:
        return "unknown"
    is_written = found.pop()
    return "done" if is_written is (run.undoes is None) else "failed"


def _signs(package: Package, changes: Changes) -> Iterator[bool]:
    """Give for each sheet that a run changes whether it holds what was to be written (or what stood there before)."""
    for record in changes.sheets:
        before, now = _hash(record.before), _hash(read_owned(package, record.key))
        if before != record.content_hash and now in {before, record.content_hash}:
            yield now == record.content_hash


def _hash(sheet: OwnedSheet | None) -> str | None:
    return content_hash(sheet.rows) if sheet else None
