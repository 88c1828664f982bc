"""The message library that comes with the program: texts by type of touch and tier, in both languages."""

from dataclasses import dataclass
from functools import cache

from pipeline.methods.section import Section
from pipeline.methods.touchpoints import library_section
from schemas.texts import Text


@dataclass(frozen=True, slots=True)
class MessageText:
    """One text. tiers: for these only, () = for every tier."""

    text: Text
    tiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageType:
    """One type of message, such as birthday, with its texts; several for the same tier take turns."""

    key: str
    name: Text
    texts: tuple[MessageText, ...]


@cache
def message_types() -> tuple[MessageType, ...]:
    """Give the types and texts that come with the program."""
    library = library_section("messages.yaml")
    return tuple(_type(key, library.section(key)) for key in library.entries)


def _type(key: str, section: Section) -> MessageType:
    found = MessageType(
        key, section.both("name"), tuple(_text(part) for part in section.sections("texts"))
    )
    section.done()
    return found


def _text(section: Section) -> MessageText:
    tiers = section.words("tiers") if "tiers" in section else ()
    found = MessageText(Text(section.text("zh"), section.text("en")), tiers)
    section.done()
    return found
