"""Columns of the customer sheet that a method asks for."""

from schemas.columns.choices import UNDERSTANDINGS
from schemas.columns.model import Column
from schemas.texts import Text

METHOD_COLUMNS = (
    # prospect
    Column(
        "facts_enough",
        "资料充分",
        "Facts known",
        "yes_no",
        Text("资料够不够分级", "enough known to grade"),
        "资料是否充分",
    ),
    Column(
        "being_researched",
        "调查中",
        "Being researched",
        "yes_no",
        Text("正在调查", "under research"),
        "在调查",
    ),
    Column(
        "can_rise",
        "一年内可升级",
        "May rise in a year",
        "yes_no",
        Text("一年内有没有可能升级", "may rise within a year"),
        "一年内升级",
    ),
    Column(
        "understanding",
        "认识程度",
        "Understanding",
        "choice",
        Text("对产品的认识足够还是不足", "does the prospect understand the product"),
        "产品认识|认识",
        choices=UNDERSTANDINGS,
    ),
    Column(
        "refused_for_health",
        "健康拒保",
        "Refused for health",
        "yes_no",
        Text("因健康被拒保", "refused for health"),
        "拒保",
    ),
    Column(
        "income_unstable",
        "收入不稳定",
        "Income unstable",
        "yes_no",
        Text("收入不稳定", "income is not steady"),
        "收入不稳",
    ),
    Column(
        "other_obstacle",
        "其他障碍",
        "Other obstacle",
        "yes_no",
        Text("还有别的障碍", "some other obstacle"),
        "其它障碍|障碍",
    ),
    # retail
    Column(
        "spend",
        "消费金额",
        "Spend",
        "money",
        Text("累计消费", "lifetime spend"),
        "累计消费|消费总额|消费|Total Spend|Lifetime Spend",
        unit="CNY",
    ),
    Column(
        "chose_other_brand",
        "选择其他品牌",
        "Chose another brand",
        "yes_no",
        Text("谈过但选了别家", "talked with us, bought elsewhere"),
        "选择了其他品牌|其他品牌",
    ),
    Column(
        "moving_date",
        "搬家日期",
        "Moving date",
        "date",
        Text("乔迁的日子", "day of the house move"),
        "乔迁日期|Move Date",
    ),
    # wechat
    Column(
        "contacted",
        "已接触",
        "Contacted",
        "yes_no",
        Text("是否接触过", "has been contacted"),
        "接触过",
    ),
    Column(
        "short_product",
        "短期产品",
        "Short-term product",
        "yes_no",
        Text("买过短期产品", "bought a short-term product"),
        "短期",
    ),
    Column(
        "long_product",
        "长期产品",
        "Long-term product",
        "yes_no",
        Text("买过长期产品", "bought a long-term product"),
        "长期",
    ),
    Column(
        "vip",
        "重点客户",
        "VIP",
        "yes_no",
        Text("是否重点客户", "is a key customer"),
        "VIP客户|大客户",
    ),
)
"""What the packs for prospects, for retail and for WeChat go by."""
