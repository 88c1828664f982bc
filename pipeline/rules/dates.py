"""Due dates: cadence, rhythm, sequence, and what a person decided, combined and rolled to working days."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
import pandas as pd

from pipeline.errors import SettingsError
from pipeline.methods.model import Policy
from pipeline.rules.days import Calendars, WorkCalendar, add_months, roll_rows
from pipeline.rules.facts import Facts, Since
from pipeline.rules.frames import (
    NO_DAY,
    Coded,
    Days,
    Flags,
    Whole,
    coded,
    days,
    flags,
    whole_numbers,
)
from pipeline.rules.rhythm import rhythm_dues
from pipeline.rules.samples import DrivingSamples, Rota, driving_samples, no_samples
from pipeline.rules.tiers import UNCLASSIFIED, Tiers, cadence_of_each
from schemas.texts import Text


class Basis(IntEnum):
    """What a due date rests on, or why there is none."""

    CADENCE = 1
    OWN_CADENCE = 2
    RHYTHM_MONTHLY = 3
    RHYTHM_BEFORE_ORDER = 4
    RHYTHM_SILENCE = 5
    RHYTHM_OVER = 6
    NEVER_CONTACTED = 7
    STEP = 8
    DECIDE = 9
    AGREED = 10
    UNCLASSIFIED = 11
    SWITCHED_OFF = 12
    DO_NOT_DISTURB = 13
    PAUSED = 14
    ARCHIVED = 15
    NO_TOUCH = 16
    PLAN_MISSING = 17
    PROMISED = 18


NO_DATE: Final = (
    Basis.SWITCHED_OFF,
    Basis.DO_NOT_DISTURB,
    Basis.PAUSED,
    Basis.ARCHIVED,
    Basis.NO_TOUCH,
    Basis.PLAN_MISSING,
)


@dataclass(frozen=True, slots=True)
class DueDates:
    """The next touch of each customer, and everything that its reason tells.

    due: rolled; NaT = none · wanted: before rolling · why_rolled: as in calendars.Rolled · basis: a Basis
    since, since_from: the day counted from, and a Since · own_days, own_months: the own cadence, 0 = none
    own_too_long: it was longer than the company's, which holds · snoozed: the date was moved to the snooze's end
    expected_order: NaT without a rhythm · sample_drives: the minutes are a sample's · both: cadence and sample fall on
    one day · decide: the task is a decision · known_country: the seller's public holidays are known · blocked: the day
    that the cadence would give, were the reason and goal filled in · plan_missing: which of the tier's columns are
    blank, one bit each.
    """

    due: Days
    wanted: Days
    why_rolled: Whole
    provisional: Flags
    basis: Whole
    since: Days
    since_from: Whole
    own_days: Whole
    own_months: Whole
    own_too_long: Flags
    snoozed: Flags
    agreed: Days
    expected_order: Days
    sample_drives: Flags
    both: Flags
    decide: Flags
    known_country: Flags
    samples: DrivingSamples
    blocked: Days
    plan_missing: Whole
    spread: Flags
    """Never contacted, and planned for a day by the minutes there are."""


@dataclass(slots=True)
class _Draft:
    """A due date on its way: later rulings replace what earlier ones wrote."""

    due: Days
    basis: Whole
    since: Days
    since_from: Whole

    def put(self, where: Flags, due: Days, basis: "Whole | Basis") -> None:
        self.due = np.where(where, due, self.due)
        self.basis = np.where(where, basis, self.basis)

    def count_from(self, where: Flags, since: Days, since_from: "Whole | Since") -> None:
        self.since = np.where(where, since, self.since)
        self.since_from = np.where(where, since_from, self.since_from)


def next_due_dates(  # noqa: PLR0913 -- all that a date depends on
    customers: pd.DataFrame,
    facts: Facts,
    tiers: Tiers,
    policy: Policy,
    calendars: Calendars,
    skipped_tiers: Mapping[str, AbstractSet[str]],
) -> DueDates:
    """Give each customer the day of the next touch, and what it rests on.

    Takes:   seller, own_cadence_days/_months, agreed_date, own_next, snooze_until, do_not_disturb, status; any may be absent.
    Returns: dates by position; a date depends on the facts and the as-of date alone, never on earlier runs
             (spread_first_touches alone keeps a day that was planned).
    Raises:  SettingsError where a tier is switched off that the policy does not allow to be.
    Source:  methods.md §1, §7, §8. Where it is silent: an open sample also moves the date of a customer with orders
             (the earlier day counts); an agreed date counts for the unclassified too, who are followed as the
             policy says until somebody has graded them; a customer never contacted is due at once.
    """
    sellers = coded(customers, "seller")
    rota = team_rota(sellers, calendars)
    own = (
        whole_numbers(customers, "own_cadence_days"),
        whole_numbers(customers, "own_cadence_months"),
    )
    samples = (
        driving_samples(facts, policy.samples, rota)
        if policy.samples
        else no_samples(len(customers))
    )
    draft, expected = _by_cadence(facts, tiers, policy, samples.exists)
    too_long = _shorten_by_own_cadence(draft, own)
    sample_drives, both = _join_samples(draft, facts, tiers, policy, samples, own)
    blocked, plan_missing = _await_plan(draft, customers, tiers, policy)
    agreed = _apply_agreed_dates(draft, customers, facts)
    snooze = days(customers, "snooze_until")
    snoozed = snooze > draft.due
    blocked = np.where(snooze > blocked, snooze, blocked)
    draft.put(snoozed, snooze, draft.basis)
    _stop(draft, customers, tiers, policy, sellers, skipped_tiers)
    rolled = roll_rows(draft.due, rota.which, rota.calendars)
    follows = _follows_samples(tiers, policy) & samples.exists
    has_date = ~np.isnat(draft.due)
    return DueDates(
        due=rolled.dates,
        wanted=draft.due,
        why_rolled=rolled.why.astype(np.int64),
        provisional=rolled.provisional,
        basis=draft.basis,
        since=draft.since,
        since_from=draft.since_from,
        own_days=own[0],
        own_months=own[1],
        own_too_long=too_long,
        snoozed=snoozed & has_date,
        agreed=agreed,
        expected_order=expected,
        sample_drives=sample_drives & has_date,
        both=both,
        decide=follows
        & has_date
        & (samples.numbers(samples.dues.decide) > 0)
        & _is_decision(draft.basis),
        known_country=np.array([calendar.is_known for calendar in rota.calendars])[rota.which],
        samples=samples,
        blocked=np.where(draft.basis == Basis.PLAN_MISSING, blocked, NO_DAY),
        plan_missing=plan_missing,
        spread=np.zeros(len(customers), dtype=bool),
    )


def team_rota(sellers: Coded, calendars: Calendars) -> Rota:
    """Give each row its seller's calendar, equal calendars counted once; rows without a seller take the default."""
    distinct: dict[WorkCalendar, int] = {}
    of_seller = [distinct.setdefault(calendars.of(name), len(distinct)) for name in sellers.names]
    of_nobody = distinct.setdefault(calendars.default, len(distinct))
    return Rota(np.array([*of_seller, of_nobody], dtype=np.int64)[sellers.codes], tuple(distinct))


