"""Phone numbers, mail addresses and WeChat ids shown so that the reader knows which one is meant and cannot use it."""

import re
from typing import Final

_STARS: Final = "****"
_SHOWN_END: Final = 4
_LONG: Final = 8  # from here on the digits before the hidden ones say country or network
_SHORT: Final = 7  # the shortest subscriber number in use
_PARTS: Final = re.compile(r"[^/、,，;；\n]+")
_MAIL: Final = re.compile(
    r"[^\s@<>,;，；:：()（）\"']+@[^\s@<>,;，；()（）\"']+\.[^\s@<>,;，；()（）\"'.]+"
)
# A number with a country code, a Chinese mobile, a Chinese land line with its area code; days and amounts are none.
_PHONE: Final = re.compile(
    r"(?<![\d.])(?:\+\d[\d ().-]{6,}\d|1[3-9]\d[ -]?\d{4}[ -]?\d{4}|\(?0\d{2,3}\)?[ -]?\d{7,8})(?!\d)",
    re.ASCII,
)


def mask_phone(text: str) -> str:
    """Hide the four digits before the last four: 138****8000; several numbers in one cell each by itself.

    Takes:   a cell of a phone column, as typed.
    Returns: the same with digits hidden; too few digits for a number hide all of them. "" stays "".
    """
    return _PARTS.sub(lambda part: _mask_number(part[0]), text)


def _mask_number(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    if not text.strip():
        return text
    if len(digits) < _SHORT:
        return _STARS
    end = digits[-_SHOWN_END:] if len(digits) >= _LONG else digits[-3:]
    plus = "+" if text.lstrip().startswith("+") else ""
    return f"{plus}{digits[: max(len(digits) - _LONG, 0)]}{_STARS}{end}"


def mask_email(text: str) -> str:
    """Hide the name before the @ but for its first letter: z****@example.com; what is no address is hidden whole."""
    name, at, domain = text.strip().rpartition("@")
    if not text.strip():
        return text
    return f"{name[:1]}{_STARS}@{domain}" if at and domain and "@" not in name else _STARS


def mask_wechat(text: str) -> str:
    """Hide a WeChat id but for its first two characters; a short one whole."""
    bare = text.strip()
    return f"{bare[:2]}{_STARS}" if len(bare) > _SHOWN_END else _STARS if bare else text


def mask_text(text: str) -> str:
    """Hide the phone numbers and mail addresses that stand inside other text."""
    if "@" in text:
        text = _MAIL.sub(lambda found: mask_email(found[0]), text)
    return _PHONE.sub(lambda found: _mask_number(found[0]), text)
