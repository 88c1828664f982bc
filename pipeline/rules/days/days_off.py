"""Reading a seller's own days off: weekly rest days and leave, as people write them in the team sheet."""

import datetime as dt
import re
import unicodedata
from typing import NamedTuple

from pipeline.rules.days.working_days import LONGEST_LEAVE_DAYS, WEEK


class DaysOff(NamedTuple):
    """A seller's own days off: weekly = weekdays (0 = Monday) or None where nothing is said; parts nobody can read."""

    weekly: frozenset[int] | None
    leave: tuple[tuple[dt.date, dt.date], ...]
    unreadable: tuple[str, ...]


_DATE = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
_TO = r"\s*(?:~|-|–|—|至|到|to)\s*"
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE = "一二三四五六日"
_PART = re.compile(
    rf"(?P<first>{_DATE})(?:{_TO}(?P<last>{_DATE}))?"
    rf"|每?(?:周|星期|礼拜)(?P<from>[一二三四五六日天]){_TO}(?:周|星期|礼拜)?(?P<until>[一二三四五六日天])"
    r"|每?(?:周|星期|礼拜)(?P<chinese>[一二三四五六日天]+)"
    r"|(?P<weekend>双休日?|周末|weekends?)|(?P<single>单休)|(?P<none>无|none|no|-+$)"
    r"|\b(?P<english>mon|tue|wed|thu|fri|sat|sun)(?:day|sday|s|nesday|rs|rsday|r|urday)?\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?:[\s、,;/&+和及与]|\band\b|休息?|每周|every|off)+", re.IGNORECASE)


def read_days_off(text: str) -> DaysOff:
    """Read a seller's days off: 周日 · 周六、周日 · Sun · 2026-12-01 · 2026-12-01~2026-12-05, several by 、 , or ;.

    周日 alone means a six-day week. Public holidays stay off in any case. Parts that nobody can read are handed back,
    never raised; so are seven rest days a week and a leave of more than two years.
    """
    plain = unicodedata.normalize("NFKC", text).replace("〜", "~").strip()
    weekly: set[int] = set()
    leave: list[tuple[dt.date, dt.date]] = []
    unreadable: list[str] = []
    at = 0
    for part in _PART.finditer(plain):
        unreadable += _leftovers(plain[at : part.start()])
        at = part.end()
        if part["first"]:
            span = _read_span(part["first"], part["last"] or part["first"])
            leave += [span] if span else []
            unreadable += [] if span else [part[0]]
        else:
            weekly |= _read_weekdays(part)
    unreadable += _leftovers(plain[at:])
    if len(weekly) == WEEK:
        return DaysOff(None, tuple(leave), (*unreadable, text))
    return DaysOff(frozenset(weekly) if weekly else None, tuple(leave), tuple(unreadable))


def _leftovers(text: str) -> list[str]:
    return [piece for piece in _BETWEEN.split(text) if piece.strip()]


def _read_weekdays(part: re.Match[str]) -> set[int]:
    if part["english"]:
        return {_ENGLISH.index(part["english"].lower())}
    if part["chinese"]:
        return {_chinese_weekday(sign) for sign in part["chinese"]}
    if part["from"]:
        first, last = _chinese_weekday(part["from"]), _chinese_weekday(part["until"])
        return {(first + step) % WEEK for step in range((last - first) % WEEK + 1)}
    return {5, 6} if part["weekend"] else {6} if part["single"] else set()


def _chinese_weekday(sign: str) -> int:
    return _CHINESE.index(sign.replace("天", "日"))


def _read_span(first: str, last: str) -> tuple[dt.date, dt.date] | None:
    try:
        start, end = (
            dt.date(*(int(number) for number in re.findall(r"\d+", text))) for text in (first, last)
        )
    except ValueError:
        return None
    return (start, end) if 0 <= (end - start).days <= LONGEST_LEAVE_DAYS else None
