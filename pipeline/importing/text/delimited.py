"""Delimited text: sniffed, parted into records, laid out as tables, its ragged rows put right."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from pipeline.importing.text.decoding import Decoded
from pipeline.importing.text.dialects import Dialect, find_dialect
from pipeline.importing.text.records import Records, choose_line_ends, read_records
from pipeline.importing.text.row_repair import by_other_delimiter, fits_first, mend_row
from pipeline.understanding.model import Repair, Sniffed, SourceTable, Unread
from pipeline.understanding.tables.layout import Layout, column_profiles, lay_out
from schemas.texts import Text

HEADER_OPTION: Final = "--header-row"

NOTES: Final = {
    "preamble": Text("表格上方的说明行", "a line above the table"),
    "header line": Text("表头的上一行", "an upper line of the header"),
    "footer": Text("表格下方的说明行", "a line below the table"),
    "total": Text("合计行", "a line of totals"),
    "repeated header": Text("重复的表头", "the header once more"),
    "rule": Text("分隔线", "a rule"),
}
_BLANK: Final = Text("每一格都是空的，不算行", "every cell of them is blank, so they are no rows")
_STRAY: Final = Text(
    "这一行没有分隔符，拆不出各列", "this line has no delimiter and cannot be parted into columns"
)
_SHOWN: Final = 200


def read_delimited(
    file: str, decoded: Decoded, *, delimiter: str | None = None, header_row: int | None = None
) -> list[SourceTable]:
    """Read all tables of a delimited text.

    Takes:   file: name as given; delimiter, header_row (line, 0 = none): as the user named them, None = find out.
    Returns: its tables in order; every line that is not blank is in a table's header, rows, unread or sniffed notes.
    """
    text, sniffed = decoded.text, [decoded.sniffed]
    dialect, said = find_dialect(text, delimiter)
    if dialect.delimiter and not choose_line_ends(text, dialect):
        dialect = replace(dialect, universal=False)
    records = read_records(text, dialect)
    ends = [start + span for start, span in zip(records.starts, records.spans, strict=True)]
    gaps = frozenset(n for n, start in enumerate(records.starts) if n and start > ends[n - 1])
    said += [Sniffed("blank rows", str(records.blanks), _BLANK)] if records.blanks else []
    told = _told_record(records, header_row)
    tables = lay_out(records.rows, gaps, ragged=bool(dialect.delimiter), header=told)
    names = table_names([table.title for table in tables])
    built = [
        _build(
            file, name, table, records, dialect, [*sniffed, *said], decoded.repairs, first=n == 0
        )
        for n, (name, table) in enumerate(zip(names, tables, strict=True))
    ]
    return built or [SourceTable(file, "", "delimited", [], 0, [], [], tuple(sniffed))]


def table_names(titles: Sequence[str]) -> list[str]:
    """Name the tables of one file or sheet apart: by their titles, else by number; "" where there is one."""
    if len(titles) < 2:  # noqa: PLR2004
        return [""] * len(titles)
    names: list[str] = []
    for number, title in enumerate(titles, 1):
        names.append(f"{title} #{number}" if title in names else title or f"#{number}")
    return names


def _told_record(records: Records, header_row: int | None) -> int | None:
    if header_row is None:
        return None
    lines = [records.line(n) for n in range(len(records.rows))]
    return lines.index(header_row) if header_row in lines else -1


def _build(  # noqa: PLR0913 -- what was found out about one table
    file: str,
    name: str,
    table: Layout,
    records: Records,
    dialect: Dialect,
    sniffed: Sequence[Sniffed],
    repairs: Sequence[Repair],
    *,
    first: bool,
) -> SourceTable:
    rows, mended, unread = _mended_rows(table, records, dialect)
    width = max([table.width, *(len(row) for row in rows)])
    headers = [*table.header.names, *[""] * (width - len(table.header.names))]
    rows = [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in rows]
    lines = [records.line(record) for record in table.body]
    all_repairs = [*records.repairs, *repairs] if first else []
    header = header_said(table, records.line(table.header.first) if table.header.count else 0)
    headers, rows = without_empty_columns(headers, rows)
    return SourceTable(
        file,
        name,
        "delimited",
        headers,
        records.line(table.header.first + table.header.count - 1) if table.header.count else 0,
        lines,
        rows,
        (
            *sniffed,
            header,
            *notes_said(
                (kind, records.line(record), records.raw(record)) for record, kind in table.notes
            ),
        ),
        tuple(sorted([*all_repairs, *mended], key=lambda repair: repair.line)),
        tuple(Unread(records.line(record), records.raw(record), _STRAY) for record in unread),
    )


def _mended_rows(
    table: Layout, records: Records, dialect: Dialect
) -> tuple[list[list[Any]], list[Repair], Sequence[int]]:
    """Give the rows of a table as wide as it is, what was done to them, and the records that are no rows.

    Lines with another delimiter become part of the table's body.
    """
    rows = [records.rows[record] for record in table.body]
    odd = [place for place, row in enumerate(rows) if len(row) != table.width]
    if not (odd or table.stray) or not dialect.delimiter:
        return rows, [], ()
    profiles = column_profiles(records.rows, table)
    repairs = []
    for place in odd:
        record = table.body[place]
        rows[place], what = mend_row(rows[place], profiles, dialect, records.raw(record))
        if what:
            repairs.append(Repair(records.line(record), what))
    unread = []
    for record in table.stray:
        other = by_other_delimiter(records.raw(record), profiles, dialect)
        if other is None and fits_first(records.rows[record][0], profiles):
            other = mend_row(records.rows[record], profiles, dialect, records.raw(record))
        if other is None:
            unread.append(record)
            continue
        place = bisect_left(table.body, record)
        table.body.insert(place, record)
        rows.insert(place, other.cells)
        repairs += [Repair(records.line(record), other.what)] if other.what else []
    return rows, repairs, unread


def header_said(table: Layout, line: int) -> Sniffed:
    """Say which line is the header, and why."""
    count = table.header.count
    shown = str(line) if count < 2 else f"{line}-{line + count - 1}"  # noqa: PLR2004
    return Sniffed(
        "header", shown if count else "0", table.header.why, HEADER_OPTION, table.header.sure
    )


def notes_said(notes: Iterable[tuple[str, int, str]]) -> list[Sniffed]:
    """Say which lines are no rows: kind, lines and text of each; headers that are repeated alike in one note together."""
    said = []
    repeated: dict[str, list[str]] = {}
    for kind, line, text in sorted(notes, key=lambda note: note[1]):
        if kind == "repeated header":
            repeated.setdefault(text, []).append(str(line))
        else:
            said.append(Sniffed(kind, f"{line}: {text[:_SHOWN]}", NOTES[kind]))
    again = ((", ".join(lines), text) for text, lines in repeated.items())
    return [
        *said,
        *(
            Sniffed("repeated header", f"{at}: {text[:_SHOWN]}", NOTES["repeated header"])
            for at, text in again
        ),
    ]


def without_empty_columns(
    headers: list[str], rows: list[list[Any]]
) -> tuple[list[str], list[list[Any]]]:
    """Leave out columns that have neither a header nor any cell."""
    empty = [
        place
        for place, header in enumerate(headers)
        if not header and all(row[place] in ("", None) for row in rows)
    ]
    if not empty or len(empty) == len(headers):
        return headers, rows
    kept = [place for place in range(len(headers)) if place not in empty]
    return [headers[place] for place in kept], [[row[place] for place in kept] for row in rows]
