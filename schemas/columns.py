"""Every column that the product knows, declared once: schemas, header mapping, templates, docs and errors come from here.

Source: methods.md §9; the aliases are spellings that teams use in their own files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from schemas.texts import Lang, Text

Kind = Literal[
    "id",
    "text",
    "prose",
    "date",
    "birthday",
    "number",
    "money",
    "yes_no",
    "choice",
    "period",
    "phone",
    "days_off",
]
"""How a cell is read.

id, text, phone: text as typed (13800138000.0 becomes 13800138000) · prose: text with its own punctuation, full-width
too · date: naive day · birthday: text, read by pipeline.rules.birthdays · number, money: float · yes_no: True/False,
blank = unknown · choice: code of one of `choices` · period: becomes two columns KEY_days and KEY_months · days_off: text read by the calendar.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice column: the code used in frames and policies, and its spellings in workbooks."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column of one sheet.

    required: without it the sheet is not of this kind · steers: an unreadable value sets the row aside, because tier or
    date would be wrong; elsewhere it is a warning · written: filled by the program, headers matched exactly · method: the
    pack of the secondary method for which it is filled, "" = always.
    """

    key: str
    zh: str
    en: str
    kind: Kind
    doc: Text
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    required: bool = False
    steers: bool = False
    written: bool = False
    method: str = ""
    stands_in: str = ""
    """Key of the column of the same sheet for which this one serves where that one is blank or absent."""

    def header(self, lang: Lang) -> str:
        """Give the canonical header in one language."""
        return self.zh if lang == "zh" else self.en

    def header_beside(self, lang: Lang) -> str:
        """Give the header of the program's column where the canonical one stands over the team's own values."""
        return f"系统{self.zh}" if lang == "zh" else f"System {self.en.lower()}"

    @property
    def headers(self) -> tuple[str, ...]:
        """Give every spelling of the header that is understood, the canonical ones first."""
        return (self.zh, self.en, *self.aliases)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of sheet: its names and columns."""

    key: str
    zh: str
    en: str
    row_is: Text
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    """Keys without which a sheet is not of this kind: one of each group."""

    def name(self, lang: Lang) -> str:
        """Give the canonical sheet name in one language."""
        return self.zh if lang == "zh" else self.en

    def __getitem__(self, key: str) -> Column:
        """Give the column with this key; KeyError if there is none."""
        return (
            next(column for column in self.columns if column.key == key)
            if key in self.keys
            else _no_column(key)
        )

    @property
    def keys(self) -> frozenset[str]:
        """Give the keys of all columns."""
        return frozenset(column.key for column in self.columns)


def _no_column(key: str) -> Column:
    raise KeyError(key)


