"""Names of people as parts of the names of files."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

from reports.words.values import clean_text

_LONGEST: Final = 60  # bytes of UTF-8; with the workbook's name and the ending well under the 255 of a file system
_UNSAFE: Final = re.compile(r'[<>:"/\\|?*%\u200b-\u200f\u2028-\u202e\u2060-\u2069]+')
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|clock\$)(?:\..*)?", re.IGNORECASE)
_HASH: Final = 6


def file_names(people: Sequence[str]) -> dict[str, str]:
    """Give each name as a part of a file name that every system takes and no two share.

    Takes:   names from a workbook, whatever they hold.
    Returns: name → part. A name that had to be changed, or differs from another in case alone, gets a few digits of its
             digest behind it, the same each time.
    """
    safe = {person: _safe(person) for person in people}
    counts = Counter(part.casefold() for part in safe.values())
    return {
        person: part
        if part == person and counts[part.casefold()] == 1
        else f"{part}-{_digest(person)}"
        for person, part in safe.items()
    }


def _safe(person: str) -> str:
    text = _UNSAFE.sub("_", unicodedata.normalize("NFC", clean_text(person))).strip("._ -")
    text = text.encode()[:_LONGEST].decode(errors="ignore").rstrip("._ -")
    return f"_{text}" if not text or _RESERVED.fullmatch(text) else text


def _digest(person: str) -> str:
    return hashlib.sha256(person.encode("utf-8", "replace")).hexdigest()[:_HASH]
