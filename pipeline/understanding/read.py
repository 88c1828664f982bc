"""A team's workbook as tables of known kinds: which sheet is which, what its columns mean, who the customers are."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final

import pandas as pd

from pipeline.progress import Progress
from pipeline.settings.settings import Settings
from pipeline.understanding.cells.day_orders import column_order
from pipeline.understanding.cells.names import is_person
from pipeline.understanding.facts.columns import TeamColumn, team_columns
from pipeline.understanding.facts.gather import OWN_NEXT, gather_columns, touch_column
from pipeline.understanding.facts.section_rows import sections_of
from pipeline.understanding.facts.sections import with_sections
from pipeline.understanding.facts.words import DO_NOT_DISTURB, Meaning, meaning_of
from pipeline.understanding.keys import is_named, joined, of_the_sheets_customer, with_keys
from pipeline.understanding.own_words import OwnWords, own_words
from pipeline.understanding.same_customer import one_row_a_customer, with_names_down
from pipeline.understanding.sheets.fits import Fit
from pipeline.understanding.sheets.heads import Head, find_heads
from pipeline.understanding.sheets.kinds import Kinds, choose_kinds
from pipeline.understanding.telling import (
    ASIDE,
    doubtful_header,
    header_trouble,
    named_in_vain,
    no_customers,
    put_aside,
    second_columns,
    unknown_sheet,
    unknown_words,
    unused_sheet,
)
from pipeline.understanding.typed import without_typed_columns
from pipeline.workbook.file.package import Package
from pipeline.workbook.reading.owned import owned_columns
from pipeline.workbook.reading.read import SheetReader
from pipeline.workbook.reading.scan import SheetScan, scan_sheet
from schemas.columns import CUSTOMERS, SHEETS, Column
from schemas.findings import Finding
from schemas.headers import fold_header
from schemas.tables import Table, joined_table, read_table
from schemas.texts import Text
from schemas.values import Problem, plain

_OWN_WORDS: Final = 0.2
"""From this share of words that are no choices a column is taken to hold the team's own, not slips of the pen."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the settings say of a workbook; empty = find out."""

    sheets: Mapping[str, str] = field(default_factory=dict)
    """Kind → sheet."""
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Kind → key → header."""
    words: OwnWords = field(default_factory=dict)
    """What the team's words mean."""
    grades: Sequence[Column] = ()
    """The columns that the secondary methods fill."""


NO_HINTS: Final = Hints()


def hints_of(settings: Settings, grades: Sequence[Column] = ()) -> Hints:
    """Give what a team's settings say of its workbook.

    Takes: grades: the columns that the secondary methods fill, where they are loaded.
    """
    return Hints(settings.sheets, settings.columns, own_words(settings.words), grades)


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What one sheet was taken for."""

    fit: Fit
    team_columns: Sequence[TeamColumn] = ()
    """The team's own columns that say something of the customers."""
    left_out: Mapping[int, str] = field(default_factory=dict)
    """Excel row below the header that is no row of the table → its first text: totals, notes, headers once more."""


@dataclass(frozen=True, slots=True)
class WorkbookTables:
    """What was read."""

    tables: Mapping[str, Table]
    """Kind → its table."""
    findings: Sequence[Finding] = ()
    """What was noticed on the way."""
    scans: Mapping[str, SheetScan] = field(default_factory=dict)
    """Sheet → its scan, for the writer."""
    readings: Mapping[str, SheetReading] = field(default_factory=dict)
    """Sheet → what it was taken for."""
    unused: Mapping[str, Text] = field(default_factory=dict)
    """Sheet that was not used → why."""
    names: Sequence[str] = ()
    """The team's own sheets in their order."""


def read_tables(
    package: Package, as_of: dt.date, hints: Hints = NO_HINTS, progress: Progress = lambda _: None
) -> WorkbookTables:
    """Find and read the sheets that the product knows.

    Takes:   as_of: by it days without a year find theirs; hints: from the settings.
    Raises:  UnreadableWorkbookError where nothing says who the customers are, or the settings name a sheet that is not
             there.
    """
    return _Understanding(package, as_of, hints, progress).tables()


