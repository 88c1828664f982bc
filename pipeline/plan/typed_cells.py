"""What people typed over what the program had written: a tier decides, a date is agreed, anything else simply stays.

Source: any-workbook.md, ruling 1.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final

import pandas as pd

from pipeline.methods.model import Policy
from pipeline.plan.memory import Memory, Remembered, as_digest, as_remembered
from pipeline.workbook.patching.obstacles import Obstacle
from pipeline.workbook.reading.scan import SheetScan
from schemas import results as r
from schemas.findings import Finding
from schemas.tables import Table, column_letters
from schemas.texts import Lang, Text
from schemas.values import is_blank, plain, read_date

_DECIDED: Final = Text("写在“{header}”一列", 'typed under "{header}"')
_STAYS: Final = Text(
    "由人改过，原样保留，程序不再填这一格",
    "was changed by hand; it stays, and the program fills the cell no more",
)
_EMPTY_IT: Final = Text(
    "清空这一格，下次运行就由程序重新填写",
    "Empty the cell, and the next run fills it again",
)
_TAKEN_BACK: Final = Text(
    "{name}：{cell} 里由人写的 {typed} 已经过去或另有规定，改回 {now}",
    "{name}: the {typed} typed in {cell} has passed or something else holds; it is {now} again",
)


@dataclass(frozen=True, slots=True)
class TypedCells:
    """The cells of the program's columns that hold what a person typed."""

    cells: Mapping[str, Mapping[int, Any]] = field(default_factory=dict)
    """Key of the column → row → what was typed."""
    decided: Mapping[str, Mapping[int, Any]] = field(default_factory=dict)
    """Key of the column → row → the tier's letter or the day that counts."""
    moved: Mapping[int, str] = field(default_factory=dict)
    """Row whose tier was decided and not told yet → the tier that the program had written, "" = none or unknown."""

    def kept(self, graded: pd.DataFrame) -> dict[str, set[int]]:
        """Give the cells that stay as they are: all but a decision that no longer is what holds."""
        return {
            key: {row for row in typed if not self._is_over(key, row, graded)}
            for key, typed in self.cells.items()
        }

    def _is_over(self, key: str, row: int, graded: pd.DataFrame) -> bool:
        decided = self.decided.get(key, {})
        if row not in decided or row not in graded.index:
            return False
        now: Any = graded.at[row, key]
        now = now.date() if isinstance(now, pd.Timestamp) else now
        return bool(now != decided[row]) if not pd.isna(now) else True


def find_typed_cells(
    table: Table, memory: Memory, policy: Policy, scans: Mapping[str, SheetScan]
) -> TypedCells:
    """Find what people typed into the program's columns since the last run.

    Takes:   scans: by sheet; a formula in the program's column is no decision.
    Returns: nothing of columns of which the workbook does not remember what the program wrote.
    """
    if memory.is_empty:
        return TypedCells()
    cells: dict[str, dict[int, Any]] = {}
    keys = table.row_keys
    for part in table.sheets:
        for key in program_keys(table):
            if key not in memory.columns:
                continue
            found = dict(_typed(part, key, memory, scans[part.name], keys))
            if found:
                cells.setdefault(key, {}).update(found)
    letters = {word.upper(): letter for word, letter in _spellings(policy).items()}
    tiers = {
        row: letters[text]
        for row, typed in cells.get(r.TIER, {}).items()
        if (text := plain(typed).upper()) in letters
    }
    days = {
        row: day
        for row, typed in cells.get(r.NEXT_DUE, {}).items()
        if isinstance(day := read_date(typed), dt.date)
    }
    written = {as_digest(word): letter for word, letter in _spellings(policy).items()}
    moved = {}
    for row in tiers:
        was = memory.of(keys[row], r.TIER) or Remembered()
        if was.told != as_digest(cells[r.TIER][row]):
            moved[row] = written.get(was.ours, "")
    return TypedCells(cells, {r.TIER: tiers, r.NEXT_DUE: days}, moved)


def _spellings(policy: Policy) -> dict[str, str]:
    """Give every spelling of a tier with the one that the program writes."""
    return {
        word: tier.shown.zh or tier.letter
        for tier in policy.tiers
        for word in (tier.letter, *tier.shown)
        if word
    }


