"""What the program wrote into the English workbook a week before, so that this week's run finds something to move."""

import datetime as dt
from typing import Any

from story import MONTHS, Customer, add_months, roll

from schemas.columns import HARD_FACTS, SOFT_FACTS

RUN = dt.date(2026, 11, 16)
WORDS = {
    "A": "has ordered",
    "B": "a sample order is open",
    "C": "strong potential",
    "D": "ordinary potential",
    "E": "no potential",
}
CADENCE = {1: "1 month", 2: "2 months", 3: "3 months", 6: "6 months"}


def earlier_run(customers: list[dict[str, Any]]) -> None:
    """Fill the five program columns as of Monday 2026-11-16; the last rows were not there yet."""
    for row in customers[:-4]:
        tier = _tier(row["_customer"], row)
        last = max(
            (touch.date for touch in row["_customer"].touches if touch.date < RUN), default=None
        )
        row["completeness"] = _completeness(row)
        row["tier"] = tier
        row["tier_reason"] = (
            f"Export trade {tier}: {WORDS[tier]}" if tier else "Not classified: potential is blank"
        )
        row["next_due"], row["due_reason"] = (
            _due(tier, last) if tier else (None, "Not classified, no date")
        )


def _tier(customer: Customer, row: dict[str, Any]) -> str | None:
    if row.get("manual_tier"):
        return str(row["manual_tier"])
    if any(order.date < RUN for order in customer.orders):
        return "A"
    if any(s.confirmed < RUN and (s.closed is None or s.closed >= RUN) for s in customer.samples):
        return "B"
    found = {"strong": "C", "high": "C", "ordinary": "D", "medium": "D", "none": "E", "low": "E"}
    return found.get(row["potential"] or "")


def _due(tier: str, last: dt.date | None) -> tuple[dt.date, str]:
    if last is None:
        return RUN, "Never contacted"
    if tier not in MONTHS:
        return roll(max(last + dt.timedelta(3), RUN)), "Next step of the sample order"
    months = MONTHS[tier]
    return roll(add_months(last, months)), f"Last contact {last}, every {CADENCE[months]}"


def _completeness(row: dict[str, Any]) -> float:
    known = {key for key, value in row.items() if value not in (None, "", "-", "n/a", "none")}
    if row["_customer"].orders:
        known.add("spend")
    hard, soft = (sum(key in known for key in keys) for keys in (HARD_FACTS, SOFT_FACTS))
    return round(20 * hard / len(HARD_FACTS) + 80 * soft / len(SOFT_FACTS), 1)
