"""A table packed for the page: each column a sorted dictionary of its texts and, for each row, a place in it.

Sorting the page is then sorting small numbers, a search looks at each text once, and 50,000 rows stay below 3 MB.
"""

import json
from collections.abc import Callable, Sequence
from itertools import islice, product
from typing import Any, Final

# Printable ASCII that needs no escape in JSON or in a script element: no quote, backslash, angle bracket, ampersand.
ALPHABET: Final = "".join(chr(c) for c in range(0x21, 0x7F) if chr(c) not in "\"\\<>&'")
_BASE: Final = len(ALPHABET)
_LAST_BMP: Final = "\uffff"


def pack_column(texts: Sequence[str], sort_key: Callable[[str], Any]) -> dict[str, Any]:
    """Pack one column.

    Takes:   one text a row; the key that sorts them, so that a place in the dictionary is a rank.
    Returns: texts (front coded: how many characters are as before, then the rest) · width (digits a place; 0 where all rows
             have one text) · places.
    """
    entries = sorted(set(texts), key=lambda text: (sort_key(text), text))
    width = 0  # a column of one text needs no places
    while _BASE**width < len(entries):
        width += 1
    # The first as many numbers of this width, in their order.
    numbers = islice(product(ALPHABET, repeat=width), len(entries))
    places = dict(zip(entries, map("".join, numbers), strict=True))
    return {
        "texts": _front_coded(entries),
        "width": width,
        "places": "".join(map(places.__getitem__, texts)),
    }


def _front_coded(entries: Sequence[str]) -> list[str]:
    coded = []
    before = ""
    for entry in entries:
        same = _shared_length(before, entry)
        coded.append(ALPHABET[same] + entry[same:])
        before = entry
    return coded


def _shared_length(before: str, entry: str) -> int:
    """Count equal leading characters; stop at one that scripts count as two."""
    same = 0
    for a, b in zip(before[: _BASE - 1], entry, strict=False):
        if a != b or a > _LAST_BMP:
            break
        same += 1
    return same


def script_json(data: Any) -> str:
    """Write data as JSON that may stand inside a script element, whatever the texts say."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for unsafe in "<>&\u2028\u2029":
        text = text.replace(unsafe, f"\\u{ord(unsafe):04x}")
    return text
