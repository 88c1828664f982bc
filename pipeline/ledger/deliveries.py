"""What the ledger keeps of deliveries, written ahead: nothing leaves before the ledger says that it is leaving.

`sending` is on disk before the first byte that could be taken, `sent` after the other side has said yes. Whoever finds
`sending` at its start, alone with the workbook's lock, has found a delivery whose sender died: nobody can tell whether
it arrived, so it becomes `unknown` and is not sent again before a person says so.
"""

import datetime as dt
from typing import Any, Final

from pipeline.ledger.ledger import Ledger
from schemas.deliveries import Delivery, Noted, Status

_FIELDS: Final = (
    "key, workbook, channel, as_of, recipient, generation, status, attempts, noted, reply"
)
_REPLY_LENGTH: Final = 300


def settle_broken(ledger: Ledger, workbook: str, now: dt.datetime) -> int:
    """Turn what a dead sender left as `sending` into `unknown`; the caller holds the workbook's lock.

    Returns: how many there were.
    """
    with ledger.transaction() as connection:
        done = connection.execute(
            "UPDATE deliveries SET status = 'unknown', noted = ? WHERE workbook = ? AND status = 'sending'",
            (_time(now), workbook),
        )
        return done.rowcount


def noted(ledger: Ledger, delivery: Delivery) -> Noted:
    """Give what is known of a delivery; pending where nothing is."""
    rows = ledger.rows(
        "SELECT status, generation, attempts, reply FROM deliveries WHERE key = ?", delivery.key
    )
    return Noted(*rows[0]) if rows else Noted("pending", 0, 0, "")


def announce(ledger: Ledger, delivery: Delivery, now: dt.datetime) -> None:
    """Note that a delivery is leaving; on disk when this returns.

    Raises: WriteFailedError, WorkbookBusyError: then nothing may be sent.
    """
    _note(ledger, delivery, "sending", now, "", attempts=1)


def settle(
    ledger: Ledger, delivery: Delivery, status: Status, reply: str, now: dt.datetime
) -> None:
    """Note what became of a delivery, with what the other side said.

    Raises: as `announce`; the delivery then stays `sending` and is found as `unknown` by the next run.
    """
    _note(ledger, delivery, status, now, reply, attempts=0)


def send_again(ledger: Ledger, delivery: Delivery, now: dt.datetime) -> None:
    """Let a delivery go once more because a person wants it; one that had arrived gets a new number."""
    known = noted(ledger, delivery)
    _note(ledger, delivery, "pending", now, "", attempts=0)
    if known.status == "sent":
        with ledger.transaction() as connection:
            connection.execute(
                "UPDATE deliveries SET generation = generation + 1 WHERE key = ?", (delivery.key,)
            )


def _note(  # noqa: PLR0913 -- one row
    ledger: Ledger,
    delivery: Delivery,
    status: Status,
    now: dt.datetime,
    reply: str,
    *,
    attempts: int,
) -> None:
    row: tuple[Any, ...] = (
        delivery.key,
        delivery.workbook,
        delivery.channel,
        delivery.as_of.isoformat(),
        delivery.recipient,
        0,
        status,
        attempts,
        _time(now),
        reply[:_REPLY_LENGTH],
    )
    marks = ", ".join("?" * len(row))
    with ledger.transaction() as connection:
        connection.execute(
            f"INSERT INTO deliveries ({_FIELDS}) VALUES ({marks}) ON CONFLICT (key) DO UPDATE SET "
            "status = excluded.status, attempts = attempts + excluded.attempts, noted = excluded.noted, "
            "reply = excluded.reply",
            row,
        )


def _time(now: dt.datetime) -> str:
    return now.isoformat(timespec="seconds")
