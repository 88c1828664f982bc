"""Levelling: work beyond a seller's daily minutes is spread over other days, each tier within its tolerance."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pipeline.methods.model import Policy
from pipeline.rules.days import WORKING, Calendars
from pipeline.rules.weeks import week_end
from schemas import results as r
from schemas.capacity import DEFAULT_DAILY_MINUTES

_SPARE_DAYS: Final = (
    2  # calendar days looked ahead a working day of tolerance, and a month for holidays
)
_HOLIDAYS: Final = 31
_EPSILON: Final = 1e-9


@dataclass(frozen=True, slots=True)
class _Touch:
    """One touch of one seller: row, place of the day wanted, first and last place allowed, minutes."""

    row: int
    wanted: int
    first: int
    last: int
    minutes: float


def level(  # noqa: PLR0913 -- all that levelling depends on
    graded: pd.DataFrame,
    sellers: "pd.Series[str]",
    policy: Policy,
    calendars: Calendars,
    daily: Mapping[str, float],
    as_of: dt.date,
) -> pd.DataFrame:
    """Spread the due work beyond a seller's daily minutes.

    Takes:   TIER_RANK, NEXT_DUE, MINUTES; each row's seller, "" = nobody; minutes a day by seller, else the default.
    Returns: schemas.results.LEVELLED_COLUMNS of the touches due this week that move, or fit nowhere. Highest tier first,
             then by day: a touch keeps its day if that has room, else takes the nearest with room (the later of two)
             within its tier's tolerance, counted in working days from the due date. What is overdue is wanted today and
             never before; what is overdue by more than its tolerance has today alone. No day gets more than the
             seller's minutes, and none is emptied without need.
    Raises:  nothing.
    Source:  methods.md §11. Nobody's customers cannot be levelled: somebody must take them first.
    """
    dated = graded.loc[
        graded[r.NEXT_DUE].notna() & (graded[r.MINUTES] > 0), [r.TIER_RANK, r.NEXT_DUE, r.MINUTES]
    ]
    of_rest = max((one.for_now.tolerance.working_days for one in policy.unclassified), default=0)
    tolerances = np.array(
        [*(tier.tolerance.working_days for tier in policy.tiers), of_rest], dtype=np.int64
    )
    end = week_end(as_of)
    longest = int(tolerances.max())
    days = np.arange(
        np.datetime64(as_of), np.datetime64(end) + _SPARE_DAYS * longest + _HOLIDAYS, dtype="M8[D]"
    )
    past = np.arange(
        np.datetime64(as_of) - _SPARE_DAYS * longest - _HOLIDAYS,
        np.datetime64(as_of),
        dtype="M8[D]",
    )
    found: list[tuple[int, str, object, object, float]] = []
    ahead = dated.loc[dated[r.NEXT_DUE] <= pd.Timestamp(days[-1])]
    for seller, own in ahead.groupby(sellers.reindex(ahead.index), sort=True):
        if not seller:
            continue
        name = str(seller)
        minutes = daily.get(name, DEFAULT_DAILY_MINUTES)
        calendar = calendars.of(name)
        working = days[calendar.kinds(days) == WORKING]
        before = past[calendar.kinds(past) == WORKING]
        touches = _touches(own, working, before, tolerances)
        placed = _place(touches, len(working), minutes)
        if placed is None:
            continue
        this_week = int((working <= np.datetime64(end)).sum())
        for touch, place in placed:
            if touch.wanted < this_week and place != touch.wanted:
                day = working[place] if place >= 0 else np.datetime64("NaT")
                wanted = working[touch.wanted] if len(working) else np.datetime64("NaT")
                found.append((touch.row, name, wanted, day, touch.minutes))
    frame = pd.DataFrame(found, columns=list(r.LEVELLED_COLUMNS))
    return frame.astype({"wanted": "datetime64[s]", "day": "datetime64[s]"})


def _touches(
    own: pd.DataFrame,
    working: "np.typing.NDArray[np.datetime64]",
    before: "np.typing.NDArray[np.datetime64]",
    tolerances: "np.typing.NDArray[np.int64]",
) -> list[_Touch]:
    """Put each touch on a scale of working days, 0 = the first from today on; overdue ones lie below 0."""
    ordered = own.sort_values([r.TIER_RANK, r.NEXT_DUE], kind="stable")
    due = ordered[r.NEXT_DUE].to_numpy().astype("M8[D]")
    every = np.concatenate([before, working])
    places = np.searchsorted(every, due) - len(before)
    reach = tolerances[np.minimum(ordered[r.TIER_RANK].to_numpy(), len(tolerances) - 1)]
    wanted = np.maximum(places, 0)
    first, last = np.maximum(places - reach, 0), np.maximum(places + reach, 0)
    columns = (
        ordered.index.tolist(),
        wanted.tolist(),
        first.tolist(),
        last.tolist(),
        ordered[r.MINUTES].tolist(),
    )
    return [_Touch(*one) for one in zip(*columns, strict=True)]


def _place(touches: Sequence[_Touch], days: int, minutes: float) -> list[tuple[_Touch, int]] | None:
    """Give each touch a day, -1 = none has room; None where nobody need move."""
    load = [0.0] * (days + 1)
    for touch in touches:
        load[min(touch.wanted, days)] += touch.minutes
    if all(day <= minutes + _EPSILON for day in load[:days]):
        return None
    room = [minutes] * days
    placed = []
    for touch in touches:
        place = _nearest(touch, room)
        if place >= 0:
            room[place] -= touch.minutes
        placed.append((touch, place))
    return placed


def _nearest(touch: _Touch, room: Sequence[float]) -> int:
    last = min(touch.last, len(room) - 1)
    for away in range(max(touch.wanted - touch.first, last - touch.wanted) + 1):
        for place in (touch.wanted + away, touch.wanted - away):
            if touch.first <= place <= last and room[place] + _EPSILON >= touch.minutes:
                return place
    return -1
