"""The touches of the coming weeks: each customer's next one, and those that follow if everybody is touched when due."""

import datetime as dt
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.methods.model import Policy, Tier
from pipeline.rules import tasks
from pipeline.rules.dates import Basis, DueDates, team_rota
from pipeline.rules.days import Calendars, add_months, roll_rows
from pipeline.rules.facts import Facts
from pipeline.rules.frames import Days, Flags, Floats, Whole, coded
from pipeline.rules.rhythm import rhythm_dues
from pipeline.rules.samples import Rota
from pipeline.rules.tiers import Tiers, cadence_of_each, minutes_of_each
from pipeline.rules.weekly import Grading
from pipeline.rules.weeks import WEEKS, horizon


class Touches(NamedTuple):
    """Coming touches, one entry each, in no promised order: position in the customer frame, day, minutes."""

    customer: Whole
    day: Days
    minutes: Floats


def coming_touches(  # noqa: PLR0913 -- all that it depends on
    customers: pd.DataFrame,
    grading: Grading,
    policy: Policy,
    calendars: Calendars,
    as_of: dt.date,
    weeks: int = WEEKS,
) -> Touches:
    """Roll every customer's cadence forward.

    Takes:   the grading of these customers as of that day.
    Returns: every touch up to the last week's Sunday. The first is the graded one, today where it is overdue. Then, as
             if each were done on its day: a cadence goes on as day + k·n, its own if shorter; an order rhythm as if
             orders came when expected; a sample's sequence to the end of its stage and the decision, after which only
             those go on who have a tier beside it. Rolled to the seller's working days. Who has no date has no touch.
    Raises:  nothing.
    Source:  methods.md §1, §7, §11. What a person changes meanwhile (tier, receipt of a sample) nobody can know.
    """
    facts, tiers, dues = grading
    rota = team_rota(coded(customers, "seller"), calendars)
    last = horizon(as_of, weeks)[-1]
    dated = np.flatnonzero(~np.isnat(dues.due))
    day = roll_rows(np.maximum(dues.due, np.datetime64(as_of)), rota.which, rota.calendars).dates
    day[np.isnat(dues.due)] = np.datetime64("NaT")
    found = [Touches(dated, day[dated], tasks.minutes(dues, tiers, facts, policy)[dated])]
    sampled = _sampled(dues, tiers, policy)
    ended = day.copy()
    if sampled.any():
        steps, ended = _steps(np.flatnonzero(sampled), day, dues, facts, policy, rota, last)
        found += steps
    a_touch = minutes_of_each(tiers, policy)
    rhythmic = np.zeros(len(day), dtype=bool)
    for place, tier in enumerate(policy.tiers):
        if tier.order_rhythm is not None:
            own = (tiers.tier == place) & (facts.order_days >= tier.order_rhythm.orders_at_least)
            own &= (dues.basis != Basis.RHYTHM_OVER) & ~np.isnat(ended)
            rhythmic |= own
            found += _by_rhythm(np.flatnonzero(own), ended, facts, tier, a_touch, rota, last)
    stops = sampled & np.array([*(tier.is_sample_tier for tier in policy.tiers), False])[tiers.tier]
    goes_on = ~np.isnat(ended) & ~rhythmic & ~stops
    found += _by_cadence(np.flatnonzero(goes_on), ended, dues, tiers, policy, a_touch, rota, last)
    every = Touches(*(np.concatenate(parts) for parts in zip(*found, strict=True)))
    kept = every.day <= last
    return Touches(every.customer[kept], every.day[kept], every.minutes[kept])


def _sampled(dues: DueDates, tiers: Tiers, policy: Policy) -> Flags:
    follows = np.array([*(tier.follows_samples for tier in policy.tiers), False])[tiers.tier]
    return follows & dues.samples.exists & ~np.isnat(dues.due)


