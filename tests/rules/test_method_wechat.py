"""WeChat categories: VIP > O > M > Y > N."""

import pytest
from tables import check_tiers, due, graded

from pipeline.methods import load_policy

WECHAT = load_policy("wechat")
MONDAY = "2026-11-23"


def test_the_precedence_of_the_categories():
    check_tiers(
        """
        vip | long_product | short_product | contacted | 等级
        yes | yes          | yes           | yes       | VIP
        yes |              |               | no        | VIP
        no  | yes          | yes           | yes       | O
            |              | yes           | yes       | M
            |              |               | yes       | Y
            | no           | no            | no        | N
            |              |               |           |
        """,
        WECHAT,
    )


def test_a_touch_in_the_log_is_contact_whatever_the_column_says():
    found = check_tiers(
        """
        customer_id | contacted | 等级
        K1          |           | Y
        K2          | no        | Y
        K3          | no        | N
        """,
        WECHAT,
        contacts="customer_id | date\nK1 | 2026-11-02\nK2 | 2026-11-02\nK3 | 2026-11-30",
    )
    assert "还不知道：已接触" in found["tier_reason"].iloc[0]


@pytest.mark.parametrize(
    ("letter", "date"),
    [
        ("VIP", "2026-11-09"),
        ("O", "2026-12-02"),
        ("M", "2026-12-02"),
        ("Y", "2027-01-04"),
        ("N", "2026-11-16"),
    ],
)
def test_the_default_intervals(letter, date):
    # from Mon 2 November: 7, 30, 30, 60 (1 January is a holiday, then a weekend), 14 days
    row = graded(
        f"customer_id | manual_tier | last_contact\nK1 | {letter} | 2026-11-02",
        MONDAY,
        policy=WECHAT,
    ).iloc[0]
    assert due(row) == date
    assert "(默认)" in row["due_reason"]


def test_batches_and_neglect_stand_in_the_pack():
    assert (WECHAT.batches.size, WECHAT.batches.tiers) == (5, ("M",))
    assert WECHAT.neglect.months == (1, 6)
