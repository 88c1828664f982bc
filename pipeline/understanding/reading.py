"""What a workbook was taken for: each sheet, column and word, and by what the customers are told apart."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pipeline.understanding.cells.names import is_person
from pipeline.understanding.columns.mapping import MappedColumn
from pipeline.understanding.facts.columns import Role, TeamColumn
from pipeline.understanding.facts.words import fold_word, meaning_of
from pipeline.understanding.own_words import code_of
from pipeline.understanding.read import SheetReading, WorkbookTables
from schemas.columns import CUSTOMERS, SHEETS
from schemas.tables import Table, column_letters
from schemas.texts import Text
from schemas.values import plain

Use = Role | Literal["key", "ours", "kept"]
"""key: stands for a column that the program knows · ours: the program fills it · kept: stays as it is and says nothing ·
touch, order, promise, notes, words: a column of the team's own that says something of its customers."""

_SAMPLES: Final = 3
_LOOKED_AT: Final = 200
"""So many cells are looked at for samples."""
_BETWEEN: Final = " / "
"""Stands between a name and what tells it from the same name."""
_NOT_BEHIND: Final = frozenset(("customer_id", "name"))

_ROLES: Final[Mapping[Role, Text]] = {
    "touch": Text("里面是联系过的日期", "holds days on which somebody was in touch"),
    "order": Text("里面是成交的日期", "holds days of orders"),
    "promise": Text("里面是约好的下次日期", "holds promised days"),
    "notes": Text("里面是带日期的记录", "holds notes with a day in front of each"),
    "words": Text("里面是表示客户情况的说法", "holds words for where a customer stands"),
}


@dataclass(frozen=True, slots=True)
class WordReading:
    """One word of a column, as the team writes it."""

    word: str
    meaning: str
    """A code of schemas.meanings; "" = not known."""
    count: int
    """Rows of the sheet that hold it."""


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """What one column was taken for."""

    number: int
    """Its 1-based Excel column."""
    header: str
    use: Use
    key: str
    """Key of the column that it stands for; "" = none."""
    evidence: Text
    """Why."""
    is_sure: bool
    candidates: tuple[str, ...]
    """Keys that it could stand for where that is not sure, best first."""
    samples: tuple[str, ...]
    """Three of its values."""
    words: tuple[WordReading, ...] = ()
    """What its words mean, the most frequent first."""

    @property
    def letters(self) -> str:
        """Give Excel's letters of the column."""
        return column_letters(self.number)

    @property
    def unknown(self) -> tuple[WordReading, ...]:
        """Give the words whose meaning is not known."""
        return tuple(word for word in self.words if not word.meaning)


@dataclass(frozen=True, slots=True)
class SheetFound:
    """What one sheet was taken for."""

    name: str
    kind: str
    """Key of the kind; "" = it was not used."""
    why: Text
    """Why it was not used."""
    header_row: int = 0
    """Excel row of its (last) header line."""
    rows: int = 0
    """Rows of the table."""
    left_out: tuple[str, ...] = ()
    """First text of each row below the header that is no row of the table: totals, notes."""
    columns: tuple[ColumnReading, ...] = ()
    is_seller: bool = False
    """The sheet's name is taken for the seller."""

    def column_of(self, key: str) -> ColumnReading | None:
        """Give the column that stands for a key."""
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a workbook was taken for."""

    sheets: tuple[SheetFound, ...]
    """In the order of the workbook; the program's own are left out."""
    key: tuple[str, ...]
    """Keys of the columns by which customers are told apart: the number, or the name and what else is needed."""
    twice: int
    """Customers whom the key does not tell apart."""

    def of_kind(self, kind: str) -> tuple[SheetFound, ...]:
        """Give the sheets of one kind."""
        return tuple(sheet for sheet in self.sheets if sheet.kind == kind)

    @property
    def unused(self) -> tuple[SheetFound, ...]:
        """Give the sheets that were not used."""
        return self.of_kind("")


_NO_REASON: Final = Text("", "")


