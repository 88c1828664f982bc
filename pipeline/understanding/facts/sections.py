"""What the title of a section says of the customers below it: where they stand, whose they are."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from pipeline.understanding.cells.names import is_person
from pipeline.understanding.facts.section_rows import section_above
from pipeline.understanding.facts.words import NOTHING, meaning_of
from schemas.tables import Table

_OF_SOMEBODY: Final = re.compile(
    r"(?P<who>.+?)(?:的|负责的?)?(?:客户|名单|跟进)?(?:[（(].*[)）])?[:：]?"
)
_EDGES: Final = re.compile(r"^[【■◆●▶#*\s]+|[】:：\s]+$|[（(]\s*\d+\s*(?:家|个|位|人)?\s*[)）]$")


def with_sections(table: Table, sections: Mapping[int, str]) -> Table:
    """Put what the sections say where a row says nothing itself.

    Takes: sections: Excel row → text.
    """
    told = {row: _told(text) for row, text in sections.items()}
    if not any(told.values()):
        return table
    frame = table.frame
    above = section_above(frame.index, sections)
    by_text = {text: told[row] for row, text in sections.items()}
    facts: dict[str, Any] = {}
    for key in dict.fromkeys(key for says in told.values() for key in says):
        values = above.map(lambda text, key=key: by_text.get(text, {}).get(key))
        facts[key] = frame[key].where(frame[key].notna(), values) if key in frame else values
    return replace(table, frame=frame.assign(**facts))


def _told(text: str) -> dict[str, str]:
    """Give what one title says: column of facts → value."""
    bare = _EDGES.sub("", text)
    meaning = meaning_of(bare)
    if meaning is not None:
        return {} if meaning.column == NOTHING else {meaning.column: meaning.value}
    somebody = _OF_SOMEBODY.fullmatch(bare)
    return {"seller": somebody["who"]} if somebody and is_person(somebody["who"]) else {}
