"""What a declaration of a column and of a sheet says."""

from dataclasses import dataclass
from typing import Literal

from schemas.texts import Lang, Text

Kind = Literal[
    "id",
    "text",
    "prose",
    "date",
    "birthday",
    "number",
    "money",
    "yes_no",
    "choice",
    "period",
    "phone",
    "days_off",
]
"""How a cell is read.

id, text, phone: text as typed (13800138000.0 becomes 13800138000) · prose: text with its own punctuation, full-width
too · date: naive day · birthday: text, read by pipeline.rules.birthdays · number, money: float · yes_no: True/False,
blank = unknown · choice: code of one of `choices` · period: becomes two columns KEY_days and KEY_months · days_off: text read by the calendar.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice column: the code used in frames and policies, and its spellings in workbooks."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column of one sheet.

    required: without it the sheet is not of this kind · steers: an unreadable value sets the row aside, because tier or
    date would be wrong; elsewhere it is a warning · written: filled by the program, headers matched exactly · method: the
    pack of the secondary method for which it is filled, "" = always.
    """

    key: str
    zh: str
    en: str
    kind: Kind
    doc: Text
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    required: bool = False
    steers: bool = False
    written: bool = False
    method: str = ""
    stands_in: str = ""
    """Key of the column of the same sheet for which this one serves where that one is blank or absent."""

    def header(self, lang: Lang) -> str:
        """Give the canonical header in one language."""
        return self.zh if lang == "zh" else self.en

    def header_beside(self, lang: Lang) -> str:
        """Give the header of the program's column where the canonical one stands over the team's own values."""
        return f"系统{self.zh}" if lang == "zh" else f"System {self.en.lower()}"

    @property
    def headers(self) -> tuple[str, ...]:
        """Give every spelling of the header that is understood, the canonical ones first."""
        return (self.zh, self.en, *self.aliases)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of sheet: its names and columns."""

    key: str
    zh: str
    en: str
    row_is: Text
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    """Keys without which a sheet is not of this kind: one of each group."""

    def name(self, lang: Lang) -> str:
        """Give the canonical sheet name in one language."""
        return self.zh if lang == "zh" else self.en

    def __getitem__(self, key: str) -> Column:
        """Give the column with this key; KeyError if there is none."""
        return (
            next(column for column in self.columns if column.key == key)
            if key in self.keys
            else _no_column(key)
        )

    @property
    def keys(self) -> frozenset[str]:
        """Give the keys of all columns."""
        return frozenset(column.key for column in self.columns)


def _no_column(key: str) -> Column:
    raise KeyError(key)


def spellings(text: str) -> tuple[str, ...]:
    """Give the spellings that stand in one text, parted by "|"."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def column(  # noqa: PLR0913 -- a declaration names all its parts
    key: str,
    zh: str,
    en: str,
    kind: Kind,
    doc_zh: str,
    doc_en: str,
    aliases: str = "",
    *,
    choices: tuple[Choice, ...] = (),
    unit: str = "",
    required: bool = False,
    steers: bool = False,
    written: bool = False,
    method: str = "",
    stands_in: str = "",
) -> Column:
    """Declare a column; the fields of Column, with the aliases in one text parted by "|"."""
    doc = Text(doc_zh, doc_en)
    return Column(
        key,
        zh,
        en,
        kind,
        doc,
        spellings(aliases),
        choices,
        unit,
        required,
        steers,
        written,
        method,
        stands_in,
    )
