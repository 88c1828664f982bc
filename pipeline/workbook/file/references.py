"""Cell references as people and files write them: A1, $A$1:$B$2, whole columns; 1-based numbers inside."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from schemas.tables import column_letters

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384

_RANGE: Final = re.compile(
    r"\$?([A-Za-z]{1,3})?\$?(\d{1,7})?(?::\$?([A-Za-z]{1,3})?\$?(\d{1,7})?)?"
)


letters_of = lru_cache(maxsize=LAST_COLUMN)(column_letters)


@lru_cache(maxsize=LAST_COLUMN)
def column_of(letters: str) -> int:
    """Give the 1-based number of a column's letters: AA → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class Range(NamedTuple):
    """A rectangle of cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        """Write A1:B2, or A1 for a single cell."""
        first = f"{letters_of(self.left)}{self.top}"
        last = f"{letters_of(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"

    @property
    def absolute(self) -> str:
        """Write $A$1:$B$2."""
        first = f"${letters_of(self.left)}${self.top}"
        return f"{first}:${letters_of(self.right)}${self.bottom}"

    def holds(self, row: int, column: int) -> bool:
        """Tell whether the cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def parse_range(text: str) -> Range | None:
    """Read A1, A1:B2, $A$1:$B$2, A:B or 1:2; None where it is none of these or lies outside the grid."""
    found = _RANGE.fullmatch(text.strip())
    if found is None or not (found[1] or found[2]):
        return None
    left, top, right, bottom = found.groups()
    if ":" not in text:
        if not (left and top):
            return None
        right, bottom = left, top
    area = Range(
        int(top) if top else 1,
        column_of(left) if left else 1,
        int(bottom) if bottom else LAST_ROW,
        column_of(right) if right else LAST_COLUMN,
    )
    inside = (
        1 <= area.top <= area.bottom <= LAST_ROW and 1 <= area.left <= area.right <= LAST_COLUMN
    )
    return area if inside else None


def parse_ranges(text: str) -> list[Range]:
    """Read a blank-separated list of ranges; what cannot be read is left out."""
    return [area for part in text.split() if (area := parse_range(part)) is not None]
