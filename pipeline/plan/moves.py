"""The tier moves that a week's report tells: those of this run, and those that runs of the last days wrote down."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import pandas as pd

from schemas.results import MOVE_COLUMNS
from schemas.sheets import CellValue

DAYS: Final = 7


def week_moves(
    moves: pd.DataFrame,
    written: Sequence[Sequence[CellValue]],
    customers: pd.DataFrame,
    as_of: dt.date,
) -> pd.DataFrame:
    """Put the moves of the last days before those of this run, so that a letter says the same before and after a run.

    Takes:   moves: of this run · written: the rows of the sheet 等级变动, in the order of MOVE_COLUMNS, perhaps with
             remarks behind · customers: the typed customer sheet.
    Returns: MOVE_COLUMNS. An earlier move counts for the seller who has the customer now; whoever is no longer there,
             and what is no row of ours, is left out.
    """
    sellers = _by_id(customers, "seller")
    since = as_of - dt.timedelta(days=DAYS)
    earlier = [
        (pd.Timestamp(row[0]), str(row[1]), row[2], sellers[str(row[1])], row[4], row[5], row[6])
        for row in written
        if len(row) >= len(MOVE_COLUMNS)
        and isinstance(row[0], dt.date)
        and since < row[0] <= as_of
        and str(row[1]) in sellers
    ]
    if not earlier:
        return moves
    told = pd.DataFrame(earlier, columns=list(MOVE_COLUMNS)).astype(object)
    return pd.concat([told, moves.astype(object)], ignore_index=True)


def _by_id(customers: pd.DataFrame, key: str) -> dict[str, object]:
    known = customers.dropna(subset=["customer_id"]).drop_duplicates("customer_id", keep=False)
    values = known[key] if key in known else [None] * len(known)
    return dict(zip(known["customer_id"].astype(str), values, strict=True))
