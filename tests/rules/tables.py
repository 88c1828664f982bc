"""Reading small text tables in tests: columns between bars, blank = blank, dates as typed."""

import datetime as dt
import re

import numpy as np
import pandas as pd

from pipeline.methods import load_policy
from pipeline.rules import grade_customers
from pipeline.rules.days import Calendars
from schemas.columns import CUSTOMERS

ROW_ZERO = 2  # Excel rows: the header stands in row 1
TRADE = load_policy("trade")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_table(text):
    """Give a frame of texts; "" = blank."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return pd.DataFrame(rows, columns=header, index=range(ROW_ZERO, ROW_ZERO + len(rows)))


def typed(frame):
    """Give the frame as the reader would: dates, flags and numbers by the column's name."""
    frame = frame.copy()
    for key in frame.columns:
        column = frame[key].mask(frame[key] == "", None)
        if key in DATES:
            frame[key] = pd.to_datetime(column, format="%Y-%m-%d")
        elif key in FLAGS:
            frame[key] = column.map({"yes": True, "no": False}).astype("boolean")
        elif key in NUMBERS:
            frame[key] = column.astype(float)
        else:
            frame[key] = column.astype(object).where(column.notna(), np.nan)
    return frame


DATES = {
    "last_contact",
    "manual_tier_until",
    "agreed_date",
    "snooze_until",
    "facts_confirmed",
    "own_next",
    "date",
    "confirmed",
}
DATES |= {"shipped", "received", "closed"}
FLAGS = {"reply"} | {column.key for column in CUSTOMERS.columns if column.kind == "yes_no"}
NUMBERS = {"own_cadence_days", "own_cadence_months", "spend", "amount"}


def graded(  # noqa: PLR0913 -- the whole of what a grading depends on
    customers, as_of, *, lang="zh", skipped_tiers=None, policy=TRADE, secondary=(), **sheets
):
    """Grade text tables. customers: a table whose first column is customer_id."""
    tables = {"customers": typed(read_table(customers))}
    tables |= {kind: typed(read_table(text)) for kind, text in sheets.items()}
    day = dt.date.fromisoformat(as_of)
    return grade_customers(
        tables,
        policy,
        Calendars(),
        day,
        lang,
        skipped_tiers=skipped_tiers or {},
        secondary=secondary,
    )


MONDAY_DATE = dt.date(2026, 11, 23)


def graded_tables(customers, as_of, **sheets):
    """Give text tables as typed frames, and their grading."""
    tables = {"customers": typed(read_table(customers))}
    tables |= {kind: typed(read_table(text)) for kind, text in sheets.items() if text}
    return tables, grade_customers(tables, TRADE, Calendars(), as_of, "zh")


def one(as_of, *, log="", orders="", samples="", **cells):
    """Grade one customer. log, orders: days separated by blanks; cells: columns of the customer sheet."""
    sheets = {}
    if log:
        sheets["contacts"] = "customer_id | date\n" + "\n".join(
            f"K1 | {day}" for day in log.split()
        )
    if orders:
        sheets["orders"] = "customer_id | date\n" + "\n".join(
            f"K1 | {day}" for day in orders.split()
        )
    if samples:
        sheets["samples"] = samples
    names, values = " | ".join(["customer_id", *cells]), " | ".join(["K1", *cells.values()])
    return graded(f"{names}\n{values}", as_of, **sheets).iloc[0]


def check_tiers(text, policy, as_of="2026-11-23", **sheets):
    """Check a table whose columns are those of the customer sheet, and at last the expected tier (等级)."""
    table = read_table(text)
    cells = table.drop(columns=["等级"])
    if "customer_id" not in cells:
        cells.insert(0, "customer_id", [f"K{number}" for number in range(1, len(cells) + 1)])
    text = "\n".join(" | ".join(line) for line in [cells.columns, *cells.to_numpy().tolist()])
    found = graded(text, as_of, policy=policy, **sheets)
    assert found["tier"].tolist() == table["等级"].tolist(), pd.DataFrame(
        {"found": found["tier"], **table}
    )
    assert found[["tier_reason", "due_reason"]].ne("").all(axis=None)
    return found


def due(row):
    """Give the due date as text; "" = none."""
    return "" if pd.isna(row["next_due"]) else f"{row['next_due']:%Y-%m-%d}"


def check_due_dates(text, make):
    """Check a table row by row: `make` turns a row into a graded customer; its last column is the expected date."""
    table = read_table(text)
    found = [due(make(row)) for _, row in table.iterrows()]
    assert found == table["下次跟进"].tolist(), pd.DataFrame({"found": found, **table})
