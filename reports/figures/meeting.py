"""What the meeting looks at beside this week's list: due by day, last week's work, neglected customers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from reports.figures.view import ReportInput
from schemas import results as r
from schemas.texts import Text

OVERDUE: Final = "overdue"
NEVER: Final = "never"
_SATURDAY: Final = 5
_WEEK: Final = 7
_HALF_YEAR: Final = 6
_BETWEEN: Final = Text("{least}~{most} 个月没联系", "No contact for {least} to {most} months")
_OVER: Final = Text("{months} 个月以上没联系", "No contact for over {months} months")
_OVER_HALF: Final = Text("半年以上没联系", "No contact for over 6 months")
_NEVER: Final = Text("从未联系过", "Never contacted")
_LAST_WEEK_NUMBERS: Final = ("was_due", "was_overdue", "done", "open", "touches")


@dataclass(frozen=True, slots=True)
class Silence:
    """One measure of neglect: its key, how people call it, and how many customers have not heard from us for so long."""

    key: str
    words: Text
    count: int


def silences(months: Sequence[int]) -> list[tuple[str, Text]]:
    """Name the measures of neglect that a policy has, shortest first, never last; keys are "over_1", "over_6", "never"."""
    named = []
    for place, least in enumerate(months):
        if place + 1 < len(months):
            words = _BETWEEN.fill(least=least, most=months[place + 1])
        else:
            words = _OVER_HALF if least == _HALF_YEAR else _OVER.fill(months=least)
        named.append((f"over_{least}", words))
    return [*named, (NEVER, _NEVER)]


def silence_of(report: ReportInput, day: dt.date) -> "pd.Series[str]":
    """Tell how long each customer who is to be followed up has not heard from us.

    Takes:   LAST_CONTACT, NEXT_DUE, STATE, TASK of the run; the policy's months; the day from which it is seen.
    Returns: a key of `silences` by row, "" = lately enough for the customer's own cadence, or no touch is wanted. To the
             day is not yet over.
    Source:  methods.md §5, §11. Each customer counts once. Who is not due yet is not neglected, however long the
             cadence; a touch that waits for its plan is late as well.
    """
    graded = report.graded
    last = graded[r.LAST_CONTACT]
    found = pd.Series("", index=graded.index, dtype=object)
    for months in report.neglect_months:
        found[last < pd.Timestamp(day) - pd.DateOffset(months=months)] = f"over_{months}"
    waits = (graded[r.STATE] == "none") & (graded[r.TASK] == "decide")
    found = found.where((graded[r.NEXT_DUE] < pd.Timestamp(day)) | waits, "")
    found[last.isna() & ((graded[r.STATE] != "none") | waits)] = NEVER
    return found


def neglected(report: ReportInput, silence: "pd.Series[str]") -> tuple[Silence, ...]:
    """Count the neglected customers by measure."""
    return tuple(
        Silence(key, words, int((silence == key).sum()))
        for key, words in silences(report.neglect_months)
    )


def week_days(as_of: dt.date) -> list[dt.date]:
    """Give the days from the as-of date to the Sunday of the week that is planned for."""
    ahead = _WEEK if as_of.weekday() >= _SATURDAY else 0
    return [as_of + dt.timedelta(days=day) for day in range(_WEEK - as_of.weekday() + ahead)]


def week_start(as_of: dt.date) -> dt.date:
    """Give the Monday of the week that is planned for."""
    return week_days(as_of)[-1] - dt.timedelta(days=_WEEK - 1)


def seller_days(report: ReportInput, due: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """Count this week's due touches by seller and day.

    Returns: index = seller, columns = OVERDUE, then each day as text such as 2026-11-23; a weekend only if something
             falls on it.
    """
    dated = due.loc[due[r.NEXT_DUE].notna()]
    places = dated[r.NEXT_DUE].dt.strftime("%Y-%m-%d").where(dated[r.STATE] != OVERDUE, OVERDUE)
    counts = pd.crosstab(dated["seller"], places)
    days = [
        day.isoformat()
        for day in week_days(report.as_of)
        if day.weekday() < _SATURDAY or day.isoformat() in counts.columns
    ]
    return counts.reindex(index=list(order), columns=[OVERDUE, *days], fill_value=0).astype(int)


def last_week_by_seller(
    report: ReportInput, sellers_of: "pd.Series[str]", order: Sequence[str]
) -> pd.DataFrame:
    """Add up what became of last week's work: was_due, was_overdue, done and open of those due, days of touch logged."""
    frame = report.last_week.loc[report.last_week.index.isin(sellers_of.index)]
    facts = pd.DataFrame(
        {
            "was_due": frame["was_due"].astype(int),
            "was_overdue": frame["was_overdue"].astype(int),
            "done": (frame["was_due"].astype(bool) & frame["touched"].astype(bool)).astype(int),
            "open": (frame["was_due"].astype(bool) & ~frame["touched"].astype(bool)).astype(int),
            "touches": frame["touches"].astype(int),
        },
        index=frame.index,
    )
    sums = facts.groupby(sellers_of.reindex(facts.index).to_numpy(dtype=object))[
        list(_LAST_WEEK_NUMBERS)
    ].sum()
    return sums.reindex(list(order), fill_value=0).astype(int)
