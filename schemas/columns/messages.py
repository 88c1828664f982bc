"""The sheet of message texts."""

from schemas.columns.choices import LANGUAGES
from schemas.columns.model import Column, Sheet
from schemas.texts import Text

MESSAGES = Sheet(
    "messages",
    "短信库",
    "Message library",
    Text("一条短信", "one text"),
    (
        Column(
            "message_type",
            "类型",
            "Message type",
            "text",
            Text(
                "触达的类型，如 生日、春节、问候",
                "kind of touch, such as birthday, Christmas, greeting",
            ),
            "短信类型|触达类型|Kind of message",
            required=True,
        ),
        Column(
            "tier",
            "等级",
            "Tier",
            "text",
            Text("只用于这个等级；空白=所有等级", "for this tier only; blank = every tier"),
            "适用等级",
        ),
        Column(
            "language",
            "语言",
            "Language",
            "choice",
            Text("中文或英文；空白=随工作簿", "Chinese or English; blank = the workbook's"),
            choices=LANGUAGES,
        ),
        Column(
            "content",
            "内容",
            "Text",
            "prose",
            Text(
                "短信内容，可写 {联系人} {客户名称} {负责人}",
                "the text; may hold {Contact} {Customer} {Seller}",
            ),
            "短信内容|正文|Message",
            required=True,
        ),
    ),
    ("短信模板", "话术库", "Messages", "Texts"),
    needs=(("message_type",), ("content",)),
)
