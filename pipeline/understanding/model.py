"""What is read of a list or a sheet before anything is decided: its table as it stands, and what was noticed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from schemas.texts import Text

SourceKind = Literal["delimited", "spreadsheet", "vcard", "remarks"]


class Place(NamedTuple):
    """Where a row comes from: file as given (inside an archive "old.zip/a.csv"), sheet or table ("" = only one), line.

    line: 1-based line of a text file (its first, where a row spans several) or Excel row.
    """

    file: str
    sheet: str
    line: int


class Sniffed(NamedTuple):
    """One thing that was found out about a source, what else it could have been told with, and why it was taken.

    what: "encoding", "delimiter", "quote", "header", "preamble", "footer" … · option: how a user overrides it · sure:
    False where something else is nearly as likely, so that a person should look.
    """

    what: str
    value: str
    why: Text
    option: str = ""
    sure: bool = True


class Repair(NamedTuple):
    """A row whose cells had to be put right while reading: what was done. The row itself is in the table."""

    line: int
    what: Text


class Unread(NamedTuple):
    """A line that could not be made a row: it goes to quarantine with its text as it stands, and why."""

    line: int
    text: str
    why: Text


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One table of one source, as it stands; nothing is interpreted yet.

    headers: one a column, "" where it has none · header_line: 0 = the table has no header · lines: source line of each
    row · rows: cells as wide as headers; text, or a typed value where the file holds one; None or "" = blank ·
    fields: column place → key of the column declaration, where the kind of source itself says it (vCard, remark lists).
    """

    file: str
    sheet: str
    kind: SourceKind
    headers: Sequence[str]
    header_line: int
    lines: Sequence[int]
    rows: Sequence[Sequence[Any]]
    sniffed: Sequence[Sniffed] = ()
    repairs: Sequence[Repair] = ()
    unread: Sequence[Unread] = ()
    fields: Mapping[int, str] = field(default_factory=dict)

    def place(self, row: int) -> Place:
        """Give where a row, counted from 0, stands."""
        return Place(self.file, self.sheet, self.lines[row])


class Normal(NamedTuple):
    """A cell in its normal form, and what there is to say of it.

    value: what goes into the workbook (None = nothing usable) · original: the cell as its source shows it · changed:
    value says the same in another spelling · problem: code and sentence where the cell, or a part of it, is not usable or
    not sure; None = fine.
    """

    value: Any
    original: str
    changed: bool = False
    code: str = ""
    problem: Text | None = None
