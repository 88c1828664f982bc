"""Which line of a table is its header, over how many lines it goes, and what its columns are called then."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, get_args

from pipeline.understanding.tables.figures import HeaderLines
from pipeline.understanding.tables.shapes import BLANK, TEXTS, ColumnProfile, profiles, shape
from schemas.columns import SHEETS
from schemas.headers import SEARCHED_ROWS, fold_header
from schemas.texts import Lang, Text
from schemas.values import plain

Rows = Sequence[Sequence[Any]]

_WORDS: Final = re.compile(
    r".*(?:名|号|名称|姓名|称呼|电话|手机|号码|编号|编码|代码|序号|日期|时间|生日|地址|邮箱|邮件|微信|备注|说明|金额|单价|价格|数量|合计|职位|职务"
    r"|部门|公司|单位|客户|联系人|行业|来源|类型|类别|分类|等级|级别|状态|城市|省份?|国家|地区|区域|性别|年龄|网址|传真|邮编|负责人|业务员"
    r"|销售|产品|需求|标签|记录|内容|结果|進度|進展|電話|手機|郵箱|郵件|備註|客戶|聯絡人|聯繫人|公司名稱|姓名|職稱|類別|等級|國家|編號|地區|負責人)"
    r"|(?:no|nr|id|idx|code|key|ref|type|kind|class|category|status|state|count|qty|quantity|price|amount|total|sum|value|unit|rate|score|rank"
    r"|name|firstname|lastname|surname|fullname|customer|client|company|organi[sz]ation|contact|person|title|position|department|dept|job"
    r"|phone|tel|telephone|mobile|cell|fax|email|mail|website|url|web|wechat|whatsapp|skype|linkedin|address|street|city|town|province|region"
    r"|country|zip|zipcode|postcode|postalcode|date|time|day|month|year|birthday|birthdate|dob|age|gender|sex|created|updated|modified|notes?"
    r"|remarks?|comments?|description|details|source|owner|seller|salesperson|rep|industry|sector|tags?|labels?|level|grade|tier|budget|revenue"
    r"|product|item|sku|order|invoice|currency|lat|lon|latitude|longitude|lastcontact|nextfollowup|followup)s?",
    re.IGNORECASE,
)
_LATIN_PARTS: Final = re.compile(r"[a-z]+", re.IGNORECASE)
_LONGEST: Final = 40
_BODY: Final = 200
_TYPED: Final = 0.6
_KNOWN_WEIGHT: Final = 2.0
_SAME_TYPE: Final = 1.6
_YEAR: Final = re.compile(r"(?:19|20)\d\d年?")
_LITTLE_ALONE: Final = re.compile(
    r"(?:最近|最后|上次|下次|首次|本次|末次|第[一二三四五六]次)?(?:日期|时间|内容|情况|结果)|(?:last|next|first)?\s*(?:date|time|when)",
    re.IGNORECASE,
)
"""Names that say little without the name of their group: 最近日期 below 跟进."""
RULE: Final = re.compile(r"\s*:?[-=_+—*─━]{2,}:?\s*")
"""A cell of a line that only rules off what stands above it."""
_GOOD: Final = 0.6
_FULL: Final = 0.9


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table.

    first, count: its lines as records; count 0 = there is none · names: one a column.
    """

    first: int
    count: int
    names: list[str]
    why: Text
    sure: bool = True


@cache
def _declared() -> frozenset[str]:
    """Give every declared spelling of a header, folded."""
    return frozenset(
        fold_header(text) for sheet in SHEETS.values() for c in sheet.columns for text in c.headers
    )


@cache
def _templates() -> Sequence[frozenset[str]]:
    """Give the names of the columns of each sheet as the program's own blanks have them."""
    return [
        frozenset(column.header(lang) for column in sheet.columns)
        for sheet in SHEETS.values()
        for lang in get_args(Lang)
    ]


def _is_of_a_template(row: Sequence[Any], width: int) -> bool:
    """Tell whether a line is the header of one of the program's own blanks: what stands below is no second line of it."""
    names = {text for cell in row if (text := plain(cell))}
    return len(names) >= max(2, width) and any(names <= names_of for names_of in _templates())


@lru_cache(maxsize=4096)
def is_known(text: str) -> bool:
    """Tell whether a text is a word that headers are made of."""
    folded = fold_header(text)
    if not folded or len(folded) > _LONGEST or shape(text) not in TEXTS:
        return False
    if folded in _declared() or (
        _WORDS.fullmatch(folded)
        and len(folded) <= _LONGEST // 3
        and "：" not in text
        and ":" not in text
    ):
        return True
    parts = _LATIN_PARTS.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))
    return (
        bool(parts)
        and len(parts) <= 4  # noqa: PLR2004
        and folded.isascii()
        and bool(_WORDS.fullmatch(parts[-1].lower()))
    )