def reading_of(read: WorkbookTables) -> Reading:
    """Say what a workbook was taken for."""
    parts = {part.name: part for table in read.tables.values() for part in table.sheets}
    found = {name: _used(read.readings[name], part) for name, part in parts.items()}
    found |= {name: SheetFound(name, "", why) for name, why in read.unused.items()}
    order = {name: place for place, name in enumerate(read.names)}
    sheets = sorted(found.values(), key=lambda sheet: order.get(sheet.name, len(order)))
    return Reading(tuple(sheets), *_key(read.tables["customers"]))


def _used(reading: SheetReading, table: Table) -> SheetFound:
    fit = reading.fit
    said = {column.number: column for column in reading.team_columns}
    keys = {number: key for key, number in fit.match.columns.items()}
    columns = [
        _column(table, number, header, keys.get(number, ""), fit.mapped.get(number), said)
        for number, header in sorted(fit.head.names.items())
    ]
    return SheetFound(
        table.name,
        fit.match.sheet.key,
        _NO_REASON,
        fit.head.row,
        len(table.raw),
        tuple(text for _, text in sorted(reading.left_out.items())),
        tuple(columns),
        fit.match.sheet.key == "customers" and "seller" not in keys.values() and _is_seller(table),
    )


def _is_seller(table: Table) -> bool:
    """Tell whether the seller of all rows is the sheet's name."""
    sellers = table.frame.get("seller")
    return sellers is not None and is_person(table.name) and set(sellers.dropna()) == {table.name}


def _column(  # noqa: PLR0913 -- all that is known of one column
    table: Table,
    number: int,
    header: str,
    key: str,
    mapped: MappedColumn | None,
    said: Mapping[int, TeamColumn],
) -> ColumnReading:
    cells = table.raw[number].tolist() if number in table.raw else []
    role = said[number].role if number in said else None
    use: Use = role or ("kept" if not key else "key")
    evidence = mapped.evidence if mapped else _NO_REASON
    is_sure = mapped is None or mapped.sure
    if key and SHEETS[table.sheet.key][key].written:
        # A column that people filled under such a name is not among the table's own any more.
        is_ours = table.header.columns.get(key) == number
        key, use = (key, "ours") if is_ours else ("", use if role else "kept")
        is_sure = True
    if role is not None and not key:
        evidence, is_sure = _ROLES[role], True
    candidates = () if is_sure or mapped is None else tuple(k for k, _ in mapped.candidates)
    return ColumnReading(
        number,
        header,
        use,
        key,
        evidence,
        is_sure,
        candidates,
        _samples(cells),
        tuple(_words(cells, said[number])) if role == "words" else (),
    )


def _samples(cells: Sequence[Any]) -> tuple[str, ...]:
    texts = (" ".join(plain(cell).split()) for cell in cells[:_LOOKED_AT])
    return tuple(dict.fromkeys(text for text in texts if text))[:_SAMPLES]


def _words(cells: Sequence[Any], column: TeamColumn) -> Iterator[WordReading]:
    counts = Counter(text for cell in cells if (text := plain(cell)))
    for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        meaning = column.meanings.get(fold_word(word)) or meaning_of(word)
        yield WordReading(word, "" if meaning is None else code_of(meaning), count)


def _key(customers: Table) -> tuple[tuple[str, ...], int]:
    """Tell by what the customers are told apart, and how many are not."""
    frame = customers.frame
    ids = frame["customer_id"]
    twice = int(ids[ids.notna()].duplicated(keep=False).sum())
    if "customer_id" in customers.header.columns:
        return ("customer_id",), twice
    names = frame["name"].map(plain, na_action="ignore")
    longer = frame[ids.notna() & (ids != names)][:_LOOKED_AT]
    ends = {end for key in longer["customer_id"] for end in key.split(_BETWEEN)[1:]}
    more = [c.key for c in CUSTOMERS.columns if c.key not in _NOT_BEHIND and c.key in longer]
    return ("name", *(key for key in more if ends & set(longer[key].dropna().map(plain)))), twice
