"""The week as a short message for a chat group: numbers, what to do first, the longest overdue; plain text."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from reports.figures.summary import Summary, summarise
from reports.figures.view import ReportInput
from reports.words.values import clean_text, plain_number
from reports.words.wording import MOVE_COUNTS, NO_SELLER, state_line
from schemas import results as r
from schemas.texts import Text

MOST_BYTES: Final = 2_000
"""A message fits every robot: 企业微信 takes 2,048 bytes of text, 钉钉 and 飞书 20,000."""

_MOST_CUSTOMERS: Final = 8
_MOST_SELLERS: Final = 12
_LONGEST_NAME: Final = 40
_TITLE: Final = Text("客户跟进 {day}  {workbook}", "Follow-up {day}  {workbook}")
_TEAM: Final = Text("团队：{name}", "Team: {name}")
_NUMBERS: Final = Text(
    "逾期 {overdue}  今天 {today}  本周 {week}  约 {minutes} 分钟",
    "overdue {overdue}  today {today}  this week {week}  about {minutes} min",
)
_FIRST: Final = Text("先做：{what}", "First: {what}")
_MOVES: Final = Text("最近七天等级变动：{counts}", "Tier moves within seven days: {counts}")
_SELLERS: Final = Text("各人（逾期/今天/本周）：", "By seller (overdue/today/this week):")
_LATE: Final = Text("逾期的客户，先做的在前：", "Overdue, the first to do first:")
_MORE: Final = Text(
    "… 另有 {count} 位，见工作簿“本周跟进”", "… {count} more, see the sheet “Due this week”"
)
# Signs that a chat program would take for a mention, a link or markup: shown by their full-width twins.
_SIGNS: Final = str.maketrans("<>@*`[]", "＜＞＠＊｀［］")
_STATES: Final = {"overdue": "overdue", "today": "today", "week": "this_week"}
_JOIN: Final = Text("；", "; ")


def chat_text(report: ReportInput, team: str = "") -> str:
    """Write the message.

    Takes:   a slice with the ways to reach customers hidden; team: whose it is, "" = all.
    Returns: at most MOST_BYTES of UTF-8; what does not fit is counted. Names cannot mention anybody or make a link.
    Raises:  nothing.
    """
    summary = summarise(report)
    late = summary.due.loc[summary.due[r.STATE] == "overdue"].sort_values(
        [r.TIER_RANK, r.NEXT_DUE, "row"], kind="stable"
    )
    for named in range(min(_MOST_CUSTOMERS, len(late)), -1, -1):
        text = "\n".join(_lines(summary, late, named, team))
        if len(text.encode()) <= MOST_BYTES:
            return text
    return text.encode()[:MOST_BYTES].decode(errors="ignore")


def _lines(summary: Summary, late: pd.DataFrame, named: int, team: str) -> Iterator[str]:
    report, lang, due = summary.report, summary.report.lang, summary.due
    yield _TITLE.fill(day=report.as_of.isoformat(), workbook=_inert(report.workbook)).pick(lang)
    if team:
        yield _TEAM.fill(name=_inert(team)).pick(lang)
    counts = {key: int((due[r.STATE] == state).sum()) for key, state in _STATES.items()}
    yield _NUMBERS.fill(**counts, minutes=plain_number(due[r.MINUTES].sum())).pick(lang)
    yield _FIRST.fill(
        what=_JOIN.pick(lang).join(_inert(text.pick(lang), 200) for text in summary.advice)
    ).pick(lang)
    if len(summary.week_moves):
        counts_of_moves = MOVE_COUNTS.fill(**summary.move_counts)
        yield _MOVES.fill(counts=counts_of_moves).pick(lang)
    busy = summary.sellers.loc[summary.sellers["due"] > 0].head(_MOST_SELLERS)
    if len(busy) > 1:
        yield _SELLERS.pick(lang)
        for seller, overdue, today, week in zip(
            busy.index, *(busy[state] for state in _STATES.values()), strict=True
        ):
            yield f"  {_inert(seller) or NO_SELLER.pick(lang)} {overdue}/{today}/{week}"
    if named:
        yield _LATE.pick(lang)
        for place, line in enumerate(late.head(named).to_dict("records"), start=1):
            when = state_line("overdue", int(line[r.DAYS_OVERDUE]), lang)
            parts = (
                _inert(line[r.TIER_LABEL]),
                _inert(line["seller"]) or NO_SELLER.pick(lang),
                when,
            )
            yield f"  {place}. {_inert(line['name'])} · {' · '.join(parts)}"
    if len(late) > named:
        yield _MORE.fill(count=len(late) - named).pick(lang)


def _inert(value: object, longest: int = _LONGEST_NAME) -> str:
    text = clean_text(value).translate(_SIGNS).replace("://", "：//").replace("www.", "www．")
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
