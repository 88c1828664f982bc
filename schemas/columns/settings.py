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
            width=34,
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
        Column(
            "pack_value",
            "方法原值",
            "Method's value",
            "text",
            Text(
                "方法自带的数，“值”空白时用它", "the method's own number, used where Value is blank"
            ),
            width=14,
        ),
        Column(
            "meaning",
            "含义",
            "Meaning",
            "text",
            Text("这个数字管什么", "what the number decides"),
            width=60,
        ),
        Column(
            "note",
            "说明",
            "Note",
            "text",
            Text("为什么这样定；出处", "why, or where it comes from"),
            "备注|Remark",
            width=50,
        ),
    ),
    ("规则设置", "Policy settings"),
    needs=(("setting",), ("value",)),
)
