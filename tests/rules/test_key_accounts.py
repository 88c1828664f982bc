"""Weekly key accounts: three a seller, two groups, days in turn, and a close that never invents a rate."""

import datetime as dt
import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import read_table, typed

from pipeline.rules.days import Calendars, WorkCalendar
from pipeline.rules.key_accounts import (
    intent_rank,
    nominate,
    planned_week,
    read_submissions,
    read_week,
    watched_days,
)
from pipeline.rules.key_close import (
    close_sellers,
    close_weeks,
    effort_against_revenue,
    outcome_reasons,
)

MONDAY = dt.date(2026, 11, 23)
CUSTOMERS = """
    customer_id | name | seller | intent | tier_rank | status
    K1          | 甲   | 王芳   | A      | 0         |
    K2          | 乙   | 王芳   | H      | 3         |
    K3          | 丙   | 王芳   |        | 0         |
    K4          | 丁   | 王芳   | B      | 1         |
    K5          | 戊   | 王芳   | H      | 1         |
    K6          | 己   | 王芳   | H      | 0         | archived
    K7          | 庚   | 李强   |        | 0         |
    K8          | 辛   | 赵敏   | C      | 4         |
    K9          | 壬   | 赵敏   |        | 2         |
"""


def proposals(text=CUSTOMERS, submitted="", as_of=MONDAY, **numbers):
    customers = typed(read_table(text))
    graded = pd.DataFrame(
        {
            "tier_rank": customers["tier_rank"].astype(int),
            "tier_label": "外贸A",
            "next_due": pd.Series(pd.NaT, index=customers.index, dtype="datetime64[s]"),
        }
    )
    sheet = typed(read_table(submitted)) if submitted else None
    return nominate(
        customers, graded, read_submissions(sheet, as_of), Calendars(), as_of, "zh", **numbers
    )


def of(found, seller):
    return found.loc[found["seller"] == seller, "customer_id"].tolist()


def test_all_days_of_the_week_are_named_on_each_of_its_days():
    on_friday = proposals(as_of=MONDAY + dt.timedelta(days=4))
    pd.testing.assert_frame_equal(on_friday, proposals())
    assert on_friday["days"].iloc[0] == tuple(MONDAY + dt.timedelta(days=n) for n in (0, 2, 4))


def test_h_comes_first_then_the_strongest_there_is():
    # K5 before K2: both H, the better tier first. K6 is archived. K3 has no intent and is not needed.
    assert of(proposals(), "王芳") == ["K5", "K2", "K1"]


def test_somebody_without_any_intent_is_the_only_exception():
    found = proposals()
    assert of(found, "李强") == []
    assert of(found, "赵敏") == [
        "K8",
        "K9",
    ]  # one with intent: then the strongest others make up the number


def test_where_nobody_writes_intents_down_the_tier_decides():
    found = proposals(CUSTOMERS.replace("| intent |", "| labels |"))
    assert of(found, "李强") == ["K7"]
    assert of(found, "王芳")[0] in {"K1", "K3"}


def test_ranks_alternate_between_two_groups():
    own = proposals().loc[lambda f: f["seller"] == "王芳"]
    assert list(zip(own["rank"], own["group"], strict=True)) == [(1, "G1"), (2, "G2"), (3, "G1")]


def test_a_customer_decided_in_an_earlier_week_makes_room():
    submitted = "week | seller | customer_id | outcome\n2026-W47 | 王芳 | K5 | won\n2026-W47 | 王芳 | K2 | open"
    assert of(proposals(submitted=submitted), "王芳") == ["K2", "K1", "K4"]


def test_what_the_team_has_submitted_for_this_week_is_marked():
    found = proposals(submitted="week | seller | customer_id | outcome\n2026-W48 | 王芳 | K2 |")
    assert found.loc[found["submitted"], "customer_id"].tolist() == ["K2"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["甲", "乙", "丙"]), st.sampled_from(["H", "A", "B", "C", ""])),
        min_size=1,
        max_size=40,
    )
)
@settings(max_examples=60, deadline=None)
def test_every_seller_with_any_intent_has_three_or_all_he_has(rows):
    lines = [f"K{n} | 客户 | {seller} | {intent} | 2" for n, (seller, intent) in enumerate(rows)]
    found = proposals("customer_id | name | seller | intent | tier_rank\n" + "\n".join(lines))
    somebody = any(intent for _, intent in rows)
    for seller in {seller for seller, _ in rows}:
        own = [intent for name, intent in rows if name == seller]
        wanted = min(3, len(own)) if any(own) or not somebody else 0
        assert len(of(found, seller)) == wanted


# The sample calendar: Wednesday 2026-09-30 is worked, 1 to 7 October is off, Saturday 10 October is worked.
def test_one_group_each_working_day_carried_over_the_weekend_and_the_holidays():
    china = WorkCalendar()
    weeks = [dt.date(2026, 9, 21) + dt.timedelta(weeks=n) for n in range(5)]
    turns = sorted(
        (day, group)
        for monday in weeks
        for group, days in enumerate(watched_days(china, monday))
        for day in days
    )
    assert [group for _, group in turns] == [(turns[0][1] + n) % 2 for n in range(len(turns))]
    days = [day for day, _ in turns]
    assert dt.date(2026, 10, 1) not in days
    assert dt.date(2026, 10, 10) in days


