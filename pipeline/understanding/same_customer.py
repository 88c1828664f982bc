"""Several rows of one customer as one: contacts of a company, a row a month; rows that go on the one above them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from pipeline.workbook.file.references import Range
from schemas.findings import Finding
from schemas.tables import Table
from schemas.texts import Text

_OF_PERSON: Final = ("contact_person", "phone", "email", "wechat", "gender", "birthday", "work")
"""What belongs to one contact: it stays that of the row which stands for the customer."""
_GOES_ON: Final = ("contact_person", "phone", "email", "wechat")
"""What a row must hold to be one more contact of the customer above it."""
_ELSEWHERE: Final = ("city", "country")
"""Rows of one name in two of these are two customers: a person is asked."""
_OF_CUSTOMER: Final = ("customer_id", "name")


def with_names_down(table: Table, merged: Sequence[Range]) -> Table:
    """Give the rows of further contacts the name and number of the customer above them.

    Takes: merged: the merged cells of the sheet.
    """
    frame = table.frame
    keys = [key for key in _OF_CUSTOMER if key in frame]
    blank = frame[keys].isna().all(axis=1)
    if "name" not in frame or not blank.any():
        return table
    under = _under_merged(table, merged)
    told = frame[[key for key in _GOES_ON if key in frame]].notna().any(axis=1)
    goes_on = blank & (frame.index.isin(under) | (told & _is_thinner(table)))
    above = frame[keys].ffill()
    return replace(
        table, frame=frame.assign(**{key: frame[key].where(~goes_on, above[key]) for key in keys})
    )


def _under_merged(table: Table, merged: Sequence[Range]) -> set[int]:
    columns = {table.header.columns[key] for key in _OF_CUSTOMER if key in table.header.columns}
    return {
        row
        for one in merged
        if any(one.left <= column <= one.right for column in columns)
        for row in range(one.top + 1, one.bottom + 1)
    }


def _is_thinner(table: Table) -> "pd.Series[bool]":
    """Tell which rows hold fewer cells than the last one above them that has a name."""
    filled = (table.raw != "").sum(axis=1)
    return filled < filled.where(table.frame["name"].notna()).ffill()


def one_row_a_customer(customers: Table, *, numbered: bool) -> tuple[Table, list[Finding]]:
    """Make one row of the rows that have one key.

    Takes:   numbered: the keys are the team's numbers: then only rows that bear no number of their own are joined.
    Returns: the table, each customer in the first of its rows on the sheet of the latest touch; of two different values
             the latest row's counts, the last contact is the latest of all. A hint a sheet with the number of rows.
    """
    frame = customers.frame
    keys = frame["customer_id"]
    twice = keys.notna() & keys.duplicated(keep=False)
    for key in _ELSEWHERE:
        if key in frame:
            twice &= ~keys.isin(_with_several(frame[twice], key))
    if numbered:
        own = customers.raw[customers.header.columns["customer_id"]] != ""
        twice &= keys.isin(keys[~own]) | _once_a_sheet(customers, frame[twice])
    if not twice.any():
        return customers, []
    latest = _latest_first(frame[twice])
    joined = latest.groupby("customer_id", sort=False).first()
    kept = _kept_rows(customers, latest)
    whole = frame.loc[kept.to_numpy()].copy()
    for key in frame.columns.difference(["customer_id", *_OF_PERSON]):
        values = joined.loc[kept.index, key]
        whole[key] = pd.Series(values.to_numpy(), whole.index).astype(frame[key].dtype)
    gone = set(frame.index[twice]) - set(kept)
    rest = frame.index[~frame.index.isin(gone)]
    mended = frame.loc[rest].copy()
    mended.loc[whole.index] = whole
    table = customers.with_frame(mended.astype(frame.dtypes.to_dict()))
    return table, _told(customers, sorted(gone))


def _with_several(rows: pd.DataFrame, key: str) -> "pd.Series[Any]":
    """Give the customers whose rows hold different values."""
    counts = rows.groupby("customer_id")[key].nunique()
    return counts.index[counts > 1].to_series()


def _once_a_sheet(customers: Table, rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows are of a customer who stands on several sheets, once on each and under one name."""
    if not customers.parts or "name" not in rows:
        return customers.frame["customer_id"].isin([])
    sheets = pd.Series([customers.place(row)[0] for row in rows.index], rows.index)
    by_key = rows["name"].groupby(rows["customer_id"]).transform("nunique")
    alone = ~pd.DataFrame({"key": rows["customer_id"], "sheet": sheets}).duplicated(keep=False)
    alone = alone.groupby(rows["customer_id"]).transform("all")
    return (alone & (by_key <= 1)).reindex(customers.frame.index, fill_value=False)


def _latest_first(rows: pd.DataFrame) -> pd.DataFrame:
    if "last_contact" not in rows:
        return rows
    return rows.sort_values("last_contact", ascending=False, kind="stable", na_position="last")


def _kept_rows(customers: Table, latest: pd.DataFrame) -> "pd.Series[int]":
    """Give the row that stands for each customer: the first on the sheet where its latest touch stands."""
    sheets = pd.Series([customers.place(row)[0] for row in latest.index], latest.index)
    main = sheets.groupby(latest["customer_id"], sort=False).transform("first")
    there = latest.loc[sheets == main, "customer_id"]
    return pd.Series(there.index, there.to_numpy()).groupby(level=0, sort=False).min()


def _told(customers: Table, gone: Sequence[int]) -> list[Finding]:
    places = pd.Series([customers.place(row)[0] for row in gone], dtype=object)
    return [
        Finding(
            "hint",
            "rows_joined",
            str(sheet),
            0,
            "",
            "",
            "",
            Text(
                f"有 {count} 行是别的行里已有的客户，合在一起看",
                f"{count} rows are of customers that other rows have too; they are taken together",
            ),
            Text(
                "等级和日期写在每位客户的一行里",
                "Tier and date stand in one row of each customer",
            ),
        )
        for sheet, count in places.value_counts().items()
    ]
