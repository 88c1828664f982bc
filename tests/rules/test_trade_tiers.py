"""Who is in which tier, why, and what to do at the touch."""

import numpy as np
import pytest
from tables import due, graded, one

from pipeline.errors import SettingsError
from pipeline.rules.tasks import states

MONDAY = "2026-11-23"


def test_orders_come_before_samples_and_samples_before_judgement():
    customers = """
        customer_id | potential
        K1          | strong
        K2          | strong
        K3          | strong
        K4          | ordinary
        K5          | none
        K6          |
    """
    orders = "customer_id | date\nK1 | 2026-10-12\nK1 | 2026-09-01\nK9 | 2026-09-01"
    samples = "customer_id | confirmed\nK1 | 2026-11-02\nK2 | 2026-11-02"
    found = graded(customers, MONDAY, orders=orders, samples=samples)
    assert found["tier"].tolist() == ["A", "B", "C", "D", "E", ""]
    assert found["tier_rank"].tolist() == [0, 1, 2, 3, 4, 5]
    assert found["tier_reason"].tolist() == [
        "外贸A：2 张订单，最近 2026-10-12；另有 1 张样单未结",
        "外贸B：1 张样单未结，2026-11-02 确认",
        "外贸C：潜力为重潜",
        "外贸D：潜力为普潜",
        "外贸E：潜力为无潜",
        "未分级：无订单、无未结样单，潜力空白；请判断潜力",
    ]
    assert found["minutes"].tolist() == pytest.approx([120 / 11, 120 / 11, 20, 4, 2, 4])


def test_reasons_are_english_in_an_english_workbook():
    found = graded(
        "customer_id | potential | last_contact\nK1 | strong | 2026-08-31", MONDAY, lang="en"
    ).iloc[0]
    assert found["tier_reason"] == "Trade C: strong potential"
    assert found["due_reason"] == (
        "last contact 2026-08-31 (customer sheet), every 2 month(s); "
        "2026-10-31 is a weekend, moved to 2026-11-02"
    )


@pytest.mark.parametrize(
    ("closed", "outcome", "tier"),
    [
        ("", "", "B"),
        ("", "open", "B"),
        ("2026-11-20", "", "D"),
        ("2026-11-23", "open", "D"),
        ("2026-11-24", "open", "B"),  # closed tomorrow: still open today
        ("", "lost", "D"),
        ("", "won", "D"),  # an order in the order sheet makes A, not a note in the sample
    ],
)
def test_a_customer_goes_up_and_down_at_once(closed, outcome, tier):
    samples = f"customer_id | confirmed | closed | outcome\nK1 | 2026-11-02 | {closed} | {outcome}"
    row = one(MONDAY, samples=samples, potential="ordinary")
    assert row["tier"] == tier
    assert ("请登记订单" in row["notes"]) == (outcome == "won")


def test_an_order_in_mid_sequence_makes_an_a():
    samples = "customer_id | confirmed\nK1 | 2026-11-02"
    assert one("2026-11-19", orders="2026-11-20", samples=samples)["tier"] == "B"
    assert one("2026-11-20", orders="2026-11-20", samples=samples)["tier"] == "A"


def test_an_unclassified_customer_must_be_looked_at():
    row = one(MONDAY, last_contact="2026-11-02")
    assert (row["tier"], row["tier_label"], row["task"]) == ("", "未分级", "classify")
    # nobody falls out of sight: until somebody judges, followed as D
    assert (due(row), row["state"], row["minutes"]) == ("2027-02-02", "later", 4)
    assert row["due_reason"] == (
        "上次跟进 2026-11-02(客户表)，暂按普潜，每 3 个月一次；待分级：请判断潜力；"
        "暂定：2027 年放假安排未公布"
    )
    assert row["notes"] == "请填“潜力”：重潜/普潜/无潜"
    lost = one(MONDAY, samples="customer_id | confirmed | outcome\nK1 | 2026-10-12 | lost")
    assert (
        lost["tier_reason"]
        == "未分级：样单已结束，无未结样单；无订单、无未结样单，潜力空白；请判断潜力"
    )


def test_an_appointment_holds_even_for_the_unclassified():
    assert due(one(MONDAY, agreed_date="2026-11-26")) == "2026-11-26"


@pytest.mark.parametrize(
    ("typed", "until", "tier", "manual", "said"),
    [
        ("C", "", "C", True, "外贸C：手动等级，规则判为 外贸E"),
        ("C", "2026-11-23", "C", True, "外贸C：手动等级(至 2026-11-23)，规则判为 外贸E"),
        ("C", "2026-11-22", "E", False, "外贸E：潜力为无潜；手动等级 C 已于 2026-11-22 到期"),
        ("c", "", "C", True, "外贸C：手动等级，规则判为 外贸E"),
        ("E", "", "E", True, "外贸E：手动等级"),
        ("H", "", "E", False, "外贸E：潜力为无潜；手动等级“H”不是有效等级，未采用"),
        ("", "2026-12-31", "E", False, "外贸E：潜力为无潜"),
    ],
)
def test_a_manual_tier_holds_through_its_last_day_then_the_rule_returns(
    typed, until, tier, manual, said
):
    row = one(MONDAY, potential="none", manual_tier=typed, manual_tier_until=until)
    assert (row["tier"], row["manual"], row["tier_reason"]) == (tier, manual, said)


