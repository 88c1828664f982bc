"""What the two made-up teams write: sellers, goods, and the sentences of their contact logs."""

from dataclasses import dataclass

from schemas.texts import Lang


@dataclass(frozen=True, slots=True)
class Seller:
    """One row of the team sheet, and the markets that the seller looks after."""

    name: str
    team: str
    manager: str
    email: str
    manager_email: str
    country: str | None
    minutes: int | None
    days_off: str | None
    markets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """One entry of the contact log before its blanks are filled: {item}, {qty}, {who}."""

    method: str
    goal: str
    content: str
    following: str
    minutes: int


def _notes(text: str) -> tuple[Note, ...]:
    rows = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return tuple(
        Note(method, goal, content, following, int(minutes))
        for method, goal, content, following, minutes in rows
    )


_ZHOU, _XU = "zhou.jm@haichen.example", "xu.wj@haichen.example"
SELLERS: dict[Lang, tuple[Seller, ...]] = {
    "zh": (
        Seller(
            "林晓芸",
            "欧美组",
            "周建明",
            "lin.xy@haichen.example",
            _ZHOU,
            "中国",
            240,
            None,
            ("DE", "PL"),
        ),
        Seller(
            "陈志远",
            "欧美组",
            "周建明",
            "chen.zy@haichen.example",
            _ZHOU,
            "中国",
            240,
            "周六、周日",
            ("US",),
        ),
        Seller(
            "王雨桐",
            "欧美组",
            "周建明",
            "wang.yt@haichen.example",
            _ZHOU,
            None,
            180,
            "2026-11-26",
            ("GB", "SE", "AU"),
        ),
        Seller(
            "黄海涛",
            "新兴市场组",
            "许文静",
            "huang.ht@haichen.example",
            _XU,
            "中国",
            240,
            None,
            ("AE", "BR"),
        ),
        Seller(
            "赵敏仪",
            "新兴市场组",
            "许文静",
            "zhao.my@haichen.example",
            _XU,
            "中国",
            None,
            None,
            ("JP", "CN"),
        ),
        Seller(
            "阮氏兰",
            "新兴市场组",
            "许文静",
            "lan.nguyen@haichen.example",
            _XU,
            "越南",
            200,
            "周日",
            ("VN",),
        ),
    ),
    "en": (
        Seller(
            "Emma Clarke",
            "Europe",
            "Robert Shen",
            "emma@brightpan.example",
            "robert@brightpan.example",
            "China",
            240,
            None,
            ("GB", "SE"),
        ),
        Seller(
            "Jonas Weber",
            "Europe",
            "Robert Shen",
            "jonas@brightpan.example",
            "robert@brightpan.example",
            "Germany",
            240,
            None,
            ("DE",),
        ),
        Seller(
            "Grace Liu",
            "Europe",
            "Robert Shen",
            "grace@brightpan.example",
            "robert@brightpan.example",
            "China",
            180,
            "2026-11-26",
            ("AE", "PL"),
        ),
        Seller(
            "David Chen",
            "Americas & Pacific",
            "Helen Fong",
            "david@brightpan.example",
            "helen@brightpan.example",
            None,
            240,
            "Saturday, Sunday",
            ("US",),
        ),
        Seller(
            "Mei Huang",
            "Americas & Pacific",
            "Helen Fong",
            "mei@brightpan.example",
            "helen@brightpan.example",
            "China",
            None,
            None,
            ("JP", "VN"),
        ),
        Seller(
            "Carlos Pereira",
            "Americas & Pacific",
            "Helen Fong",
            "carlos@brightpan.example",
            "helen@brightpan.example",
            "China",
            200,
            None,
            ("BR", "AU"),
        ),
    ),
}

# code, Chinese name, English name, price in USD, carton
ITEMS = (
    ("HC-1102", "304不锈钢保温杯 500ml", "vacuum flask 500 ml", 4.85, 24),
    ("HC-1108", "儿童吸管杯 350ml", "kids' straw cup 350 ml", 3.60, 48),
    ("HC-2103", "硅胶铲五件套", "silicone spatula set of 5", 3.25, 36),
    ("HC-2117", "硅胶折叠滤水篮", "folding silicone colander", 2.10, 60),
    ("HC-3005", "竹砧板三件套", "bamboo board set of 3", 6.40, 12),
    ("HC-3012", "竹制刀叉收纳盘", "bamboo cutlery tray", 5.15, 16),
    ("HC-4021", "不粘煎锅 28cm", "non-stick frying pan 28 cm", 7.90, 10),
    ("HC-4033", "珐琅汤锅 24cm", "enamel stock pot 24 cm", 12.60, 4),
    ("HC-5006", "玻璃密封罐六只装", "glass storage jars, 6 pcs", 8.20, 8),
    ("HC-5011", "耐热玻璃烤盘", "oven-proof glass dish", 3.95, 18),
    ("HC-6002", "咖啡手冲套装", "pour-over coffee set", 11.30, 6),
    ("HC-6009", "法压壶 1L", "French press 1 l", 5.70, 12),
)

