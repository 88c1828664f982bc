"""Texts of legacy lists without what programs and input methods leave in them: widths, odd blanks, unseen signs."""

import re
import unicodedata
from typing import Any, Final

from schemas.values import plain

_UNSEEN: Final = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)
_BLANKS: Final = re.compile(r"[\s\u3000\u00a0]+")
_HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
HAN: Final = re.compile(rf"[{_HAN}]")
_BETWEEN_HAN: Final = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_WIDE: Final = {
    code: code - 0xFEE0
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_WIDE_SIGNS: Final = {
    ord(wide): narrow for wide, narrow in zip("＆－．／＠＃＋＿", "&-./@#+_", strict=True)
}
_SHORT_NAME: Final = 4  # Chinese characters of a person's name


def tidy(cell: Any) -> str:
    """Give a cell as text on one line, without unseen signs; Chinese punctuation stays as it is beside Chinese words."""
    if not isinstance(cell, str):
        return plain(cell)
    clean = (
        cell.isprintable() and "  " not in cell
    )  # then there is nothing unseen in it, and no blank but the ordinary one
    seen = cell.strip() if clean else _BLANKS.sub(" ", _UNSEEN.sub("", cell)).strip()
    if seen.isascii():
        return seen
    if HAN.search(seen):
        return seen.translate(_WIDE | _WIDE_SIGNS)
    return unicodedata.normalize("NFKC", seen)


def joined(text: str) -> str:
    """Give a short Chinese name without the blank that sets its characters apart: 王 芳 → 王芳."""
    return _BETWEEN_HAN.sub("", text) if len(HAN.findall(text)) <= _SHORT_NAME else text
