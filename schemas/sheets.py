"""What a sheet owned by the program holds: plain values and their looks, ready to be drawn by the workbook writer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

CellValue = str | int | float | dt.date | None
Look = Literal["text", "wrap", "date", "integer", "number", "percent"]
Tone = Literal["plain", "alarm", "warn", "good", "muted"]
Lies = Literal["past", "today", "ahead"]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of an owned sheet: its header, width in characters, how its cells look, words offered in a list.

    choices: texts without commas; another answer may be typed as well.
    """

    header: str
    width: float
    look: Look = "text"
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DayTone:
    """A tone that rows take by the day on which somebody looks: the spreadsheet works it out, the file stays the same."""

    tone: Tone
    when: Sequence[tuple[int, Lies]]
    """Column index and where its day lies, seen from the day of looking; all of them hold in a row of this tone."""


@dataclass(frozen=True, slots=True)
class OwnedSheet:
    """One sheet that the program creates or refreshes.

    key: stable name of its purpose ("due", "moves", "findings", "overview"), marks the sheet as ours whatever it is
    called · name: the name it gets when it is new · note: one line above the header (says who writes the sheet, as of
    when) · rows: one tuple a row, as wide as `columns` · links: (row index in `rows`, column index) → "'客户'!A14",
    a place in the same workbook · tones: row index → tone of the whole row. The header is frozen and filtered.
    """

    key: str
    name: str
    note: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[CellValue]]
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    tones: dict[int, Tone] = field(default_factory=dict)
    day_tones: Sequence[DayTone] = ()
    """Tones over those of `tones`; of several that hold in a row the first one counts."""
    hidden: bool = False
    """Whether the sheet is not for people: a new one is put so that no menu shows it."""
