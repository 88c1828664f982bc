"""The sheet on which the week's key accounts are submitted."""

from schemas.columns.choices import OUTCOMES
from schemas.columns.model import Sheet, column
from schemas.texts import Text

KEY_ACCOUNTS = Sheet(
    "key_accounts",
    "重点客户",
    "Key accounts",
    Text("一次提报", "one submission"),
    (
        column(
            "week",
            "周",
            "Week",
            "text",
            "提报的周，如 2026-W48",
            "week of the submission, such as 2026-W48",
            "周次",
            required=True,
            steers=True,
        ),
        column(
            "seller",
            "负责人",
            "Seller",
            "text",
            "提报人",
            "who submits",
            "业务员|提报人|Owner",
            required=True,
            steers=True,
        ),
        column(
            "customer_id",
            "客户编号",
            "Customer ID",
            "id",
            "客户的编号",
            "the customer's id",
            "客户ID|客户号|编号|Client ID",
            required=True,
            steers=True,
        ),
        column(
            "customer_name",
            "客户名称",
            "Customer",
            "text",
            "客户的名称；没有编号时按它找到客户",
            "the customer's name; finds the customer where there is no id",
            "客户名|客户|客户姓名|公司名称|公司名|公司|单位名称|客户简称|企业名称|Company|Company Name|Customer Name|Client|Client Name|Account|Account Name",
            stands_in="customer_id",
        ),
        column("group", "组", "Group", "text", "G1 或 G2", "G1 or G2", "组别"),
        column(
            "outcome",
            "结果",
            "Outcome",
            "choice",
            "成交、战败或跟进中",
            "won, lost or open",
            "Result",
            choices=OUTCOMES,
            steers=True,
        ),
        column(
            "reason", "原因", "Reason", "text", "成交或战败的原因", "why won or lost", "成败原因"
        ),
        column(
            "support_asked",
            "所需支持",
            "Support asked",
            "text",
            "需要的资源",
            "resources asked",
            "需要支持",
        ),
        column(
            "support_given",
            "已给政策",
            "Support given",
            "text",
            "已给的政策",
            "resources given",
            "已给支持",
        ),
        column(
            "helper", "协助人", "Helper", "text", "协助的同事", "the colleague who helps", "协助"
        ),
    ),
    ("重点客户提报", "周重点客户", "Weekly Key Accounts"),
    needs=(("week",), ("seller",), ("customer_id", "customer_name")),
)
