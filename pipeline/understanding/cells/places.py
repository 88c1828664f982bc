"""Cities and countries: 广东省深圳市 → 深圳; DE → 德国. The lists are facts of geography, as the teams write them."""

import re
from functools import cache
from typing import Final

from pipeline.understanding.cells.found import Found
from pipeline.understanding.cells.texts import HAN, joined, tidy
from schemas.texts import Lang
from schemas.values import is_blank


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PROVINCES: Final = _words(
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 "
    "内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
)
CITIES: Final = _words(
    "北京 天津 上海 重庆 香港 澳门 台北 高雄 台中 台南 新北 桃园 新竹 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 "
    "朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 "
    "铁岭 朝阳 葫芦岛 长春 吉林 四平 辽源 通化 白山 松原 白城 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 "
    "苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 "
    "阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 "
    "东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 "
    "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 天门 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 广州 "
    "韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 "
    "贺州 河池 来宾 崇左 海口 三亚 三沙 儋州 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 安顺 "
    "毕节 铜仁 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理 西双版纳 拉萨 日喀则 昌都 林芝 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 "
    "白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 西宁 海东 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 石河子 "
    "昆山 义乌 江阴 张家港 常熟 太仓 宜兴 慈溪 余姚 诸暨 永康 东阳 温岭 乐清 瑞安 海宁 桐乡 晋江 石狮 南安 福清 寿光 即墨 胶州 增城 顺德 南海"
)
"""Cities of prefecture level, and the county-level ones that trade knows by name."""

_CITY_STATES: Final = _words("北京 天津 上海 重庆 香港 澳门")
_PROVINCE: Final = re.compile(
    rf"^(?:中国[\s,，·-]*)?(?P<province>{'|'.join(sorted(PROVINCES))})(?:省|市|特别行政区|(?:壮族|回族|维吾尔)?自治区)?[\s,，/·-]*"
)
_CITY: Final = re.compile(r"(?P<city>[^省市县区\s]{2,7}?)(?:市|地区|自治州|盟)")
_KIND: Final = re.compile(r"^(?:市|地区|盟|[^市县区州]*自治州)")
_COUNTRY: Final = re.compile(r"^中国[\s,，·-]*")
_LONGEST_ACRONYM: Final = 3
_COUNTRIES: Final = {
    "PRC": "CN",
    "P.R.CHINA": "CN",
    "P.R. CHINA": "CN",
    "中华人民共和国": "CN",
    "中国大陆": "CN",
    "大陆": "CN",
    "USA": "US",
    "U.S.A.": "US",
    "U.S.": "US",
    "UK": "GB",
    "U.K.": "GB",
    "UAE": "AE",
    "KOREA": "KR",
}


def city(text: str) -> Found:
    """Read one city: without its province and 市; what else the cell says stays in the original, and is told."""
    bare = joined(tidy(text))
    if is_blank(bare):
        return Found(None)
    if not HAN.search(bare):
        return Found(
            bare.title()
            if bare.islower() or (bare.isupper() and len(bare) > _LONGEST_ACRONYM)
            else bare
        )
    rest = _COUNTRY.sub("", bare) or bare
    province = _PROVINCE.match(rest)
    inner = rest[province.end() :] if province else rest
    name, after = _named(inner)
    if province and (
        province["province"] in _CITY_STATES or (not name and province["province"] in CITIES)
    ):
        name, after = province["province"], inner
    if not name:
        return Found(bare)
    return Found(name, "more_than_city" if after.strip(" ,，/·-市") else "")


def _named(text: str) -> tuple[str, str]:
    """Give the city that a text begins with, and what follows it; "" where it begins with none."""
    for length in range(min(len(text), 5), 1, -1):
        if text[:length] in CITIES:
            return text[:length], _KIND.sub("", text[length:])
    match = _CITY.match(text)
    return (match["city"], text[match.end() :]) if match else ("", text)


def country(text: str, lang: Lang) -> Found:
    """Read one country: codes and short forms become names in the team's language, names stay as written."""
    bare = joined(tidy(text))
    if is_blank(bare):
        return Found(None)
    code = _COUNTRIES.get(bare.upper(), bare.upper() if bare.isascii() and len(bare) == 2 else "")  # noqa: PLR2004 -- ISO 3166 alpha-2
    return Found(_territories(lang).get(code, bare) if code else bare)


@cache
def _territories(lang: Lang) -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415 -- only lists with country codes pay for it

    return {
        code: str(name) for code, name in Locale.parse(lang).territories.items() if code.isalpha()
    }
