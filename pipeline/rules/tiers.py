"""Tiers: the first tier of the policy whose conditions all hold, unless a person has set one."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pipeline.policies.model import Condition, Policy
from pipeline.rules.facts import Facts
from pipeline.rules.frames import Coded, Days, Flags, Whole, coded, days

UNCLASSIFIED: Final = -1
NOT_MANUAL: Final = 0
IN_FORCE: Final = 1
LAPSED: Final = 2
NOT_A_TIER: Final = 3


@dataclass(frozen=True, slots=True)
class Tiers:
    """The tier of each customer, as its place in policy.tiers; UNCLASSIFIED = none.

    tier: the one that holds · by_rule: what the rules say · manual: NOT_MANUAL, IN_FORCE, LAPSED or NOT_A_TIER
    typed, why: the manual tier and its reason as typed · until: its last day, NaT = no end.
    """

    tier: Whole
    by_rule: Whole
    manual: Whole
    typed: Coded
    why: Coded
    until: Days


def assign_tiers(customers: pd.DataFrame, facts: Facts, policy: Policy) -> Tiers:
    """Give each customer a tier.

    Takes:   choice columns named by the policy, manual_tier, manual_tier_reason, manual_tier_until; any may be absent.
    Returns: tiers by position. A manual tier holds up to and including its last day; one that is no letter of the
             method is not used, and the reason says so.
    Raises:  nothing.
    Source:  methods.md §1, §8.
    """
    by_rule = tiers_by_rule(customers, facts, policy)
    typed = coded(customers, "manual_tier")
    until = days(customers, "manual_tier_until")
    wanted = _letters(typed, policy)
    manual = np.select(
        [typed.codes < 0, wanted == UNCLASSIFIED, ~np.isnat(until) & (until < facts.as_of)],
        [NOT_MANUAL, NOT_A_TIER, LAPSED],
        default=IN_FORCE,
    )
    tier = np.where(manual == IN_FORCE, wanted, by_rule)
    return Tiers(tier, by_rule, manual, typed, coded(customers, "manual_tier_reason"), until)


def tiers_by_rule(customers: pd.DataFrame, facts: Facts, policy: Policy) -> Whole:
    """Give the tier that the rules alone would give."""
    conditions = {condition for tier in policy.tiers for condition in tier.when}
    columns = {one.subject: coded(customers, one.subject) for one in conditions if not one.is_count}
    holds = {one: _holds(one, columns, facts) for one in conditions}
    tests = [np.logical_and.reduce([holds[condition] for condition in tier.when]) for tier in policy.tiers]
    return np.select(tests, range(len(tests)), default=UNCLASSIFIED).astype(np.int64)


def _holds(condition: Condition, columns: Mapping[str, Coded], facts: Facts) -> Flags:
    if condition.is_count:
        return facts.count(condition.subject) >= condition.at_least
    column = columns[condition.subject]
    wanted = np.array([*(name in condition.one_of for name in column.names), False])
    return wanted[column.codes]  # code -1, blank, takes the last place


def _letters(typed: Coded, policy: Policy) -> Whole:
    places = {letter.casefold(): place for place, letter in enumerate(policy.letters)}
    letters = [unicodedata.normalize("NFKC", text).strip().casefold() for text in typed.names]
    found = np.array([*(places.get(letter, UNCLASSIFIED) for letter in letters), UNCLASSIFIED])
    return found[typed.codes]  # code -1 takes the last place