def test_the_reason_of_a_manual_tier_is_told():
    row = one(MONDAY, potential="none", manual_tier="A", manual_tier_reason="老板的朋友")
    assert row["tier_reason"] == "外贸A：手动等级，原因：老板的朋友，规则判为 外贸E"


def test_a_manual_b_without_a_sample_has_a_marked_default():
    row = one(MONDAY, manual_tier="B", last_contact="2026-10-26")
    assert due(row) == "2026-11-26"
    assert "每 1 个月一次(默认)" in row["due_reason"]


def test_a_manual_tier_takes_a_customer_out_of_the_sample_steps():
    row = one(
        MONDAY,
        manual_tier="C",
        last_contact="2026-11-03",
        samples="customer_id | confirmed\nK1 | 2026-11-02",
    )
    assert (due(row), row["minutes"]) == ("2027-01-04", 20)  # 01-03 is a Sunday


def test_plan_and_contact_facts_are_asked_for_where_they_are_missing():
    customers = """
        customer_id | potential | last_contact | facts_confirmed
        K1          | strong    | 2026-11-02   |
        K2          | strong    | 2026-11-02   | 2026-11-02
        K3          | ordinary  | 2026-11-02   | 2026-11-01
    """
    assert graded(customers, MONDAY)["notes"].tolist() == [
        "先写计划与目标；核对联系信息",
        "先写计划与目标",
        "核对联系信息",
    ]
    assert one(MONDAY, potential="ordinary", last_contact="2026-11-02")["notes"] == ""


@pytest.mark.parametrize(
    ("mails", "extra", "asked"),
    [
        (5, "", True),
        (4, "", False),
        (5, "K1 | 2026-11-20 | phone | yes", False),  # an answer after them, whatever way
        (5, "K1 | 2026-10-01 | email | yes", True),  # an answer before them
        (
            5,
            "K1 | 2026-11-20 | phone | no",
            True,
        ),  # a call without an answer neither counts nor ends the row
        (4, "K1 | 2026-11-20 | phone | no", False),
        (5, "K1 | 2026-11-05 | wechat | yes", False),  # an answer in the midst: two mails are left
        (
            5,
            "K1 | 2026-11-02 | wechat | yes",
            False,
        ),  # an answer on the day of the first mail answers it
    ],
)
def test_five_mails_without_an_answer_raise_a_doubt_about_the_address(mails, extra, asked):
    rows = [
        f"K1 | 2026-11-{day:02} | email | {'no' if day % 2 else ''}"
        for day in (2, 3, 4, 6, 9)[:mails]
    ]
    log = "\n".join(["customer_id | date | method | reply", *rows, extra])
    row = graded("customer_id | potential\nK1 | none", MONDAY, contacts=log).iloc[0]
    assert ("核对邮箱" in row["notes"]) == asked


def test_completeness_counts_hard_facts_for_20_and_soft_ones_for_80_points():
    customers = """
        customer_id | contact_person | email | spend | work | values | family
        K1          | 王芳           | a@b.c | 0     | 工厂 | 诚信   | 已婚
        K2          | 无             | -     |       | N/A  | 不详   |
        K3          | 王芳           |       |       |      |        |
    """
    # 3 of 9 hard: 6.67, 3 of 9 soft: 26.67 · words that say nothing are empty · 1 of 9 hard: 2.22
    assert graded(customers, MONDAY)["completeness"].tolist() == [33.3, 0.0, 2.2]


def test_this_week_ends_on_sunday_and_a_weekend_run_looks_at_the_next_week():
    due_days = np.array(
        ["2026-11-22", "2026-11-23", "2026-11-29", "2026-11-30", "NaT"], dtype="M8[D]"
    )
    assert list(states(due_days, np.datetime64("2026-11-23"))) == [
        "overdue",
        "today",
        "this_week",
        "later",
        "none",
    ]
    assert list(states(due_days, np.datetime64("2026-11-21"))) == ["this_week"] * 3 + [
        "later",
        "none",
    ]
    assert list(states(due_days, np.datetime64("2026-11-20")))[:2] == ["this_week", "later"]


def test_only_tier_e_may_be_switched_off():
    with pytest.raises(SettingsError, match="Tier A cannot be switched off"):
        graded("customer_id | potential\nK1 | none", MONDAY, skipped_tiers={"王芳": {"A"}})


def test_a_customer_without_a_column_for_a_contact_person_is_the_person():
    # Two of nine hard facts, worth 20 points in all: 20 · 2 / 9 = 4.4; beside an empty contact person one of nine = 2.2.
    named = "customer_id | name | email\nK1 | 王芳 | a@b.cn"
    assert graded(named, MONDAY)["completeness"].tolist() == [4.4]
    beside = "customer_id | name | email | contact_person\nK1 | 王芳 | a@b.cn | "
    assert graded(beside, MONDAY)["completeness"].tolist() == [2.2]
