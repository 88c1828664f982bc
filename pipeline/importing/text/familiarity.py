"""How familiar a text looks: near 1 for real names, companies and places, low for bytes read in a wrong encoding."""

import unicodedata
from functools import lru_cache
from typing import Final

from pipeline.importing.text.hanzi import COMMON, COMMON_TRADITIONAL

_JAPANESE: Final = frozenset(("cp932", "euc_jp", "shift_jis", "iso2022_jp", "utf-8", "utf-16"))
_TRADITIONAL: Final = frozenset(
    ("big5hkscs", "big5", "cp950", "cp932", "euc_jp", "utf-8", "utf-16")
)
_PUNCTUATION: Final = frozenset(
    "　、。〈〉《》「」『』【】〔〕·•—–…‘’“”￥％×℃№①②③④⑤⑥⑦⑧⑨⑩→←↑↓■□●○★☆√※"
)
_FIRST_LEVEL: Final = range(0xB0, 0xD8)
_LETTER_SCRIPTS: Final = (
    "LATIN",
    "CYRILLIC",
    "GREEK",
    "ARABIC",
    "HEBREW",
    "THAI",
    "ARMENIAN",
    "GEORGIAN",
    "DEVANAGARI",
)
_DEEP: Final = 20_000
"""So many characters decide; more would only take time."""


def familiarity(text: str, codec: str) -> float:
    """Give the mean familiarity of the characters that are not ASCII, from -1 to 1; 0 where there are none."""
    total, count = 0.0, 0
    for place, c in enumerate(text):
        if c < "\x80":
            continue
        count += 1
        total += _of_character(c, codec, text[place - 1 : place], text[place + 1 : place + 2])
        if count >= _DEEP:
            break
    return total / count if count else 0.0


def _of_character(c: str, codec: str, before: str, after: str) -> float:
    value = _alone(c, codec)
    return _in_word(c, before, after) if value is None else value


@lru_cache(maxsize=65_536)
def _alone(c: str, codec: str) -> float | None:  # noqa: PLR0911 -- one line a kind of character
    """Give the familiarity of a character by itself; None for letters, which are judged by their neighbours."""
    if c in COMMON:
        return 1.0
    if c in COMMON_TRADITIONAL:
        return 0.95 if codec in _TRADITIONAL else 0.5
    if c in _PUNCTUATION or "\uff01" <= c <= "\uff5e":
        return 0.7
    if "\u3041" <= c <= "\u30fe":
        return 0.85 if codec in _JAPANESE else 0.1
    if "\u4e00" <= c <= "\u9fff":
        return _rare_hanzi(c, codec)
    if "\uac00" <= c <= "\ud7a3":
        return 0.85 if codec != "cp949" or c.encode("cp949")[1] >= 0xA1 else 0.1  # noqa: PLR2004 -- the 2,350 of KS X 1001
    if "\uff61" <= c <= "\uff9f":
        return 0.2
    if c == "\ufffd" or unicodedata.category(c) in {"Co", "Cn", "Cc", "Cs"}:
        return -1.0
    return None if unicodedata.category(c)[0] == "L" else 0.15


def _rare_hanzi(c: str, codec: str) -> float:
    if codec in {"gb18030", "utf-8", "utf-16"}:
        try:
            return 0.3 if c.encode("gb2312")[0] in _FIRST_LEVEL else 0.2
        except UnicodeEncodeError:
            return 0.1
    if codec == "big5hkscs":
        try:
            return 0.35 if 0xA4 <= c.encode("big5")[0] <= 0xC6 else 0.1  # noqa: PLR2004 -- level 1 of Big5
        except UnicodeEncodeError:
            return 0.1
    return 0.25


@lru_cache(maxsize=4096)
def _script(c: str) -> str:
    return unicodedata.name(c, "").split(" ")[0]


def _in_word(c: str, before: str, after: str) -> float:
    """Judge a letter by its neighbours: in words, letters of one script stand together and capitals stand first."""
    script = _script(c)
    if script not in _LETTER_SCRIPTS:
        return 0.1
    near = [n for n in (before, after) if n.isalpha()]
    if not near:
        return 0.4
    if any(_script(n) != script for n in near):
        return 0.0
    if before.islower() and c.isupper():
        return 0.0
    if script == "LATIN":
        return 0.95 if any(n < "\x80" for n in near) else 0.3
    return 0.9
