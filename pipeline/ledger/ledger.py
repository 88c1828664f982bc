"""What each run did, kept in one SQLite file beside the workbook: for history, for undo, and for the next run's start.

A run is announced (`begin_run`) before the workbook is swapped and closed (`finish_run`) after it. If the program dies
between the two, the workbook's own digest tells which of both it was (`recover`).
"""

import datetime as dt
import hashlib
import os
import secrets
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pipeline.errors import (
    FollowupError,
    UnreadableWorkbookError,
    WorkbookBusyError,
    WriteFailedError,
)
from pipeline.ledger.rows import (
    RUN_FIELDS,
    column_record,
    column_row,
    run_record,
    run_row,
    sheet_record,
    sheet_row,
)
from pipeline.ledger.tables import TABLES, VERSION
from schemas.identity import Identity
from schemas.records import (
    Changes,
    NewColumnRecord,
    NewRowsRecord,
    RunDraft,
    RunRecord,
    RunStatus,
)
from schemas.texts import Text

_BUSY_SECONDS = 5.0
_SALT_BYTES = 16
_HASH_ROUNDS = 1_000  # phone numbers are few: each guess shall cost something, and a list of thousands still pass
_HASHED_AT_ONCE = 500
_DISK_CODES = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
    }
)

_BROKEN = Text(  # SQLite calls a failed read damage too, hence the second try
    "{path}: 台账文件已损坏，读不出来。您的表没有受影响。请先再运行一次；仍然这样，就把这个文件移到别处再运行"
    "(会新建台账；之前的运行记录和撤销就用不上了，备份仍在旁边的 backups 文件夹里)。",
    "{path}: the ledger file is damaged and cannot be read. Your workbook is not affected. Run once more; if it stays so, "
    "move this file away and run again (a new ledger is made; earlier runs can then not be listed or undone, their "
    "backups stay in `backups`).",
)
_NEWER = Text(
    "{path}: 台账是更新版本的 followup 写的(格式 {found}，本版只认到 {known})。您的表没有受影响。"
    "请升级 followup 后再运行。",
    "{path}: the ledger was written by a newer followup (format {found}, this one knows up to {known}). "
    "Your workbook is not affected. Upgrade followup, then run again.",
)
_LOCKED = Text(
    "{path}: 台账正被别的程序占用。原表没有改动。请稍后重新运行。",
    "{path}: another program is using the ledger. The workbook was not changed. Run again in a moment.",
)
_UNUSABLE = Text(
    "{path}: 台账读写不了({error})。没有台账就不能撤销，所以原表没有改动。请检查磁盘空间和文件夹权限后重新运行。",
    "{path}: the ledger cannot be read or written ({error}). Without it nothing could be undone, so the workbook was "
    "not changed. Check the free space and the folder's permissions, then run again.",
)


