"""Who is the same person: the few facts that tell, as they compare. For introductions, tombstones and imports."""

import re
import unicodedata
from typing import Any, Final, NamedTuple

_NOT_DIGITS: Final = re.compile(r"\D")
_SPACES: Final = re.compile(r"\s+")
_SHORTEST_PHONE: Final = 7
_MOBILE: Final = 11
_NOTHING: Final = frozenset({"NAType", "NaTType"})  # told by name: the ledger does without pandas


class Identity(NamedTuple):
    """What a row says of who somebody is; blanks allowed. name: company or person · contact: the person there."""

    phone: Any = ""
    email: Any = ""
    name: Any = ""
    contact: Any = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Give the keys by which the person is found again: one for each fact that is there."""
        phone, email = phone_key(self.phone), text_key(self.email)
        name, contact = text_key(self.name), text_key(self.contact)
        person = f"{name}|{contact}" if name else ""
        found = (("phone", phone), ("email", email), ("person", person))
        return tuple(f"{kind}:{key}" for kind, key in found if key)


def phone_key(value: object) -> str:
    """Give a phone number as it compares: digits without the country's 86 or 00; "" where it is too short to tell."""
    digits = _NOT_DIGITS.sub(
        "", "" if is_blank(value) else unicodedata.normalize("NFKC", str(value))
    ).lstrip("0")
    if digits.startswith("86") and len(digits) > _MOBILE:
        digits = digits.removeprefix("86").lstrip("0")
    return digits if len(digits) >= _SHORTEST_PHONE else ""


def text_key(value: object) -> str:
    """Give a text as it compares: without blanks, full-width signs folded, in one case; "" where it is blank."""
    return (
        ""
        if is_blank(value)
        else _SPACES.sub("", unicodedata.normalize("NFKC", str(value))).casefold()
    )


def is_blank(value: object) -> bool:
    """Tell whether a typed cell holds nothing."""
    return value is None or type(value).__name__ in _NOTHING or value != value  # noqa: PLR0124 -- NaN
