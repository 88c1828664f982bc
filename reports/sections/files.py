"""Customer files by seller: how many each keeps, and how full they are; ranked by both."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from reports.sections.base import Section
from reports.summary import Summary
from reports.wording import NO_SELLER
from schemas.texts import Text


def _build(summary: Summary) -> Mapping[str, Any]:
    """Rank the sellers.

    Source: methods.md §9 [S4]: by quantity, the files kept, and by quality, their average completeness.
    """
    sellers = summary.sellers.loc[summary.sellers["customers"] > 0]
    ranked = sellers.assign(
        quantity=sellers["customers"].rank(ascending=False, method="min").astype(int),
        quality=sellers["completeness"].rank(ascending=False, method="min").fillna(len(sellers)).astype(int),
    ).sort_values(["quality", "quantity"], kind="stable")
    rows = [
        {**numbers, "name": name or NO_SELLER.pick(summary.report.lang), "known": not pd.isna(numbers["completeness"])}
        for name, numbers in zip(ranked.index, ranked.to_dict("records"), strict=True)
    ]
    return {"rows": rows}


SECTION: Final = Section(
    "files", Text("客户档案：数量与质量", "Customer files: quantity and quality"), _build, "files.html.j2"
)
