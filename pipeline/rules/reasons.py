"""Reasons: one sentence for each date, made once for each distinct combination of facts, and the words for it."""

from collections.abc import Callable
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.methods.model import Cadence, Policy
from pipeline.rules import phrases
from pipeline.rules.dates import NO_DATE, Basis, DueDates
from pipeline.rules.days import REST, WORKING
from pipeline.rules.facts import Facts, Since
from pipeline.rules.frames import Texts, day_texts, distinct_rows, texts
from pipeline.rules.tiers import UNCLASSIFIED, Tiers
from schemas.columns import CUSTOMERS
from schemas.texts import Lang, Text

Columns = dict[str, npt.NDArray[Any]]


class Words:
    """Puts phrases of one language together."""

    def __init__(self, lang: Lang) -> None:
        """Take the language of the run."""
        self.lang = lang
        self.between = "；" if lang == "zh" else "; "
        self.comma = "，" if lang == "zh" else ", "
        self.colon = "：" if lang == "zh" else ": "

    def say(self, text: Text, /, **values: Any) -> str:
        """Fill a phrase in the language."""
        return text.pick(self.lang).format(**values)

    def period(self, own_days: int, own_months: int) -> str:
        """Name an own cadence."""
        if own_days:
            return self.say(phrases.DAYS, count=own_days)
        return self.say(phrases.MONTHS, count=own_months)


def each_combination(
    columns: Columns, write: Callable[[Any], str], row_type: Callable[..., Any]
) -> Texts:
    """Write one text for each distinct combination of the columns and hand it out to the rows.

    columns: numbers or days, named as the fields of row_type, which gets days as texts ("" = none).
    """
    codes, first = distinct_rows(list(columns.values()))
    rows = [
        day_texts(column[first]) if column.dtype.kind == "M" else column[first].tolist()
        for column in columns.values()
    ]
    return texts([write(row_type(*row)) for row in zip(*rows, strict=True)], codes)


def column_names(keys: tuple[str, ...], bits: int, words: Words) -> str:
    """Name the columns whose bit is set by their headers."""
    names = [CUSTOMERS[key].header(words.lang) for bit, key in enumerate(keys) if bits >> bit & 1]
    return ("、" if words.lang == "zh" else ", ").join(names)


class DueRow(NamedTuple):
    """What a date's reason tells; days as texts, "" = none."""

    basis: int
    tier: int
    due: str
    wanted: str
    why_rolled: int
    provisional: int
    since: str
    since_from: int
    own_days: int
    own_months: int
    own_too_long: int
    snoozed: int
    agreed: str
    expected: str
    gap: int
    before: int
    stage_start: str
    stage: int
    step: int
    last_done: str
    step_gap: int
    inferred: int
    known_country: int
    unused_contact: str
    is_weekend: int
    case: int
    blocked: str
    plan_missing: int
    spread: int


def due_reasons(dues: DueDates, tiers: Tiers, facts: Facts, policy: Policy, lang: Lang) -> Texts:
    """Say why each customer is due on that day, or why there is no day.

    Takes:   dates, tiers and facts by position.
    Returns: one text a row, never empty: last contact and where it is from, cadence or step, day off it was moved from.
             It names days and never how far off they are: it stands in the workbook, and is as true a day later.
    Raises:  nothing.
    Source:  methods.md §1, §7, §8.
    """
    words = Words(lang)
    return each_combination(
        _due_columns(dues, tiers, facts), lambda row: _due_reason(row, policy, words), DueRow
    )


