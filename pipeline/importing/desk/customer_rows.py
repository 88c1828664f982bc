"""The customer sheet while an import fills it: which cells are blank, what was filled, which rows are new."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pipeline.importing.desk.batch import normals_of, shown
from pipeline.understanding.cells import Context
from pipeline.understanding.cells.phones import comparable_phones
from schemas.columns import CUSTOMERS
from schemas.headers import fold_header
from schemas.identity import phone_key, text_key
from schemas.imports import TELLING
from schemas.plan import ColumnPatch, NewRows, cell_kind
from schemas.sheets import CellValue
from schemas.tables import Table
from schemas.texts import Text
from schemas.values import cell_value, is_blank

_ID: Final = re.compile(r"(.*?)(\d{1,15})")
_LOCKED: Final = Text("（这一格不能写）", "(the cell cannot be written)")


@dataclass(slots=True)
class _Fill:
    """The cells of one column that the import writes: Excel row → old value, new value, why."""

    cells: dict[int, tuple[CellValue, CellValue, str]] = field(default_factory=dict)


class CustomerRows:
    """The rows of the customer sheet, those that the import adds among them."""

    def __init__(
        self, table: Table, context: Context, blocked: AbstractSet[tuple[int, int]] = frozenset()
    ) -> None:
        """Take the customer sheet as read.

        blocked: (Excel row, Excel column) of blanks that cannot be written; the row behind the last one stands for all new
        rows. The attribute `keys` names the columns that a list may fill: all but the program's own.
        """
        self._table = table
        self.keys = frozenset(key for key in table.header.columns if not table.sheet[key].written)
        self._blocked = blocked
        self._context = context
        self._fills: dict[str, _Fill] = {}
        self._normals: dict[str, dict[int, CellValue]] = {}
        self._place_of = {int(row): place for place, row in enumerate(table.raw.index.tolist())}
        self._cells_of: dict[int, list[Any]] = {}
        self._row_ids = table.row_keys
        self._ids = Counter(text for text in self._row_ids.values() if text)
        self._id_rows = {text: row for row, text in self._row_ids.items() if self._ids[text] == 1}
        self.last_row = table.last_row
        self.new_rows: list[int] = []
        self._next_id = _id_counter(list(self._ids))

    def customer_id(self, row: int) -> str:
        """Give a row's customer id, "" where it has none or shares it with another."""
        text = self._row_ids.get(row, "")
        return text if self._id_rows.get(text) == row else ""

    def row_of(self, customer_id: str) -> int | None:
        """Give the one row with this id; None where there is none, or several."""
        return self._id_rows.get(customer_id)

    def name(self, row: int) -> str:
        """Give a row's name as the sheet shows it."""
        return shown(self._value(row, "name"))

    def telling(self, row: int) -> dict[str, str]:
        """Give what tells a customer from others, as the sheet shows it."""
        found = {key: shown(self._value(row, key)) for key in TELLING if key in self.keys}
        return {key: text for key, text in found.items() if text}

    def columns(self) -> tuple[dict[str, list[CellValue]], list[int]]:
        """Give all rows in normal form, column by column, with their Excel rows."""
        rows = [*map(int, self._table.raw.index), *self.new_rows]
        found = {}
        for key in self.keys:
            self._normalise(key)
            normals = self._normals[key]
            found[key] = [normals.get(row) for row in rows]
        return found, rows

    def phones(self) -> list[tuple[str, ...]]:
        """Give every phone number in the cell of each row, in the order of columns."""
        number = self._table.header.columns.get("phone")
        cells = {} if number is None else self._cells(number)
        return [
            comparable_phones(cells.get(row), self._context.country)
            for row in (*map(int, self._table.raw.index), *self.new_rows)
        ]

    def blanks(self) -> list[ColumnPatch]:
        """Give every blank cell that a list might fill, to be asked whether it can be written."""
        found = []
        for key in sorted(self.keys, key=self._table.header.columns.__getitem__):
            number = self._table.header.columns[key]
            rows = [row for row, cell in self._cells(number).items() if is_blank(cell)]
            nothing = [None] * len(rows)
            found += self._apart(
                ColumnPatch(
                    self._table.name, number, "", "text", rows, nothing, nothing, [""] * len(rows)
                ),
                key,
            )
        return found

    def _apart(self, patch: ColumnPatch, key: str) -> list[ColumnPatch]:
        """Part a patch by the sheets that its rows stand in."""
        table = self._table
        if not table.parts:
            return [patch]
        found = []
        for part in table.parts:
            at = [n for n, row in enumerate(patch.rows) if table.part_of(row) is part]
            if at and key in part.header.columns:
                found.append(
                    replace(
                        patch,
                        sheet=part.name,
                        column=part.header.columns[key],
                        rows=[patch.rows[n] - part.offset for n in at],
                        old=[patch.old[n] for n in at],
                        new=[patch.new[n] for n in at],
                        reasons=[patch.reasons[n] for n in at],
                    )
                )
        return found

    def one_more(self) -> tuple[NewRows, list[ColumnPatch]]:
        """Give a new row with a cell in every column, to be asked which of them can be written."""
        row = self.last_row + 1
        cells = [
            ColumnPatch(self._table.name, number, "", "text", [row], [None], ["-"], [""])
            for number in sorted(self._table.header.columns[key] for key in self.keys)
        ]
        return NewRows(self._table.name, self.last_row, 1, self.last_row), cells

    def enrich(
        self, row: int, values: Mapping[str, CellValue], why: str
    ) -> tuple[list[str], list[str]]:
        """Fill the blanks of a row; what stands there stays.

        Returns: what was filled, and where the two differ, each as (header, value) in words.
        """
        filled, conflicts = [], []
        for key, value in values.items():
            if key == "customer_id" or key not in self.keys or value is None:
                continue
            now = self._normal(row, key)
            if now is None and self._is_blank(row, key):
                self._fill(row, key, value, why)
                filled.append(self._said(key, shown(value)))
            elif not alike(key, now, value):
                conflicts.append(self._said(key, f"{self._told(row, key)} ≠ {shown(value)}"))
        return filled, conflicts

    def add(self, values: Mapping[str, CellValue], why: str) -> tuple[int, list[str]]:
        """Put a customer under the last row; an id that is taken, or none, becomes the next of the team's own.

        Returns: the Excel row, and "header: value" of what cannot be written because a formula goes on in the new rows.
        """
        row = self.last_row + len(self.new_rows) + 1
        wanted = shown(values.get("customer_id"))
        customer_id = wanted if wanted and wanted not in self._ids else self._new_id(values)
        self._ids[customer_id] += 1
        self._id_rows[customer_id] = row
        self._row_ids[row] = customer_id
        self.new_rows.append(row)
        left = []
        for key, value in {**values, "customer_id": customer_id}.items():
            if value is None or key not in self.keys:
                continue
            if (self.last_row + 1, self._table.header.columns[key]) in self._blocked:
                left.append(self._said(key, shown(value)))
            else:
                self._fill(row, key, value, why)
        return row, left

    def patches(self) -> list[ColumnPatch]:
        """Give the cells that are written, column by column from left to right."""
        places = self._table.header.columns
        return [
            patch
            for key in sorted(self._fills, key=places.__getitem__)
            for patch in self._apart(self._patch(key), key)
        ]

    def _patch(self, key: str) -> ColumnPatch:
        cells = self._fills[key].cells
        rows = sorted(cells)
        old, new, reasons = zip(*(cells[row] for row in rows), strict=True)
        kind = cell_kind(CUSTOMERS[key])
        table = self._table
        return ColumnPatch(
            table.name,
            table.header.columns[key],
            table.header_text(key),
            kind,
            rows,
            old,
            new,
            reasons,
        )

    def _fill(self, row: int, key: str, value: CellValue, why: str) -> None:
        old = self._raw(row, key)
        self._fills.setdefault(key, _Fill()).cells[row] = (old, value, why)
        if key in self._normals:
            self._normals[key][row] = value

    def _raw(self, row: int, key: str) -> CellValue:
        number = self._table.header.columns[key]
        place = self._place_of.get(row)
        return None if place is None else cell_value(self._column(number)[place])

    def _value(self, row: int, key: str) -> CellValue:
        """Give a cell as it will stand."""
        fill = self._fills.get(key)
        return fill.cells[row][1] if fill and row in fill.cells else self._raw(row, key)

    def _is_blank(self, row: int, key: str) -> bool:
        number = self._table.header.columns[key]
        asked = row if row in self._place_of else self.last_row + 1
        if (asked, number) in self._blocked or self._table.shown.get((row, number)):
            return False
        return is_blank(self._value(row, key))

    def _normal(self, row: int, key: str) -> CellValue:
        self._normalise(key)
        return self._normals[key].get(row)

    def _normalise(self, key: str) -> None:
        """Bring a column of the sheet into normal form, once."""
        if key in self._normals:
            return
        number = self._table.header.columns[key]
        cells = self._cells(number)
        found = dict(
            zip(cells, normals_of(CUSTOMERS[key], list(cells.values()), self._context), strict=True)
        )
        fill = self._fills.get(key)
        found.update({row: new for row, (_, new, _) in fill.cells.items()} if fill else {})
        self._normals[key] = found

    def _told(self, row: int, key: str) -> str:
        number = self._table.header.columns[key]
        return (
            shown(self._value(row, key))
            or self._table.shown.get((row, number))
            or _LOCKED.pick(self._context.lang)
        )

    def _cells(self, number: int) -> dict[int, Any]:
        """Give the cells of a column as they are, by Excel row."""
        return dict(zip(self._place_of, self._column(number), strict=True))

    def _column(self, number: int) -> list[Any]:
        """Give the cells of a column as they are, taken out of the frame once."""
        if number not in self._cells_of:
            raw = self._table.raw
            self._cells_of[number] = raw[number].tolist() if number in raw else [None] * len(raw)
        return self._cells_of[number]

    def _said(self, key: str, text: str) -> str:
        return f"{self._table.header_text(key)}{'：' if self._context.lang == 'zh' else ': '}{text}"

    def _new_id(self, values: Mapping[str, CellValue]) -> str:
        """Give a new customer's id: the next number, or the name in a sheet without numbers."""
        if "customer_id" in self.keys:
            return self._free_id()
        named = (shown(values.get(key)) for key in ("name", "contact_person", "phone"))
        name, *more = [text for text in named if text] or [""]
        names = (" / ".join((name, *more[:count])) for count in range(len(more) + 1))
        return next((text for text in names if text and text not in self._ids), self._free_id())

    def _free_id(self) -> str:
        while True:
            candidate = self._next_id()
            if candidate not in self._ids:
                return candidate


