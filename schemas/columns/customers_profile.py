"""Columns of the customer sheet that make up the profile."""

from schemas.columns.model import Column
from schemas.texts import Text

PROFILE_COLUMNS = (
    # the profile: hard facts (with contact person, mail, phone and spend above), then soft facts
    Column("gender", "性别", "Gender", "text", Text("性别", "gender"), "Sex"),
    Column("ethnicity", "民族", "Ethnicity", "text", Text("民族", "ethnicity")),
    Column(
        "age", "大概年龄", "Approximate age", "text", Text("大概年龄", "about how old"), "年龄|Age"
    ),
    Column(
        "address",
        "住址",
        "Address",
        "text",
        Text("住址", "address"),
        "地址|联系地址|家庭住址|通讯地址|Street Address",
    ),
    Column(
        "products_bought",
        "消费产品款号",
        "Products bought",
        "text",
        Text("买过的款号", "models bought"),
        "款号|购买款号|消费款号",
    ),
    Column(
        "work", "工作状况", "Work", "text", Text("工作状况", "work"), "工作情况|工作|Job|Occupation"
    ),
    Column("family", "家庭状况", "Family", "text", Text("家庭状况", "family"), "家庭情况|家庭"),
    Column(
        "character",
        "性格取向",
        "Character",
        "text",
        Text("性格取向", "character"),
        "性格|Personality",
    ),
    Column(
        "spending_habits",
        "个人消费习惯",
        "Spending habits",
        "text",
        Text("消费习惯", "spending habits"),
        "消费习惯",
    ),
    Column(
        "preferences", "个人喜好", "Preferences", "text", Text("个人喜好", "likes"), "喜好|爱好"
    ),
    Column(
        "pastimes",
        "日常娱乐爱好",
        "Pastimes",
        "text",
        Text("日常娱乐", "pastimes"),
        "娱乐爱好|Hobbies",
    ),
    Column(
        "way_of_life",
        "生活习惯",
        "Way of life",
        "text",
        Text("生活习惯", "way of life"),
        "Lifestyle",
    ),
    Column(
        "promotion_attitude",
        "对促销信息的接受情况",
        "Attitude to promotions",
        "text",
        Text("是否愿意收促销信息", "does the customer welcome promotions"),
        "促销接受情况|促销信息接受情况",
    ),
    Column("values", "价值观", "Values", "text", Text("价值观", "values")),
)

HARD_FACTS = (
    "contact_person",
    "gender",
    "ethnicity",
    "age",
    "email",
    "address",
    "phone",
    "spend",
    "products_bought",
)
SOFT_FACTS = (
    "work",
    "family",
    "character",
    "spending_habits",
    "preferences",
    "pastimes",
    "way_of_life",
    "promotion_attitude",
    "values",
)
