"""Due touches by seller: overdue, today, later this week; and by tier for each seller."""

from collections.abc import Mapping
from typing import Any, Final

from reports.sections.base import Section
from reports.summary import DUE_STATES, Summary
from reports.wording import NO_SELLER
from schemas.texts import Text


def _build(summary: Summary) -> Mapping[str, Any]:
    sellers = summary.sellers
    shown = sellers[(sellers["customers"] > 0) | (sellers["due"] > 0)]
    rows = [
        {**numbers, "name": name or NO_SELLER.pick(summary.report.lang), "tiers": _tiers(summary, str(name))}
        for name, numbers in zip(shown.index, shown.to_dict("records"), strict=True)
    ]
    return {"rows": rows, "states": DUE_STATES, "most": int(shown["due"].max()) if len(shown) else 0}


def _tiers(summary: Summary, seller: str) -> list[tuple[str, int, int]]:
    """Give the seller's due touches by tier: label, due in all, of which overdue."""
    counts = summary.seller_tiers
    if seller not in counts.index.get_level_values(0):
        return []
    own = counts.loc[seller]
    order = [tier for tier in summary.tiers.index if tier in own.index]
    return [(summary.tier_label(tier), int(own.loc[tier].sum()), int(own.loc[tier, "overdue"])) for tier in order]


SECTION: Final = Section("sellers", Text("各负责人本周待跟进", "Due this week by seller"), _build, "sellers.html.j2")
