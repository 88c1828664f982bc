"""The words that page and sheets share. What only a template says stands in that template."""

import datetime as dt
from typing import Final

from schemas.findings import Severity
from schemas.results import State, Task
from schemas.texts import Lang, Text

UNCLASSIFIED: Final = Text("未分级", "Unclassified")
NO_SELLER: Final = Text("（未分配）", "(nobody)")
NEVER: Final = Text("从未", "never")
MOVE_COUNTS: Final = Text("升 {up} · 降 {down} · 新 {new}", "{up} up · {down} down · {new} new")
PROVISIONAL_MARK: Final = Text("暂定", "provisional")
BEFORE_THIS_WEEK: Final = Text("本周前", "Before this week")
SET_ASIDE: Final = Text("搁置", "Set aside")

STATE_TEXTS: Final[dict[State, Text]] = {
    "overdue": Text("逾期", "Overdue"),
    "today": Text("今天", "Today"),
    "this_week": Text("本周", "This week"),
    "later": Text("以后", "Later"),
    "none": Text("待定", "No date"),
}
TASK_TEXTS: Final[dict[Task, Text]] = {
    "follow_up": Text("跟进", "Follow up"),
    "decide": Text("待决定", "Decide"),
    "none": Text("", ""),
    "classify": Text("待分级", "Grade"),
    "verify_address": Text("核对邮箱", "Verify address"),
    "confirm_facts": Text("核对信息", "Confirm facts"),
    "review": Text("待分级", "Review"),
    "second_introduction": Text("重复介绍", "Second introduction"),
    "lapse": Text("到期提醒", "Lapse"),
    "rejudge": Text("再判断", "Judge again"),
}
SEVERITY_TEXTS: Final[dict[Severity, Text]] = {
    "error": Text("错误", "Error"),
    "warning": Text("警告", "Warning"),
    "hint": Text("提示", "Hint"),
}

_DAYS_OVERDUE: Final = Text("逾期 {days} 天", "{days} days overdue")
_ONE_DAY_OVERDUE: Final = Text("逾期 1 天", "1 day overdue")
_WEEKDAYS: Final = (
    Text("星期一", "Monday"),
    Text("星期二", "Tuesday"),
    Text("星期三", "Wednesday"),
    Text("星期四", "Thursday"),
    Text("星期五", "Friday"),
    Text("星期六", "Saturday"),
    Text("星期日", "Sunday"),
)
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def state_line(state: State, days_overdue: int, lang: Lang) -> str:
    """Say when a touch is due: 逾期 5 天, 今天, 本周."""
    if state != "overdue":
        return STATE_TEXTS[state].pick(lang)
    text = _ONE_DAY_OVERDUE if days_overdue == 1 else _DAYS_OVERDUE.fill(days=days_overdue)
    return text.pick(lang)


def due_words(due: dt.date | None, monday: dt.date, lang: Lang) -> str:
    """Say on which day of the week that begins on a Monday a touch is due, in words that stay true all week."""
    if due is None:
        return STATE_TEXTS["this_week"].pick(lang)
    return BEFORE_THIS_WEEK.pick(lang) if due < monday else day_of_week(due.isoformat(), lang)


def day_of_week(day: str, lang: Lang) -> str:
    """Write a day of this week shortly: 周一 11-23, Mon 11-23."""
    weekday = _WEEKDAYS[dt.date.fromisoformat(day).weekday()]
    return (
        f"{weekday.zh.replace('星期', '周')} {day[5:]}"
        if lang == "zh"
        else f"{weekday.en[:3]} {day[5:]}"
    )


def long_day(day: dt.date, lang: Lang) -> str:
    """Write a day out: 2026年11月23日 星期一, Monday, 23 November 2026."""
    weekday = _WEEKDAYS[day.weekday()].pick(lang)
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日 {weekday}"
    return f"{weekday}, {day.day} {_MONTHS[day.month - 1]} {day.year}"
