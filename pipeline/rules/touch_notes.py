"""What is said beside a touch: the age, the lunar day, why a birthday is not on its own date, which purchase it follows."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.methods.touchpoints import Touchpoint
from pipeline.rules.birthdays import Birthdays
from pipeline.rules.days.lunar import lunar_words, lunar_year
from pipeline.rules.frames import Days, Texts, Whole, distinct_rows, texts
from schemas.texts import Lang, Text

_AGES: Final = range(
    10, 111
)  # beyond, the year is a slip: Excel adds this year to a birthday typed without one
_AGE: Final = Text("满 {age} 岁", "turns {age}")
_LUNAR: Final = Text("农历{words}", "lunar {figures}")
_NO_LEAP_MONTH: Final = Text(
    "今年没有闰{month}月，按平月过", "no leap month {month} this year: kept in the ordinary month"
)
_SHORT_MONTH: Final = Text("当月只有 29 天，按廿九过", "the month has 29 days: kept on the 29th")
_NO_LEAP_DAY: Final = Text(
    "今年没有 2 月 29 日，按 28 日过", "no 29 February this year: kept on the 28th"
)
_PURCHASE: Final = Text("{day} 购买", "bought {day}")
_ORDINARY_FEBRUARY: Final = 28


def touch_notes(  # noqa: PLR0913 -- three columns of touches, and what they point at
    customer: Whole,
    day: Days,
    year: Whole,
    number: Whole,
    touchpoints: Sequence[Touchpoint],
    birthdays: Birthdays,
    lang: Lang,
) -> Texts:
    """Give one note a touch; "" where there is nothing to say.

    Takes:   customer positions, days before they were moved, years in the birthday's own calendar, touchpoint numbers.
    Returns: texts in the language of the run.
    Raises:  nothing.
    Source:  methods.md §7.
    """
    kinds = np.array([*(str(touchpoint.kind) for touchpoint in touchpoints), ""])[number]
    after = np.array([touchpoint.after_days for touchpoint in touchpoints] or [0], dtype=np.int64)[
        number
    ]
    is_birthday, is_purchase = kinds == "birthday", kinds == "purchase"
    who = np.where(is_birthday, customer, 0) if len(birthdays.year) else customer
    born = birthdays.year[who]
    fields = [
        birthdays.days.month[who],
        birthdays.days.day[who],
        birthdays.days.lunar[who],
        birthdays.days.leap[who],
    ]
    age = np.where(born > 0, year - born, 0)
    bought = np.where(is_purchase, day.astype(np.int64) - after, 0)
    dayless = np.where(is_birthday, _day_of_month(day), 0)
    columns = [
        is_birthday,
        *(np.where(is_birthday, part, 0) for part in (*fields, year, age)),
        dayless,
        bought,
    ]
    combined, rows = distinct_rows([np.asarray(column).astype(np.int64) for column in columns])
    distinct = [_note(*(int(column[row]) for column in columns), lang=lang) for row in rows]
    return texts(distinct or [""], combined)


def _day_of_month(day: Days) -> npt.NDArray[Any]:
    since_first: npt.NDArray[Any] = day - day.astype("M8[M]").astype("M8[D]")
    return since_first.astype(np.int64) + 1


def _note(  # noqa: PLR0913 -- the columns that a note hangs on
    is_birthday: int,
    month: int,
    day: int,
    lunar: int,
    leap: int,
    year: int,
    age: int,
    falls_on: int,
    bought: int,
    *,
    lang: Lang,
) -> str:
    said: list[Text] = []
    if is_birthday and lunar:
        said += _lunar_note(month, day, year, is_leap=bool(leap))
    elif is_birthday and day > _ORDINARY_FEBRUARY == falls_on:
        said.append(_NO_LEAP_DAY)
    if is_birthday and age in _AGES:
        said.insert(0, _AGE.fill(age=age))
    if bought:
        said.append(_PURCHASE.fill(day=str(np.datetime64(bought, "D"))))
    join: Callable[[list[str]], str] = ("；" if lang == "zh" else "; ").join
    return join([text.pick(lang) for text in said])


def _lunar_note(month: int, day: int, year: int, *, is_leap: bool) -> list[Text]:
    figures = f"{'leap ' if is_leap else ''}{month}-{day}"
    said = [_LUNAR.fill(words=lunar_words(month, day, leap=is_leap), figures=figures)]
    months = lunar_year(year)
    in_leap = is_leap and months.leap_month == month
    if is_leap and not in_leap:
        words = lunar_words(month, 1)
        said.append(_NO_LEAP_MONTH.fill(month=Text(words[: words.index("月")], str(month))))
    if day > (months.leap_length if in_leap else int(months.length[month - 1])):
        said.append(_SHORT_MONTH)
    return said
