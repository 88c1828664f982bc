"""Due touches by seller and day of this week, and by tier for each seller; each number leads to its rows."""

from collections.abc import Mapping
from typing import Any, Final

from reports.figures.meeting import OVERDUE
from reports.figures.summary import DUE_STATES, Summary
from reports.sections.base import Section
from reports.words.values import clean_text
from reports.words.wording import NO_SELLER, day_of_week
from schemas.texts import Text

_NOBODY: Final = Text(
    "本周没有到期的客户，可以提前准备下周的。",
    "Nobody is due this week: prepare next week's customers.",
)
_CLEAR: Final = Text("没有逾期，按天推进即可。", "Nothing is overdue: go day by day.")
_LATE: Final = Text(
    "{seller} 的逾期最多（{count} 位）：请本周先清掉逾期，再按天推进。",
    "{seller} has the most overdue ({count}): clear these first, then go day by day.",
)


def _build(summary: Summary) -> Mapping[str, Any]:
    sellers = summary.sellers
    shown = sellers[(sellers["customers"] > 0) | (sellers["due"] > 0)]
    rows = [
        {
            **numbers,
            "name": name or NO_SELLER.pick(summary.report.lang),
            "tiers": _tiers(summary, str(name)),
            "by_day": [
                (day, int(count))
                for day, count in summary.seller_days.loc[name].items()
                if day != OVERDUE
            ],
        }
        for name, numbers in zip(shown.index, shown.to_dict("records"), strict=True)
    ]
    lang, as_of = summary.report.lang, summary.report.as_of.isoformat()
    days = [
        {
            "day": str(day),
            "words": day_of_week(str(day), lang),
            "today": day == as_of,
            "count": int(summary.seller_days[day].sum()),
        }
        for day in summary.seller_days.columns
        if day != OVERDUE
    ]
    return {
        "rows": rows,
        "states": DUE_STATES,
        "most": int(shown["due"].max()) if len(shown) else 0,
        "days": days,
        "overdue": int(summary.seller_days[OVERDUE].sum()),
        "due": int(shown["due"].sum()),
        "undated": bool((summary.due["state"] == "none").any()),
    }


def _todo(summary: Summary) -> Text:
    if summary.due.empty:
        return _NOBODY
    late = summary.sellers["overdue"]
    if not late.sum():
        return _CLEAR
    return _LATE.fill(seller=clean_text(late.idxmax()) or NO_SELLER, count=int(late.max()))


def _tiers(summary: Summary, seller: str) -> list[tuple[str, int, int]]:
    """Give the seller's due touches by tier: label, due in all, of which overdue."""
    counts = summary.seller_tiers
    if seller not in counts.index.get_level_values(0):
        return []
    own = counts.loc[seller]
    order = [tier for tier in summary.tiers.index if tier in own.index]
    return [
        (summary.tier_label(tier), int(own.loc[tier].sum()), int(own.loc[tier, "overdue"]))
        for tier in order
    ]


SECTION: Final = Section(
    "sellers",
    Text("各负责人本周待跟进", "Due this week by seller"),
    _build,
    "sellers.html.j2",
    _todo,
)
