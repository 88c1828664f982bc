"""Columns of the customer sheet that the program fills."""

from schemas.columns.model import Column, column


def grade_columns(method: str, zh: str, en: str) -> tuple[Column, Column]:
    """Declare the columns that a secondary method fills: its grade, and why."""
    return (
        column(
            f"{method}_grade",
            f"{zh}等级",
            f"{en} grade",
            "text",
            f"{zh}方法下的等级（程序填写）",
            f"grade under the {en} method (filled by the program)",
            written=True,
            method=method,
        ),
        column(
            f"{method}_grade_reason",
            f"{zh}等级说明",
            f"{en} grade reason",
            "text",
            f"为什么是这个{zh}等级（程序填写）",
            f"why this {en} grade (filled by the program)",
            written=True,
            method=method,
        ),
    )


WRITTEN_COLUMNS = (
    column(
        "tier",
        "等级",
        "Tier",
        "text",
        "本方法下的等级(程序填写)",
        "tier (filled by the program)",
        written=True,
    ),
    column(
        "tier_reason",
        "等级说明",
        "Tier reason",
        "text",
        "为什么是这个等级(程序填写)",
        "why this tier (filled by the program)",
        written=True,
    ),
    column(
        "next_due",
        "下次跟进",
        "Next due",
        "date",
        "下次跟进日期(程序填写)",
        "day of the next touch (filled by the program)",
        "Next Follow-up",
        written=True,
    ),
    column(
        "due_reason",
        "到期说明",
        "Due reason",
        "text",
        "为什么是这天(程序填写)",
        "why this day (filled by the program)",
        written=True,
    ),
    column(
        "completeness",
        "完整度",
        "Completeness",
        "number",
        "档案完整度 0–100(程序填写)",
        "completeness of the file, 0 to 100 (filled by the program)",
        unit="%",
        written=True,
    ),
    *grade_columns("trade", "外贸", "Trade"),
    *grade_columns("abc", "三要素", "ABC"),
    *grade_columns("prospect", "保险", "Prospect"),
    *grade_columns("retail", "消费", "Retail"),
    *grade_columns("wechat", "微信", "WeChat"),
)