def _typed(
    part: Table, key: str, memory: Memory, scan: SheetScan, keys: Mapping[int, str]
) -> Iterator[tuple[int, Any]]:
    """Give the cells of one column that do not hold what the program wrote."""
    number = part.header.columns.get(key)
    if number is None or number not in part.raw:
        return
    computed = set(scan.formula_rows.get(number, ()))
    known = memory.values_of(key)
    counts = Counter(keys.values())
    nobody = {row for row, customer in keys.items() if not customer or counts[customer] > 1}
    digests: dict[Any, str] = {}
    for row, cell in zip(part.raw.index.tolist(), part.raw[number].tolist(), strict=True):
        if is_blank(cell) or row - part.offset in computed or row in nobody:
            continue
        if (now := digests.get(cell)) is None:
            now = digests[cell] = as_digest(cell)
        was = memory.of(keys[row], key)
        # A row whose customer is new is mostly a copy of another row, with what the program wrote there.
        if now != was.ours if was is not None else now not in known:
            yield row, cell


def with_decisions(table: Table, typed: TypedCells, lang: Lang) -> Table:
    """Let what people typed count: a tier as set by hand, a day as agreed, where their own columns say nothing."""
    frame = table.frame
    tiers, days = typed.decided.get(r.TIER, {}), typed.decided.get(r.NEXT_DUE, {})
    if tiers:
        frame = _filled(frame, "manual_tier", tiers)
        why = {
            row: _DECIDED.fill(header=table.part_of(row).header_text(r.TIER)).pick(lang)
            for row in tiers
        }
        frame = _filled(frame, "manual_tier_reason", why)
    if days:
        frame = _filled(frame, "agreed_date", {row: pd.Timestamp(day) for row, day in days.items()})
    return replace(table, frame=frame)


def with_planned_days(table: Table, typed: TypedCells, memory: Memory) -> Table:
    """Put beside each customer the day that an earlier run wrote, so that a first touch planned once stays planned.

    Returns: the table with r.PLANNED; as it is where the workbook does not remember what the program wrote.
    """
    if memory.is_empty:
        return table
    found = []
    for part in table.sheets:
        number = part.header.columns.get(r.NEXT_DUE)
        if number is not None and number in part.raw:
            codes, cells = pd.factorize(part.raw[number])
            days = [day if isinstance(day := read_date(cell), dt.date) else None for cell in cells]
            told = pd.to_datetime(pd.Series([*days, None], dtype=object)).to_numpy()
            found.append(pd.Series(told[codes], index=part.raw.index))
    if not found:
        return table
    planned = pd.concat(found).drop(list(typed.cells.get(r.NEXT_DUE, {})), errors="ignore")
    frame = table.frame.assign(**{r.PLANNED: planned.reindex(table.frame.index)})
    return replace(table, frame=frame)


def _filled(frame: pd.DataFrame, key: str, values: Mapping[int, Any]) -> pd.DataFrame:
    told = pd.Series(values)
    if key not in frame:
        return frame.assign(**{key: told.reindex(frame.index)})
    return frame.assign(**{key: frame[key].where(frame[key].notna(), told.reindex(frame.index))})


def before_decisions(
    typed: TypedCells, standing: "pd.Series[str]", tiers: "pd.Series[str]"
) -> "pd.Series[str]":
    """Give the tiers that stood before people decided: a decision is told as a move once, then it stands.

    Takes:   standing: the cells as they are; tiers: as graded; index = row.
    """
    before, decided = standing.copy(), typed.decided.get(r.TIER, {})
    for row in typed.cells.get(r.TIER, {}):
        if row not in before.index:
            continue
        now = str(tiers.at[row])
        if row not in decided:  # words that are no tier have moved nobody
            before.at[row] = now
        elif decided[row] == now:
            before.at[row] = typed.moved.get(row, now)
    return before


def typed_findings(typed: TypedCells, table: Table) -> list[Finding]:
    """Say which cells a person has changed and the program leaves alone."""
    return [
        Finding(
            "hint",
            "typed_over",
            *table.place(row),
            table.part_of(row).letters(key),
            table.part_of(row).header_text(key),
            plain(cell),
            _STAYS,
            _EMPTY_IT,
        )
        for key, cells in typed.cells.items()
        for row, cell in cells.items()
        if row not in typed.decided.get(key, {})
    ]


