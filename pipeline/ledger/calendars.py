"""What sellers' calendars were told before, kept in the ledger, and what of it has changed since.

An entry keeps its UID for good. A changed one gets the next sequence number and the time of the change, so that a
calendar which imports the file again replaces the old one; one that is gone is cancelled. Without a change the numbers
stay, and the file comes out as the same bytes.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.ledger.ledger import Ledger
from reports.papers.appointments import Appointment

KEPT_DAYS: Final = 60
"""So long a cancelled entry is repeated in the file, for a seller who imports seldom."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a calendar was told of one entry.

    changed: UTC, when it was last told something new · dropped: the as-of date on which the entry was gone, None while
    it stands · recurs: see reports.papers.appointments.Appointment.
    """

    key: str
    sequence: int
    digest: bytes
    day: dt.date
    changed: dt.datetime
    recurs: bool
    dropped: dt.date | None = None


def sent_before(ledger: Ledger, workbook: str) -> dict[str, dict[str, Sent]]:
    """Give what each seller's calendar was told: seller → key → entry."""
    found: dict[str, dict[str, Sent]] = {}
    select = "SELECT seller, key, sequence, digest, day, changed, recurs, dropped FROM calendar_entries WHERE workbook = ?"
    with ledger.sound():
        for seller, key, sequence, digest, day, changed, recurs, dropped in ledger.rows(
            select, workbook
        ):
            found.setdefault(seller, {})[key] = Sent(
                key,
                int(sequence),
                bytes(digest),
                dt.date.fromisoformat(day),
                dt.datetime.fromisoformat(changed),
                bool(recurs),
                dt.date.fromisoformat(dropped) if dropped else None,
            )
    return found


def note_sent(ledger: Ledger, workbook: str, by_seller: Mapping[str, Iterable[Sent]]) -> None:
    """Put down what the calendars of some sellers are told now, in place of what they were told before."""
    with ledger.transaction() as connection:
        for seller, entries in by_seller.items():
            connection.execute(
                "DELETE FROM calendar_entries WHERE workbook = ? AND seller = ?", (workbook, seller)
            )
            connection.executemany(
                "INSERT INTO calendar_entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        workbook,
                        seller,
                        one.key,
                        one.sequence,
                        one.digest,
                        one.day.isoformat(),
                        one.changed.isoformat(),
                        one.recurs,
                        one.dropped.isoformat() if one.dropped else None,
                    )
                    for one in entries
                ),
            )


def settle(
    wanted: Sequence[Appointment],
    before: Mapping[str, Sent],
    as_of: dt.date,
    now: dt.datetime,
    salt: bytes,
) -> list[Sent]:
    """Number the entries of one calendar.

    Takes:   wanted: the appointments as they are; before: what the calendar was told; now: an aware time; salt: goes
             into the digests, which else would tell what is in an entry to whoever guesses it.
    Returns: what the calendar is told now, in the order wanted, then what is cancelled and what is only remembered: the
             number of an entry that may come back. What is over is left to the calendars; they keep it.
    """
    moment = now.astimezone(dt.UTC).replace(microsecond=0)
    standing = [_standing(one, before.get(one.key), moment, salt) for one in wanted]
    keys = {one.key for one in wanted}
    gone = (_gone(old, as_of, moment) for key, old in sorted(before.items()) if key not in keys)
    return [*standing, *(old for old in gone if old is not None)]


def is_told(entry: Sent, as_of: dt.date) -> bool:
    """Tell whether an entry that is gone is still repeated in the file as cancelled."""
    return entry.dropped is not None and (as_of - entry.dropped).days <= KEPT_DAYS


def _standing(one: Appointment, old: Sent | None, moment: dt.datetime, salt: bytes) -> Sent:
    digest = _digest(one, salt)
    if old is None:
        return Sent(one.key, 0, digest, one.day, moment, one.recurs)
    if old.digest == digest and old.dropped is None:
        return old
    return Sent(one.key, old.sequence + 1, digest, one.day, max(moment, old.changed), one.recurs)


def _gone(old: Sent, as_of: dt.date, moment: dt.datetime) -> Sent | None:
    """Cancel what lies ahead; keep the number of what may come back; forget the rest."""
    if old.dropped is None and old.day >= as_of:
        return replace(
            old, sequence=old.sequence + 1, changed=max(moment, old.changed), dropped=as_of
        )
    return old if old.recurs or is_told(old, as_of) else None


def _digest(one: Appointment, salt: bytes) -> bytes:
    told = "\x1f".join((one.day.isoformat(), one.title, *one.lines))
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), key=salt, digest_size=16).digest()
