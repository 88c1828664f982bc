"""Customer files by seller: how many each keeps, and how full they are; ranked by both."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from reports.figures.summary import Summary
from reports.sections.base import Section
from reports.words.values import plain_number
from reports.words.wording import NO_SELLER
from schemas.texts import Text

_NOBODY: Final = Text("还没有可以补的档案。", "There are no files to complete yet.")
_FILL: Final = Text(
    "{seller} 的档案最不完整（平均 {score} 分）：下次跟进时每位客户补一两项。",
    "{seller}'s files are the least complete ({score} on average): add a fact or two at each touch.",
)


def _build(summary: Summary) -> Mapping[str, Any]:
    """Rank the sellers.

    Source: methods.md §9 [S4]: by quantity, the files kept, and by quality, their average completeness.
    """
    sellers = summary.sellers.loc[summary.sellers["customers"] > 0]
    ranked = sellers.assign(
        quantity=sellers["customers"].rank(ascending=False, method="min").astype(int),
        quality=sellers["completeness"]
        .rank(ascending=False, method="min")
        .fillna(len(sellers))
        .astype(int),
    ).sort_values(["quality", "quantity"], kind="stable")
    rows = [
        {
            **numbers,
            "name": name or NO_SELLER.pick(summary.report.lang),
            "known": not pd.isna(numbers["completeness"]),
        }
        for name, numbers in zip(ranked.index, ranked.to_dict("records"), strict=True)
    ]
    return {"rows": rows}


def _todo(summary: Summary) -> Text:
    scores = summary.sellers.loc[summary.sellers["customers"] > 0, "completeness"].dropna()
    if scores.empty:
        return _NOBODY
    return _FILL.fill(seller=str(scores.idxmin()) or NO_SELLER, score=plain_number(scores.min()))


SECTION: Final = Section(
    "files",
    Text("客户档案：数量与质量", "Customer files: quantity and quality"),
    _build,
    "files.html.j2",
    _todo,
)
