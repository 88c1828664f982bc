"""The coming weeks, reckoned by hand from methods.md §1, §7, §11 and a wall calendar. As of Monday 2026-11-23 the last
day looked at is Sunday 2027-02-21. 2027's holidays are not published: only the statutory days are known.
"""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from tables import TRADE, read_table, typed

from pipeline.jobs.week_ahead import outlook
from pipeline.rules.days import Calendars
from pipeline.rules.forecast import Touches, coming_touches
from pipeline.rules.last_week import last_week
from pipeline.rules.levelling import level
from pipeline.rules.weekly import grade
from pipeline.rules.weeks import mondays, week_end, week_numbers

MONDAY = dt.date(2026, 11, 23)


def frames(customers, **sheets):
    return {"customers": typed(read_table(customers))} | {
        key: typed(read_table(text)) for key, text in sheets.items()
    }


def touches(customers, **sheets):
    tables = frames(customers, **sheets)
    grading = grade(tables, TRADE, Calendars(), MONDAY)
    found = coming_touches(tables["customers"], grading, TRADE, Calendars(), MONDAY)
    order = np.argsort(found.day, kind="stable")
    return [(str(found.day[place]), round(float(found.minutes[place]), 2)) for place in order]


def test_a_cadence_goes_on_from_its_first_day_and_a_clipped_month_is_not_clipped_again():
    # 10-31 + 1 month = 11-30; then 12-30 and 01-30, a Saturday, so Monday 02-01; the next is 02-28, too late.
    found = touches(
        "customer_id | last_contact\nK1 | 2026-10-31",
        orders="customer_id | date | amount\nK1 | 2026-08-03 | 100",
    )
    assert found == [("2026-11-30", 7.5), ("2026-12-30", 7.5), ("2027-02-01", 7.5)]


def test_an_own_cadence_shortens_the_companys():
    found = touches(
        "customer_id | potential | last_contact | own_cadence_months\nK1 | ordinary | 2026-10-30 | 1"
    )
    assert [day for day, _ in found] == ["2026-11-30", "2026-12-30", "2027-02-01"]


def test_what_is_overdue_falls_today_and_the_cadence_counts_from_there():
    found = touches("customer_id | potential | last_contact\nK1 | ordinary | 2026-07-01")
    # due 10-01; three months after today is 2027-02-23, two days after the last day
    assert [day for day, _ in found] == ["2026-11-23"]


def test_a_sample_goes_through_its_steps_to_the_decision_and_stops():
    found = touches(
        "customer_id | potential\nK1 | strong", samples="customer_id | confirmed\nK1 | 2026-11-20"
    )
    # 11-21 is a Saturday; gaps 1-2-3-7-7-15 from there, 11-29 is a Sunday; the decision is due the day after the last
    days = [
        "2026-11-23",
        "2026-11-24",
        "2026-11-26",
        "2026-11-30",
        "2026-12-07",
        "2026-12-14",
        "2026-12-29",
        "2026-12-30",
    ]
    assert found == [(day, 10.91) for day in days]


def test_an_order_rhythm_goes_on_as_if_orders_came_when_expected():
    orders = "customer_id | date\n" + "\n".join(
        f"K1 | {day}" for day in ("2026-07-25", "2026-08-24", "2026-09-23", "2026-10-23")
    )
    found = touches("customer_id | last_contact\nK1 | 2026-10-23", orders=orders)
    # every 30 days: expected 11-22, a Sunday; 12-22; 01-21; 02-20 is a Saturday, and its Monday too late
    assert [day for day, _ in found] == ["2026-11-23", "2026-12-22", "2027-01-21"]


def test_nobody_without_a_date_is_looked_ahead_for():
    assert (
        touches(
            "customer_id | potential | last_contact | status\nK1 | ordinary | 2026-07-01 | paused"
        )
        == []
    )


def test_weeks_begin_on_mondays_and_a_weekend_looks_at_the_week_after():
    assert week_end(MONDAY) == week_end(dt.date(2026, 11, 21)) == dt.date(2026, 11, 29)
    assert mondays(MONDAY)[0] == MONDAY
    assert mondays(MONDAY)[12] == dt.date(2027, 2, 15)
    days = np.array(["2026-10-01", "2026-11-29", "2026-11-30", "2027-02-21", "NaT"], dtype="M8[D]")
    assert week_numbers(days, MONDAY).tolist() == [0, 0, 1, 12, -1]


