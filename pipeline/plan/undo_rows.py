"""Undo of rows that a run added: each is emptied whole, unless a person made it theirs; no row is ever removed."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas.plan import ColumnPatch
from schemas.records import Changes, ColumnRecord, plain_value, same_value
from schemas.sheets import CellValue

Value = Callable[[int, int], CellValue]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What becomes of the added rows of one sheet.

    patches: empty the cells · edited: rows as they stand now that people changed since, with their customers · gone:
    customers whose row cannot be found · lost: headers of columns that are no longer there.
    """

    patches: list[ColumnPatch] = field(default_factory=list)
    edited: list[tuple[int, str]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a sheet as it is now. by_header: None = as recorded · filled: by the program · computed: by formulas."""

    by_header: Mapping[str, int] | None
    filled: Collection[int]
    computed: Collection[int]

    def of(self, record: ColumnRecord) -> int | None:
        """Give where a recorded column stands now."""
        return record.column if self.by_header is None else self.by_header.get(record.header)


def apart(recorded: Changes) -> tuple[list[ColumnRecord], dict[str, list[ColumnRecord]]]:
    """Give the cells of rows that were there before the run, and by sheet those of rows that it added."""
    before: list[ColumnRecord] = []
    added: dict[str, list[ColumnRecord]] = {}
    for record in recorded.columns:
        new = next((rows for rows in recorded.new_rows if rows.sheet == record.sheet), None)
        if new is None:
            before.append(record)
            continue
        inside = [at for at, row in enumerate(record.rows) if row in new]
        outside = [at for at, row in enumerate(record.rows) if row not in new]
        if inside:
            added.setdefault(record.sheet, []).append(_part(record, inside))
        if outside:
            before.append(_part(record, outside))
    return before, added


def _part(record: ColumnRecord, places: Sequence[int]) -> ColumnRecord:
    return replace(
        record,
        rows=[record.rows[at] for at in places],
        row_keys=[record.row_keys[at] for at in places],
        old=[record.old[at] for at in places],
        new=[record.new[at] for at in places],
    )


def take_back(
    records: Sequence[ColumnRecord],
    value: Value,
    rows: Mapping[str, int],
    columns: Columns,
    reason: str,
) -> TakenBack:
    """Plan the emptying of added rows.

    Takes: records: their cells, as written · value: gives a cell as it is now · rows: customer id → Excel row now. A row
           without an id is looked for where it was.
    """
    found = TakenBack()
    keys = {
        int(row): key
        for record in records
        for row, key in zip(record.rows, record.row_keys, strict=True)
    }
    times = Counter(keys.values())
    now: dict[int, int] = {}
    for row, key in sorted(keys.items()):
        place = row if not key else rows.get(key) if times[key] == 1 else None
        if place is None:
            found.gone.append(key)
        else:
            now[row] = place
    known = [(record, columns.of(record)) for record in records]
    found.lost.extend(record.header for record, column in known if column is None)
    places = [(record, column) for record, column in known if column is not None]
    theirs = _theirs(places, value, now, columns)
    found.edited.extend(sorted((now[row], keys[row]) for row in theirs))
    ours = {row: place for row, place in now.items() if row not in theirs}
    found.patches.extend(_patches(places, value, ours, columns, reason))
    return found


def _theirs(
    places: Sequence[tuple[ColumnRecord, int]],
    value: Value,
    now: Mapping[int, int],
    columns: Columns,
) -> set[int]:
    """Give the rows, by their old numbers, where a person changed a cell of ours or filled in another one."""
    edited = set()
    for record, column in places:
        for row, new in zip(record.rows, record.new, strict=True):
            if (
                row in now
                and column not in columns.filled
                and not same_value(value(now[row], column), new)
            ):
                edited.add(row)
    others = set((columns.by_header or {}).values()) - {column for _, column in places}
    for column in others - {*columns.filled, *columns.computed}:
        edited |= {
            row for row, place in now.items() if plain_value(value(place, column)) is not None
        }
    return edited


def _patches(
    places: Sequence[tuple[ColumnRecord, int]],
    value: Value,
    ours: Mapping[int, int],
    columns: Columns,
    reason: str,
) -> Iterator[ColumnPatch]:
    for record, column in places:
        cells = sorted(
            (ours[row], old)
            for row, old in zip(record.rows, record.old, strict=True)
            if row in ours
        )
        yield _patch(record, column, cells, value, reason)
    headers = {column: header for header, column in (columns.by_header or {}).items()}
    filled = sorted(set(columns.filled) - {column for _, column in places})
    for column in filled:
        rows = sorted(
            place for place in ours.values() if plain_value(value(place, column)) is not None
        )
        like = replace(places[0][0], header=headers.get(column, ""), kind="text")
        yield _patch(like, column, [(row, None) for row in rows], value, reason)


def _patch(
    record: ColumnRecord,
    column: int,
    cells: Sequence[tuple[int, CellValue]],
    value: Value,
    reason: str,
) -> ColumnPatch:
    rows = [row for row, _ in cells]
    return ColumnPatch(
        record.sheet,
        column,
        record.header,
        record.kind,
        rows,
        [value(row, column) for row in rows],
        [old for _, old in cells],
        [reason] * len(rows),
    )


def merged(patches: Sequence[ColumnPatch]) -> list[ColumnPatch]:
    """Put patches of the same column together, their rows ascending; those without rows go."""
    by_place: dict[tuple[str, int], list[ColumnPatch]] = {}
    for patch in patches:
        if len(patch.rows):
            by_place.setdefault((patch.sheet, patch.column), []).append(patch)
    return [group[0] if len(group) == 1 else _joined(group) for group in by_place.values()]


def _joined(group: Sequence[ColumnPatch]) -> ColumnPatch:
    cells = sorted((cell for patch in group for cell in patch.cells()), key=lambda cell: cell.row)
    return replace(
        group[0],
        rows=[cell.row for cell in cells],
        old=[cell.old for cell in cells],
        new=[cell.new for cell in cells],
        reasons=[cell.reason for cell in cells],
    )
