import datetime as dt

import numpy as np
import pandas as pd
import pytest

from pipeline.errors import SettingsError
from pipeline.rules.days import (
    HOLIDAY,
    LEAVE,
    REST,
    WORKING,
    WorkCalendar,
    add_months,
    country_code,
    read_days_off,
    roll_forward,
    roll_rows,
    team_calendars,
)

CHINA = WorkCalendar()


def day(text):
    return dt.date.fromisoformat(text)


def rolled(text, calendar=CHINA):
    dates, provisional = roll_forward(np.array([text], dtype="M8[D]"), calendar)
    return str(dates[0]), bool(provisional[0])


@pytest.mark.parametrize(
    ("asked", "worked"),
    [
        ("2026-11-23", "2026-11-23"),  # a Monday
        ("2026-11-21", "2026-11-23"),  # a Saturday
        ("2026-02-14", "2026-02-14"),  # Saturday, worked for Spring Festival
        ("2026-02-15", "2026-02-24"),  # Spring Festival: Sunday 15th to Monday 23rd
        ("2026-02-28", "2026-02-28"),  # Saturday, worked for Spring Festival
        ("2026-03-01", "2026-03-02"),  # the Sunday after is off
        ("2026-05-09", "2026-05-09"),  # Saturday, worked for Labour Day
        ("2026-09-20", "2026-09-20"),  # Sunday, worked for National Day
        ("2026-10-01", "2026-10-08"),  # National Day: 1st to 7th
        ("2026-10-10", "2026-10-10"),  # Saturday, worked for National Day
        ("2026-10-11", "2026-10-12"),
    ],
)
def test_china_works_on_make_up_weekends_and_rests_on_its_long_holidays(asked, worked):
    assert rolled(asked) == (worked, False)


def test_an_unpublished_year_rests_on_statutory_days_and_is_marked():
    # 2027-01-01 is a Friday and a statutory holiday in every year; the Monday after is the next day anybody works.
    assert rolled("2027-01-01") == ("2027-01-04", True)
    assert rolled("2027-03-03") == ("2027-03-03", True)
    assert rolled("2026-12-31") == ("2026-12-31", False)


def test_the_settings_can_publish_a_year():
    own = {
        "CN": {
            "2027": {"holidays": ["2027-01-01", dt.date(2027, 1, 4)], "workdays": ["2027-01-03"]}
        }
    }
    calendar = team_calendars(None, own).default
    assert rolled("2027-01-01", calendar) == (
        "2027-01-03",
        False,
    )  # Saturday the 2nd is off, Sunday the 3rd is worked
    assert rolled("2027-01-04", calendar) == ("2027-01-05", False)
    assert rolled("2027-05-03", calendar) == (
        "2027-05-03",
        False,
    )  # not in the settings: no longer a guess


def test_the_settings_add_to_a_published_year():
    calendar = team_calendars(None, {"中国": {2026: {"holidays": ["2026-11-23"]}}}).default
    assert rolled("2026-11-23", calendar) == ("2026-11-24", False)
    assert rolled("2026-10-01", calendar) == ("2026-10-08", False)


@pytest.mark.parametrize(
    "own",
    [
        {"CN": 5},
        {"CN": {"soon": {}}},
        {"CN": {2027: {"feast": []}}},
        {"CN": {2027: {"holidays": ["2027-02-30"]}}},
    ],
)
def test_settings_that_are_no_calendar_name_their_key(own):
    with pytest.raises(SettingsError, match=r"calendar\.CN"):
        team_calendars(None, own)


def test_other_countries_have_their_own_holidays_and_weekend():
    assert rolled("2026-07-03", WorkCalendar("US")) == (
        "2026-07-06",
        False,
    )  # the 4th is a Saturday, observed on Friday
    assert rolled("2026-11-20", WorkCalendar("SA")) == (
        "2026-11-22",
        False,
    )  # Friday and Saturday are the weekend


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("CN", "CN"),
        ("中国", "CN"),
        ("美国", "US"),
        ("usa", "US"),
        ("Germany", "DE"),
        ("英国", "GB"),
        ("火星", ""),
        ("", ""),
    ],
)
def test_countries_are_known_by_code_and_by_name(name, code):
    assert country_code(name) == code


def test_a_country_nobody_knows_rests_on_weekends_and_is_reported():
    team = pd.DataFrame({"seller": ["王芳"], "country": ["火星"]}, index=[5])
    calendars = team_calendars(team)
    assert not calendars.of("王芳").is_known
    assert rolled("2026-10-03", calendars.of("王芳")) == ("2026-10-05", False)
    assert [(p.row, p.column_key, p.part) for p in calendars.problems] == [(5, "country", "火星")]


