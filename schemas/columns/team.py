"""The team sheet: one seller a row."""

from schemas.columns.looks import MAIL_LOOK, NAME_LOOK
from schemas.columns.model import Column, Sheet
from schemas.privacy import mask_email
from schemas.texts import Text

TEAM = Sheet(
    "team",
    "团队",
    "Team",
    Text("一位业务员", "one seller"),
    (
        Column(
            "seller",
            "负责人",
            "Seller",
            "text",
            Text("业务员的名字，与客户表一致", "the seller's name as in the customer sheet"),
            "业务员|姓名|销售|Name|Owner|Salesperson|Sales Rep",
            required=True,
            steers=True,
            look=NAME_LOOK,
        ),
        Column(
            "team",
            "团队",
            "Team",
            "text",
            Text("团队名称", "name of the team"),
            "小组|部门|店铺|Group|Shop",
        ),
        Column(
            "manager",
            "经理",
            "Manager",
            "text",
            Text("经理的名字", "the manager's name"),
            "主管|上级|Lead|Supervisor",
        ),
        Column(
            "email",
            "邮箱",
            "E-mail",
            "text",
            Text("业务员的邮箱", "the seller's mail address"),
            "电子邮箱|Email|Mail",
            mask=mask_email,
            width=28,
            look=MAIL_LOOK,
        ),
        Column(
            "manager_email",
            "经理邮箱",
            "Manager e-mail",
            "text",
            Text("经理的邮箱", "the manager's mail address"),
            "主管邮箱|Manager Email",
            mask=mask_email,
            width=28,
        ),
        Column(
            "country",
            "国家",
            "Country",
            "text",
            Text("按哪国的节假日，默认中国", "whose holidays, China if blank"),
            "国家/地区|Country/Region",
        ),
        Column(
            "daily_minutes",
            "每日分钟",
            "Daily minutes",
            "number",
            Text("每天可用的跟进分钟，默认 480", "minutes a day, 480 if blank"),
            "每日跟进分钟|每天分钟|Minutes Per Day",
            unit="min",
        ),
        Column(
            "days_off",
            "休息日",
            "Days off",
            "days_off",
            Text("每周休息日或请假日期", "weekly rest days or leave"),
            "休假|请假|每周休息|Rest Days|Leave",
        ),
    ),
    ("团队表", "业务员", "销售团队", "人员", "Sellers", "Sales Team", "Staff"),
    needs=(("seller",),),
)