NOTES: dict[Lang, dict[str, tuple[Note, ...]]] = {
    "zh": {
        "A": _notes("""
            微信 | 确认{item}大货进度 | {item}大货已上线,发了车间照片,{who}没有异议 | 出货前三天发装箱单 | 8
            邮件 | 催定尾款 | 提单草稿已确认,{who}说尾款周内付 | 到账后放单 | 6
            电话 | 了解上批货销售情况 | 上批{item}卖得不错,{who}在看库存,可能补{qty}个 | 下次报补单价 | 12
            邮件 | 推荐同系列新款 | 发了新款图片和{item}升级方案,{who}转给采购看 | 一周后问反馈 | 8
            微信 | 核对联系信息 | 地址电话都没变,{who}提醒旺季前要备货 | 月底前给备货计划 | 5
            电话 | 处理质量投诉 | 有两箱{item}外箱压坏,照片已收,同意下单补发 | 跟仓库确认补发时间 | 15
            邮件 | 报价{qty}个{item} | 按老价格报了{qty}个,交期35天,{who}希望再让2% | 与经理商量让价 | 10
            拜访 | 展会见面谈年度计划 | 广交会上见了{who},明年计划加一个颜色 | 整理年度框架报价 | 45
        """),
        "B": _notes("""
            邮件 | 确认样品要求 | {item}样品颜色、logo位置都已确认,收样地址核对过 | 打样好拍照给客户 | 10
            微信 | 告知打样进度 | {item}样品已做好,发了实拍图,{who}满意 | 安排快递 | 6
            邮件 | 发快递单号 | {item}样品已寄出,单号发给{who} | 预计到达当天再问 | 5
            电话 | 问样品反馈 | {who}说{item}手感可以,要给老板看 | 过几天问老板意见 | 10
            微信 | 跟样品测试 | 样品送去做食品级测试,{who}说结果下周出 | 测试结果出来就谈大货 | 8
            邮件 | 报大货价 | 按{qty}个报了阶梯价,付款30%定金 | 等{who}确认数量 | 12
        """),
        "C": _notes("""
            电话 | 摸清年采购量 | {who}一年约采{qty}个同类产品,现供应商交期慢 | 寄产品册,约视频看厂 | 20
            邮件 | 介绍工厂和验厂报告 | 发了BSCI报告和{item}资料,{who}回复感兴趣 | 准备对比报价 | 20
            微信 | 推{item} | {who}问了起订量和包装,觉得价格略高 | 做一版简装报价 | 15
            电话 | 约看样间 | {who}计划下个季度来华,愿意顺路看厂 | 提前两周确认行程 | 20
            邮件 | 发竞品对比 | {item}与对方现有款做了对比,{who}说转给产品经理 | 问产品经理意见 | 25
        """),
        "D": _notes("""
            邮件 | 看看近期有没有需求 | 直接问了{item},{who}说年底前没有计划 | 三个月后再问 | 4
            邮件 | 发新品目录 | 新品目录已发,{who}收到未提需求 | 季度末再联系 | 4
            微信 | 问库存 | {who}库存还够,下季度再看 | 下季度再联系 | 4
            电话 | 回访 | {who}换了办公室,业务没变,暂无询盘 | 更新地址 | 5
        """),
        "E": _notes("""
            邮件 | 节日问候 | 群发节日问候和新品链接 | 半年后再发 | 2
            邮件 | 新品推送 | 模板邮件:新品和展会邀请 | 半年后再发 | 2
            微信 | 问候 | 发了展会邀请,没有多聊 | 半年后再发 | 2
        """),
    },
    "en": {
        "A": _notes("""
            WeChat | Show progress on {item} | Sent pictures of {item} on the line, {who} is happy with them | Packing list three days before shipment | 8
            email | Chase the balance | Draft bill of lading approved, {who} pays this week | Release documents once paid | 6
            phone | Ask how the last lot sells | {item} moves well, {who} checks stock, may top up {qty} pcs | Quote the top-up | 12
            email | Show the new finish | Sent pictures of {item} in the new finish, {who} passed them to buying | Ask again in a week | 8
            phone | Settle a complaint | Two cartons of {item} crushed, pictures received, replacement with the next order | Date from the warehouse | 15
            email | Quote {qty} pcs of {item} | Quoted at the old price, 35 days, {who} asks for 2 % more | Talk to the manager | 10
            visit | Yearly plan at the fair | Met {who} at the fair, wants one more colour next year | Frame offer for the year | 45
        """),
        "B": _notes("""
            email | Pin down the sample | Colour and logo position of {item} agreed, delivery address checked | Pictures when it is made | 10
            WeChat | Progress of the sample | {item} is made, {who} likes the pictures | Book the courier | 6
            email | Tracking number | {item} sample is on its way, number sent to {who} | Ask on the day it should arrive | 5
            phone | First impression | {who} likes the feel of {item}, must show it to the boss | Ask what the boss says | 10
            email | Bulk price | Quoted {qty} pcs with steps, 30 % deposit | Wait for the quantity | 12
        """),
        "C": _notes("""
            phone | Learn the yearly need | {who} buys about {qty} pcs a year, today's supplier is slow | Send catalogue, offer a video tour | 20
            email | Factory and audit report | Sent the audit report and {item}, {who} answered with questions | Prepare a comparison | 20
            WeChat | Offer {item} | {who} asked for minimum and packing, finds it a little dear | Quote the plain pack | 15
            email | Compare with the present model | Set {item} beside theirs, {who} forwards it to product | Ask product for a view | 25
        """),
        "D": _notes("""
            email | Any need soon? | Asked straight about {item}, {who} plans nothing before year end | Ask in three months | 4
            email | New catalogue | Catalogue sent, {who} thanks, no request | End of the quarter | 4
            phone | Short call | {who} moved office, business as before, no inquiry | Update the address | 5
        """),
        "E": _notes("""
            email | Season's greeting | Template greeting with the link to new goods | In half a year | 2
            email | New goods | Template: new goods and fair invitation | In half a year | 2
        """),
    },
}

