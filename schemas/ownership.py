"""Whose row is it: the seller behind each row of the sheets beside the customer sheet, so that slices can be cut."""

from collections.abc import Mapping

import pandas as pd

from schemas.tables import Table


def row_sellers(tables: Mapping[str, Table]) -> dict[str, dict[int, str]]:
    """Give the seller of each row that belongs to somebody.

    Takes:   the tables as read, by kind.
    Returns: sheet's own name → Excel row → seller. A row with a customer's id belongs to the customer's seller; where
             that id is nobody's, or the sheet has none, to the seller whom the row names. Other rows are left out, and
             so are those of an id that customers of several sellers share.
    """
    owners = _owners(tables["customers"].frame)
    return {
        part.name: _of_sheet(table.frame.loc[part.frame.index], owners, part.offset)
        for kind, table in tables.items()
        if kind != "customers"
        for part in table.sheets
    }


def _owners(customers: pd.DataFrame) -> dict[str, str]:
    """Give the seller of each customer id; "" where there is none, or several."""
    if "seller" not in customers:
        return dict.fromkeys(customers["customer_id"].dropna(), "")
    known = customers[["customer_id", "seller"]].fillna({"seller": ""}).dropna().drop_duplicates()
    alone = ~known["customer_id"].duplicated(keep=False)
    return dict(zip(known["customer_id"], known["seller"].where(alone, ""), strict=True))


def _of_sheet(frame: pd.DataFrame, owners: Mapping[str, str], offset: int) -> dict[int, str]:
    named = frame["seller"].fillna("") if "seller" in frame else pd.Series("", index=frame.index)
    sellers = frame["customer_id"].map(owners).fillna(named) if "customer_id" in frame else named
    return {
        int(row) - offset: str(seller)
        for row, seller in zip(sellers.index, sellers, strict=True)
        if seller
    }