def body_after(
    rows: Rows, start: int, width: int, header: Sequence[Any] = ()
) -> list[ColumnProfile]:
    """Look over the rows that would be the body if the header ended before `start`; the header once more is none."""
    wanted = max(1, width // 3)
    body = [
        [*row[:width], *[""] * (width - len(row))]
        for row in rows[start : start + _BODY]
        if filled(row) >= wanted and row != header
    ]
    return profiles(body, width)


def filled(row: Sequence[Any]) -> int:
    """Count the cells that are not empty."""
    return len(row) - row.count("") - row.count(None)


def header_score(row: Sequence[Any], below: Sequence[ColumnProfile]) -> tuple[float, int, int]:
    """Rate a line as the header of the rows below it.

    Returns: score (above 0: more likely a header than not), how many known words, how many columns it stands out from.
    """
    score, known, contrast, seen_below = 0.0, 0, 0, 0
    for cell, column in zip(row, below, strict=False):
        text = plain(cell)
        if not text:
            continue
        kind, share = column.main
        own = shape(cell)
        if is_known(text):
            known += 1
        if own not in TEXTS:
            score -= 0.4 if _YEAR.fullmatch(text) or own == BLANK else _SAME_TYPE
        elif kind not in TEXTS and kind != BLANK and share >= _TYPED:
            contrast += 1
        seen_below += column.values[text] > 0 and own in TEXTS
        score -= 1.0 if len(text) > _LONGEST else 0.0
    repeats = seen_below - known if seen_below > known else 0
    return score + _KNOWN_WEIGHT * known + contrast - repeats, known, contrast


def find_header(rows: Rows, first: int, last: int, width: int) -> Header:
    """Find the header among the records first to last - 1.

    Takes:   width: columns of the table.
    """
    seen: list[tuple[float, int, int, int]] = []
    for place in range(first, min(last, first + SEARCHED_ROWS)):
        row = rows[place]
        if _is_of_a_template(row, width):
            why = Text(
                "列名正是程序自己的列名", "just the names that the program's own blanks have"
            )
            return Header(place, 1, join_lines([row], width), why)
        if len({plain(cell) for cell in row} - {""}) < min(2, width) or filled(row) * 2 < width:
            continue
        score, known, contrast = header_score(row, body_after(rows[:last], place + 1, width, row))
        seen.append((score, place, known, contrast))
    if not seen:
        return _none(first, width, Text("没有像表头的行", "no line looks like a header"))
    best = max(score for score, *_ in seen)
    # The first good one: a better one below it is the same header once more, or that of another table.
    score, place, known, contrast = next(
        item for item in seen if item[0] >= best * (_GOOD if best > 0 else 1)
    )
    if score <= 0 and not _is_plain_header(rows[:last], place, width, first):
        why = Text(
            "第一行的内容与下面各行同类，所以没有表头",
            "its first line holds the same kinds of things as those below: no header",
        )
        return _none(first, width, why, sure=score < -1 or last - place > 2)  # noqa: PLR2004
    why = Text(
        f"{known} 个列名认得，{contrast} 列与下面的内容不同类",
        f"{known} known names, {contrast} columns unlike what stands below",
    )
    return _over_lines(rows, first, last, place, width, why, sure=score > 1)


def header_over(rows: Rows, lines: HeaderLines, width: int) -> Header:
    """Give the header of a table of figures, its columns named by the lines that name them."""
    count = lines.stop - lines.first
    why = Text(
        f"下面 {lines.columns} 列是数字，以上 {count} 行是表头",
        f"{lines.columns} columns of figures below, {count} header lines above them",
    )
    names = join_lines([rows[number] for number in lines.named], width)
    return Header(lines.first, count, names, why, lines.sure)


def _none(first: int, width: int, why: Text, *, sure: bool = True) -> Header:
    return Header(first, 0, [""] * width, why, sure)


def _is_plain_header(rows: Rows, place: int, width: int, first: int) -> bool:
    """Decide where nothing speaks for or against: all words, all different, none seen below, not in Chinese."""
    texts = [plain(cell) for cell in rows[place]]
    named = [text for text in texts if text]
    if place != first and filled(rows[first]) * 2 >= width:
        return False
    below = body_after(rows, place + 1, width)
    return (
        len(named) == len(set(named)) == width
        and all(
            shape(text) in TEXTS and len(text) <= _LONGEST and max(text) < "\u2e80"
            for text in named
        )
        and not any(column.values[text] for text, column in zip(texts, below, strict=False))
    )


def _over_lines(  # noqa: PLR0913 -- what was found out so far
    rows: Rows, first: int, last: int, place: int, width: int, why: Text, *, sure: bool
) -> Header:
    """Take in the lines above and below that belong to the header as well, and name the columns."""
    top, bottom = place, place + 1
    while top > first and _is_group_line(rows[top - 1], rows[top], width):
        top -= 1
    while bottom < last - 1 and _is_second_line(rows[:last], bottom, width):
        bottom += 1
    names = join_lines([rows[number] for number in range(top, bottom)], width)
    if bottom - top > 1:
        why = Text(
            f"{why.zh}；表头有 {bottom - top} 行，已合成一行",
            f"{why.en}; the header has {bottom - top} lines, joined into one",
        )
    return Header(top, bottom - top, names, why, sure)


def _is_group_line(upper: Sequence[Any], lower: Sequence[Any], width: int) -> bool:
    """Tell whether a line above the header names groups of its columns, or the upper half of their names."""
    texts = [(place, plain(cell)) for place, cell in enumerate(upper[:width]) if plain(cell)]
    if len({text for _, text in texts}) < 2:  # noqa: PLR2004 -- one text is a title
        return False
    if any(
        shape(text) not in TEXTS or len(text) > _LONGEST // 2 or ":" in text for _, text in texts
    ):
        return False
    # Group names stand over blanks of their own line, or over columns that have no name of their own below.
    gaps = [plain(cell) for cell in [*lower, *[""] * width][:width]].count("")
    return (
        len(texts) < width
        or gaps == 0
        or any(not plain(lower[place]) for place, _ in texts if place < len(lower))
    )


def _is_second_line(rows: Rows, place: int, width: int) -> bool:
    """Tell whether a line below the header belongs to it: words where the columns hold other things."""
    row = rows[place]
    below = body_after(rows, place + 1, width)
    texts = [plain(cell) for cell in row]
    if len({*texts} - {""}) < min(2, width) or any(
        plain(cell) and not _is_word(cell) for cell in row
    ):
        return False  # a text alone is the title of a section
    typed = [
        number
        for number, column in enumerate(below)
        if column.main[0] not in TEXTS and column.main[1] >= _TYPED
    ]
    named = [number for number in typed if number < len(texts) and texts[number]]
    known = sum(map(is_known, texts))
    if any(column.values[text] for text, column in zip(texts, below, strict=False) if text):
        return False
    upper = rows[place - 1]
    fills = sum(bool(text) and not plain(above) for text, above in zip(texts, upper, strict=False))
    return len(named) > 1 or (bool(named) and known > 0) or (fills > 0 and known >= 2)  # noqa: PLR2004


def _is_word(cell: Any) -> bool:
    text = plain(cell)
    return shape(text) in TEXTS and len(text) <= _LONGEST // 2 and not RULE.fullmatch(text)


def join_lines(lines: Rows, width: int) -> list[str]:
    """Name the columns by all lines of their header: the lowest name, with the group's where two would be the same.

    Returns: at least `width` names, more where a line goes on beyond.
    """
    width = max(
        [
            width,
            *(number for line in lines for number, cell in enumerate(line, 1) if as_written(cell)),
        ]
    )
    texts = [[as_written(cell) for cell in [*line, *[""] * width][:width]] for line in lines]
    names = texts[-1]
    for upper in reversed(texts[:-1]):
        whole = sum(map(bool, upper)) >= _FULL * width and len(set(upper)) > width // 2
        groups = upper if whole else _spread(upper, names)
        names = [
            _joined(group, name)
            if name and group and (whole or names.count(name) > 1 or _LITTLE_ALONE.fullmatch(name))
            else name or upper[number]
            for number, (group, name) in enumerate(zip(groups, names, strict=True))
        ]
    return names


def as_written(cell: Any) -> str:
    """Give a cell's text as it stands, on one line, without blanks at its ends."""
    return " ".join(cell.split()) if isinstance(cell, str) else plain(cell)


def _spread(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Carry a group's name on over the blanks to its right, as far as there are columns below it."""
    spread, current = [], ""
    for group, name in zip(upper, lower, strict=True):
        current = group or (current if name else "")
        spread.append(current)
    return spread


def _joined(group: str, name: str) -> str:
    if group == name:
        return name
    return f"{group}{name}" if group[-1] > "\u2e80" and name[0] > "\u2e80" else f"{group} {name}"
