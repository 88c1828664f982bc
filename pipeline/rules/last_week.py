"""What became of last week's work: who was due a week ago, and who has been touched since."""

import datetime as dt
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

import numpy as np
import pandas as pd

from pipeline.methods.model import Policy
from pipeline.rules.daylog import DayLog
from pipeline.rules.days import Calendars
from pipeline.rules.facts import Facts
from pipeline.rules.frames import Flags, Whole
from pipeline.rules.weekly import grade
from pipeline.rules.weeks import week_end

DAYS: Final = 7


def last_week(  # noqa: PLR0913 -- all that a grading depends on
    tables: Mapping[str, pd.DataFrame],
    policy: Policy,
    calendars: Calendars,
    now: Facts,
    as_of: dt.date,
    skipped_tiers: Mapping[str, AbstractSet[str]],
) -> pd.DataFrame:
    """Grade the workbook as of a week ago and hold it against today.

    Takes:   what grade_customers takes; the facts of today.
    Returns: schemas.results.LAST_WEEK_COLUMNS, index = Excel row. Due a week ago was who was overdue or fell due up to
             the Sunday of that week. Touches are those from that day on, without today's: today's work is still ahead.
    Raises:  nothing.
    Source:  methods.md §11. Reckoned from the workbook alone, so that the same workbook and day give the same page; rows
             dated later have not happened yet. Somebody whose last contact stands only in the column, and was
             overwritten since, counts as touched, not as due: what stood there before is not known.
    """
    then_day = as_of - dt.timedelta(days=DAYS)
    evening_before = then_day - dt.timedelta(days=1)  # that day's own work was still ahead
    then = grade(tables, policy, calendars, evening_before, skipped_tiers)
    due, start = then.dues.due, np.datetime64(then_day)
    was_due: Flags = (due <= np.datetime64(week_end(then_day))) & np.isnat(
        then.facts.unused_contact
    )
    logged = _logged_since(now.touches, start, np.datetime64(as_of))
    elsewhere = (now.last_contact >= start) & (now.last_contact < np.datetime64(as_of))
    return pd.DataFrame(
        {
            "was_due": was_due,
            "was_overdue": was_due & (due < start),
            "touches": logged,
            "touched": (logged > 0) | elsewhere,
        },
        index=tables["customers"].index,
    )


def _logged_since(log: DayLog, start: np.datetime64, end: np.datetime64) -> Whole:
    """Count each customer's days of touch from a day on, before another."""
    customers = np.arange(len(log.counts))
    _, from_start = log.since(customers, np.full(len(customers), start))
    _, from_end = log.since(customers, np.full(len(customers), end))
    return from_start - from_end
