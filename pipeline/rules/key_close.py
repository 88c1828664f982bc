"""The weekly close of the key accounts: rates, reasons, deal cycle; and whether effort follows revenue."""

import datetime as dt
from typing import Any, Final

import numpy as np
import pandas as pd

from pipeline.rules.frames import Floats, customer_codes
from schemas import results as r

TOP: Final = 0.2  # methods.md §6: 80/20, the top 20 %
_YEAR_MONTHS: Final = 12
_ROUNDING: Final = 1e-9
_SUNDAY: Final = pd.Timedelta(days=6)


def close_weeks(
    submissions: pd.DataFrame, contacts: pd.DataFrame | None, orders: pd.DataFrame | None
) -> pd.DataFrame:
    """Close the submissions week by week.

    Takes:   submissions as from key_accounts.read_submissions; the log and the orders where there are any.
    Returns: r.CLOSE_COLUMNS, index = Monday of the week, oldest first.
    Raises:  nothing.
    Source:  methods.md §6 [S1].
    """
    return _close(_with_cycles(submissions, contacts, orders), "monday")


def close_sellers(
    submissions: pd.DataFrame,
    contacts: pd.DataFrame | None,
    orders: pd.DataFrame | None,
    monday: dt.date,
) -> pd.DataFrame:
    """Close one week seller by seller; r.CLOSE_COLUMNS, index = seller. Who submitted nothing has no row."""
    of_week = submissions.loc[submissions["monday"] == pd.Timestamp(monday)]
    return _close(_with_cycles(of_week, contacts, orders), "seller")


def _close(submissions: pd.DataFrame, by: str) -> pd.DataFrame:
    groups = submissions.groupby(by, sort=True)
    outcome = submissions["outcome"]
    closed = pd.DataFrame({"submitted": groups.size()})
    for code in ("won", "lost"):
        closed[code] = (outcome == code).groupby(submissions[by]).sum()
    closed["open"] = closed["submitted"] - closed["won"] - closed["lost"]
    decided = closed["won"] + closed["lost"]
    for name, count in (("close_rate", "won"), ("loss_rate", "lost")):
        closed[name] = _share(closed[count], closed["submitted"])
        closed[f"{name}_of_decided"] = _share(closed[count], decided)
    closed["cycle_median"] = groups["cycle"].median()
    closed["cycle_mean"] = groups["cycle"].mean()
    return closed.reindex(columns=list(r.CLOSE_COLUMNS))


def _share(part: "pd.Series[Any]", whole: "pd.Series[Any]") -> "pd.Series[Any]":
    """Give part of whole; of nothing there is no share: NaN, never 0."""
    return part.astype(float) / whole.astype(float).where(whole > 0)


def _with_cycles(
    submissions: pd.DataFrame, contacts: pd.DataFrame | None, orders: pd.DataFrame | None
) -> pd.DataFrame:
    """Add `cycle`: days from the first logged contact to the close of a won deal.

    The sheet has no day for the close: it is the customer's last order in that week, else the week's Sunday.
    """
    sunday = submissions["monday"] + _SUNDAY
    closed_on = _last_order(submissions, orders).fillna(sunday)
    first = _first_touch(submissions, contacts)
    cycle = (closed_on - first).dt.days.astype(float)
    is_known = (submissions["outcome"] == "won") & first.notna() & (cycle >= 0)
    return submissions.assign(cycle=cycle.where(is_known))


def _first_touch(submissions: pd.DataFrame, contacts: pd.DataFrame | None) -> "pd.Series[Any]":
    if contacts is None or contacts.empty:
        return pd.Series(pd.NaT, index=submissions.index, dtype="datetime64[s]")
    first = contacts.groupby("customer_id")["date"].min()
    return submissions["customer_id"].map(first).astype("datetime64[s]")


def _last_order(submissions: pd.DataFrame, orders: pd.DataFrame | None) -> "pd.Series[Any]":
    none = pd.Series(pd.NaT, index=submissions.index, dtype="datetime64[s]")
    if orders is None or orders.empty or submissions.empty:
        return none
    days = orders[["customer_id", "date"]].dropna()
    monday = days["date"].dt.floor("D") - pd.to_timedelta(days["date"].dt.day_of_week, unit="D")
    newest = days["date"].groupby([days["customer_id"], monday]).max()
    wanted = pd.MultiIndex.from_arrays([submissions["customer_id"], submissions["monday"]])
    found = newest.reindex(wanted)
    return pd.Series(found.to_numpy(), index=submissions.index).astype("datetime64[s]")


