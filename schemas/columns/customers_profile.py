"""Columns of the customer sheet that make up the profile."""

from schemas.columns.model import column

PROFILE_COLUMNS = (
    # the profile: hard facts (with contact person, mail, phone and spend above), then soft facts
    column("gender", "性别", "Gender", "text", "性别", "gender", "Sex"),
    column("ethnicity", "民族", "Ethnicity", "text", "民族", "ethnicity"),
    column("age", "大概年龄", "Approximate age", "text", "大概年龄", "about how old", "年龄|Age"),
    column(
        "address",
        "住址",
        "Address",
        "text",
        "住址",
        "address",
        "地址|联系地址|家庭住址|通讯地址|Street Address",
    ),
    column(
        "products_bought",
        "消费产品款号",
        "Products bought",
        "text",
        "买过的款号",
        "models bought",
        "款号|购买款号|消费款号",
    ),
    column("work", "工作状况", "Work", "text", "工作状况", "work", "工作情况|工作|Job|Occupation"),
    column("family", "家庭状况", "Family", "text", "家庭状况", "family", "家庭情况|家庭"),
    column(
        "character",
        "性格取向",
        "Character",
        "text",
        "性格取向",
        "character",
        "性格|Personality",
    ),
    column(
        "spending_habits",
        "个人消费习惯",
        "Spending habits",
        "text",
        "消费习惯",
        "spending habits",
        "消费习惯",
    ),
    column("preferences", "个人喜好", "Preferences", "text", "个人喜好", "likes", "喜好|爱好"),
    column(
        "pastimes",
        "日常娱乐爱好",
        "Pastimes",
        "text",
        "日常娱乐",
        "pastimes",
        "娱乐爱好|Hobbies",
    ),
    column(
        "way_of_life", "生活习惯", "Way of life", "text", "生活习惯", "way of life", "Lifestyle"
    ),
    column(
        "promotion_attitude",
        "对促销信息的接受情况",
        "Attitude to promotions",
        "text",
        "是否愿意收促销信息",
        "does the customer welcome promotions",
        "促销接受情况|促销信息接受情况",
    ),
    column("values", "价值观", "Values", "text", "价值观", "values"),
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
