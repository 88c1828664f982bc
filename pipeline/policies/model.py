"""What a policy is: a method as frozen data. Built and checked by the loader only."""

from dataclasses import dataclass
from typing import Literal

from schemas.texts import Text

Counted = Literal["orders", "open_samples"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of a tier: a count reaches a number, or a choice column holds one of some codes (blank never does)."""

    subject: str
    at_least: int = 0
    one_of: frozenset[str] = frozenset()

    @property
    def is_count(self) -> bool:
        """Tell whether related rows are counted; otherwise a column of the customer sheet is looked at."""
        return not self.one_of

    def implies(self, other: "Condition") -> bool:
        """Tell whether the other condition always holds where this one does."""
        if self.subject != other.subject or self.is_count != other.is_count:
            return False
        return self.at_least >= other.at_least if self.is_count else self.one_of <= other.one_of


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often a tier is touched, in calendar months. is_default: ours, because the source gives none."""

    months: int
    source: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a tier costs: minutes a touch and a year."""

    a_touch: float
    a_year: float
    source: str


@dataclass(frozen=True, slots=True)
class OrderRhythm:
    """When touches follow the customer's own orders.

    orders_at_least: distinct order days needed · monthly_up_to_days: median gap up to which one touches every month
    touches_before_days: days before the expected order, descending · longest_silence_months: never longer than that.
    """

    orders_at_least: int
    monthly_up_to_days: int
    touches_before_days: tuple[int, ...]
    longest_silence_months: int
    source: str


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of a method: who is in it, how often it is touched, what it costs."""

    letter: str
    name: Text
    when: tuple[Condition, ...]
    reason: Text
    cadence: Cadence
    minutes: Minutes
    order_rhythm: OrderRhythm | None = None
    follows_samples: bool = False
    needs_plan: bool = False
    may_be_switched_off: bool = False

    @property
    def is_sample_tier(self) -> bool:
        """Tell whether the tier is that of open samples: then their sequences alone date it."""
        return any(condition.subject == "open_samples" for condition in self.when)


@dataclass(frozen=True, slots=True)
class SampleStage:
    """One stage of a sample: gaps between its steps, in calendar days."""

    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """How an open sample is followed: stage 1 from its confirmation, stage 2 from its receipt, then a decision."""

    confirmed: SampleStage
    received: SampleStage
    minutes_a_sample: float
    decide: Text
    source: str

    @property
    def minutes_a_step(self) -> float:
        """Share the minutes of a sample among all its steps."""
        return self.minutes_a_sample / (len(self.confirmed.gaps) + len(self.received.gaps))


@dataclass(frozen=True, slots=True)
class Completeness:
    """How a customer's file is scored: points for hard and for soft facts, and words that say nothing."""

    hard: float
    soft: float
    empty_words: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One method. tiers: in the order of work, which is also the order of the tests."""

    pack: str
    name: Text
    label: Text
    source: str
    tiers: tuple[Tier, ...]
    unclassified_reason: Text
    unclassified_todo: Text
    samples: SamplePlan
    unanswered_mails: int
    completeness: Completeness

    @property
    def letters(self) -> tuple[str, ...]:
        """Give the tier letters in the order of work."""
        return tuple(tier.letter for tier in self.tiers)

    def tier(self, letter: str) -> Tier:
        """Give one tier; KeyError where the method has no such letter."""
        return {tier.letter: tier for tier in self.tiers}[letter]

    def tier_label(self, letter: str) -> Text:
        """Give the tier with its method, such as 外贸A; a blank letter is unclassified."""
        return Text(self.label.zh + letter, self.label.en + letter) if letter else Text("未分级", "Unclassified")
