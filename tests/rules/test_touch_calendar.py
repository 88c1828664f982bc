"""Who is greeted on which day. Days worked out by hand from a wall calendar.

2026: 23 November is a Monday; 25 December a Friday; 1 to 3 January 2027 a holiday. 2027 is not published yet: its first
week is reckoned from the statutory days and marked provisional.
"""

import datetime as dt

import pandas as pd
import pytest
from tables import ROW_ZERO
from touch_tables import DEFAULT, RETAIL, lines, touches, touchpoints

from pipeline.methods.touchpoints import touches_a_year
from pipeline.rules.days import Calendars, WorkCalendar

MONDAY = "2026-11-23"
BIRTHDAYS = tuple(point for point in DEFAULT if point.kind == "birthday")


def birthday(text, as_of, weeks=6, calendar=""):
    cells = f"customer_id | birthday | birthday_calendar\nK1 | {text} | {calendar}"
    return touches(cells, as_of, BIRTHDAYS, weeks=weeks)


@pytest.mark.parametrize(
    ("text", "as_of", "expected"),
    [
        ("1985-12-09", MONDAY, "2026-12-09 2026-12-08 满 41 岁"),
        ("12月9日", MONDAY, "2026-12-09 2026-12-08 "),  # no year: no age, still a reminder
        (
            "2026-12-09",
            MONDAY,
            "2026-12-09 2026-12-08 ",
        ),  # Excel adds this year to 12月9日: nobody turns 0
        # a Sunday: the greeting stays, it is prepared on the Friday
        ("1985-11-29", MONDAY, "2026-11-29 2026-11-27 满 41 岁"),
        # a Monday: prepared on the Friday before
        ("1985-11-30", MONDAY, "2026-11-30 2026-11-27 满 41 岁"),
        # 1 October, the first of the holidays; Sunday 20 September was worked, 25 to 27 September were off
        ("1985-10-04", "2026-09-28", "2026-10-04 2026-09-30 满 41 岁"),
        ("1985-09-21", "2026-09-14", "2026-09-21 2026-09-20 满 41 岁"),
        (
            "1984-02-29",
            "2026-02-23",
            "2026-02-28 2026-02-27 满 42 岁；今年没有 2 月 29 日，按 28 日过",
        ),
        ("1984-02-29", "2028-02-21", "2028-02-29 2028-02-28 满 44 岁"),
        ("1984-02-28", "2026-02-23", "2026-02-28 2026-02-27 满 42 岁"),
        ("农历十一月初一", MONDAY, "2026-12-09 2026-12-08 农历冬月初一"),
        # 2025 has a leap 6th month: those born in it are greeted in it, the others in the ordinary one
        ("闰六月初一", "2025-07-21", "2025-07-25 2025-07-24 农历闰六月初一"),
        ("农历六月初一", "2025-06-16", "2025-06-25 2025-06-24 农历六月初一"),
        # 2026 has none: the ordinary month
        (
            "闰六月初一",
            "2026-07-06",
            "2026-07-14 2026-07-13 农历闰六月初一；今年没有闰六月，按平月过",
        ),
        # 腊月 of lunar 2025 has 29 days: its last day is 2026-02-16, off since the 15th; Saturday the 14th was worked
        ("腊月三十", "2026-02-09", "2026-02-16 2026-02-14 农历腊月三十；当月只有 29 天，按廿九过"),
    ],
)
def test_a_birthday_stays_on_its_day_and_is_prepared_on_a_working_day_before(text, as_of, expected):
    assert lines(birthday(text, as_of, weeks=3), "date", "prepare_by", "note") == [
        f"{ROW_ZERO} {expected}"
    ]


def test_the_age_of_a_lunar_birthday_is_counted_in_lunar_years():
    # Born 腊月初八 of lunar 1985; the one of lunar 2025 falls on 2026-01-26: forty years later, not forty-one.
    found = birthday("1985-12-08", "2026-01-19", calendar="lunar")
    assert lines(found, "date", "note") == [f"{ROW_ZERO} 2026-01-26 满 40 岁；农历腊月初八"]


