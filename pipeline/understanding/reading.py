"""What a workbook was taken for: each sheet, column and word, and by what the customers are told apart."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import astuple, dataclass, replace
from typing import Any, Final, Literal

import pandas as pd

from pipeline.understanding.cells.names import is_person
from pipeline.understanding.columns.mapping import LIKELY, MappedColumn
from pipeline.understanding.facts.columns import Role, TeamColumn, names_words
from pipeline.understanding.facts.words import fold_word, meaning_of
from pipeline.understanding.own_words import code_of
from pipeline.understanding.read import FREE_WORDS, SheetReading, WorkbookTables
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
NONE: Final = Text("", "")
_MOST_WORDS: Final = 24
"""A column of more different texts holds no words for a state."""
_TIMES: Final = 1.5
"""Words for a state come again and again, so often on average; or one of them is known."""
_NOT_BEHIND: Final = frozenset(("customer_id", "name"))

_ROLES: Final[Mapping[Role, Text]] = {
    "touch": Text("里面是联系过的日期", "holds days on which somebody was in touch"),
    "order": Text("里面是成交的日期", "holds days of orders"),
    "promise": Text("里面是约好的下次日期", "holds promised days"),
    "notes": Text("里面是带日期的记录", "holds notes with a day in front of each"),
    "words": Text("里面是表示客户情况的说法", "holds words for where a customer stands"),
}

_UNREAD: Final = Text(
    "说法多数不认得，没有用上", "most of its words are not known, so it was not used"
)


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
    guess: str
    """Key that it most likely stands for, but so unsurely that it was not taken for it; "" = none."""
    candidates: tuple[str, ...]
    """Keys that it could stand for where that is not sure, best first."""
    filled: int
    """Rows that hold something in it."""
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
    def customer_columns(self) -> tuple[ColumnReading, ...]:
        """Give the columns of the customer sheets, those of one header and use once, with the words of all."""
        found: dict[tuple[str, Use], ColumnReading] = {}
        for column in (column for sheet in self.of_kind("customers") for column in sheet.columns):
            same = found.get((column.header, column.use))
            found[column.header, column.use] = column if same is None else _together(same, column)
        return tuple(found.values())

    @property
    def unused(self) -> tuple[SheetFound, ...]:
        """Give the sheets that were not used."""
        return self.of_kind("")


def _together(one: ColumnReading, other: ColumnReading) -> ColumnReading:
    """Give a column of several sheets as one."""
    counts: Counter[tuple[str, str]] = Counter()
    for word, meaning, count in (astuple(word) for word in (*one.words, *other.words)):
        counts[word, meaning] += count
    words = (WordReading(*key, count) for key, count in counts.items())
    return replace(
        one,
        filled=one.filled + other.filled,
        words=tuple(sorted(words, key=lambda word: (-word.count, word.word))),
    )


def reading_of(read: WorkbookTables) -> Reading:
    """Say what a workbook was taken for."""
    # Of two tables on a sheet the first one tells what it is.
    tables = reversed([*read.tables.values()])
    parts = {part.name: part for table in tables for part in table.sheets}
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
        NONE,
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
    column = said.get(number)
    is_ours = bool(key) and SHEETS[table.sheet.key][key].written
    if is_ours and table.header.columns.get(key) != number:
        key, is_ours = "", False  # people filled it under such a name
    use: Use = "ours" if is_ours else column.role if column else "key" if key else "kept"
    cells = table.raw[number] if number in table.raw else pd.Series([], dtype=object)
    evidence = _ROLES[column.role] if column and not key else mapped.evidence if mapped else NONE
    may_hold = use in ("kept", "key") and _may_hold_words(header, key, cells)
    return ColumnReading(
        number,
        header,
        use,
        key,
        _UNREAD if may_hold and use == "kept" else evidence,
        (mapped.key or "") if mapped and use == "kept" else "",
        tuple(k for k, score in mapped.candidates if score >= LIKELY)
        if mapped and not mapped.sure
        else (),
        int((cells != "").sum()),
        _samples(cells[:_LOOKED_AT].tolist()),
        tuple(_words(cells, column, _choices(table, key))) if use == "words" or may_hold else (),
    )


def _may_hold_words(header: str, key: str, cells: "pd.Series[Any]") -> bool:
    """Tell whether a column may hold words of the team's own that nobody has explained."""
    if (key and key not in FREE_WORDS) or not names_words(header):
        return False
    filled = cells[cells != ""].map(plain)
    numbers = filled.str.fullmatch(r"[\d.,%\s-]+").sum()
    words = filled.unique().tolist()
    is_repeated = len(words) <= len(filled) / _TIMES or any(map(meaning_of, words))
    return bool(words) and len(words) <= _MOST_WORDS and is_repeated and 2 * numbers < len(filled)


def _choices(table: Table, key: str) -> frozenset[str]:
    """Give the values that the declared column has of itself, folded."""
    choices = table.sheet[key].choices if key else ()
    return frozenset(
        fold_word(text) for choice in choices for text in (choice.zh, choice.en, *choice.aliases)
    )


def _samples(cells: Sequence[Any]) -> tuple[str, ...]:
    texts = (" ".join(plain(cell).split()) for cell in cells[:_LOOKED_AT])
    return tuple(dict.fromkeys(text for text in texts if text))[:_SAMPLES]


def _words(
    cells: "pd.Series[Any]", column: TeamColumn | None, choices: AbstractSet[str]
) -> Iterator[WordReading]:
    """Tell what each word of a column means; of a declared column that holds its own choices those are left out."""
    own = column.meanings if column else {}
    counts: Counter[str] = Counter()
    for cell, count in cells[cells != ""].value_counts().items():
        counts[plain(cell)] += int(count)
    for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        meaning = own.get(fold_word(word)) or meaning_of(word)
        is_own = fold_word(word) not in choices
        if is_own or (column is not None and meaning is not None):
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
