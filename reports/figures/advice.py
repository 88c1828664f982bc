"""The first words of the report: what to do now."""

from typing import Final

import pandas as pd

from reports.words.values import plain_number
from reports.words.wording import NO_SELLER
from schemas import results as r
from schemas.texts import Text

_OVERDUE: Final = Text(
    "先处理逾期的 {count} 位客户，最久的已逾期 {days} 天",
    "Start with the overdue customers ({count}, the longest by {days} d)",
)
_THEN_TODAY: Final = Text("，再跟进今天到期的 {count} 位", ", then today's ({count})")
_TODAY: Final = Text("先跟进今天到期的 {count} 位客户", "Start with today's customers ({count})")
_WEEK: Final = Text(
    "本周其余 {count} 位可以按天安排", "Spread this week's customers ({count}) over the days"
)
_NOTHING: Final = Text("本周没有到期的客户", "Nobody is due this week")
_DECISIONS: Final = Text(
    "有 {count} 位客户待决定，请本周定下去向",
    "Decide what becomes of the customers marked “Decide” ({count})",
)
_OVERLOAD: Final = Text(
    "{seller} 本周超出可用时间 {minutes} 分钟，请调整或分给同事",
    "{seller} is {minutes} min over capacity this week: move or share the work",
)
_OVERLOADS: Final = Text(
    "{count} 位同事本周排得太满，{seller} 超出最多（{minutes} 分钟），请先匀一匀",
    "{count} sellers are over capacity this week, {seller} the most ({minutes} min): share the work first",
)
_SET_ASIDE: Final = Text(
    "有 {count} 行数据有误，这次没有计算，请按“数据问题”改好再跑一次",
    "Rows with an error ({count}) were left out: mend them as “Data issues” says and run again",
)


def advice(due: pd.DataFrame, sellers: pd.DataFrame, set_aside: int) -> tuple[Text, ...]:
    """Say what to do now, the most urgent first.

    Takes:   the due list, the numbers by seller, the count of rows set aside.
    Returns: one to four sentences, without full stops.
    """
    sentences = [_first_step(due), *_decisions(due), *_overload(sellers)]
    if set_aside:
        sentences.append(_SET_ASIDE.fill(count=set_aside))
    return tuple(sentences)


def _first_step(due: pd.DataFrame) -> Text:
    overdue, today, week = (
        int((due[r.STATE] == state).sum()) for state in ("overdue", "today", "this_week")
    )
    if overdue:
        first = _OVERDUE.fill(count=overdue, days=int(due[r.DAYS_OVERDUE].max()))
        then = _THEN_TODAY.fill(count=today) if today else Text("", "")
        return Text(first.zh + then.zh, first.en + then.en)
    if today:
        return _TODAY.fill(count=today)
    return _WEEK.fill(count=week) if week else _NOTHING


def _decisions(due: pd.DataFrame) -> list[Text]:
    count = int((due[r.TASK] == "decide").sum())
    return [_DECISIONS.fill(count=count)] if count else []


def _overload(sellers: pd.DataFrame) -> list[Text]:
    over = (sellers["minutes"] - sellers["capacity"])[sellers["load"] > 1]
    if over.empty:
        return []
    seller = str(over.idxmax()) or NO_SELLER
    facts = {"seller": seller, "minutes": plain_number(over.max())}
    return [
        _OVERLOAD.fill(**facts) if len(over) == 1 else _OVERLOADS.fill(count=len(over), **facts)
    ]