class _Understanding:
    def __init__(self, package: Package, as_of: dt.date, hints: Hints, progress: Progress) -> None:
        self.package, self.as_of, self.hints = package, as_of, hints
        self.progress = progress
        self.sheets = {**SHEETS, CUSTOMERS.key: CUSTOMERS.with_written(hints.grades)}
        self.reader = SheetReader(package, progress)
        self.findings: list[Finding] = []
        self.readings: dict[str, SheetReading] = {}
        self.heads: dict[str, Head | None] = {}
        self.doubts: dict[str, Text] = {}
        self.words = hints.words

    def tables(self) -> WorkbookTables:
        kinds = self._kinds()
        if "customers" not in kinds.fits:
            raise no_customers(kinds, self.reader.names, self.doubts)
        self.findings += [unused_sheet(name, *why) for name, why in kinds.unfit.items()]
        self.findings += [put_aside(name) for name in kinds.aside]
        listed = self._table(kinds.fits["customers"])
        numbered = "customer_id" in listed.frame
        customers, found = one_row_a_customer(with_keys(listed), numbered=numbered)
        self.findings += found
        fits = dict(kinds.fits)
        if logs := [fit for fit in kinds.logs if is_named(fit.head.sheet, customers)]:
            fits["contacts"] = (*fits.get("contacts", ()), *logs)
        tables = {"customers": customers}
        for kind in self.sheets:
            if kind in fits and kind != "customers":
                tables[kind], found = joined(self._table(fits[kind]), customers)
                self.findings += found
        used = {part.name for table in tables.values() for part in table.sheets}
        self.findings += named_in_vain(tables, self.hints.columns, self.hints.words)
        return WorkbookTables(
            tables,
            self.findings,
            {name: scan_sheet(self.package, name) for name in used},
            self.readings,
            self._unused(kinds, used),
            self.reader.names,
        )

    def _unused(self, kinds: Kinds, used: AbstractSet[str]) -> dict[str, Text]:
        """Say of each sheet that was not used why."""
        main = kinds.fits["customers"][0].head.sheet
        return {
            name: header_trouble(*kinds.unfit[name])
            if name in kinds.unfit
            else ASIDE
            if name in kinds.aside
            else unknown_sheet(self.heads.get(name), main, self.doubts.get(name))
            for name in self.reader.names
            if name not in used
        }

    def _kinds(self) -> Kinds:
        heads = {name: find_heads(name, self.reader.grid(name)) for name in self.reader.names}
        self.heads = {name: next(iter(found), None) for name, found in heads.items()}
        doubts = {n: doubtful_header(one, self.reader.grid(n)) for n, one in self.heads.items()}
        self.doubts = {name: doubt for name, doubt in doubts.items() if doubt is not None}
        hidden = {sheet.name for sheet in self.package.sheets if sheet.state != "visible"}
        kinds = choose_kinds(
            self.reader.names,
            hidden,
            heads.__getitem__,
            self.hints.sheets,
            self.hints.columns,
            self.sheets,
        )
        used = {fit.head.sheet for fits in kinds.fits.values() for fit in fits}
        for name in self.reader.names:
            if name not in used:
                self.reader.forget(name)
        return kinds

    def _table(self, fits: Sequence[Fit]) -> Table:
        parts = []
        self.words = {**_words_of_siblings(fits, self.as_of), **self.hints.words}
        for fit in fits:
            parts.append(self._sheet(fit, several=len(fits) > 1))
            name, rows = fit.head.sheet, f"{len(parts[-1].frame):,}"
            self.progress(Text(f"读取 {name}:{rows} 行", f"read {name}: {rows} rows"))
            self.findings += second_columns(parts[-1])
        return joined_table(parts)

    def _sheet(self, fit: Fit, *, several: bool) -> Table:
        """Read one sheet by its fit; what the team's own columns say of a customer joins the frame."""
        head = fit.head
        grid = self.reader.grid(head.sheet)
        grid = grid.drop(index=[row for row in head.notes if row in grid.index])
        sections = sections_of(grid, fit.match)
        grid = grid.drop(index=[*sections])
        scan = scan_sheet(self.package, head.sheet)
        table = read_table(
            head.sheet, fit.match, grid, _bad_cells(scan), date1904=self.package.date1904
        )
        left_out = _left_out(self.reader.grid(head.sheet).loc[head.row + 1 :], table)
        self.readings.setdefault(head.sheet, SheetReading(fit, left_out=left_out))
        self.reader.forget(head.sheet)
        if fit.match.sheet.key != "customers":
            return of_the_sheets_customer(table)
        table = without_typed_columns(table, self.package)
        table = self._with_facts(fit, table)
        table = with_names_down(with_sections(table, sections), scan.merged)
        return _with_seller(table) if several else table

    def _with_facts(self, fit: Fit, table: Table) -> Table:
        ours = {n for key, n in table.header.columns.items() if table.sheet[key].written}
        ours |= _marked(self.package, table.name)
        names = {
            number: name
            for number, name in table.header.texts.items()
            if number in table.raw and number not in ours
        }
        own = {
            number: words
            for number, name in names.items()
            if (words := self.words.get(fold_header(name)))
        }
        said = {number for number in own if fold_header(names[number]) in self.hints.words}
        columns = [
            column
            for column in _speaking(names, fit.head, self.as_of, own)
            if column.number in said or _may_speak(table, column)
        ]
        self.readings[table.name] = replace(self.readings[table.name], team_columns=columns)
        self.findings += [
            unknown_words(table, column.number, column.unknown, int(table.raw.index[0]))
            for column in columns
            if column.unknown
        ]
        table, found = _without_unknown_words(table, own)
        self.findings += [finding for finding in found if finding not in self.findings]
        return _with_columns(table, columns, self.as_of)


