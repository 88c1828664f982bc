"""Birthdays as teams really type them: solar or lunar, with or without a year; what cannot be read is named.

1985-03-02 · 3月2日 · 0302 · 2 Mar · 农历八月十五 · 八月十五(农) · 闰四月初一 · a lunar day in figures beside 历法 农.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from pipeline.rules.days.lunar import LONGEST_LUNAR_MONTH, MONTHS, Flags, Whole, YearlyDays
from schemas.texts import Text
from schemas.values import BLANKS, Unreadable, read_date

PROBLEMS: Final[Mapping[str, tuple[Text, Text]]] = MappingProxyType(
    {
        "birthday_unread": (
            Text("看不懂这个生日", "cannot be read as a birthday"),
            Text(
                "请写成 1985-03-02、3月2日 或 农历八月十五",
                "Write it as 1985-03-02, 2 Mar, or lunar 8-15",
            ),
        ),
        "birthday_no_such_day": (
            Text("没有这一天", "is no such day"),
            Text("请核对月份和日子", "Check month and day"),
        ),
        "birthday_ambiguous": (
            Text("分不清是哪月哪日", "could be two different days"),
            Text("请写成 3月4日 这样", "Write it as 4 Mar, or with the month first: 03-04"),
        ),
        "birthday_calendar_unclear": (
            Text("看不出是公历还是农历", "could be solar or lunar"),
            Text("请在“历法”列填 公 或 农", "Fill in Birthday calendar: solar or lunar"),
        ),
        "birthday_calendars_differ": (
            Text(
                "写的是一种历法，“历法”列填的是另一种",
                "is written in one calendar, and Birthday calendar says the other",
            ),
            Text("请核对，两处写成一样", "Check which is right and make them agree"),
        ),
    }
)
"""Why a birthday gives no reminder: what is wrong, and how to mend it."""


class Birthday(NamedTuple):
    """One birthday. year: 0 = not known; of a lunar birthday, the lunar year."""

    month: int
    day: int
    year: int = 0
    lunar: bool = False
    leap: bool = False


class Birthdays(NamedTuple):
    """The birthdays of all customers, by position; month 0 = none. problems: position → key of PROBLEMS."""

    days: YearlyDays
    year: Whole
    problems: Mapping[int, str]


_LUNAR_MARK = re.compile(r"农历|阴历|旧历|农|阴|lunar", re.IGNORECASE)
_SOLAR_MARK = re.compile(r"公历|阳历|新历|国历|公|阳|solar", re.IGNORECASE)
_NOISE = re.compile(r"[\s()\[\]【】「」,、:;]+|生日|生于|出生|calendar", re.IGNORECASE)
_NUMERALS: Final = "〇零一二三四五六七八九"
_MONTH_NAMES: Final = {"正": 1, "冬": 11, "腊": 12}
_DATE = re.compile(
    rf"(?:(?P<year>\d{{4}}|\d{{2}}|[{_NUMERALS}]{{2}}|[{_NUMERALS}]{{4}})年)?(?P<leap>闰)?"
    r"(?P<month>\d{1,2}|[正冬腊]|[一二三四五六七八九十]{1,2})月"
    r"(?P<day>\d{1,2}|初?[一二三四五六七八九十]|[廿卅][一二三四五六七八九]?|[一二三四五六七八九十]{2,3})(?P<unit>[日号]?)"
)
_FIGURES = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:T?0{4,6})?")
_EIGHT_DIGITS = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_NO_YEAR = re.compile(
    r"(?P<leap>闰)?(?P<month>\d{1,2})-(?P<day>\d{1,2})|(?P<month2>\d{1,2})(?P<day2>\d{2})"
)
_EITHER_WAY = re.compile(r"(\d{1,2})[/.](\d{1,2})\.?")
_ENGLISH = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?-?(?P<month>[a-z]{3,9})|(?P<month2>[a-z]{3,9})\.?(?P<day2>\d{1,2}))(?:st|nd|rd|th)?",
    re.IGNORECASE,
)
_ENGLISH_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_YEARS: Final = (1900, 2150)
_LEAP_YEAR: Final = 2000  # where no year is known, 29 February is a day like others


def read_birthdays(customers: pd.DataFrame) -> Birthdays:
    """Read 生日 with 历法.

    Takes:   birthday (text), birthday_calendar (solar, lunar or blank); either may be absent.
    Returns: one birthday a customer, by position, and why some give none.
    Raises:  nothing.
    Source:  methods.md §7.
    """
    count = len(customers)
    texts = (
        customers["birthday"]
        if "birthday" in customers
        else pd.Series(None, index=customers.index, dtype=object)
    )
    kinds = customers.get("birthday_calendar", pd.Series(None, index=customers.index, dtype=object))
    text_codes, text_names = pd.factorize(texts.to_numpy(dtype=object))
    kind_codes, kind_names = pd.factorize(kinds.to_numpy(dtype=object))
    combined, found = pd.factorize(text_codes * (len(kind_names) + 1) + kind_codes + 1)
    read: list[Birthday | str | None] = []
    for code in found.tolist():
        text, kind = divmod(code, len(kind_names) + 1)
        known = str(kind_names[kind - 1]) if kind else ""
        read.append(read_birthday(str(text_names[text]), known) if text >= 0 else None)
    none = Birthday(0, 0)
    fields = [entry if isinstance(entry, Birthday) else none for entry in read] or [none]
    month, day, year, lunar, leap = (np.array(part)[combined] for part in zip(*fields, strict=True))
    problem = np.array([isinstance(entry, str) for entry in read] or [False])
    bad = np.flatnonzero(problem[combined]) if count else np.array([], dtype=np.int64)
    problems = {int(place): str(read[combined[place]]) for place in bad}
    return Birthdays(
        YearlyDays(_whole(month), _whole(day), _flags(lunar), _flags(leap)), _whole(year), problems
    )


def _whole(column: Any) -> Whole:
    return np.asarray(column, dtype=np.int64)


def _flags(column: Any) -> Flags:
    return np.asarray(column, dtype=bool)


def read_birthday(text: str, calendar: str = "") -> Birthday | str | None:
    """Read one birthday.

    Takes:   the cell's text, and the calendar named beside it: solar, lunar or "".
    Returns: the birthday, None for a blank, or a key of PROBLEMS.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    if folded.lower() in BLANKS:
        return None
    marks = {
        name
        for name, mark in (("lunar", _LUNAR_MARK), ("solar", _SOLAR_MARK))
        if mark.search(folded)
    }
    bare = _NOISE.sub("", _SOLAR_MARK.sub("", _LUNAR_MARK.sub("", folded)))
    if len(marks) > 1:
        return "birthday_calendars_differ"
    written = next(iter(marks), "")
    for read in (_chinese, _figures, _english):
        found = read(bare)
        if found is not None:
            return _in_calendar(found, written, calendar)
    return _solar_date(folded, bare, written or calendar)


