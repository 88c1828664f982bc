"""What the stages of an import hand to each other: tables as found in a list, fields, records, pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import pandas as pd

from schemas.texts import Text

SourceKind = Literal["delimited", "spreadsheet", "vcard", "remarks"]
Decision = Literal["same", "review", "different"]


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


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records held against each other.

    left: index in the existing records, or in the incoming ones where within_batch · right: index in the incoming ones ·
    score: log2 odds that they are one · evidence: field → (left, right, what was found, weight).
    """

    left: int
    right: int
    within_batch: bool
    decision: Decision
    score: float
    evidence: Mapping[str, tuple[str, str, Text, float]]
    conflicts: Sequence[str] = ()


class Answer(NamedTuple):
    """What a person has said of a pair: one and the same, or not. Obeyed whatever the evidence, and not asked again.

    left, right, within_batch: as in a Pair.
    """

    left: int
    right: int
    within_batch: bool
    same: bool


@dataclass(frozen=True, slots=True)
class Matches:
    """What matching found.

    pairs: those decided same or review, best first · clusters: incoming index → number of its cluster of sure matches ·
    existing: incoming index → index of the existing record that it is surely the same as.
    """

    pairs: Sequence[Pair]
    clusters: Mapping[int, int]
    existing: Mapping[int, int]


RECORD_COLUMNS = (
    "name",
    "person",
    "company",
    "phones",
    "emails",
    "wechat",
    "city",
    "country",
    "address",
    "postcode",
    "birthday",
    "identity",
    "customer_id",
)
"""Columns of a frame of records for matching; unique integer index. A column that a frame lacks is unknown throughout.

name: as it stands · person, company: normalised, "" = unknown · phones, emails: tuples of normal forms (E.164 where the
number is whole) · the rest: text, "" = unknown. birthday: ISO date, or --MM-DD without a year. identity: number of an
identity card, a tax or a trade register. customer_id: the team's own number.
"""


def empty_records() -> pd.DataFrame:
    """Give a frame of records with no rows."""
    return pd.DataFrame({column: pd.Series(dtype=object) for column in RECORD_COLUMNS})