def test_nobody_is_greeted_a_day_early_or_late():
    for day in range(14):
        as_of = dt.date(2026, 12, 1) + dt.timedelta(days=day)
        found = birthday("1985-12-09", as_of, weeks=1)
        assert len(found) == (as_of <= dt.date(2026, 12, 9) <= as_of + dt.timedelta(days=6))


def test_archived_and_undisturbed_customers_get_nothing_and_paused_ones_only_greetings():
    customers = """
        customer_id | tier | birthday | status   | do_not_disturb | moving_date
        K1          | A    | 12月9日   |          |                | 2026-12-01
        K2          | A    | 12月9日   | archived |                | 2026-12-01
        K3          | A    | 12月9日   |          | yes            | 2026-12-01
        K4          | A    | 12月9日   | paused   |                | 2026-12-01
        K5          | A    | 12月9日   | active   | no             | 2026-12-01
    """
    points = [point for point in RETAIL if point.kind in ("birthday", "event")]
    found = touches(customers, MONDAY, points)
    assert sorted(lines(found, "key")) == [
        "2 birthday",
        "2 house_move",
        "5 birthday",
        "6 birthday",
        "6 house_move",
    ]


def test_every_method_greets_birthdays_and_festivals_whatever_the_tier():
    found = touches(
        "customer_id | tier | birthday\nK1 | E | 12月9日\nK2 |  | 12月9日", MONDAY, DEFAULT
    )
    assert lines(found, "date", "name", "tier") == [
        "2 2026-12-09 生日祝福 E",
        "3 2026-12-09 生日祝福 ",
        "2 2026-12-25 圣诞问候 E",
        "3 2026-12-25 圣诞问候 ",
        "2 2027-01-01 元旦问候 E",
        "3 2027-01-01 元旦问候 ",
    ]


def test_the_retail_table_is_as_published():
    assert {tier: touches_a_year(RETAIL, tier) for tier in "ABCD"} == {
        "A": 9,
        "B": 11,
        "C": 18,
        "D": 0,
    }


def test_a_year_of_retail_touches_has_just_as_many_in_it():
    customers = "customer_id | tier | birthday\nKA | A | 5月6日\nKB | B | 5月6日\nKC | C | 5月6日\nKD | D | 5月6日"
    found = touches(customers, "2026-01-05", RETAIL, weeks=52)
    counted = found.loc[~found["key"].str.contains("party|greeting")].groupby("tier").size()
    # without the greetings, which come on the due dates: 9 − 4, 11 − 6, 18 − 12
    assert counted.to_dict() == {"A": 5, "B": 5, "C": 6}


def test_christmas_is_a_card_for_a_and_b_posted_ten_working_days_ahead_and_a_message_for_c():
    found = touches(
        "customer_id | tier\nK1 | A\nK2 | B\nK3 | C\nK4 | D",
        MONDAY,
        [p for p in RETAIL if "christmas" in p.key],
    )
    # 24 23 22 21 18 17 16 15 14 11 December are the ten working days before
    assert lines(found, "way", "date", "prepare_by") == [
        "2 card 2026-12-25 2026-12-11",
        "3 card 2026-12-25 2026-12-11",
        "4 sms 2026-12-25 2026-12-24",
    ]


def test_a_card_for_new_years_eve_is_posted_before_the_holiday():
    points = touchpoints("""
        card: {name: {zh: 贺卡, en: card}, way: card, festival: new_years_eve, prepare_days: 10, source: S4}
    """)
    found = touches("customer_id\nK1", "2026-01-12", points)
    # 除夕 2026-02-16 is a Monday; off from the 15th; Saturday the 14th is worked: 14 13 12 11 10 9 6 5 4 3
    assert lines(found, "date", "prepare_by", "provisional") == ["2 2026-02-16 2026-02-03 False"]


def test_what_hangs_on_a_year_not_yet_published_is_marked_provisional():
    points = touchpoints("""
        card: {name: {zh: 贺卡, en: card}, way: card, festival: spring_festival, prepare_days: 10, source: S4}
    """)
    found = touches("customer_id\nK1", "2027-01-04", points)
    assert found["provisional"].tolist() == [True]
    assert lines(found, "date") == ["2 2027-02-06"]
    published = touches("customer_id\nK1", "2026-01-12", points)
    assert published["provisional"].tolist() == [False]


