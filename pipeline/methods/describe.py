"""A policy in plain words: the same sentences for the terminal and for the pages of the methods."""

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

from pipeline.methods.conditions import BLANK, BUILT_IN, NO, YES, Bounds, Condition, Measure, Test
from pipeline.methods.model import NO_TIER, Cadence, Policy, Tier
from schemas.columns import CUSTOMERS, SHEETS
from schemas.texts import Text

DEFAULT: Final = Text("（默认）", " (default)")
NOTHING: Final = Text("—", "—")
_AND: Final = Text("，且", " and ")
_OR: Final = Text("；或", "; or ")
_COMMA: Final = Text("、", ", ")
_MONTHS: Final = Text("每 {count} 个月", "every {count} month(s)")
_DAYS: Final = Text("每 {count} 天", "every {count} day(s)")
_DAYS_TO: Final = Text("每 {earliest}~{count} 天", "every {earliest} to {count} days")
_ONLY_WITH: Final = Text("，先填{columns}", ", only with {columns} filled in")
_RHYTHM: Final = Text(
    "；满 {orders} 次下单后按下单节奏", "; from {orders} orders on, the customer's own order rhythm"
)
_WITH_SAMPLES: Final = Text("样单按步跟进", "the steps of the sample")
_MINUTES: Final = Text("每次 {touch} 分钟，每年 {year}", "{touch} a touch, {year} a year")
_TOLERANCE: Final = Text("±{days} 个工作日", "±{days} working days")
_OTHERWISE: Final = Text("其余的都归 {tier}", "everybody else: {tier}")
_FROM: Final = {
    "count": Text("{sheet}行数", "rows in {sheet}"),
    "sum": Text("{sheet}里“{column}”的合计", "sum of {column} in {sheet}"),
    "days_since": Text("距最近一次{sheet}的天数", "days since the newest row in {sheet}"),
    "number": Text("“{column}”", "{column}"),
    "yes_among": Text("{columns}里“是”的项数", "yes answers among {columns}"),
}
_WITHIN: Final = Text("（最近 {days} 天）", " (last {days} days)")
_ELSE: Final = Text("（没有这张表时用“{column}”）", " (or {column} where there is no such sheet)")
_WORDS: Final = {
    YES: Text("是", "yes"),
    NO: Text("否", "no"),
    BLANK: Text("空白", "blank"),
}
_IS_BLANK: Final = Text("不知道", "unknown")
_BETWEEN: Final = Text("{low} 到 {high}（含）", "{low} to {high} (both included)")


class TierLine(NamedTuple):
    """One tier as a line of a table."""

    tier: Text
    name: Text
    cadence: Text
    minutes: Text
    tolerance: Text
    source: Text


def tier_lines(policy: Policy) -> list[TierLine]:
    """Describe the tiers in the order of work."""
    return [_line(policy, tier) for tier in policy.tiers]


def _line(policy: Policy, tier: Tier) -> TierLine:
    minutes = _MINUTES.fill(touch=f"{tier.minutes.a_touch:g}", year=f"{tier.minutes.a_year:,g}")
    sources = dict.fromkeys((tier.cadence.source, tier.minutes.source))
    tolerance = (
        _TOLERANCE.fill(days=tier.tolerance.working_days) if tier.tolerance.source else NOTHING
    )
    return TierLine(
        policy.tier_label(tier.letter),
        tier.name,
        cadence_words(tier),
        _marked(minutes, is_default=tier.minutes.is_default) if tier.minutes.a_touch else NOTHING,
        _marked(tolerance, is_default=tier.tolerance.is_default and bool(tier.tolerance.source)),
        Text("；".join(sources), "; ".join(sources)),
    )


def _marked(text: Text, *, is_default: bool) -> Text:
    return Text(text.zh + DEFAULT.zh, text.en + DEFAULT.en) if is_default else text


def cadence_words(tier: Tier) -> Text:
    """Say how often a tier is touched."""
    if tier.cadence.none is not None:
        return tier.cadence.none
    if tier.is_sample_tier:
        return _WITH_SAMPLES
    words = _marked(_every(tier.cadence), is_default=tier.cadence.is_default)
    if tier.cadence.only_with:
        words = _joined(
            (words, _ONLY_WITH.fill(columns=columns_words(tier.cadence.only_with))), Text("", "")
        )
    if tier.order_rhythm is not None:
        words = _joined(
            (words, _RHYTHM.fill(orders=tier.order_rhythm.orders_at_least)), Text("", "")
        )
    return words


