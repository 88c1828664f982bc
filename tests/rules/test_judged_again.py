"""再判断: an answer of the lowest tiers, and long silence of customers with orders, are put before a person."""

import pytest
from tables import MONDAY_DATE, TRADE, graded_tables

from pipeline.jobs.week_beside import task_numbers
from pipeline.rules.tasks_weekly import side_tasks


def asked(customers, log, orders=""):
    tables, graded = graded_tables(customers, MONDAY_DATE, contacts=log, orders=orders)
    found = side_tasks(tables, graded, MONDAY_DATE, "zh", task_numbers(TRADE))
    return found.loc[found["task"] == "rejudge", "reason"].tolist()


def touches(days, reply="no"):
    return "customer_id | date | reply\n" + "\n".join(f"K1 | {day} | {reply}" for day in days)


@pytest.mark.parametrize(
    ("potential", "cells", "day", "is_asked"),
    [
        ("none", "", "2026-11-20", True),
        ("ordinary", "", "2026-11-20", True),
        ("strong", "", "2026-11-20", False),  # is followed closely anyway
        ("none", "", "2026-11-09", False),  # two weeks ago: asked twice, and that is enough
        ("none", "C", "2026-11-20", False),  # a person has judged
    ],
)
def test_an_answer_of_the_lowest_tiers_is_put_before_a_person(potential, cells, day, is_asked):
    customers = f"customer_id | potential | manual_tier\nK1 | {potential} | {cells}"
    found = asked(customers, touches([day], "yes"))
    letter = {"none": "E", "ordinary": "D"}.get(potential)
    said = f"{day} 对方有回复，现在是 外贸{letter}：请再判断潜力，够格就升级"
    assert found == ([said] if is_asked else [])


MONTHS = [f"2026-{month:02d}-10" for month in range(5, 11)]


@pytest.mark.parametrize(
    ("orders", "days", "reply", "is_asked"),
    [
        ("2025-10-12", MONTHS, "no", True),
        ("2025-10-12", MONTHS[1:], "no", False),  # five touches
        ("2025-12-12", MONTHS, "no", False),  # not yet a year
        ("2025-10-12", MONTHS, "yes", False),  # they answer
        ("2023-10-12 2024-10-12 2025-10-12", MONTHS, "no", False),  # orders once a year: two years
        ("2022-09-12 2023-09-12 2024-09-12", MONTHS, "no", True),
    ],
)
def test_a_customer_with_orders_who_is_long_silent_is_put_before_a_person(
    orders, days, reply, is_asked
):
    rows = "customer_id | date\n" + "\n".join(f"K1 | {day}" for day in orders.split())
    found = asked("customer_id\nK1", touches(days, reply), rows)
    last = orders.split()[-1]
    said = f"最近一次下单是 {last}，之后联系 6 次没有回复，现在是 外贸A：请再判断"
    assert found == ([said] if is_asked else [])


def test_without_answers_in_the_log_nobody_is_known_to_be_silent():
    log = "customer_id | date\n" + "\n".join(f"K1 | {day}" for day in MONTHS)
    assert asked("customer_id\nK1", log, "customer_id | date\nK1 | 2025-10-12") == []
