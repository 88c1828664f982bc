"""Why each customer is in its tier: one sentence, made once for each distinct combination of facts."""

from collections.abc import Iterable
from string import Formatter
from typing import Final, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.methods.conditions import Measure
from pipeline.methods.model import Policy
from pipeline.rules import phrases
from pipeline.rules.facts import Facts
from pipeline.rules.frames import Flags, Texts
from pipeline.rules.reasons import Columns, Words, column_names, each_combination
from pipeline.rules.tiers import IN_FORCE, LAPSED, NOT_A_TIER, UNCLASSIFIED, Tiers, letters
from schemas.texts import Lang, Text

MARK: Final = "\uf8ff"
"""Stands in a text for a number of the row, put in after the texts have been made: most sums occur only once."""


class TierRow(NamedTuple):
    """What a tier's reason tells. typed, why, own: places in the distinct texts that people typed."""

    tier: int
    by_rule: int
    manual: int
    typed: int
    why: int
    until: str
    test: int
    own: int
    by_own: int
    gap: int
    case: int
    unknown: int
    left_out: int
    orders: int
    last_order: str
    samples: int
    sample_start: str
    closed_samples: int


def tier_reasons(tiers: Tiers, facts: Facts, policy: Policy, lang: Lang) -> Texts:
    """Say why each customer is in its tier, such as 外贸A:3 张订单，最近 2026-10-12.

    Takes:   tiers and facts by position.
    Returns: one text a row, never empty.
    Raises:  nothing.
    Source:  methods.md (opening), §8.
    """
    words = Words(lang)
    told = _numbers_told(policy)
    columns = _tier_columns(tiers, facts, policy, told)
    written = each_combination(
        columns, lambda row: _tier_reason(row, tiers, policy, words), TierRow
    )
    for measure in told:
        written = _with_numbers(written, _mark(measure), facts.numbers[measure].amounts)
    return written


def _tier_columns(tiers: Tiers, facts: Facts, policy: Policy, told: Iterable[Measure]) -> Columns:
    """Give what the reasons tell; what no reason of the policy tells is blanked out."""
    is_set = tiers.manual > 0
    fields = _fields(policy)
    none = np.zeros(len(tiers.tier), dtype=np.int64)
    no_day = np.full(len(none), np.datetime64("NaT", "D"))
    has_samples = policy.samples is not None
    return {
        "tier": tiers.tier,
        "by_rule": tiers.by_rule,
        "manual": tiers.manual,
        "typed": tiers.typed.codes,
        "why": np.where(is_set, tiers.why.codes, -1),
        "until": np.where(is_set, tiers.until, no_day),
        "test": np.where(tiers.tier != UNCLASSIFIED, tiers.test, -1),
        "own": np.where(tiers.by_own | _is_no_letter(tiers, policy), tiers.own.codes, -1),
        "by_own": tiers.by_own,
        "gap": tiers.gap,
        "case": tiers.case,
        "unknown": facts.unknown.get(policy.asks, none),
        "left_out": sum((facts.numbers[measure].left_out for measure in told), none),
        "orders": facts.orders if "orders" in fields else none,
        "last_order": facts.last_order if "last_order" in fields else no_day,
        "samples": facts.open_samples if has_samples else none,
        "sample_start": facts.first_sample if has_samples else no_day,
        "closed_samples": np.minimum(facts.closed_samples, 1) if has_samples else none,
    }


def _is_no_letter(tiers: Tiers, policy: Policy) -> Flags:
    """Tell whose own grade is no tier of the method; nothing hangs on it, so it is told and left alone."""
    unread: Flags = (tiers.own.codes >= 0) & (letters(tiers.own, policy) == UNCLASSIFIED)
    return unread


def _fields(policy: Policy) -> set[str]:
    reasons = (
        *(tier.reason for tier in policy.tiers),
        *(ground.reason for tier in policy.tiers for ground in tier.grounds),
        *(case.reason for case in policy.unclassified),
    )
    return {
        name
        for text in reasons
        for part in text
        for _, name, _, _ in Formatter().parse(part)
        if name
    }


