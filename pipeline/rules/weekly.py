"""The weekly grading: every customer's tier, next due date, and why."""

import datetime as dt
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from pipeline.methods.model import Policy
from pipeline.rules import tasks
from pipeline.rules.completeness import completeness
from pipeline.rules.dates import DueDates, next_due_dates
from pipeline.rules.days import Calendars
from pipeline.rules.facts import Facts, gather_facts
from pipeline.rules.first_touches import spread_first_touches
from pipeline.rules.frames import texts
from pipeline.rules.reasons import due_reasons
from pipeline.rules.tier_reasons import tier_reasons
from pipeline.rules.tiers import IN_FORCE, UNCLASSIFIED, Tiers, assign_tiers, grade_beside
from schemas import results
from schemas.capacity import daily_minutes
from schemas.texts import Lang

NO_SKIPPED_TIERS: Mapping[str, AbstractSet[str]] = {}


class Grading(NamedTuple):
    """What the rules found, before it is put into words."""

    facts: Facts
    tiers: Tiers
    dues: DueDates


def grade_customers(  # noqa: PLR0913 -- the whole of what a run depends on
    tables: Mapping[str, pd.DataFrame],
    policy: Policy,
    calendars: Calendars,
    as_of: dt.date,
    lang: Lang,
    *,
    skipped_tiers: Mapping[str, AbstractSet[str]] = NO_SKIPPED_TIERS,
    secondary: Sequence[Policy] = (),
) -> pd.DataFrame:
    """Give each customer tier, next due date, reasons, state, task, notes, minutes and completeness.

    Takes:   validated frames by sheet key (customers, and contacts, orders, samples where the workbook has them), index
             = Excel row, absent columns blank; skipped_tiers: seller → tiers that this seller does not follow up;
             secondary: methods that add a grade of their own, without a date.
    Returns: the columns of schemas.results, same index as tables["customers"], and for each secondary method its
             results.grade_column and results.grade_reason_column. The frames passed in stay as they are.
    Raises:  SettingsError for a skipped tier that the policy does not allow to be skipped.
    Source:  methods.md §1, §7, §8, §9.
    """
    grading = grade(tables, policy, calendars, as_of, skipped_tiers, secondary)
    return in_words(grading, tables["customers"], policy, lang, secondary)


def in_words(
    grading: Grading,
    customers: pd.DataFrame,
    policy: Policy,
    lang: Lang,
    secondary: Sequence[Policy] = (),
) -> pd.DataFrame:
    """Put what the rules found into the columns of schemas.results; see grade_customers."""
    facts, tiers, dues = grading
    letters = [*(tier.shown.pick(lang) for tier in policy.tiers), ""]
    labels = [policy.tier_label(letter).pick(lang) for letter in (*policy.letters, "")]
    place = np.where(tiers.tier == UNCLASSIFIED, len(policy.tiers), tiers.tier)
    columns: dict[str, Any] = {
        results.TIER: texts(letters, place),
        results.TIER_LABEL: texts(labels, place),
        results.TIER_RANK: place,
        results.TIER_REASON: tier_reasons(tiers, facts, policy, lang),
        results.MANUAL: tiers.manual == IN_FORCE,
        results.LAST_CONTACT: facts.last_contact.astype("M8[s]"),
        results.NEXT_DUE: dues.due.astype("M8[s]"),
        results.DUE_REASON: due_reasons(dues, tiers, facts, policy, lang),
        results.PROVISIONAL: dues.provisional,
        results.STATE: tasks.states(dues.due, facts.as_of),
        results.DAYS_OVERDUE: tasks.days_overdue(dues.due, facts.as_of),
        results.TASK: tasks.tasks(dues, tiers, facts.as_of),
        results.NOTES: tasks.notes(customers, tiers, facts, policy, lang),
        results.MINUTES: tasks.minutes(dues, tiers, facts, policy),
        results.COMPLETENESS: completeness(customers, policy.completeness),
    }
    for method in secondary:
        columns |= _grades(customers, facts, method, lang)
    return pd.DataFrame(columns, index=customers.index)


def _grades(customers: pd.DataFrame, facts: Facts, method: Policy, lang: Lang) -> dict[str, Any]:
    """Give the grade of a secondary method, such as 三要素等级, and why; no date follows from it."""
    tiers = grade_beside(customers, facts, method)
    letters = [*(tier.shown.pick(lang) for tier in method.tiers), ""]
    return {
        results.grade_column(method.pack): texts(letters, tiers.tier),
        results.grade_reason_column(method.pack): tier_reasons(tiers, facts, method, lang),
    }


def grade(  # noqa: PLR0913 -- the whole of what a grading depends on
    tables: Mapping[str, pd.DataFrame],
    policy: Policy,
    calendars: Calendars,
    as_of: dt.date,
    skipped_tiers: Mapping[str, AbstractSet[str]] = NO_SKIPPED_TIERS,
    secondary: Sequence[Policy] = (),
) -> Grading:
    """Find facts, tiers and dates, without any words; see grade_customers."""
    customers = tables["customers"]
    methods = (policy, *secondary)
    measures = [measure for method in methods for measure in method.measures]
    facts = gather_facts(tables, as_of, measures, [method.asks for method in methods])
    tiers = assign_tiers(customers, facts, policy)
    dues = next_due_dates(customers, facts, tiers, policy, calendars, skipped_tiers)
    daily = daily_minutes(tables.get("team"))
    dues = spread_first_touches(dues, customers, facts, tiers, policy, calendars, daily)
    return Grading(facts, tiers, dues)
