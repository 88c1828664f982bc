"""Every pack runs on the samples and on a workbook with its own columns only, and says what it could do with more."""

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import graded, read_table, typed

from pipeline.methods import load_policy, missing_columns
from pipeline.rules import grade_customers
from pipeline.rules.days import Calendars
from pipeline.understanding.read import read_tables
from pipeline.workbook.file.package import Package
from schemas.columns import CUSTOMERS
from schemas.results import STATES
from schemas.validation import validate_tables

METHODS = ("trade", "abc", "prospect", "retail", "wechat")
POLICIES = {name: load_policy(name) for name in METHODS}
MONDAY = dt.date(2026, 11, 23)
SAMPLES = Path(__file__).parents[2] / "sample_data"
OWN_COLUMNS = {
    "trade": ("potential",),
    "abc": ("need", "buying_power", "authority", "touch_reason", "touch_goal"),
    "prospect": POLICIES["prospect"].asks,
    "retail": ("spend", "chose_other_brand"),
    "wechat": ("contacted", "short_product", "long_product", "vip"),
}


@pytest.fixture(scope="module", params=["customers_zh.xlsx", "customers_en.xlsx"])
def sample(request):
    package = Package.open(SAMPLES / request.param)
    return validate_tables(
        read_tables(package, MONDAY).tables, MONDAY, ("A", "B", "C", "D", "E")
    ).frames


@pytest.mark.parametrize("name", METHODS)
def test_every_method_runs_on_the_samples(sample, name):
    policy = POLICIES[name]
    others = [other for key, other in POLICIES.items() if key != name]
    found = grade_customers(sample, policy, Calendars(), MONDAY, "zh", secondary=others)
    assert len(found) > 200
    assert found["tier"].isin([*(tier.shown.zh for tier in policy.tiers), ""]).all()
    assert found.filter(like="reason").ne("").all(axis=None)
    # a secondary grade is what the method says on its own, without the tier that a person set for the primary one
    alone = grade_customers(sample, others[0], Calendars(), MONDAY, "zh")
    by_rule = ~alone["manual"]
    assert found[f"{others[0].pack}_grade"][by_rule].equals(
        alone["tier"][by_rule].rename(f"{others[0].pack}_grade")
    )


@pytest.mark.parametrize("name", METHODS)
def test_every_method_runs_on_a_workbook_with_its_own_columns_only(name):
    columns = OWN_COLUMNS[name]
    text = " | ".join(["customer_id", *columns]) + "\n" + " | ".join(["K1", *[""] * len(columns)])
    found = graded(text, "2026-11-23", policy=POLICIES[name])
    assert found["tier_reason"].iloc[0]
    asked = [
        text.zh for text in missing_columns(POLICIES[name], {"customers": typed(read_table(text))})
    ]
    assert not [one for one in asked if "客户表没有" in one]


def test_a_method_names_what_it_could_work_out_with_more():
    tables = {
        "customers": pd.DataFrame(
            {"customer_id": ["K1"], "need": pd.array([True], dtype="boolean")}
        )
    }
    assert [text.zh for text in missing_columns(POLICIES["abc"], tables)] == [
        "三要素：客户表没有“购买力”列，这一项一律算作不知道",
        "三要素：客户表没有“决定权”列，这一项一律算作不知道",
        "三要素：客户表没有“跟进理由”列，三要素B 级没有它就不安排日期",
        "三要素：客户表没有“跟进目标”列，三要素B 级没有它就不安排日期",
    ]
    assert [text.en for text in missing_columns(POLICIES["retail"], tables)] == [
        "Retail: the customer sheet has no column Chose another brand; this answer counts as unknown for everybody",
        "Retail: there is no sheet Orders; the tiers that need it cannot be told",
    ]
    with_orders = {**tables, "orders": pd.DataFrame({"customer_id": [], "date": []})}
    assert "“订单”表没有“金额”列" in missing_columns(POLICIES["retail"], with_orders)[1].zh
    assert missing_columns(POLICIES["trade"], {**tables, "orders": tables["customers"]})[
        0
    ].zh.startswith("外贸：")


@st.composite
def workbooks(draw):
    name = draw(st.sampled_from(METHODS))
    count = draw(st.integers(1, 8))
    columns = {"customer_id": [f"K{number}" for number in range(count)]}
    for key in OWN_COLUMNS[name]:
        kind = CUSTOMERS[key].kind
        answers = (
            [None, True, False]
            if kind == "yes_no"
            else [None, *(c.code for c in CUSTOMERS[key].choices)]
        )
        if kind == "money":
            answers = [np.nan, 0.0, 30000.0, 40000.0, 50000.0, 80000.0, -1.0]
        values = draw(st.lists(st.sampled_from(answers), min_size=count, max_size=count))
        columns[key] = pd.array(values, dtype="boolean") if kind == "yes_no" else values
    days = st.one_of(
        st.none(),
        st.integers(0, 500).map(lambda n: pd.Timestamp("2025-07-01") + pd.Timedelta(days=n)),
    )
    columns["last_contact"] = pd.to_datetime(
        pd.Series(draw(st.lists(days, min_size=count, max_size=count)))
    )
    frame = pd.DataFrame(columns)
    return name, frame.set_axis(range(2, count + 2))


@settings(max_examples=120, deadline=None)
@given(workbooks(), st.randoms(use_true_random=False))
def test_every_customer_has_one_outcome_with_a_reason_whatever_the_method_and_the_order(
    drawn, chance
):
    name, customers = drawn
    policy = POLICIES[name]
    found = grade_customers({"customers": customers}, policy, Calendars(), MONDAY, "zh")
    assert found["tier"].isin([*(tier.shown.zh for tier in policy.tiers), ""]).all()
    assert found[["tier_reason", "due_reason", "tier_label"]].ne("").all(axis=None)
    assert found["state"].isin(STATES).all()
    for day in found["next_due"].dropna():
        assert Calendars().default.is_working_day(day.date())
    shuffled = customers.sample(frac=1, random_state=chance.randrange(1000))
    again = grade_customers({"customers": shuffled}, policy, Calendars(), MONDAY, "zh")
    pd.testing.assert_frame_equal(again.sort_index(), found)


@settings(max_examples=60, deadline=None)
@given(workbooks(), st.integers(1, 40))
def test_a_longer_cadence_in_days_never_gives_an_earlier_date(drawn, longer_by):
    name, customers = drawn
    policy = POLICIES[name]
    slower = dataclasses.replace(
        policy,
        tiers=tuple(
            dataclasses.replace(
                tier,
                cadence=dataclasses.replace(
                    tier.cadence, days=tier.cadence.days and tier.cadence.days + longer_by
                ),
            )
            for tier in policy.tiers
        ),
    )
    dates = [
        grade_customers({"customers": customers}, one, Calendars(), MONDAY, "zh")["next_due"]
        for one in (policy, slower)
    ]
    assert ((dates[1] >= dates[0]) | (dates[0].isna() & dates[1].isna())).all()
