"""Texts in the two languages of the product, side by side."""

from typing import Any, Literal, NamedTuple

Lang = Literal["zh", "en"]


class Text(NamedTuple):
    """One text in Chinese and English; `{name}` marks a value that `fill` puts in."""

    zh: str
    en: str

    def pick(self, lang: Lang) -> str:
        """Give the text in one language."""
        return self.zh if lang == "zh" else self.en

    def fill(self, **values: Any) -> "Text":
        """Put values into both languages; a value that is itself a Text goes in by language."""
        zh = {
            name: value.zh if isinstance(value, Text) else value for name, value in values.items()
        }
        en = {
            name: value.en if isinstance(value, Text) else value for name, value in values.items()
        }
        return Text(self.zh.format(**zh), self.en.format(**en))
