"""The values of the choice columns, with the spellings that teams use."""

from schemas.columns.model import Choice, spellings

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
        spellings(
            "成交|已下单|下单|已签约|签约|已签单|已合作|合作中|已转订单|赢单|成交客户|已成交客户|老客户|是|"
            "won|closed won|deal won|customer|client|active customer|purchased|signed|yes"
        ),
    ),
    Choice(
        "sample",
        "已寄样",
        "sample sent",
        spellings(
            "寄样|寄样中|样品阶段|样品中|样单中|打样|打样中|已打样|送样|已送样|测样|试样|"
            "sample|sampling|samples sent|sample stage"
        ),
    ),
    Choice(
        "lost",
        "已流失",
        "lost",
        spellings(
            "流失|流失客户|输单|战败|丢单|失单|选别家|已选别家|选择别家|选了别家|放弃|"
            "closed lost|deal lost|lost customer|churned"
        ),
    ),
    Choice(
        "not_needed",
        "暂无需求",
        "no need",
        spellings(
            "无需求|没有需求|无意向|没意向|无效|无效客户|无效线索|"
            "unqualified|not qualified|disqualified|junk|junk lead|not interested|no interest"
        ),
    ),
    # Says nothing that a tier could rest on: as good as blank.
    Choice(
        "none",
        "未成交",
        "no deal yet",
        spellings(
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
        spellings(
            "重点客户|意向|意向客户|有意向|强意向|高|高意向|重潜|大客户|三星|3星|★★★|★★★★|★★★★★|"
            "hot|high|vip|h|h级"
        ),
    ),
    Choice(
        "ordinary",
        "一般",
        "ordinary",
        spellings(
            "一般客户|普通|普通客户|中|中意向|普潜|潜在|潜在客户|二星|2星|★★|warm|medium|normal|m"
        ),
    ),
    Choice(
        "none",
        "无效",
        "none",
        spellings("无效客户|低|低意向|无意向|无|无潜|一星|1星|★|cold|low|no|l"),
    ),
)
STATUSES = (
    Choice("active", "正常", "active", ("跟进中", "在跟", "有效", "启用", "open")),
    Choice("paused", "暂停", "paused", ("停跟", "暂缓", "on hold")),
    Choice("archived", "归档", "archived", ("存档", "已归档")),
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
