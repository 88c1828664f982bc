"""The list of a seller's day, to be printed: one card a customer who is due, with room for notes."""

from typing import Any, Final

import pandas as pd

from reports.figures.summary import Summary, summarise
from reports.figures.touch_list import CUSTOMER, URGENCY, listed_touches, named_lines
from reports.figures.view import ReportInput
from reports.page import page_environment, paper_assets
from reports.papers.dossier import Books, cards
from reports.sheets.touch_sheet import noted
from reports.words.values import clean_text, iso_day
from reports.words.wording import TASK_TEXTS, long_day
from schemas import results as r
from schemas import touches as t
from schemas.capacity import DEFAULT_DAILY_MINUTES
from schemas.columns import CUSTOMERS

MOST_CARDS: Final = 60
MOST_LINES: Final = 200


def render_day(report: ReportInput, books: Books, seller: str) -> str:
    """Write one seller's day.

    Takes:   the seller's slice of a run, the ways to reach the customers not hidden.
    Returns: a whole HTML document without script; the same day gives the same text. Who does not fit on a card any more
             is listed by name; the workbook has the rest.
    Raises:  nothing that a workbook can cause.
    """
    lang, summary = report.lang, summarise(report)
    due = summary.due.loc[summary.due[r.STATE].isin(("overdue", "today", "none"))]
    daily = _daily_minutes(summary, seller)
    shown = cards(report, books, [int(row) for row in due["row"].head(MOST_CARDS)])
    total = due[r.MINUTES].cumsum()
    fitting = int((total <= daily).sum())
    return (
        page_environment(lang)
        .get_template("day.html.j2")
        .render(
            **paper_assets(),
            lang=lang,
            seller=seller,
            workbook=clean_text(report.workbook),
            day=report.as_of.isoformat(),
            long_day=long_day(report.as_of, lang),
            cards=shown,
            count=len(due),
            minutes=due[r.MINUTES].sum(),
            daily=daily,
            fitting=fitting,
            working=report.as_of in {day for days in report.work_days.values() for day in days},
            rest=_rest(due.iloc[MOST_CARDS:]),
            touches=_touches(report),
            tasks=_tasks(summary),
        )
    )


def _daily_minutes(summary: Summary, seller: str) -> float:
    line = summary.sellers.loc[seller]
    return float(line["capacity"] / line["days"]) if line["days"] else DEFAULT_DAILY_MINUTES


def _rest(due: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "name": line["name"],
            "id": line["customer_id"],
            "tier": line[r.TIER_LABEL],
            "reason": line[r.DUE_REASON],
        }
        for line in due.head(MOST_LINES).to_dict("records")
    ]


def _touches(report: ReportInput) -> list[dict[str, Any]]:
    """Give the birthdays, festivals and cards that are to be done or made ready today, or should have been."""
    lines = listed_touches(report)
    reach = CUSTOMERS.shown_at("touches")
    soon = named_lines(lines.loc[lines[URGENCY] != "later"].head(MOST_LINES), report)
    return [
        {
            "day": iso_day(line[t.DATE]),
            "touch": line[t.NAME],
            "way": line[t.WAY],
            "customer": line[CUSTOMER],
            "reach": " · ".join(filter(None, (line[key] for key in reach))),
            "note": note,
        }
        for line, note in zip(soon.to_dict("records"), noted(soon, report.lang), strict=True)
    ]


def _tasks(summary: Summary) -> list[dict[str, Any]]:
    beside = summary.listed.loc[summary.listed[r.TASK].isin(r.SIDE_TASKS)]
    return [
        {
            "name": line["name"],
            "id": line["customer_id"],
            "task": TASK_TEXTS[line[r.TASK]].pick(summary.report.lang),
            "reason": line[r.DUE_REASON],
        }
        for line in beside.head(MOST_LINES).to_dict("records")
    ]