class _Parts(NamedTuple):
    """What a text says. hint: the calendar that its way of writing implies, "?" = its figures fit both, "" = either."""

    month: int
    day: int
    year: int = 0
    leap: bool = False
    hint: str = ""


def _in_calendar(found: _Parts | str, written: str, beside: str) -> Birthday | str:
    """Settle the calendar: what is written in the cell and what stands beside it must agree."""
    if isinstance(found, str):
        return found
    implied = {name for name in (written, found.hint, beside) if name in ("solar", "lunar")}
    if len(implied) > 1:
        return "birthday_calendars_differ"
    if not implied and found.hint == "?":
        return "birthday_calendar_unclear"
    lunar = implied == {"lunar"}
    year = found.year if _YEARS[0] <= found.year <= _YEARS[1] else 0
    if not _exists(found, year, lunar=lunar):
        return "birthday_no_such_day"
    return Birthday(found.month, found.day, year, lunar, found.leap)


def _exists(found: _Parts, year: int, *, lunar: bool) -> bool:
    if lunar:
        return 1 <= found.month <= MONTHS and 1 <= found.day <= LONGEST_LUNAR_MONTH
    try:
        dt.date(year or _LEAP_YEAR, found.month, found.day)
    except ValueError:
        return False
    return True


def _chinese(text: str) -> _Parts | None:
    """Read 1985年3月2日, 八月十五, 闰四月初一, 腊月廿三."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    month, day = match["month"], match["day"]
    lunar = match["leap"] or month in _MONTH_NAMES or day[0] in "初廿卅"
    in_words = not month.isdigit() and not day.isdigit() and not match["unit"]
    hint = "lunar" if lunar else "?" if in_words else "solar" if match["unit"] == "号" else ""
    number = _MONTH_NAMES.get(month) or _numeral(month)
    return _Parts(
        number,
        _numeral(day.removeprefix("初")),
        _year(match["year"] or ""),
        bool(match["leap"]),
        hint,
    )


def _year(text: str) -> int:
    """Give a year of four figures; of two figures nobody knows the century, so there is no age."""
    if len(text) < len("1985"):
        return 0
    return (
        int(text)
        if text.isdigit() and text.isascii()
        else int("".join(str(_digit(sign)) for sign in text))
    )


def _digit(sign: str) -> int:
    return max(0, _NUMERALS.index(sign) - 1)


def _numeral(text: str) -> int:
    """Read 1 to 39 in figures or Chinese numerals; 0 where it is none."""
    if text.isdigit() and text.isascii():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _digit(text) if len(text) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_digit(tens) if tens else 1) * 10 + (_digit(ones) if ones else 0)


def _figures(text: str) -> _Parts | str | None:
    """Read 1985-03-02, 19850302, 03-02, 0302; 3/4 and 3.1 could be two days each."""
    if match := _FIGURES.fullmatch(text) or _EIGHT_DIGITS.fullmatch(text):
        return _Parts(int(match["month"]), int(match["day"]), int(match["year"]))
    if match := _NO_YEAR.fullmatch(text):
        return _Parts(
            int(match["month"] or match["month2"]),
            int(match["day"] or match["day2"]),
            0,
            bool(match["leap"]),
        )
    if match := _EITHER_WAY.fullmatch(text):
        return _either_way(match[1], match[2], is_number="." in text)
    return None


def _either_way(one: str, other: str, *, is_number: bool) -> _Parts | str:
    """Read 16/8 and 8/16; refuse 3/4, and 3.1, which a number cell shows for 3.10 too."""
    first, second = int(one), int(other)
    may_have_lost_a_zero = is_number and len(other) == 1 and 1 <= second <= 3  # noqa: PLR2004 -- days 10, 20, 30
    if may_have_lost_a_zero or (first <= MONTHS and second <= MONTHS and first != second):
        return "birthday_ambiguous"
    return _Parts(second, first) if first > MONTHS else _Parts(first, second)


def _english(text: str) -> _Parts | None:
    """Read 16 Aug and August 16 (blanks are gone already)."""
    match = _ENGLISH.fullmatch(text)
    month = ((match["month"] or match["month2"])[:3].lower()) if match else ""
    if not match or month not in _ENGLISH_MONTHS:
        return None
    return _Parts(
        _ENGLISH_MONTHS.index(month) + 1, int(match["day"] or match["day2"]), hint="solar"
    )


def _solar_date(text: str, bare: str, calendar: str) -> Birthday | str:
    """Read what is left as a whole solar date: a serial number, 16/08/1985, 16 Aug 1985."""
    day: Any = read_date(text) if calendar != "lunar" else read_date(bare)
    if isinstance(day, Unreadable) or day is None:
        ambiguous = isinstance(day, Unreadable) and day.problem == "ambiguous_date"
        return "birthday_ambiguous" if ambiguous else "birthday_unread"
    return Birthday(day.month, day.day, day.year, lunar=calendar == "lunar")