def _marked(package: Package, sheet: str) -> set[int]:
    """Give the columns of a sheet that bear a mark: a grade whose method is no longer in use is not the team's word."""
    places = chain.from_iterable(owned_columns(package).values())
    return {number for name, number in places if name == sheet}


_DAYS: Final = frozenset(("last_contact", "agreed_date"))
"""Declared columns whose days are read once more, by the whole column: those without a year too."""
FREE_WORDS: Final = frozenset(("intent", "status", "potential"))
"""Declared columns that teams fill with words of their own."""


def _words_of_siblings(fits: Sequence[Fit], as_of: dt.date) -> OwnWords:
    """Give the words of the columns that speak in one of several customer sheets: they speak in the others too.

    A sheet a seller is short, and its words alone may not show what a column is.
    """
    if len(fits) == 1 or fits[0].match.sheet.key != "customers":
        return {}
    found: dict[str, dict[str, Meaning]] = {}
    for head in (fit.head for fit in fits):
        for column in team_columns(head.names, head.cells, as_of, {}):
            if column.role == "words":
                found.setdefault(fold_header(head.names[column.number]), {}).update(column.meanings)
    return found


def _speaking(
    names: Mapping[int, str], head: Head, as_of: dt.date, own: Mapping[int, Mapping[str, Meaning]]
) -> list[TeamColumn]:
    """Find the columns that say something, those whose words the settings tell among them, whatever they look like.

    Takes: names, as `team_columns`; own: 1-based Excel column → folded word → meaning.
    """
    by_name = {names[number]: words for number, words in own.items()}
    found = {c.number: c for c in team_columns(names, head.cells, as_of, by_name)}
    for number, words in own.items():
        column = found.get(number)
        if column is None or column.role != "words":
            column = TeamColumn(number, "words", column_order((), stated=None))
        # What the settings tell counts below the rows that were looked at, too.
        found[number] = replace(column, meanings={**column.meanings, **words})
    return [found[number] for number in sorted(found)]


