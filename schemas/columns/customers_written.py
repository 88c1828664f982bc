"""Columns of the customer sheet that the program fills."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas import results as r
from schemas.columns.model import Column
from schemas.texts import Text

_LETTER_WIDTH: Final = 7
_WHY_WIDTH: Final = 34

SHIPPED_LABELS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "trade": Text("外贸", "Trade"),
        "abc": Text("三要素", "ABC"),
        "prospect": Text("保险", "Prospect"),
        "retail": Text("消费", "Retail"),
        "wechat": Text("微信", "WeChat"),
    }
)
"""Pack that comes with the program → its label: by it a grade of an earlier run is known when the pack is not loaded."""


def grade_columns(pack: str, label: Text) -> tuple[Column, Column]:
    """Declare the columns that a secondary method fills: its grade, and why.

    Takes: the method's pack and its short name.
    """
    why = r.grade_reason_column(pack)
    return (
        Column(
            r.grade_column(pack),
            f"{label.zh}等级",
            f"{label.en} grade",
            "text",
            Text(
                f"{label.zh}方法下的等级（程序填写）",
                f"grade under the {label.en} method (filled by the program)",
            ),
            width=_LETTER_WIDTH,
            written=True,
            method=pack,
            reason=why,
        ),
        Column(
            why,
            f"{label.zh}等级说明",
            f"{label.en} grade reason",
            "text",
            Text(
                f"为什么是这个{label.zh}等级（程序填写）",
                f"why this {label.en} grade (filled by the program)",
            ),
            width=_WHY_WIDTH,
            written=True,
            method=pack,
            reason=why,
        ),
    )


WRITTEN_COLUMNS = (
    Column(
        r.TIER,
        "等级",
        "Tier",
        "text",
        Text("本方法下的等级(程序填写)", "tier (filled by the program)"),
        width=_LETTER_WIDTH,
        written=True,
        reason=r.TIER_REASON,
    ),
    Column(
        r.TIER_REASON,
        "等级说明",
        "Tier reason",
        "text",
        Text("为什么是这个等级(程序填写)", "why this tier (filled by the program)"),
        width=_WHY_WIDTH,
        written=True,
        reason=r.TIER_REASON,
    ),
    Column(
        r.NEXT_DUE,
        "下次跟进",
        "Next due",
        "date",
        Text("下次跟进日期(程序填写)", "day of the next touch (filled by the program)"),
        "Next Follow-up",
        width=12,
        written=True,
        reason=r.DUE_REASON,
    ),
    Column(
        r.DUE_REASON,
        "到期说明",
        "Due reason",
        "text",
        Text("为什么是这天(程序填写)", "why this day (filled by the program)"),
        width=46,
        written=True,
        reason=r.DUE_REASON,
    ),
    Column(
        r.COMPLETENESS,
        "完整度",
        "Completeness",
        "number",
        Text(
            "档案完整度 0–100(程序填写)",
            "completeness of the file, 0 to 100 (filled by the program)",
        ),
        unit="%",
        width=8,
        written=True,
        why=Text(
            "按档案资料：硬性 20%，软性 80%",
            "from the customer's file: hard facts 20 %, soft facts 80 %",
        ),
    ),
    *(column for pack, label in SHIPPED_LABELS.items() for column in grade_columns(pack, label)),
)
