"""Minutes that this week's touches take, against the minutes each seller has; what to move, and what fits nowhere."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from reports.figures.summary import Summary
from reports.sections.base import Section
from reports.words.values import clean_column, clean_text, iso_day
from reports.words.wording import NO_SELLER
from schemas import results as r
from schemas.texts import Text

MOST_LEVELLED: Final = 60
_FITS: Final = Text(
    "每个人每天都排得下，照清单做即可。", "Everybody's days have room: work down the list."
)
_MOVE: Final = Text(
    "有 {moved} 次当天排不下：请按“调整建议”改到别的日子，等级允许的浮动之内。",
    "{moved} touches do not fit their day: move them as proposed, within their tiers' tolerance.",
)
_STUCK: Final = Text(
    "有 {stuck} 次在浮动之内怎么都放不下，请分给同事或改约；另有 {moved} 次照“调整建议”挪。",
    "{stuck} touches fit nowhere within their tolerance: share or reschedule them; move {moved} more as proposed.",
)


def _build(summary: Summary) -> Mapping[str, Any]:
    sellers = summary.sellers
    shown = sellers[(sellers["minutes"] > 0) | (sellers["capacity"] > 0)]
    rows = [
        {
            **numbers,
            "name": name or NO_SELLER.pick(summary.report.lang),
            "nobody": not name,
            "over": _over(numbers),
        }
        for name, numbers in zip(shown.index, shown.to_dict("records"), strict=True)
    ]
    # Each bar is a share of the seller's own capacity, so that a part-time colleague's full week looks full.
    scale = max([1.0, *shown["load"].dropna()])
    levelled = _levelled(summary)
    return {
        "rows": rows,
        "scale": scale,
        "has_team": summary.report.team is not None,
        "levelled": levelled[:MOST_LEVELLED],
        "levelled_count": len(levelled),
    }


def _levelled(summary: Summary) -> list[dict[str, Any]]:
    """List the touches that move, those that fit nowhere first."""
    report = summary.report
    frame = report.levelled.loc[report.levelled["row"].isin(report.graded.index)]
    if frame.empty:
        return []
    frame = frame.assign(stuck=frame["day"].isna()).sort_values(
        ["stuck"], ascending=False, kind="stable"
    )
    rows = pd.Index(frame["row"])
    names, ids = (clean_column(report.customers, key, rows) for key in ("name", "customer_id"))
    labels = clean_column(report.graded, r.TIER_LABEL, rows)
    return [
        {
            "name": name,
            "id": customer,
            "row": one["row"],
            "tier": tier,
            "seller": clean_text(one["seller"]),
            "wanted": iso_day(one["wanted"]),
            "day": iso_day(one["day"]),
            "minutes": one["minutes"],
        }
        for one, name, customer, tier in zip(
            frame.to_dict("records"), names, ids, labels, strict=True
        )
    ]


def _todo(summary: Summary) -> Text:
    days = summary.report.levelled["day"]
    stuck, moved = int(days.isna().sum()), int(days.notna().sum())
    if not len(days):
        return _FITS
    return (_STUCK if stuck else _MOVE).fill(stuck=stuck, moved=moved)


def _over(numbers: Mapping[Any, Any]) -> float:
    """Give the minutes beyond capacity; somebody without working days left has none to exceed."""
    return max(0.0, float(numbers["minutes"] - numbers["capacity"])) if numbers["capacity"] else 0.0


SECTION: Final = Section(
    "workload",
    Text("工作量与可用时间", "Workload against capacity"),
    _build,
    "workload.html.j2",
    _todo,
)
