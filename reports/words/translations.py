"""The page's words in the reader's language: templates are written in Chinese, catalogues hold the others."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from schemas.texts import Lang

LOCALE_FOLDER: Final = Path(__file__).parent.parent / "locale"


@cache
def catalogue(lang: Lang) -> Catalog:
    """Load the catalogue of one language."""
    with (LOCALE_FOLDER / f"{lang}.po").open("rb") as file:
        return read_po(file, locale=lang, abort_invalid=True)


def translator(lang: Lang) -> Callable[[str], str]:
    """Give the function that turns a template's Chinese message into the reader's language."""
    if lang == "zh":
        return str
    messages = catalogue(lang)

    def translate(message: str) -> str:
        found = messages.get(message)
        return str(found.string) if found and found.string else message

    return translate
