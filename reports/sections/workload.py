"""Minutes that this week's touches take, against the minutes that each seller has left this week."""

from collections.abc import Mapping
from typing import Any, Final

from reports.sections.base import Section
from reports.summary import Summary
from reports.wording import NO_SELLER
from schemas.texts import Text


def _build(summary: Summary) -> Mapping[str, Any]:
    sellers = summary.sellers
    shown = sellers[(sellers["minutes"] > 0) | (sellers["capacity"] > 0)]
    rows = [
        {**numbers, "name": name or NO_SELLER.pick(summary.report.lang), "nobody": not name, "over": _over(numbers)}
        for name, numbers in zip(shown.index, shown.to_dict("records"), strict=True)
    ]
    # Each bar is a share of the seller's own capacity, so that a part-time colleague's full week looks full.
    scale = max([1.0, *shown["load"].dropna()])
    return {"rows": rows, "scale": scale, "has_team": summary.report.team is not None}


def _over(numbers: Mapping[Any, Any]) -> float:
    """Give the minutes beyond capacity; somebody without working days left has none to exceed."""
    return max(0.0, float(numbers["minutes"] - numbers["capacity"])) if numbers["capacity"] else 0.0


SECTION: Final = Section("workload", Text("工作量与可用时间", "Workload against capacity"), _build, "workload.html.j2")
