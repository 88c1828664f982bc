"""All rows of all lists of one import as columns in normal form: what fills a column of the workbook, what is kept beside."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.importing.desk.day_facts import DATED
from pipeline.understanding.cells import Context, normalise_column
from pipeline.understanding.cells.phones import comparable_phones
from pipeline.understanding.columns.mapping import ColumnMapping
from pipeline.understanding.model import Normal, SourceTable
from schemas.columns import CUSTOMERS, Choice, Column
from schemas.imports import Line
from schemas.sheets import CellValue
from schemas.texts import Lang
from schemas.values import cell_value

_DIGEST_BYTES: Final = 16
_SPOKEN: Final = {True: ("是", "yes"), False: ("否", "no")}


@dataclass(slots=True)
class Batch:
    """The rows of an import, numbered from 0 in the order of the lists.

    values: column key → one value a row, None = blank · phones: row → every number of its cell (E.164), where there are
    several · tidied: row → "header: original → new" of cells spelled anew ·
    kept: row → "header: value" of what fills no column of the workbook, or is not usable · nameless: rows that name nobody, with
    their cells as they stand · digests: one a row, of all that the row says; equal rows have equal digests.
    """

    lang: Lang
    places: list[Line] = field(default_factory=list)
    values: dict[str, list[CellValue]] = field(default_factory=dict)
    phones: dict[int, tuple[str, ...]] = field(default_factory=dict)
    tidied: dict[int, list[str]] = field(default_factory=dict)
    kept: dict[int, list[str]] = field(default_factory=dict)
    nameless: dict[int, str] = field(default_factory=dict)
    digests: list[bytes] = field(default_factory=list)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.places)

    def row(self, number: int) -> dict[str, CellValue]:
        """Give what one row says, without blanks."""
        return {
            key: cells[number] for key, cells in self.values.items() if cells[number] is not None
        }

    def add(
        self,
        table: SourceTable,
        mapping: ColumnMapping,
        known: frozenset[str],
        context: Context,
        salt: bytes,
    ) -> None:
        """Add the rows of a table.

        Takes: known: keys of the columns that the workbook has; what fills another one is kept beside · salt: goes into
               the digests.
        """
        first, count = len(self), len(table.rows)
        keys = {place: key for place, key in mapping.keys.items() if key in known}
        self.places += [Line(*table.place(row)) for row in range(count)]
        self.digests += _digests(table, keys, context, salt)
        for key in dict.fromkeys([*self.values, *keys.values()]):
            cells = self.values.setdefault(key, [None] * first)
            cells.extend([None] * count)
        for place in range(len(table.headers)):
            column = [row[place] for row in table.rows]
            header = table.headers[place] or f"#{place + 1}"
            if place in keys:
                self._fill(CUSTOMERS[keys[place]], header, column, context, first)
            else:
                self._keep(header, column, first)
        self._note_nameless(table, first)

    def _fill(
        self, column: Column, header: str, cells: Sequence[Any], context: Context, first: int
    ) -> None:
        target = self.values[column.key]
        spell = _speller(column, context.lang)
        colon, arrow = ("：" if self.lang == "zh" else ": "), " → "
        for row, normal in enumerate(normalise_column(column, cells, context), start=first):
            value = target[row] = spell(normal.value)
            if normal.code == "more_numbers":
                self.phones[row] = comparable_phones(cells[row - first], context.country)
            if normal.problem is not None:
                self.kept.setdefault(row, []).append(
                    f"{header}{colon}{normal.original}（{normal.problem.zh}）"
                    if self.lang == "zh"
                    else f"{header}: {normal.original} ({normal.problem.en})"
                )
            elif normal.changed:
                self.tidied.setdefault(row, []).append(
                    f"{header}{colon}{normal.original}{arrow}{shown(value)}"
                )

    def _note_nameless(self, table: SourceTable, first: int) -> None:
        """Keep the cells of rows that name nobody just as they stand."""
        names = [self.values[key] for key in ("name", "contact_person") if key in self.values]
        for row, cells in enumerate(table.rows, start=first):
            if all(column[row] is None for column in names):
                self.nameless[row] = original_cells(table.headers, cells, self.lang)

    def _keep(self, header: str, cells: Sequence[Any], first: int) -> None:
        colon = "：" if self.lang == "zh" else ": "
        for row, cell in enumerate(cells, start=first):
            text = shown(cell_value(cell))
            if text:
                self.kept.setdefault(row, []).append(f"{header}{colon}{text}")

    def texts(self, notes: Mapping[int, list[str]], row: int) -> str:
        """Give the notes of one row in one line."""
        return ("；" if self.lang == "zh" else "; ").join(notes.get(row, ()))


def shown(value: CellValue) -> str:
    """Give a value as a cell shows it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value).strip()


def original_cells(headers: Sequence[str], cells: Sequence[Any], lang: Lang) -> str:
    """Give a row as it stands: "header: cell", blanks left out."""
    colon, mark = ("：", "；") if lang == "zh" else (": ", "; ")
    return mark.join(_named_cells(headers, cells, colon))


def _named_cells(headers: Sequence[str], cells: Sequence[Any], colon: str) -> Iterator[str]:
    for place, (header, cell) in enumerate(zip(headers, cells, strict=True), start=1):
        if text := shown(cell_value(cell)):
            yield f"{header or f'#{place}'}{colon}{text}"


def _digests(
    table: SourceTable, keys: Mapping[int, str], context: Context, salt: bytes
) -> list[bytes]:
    """Hash each row with the columns that its cells go to: under another mapping, or dates read otherwise, it is another."""
    shape = "\x1f".join(keys.get(place, header) for place, header in enumerate(table.headers))
    if context.day_first is not None and any(CUSTOMERS[key].kind in DATED for key in keys.values()):
        shape += f"\x1e{context.day_first}"
    start = hashlib.blake2b(
        shape.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES, key=salt
    )
    found = []
    for row in table.rows:
        digest = start.copy()
        digest.update("\x1f".join(map(str, row)).encode("utf-8", "surrogatepass"))
        found.append(digest.digest())
    return found


def _speller(column: Column, lang: Lang) -> Any:
    """Give the function that writes a normal value as the workbook spells it: choices and yes/no in its language."""
    if column.kind == "choice":
        names = {choice.code: _name(choice, lang) for choice in column.choices}
        return lambda value: names.get(value, value)
    if column.kind == "yes_no":
        return lambda value: _SPOKEN[value][lang != "zh"] if isinstance(value, bool) else value
    return lambda value: value


def _name(choice: Choice, lang: Lang) -> str:
    return choice.zh if lang == "zh" else choice.en


def normals_of(column: Column, cells: Sequence[Any], context: Context) -> list[CellValue]:
    """Bring cells of the workbook itself into normal form, to compare them with those of a list."""
    spell = _speller(column, context.lang)
    normal: list[Normal] = normalise_column(column, cells, context)
    return [spell(cell.value) for cell in normal]
