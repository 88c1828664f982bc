"""Findings: what is wrong with the data, where, and how to mend it. Values, never exceptions."""

from dataclasses import dataclass
from typing import Literal

from schemas.texts import Lang, Text

Severity = Literal["error", "warning", "hint"]
"""error: the row is set aside · warning: the row goes on, a person should look · hint: could be better."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in one cell (or row, or sheet).

    sheet: the sheet's own name · row: Excel row, 0 = the whole sheet · column: Excel column letters, "" = the whole row
    header: the column's header as the team wrote it · value: the cell's content as shown, for the user's eyes only
    (never logged) · code: stable short name of the check · what / mend: ready texts.
    """

    severity: Severity
    code: str
    sheet: str
    row: int
    column: str
    header: str
    value: str
    what: Text
    mend: Text

    @property
    def cell(self) -> str:
        """Give the address as people write it: 客户!F14, 客户!14, or 客户."""
        place = f"{self.column}{self.row}" if self.row else self.column
        return f"{self.sheet}!{place}" if place else self.sheet

    def line(self, lang: Lang) -> str:
        """Give the finding as one line: 客户!F14: "31/02/2026" 不是有效日期。请改为 …."""
        shown = f'"{self.value}" ' if self.value else ""
        return f"{self.cell}: {shown}{self.what.pick(lang)}{'。' if lang == 'zh' else '. '}{self.mend.pick(lang)}"
