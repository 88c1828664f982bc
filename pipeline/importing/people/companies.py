"""Names of companies reduced to what tells them apart: without region, legal form and brackets."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from pipeline.importing.people.hanzi import folded, has_han, plain_sound, syllable

_PROVINCES: Final = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|"
    "台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_CITIES: Final = (
    "石家庄|唐山|保定|廊坊|沧州|太原|大同|呼和浩特|包头|沈阳|大连|鞍山|长春|哈尔滨|大庆|南京|无锡|徐州|常州|苏州|南通|连云港|淮安|盐城|扬州|镇江|泰州|"
    "宿迁|昆山|江阴|张家港|杭州|宁波|温州|嘉兴|湖州|绍兴|金华|义乌|衢州|舟山|台州|丽水|慈溪|余姚|永康|合肥|芜湖|蚌埠|马鞍山|福州|厦门|莆田|三明|泉州|"
    "晋江|漳州|南平|龙岩|宁德|南昌|九江|赣州|景德镇|济南|青岛|淄博|枣庄|东营|烟台|潍坊|济宁|泰安|威海|日照|临沂|德州|聊城|滨州|菏泽|郑州|开封|洛阳|新乡|"
    "许昌|南阳|武汉|宜昌|襄阳|黄石|荆州|长沙|株洲|湘潭|衡阳|岳阳|常德|广州|深圳|珠海|汕头|佛山|江门|湛江|茂名|肇庆|惠州|梅州|汕尾|清远|东莞|中山|潮州|"
    "揭阳|顺德|南宁|柳州|桂林|海口|三亚|成都|绵阳|德阳|宜宾|贵阳|遵义|昆明|大理|拉萨|西安|咸阳|宝鸡|兰州|西宁|银川|乌鲁木齐"
)
_REGION: Final = re.compile(
    f"^(?:中国)?(?:(?:{_PROVINCES})(?:省|市|自治区)?)?(?:(?:{_CITIES})市?)?"
)
_DISTRICT: Final = re.compile(r"^[一-鿿]{1,3}(?:市|县|区)(?=[一-鿿]{3,})")
_BRACKETS: Final = re.compile(r"[(\[【]([^)\]】]*)[)\]】]")
_LEGAL_ZH: Final = re.compile(
    r"(?:集团)?(?:股份有限公司|有限责任公司|有限公司|责任公司|股份公司|总公司|公司|有限合伙|合伙企业|个体工商户)|(?<=..)(?:集团|企业)$"
)
_LEGAL_EN: Final = frozenset(
    (
        *(
            "co",
            "company",
            "ltd",
            "limited",
            "inc",
            "incorporated",
            "llc",
            "llp",
            "lp",
            "plc",
            "corp",
            "corporation",
        ),
        *(
            "gmbh",
            "ag",
            "kg",
            "sa",
            "srl",
            "spa",
            "sarl",
            "bv",
            "nv",
            "oy",
            "ab",
            "as",
            "pty",
            "pte",
            "pvt",
            "private",
        ),
        *(
            "the",
            "and",
            "of",
            "sdn",
            "bhd",
            "jsc",
            "ooo",
            "ltda",
            "cv",
            "de",
            "ltée",
            "group",
            "holdings",
            "holding",
        ),
    )
)
_TRADES: Final = {
    "科技": "technology",
    "技术": "technology",
    "贸易": "trading",
    "商贸": "trading",
    "进出口": "importexport",
    "电子": "electronics",
    "电器": "appliances",
    "实业": "industrial",
    "工业": "industrial",
    "国际": "international",
    "机械": "machinery",
    "设备": "equipment",
    "纺织": "textile",
    "服装": "garment",
    "服饰": "garment",
    "五金": "hardware",
    "塑料": "plastic",
    "塑胶": "plastic",
    "化工": "chemical",
    "家具": "furniture",
    "食品": "food",
    "医疗": "medical",
    "汽车": "auto",
    "建材": "materials",
    "物流": "logistics",
    "包装": "packaging",
    "玩具": "toy",
    "照明": "lighting",
    "能源": "energy",
    "软件": "software",
    "信息": "information",
    "网络": "network",
    "工艺品": "craft",
    "光电": "optoelectronics",
}
_TRADE_WORDS: Final = {
    "tech": "technology",
    "technologies": "technology",
    "trade": "trading",
    "import": "importexport",
    "export": "importexport",
    "imp": "importexport",
    "exp": "importexport",
    "electronic": "electronics",
    "industry": "industrial",
    "industries": "industrial",
    "intl": "international",
    "machine": "machinery",
    "textiles": "textile",
    "garments": "garment",
    "apparel": "garment",
    "plastics": "plastic",
    "toys": "toy",
    "chemicals": "chemical",
    "foods": "food",
    "automotive": "auto",
    "building": "materials",
    "crafts": "craft",
    **{word: word for word in _TRADES.values()},
}
_TRADE_ZH: Final = re.compile("|".join(sorted(_TRADES, key=len, reverse=True)))
_COMPANY_ZH: Final = re.compile(
    r"公司|集团|工厂|厂$|工作室|事务所|合作社|商行|商店|超市|医院|学校|大学|学院|银行|研究院|中心$|企业$"
)
_WORD: Final = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Company:
    """One company name, taken apart.

    core: what remains, simplified, in small letters · region: 浙江杭州, "" = none · brand: the core without the words of
    its trade, as it sounds · trades: those words, in English · branch: what brackets held that is no region.
    """

    core: str = ""
    region: str = ""
    brand: str = ""
    trades: frozenset[str] = frozenset()


UNKNOWN: Final = Company()


def read_company(text: str) -> Company:
    """Take a company name apart; "" = unknown."""
    clean = folded(unicodedata.normalize("NFKC", text).strip().lower())
    if not clean:
        return UNKNOWN
    return _in_chinese(clean) if has_han(clean) else _in_english(clean)


def looks_like_company(text: str) -> bool:
    """Tell whether a name is that of a company, by the words of its legal form or kind."""
    clean = folded(unicodedata.normalize("NFKC", text).strip().lower())
    legal = _LEGAL_EN - {"as", "the", "and", "of", "de", "sa", "ab", "ag"}
    return bool(_COMPANY_ZH.search(clean)) or any(
        word in legal for word in _WORD.findall(_dotless(clean))
    )


def _in_chinese(clean: str) -> Company:
    places = (_REGION.match(part) for part in _BRACKETS.findall(clean))
    inside = "".join(place[0] for place in places if place)
    bare = re.sub(r"[\s·.,，。、&\-_/]+", "", _BRACKETS.sub("", clean))
    stem = _LEGAL_ZH.sub("", bare) or bare
    region, stem = _split(_REGION, stem)
    district, stem = _split(_DISTRICT, stem)
    del district
    brand = _TRADE_ZH.sub("", stem) or stem
    trades = frozenset(_TRADES[word] for word in _TRADE_ZH.findall(stem))
    return Company(stem, _bare_region(region + inside), "".join(map(syllable, brand)), trades)


def _split(pattern: re.Pattern[str], stem: str) -> tuple[str, str]:
    found = pattern.match(stem)
    part = found[0] if found else ""
    return (part, stem[len(part) :]) if len(stem) - len(part) > 1 else ("", stem)


def _bare_region(region: str) -> str:
    return re.sub(r"中国|省|市|自治区", "", region)


def _dotless(text: str) -> str:
    base = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)|['’]", "", base)


def _in_english(clean: str) -> Company:
    words = _WORD.findall(_dotless(_BRACKETS.sub(" ", clean))) or _WORD.findall(clean)
    kept = [word for word in words if word not in _LEGAL_EN] or words
    brand = [word for word in kept if word not in _TRADE_WORDS] or kept
    trades = frozenset(_TRADE_WORDS[word] for word in kept if word in _TRADE_WORDS)
    core = " ".join(kept) or re.sub(r"\s+", "", clean)
    return Company(core, "", plain_sound("".join(brand)) or core, trades)