def _due_columns(dues: DueDates, tiers: Tiers, facts: Facts) -> Columns:
    """Give what the reasons tell, with everything blanked out that a row's reason does not tell."""
    none = np.datetime64("NaT", "D")
    has_date = ~np.isnat(dues.due)
    is_step = has_date & np.isin(dues.basis, (Basis.STEP, Basis.DECIDE))
    in_rhythm = has_date & (dues.basis >= Basis.RHYTHM_MONTHLY) & (dues.basis <= Basis.RHYTHM_OVER)
    tells_own = has_date & ((dues.basis == Basis.OWN_CADENCE) | dues.own_too_long)
    samples, of_samples = dues.samples, facts.samples
    stage = np.where(of_samples.in_stage_two, np.where(of_samples.estimated, 3, 2), 1)
    wanted_number = np.where(has_date, dues.wanted, np.datetime64("1970-01-01")).astype(np.int64)
    before = np.where(
        dues.basis == Basis.RHYTHM_BEFORE_ORDER,
        (dues.expected_order - dues.wanted).astype(np.int64),
        0,
    )
    return {
        "basis": dues.basis,
        "tier": tiers.tier,
        "due": dues.due,
        "wanted": dues.wanted,
        "why_rolled": dues.why_rolled,
        "provisional": dues.provisional,
        "since": np.where(has_date, dues.since, none),
        "since_from": np.where(has_date, dues.since_from, 0),
        "own_days": np.where(tells_own, dues.own_days, 0),
        "own_months": np.where(tells_own, dues.own_months, 0),
        "own_too_long": has_date & dues.own_too_long,
        "snoozed": dues.snoozed,
        "agreed": np.where(np.isin(dues.basis, (Basis.AGREED, Basis.PROMISED)), dues.agreed, none),
        "expected": np.where(in_rhythm, dues.expected_order, none),
        "gap": np.where(in_rhythm, facts.order_gap, 0),
        "before": np.where(dues.snoozed, 0, before),
        "stage_start": np.where(is_step, samples.days(of_samples.start), none),
        "stage": np.where(is_step, samples.numbers(stage), 0),
        "step": np.where(is_step, samples.numbers(samples.dues.done), 0),
        "last_done": np.where(is_step, samples.days(samples.dues.last_done), none),
        "step_gap": np.where(is_step, samples.numbers(samples.dues.gap), 0),
        "inferred": np.where(is_step, samples.numbers(samples.dues.inferred), 0),
        "known_country": dues.known_country,
        "unused_contact": facts.unused_contact,
        "is_weekend": (wanted_number + 3) % 7 >= 5,  # noqa: PLR2004 -- Saturday and Sunday, day 0 was a Thursday
        "case": np.where(has_date & (tiers.tier == UNCLASSIFIED), tiers.case, -1),
        "blocked": dues.blocked,
        "plan_missing": np.where(dues.basis == Basis.PLAN_MISSING, dues.plan_missing, 0),
        "spread": dues.spread,
    }


def _due_reason(row: DueRow, policy: Policy, words: Words) -> str:
    if row.basis in NO_DATE:
        return _no_date(row, policy, words)
    parts = [_since(row, words), _basis(row, policy, words)]
    main = words.comma.join(part for part in parts if part)
    ask = words.say(policy.unclassified[row.case].ask) if row.case >= 0 else ""
    asked = [words.say(phrases.TO_BE_GRADED, ask=ask)] if ask else []
    return words.between.join(chain([main], asked, _additions(row, words)))


def _no_date(row: DueRow, policy: Policy, words: Words) -> str:
    if row.tier == UNCLASSIFIED:
        return words.say(phrases.BASIS[row.basis], tier="")
    tier = policy.tiers[row.tier]
    return words.say(
        phrases.BASIS[row.basis],
        tier=tier.shown.pick(words.lang),
        none=words.say(tier.cadence.none) if tier.cadence.none else "",
        every=_every(tier.cadence, words),
        blocked=row.blocked,
        missing=column_names(tier.cadence.only_with, row.plan_missing, words),
    )


def _every(cadence: Cadence, words: Words) -> str:
    """Say how often a touch is wanted."""
    if cadence.months:
        return words.say(phrases.EVERY_MONTHS, months=cadence.months)
    if cadence.earliest_days and cadence.earliest_days < cadence.days:
        return words.say(phrases.EVERY_DAYS_TO, earliest=cadence.earliest_days, days=cadence.days)
    return words.say(phrases.EVERY_DAYS, days=cadence.days)


