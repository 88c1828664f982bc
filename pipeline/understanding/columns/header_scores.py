"""How far the header of a list's column speaks for a declared column: a known spelling, a part of one, or a similar one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz

from pipeline.understanding.columns.spellings import FILLS_NOTHING, IN_IMPORTS, TRADITIONAL
from schemas.columns import SHEETS, Sheet
from schemas.headers import fold_header
from schemas.texts import Text

NOTHING: Final = ""
"""Stands for "fills nothing" among the keys."""

_BEFORE: Final = re.compile(
    r"^(?:主要|首要|第一|对方|我的|客户|联系人|联络人|会员|公司|企业|单位|个人|本人|买家|用户|主|默认|the|customer|client|contact|account|company|primary|main|lead|buyer|member|personal|business|work|your|default|billing|mailing|shipping|office)+(?:address)?(?=.)|^address1(?=[a-z])"
)
_AFTER: Final = re.compile(r"(?:信息|资料|内容|一|必填|选填|[01]|value|info|details)+$")
_SAME_WORDS: Final = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        ("联络", "联系"),
        ("帐", "账"),
        ("(?:最近|最后|末次|上|最新)(?:一次|次)?", "上次"),
        ("日期|日子|(?<=.)日$", "时间"),
        ("号码", "号"),
        ("(?<=.)(?:全名|全称)$", "名称"),
        ("活动记录|活动", "跟进"),
        ("(?<=[^第0-9])(?:一|1)$", ""),
        ("电子邮件|电子邮箱|电邮", "邮箱"),
        ("^(?:recent|latest|most ?recent)", "last"),
        ("(?:date|time|on|at)$", "date"),
        ("mobilephone|cellphone|handphone", "mobile"),
        ("telephone", "phone"),
    )
)
"""Words that mean the same in a header: 上次聯絡日期 is 上次联系时间."""
_SECOND: Final = re.compile(
    r"(?:[2-9]|[二三四五])$|^(?:第二|第三|备用|其他|其它|other|alternate|secondary|second)|(?<=[a-z])[2-9](?=[a-z])"
)
_BRACKET: Final = re.compile(r"\S\s*[(（\[【]")
_EITHER: Final = re.compile(r"\s*[/／、&]\s*|\s+or\s+")
_SURE_OWN, _SURE_ALIAS, _SURE_IMPORT, _SAME, _STRIPPED, _HALF = 1.0, 0.98, 0.95, 0.95, 0.88, 0.85
_BRACKETED: Final = 0.97  # 公司名称（英文） beside 公司名称
_ORDER_COUNTS: Final = 0.0015
_SIMILAR_FROM, _SIMILAR_AT_MOST = 82.0, 0.74
_ENDS_WITH, _BEGINS_WITH = 0.62, 0.4
_MOBILE: Final = re.compile(r"手机|移动电话|行动电话|手提|流动电话|mobile|cell|handphone")
_MOBILE_FIRST: Final = 0.06
_LOOSELY: Final = 0.5
_LOOSE_FROM, _LOOSE_UP_TO = 3, 2.5
_SHORTEST_PART: Final = 2
_SHORTEST_LATIN_PART: Final = 4


@dataclass(frozen=True, slots=True)
class HeaderScore:
    """How far a header speaks for a key: 0 to 1, and in words."""

    score: float
    why: Text


@dataclass(frozen=True, slots=True)
class _Known:
    exact: Mapping[str, Mapping[str, float]]
    same: Mapping[str, Mapping[str, float]]
    parts: tuple[tuple[str, str], ...]


@lru_cache(maxsize=32)
def _known(sheet_key: str) -> _Known:
    """Give every folded spelling with the keys it stands for; NOTHING for headers that fill no column."""
    sheet: Sheet = next(sheet for sheet in SHEETS.values() if sheet.key == sheet_key)
    exact: dict[str, dict[str, float]] = {}
    for spelling in FILLS_NOTHING:
        exact.setdefault(_folded(spelling), {})[NOTHING] = _SURE_IMPORT
    for column in sheet.columns:
        if column.written:
            for spelling in column.headers:
                exact.setdefault(_folded(spelling), {})[NOTHING] = _SURE_OWN
            continue
        imported = IN_IMPORTS.get(column.key, ()) if sheet_key == "customers" else ()
        ranked = [(_SURE_OWN, spelling) for spelling in (column.zh, column.en)]
        ranked += [(_SURE_ALIAS, spelling) for spelling in column.aliases]
        ranked += [
            (_SURE_IMPORT - place * _ORDER_COUNTS, spelling)
            for place, spelling in enumerate(imported)
        ]
        for score, spelling in ranked:
            keys = exact.setdefault(_folded(spelling), {})
            keys[column.key] = max(score, keys.get(column.key, 0.0))
    parts = tuple(
        (spelling, key)
        for spelling, keys in exact.items()
        for key in keys
        if _long_enough(spelling)
    )
    same: dict[str, dict[str, float]] = {}
    for folded, keys in exact.items():
        for key, score in keys.items():
            same.setdefault(_same_words(folded), {}).setdefault(key, score)
    return _Known(MappingProxyType(exact), MappingProxyType(same), parts)


def _same_words(folded: str) -> str:
    for pattern, word in _SAME_WORDS:
        folded = pattern.sub(word, folded)
    return folded


def _long_enough(spelling: str) -> bool:
    return len(spelling) >= (_SHORTEST_LATIN_PART if spelling.isascii() else _SHORTEST_PART)


def _folded(header: str) -> str:
    return fold_header(header).translate(TRADITIONAL)


_IS_KNOWN: Final = Text("表头“{header}”是已知写法", "the header “{header}” is a known spelling")
_MEANS_THE_SAME: Final = Text(
    "表头“{header}”与已知写法同义", "the header “{header}” means the same as a known spelling"
)


def header_scores(header: str, sheet: Sheet) -> Mapping[str, HeaderScore]:
    """Give what a header could stand for: key (or NOTHING) → how far it speaks for it.

    A mobile goes before a land line, so that it is the one that fills 电话.
    """
    return _header_scores(header, sheet.key)


def is_label(text: str, sheet: Sheet) -> bool:
    """Tell whether a text is surely the header of a column, known to the sheet or to none."""
    return any(found.score >= _STRIPPED for found in header_scores(text, sheet).values())


@lru_cache(maxsize=4096)
def _header_scores(header: str, sheet_key: str) -> Mapping[str, HeaderScore]:
    found = _scores(header, sheet_key)
    if "phone" in found and _MOBILE.search(_folded(header)):
        found["phone"] = HeaderScore(found["phone"].score + _MOBILE_FIRST, found["phone"].why)
    return MappingProxyType(found)


def _scores(header: str, sheet_key: str) -> dict[str, HeaderScore]:
    folded = _folded(header)
    if not folded:
        return {}
    known = _known(sheet_key)
    found: dict[str, HeaderScore] = {}
    bracketed = _BRACKETED if _BRACKET.search(header) else 1.0
    _take(found, known.exact.get(folded, {}), bracketed, _IS_KNOWN.fill(header=header))
    if not found:
        _take(
            found,
            known.same.get(_same_words(folded), {}),
            _SAME * bracketed,
            _MEANS_THE_SAME.fill(header=header),
        )
    if found:
        return found
    halves = [_folded(half) for half in _EITHER.split(header.lower()) if half.strip()]
    if len(halves) > 1:
        for half in halves:
            _take(
                found,
                known.exact.get(half, {}),
                _HALF,
                Text(
                    "表头“{header}”的一半是已知写法",
                    "half of the header “{header}” is a known spelling",
                ).fill(header=header),
            )
    second = _SECOND.search(folded)
    bare = _AFTER.sub("", _BEFORE.sub("", _SECOND.sub("", folded)))
    if bare and bare != folded:
        factor = _HALF - 0.2 if second else _STRIPPED
        _take(
            found,
            known.exact.get(bare, {}),
            factor,
            Text(
                "表头“{header}”去掉前后缀是已知写法",
                "the header “{header}” is a known spelling with a word before or after it",
            ).fill(header=header),
        )
    if not found:
        _similar(found, folded, known, header)
    return found


def _loosely_in(spelling: str, folded: str) -> bool:
    """Tell whether a header of one's own words holds a spelling in pieces: 上次啥时候联系的 holds 上次联系."""
    if spelling.isascii() or not _LOOSE_FROM <= len(spelling) <= len(folded) <= _LOOSE_UP_TO * len(
        spelling
    ):
        return False
    signs = iter(folded)
    return all(sign in signs for sign in spelling)


def _take(
    found: dict[str, HeaderScore], keys: Mapping[str, float], factor: float, why: Text
) -> None:
    for key, score in keys.items():
        if key not in found or found[key].score < score * factor:
            found[key] = HeaderScore(score * factor, why)


def _similar(found: dict[str, HeaderScore], folded: str, known: _Known, header: str) -> None:
    for spelling, key in known.parts:
        ratio = fuzz.ratio(folded, spelling, score_cutoff=_SIMILAR_FROM)
        score = _SIMILAR_AT_MOST * ratio / 100
        if not ratio and spelling in folded:
            size = 0.1 * len(spelling) / len(folded)
            score = (_ENDS_WITH if folded.endswith(spelling) else _BEGINS_WITH) + size
        elif not ratio and _loosely_in(spelling, folded):
            score = _LOOSELY
        if score:
            why = Text(
                "表头“{header}”与“{known}”相近", "the header “{header}” is close to “{known}”"
            ).fill(header=header, known=spelling)
            _take(found, {key: score}, 1.0, why)
