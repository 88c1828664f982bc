"""What must hold for all inputs."""

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import TRADE

from pipeline.rules import grade_customers
from pipeline.rules.days import Calendars, team_calendars
from schemas.results import STATES, TASKS

AS_OF = dt.date(2026, 11, 23)
FIRST = dt.date(2025, 6, 1)
DAYS = st.one_of(
    st.none(), st.integers(0, 700).map(lambda n: pd.Timestamp(FIRST) + pd.Timedelta(days=n))
)
IDS = st.integers(0, 9).map(lambda n: f"K{n}")
TEAM = pd.DataFrame(
    {
        "seller": ["王", "李", "美"],
        "country": [None, None, "US"],
        "days_off": ["周日", "2026-11-23", None],
    }
)
CALENDARS = team_calendars(TEAM)

CUSTOMER = st.fixed_dictionaries(
    {
        "seller": st.sampled_from([None, "王", "李", "美", "谁"]),
        "potential": st.sampled_from([None, "strong", "ordinary", "none"]),
        "last_contact": DAYS,
        "manual_tier": st.sampled_from([None, None, "A", "B", "C", "E", "H"]),
        "manual_tier_until": DAYS,
        "own_cadence_days": st.sampled_from([np.nan, np.nan, 10.0, 45.0, 400.0]),
        "own_cadence_months": st.sampled_from([np.nan, np.nan, 4.0, 9.0]),
        "agreed_date": st.one_of(st.none(), DAYS),
        "snooze_until": st.one_of(st.none(), DAYS),
        "do_not_disturb": st.sampled_from([None, None, False, True]),
        "status": st.sampled_from([None, "active", "paused", "archived"]),
    }
)
SAMPLE = st.fixed_dictionaries(
    {
        "customer_id": IDS,
        "confirmed": DAYS,
        "shipped": DAYS,
        "received": DAYS,
        "closed": st.one_of(st.none(), DAYS),
        "outcome": st.sampled_from([None, None, "open", "won", "lost"]),
    }
)
DATED = st.fixed_dictionaries({"customer_id": IDS, "date": DAYS})
DATE_KEYS = (
    "last_contact",
    "manual_tier_until",
    "agreed_date",
    "snooze_until",
    "date",
    "confirmed",
    "shipped",
)
DATE_KEYS += ("received", "closed")


def frame(rows, columns):
    made = pd.DataFrame(rows, columns=columns)
    for key in made.columns.intersection(DATE_KEYS):
        made[key] = pd.to_datetime(made[key])
    if "do_not_disturb" in made:
        made["do_not_disturb"] = made["do_not_disturb"].astype("boolean")
    return made.set_axis(range(2, len(made) + 2))


@st.composite
def workbooks(draw):
    people = draw(st.lists(CUSTOMER, min_size=1, max_size=10))
    customers = frame(people, None)
    customers.insert(0, "customer_id", [f"K{n}" for n in range(len(people))])
    log = draw(st.lists(DATED, max_size=25))
    orders = draw(st.lists(DATED, max_size=15))
    samples = draw(st.lists(SAMPLE, max_size=6))
    return {
        "customers": customers,
        "contacts": frame(log, ["customer_id", "date"]),
        "orders": frame(orders, ["customer_id", "date"]),
        "samples": frame(
            samples, ["customer_id", "confirmed", "shipped", "received", "closed", "outcome"]
        ),
    }


def grade(tables, policy=TRADE, as_of=AS_OF):
    return grade_customers(tables, policy, CALENDARS, as_of, "zh")


@settings(max_examples=150, deadline=None)
@given(workbooks())
def test_every_customer_gets_one_outcome_with_a_reason_and_no_date_on_a_day_off(tables):
    before = {kind: table.copy(deep=True) for kind, table in tables.items()}
    found = grade(tables)
    for kind, table in tables.items():
        pd.testing.assert_frame_equal(table, before[kind])  # the frames passed in stay as they are
    assert found.index.equals(tables["customers"].index)
    assert found["tier"].isin([*TRADE.letters, ""]).all()
    assert found[["tier_reason", "due_reason", "tier_label"]].ne("").all(axis=None)
    assert found["state"].isin(STATES).all()
    assert found["task"].isin(TASKS).all()
    assert (found["next_due"].isna() == (found["state"] == "none")).all()
    assert (found["next_due"].isna() == (found["task"] == "none")).all()
    assert not found.isna().drop(columns=["next_due", "last_contact"]).any(axis=None)
    for seller, day in zip(tables["customers"]["seller"], found["next_due"], strict=True):
        assert pd.isna(day) or CALENDARS.of(seller).is_working_day(day.date())


@settings(max_examples=60, deadline=None)
@given(workbooks(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(tables, chance):
    found = grade(tables)
    shuffled = {
        kind: table.sample(frac=1, random_state=chance.randrange(1000))
        for kind, table in tables.items()
    }
    pd.testing.assert_frame_equal(grade(shuffled).sort_index(), found)


@settings(max_examples=60, deadline=None)
@given(workbooks())
def test_a_second_run_over_its_own_results_changes_nothing(tables):
    found = grade(tables)
    written = tables["customers"].assign(
        tier=found["tier"], next_due=found["next_due"], due_reason=found["due_reason"]
    )
    pd.testing.assert_frame_equal(grade({**tables, "customers": written}), found)


@settings(max_examples=60, deadline=None)
@given(workbooks(), st.integers(1, 6))
def test_a_longer_cadence_never_gives_an_earlier_date(tables, longer_by):
    slower = dataclasses.replace(
        TRADE,
        tiers=tuple(
            dataclasses.replace(
                tier,
                cadence=dataclasses.replace(tier.cadence, months=tier.cadence.months + longer_by),
            )
            for tier in TRADE.tiers
        ),
    )
    found, later = grade(tables)["next_due"], grade(tables, slower)["next_due"]
    assert ((later >= found) | (later.isna() & found.isna())).all()


@settings(max_examples=60, deadline=None)
@given(workbooks(), st.integers(1, 200))
def test_a_longer_own_cadence_never_gives_an_earlier_date(tables, days):
    customers = tables["customers"].assign(own_cadence_months=np.nan)
    short, long = (
        grade({**tables, "customers": customers.assign(own_cadence_days=float(count))})["next_due"]
        for count in (days, days + 7)
    )
    assert ((long >= short) | (long.isna() & short.isna())).all()


@settings(max_examples=60, deadline=None)
@given(workbooks())
def test_customers_do_not_influence_each_other(tables):
    found = grade(tables)
    last = tables["customers"].iloc[[-1]]
    pd.testing.assert_frame_equal(grade({**tables, "customers": last}), found.iloc[[-1]])


def test_a_workbook_with_nothing_but_ids_and_names_is_graded():
    found = grade_customers(
        {"customers": pd.DataFrame({"customer_id": ["K1"]}, index=[2])},
        TRADE,
        Calendars(),
        AS_OF,
        "en",
    )
    assert found.loc[2, "tier_label"] == "Unclassified"


def test_an_empty_customer_sheet_gives_an_empty_result():
    nobody = pd.DataFrame({"customer_id": pd.Series([], dtype=object)})
    assert grade_customers({"customers": nobody}, TRADE, Calendars(), AS_OF, "zh").empty