def _by_cadence(
    facts: Facts, tiers: Tiers, policy: Policy, has_sample: Flags
) -> tuple[_Draft, Days]:
    """Date by the tier's cadence or the order rhythm; customers of a sample tier wait for their sequence."""
    draft = _Draft(
        due=np.full(len(facts.orders), NO_DAY),
        basis=np.full(len(facts.orders), int(Basis.UNCLASSIFIED)),
        since=facts.last_contact,
        since_from=facts.contact_from,
    )
    has_tier = tiers.tier != UNCLASSIFIED
    basis = np.where(has_tier, Basis.CADENCE, Basis.UNCLASSIFIED)
    draft.put(np.isnat(draft.due), _by_company_cadence(draft.since, tiers, policy), basis)
    expected = _apply_rhythm(draft, facts, tiers, policy)
    never = np.isnat(draft.since)
    basis = np.where(has_tier, Basis.NEVER_CONTACTED, Basis.UNCLASSIFIED)
    draft.put(never, np.full(len(never), facts.as_of), basis)
    no_touch = np.array([*(tier.cadence.none is not None for tier in policy.tiers), False])[
        tiers.tier
    ]
    draft.put(no_touch, np.full(len(never), NO_DAY), Basis.NO_TOUCH)
    only_sample = (
        np.array([*(tier.is_sample_tier for tier in policy.tiers), False])[tiers.tier] & has_sample
    )
    draft.put(only_sample, np.full(len(never), NO_DAY), Basis.STEP)
    return draft, expected


