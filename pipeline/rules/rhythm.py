"""Order rhythm: customers who order again and again are touched when the next order is expected."""

from typing import NamedTuple

import numpy as np

from pipeline.methods.model import OrderRhythm
from pipeline.rules.days import add_months, day_in_month
from pipeline.rules.frames import NO_DAY, Days, Flags, Whole

ONE_MONTH = np.timedelta64(1, "M")


class RhythmDues(NamedTuple):
    """When the rhythm wants a touch. monthly, before_order, silence: which of its parts; over: no order came in time.

    due: NaT where the rhythm says nothing, because there is none or it is over · expected: day of the next order.
    """

    due: Days
    expected: Days
    monthly: Flags
    before_order: Flags
    silence: Flags
    over: Flags


def rhythm_dues(
    last_order: Days, gap: Whole, has_rhythm: Flags, since: Days, rhythm: OrderRhythm
) -> RhythmDues:
    """Date the next touch by the customer's own orders.

    Takes:   newest order, median gap in days, who has a rhythm at all, the last contact (NaT = nothing is said).
    Returns: days, not yet rolled. Short gap: the month after the last contact's month, at the day of the month on which
             the order is expected. Long gap: the first of the slots before the expected order that lies after the last
             contact; before the first slot never longer than the longest silence; after the last slot the rhythm is
             over and the tier's own cadence returns.
    Raises:  nothing.
    Source:  methods.md §1 [S3].
    """
    says = has_rhythm & ~np.isnat(since)
    expected = np.where(has_rhythm, last_order + gap.astype("m8[D]"), NO_DAY)
    monthly = says & (gap <= rhythm.monthly_up_to_days)
    long_gap = says & ~monthly
    slot = _next_slot(expected, since, rhythm.touches_before_days)
    over = long_gap & np.isnat(slot)
    first_slot: Days = np.subtract(expected, np.timedelta64(rhythm.touches_before_days[0], "D"))
    before_slots = long_gap & (since < first_slot)
    latest = add_months(since, rhythm.longest_silence_months)
    silence = before_slots & (latest < slot)
    due = np.where(monthly, _same_time_next_month(expected, since), np.where(silence, latest, slot))
    due = np.where(says, due, NO_DAY)
    return RhythmDues(due, expected, monthly, long_gap & ~over & ~silence, silence, over)


def _next_slot(expected: Days, since: Days, days_before: tuple[int, ...]) -> Days:
    """Give the first slot after a day; NaT after the last one."""
    slot = np.full(len(expected), NO_DAY)
    for before in sorted(
        days_before
    ):  # the slot nearest to the order first, earlier ones replace it
        candidate = expected - np.timedelta64(before, "D")
        slot = np.where(candidate > since, candidate, slot)
    return slot


def _same_time_next_month(expected: Days, since: Days) -> Days:
    day_of_month = expected - expected.astype("M8[M]").astype("M8[D]")
    next_month: Days = np.add(since.astype("M8[M]"), ONE_MONTH)
    return day_in_month(next_month, day_of_month)
