"""A first run over a large base that was never contacted is no flood."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from pipeline.methods import load_policy
from pipeline.rules import grade_customers
from pipeline.rules.days import Calendars

MONDAY = dt.date(2026, 11, 23)


def base(sizes, team=480.0, **more):
    """Make so many customers of each potential, never contacted, all of one seller."""
    potential = np.repeat(list(sizes), list(sizes.values()))
    customers = pd.DataFrame(
        {
            "customer_id": [f"K{n}" for n in range(len(potential))],
            "seller": "王芳",
            "potential": potential,
        },
        index=range(2, 2 + len(potential)),
    ).assign(**more)
    sheet = pd.DataFrame({"seller": ["王芳"], "daily_minutes": [team]}, index=[2])
    return {"customers": customers, "team": sheet}


def grade(tables, pack="trade", day=MONDAY):
    return grade_customers(tables, load_policy(pack), Calendars(), day, "zh")


def load(found):
    return found.groupby("next_due")["minutes"].sum()


def test_what_today_holds_is_due_today():
    found = grade(base({"strong": 10, "none": 100}))
    assert (found["next_due"] == pd.Timestamp(MONDAY)).all()
    assert set(found["due_reason"]) == {"从未跟进，请尽快联系；按可用时间排在 2026-11-23"}


def test_the_others_follow_on_the_days_that_have_room_highest_tier_first():
    found = grade(base({"none": 2000, "strong": 50}))
    assert load(found).max() <= 500  # a touch that begins on a day may end after its minutes
    days = found.groupby("tier")["next_due"].agg(["min", "max"])
    assert days.loc["C", "max"] <= days.loc["E", "min"]
    assert found["next_due"].dt.day_of_week.max() < 5
    late = found.loc[found["next_due"] > pd.Timestamp(MONDAY)].iloc[-1]
    assert late["due_reason"] == (
        f"从未跟进，请尽快联系；按可用时间排在 {late['next_due']:%Y-%m-%d}"
    )


def test_nobody_waits_longer_than_the_own_cadence():
    found = grade(
        base({"ordinary": 28_000})
    )  # 112,000 minutes: 233 days of work, 90 days of cadence
    assert found["next_due"].max() <= pd.Timestamp(MONDAY) + pd.Timedelta(days=90)
    a_day = found.groupby("next_due").size()
    assert a_day.max() - a_day.min() <= 1  # spread evenly, levelling names what does not fit


def test_who_was_contacted_keeps_the_day():
    tables = base({"ordinary": 500}, last_contact=pd.Timestamp("2026-05-20"))
    assert set(grade(tables)["next_due"]) == {pd.Timestamp("2026-08-20")}


def test_a_day_later_the_plan_stands_and_what_was_not_done_is_overdue():
    tables = base({"none": 2000, "strong": 50})
    first = grade(tables)
    tables["customers"] = tables["customers"].assign(planned=first["next_due"])
    later = grade(tables, day=MONDAY + dt.timedelta(days=1))
    for key in ("next_due", "due_reason"):
        pd.testing.assert_series_equal(later[key], first[key])
    assert (later["state"] == "overdue").sum() == (first["state"] == "today").sum() > 0


def test_a_customer_who_becomes_more_important_does_not_wait_for_the_day_that_was_planned():
    tables = base({"none": 2000})
    first = grade(tables)
    last = first.index[-1]
    tables["customers"] = tables["customers"].assign(planned=first["next_due"])
    tables["customers"].loc[last, "potential"] = "strong"
    assert first.at[last, "next_due"] > grade(tables).at[last, "next_due"] == pd.Timestamp(MONDAY)


@pytest.mark.parametrize(
    ("key", "day"), [("agreed_date", "2026-11-24"), ("own_next", "2026-11-25")]
)
def test_a_day_that_a_person_set_stays(key, day):
    tables = base({"ordinary": 500}, **{key: pd.Timestamp(day)})
    assert set(grade(tables)["next_due"]) == {pd.Timestamp(day)}


def test_who_is_only_being_researched_is_reviewed_in_turn_and_not_pushed():
    tables = base({"": 28_000}, facts_enough=True, being_researched=True)
    found = grade(tables, "prospect")
    assert set(found["tier"]) == {"F2"}
    assert found["next_due"].isna().all()
    assert found["due_reason"].iloc[0] == "还在调查：先查清再联系，不催；每周轮流复查"
