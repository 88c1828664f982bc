"""What an import did with each row of each list, as the sheets, the page and the ledger tell it: plain data."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from schemas.columns import CUSTOMERS
from schemas.sheets import CellValue
from schemas.texts import Lang, Text

Ending = Literal["new", "enriched", "same", "review", "quarantined"]
"""How an input row ended: a new customer; blanks of a known customer filled; nothing to add; asked about; set apart."""

ENDINGS: Final[tuple[Ending, ...]] = ("new", "enriched", "same", "review", "quarantined")
ENDING_TEXTS: Final[dict[Ending, Text]] = {
    "new": Text("新增", "new"),
    "enriched": Text("补充", "enriched"),
    "same": Text("已有", "already there"),
    "review": Text("待复核", "to review"),
    "quarantined": Text("隔离", "quarantined"),
}


class Line(NamedTuple):
    """Where an input row stands: file as given, sheet or table ("" = only one), line of text or Excel row."""

    file: str
    sheet: str
    line: int

    @property
    def shown(self) -> str:
        """Give the place as people write it."""
        return " ".join(part for part in (self.file, self.sheet, f"#{self.line}") if part)


class RowResult(NamedTuple):
    """What became of one input row; texts are in the language of the import.

    customer_id: whose row it went to; the number of the question where it waits for an answer · row: Excel row, 0 = none
    · name: as the list has it · filled: "header: value" of what was written · conflicts: where list and workbook differ,
    and the workbook stayed · tidied: "original → new" · kept: "header: value" of what fills no column · why: in words · is_old:
    the row came in before, just as it stands.
    """

    place: Line
    ending: Ending
    customer_id: str = ""
    row: int = 0
    name: str = ""
    filled: str = ""
    conflicts: str = ""
    tidied: str = ""
    kept: str = ""
    why: str = ""
    is_old: bool = False


FIELD_TEXTS: Final[Mapping[str, Text]] = {
    "name": Text("姓名", "name"),
    "person": Text("姓名", "name"),
    "company": Text("公司", "company"),
    "phones": Text("电话", "phone"),
    "emails": Text("邮箱", "e-mail"),
    "wechat": Text("微信", "WeChat"),
    "city": Text("城市", "city"),
    "country": Text("国家", "country"),
    "address": Text("住址", "address"),
    "postcode": Text("邮编", "postcode"),
    "birthday": Text("生日", "birthday"),
    "identity": Text("证件号", "identity number"),
    "customer_id": Text("客户编号", "customer id"),
}
"""The fields by which people are told apart, as people call them."""


class Evidence(NamedTuple):
    """One field of a pair held side by side: its key, as the list says, as the customer has it, what was found, weight."""

    key: str
    left: str
    right: str
    found: Text
    weight: float


def evidence_text(found: Sequence[Evidence], lang: Lang) -> str:
    """Say field by field what was found: 电话：有相同的电话；姓名：同音不同字."""
    colon, mark = ("：", "；") if lang == "zh" else (": ", "; ")
    names = {key: text.pick(lang) for key, text in FIELD_TEXTS.items()}
    return mark.join(f"{names.get(one.key, one.key)}{colon}{one.found.pick(lang)}" for one in found)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer who may be the same as a row that waits.

    number: counts from 1 within the row · customer_id: "" where the customer has none that is unique · row: Excel row at
    the time of the import · waits: key of another waiting row instead of a customer, "" = a customer · name: as shown ·
    values: column key → cell as shown, of the fields that tell people apart.
    """

    number: int
    customer_id: str
    row: int
    name: str
    score: float
    evidence: Sequence[Evidence] = ()
    waits: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


TELLING: Final = (*CUSTOMERS.told_by_all, "city")
"""The columns that are shown side by side when a person is to say whether two are one."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An input row, or several that are surely one, for which a person must say who it is.

    key: number of the question, such as R12 · day: of the import · places: the rows, the first one first · values: column
    key → value in normal form · tidied, kept: as in RowResult · candidates: best first.
    """

    key: str
    day: dt.date
    places: Sequence[Line]
    values: Mapping[str, CellValue]
    candidates: Sequence[Candidate]
    tidied: str = ""
    kept: str = ""


class QuarantinedLine(NamedTuple):
    """An input row that could not become a customer: why, how to mend it, and its cells as they stand."""

    day: dt.date
    place: Line
    why: str
    mend: str
    text: str


class SniffedView(NamedTuple):
    """One thing found out about a source: name, value, why, the option that overrides it ("" = none), and whether sure."""

    what: str
    value: str
    why: str
    option: str
    is_sure: bool = True


class MappedView(NamedTuple):
    """One column of a list: header, header of the column that it fills ("" = kept with the row), why, how sure (0 to 1)."""

    header: str
    column: str
    why: str
    confidence: float
    is_sure: bool


@dataclass(frozen=True, slots=True)
class SourceView:
    """One table of one list, as found. rows: input rows, unread lines included · mapping_file: "" = none."""

    file: str
    sheet: str
    kind: str
    rows: int
    sniffed: Sequence[SniffedView]
    columns: Sequence[MappedView]
    repairs: Sequence[tuple[int, str]] = ()
    mapping_file: str = ""


@dataclass(frozen=True, slots=True)
class ImportView:
    """One import, ready to be told.

    results: one for each input row, in the order of the lists · settled: rows that waited and were answered, ending by
    ending · waiting: every row that waits after this import · quarantine: the lines set apart by this import · notes:
    what a user should know besides · customer_sheet, id_letters: where links to customers lead.
    """

    lang: Lang
    as_of: dt.date
    workbook: str
    sources: Sequence[SourceView]
    results: Sequence[RowResult]
    settled: Sequence[RowResult]
    waiting: Sequence[WaitingRow]
    quarantine: Sequence[QuarantinedLine]
    notes: Sequence[Text] = ()
    customer_sheet: str = ""
    id_letters: str = "A"
    answers: Mapping[tuple[str, int], str] = field(default_factory=dict)

    @property
    def counts(self) -> dict[Ending, int]:
        """Count the input rows by ending; together they are all of them."""
        found = dict.fromkeys(ENDINGS, 0)
        for result in self.results:
            found[result.ending] += 1
        return found
