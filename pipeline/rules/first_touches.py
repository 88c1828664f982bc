"""First touches: a large base that was never contacted is no flood, it is spread over the days that there are minutes for."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from pipeline.methods.model import Policy
from pipeline.rules import tasks
from pipeline.rules.dates import Basis, DueDates
from pipeline.rules.days import WORKING, Calendars
from pipeline.rules.facts import Facts
from pipeline.rules.frames import Floats, Whole, coded
from pipeline.rules.frames import days as days_of
from pipeline.rules.tiers import UNCLASSIFIED, Tiers, cadence_of_each
from schemas import results as r
from schemas.capacity import DEFAULT_DAILY_MINUTES

_MONTH: Final = 30
"""Days; the window of a cadence need not be exact."""
_HOLIDAYS: Final = 31
"""Days looked ahead beyond the longest window, so that every window has a working day."""


def spread_first_touches(  # noqa: PLR0913 -- all that the days depend on
    dues: DueDates,
    customers: pd.DataFrame,
    facts: Facts,
    tiers: Tiers,
    policy: Policy,
    calendars: Calendars,
    daily: Mapping[str, float],
) -> DueDates:
    """Give customers who were never contacted a day on which their seller has minutes for them.

    Takes:   due dates, each at once for who was never contacted; seller, planned; minutes a day by seller, else the
             default.
    Returns: the dates, with those moved that today has no room for: by tier in the order of work, then by row, onto the
             next working days; what is due today or overdue takes its minutes first. Nobody waits longer than the
             cadence of the own tier: where the minutes do not suffice for that, a tier is spread evenly over it, and
             levelling names what does not fit. A day that an earlier run planned stays: the plan does not move on by a
             day each day, and what was not done is overdue. Only an earlier day takes its place.
    Raises:  nothing.
    Source:  methods.md §1, §11. A date that a person set stays.
    """
    at_once = np.isin(dues.basis, (Basis.NEVER_CONTACTED, Basis.UNCLASSIFIED))
    first = at_once & np.isnat(facts.last_contact) & ~np.isnat(dues.due) & ~dues.snoozed
    if not first.any():
        return dues
    minutes = tasks.minutes(dues, tiers, facts, policy)
    sellers = coded(customers, "seller")
    window = _windows(tiers, policy)
    days = np.arange(facts.as_of, facts.as_of + int(window[first].max()) + _HOLIDAYS, dtype="M8[D]")
    planned = days_of(customers, r.PLANNED)
    due, provisional = dues.due.copy(), dues.provisional.copy()
    for code in np.unique(sellers.codes[first]).tolist():
        name = sellers.names[code] if code >= 0 else ""
        calendar = calendars.of(name)
        working = days[calendar.kinds(days) == WORKING]
        own = sellers.codes == code
        taken = float(minutes[own & ~first & (dues.due <= working[0])].sum())
        at = np.flatnonzero(own & first)
        at = at[
            np.argsort(
                np.where(tiers.tier == UNCLASSIFIED, len(policy.tiers), tiers.tier)[at],
                kind="stable",
            )
        ]
        capacity = daily.get(name, DEFAULT_DAILY_MINUTES)
        room = np.searchsorted(working, facts.as_of + window[at].astype("m8[D]"), side="right")
        places = _places(minutes[at], taken, capacity, np.maximum(room, 1))
        due[at] = np.fmin(working[places], planned[at])
        provisional[at] = calendar.provisional(due[at])
    return replace(
        dues,
        due=due,
        wanted=np.where(first, due, dues.wanted),
        why_rolled=np.where(first, WORKING, dues.why_rolled),
        provisional=provisional,
        spread=first,
    )


def _windows(tiers: Tiers, policy: Policy) -> Whole:
    """Give how many days each customer may wait for the first touch: the cadence of the tier."""
    months, days = cadence_of_each(tiers, policy)
    return np.maximum(np.where(days > 0, days, months * _MONTH), 1)


def _places(minutes: Floats, taken: float, capacity: float, room: Whole) -> Whole:
    """Give each touch, in the order of work, the working day on which the minutes before it are used up.

    Takes:   room: how many working days the touch may wait. A run of touches of one room that does not fit is spread
             evenly over it.
    """
    before = taken + np.cumsum(minutes) - minutes
    full = np.inf if capacity <= 0 else capacity
    places = np.floor(before / full).astype(np.int64)
    for days in np.unique(room).tolist():
        same = np.flatnonzero(room == days)
        if places[same].max() >= days:
            places[same] = np.arange(len(same)) * days // len(same)
    return places
