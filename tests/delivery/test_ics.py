"""The calendar file, read back by a calendar library and looked at byte by byte."""

import datetime as dt

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from pipeline.delivery.ics import calendar_file, uid
from pipeline.ledger.calendars import settle
from reports.papers.appointments import Appointment
from reports.words.values import clean_text

SALT = b"0123456789abcdef"
MONDAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC)


def file_of(wanted, before=(), seller="王芳", lang="zh"):
    told = settle(wanted, {one.key: one for one in before}, MONDAY, NOW, SALT)
    return calendar_file("表.xlsx", seller, wanted, told, MONDAY, lang)


def entry(title="跟进：甲公司", lines=("为什么：满一个周期",), key="due|K1"):
    return Appointment(key, MONDAY, title, lines, recurs=True)


def properties(content):
    """Undo the folding and give the file's lines."""
    return content.replace(b"\r\n ", b"").decode().split("\r\n")


def test_an_entry_is_a_whole_day_without_zone_organizer_or_alarm():
    (event,) = icalendar.Calendar.from_ical(file_of([entry()])).walk("VEVENT")
    assert event["DTSTART"].dt == MONDAY
    assert event["DTEND"].dt == dt.date(2026, 11, 24)
    assert event["UID"] == uid("表.xlsx", "王芳", "due|K1")
    assert event["SEQUENCE"] == 0
    assert event["SUMMARY"] == "跟进：甲公司"
    assert event["STATUS"] == "CONFIRMED"
    text = file_of([entry()])
    for absent in (b"ORGANIZER", b"VALARM", b"VTIMEZONE", b"TZID", b"METHOD"):
        assert absent not in text


def test_the_same_entries_give_the_same_bytes():
    assert file_of([entry()]) == file_of([entry()])


def test_a_cancelled_entry_is_named_by_its_uid_alone():
    before = settle([entry(lines=("电话：13800138000",))], {}, MONDAY, NOW, SALT)
    content = file_of([], before)
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert (event["STATUS"], event["SEQUENCE"], event["UID"]) == (
        "CANCELLED",
        1,
        uid("表.xlsx", "王芳", "due|K1"),
    )
    assert "甲公司" not in content.decode()
    assert "K1" not in content.decode()


def test_the_uid_differs_by_workbook_seller_and_entry_and_never_by_run():
    assert uid("表.xlsx", "王芳", "due|K1") == uid("表.xlsx", "王芳", "due|K1")
    others = {
        uid("表.xlsx", "王芳", "due|K1"),
        uid("表2.xlsx", "王芳", "due|K1"),
        uid("表.xlsx", "李强", "due|K1"),
        uid("表.xlsx", "王芳", "due|K2"),
    }
    assert len(others) == 4


# Texts as attacks on the format: line breaks that would begin a property, its own signs, characters of four bytes at
# the fold, marks that turn the reading direction.
ATTACKS = st.lists(
    st.sampled_from(
        [
            "\r\n",
            "\n",
            "\r",
            "ATTENDEE:mailto:x@evil.example",
            "BEGIN:VALARM",
            "END:VEVENT",
            ";",
            ",",
            ":",
            "\\",
            '"',
            "😀",
            "甲",
            "a",
            "\u202e",
            "\u2028",
            "\x00",
            "\x0b",
            "=1+1",
            "é",
            "👩‍👩‍👧",
        ]
    ),
    max_size=60,
).map("".join)


@given(ATTACKS, ATTACKS, st.text(max_size=90))
def test_no_text_leaves_its_property_and_no_character_is_cut(name, fact, other):
    # Cells come to the file as one clean line, as reports.papers.appointments makes them.
    title, lines = (
        f"跟进：{clean_text(name)}",
        (f"联系人：{clean_text(fact)}", f"要点：{clean_text(other)}"),
    )
    content = file_of([entry(title, lines)], seller=clean_text(name) or "王芳")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # a fold inside a character would fail here
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    names = [line.split(":")[0].split(";")[0] for line in properties(content) if line]
    assert names == [
        "BEGIN",
        "PRODID",
        "VERSION",
        "CALSCALE",
        "X-WR-CALNAME",
        "BEGIN",
        "UID",
        "DTSTAMP",
        "LAST-MODIFIED",
        "SEQUENCE",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "DESCRIPTION",
        "STATUS",
        "TRANSP",
        "CLASS",
        "END",
        "END",
    ]
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert event["SUMMARY"] == title
    assert event["DESCRIPTION"] == "\n".join(lines)
