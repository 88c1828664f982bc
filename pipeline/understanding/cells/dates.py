"""Dates and birthdays of a list, in all spellings of Chinese and English offices, lunar ones too."""

import datetime as dt
import re
import unicodedata
from typing import Any, Final

import numpy as np

from pipeline.rules.birthdays import Birthday, read_birthday
from pipeline.rules.days.lunar import lunar_words, lunar_year
from pipeline.understanding.cells.day_orders import (
    FIGURES,
    ColumnOrder,
    full_year,
    pair,
    readings,
    settle,
)
from pipeline.understanding.cells.found import Found
from pipeline.understanding.cells.texts import tidy
from schemas.values import Unreadable, is_blank, read_date

_LUNAR: Final = re.compile(r"农历|農曆|阴历|陰曆|旧历|舊曆|lunar", re.IGNORECASE)
_ZERO_DATES: Final = re.compile(
    r"0+(?:\.0+)?|(?:1899-12-3[01]|1900[-/年]0?1[-/月]0?[01]日?|0{4}-0{2}-0{2}|1900-00-00)(?:[T ].*)?"
)
_ZERO_DAYS: Final = frozenset(
    (dt.date(1899, 12, 30), dt.date(1899, 12, 31), dt.date(1900, 1, 1), dt.date(1904, 1, 1))
)
_NUMERALS: Final = "〇零○一二三四五六七八九"
_CHINESE_YEAR: Final = re.compile(rf"([{_NUMERALS}]{{4}}|[{_NUMERALS}]{{2}})年")
_CHINESE_PART: Final = re.compile(r"([一二三四五六七八九十廿卅]{1,3})(?=[月日号號])")
_REPUBLIC: Final = re.compile(r"(?:民国|民國)\s*(\d{2,3})\s*[年./-]")
_REPUBLIC_FROM: Final = 1911
_TIME: Final = re.compile(r"\s*[T ]?\s*(?:[上下]午|[AaPp][Mm])?\s*\d{1,2}[:时時]\d{2}.*$")
_WEEKDAY: Final = re.compile(
    r"\s*[(（]?(?:星期|周|週|礼拜)[一二三四五六日天][)）]?\s*|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*",
    re.IGNORECASE,
)
_ENGLISH_DAY: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_SHORT_ENGLISH: Final = re.compile(r"(\d{1,2})[\s-]+([A-Za-z]{3,9})\.?[\s,-]+'?(\d{2})")
_EMPTY_SERIALS: Final = (0, 1)
_FIRST_YEAR: Final = 1900  # stands for a year that is not known, as 1604 does on iPhones


def date(cell: Any, order: ColumnOrder, *, date1904: bool = False) -> Found:
    """Read one cell of dates: a real date, or what its text says by the order of its column."""
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        if cell in _ZERO_DAYS:
            return Found(None, "date_zero")
        found = _found(read_date(cell))
        return found._replace(code="maybe_swapped") if order.swapped and found.value else found
    if is_blank(cell):
        return Found(None)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return (
            Found(None, "date_zero")
            if cell in _EMPTY_SERIALS
            else _found(read_date(cell, date1904=date1904))
        )
    return _from_text(_spelled(cell), order, date1904=date1904)


def _found(read: dt.date | Unreadable | None) -> Found:
    return Found(None, read.problem) if isinstance(read, Unreadable) else Found(read)


def _spelled(cell: Any) -> str:
    """Give the text with figures for Chinese numerals, without time and day of the week."""
    text = unicodedata.normalize("NFKC", tidy(cell))
    text = _REPUBLIC.sub(lambda match: f"{int(match[1]) + _REPUBLIC_FROM}年", text)
    if _LUNAR.search(text):
        return text
    text = _CHINESE_YEAR.sub(
        lambda match: "".join(str(_figure(sign)) for sign in match[1]) + "年", text
    )
    text = _CHINESE_PART.sub(lambda match: str(_number(match[1])), text)
    text = _ENGLISH_DAY.sub("", _WEEKDAY.sub(" ", _TIME.sub("", text)).strip())
    return re.sub(r"(?<=\d)\.0$", "", text) if text.replace(".", "", 1).isdigit() else text


def _figure(sign: str) -> int:
    return max(0, _NUMERALS.index(sign) - 2)


