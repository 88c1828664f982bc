"""Tier moves: what a run moves, and what a week tells of; a move is told once, wherever it is told."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from pipeline.rules.phrases import LAPSED
from schemas import results as r
from schemas.sheets import CellValue

DAYS: Final = 7
"""Days that a week's report looks back, the as-of date included: runs are weekly."""
_MOVE: Final = ["date", "from_tier", "to_tier"]
_IS_OF_RUN: Final = "is_of_run"


@dataclass(frozen=True, slots=True)
class Moves:
    """The moves that a run tells; both frames have the columns schemas.results.MOVE_COLUMNS."""

    run: pd.DataFrame
    """Moves of this run that the sheet of moves does not hold yet."""
    week: pd.DataFrame
    """Moves of the last seven days, oldest first, this run's last."""


def moved_customers(
    customers: pd.DataFrame,
    graded: pd.DataFrame,
    standing: Mapping[str, "pd.Series[str]"],
    as_of: dt.date,
) -> pd.DataFrame:
    """List the customers whose tier is not what their cell says, and those whose manual tier has lapsed since.

    Takes:   customers: typed frame of all rows; graded: schemas.results, index = Excel row; standing: the cells of TIER
             and TIER_REASON as texts before this run, index of graded.
    Returns: MOVE_COLUMNS, index = Excel row. A customer graded for the first time has not moved. A lapse is told once:
             afterwards the cell of the reason says it.
    """
    before = standing[r.TIER]
    has_moved = (before != graded[r.TIER]) | _lapsed_since(
        customers.loc[graded.index], graded, standing[r.TIER_REASON], as_of
    )
    moved = graded.loc[(before != "") & has_moved]
    facts = customers.loc[moved.index]
    return pd.DataFrame(
        {
            "date": pd.Series(as_of, index=moved.index, dtype=object),
            "customer_id": facts["customer_id"],
            "name": facts["name"],
            "seller": facts.get("seller", ""),
            "from_tier": before[moved.index],
            "to_tier": moved[r.TIER],
            "reason": moved[r.TIER_REASON],
        }
    ).astype(object)


def moves_told(
    moved: pd.DataFrame,
    written: Sequence[Sequence[CellValue]],
    customers: pd.DataFrame,
    as_of: dt.date,
) -> Moves:
    """Tell each move of this run and of the week once.

    Takes:   moved: MOVE_COLUMNS of this run; written: rows of the sheet 等级变动, oldest first, perhaps with remarks behind
             the columns; customers: typed frame of all rows.
    Returns: the moves. Where a tier was typed over and graded anew on one day, the sheet holds the move already. An
             earlier move counts for the seller who has the customer now; whoever is no longer there, and what is no row
             of ours, is left out of the week.
    """
    every = pd.concat(
        [_written(written).assign(**{_IS_OF_RUN: False}), moved.assign(**{_IS_OF_RUN: True})],
        ignore_index=True,
    )
    once = every.loc[~_is_repeated(every)]
    is_of_run = once[_IS_OF_RUN].astype(bool)
    run = once.loc[is_of_run, list(r.MOVE_COLUMNS)].reset_index(drop=True)
    earlier = _of_week(once.loc[~is_of_run, list(r.MOVE_COLUMNS)], customers, as_of)
    return Moves(run, pd.concat([earlier, run], ignore_index=True) if len(earlier) else run)


def _lapsed_since(
    customers: pd.DataFrame, graded: pd.DataFrame, told: "pd.Series[str]", as_of: dt.date
) -> "pd.Series[bool]":
    """Tell whose reason says that the manual tier lapsed, and whose cell does not say so yet."""
    lapsed = pd.Series(data=False, index=graded.index)
    if not {"manual_tier", "manual_tier_until"} <= set(customers):
        return lapsed
    until = customers["manual_tier_until"]
    over = customers.loc[customers["manual_tier"].notna() & (until < pd.Timestamp(as_of))]
    for row, tier, day in zip(
        over.index, over["manual_tier"], over["manual_tier_until"], strict=True
    ):
        words = LAPSED.fill(typed=str(tier).strip(), until=f"{day:%Y-%m-%d}")
        is_new = not any(text in str(told.at[row]) for text in words)
        reason = str(graded.at[row, r.TIER_REASON])
        lapsed.at[row] = is_new and any(text in reason for text in words)
    return lapsed


def _written(rows: Sequence[Sequence[CellValue]]) -> pd.DataFrame:
    """Give the rows of the sheet of moves that are moves, without what a person wrote beside them."""
    width = len(r.MOVE_COLUMNS)
    found = []
    for row in rows:
        day = row[0] if row else None
        day = day.date() if isinstance(day, dt.datetime) else day
        if len(row) >= width and isinstance(day, dt.date):
            found.append((day, "" if row[1] is None else str(row[1]), *row[2:width]))
    return pd.DataFrame(found, columns=list(r.MOVE_COLUMNS), dtype=object)


def _is_repeated(moves: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which moves are the customer's move before once more: the same day, from and to the same tiers."""
    texts = moves[_MOVE].astype(str).where(moves[_MOVE].notna(), "")
    before = texts.groupby(moves["customer_id"].astype(str)).shift()
    return (texts == before).all(axis=1)


def _of_week(moves: pd.DataFrame, customers: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Give the moves of the last days, each with the seller who has the customer now."""
    known = customers.dropna(subset=["customer_id"]).drop_duplicates("customer_id", keep=False)
    ids = known["customer_id"].astype(str)
    sellers = known["seller"] if "seller" in known else pd.Series(None, known.index, dtype=object)
    since = as_of - dt.timedelta(days=DAYS)
    is_told = moves["date"].map(lambda day: since < day <= as_of).astype(bool)
    told = moves.loc[moves["customer_id"].isin(ids) & is_told]
    return told.assign(seller=told["customer_id"].map(dict(zip(ids, sellers, strict=True))))