def _numbers_told(policy: Policy) -> list[Measure]:
    """Give the measures whose numbers the reasons tell; the built-in ones are facts of their own."""
    fields = _fields(policy) - set(TierRow._fields)
    return [measure for measure in policy.measures if measure.name in fields]


def _mark(measure: Measure) -> str:
    return f"{MARK}{measure.name}{MARK}"


def _with_numbers(written: Texts, mark: str, numbers: npt.NDArray[np.float64]) -> Texts:
    """Put each row's own number into its text."""
    codes, values = np.unique(numbers, return_inverse=True)[::-1]
    shown = [_amount(value) for value in values.tolist()]
    parts = [text.partition(mark) for text in written]
    filled = [
        head + shown[code] + tail if found else head
        for (head, found, tail), code in zip(parts, codes.tolist(), strict=True)
    ]
    return cast("Texts", pd.array(filled, dtype="str"))


def _amount(number: float) -> str:
    return "?" if number != number else f"{number:,.2f}".removesuffix(".00")  # noqa: PLR0124 -- NaN


def _tier_reason(row: TierRow, tiers: Tiers, policy: Policy, words: Words) -> str:
    typed = tiers.typed.names[row.typed] if row.typed >= 0 else ""
    if row.manual == IN_FORCE:
        parts = [_manual_reason(row, tiers, policy, words)]
    else:
        parts = [_rule_reason(row, tiers, policy, words), *_rule_notes(row, policy, words)]
    if row.own >= 0 and not row.by_own:
        parts.append(words.say(phrases.OWN_IS_NO_TIER, typed=tiers.own.names[row.own]))
    if row.manual == LAPSED:
        parts.append(words.say(phrases.LAPSED, typed=typed, until=row.until))
    if row.manual == NOT_A_TIER:
        parts.append(words.say(phrases.NOT_A_TIER, typed=typed))
    return _label(row.tier, policy, words) + words.colon + words.between.join(parts)


def _label(tier: int, policy: Policy, words: Words) -> str:
    letter = policy.letters[tier] if tier != UNCLASSIFIED else ""
    return policy.tier_label(letter).pick(words.lang)


def _manual_reason(row: TierRow, tiers: Tiers, policy: Policy, words: Words) -> str:
    end = words.say(phrases.MANUAL_UNTIL, until=row.until) if row.until else ""
    parts = [words.say(phrases.MANUAL, end=end)]
    if row.why >= 0:
        parts.append(words.say(phrases.MANUAL_WHY, why=tiers.why.names[row.why]))
    if row.by_rule != row.tier:
        parts.append(words.say(phrases.RULE_SAYS, rule=_label(row.by_rule, policy, words)))
    return words.comma.join(parts)


def _rule_reason(row: TierRow, tiers: Tiers, policy: Policy, words: Words) -> str:
    if row.by_own:
        return words.say(phrases.OWN_TIER, typed=tiers.own.names[row.own])
    if row.tier == UNCLASSIFIED:
        parts = [words.say(phrases.SAMPLES_CLOSED)] if row.closed_samples else []
        return words.between.join(
            [*parts, _filled(policy.unclassified[row.case].reason, row, policy, words)]
        )
    tier = policy.tiers[row.tier]
    reason = _filled(tier.reason_of(row.test), row, policy, words)
    also_samples = row.samples and not tier.is_sample_tier
    return reason + (
        words.between + words.say(phrases.ALSO_SAMPLES, samples=row.samples) if also_samples else ""
    )


def _filled(reason: Text, row: TierRow, policy: Policy, words: Words) -> str:
    marks = {measure.name: _mark(measure) for measure in policy.measures}
    return words.say(reason, **{**marks, **row._asdict()})


def _rule_notes(row: TierRow, policy: Policy, words: Words) -> list[str]:
    """Say what the source leaves open, which answers are not known yet, and what was not counted."""
    told = [words.say(policy.gaps[row.gap].note)] if row.gap >= 0 else []
    if row.unknown:
        told.append(
            words.say(phrases.NOT_KNOWN_YET, missing=column_names(policy.asks, row.unknown, words))
        )
    if row.left_out:
        told.append(words.say(phrases.LEFT_OUT, count=row.left_out))
    return told
