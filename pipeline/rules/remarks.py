"""WeChat remarks 城市/姓名/行业/电话/生日: written for every customer, read back from a phone; labels; batches of five."""

import re
from collections.abc import Collection
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from pipeline.rules.frames import Whole, coded, customer_codes, days, flags, table
from schemas import results as r

BATCH: Final = 5  # methods.md §5: in batches of five, newest customers first
PARTS: Final = ("city", "name", "industry", "phone", "birthday")
_SLASH: Final = re.compile(r"\s*[/／]\s*")
_PHONE: Final = re.compile(r"\+?[\d\-\s()（）]{7,}")
_DIGITS: Final = 7
_LUNAR: Final = r"[闰正一二三四五六七八九十冬腊]+月[初一二三四五六七八九十廿卅]+"
_BIRTHDAY: Final = re.compile(
    rf"(?:农历|公历|农|公)?\s*(?:\d{{4}}[-.年])?\d{{1,2}}[-.月]\d{{1,2}}日?|(?:农历|农)\s*{_LUNAR}|{_LUNAR}"
)
_BETWEEN_LABELS: Final = re.compile(r"[、,，;；|/／\n]+")
_NAMES: Final = ("contact_person", "name", "wechat")


class Remark(NamedTuple):
    """The parts of a remark; "" = not there. name: a full name, or the nickname or surname that stands in for it."""

    city: str = ""
    name: str = ""
    industry: str = ""
    phone: str = ""
    birthday: str = ""

    def __str__(self) -> str:
        """Write the remark; empty parts are dropped, a slash inside a part becomes a dash."""
        return "/".join(_SLASH.sub("-", part.strip()) for part in self if part.strip())


def parse_remark(
    text: str, cities: Collection[str] = (), industries: Collection[str] = ()
) -> Remark:
    """Read a remark.

    Takes:   the remark; the cities and industries that the team knows, which tell parts apart where some were dropped.
    Returns: its parts. Phone and birthday are told by their look, wherever they stand. Of the rest three are city, name
             and industry; of two the known city or industry decides, else they are city and name; one alone is the name.
             What comes beyond that stays with the industry: nothing is lost.
    Raises:  nothing.
    Source:  methods.md §5 [S1].
    """
    found = {"phone": "", "birthday": ""}
    rest: list[str] = []
    for part in (part for part in _SLASH.split(text.strip()) if part):
        kind = _kind(part)
        if kind and not found[kind]:
            found[kind] = part
        else:
            rest.append(part)
    return Remark(*_city_name_industry(rest, cities, industries), found["phone"], found["birthday"])


def _kind(part: str) -> str:
    if _BIRTHDAY.fullmatch(part):
        return "birthday"
    return "phone" if _PHONE.fullmatch(part) and sum(c.isdigit() for c in part) >= _DIGITS else ""


def _city_name_industry(
    rest: list[str], cities: Collection[str], industries: Collection[str]
) -> tuple[str, str, str]:
    if len(rest) < 2:  # noqa: PLR2004 -- one part alone
        return "", rest[0] if rest else "", ""
    if len(rest) > 2:  # noqa: PLR2004 -- all three, and more
        return rest[0], rest[1], "-".join(rest[2:])
    first, second = rest
    if first not in cities and second in industries:
        return "", first, second
    return first, second, ""


def remarks(customers: pd.DataFrame) -> list[str]:
    """Write each customer's remark.

    Takes:   city, contact_person (else name, else the WeChat id as nickname), industry, phone, birthday; any may be
             absent.
    Returns: one text a row.
    Raises:  nothing.
    Source:  methods.md §5 [S1].
    """
    names = _texts(customers, _NAMES[0])
    for key in _NAMES[1:]:
        names = [name or other for name, other in zip(names, _texts(customers, key), strict=True)]
    parts = [_texts(customers, "city"), names, *(_texts(customers, key) for key in PARTS[2:])]
    return [str(Remark(*row)) for row in zip(*parts, strict=True)]


def _texts(customers: pd.DataFrame, key: str) -> list[str]:
    if key not in customers:
        return [""] * len(customers)
    return [_text(value) for value in customers[key].tolist()]


def _text(value: Any) -> str:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 -- NaN
        return ""
    return value.strftime("%Y-%m-%d") if hasattr(value, "strftime") else str(value).strip()


def labels(cell: object) -> tuple[str, ...]:
    """Give the labels of one cell, in the order typed, each once: a person may have many."""
    return tuple(
        dict.fromkeys(part.strip() for part in _BETWEEN_LABELS.split(_text(cell)) if part.strip())
    )


def batches(customers: pd.DataFrame, orders: pd.DataFrame | None, size: int = BATCH) -> Whole:
    """Number each seller's batches from 1, newest customers first.

    Takes:   seller; orders: a customer is as new as the first order; without orders, as low in the sheet.
    Returns: the batch of each row.
    Raises:  nothing.
    Source:  methods.md §5 [S1].
    """
    seller = coded(customers, "seller").codes
    newest = -_first_order(customers, orders)
    order = np.lexsort((-np.asarray(customers.index, dtype=np.int64), newest, seller))
    in_order = seller[order]
    starts = np.searchsorted(in_order, in_order)
    batch = np.empty(len(order), dtype=np.int64)
    batch[order] = (np.arange(len(order)) - starts) // size + 1
    return batch


def _first_order(customers: pd.DataFrame, orders: pd.DataFrame | None) -> Whole:
    frame = table({} if orders is None else {"orders": orders}, "orders")
    ids = pd.Index(customers["customer_id"].to_numpy(dtype=object), dtype=object)
    none = np.iinfo(np.int32).min
    first = np.full(len(ids), np.iinfo(np.int64).max)
    owners = (
        customer_codes(frame, ids) if ids.is_unique else np.full(len(frame), -1, dtype=np.int64)
    )
    when = days(frame, "date")
    valid = (owners >= 0) & ~np.isnat(when)
    np.minimum.at(first, owners[valid], when[valid].astype(np.int64))
    return np.where(first == np.iinfo(np.int64).max, none, first)


def remark_rows(
    customers: pd.DataFrame, graded: pd.DataFrame, orders: pd.DataFrame | None, size: int
) -> pd.DataFrame:
    """Give the list of remarks: seller, batch, customer id, name, remark, labels, tier; by seller and batch.

    Whoever is paused, archived or not to be disturbed is left out.
    """
    rows = customers.loc[graded.index]
    status = coded(rows, "status")
    wanted = ~(
        status.rows_of("paused") | status.rows_of("archived") | flags(rows, "do_not_disturb")
    )
    rows = rows.loc[wanted]
    listed = pd.DataFrame(
        {
            "seller": _texts(rows, "seller"),
            "batch": batches(rows, orders, size),
            "customer_id": _texts(rows, "customer_id"),
            "name": _texts(rows, "name"),
            "remark": remarks(rows),
            "labels": ["、".join(labels(cell)) for cell in _texts(rows, "labels")],
            "tier": graded[r.TIER_LABEL].loc[wanted].tolist(),
        }
    )
    return listed.sort_values(["seller", "batch", "customer_id"], kind="stable", ignore_index=True)
