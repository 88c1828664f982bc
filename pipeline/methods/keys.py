"""The names of a policy's numbers in Chinese, so that a sales manager can type them: 等级.E.周期.月."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas.texts import Lang

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "policy": "方法",
        "or": "另有",
        "tiers": "等级",
        "cadence": "周期",
        "months": "月",
        "days": "天",
        "earliest_days": "最早天数",
        "minutes": "用时",
        "a_touch": "每次分钟",
        "a_year": "每年分钟",
        "tolerance": "浮动",
        "working_days": "工作日",
        "order_rhythm": "下单节奏",
        "orders_at_least": "最少订单",
        "monthly_up_to_days": "每月跟进上限天数",
        "touches_before_days": "提前天数",
        "longest_silence_months": "最长不联系月数",
        "samples": "样单",
        "minutes_a_sample": "每单分钟",
        "confirmed": "确认后",
        "received": "签收后",
        "gaps": "间隔",
        "checks": "核对",
        "unanswered_mails": "未回邮件数",
        "completeness": "完整度",
        "hard": "硬性",
        "soft": "软性",
        "pile": "待定堆",
        "share": "份数",
        "least": "至少",
        "neglect": "久未联系",
        "batches": "批次",
        "size": "每批人数",
        "key_accounts": "重点客户",
        "groups": "组数",
        "first_intent": "最高意向",
        "measures": "指标",
        "spend": "消费",
        "within_days": "最近天数",
        "middle": "中间空档",
        "gap_policy": "归入",
        "follows_samples": "按样单步骤",
        "when": "条件",
        "any_of": "任一",
        "at_least": "不低于",
        "above": "高于",
        "at_most": "不高于",
        "below": "低于",
        "between": "介于",
        "needs_plan": "先写计划",
        "may_be_switched_off": "可停跟",
    }
)
"""Word of a key → its Chinese name. A tier keeps its letter in both."""

_KEYS: Final[Mapping[str, str]] = MappingProxyType({name: word for word, name in WORDS.items()})


def policy_key(typed: str) -> str:
    """Give the key of a number as the packs write it; what is no Chinese name stays as it is."""
    return ".".join(
        _KEYS.get(part.strip(), part.strip()) for part in typed.replace("。", ".").split(".")
    )


def key_name(key: str, lang: Lang) -> str:
    """Give a key as a person types it."""
    return ".".join(WORDS.get(part, part) for part in key.split(".")) if lang == "zh" else key
