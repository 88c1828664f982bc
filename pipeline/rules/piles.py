"""The pile: customers that no tier takes. Each week the rows unseen longest come up for review; nobody is thrown away."""

import datetime as dt
from collections.abc import Collection
from typing import Final

import numpy as np
import pandas as pd

from pipeline.rules.frames import Days, Flags, Whole, coded, days, flags
from schemas import results as r

SHARE: Final = 12  # methods.md §3: a twelfth a week, so that everybody is seen within about 90 days
LEAST: Final = 10
_NEVER: Final = np.iinfo(np.int64).min


def pile(customers: pd.DataFrame, graded: pd.DataFrame, ranks: Collection[int]) -> Flags:
    """Tell who is in the pile: not classed yet, and nobody said to leave the customer alone.

    Takes:   status, do_not_disturb of the rows of `graded`; TIER_RANK · ranks: those of customers who cannot be classed.
    Returns: one flag a row of `graded`.
    Raises:  nothing.
    Source:  methods.md §3, §8 [S2].
    """
    rows = customers.loc[graded.index]
    status = coded(rows, "status")
    stopped = status.rows_of("paused") | status.rows_of("archived") | flags(rows, "do_not_disturb")
    return graded[r.TIER_RANK].isin(list(ranks)).to_numpy(dtype=bool) & ~stopped


def last_seen(customers: pd.DataFrame, graded: pd.DataFrame) -> Days:
    """Give the day each customer was last looked at: a touch, or the contact facts confirmed; NaT = never."""
    touched = graded[r.LAST_CONTACT].to_numpy().astype("M8[D]")
    seen: Days = np.fmax(touched, days(customers.loc[graded.index], "facts_confirmed"))
    return seen


def pile_review(  # noqa: PLR0913 -- the rows and the two numbers
    customers: pd.DataFrame,
    graded: pd.DataFrame,
    ranks: Collection[int],
    as_of: dt.date,
    *,
    share: int = SHARE,
    least: int = LEAST,
) -> Flags:
    """Choose the rows of the pile to look at this week, seller by seller: those unseen longest, never seen first.

    Takes:   seller, customer_id, snooze_until, facts_confirmed; ranks as in pile. share: the part of the pile a week ·
             least: rows a week.
    Returns: one flag a row of `graded`; at most max(least, ⌈pile/share⌉) a seller, less those seen since Monday: a
             second run in the week proposes what is left of it. The order of rows does not matter.
    Raises:  nothing.
    Source:  methods.md §3 [S2].
    """
    rows = customers.loc[graded.index]
    members = np.flatnonzero(pile(customers, graded, ranks))
    chosen = np.zeros(len(graded), dtype=bool)
    if not len(members):
        return chosen
    today = np.datetime64(as_of, "D")
    seen = last_seen(customers, graded)[members]
    monday = today - np.timedelta64(as_of.weekday(), "D")
    is_done = (seen >= monday) & (seen <= today)
    waits = days(rows, "snooze_until")[members] > today
    _, sellers = np.unique(coded(rows, "seller").codes[members], return_inverse=True)
    quota = _quota(sellers, share, least) - np.bincount(
        sellers[is_done], minlength=sellers.max() + 1
    )
    open_ = ~is_done & ~waits
    at = np.flatnonzero(open_)
    rank = _ranks(sellers[at], seen[at], rows["customer_id"].to_numpy(dtype=object)[members[at]])
    chosen[members[at[rank < quota[sellers[at]]]]] = True
    return chosen


def _quota(sellers: Whole, share: int, least: int) -> Whole:
    return np.maximum(least, -(-np.bincount(sellers) // share)).astype(np.int64)


def _ranks(sellers: Whole, seen: Days, ids: "np.typing.NDArray[np.object_]") -> Whole:
    """Number each seller's rows from 0 in the order of review."""
    by_id = pd.factorize(ids, sort=True)[0]
    since = np.where(np.isnat(seen), _NEVER, seen.astype(np.int64))
    order = np.lexsort((by_id, since, sellers))
    in_order = sellers[order]
    starts = np.searchsorted(in_order, in_order)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - starts
    return rank
