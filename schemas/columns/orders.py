"""The orders sheet."""

from schemas.columns.keys import CUSTOMER_NAME
from schemas.columns.looks import ID_LOOK
from schemas.columns.model import Column, Sheet
from schemas.texts import Text

ORDERS = Sheet(
    "orders",
    "订单",
    "Orders",
    Text("一张订单", "one order"),
    (
        Column(
            "date",
            "日期",
            "Date",
            "date",
            Text("下单日期", "day of the order"),
            "订单日期|下单日期|成交日期|Order Date",
            required=True,
            steers=True,
        ),
        Column(
            "customer_id",
            "客户编号",
            "Customer ID",
            "id",
            Text("客户的编号", "the customer's id"),
            "客户ID|客户号|客户代码|编号|客户编码|Customer No|Customer Code|Client ID",
            required=True,
            steers=True,
            look=ID_LOOK,
        ),
        CUSTOMER_NAME,
        Column(
            "amount",
            "金额",
            "Amount",
            "money",
            Text("订单金额", "value of the order"),
            "订单金额|成交金额|总金额|Order Amount|Total|Value",
        ),
        Column(
            "currency",
            "币种",
            "Currency",
            "text",
            Text("币种，空白=CNY", "currency, blank = CNY"),
            "货币",
            kept=True,
        ),
        Column(
            "item",
            "款号/品项",
            "Item",
            "text",
            Text("款号或品项", "model or item"),
            "款号|品项|产品|品名|Product|Model|SKU",
            kept=True,
        ),
        Column(
            "payment_due",
            "应收日",
            "Payment due",
            "date",
            Text("应收款日期", "day the payment is due"),
            "应收日期|付款期限|Due Date",
        ),
        Column(
            "payment_date",
            "实收日",
            "Paid on",
            "date",
            Text("实收款日期", "day of the payment"),
            "实收日期|收款日期|Payment Date|Paid Date",
        ),
        Column(
            "amount_paid",
            "实收金额",
            "Amount paid",
            "money",
            Text("实收金额", "amount paid"),
            "已收金额|收款金额|Paid",
        ),
    ),
    ("订单表", "订单记录", "订单明细", "成交记录", "销售记录", "Order", "Order List", "Sales"),
    needs=(("date",), ("customer_id", "customer_name")),
)
