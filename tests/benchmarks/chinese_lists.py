"""Chinese customer lists with a known truth, made from a seed: who is listed again, and how it was written then.

Surnames, given names and domains follow how common they are in China (facts of the census of names); people, companies
and numbers are made up.
"""

import datetime as dt
import random

from matching_data import Task, frame_of
from opencc import OpenCC
from pypinyin import lazy_pinyin

SURNAMES = (  # noqa: SIM905 -- a list of words reads better so
    "王7.1 李7.0 张6.7 刘5.4 陈4.5 杨3.1 黄2.4 赵2.3 吴2.0 周2.0 徐1.7 孙1.5 马1.4 朱1.3 胡1.3 郭1.2 何1.2 林1.2 高1.1 罗1.1 "
    "郑1.0 梁0.9 谢0.8 宋0.8 唐0.8 许0.7 韩0.7 邓0.7 冯0.7 曹0.7 彭0.6 曾0.6 肖0.6 田0.6 董0.6 潘0.5 袁0.5 蔡0.5 蒋0.5 余0.5 "
    "于0.5 杜0.5 叶0.5 程0.5 魏0.5 苏0.5 吕0.4 丁0.4 任0.4 卢0.4 姚0.4 沈0.4 钟0.4 姜0.4 崔0.4 谭0.4 陆0.4 范0.3 汪0.3 廖0.3 "
    "石0.3 金0.3 韦0.3 贾0.3 夏0.3 付0.3 方0.3 邹0.3 熊0.3 白0.3 孟0.3 秦0.3 邱0.3 侯0.3 江0.3 尹0.2 薛0.2 闫0.2 段0.2 雷0.2 "
    "单0.05 仇0.05 解0.05 查0.05 翟0.1 欧阳0.1 司马0.02 上官0.02 诸葛0.02 覃0.1 区0.05 朴0.05"
).split()
SINGLE = "伟6 芳5 敏4 静4 丽4 强3 磊3 军3 洋3 勇3 艳3 杰3 涛3 明3 超3 娟2 霞2 平2 刚2 玲2 鹏2 辉2 健2 斌2 宇1 浩1 琳1 颖1 凯1 薇1 威1 婷2 峰2 锋1 宁1 博1".split()  # noqa: SIM905 -- a list of words reads better so
FIRST = "建4 志4 文4 晓4 小3 海3 国3 玉3 春2 秀3 桂2 淑2 俊2 佳2 雨2 子3 思2 梓2 欣1 嘉1 永2 家1 天1 德1 金1 红2 雪1 宏1 立1 一1 浩2 宇1 丽1 美1".split()  # noqa: SIM905 -- a list of words reads better so
SECOND = "华4 英4 兰3 明3 平3 军2 林2 梅2 珍2 杰2 龙2 云2 芳2 峰2 萍2 涵2 轩2 怡2 琪1 阳2 东2 霞1 玲1 波1 生1 荣1 红1 燕1 辉1 强1 斌1 娜1 雯1 瑶1 豪1 博1".split()  # noqa: SIM905 -- a list of words reads better so
CITIES = "上海 北京 深圳 广州 杭州 苏州 宁波 义乌 温州 厦门 青岛 东莞 佛山 成都 武汉 南京 天津 西安".split()  # noqa: SIM905 -- a list of words reads better so
BRANDS = "华 信 宏 达 盛 泰 恒 鑫 源 瑞 丰 隆 昌 荣 天 海 星 博 创 联 通 永 德 嘉 美 康 优 佳 飞 腾 凯 捷".split()  # noqa: SIM905 -- a list of words reads better so
TRADES = "科技 贸易 进出口 电子 实业 机械 纺织 服饰 五金 塑料 家具 食品 物流 包装 照明".split()  # noqa: SIM905 -- a list of words reads better so
HOMOPHONES = {
    "伟": "玮薇",
    "芳": "方",
    "丽": "莉",
    "静": "婧",
    "峰": "锋",
    "佳": "嘉",
    "英": "瑛",
    "明": "铭",
    "杰": "洁",
    "晓": "小",
    "思": "斯",
    "雨": "宇",
    "志": "智",
    "文": "雯",
    "辉": "晖",
    "玲": "琳",
}
ENGLISH = "Kevin Jack Tony Amy Cindy Lucy Vivian Jason David Grace Emily Frank".split()  # noqa: SIM905 -- a list of words reads better so
TITLES = "总 经理 老师 先生 女士 主任".split()  # noqa: SIM905 -- a list of words reads better so
HOSTS = "qq.com 163.com 126.com gmail.com".split()  # noqa: SIM905 -- a list of words reads better so


def _pick(chance, weighted):
    names = [entry.rstrip("0123456789.") for entry in weighted]
    return chance.choices(
        names, [float(entry[len(name) :]) for entry, name in zip(weighted, names, strict=True)]
    )[0]


