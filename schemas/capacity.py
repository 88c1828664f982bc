"""The minutes that a seller has a day, as the team sheet says."""

from typing import Final

import pandas as pd

DEFAULT_DAILY_MINUTES: Final = 480.0  # methods.md §9: 每日分钟 (default 480)


def daily_minutes(team: pd.DataFrame | None) -> dict[str, float]:
    """Give each seller's minutes a day.

    Takes:   the typed team sheet (seller, daily_minutes), None = no such sheet.
    Returns: minutes by the seller's name; a seller or number that is missing there is left out, and
             DEFAULT_DAILY_MINUTES holds. A seller who is listed twice counts by the first row.
    """
    if team is None or not {"seller", "daily_minutes"} <= set(team.columns):
        return {}
    stated = team.dropna(subset=["seller", "daily_minutes"])
    pairs = zip(stated["seller"], stated["daily_minutes"], strict=True)
    return {str(seller).strip(): float(minutes) for seller, minutes in reversed(list(pairs))}