def _every(cadence: Cadence) -> Text:
    if cadence.months:
        return _MONTHS.fill(count=cadence.months)
    if cadence.earliest_days:
        return _DAYS_TO.fill(earliest=cadence.earliest_days, count=cadence.days)
    return _DAYS.fill(count=cadence.days)


def test_lines(policy: Policy) -> Iterator[tuple[Text, Text]]:
    """Give each tier and what it asks, in the order of the tests; then gaps, the rest, and who has no tier."""
    for place in policy.precedence:
        tier = policy.tiers[place]
        yield policy.tier_label(tier.letter), tests_words(tier.tests)
    for gap in policy.gaps:
        letter = policy.letters[gap.tier] if gap.tier != NO_TIER else ""
        asked = tests_words(gap.tests)
        yield (
            policy.tier_label(letter),
            Text(f"{asked.zh}（{gap.note.zh}）", f"{asked.en} ({gap.note.en})"),
        )
    if policy.otherwise != NO_TIER:
        label = policy.tier_label(policy.letters[policy.otherwise])
        yield label, _OTHERWISE.fill(tier=label)
    for case in policy.unclassified:
        yield policy.tier_label(""), tests_words(case.tests)


def tests_words(tests: tuple[Test, ...]) -> Text:
    """Say what must hold: conditions of one test together, or those of another."""
    return _joined([_joined([condition_words(one) for one in test], _AND) for test in tests], _OR)


def condition_words(condition: Condition) -> Text:
    """Say one condition."""
    if condition.measure is not None:
        name = measure_words(condition.measure)
        asked = _IS_BLANK if condition.blank else bounds_words(condition.bounds)
    else:
        key = condition.name
        name = Text(CUSTOMERS[key].zh, CUSTOMERS[key].en)
        asked = _joined(
            [_word(key, word) for word in sorted(condition.words, reverse=True)], Text("或", " or ")
        )
    return Text(f"{name.zh} {asked.zh}", f"{name.en} {asked.en}")


def _word(key: str, word: str) -> Text:
    if word in _WORDS:
        return _WORDS[word]
    return next(
        Text(choice.zh, choice.en) for choice in CUSTOMERS[key].choices if choice.code == word
    )


def measure_words(measure: Measure) -> Text:
    """Say what a number is made of."""
    if measure in BUILT_IN.values():
        return (
            Text("订单数", "orders")
            if measure.name == "orders"
            else Text("未结样单数", "open samples")
        )
    sheet = SHEETS[measure.sheet] if measure.sheet else CUSTOMERS
    column = Text(sheet[measure.column].zh, sheet[measure.column].en) if measure.column else NOTHING
    words = _FROM[measure.kind].fill(
        sheet=Text(sheet.zh, sheet.en), column=column, columns=columns_words(measure.columns)
    )
    if measure.within_days:
        words = _joined((words, _WITHIN.fill(days=measure.within_days)), Text("", ""))
    if measure.else_column:
        words = _joined(
            (words, _ELSE.fill(column=columns_words((measure.else_column,)))), Text("", "")
        )
    return words


def bounds_words(bounds: Bounds) -> Text:
    """Say a range of numbers."""
    low, high = f"{bounds.least:,g}", f"{bounds.most:,g}"
    if bounds.least == bounds.most:
        return Text(f"= {low}", f"= {low}")
    if math.isinf(bounds.most):
        return Text(
            f"{'>' if bounds.above_least else '≥'} {low}",
            f"{'>' if bounds.above_least else '≥'} {low}",
        )
    if math.isinf(bounds.least):
        return Text(
            f"{'<' if bounds.below_most else '≤'} {high}",
            f"{'<' if bounds.below_most else '≤'} {high}",
        )
    if bounds.above_least or bounds.below_most:
        start, end = "(" if bounds.above_least else "[", ")" if bounds.below_most else "]"
        shown = f"{'>' if start == '(' else '≥'} {low}, {'<' if end == ')' else '≤'} {high}"
        return Text(shown.replace(", ", "，"), shown)
    return _BETWEEN.fill(low=low, high=high)


def columns_words(keys: tuple[str, ...]) -> Text:
    """Name columns of the customer sheet by their headers."""
    return _joined([Text(CUSTOMERS[key].zh, CUSTOMERS[key].en) for key in keys], _COMMA)


def _joined(parts: "list[Text] | tuple[Text, ...]", between: Text) -> Text:
    return Text(
        between.zh.join(part.zh for part in parts), between.en.join(part.en for part in parts)
    )
