"""What a policy is: a method as frozen data. Built and checked by the loader only."""

from dataclasses import dataclass
from typing import Final

from pipeline.methods.conditions import OPEN_SAMPLES, Measure, Test
from pipeline.methods.touchpoints import Touchpoint
from schemas.texts import Text

NO_TIER: Final = -1
"""The place of no tier at all."""

_DAYS_A_YEAR: Final = 365
_MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often a tier is touched: every so many calendar months or days, or never by a person.

    earliest_days: a touch is welcome from then on, and late after `days` · only_with: columns of the customer sheet
    that must be filled in before there is a date · none: why there is no personal touch at all, None = there is one
    is_default: ours, because the source gives none.
    """

    months: int
    source: str
    is_default: bool = False
    days: int = 0
    earliest_days: int = 0
    only_with: tuple[str, ...] = ()
    none: Text | None = None

    @property
    def touches_a_year(self) -> float:
        """Give how many touches a year this makes."""
        if self.months:
            return _MONTHS_A_YEAR / self.months
        return _DAYS_A_YEAR / self.days if self.days else 0.0


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a tier costs: minutes a touch and a year."""

    a_touch: float
    a_year: float
    source: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How many working days a touch may be moved when a seller has too much to do."""

    working_days: int
    source: str
    is_default: bool = False


NO_TOLERANCE: Final = Tolerance(0, "", is_default=True)
NO_TEXT: Final = Text("", "")


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
class Ground:
    """A further way into a tier, beside its own tests."""

    test: Test
    """Conditions that must all hold."""
    reason: Text
    """What the tier's reason says then."""
    before: int = NO_TIER
    """Place of the tier before whose tests this one is asked; NO_TIER = after its own tier's tests."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of a method: who is in it, how often it is touched, what it costs.

    letter: its name in policies and settings · shown: what stands in the 等级 column · tests: one of them must hold,
    none = only those whom no other tier takes · needs_plan: each touch needs a plan and a goal · is_pile: those who
    cannot be classed yet, reviewed again and again.
    """

    letter: str
    name: Text
    tests: tuple[Test, ...]
    reason: Text
    cadence: Cadence
    minutes: Minutes
    order_rhythm: OrderRhythm | None = None
    follows_samples: bool = False
    needs_plan: bool = False
    may_be_switched_off: bool = False
    tolerance: Tolerance = NO_TOLERANCE
    is_pile: bool = False
    shown: Text = NO_TEXT
    grounds: tuple[Ground, ...] = ()
    """Further ways in, such as the team's own words; their tests stand at the end of `tests`."""

    @property
    def own_tests(self) -> tuple[Test, ...]:
        """Give the tests without the further ways in."""
        return self.tests[: len(self.tests) - len(self.grounds)]

    def reason_of(self, test: int) -> Text:
        """Give what the reason says for the test that held, by its place in `tests`."""
        place = test - len(self.own_tests)
        return self.grounds[place].reason if place >= 0 and self.grounds else self.reason

    @property
    def is_sample_tier(self) -> bool:
        """Tell whether the tier is that of open samples: then their sequences alone date it."""
        return any(condition.subject == OPEN_SAMPLES for test in self.tests for condition in test)


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that the source leaves to nobody.

    tier: place of the tier that takes them by the policy's choice, NO_TIER = nobody · choice: lower, upper or
    unclassified · note: what the tier's reason says then.
    """

    name: str
    tests: tuple[Test, ...]
    tier: int
    choice: str
    note: Text
    source: str


@dataclass(frozen=True, slots=True)
class ForNow:
    """How customers without a tier are followed until somebody has graded them."""

    cadence: Cadence
    a_touch: float
    """Minutes a touch."""
    tolerance: Tolerance
    words: Text
    """What the date's reason says, such as 暂按普潜."""


@dataclass(frozen=True, slots=True)
class Unclassified:
    """One way of having no tier: who, why, what to fill in, and the same in three words."""

    tests: tuple[Test, ...]
    reason: Text
    todo: Text
    ask: Text
    for_now: ForNow


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
class PileReview:
    """How much of the pile each weekly run proposes: one part in `share`, rounded up, and never fewer than `least`."""

    share: int
    least: int
    source: str


