"""Letters as mail messages: whatever stands in a name or a subject stays in its own header."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from schemas.texts import Lang

_SUBJECT_LENGTH: Final = 150
_NAME_LENGTH: Final = 80
_LANGUAGES: Final[dict[Lang, str]] = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file beside a letter. name: ASCII, because Outlook shows "untitled" for others · media: such as text/calendar."""

    name: str
    media: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One letter to one recipient.

    sender, recipient: one checked address each (schemas.addresses.one_address) · the names, subject: any text · html,
    text: the same content twice · lang: of the content · day: the day that the letter is about.
    """

    sender: str
    sender_name: str
    recipient: str
    recipient_name: str
    subject: str
    html: str
    text: str
    lang: Lang
    attachments: Sequence[Attachment] = ()


def message_bytes(mail: Mail, message_id: str, now: dt.datetime) -> bytes:
    """Write a letter as it goes over the wire, lines ended by CRLF.

    Takes:   message_id: see `message_id` · now: with its time zone.
    Returns: the same bytes for the same arguments.
    Raises:  ValueError where an address is none or an attachment's name is not ASCII: a bug of the caller.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_one_line(mail.sender_name, _NAME_LENGTH), addr_spec=mail.sender)
    message["To"] = Address(_one_line(mail.recipient_name, _NAME_LENGTH), addr_spec=mail.recipient)
    message["Subject"] = _one_line(mail.subject, _SUBJECT_LENGTH)
    message["Date"] = now
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="base64")
    message.add_alternative(mail.html, subtype="html", cte="base64")
    for file in mail.attachments:
        if not file.name.isascii():
            raise ValueError("the name of an attachment is not ASCII")
        kind, _, subtype = file.media.partition("/")
        message.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name)
    message["Content-Language"] = _LANGUAGES[
        mail.lang
    ]  # setting the content takes such headers away
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{hashlib.sha256(f'{message_id}{number}'.encode()).hexdigest()[:32]}")
    return message.as_bytes()


def message_id(key: str, generation: int, sender: str) -> str:
    """Name a delivery's message, the same on every try, so that a mailbox which gets it twice can tell.

    Takes:   key, generation: as in the ledger · sender: its domain goes into the name.
    """
    digest = hashlib.sha256(f"{key}/{generation}".encode()).hexdigest()[:40]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def _one_line(text: str, longest: int) -> str:
    """Give a text fit for a header: no controls, no turned reading direction, one line, not endless.

    A text in which email.message finds an encoded word, such as =?utf-8?q?=0d=0aBcc:…?=, would be decoded and folded with
    the line break that it hides; so none may look like one.
    """
    kept = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(kept.replace("=?", "= ?").split())[:longest].rstrip()
