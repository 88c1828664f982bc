"""The language of help texts and of messages before a workbook has been read."""

import functools
import locale
import os

from schemas.texts import Lang


@functools.cache
def ui_lang() -> Lang:
    """Take FOLLOWUP_LANG, else the locale: Chinese where it is Chinese, else English."""
    for name in ("FOLLOWUP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def say(zh: str, en: str) -> str:
    """Give one of two texts in the language of the user's terminal."""
    return zh if ui_lang() == "zh" else en
