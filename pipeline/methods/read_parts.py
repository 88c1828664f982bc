"""Reading the parts of a policy that are numbers with a source: cadences, minutes, samples, settings."""

from itertools import pairwise
from typing import Final

from pipeline.methods.model import (
    NO_TOLERANCE,
    Batches,
    Cadence,
    Completeness,
    KeyAccounts,
    Minutes,
    Neglect,
    OrderRhythm,
    PileReview,
    Rejudge,
    SamplePlan,
    SampleStage,
    Tolerance,
)
from pipeline.methods.section import Section
from schemas.columns import CUSTOMERS
from schemas.texts import Text

_WHOLE_FILE: Final = 100
_ONE_OF_KEYS: Final = Text("要写且只写一个：{known}", "just one of these is needed: {known}")
_NOT_LATER: Final = Text("不应大于 days（{days}）", "must not be more than days ({days})")
_NO_COLUMN: Final = Text(
    "客户表没有这一列：{name}", "the customer sheet has no such column: {name}"
)
_DESCEND: Final = Text("应从大到小，不重复", "must descend without repeats")
_ASCEND: Final = Text("应从小到大，不重复", "must ascend without repeats")
_BELOW_MONTHLY: Final = Text(
    "应小于 monthly_up_to_days（{monthly}）", "must stay below monthly_up_to_days ({monthly})"
)
_HUNDRED: Final = Text("hard 与 soft 之和应为 100", "hard and soft must add up to 100")
_NO_TIER: Final = Text("没有等级 {letter}", "there is no tier {letter}")


def read_cadence(section: Section) -> Cadence:
    """Read how often a tier is touched: months, days, or none with the reason why."""
    given = [key for key in ("months", "days", "none") if key in section]
    if len(given) > 1:
        raise section.wrong(given[1], _ONE_OF_KEYS.fill(known="months, days, none"))
    months = section.whole("months", 1) if given in ([], ["months"]) else 0
    days = section.whole("days", 1) if "days" in given else 0
    earliest = section.whole("earliest_days", 1) if "earliest_days" in section else 0
    if earliest > days:
        raise section.wrong("earliest_days", _NOT_LATER.fill(days=days))
    cadence = Cadence(
        months,
        section.text("source"),
        section.yes("is_default"),
        days,
        earliest,
        read_columns(section, "only_with"),
        section.both("none") if "none" in given else None,
    )
    section.done()
    return cadence


def read_columns(section: Section, key: str) -> tuple[str, ...]:
    """Read an optional list of columns of the customer sheet."""
    columns = section.words(key) if key in section else ()
    for name in columns:
        if name not in CUSTOMERS.keys:
            raise section.wrong(key, _NO_COLUMN.fill(name=name))
    return columns


def read_minutes(section: Section) -> Minutes:
    """Read what a tier costs."""
    minutes = Minutes(
        section.number("a_touch"),
        section.number("a_year"),
        section.text("source"),
        section.yes("is_default"),
    )
    section.done()
    return minutes


def read_tolerance(tier: Section) -> Tolerance:
    """Read by how many working days a tier's touches may be moved; 0 where nothing is said."""
    if "tolerance" not in tier:
        return NO_TOLERANCE
    section = tier.section("tolerance")
    tolerance = Tolerance(
        section.whole("working_days"), section.text("source"), section.yes("is_default")
    )
    section.done()
    return tolerance


def read_rhythm(section: Section) -> OrderRhythm:
    """Read when touches follow the customer's own orders."""
    slots = section.wholes("touches_before_days", 1)
    if any(later >= earlier for earlier, later in pairwise(slots)):
        raise section.wrong("touches_before_days", _DESCEND)
    monthly = section.whole("monthly_up_to_days", 1)
    if slots[0] >= monthly:
        raise section.wrong("touches_before_days", _BELOW_MONTHLY.fill(monthly=monthly))
    rhythm = OrderRhythm(
        orders_at_least=section.whole("orders_at_least", 2),
        monthly_up_to_days=monthly,
        touches_before_days=slots,
        longest_silence_months=section.whole("longest_silence_months", 1),
        source=section.text("source"),
    )
    section.done()
    return rhythm


def read_samples(section: Section) -> SamplePlan:
    """Read the sequences of an open sample."""
    plan = SamplePlan(
        confirmed=_stage(section.section("confirmed")),
        received=_stage(section.section("received")),
        minutes_a_sample=section.number("minutes_a_sample"),
        decide=section.both("decide"),
        source=section.text("source"),
    )
    section.done()
    return plan


def _stage(section: Section) -> SampleStage:
    stage = SampleStage(section.wholes("gaps", 1))
    section.done()
    return stage


def read_completeness(section: Section) -> Completeness:
    """Read how a customer's file is scored."""
    score = Completeness(
        hard=section.number("hard"),
        soft=section.number("soft"),
        empty_words=frozenset(section.words("empty_words")),
        source=section.text("source"),
    )
    if score.hard + score.soft != _WHOLE_FILE:
        raise section.wrong("soft", _HUNDRED)
    section.done()
    return score


def read_pile(section: Section) -> PileReview:
    """Read how much of the pile a week proposes."""
    pile = PileReview(section.whole("share", 1), section.whole("least", 1), section.text("source"))
    section.done()
    return pile


def read_neglect(section: Section) -> Neglect:
    """Read after how many months without a word a customer counts as neglected."""
    months = section.wholes("months", 1)
    if any(later <= earlier for earlier, later in pairwise(months)):
        raise section.wrong("months", _ASCEND)
    neglect = Neglect(months, section.text("source"))
    section.done()
    return neglect


def read_rejudge(section: Section, letters: tuple[str, ...]) -> Rejudge:
    """Read when a person is asked to judge a customer again."""
    rejudge = Rejudge(
        answered=section.words("answered"),
        within_days=section.whole("within_days", 1),
        order_months=section.whole("order_months", 1),
        order_rhythms=section.whole("order_rhythms", 1),
        unanswered=section.whole("unanswered", 1),
        source=section.text("source"),
    )
    strangers = [letter for letter in rejudge.answered if letter not in letters]
    if strangers:
        raise section.wrong("answered", _NO_TIER.fill(letter=strangers[0]))
    section.done()
    return rejudge


def read_batches(section: Section, letters: tuple[str, ...]) -> Batches:
    """Read how many customers are written to at a time; tiers of another method are not in it."""
    batches = Batches(section.whole("size", 1), section.words("tiers"), section.text("source"))
    section.done()
    strangers = [letter for letter in batches.tiers if letter not in letters]
    if strangers and len(strangers) < len(batches.tiers):
        raise section.wrong("tiers", _NO_TIER.fill(letter=strangers[0]))
    return batches if not strangers else Batches(batches.size, (), batches.source)


def read_key_accounts(section: Section) -> KeyAccounts:
    """Read how many key accounts a seller submits each week."""
    accounts = KeyAccounts(
        section.whole("least", 1),
        section.whole("groups", 1),
        section.text("first_intent"),
        section.text("source"),
    )
    section.done()
    return accounts