def outcome_reasons(submissions: pd.DataFrame, monday: dt.date) -> pd.DataFrame:
    """Count the reasons of a week's wins and losses: outcome, reason, count; the most frequent first."""
    of_week = submissions.loc[submissions["monday"] == pd.Timestamp(monday)]
    told = of_week.loc[of_week["outcome"].isin(("won", "lost"))].assign(
        reason=of_week["reason"].fillna("").astype(str).str.strip()
    )
    counts = told.groupby(["outcome", "reason"], sort=True).size().rename("count").reset_index()
    counts["rank"] = counts["outcome"].map({"won": 0, "lost": 1})
    return counts.sort_values(["rank", "count", "reason"], ascending=[True, False, True]).drop(
        columns="rank"
    )


def effort_against_revenue(
    customers: pd.DataFrame,
    contacts: pd.DataFrame | None,
    orders: pd.DataFrame | None,
    as_of: dt.date,
) -> pd.DataFrame:
    """Hold the effort spent on the top fifth of the customers against their share of the revenue.

    Takes:   customer_id, seller; date, minutes of the log; date, amount, currency of the orders: the last 12 months of
             both. Effort is minutes where every touch has them, else touches.
    Returns: r.EFFORT_COLUMNS, the team ("") first; the top 20 % of the customers with revenue, rounded up. Amounts in
             different currencies are not added up: the currency of most orders counts. NaN where there is nothing.
    Raises:  nothing.
    Source:  methods.md §6 [S1].
    """
    ids, first = np.unique(customers["customer_id"].to_numpy(dtype=str), return_index=True)
    frame = pd.DataFrame({"customer_id": ids, "seller": _sellers(customers)[first]})
    known: pd.Index[Any] = pd.Index(ids, dtype=object)
    frame["revenue"] = _by_customer(_one_currency(_of_year(orders, as_of)), "amount", known)
    frame["effort"] = _by_customer(_of_year(contacts, as_of), "minutes", known)
    rows = [_effort_row("", frame)]
    rows += [
        _effort_row(str(seller), group)
        for seller, group in frame.groupby("seller", sort=True)
        if seller
    ]
    return pd.DataFrame(rows, columns=list(r.EFFORT_COLUMNS))


def _sellers(customers: pd.DataFrame) -> "np.typing.NDArray[np.object_]":
    if "seller" not in customers:
        return np.full(len(customers), "", dtype=object)
    return customers["seller"].fillna("").to_numpy(dtype=object)


def _of_year(rows: pd.DataFrame | None, as_of: dt.date) -> pd.DataFrame:
    if rows is None or rows.empty:
        return pd.DataFrame({"customer_id": [], "date": []})
    start = pd.Timestamp(as_of) - pd.DateOffset(months=_YEAR_MONTHS)
    return rows.loc[(rows["date"] > start) & (rows["date"] <= pd.Timestamp(as_of))]


def _by_customer(rows: pd.DataFrame, key: str, ids: "pd.Index[Any]") -> Floats:
    """Add up one number by customer. Orders without an amount are worth nothing; touches without minutes each count 1."""
    owner = customer_codes(rows, ids)
    if key == "amount":
        numbers = rows[key].fillna(0) if key in rows else pd.Series(0.0, index=rows.index)
    else:
        has_all = key in rows and bool(rows[key].notna().all())
        numbers = rows[key] if has_all else pd.Series(1.0, index=rows.index)
    known = owner >= 0
    return np.bincount(
        owner[known], numbers.to_numpy(dtype=float)[known], minlength=len(ids)
    ).astype(np.float64)


def _one_currency(orders: pd.DataFrame) -> pd.DataFrame:
    if "currency" not in orders or orders.empty:
        return orders
    currency = (
        orders["currency"].fillna("CNY").astype(str).str.strip().str.upper().replace("", "CNY")
    )
    return orders.loc[currency == currency.mode().iloc[0]]


def _effort_row(seller: str, customers: pd.DataFrame) -> tuple[str, int, int, float, float]:
    paying = customers.loc[customers["revenue"] > 0]
    count = int(np.ceil(TOP * len(paying) - _ROUNDING))
    top = paying.sort_values(["revenue", "customer_id"], ascending=[False, True]).head(count)
    effort, revenue = float(customers["effort"].sum()), float(paying["revenue"].sum())
    return (
        seller,
        len(customers),
        count,
        float(top["effort"].sum()) / effort if effort and count else float("nan"),
        float(top["revenue"].sum()) / revenue if revenue else float("nan"),
    )