@dataclass(frozen=True, slots=True)
class Neglect:
    """After how many months without a word a customer counts as neglected, ascending."""

    months: tuple[int, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Rejudge:
    """When a person is asked to judge a customer again. Nobody is regraded silently."""

    answered: tuple[str, ...]
    """Letters of the tiers in which an answer is news."""
    within_days: int
    """For how many days after the answer it is asked."""
    order_months: int
    """Months without an order of a customer with orders, at least."""
    order_rhythms: int
    """The same in multiples of the customer's own rhythm; the longer of the two counts."""
    unanswered: int
    """Touches without an answer since then."""
    source: str


@dataclass(frozen=True, slots=True)
class Batches:
    """How many customers are written to at a time, and the letters of the tiers that are reached so."""

    size: int
    tiers: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class KeyAccounts:
    """How many key accounts each seller submits a week, into how many groups they go, and the first level of intent."""

    least: int
    groups: int
    first_intent: str
    source: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One method.

    tiers: in the order of work; none = runs beside a method · precedence: their places in the order of the tests ·
    otherwise: place of the tier that takes everybody else, NO_TIER = they are unclassified · asks: columns whose blanks
    a reason names as not known yet · samples: None = the method has no samples · touchpoints: see policies.touchpoints.
    """

    pack: str
    name: Text
    label: Text
    source: str
    tiers: tuple[Tier, ...]
    unclassified: tuple[Unclassified, ...]
    samples: SamplePlan | None
    unanswered_mails: int
    completeness: Completeness
    pile: PileReview
    neglect: Neglect
    batches: Batches
    key_accounts: KeyAccounts
    precedence: tuple[int, ...] = ()
    otherwise: int = NO_TIER
    measures: tuple[Measure, ...] = ()
    gaps: tuple[Gap, ...] = ()
    asks: tuple[str, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    rejudge: Rejudge | None = None
    """None = the method asks nobody."""

    @property
    def letters(self) -> tuple[str, ...]:
        """Give the tier letters in the order of work."""
        return tuple(tier.letter for tier in self.tiers)

    @property
    def asked(self) -> tuple[tuple[int, int], ...]:
        """Give every test of the tiers in the order in which they are asked, as places of the tier and in its tests."""
        late = {place: len(tier.own_tests) for place, tier in enumerate(self.tiers)}
        grounds = [
            (ground.before, place, late[place] + number)
            for place, tier in enumerate(self.tiers)
            for number, ground in enumerate(tier.grounds)
        ]
        order: list[tuple[int, int]] = []
        for place in self.precedence:
            order += [(owner, number) for before, owner, number in grounds if before == place]
            order += [(place, number) for number in range(late[place])]
            order += [
                (owner, number)
                for before, owner, number in grounds
                if owner == place and before == NO_TIER
            ]
        return tuple(order)

    @property
    def tests(self) -> tuple[Test, ...]:
        """Give every test of the policy: of the tiers, of the gaps, of those without a tier."""
        groups = (
            *(t.tests for t in self.tiers),
            *(g.tests for g in self.gaps),
            *(u.tests for u in self.unclassified),
        )
        return tuple(test for tests in groups for test in tests)

    @property
    def label_alone(self) -> Text:
        """Give the method's short name, such as 外贸."""
        return Text(self.label.zh.strip(), self.label.en.strip())

    @property
    def spellings(self) -> tuple[str, ...]:
        """Give every way in which a tier may be typed by hand."""
        return tuple(
            dict.fromkeys(
                word for tier in self.tiers for word in (tier.letter, *tier.shown) if word
            )
        )

    def tier(self, letter: str) -> Tier:
        """Give one tier; KeyError where the method has no such letter."""
        return {tier.letter: tier for tier in self.tiers}[letter]

    def tier_label(self, letter: str) -> Text:
        """Give the tier with its method, such as 外贸A; a blank letter is unclassified."""
        if not letter:
            return Text("未分级", "Unclassified")
        shown = next(
            (tier.shown for tier in self.tiers if tier.letter == letter), Text(letter, letter)
        )
        return Text(self.label.zh + shown.zh, self.label.en + shown.en)
