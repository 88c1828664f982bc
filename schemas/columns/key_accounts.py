"""The sheet on which the week's key accounts are submitted."""

from schemas.columns.choices import OUTCOMES
from schemas.columns.keys import CUSTOMER_NAME
from schemas.columns.looks import ID_LOOK, NAME_LOOK
from schemas.columns.model import Column, Sheet
from schemas.texts import Text

KEY_ACCOUNTS = Sheet(
    "key_accounts",
    "重点客户",
    "Key accounts",
    Text("一次提报", "one submission"),
    (
        Column(
            "week",
            "周",
            "Week",
            "text",
            Text("提报的周，如 2026-W48", "week of the submission, such as 2026-W48"),
            "周次",
            required=True,
            steers=True,
            kept=True,
        ),
        Column(
            "seller",
            "负责人",
            "Seller",
            "text",
            Text("提报人", "who submits"),
            "业务员|提报人|Owner",
            required=True,
            steers=True,
            kept=True,
            look=NAME_LOOK,
        ),
        Column(
            "customer_id",
            "客户编号",
            "Customer ID",
            "id",
            Text("客户的编号", "the customer's id"),
            "客户ID|客户号|编号|Client ID",
            required=True,
            steers=True,
            look=ID_LOOK,
        ),
        CUSTOMER_NAME,
        Column(
            "group",
            "组",
            "Group",
            "text",
            Text("G1 或 G2", "G1 or G2"),
            "组别",
            kept=True,
        ),
        Column(
            "outcome",
            "结果",
            "Outcome",
            "choice",
            Text("成交、战败或跟进中", "won, lost or open"),
            "Result",
            choices=OUTCOMES,
            steers=True,
        ),
        Column(
            "reason",
            "原因",
            "Reason",
            "text",
            Text("成交或战败的原因", "why won or lost"),
            "成败原因",
        ),
        Column(
            "support_asked",
            "所需支持",
            "Support asked",
            "text",
            Text("需要的资源", "resources asked"),
            "需要支持",
        ),
        Column(
            "support_given",
            "已给政策",
            "Support given",
            "text",
            Text("已给的政策", "resources given"),
            "已给支持",
        ),
        Column(
            "helper",
            "协助人",
            "Helper",
            "text",
            Text("协助的同事", "the colleague who helps"),
            "协助",
        ),
    ),
    ("重点客户提报", "周重点客户", "Weekly Key Accounts"),
    needs=(("week",), ("seller",), ("customer_id", "customer_name")),
)
