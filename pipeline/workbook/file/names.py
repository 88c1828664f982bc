"""Names for sheets that Excel accepts and no sheet has yet."""

import re
from collections.abc import Collection
from typing import Final

_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_MAX_NAME: Final = 31


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Give the wanted sheet name, or one like it where a sheet of the team has it: 汇总 → 汇总(自动)."""
    known = {name.casefold() for name in taken}
    clean = _FORBIDDEN.sub(" ", wanted).strip().strip("'") or "followup"
    for number in range(len(known) + 2):
        suffix = "" if number == 0 else _suffix(clean, number)
        name = _short(clean, _MAX_NAME - len(suffix)) + suffix
        if name.casefold() not in known:
            return name
    raise AssertionError  # there are more candidates than sheets


def _suffix(name: str, number: int) -> str:
    count = "" if number == 1 else str(number)
    return f" (auto{count})" if name.isascii() else f"(自动{count})"


def _short(name: str, room: int) -> str:
    """Cut a name to a length that Excel counts in UTF-16 units, between characters."""
    while len(name.encode("utf-16-le")) // 2 > room:
        name = name[:-1]
    return name
