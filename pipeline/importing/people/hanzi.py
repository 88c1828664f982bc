"""Chinese characters as keys: traditional and variant forms folded, and how they are read. Never shown to anyone.

opencc and pypinyin are imported at the first character that needs them; each distinct character is asked for once.
"""

import re
from functools import cache
from types import MappingProxyType
from typing import Any, Final

HAN: Final = r"㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f"
_HAN: Final = re.compile(f"[{HAN}]")

COMPOUND_SURNAMES: Final = frozenset(
    (
        *(
            "欧阳",
            "司马",
            "上官",
            "诸葛",
            "东方",
            "皇甫",
            "尉迟",
            "公孙",
            "慕容",
            "令狐",
            "司徒",
            "夏侯",
            "南宫",
            "独孤",
        ),
        *(
            "长孙",
            "宇文",
            "端木",
            "轩辕",
            "钟离",
            "呼延",
            "申屠",
            "太史",
            "公羊",
            "赫连",
            "澹台",
            "濮阳",
            "万俟",
            "鲜于",
        ),
        *(
            "闾丘",
            "东郭",
            "南郭",
            "百里",
            "西门",
            "拓跋",
            "完颜",
            "纳兰",
            "第五",
            "司空",
            "亓官",
            "仲孙",
            "单于",
            "淳于",
        ),
    )
)
_SURNAME_READINGS: Final = MappingProxyType(
    {
        "单": "shan",
        "曾": "zeng",
        "仇": "qiu",
        "解": "xie",
        "查": "zha",
        "乐": "yue",
        "朴": "piao",
        "盖": "ge",
        "区": "ou",
        "任": "ren",
        "华": "hua",
        "纪": "ji",
        "宁": "ning",
        "翟": "zhai",
        "缪": "miao",
        "逄": "pang",
        "种": "chong",
        "冼": "xian",
        "折": "she",
        "黑": "he",
        "重": "chong",
        "秘": "bi",
        "尹": "yin",
        "覃": "qin",
        "燕": "yan",
        "召": "shao",
        "繁": "po",
        "员": "yun",
        "贠": "yun",
        "郇": "xun",
        "能": "nai",
        "訾": "zi",
        "尉迟": "yuchi",
        "万俟": "moqi",
        "长孙": "zhangsun",
        "澹台": "tantai",
        "单于": "chanyu",
        "亓官": "qiguan",
        "教": "jiao",
        "那": "na",
        "哈": "ha",
        "车": "che",
        "石": "shi",
        "沈": "shen",
        "谌": "chen",
        "隗": "wei",
    }
)
"""Where the reading as a surname differs from the common one, or from what a dictionary gives first."""
_VARIANTS: Final = str.maketrans(
    "峯喆堃昇甦邨菓龢夀叡濬珮嶽崐崑嫺羣啓淩髙朢賸仝劼菴槑氷靑産彥曉勲瑉",
    "峰哲坤升苏村果和寿睿浚佩岳昆昆娴群启凌高望剩同洁庵梅冰青产彦晓勋珉",
)
_FUZZY: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


def has_han(text: str) -> bool:
    """Tell whether a text holds a Chinese character."""
    return bool(_HAN.search(text))


@cache
def _converter() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 -- its tables take a while: only for lists that hold Chinese characters

    return OpenCC("t2s")


@cache
def _fold_character(character: str) -> str:
    return str(_converter().convert(character)).translate(_VARIANTS)


def folded(text: str) -> str:
    """Give a text with traditional and variant characters in their simplified standard form."""
    return (
        text if text.isascii() else "".join(c if c.isascii() else _fold_character(c) for c in text)
    )


@cache
def syllable(character: str) -> str:
    """Give the common reading of one character without its tone; another character stays as it is."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 -- as above

    return (
        plain_sound(lazy_pinyin(character, style=Style.NORMAL)[0])
        if has_han(character)
        else character
    )


def surname_sound(surname: str) -> str:
    """Give the reading of a surname: 单 is shan, 曾 zeng, 仇 qiu."""
    return _SURNAME_READINGS.get(surname) or "".join(map(syllable, surname))


def plain_sound(letters: str) -> str:
    """Give pinyin with ü, v and yu after l and n in one spelling."""
    return letters.replace("ü", "u").replace("v", "u").replace("lyu", "lu").replace("nyu", "nu")


def blurred_sound(letters: str) -> str:
    """Give pinyin without what many speakers do not tell apart: zh z, ch c, sh s, ing in, eng en."""
    for clear, blurred in _FUZZY:
        letters = letters.replace(clear, blurred)
    return letters
