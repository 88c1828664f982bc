"""By what customers are told apart, and how the rows of the other sheets find theirs."""

from dataclasses import replace
from typing import Any, Final

import pandas as pd

from schemas.columns import CUSTOMERS
from schemas.findings import Finding
from schemas.tables import Table
from schemas.texts import Text
from schemas.values import plain

_SHORTEST: Final = 2
"""A shorter piece of a name finds nobody."""
_BETWEEN: Final = " / "


def with_keys(customers: Table) -> Table:
    """Give each customer a key where the sheet has no numbers: the name, and behind it what first tells equal ones apart.

    Returns: the table with `customer_id` in its frame; a number that the team has stays. Where contacts are named beside
             the customers, rows of one name have one key: they are its contacts.
    """
    frame = customers.frame
    if "customer_id" in frame:
        return customers
    keys = frame["name"].map(plain, na_action="ignore")
    if "contact_person" in frame and frame["contact_person"].notna().any():
        return customers.with_frame(frame.assign(customer_id=keys))
    for column in CUSTOMERS.told_by_all:
        if column == "name":
            continue
        twice = keys.notna() & keys.duplicated(keep=False)
        if not twice.any() or column not in frame:
            continue
        more = frame.loc[twice, column]
        told = more.dropna()
        keys = keys.copy()
        keys.loc[told.index] = keys.loc[told.index] + _BETWEEN + told.map(plain)
    return customers.with_frame(frame.assign(customer_id=keys))


def joined(table: Table, customers: Table) -> tuple[Table, list[Finding]]:
    """Find the customer of each row of another sheet: by number, else by name.

    Returns: the table with `customer_id` in its frame; a name that is nobody's stands there as it is. A finding for each
             row whose name several customers have.
    """
    frame = table.frame
    names = frame.get("customer_name")
    if names is None:
        if "customer_id" in frame:
            return _with_ids(table, _without_zeros(frame["customer_id"], customers)), []
        return table, []
    ids = frame.get("customer_id", pd.Series(None, index=frame.index, dtype=object))
    blank = ids.isna() & names.notna()
    index = _Names(customers)
    found = {name: index.find(plain(name)) for name in names[blank].unique()}
    filled = ids.copy()
    filled.loc[blank] = [
        keys[0] if len(keys := found[name]) == 1 else None if keys else plain(name)
        for name in names[blank]
    ]
    findings = [
        _ambiguous(table, row, found[name])
        for row, name in zip(names.index[blank].tolist(), names[blank], strict=True)
        if len(found[name]) > 1
    ]
    return _with_ids(table, _without_zeros(filled, customers)), findings


def is_named(name: str, customers: Table) -> bool:
    """Tell whether a text, such as the name of a sheet, names a customer."""
    return bool(_Names(customers).find(name))


def of_the_sheets_customer(table: Table) -> Table:
    """Give the rows of a sheet that names no customer in them the one that the sheet is called after."""
    if "customer_name" not in table.sheet.keys or {"customer_id", "customer_name"} & {*table.frame}:
        return table
    return replace(table, frame=table.frame.assign(customer_name=table.name))


def _with_ids(table: Table, ids: "pd.Series[Any]") -> Table:
    return replace(table, frame=table.frame.assign(customer_id=ids))


def _without_zeros(ids: "pd.Series[Any]", customers: Table) -> "pd.Series[Any]":
    """Find 001 and 1 for each other where only one customer can be meant: Excel shows the one for the other."""
    known = customers.frame["customer_id"].dropna()
    strange = ~ids.isin(known) & ids.notna()
    if not strange.any():
        return ids
    bare = known.astype(str).str.lstrip("0")
    single = bare[~bare.duplicated(keep=False)]
    by_bare = dict(zip(single, known[single.index], strict=True))
    mended = ids.copy()
    mended.loc[strange] = [by_bare.get(str(key).lstrip("0"), key) for key in ids[strange]]
    return mended


class _Names:
    """The customers by their names."""

    def __init__(self, customers: Table) -> None:
        frame = customers.frame
        self._keys: dict[str, list[str]] = {}
        if "name" in frame:
            for name, key in zip(frame["name"], frame["customer_id"], strict=True):
                if isinstance(name, str) and isinstance(key, str):
                    self._keys.setdefault(_folded(name), []).append(key)

    def find(self, name: str) -> list[str]:
        """Give the keys of the customers that a name means: of that very name, else of the only one that holds it."""
        folded = _folded(name)
        if folded in self._keys or len(folded) < _SHORTEST:
            return self._keys.get(folded, [])
        holding = [known for known in self._keys if folded in known or known in folded]
        return self._keys[holding[0]] if len(holding) == 1 else []


def _folded(name: str) -> str:
    return "".join(plain(name).lower().split())


def _ambiguous(table: Table, row: int, keys: list[str]) -> Finding:
    sheet, at = table.place(row)
    part = table.part_of(row)
    return Finding(
        "warning",
        "customer_ambiguous",
        sheet,
        at,
        part.letters("customer_name"),
        part.header_text("customer_name"),
        table.cell_text(row, "customer_name"),
        Text("有几位客户叫这个名字：{keys}", "several customers have this name: {keys}").fill(
            keys="、".join(keys)
        ),
        Text("请写明是哪一位，如加上联系人", "Say which one, such as by the contact's name"),
    )