class _Maker:
    def __init__(self, seed):
        self.chance = random.Random(seed)  # noqa: S311 -- seeded on purpose
        self.to_traditional = OpenCC("s2t").convert
        self.companies = []

    def phone(self):
        return f"+861{self.chance.choice('35789')}{self.chance.randrange(10**9):09d}"

    def company(self):
        chance = self.chance
        city = chance.choice(CITIES)
        brand = "".join(chance.sample(BRANDS, chance.choice((2, 2, 3))))
        landline = (
            f"+86{chance.choice(('21', '10', '571', '574', '755'))}{chance.randrange(10**7, 10**8)}"
        )
        return {"city": city, "brand": brand, "trade": chance.choice(TRADES), "phone": landline}

    def person(self):
        chance = self.chance
        surname = _pick(chance, SURNAMES)
        given = (
            _pick(chance, SINGLE)
            if chance.random() < 0.2
            else _pick(chance, FIRST) + _pick(chance, SECOND)
        )
        company = chance.choice(self.companies) if chance.random() < 0.7 else None
        letters = "".join(lazy_pinyin(surname + given))
        born = dt.date(1950, 1, 1) + dt.timedelta(days=chance.randrange(19_000))
        return {
            "surname": surname,
            "given": given,
            "company": company,
            "mobile": self.phone(),
            "email": f"{letters}{chance.randrange(10**6)}@{chance.choice(HOSTS)}",
            "wechat": f"{letters[:6]}_{chance.randrange(10**5)}",
            "born": born.isoformat(),
            "city": company["city"] if company else chance.choice(CITIES),
        }

    def listed(self, person, *, again):
        """Write a person into a list; again: not as the first time."""
        chance = self.chance
        name = person["surname"] + person["given"]
        phones = [person["mobile"]] if chance.random() < 0.93 else []
        company = person["company"]
        if company and chance.random() < 0.15:
            phones.append(company["phone"])
        row = {
            "person": name,
            "phones": phones,
            "emails": [person["email"]] if chance.random() < 0.5 else [],
            "wechat": person["wechat"] if chance.random() < 0.5 else "",
            "birthday": person["born"] if chance.random() < 0.4 else "",
            "city": person["city"] if chance.random() < 0.7 else "",
            "company": self.company_name(company) if company and chance.random() < 0.8 else "",
        }
        if again:
            self.disturb(row, person)
        row["phones"], row["emails"] = tuple(row["phones"]), tuple(row["emails"])
        row["name"] = row["person"]
        return row

    def company_name(self, company):
        chance = self.chance
        form = chance.random()
        core = company["brand"] + company["trade"]
        if form < 0.5:
            return f"{company['city']}{core}有限公司"
        if form < 0.65:
            return f"{core}（{company['city']}）有限公司"
        return (
            f"{company['city']}市{core}有限公司"
            if form < 0.75
            else core
            if form < 0.9
            else company["brand"]
        )

    def disturb(self, row, person):
        chance = self.chance
        row["person"] = self.another_form(person)
        if chance.random() < 0.08 and row["phones"]:
            row["phones"] = [self.phone()]
            if chance.random() < 0.8:
                row["wechat"] = person["wechat"]  # who changes the number keeps the account
        if chance.random() < 0.04 and row["phones"]:
            digits = list(row["phones"][0])
            digits[chance.randrange(5, len(digits))] = chance.choice("0123456789")
            row["phones"][0] = "".join(digits)
        if person["company"] and chance.random() < 0.08:
            row["company"] = self.company_name(chance.choice(self.companies))
        if not (row["phones"] or row["emails"] or row["wechat"]):
            row["phones"] = [person["mobile"]]

    def another_form(self, person):
        chance = self.chance
        surname, given = person["surname"], person["given"]
        other_end = given[0] + _pick(chance, SECOND) if len(given) > 1 else given
        sounding = "".join(chance.choice(HOMOPHONES[c]) if c in HOMOPHONES else c for c in given)
        english = f"{chance.choice(ENGLISH)} {reading(surname).title()}"
        forms = [
            (0.66, surname + given),
            (0.08, surname + sounding),
            (0.06, self.to_traditional(surname + given)),
            (0.08, self.in_pinyin(surname, given)),
            (0.07, surname + chance.choice(TITLES)),
            (0.03, surname + other_end),
            (0.02, english),
        ]
        return chance.choices([form for _, form in forms], [share for share, _ in forms])[0]

    def in_pinyin(self, surname, given):
        first, last = "".join(lazy_pinyin(given)).title(), reading(surname).title()
        return self.chance.choice(
            (f"{last} {first}", f"{first} {last}", f"{last}{first}", f"{last.upper()} {first}")
        )


READINGS = {
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "区": "ou",
    "覃": "qin",
    "翟": "zhai",
}


def reading(surname):
    return READINGS.get(surname) or "".join(lazy_pinyin(surname))


def chinese(existing, incoming, seed, twins=0.3):
    """Make a workbook of some size and a list of some size; twins: share of the list that was listed before."""
    maker = _Maker(seed)
    chance = maker.chance
    maker.companies = [maker.company() for _ in range(max(existing // 6, 20))]
    known = [maker.person() for _ in range(existing)]
    for one, other in zip(known[::40], known[1::40], strict=False):
        other["mobile"] = one["mobile"]  # a family's phone
        if chance.random() < 0.4:
            other["surname"] = one["surname"]
    rows, truth, people = [], [], []
    for number, person in enumerate(known):
        rows.append(maker.listed(person, again=False))
        truth.append(number)
    listed = []
    for _ in range(incoming):
        kind = chance.random()
        if kind < twins and existing:
            number, again = chance.randrange(existing), True
        elif kind < twins + 0.08 and people:
            number, again = chance.choice(people), True
        else:
            known.append(maker.person())
            number, again = len(known) - 1, False
            if chance.random() < 0.03:
                known[number]["mobile"] = chance.choice(known)["mobile"]
            people.append(number)
        listed.append(maker.listed(known[number], again=again))
        truth.append(number)
    return Task(f"Chinese {existing}+{incoming}", frame_of(rows), frame_of(listed), truth)
