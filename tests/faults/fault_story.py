"""A weekly run in small, and ways to let each of its file-system steps fail or kill the program there.

The story is what the real run does around a write: lock, recover, read, announce, swap, close. It is run in a child
process, because audit hooks stay and a killed process is dead. Run as a script it plays the story once (for strace).
"""

import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import FollowupError
from pipeline.ledger.ledger import open_ledger
from pipeline.workbook.safety.failures import true_messages
from pipeline.workbook.safety.safety import (
    backup_path,
    file_sha256,
    ledger_file,
    prune_backups,
    refuse_if_open,
    replace_workbook,
    workbook_lock,
)
from schemas.records import Changes, ColumnRecord, RunDraft

OLD = b"the whole old workbook\n" * 4000
NEW = b"the whole new workbook, one column wider\n" * 4000
DAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 9, 15, 2)  # noqa: DTZ001 -- the team's wall clock, as in the ledger
KILLED = 77
_EVENTS = frozenset(
    {
        "open",
        "os.rename",
        "os.remove",
        "os.mkdir",
        "os.chmod",
        "os.chown",
        "os.listdir",
        "os.scandir",
        "os.getxattr",
        "os.listxattr",
        "os.setxattr",
        "os.truncate",
        "os.utime",
        "sqlite3.connect",
    }
)


@dataclass
class Faults:
    """Count the steps under one folder and let the k-th one (and, if it lasts, all later ones) fail.

    code: an errno, or None = the process dies there, as if killed.
    """

    folder: str
    at: int
    code: int | None
    lasts: bool = False
    steps: int = 0

    def step(self, name):
        self.steps += 1
        if self.steps == self.at or (self.lasts and self.steps > self.at):
            if self.code is None:
                os._exit(KILLED)
            if name == "sqlite3.connect":
                error = sqlite3.OperationalError("unable to open database file")
                error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
                raise error
            raise OSError(self.code, os.strerror(self.code))

    def install(self):
        sys.addaudithook(self._heard)
        for name in ("fsync", "stat", "fdatasync"):
            setattr(os, name, self._wrapped(name, getattr(os, name)))
        shutil.copyfileobj = self._copy

    def _heard(self, event, arguments):
        if event in _EVENTS and self.folder in str(arguments):
            self.step(event)

    def _wrapped(self, name, call):
        def stepping(place, *arguments, **options):
            # Descriptors are always ours here: the story opens nothing elsewhere.
            if isinstance(place, int) or self.folder in str(place):
                self.step(name)
            return call(place, *arguments, **options)

        return stepping

    def _copy(self, source, target, _length=0):
        content = source.read()
        self.write(target, content)

    def write(self, target, content):
        """Write in three pieces, each of them a step, so that a half-written file is among the states."""
        third = len(content) // 3
        for piece in (content[:third], content[third : 2 * third], content[2 * third :]):
            self.step("write")
            target.write(piece)
            target.flush()


def weekly_run(path, faults):
    """Play one run: the workbook becomes NEW, once. Gives "done" or "nothing to do"."""
    with workbook_lock(path):
        refuse_if_open(path)
        with true_messages(path):
            sha = file_sha256(path)
        with open_ledger(ledger_file(path)) as ledger:
            ledger.recover(path.name, sha)
            if sha == hashlib.sha256(NEW).hexdigest():
                return "nothing to do"
            _write(path, sha, ledger, faults)
            with suppress(
                FollowupError
            ):  # housekeeping: after the swap nothing may be called a failed run
                prune_backups(path, keep=20, needed=ledger.needed_backups(path.name))
    return "done"


def _write(path, sha, ledger, faults):
    run_id = ledger.new_run_id(NOW)
    backup = backup_path(path, run_id)
    changes = Changes(
        run_id, DAY, (ColumnRecord("客户", 28, "等级", "text", [5], ["C1"], ["B"], ["A"]),)
    )

    def announce(after):
        draft = RunDraft(
            id=run_id,
            workbook=path.name,
            started=NOW,
            as_of=DAY,
            command="run",
            policy_digest="p",
            sha_before=sha,
            sha_after=after,
            backup=f"backups/{backup.name}",
        )
        ledger.begin_run(draft, changes)

    def verify(temp):
        assert temp.read_bytes() == NEW

    replace_workbook(
        path,
        expected_sha256=sha,
        backup=backup,
        write=lambda handle: faults.write(handle, NEW),
        verify=verify,
        announce=announce,
    )
    ledger.finish_run(run_id)


def outcome(path, faults):
    """Play the run and give what a user would see; a bug of ours comes back with its traceback."""
    try:
        return {"end": weekly_run(path, faults), "steps": faults.steps}
    except FollowupError as error:
        texts = {"zh": error.message("zh"), "en": error.message("en"), "code": error.exit_code}
        return {"end": "refused", **texts, "steps": faults.steps}
    except BaseException:  # noqa: BLE001 -- reported to the test, which fails on it
        return {"end": "bug", "trace": traceback.format_exc(), "steps": faults.steps}


def in_child(work):
    """Run `work` in a forked child; give its result, or {"end": "killed"}."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        result = json.dumps(work()).encode()
        os.write(writing, result)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if answer:
        return json.loads(answer)
    assert os.waitstatus_to_exitcode(status) == KILLED
    return {"end": "killed"}


def play(path, *, at=0, code=None, lasts=False):
    """Play the run in a child with one fault (at=0: none)."""

    def work():
        faults = Faults(str(path.parent), at, code, lasts)
        faults.install()
        return outcome(path, faults)

    return in_child(work)


def fresh(folder):
    """Make the team's folder with the old workbook in it."""
    folder.mkdir()
    path = folder / "客户跟进.xlsx"
    path.write_bytes(OLD)
    return path


def ledger_statuses(path):
    """Give the statuses of the runs, the latest first."""
    with open_ledger(ledger_file(path), create=False) as ledger:
        return [run.status for run in ledger.history(path.name)]


def temp_files(path):
    """Give what a dead run may leave: temp files and SQLite's journal."""
    found = [entry for entry in path.parent.rglob("*") if entry.is_file()]
    return [
        entry.name
        for entry in found
        if entry.name.startswith(".followup-") or entry.name.endswith("-journal")
    ]


if __name__ == "__main__":
    ended = outcome(Path(sys.argv[1]), Faults(sys.argv[1], at=0, code=None))
    sys.stdout.write(json.dumps(ended))
