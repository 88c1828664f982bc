"""Nobody falls out of sight: who cannot be graded is followed as the policy says, and asked about."""

import pytest
from tables import due, graded, one

from pipeline.methods import load_policy

MONDAY = "2026-11-23"


@pytest.mark.parametrize(
    ("cells", "date", "says"),
    [
        (
            {"last_contact": "2026-09-02"},
            "2026-12-02",
            "上次跟进 2026-09-02(客户表)，暂按普潜，每 3 个月一次；待分级：请判断潜力",
        ),
        (
            {"last_contact": "2026-05-20"},
            "2026-08-20",
            "上次跟进 2026-05-20(客户表)，暂按普潜，每 3 个月一次；待分级：请判断潜力",
        ),
        (
            {"deal": "none"},
            MONDAY,
            "尚无联系记录，请尽快联系；待分级：请判断潜力；按可用时间排在 2026-11-23",
        ),
        (
            {"agreed_date": "2026-11-26"},
            "2026-11-26",
            "尚无联系记录，与客户约定 2026-11-26；待分级：请判断潜力",
        ),
        (
            {"last_contact": "2026-09-02", "own_cadence_days": "30"},
            "2026-10-08",
            "上次跟进 2026-09-02(客户表)，按自定义周期 30 天；待分级：请判断潜力；2026-10-02 是节假日，顺延到 2026-10-08",
        ),
        ({"do_not_disturb": "yes"}, "", "免打扰，不安排跟进"),
        ({"status": "paused"}, "", "状态为暂停，不安排跟进"),
    ],
)
def test_who_cannot_be_graded_has_a_date_and_is_asked_about(cells, date, says):
    found = one(MONDAY, **cells)
    assert (found["tier"], due(found), found["due_reason"]) == ("", date, says)
    assert found["task"] == ("classify" if date else "none")


@pytest.mark.parametrize(
    ("pack", "date", "says"),
    [
        ("trade", "2026-12-23", "暂按普潜，每 3 个月一次"),
        ("abc", "2026-10-23", "暂时每月问一次，每 1 个月一次"),
        ("retail", "2026-10-23", "暂按 C，每 1 个月一次"),
        ("wechat", "2026-11-23", "暂按 Y，每 60 天一次"),
    ],
)
def test_every_method_says_how_they_are_followed(pack, date, says):
    cells = "customer_id | last_contact\nK1 | 2026-09-23"
    found = graded(cells, MONDAY, policy=load_policy(pack)).iloc[0]
    assert (found["tier"], due(found)) == ("", date)
    assert says in found["due_reason"]


def test_it_is_said_in_english_too():
    found = graded("customer_id | last_contact\nK1 | 2026-09-02", MONDAY, lang="en").iloc[0]
    assert found["due_reason"] == (
        "last contact 2026-09-02 (customer sheet), for now as D, every 3 month(s); "
        "to be graded: please judge the potential"
    )
