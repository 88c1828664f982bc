"""A seller's calendar as an .ics file that any calendar program imports, and imports again to be up to date."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

import icalendar

from pipeline.ledger.calendars import Sent, is_told
from reports.papers.appointments import Appointment
from schemas.texts import Lang, Text

_PRODUCT: Final = "-//followup//seller calendar//{lang}"
_NAME: Final = Text("客户跟进 {seller}", "Follow-ups {seller}")
_CANCELLED: Final = Text("已取消的跟进", "Follow-up cancelled")


def calendar_file(  # noqa: PLR0913 -- all that stands in the file
    workbook: str,
    seller: str,
    wanted: Iterable[Appointment],
    told: Iterable[Sent],
    as_of: dt.date,
    lang: Lang,
) -> bytes:
    """Write one calendar (RFC 5545): whole days without a time zone, no organizer, no alarm.

    Takes:   workbook: its file name; told: what `settle` gave for the appointments.
    Returns: the file; the same arguments give the same bytes. A cancelled entry holds no word of its customer.
    """
    entries = {one.key: one for one in told}
    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT.format(lang=lang))
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _NAME.fill(seller=seller).pick(lang))
    standing: Mapping[str, Appointment] = {one.key: one for one in wanted}
    for key, one in standing.items():
        calendar.add_component(_event(workbook, seller, entries[key], one.title, one.lines))
    for key, entry in entries.items():
        if key not in standing and is_told(entry, as_of):
            calendar.add_component(_event(workbook, seller, entry, _CANCELLED.pick(lang), ()))
    content: bytes = calendar.to_ical(sorted=False)
    return content


def uid(workbook: str, seller: str, key: str) -> str:
    """Give the name of an entry among all the world's calendars: the same for good, and telling nothing."""
    name = f"{workbook}\x1f{seller}\x1f{key}".encode("utf-8", "replace")
    return f"{hashlib.sha256(name).hexdigest()[:40]}@followup"


def _event(
    workbook: str, seller: str, entry: Sent, title: str, lines: tuple[str, ...]
) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", uid(workbook, seller, entry.key))
    event.add("dtstamp", entry.changed)
    event.add("last-modified", entry.changed)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + dt.timedelta(days=1))
    event.add("summary", title)
    if lines:
        event.add("description", "\n".join(lines))
    event.add("status", "CANCELLED" if entry.dropped else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # a day with follow-ups is not a day away
    event.add("class", "PRIVATE")  # who shares the calendar sees no customer's number
    return event
