"""Insurance prospects A–F: what keeps a prospect back is asked first, and nobody is thrown away."""

import pytest
from tables import check_tiers, due, graded

from pipeline.methods import load_policy

PROSPECT = load_policy("prospect")
MONDAY = "2026-11-23"
ALL_KNOWN = {
    "facts_enough": "yes",
    "being_researched": "no",
    "can_rise": "yes",
    "understanding": "enough",
    "refused_for_health": "no",
    "income_unstable": "no",
    "other_obstacle": "no",
}


def one(*, as_of=MONDAY, **cells):
    names, values = " | ".join(["customer_id", *cells]), " | ".join(["K1", *cells.values()])
    return graded(f"{names}\n{values}", as_of, policy=PROSPECT).iloc[0]


def test_the_order_of_the_tests():
    # each line has every obstacle of the lines below it too: the upper one counts
    check_tiers(
        """
        facts_enough | being_researched | can_rise | understanding | refused_for_health | income_unstable | other_obstacle | 等级
        no           | yes              | no       | little        | yes                | yes             | yes            | 待定
        yes          | yes              | no       | little        | yes                | yes             | yes            | F2
        yes          | no               | no       | little        | yes                | yes             | yes            | F1
        yes          | no               | yes      | little        | yes                | yes             | yes            | E
        yes          | no               | yes      | enough        | yes                | yes             | yes            | C
        yes          | no               | yes      | enough        | no                 | yes             | yes            | D
        yes          | no               | yes      | enough        | no                 | no              | yes            | B
        yes          | no               | yes      | enough        | no                 | no              | no             | A
        """,
        PROSPECT,
    )


@pytest.mark.parametrize("blank", list(ALL_KNOWN))
def test_unknown_is_never_no_so_an_a_with_one_blank_goes_to_the_pile(blank):
    row = one(**{**ALL_KNOWN, blank: ""})
    assert (row["tier"], row["tier_label"]) == ("待定", "保险待定")
    assert "还不知道：" in row["tier_reason"]


def test_the_first_known_obstacle_counts_although_others_are_not_known_yet():
    row = one(facts_enough="yes", refused_for_health="yes")
    assert row["tier"] == "C"
    assert row["tier_reason"] == (
        "保险C：因健康被拒保；只保持联系，不催单；还不知道：调查中、一年内可升级、认识程度、收入不稳定、其他障碍"
    )


def test_the_pile_has_no_date_of_its_own_and_is_never_thrown_away():
    row = one(facts_enough="no", last_contact="2020-01-06")
    assert (row["tier"], due(row), row["state"]) == ("待定", "", "none")
    assert row["due_reason"] == "待定，不单独安排；每周轮流复查，一个也不丢"
    assert graded("customer_id\nK1", MONDAY, policy=PROSPECT, lang="en")["tier"].tolist() == [
        "Pile"
    ]


@pytest.mark.parametrize(
    ("typed", "tier"), [("F①", "F1"), ("f2", "F2"), ("pile", "待定"), ("待定", "待定"), ("F3", "A")]
)
def test_a_manual_tier_may_be_typed_as_in_the_source(typed, tier):
    assert one(**ALL_KNOWN, manual_tier=typed)["tier"] == tier


@pytest.mark.parametrize(
    ("letter", "days"),
    [
        ("A", "2026-11-09"),
        ("B", "2026-11-16"),
        ("E", "2026-12-02"),
        ("C", "2027-02-01"),
        ("D", "2027-02-01"),
    ],
)
def test_the_default_intervals_are_marked_as_ours(letter, days):
    # from Mon 2 November: + 7, 14, 30 days; + 90 is Sunday 31 January, so Monday
    row = one(**ALL_KNOWN, manual_tier=letter, last_contact="2026-11-02")
    assert due(row) == days
    assert "(默认)" in row["due_reason"]


def test_nobody_is_pushed_for_health_or_income():
    for letter in ("C", "D"):
        assert "不催单" in str(PROSPECT.tier(letter).reason.zh)
