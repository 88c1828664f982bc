"""The pile: whoever cannot be classed is looked at again and again, nobody is forgotten and nobody is thrown away."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import read_table, typed

from pipeline.rules.piles import pile, pile_review

MONDAY = dt.date(2026, 11, 23)
UNCLASSIFIED = 5
RANKS = frozenset({UNCLASSIFIED})


def people(count, seen=None, seller="王芳"):
    """Make `count` customers of the pile; seen: days before Monday, None = never."""
    seen = [None] * count if seen is None else seen
    days = [None if n is None else pd.Timestamp(MONDAY - dt.timedelta(days=n)) for n in seen]
    index = range(2, 2 + count)
    customers = pd.DataFrame(
        {"customer_id": [f"K{n:05d}" for n in range(count)], "seller": seller}, index=index
    )
    graded = pd.DataFrame(
        {
            "tier_rank": UNCLASSIFIED,
            "last_contact": pd.Series(days, index=index, dtype="datetime64[s]"),
        },
        index=index,
    )
    return customers, graded


@pytest.mark.parametrize(
    ("size", "proposed"),
    [(0, 0), (7, 7), (10, 10), (11, 10), (120, 10), (121, 11), (28_000, 2_334)],
)
def test_a_week_proposes_a_twelfth_of_the_pile_and_at_least_ten(size, proposed):
    customers, graded = people(size)
    assert pile_review(customers, graded, RANKS, MONDAY).sum() == proposed


def test_those_unseen_longest_come_first_and_never_seen_before_all():
    customers, graded = people(14, [30, None, 400, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 19])
    chosen = pile_review(customers, graded, RANKS, MONDAY, least=3)
    assert customers["customer_id"][chosen].tolist() == ["K00000", "K00001", "K00002"]


def test_each_seller_has_a_pile_of_his_own():
    one, graded_one = people(15, seller="王芳")
    other, graded_other = people(3, seller="李强")
    other["customer_id"] = ["Z1", "Z2", "Z3"]
    customers, graded = (
        pd.concat([one, other], ignore_index=True),
        pd.concat([graded_one, graded_other], ignore_index=True),
    )
    chosen = pile_review(customers, graded, RANKS, MONDAY)
    assert customers["seller"][chosen].value_counts().to_dict() == {"王芳": 10, "李强": 3}


def test_who_was_looked_at_this_week_is_done_and_counts_for_the_week():
    # 11 in the pile, 10 a week. Four were seen since Monday: on Thursday six remain to be looked at.
    customers, graded = people(11, [0, 0, 0, 0, *[40] * 7])
    assert pile_review(customers, graded, RANKS, MONDAY + dt.timedelta(days=3)).sum() == 6


def test_the_contact_facts_confirmed_count_as_looked_at():
    customers, graded = people(2)
    customers["facts_confirmed"] = [pd.Timestamp("2026-11-10"), pd.NaT]
    chosen = pile_review(customers, graded, RANKS, MONDAY, least=1)
    assert customers["customer_id"][chosen].tolist() == ["K00001"]


def test_only_the_unclassified_whom_nobody_stopped_are_in_the_pile():
    table = typed(
        read_table("""
        customer_id | tier_rank | status   | do_not_disturb | 在资料堆
        K1          | 5         |          |                | 是
        K2          | 2         |          |                | 否
        K3          | 5         | archived |                | 否
        K4          | 5         | paused   |                | 否
        K5          | 5         |          | yes            | 否
    """)
    )
    graded = table[["tier_rank"]].astype(int)
    assert ["是" if flag else "否" for flag in pile(table, graded, RANKS)] == table[
        "在资料堆"
    ].tolist()


def test_a_snoozed_customer_waits():
    customers, graded = people(2)
    customers["snooze_until"] = [pd.Timestamp("2026-12-01"), pd.NaT]
    assert pile_review(customers, graded, RANKS, MONDAY).tolist() == [False, True]


@given(st.integers(1, 400), st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_everybody_in_the_pile_is_seen_within_ninety_days_of_weekly_runs(size, seed):
    # Source: methods.md §3. Each week the proposed ones are looked at on Wednesday.
    chance = np.random.default_rng(seed)
    ago = [None if n < 100 else int(n) for n in chance.integers(0, 900, size)]
    customers, graded = people(size, ago)
    seen_on = {row: [] for row in customers.index}
    for week in range(math.ceil(90 / 7)):
        monday = MONDAY + dt.timedelta(weeks=week)
        chosen = customers.index[pile_review(customers, graded, RANKS, monday)]
        graded.loc[chosen, "last_contact"] = pd.Timestamp(monday + dt.timedelta(days=2))
        for row in chosen:
            seen_on[row].append(monday)
    assert all(seen_on.values())


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 500)), min_size=1, max_size=60),
    st.randoms(use_true_random=False),
)
@settings(max_examples=50, deadline=None)
def test_the_order_of_rows_does_not_matter(ago, chance):
    customers, graded = people(len(ago), ago)
    order = list(customers.index)
    chance.shuffle(order)
    chosen = set(customers["customer_id"][pile_review(customers, graded, RANKS, MONDAY)])
    moved = pile_review(customers.loc[order], graded.loc[order], RANKS, MONDAY)
    assert set(customers.loc[order, "customer_id"][moved]) == chosen
