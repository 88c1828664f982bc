"""Retail spend: the bounds belong to their tiers, nothing spent is no tier, the gap of the source is named."""

import pytest
from tables import check_tiers, due, graded

from pipeline.methods import load_policy
from pipeline.methods.touchpoints import touches_a_year

RETAIL = load_policy("retail")
MONDAY = "2026-11-23"


def test_the_bounds_include_the_number_and_the_gap_is_graded_c_with_a_note():
    found = check_tiers(
        """
        spend    | chose_other_brand | 等级
        80000    |                   | A
        79999.99 |                   | B
        50000    |                   | B
        49999.99 |                   | C
        30000.01 |                   | C
        30000    |                   | C
        0.01     |                   | C
        0        |                   |
                 |                   |
        0        | no                |
        0        | yes               | D
                 | yes               | D
        90000    | yes               | A
        -1       |                   |
        -1       | yes               |
        """,
        RETAIL,
    )
    noted = found["tier_reason"].str.contains("3万~5万空档")
    assert noted.tolist() == [False] * 3 + [True] * 2 + [False] * 10
    assert found["tier_reason"].tolist()[:1] == ["消费A：消费 80,000 元"]
    assert "负数" in found["tier_reason"].iloc[-1]
    assert found["notes"].iloc[-1] == "请核对消费金额"


@pytest.mark.parametrize(("choice", "tier"), [("lower", "C"), ("upper", "B"), ("unclassified", "")])
def test_a_team_may_choose_who_gets_the_gap(choice, tier):
    policy = load_policy("retail", {"gaps.middle.gap_policy": choice})
    row = check_tiers(f"spend | 等级\n40000 | {tier}", policy).iloc[0]
    assert "3万~5万空档" in row["tier_reason"]


def test_the_gap_follows_the_bounds_that_a_team_sets():
    closed = load_policy("retail", {"tiers": {"C": {"when": {"1": {"at_most": 49999.99}}}}})
    assert "空档" not in check_tiers("spend | 等级\n40000 | C", closed).iloc[0]["tier_reason"]
    higher = load_policy("retail", {"tiers.B.when.1.at_least": 60000})
    check_tiers("spend | 等级\n55000 | C\n60000 | B", higher)


def test_orders_beat_the_column_and_are_summed_for_life():
    orders = """
        customer_id | date       | amount  | currency
        K1          | 2019-05-06 | 79999.9 |
        K1          | 2026-11-23 | 0.1     | CNY
        K2          | 2026-11-24 | 90000   |
        K3          | 2026-10-12 | 90000   | USD
        K3          | 2026-10-12 | 50000   | 人民币
        K4          | 2026-10-12 |         |
    """
    found = check_tiers(
        """
        customer_id | spend | 等级
        K1          | 5     | A
        K2          | 60000 |
        K3          |       | B
        K4          | 60000 |
        """,
        RETAIL,
        orders=orders,
    )
    assert found["tier_reason"].iloc[2] == "消费B：消费 50,000 元；另有 1 笔其他币种的订单没有计入"


@pytest.mark.parametrize(("days", "tier"), [(0, "A"), (30, "B"), (29, "C")])
def test_a_window_holds_the_as_of_date_and_the_days_before_it(days, tier):
    policy = load_policy("retail", {"measures.spend.within_days": days})
    orders = """
        customer_id | date       | amount
        K1          | 2026-11-23 | 20000
        K1          | 2026-10-25 | 30000
        K1          | 2026-10-24 | 30000
    """
    check_tiers(f"customer_id | 等级\nK1 | {tier}", policy, orders=orders)


def test_greetings_are_rarer_for_the_best_as_published_and_d_gets_none():
    customers = """
        customer_id | spend | last_contact | chose_other_brand
        K1          | 80000 | 2026-08-31   |
        K2          | 50000 | 2026-08-31   |
        K3          | 100   | 2026-08-31   |
        K4          |       | 2026-08-31   | yes
    """
    found = graded(customers, MONDAY, policy=RETAIL)
    # 31 August + 3, 2, 1 months, clipped to the month's end; 31 October 2026 is a Saturday
    assert [due(row) for _, row in found.iterrows()] == [
        "2026-11-30",
        "2026-11-02",
        "2026-09-30",
        "",
    ]
    assert [touches_a_year(RETAIL.touchpoints, letter) for letter in "ABCD"] == [9, 11, 18, 0]
