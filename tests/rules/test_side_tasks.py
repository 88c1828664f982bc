"""Tasks beside the touches, each a row of its own on the due list."""

import datetime as dt

import pandas as pd
import pytest
from tables import read_table, typed

from pipeline.rules.tasks_people import second_introductions
from pipeline.rules.tasks_weekly import TaskNumbers, side_tasks

MONDAY = dt.date(2026, 11, 23)
NUMBERS = TaskNumbers(pile_ranks=frozenset({5}), unanswered_mails=5)


def tasks_of(customers, lang="zh", log=None, day=MONDAY):
    """Give task and reason of each customer; every table has customer_id, last_contact as its first columns."""
    frame = typed(read_table(customers))
    graded = pd.DataFrame(
        {"tier_rank": 2, "last_contact": frame["last_contact"]}, index=frame.index
    )
    tables = {"customers": frame} | ({"contacts": typed(read_table(log))} if log else {})
    found = side_tasks(tables, graded, day, lang, NUMBERS)
    return [
        (frame.at[row, "customer_id"], task, reason)
        for row, task, reason in found.itertuples(index=False)
    ]


@pytest.mark.parametrize(
    ("touched", "confirmed", "asked"),
    [
        ("2026-11-20", "", True),
        ("2026-11-20", "2026-11-19", True),
        ("2026-11-20", "2026-11-20", False),  # confirmed at the touch
        ("2026-11-17", "", True),
        ("2026-11-16", "", False),  # a week ago: the next touch asks again
        ("", "", False),
    ],
)
def test_the_contact_facts_are_asked_for_in_the_week_after_a_touch_that_left_them_out(
    touched, confirmed, asked
):
    found = tasks_of(f"customer_id | last_contact | facts_confirmed\nK1 | {touched} | {confirmed}")
    assert [task for _, task, _ in found] == (["confirm_facts"] if asked else [])


@pytest.mark.parametrize("days_later", [0, 1, 4, 6])
def test_what_is_listed_on_monday_stays_listed_all_week(days_later):
    found = tasks_of(
        """
        customer_id | last_contact | facts_confirmed | manual_tier | manual_tier_until | snooze_until
        K1          | 2026-11-17   |                 |             |                   |
        K2          | 2026-09-01   | 2026-09-01      | B           | 2026-11-16        |
        K3          | 2026-09-01   | 2026-09-01      |             |                   | 2026-11-17
        """,
        day=MONDAY + dt.timedelta(days=days_later),
    )
    assert [(name, task) for name, task, _ in found] == [
        ("K1", "confirm_facts"),
        ("K2", "lapse"),
        ("K3", "lapse"),
    ]


def test_a_team_without_the_column_is_not_reminded():
    assert tasks_of("customer_id | last_contact\nK1 | 2026-11-20") == []


@pytest.mark.parametrize(
    ("mails", "answered_by", "asked"), [(5, None, True), (4, None, False), (6, "phone", False)]
)
def test_five_mails_without_an_answer_make_a_task_of_their_own(mails, answered_by, asked):
    lines = [f"K1 | 2026-10-{day:02d} | email | no" for day in range(1, mails + 1)]
    lines += [f"K1 | 2026-10-30 | {answered_by} | yes"] if answered_by else []
    found = tasks_of(
        "customer_id | last_contact\nK1 | 2026-10-06",
        log="customer_id | date | method | reply\n" + "\n".join(lines),
    )
    assert [(task, reason[:6]) for _, task, reason in found] == (
        [("verify_address", f"连续 {mails} 封")] if asked else []
    )


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("2026-11-22", "手动等级 B 已于 2026-11-22 到期"),
        ("2026-11-16", "手动等级 B 已于 2026-11-16 到期"),
        ("2026-11-15", None),  # more than a week ago: told already
        ("2026-11-23", "手动等级 B 到 2026-11-23 为止"),
        ("2026-11-29", "手动等级 B 到 2026-11-29 为止"),
        ("2026-11-30", None),
    ],
)
def test_a_manual_tier_is_told_a_week_before_and_after_it_ends(until, said):
    found = tasks_of(
        f"customer_id | last_contact | manual_tier | manual_tier_until\nK1 | 2026-09-01 | B | {until}"
    )
    assert [task for _, task, _ in found] == (["lapse"] if said else [])
    assert not said or found[0][2].startswith(said)


def test_a_snooze_that_ends_is_told_once_and_not_for_the_archived():
    found = tasks_of("""
        customer_id | last_contact | snooze_until | status
        K1          | 2026-09-01   | 2026-11-23   |
        K2          | 2026-09-01   | 2026-11-16   |
        K3          | 2026-09-01   | 2026-11-24   |
        K4          | 2026-09-01   | 2026-11-23   | archived
    """)
    assert found == [("K1", "lapse", "暂缓至 2026-11-23 已到期，恢复正常跟进")]


def introduced(text, lang="zh"):
    frame = typed(read_table(text))
    found = second_introductions(frame, lang)
    return {
        frame.at[row, "customer_id"]: reason
        for row, reason in zip(found["row"], found["reason"], strict=True)
    }


def test_a_second_introduction_to_the_same_person_is_warned_about():
    found = introduced("""
        customer_id | name   | introducer | phone            | email        | contact_person
        K1          | 甲公司 | 王芳       | 13800138000      |              | 张三
        K2          | 甲厂   | 李强       | +86 138-0013-8000|              |
        K3          | 乙公司 | 王芳       |                  | a@b.example  | 李四
        K4          | 乙公司 | 赵敏       |                  | A@b.example  | 李四
        K5          | 丙公司 | 王芳       | 13900139000      |              | 钱五
        K6          | 丁公司 |            | 13900139000      |              | 钱五
    """)
    assert set(found) == {"K2", "K4"}  # K6 was not introduced by anybody
    assert "K1 甲公司" in found["K2"]
    assert "电话相同" in found["K2"]
    assert "王芳" in found["K2"]
    assert "邮箱相同" in found["K4"]


def test_two_introducers_of_one_customer_are_named():
    found = introduced(
        "customer_id | name | introducer\nK1 | 甲公司 | 王芳、李强\nK2 | 乙公司 | 王芳"
    )
    assert list(found) == ["K1"]
    assert "王芳、李强" in found["K1"]


def test_a_short_number_or_a_company_alone_with_another_person_is_no_proof():
    assert (
        introduced("""
        customer_id | name   | introducer | phone | contact_person
        K1          | 甲公司 | 王芳       | 8001  | 张三
        K2          | 甲公司 | 李强       | 8001  | 李四
    """)
        == {}
    )


def test_the_order_of_rows_does_not_decide_who_was_first():
    text = ["K2 | 甲公司 | 李强 | 13800138000", "K1 | 甲公司 | 王芳 | 13800138000"]
    head = "customer_id | name | introducer | phone\n"
    assert (
        set(introduced(head + "\n".join(text)))
        == set(introduced(head + "\n".join(reversed(text))))
        == {"K2"}
    )


def test_who_is_left_alone_gets_no_task():
    assert (
        tasks_of("""
        customer_id | last_contact | facts_confirmed | status   | do_not_disturb
        K1          | 2026-11-20   |                 | archived |
        K2          | 2026-11-20   |                 | paused   |
        K3          | 2026-11-20   |                 |          | yes
    """)
        == []
    )
