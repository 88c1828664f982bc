"""What goes out of the house and what became of it: plain data that channels, ledger and commands share."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Literal

Status = Literal["pending", "sending", "sent", "failed", "unknown"]
"""pending: not gone, a later run sends it · sending: announced, end not noted · sent: the other side has taken it ·
failed: the other side refuses it for good · unknown: broken off after the last byte, so nobody can tell."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing for one recipient, known by what it is and not by its bytes.

    workbook: file name · channel: mail, chat … · recipient: one address · about: whose it is, such as a manager's name.
    The same delivery of the same day is sent once, however often it is asked for.
    """

    workbook: str
    channel: str
    as_of: dt.date
    recipient: str
    about: str

    @property
    def key(self) -> str:
        """Give the name under which the ledger knows it: a digest, the same on every run."""
        parts = (
            self.workbook,
            self.channel,
            self.as_of.isoformat(),
            self.recipient.casefold(),
            self.about,
        )
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Noted:
    """What the ledger knows of a delivery. generation: 0, one more for each time that it is deliberately sent again."""

    status: Status
    generation: int
    attempts: int
    reply: str