def _number(text: str) -> int:
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _figure(text[-1]) if len(text) == 1 else 0
    return (_figure(tens[-1]) if tens else 1) * 10 + (_figure(ones[-1]) if ones else 0)


def _from_text(text: str, order: ColumnOrder, *, date1904: bool) -> Found:
    if _ZERO_DATES.fullmatch(text):
        return Found(None, "date_zero")
    if _LUNAR.search(text):
        return _lunar_date(text)
    if match := _SHORT_ENGLISH.fullmatch(text):
        text = f"{match[1]} {match[2]} {full_year(match[3])}"
    if FIGURES.fullmatch(text):
        possible = readings(text)
        day = settle(text, order)
        if day is not None:
            return _found(read_date(day))
        return Found(None, "ambiguous_date" if possible else "not_a_date")
    return _found(read_date(text, date1904=date1904))


def _lunar_date(text: str) -> Found:
    """Give the solar day of 农历2019年八月十五; without a year it is no date."""
    birthday = read_birthday(text, "lunar")
    if not isinstance(birthday, Birthday):
        return Found(None, "not_a_date")
    if not birthday.year:
        return Found(None, "no_year")
    return _found(_solar(birthday))


def _solar(lunar: Birthday) -> dt.date | Unreadable:
    months = lunar_year(lunar.year)
    if lunar.leap and lunar.month != months.leap_month:
        return Unreadable("not_a_date")
    first = months.leap_first if lunar.leap else int(months.first[lunar.month - 1])
    length = months.leap_length if lunar.leap else int(months.length[lunar.month - 1])
    if lunar.day > length:
        return Unreadable("not_a_date")
    return np.datetime64(first + lunar.day - 1, "D").astype(dt.date)  # type: ignore[no-any-return]


def birthday(cell: Any, order: ColumnOrder) -> Found:
    """Read one birthday into the text that the workbook's own column 生日 understands.

    1985-03-02 with its year, 03-02 without, 农历八月十五 for a lunar one. A year that only stands for a missing one (1604 of
    iPhones, 1900) is left out. What could be solar or lunar stays as written: 历法 beside it may tell.
    """
    if isinstance(cell, dt.date):
        return Found(_birthday_text(_dated(cell)))
    if is_blank(cell):
        return Found(None)
    text = re.sub(r"^--(\d{2})-?(\d{2})$", r"\1-\2", unicodedata.normalize("NFKC", tidy(cell)))
    if _ZERO_DATES.fullmatch(text):
        return Found(None, "date_zero")
    return _by_order(text, order) or _by_itself(re.sub(r"(?<=\d)\.0$", "", text))


def _dated(day: dt.date) -> Birthday:
    return Birthday(day.month, day.day, day.year if day.year > _FIRST_YEAR else 0)


def _by_itself(text: str) -> Found:
    read = read_birthday(text)
    if isinstance(read, Birthday):
        short = not read.year and re.match(r"\D*\d{2}年", text)
        plain_year = read._replace(year=read.year if read.year > _FIRST_YEAR else 0)
        return Found(_birthday_text(plain_year), "year_without_century" if short else "")
    if read in ("birthday_calendar_unclear", "birthday_calendars_differ"):
        return Found(text, read)
    return Found(None, read or "birthday_unread")


def _by_order(text: str, order: ColumnOrder) -> Found | None:
    """Read figures whose order the column tells: 3/4, 3/4/1985, 03-04-85."""
    bare = _TIME.sub("", text)
    if days := pair(bare, order):
        return Found(_birthday_text(Birthday(*days)))
    possible = readings(bare)
    if not possible:
        return None
    day = settle(bare, order)
    if day is None:
        return Found(None, "birthday_ambiguous")
    if not re.search(r"\d{4}", bare):
        return Found(_birthday_text(Birthday(day.month, day.day)), "year_without_century")
    return Found(_birthday_text(_dated(day)))


def _birthday_text(born: Birthday) -> str:
    if born.lunar:
        words = lunar_words(born.month, born.day, leap=born.leap)
        return f"农历{born.year}年{words}" if born.year else f"农历{words}"
    return (
        f"{born.year:04d}-{born.month:02d}-{born.day:02d}"
        if born.year
        else f"{born.month:02d}-{born.day:02d}"
    )
