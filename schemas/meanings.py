"""What a team's own words may mean: the names under which settings and readings speak of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas.headers import fold_header
from schemas.texts import Text

MEANINGS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "ordered": Text("已成交", "ordered"),
        "sample": Text("已寄样", "sample"),
        "lost": Text("已流失", "lost"),
        "not_needed": Text("暂无需求", "not_needed"),
        "strong": Text("重点", "strong"),
        "ordinary": Text("一般", "ordinary"),
        "none": Text("无效", "none"),
        "do_not_disturb": Text("免打扰", "do_not_disturb"),
        "nothing": Text("无", "nothing"),
    }
)
"""Code of each meaning and how it is written; nothing: the word is understood, and the rules draw nothing from it."""
TIER_LETTERS: Final = "ABCDEF"
"""A word may also mean a tier of the team's own."""

_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {fold_header(spelling): code for code, text in MEANINGS.items() for spelling in (code, *text)}
    | {letter.lower(): letter for letter in TIER_LETTERS}
)


def meaning_code(text: str) -> str | None:
    """Give the code of a meaning, or a tier's letter, by any of its spellings; None where it is none."""
    return _CODES.get(fold_header(text))


def meaning_text(code: str) -> Text:
    """Give a meaning as it is written in settings; a tier's letter is written as it is."""
    return MEANINGS.get(code, Text(code, code))
