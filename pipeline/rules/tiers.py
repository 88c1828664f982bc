"""Tiers: the first tier, in the order of the policy's tests, whose conditions all hold, unless a person has set one."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pipeline.methods.conditions import BLANK, Condition, Test, words_of
from pipeline.methods.model import NO_TIER, ForNow, Policy, Tier
from pipeline.rules.facts import Facts
from pipeline.rules.frames import Coded, Days, Flags, Floats, Whole, coded, days, words

UNCLASSIFIED: Final = NO_TIER
JUDGEMENT: Final = "judged"
"""The column of the team's own words for how promising a customer is."""
NOT_MANUAL: Final = 0
IN_FORCE: Final = 1
LAPSED: Final = 2
NOT_A_TIER: Final = 3


@dataclass(frozen=True, slots=True)
class ByRule:
    """What the rules alone say, and the team's own grade where they leave it the word."""

    tier: Whole
    """Place in policy.tiers."""
    test: Whole
    """Place, in the tier's tests, of the one that held."""
    gap: Whole
    """Place in policy.gaps, -1 = none."""
    case: Whole
    """Place in policy.unclassified, -1 = none."""
    by_own: Flags
    """The tier is the letter that the team typed in a column of its own."""


@dataclass(frozen=True, slots=True)
class Tiers:
    """The tier of each customer, as its place in policy.tiers; UNCLASSIFIED = none.

    tier: the one that holds · by_rule: what the rules say · test, gap, case, by_own: see ByRule · own: the team's own
    grade as typed · manual: NOT_MANUAL, IN_FORCE, LAPSED or NOT_A_TIER
    typed, why: the manual tier and its reason as typed · until: its last day, NaT = no end.
    """

    tier: Whole
    by_rule: Whole
    test: Whole
    gap: Whole
    case: Whole
    by_own: Flags
    own: Coded
    manual: Whole
    typed: Coded
    why: Coded
    until: Days


def assign_tiers(customers: pd.DataFrame, facts: Facts, policy: Policy) -> Tiers:
    """Give each customer a tier.

    Takes:   columns named by the policy, own_tier, manual_tier, manual_tier_reason, manual_tier_until; any may be absent.
    Returns: tiers by position. A manual tier holds up to and including its last day; one that is no letter of the
             method is not used, and the reason says so.
    Raises:  nothing.
    Source:  methods.md §1 to §5, §8.
    """
    own = coded(customers, "own_tier")
    found = tiers_by_rule(customers, facts, policy, own)
    typed = coded(customers, "manual_tier")
    until = days(customers, "manual_tier_until")
    wanted = letters(typed, policy)
    manual = np.select(
        [typed.codes < 0, wanted == UNCLASSIFIED, ~np.isnat(until) & (until < facts.as_of)],
        [NOT_MANUAL, NOT_A_TIER, LAPSED],
        default=IN_FORCE,
    )
    tier = np.where(manual == IN_FORCE, wanted, found.tier)
    return Tiers(
        tier,
        found.tier,
        found.test,
        found.gap,
        found.case,
        found.by_own,
        own,
        manual,
        typed,
        coded(customers, "manual_tier_reason"),
        until,
    )


def grade_beside(customers: pd.DataFrame, facts: Facts, policy: Policy) -> Tiers:
    """Give each customer the grade of a secondary method: by its rules alone, what people typed speaks of the primary one."""
    nobody = np.full(len(customers), -1, dtype=np.int64)
    found = tiers_by_rule(customers, facts, policy, Coded(nobody, ()))
    return Tiers(
        found.tier,
        found.tier,
        found.test,
        found.gap,
        found.case,
        found.by_own,
        Coded(nobody, ()),
        np.zeros_like(nobody),
        Coded(nobody, ()),
        Coded(nobody, ()),
        days(pd.DataFrame(index=customers.index), "manual_tier_until"),
    )


def tiers_by_rule(customers: pd.DataFrame, facts: Facts, policy: Policy, own: Coded) -> ByRule:
    """Give the tier that the rules alone would give.

    Takes:   own: the grade that the team typed in a column of its own.
    Returns: tests first, then gaps of the source, then the team's own grade, then whoever takes the rest. The own grade
             stands above the team's other words of judgement, and below every fact.
    """
    holds = _condition_rows(customers, facts)
    won = _first(
        [_holding(policy.tiers[place].tests[test], holds) for place, test in policy.asked],
        range(len(policy.asked)),
        len(customers),
    )
    tier, test = (
        np.array([*(pair[part] for pair in policy.asked), UNCLASSIFIED], dtype=np.int64)[won]
        for part in (0, 1)
    )
    gap = np.full(len(customers), -1, dtype=np.int64)
    if policy.gaps:
        free = tier == UNCLASSIFIED
        rows = [free & _rows_of(one.tests, holds) for one in policy.gaps]
        gap = _first(rows, range(len(rows)), len(customers))
        tier = np.where(
            gap >= 0, np.array([*(one.tier for one in policy.gaps), UNCLASSIFIED])[gap], tier
        )
    letter = letters(own, policy)
    is_open = (tier == UNCLASSIFIED) | (won >= 0)  # a gap's choice stands
    by_own = (letter != UNCLASSIFIED) & _yields(policy)[won] & is_open
    tier = np.where(by_own, letter, tier)
    if policy.otherwise != NO_TIER:
        tier = np.where((tier == UNCLASSIFIED) & (gap < 0), policy.otherwise, tier)
    cases = [_rows_of(one.tests, holds) for one in policy.unclassified]
    case = np.where(tier == UNCLASSIFIED, _first(cases, range(len(cases)), len(customers)), -1)
    return ByRule(tier, test, gap, case, by_own)


