"""The sheets that the program writes beside the team's own."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.texts import Text

OWNED_SHEETS: Mapping[str, Text] = MappingProxyType(
    {
        "due": Text("本周跟进", "Due this week"),
        "moves": Text("等级变动", "Tier moves"),
        "findings": Text("数据问题", "Data issues"),
        "overview": Text("汇总", "Overview"),
        "touches": Text("触达日历", "Touch calendar"),
        "nominations": Text("重点提名", "Key account proposals"),
        "imports": Text("导入记录", "Import log"),
        "review": Text("待复核", "To review"),
        "quarantine": Text("隔离", "Quarantine"),
        "memory": Text("_followup", "_followup"),
    }
)
