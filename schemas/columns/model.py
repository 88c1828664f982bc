"""What a declaration of a column and of a sheet says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

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


_WIDTH: Final = 12
_WIDTHS: Final[Mapping[Kind, float]] = {
    "id": 12,
    "phone": 18,
    "date": 13,
    "money": 14,
    "text": 16,
    "period": 12,
}
"""Widths that hold the values of a kind, where the declaration gives none."""


def spellings(text: str) -> tuple[str, ...]:
    """Give the spellings that stand in one text, parted by "|"."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice column: the code used in frames and policies, and its spellings in workbooks."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()


Mask = Callable[[str], str]
"""Gives a cell so that the reader knows which one is meant and cannot use it."""
Fact = Literal["", "hard", "soft"]
Form = Literal["", "name", "email", "wechat", "city", "country"]
Place = Literal["due", "touches", "card", "appointment", "handover"]
"""Where a customer's facts are listed: the due list, the touch calendar, the customer's card, an entry of a calendar,
the agenda of a substitute.
"""


class Spot(NamedTuple):
    """Where among a customer's facts a column stands."""

    place: Place
    order: int
    """From left to right or from top to bottom."""
    width: float = 0
    """Width in characters, where the place is a table."""


class Look(NamedTuple):
    """What the values of a column look like, by which a list's column of that look is known."""

    what: str
    """Key of a look that the columns of lists are held against, such as person."""
    weight: float
    """How strongly the look speaks for the column; 1 = hardly anything else looks so."""
    soft: bool = False
    """Its values may look otherwise too."""


NO_LOOK: Final = Look("", 0)


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column of one sheet, and all that is known of it."""

    key: str
    """Its name in frames, settings and marks."""
    zh: str
    """The canonical Chinese header."""
    en: str
    """The canonical English header."""
    kind: Kind
    """How its cells are read."""
    doc: Text
    """What stands in it."""
    spelt: str = ""
    """Other headers that teams give it, parted by "|"."""
    choices: tuple[Choice, ...] = ()
    """The values of a choice column."""
    unit: str = ""
    """Unit of a number."""
    mask: Mask | None = None
    """Hides its values on pages and letters that others read; None = only numbers and addresses inside its texts are."""
    telling: bool = False
    """Tells who the person is: what it holds is erased wherever it stands, and shown where two are held side by side."""
    kept: bool = False
    """Stays when the person is erased, so that counts hold; outside the customer sheet only texts are erased at all."""
    shown: tuple[Spot, ...] = ()
    """Where it stands among a customer's facts."""
    fact: Fact = ""
    """Counts in the completeness of the customer's file, as a hard or as a soft fact."""
    form: Form = ""
    """The normal form into which an import brings its texts; "" = as its kind has it."""
    look: Look = NO_LOOK
    """What its values look like, where that is more than its kind says."""
    past: bool = False
    """A day that cannot lie ahead."""
    offered: bool = True
    """Stands in the blank template."""
    own_words: bool = False
    """Holds what the team says in words of its own, where other columns say nothing; nobody is asked to add it."""
    width: float = 0
    """Width in characters where the program draws it; 0 = what values of its kind need."""
    required: bool = False
    """Without it the sheet is not of this kind."""
    steers: bool = False
    """An unreadable value sets the row aside, because tier or date would be wrong; elsewhere it is a warning."""
    stands_in: str = ""
    """Key of the column of the same sheet for which this one serves where that one is blank or absent."""
    written: bool = False
    """Filled by the program; its header is matched exactly."""
    method: str = ""
    """Pack of the secondary method for which it is filled, "" = always."""
    reason: str = ""
    """Key of the written column that says why a value of this one is what it is."""
    why: Text | None = None
    """What is put down as the reason where no column says it; None = the doc."""

    def header(self, lang: Lang) -> str:
        """Give the canonical header in one language."""
        return self.zh if lang == "zh" else self.en

    def header_beside(self, lang: Lang) -> str:
        """Give the header of the program's column where the canonical one stands over the team's own values."""
        return f"系统{self.zh}" if lang == "zh" else f"System {self.en.lower()}"

    def spot(self, place: Place) -> Spot | None:
        """Give its spot in a place; None where it does not stand there."""
        return next((spot for spot in self.shown if spot.place == place), None)

    @property
    def aliases(self) -> tuple[str, ...]:
        """Give the headers beside the canonical ones."""
        return spellings(self.spelt)

    @property
    def drawn_width(self) -> float:
        """Give the width in characters with which the program draws it."""
        return self.width or _WIDTHS.get(self.kind, _WIDTH)

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

    def which(self, test: Callable[[Column], bool]) -> tuple[str, ...]:
        """Give the keys of the columns for which something holds, in their order."""
        return tuple(column.key for column in self.columns if test(column))

    @property
    def telling(self) -> tuple[str, ...]:
        """Give the keys of the columns that tell who a person is."""
        return self.which(lambda column: column.telling)

    @property
    def told_by_all(self) -> tuple[str, ...]:
        """Give the keys of those telling columns that most teams keep: second numbers and the like are left out."""
        return self.which(lambda column: column.telling and column.offered)

    def shown_at(self, place: Place) -> dict[str, Spot]:
        """Give the columns that stand in a place, in its order: key → spot."""
        spots = {column.key: column.spot(place) for column in self.columns}
        found = [(key, spot) for key, spot in spots.items() if spot is not None]
        return dict(sorted(found, key=lambda item: item[1].order))

    def with_written(self, columns: Sequence[Column]) -> "Sheet":
        """Give the sheet with more columns of the program, which replace those of the same key or header."""
        new = {column.key: column for column in columns}
        names = {name for column in columns for name in (column.zh, column.en)}
        kept = [
            new.pop(old.key, old)
            for old in self.columns
            if old.key in new or not (old.written and names & {old.zh, old.en})
        ]
        return replace(self, columns=(*kept, *new.values()))

    @property
    def keys(self) -> frozenset[str]:
        """Give the keys of all columns."""
        return frozenset(column.key for column in self.columns)


def _no_column(key: str) -> Column:
    raise KeyError(key)
