"""Three-question ABC: need, buying power, authority. A blank answer is unknown, not no."""

import pytest
from tables import check_tiers, due, graded

from pipeline.methods import load_policy

ABC = load_policy("abc")
MONDAY = "2026-11-23"


def test_three_yes_is_a_two_is_b_one_is_c_and_none_has_no_tier():
    check_tiers(
        """
        need | buying_power | authority | 等级
        yes  | yes          | yes       | A
        yes  | yes          | no        | B
        yes  | no           | yes       | B
        no   | yes          | yes       | B
        yes  | no           | no        | C
        no   | no           | yes       | C
        no   | no           | no        |
        """,
        ABC,
    )


def test_a_blank_answer_is_unknown_it_is_graded_on_the_known_ones_and_named():
    found = check_tiers(
        """
        need | buying_power | authority | 等级
        yes  | yes          |           | B
        yes  |              |           | C
             | no           | yes       | C
             |              |           |
        no   | no           |           |
        """,
        ABC,
    )
    assert found["tier_reason"].tolist() == [
        "三要素B：三要素具备 2 项；还不知道：决定权",
        "三要素C：三要素具备 1 项；还不知道：购买力、决定权",
        "三要素C：三要素具备 1 项；还不知道：需求",
        "未分级：三要素没有一项为“有”；还不知道：需求、购买力、决定权",
        "未分级：三要素没有一项为“有”；还不知道：决定权",
    ]


def test_income_or_age_never_answer_a_question():
    found = graded("customer_id | age | work\nK1 | 45 | 董事长", MONDAY, policy=ABC)
    assert found["tier"].tolist() == [""]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2026-11-18", "2026-11-20"),
        ("2026-11-19", "2026-11-23"),
        ("2026-11-23", "2026-11-25"),
        ("", MONDAY),
    ],
)
def test_an_a_is_due_after_two_days_at_the_latest(last, expected):
    # Thursday + 2 days is a Saturday: the working day after it
    customers = f"customer_id | need | buying_power | authority | last_contact\nK1 | yes | yes | yes | {last}"
    row = graded(customers, MONDAY, policy=ABC).iloc[0]
    assert due(row) == expected
    if last:
        assert "每 1~2 天一次" in row["due_reason"]


B = "customer_id | need | buying_power | last_contact | touch_reason | touch_goal\nK1 | yes | yes |"


@pytest.mark.parametrize(
    ("plan", "date", "task", "said"),
    [
        ("2026-11-16 | 新款到货 | 约样", "2026-11-23", "follow_up", "每 7 天一次(默认)"),
        (
            "2026-11-16 | 新款到货 |",
            "",
            "decide",
            "每 7 天一次，2026-11-23 该联系；先填跟进目标，填好才安排",
        ),
        ("2026-11-16 |          |", "", "decide", "先填跟进理由、跟进目标"),
        ("2026-11-22 |          |", "", "decide", "2026-11-29 该联系"),  # a Sunday: still this week
        (
            "2026-11-23 |          |",
            "",
            "none",
            "2026-11-30 该联系",
        ),  # next week: nobody need write anything yet
        (" | 新款到货 | 约样", "2026-11-23", "follow_up", "从未跟进"),
    ],
)
def test_a_b_is_only_due_with_a_reason_and_a_goal_filled_in(plan, date, task, said):
    row = graded(f"{B} {plan}", MONDAY, policy=ABC).iloc[0]
    assert (row["tier"], due(row), row["task"]) == ("B", date, task)
    assert said in row["due_reason"]


def test_without_the_two_columns_the_due_list_asks_for_them():
    row = graded("customer_id | need | buying_power\nK1 | yes | yes", MONDAY, policy=ABC).iloc[0]
    assert (due(row), row["task"], row["state"]) == ("", "decide", "none")
    assert "先填跟进理由、跟进目标" in row["due_reason"]
    assert "先写计划与目标" in row["notes"]


def test_an_agreed_date_needs_no_other_reason():
    customers = "customer_id | need | buying_power | agreed_date\nK1 | yes | yes | 2026-11-26"
    assert due(graded(customers, MONDAY, policy=ABC).iloc[0]) == "2026-11-26"


def test_a_c_gets_no_personal_touch_unless_a_person_sets_a_cadence():
    customers = """
        customer_id | need | last_contact | own_cadence_days
        K1          | yes  | 2026-01-05   |
        K2          | yes  | 2026-11-16   | 10
    """
    found = graded(customers, MONDAY, policy=ABC)
    assert [due(row) for _, row in found.iterrows()] == ["", "2026-11-26"]
    assert found["due_reason"].iloc[0] == "不做一对一跟进，用朋友圈培养"
    assert found["minutes"].tolist() == [0, 0]


def test_english_reasons():
    row = graded("customer_id | need\nK1 | yes", MONDAY, policy=ABC, lang="en").iloc[0]
    assert row["tier_reason"] == "ABC C: 1 of three are yes; not known yet: Buying power, Authority"
    assert row["due_reason"] == "no personal touch, nurtured through Moments"
