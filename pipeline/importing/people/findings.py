"""What a comparison can find, in words, and how it weighs."""

import math
from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.texts import Text


class Found(IntEnum):
    """What holding two values of one field against each other has found, best first."""

    SAME = 0
    PINYIN = 1
    SOUNDS = 2
    ACCOUNT = 3
    TITLE = 4
    ALIKE = 5
    ONE_CHARACTER = 6
    PART = 7
    BLANK = 8
    SURNAME = 9
    REGION = 10
    DIFFERENT = 11


CONFLICTS: Final = (int(Found.SURNAME), int(Found.REGION), int(Found.DIFFERENT))
"""Names that are surely two."""


class Finding(NamedTuple):
    """One comparison: what was found, and its weight: log2 of how much likelier it is between two spellings of one."""

    found: Found
    weight: float


NOTHING: Final = Finding(Found.BLANK, 0.0)

_WORDS: Final[Mapping[Found, Text]] = MappingProxyType(
    {
        Found.SAME: Text("相同", "the same"),
        Found.ALIKE: Text("写法相近", "spelt much alike"),
        Found.PART: Text("部分相同", "the same in part"),
        Found.BLANK: Text("无法比较（一边为空）", "cannot be compared (blank on one side)"),
        Found.DIFFERENT: Text("不同", "different"),
        Found.ONE_CHARACTER: Text("差一个字", "one character differs"),
        Found.PINYIN: Text("中文与拼音相符", "Chinese and pinyin agree"),
        Found.SOUNDS: Text("同音不同字", "sounds the same, other characters"),
        Found.ACCOUNT: Text(
            "对方的邮箱或微信号中有此姓名的拼音",
            "the other's e-mail or WeChat account bears this name",
        ),
        Found.TITLE: Text("姓与称呼相符", "surname and title agree"),
        Found.SURNAME: Text("同姓不同名", "one name the same, the other different"),
        Found.REGION: Text("同名不同地区", "the same name in another region"),
    }
)
_OF_FIELD: Final[Mapping[tuple[str, Found], Text]] = MappingProxyType(
    {
        ("name", Found.SAME): Text("姓名相同", "the same name"),
        ("name", Found.PART): Text("姓名部分相符", "the names agree in part"),
        ("name", Found.DIFFERENT): Text("姓名不同", "different names"),
        ("name", Found.BLANK): Text("姓名无法比较", "the names cannot be compared"),
        ("company", Found.SAME): Text(
            "公司相同（不计地区、组织形式）", "the same company (region and legal form aside)"
        ),
        ("company", Found.PART): Text("公司简称相符", "one is short for the other"),
        ("phones", Found.SAME): Text("有相同的电话", "a phone in common"),
        ("phones", Found.ALIKE): Text("电话只差一位", "phones one digit apart"),
        ("emails", Found.SAME): Text("有相同的邮箱", "an e-mail address in common"),
        ("emails", Found.PART): Text("邮箱同属一个企业域名", "addresses of one company's domain"),
        ("birthday", Found.PART): Text(
            "月日相同，没有年份", "the same day and month, the year unknown"
        ),
        ("birthday", Found.ALIKE): Text(
            "只差一位，或月日颠倒", "one digit apart, or day and month swapped"
        ),
    }
)


def in_words(field: str, found: Found) -> Text:
    """Say what was found in a field."""
    return _OF_FIELD.get((field, found)) or _WORDS[found]


def weight(m: float, u: float) -> float:
    """Give log2 of m, how often this is found between two records of one customer, over u, between two of others."""
    return math.log2(m / min(max(u, 1e-9), 1.0))


def rare(count: int, total: int, background: float, strength: float) -> float:
    """Give how often another record has a value, from how often the data hold it, not counting the pair itself.

    background: share expected before any data are seen · strength: how many records that expectation is worth.
    """
    return (max(count - 2, 0) + strength * background) / (max(total - 2, 0) + strength)
