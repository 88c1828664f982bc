"""What changed since last week: last week's work done and left, tier counts then and now."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from reports.figures.summary import Summary
from reports.sections.base import Section
from reports.words.wording import NO_SELLER
from schemas.texts import Text

_WEEK: Final = 7
_NOBODY: Final = Text(
    "上周没有到期的客户，没有欠账。", "Nobody was due last week, so nothing is left over."
)
_DONE: Final = Text(
    "上周该跟进的 {due} 位都跟进了，保持。",
    "All {due} customers due last week were touched: keep it up.",
)
_LEFT: Final = Text(
    "上周该跟进 {due} 位，跟进了 {done} 位；请先补上剩下的 {open} 位。",
    "Of {due} customers due last week {done} were touched: catch up with the other {open} first.",
)


def _build(summary: Summary) -> Mapping[str, Any]:
    lang, numbers = summary.report.lang, summary.last_week
    shown = numbers.loc[(numbers["was_due"] > 0) | (numbers["touches"] > 0)]
    rows = [
        {**one, "name": name or NO_SELLER.pick(lang)}
        for name, one in zip(shown.index, shown.to_dict("records"), strict=True)
    ]
    moved = summary.movements
    net = moved.sum(axis="index") - moved.sum(axis="columns")
    now = summary.tiers["customers"]
    tiers = [
        {
            "label": summary.tier_label(tier),
            "now": int(now[tier]),
            "then": int(now[tier] - net[tier]),
        }
        for tier in now.index
        if now[tier] or net[tier]
    ]
    since = (summary.report.as_of - dt.timedelta(days=_WEEK)).isoformat()
    return {"rows": rows, "total": numbers.sum().to_dict(), "tiers": tiers, "since": since}


def _todo(summary: Summary) -> Text:
    total = {str(key): int(value) for key, value in summary.last_week.sum().items()}
    if not total.get("was_due"):
        return _NOBODY
    facts = {"due": total["was_due"], "done": total["done"], "open": total["open"]}
    return (_LEFT if total["open"] else _DONE).fill(**facts)


SECTION: Final = Section(
    "changes", Text("和上周比", "Since last week"), _build, "changes.html.j2", _todo
)