@pytest.mark.parametrize(
    ("text", "weekly"),
    [
        ("周日", {6}),
        ("周六、周日", {5, 6}),
        ("周六日", {5, 6}),
        ("每周日休息", {6}),
        ("星期天", {6}),
        ("周三至周五", {2, 3, 4}),
        ("Sun", {6}),
        ("Saturday, Sunday", {5, 6}),
        ("Thu & Wed", {2, 3}),
        ("双休", {5, 6}),
        ("单休", {6}),
    ],
)
def test_weekly_rest_days_are_read_in_both_languages(text, weekly):
    assert read_days_off(text) == (frozenset(weekly), (), ())


@pytest.mark.parametrize(
    ("text", "leave"),
    [
        ("2026-12-01", [("2026-12-01", "2026-12-01")]),
        ("2026-12-01~2026-12-05", [("2026-12-01", "2026-12-05")]),
        (
            "2026/12/1至2026/12/5、2026-12-24",
            [("2026-12-01", "2026-12-05"), ("2026-12-24", "2026-12-24")],
        ),
        ("2026年12月1日-2026年12月5日", [("2026-12-01", "2026-12-05")]),
    ],
)
def test_leave_is_read_as_days_and_spans(text, leave):
    assert read_days_off(text) == (
        None,
        tuple((day(first), day(last)) for first, last in leave),
        (),
    )


@pytest.mark.parametrize(
    ("text", "unreadable"),
    [
        ("不定", ("不定",)),
        ("周日、看情况", ("看情况",)),
        ("2026-02-30", ("2026-02-30",)),
        ("2026-12-05~2026-12-01", ("2026-12-05~2026-12-01",)),
        ("周一至周日", ("周一至周日",)),  # who never works has no working day to roll to
        ("2026-01-01~2036-01-01", ("2026-01-01~2036-01-01",)),
        ("无", ()),
        ("", ()),
    ],
)
def test_what_cannot_be_read_is_handed_back_and_never_raised(text, unreadable):
    assert read_days_off(text).unreadable == unreadable


def test_sunday_alone_makes_a_six_day_week_but_public_holidays_stay_off():
    six_days = WorkCalendar(weekly_rest=frozenset({6}))
    assert six_days.is_working_day(day("2026-11-21"))  # an ordinary Saturday
    assert not six_days.is_working_day(day("2026-10-03"))  # a Saturday within National Day
    assert not six_days.is_working_day(day("2026-11-22"))
    assert six_days.is_working_day(day("2026-09-20"))  # a Sunday that all of China works


def test_a_sellers_leave_beats_even_a_make_up_day():
    team = pd.DataFrame({"seller": ["王芳", None], "days_off": ["2026-10-10", "周日"]})
    calendars = team_calendars(team)
    assert rolled("2026-10-10", calendars.of("王芳")) == ("2026-10-12", False)
    assert calendars.of("李雷") == CHINA


def test_each_row_rolls_by_its_own_calendar_and_says_why():
    days = np.array(["2026-11-21", "2026-11-21", "2026-10-01", "2026-12-01", "NaT"], dtype="M8[D]")
    away = WorkCalendar(leave=((day("2026-12-01"), day("2026-12-02")),))
    found = roll_rows(
        days, np.array([0, 1, 0, 2, 0]), [CHINA, WorkCalendar(weekly_rest=frozenset({6})), away]
    )
    assert found.dates.astype(str).tolist() == [
        "2026-11-23",
        "2026-11-21",
        "2026-10-08",
        "2026-12-03",
        "NaT",
    ]
    assert found.why.tolist() == [REST, WORKING, HOLIDAY, LEAVE, WORKING]


def test_far_off_typing_errors_still_roll():
    assert rolled("1899-12-31") == ("1900-01-01", False)  # a Sunday
    assert rolled("9999-01-02") == ("9999-01-04", True)  # a Saturday


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-01-31", 2, "2026-03-31"),  # from the anchor: not from the clipped 28 February
        ("2026-12-31", 6, "2027-06-30"),
        ("2026-11-15", 2, "2027-01-15"),
    ],
)
def test_months_are_clipped_to_the_last_day_of_the_month(start, months, end):
    assert add_months(np.array([start], dtype="M8[D]"), months).astype(str).tolist() == [end]
