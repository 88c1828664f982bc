"""What to do at the next touch: state, task, minutes, notes."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.methods.model import Policy
from pipeline.rules import phrases
from pipeline.rules.dates import Basis, DueDates
from pipeline.rules.facts import Facts
from pipeline.rules.frames import Days, Flags, Floats, Texts, Whole, days, texts
from pipeline.rules.reasons import Words, each_combination
from pipeline.rules.tiers import UNCLASSIFIED, Tiers, minutes_of_each
from schemas.results import STATES, TASKS
from schemas.texts import Lang

SATURDAY = 5
WEEK = 7


def states(due: Days, as_of: np.datetime64) -> Texts:
    """Give each date's state; this week ends on Sunday, seen from a weekend on the Sunday after."""
    place = np.select(
        [np.isnat(due), due < as_of, due == as_of, due <= _sunday(as_of)], [4, 0, 1, 2], default=3
    )
    return texts(STATES, place)


def _sunday(as_of: np.datetime64) -> np.datetime64:
    weekday = int((as_of.astype(np.int64) + 3) % WEEK)
    return as_of + np.timedelta64(WEEK - 1 - weekday + (WEEK if weekday >= SATURDAY else 0), "D")


def days_overdue(due: Days, as_of: np.datetime64) -> Whole:
    """Count calendar days since the due date; 0 where it is not past."""
    late = np.where(
        np.isnat(due), 0, (as_of - np.where(np.isnat(due), as_of, due)).astype(np.int64)
    )
    return np.maximum(late, 0)


def tasks(dues: DueDates, tiers: Tiers, as_of: np.datetime64) -> Texts:
    """Give each customer's task: a touch, a decision, finding out the tier at a touch, or none.

    A touch that waits for its reason and goal is a decision without a date, once its time has come.
    """
    waits = (dues.basis == Basis.PLAN_MISSING) & (dues.blocked <= _sunday(as_of))
    has_none = tiers.tier == UNCLASSIFIED
    place = np.select([waits, np.isnat(dues.due), dues.decide, has_none], [1, 2, 1, 3], default=0)
    return texts(TASKS, place)


def minutes(dues: DueDates, tiers: Tiers, facts: Facts, policy: Policy) -> Floats:
    """Give the minutes of the next touch.

    A sample's step takes its share of the sample's minutes, once for each open sample; where the tier's own touch falls
    on the same day, both count. No date, no minutes.
    """
    a_touch = minutes_of_each(tiers, policy)
    steps = facts.open_samples * (policy.samples.minutes_a_step if policy.samples else 0.0)
    taken = np.where(dues.sample_drives, steps + np.where(dues.both, a_touch, 0.0), a_touch)
    return np.where(np.isnat(dues.due), 0.0, taken)


def notes(customers: pd.DataFrame, tiers: Tiers, facts: Facts, policy: Policy, lang: Lang) -> Texts:
    """Say what else to do at this touch; "" where there is nothing.

    Takes:   facts_confirmed, only where the sheet has it.
    Returns: one text a row.
    Raises:  nothing.
    Source:  methods.md §1: plan and goal, contact facts, unanswered mails.
    """
    mails = np.where(facts.unanswered_mails >= policy.unanswered_mails, facts.unanswered_mails, 0)
    columns: dict[str, npt.NDArray[np.generic]] = {
        "case": np.where(tiers.tier == UNCLASSIFIED, tiers.case, -1),
        "plan": np.array([*(tier.needs_plan for tier in policy.tiers), False])[tiers.tier],
        "enter_order": (facts.won_samples > 0) & (facts.orders == 0) & (policy.samples is not None),
        "confirm": _facts_unconfirmed(customers, tiers, facts),
        "mails": mails,
    }
    words = Words(lang)

    def write(row: tuple[int, bool, bool, bool, int]) -> str:
        case, plan, enter_order, confirm, mails = row
        told = (
            (case >= 0, policy.unclassified[case].todo if case >= 0 else phrases.PLAN),
            (plan, phrases.PLAN),
            (enter_order, phrases.ENTER_ORDER),
            (confirm, phrases.CONFIRM_FACTS),
            (mails, phrases.CHECK_ADDRESS),
        )
        return words.between.join(words.say(text, mails=mails) for where, text in told if where)

    return each_combination(columns, write, lambda *row: row)


def _facts_unconfirmed(customers: pd.DataFrame, tiers: Tiers, facts: Facts) -> Flags:
    if "facts_confirmed" not in customers:
        return np.zeros(len(customers), dtype=bool)
    confirmed = days(customers, "facts_confirmed")
    unconfirmed: Flags = np.isnat(confirmed) | (confirmed < facts.last_touch)
    unconfirmed[tiers.tier == UNCLASSIFIED] = False
    return unconfirmed