def _by_company_cadence(since: Days, tiers: Tiers, policy: Policy) -> Days:
    months, days_ = cadence_of_each(tiers, policy)
    due = add_months(since, months) if months.any() else since
    return np.where(days_ > 0, since + days_.astype("m8[D]"), due) if days_.any() else due


def _apply_rhythm(draft: _Draft, facts: Facts, tiers: Tiers, policy: Policy) -> Days:
    expected = np.full(len(facts.orders), NO_DAY)
    for place, tier in enumerate(policy.tiers):
        if tier.order_rhythm is None:
            continue
        has_rhythm = (tiers.tier == place) & (facts.order_days >= tier.order_rhythm.orders_at_least)
        at = np.flatnonzero(has_rhythm)  # few customers: the arithmetic is done for them alone
        every = np.ones(len(at), dtype=bool)
        found = rhythm_dues(
            facts.last_order[at], facts.order_gap[at], every, draft.since[at], tier.order_rhythm
        )
        basis = np.select(
            [found.monthly, found.before_order, found.silence],
            [Basis.RHYTHM_MONTHLY, Basis.RHYTHM_BEFORE_ORDER, Basis.RHYTHM_SILENCE],
            default=Basis.RHYTHM_OVER,
        )
        draft.due[at] = np.where(np.isnat(found.due), draft.due[at], found.due)
        draft.basis[at] = basis
        expected[at] = found.expected
    return expected


def _own_dues(since: Days, own: tuple[Whole, Whole]) -> Days:
    own_days, own_months = own
    if not (own_days.any() or own_months.any()):
        return np.full(len(since), NO_DAY)
    by_days = np.where(own_days > 0, since + own_days.astype("m8[D]"), NO_DAY)
    by_months = np.where(own_months > 0, add_months(since, own_months), NO_DAY)
    return np.fmin(by_days, by_months)


def _shorten_by_own_cadence(draft: _Draft, own: tuple[Whole, Whole]) -> Flags:
    """Take the own cadence where it is shorter; tell where it is longer, and the company's therefore holds.

    Where the company plans no touch at all, any own cadence is shorter.
    """
    own_due = _own_dues(draft.since, own)
    too_long: Flags = own_due > draft.due
    from_none = (draft.basis == Basis.NO_TOUCH) & ~np.isnat(own_due)
    draft.put((own_due < draft.due) | from_none, own_due, Basis.OWN_CADENCE)
    return too_long


def _join_samples(  # noqa: PLR0913 -- all that a sample's date depends on
    draft: _Draft,
    facts: Facts,
    tiers: Tiers,
    policy: Policy,
    samples: DrivingSamples,
    own: tuple[Whole, Whole],
) -> tuple[Flags, Flags]:
    """Let an open sample's sequence drive the date where it is earlier; tell where, and where both fall on one day."""
    follows = _follows_samples(tiers, policy) & samples.exists
    if not follows.any():
        return follows, follows
    due = np.where(follows, samples.days(samples.dues.due), NO_DAY)
    decide = samples.numbers(samples.dues.decide) > 0
    start = samples.days(facts.samples.start)
    since = np.fmax(facts.last_contact, start)
    own_due = np.where(decide, NO_DAY, _own_dues(since, own))
    is_own: Flags = own_due < due
    step = np.where(decide, Basis.DECIDE, np.where(is_own, Basis.OWN_CADENCE, Basis.STEP))
    due = np.where(is_own, own_due, due)
    both: Flags = due == draft.due
    drives = follows & (np.isnat(draft.due) | (due <= draft.due))
    draft.put(drives, due, step)
    from_start = drives & (np.isnat(facts.last_contact) | (start > facts.last_contact))
    draft.count_from(from_start, start, Since.SAMPLE)
    return drives, both