def test_womens_day_is_for_women_only():
    points = touchpoints("""
        day: {name: {zh: 妇女节, en: day}, way: sms, festival: womens_day, prepare_days: 0, source: S4}
    """)
    found = touches("customer_id | gender\nK1 | 女\nK2 | 男\nK3 |\nK4 | F", "2026-03-02", points)
    # a Sunday: with nothing to prepare ahead it is made ready on the Friday
    assert lines(found, "date", "prepare_by") == [
        "2 2026-03-08 2026-03-06",
        "5 2026-03-08 2026-03-06",
    ]


def test_a_policy_may_add_a_festival_of_its_own():
    points = touchpoints("""
        anniversary: {name: {zh: 店庆, en: our day}, way: sms, own_day: {calendar: solar, month: 11, day: 28}, tiers: [A],
                      prepare_days: 3, source: own}
    """)
    found = touches("customer_id | tier\nK1 | A\nK2 | B", MONDAY, points)
    assert lines(found, "date", "prepare_by", "kind") == ["2 2026-11-28 2026-11-25 festival"]


def test_a_call_follows_seven_days_after_a_purchase_on_a_working_day_once_for_a_day():
    orders = """
        customer_id | date
        K1          | 2026-11-16
        K1          | 2026-11-16
        K2          | 2026-11-21
        K2          | 2026-11-24
        K9          | 2026-11-16
        K3          | 2026-11-14
    """
    points = [point for point in RETAIL if point.kind == "purchase"]
    found = touches("customer_id | tier\nK1 | A\nK2 |\nK3 | C", MONDAY, points, orders=orders)
    # K2: Saturday the 28th moves to Monday; K3: Saturday the 21st moved to this Monday
    assert lines(found, "date", "note") == [
        "2 2026-11-23 2026-11-16 购买",
        "4 2026-11-23 2026-11-14 购买",
        "3 2026-11-30 2026-11-21 购买",
        "3 2026-12-01 2026-11-24 购买",
    ]


def test_a_house_move_brings_a_plant_to_a_on_its_day():
    customers = "customer_id | tier | moving_date\nK1 | A | 2026-12-06\nK2 | B | 2026-12-06\nK3 | A | 2026-11-20"
    found = touches(customers, MONDAY, [point for point in RETAIL if point.key == "house_move"])
    assert lines(found, "way", "date", "prepare_by") == ["2 gift 2026-12-06 2026-12-03"]


def test_the_greeting_of_the_cadence_comes_on_the_due_date_never_on_another():
    points = [point for point in RETAIL if point.key == "greeting"]
    due = ["2026-12-03", "2026-11-02", None, "2027-06-01"]
    found = touches(
        "customer_id | tier\nK1 | A\nK2 | C\nK3 | A\nK4 | A", MONDAY, points, next_due=due
    )
    assert lines(found, "date") == ["3 2026-11-23", "2 2026-12-03"]  # what is overdue comes first


def test_leave_of_a_seller_moves_visits_and_preparation():
    away = WorkCalendar(leave=((dt.date(2026, 12, 7), dt.date(2026, 12, 11)),))
    calendars = Calendars(WorkCalendar(), {"王芳": away})
    customers = (
        "customer_id | tier | seller | birthday\nK1 | A | 王芳 | 12月9日\nK2 | A | 李强 | 12月9日"
    )
    found = touches(customers, MONDAY, BIRTHDAYS, calendars=calendars)
    assert lines(found, "seller", "date", "prepare_by") == [
        "2 王芳 2026-12-09 2026-12-04",
        "3 李强 2026-12-09 2026-12-08",
    ]


def test_nobody_and_nothing_give_an_empty_calendar_with_all_columns():
    nobody = pd.DataFrame({"customer_id": pd.Series(dtype=object)})
    assert len(touches(nobody, MONDAY, RETAIL)) == 0
    assert len(touches("customer_id\nK1", MONDAY, ())) == 0
    assert list(touches(nobody, MONDAY, DEFAULT).columns) == list(
        touches("customer_id\nK1", MONDAY, DEFAULT).columns
    )
