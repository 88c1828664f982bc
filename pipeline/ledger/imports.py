"""What the ledger keeps of imports: rows that came in before, rows that wait for an answer, and the answers obeyed.

All of it belongs to the run that noted it: a run that failed or was taken back counts as if it had never been. Where nobody
can tell whether a run reached the workbook, its questions stay, and its other rows are worked on again: none is lost.
"""

import dataclasses
import datetime as dt
import json
import secrets
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.ledger.ledger import Ledger
from schemas.imports import Candidate, Evidence, Line, WaitingRow
from schemas.texts import Text

_DONE: Final = "runs.workbook = ? AND runs.status = 'done'"
_MAY_BE_DONE: Final = "runs.workbook = ? AND runs.status IN ('done', 'unknown')"
_NOT_IN_VAIN: Final = "runs.workbook = ? AND runs.status NOT IN ('failed', 'undone')"
_FAILED: Final = "SELECT id FROM runs WHERE status = 'failed'"
_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class ImportNotes:
    """What one run leaves in the ledger.

    rows: digest of an input row → customer id, or number of the question where it waits · waiting: rows that wait from now
    on · settled: number of a question → the customer that the row went to.
    """

    rows: Mapping[bytes, str] = field(default_factory=dict)
    waiting: Sequence[WaitingRow] = ()
    settled: Mapping[str, str] = field(default_factory=dict)


def note_import(ledger: Ledger, run_id: str, notes: ImportNotes) -> None:
    """Note what a run imports, with its announcement; the questions of runs that failed go."""
    with ledger.transaction() as connection:
        connection.execute(f"DELETE FROM waiting_rows WHERE run IN ({_FAILED})")
        connection.executemany(
            "INSERT OR REPLACE INTO import_rows VALUES (?, ?, ?)",
            ((run_id, digest, owner) for digest, owner in notes.rows.items()),
        )
        connection.executemany(
            "INSERT INTO waiting_rows VALUES (?, ?, ?)",
            ((run_id, row.key, _packed(row)) for row in notes.waiting),
        )
        connection.executemany(
            "INSERT INTO settled_rows VALUES (?, ?, ?)",
            ((run_id, key, customer) for key, customer in notes.settled.items()),
        )


def waiting_rows(ledger: Ledger, workbook: str) -> list[WaitingRow]:
    """Give the rows of a workbook's imports that wait for an answer, by number."""
    select = f"SELECT key, body FROM waiting_rows JOIN runs ON runs.id = run WHERE {_MAY_BE_DONE}"
    settled = settled_rows(ledger, workbook)
    with ledger.sound():
        found = [
            _unpacked(body) for key, body in ledger.rows(select, workbook) if key not in settled
        ]
    return sorted(found, key=lambda row: int(row.key[1:]))


def asked_keys(ledger: Ledger, workbook: str) -> set[str]:
    """Give the questions that may wait, those of a run among them that died before it could be closed."""
    select = f"SELECT key FROM waiting_rows JOIN runs ON runs.id = run WHERE {_NOT_IN_VAIN}"
    return {key for (key,) in ledger.rows(select, workbook)} - settled_rows(ledger, workbook).keys()


def settled_rows(ledger: Ledger, workbook: str) -> dict[str, str]:
    """Give the questions that were answered, each with the customer that the row went to."""
    return dict(
        ledger.rows(
            f"SELECT key, customer FROM settled_rows JOIN runs ON runs.id = run WHERE {_DONE}",
            workbook,
        )
    )


def known_rows(ledger: Ledger, workbook: str) -> dict[bytes, str]:
    """Give the digests of the rows that came in before: the customer that each went to, or the question it waits for."""
    settled = settled_rows(ledger, workbook)
    select = (
        f"SELECT digest, owner FROM import_rows JOIN runs ON runs.id = import_rows.run WHERE {_MAY_BE_DONE} "
        "AND (runs.status = 'done' OR owner IN (SELECT key FROM waiting_rows)) ORDER BY runs.seq"
    )
    return {digest: settled.get(owner, owner) for digest, owner in ledger.rows(select, workbook)}


def next_question(ledger: Ledger) -> int:
    """Give the first number that no question has had; one that a failed run wanted was never seen by anybody."""
    select = f"SELECT key FROM waiting_rows WHERE run NOT IN ({_FAILED})"
    return max((int(key[1:]) for (key,) in ledger.rows(select)), default=0) + 1


def digest_salt(ledger: Ledger) -> bytes:
    """Give what goes into the digests of this ledger's rows, so that nobody else can tell from one what it is of."""
    found = ledger.rows("SELECT value FROM import_salt")
    if found:
        return bytes(found[0][0])
    salt = secrets.token_bytes(_SALT_BYTES)
    with ledger.transaction() as connection:
        connection.execute("INSERT INTO import_salt VALUES (?)", (salt,))
    return salt


def forget_waiting(ledger: Ledger, keys: Iterable[str]) -> None:
    """Drop rows that wait, for an erasure: nothing of them stays."""
    with ledger.transaction() as connection:
        connection.executemany("DELETE FROM waiting_rows WHERE key = ?", ((key,) for key in keys))
    ledger.vacuum()


def _packed(row: WaitingRow) -> bytes:
    return zlib.compress(
        json.dumps(dataclasses.asdict(row), default=_tagged, separators=(",", ":")).encode(), 1
    )


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    raise TypeError(f"not a cell value: {type(value).__name__}")


def _untagged(body: dict[str, Any]) -> Any:
    return dt.date.fromisoformat(body["day"]) if body.keys() == {"day"} else body


def _unpacked(packed: bytes) -> WaitingRow:
    body = json.loads(zlib.decompress(packed), object_hook=_untagged)
    body["places"] = [Line(*place) for place in body["places"]]
    body["candidates"] = [_candidate(one) for one in body["candidates"]]
    return WaitingRow(**body)


def _candidate(body: dict[str, Any]) -> Candidate:
    evidence = [
        Evidence(key, left, right, Text(*found), weight)
        for key, left, right, found, weight in body["evidence"]
    ]
    return Candidate(**{**body, "evidence": evidence})
