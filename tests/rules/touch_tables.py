"""Small touch calendars for tests: a table of customers, one method's touchpoints, a Monday."""

import datetime as dt

import pandas as pd
from tables import read_table, typed

from pipeline.methods import load_policy
from pipeline.methods.nodes import parse
from pipeline.methods.section import Section
from pipeline.methods.touchpoints import read_touchpoints
from pipeline.rules.days import Calendars
from pipeline.rules.touchpoints import touch_calendar

RETAIL = load_policy("retail").touchpoints
DEFAULT = load_policy("trade").touchpoints


def touchpoints(text):
    """Read a section as it stands in a pack."""
    return read_touchpoints(Section("pack.yaml", "touchpoints", parse(text, "pack.yaml")))


def typed_customers(text):
    frame = read_table(text)
    if "moving_date" in frame:
        frame["moving_date"] = pd.to_datetime(frame["moving_date"].replace("", None))
    return typed(frame)


def touches(customers, as_of, points, *, orders="", weeks=6, calendars=None, next_due=None):  # noqa: PLR0913 -- what a calendar hangs on
    """Lay out the touches. customers: a table whose columns may include tier; Excel rows begin with 2."""
    frame = typed_customers(customers) if isinstance(customers, str) else customers
    tier = frame["tier"].fillna("") if "tier" in frame else pd.Series("", index=frame.index)
    due = (
        pd.Series(pd.NaT, index=frame.index)
        if next_due is None
        else pd.to_datetime(pd.Series(next_due, frame.index))
    )
    tables = {"customers": frame.drop(columns="tier", errors="ignore")}
    if orders:
        tables["orders"] = typed(read_table(orders))
    graded = pd.DataFrame({"tier": tier.astype(object), "next_due": due.astype("datetime64[s]")})
    day = dt.date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    return touch_calendar(tables, graded, points, calendars or Calendars(), day, "zh", weeks=weeks)


def lines(found, *keys):
    """Give the touches as lines of text: row, then the keys asked for, dates as 2026-12-25."""
    shown = found.assign(
        **{key: found[key].dt.strftime("%Y-%m-%d") for key in ("date", "prepare_by")}
    )
    return [
        " ".join(str(cell) for cell in line)
        for line in shown[["row", *keys]].itertuples(index=False)
    ]
