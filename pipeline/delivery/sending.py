"""Sending what has not gone yet, with the ledger one step ahead, and again after a while where a server says "later"."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.delivery.messages import Mail, message_bytes, message_id
from pipeline.delivery.smtp import Mailer, Outcome, ServerUnusableError
from pipeline.ledger.deliveries import announce, noted, settle
from pipeline.ledger.ledger import Ledger
from schemas.deliveries import Delivery, Noted, Status

PAUSES: Final = (3.0, 15.0)
"""Seconds before the second and the third try of what a server put off; what is still put off waits for the next run."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter that should reach its recipient: what the ledger knows it by, and what it says."""

    delivery: Delivery
    mail: Mail


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a letter. earlier: it had its end before this run began · reply: the other side's words."""

    delivery: Delivery
    status: Status
    reply: str
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as the sender sees it: now with its zone, and a way to wait."""

    now: Callable[[], dt.datetime]
    wait: Callable[[float], None]


def send_letters(
    letters: Sequence[Letter],
    mailer: Mailer,
    ledger: Ledger,
    clock: Clock,
    pauses: Sequence[float] = PAUSES,
) -> tuple[list[Told], ServerUnusableError | None]:
    """Send the letters that have not gone.

    Takes:   letters; the caller holds the workbook's lock, and has settled what a dead sender left behind.
    Returns: what became of each, in their order; and why the server could not be used, where that ended the sending.
    Raises:  WriteFailedError, WorkbookBusyError from the ledger: what is not noted by then has not gone, or is unknown.
    """
    told = [_known(letter, ledger) for letter in letters]
    trouble: ServerUnusableError | None = None
    try:
        for pause in (0.0, *pauses):
            waiting = [
                place
                for place, one in enumerate(told)
                if not one.earlier and one.status == "pending"
            ]
            if not waiting or (trouble and trouble.lasting):
                break
            clock.wait(pause)
            trouble = None
            for place in waiting:
                try:
                    told[place] = _send(letters[place], mailer, ledger, clock)
                except ServerUnusableError as error:
                    trouble = error
                    break
    finally:
        mailer.close()
    return told, trouble


def _known(letter: Letter, ledger: Ledger) -> Told:
    """Tell what has had its end: sent, or unknown until a person decides. All else is to be sent."""
    known = noted(ledger, letter.delivery)
    if known.status in {"sent", "unknown"}:
        return Told(letter.delivery, known.status, known.reply, earlier=True)
    return Told(letter.delivery, "pending", known.reply)


def _send(letter: Letter, mailer: Mailer, ledger: Ledger, clock: Clock) -> Told:
    delivery, mail = letter.delivery, letter.mail
    known = noted(ledger, delivery)
    message = message_bytes(mail, _message_id(delivery, known, mail), clock.now())
    outcome: Outcome = mailer.send(
        mail.sender, mail.recipient, message, lambda: announce(ledger, delivery, clock.now())
    )
    settle(ledger, delivery, outcome.status, outcome.reply, clock.now())
    return Told(delivery, outcome.status, outcome.reply)


def _message_id(delivery: Delivery, known: Noted, mail: Mail) -> str:
    return message_id(delivery.key, known.generation, mail.sender)
