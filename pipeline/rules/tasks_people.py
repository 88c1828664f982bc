"""Introductions: the same person introduced a second time is warned about, before two sellers call."""

import re
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pandas as pd

from schemas.identity import phone_key, text_key
from schemas.texts import Lang, Text

_SEVERAL: Final = re.compile(r"[、,，;；/／&+]|\s+和\s+|\s+and\s+")

_AGAIN: Final = Text(
    "再次介绍：与 {first} 是同一人（{by}相同），已由 {introducers} 介绍过；请先核对，不要重复联系",
    "introduced again: the same person as {first} (same {by}), already introduced by {introducers}; check first, do not call twice",
)
_TWO_NAMES: Final = Text(
    "由 {introducers} 先后介绍；请核对谁先介绍，并逐一致谢",
    "introduced by {introducers}: check who introduced first, and thank everybody",
)
_BY: Final = {
    "phone": Text("电话", "phone"),
    "email": Text("邮箱", "e-mail"),
    "wechat": Text("微信", "WeChat"),
    "person": Text("姓名和公司", "name and company"),
}


def second_introductions(customers: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Find persons who were introduced more than once.

    Takes:   customer_id, name; introducer, phone, email, wechat, contact_person where the sheet has them.
    Returns: row (Excel), reason; one line a customer: every later row of a person introduced before, and rows that name
             several introducers. "Later" goes by customer id, so that the order of rows does not matter.
    Raises:  nothing.
    Source:  methods.md §11.
    """
    none = pd.DataFrame({"row": pd.Series(dtype="int64"), "reason": pd.Series(dtype=object)})
    if "introducer" not in customers:
        return none
    introduced = customers.loc[customers["introducer"].notna()]
    if introduced.empty:
        return none
    found = {int(row): _name_two(names, lang) for row, names in _several(introduced["introducer"])}
    for by, keys in _identities(introduced):
        for row, first, earlier in _repeats(introduced, keys):
            known = introduced["introducer"].loc[earlier].tolist()
            told = _AGAIN.fill(
                first=_who(introduced, first), by=_BY[by], introducers=_list(known, lang)
            )
            found.setdefault(row, told.pick(lang))
    rows = sorted(found)
    return pd.DataFrame(
        {"row": np.array(rows, dtype=np.int64), "reason": [found[row] for row in rows]}
    )


def _several(column: "pd.Series[Any]") -> Iterable[tuple[int, list[str]]]:
    for row, text in column.items():
        names = list(
            dict.fromkeys(part.strip() for part in _SEVERAL.split(str(text)) if part.strip())
        )
        if len(names) > 1:
            yield int(str(row)), names


def _name_two(names: list[str], lang: Lang) -> str:
    return _TWO_NAMES.fill(introducers=_list(names, lang)).pick(lang)


def _list(names: Iterable[object], lang: Lang) -> str:
    return ("、" if lang == "zh" else ", ").join(dict.fromkeys(str(name).strip() for name in names))


def _identities(people: pd.DataFrame) -> Iterable[tuple[str, "pd.Series[Any]"]]:
    """Give, one after the other, the keys by which two rows are the same person; "" = this key says nothing."""
    for by in ("phone", "email", "wechat"):
        if by in people:
            yield by, people[by].map(phone_key if by == "phone" else text_key)
    company = people["name"].map(text_key)
    person = (
        people["contact_person"].map(text_key)
        if "contact_person" in people
        else pd.Series("", index=people.index)
    )
    yield "person", (company + "|" + person).where(company != "", "")


def _repeats(people: pd.DataFrame, keys: "pd.Series[Any]") -> Iterable[tuple[int, int, list[int]]]:
    """Give each later row of a person with the first row and all earlier ones, by customer id."""
    known = keys[(keys != "") & keys.duplicated(keep=False)]
    if known.empty:
        return
    order = people["customer_id"].loc[known.index].astype(str).sort_values(kind="stable").index
    for _, group in known.loc[order].groupby(known.loc[order], sort=False):
        rows = [int(row) for row in group.index]
        for place in range(1, len(rows)):
            yield rows[place], rows[0], rows[:place]


def _who(people: pd.DataFrame, row: int) -> str:
    return " ".join(str(people.at[row, key]) for key in ("customer_id", "name"))
