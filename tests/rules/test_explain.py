"""The explanation names the cells that a person would look at."""

import datetime as dt

from tables import TRADE, read_table, typed

from pipeline.methods import load_policy
from pipeline.rules import grade_customers
from pipeline.rules.days import Calendars, WorkCalendar
from pipeline.rules.explain import explain_customer, project_sequence

MONDAY = dt.date(2026, 11, 23)


def explained(customers, row, **sheets):
    tables = {"customers": typed(read_table(customers))} | {
        kind: typed(read_table(text)) for kind, text in sheets.items()
    }
    graded = grade_customers(tables, TRADE, Calendars(), MONDAY, "zh")
    return explain_customer(tables, graded, row, TRADE, Calendars(), MONDAY, "zh"), graded


def test_the_explanation_of_a_sample_customer_names_each_cell():
    steps, graded = explained(
        "customer_id | potential\nK1 | none\nK2 | strong",
        3,
        contacts="customer_id | date\nK1 | 2026-11-20\nK2 | 2026-10-30\nK2 | 2026-11-03\nK2 | 2026-11-04",
        samples="customer_id | confirmed\nK1 | 2026-09-01\nK2 | 2026-11-02",
    )
    places = [(step.sheet_kind, step.rows, step.column_key, step.value) for step in steps]
    assert places == [
        ("customers", (3,), "potential", "重潜"),
        ("contacts", (5,), "date", "2026-11-04"),
        ("samples", (3,), "confirmed", "2026-11-02"),
        ("contacts", (4, 5), "date", "2"),
        ("customers", (3,), "tier", "B"),
        ("customers", (3,), "next_due", "2026-11-06"),
    ]
    assert steps[-1].says.zh == graded.loc[3, "due_reason"]
    assert "11-09" in steps[3].says.zh


def test_the_explanation_tells_what_people_decided_and_why_the_day_moved():
    steps, _ = explained(
        "customer_id | potential | agreed_date | status\nK1 | strong | 2026-12-05 | active", 2
    )
    told = {step.column_key: step.value for step in steps}
    assert told["agreed_date"] == "2026-12-05"
    assert "status" not in told
    assert told["next_due"] == "2026-12-07"
    assert any("2026-12-05，再顺延到工作日：2026-12-07" in step.says.zh for step in steps)


def test_the_explanation_of_orders_names_their_rows_and_rhythm():
    steps, _ = explained(
        "customer_id | last_contact\nK1 | 2026-11-02",
        2,
        orders="customer_id | date\nK2 | 2026-01-01\nK1 | 2026-08-03\nK1 | 2026-09-02\nK1 | 2026-10-02\nK1 | 2026-12-24",
    )
    orders = [(step.rows, step.value) for step in steps if step.sheet_kind == "orders"]
    assert orders == [
        ((3, 4, 5), "2026-10-02"),
        ((3, 4, 5), "30"),
    ]  # the order of December has not happened yet


def test_the_worked_example_projects_to_the_day():
    days = project_sequence(dt.date(2026, 11, 2), TRADE.samples.confirmed.gaps, WorkCalendar())
    assert [f"{day:%m-%d}" for day in days] == [
        "11-03",
        "11-04",
        "11-06",
        "11-09",
        "11-16",
        "11-23",
        "12-08",
    ]


def test_a_sum_names_the_rows_it_is_made_of_and_a_column_its_cell():
    customers, orders = (
        "customer_id | spend\nK1 | 5",
        "customer_id | date | amount\nK1 | 2026-10-12 | 300\nK9 | 2026-10-12 | 1",
    )
    # a customer without orders has spent 0 where there is an order sheet, whatever the column says
    none = "customer_id | date | amount\nK9 | 2026-10-12 | 1"
    cases = (
        ({"orders": orders}, ("orders", (2,), "amount", "300")),
        ({"orders": none}, ("orders", (), "amount", "0")),
        ({}, ("customers", (2,), "spend", "5")),
    )
    for sheets, place in cases:
        tables = {
            kind: typed(read_table(text))
            for kind, text in {"customers": customers, **sheets}.items()
        }
        policy = load_policy("retail")
        graded = grade_customers(tables, policy, Calendars(), MONDAY, "zh")
        steps = explain_customer(tables, graded, 2, policy, Calendars(), MONDAY, "zh")
        assert place in [
            (step.sheet_kind, step.rows, step.column_key, step.value) for step in steps
        ]
