"""Money and numbers as people write them: 8万, ¥80,000.00, 3.5k, (1,200), 1.200,50, 八万五千."""

import re
import unicodedata
from typing import Any, Final

from pipeline.understanding.cells.found import Found
from pipeline.understanding.cells.problems import sentence
from pipeline.understanding.cells.texts import tidy
from schemas.columns import Column
from schemas.values import Unreadable, is_blank, read_number

_CURRENCIES: Final = (
    ("USD", re.compile(r"usd|us\$|美元|美金|\$", re.IGNORECASE)),
    ("EUR", re.compile(r"eur|欧元|€", re.IGNORECASE)),
    ("GBP", re.compile(r"gbp|英镑|£", re.IGNORECASE)),
    ("JPY", re.compile(r"jpy|日元|円", re.IGNORECASE)),
    ("HKD", re.compile(r"hk\$|hkd|港元|港币", re.IGNORECASE)),
    ("TWD", re.compile(r"nt\$|twd|ntd|台币|新台币", re.IGNORECASE)),
)
_HONG_KONG_FIRST: Final = tuple(
    sorted(_CURRENCIES, key=lambda entry: entry[0] not in ("HKD", "TWD"))
)
_ABOUT: Final = re.compile(
    r"^(?:约|大约|大概|近|ca\.?|about|approx\.?|~|≈)\s*|\s*(?:左右|上下|以上|多|余|\+)$",
    re.IGNORECASE,
)
_PLAIN: Final = re.compile(r"[¥￥]?-?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d+)?", re.ASCII)
_CHINESE: Final = "零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖"
_DIGIT: Final = dict(
    zip(_CHINESE, (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_UNIT: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SECTION: Final = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_IN_WORDS: Final = re.compile(
    rf"(?:人民币)?[{_CHINESE}{''.join(_UNIT)}{''.join(_SECTION)}]+[元圆块]?[整正]?(?:钱)?"
)


def number(cell: Any, column: Column) -> Found:
    """Read one cell of money or numbers.

    Takes:   the declaration of the column: an amount in another currency than its unit is told and not converted.
    Returns: a float; a rough figure (约8万) keeps its value with a problem.
    """
    if isinstance(cell, bool) or is_blank(cell):
        return Found(None, "not_a_number" if isinstance(cell, bool) else "")
    if isinstance(cell, str) and _PLAIN.fullmatch(cell):
        return Found(float(cell.replace(",", "").lstrip("¥￥")))
    text = unicodedata.normalize("NFKC", tidy(cell)) if isinstance(cell, str) else cell
    if isinstance(text, str):
        currency = next((code for code, sign in _HONG_KONG_FIRST if sign.search(text)), "")
        if column.unit == "CNY" and currency:
            return Found(None, "currency_differs", sentence("currency_differs", found=currency))
        bare = _ABOUT.sub("", text)
        read = (
            _in_words(bare)
            if _IN_WORDS.fullmatch(bare)
            else read_number(_without_other_signs(bare))
        )
        rough = bare != text
    else:
        read, rough = read_number(text), False
    if isinstance(read, Unreadable) or read is None or abs(read) == float("inf"):
        return Found(None, "not_a_number")
    return Found(read, "about" if rough else "")


def _without_other_signs(text: str) -> str:
    return re.sub(
        r"gbp|jpy|hk\$|hkd|nt\$|twd|ntd|英镑|日元|円|港元|港币|新?台币|欧元|美金|£|[块圆](?:钱)?|[整正]$",
        "",
        text,
        flags=re.IGNORECASE,
    )


def _in_words(text: str) -> float | Unreadable:
    """Read 八万五千, 十二万, 捌万元整; a figure after a unit counts one place lower: 三千五 is 3500."""
    total = section = digit = 0
    last = 1
    for sign in text.removeprefix("人民币").rstrip("元圆块整正钱"):
        if sign in _DIGIT:
            digit = _DIGIT[sign]
            last = 1 if sign in "零〇" else last
        elif sign in _UNIT:
            section += (digit or 1) * _UNIT[sign]
            digit, last = 0, _UNIT[sign]
        else:
            total = (
                (total + section + digit) * _SECTION[sign]
                if sign in "亿億"
                else total + (section + digit) * _SECTION[sign]
            )
            section, digit, last = 0, 0, _SECTION[sign]
    value = total + section + digit * max(1, last // 10)
    return float(value) if value else Unreadable("not_a_number")
