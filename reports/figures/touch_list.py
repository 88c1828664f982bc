"""The touches as people read them: one line a customer, and one line a seller for festivals that reach everybody."""

from typing import Any, Final

import numpy as np
import pandas as pd

from reports.figures.view import ReportInput
from reports.words.values import clean_column, clean_text, each, ordered
from schemas import results as r
from schemas import touches as t
from schemas.columns import CUSTOMERS, METHODS
from schemas.texts import Text

COUNT: Final = "count"  # customers of the line; more than one = a festival's line
CUSTOMER: Final = "customer"
ALARM, TODAY, LATER = "late", "today", "later"
URGENCY: Final = "urgency"  # late: should have been ready before the as-of date · today: to be done or made ready today

MOST_NAMED: Final = 5
"""So many customers of one festival and seller are named each; of more only the number is told."""

_MANY: Final = Text("{count} 位客户", "{count} customers")
_WAYS: Final = {method.code: Text(method.zh, method.en) for method in METHODS}


def listed_touches(report: ReportInput) -> pd.DataFrame:
    """Give the lines of the touch calendar, without the customers' facts.

    Takes:   one run; its touches may be None.
    Returns: schemas.touches columns, COUNT and URGENCY, by day and seller.
    Raises:  nothing.
    """
    touches = (
        pd.DataFrame(columns=list(t.TOUCH_COLUMNS)) if report.touches is None else report.touches
    )
    touches = touches.assign(**{t.SELLER: each(touches[t.SELLER], clean_text)})
    same = touches.groupby([t.DATE, t.KEY, t.SELLER], sort=False)[t.ROW].transform("size")
    together = (touches[t.KIND] == "festival") & (same > MOST_NAMED)
    lines = pd.concat([touches.loc[~together].assign(count=1), _together(touches.loc[together])])
    ranks = {seller: rank for rank, seller in enumerate(ordered(lines[t.SELLER].unique()))}
    lines["rank"] = each(lines[t.SELLER], ranks.__getitem__)
    lines[URGENCY] = _urgency(lines, report)
    return lines.sort_values([t.DATE, "rank", t.KEY, t.ROW], kind="stable", ignore_index=True)


def named_lines(lines: pd.DataFrame, report: ReportInput) -> pd.DataFrame:
    """Put the customer's facts, or how many customers they are, beside the lines that are shown."""
    rows, alone = pd.Index(lines[t.ROW]), (lines[COUNT] == 1).to_numpy()
    facts = {
        key: clean_column(report.customers, key, rows).where(alone, "").to_numpy()
        for key in ("name", "customer_id", *CUSTOMERS.shown_at("touches"))
    }
    many = [_MANY.fill(count=f"{count:,}").pick(report.lang) for count in lines[COUNT]]
    facts[CUSTOMER] = np.where(alone, facts.pop("name"), np.array(many, dtype=object))
    facts[r.TIER_LABEL] = (
        clean_column(report.graded, r.TIER_LABEL, rows).where(alone, "").to_numpy()
    )
    ways = each(lines[t.WAY], lambda way: _WAYS[way].pick(report.lang) if way in _WAYS else way)
    return lines.assign(**facts, **{t.WAY: ways})


def _together(touches: pd.DataFrame) -> pd.DataFrame:
    """Count the customers of one festival and seller: a list of names would say the same a hundred times."""
    same = [t.DATE, t.PREPARE_BY, t.KEY, t.KIND, t.NAME, t.WAY, t.SELLER, t.PROVISIONAL]
    counts = touches.groupby(same, sort=True, as_index=False).agg(
        count=(t.ROW, "size"), row=(t.ROW, "min")
    )
    return counts.assign(**dict.fromkeys((t.TIER, t.TEXT, t.NOTE), ""))


def _urgency(lines: pd.DataFrame, report: ReportInput) -> "np.ndarray[Any, Any]":
    today = pd.Timestamp(report.as_of)
    now = (lines[t.DATE] == today) | (lines[t.PREPARE_BY] == today)
    return np.select([now, lines[t.PREPARE_BY] < today], [TODAY, ALARM], default=LATER)