def _since(row: DueRow, words: Words) -> str:
    if row.basis in (Basis.STEP, Basis.DECIDE) and row.since_from != Since.NOTHING:
        return ""  # the sequence names its own days
    if row.case >= 0 and row.since_from == Since.NOTHING:
        return words.say(phrases.NO_CONTACT_KNOWN)
    return words.say(phrases.SINCE[row.since_from], since=row.since)


def _basis(row: DueRow, policy: Policy, words: Words) -> str:
    if row.basis in (Basis.STEP, Basis.DECIDE):
        return _step(row, policy, words)
    if row.basis in (Basis.AGREED, Basis.PROMISED):
        return words.say(phrases.BASIS[row.basis], agreed=row.agreed)
    if row.case >= 0:
        return _for_now(row, policy, words)
    tier = policy.tiers[row.tier]
    rhythm = tier.order_rhythm
    said = words.say(
        phrases.BASIS[row.basis],
        every=_every(tier.cadence, words),
        own=words.period(row.own_days, row.own_months) if row.basis == Basis.OWN_CADENCE else "",
        gap=row.gap,
        expected=row.expected,
        before=row.before,
        silence=rhythm.longest_silence_months if rhythm else 0,
    )
    is_default = tier.cadence.is_default and row.basis == Basis.CADENCE
    return said + (words.say(phrases.IS_DEFAULT) if is_default else "")


def _for_now(row: DueRow, policy: Policy, words: Words) -> str:
    """Say how a customer without a tier is followed meanwhile."""
    for_now = policy.unclassified[row.case].for_now
    if row.since_from == Since.NOTHING:
        return words.say(phrases.BASIS[Basis.NEVER_CONTACTED])
    if row.basis == Basis.OWN_CADENCE:
        own = words.period(row.own_days, row.own_months)
        return words.say(phrases.BASIS[row.basis], own=own)
    every = _every(for_now.cadence, words)
    return words.say(phrases.BASIS[row.basis], for_now=words.say(for_now.words), every=every)


def _step(row: DueRow, policy: Policy, words: Words) -> str:
    stages = {1: phrases.STAGE_ONE, 2: phrases.STAGE_TWO, 3: phrases.STAGE_TWO_ESTIMATED}
    plan = policy.samples
    assert plan is not None  # noqa: S101 -- a step belongs to a sample's plan
    steps = len(plan.confirmed.gaps if row.stage == 1 else plan.received.gaps)
    said = words.say(
        phrases.BASIS[row.basis],
        stage=words.say(stages[row.stage], start=row.stage_start),
        step=row.step + 1,
        steps=steps,
        decide=words.say(plan.decide),
    )
    if row.inferred:
        return said + words.say(phrases.INFERRED, done=row.step)
    if row.basis == Basis.DECIDE:
        return said
    return said + words.say(
        phrases.AFTER_STEP if row.step else phrases.AFTER_START,
        done=row.last_done,
        gap=row.step_gap,
    )


def _additions(row: DueRow, words: Words) -> list[str]:
    told = []
    if row.own_too_long:
        told.append(words.say(phrases.OWN_TOO_LONG, own=words.period(row.own_days, row.own_months)))
    if row.snoozed:
        told.append(words.say(phrases.SNOOZED, wanted=row.wanted))
    if row.spread:
        told.append(words.say(phrases.SPREAD, due=row.due))
    if row.why_rolled != WORKING:
        is_weekend = row.why_rolled == REST and row.is_weekend
        rolled = phrases.WEEKEND if is_weekend else phrases.WHY_ROLLED[row.why_rolled]
        told.append(words.say(rolled, wanted=row.wanted, due=row.due))
    if row.provisional:
        told.append(words.say(phrases.PROVISIONAL, year=row.due[:4]))
    if not row.known_country:
        told.append(words.say(phrases.UNKNOWN_COUNTRY))
    if row.unused_contact:
        told.append(words.say(phrases.UNUSED_CONTACT, unused=row.unused_contact))
    return told