def _aliases(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _column(  # noqa: PLR0913 -- a declaration names all its parts
    key: str,
    zh: str,
    en: str,
    kind: Kind,
    doc_zh: str,
    doc_en: str,
    aliases: str = "",
    *,
    choices: tuple[Choice, ...] = (),
    unit: str = "",
    required: bool = False,
    steers: bool = False,
    written: bool = False,
    method: str = "",
    stands_in: str = "",
) -> Column:
    doc = Text(doc_zh, doc_en)
    return Column(
        key,
        zh,
        en,
        kind,
        doc,
        _aliases(aliases),
        choices,
        unit,
        required,
        steers,
        written,
        method,
        stands_in,
    )


def _grade_columns(method: str, zh: str, en: str) -> tuple[Column, Column]:
    """Declare the columns that a secondary method fills: its grade, and why."""
    return (
        _column(
            f"{method}_grade",
            f"{zh}等级",
            f"{en} grade",
            "text",
            f"{zh}方法下的等级（程序填写）",
            f"grade under the {en} method (filled by the program)",
            written=True,
            method=method,
        ),
        _column(
            f"{method}_grade_reason",
            f"{zh}等级说明",
            f"{en} grade reason",
            "text",
            f"为什么是这个{zh}等级（程序填写）",
            f"why this {en} grade (filled by the program)",
            written=True,
            method=method,
        ),
    )


POTENTIALS = (
    Choice("strong", "重潜", "strong", ("重点潜力", "高潜", "重潜客户", "高", "high")),
    Choice(
        "ordinary", "普潜", "ordinary", ("普通潜力", "普潜客户", "中", "一般", "normal", "medium")
    ),
    Choice("none", "无潜", "none", ("无潜力", "无潜客户", "低", "无", "low", "no")),
)
DEALS = (
    Choice(
        "ordered",
        "已成交",
        "ordered",
        _aliases(
            "成交|已下单|下单|已签约|签约|已签单|已合作|合作中|已转订单|赢单|成交客户|已成交客户|老客户|是|"
            "won|closed won|deal won|customer|client|active customer|purchased|signed|yes"
        ),
    ),
    Choice(
        "sample",
        "已寄样",
        "sample sent",
        _aliases(
            "寄样|寄样中|样品阶段|样品中|样单中|打样|打样中|已打样|送样|已送样|测样|试样|"
            "sample|sampling|samples sent|sample stage"
        ),
    ),
    Choice(
        "lost",
        "已流失",
        "lost",
        _aliases(
            "流失|流失客户|输单|战败|丢单|失单|选别家|已选别家|选择别家|选了别家|放弃|"
            "closed lost|deal lost|lost customer|churned"
        ),
    ),
    Choice(
        "not_needed",
        "暂无需求",
        "no need",
        _aliases(
            "无需求|没有需求|无意向|没意向|无效|无效客户|无效线索|"
            "unqualified|not qualified|disqualified|junk|junk lead|not interested|no interest"
        ),
    ),
    # Says nothing that a tier could rest on: as good as blank.
    Choice(
        "none",
        "未成交",
        "no deal yet",
        _aliases(
            "跟进中|在跟|未下单|未签约|洽谈中|意向中|新客户|否|"
            "open|new|in progress|working|contacted|nurturing|no"
        ),
    ),
)
JUDGEMENTS = (
    Choice(
        "strong",
        "重点",
        "strong",
        _aliases(
            "重点客户|意向|意向客户|有意向|强意向|高|高意向|重潜|大客户|三星|3星|★★★|★★★★|★★★★★|"
            "hot|high|vip|h|h级"
        ),
    ),
    Choice(
        "ordinary",
        "一般",
        "ordinary",
        _aliases(
            "一般客户|普通|普通客户|中|中意向|普潜|潜在|潜在客户|二星|2星|★★|warm|medium|normal|m"
        ),
    ),
    Choice(
        "none",
        "无效",
        "none",
        _aliases("无效客户|低|低意向|无意向|无|无潜|一星|1星|★|cold|low|no|l"),
    ),
)
STATUSES = (
    Choice("active", "正常", "active", ("跟进中", "在跟", "有效", "启用", "open")),
    Choice("paused", "暂停", "paused", ("停跟", "暂缓", "on hold")),
    Choice("archived", "归档", "archived", ("存档", "已归档", "流失", "closed")),
)
SOURCES = (
    Choice("known", "缘故", "known", ("熟人", "亲友", "老友")),
    Choice("stranger", "陌生", "stranger", ("陌拜", "cold")),
    Choice("fair", "展会", "trade fair", ("广交会", "fair", "exhibition")),
    Choice("referral", "转介绍", "referral", ("介绍", "推荐", "referred")),
    Choice(
        "online",
        "网络",
        "online",
        ("网站", "平台", "阿里", "阿里巴巴", "website", "web", "alibaba"),
    ),
    Choice("other", "其他", "other", ("其它",)),
)
UNDERSTANDINGS = (
    Choice("enough", "足够", "enough", ("够", "充分", "good")),
    Choice("little", "不足", "little", ("不够", "少", "poor")),
)
CALENDARS = (
    Choice("solar", "公", "solar", ("公历", "阳历", "阳", "新历", "gregorian")),
    Choice("lunar", "农", "lunar", ("农历", "阴历", "阴", "旧历")),
)
OUTCOMES = (
    Choice("won", "成交", "won", ("已成交", "下单", "已下单", "转订单", "ordered")),
    Choice("lost", "战败", "lost", ("失败", "未成交", "丢单", "流失", "不合格", "dead")),
    Choice("open", "跟进中", "open", ("进行中", "待定", "pending", "in progress")),
)
METHODS = (
    Choice("phone", "电话", "phone", ("打电话", "致电", "call", "tel")),
    Choice("wechat", "微信", "WeChat", ("微信沟通",)),
    Choice("email", "邮件", "email", ("邮箱", "电邮", "e-mail", "mail", "发邮件")),
    Choice("visit", "拜访", "visit", ("上门", "面谈", "见面", "meeting")),
    Choice("sms", "短信", "SMS", ("发短信", "text")),
    Choice("moments", "朋友圈", "Moments", ()),
    Choice("card", "贺卡", "card", ("卡片",)),
    Choice("gift", "礼品", "gift", ("礼物", "送礼")),
    Choice("other", "其他", "other", ("其它",)),
)

LANGUAGES = (
    Choice("zh", "中文", "Chinese", ("汉语", "简体中文", "cn")),
    Choice("en", "英文", "English", ("英语",)),
)

CUSTOMERS = Sheet(
    "customers",
    "客户",
    "Customers",
    Text("一位客户", "one customer"),
    (
        _column(
            "customer_id",
            "客户编号",
            "Customer ID",
            "id",
            "每位客户唯一的编号",
            "unique id of the customer",
            "客户ID|客户号|客户代码|编号|客户编码|Customer No|Customer Number|Customer Code|Cust ID|Client ID|ID",
            required=True,
            steers=True,
        ),
        _column(
            "name",
            "客户名称",
            "Customer",
            "text",
            "公司或个人的名称",
            "company or person",
            "客户名|客户|客户姓名|公司名称|公司名|公司|单位名称|Company|Company Name|Customer Name|Client|Client Name|Account",
            required=True,
            steers=True,
        ),
        _column(
            "contact_person",
            "联系人",
            "Contact",
            "text",
            "对方联系人的姓名",
            "the person we talk to",
            "联系人姓名|姓名|对接人|主要联系人|Contact Person|Contact Name|Person",
        ),
        _column(
            "seller",
            "负责人",
            "Seller",
            "text",
            "跟进这位客户的业务员",
            "who follows up this customer",
            "业务员|跟单|跟进人|销售|销售员|销售负责人|客户经理|所属业务员|归属人|Owner|Account Owner|Sales|Salesperson|Sales Rep|Rep|Assigned To",
        ),
        _column(
            "shop",
            "店铺/团队",
            "Team",
            "text",
            "所属店铺或团队",
            "shop or team",
            "店铺|门店|团队|小组|部门|Shop|Store|Group|Department",
        ),
        _column(
            "country",
            "国家",
            "Country",
            "text",
            "客户所在国家",
            "the customer's country",
            "国家/地区|国别|国家地区|Country/Region|Nation",
        ),
        _column(
            "city",
            "城市",
            "City",
            "text",
            "客户所在城市",
            "the customer's city",
            "所在城市|地区|区域|Town|Location",
        ),
        _column(
            "industry",
            "行业",
            "Industry",
            "text",
            "客户的行业",
            "the customer's trade",
            "所属行业|行业类别|Sector|Business",
        ),
        _column(
            "source",
            "来源",
            "Source",
            "choice",
            "客户从哪里来",
            "where the customer came from",
            "客户来源|渠道|来源渠道|Lead Source|Channel",
            choices=SOURCES,
        ),
        _column(
            "introducer",
            "介绍人",
            "Introduced by",
            "text",
            "转介绍的介绍人",
            "who introduced the customer",
            "推荐人|转介绍人|Referred By|Referrer|Introducer",
        ),
        _column(
            "phone",
            "电话",
            "Phone",
            "phone",
            "手机或座机",
            "mobile or land line",
            "手机|手机号|手机号码|电话号码|联系电话|联系方式|座机|Mobile|Tel|Telephone|Phone Number|Cell",
        ),
        _column(
            "email",
            "邮箱",
            "E-mail",
            "text",
            "电子邮箱",
            "mail address",
            "电子邮箱|电子邮件|邮件|邮箱地址|Email|Email Address|Mail|E-mail Address",
        ),
        _column(
            "wechat", "微信", "WeChat", "text", "微信号", "WeChat id", "微信号|WeChat ID|Weixin"
        ),
        _column(
            "labels",
            "标签",
            "Labels",
            "text",
            "一个或多个标签",
            "one or more labels",
            "客户标签|Tags|Tag|Label",
        ),
        _column(
            "intent",
            "意向级别",
            "Intent",
            "text",
            "意向级别，如 H",
            "level of intent, such as H",
            "意向|意向等级|意向度|Intent Level|Interest",
        ),
        _column(
            "potential",
            "潜力",
            "Potential",
            "choice",
            "重潜、普潜、无潜：由人判断",
            "strong, ordinary or none: judged by a person",
            "潜力判断|客户潜力|潜在等级|潜力等级|Potential Level",
            choices=POTENTIALS,
            steers=True,
        ),
        # what the team says in words of its own, where the columns above and below say nothing
        _column(
            "deal",
            "成交情况",
            "Deal",
            "choice",
            "团队自己的说法：已成交、已寄样、已流失、暂无需求",
            "the team's own words: ordered, sample sent, lost, no need",
            "成交状态|是否成交|Deal Status",
            choices=DEALS,
        ),
        _column(
            "judged",
            "客户判断",
            "Judgement",
            "choice",
            "团队自己的判断：重点、一般、无效；潜力空白时采用",
            "the team's own judgement: strong, ordinary, none; counts where Potential is blank",
            choices=JUDGEMENTS,
        ),
        _column(
            "own_tier",
            "团队等级",
            "Own grade",
            "text",
            "团队自己填的等级字母；没有订单、样单等事实时采用",
            "a tier's letter that the team typed in a column of its own; counts where no fact says otherwise",
        ),
        _column(
            "own_next",
            "团队下次跟进",
            "Own next contact",
            "date",
            "团队自己填的下次联系日期；没有“下次约定”时采用",
            "the next contact that the team promised in a column of its own; counts where there is no agreed date",
        ),
        _column(
            "need",
            "需求",
            "Need",
            "yes_no",
            "有没有需求",
            "is there a need",
            "有需求|是否有需求|Has Need",
        ),
        _column(
            "buying_power",
            "购买力",
            "Buying power",
            "yes_no",
            "有没有购买力",
            "can the customer pay",
            "有购买力|购买能力|Budget|Can Pay",
        ),
        _column(
            "authority",
            "决定权",
            "Authority",
            "yes_no",
            "有没有决定权",
            "may the person decide",
            "决策权|有决定权|Decision Maker|Decision Power",
        ),
        _column(
            "last_contact",
            "上次跟进",
            "Last contact",
            "date",
            "最近一次跟进的日期；空白=从未跟进",
            "day of the last touch; blank = never",
            "最近跟进|上次联系|上次联系时间|最近联系|最近联系时间|上次跟进日期|上次跟进时间|最近跟进时间|最近跟进日期|最后跟进|最后联系时间"
            "|最后跟进时间|Last Contacted|Last Contact Date|Last Follow-up|Last Follow Up|Last Touch|Last Contact Time",
            steers=True,
        ),
        _column(
            "manual_tier",
            "手动等级",
            "Manual tier",
            "text",
            "由人指定的等级，优先于规则",
            "tier set by a person, beats the rule",
            "人工等级|指定等级|Tier Override|Manual Grade",
            steers=True,
        ),
        _column(
            "manual_tier_reason",
            "手动等级原因",
            "Manual tier reason",
            "text",
            "为什么手动指定",
            "why it was set by hand",
            "手动原因|人工等级原因|Override Reason",
        ),
        _column(
            "manual_tier_until",
            "手动等级至",
            "Manual tier until",
            "date",
            "手动等级有效到哪天(含)",
            "last day of the manual tier",
            "手动等级有效期|手动等级截止|Override Until|Manual Until",
            steers=True,
        ),
        _column(
            "own_cadence",
            "自定义周期",
            "Own cadence",
            "period",
            "天数，或 5个月、2周；只能比公司规定短",
            "days, or 5 months, 2 weeks; only shorter than the company's",
            "自定周期|跟进周期|自定义跟进周期|Follow-up Cycle|Own Cycle|Custom Cadence",
            steers=True,
        ),
        _column(
            "snooze_until",
            "暂缓至",
            "Snooze until",
            "date",
            "到这天之前不跟进",
            "no touch before this day",
            "暂缓到|推迟至|延后至|Snoozed Until|Postponed Until",
            steers=True,
        ),
        _column(
            "agreed_date",
            "下次约定",
            "Agreed date",
            "date",
            "与客户约好的日期",
            "the day agreed with the customer",
            "约定日期|约定时间|预约日期|下次预约|Appointment|Agreed On|Next Appointment",
            steers=True,
        ),
        _column(
            "touch_reason",
            "跟进理由",
            "Reason for touch",
            "text",
            "下次为什么联系",
            "why to get in touch next time",
            "联系理由|跟进原因|Reason to call",
        ),
        _column(
            "touch_goal",
            "跟进目标",
            "Goal of touch",
            "text",
            "下次联系要达到什么",
            "what the next touch is to achieve",
            "联系目标|Touch Goal",
        ),
        _column(
            "do_not_disturb",
            "免打扰",
            "Do not disturb",
            "yes_no",
            "是=不再主动联系",
            "yes = do not contact",
            "勿扰|不打扰|DND|Do Not Contact",
            steers=True,
        ),
        _column(
            "convenient_time",
            "方便时段",
            "Convenient time",
            "text",
            "对方方便的时段",
            "when to call",
            "联系时段|方便时间|Best Time",
        ),
        _column(
            "status",
            "状态",
            "Status",
            "choice",
            "正常、暂停或归档",
            "active, paused or archived",
            "客户状态|Customer Status|State",
            choices=STATUSES,
            steers=True,
        ),
        _column(
            "birthday",
            "生日",
            "Birthday",
            "birthday",
            "生日，可无年份，可农历",
            "birthday, year may be missing, may be lunar",
            "出生日期|出生年月|客户生日|Date of Birth|DOB|Birth Date",
        ),
        _column(
            "birthday_calendar",
            "历法",
            "Birthday calendar",
            "choice",
            "公历还是农历",
            "solar or lunar",
            "生日历法|公历/农历|Calendar",
            choices=CALENDARS,
        ),
        _column(
            "facts_confirmed",
            "信息确认日期",
            "Facts confirmed",
            "date",
            "最近一次核对联系信息的日期",
            "when the contact facts were last confirmed",
            "资料确认日期|信息核对日期|Confirmed On|Facts Confirmed On",
        ),
        # prospect
        _column(
            "facts_enough",
            "资料充分",
            "Facts known",
            "yes_no",
            "资料够不够分级",
            "enough known to grade",
            "资料是否充分",
        ),
        _column(
            "being_researched",
            "调查中",
            "Being researched",
            "yes_no",
            "正在调查",
            "under research",
            "在调查",
        ),
        _column(
            "can_rise",
            "一年内可升级",
            "May rise in a year",
            "yes_no",
            "一年内有没有可能升级",
            "may rise within a year",
            "一年内升级",
        ),
        _column(
            "understanding",
            "认识程度",
            "Understanding",
            "choice",
            "对产品的认识足够还是不足",
            "does the prospect understand the product",
            "产品认识|认识",
            choices=UNDERSTANDINGS,
        ),
        _column(
            "refused_for_health",
            "健康拒保",
            "Refused for health",
            "yes_no",
            "因健康被拒保",
            "refused for health",
            "拒保",
        ),
        _column(
            "income_unstable",
            "收入不稳定",
            "Income unstable",
            "yes_no",
            "收入不稳定",
            "income is not steady",
            "收入不稳",
        ),
        _column(
            "other_obstacle",
            "其他障碍",
            "Other obstacle",
            "yes_no",
            "还有别的障碍",
            "some other obstacle",
            "其它障碍|障碍",
        ),
        # retail
        _column(
            "spend",
            "消费金额",
            "Spend",
            "money",
            "累计消费",
            "lifetime spend",
            "累计消费|消费总额|消费|Total Spend|Lifetime Spend",
            unit="CNY",
        ),
        _column(
            "chose_other_brand",
            "选择其他品牌",
            "Chose another brand",
            "yes_no",
            "谈过但选了别家",
            "talked with us, bought elsewhere",
            "选择了其他品牌|其他品牌",
        ),
        _column(
            "moving_date",
            "搬家日期",
            "Moving date",
            "date",
            "乔迁的日子",
            "day of the house move",
            "乔迁日期|Move Date",
        ),
        # wechat
        _column(
            "contacted",
            "已接触",
            "Contacted",
            "yes_no",
            "是否接触过",
            "has been contacted",
            "接触过",
        ),
        _column(
            "short_product",
            "短期产品",
            "Short-term product",
            "yes_no",
            "买过短期产品",
            "bought a short-term product",
            "短期",
        ),
        _column(
            "long_product",
            "长期产品",
            "Long-term product",
            "yes_no",
            "买过长期产品",
            "bought a long-term product",
            "长期",
        ),
        _column(
            "vip",
            "重点客户",
            "VIP",
            "yes_no",
            "是否重点客户",
            "is a key customer",
            "VIP客户|大客户",
        ),
        # the profile: hard facts (with contact person, mail, phone and spend above), then soft facts
        _column("gender", "性别", "Gender", "text", "性别", "gender", "Sex"),
        _column("ethnicity", "民族", "Ethnicity", "text", "民族", "ethnicity"),
        _column(
            "age", "大概年龄", "Approximate age", "text", "大概年龄", "about how old", "年龄|Age"
        ),
        _column(
            "address",
            "住址",
            "Address",
            "text",
            "住址",
            "address",
            "地址|联系地址|家庭住址|通讯地址|Street Address",
        ),
        _column(
            "products_bought",
            "消费产品款号",
            "Products bought",
            "text",
            "买过的款号",
            "models bought",
            "款号|购买款号|消费款号",
        ),
        _column(
            "work", "工作状况", "Work", "text", "工作状况", "work", "工作情况|工作|Job|Occupation"
        ),
        _column("family", "家庭状况", "Family", "text", "家庭状况", "family", "家庭情况|家庭"),
        _column(
            "character",
            "性格取向",
            "Character",
            "text",
            "性格取向",
            "character",
            "性格|Personality",
        ),
        _column(
            "spending_habits",
            "个人消费习惯",
            "Spending habits",
            "text",
            "消费习惯",
            "spending habits",
            "消费习惯",
        ),
        _column("preferences", "个人喜好", "Preferences", "text", "个人喜好", "likes", "喜好|爱好"),
        _column(
            "pastimes",
            "日常娱乐爱好",
            "Pastimes",
            "text",
            "日常娱乐",
            "pastimes",
            "娱乐爱好|Hobbies",
        ),
        _column(
            "way_of_life", "生活习惯", "Way of life", "text", "生活习惯", "way of life", "Lifestyle"
        ),
        _column(
            "promotion_attitude",
            "对促销信息的接受情况",
            "Attitude to promotions",
            "text",
            "是否愿意收促销信息",
            "does the customer welcome promotions",
            "促销接受情况|促销信息接受情况",
        ),
        _column("values", "价值观", "Values", "text", "价值观", "values"),
        # written by the program
        _column(
            "tier",
            "等级",
            "Tier",
            "text",
            "本方法下的等级(程序填写)",
            "tier (filled by the program)",
            written=True,
        ),
        _column(
            "tier_reason",
            "等级说明",
            "Tier reason",
            "text",
            "为什么是这个等级(程序填写)",
            "why this tier (filled by the program)",
            written=True,
        ),
        _column(
            "next_due",
            "下次跟进",
            "Next due",
            "date",
            "下次跟进日期(程序填写)",
            "day of the next touch (filled by the program)",
            "Next Follow-up",
            written=True,
        ),
        _column(
            "due_reason",
            "到期说明",
            "Due reason",
            "text",
            "为什么是这天(程序填写)",
            "why this day (filled by the program)",
            written=True,
        ),
        _column(
            "completeness",
            "完整度",
            "Completeness",
            "number",
            "档案完整度 0–100(程序填写)",
            "completeness of the file, 0 to 100 (filled by the program)",
            unit="%",
            written=True,
        ),
        *_grade_columns("trade", "外贸", "Trade"),
        *_grade_columns("abc", "三要素", "ABC"),
        *_grade_columns("prospect", "保险", "Prospect"),
        *_grade_columns("retail", "消费", "Retail"),
        *_grade_columns("wechat", "微信", "WeChat"),
    ),
    (
        "客户表",
        "客户资料",
        "客户信息",
        "客户列表",
        "客户名单",
        "客户档案",
        "客户跟进",
        "客户跟进表",
        "客户管理",
        "客户跟进管理表",
        "客户跟进管理",
        "Customer",
        "Customer List",
        "Clients",
        "Accounts",
    ),
    needs=(("name", "customer_id"),),
)

CONTACTS = Sheet(
    "contacts",
    "跟进记录",
    "Contact log",
    Text("一次跟进", "one touch"),
    (
        _column(
            "date",
            "日期",
            "Date",
            "date",
            "跟进的日期",
            "day of the touch",
            "跟进日期|跟进时间|联系日期|联系时间|时间|Contact Date|Touch Date|When",
            required=True,
            steers=True,
        ),
        _column(
            "customer_id",
            "客户编号",
            "Customer ID",
            "id",
            "客户的编号",
            "the customer's id",
            "客户ID|客户号|客户代码|编号|客户编码|Customer No|Customer Code|Client ID",
            required=True,
            steers=True,
        ),
        _column(
            "customer_name",
            "客户名称",
            "Customer",
            "text",
            "客户的名称；没有编号时按它找到客户",
            "the customer's name; finds the customer where there is no id",
            "客户名|客户|客户姓名|公司名称|公司名|公司|单位名称|客户简称|企业名称|Company|Company Name|Customer Name|Client|Client Name|Account|Account Name",
            stands_in="customer_id",
        ),
        _column(
            "seller",
            "负责人",
            "Seller",
            "text",
            "谁跟进的",
            "who did it",
            "业务员|跟单|跟进人|销售|Owner|Salesperson|Sales Rep|By",
        ),
        _column(
            "method",
            "方式",
            "Method",
            "choice",
            "电话、微信、邮件、拜访……",
            "phone, WeChat, email, visit …",
            "跟进方式|联系方式|沟通方式|Contact Method|Channel|Type",
            choices=METHODS,
        ),
        _column(
            "met",
            "是否见到",
            "Met",
            "yes_no",
            "见到本人没有",
            "was the person met",
            "见到|是否面见|Met In Person",
        ),
        _column(
            "not_met_reason",
            "未见原因",
            "Why not met",
            "text",
            "没见到的原因",
            "why the person was not met",
            "未见到原因",
        ),
        _column("place", "地点", "Place", "text", "地点", "place", "跟进地点|Location"),
        _column(
            "goal",
            "计划与目标",
            "Plan and goal",
            "text",
            "这次的计划与目标",
            "plan and goal of the touch",
            "计划|目标|Plan|Goal",
        ),
        _column(
            "content",
            "内容",
            "Content",
            "text",
            "谈了什么",
            "what was said",
            "跟进内容|沟通内容|Notes|Summary|Details",
        ),
        _column("impression", "感想", "Impression", "text", "感想", "impression", "心得"),
        _column(
            "service_given",
            "已提供服务",
            "Service given",
            "text",
            "已提供的服务",
            "service given",
            "服务",
        ),
        _column(
            "self_review", "自我检讨", "Self review", "text", "自我检讨", "self review", "检讨"
        ),
        _column(
            "next_strategy",
            "下次策略",
            "Next strategy",
            "text",
            "下次怎么做",
            "what to do next",
            "下一步|下步计划|Next Step|Next Steps",
        ),
        _column(
            "minutes",
            "分钟",
            "Minutes",
            "number",
            "用了多少分钟",
            "minutes spent",
            "用时|时长|Duration",
            unit="min",
        ),
        _column(
            "reply",
            "对方回复",
            "Reply",
            "yes_no",
            "对方有没有回复",
            "did the customer answer",
            "是否回复|回复|Replied|Answered",
        ),
    ),
    (
        "跟进",
        "跟进明细",
        "联系记录",
        "跟进日志",
        "沟通记录",
        "拜访记录",
        "Contacts",
        "Contact Log",
        "Log",
        "Touches",
        "Activities",
        "Follow-ups",
    ),
    needs=(("date",), ("customer_id", "customer_name")),
)

ORDERS = Sheet(
    "orders",
    "订单",
    "Orders",
    Text("一张订单", "one order"),
    (
        _column(
            "date",
            "日期",
            "Date",
            "date",
            "下单日期",
            "day of the order",
            "订单日期|下单日期|成交日期|Order Date",
            required=True,
            steers=True,
        ),
        _column(
            "customer_id",
            "客户编号",
            "Customer ID",
            "id",
            "客户的编号",
            "the customer's id",
            "客户ID|客户号|客户代码|编号|客户编码|Customer No|Customer Code|Client ID",
            required=True,
            steers=True,
        ),
        _column(
            "customer_name",
            "客户名称",
            "Customer",
            "text",
            "客户的名称；没有编号时按它找到客户",
            "the customer's name; finds the customer where there is no id",
            "客户名|客户|客户姓名|公司名称|公司名|公司|单位名称|客户简称|企业名称|Company|Company Name|Customer Name|Client|Client Name|Account|Account Name",
            stands_in="customer_id",
        ),
        _column(
            "amount",
            "金额",
            "Amount",
            "money",
            "订单金额",
            "value of the order",
            "订单金额|成交金额|总金额|Order Amount|Total|Value",
        ),
        _column(
            "currency",
            "币种",
            "Currency",
            "text",
            "币种，空白=CNY",
            "currency, blank = CNY",
            "货币",
        ),
        _column(
            "item",
            "款号/品项",
            "Item",
            "text",
            "款号或品项",
            "model or item",
            "款号|品项|产品|品名|Product|Model|SKU",
        ),
        _column(
            "payment_due",
            "应收日",
            "Payment due",
            "date",
            "应收款日期",
            "day the payment is due",
            "应收日期|付款期限|Due Date",
        ),
        _column(
            "payment_date",
            "实收日",
            "Paid on",
            "date",
            "实收款日期",
            "day of the payment",
            "实收日期|收款日期|Payment Date|Paid Date",
        ),
        _column(
            "amount_paid",
            "实收金额",
            "Amount paid",
            "money",
            "实收金额",
            "amount paid",
            "已收金额|收款金额|Paid",
        ),
    ),
    ("订单表", "订单记录", "订单明细", "成交记录", "销售记录", "Order", "Order List", "Sales"),
    needs=(("date",), ("customer_id", "customer_name")),
)

SAMPLES = Sheet(
    "samples",
    "样单",
    "Samples",
    Text("一张样单", "one sample order"),
    (
        _column(
            "customer_id",
            "客户编号",
            "Customer ID",
            "id",
            "客户的编号",
            "the customer's id",
            "客户ID|客户号|客户代码|编号|客户编码|Customer No|Customer Code|Client ID",
            required=True,
            steers=True,
        ),
        _column(
            "customer_name",
            "客户名称",
            "Customer",
            "text",
            "客户的名称；没有编号时按它找到客户",
            "the customer's name; finds the customer where there is no id",
            "客户名|客户|客户姓名|公司名称|公司名|公司|单位名称|客户简称|企业名称|Company|Company Name|Customer Name|Client|Client Name|Account|Account Name",
            stands_in="customer_id",
        ),
        _column(
            "confirmed",
            "确认日期",
            "Confirmed",
            "date",
            "样单确认的日期",
            "day the sample order is confirmed",
            "样单日期|下单日期|样单确认|Confirmed On|Confirmation Date|Sample Date",
            required=True,
            steers=True,
        ),
        _column(
            "shipped",
            "寄出日期",
            "Shipped",
            "date",
            "样品寄出的日期",
            "day the sample is sent",
            "寄样日期|发货日期|Shipped On|Sent",
            steers=True,
        ),
        _column(
            "received",
            "签收日期",
            "Received",
            "date",
            "客户签收的日期",
            "day the customer got it",
            "收样日期|收到日期|Received On|Delivered",
            steers=True,
        ),
        _column(
            "closed",
            "结束日期",
            "Closed",
            "date",
            "样单结束的日期",
            "day the sample is settled",
            "关闭日期|完结日期|Closed On|End",
            steers=True,
        ),
        _column(
            "outcome",
            "结果",
            "Outcome",
            "choice",
            "成交、战败或跟进中",
            "won, lost or open",
            "样单结果|Result",
            choices=OUTCOMES,
            steers=True,
        ),
    ),
    ("样单表", "样品", "样品单", "样品记录", "寄样", "寄样记录", "Sample", "Sample Orders"),
    needs=(("confirmed",), ("customer_id", "customer_name")),
)

TEAM = Sheet(
    "team",
    "团队",
    "Team",
    Text("一位业务员", "one seller"),
    (
        _column(
            "seller",
            "负责人",
            "Seller",
            "text",
            "业务员的名字，与客户表一致",
            "the seller's name as in the customer sheet",
            "业务员|姓名|销售|Name|Owner|Salesperson|Sales Rep",
            required=True,
            steers=True,
        ),
        _column(
            "team",
            "团队",
            "Team",
            "text",
            "团队名称",
            "name of the team",
            "小组|部门|店铺|Group|Shop",
        ),
        _column(
            "manager",
            "经理",
            "Manager",
            "text",
            "经理的名字",
            "the manager's name",
            "主管|上级|Lead|Supervisor",
        ),
        _column(
            "email",
            "邮箱",
            "E-mail",
            "text",
            "业务员的邮箱",
            "the seller's mail address",
            "电子邮箱|Email|Mail",
        ),
        _column(
            "manager_email",
            "经理邮箱",
            "Manager e-mail",
            "text",
            "经理的邮箱",
            "the manager's mail address",
            "主管邮箱|Manager Email",
        ),
        _column(
            "country",
            "国家",
            "Country",
            "text",
            "按哪国的节假日，默认中国",
            "whose holidays, China if blank",
            "国家/地区|Country/Region",
        ),
        _column(
            "daily_minutes",
            "每日分钟",
            "Daily minutes",
            "number",
            "每天可用的跟进分钟，默认 480",
            "minutes a day, 480 if blank",
            "每日跟进分钟|每天分钟|Minutes Per Day",
            unit="min",
        ),
        _column(
            "days_off",
            "休息日",
            "Days off",
            "days_off",
            "每周休息日或请假日期",
            "weekly rest days or leave",
            "休假|请假|每周休息|Rest Days|Leave",
        ),
    ),
    ("团队表", "业务员", "销售团队", "人员", "Sellers", "Sales Team", "Staff"),
    needs=(("seller",),),
)

KEY_ACCOUNTS = Sheet(
    "key_accounts",
    "重点客户",
    "Key accounts",
    Text("一次提报", "one submission"),
    (
        _column(
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
        _column(
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
        _column(
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
        _column(
            "customer_name",
            "客户名称",
            "Customer",
            "text",
            "客户的名称；没有编号时按它找到客户",
            "the customer's name; finds the customer where there is no id",
            "客户名|客户|客户姓名|公司名称|公司名|公司|单位名称|客户简称|企业名称|Company|Company Name|Customer Name|Client|Client Name|Account|Account Name",
            stands_in="customer_id",
        ),
        _column("group", "组", "Group", "text", "G1 或 G2", "G1 or G2", "组别"),
        _column(
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
        _column(
            "reason", "原因", "Reason", "text", "成交或战败的原因", "why won or lost", "成败原因"
        ),
        _column(
            "support_asked",
            "所需支持",
            "Support asked",
            "text",
            "需要的资源",
            "resources asked",
            "需要支持",
        ),
        _column(
            "support_given",
            "已给政策",
            "Support given",
            "text",
            "已给的政策",
            "resources given",
            "已给支持",
        ),
        _column(
            "helper", "协助人", "Helper", "text", "协助的同事", "the colleague who helps", "协助"
        ),
    ),
    ("重点客户提报", "周重点客户", "Weekly Key Accounts"),
    needs=(("week",), ("seller",), ("customer_id", "customer_name")),
)

ASPECTS = Sheet(
    "aspects",
    "经营",
    "Aspects",
    Text("一位客户在一个期间", "a customer in a period"),
    (
        _column(
            "period",
            "期间",
            "Period",
            "text",
            "月份或年份，如 2026-10",
            "month or year, such as 2026-10",
            "月份",
            required=True,
            steers=True,
        ),
        _column(
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
        _column(
            "customer_name",
            "客户名称",
            "Customer",
            "text",
            "客户的名称；没有编号时按它找到客户",
            "the customer's name; finds the customer where there is no id",
            "客户名|客户|客户姓名|公司名称|公司名|公司|单位名称|客户简称|企业名称|Company|Company Name|Customer Name|Client|Client Name|Account|Account Name",
            stands_in="customer_id",
        ),
        _column(
            "sales",
            "我方销售额",
            "Our sales",
            "money",
            "我方卖给该客户的金额",
            "what we sold to the customer",
            "销售额|Sales",
        ),
        _column(
            "total_purchases",
            "客户总采购额",
            "Total purchases",
            "money",
            "客户同类总采购额",
            "what the customer bought of this kind in all",
            "总采购额",
        ),
        _column(
            "market_sales",
            "市场总额",
            "Market sales",
            "money",
            "当地市场总额",
            "sales of the whole local market",
            "市场容量",
        ),
        _column(
            "expense",
            "费用",
            "Expense",
            "money",
            "花在该客户上的费用",
            "what we spent on the customer",
            "客户费用|Cost",
        ),
        _column(
            "policy_informed",
            "政策告知日",
            "Policy informed",
            "date",
            "告知公司政策的日期",
            "day the customer was told of the policy",
            "政策告知日期",
        ),
        _column(
            "own_items",
            "我方品项数",
            "Our items",
            "number",
            "店内我方品项数",
            "our items on the shelf",
            "我方品种数",
        ),
        _column(
            "all_items",
            "品项总数",
            "All items",
            "number",
            "同类品项总数",
            "all items of the kind",
            "品种总数",
        ),
        _column(
            "focus_pushed",
            "重点产品推介",
            "Focus product pushed",
            "yes_no",
            "是否主推重点产品",
            "is the focus product pushed",
            "主推重点产品",
        ),
        _column(
            "display_place",
            "陈列位置",
            "Display place",
            "text",
            "陈列位置",
            "where it stands",
            "陈列地点",
        ),
        _column(
            "display_space",
            "陈列面积",
            "Display space",
            "number",
            "陈列面积",
            "how much space",
            "陈列空间",
        ),
        _column(
            "display_height",
            "陈列高度",
            "Display height",
            "number",
            "陈列高度 1–5",
            "height, 1 to 5",
            "陈列高低",
        ),
        _column(
            "stock",
            "库存",
            "Stock",
            "number",
            "期末库存数量",
            "units in stock at the end",
            "期末库存",
        ),
        _column(
            "daily_sales",
            "日均销量",
            "Daily sales",
            "number",
            "每天卖出的数量",
            "units sold a day",
            "日销量",
        ),
        _column(
            "out_of_stock_cause",
            "缺货原因",
            "Out-of-stock cause",
            "text",
            "缺货责任：客户或我方",
            "who caused it: customer or us",
            "断货原因",
        ),
        _column(
            "promotion_invited",
            "促销邀请",
            "Promotion invited",
            "yes_no",
            "是否邀请参加促销",
            "was invited to a promotion",
            "邀请促销",
        ),
        _column(
            "promotion_joined",
            "促销参加",
            "Promotion joined",
            "yes_no",
            "是否参加促销",
            "joined the promotion",
            "参加促销",
        ),
        _column(
            "sales_before",
            "促销前销售",
            "Sales before",
            "money",
            "促销前的销售额",
            "sales before the promotion",
            "促销前",
        ),
        _column(
            "sales_after",
            "促销后销售",
            "Sales after",
            "money",
            "促销后的销售额",
            "sales after the promotion",
            "促销后",
        ),
        _column(
            "visits_planned",
            "计划拜访",
            "Visits planned",
            "number",
            "计划拜访次数",
            "visits planned",
            "计划拜访次数",
        ),
        _column(
            "relation", "关系", "Relation", "number", "关系 1–5", "relation, 1 to 5", "客情关系"
        ),
        _column(
            "exchange", "交流", "Exchange", "number", "交流 1–5", "exchange, 1 to 5", "信息交流"
        ),
        _column(
            "messages_sent",
            "发出信息",
            "Messages sent",
            "number",
            "发出的信息数",
            "messages sent",
            "发出",
        ),
        _column(
            "messages_received",
            "收到信息",
            "Messages received",
            "number",
            "收到的信息数",
            "messages received",
            "收到",
        ),
        _column(
            "messages_followed",
            "落实信息",
            "Messages followed",
            "number",
            "落实的信息数",
            "messages followed",
            "落实",
        ),
    ),
    ("经营状况", "经营分析", "客户经营"),
    needs=(("period",), ("customer_id", "customer_name")),
)

SETTINGS = Sheet(
    "settings",
    "设置",
    "Settings",
    Text("一个数字", "one number"),
    (
        _column(
            "setting",
            "项目",
            "Key",
            "text",
            "规则里的数字，如 等级.E.周期.月",
            "a number of the policy, such as tiers.E.cadence.months",
            "设置项|键|Setting",
            required=True,
        ),
        _column(
            "value",
            "值",
            "Value",
            "text",
            "本团队用的值",
            "the value that this team uses",
            "数值|设定值",
            required=True,
        ),
        _column("note", "说明", "Note", "text", "为什么这样定", "why", "备注|Remark"),
    ),
    ("规则设置", "Policy settings"),
    needs=(("setting",), ("value",)),
)

MESSAGES = Sheet(
    "messages",
    "短信库",
    "Message library",
    Text("一条短信", "one text"),
    (
        _column(
            "message_type",
            "类型",
            "Message type",
            "text",
            "触达的类型，如 生日、春节、问候",
            "kind of touch, such as birthday, Christmas, greeting",
            "短信类型|触达类型|Kind of message",
            required=True,
        ),
        _column(
            "tier",
            "等级",
            "Tier",
            "text",
            "只用于这个等级；空白=所有等级",
            "for this tier only; blank = every tier",
            "适用等级",
        ),
        _column(
            "language",
            "语言",
            "Language",
            "choice",
            "中文或英文；空白=随工作簿",
            "Chinese or English; blank = the workbook's",
            choices=LANGUAGES,
        ),
        _column(
            "content",
            "内容",
            "Text",
            "prose",
            "短信内容，可写 {联系人} {客户名称} {负责人}",
            "the text; may hold {Contact} {Customer} {Seller}",
            "短信内容|正文|Message",
            required=True,
        ),
    ),
    ("短信模板", "话术库", "Messages", "Texts"),
    needs=(("message_type",), ("content",)),
)

SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        s.key: s
        for s in (
            CUSTOMERS,
            CONTACTS,
            ORDERS,
            SAMPLES,
            TEAM,
            KEY_ACCOUNTS,
            ASPECTS,
            MESSAGES,
            SETTINGS,
        )
    }
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
PROGRAM_COLUMNS = tuple(
    column.key for column in CUSTOMERS.columns if column.written and not column.method
)

OWNED_SHEETS: Mapping[str, Text] = MappingProxyType(
    {
        "due": Text("本周跟进", "Due this week"),
        "moves": Text("等级变动", "Tier moves"),
        "findings": Text("数据问题", "Data issues"),
        "overview": Text("汇总", "Overview"),
        "touches": Text("触达日历", "Touch calendar"),
        "nominations": Text("重点提名", "Key account proposals"),
        "imports": Text("导入记录", "Import log"),
        "review": Text("待复核", "To review"),
        "quarantine": Text("隔离", "Quarantine"),
    }
)
TEAM_WORDS = ("deal", "judged", "own_tier", "own_next")
"""Columns of the customer sheet that stand in for others; nobody is asked to add them."""
