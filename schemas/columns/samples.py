"""The sheet of sample orders."""

from schemas.columns.choices import OUTCOMES
from schemas.columns.keys import CUSTOMER_NAME
from schemas.columns.looks import ID_LOOK
from schemas.columns.model import Column, Sheet
from schemas.texts import Text

SAMPLES = Sheet(
    "samples",
    "样单",
    "Samples",
    Text("一张样单", "one sample order"),
    (
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
            "confirmed",
            "确认日期",
            "Confirmed",
            "date",
            Text("样单确认的日期", "day the sample order is confirmed"),
            "样单日期|下单日期|样单确认|Confirmed On|Confirmation Date|Sample Date",
            required=True,
            steers=True,
        ),
        Column(
            "shipped",
            "寄出日期",
            "Shipped",
            "date",
            Text("样品寄出的日期", "day the sample is sent"),
            "寄样日期|发货日期|Shipped On|Sent",
            steers=True,
        ),
        Column(
            "received",
            "签收日期",
            "Received",
            "date",
            Text("客户签收的日期", "day the customer got it"),
            "收样日期|收到日期|Received On|Delivered",
            steers=True,
        ),
        Column(
            "closed",
            "结束日期",
            "Closed",
            "date",
            Text("样单结束的日期", "day the sample is settled"),
            "关闭日期|完结日期|Closed On|End",
            steers=True,
        ),
        Column(
            "outcome",
            "结果",
            "Outcome",
            "choice",
            Text("成交、战败或跟进中", "won, lost or open"),
            "样单结果|Result",
            choices=OUTCOMES,
            steers=True,
        ),
    ),
    ("样单表", "样品", "样品单", "样品记录", "寄样", "寄样记录", "Sample", "Sample Orders"),
    needs=(("confirmed",), ("customer_id", "customer_name")),
)
