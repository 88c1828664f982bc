"""A pack's touchpoints: what is read, and what is refused with file, line and key."""

import pytest

from pipeline.errors import SettingsError
from pipeline.methods import load_policy
from pipeline.methods.nodes import parse
from pipeline.methods.section import Section
from pipeline.methods.touchpoints import default_touchpoints, festivals, read_touchpoints
from schemas.columns import METHODS

GREETING = """
greeting:
  name: {zh: 问候, en: greeting}
  way: sms
  times_a_year: {A: 4, C: 12}
  prepare_days: 0
  source: S4
"""


def read(text, letters=("A", "B", "C", "D")):
    return read_touchpoints(
        Section("pack.yaml", "touchpoints", parse(text.strip(), "pack.yaml")), letters
    )


def refused(text):
    with pytest.raises(SettingsError) as caught:
        read(text)
    return str(caught.value)


def test_a_touchpoint_is_read_as_it_stands():
    (found,) = read(GREETING)
    assert (found.key, found.kind, found.way, found.text, found.tiers) == (
        "greeting",
        "yearly",
        "sms",
        "greeting",
        ("A", "C"),
    )
    assert [found.a_year(tier) for tier in "ABCD"] == [4, 0, 12, 0]
    assert not found.is_fixed


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "times_a_year: {A: 4, C: 12}",
            "tiers: [A]",
            "pack.yaml:2: touchpoints.greeting: write exactly one of",
        ),
        (
            "times_a_year: {A: 4, C: 12}",
            "times_a_year: {A: 4}\n  on_birthday: true",
            "write exactly one of",
        ),
        (
            "times_a_year: {A: 4, C: 12}",
            "times_a_year: {A: 0}",
            "pack.yaml:4: touchpoints.greeting.times_a_year.A",
        ),
        ("times_a_year: {A: 4, C: 12}", "times_a_year: {A: 366}", "at most 365"),
        (
            "times_a_year: {A: 4, C: 12}",
            "times_a_year: {X: 4}",
            '"X" is not known here; known: A, B, C, D',
        ),
        (
            "times_a_year: {A: 4, C: 12}",
            "on_birthday: false",
            "pack.yaml:4: touchpoints.greeting.on_birthday: only true",
        ),
        (
            "times_a_year: {A: 4, C: 12}",
            "on_birthday: true\n  tiers: [A, E]",
            '"E" is not known here',
        ),
        (
            "times_a_year: {A: 4, C: 12}",
            "festival: easter",
            '"easter" is not known here; known: new_year',
        ),
        (
            "times_a_year: {A: 4, C: 12}",
            "own_day: {calendar: solar, month: 2, day: 30}",
            "there is no such day",
        ),
        (
            "times_a_year: {A: 4, C: 12}",
            "own_day: {calendar: lunar, month: 13, day: 1}",
            "there is no such day",
        ),
        ("times_a_year: {A: 4, C: 12}", "on_column: name", '"name" is not known here'),
        (
            "times_a_year: {A: 4, C: 12}",
            "days_after_purchase: 0",
            "must be a whole number of 1 or more",
        ),
        (
            "times_a_year: {A: 4, C: 12}",
            "on_birthday: true\n  on_due_date: true",
            "on_due_date: there is no such key",
        ),
        ("way: sms", "way: pigeon", '"pigeon" is not known here; known: phone, wechat'),
        ("prepare_days: 0", "prepare_days: -1", "touchpoints.greeting.prepare_days"),
        (
            "source: S4",
            "colour: red\n  source: S4",
            "touchpoints.greeting.colour: there is no such key",
        ),
        ("  source: S4", "", "touchpoints.greeting.source: this key is missing"),
    ],
)
def test_a_wrong_touchpoint_is_refused_with_line_and_key(old, new, says):
    assert says in refused(GREETING.replace(old, new))


def test_the_festivals_of_methods_md_are_all_there():
    assert {day.name.zh: (day.lunar, day.month, day.day) for day in festivals().values()} == {
        "元旦": (False, 1, 1),
        "妇女节": (False, 3, 8),
        "圣诞节": (False, 12, 25),
        "除夕": (True, 12, 30),
        "春节": (True, 1, 1),
        "元宵节": (True, 1, 15),
        "端午节": (True, 5, 5),
        "中秋节": (True, 8, 15),
    }


def test_methods_without_touchpoints_of_their_own_greet_birthdays_and_some_festivals_for_every_tier():
    assert load_policy("trade").touchpoints == default_touchpoints()
    assert [(point.key, point.tiers) for point in default_touchpoints()] == [
        ("birthday", None),
        ("new_year", None),
        ("spring_festival", None),
        ("mid_autumn", None),
        ("christmas", None),
    ]


def test_every_card_is_posted_ten_working_days_ahead():
    codes = {method.code for method in METHODS}
    for pack in ("trade", "retail"):
        for point in load_policy(pack).touchpoints:
            assert point.way in codes
            assert point.prepare_days == 10 or point.way != "card"


def test_a_team_changes_a_single_number_by_its_path():
    changed = load_policy("retail", {"touchpoints.raffle.times_a_year.A": 5})
    assert {p.key: p.a_year("A") for p in changed.touchpoints}["raffle"] == 5