class Ledger:
    """One open ledger file; use `open_ledger`. Every method raises the errors that `open_ledger` names."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take an open connection and the path to name in messages."""
        self._connection = connection
        self._path = path

    def new_run_id(self, now: dt.datetime) -> str:
        """Give an id that sorts by time: 20261123-091502, and 20261123-091502-02 for a second one in that second."""
        stem = now.strftime("%Y%m%d-%H%M%S")
        taken = {row[0] for row in self.rows("SELECT id FROM runs WHERE id LIKE ?", f"{stem}%")}
        later = (f"{stem}-{number:02d}" for number in range(2, 100))
        return next(run_id for run_id in (stem, *later) if run_id not in taken)

    def begin_run(self, draft: RunDraft, changes: Changes) -> None:
        """Announce a run, with all that undo will need, so that it is on disk before the workbook is swapped.

        Takes:   the run with the digests before and after; what it changes.
        Raises:  WriteFailedError; nothing is noted then.
        """
        columns = [
            column_row(draft.id, number, record) for number, record in enumerate(changes.columns)
        ]
        sheets = [
            sheet_row(draft.id, number, record) for number, record in enumerate(changes.sheets)
        ]
        added = [
            (draft.id, number, new.sheet, new.header_row, new.last_row, new.column, new.header)
            for number, new in enumerate(changes.new_columns)
        ]
        rows = [
            (draft.id, number, new.sheet, new.after_row, new.count)
            for number, new in enumerate(changes.new_rows)
        ]
        with self.transaction() as connection:
            marks = ", ".join("?" * 12)
            connection.execute(
                f"INSERT INTO runs ({RUN_FIELDS}) VALUES ({marks})", run_row(draft, "planned")
            )
            connection.executemany(
                "INSERT INTO column_patches VALUES (?, ?, ?, ?, ?, ?, ?)", columns
            )
            connection.executemany("INSERT INTO new_columns VALUES (?, ?, ?, ?, ?, ?, ?)", added)
            connection.executemany("INSERT INTO new_rows VALUES (?, ?, ?, ?, ?)", rows)
            connection.executemany("INSERT INTO owned_sheets VALUES (?, ?, ?, ?, ?, ?)", sheets)

    def finish_run(self, run_id: str) -> bool:
        """Note that the workbook was swapped; a run that undoes another marks that one as undone.

        Returns: False if the note could not be written. The workbook stands all the same, so this is no failure of the
                 run: the next run's `recover` completes the note.
        """
        return self._noted(run_id, "done")

    def recover(
        self,
        workbook: str,
        current_sha: str,
        traces: Callable[[RunRecord], RunStatus] = lambda _: "unknown",
    ) -> list[RunRecord]:
        """Settle the runs that were announced and never closed, by what the workbook is now.

        Takes:   the workbook's file name; the digest of its present bytes; traces: tells what a run has left in a workbook
                 that is neither the old nor the new one, because people saved it since.
        Returns: the runs settled now: done, failed, or unknown.
        """
        open_runs = [run for run in self.history(workbook) if run.status == "planned"]
        if not open_runs:
            return []
        with self.transaction() as connection:
            for run in open_runs:
                found: dict[str, RunStatus] = {run.sha_before: "failed", run.sha_after: "done"}
                self._settle(connection, run.id, found.get(current_sha) or traces(run))
        settled = {run.id for run in open_runs}
        return [run for run in self.history(workbook) if run.id in settled]

    def history(self, workbook: str) -> list[RunRecord]:
        """Give all runs of one workbook, the latest first."""
        select = f"SELECT {RUN_FIELDS} FROM runs WHERE workbook = ? ORDER BY seq DESC"
        with self.sound():
            return [run_record(row) for row in self.rows(select, workbook)]

    def last_undoable(self, workbook: str) -> RunRecord | None:
        """Give the latest run that changed the workbook, is not undone, and is no undo itself."""
        for run in self.history(workbook):
            if run.status == "done" and run.undoes is None and run.sha_before != run.sha_after:
                return run
        return None

    def changes_of(self, run_id: str) -> Changes | None:
        """Give what a run changed, for undo; None if there is no such run or its details were dropped."""
        with self.sound():
            run = self.rows("SELECT as_of FROM runs WHERE id = ? AND has_changes", run_id)
            if not run:
                return None
            columns = self.rows(
                "SELECT * FROM column_patches WHERE run = ? ORDER BY position", run_id
            )
            added = self.rows("SELECT * FROM new_columns WHERE run = ? ORDER BY position", run_id)
            rows = self.rows("SELECT * FROM new_rows WHERE run = ? ORDER BY position", run_id)
            sheets = self.rows("SELECT * FROM owned_sheets WHERE run = ? ORDER BY position", run_id)
            return Changes(
                run_id,
                dt.date.fromisoformat(run[0][0]),
                tuple(column_record(row) for row in columns),
                tuple(NewColumnRecord(*row[2:]) for row in added),
                tuple(sheet_record(row) for row in sheets),
                tuple(NewRowsRecord(*row[2:]) for row in rows),
            )

    def needed_backups(self, workbook: str) -> list[str]:
        """Give the backups that must stay: that of the run to undo next, and those of runs not settled."""
        last = self.last_undoable(workbook)
        return [
            run.backup
            for run in self.history(workbook)
            if run.status in {"planned", "unknown"} or (last is not None and run.id == last.id)
        ]

    def drop_old_changes(self, workbook: str, keep: int = 20) -> None:
        """Forget the cell values of all but the newest runs and the one to undo next; the history stays.

        Housekeeping after a run: what cannot be dropped now is dropped next time, without a word.
        """
        last = self.last_undoable(workbook)
        old = [
            run.id
            for run in self.history(workbook)[max(keep, 1) :]
            if last is None or run.id != last.id
        ]
        with suppress(FollowupError), self.transaction() as connection:
            for run_id in old:
                connection.execute("UPDATE runs SET has_changes = 0 WHERE id = ?", (run_id,))
                connection.execute("DELETE FROM column_patches WHERE run = ?", (run_id,))
                connection.execute("DELETE FROM new_columns WHERE run = ?", (run_id,))
                connection.execute("DELETE FROM new_rows WHERE run = ?", (run_id,))
                connection.execute("UPDATE owned_sheets SET body = x'' WHERE run = ?", (run_id,))

    def forget_all_changes(self, workbook: str) -> None:
        """Drop every cell value that any run over a workbook has kept, for an erasure: the history stays, undo ends.

        Raises: WriteFailedError; the values may then still be there.
        """
        with self.transaction() as connection:
            of_workbook = "(SELECT id FROM runs WHERE workbook = ?)"
            connection.execute("UPDATE runs SET has_changes = 0 WHERE workbook = ?", (workbook,))
            connection.execute(
                f"DELETE FROM column_patches WHERE run IN {of_workbook}", (workbook,)
            )
            connection.execute(f"DELETE FROM new_columns WHERE run IN {of_workbook}", (workbook,))
            connection.execute(f"DELETE FROM new_rows WHERE run IN {of_workbook}", (workbook,))
            connection.execute(
                f"UPDATE owned_sheets SET body = x'' WHERE run IN {of_workbook}", (workbook,)
            )
        self.vacuum()

    def vacuum(self) -> None:
        """Make the file anew: what was deleted would else stay in its free pages."""
        with _translated(self._path):
            self._connection.execute("VACUUM")

    def bury(self, run_id: str, identity: Identity) -> None:
        """Leave the tombstone of an erased person: salted hashes of phone, e-mail and name with company, nothing else.

        It counts once the run that erases has not failed.
        """
        with self.transaction() as connection:
            salt = connection.execute("SELECT value FROM salt").fetchone()
            if salt is None:
                salt = (secrets.token_bytes(_SALT_BYTES),)
                connection.execute("INSERT INTO salt VALUES (?)", salt)
            rows = [(run_id, _tombstone(key, salt[0])) for key in identity.keys]
            connection.executemany("INSERT OR IGNORE INTO tombstones VALUES (?, ?)", rows)

    def is_erased(self, identity: Identity) -> bool:
        """Tell whether a person was erased, by phone, e-mail, or name with company; one that fits is enough."""
        return self.erased([identity])[0]

    def erased(self, people: Sequence[Identity]) -> list[bool]:
        """Tell for each person whether it was erased; see is_erased."""
        select = "SELECT hash FROM tombstones JOIN runs ON runs.id = tombstones.run WHERE runs.status <> 'failed'"
        known = {row[0] for row in self.rows(select)}
        if not known:
            return [False] * len(people)
        salt = self.rows("SELECT value FROM salt")[0][0]
        keys = [person.keys for person in people]
        gone = _buried(list(dict.fromkeys(key for some in keys for key in some)), salt, known)
        return [not gone.isdisjoint(some) for some in keys]

    def _noted(self, run_id: str, status: RunStatus) -> bool:
        try:
            with self.transaction() as connection:
                self._settle(connection, run_id, status)
        except FollowupError:
            return False
        return True

    def _settle(self, connection: sqlite3.Connection, run_id: str, status: RunStatus) -> None:
        connection.execute("UPDATE runs SET status = ? WHERE id = ?", (status, run_id))
        if status == "done":
            connection.execute(
                "UPDATE runs SET status = 'undone' WHERE id = (SELECT undoes FROM runs WHERE id = ?)",
                (run_id,),
            )

    def rows(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        """Give the rows that a statement selects, for what is kept beside the runs."""
        with _translated(self._path):
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all or nothing of what happens inside."""
        with _translated(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def sound(self) -> Iterator[None]:
        """Take content that does not decode for what it is: a damaged file."""
        try:
            yield
        except (zlib.error, ValueError, LookupError, TypeError) as error:
            raise UnreadableWorkbookError(_BROKEN.fill(path=self._path)) from error


@contextmanager
def open_ledger(path: Path, *, create: bool = True) -> Iterator[Ledger]:
    """Open the ledger at this path.

    Takes:   create: make the file if it is missing; if not, a missing ledger is an empty one that leaves no trace
             (dry run, history in a folder that cannot be written).
    Raises:  UnreadableWorkbookError (damaged, or written by a newer version), WorkbookBusyError, WriteFailedError.
             The ledger never touches the workbook.
    """
    with _translated(path):
        try:
            place = path if create or path.exists() else ":memory:"
        except OSError as error:
            raise WriteFailedError(
                _UNUSABLE.fill(path=path, error=error.strerror or error)
            ) from error
        connection = sqlite3.connect(place, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        with _translated(path):
            _prepare(connection, path)
        yield Ledger(connection, path)
    finally:
        connection.close()


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > VERSION:
        raise UnreadableWorkbookError(_NEWER.fill(path=path, found=found, known=VERSION))
    connection.execute("PRAGMA synchronous = FULL")
    if found < VERSION:
        connection.executescript(
            f"BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;"
        )


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise  # a bug of ours
    except sqlite3.DatabaseError as error:
        raise _ledger_error(error, path) from error


def _ledger_error(error: sqlite3.DatabaseError, path: Path) -> FollowupError:
    code = (
        getattr(error, "sqlite_errorcode", 0) & 0xFF
    )  # the low byte is the kind of error, the rest its detail
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return WorkbookBusyError(_LOCKED.fill(path=path))
    if code in _DISK_CODES:
        return WriteFailedError(_UNUSABLE.fill(path=path, error=error))
    return UnreadableWorkbookError(_BROKEN.fill(path=path))


def _tombstone(key: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", key.encode(), salt, _HASH_ROUNDS)


def _buried(keys: Sequence[str], salt: bytes, known: AbstractSet[bytes]) -> set[str]:
    """Give the keys that have a tombstone, hashing on every core: a quick look first would help whoever guesses, too."""

    def some(start: int) -> list[str]:
        return [
            key for key in keys[start : start + _HASHED_AT_ONCE] if _tombstone(key, salt) in known
        ]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return {
            key for found in pool.map(some, range(0, len(keys), _HASHED_AT_ONCE)) for key in found
        }


def is_erased(ledger: Ledger, identity: Identity) -> bool:
    """Tell whether a person was erased, for the import desk."""
    return ledger.is_erased(identity)
