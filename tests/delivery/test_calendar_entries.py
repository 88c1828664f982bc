"""What a calendar is told from one run to the next: numbers that rise, entries that are cancelled, and no noise."""

import datetime as dt

from pipeline.ledger.calendars import KEPT_DAYS, is_told, note_sent, sent_before, settle
from pipeline.ledger.ledger import open_ledger
from reports.papers.appointments import Appointment

SALT = b"0123456789abcdef"
MONDAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 8, 30, 15, 999, tzinfo=dt.timezone(dt.timedelta(hours=8)))
LATER = NOW + dt.timedelta(hours=5)


def due(day, title="跟进：甲公司", key="due|K1"):
    return Appointment(key, day, title, ("为什么：满一个周期",), recurs=True)


def birthday(day):
    return Appointment(f"touch|birthday|K1|{day}", day, "生日祝福：甲公司", (), recurs=False)


def after(*runs):
    """Settle one run after the other; each is (as_of, now, appointments)."""
    told = {}
    for as_of, now, wanted in runs:
        told = {one.key: one for one in settle(wanted, told, as_of, now, SALT)}
    return told


def test_a_new_entry_has_number_0_and_the_moment_in_utc_without_fractions():
    (entry,) = after((MONDAY, NOW, [due(MONDAY)])).values()
    assert (entry.sequence, entry.changed.isoformat()) == (0, "2026-11-23T00:30:15+00:00")


def test_what_did_not_change_keeps_number_and_time():
    once = after((MONDAY, NOW, [due(MONDAY)]))
    assert after((MONDAY, NOW, [due(MONDAY)]), (MONDAY, LATER, [due(MONDAY)])) == once


def test_another_day_or_word_is_the_next_number_and_a_new_time():
    moved = after(
        (MONDAY, NOW, [due(MONDAY)]), (MONDAY, LATER, [due(MONDAY + dt.timedelta(days=9))])
    )
    renamed = after((MONDAY, NOW, [due(MONDAY)]), (MONDAY, LATER, [due(MONDAY, "跟进：甲集团")]))
    for (entry,) in (moved.values(), renamed.values()):
        assert entry.sequence == 1
        assert entry.changed.isoformat() == "2026-11-23T05:30:15+00:00"


def test_a_clock_that_went_back_does_not_date_a_change_before_the_one_before_it():
    entry = after((MONDAY, LATER, [due(MONDAY)]), (MONDAY, NOW, [due(MONDAY, "别的")]))["due|K1"]
    assert entry.sequence == 1
    assert entry.changed.isoformat() == "2026-11-23T05:30:15+00:00"


def test_what_is_gone_and_lies_ahead_is_cancelled_once():
    gone = after((MONDAY, NOW, [due(MONDAY + dt.timedelta(days=3))]), (MONDAY, LATER, []))
    again = after(
        (MONDAY, NOW, [due(MONDAY + dt.timedelta(days=3))]),
        (MONDAY, LATER, []),
        (MONDAY, LATER, []),
    )
    assert (gone["due|K1"].sequence, gone["due|K1"].dropped) == (1, MONDAY)
    assert again == gone


def test_what_is_over_is_left_to_the_calendar():
    over = after((MONDAY, NOW, [birthday(MONDAY)]), (MONDAY + dt.timedelta(days=1), LATER, []))
    assert over == {}


def test_a_cancelled_entry_is_told_for_sixty_days_and_a_birthday_is_then_forgotten():
    day = MONDAY + dt.timedelta(days=20)
    last = MONDAY + dt.timedelta(days=KEPT_DAYS)
    told = after((MONDAY, NOW, [birthday(day)]), (MONDAY, LATER, []), (last, LATER, []))
    assert [is_told(one, last) for one in told.values()] == [True]
    beyond = last + dt.timedelta(days=1)
    assert after((MONDAY, NOW, [birthday(day)]), (MONDAY, LATER, []), (beyond, LATER, [])) == {}


def test_a_customer_who_comes_back_after_months_goes_on_with_the_numbers():
    # A calendar ignores an entry whose number is lower than the one it knows.
    spring = dt.date(2027, 4, 1)
    told = after(
        (MONDAY, NOW, [due(MONDAY + dt.timedelta(days=3))]),
        (MONDAY, LATER, []),
        (spring, LATER, []),
        (spring, LATER, [due(spring)]),
    )
    assert (told["due|K1"].sequence, told["due|K1"].dropped) == (2, None)


def test_the_ledger_gives_back_what_it_was_told_each_seller_apart(tmp_path):
    mine = settle([due(MONDAY), birthday(MONDAY)], {}, MONDAY, NOW, SALT)
    cancelled = settle([], {one.key: one for one in mine}, MONDAY, LATER, SALT)
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        note_sent(ledger, "表.xlsx", {"王芳": mine, "李强": cancelled})
        note_sent(ledger, "别的.xlsx", {"王芳": []})
        note_sent(ledger, "表.xlsx", {"赵敏": []})
        found = sent_before(ledger, "表.xlsx")
        assert sent_before(ledger, "别的.xlsx") == {}
    assert found == {
        "王芳": {one.key: one for one in mine},
        "李强": {one.key: one for one in cancelled},
    }


def test_the_ledger_holds_no_word_of_a_customer(tmp_path):
    path = tmp_path / "ledger.sqlite"
    secret = Appointment("due|K1", MONDAY, "跟进：甲公司", ("电话：13800138000",), recurs=True)
    with open_ledger(path) as ledger:
        note_sent(ledger, "表.xlsx", {"王芳": settle([secret], {}, MONDAY, NOW, SALT)})
    content = path.read_bytes()
    assert "甲公司".encode() not in content
    assert b"13800138000" not in content