LABELS: dict[Lang, tuple[str, ...]] = {
    "zh": ("连锁超市", "电商", "批发", "礼品商", "老客户", "价格敏感", "要验厂", "付款爽快"),
    "en": ("chain", "online", "wholesale", "gifts", "price matters", "needs audit", "pays fast"),
}
INDUSTRIES: dict[Lang, tuple[str, ...]] = {
    "zh": ("厨具批发", "家居连锁", "电商平台", "礼品促销", "酒店用品", "超市采购"),
    "en": (
        "kitchen wholesale",
        "homeware chain",
        "online shop",
        "promotional gifts",
        "hotel supply",
        "supermarket",
    ),
}
# code of the source: spellings that a team really types; the last one of `other` is not in any list
SOURCES: dict[Lang, tuple[str, ...]] = {
    "zh": ("展会", "展会", "广交会", "网络", "阿里巴巴", "转介绍", "陌生", "缘故", "网站", "其他"),
    "en": (
        "trade fair",
        "trade fair",
        "fair",
        "online",
        "Alibaba",
        "referral",
        "stranger",
        "known",
        "website",
        "other",
    ),
}
POTENTIALS: dict[Lang, dict[str, tuple[str, ...]]] = {
    "zh": {
        "C": ("重潜", "重潜", "高", "重点潜力"),
        "D": ("普潜", "普潜", "普潜", "中", "一般"),
        "E": ("无潜", "无潜", "无潜", "低"),
    },
    "en": {
        "C": ("strong", "strong", "high"),
        "D": ("ordinary", "ordinary", "medium"),
        "E": ("none", "none", "low"),
    },
}
PROFILE: dict[Lang, dict[str, tuple[str, ...]]] = {
    "zh": {
        "gender": ("男", "女"),
        "age": ("35岁左右", "40多", "30", "50岁上下", "28"),
        "address": ("市中心工业园3号楼", "港口物流区18号仓", "中央大街210号", "展览路7号"),
        "work": ("采购经理,管两个品类", "老板自己管采购", "产品经理", "店长,兼采购"),
        "character": ("爽快,直接", "谨慎,凡事要数据", "健谈", "慢热"),
        "preferences": ("足球", "咖啡", "摄影", "钓鱼", "登山"),
        "promotion_attitude": ("愿意收新品信息", "只要价格表", "不喜欢群发"),
    },
    "en": {
        "gender": ("m", "f"),
        "age": ("about 35", "in the forties", "30", "around 50"),
        "address": ("Industrial Park 3", "Port Road 18", "Main Street 210", "Fair Road 7"),
        "work": (
            "buyer, two categories",
            "owner, buys himself",
            "product manager",
            "runs the shop and buys",
        ),
        "character": ("direct", "careful, wants figures", "talkative", "slow to warm up"),
        "preferences": ("football", "coffee", "photography", "hiking"),
        "promotion_attitude": ("welcomes news", "price lists only", "no bulk mail"),
    },
}
NOTHING: dict[Lang, tuple[str, ...]] = {"zh": ("无", "-", "不详"), "en": ("n/a", "-", "none")}
REMARKS: dict[Lang, tuple[str, ...]] = {
    "zh": (
        "价格敏感,先报简装",
        "要求FSC证书",
        "老板姓氏念法请注意",
        "只走整柜",
        "每年一月盘点,不下单",
        "上海代表处代收样品",
    ),
    "en": (
        "plain pack first",
        "asks for FSC",
        "full containers only",
        "stock-taking in January, no orders",
    ),
}
METHODS_SPELLED: dict[Lang, dict[str, str]] = {
    "zh": {"电话": "打电话", "邮件": "发邮件"},
    "en": {"phone": "call", "email": "e-mail"},
}
