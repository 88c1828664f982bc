"""What a section of the page is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.figures.summary import Summary
from schemas.texts import Text


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its key (also its anchor), title, the values that its template needs, and the template's name.

    The template gets these values, `lang`, and the filters and macros that the page offers to all. todo: one sentence
    that says what to do about it, None = the section says so itself.
    """

    key: str
    title: Text
    build: Callable[[Summary], Mapping[str, Any]]
    template: str
    todo: Callable[[Summary], Text] | None = None