def _yields(policy: Policy) -> Flags:
    """Tell which tests leave the word to the team's own grade: other words of judgement, and the pile; last: no test."""
    yields = [
        policy.tiers[place].is_pile
        or any(one.subject == JUDGEMENT for one in policy.tiers[place].tests[test])
        for place, test in policy.asked
    ]
    return np.array([*yields, True])


def of_each(
    tiers: Tiers,
    policy: Policy,
    of_tier: Callable[[Tier], float],
    of_rest: Callable[[ForNow], float],
) -> Floats:
    """Hand out a number of the policy to the customers: that of their tier, or of how those without one are followed."""
    by_place = [*map(of_tier, policy.tiers), *(of_rest(one.for_now) for one in policy.unclassified)]
    rest = np.where(tiers.case >= 0, len(policy.tiers) + tiers.case, len(by_place))
    place = np.where(tiers.tier == UNCLASSIFIED, rest, tiers.tier)
    return np.array([*by_place, 0.0])[place]


def cadence_of_each(tiers: Tiers, policy: Policy) -> tuple[Whole, Whole]:
    """Give each customer's company cadence: months and days, 0 = not in this unit."""
    months = of_each(
        tiers, policy, lambda tier: tier.cadence.months, lambda for_now: for_now.cadence.months
    )
    days_ = of_each(
        tiers, policy, lambda tier: tier.cadence.days, lambda for_now: for_now.cadence.days
    )
    return months.astype(np.int64), days_.astype(np.int64)


def minutes_of_each(tiers: Tiers, policy: Policy) -> Floats:
    """Give the minutes of each customer's touch, samples aside."""
    return of_each(
        tiers, policy, lambda tier: tier.minutes.a_touch, lambda for_now: for_now.a_touch
    )


Holds = Callable[[Condition], Flags]


def _condition_rows(customers: pd.DataFrame, facts: Facts) -> Holds:
    """Give a function that tells where a condition holds; each condition and each column is looked at once."""
    columns: dict[str, Whole] = {}
    known: dict[Condition, Flags] = {}

    def of_words(key: str, condition: Condition) -> Flags:
        spelt = words_of(key)
        if key not in columns:
            columns[key] = words(customers, key, spelt)
        passes = np.array([*(word in condition.words for word in spelt), BLANK in condition.words])
        return passes[columns[key]]  # -1, an unknown answer, takes the last place

    def rows(condition: Condition) -> Flags:
        if condition not in known:
            subject = condition.subject
            known[condition] = (
                of_words(subject, condition)
                if isinstance(subject, str)
                else _in_bounds(condition, facts)
            )
        return known[condition]

    return rows


def _in_bounds(condition: Condition, facts: Facts) -> Flags:
    assert condition.measure is not None  # noqa: S101 -- words were sorted out before
    numbers, bounds = facts.numbers[condition.measure].amounts, condition.bounds
    if condition.blank:
        return np.isnan(numbers)
    low = numbers > bounds.least if bounds.above_least else numbers >= bounds.least
    high = numbers < bounds.most if bounds.below_most else numbers <= bounds.most
    return low & high


def _rows_of(tests: Sequence[Test], holds: Holds) -> Flags:
    rows: Flags = np.logical_or.reduce([_holding(test, holds) for test in tests])
    return rows


def _holding(test: Test, holds: Holds) -> Flags:
    rows: Flags = np.logical_and.reduce([holds(one) for one in test])
    return rows


def _first(rows: Sequence[Flags], places: Sequence[int], count: int) -> Whole:
    if not rows:
        return np.full(count, -1, dtype=np.int64)
    return np.select(list(rows), list(places), default=-1).astype(np.int64)


def letters(typed: Coded, policy: Policy) -> Whole:
    """Read tiers as people typed them: their places in policy.tiers, UNCLASSIFIED where a text is none."""
    places = {
        _folded(word): place
        for place, tier in enumerate(policy.tiers)
        for word in (tier.letter, *tier.shown)
    }
    found = np.array(
        [*(places.get(_folded(text), UNCLASSIFIED) for text in typed.names), UNCLASSIFIED]
    )
    return found[typed.codes]  # code -1 takes the last place


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
