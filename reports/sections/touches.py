"""The birthdays, festivals and cards of the next two weeks."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from reports.sections.base import Section
from reports.summary import Summary
from reports.touch_list import CUSTOMER, URGENCY, listed_touches, named_lines
from reports.touch_sheet import noted
from reports.values import iso_day
from reports.wording import NO_SELLER
from schemas import results as r
from schemas import touches as t
from schemas.columns import OWNED_SHEETS
from schemas.texts import Text

DAYS: Final = 14
MOST_ROWS: Final = 60
_KINDS: Final = ("birthday", "festival", "event")


def _build(summary: Summary) -> Mapping[str, Any]:
    report = summary.report
    lines = listed_touches(report)
    end = pd.Timestamp(report.as_of) + pd.Timedelta(days=DAYS)
    soon = lines.loc[lines[t.KIND].isin(_KINDS) & ((lines[t.DATE] < end) | (lines[t.PREPARE_BY] < end))]
    others = lines.loc[~lines[t.KIND].isin(_KINDS) & (lines[t.DATE] < end)]
    shown = named_lines(soon.head(MOST_ROWS), report)
    nobody = NO_SELLER.pick(report.lang)
    rows = [
        {
            "day": iso_day(line[t.DATE]), "ready": iso_day(line[t.PREPARE_BY]), "touch": line[t.NAME], "way": line[t.WAY],
            "customer": line[CUSTOMER], "tier": line[r.TIER_LABEL], "seller": line[t.SELLER] or nobody, "note": note,
            "urgency": line[URGENCY],
        }
        for line, note in zip(shown.to_dict("records"), noted(shown, report.lang), strict=True)
    ]  # fmt: skip
    sheet = OWNED_SHEETS["touches"].pick(report.lang)
    return {"rows": rows, "count": len(soon), "others": len(others), "days": DAYS, "sheet": sheet}


SECTION: Final = Section("touches", Text("生日与节日", "Birthdays and festivals"), _build, "touches.html.j2")
