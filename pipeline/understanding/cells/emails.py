"""Mail addresses as people type and paste them; the check itself is that of email-validator, without asking the net."""

import re
import unicodedata
from typing import Any, Final, NamedTuple

from pipeline.understanding.cells.found import Found
from pipeline.understanding.cells.problems import sentence
from pipeline.understanding.cells.texts import tidy
from schemas.values import is_blank

_PLAIN: Final = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}",
    re.ASCII,
)
_AROUND_AT: Final = re.compile(r"\s*(?:@|\(at\)|\[at\]|＠)\s*", re.IGNORECASE)
_AROUND_DOT: Final = re.compile(
    r"(?<=[\w-])\s+\.\s*(?=\w)|(?<=[\w-])\.\s+(?=(?:com|cn|net|org)\b)|(?<=[\w-])\s*(?:。|．|\(dot\)|\[dot\])\s*(?=\w)|(?<=@)(\w+),(?=com\b|cn\b)",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(r"^(?:mailto|e-?mail|邮箱|邮件|電郵|电邮)\s*[:：]?\s*", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[\s;；,，、/|<>\[\]()（）\"'“”]+")
_LONGEST: Final = 254


class Addresses(NamedTuple):
    """The addresses of one cell in the order written. rest: a piece with an @ that is none."""

    found: tuple[str, ...]
    rest: bool = False


def addresses(cell: Any) -> Addresses:
    """Find the addresses in a cell: 王芳 <Wang@QQ.COM>；b@163。com gives Wang@qq.com and b@163.com."""
    text = unicodedata.normalize("NFKC", tidy(cell))
    if _is_plain(text):
        return Addresses((text,))
    text = _AROUND_DOT.sub(
        lambda match: f"{match[1] or ''}.", _AROUND_AT.sub("@", _BEFORE.sub("", text))
    )
    found: dict[str, str] = {}
    rest = False
    for piece in _BETWEEN.split(text):
        address = _address(_BEFORE.sub("", piece).strip(".:：。"))
        if address:
            found.setdefault(address.lower(), address)
        elif "@" in piece:
            rest = True
    return Addresses(tuple(found.values()), rest)


def _is_plain(text: str) -> bool:
    return len(text) <= _LONGEST and _PLAIN.fullmatch(text) is not None and text.index("@") <= 64  # noqa: PLR2004 -- RFC 5321, longest local part


def _address(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not at or len(text) > _LONGEST:
        return ""
    folded = f"{local}@{domain.lower()}"
    if _is_plain(folded):
        return folded
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 -- only odd addresses need it

    try:
        return validate_email(folded, check_deliverability=False).normalized
    except (EmailNotValidError, ValueError):
        return ""


def email(cell: Any) -> Found:
    """Read one cell of addresses: the first is taken."""
    if is_blank(cell):
        return Found(None)
    found, rest = addresses(cell)
    if not found:
        return Found(None, "not_an_email")
    if len(found) > 1 or rest:
        others = ", ".join(found[1:]) or "?"
        return Found(found[0], "more_emails", sentence("more_emails", found=others))
    return Found(found[0])