def alike(key: str, one: CellValue, other: CellValue) -> bool:
    """Tell whether two values of a column say the same."""
    if one is None:
        return False
    if key == "phone":
        left, right = phone_key(one), phone_key(other)
        return left == right if left or right else text_key(one) == text_key(other)
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return float(one) == float(other)
    return (
        text_key(shown(one)) == text_key(shown(other))
        or fold_header(shown(one)) == fold_header(shown(other)) != ""
    )


def _id_counter(ids: Sequence[str]) -> Callable[[], str]:
    """Give ids after the pattern that most of the team's ids have: KH0304 → KH0305, KH0306 …; C0001 where there is none."""
    shapes = [
        (match[1], len(match[2]), int(match[2])) for text in ids if (match := _ID.fullmatch(text))
    ]
    prefixes = Counter(prefix for prefix, _, _ in shapes)
    prefix = max(prefixes, key=lambda one: (prefixes[one], one), default=None)
    if prefix is None:
        shapes, prefix = [("C", 4, 0)], "C"
    width = Counter(width for one, width, _ in shapes if one == prefix).most_common(1)[0][0]
    last = max(number for one, _, number in shapes if one == prefix)
    numbers = iter(range(last + 1, 10**16))
    return lambda: f"{prefix}{next(numbers):0{width}d}"