def taken_back(
    typed: TypedCells, table: Table, graded: pd.DataFrame, kept: Mapping[str, set[int]]
) -> list[Text]:
    """Say by name whose typed decision is over, and what stands there now."""
    notes = []
    for key, decided in typed.decided.items():
        for row in decided:
            if row in kept.get(key, ()) or row not in graded.index:
                continue
            sheet, at = table.place(row)
            now: Any = graded.at[row, key]
            shown = f"{now:%Y-%m-%d}" if isinstance(now, dt.date) and not pd.isna(now) else str(now)
            part = table.part_of(row)
            notes.append(
                _TAKEN_BACK.fill(
                    name=table.cell_text(row, "name"),
                    cell=f"{sheet}!{column_letters(part.header.columns[key])}{at}",
                    typed=plain(typed.cells[key][row]),
                    now="—" if pd.isna(now) else shown,
                )
            )
    return notes


def program_keys(table: Table) -> list[str]:
    """Give the keys of the columns that the program fills in, with the grades of the methods beside."""
    return [column.key for column in table.sheet.columns if column.written]


def remembered_columns(table: Table, graded: pd.DataFrame, memory: Memory) -> list[str]:
    """Give the columns to be remembered: those of this run, and those of methods that are out of use for a while."""
    now = [key for key in program_keys(table) if key in graded]
    return list(dict.fromkeys([*now, *memory.columns]))


def remembered(
    table: Table,
    graded: pd.DataFrame,
    memory: Memory,
    kept: Mapping[str, set[int]],
    left: Mapping[str, set[int]],
) -> Iterator[tuple[str, str]]:
    """Give what is to be remembered after a run, customer by customer, in the order of `remembered_columns`.

    Takes:   kept: cells that hold what a person typed; left: cells that could not be written, by column and row.
    """
    keys = table.row_keys
    rows = graded.index.tolist()
    columns = {
        key: dict(zip(rows, _digests(graded[key]), strict=True))
        if key in graded
        else {row: as_remembered(memory.of(keys[row], key) or Remembered()) for row in rows}
        for key in remembered_columns(table, graded, memory)
    }
    for key, column in columns.items():
        for row in kept.get(key, set()) & column.keys():
            was = memory.of(keys[row], key) or Remembered()
            typed = as_digest(_raw(table, row, key))
            column[row] = as_remembered(Remembered(was.ours, typed))
        for row in left.get(key, set()) & column.keys():
            column[row] = as_remembered(Remembered(as_digest(_raw(table, row, key))))
    customers = map(keys.__getitem__, rows)
    cells = zip(*(column.values() for column in columns.values()), strict=True)
    return chain(
        zip(customers, map("".join, cells), strict=True), _set_aside(table, graded, memory)
    )


def _set_aside(table: Table, graded: pd.DataFrame, memory: Memory) -> Iterator[tuple[str, str]]:
    """Give what stays remembered of rows that were not graded: what was before, else what stands there now."""
    keys = table.row_keys
    for row in table.frame.index.difference(graded.index).tolist():
        if keys[row]:
            cells = (
                memory.of(keys[row], key) or Remembered(as_digest(_raw(table, row, key)))
                for key in remembered_columns(table, graded, memory)
            )
            yield keys[row], "".join(map(as_remembered, cells))


def cells_by_key(table: Table, cells: Sequence[Obstacle]) -> dict[str, set[int]]:
    """Give cells of the program's columns by the column's key and row."""
    found: dict[str, set[int]] = {}
    for part in table.sheets:
        keys = {number: key for key, number in part.header.columns.items()}
        for cell in cells:
            if cell.sheet == part.name and cell.column in keys:
                found.setdefault(keys[cell.column], set()).add(cell.row + part.offset)
    return found


def _raw(table: Table, row: int, key: str) -> Any:
    part = table.part_of(row)
    number = part.header.columns.get(key, 0)
    return part.raw.at[row, number] if number in part.raw else ""


def _digests(values: "pd.Series[Any]") -> list[str]:
    """Give what is to be remembered of a column that holds what the program writes."""
    codes, distinct = pd.factorize(values)
    written = [value.date() if isinstance(value, pd.Timestamp) else value for value in distinct]
    texts = [as_remembered(Remembered(as_digest(value))) for value in written]
    texts.append(as_remembered(Remembered()))  # the last place answers code -1, a blank
    return [texts[code] for code in codes.tolist()]
