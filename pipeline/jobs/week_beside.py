"""What runs beside the method each week: tasks that are no touches, key accounts, lapses; worked out for the report."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.methods import Policy
from pipeline.methods.model import KeyAccounts as AskedOfSellers
from pipeline.rules.days import Calendars
from pipeline.rules.key_accounts import nominate, planned_week, read_submissions
from pipeline.rules.key_close import (
    close_sellers,
    close_weeks,
    effort_against_revenue,
    outcome_reasons,
)
from pipeline.rules.tasks_weekly import TaskNumbers, side_tasks
from reports.figures.view import KeyAccounts
from schemas import results as r
from schemas.texts import Lang


@dataclass(frozen=True, slots=True)
class Companions:
    """What the report tells beside the touches."""

    side_tasks: pd.DataFrame
    key_accounts: KeyAccounts


def companions(  # noqa: PLR0913 -- all that they depend on
    tables: Mapping[str, pd.DataFrame],
    graded: pd.DataFrame,
    policy: Policy,
    calendars: Calendars,
    as_of: dt.date,
    lang: Lang,
) -> Companions:
    """Work out the side tasks and the key accounts of the week.

    Takes:   validated frames by sheet key; the graded customers.
    Returns: both, ready for the report.
    Raises:  nothing.
    Source:  methods.md §1, §3, §6, §8, §11.
    """
    tasks = side_tasks(tables, graded, as_of, lang, task_numbers(policy))
    # Whoever is due this week is on the list already, with the same question.
    due = graded.index[graded[r.STATE].isin(("overdue", "today", "this_week"))]
    tasks = tasks.loc[(tasks["task"] != "review") | ~tasks["row"].isin(due)]
    return Companions(
        tasks, _key_accounts(tables, graded, policy.key_accounts, calendars, as_of, lang)
    )


def task_numbers(policy: Policy) -> TaskNumbers:
    """Take the policy's numbers; in the pile are its own tiers for it and everybody without a tier."""
    rejudge = policy.rejudge
    answered = rejudge.answered if rejudge else ()
    piles = {rank for rank, tier in enumerate(policy.tiers) if tier.is_pile}
    return TaskNumbers(
        frozenset({*piles, len(policy.tiers)}),
        policy.unanswered_mails,
        policy.pile.share,
        policy.pile.least,
        rejudge,
        frozenset(map(policy.letters.index, answered)),
        frozenset(rank for rank, tier in enumerate(policy.tiers) if tier.order_rhythm),
    )


def _key_accounts(  # noqa: PLR0913 -- as above
    tables: Mapping[str, pd.DataFrame],
    graded: pd.DataFrame,
    asked: AskedOfSellers,
    calendars: Calendars,
    as_of: dt.date,
    lang: Lang,
) -> KeyAccounts:
    submissions = read_submissions(tables.get("key_accounts"), as_of)
    contacts, orders, customers = tables.get("contacts"), tables.get("orders"), tables["customers"]
    closed = planned_week(as_of).back(1).monday
    proposed = nominate(
        customers,
        graded,
        submissions,
        calendars,
        as_of,
        lang,
        least=asked.least,
        groups=asked.groups,
        first_intent=asked.first_intent,
    )
    past = submissions.loc[submissions["monday"] <= pd.Timestamp(closed)]
    return KeyAccounts(
        nominations=proposed,
        least=asked.least,
        closed=closed,
        weeks=close_weeks(past, contacts, orders),
        sellers=close_sellers(submissions, contacts, orders, closed),
        reasons=outcome_reasons(submissions, closed),
        effort=effort_against_revenue(customers, contacts, orders, as_of),
    )