@pytest.mark.parametrize(
    ("typed_week", "monday"),
    [
        ("2026-W48", "2026-11-23"),
        ("2026W48", "2026-11-23"),
        ("2026年第48周", "2026-11-23"),
        ("W48", "2026-11-23"),
        ("第48周", "2026-11-23"),
        ("2026-11-25", "2026-11-23"),
        ("2026/11/29", "2026-11-23"),
        ("2026-W53", "2026-12-28"),
        ("2026-W60", None),
        ("下周", None),
    ],
)
def test_a_week_is_read_as_people_write_it(typed_week, monday):
    found = read_week(typed_week, MONDAY)
    assert (found and found.monday.isoformat()) == monday


def test_seen_from_a_weekend_the_next_week_is_planned():
    assert planned_week(dt.date(2026, 11, 22)).label == "2026-W48"
    assert planned_week(dt.date(2026, 11, 27)).label == "2026-W48"


def test_levels_of_intent_rank_from_h_down():
    levels = ["H", "高", "A级", "Ｂ", "C", "D", "?"]
    assert sorted(levels, key=intent_rank) == levels


SUBMITTED = """
    week     | seller | customer_id | outcome | reason
    2026-W47 | 王芳   | K1          | won     | 价格合适
    2026-W47 | 王芳   | K2          | lost    | 交期太长
    2026-W47 | 王芳   | K3          | open    |
    2026-W47 | 王芳   | K4          |         |
    2026-W47 | 李强   | K7          | open    |
    2026-W46 | 李强   | K8          | won     | 老客户
"""
W47 = dt.date(2026, 11, 16)


def closes(text=SUBMITTED, log="", orders=""):
    sheets = [typed(read_table(table)) if table else None for table in (log, orders)]
    return read_submissions(typed(read_table(text)), MONDAY), *sheets


def test_rates_are_of_those_submitted_and_of_decided_second():
    rows, log, orders = closes()
    own = close_sellers(rows, log, orders, W47).loc["王芳"]
    assert own[["submitted", "won", "lost", "open"]].tolist() == [4, 1, 1, 2]
    assert own[
        ["close_rate", "loss_rate", "close_rate_of_decided", "loss_rate_of_decided"]
    ].tolist() == [
        0.25,
        0.25,
        0.5,
        0.5,
    ]


def test_nothing_decided_has_no_rate_of_decided_and_nothing_submitted_no_row():
    rows, log, orders = closes()
    sellers = close_sellers(rows, log, orders, W47)
    assert sellers.loc["李强", "close_rate"] == 0
    assert math.isnan(sellers.loc["李强", "close_rate_of_decided"])
    assert "赵敏" not in sellers.index
    assert close_weeks(*closes("week | seller | customer_id | outcome")).empty


def test_the_deal_cycle_runs_from_the_first_logged_contact_to_the_close():
    # K1: first contact 11-02, ordered on 11-18 in the week: 16 days. K8: no order, so the Sunday of W46, 11-15: 45 days.
    rows, log, orders = closes(
        log="customer_id | date\nK1 | 2026-11-10\nK1 | 2026-11-02\nK8 | 2026-10-01",
        orders="customer_id | date\nK1 | 2026-11-18\nK1 | 2026-10-20",
    )
    weeks = close_weeks(rows, log, orders)
    assert weeks["cycle_median"].tolist() == [45, 16]
    assert math.isnan(close_weeks(rows, None, None)["cycle_mean"].iloc[0])


def test_the_last_word_on_a_customer_counts_within_a_week():
    rows, *_ = closes(
        "week | seller | customer_id | outcome\n2026-W47 | 王芳 | K1 | open\n2026-W47 | 王芳 | K1 | lost"
    )
    assert close_sellers(rows, None, None, W47).loc["王芳", ["submitted", "lost"]].tolist() == [
        1,
        1,
    ]


def test_reasons_of_wins_and_losses_are_counted():
    rows, *_ = closes()
    assert outcome_reasons(rows, W47)[["outcome", "reason", "count"]].to_numpy().tolist() == [
        ["won", "价格合适", 1],
        ["lost", "交期太长", 1],
    ]


def test_effort_on_the_top_fifth_stands_against_its_revenue():
    # Five customers with revenue: the top 20 % is K1 with 600 of 1,000; it took 2 of 8 touches.
    customers = typed(
        read_table(
            "customer_id | seller\nK1 | 王芳\nK2 | 王芳\nK3 | 王芳\nK4 | 王芳\nK5 | 王芳\nK6 | 王芳"
        )
    )
    orders = typed(
        read_table(
            "customer_id | date\nK1 | 2026-05-01\nK2 | 2026-05-01\nK3 | 2026-05-01\nK4 | 2026-05-01\nK5 | 2026-05-01\nK1 | 2025-01-01"
        )
    )
    orders["amount"] = [
        600.0,
        100.0,
        100.0,
        100.0,
        100.0,
        9999.0,
    ]  # the last one is older than 12 months
    touched = ["K1", "K1", "K2", "K3", "K4", "K5", "K6", "K6"]
    log = typed(
        read_table("customer_id | date\n" + "\n".join(f"{key} | 2026-06-01" for key in touched))
    )
    team, own = effort_against_revenue(customers, log, orders, MONDAY).to_dict("records")
    assert (team["seller"], team["top"], team["effort_share"], team["revenue_share"]) == (
        "",
        1,
        0.25,
        0.6,
    )
    assert own["seller"] == "王芳"
    nothing = effort_against_revenue(customers, None, None, MONDAY).iloc[0]
    assert math.isnan(nothing["effort_share"])
    assert math.isnan(nothing["revenue_share"])
