"""What may be wrong with a cell of a list, in words: one sentence a code. Codes of schemas.checks keep their words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from pipeline.rules.birthdays import PROBLEMS as BIRTHDAY_PROBLEMS
from schemas.checks import UNREADABLE
from schemas.texts import Text

_OWN: Final = {
    "not_a_phone": Text("不是电话号码", "is not a phone number"),
    "phone_doubtful": Text(
        "号码不完整或位数不对，原样保留", "is not a whole number; it is kept as written"
    ),
    "phone_masked": Text("号码打了星号，中间几位看不到", "has digits hidden by asterisks"),
    "no_area_code": Text(
        "座机缺区号，原样保留", "is a land line without its area code; it is kept as written"
    ),
    "country_guessed": Text(
        "按 {found} 理解：原文没有写 + 号", "is read as {found}: the list leaves out the plus sign"
    ),
    "more_numbers": Text(
        "一格里有多个号码；填第一个，其余保留在原文：{found}",
        "holds several numbers; the first is taken, the others stay in the original: {found}",
    ),
    "only_fax": Text("只有传真号码", "holds only a fax number"),
    "same_as_phone": Text(
        "写的是“与手机号相同”，没有微信号本身", "says “same as the phone” and not the id itself"
    ),
    "not_an_email": Text("不是有效的邮箱地址", "is not a mail address"),
    "more_emails": Text(
        "一格里有多个邮箱；填第一个，其余保留在原文：{found}",
        "holds several addresses; the first is taken, the others stay in the original: {found}",
    ),
    "more_than_city": Text(
        "除城市外还写了别的，完整内容保留在原文",
        "says more than the city; all of it stays in the original",
    ),
    "date_zero": Text(
        "是 Excel 把空格子显示成的日期，按空白处理",
        "is how Excel shows an empty cell as a date; taken as blank",
    ),
    "maybe_swapped": Text(
        "月和日可能已被 Excel 对调：同一列里日大于 12 的都还是文字",
        "may have day and month swapped by Excel: all cells of the column with days above 12 are still text",
    ),
    "year_without_century": Text(
        "年份只有两位，看不出世纪；只取月和日",
        "has a year of two figures, its century is not known; only month and day are taken",
    ),
    "currency_differs": Text(
        "币种是 {found}，与本列不同，没有换算",
        "is in {found}, not in the currency of the column; it is not converted",
    ),
    "about": Text("是约数", "is a rough figure"),
}

PROBLEMS: Final[Mapping[str, Text]] = MappingProxyType(
    {code: what for code, (what, _) in {**UNREADABLE, **BIRTHDAY_PROBLEMS}.items()} | _OWN
)


def sentence(code: str, **found: Any) -> Text:
    """Give the sentence of a code with what it names put in; KeyError for a code that is not declared."""
    return PROBLEMS[code].fill(**found) if found else PROBLEMS[code]
