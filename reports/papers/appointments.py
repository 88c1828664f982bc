"""One seller's appointments: due touches, agreed days, birthdays and cards, as entries of a calendar."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from reports.figures.touch_list import COUNT, CUSTOMER, listed_touches, named_lines
from reports.figures.view import ReportInput
from reports.sheets.touch_sheet import noted
from reports.words.values import clean_column, iso_day, plain_day, plain_number
from reports.words.wording import PROVISIONAL_MARK, TASK_TEXTS, state_line
from schemas import results as r
from schemas import touches as t
from schemas.columns import CONTACTS, CUSTOMERS
from schemas.texts import Text

WEEKS: Final = 6
"""So far ahead a calendar is filled."""

_DUE_TITLE: Final = Text("{task}：{name}（{tier}）", "{task}: {name} ({tier})")
_LATE_TITLE: Final = Text("{task}：{name}（{tier}，{late}）", "{task}: {name} ({tier}, {late})")
_AGREED_TITLE: Final = Text("约好：{name}（{tier}）", "Agreed: {name} ({tier})")
_TOUCH_TITLE: Final = Text("{touch}：{name}", "{touch}: {name}")
_READY_TITLE: Final = Text("准备{touch}：{name}", "Prepare {touch}: {name}")
_ON: Final = Text("{touch}在 {day}", "{touch} is on {day}")
_TIER_LINE: Final = Text("等级：{why}", "Tier: {why}")
_WHY: Final = Text("为什么：{why}", "Why: {why}")
_TODO: Final = Text("做什么：{what}", "To do: {what}")
_MINUTES: Final = Text("约 {minutes} 分钟", "about {minutes} min")
_FACT: Final = Text("{header}：{value}", "{header}: {value}")
_JOIN: Final = Text("；", "; ")
_AGREED_WHY: Final = Text("与客户约好的日子", "the day agreed with the customer")


@dataclass(frozen=True, slots=True)
class Appointment:
    """One all-day entry of a calendar.

    key: says for good which entry this is; another day or text under the same key is the same entry, changed · recurs:
    the key comes back after the entry is over (a customer's next due touch), where others end with their day · row: the
    customer's Excel row, None where there are many.
    """

    key: str
    day: dt.date
    title: str
    lines: tuple[str, ...]
    recurs: bool
    row: int | None = None


def appointments(report: ReportInput) -> list[Appointment]:
    """Give the appointments of the coming weeks.

    Takes:   one seller's slice of a run, the ways to reach the customers not hidden.
    Returns: appointments by day; what is overdue or undated stands on the seller's next working day. A festival that
             many customers share is one entry.
    Raises:  nothing.
    """
    found = [*_due(report), *_agreed(report), *_touches(report)]
    return sorted(found, key=lambda one: (one.day, not one.recurs, one.key))


def next_working_day(report: ReportInput) -> dt.date:
    """Give the first working day of the slice's seller from as_of on, within the week planned for; else as_of."""
    return min((day for days in report.days_left.values() for day in days), default=report.as_of)


def _due(report: ReportInput) -> Iterator[Appointment]:
    graded, end = report.graded, pd.Timestamp(report.as_of) + pd.Timedelta(weeks=WEEKS)
    undated = (graded[r.TASK] == "decide") & graded[r.NEXT_DUE].isna()
    wanted = graded.loc[undated | (graded[r.NEXT_DUE] < end)]
    today = next_working_day(report)
    for row in _told(report, wanted):
        day = plain_day(row[r.NEXT_DUE])
        late = row[r.STATE] == "overdue"
        title = (_LATE_TITLE if late else _DUE_TITLE).fill(
            task=TASK_TEXTS[row[r.TASK]],
            name=row["name"],
            tier=row[r.TIER_LABEL],
            late=state_line("overdue", int(row[r.DAYS_OVERDUE]), report.lang),
        )
        yield Appointment(
            f"due|{row['customer_id']}",
            day if day and not late else today,
            title.pick(report.lang),
            _lines(report, row, row[r.DUE_REASON]),
            recurs=True,
            row=row["row"],
        )


def _agreed(report: ReportInput) -> Iterator[Appointment]:
    if "agreed_date" not in report.customers:
        return
    agreed = report.customers["agreed_date"].reindex(report.graded.index)
    first, end = pd.Timestamp(report.as_of), pd.Timestamp(report.as_of) + pd.Timedelta(weeks=WEEKS)
    ahead = (agreed >= first) & (agreed < end) & (agreed != report.graded[r.NEXT_DUE])
    for row in _told(report, report.graded.loc[ahead].assign(agreed=agreed.loc[ahead])):
        title = _AGREED_TITLE.fill(name=row["name"], tier=row[r.TIER_LABEL]).pick(report.lang)
        lines = _lines(report, row, _AGREED_WHY.pick(report.lang))
        yield Appointment(
            f"agreed|{row['customer_id']}",
            row["agreed"].date(),
            title,
            lines,
            recurs=True,
            row=row["row"],
        )


def _told(report: ReportInput, graded: pd.DataFrame) -> list[dict[str, Any]]:
    keys = ("customer_id", "name", *CUSTOMERS.shown_at("appointment"), "touch_goal", "touch_reason")
    facts = {key: clean_column(report.customers, key, graded.index) for key in keys}
    texts = {
        key: clean_column(graded, key, graded.index)
        for key in (r.TIER_LABEL, r.TIER_REASON, r.DUE_REASON, r.NOTES)
    }
    return [
        {str(key): value for key, value in row.items()}
        for row in graded.assign(**facts, **texts, row=graded.index).to_dict("records")
    ]


def _lines(report: ReportInput, row: dict[str, Any], why: str) -> tuple[str, ...]:
    lang = report.lang
    provisional = PROVISIONAL_MARK.pick(lang) if row[r.PROVISIONAL] else ""
    minutes = (
        _MINUTES.fill(minutes=plain_number(row[r.MINUTES])).pick(lang) if row[r.MINUTES] else ""
    )
    todo = [row["touch_goal"], row["touch_reason"], row[r.NOTES], minutes]
    return tuple(
        line
        for line in (
            _WHY.fill(why=_joined(report, [why, provisional])).pick(lang),
            _TODO.fill(what=_joined(report, todo)).pick(lang) if any(todo) else "",
            _TIER_LINE.fill(why=row[r.TIER_REASON]).pick(lang),
            *_reach(report, row, CUSTOMERS.shown_at("appointment")),
        )
        if line
    )


def _reach_keys() -> list[str]:
    """Give what of an appointment's facts tells whom to reach; when it suits matters only where a touch is due."""
    return [key for key in CUSTOMERS.shown_at("appointment") if CUSTOMERS[key].telling]


def _reach(report: ReportInput, row: dict[str, Any], keys: Iterable[str]) -> Iterator[str]:
    for key in ("customer_id", *keys):
        if row[key]:
            yield _FACT.fill(header=CUSTOMERS[key].header(report.lang), value=row[key]).pick(
                report.lang
            )


def _joined(report: ReportInput, parts: Sequence[str]) -> str:
    return _JOIN.pick(report.lang).join(part for part in parts if part)


def _touches(report: ReportInput) -> Iterator[Appointment]:
    lines = named_lines(listed_touches(report), report)
    facts = {
        key: clean_column(report.customers, key, pd.Index(lines[t.ROW])) for key in _reach_keys()
    }
    alone = (lines[COUNT] == 1).to_numpy()
    shown = lines.assign(
        **{key: np.where(alone, texts, "") for key, texts in facts.items()},
        told=noted(lines, report.lang),
    )
    for row in shown.to_dict("records"):
        line = {str(key): value for key, value in row.items()}
        yield from _of_touch(report, line)


def _of_touch(report: ReportInput, line: dict[str, Any]) -> Iterator[Appointment]:
    """Give the entry on the day of a touch, and one before it on the day by which it must be ready."""
    lang, day, ready = report.lang, line[t.DATE].date(), line[t.PREPARE_BY].date()
    key = f"{line[t.KEY]}|{line['customer_id']}|{iso_day(line[t.DATE])}"
    alone = int(line[t.ROW]) if line[COUNT] == 1 else None
    names = {"touch": line[t.NAME], "name": line[CUSTOMER]}
    lines = tuple(
        part
        for part in (
            _FACT.fill(header=CONTACTS["method"].header(lang), value=line[t.WAY]).pick(lang),
            line["told"],
            _FACT.fill(header=CUSTOMERS["tier"].header(lang), value=line[r.TIER_LABEL]).pick(lang)
            if line[r.TIER_LABEL]
            else "",
            *_reach(report, line, _reach_keys()),
        )
        if part
    )
    if day >= report.as_of:
        yield Appointment(
            f"touch|{key}",
            day,
            _TOUCH_TITLE.fill(**names).pick(lang),
            lines,
            recurs=False,
            row=alone,
        )
    if ready < day:
        on = _ON.fill(touch=line[t.NAME], day=iso_day(line[t.DATE])).pick(lang)
        at = max(ready, next_working_day(report)) if ready < report.as_of else ready
        title = _READY_TITLE.fill(**names).pick(lang)
        yield Appointment(f"ready|{key}", at, title, (on, *lines), recurs=False, row=alone)
