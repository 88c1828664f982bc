"""How a story tells that it goes on: each finished stage, and within a long one how far it has come."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from schemas.texts import Text

Progress = Callable[[Text], None]
"""Is told each finished stage."""


@runtime_checkable
class Live(Protocol):
    """A progress that also shows what is under way."""

    def doing(self, what: Text) -> None:
        """Show what is under way, in place of what was shown before."""


def doing(progress: Progress, what: Text) -> None:
    """Tell what is under way, and how far; may be told often. Nothing happens where only finished stages are shown."""
    if isinstance(progress, Live):
        progress.doing(what)