def test_the_outlook_adds_up_by_seller_and_week_beside_the_minutes_there_are():
    coming = Touches(
        np.array([0, 0, 1]),
        np.array(["2026-11-23", "2026-11-30", "2026-11-24"], dtype="M8[D]"),
        np.array([5.0, 7, 9]),
    )
    found = outlook(
        coming, pd.Series(["李伟", ""]), Calendars(), {"李伟": 60.0}, dt.date(2026, 11, 25)
    )
    first = found.loc[found["week"] == "2026-11-23"].set_index("seller")
    # from Wednesday on: three working days; nobody's customers have no minutes
    assert first.loc["李伟", ["days", "touches", "minutes", "capacity"]].tolist() == [3, 1, 5, 180]
    assert first.loc["", ["days", "touches", "minutes", "capacity"]].tolist() == [0, 1, 9, 0]
    second = found.loc[(found["week"] == "2026-11-30") & (found["seller"] == "李伟")].iloc[0]
    assert (second["days"], second["minutes"], second["provisional"]) == (5, 7, False)
    assert found.loc[found["week"] == "2027-01-04", "provisional"].any()


def levelled(text, minutes=60.0):
    """Level touches of one seller with some minutes a day: tier, due day, minutes, where to (- = nowhere, . = stays)."""
    table = read_table(text)
    graded = pd.DataFrame(
        {
            "tier_rank": [TRADE.letters.index(tier) for tier in table["等级"]],
            "next_due": pd.to_datetime(table["到期"]),
            "minutes": table["分钟"].astype(float),
        }
    )
    sellers = pd.Series("李伟", index=graded.index)
    found = level(graded, sellers, TRADE, Calendars(), {"李伟": minutes}, MONDAY).set_index("row")
    shown = {row: "-" if pd.isna(day) else f"{day:%m-%d}" for row, day in found["day"].items()}
    assert [shown.get(row, ".") for row in graded.index] == table["改到"].tolist()


def test_work_beyond_a_days_minutes_moves_within_the_tiers_tolerance_highest_tier_first():
    levelled("""
        等级 | 到期        | 分钟 | 改到
        E   | 2026-11-23 | 5    | 11-24
        D   | 2026-11-23 | 20   | .
        B   | 2026-11-23 | 30   | -
        A   | 2026-11-23 | 40   | .
    """)


def test_the_nearest_day_with_room_is_taken_the_later_of_two_and_what_fits_nowhere_is_named():
    levelled("""
        等级 | 到期        | 分钟 | 改到
        A   | 2026-11-25 | 60   | .
        A   | 2026-11-25 | 60   | 11-26
        A   | 2026-11-25 | 60   | 11-24
        A   | 2026-11-25 | 60   | 11-27
        A   | 2026-11-25 | 60   | 11-23
        A   | 2026-11-25 | 60   | -
    """)


def test_what_is_overdue_longer_than_its_tolerance_has_today_alone():
    # C may be moved by five working days: fifteen have gone by. E has fifteen of its twenty left.
    levelled("""
        等级 | 到期        | 分钟 | 改到
        A   | 2026-11-23 | 60   | .
        C   | 2026-11-02 | 20   | -
        E   | 2026-11-16 | 2    | 11-24
    """)


def test_a_week_with_room_moves_nobody():
    levelled("""
        等级 | 到期        | 分钟 | 改到
        A   | 2026-11-10 | 30   | .
        E   | 2026-11-23 | 30   | .
        B   | 2026-11-24 | 60   | .
    """)


@pytest.mark.parametrize(
    ("log", "column", "found"),
    [
        ("2026-08-10 2026-11-18", "", (True, True, 1, True)),
        ("2026-08-10", "", (True, True, 0, False)),
        ("2026-08-10 2026-11-23", "", (True, True, 0, False)),  # today's touch belongs to this week
        (
            "2026-08-18 2026-11-16 2026-11-16",
            "",
            (True, False, 1, True),
        ),  # due on Wednesday the 18th of that week
        ("2026-08-24", "", (False, False, 0, False)),  # due this Tuesday
        ("", "2026-11-18", (False, False, 0, True)),  # what stood in the column before is not known
    ],
)
def test_last_weeks_work_is_what_was_due_then_and_whether_it_was_touched_since(log, column, found):
    contacts = "customer_id | date\nK0 | 2026-01-05\n" + "\n".join(
        f"K1 | {day}" for day in log.split()
    )
    tables = frames(
        f"customer_id | potential | last_contact\nK0 | ordinary |\nK1 | ordinary | {column}",
        contacts=contacts,
    )
    facts = grade(tables, TRADE, Calendars(), MONDAY).facts
    row = last_week(tables, TRADE, Calendars(), facts, MONDAY, {}).iloc[1]
    assert tuple(row[["was_due", "was_overdue", "touches", "touched"]]) == found
