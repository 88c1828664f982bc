"""Names of people and companies: forms of address move out where a whole name is left without them."""

import re
from typing import Any, Final

from pipeline.understanding.cells.found import Found
from pipeline.understanding.cells.texts import HAN, joined, tidy
from schemas.values import is_blank

SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方白邹孟熊秦邱江尹薛闫段雷侯龙黎史陶贺毛郝顾龚邵万钱严赖覃洪武戴莫孔向汤常温康施文牛樊葛邢安齐"
    "易乔伍庞颜倪庄聂章鲁岳翟申欧耿关兰焦俞左柳甘祝包宁符阮尚舒纪柯梅童凌毕单裴霍成苗谷柴盛解冉卫翁蓝景费游靳喻查仇"
    "管房屈缪应靖蒲鲍华丛连路娄卜饶牟桂曲窦简褚植涂麦艾银宗储敖谈区盘佘闵车代项裘芦楼桑虞苑辛滕米邬晏迟季屠明池劳乐"
    "張劉陳楊黃趙吳孫馬許韓馮鄧蕭葉蘇呂盧鍾譚陸賈鄒賀龔萬錢嚴賴湯溫莊聶歐關蘭紀龍鄭羅謝餘鄔"
)
"""The common surnames of one character, simplified and traditional. Facts of the language."""
DOUBLE_SURNAMES: Final = frozenset(
    (
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "司徒",
        "东方",
        "皇甫",
        "尉迟",
        "令狐",
        "夏侯",
        "慕容",
        "端木",
        "南宫",
        "公孙",
        "歐陽",
        "司馬",
        "諸葛",
        "轩辕",
        "宇文",
        "长孙",
    )
)
_TITLES: Final = (
    "副总经理|总经理|副总裁|总裁|董事长|总监|副总|经理|主任|主管|厂长|店长|院长|校长|部长|科长|处长|会计|助理|秘书|工程师|采购|老板娘|老板|"
    "女士|先生|小姐|太太|夫人|同学|老师|教授|博士|医生|律师|师傅|總經理|經理|董事長|老師|醫生|總|总|董|工"
)
_TITLE: Final = re.compile(rf"(?P<name>.+?)\s*[(（]?\s*(?P<title>{_TITLES})\s*[)）]?")
_ENGLISH_TITLE: Final = re.compile(
    r"(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam)\b\.?\s*(?P<name>.+)", re.IGNORECASE
)
_LONGEST: Final = 4
COMPANY: Final = re.compile(
    r"公司|集团|集團|工厂|工廠|有限|股份|商行|商店|商贸|贸易|贸易部|经营部|事务所|工作室|企业|企業|超市|酒店|门店|专卖店|学校|医院|银行|研究院|"
    r"\b(?:co|ltd|inc|llc|corp|corporation|company|gmbh|limited|group|trading|industries|plc|pte|bv|srl|s\.?a|ag|oy|ab|pty)\b",
    re.IGNORECASE,
)
"""Words that only a company's name has."""


def is_person(text: str) -> bool:
    """Tell whether a text looks like a Chinese person's name, with or without a form of address."""
    bare = without_title(text)
    if (
        not 1 <= len(bare) <= _LONGEST
        or COMPANY.search(text)
        or len(HAN.findall(bare)) != len(bare)
    ):
        return False
    surname = len(_surname(bare))
    return bool(surname) and (len(bare) > surname or bare != text) and len(bare) - surname <= 2  # noqa: PLR2004 -- given names have one or two characters


def without_title(text: str) -> str:
    """Give a name without its form of address: 王芳女士 → 王芳; the surname alone where no more is known: 王总 → 王."""
    match = _TITLE.fullmatch(text)
    return match["name"] if match and _surname(match["name"]) else text


def _surname(text: str) -> str:
    if text[:2] in DOUBLE_SURNAMES:
        return text[:2]
    return text[:1] if text[:1] in SURNAMES else ""


def name(cell: Any) -> Found:
    """Read a name of a person or company.

    王芳女士 → 王芳, Mr. John Smith → John Smith; 王总 and Mr. Smith stay as they are: the form of address is all that
    tells whom the surname means.
    """
    text = joined(tidy(cell))
    if is_blank(text):
        return Found(None)
    return Found(_plain_name(text))


def _plain_name(text: str) -> str:
    if english := _ENGLISH_TITLE.fullmatch(text):
        return english["name"] if " " in english["name"] else text
    if COMPANY.search(text):
        return text
    bare = without_title(text)
    whole = len(_surname(bare)) < len(bare) <= _LONGEST
    return bare if bare != text and whole else text


def text(cell: Any) -> Found:
    """Read a text that has no form of its own."""
    found = tidy(cell)
    return Found(None if is_blank(found) else found)


_SAME: Final = re.compile(
    r"(?:微信)?(?:同|与|和)?(?:手机|电话|上|号)(?:号码|号)?(?:同号|相同|一样|同)?|(?:微信)?同(?:号|上|手机|电话)(?:号|码)?|same(?: as (?:phone|mobile))?",
    re.IGNORECASE,
)
_WECHAT_LABEL: Final = re.compile(r"^(?:微信号?|wechat(?: ?id)?|wx|v信)\s*[:：]\s*", re.IGNORECASE)


def wechat(cell: Any) -> Found:
    """Read a WeChat id: without its label; 同手机 names no id."""
    bare = _WECHAT_LABEL.sub("", tidy(cell))
    if is_blank(bare):
        return Found(None)
    return Found(None, "same_as_phone") if _SAME.fullmatch(bare) else Found(bare)
