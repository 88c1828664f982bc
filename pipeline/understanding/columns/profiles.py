"""What the values of a column look like, as evidence for what the column is: phones, mail, dates, names, places, choices."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pipeline.understanding.cells.day_orders import readings
from pipeline.understanding.cells.names import COMPANY, is_person
from pipeline.understanding.cells.places import CITIES, city
from pipeline.understanding.cells.texts import HAN, tidy
from schemas.columns.model import NO_LOOK, Column, Kind, Look
from schemas.texts import Text
from schemas.values import NO, YES, Unreadable, choice_spellings, is_blank, read_date, read_number

LOOKED_AT: Final = 400
_FEW: Final = 3
_PHONE: Final = re.compile(
    r"[+(]?\d[\d\s()+.\-/转ext]{5,24}(?:\s*[(（].*[)）])?|1\.\d+E\+1\d", re.IGNORECASE
)
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WECHAT: Final = re.compile(r"(?:wxid_\w+|[A-Za-z][-_A-Za-z0-9]{5,19})", re.ASCII)
_ID: Final = re.compile(r"[A-Za-z]{0,5}[-_]?\d{1,12}(?:-\d+)?", re.ASCII)
_ADDRESS: Final = re.compile(
    r"[路街道巷弄号镇村]|\d+号|大厦|工业区|\b(?:street|st|road|rd|ave|avenue|lane|blvd|drive|suite)\b",
    re.IGNORECASE,
)
_LUNAR: Final = re.compile(r"农历|阴历|[正冬腊]月|[初廿]")
_NO_YEAR: Final = re.compile(r"\d{1,2}[-/.月]\d{1,2}[日号]?")
_ENGLISH_PERSON: Final = re.compile(
    r"(?:(?:mr|mrs|ms|dr)\.? )?[A-Z][a-z'-]+(?: [A-Z]\.?)?(?: [A-Z][A-Za-z'-]+){1,2}"
)
_GENDERS: Final = frozenset(("男", "女", "先生", "女士", "m", "f", "male", "female", "未知"))
_SERIALS: Final = (20_000, 60_000)
_BORN: Final = (1925, 2015)
_LEAST_DIGITS, _LEAST_BARE_DIGITS = (
    7,
    10,
)  # shorter runs of figures are ids and days as often as phones


@dataclass(frozen=True, slots=True)
class Profile:
    """A column's values.

    count: how many that are not blank were looked at · shares: what they look like → 0 to 1 · distinct: share that differ.
    """

    count: int
    shares: Mapping[str, float]
    distinct: float
    texts: Sequence[str]

    def share(self, look: str) -> float:
        """Give which share of the values has a look."""
        return self.shares.get(look, 0.0)


def profile_of(cells: Sequence[Any]) -> Profile:
    """Look at the values of a column, at most LOOKED_AT of them, evenly spread."""
    filled = [cell for cell in cells if not is_blank(cell)]
    step = max(1, len(filled) // LOOKED_AT)
    looked = filled[::step][:LOOKED_AT]
    texts = [tidy(cell) for cell in looked]
    count = len(looked)
    shares = {
        look: sum(1 for cell, text in zip(looked, texts, strict=True) if fits(cell, text)) / count
        if count
        else 0.0
        for look, fits in _LOOKS.items()
    }
    return Profile(
        count, MappingProxyType(shares), len(set(texts)) / count if count else 0.0, texts
    )


def _is_phone(cell: Any, text: str) -> bool:
    if isinstance(cell, dt.date) or not _PHONE.match(text) or readings(text):
        return False
    if text.isdigit():
        return len(text) >= _LEAST_BARE_DIGITS
    return sum(map(str.isdigit, text)) >= _LEAST_DIGITS and not re.fullmatch(r"\d+\.\d{1,2}", text)


def _day(cell: Any, text: str) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if found := readings(text):
        return next(iter(found.values()))
    if text.replace(".", "", 1).isdigit() and not (text.isdigit() and len(text) == 8):  # noqa: PLR2004 -- yyyymmdd
        return (
            dt.date(2000, 1, 1)
            if text.isdigit() and _SERIALS[0] < int(text) < _SERIALS[1]
            else None
        )
    read = read_date(text)
    return None if isinstance(read, Unreadable) else read


def _is_birthday(cell: Any, text: str) -> bool:
    if _LUNAR.search(text) or (_NO_YEAR.fullmatch(text) and not re.fullmatch(r"\d+\.\d+", text)):
        return True
    day = _day(cell, text)
    return day is not None and _BORN[0] < day.year < _BORN[1] and not isinstance(cell, (int, float))


def _is_number(cell: Any, text: str) -> bool:
    return not isinstance(cell, dt.date) and isinstance(read_number(text), float)


_LOOKS: Final[Mapping[str, Callable[[Any, str], bool]]] = MappingProxyType(
    {
        "phone": _is_phone,
        "email": lambda _, text: _MAIL.search(text) is not None,
        "date": lambda cell, text: _day(cell, text) is not None,
        "birthday": _is_birthday,
        "number": _is_number,
        "person": lambda _, text: (
            is_person(text)
            or (_ENGLISH_PERSON.fullmatch(text) is not None and not COMPANY.search(text))
        ),
        "company": lambda _, text: COMPANY.search(text) is not None,
        "city": lambda _, text: (found := city(text)).value in CITIES and not found.code,
        "id": lambda _, text: _ID.fullmatch(text) is not None,
        "wechat": lambda _, text: _WECHAT.fullmatch(text) is not None,
        "address": lambda _, text: len(text) >= 6 and _ADDRESS.search(text) is not None,  # noqa: PLR2004 -- shorter ones are names
        "yes_no": lambda _, text: text.lower() in YES or text.lower() in NO,
        "gender": lambda _, text: text.lower() in _GENDERS,
        "age": lambda _, text: text.isdigit() and 10 <= int(text[:9]) <= 100,  # noqa: PLR2004 -- years of a person
        "han": lambda _, text: HAN.search(text) is not None,
    }
)

_WORDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "phone": Text("电话号码", "phone numbers"),
        "email": Text("邮箱地址", "mail addresses"),
        "date": Text("日期", "dates"),
        "birthday": Text("生日", "birthdays"),
        "number": Text("数字", "numbers"),
        "person": Text("人名", "names of people"),
        "company": Text("公司名", "names of companies"),
        "city": Text("城市名", "cities"),
        "id": Text("编号", "ids"),
        "wechat": Text("微信号", "WeChat ids"),
        "address": Text("地址", "addresses"),
        "yes_no": Text("是/否", "yes or no"),
        "gender": Text("性别", "genders"),
        "age": Text("年龄", "ages"),
        "choice": Text("可选值", "its choices"),
    }
)
_OF_KIND: Final[Mapping[Kind, Look]] = MappingProxyType(
    {
        "phone": Look("phone", 1),
        "date": Look("date", 0.4),
        "birthday": Look("birthday", 0.7),
        "money": Look("number", 0.3),
        "number": Look("number", 0.3),
        "yes_no": Look("yes_no", 0.4),
    }
)
"""What the values of a kind look like, where the declaration does not say it."""
_NEARLY_ALL, _MOST, _SOME, _HARDLY = 0.95, 0.6, 0.3, 0.15


def support(column: Column, profile: Profile) -> tuple[float, Text | None]:
    """Tell how far a column's values speak for a declared column.

    Returns: -1 (cannot be) to 1 (hardly anything else), and the reason in words where there is one.
    """
    if profile.count < _FEW:
        return 0.0, None
    if column.key == "name":
        return _for_a_name(profile)
    if column.kind == "choice":
        return _for_choices(column, profile)
    look = column.look if column.look.what else _OF_KIND.get(column.kind, NO_LOOK)
    if not look.what:
        return _for_a_text(profile)
    return _against(look, profile) or _by_look(look, profile)


def _by_look(look: Look, profile: Profile) -> tuple[float, Text | None]:
    share = profile.share(look.what)
    if share >= _MOST:
        return look.weight * share, _said(look.what, share)
    if share <= _HARDLY and not look.soft:
        return -1.0, _said(look.what, share)
    return (0.0, None) if share > _HARDLY else (-0.3, None)


def _said(look: str, share: float) -> Text:
    return Text("{share}% 的值像{what}", "{share}% of its values look like {what}").fill(
        share=round(share * 100), what=_WORDS[look]
    )


def _against(look: Look, profile: Profile) -> tuple[float, Text | None] | None:
    """Tell what a column with soft looks cannot hold."""
    if not look.soft:
        return None
    for other in ("phone", "email", "date"):
        may_be = other == look.what or (look.what in ("id", "wechat") and other != "email")
        if profile.share(other) >= _MOST and not may_be:
            return -1.0, _said(other, profile.share(other))
    if look.what == "person" and profile.share("company") >= _SOME:
        return -0.8, _said("company", profile.share("company"))
    if look.what == "id" and (profile.distinct < 0.8 or profile.share("han") > _SOME):  # noqa: PLR2004 -- ids differ
        return -0.8, Text(
            "值有重复或是文字，不像编号", "its values repeat or are words, unlike ids"
        )
    return None


def _for_a_name(profile: Profile) -> tuple[float, Text | None]:
    for look in ("phone", "email", "date", "number"):
        if profile.share(look) >= _MOST:
            return -1.0, _said(look, profile.share(look))
    best = max(("company", "person"), key=profile.share)
    share = profile.share(best)
    return (
        (0.7 * share if best == "company" else 0.4 * share, _said(best, share))
        if share >= _SOME
        else (0.0, None)
    )


def _for_choices(column: Column, profile: Profile) -> tuple[float, Text | None]:
    spellings = choice_spellings(column.choices)
    share = sum(text.lower() in spellings for text in profile.texts) / profile.count
    if share >= _MOST:
        return 0.5 * share, _said("choice", share)
    unlike = any(profile.share(look) >= _MOST for look in ("phone", "email", "date", "number"))
    return (-1.0, None) if unlike else (-0.5 if share <= _HARDLY else 0.0, None)


def _for_a_text(profile: Profile) -> tuple[float, Text | None]:
    for look in ("phone", "email", "date"):
        if profile.share(look) >= _MOST:
            return -1.0, _said(look, profile.share(look))
    if profile.share("number") >= _NEARLY_ALL:
        return -0.4, _said("number", profile.share("number"))
    return 0.0, None
