"""Is the ladder of tiers sound? Every kind of customer is tried out: no gap, no tier that nobody can reach, no overlap.

A column has few words and a number few ranges that the policy tells apart, so that all kinds of customers can be
written down and held against the tests.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from typing import Final

from pipeline.methods.conditions import BLANK, Condition, Measure, Test, words_of
from pipeline.methods.model import NO_TIER, Policy, Tier
from schemas.columns import TEAM_WORDS
from schemas.texts import Text

MOST_KINDS: Final = 200_000

Value = str | float | None
Kind = dict[str, Value]
"""One kind of customer: what each column or measure says."""

_UNREACHABLE: Final = Text(
    "永远到不了：符合的客户都先归入 {other}",
    "can never be reached: {other} takes all its customers first",
)
_IMPOSSIBLE: Final = Text("没有客户能同时符合这些条件", "no customer can meet all these conditions")
_GAP: Final = Text("{who} 不属于任何等级", "{who} belongs to no tier")
_OVERLAP: Final = Text("与 {other} 部分重叠（{name}）", "overlaps in part with {other} ({name})")
_TOO_MANY: Final = Text("条件太多，无法逐一核对", "too many conditions to check them one by one")
_BLANK: Final = Text("空白", "blank")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a ladder. letter: of the tier that is at fault, "" = the ladder as a whole."""

    letter: str
    what: Text


def flaws(policy: Policy) -> Iterator[Flaw]:
    """Give what is wrong with the tiers of a policy.

    Takes:   the policy as read.
    Returns: unreachable tiers first, in the order of the tests, then overlaps, then gaps.
    Raises:  nothing.
    Source:  design.md (policy is data).
    """
    values = _values(policy)
    if math.prod(map(len, values.values())) > MOST_KINDS:
        yield Flaw("", _TOO_MANY)
        return
    kinds = [dict(zip(values, kind, strict=True)) for kind in product(*values.values())]
    own, matches = (
        [[_any_holds(tests, kind) for tests in every] for kind in kinds]
        for every in (
            [tier.own_tests for tier in policy.tiers],
            [tier.tests for tier in policy.tiers],
        )
    )
    yield from _unreachable(policy, own)
    yield from _overlaps(policy, own)
    yield from _gaps(policy, kinds, matches)


def place_of(policy_tests: Sequence[int], matches: Sequence[bool]) -> int:
    """Give the place of the first tier, in the order of the tests, that matches; NO_TIER = none."""
    return next((place for place in policy_tests if matches[place]), NO_TIER)


def _values(policy: Policy) -> dict[str, list[Value]]:
    """Give for each column and measure the values that the policy tells apart; columns last, as people read them."""
    conditions = [condition for test in policy.tests for condition in test]
    measures: dict[str, list[Value]] = {}
    columns: dict[str, list[Value]] = {}
    for name in dict.fromkeys(condition.name for condition in conditions):
        same = [condition for condition in conditions if condition.name == name]
        if same[0].measure is not None:
            measures[name] = list(_numbers(same[0].measure, same))
        else:
            words = words_of(name)
            columns[name] = [BLANK, *words] if name in TEAM_WORDS else [*words, BLANK]
    return {**measures, **columns}


def _numbers(measure: Measure, conditions: Sequence[Condition]) -> Iterator[float | None]:
    """Give each bound, a number on either side of it, and unknown where that can be."""
    ends = sorted({end for condition in conditions for end in condition.bounds.ends})
    if measure.is_whole:
        near = {0.0, *(end + step for end in ends for step in (-1, 0, 1))}
        yield from sorted(number for number in near if 0 <= number <= measure.most)
    else:
        between = [(low + high) / 2 for low, high in pairwise(ends)]
        yield from sorted({ends[0] - 1, *ends, *between, ends[-1] + 1} if ends else {0.0})
    if measure.may_be_blank:
        yield None


def _any_holds(tests: Sequence[Test], kind: Kind) -> bool:
    return any(all(condition.passes(kind[condition.name]) for condition in test) for test in tests)


def _unreachable(policy: Policy, matches: Sequence[Sequence[bool]]) -> Iterator[Flaw]:
    taken = [place_of(policy.precedence, row) for row in matches]
    by_gap = {gap.tier for gap in policy.gaps}
    for place in policy.precedence:
        tier = policy.tiers[place]
        if place in taken or place in by_gap or place == policy.otherwise or not tier.tests:
            continue
        others = {winner for winner, row in zip(taken, matches, strict=True) if row[place]}
        names = ", ".join(policy.letters[other] for other in sorted(others))
        yield Flaw(tier.letter, _UNREACHABLE.fill(other=names) if others else _IMPOSSIBLE)


def _overlaps(policy: Policy, matches: Sequence[Sequence[bool]]) -> Iterator[Flaw]:
    """Name ranges of one number that overlap while neither lies within the other: then the order decides by chance."""
    for first, second in combinations(policy.precedence, 2):
        if not any(row[first] and row[second] for row in matches):
            continue
        for name in _crossing(policy.tiers[first], policy.tiers[second]):
            yield Flaw(
                policy.letters[second], _OVERLAP.fill(other=policy.letters[first], name=name)
            )


def _crossing(one: Tier, other: Tier) -> Iterator[str]:
    for mine, yours in product(_ranges(one), _ranges(other)):
        a, b = mine.bounds, yours.bounds
        if (
            mine.name == yours.name
            and (a.least < b.least) == (a.most < b.most)
            and a.least != b.least
        ):
            low, high = (a, b) if a.least < b.least else (b, a)
            if high.least < low.most and low.most != high.most:
                yield mine.name


def _ranges(tier: Tier) -> list[Condition]:
    return [
        condition
        for test in tier.own_tests
        for condition in test
        if condition.measure and not condition.blank
    ]


def _gaps(
    policy: Policy, kinds: Sequence[Kind], matches: Sequence[Sequence[bool]]
) -> Iterator[Flaw]:
    if policy.otherwise != NO_TIER:
        return
    told = [one.tests for one in policy.gaps] + [one.tests for one in policy.unclassified]
    for kind, row in zip(kinds, matches, strict=True):
        is_told = any(_any_holds(tests, kind) for tests in told)
        if not any(row) and not is_told:
            yield Flaw("", _GAP.fill(who=_who(kind)))
            return


def _who(kind: Kind) -> Text:
    def shown(blank: str, quote: Callable[[str], str]) -> str:
        parts = []
        for name, value in kind.items():
            if name in TEAM_WORDS and value == BLANK:
                continue  # they stand in for others; without them nobody is described worse
            word = (
                quote(value)
                if isinstance(value, str) and value
                else f"{value:g}"
                if isinstance(value, float)
                else blank
            )
            parts.append(f"{name} {word}")
        return ", ".join(parts)

    return Text(
        shown(_BLANK.zh, lambda word: f"“{word}”"), shown(_BLANK.en, lambda word: f'"{word}"')
    )
