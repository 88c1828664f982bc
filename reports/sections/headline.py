"""What to do now, and the run in a few numbers."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from reports.figures.summary import Summary
from reports.sections.base import Section
from reports.words.values import plain_number
from reports.words.wording import MOVE_COUNTS, STATE_TEXTS
from schemas.texts import Text


class KeyFigure(NamedTuple):
    """One number of the headline; tone colours it and is never its only sign.

    where: the filter that leads to its rows, or the section under "section"; empty = the number is no count of rows.
    """

    label: str
    number: str
    remark: str
    tone: str
    where: Mapping[str, str]


_REST: Final = Text("本周其余", "Later this week")
_WORK: Final = Text("本周工作量", "Work this week")
_MINUTES: Final = Text("分钟", "min")
_CAPACITY: Final = Text("可用 {minutes} 分钟", "of {minutes} min available")
_MOVES: Final = Text("七天内等级变动", "Moves within 7 days")
_SET_ASIDE: Final = Text("搁置的行", "Rows set aside")
_OF_ROWS: Final = Text("其余 {count} 行已计算", "the other {count} are computed")
_LONGEST: Final = Text("最久 {days} 天", "longest {days} d")


def _build(summary: Summary) -> Mapping[str, Any]:
    lang = summary.report.lang
    neglected = [
        (silence.words.pick(lang), silence.key, silence.count) for silence in summary.neglected
    ]
    return {
        "advice": [sentence.pick(lang) for sentence in summary.advice],
        "figures": [*work_figures(summary), *_changes(summary)],
        "neglected": neglected,
    }


def work_figures(summary: Summary) -> list[KeyFigure]:
    """Give the week's work in four numbers: overdue, today, later this week, minutes."""
    lang, sellers, due = summary.report.lang, summary.sellers, summary.due
    overdue = int(sellers["overdue"].sum())
    longest = _LONGEST.fill(days=int(due["days_overdue"].max())).pick(lang) if overdue else ""
    minutes = plain_number(sellers["minutes"].sum()) + " " + _MINUTES.pick(lang)
    capacity = _CAPACITY.fill(minutes=plain_number(sellers["capacity"].sum())).pick(lang)
    return [
        KeyFigure(
            STATE_TEXTS["overdue"].pick(lang),
            plain_number(overdue),
            longest,
            "overdue" if overdue else "",
            {"state": "overdue"},
        ),
        KeyFigure(
            STATE_TEXTS["today"].pick(lang),
            plain_number(sellers["today"].sum()),
            "",
            "today",
            {"state": "today"},
        ),
        KeyFigure(
            _REST.pick(lang),
            plain_number(sellers["this_week"].sum()),
            "",
            "week",
            {"state": "this_week"},
        ),
        KeyFigure(_WORK.pick(lang), minutes, capacity, "", {"section": "workload"}),
    ]


def _changes(summary: Summary) -> list[KeyFigure]:
    lang, moves, set_aside = summary.report.lang, summary.week_moves, summary.report.set_aside
    remark = MOVE_COUNTS.fill(**summary.move_counts).pick(lang) if len(moves) else ""
    computed = _OF_ROWS.fill(count=plain_number(len(summary.report.graded))).pick(lang)
    return [
        KeyFigure(_MOVES.pick(lang), plain_number(len(moves)), remark, "", {"section": "tiers"}),
        KeyFigure(
            _SET_ASIDE.pick(lang),
            plain_number(set_aside),
            computed,
            "overdue" if set_aside else "",
            {"section": "issues"},
        ),
    ]


SECTION: Final = Section(
    "headline", Text("现在该做什么", "What to do now"), _build, "headline.html.j2"
)
