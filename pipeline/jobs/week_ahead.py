"""What the meeting page tells beside the run itself: the coming weeks, what does not fit, what became of last week."""

import datetime as dt
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.methods import Policy
from pipeline.rules.days import WORKING, Calendars
from pipeline.rules.forecast import Touches, coming_touches
from pipeline.rules.last_week import last_week
from pipeline.rules.levelling import level
from pipeline.rules.weekly import Grading
from pipeline.rules.weeks import WEEKS, horizon, mondays, week_numbers
from schemas import results as r
from schemas.capacity import DEFAULT_DAILY_MINUTES, daily_minutes


@dataclass(frozen=True, slots=True)
class Meeting:
    """outlook: schemas.results.OUTLOOK_COLUMNS · levelled: LEVELLED_COLUMNS · last_week: LAST_WEEK_COLUMNS."""

    outlook: pd.DataFrame
    levelled: pd.DataFrame
    last_week: pd.DataFrame


def meeting(  # noqa: PLR0913 -- all that a grading depends on
    tables: Mapping[str, pd.DataFrame],
    grading: Grading,
    graded: pd.DataFrame,
    policy: Policy,
    calendars: Calendars,
    as_of: dt.date,
    skipped_tiers: Mapping[str, AbstractSet[str]],
) -> Meeting:
    """Work out what the meeting page tells beside the run.

    Takes:   validated frames by sheet key; what the rules found, and the same in words, same index.
    Returns: the three parts; who has no seller stands under "".
    Raises:  nothing.
    Source:  methods.md §11.
    """
    customers = tables["customers"]
    sellers = _sellers(customers)
    daily = daily_minutes(tables.get("team"))
    touches = coming_touches(customers, grading, policy, calendars, as_of)
    return Meeting(
        outlook=outlook(touches, sellers, calendars, daily, as_of),
        levelled=level(graded, sellers, policy, calendars, daily, as_of),
        last_week=last_week(tables, policy, calendars, grading.facts, as_of, skipped_tiers),
    )


def _sellers(customers: pd.DataFrame) -> "pd.Series[str]":
    if "seller" not in customers:
        return pd.Series("", index=customers.index, dtype=object)
    return (
        customers["seller"]
        .astype(object)
        .where(customers["seller"].notna(), "")
        .astype(str)
        .str.strip()
    )


def outlook(
    touches: Touches,
    sellers: "pd.Series[str]",
    calendars: Calendars,
    daily: Mapping[str, float],
    as_of: dt.date,
) -> pd.DataFrame:
    """Add the touches up by seller and week and set the seller's minutes beside them.

    Takes:   coming touches; each customer's seller by position; minutes a day by seller, else the default.
    Returns: schemas.results.OUTLOOK_COLUMNS, a row for each seller who has customers or minutes in the team sheet, and
             week. Nobody ("") has no days and no minutes.
    """
    names = list(dict.fromkeys([*daily, *sorted(sellers.unique())]))
    places = pd.Index(names).get_indexer(pd.Index(sellers))
    cells = places[touches.customer] * WEEKS + week_numbers(touches.day, as_of)
    size = len(names) * WEEKS
    days, weeks = horizon(as_of), mondays(as_of)
    which = week_numbers(days, as_of)
    worked = np.zeros((len(names), WEEKS), dtype=np.int64)
    provisional = np.zeros((len(names), WEEKS), dtype=bool)
    for line, name in enumerate(names):
        if name:
            calendar = calendars.of(name)
            worked[line] = np.bincount(which[calendar.kinds(days) == WORKING], minlength=WEEKS)
            provisional[line, which[calendar.provisional(days)]] = True
    minutes_a_day = np.array([daily.get(name, DEFAULT_DAILY_MINUTES) for name in names])
    columns = {
        "seller": np.repeat(np.array(names, dtype=object), WEEKS),
        "week": np.tile(np.array(weeks, dtype="M8[s]"), len(names)),
        "days": worked.ravel(),
        "touches": np.bincount(cells, minlength=size),
        "minutes": np.bincount(cells, weights=touches.minutes, minlength=size),
        "capacity": (worked * minutes_a_day[:, None]).ravel(),
        "provisional": provisional.ravel(),
    }
    return pd.DataFrame(columns)[list(r.OUTLOOK_COLUMNS)]
