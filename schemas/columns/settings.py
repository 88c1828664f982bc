"""The sheet of numbers that a team sets for its policy."""

from schemas.columns.model import Column, Sheet
from schemas.texts import Text

SETTINGS = Sheet(
    "settings",
    "设置",
    "Settings",
    Text("一个数字", "one number"),
    (
        Column(
            "setting",
            "项目",
            "Key",
            "text",
            Text(
                "规则里的数字，如 等级.E.周期.月",
                "a number of the policy, such as tiers.E.cadence.months",
            ),
            "设置项|键|Setting",
            required=True,
        ),
        Column(
            "value",
            "值",
            "Value",
            "text",
            Text("本团队用的值", "the value that this team uses"),
            "数值|设定值",
            required=True,
        ),
        Column("note", "说明", "Note", "text", Text("为什么这样定", "why"), "备注|Remark"),
    ),
    ("规则设置", "Policy settings"),
    needs=(("setting",), ("value",)),
)