def _await_plan(
    draft: _Draft, customers: pd.DataFrame, tiers: Tiers, policy: Policy
) -> tuple[Days, Whole]:
    """Take the date away where the tier wants a reason and a goal first and a person has not filled them in.

    Returns: the day that would have been, NaT elsewhere; which of the tier's columns are blank, one bit each.
    """
    missing = np.zeros(len(customers), dtype=np.int64)
    for place, tier in enumerate(policy.tiers):
        if tier.cadence.only_with:
            blank = [coded(customers, key).codes < 0 for key in tier.cadence.only_with]
            bits = np.sum([rows.astype(np.int64) << bit for bit, rows in enumerate(blank)], axis=0)
            missing = np.where(tiers.tier == place, bits, missing)
    waits = (missing > 0) & ~np.isnat(draft.due)
    blocked = np.where(waits, draft.due, NO_DAY)
    draft.put(waits, np.full(len(waits), NO_DAY), Basis.PLAN_MISSING)
    return blocked, np.where(waits, missing, 0)


def _apply_agreed_dates(draft: _Draft, customers: pd.DataFrame, facts: Facts) -> Days:
    """Let the day agreed with the customer beat the cadence, else the day that the team promised in its own column.

    Returns: the day that counts; NaT where none does. Contact on the day or after it has fulfilled it.
    """
    counts = np.full(len(facts.orders), NO_DAY)
    for key, basis in (("own_next", Basis.PROMISED), ("agreed_date", Basis.AGREED)):
        wanted = days(customers, key)
        is_open = np.isnat(facts.last_contact) | (facts.last_contact < wanted)
        holds = ~np.isnat(wanted) & is_open
        draft.put(holds, wanted, basis)
        counts = np.where(holds, wanted, counts)
    return counts


def _follows_samples(tiers: Tiers, policy: Policy) -> Flags:
    return np.array([*(tier.follows_samples for tier in policy.tiers), False])[tiers.tier]


def _is_decision(basis: Whole) -> Flags:
    return np.isin(basis, (Basis.DECIDE, Basis.AGREED, Basis.PROMISED))


def _stop(  # noqa: PLR0913 -- all that can stop a touch
    draft: _Draft,
    customers: pd.DataFrame,
    tiers: Tiers,
    policy: Policy,
    sellers: Coded,
    skipped_tiers: Mapping[str, AbstractSet[str]],
) -> None:
    """Take the date away where nobody wants a touch; the strongest reason is written last."""
    status = coded(customers, "status")
    stops = (
        (_switched_off(tiers, policy, sellers, skipped_tiers), Basis.SWITCHED_OFF),
        (flags(customers, "do_not_disturb"), Basis.DO_NOT_DISTURB),
        (status.rows_of("paused"), Basis.PAUSED),
        (status.rows_of("archived"), Basis.ARCHIVED),
    )
    for where, basis in stops:
        if where.any():
            draft.put(where, np.full(len(where), NO_DAY), basis)


def _switched_off(
    tiers: Tiers, policy: Policy, sellers: Coded, skipped_tiers: Mapping[str, AbstractSet[str]]
) -> Flags:
    off = np.zeros(len(tiers.tier), dtype=bool)
    for seller, letters in skipped_tiers.items():
        for letter in sorted(letters):
            place = _switchable(policy, letter)
            off |= sellers.rows_of(seller) & (tiers.tier == place)
    return off


def _switchable(policy: Policy, letter: str) -> int:
    allowed = [tier.letter for tier in policy.tiers if tier.may_be_switched_off]
    if letter not in allowed:
        what = Text(
            "等级 {letter} 不能停跟；可以停跟的有：{allowed}。",
            "Tier {letter} cannot be switched off; these can: {allowed}.",
        )
        raise SettingsError(what.fill(letter=letter, allowed=", ".join(allowed) or "—"))
    return policy.letters.index(letter)