def _steps(  # noqa: PLR0913 -- all that a sequence depends on
    at: Whole,
    first: Days,
    dues: DueDates,
    facts: Facts,
    policy: Policy,
    rota: Rota,
    last: np.datetime64,
) -> tuple[list[Touches], Days]:
    """Project the steps that are left after the first touch, then the decision; and the day on which each ends."""
    plan = policy.samples
    ended = first.copy()
    if plan is None:
        return [], ended
    entry = dues.samples.entry[at]
    stages = (plan.confirmed.gaps, plan.received.gaps)
    gaps = np.zeros((2, max(map(len, stages)) + 1), dtype=np.int64)
    for line, steps in enumerate(stages):
        gaps[line, : len(steps)] = steps
    stage = facts.samples.in_stage_two[entry].astype(np.int64)
    step = dues.samples.dues.done[entry] + 1  # the first touch is a step too
    decided = dues.samples.dues.decide[entry]
    counts = np.array([len(steps) for steps in stages])[stage]
    minutes = facts.open_samples[at].astype(np.float64) * plan.minutes_a_step
    day = first[at]
    found = []
    for _ in range(gaps.shape[1] + 1):
        alive = ~decided & (day <= last)
        if not alive.any():
            break
        gap = np.where(step < counts, gaps[stage, np.minimum(step, counts - 1)], 1)
        day = np.where(
            alive, roll_rows(day + gap.astype("m8[D]"), rota.which[at], rota.calendars).dates, day
        )
        found.append(Touches(at[alive], day[alive], minutes[alive]))
        decided = decided | (alive & (step >= counts))
        step += 1
    ended[at] = day
    return found, ended


def _by_rhythm(  # noqa: PLR0913 -- all that a rhythm depends on
    at: Whole,
    since: Days,
    facts: Facts,
    tier: Tier,
    minutes: Floats,
    rota: Rota,
    last: np.datetime64,
) -> list[Touches]:
    """Simulate order rhythms: an order comes on each expected day, and each touch counts from the one before.

    Between the last touch before an order and the order, the tier's own cadence holds.
    """
    found: list[Touches] = []
    rhythm, cadence = tier.order_rhythm, tier.cadence
    if rhythm is None:
        return found
    day, order, gap = since[at], facts.last_order[at], np.maximum(facts.order_gap[at], 1)
    while len(at):
        orders_since = np.maximum((day - order).astype(np.int64) // gap, 0)
        order = order + (orders_since * gap).astype("m8[D]")
        due = rhythm_dues(order, gap, np.ones(len(at), dtype=bool), day, rhythm).due
        own = _after(day, np.full(len(at), cadence.months), np.full(len(at), cadence.days))
        due = np.where(np.isnat(due), own, due)
        rolled = roll_rows(due, rota.which[at], rota.calendars).dates
        alive = (rolled > day) & (rolled <= last)
        at, day, order, gap = at[alive], rolled[alive], order[alive], gap[alive]
        if len(at):
            found.append(Touches(at, day, minutes[at]))
    return found


def _by_cadence(  # noqa: PLR0913 -- all that a cadence depends on
    at: Whole,
    anchor: Days,
    dues: DueDates,
    tiers: Tiers,
    policy: Policy,
    minutes: Floats,
    rota: Rota,
    last: np.datetime64,
) -> list[Touches]:
    """Project cadences as anchor + k·n, so that a clipped month's end is not clipped again."""
    months, days = cadence_of_each(tiers, policy)
    months, days = _own_if_shorter(
        anchor[at], (months[at], days[at]), (dues.own_months[at], dues.own_days[at])
    )
    has_cadence = (months > 0) | (days > 0)
    at, months, days = at[has_cadence], months[has_cadence], days[has_cadence]
    found = []
    times = 1
    while len(at):
        day = _after(anchor[at], months * times, days * times)
        day = roll_rows(day, rota.which[at], rota.calendars).dates
        alive = day <= last
        at, months, days, day = at[alive], months[alive], days[alive], day[alive]
        found.append(Touches(at, day, minutes[at]))
        times += 1
    return found


def _own_if_shorter(
    anchor: Days, company: tuple[Whole, Whole], own: tuple[Whole, Whole]
) -> tuple[Whole, Whole]:
    """Take the own cadence (months, days) where its next day lies before the company's, or the company has none."""
    theirs, ours = _after(anchor, *own), _after(anchor, *company)
    shorter = (theirs > anchor) & ((theirs < ours) | (ours <= anchor))
    return np.where(shorter, own[0], company[0]), np.where(shorter, own[1], company[1])


def _after(anchor: Days, months: Whole, days: Whole) -> Days:
    """Give the day some months or days later; the nearer one where both are given."""
    by_months = add_months(anchor, months)
    by_days = anchor + days.astype("m8[D]")
    return np.where(
        days == 0, by_months, np.where(months == 0, by_days, np.minimum(by_months, by_days))
    )
