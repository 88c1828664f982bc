"""The birthdays, festivals and cards of the next two weeks."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from reports.figures.summary import Summary
from reports.figures.touch_list import CUSTOMER, URGENCY, listed_touches, named_lines
from reports.sections.base import Section
from reports.sheets.touch_sheet import noted
from reports.words.values import iso_day
from reports.words.wording import NO_SELLER
from schemas import results as r
from schemas import touches as t
from schemas.columns import OWNED_SHEETS
from schemas.texts import Text

DAYS: Final = 14
MOST_ROWS: Final = 60
_KINDS: Final = ("birthday", "festival", "event")
_WEEK: Final = 7
_NOTHING: Final = Text(
    "两周内没有生日或节日，不用准备。",
    "No birthday or festival within two weeks; nothing to prepare.",
)
_LATE: Final = Text(
    "有 {count} 项已过准备日，请今天补上；其余按“准备”日备好。",
    "{count} should have been ready already: do them today, the others by their day.",
)
_SOON: Final = Text(
    "有 {count} 项要在七天内备好，请按“准备”日写好、寄出。",
    "{count} must be ready within seven days: write and post them by their day.",
)
_TIME: Final = Text(
    "七天内没有要备好的，下周再看。",
    "Nothing must be ready within seven days: look again next week.",
)


def _build(summary: Summary) -> Mapping[str, Any]:
    report = summary.report
    lines = listed_touches(report)
    end = pd.Timestamp(report.as_of) + pd.Timedelta(days=DAYS)
    soon = _soon(lines, report.as_of)
    others = lines.loc[~lines[t.KIND].isin(_KINDS) & (lines[t.DATE] < end)]
    shown = named_lines(soon.head(MOST_ROWS), report)
    nobody = NO_SELLER.pick(report.lang)
    rows = [
        {
            "day": iso_day(line[t.DATE]),
            "ready": iso_day(line[t.PREPARE_BY]),
            "touch": line[t.NAME],
            "way": line[t.WAY],
            "customer": line[CUSTOMER],
            "tier": line[r.TIER_LABEL],
            "seller": line[t.SELLER] or nobody,
            "note": note,
            "urgency": line[URGENCY],
        }
        for line, note in zip(shown.to_dict("records"), noted(shown, report.lang), strict=True)
    ]
    sheet = OWNED_SHEETS["touches"].pick(report.lang)
    return {"rows": rows, "count": len(soon), "others": len(others), "days": DAYS, "sheet": sheet}


def _soon(lines: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    end = pd.Timestamp(as_of) + pd.Timedelta(days=DAYS)
    return lines.loc[
        lines[t.KIND].isin(_KINDS) & ((lines[t.DATE] < end) | (lines[t.PREPARE_BY] < end))
    ]


def _todo(summary: Summary) -> Text:
    report = summary.report
    soon = _soon(listed_touches(report), report.as_of)
    if soon.empty:
        return _NOTHING
    late = int((soon[URGENCY] == "late").sum())
    if late:
        return _LATE.fill(count=late)
    week = int((soon[t.PREPARE_BY] < pd.Timestamp(report.as_of) + pd.Timedelta(days=_WEEK)).sum())
    return _SOON.fill(count=week) if week else _TIME


SECTION: Final = Section(
    "touches", Text("生日与节日", "Birthdays and festivals"), _build, "touches.html.j2", _todo
)
