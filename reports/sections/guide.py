"""How to read the page, for someone who sees it for the first time."""

from collections.abc import Mapping
from typing import Any, Final

from reports.figures.summary import Summary
from reports.sections.base import Section
from reports.words.values import clean_text
from schemas.columns import OWNED_SHEETS
from schemas.texts import Text


def _build(summary: Summary) -> Mapping[str, Any]:
    lang = summary.report.lang
    names = {f"{key}_sheet": name.pick(lang) for key, name in OWNED_SHEETS.items()}
    could_use = [text.pick(lang) for text in summary.report.could_use]
    return {
        **names,
        "could_use": could_use,
        "customer_sheet": clean_text(summary.report.customer_sheet),
    }


SECTION: Final = Section(
    "guide", Text("怎么看这一页", "How to read this page"), _build, "guide.html.j2"
)