def _may_speak(table: Table, column: TeamColumn) -> bool:
    """Tell whether a column is free to say something: no declared column stands for it, or one of the same matter."""
    keys = {
        key
        for key, number in table.header.columns.items()
        if number == column.number and table.sheet[key].offered
    }
    return keys <= (FREE_WORDS if column.role == "words" else _DAYS)


def _with_columns(table: Table, columns: Sequence[TeamColumn], as_of: dt.date) -> Table:
    """Put what the team's own columns say beside what the declared ones say."""
    facts = gather_columns(table.raw, columns, as_of)
    frame, problems = table.frame, {key: dict(rows) for key, rows in table.problems.items()}
    header = table.header
    if "last_contact" in facts:
        at = touch_column(table.raw, columns, as_of)
        if at is not None and "last_contact" not in header.columns:
            header = replace(header, columns={**header.columns, "last_contact": at})
        if "last_contact" in frame:
            facts["last_contact"] = facts["last_contact"].combine(frame["last_contact"], _later)
    for key, told in (("last_contact", "last_contact"), ("agreed_date", OWN_NEXT)):
        if told in facts:
            known = facts.index[facts[told].notna()]
            problems[key] = {r: p for r, p in problems.get(key, {}).items() if r not in known}
    if DO_NOT_DISTURB in facts and DO_NOT_DISTURB in frame:
        facts[DO_NOT_DISTURB] = frame[DO_NOT_DISTURB].fillna(facts[DO_NOT_DISTURB])
    return replace(
        table,
        header=header,
        frame=frame.assign(**{str(key): facts[key] for key in facts}),
        problems={key: rows for key, rows in problems.items() if rows},
    )


def _later(one: Any, other: Any) -> Any:
    """Give the later of two days; NaT where both are blank."""
    return other if pd.isna(one) or other > one else one


def _with_seller(table: Table) -> Table:
    """Take the seller from the sheet's name where the rows name none: teams keep a sheet a seller."""
    frame = table.frame
    if ("seller" in frame and frame["seller"].notna().any()) or not is_person(table.name):
        return table
    return replace(table, frame=frame.assign(seller=table.name))


def _without_unknown_words(
    table: Table, own: Mapping[int, Mapping[str, Meaning]]
) -> tuple[Table, list[Finding]]:
    """Say words that are no choices once, with their number, where a column is full of them: they are the team's own."""
    problems, findings = dict(table.problems), []
    for key, rows in table.problems.items():
        strange = [row for row, problem in rows.items() if problem == "unknown_choice"]
        texts = dict(zip(strange, table.cell_texts(key, strange), strict=True))
        words = own.get(table.header.columns[key])
        unknown = {row: text for row, text in texts.items() if meaning_of(text, words) is None}
        many = len(strange) >= _OWN_WORDS * max(
            1, int(table.frame[key].notna().sum()) + len(strange)
        )
        gone = set(strange) if many else set(strange) - unknown.keys()
        problems[key] = {row: why for row, why in rows.items() if row not in gone}
        if many and unknown:
            counts = Counter(unknown.values())
            findings.append(unknown_words(table, table.header.columns[key], counts, min(unknown)))
    kept = {key: rows for key, rows in problems.items() if rows}
    return replace(table, problems=kept), findings


def _left_out(below: pd.DataFrame, table: Table) -> dict[int, str]:
    """Give the rows with content that the table does not have, each with its first text."""
    rest = below.loc[below.index.difference(table.raw.index)]
    texts = (
        (int(row), next((text for cell in cells if (text := plain(cell))), ""))
        for row, cells in zip(rest.index, rest.to_numpy().tolist(), strict=True)
    )
    return {row: text for row, text in texts if text}


def _bad_cells(scan: SheetScan) -> dict[tuple[int, int], tuple[Problem, str]]:
    errors: dict[tuple[int, int], tuple[Problem, str]] = {
        (row, column): ("error_cell", text) for row, column, text in scan.errors
    }
    return errors | dict.fromkeys(scan.uncached, ("no_cached_value", "=…"))
