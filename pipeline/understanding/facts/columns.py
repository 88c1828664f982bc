"""What the columns of a customer sheet say that no declared column stands for: past days, promises, notes, words."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pipeline.understanding.cells.day_orders import ColumnOrder, column_order
from pipeline.understanding.facts.days import month_and_day, read_day
from pipeline.understanding.facts.months import Month, are_of_month, month_columns
from pipeline.understanding.facts.words import (
    DEAL,
    NOTHING,
    OWN_TIER,
    Meaning,
    fold_word,
    meaning_of,
)
from schemas.values import NO, YES, is_blank, plain

Role = Literal["touch", "order", "promise", "notes", "words"]
"""touch: days on which somebody was in touch · order: days of orders · promise: the next touch as promised · notes: texts
with a day in front of each · words: the team's own words for where a customer stands."""

_PROMISE: Final = re.compile(
    r"下次|下一次|下回|下一步|下步|(?:计划|预约|预定|约定)(?:跟进|联系|拜访|回访|时间|日期)|\bnext|nextfollow|upcoming|follow.?up (?:on|by|due)",
    re.IGNORECASE,
)
_TOUCH: Final = re.compile(
    r"跟进|联系|联络|拜访|回访|沟通|接触|走访|洽谈|来访|contact|visit|\bcall|touch|activity|follow|\bmet\b|meeting|spoke",
    re.IGNORECASE,
)
_ORDER: Final = re.compile(
    r"成交|下单|订单|购买|消费|交易|签约|签单|\border|purchase|\bdeal|\bsale", re.IGNORECASE
)
_NOT_YET: Final = re.compile(
    r"预计|预期|计划|目标|到期|续|交货|交付|expect|estimat|target|renew|deliver|close|due|创建|录入|建档|creat|added|modif|更新",
    re.IGNORECASE,
)
_NOTES: Final = re.compile(
    r"跟进|记录|情况|内容|沟通|进展|进度|备注|日志|回访|拜访|动态|过程|history|notes?|remarks?|comments?|descri|\blog|follow|activity|detail",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(
    r"等级|级别|评级|分级|定级|意向|意愿|类型|类别|分类|性质|属性|状态|阶段|进度|成交|签约|下单|订单|潜力|重要|优先|星级|温度|热度|现状|跟进情况|结果"
    r"|rating|status|stage|\btype|class|grade|level|tier|priority|temperature|interest|category|segment|outcome|won|disposition",
    re.IGNORECASE,
)
_NOT_WORDS: Final = re.compile(
    r"信用|购买力|满意|风险|物流|付款|回款|收款|开票|合同|产品|会员|证件|行业|企业类型|公司类型|业务类型|来源|渠道|联系类型|跟进类型|跟进方式|产品类|sample type|credit|payment|industry|product|source|delivery|email status|job",
    re.IGNORECASE,
)
_INTENT: Final = re.compile(r"意向|意愿|interest|intent", re.IGNORECASE)
_YES_NO: Final = re.compile(r"是否|有无|\?$|？$|^is |^has ", re.IGNORECASE)
_ASKING: Final = re.compile(r"^是否|[?？]$")
_TICKS: Final = frozenset(("✓", "✔", "√", "☑", "v", "●", "1"))
_CROSSES: Final = frozenset(("×", "✗", "✘", "x", "☐", "○", "0"))
_NOTE_DAY: Final = re.compile(
    r"(?:^|[\n；;])\s*[【\[(（]?((?:\d{4}\s*[./\-年]\s*)?\d{1,2}\s*[./\-月]\s*\d{1,2}\s*[日号]?)(?=\D|$)"
)
_DAYS: Final = 0.6
"""So much of a column must be days that it is one of days."""
_NOTED: Final = 0.5
"""So many of the filled cells must begin with a day."""
_KNOWN: Final = 0.6
"""So much of a column must be words that are known."""
_NEARLY_ALL: Final = 0.9
"""So much of a column must be words for a deal where its header does not name one."""
_MOST_WORDS: Final = 24
"""A column of more different texts holds no words for a state."""
_MORE_THAN_A_DAY: Final = re.compile(
    r"[^\W\d_年月日号时分秒上下午星期周一二三四五六七八九十廿天农历正冬腊初闰a-z]", re.IGNORECASE
)
"""Signs of a text that says more than a day: those of words, but for the names of months and weekdays."""
_FIGURE: Final = re.compile(r"\s*\d{1,7}\s*")
"""A text of figures alone is an amount, but for 20261027."""
_LOST_DIGIT: Final = re.compile(r"\d{1,2}\.[123]")
"""A number such as 11.1 may have been 11.1 or 11.10."""


@dataclass(frozen=True, slots=True)
class TeamColumn:
    """A column of the team's own that says something of its customers."""

    number: int
    """Its 1-based Excel column."""
    role: Role
    order: ColumnOrder
    """In which order its days are written; of no use for words."""
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    """Folded word → what it means."""
    unknown: Mapping[str, int] = field(default_factory=dict)
    """Word as written that is not known → how often it stands in the sample."""
    month: Month | None = None
    """The month of its notes, where the team keeps a column a month."""

    @property
    def is_a_grade(self) -> bool:
        """Tell whether the words grade the customer rather than tell the state of a deal."""
        return any(meaning.column not in (DEAL, NOTHING) for meaning in self.meanings.values())


def team_columns(
    names: Mapping[int, str],
    cells_of: Callable[[int], Sequence[Any]],
    as_of: dt.date,
    own_words: Mapping[str, Mapping[str, Meaning]],
) -> list[TeamColumn]:
    """Find the columns that say something of the customers beside the declared ones.

    Takes:   names: 1-based Excel column → header, of the columns to look at; cells_of: gives a column's cells;
             own_words: header → folded word → meaning, as the team has set it.
    Returns: the columns with a role, left to right; the grades before the states among those of words.
    """
    found = []
    months = month_columns(names, as_of)
    for number, name in sorted(names.items()):
        filled = [cell for cell in cells_of(number) if not is_blank(cell)]
        column = (
            _of_month(number, months[number], filled)
            if number in months
            else _column(number, name, filled, as_of, own_words.get(name, {}))
        )
        if column is not None:
            found.append(column)
    return found


def _column(
    number: int, name: str, filled: Sequence[Any], as_of: dt.date, own: Mapping[str, Meaning]
) -> TeamColumn | None:
    if not filled:
        return None
    order = column_order(set(map(_hashable, filled)), stated=None, latest=None)
    if _is_days(filled, order, as_of):
        role = _role_of_days(name)
        return None if role is None else TeamColumn(number, role, order)
    if _NOTES.search(name) and _are_notes(filled):
        return TeamColumn(number, "notes", order)
    ticked = {} if _NOT_WORDS.search(name) else _ticked(name, filled)
    if ticked:
        return TeamColumn(number, "words", order, ticked)
    return _of_words(number, name, filled, order, own)


def _of_words(
    number: int, name: str, filled: Sequence[Any], order: ColumnOrder, own: Mapping[str, Meaning]
) -> TeamColumn | None:
    if not own and _NOT_WORDS.search(name):
        return None
    if own or names_words(name) or _tell_of_deals(filled):
        return _words(number, name, filled, order, own)
    return None


def _tell_of_deals(filled: Sequence[Any]) -> bool:
    """Tell whether nearly all words are such as nobody uses for anything but a deal, whatever stands above them."""
    meanings = map(meaning_of, map(plain, filled))
    deals = sum(meaning is not None and meaning.column == DEAL for meaning in meanings)
    return deals >= _NEARLY_ALL * len(filled)


def _ticked(name: str, filled: Sequence[Any]) -> dict[str, Meaning]:
    """Read a column of ticks whose header is the word: 已成交 above ✓."""
    meaning = meaning_of(_ASKING.sub("", name))
    signs = {fold_word(cell) for cell in filled}
    if meaning is None or meaning.column != DEAL or not signs <= _TICKS | YES | NO | _CROSSES:
        return {}
    return {sign: meaning if sign in _TICKS | YES else Meaning(NOTHING) for sign in signs}


def _of_month(number: int, month: Month, filled: Sequence[Any]) -> TeamColumn | None:
    order = column_order((), stated=None)
    return TeamColumn(number, "notes", order, month=month) if are_of_month(filled) else None


def _hashable(cell: Any) -> Any:
    return cell if isinstance(cell, (str, dt.date)) else plain(cell)


def _is_days(filled: Sequence[Any], order: ColumnOrder, as_of: dt.date) -> bool:
    days = sum(day_of(cell, order, as_of) is not None for cell in filled)
    return days >= _DAYS * len(filled)


def day_of(
    cell: Any, order: ColumnOrder, as_of: dt.date, *, promised: bool = False
) -> dt.date | None:
    """Read a day of a team's own column; None where it is none, or cannot be told."""
    if isinstance(cell, str) and (_MORE_THAN_A_DAY.search(cell) or _FIGURE.fullmatch(cell)):
        return None
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        text = plain(cell)
        if month_and_day(text) is None or _LOST_DIGIT.fullmatch(text):
            return None  # a plain number is a day only where it is written as month and day
    return read_day(cell, order, as_of, promised=promised)


def _role_of_days(name: str) -> Role | None:
    name = name.rpartition(" - ")[
        2
    ]  # "Deal - Next activity date": the deal says nothing of the date
    if _PROMISE.search(name):
        return "promise"
    if _NOT_YET.search(name):
        return None
    if _ORDER.search(name):
        return "order"
    return "touch" if _TOUCH.search(name) else None


def _are_notes(filled: Sequence[Any]) -> bool:
    noted = sum(bool(_NOTE_DAY.search(cell)) for cell in filled if isinstance(cell, str))
    return noted >= _NOTED * len(filled)


def note_days(cell: Any, order: ColumnOrder, as_of: dt.date) -> list[dt.date]:
    """Give the days that begin the lines of a cell, those after as_of left out."""
    if not isinstance(cell, str):
        return []
    days = (read_day(match[1], order, as_of) for match in _NOTE_DAY.finditer(cell))
    return [day for day in days if day is not None and day <= as_of]


def _words(
    number: int, name: str, filled: Sequence[Any], order: ColumnOrder, own: Mapping[str, Meaning]
) -> TeamColumn | None:
    counts = Counter(map(plain, filled))
    if len(counts) > _MOST_WORDS:
        return None
    read = _yes_no if _YES_NO.search(name) and _ORDER.search(name) else meaning_of
    told = {text: read(text, own) for text in counts}
    if _INTENT.search(name):  # H, A, B, C of an interest are no grades of a method
        told = {text: _no_grade(meaning) for text, meaning in told.items()}
    known = sum(counts[text] for text, meaning in told.items() if meaning is not None)
    if known < _KNOWN * len(filled) and not own:
        return None
    return TeamColumn(
        number,
        "words",
        order,
        {fold_word(text): meaning for text, meaning in told.items() if meaning is not None},
        {text: counts[text] for text, meaning in told.items() if meaning is None},
    )


def names_words(header: str) -> bool:
    """Tell whether a header names where a customer stands, whatever words stand below it."""
    return bool(_WORDS.search(header)) and not _NOT_WORDS.search(header)


def _no_grade(meaning: Meaning | None) -> Meaning | None:
    return Meaning(NOTHING) if meaning is not None and meaning.column == OWN_TIER else meaning


def _yes_no(text: str, own: Mapping[str, Meaning]) -> Meaning | None:
    """Read a column such as 是否成交."""
    folded = fold_word(text)
    if folded in own:
        return own[folded]
    if folded in YES:
        return Meaning(DEAL, "ordered")
    return Meaning(NOTHING) if folded in NO else meaning_of(text)
