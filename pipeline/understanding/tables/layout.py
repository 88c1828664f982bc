"""Where the tables of a list begin and end: titles above, totals and notes below, headers repeated, several tables.

Works on records, whatever they were read from. Each of them ends in exactly one place: header, body, or a note.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pipeline.understanding.tables.figures import find_header_lines
from pipeline.understanding.tables.header_lines import (
    RULE,
    Header,
    as_written,
    body_after,
    filled,
    find_header,
    header_over,
    header_score,
    join_lines,
)
from pipeline.understanding.tables.shapes import BLANK, TEXTS, profiles, shape
from schemas.headers import fold_header
from schemas.texts import Text
from schemas.values import plain

Rows = Sequence[Sequence[Any]]

_TOTALS: Final = re.compile(
    r"(?:本页|本月|全部|累计)?(?:合计|总计|小计|共计|汇总|总和)(?:[:：].*)?|(?:grand |sub)?totals?:?|sums?:?",
    re.IGNORECASE,
)
_FOOTER: Final = re.compile(
    r"共\s*\d+\s*(?:条|行|人|位|个|家|页|笔).*|(?:以上)?(?:合计|总计)[:：]?\s*\d+.*|(?:制表|打印|导出|审核|复核|填表|统计|经办|数据来源|资料来源|注|备注|说明|更新时间).{0,3}[:：].*"
    r"|第\s*\d+\s*页.*|[-—=* ]*(?:完|结束|以下空白|end of .*|end)[-—=* ]*|page \d+.*|\(?\d+ (?:rows?|records?|lines?|customers?|contacts?)\b.*"
    r"|(?:notes?|source|printed|exported|generated|created)\b.{0,12}(?::| by | on | at ).*|(?:total|number of) \w+:?\s*\d+.*|[*※].*|[©].*|confidential.*",
    re.IGNORECASE | re.DOTALL,
)
_COUNTED: Final = re.compile(
    r"(?:共\s*)?\d+\s*(?:家|人|个|条|位|户|单|件|项|笔|次|名|客户|元|万元?)|\d[\d,]* (?:accounts?|customers?|clients?|compan(?:y|ies)|contacts?|leads?|people|persons?|orders?|items?|rows?|records?)|count|数量|计数|家数|户数",
    re.IGNORECASE,
)
"""What stands beside a total and is no plain number."""
_TAIL: Final = 40
"""How many lines at the end of a table may be notes."""
_CONTINUES: Final = 2
_TYPED: Final = 0.85
_TITLE: Final = 60
_TITLE_LINES: Final = 6
_TABLE: Final = 2
"""In a table of more columns, a line with one text is no row."""


@dataclass(slots=True)
class Layout:
    """One table. Records by number: header (first line of it in `header.first`), body, and notes with what they are.

    notes: (record, "preamble" | "header line" (above its last one) | "footer" | "total" | "repeated header" | "rule") · stray: single texts between the rows.
    """

    header: Header
    width: int
    title: str = ""
    body: list[int] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    stray: list[int] = field(default_factory=list)


def lay_out(
    rows: Rows, gaps: frozenset[int], *, ragged: bool, header: int | None = None
) -> list[Layout]:
    """Find the tables.

    Takes:   rows: records that are not blank; gaps: records before which a blank line stands; ragged: whether a record
             has as many cells as its line had, so that its width means something; header: record that a user named as
             the header, -1 = there is none, None = find out.
    Returns: at least one table where there is any record.
    """
    return _Layouts(rows, gaps, ragged=ragged).find(header)


class _Layouts:
    def __init__(self, rows: Rows, gaps: frozenset[int], *, ragged: bool) -> None:
        self.rows, self.gaps, self.ragged = rows, gaps, ragged

    def find(self, told: int | None) -> list[Layout]:
        found: list[Layout] = []
        start = 0
        while start < len(self.rows):
            table, start = self._next(start, told if not found else None, found)
            if table.header.count or table.body or not found:
                found.append(table)
            else:
                found[-1].notes += [(record, "footer") for record, _ in table.notes]
        return found

    def _next(self, start: int, told: int | None, before: list[Layout]) -> tuple[Layout, int]:
        """Take the table that begins at or after a record; give where the next one begins."""
        rows = self.rows
        end = len(rows)
        above = None if told is not None else find_header_lines(rows, start, self.gaps)
        if above is not None:
            width = self._width(above.first, self._first_end(above.stop))
            return self._table(start, header_over(rows, above, width), width, None, before)
        first, block_end, width = self._first_block(start)
        first = start if told is not None else first
        if first == end:
            empty = Layout(Header(start, 0, [], Text("", "")), 0)
            empty.notes = [(record, "preamble") for record in range(start, end)]
            return empty, end
        header = self._header(start, first, block_end, width, told)
        return self._table(start, header, width, told, before)

    def _table(
        self, start: int, header: Header, width: int, told: int | None, before: list[Layout]
    ) -> tuple[Layout, int]:
        """Sort the records around a header; give where the next table begins."""
        width = max(width, len(header.names))
        stop = self._end(header, width, told)
        table = Layout(header, width)
        table.notes = [(record, "preamble") for record in range(start, header.first)]
        table.notes += [(header.first + n, "header line") for n in range(header.count - 1)]
        table.title = self._title(start, header.first) if before or stop < len(self.rows) else ""
        self._sort_body(table, header.first + header.count, stop)
        return table, stop

    def _first_block(self, start: int) -> tuple[int, int, int]:
        """Give where the first rows stand that are no titles, where their block ends, and how wide it is.

        A few lines of words and values before a wider table are titles as well.
        """
        at = start
        while True:
            stop = self._first_end(at)
            width = self._width(at, stop)
            first = self._skip_thin(at, stop, width)
            if stop == len(self.rows) or (
                first < stop and not self._is_title_block(first, stop, width)
            ):
                return first, stop, width
            at = stop

    def _is_title_block(self, first: int, stop: int, width: int) -> bool:
        if stop - first > _TITLE_LINES:
            return False
        following = self._width(stop, self._first_end(stop))
        return following > max(2, width) and not find_header(self.rows, first, stop, width).count

    def _first_end(self, start: int) -> int:
        """Give where the first block of rows that are no titles ends: at a blank line behind two rows alike."""
        rows = self.rows
        for place in range(start + 2, min(len(rows), start + 400)):
            if self._changes_width(place):
                return place
            if (
                place in self.gaps
                and len(rows[place - 1]) == len(rows[place - 2])
                and filled(rows[place - 1]) > 1
                and filled(rows[place - 2]) > 1
            ):
                return place
        return len(rows)

    def _changes_width(self, place: int) -> bool:
        """Tell whether rows of another width begin here, with words first: another table without a blank line."""
        if not self.ragged:
            return False
        before, after = self.rows[place - 2 : place], self.rows[place : place + 3]
        width = len(after[0])
        return (
            width > 1
            and len({len(row) for row in after}) == 1
            and len(after) > _CONTINUES
            and {len(row) for row in before}.isdisjoint({1, width})
            and len(before[0]) == len(before[1])
            and all(shape(cell) in TEXTS for cell in after[0])
        )

    def _width(self, start: int, end: int) -> int:
        """Give how many columns the table has that begins there."""
        some = self.rows[start:end][:2000]
        if not self.ragged:
            return max(
                max((n for n, cell in enumerate(row, 1) if cell not in ("", None)), default=0)
                for row in some
            )
        widths = Counter(len(row) for row in some if len(row) > 1)
        if not widths:
            return 1
        most = max(widths.values())
        order = [len(row) for row in some]
        often = [width for width, count in widths.items() if count == most]
        return min(often, key=order.index) if most > 1 else max(often)

    def _skip_thin(self, start: int, end: int, width: int) -> int:
        place = start
        while place < end and width > 1 and self._is_thin(self.rows[place], width):
            place += 1
        return place

    def _is_thin(self, row: Sequence[Any], width: int) -> bool:
        """Tell whether a line is a title or note: too few cells for a row of the table."""
        texts = {plain(cell) for cell in row} - {""}
        return len(texts) < 2 and width > 1  # noqa: PLR2004 -- one text, once or in every merged cell

    def _header(self, start: int, first: int, end: int, width: int, told: int | None) -> Header:
        if told == -1:
            return Header(
                start,
                0,
                [""] * width,
                Text("按您的指定，没有表头", "as you said, there is no header"),
            )
        if told is not None:
            names = join_lines([self.rows[told]], width)
            return Header(told, 1, names, Text("按您的指定", "as you said"))
        found = find_header(self.rows, first, end, width)
        return replace(found, first=first) if not found.count else found

    def _title(self, start: int, stop: int) -> str:
        texts = [
            as_written(cell)
            for record in range(start, stop)
            for cell in self.rows[record]
            if plain(cell)
        ]
        return texts[-1][:_TITLE] if texts else ""

    def _end(self, header: Header, width: int, told: int | None) -> int:
        """Give the first record of the next table; the number of records where there is none."""
        rows, body = self.rows, header.first + header.count
        if told is not None or width < 2:  # noqa: PLR2004 -- one column: nothing tells tables apart
            return len(rows)
        below = body_after(rows[: self._first_end(body)], body, width)
        typed = [
            n
            for n, column in enumerate(below)
            if column.main[0] not in TEXTS | {BLANK} and column.main[1] >= _TYPED
        ]
        for place in range(body + 1 if header.count == 0 else body, len(rows)):
            if self._may_begin(place, typed) and self._begins(place, header, width, below):
                return self._with_title(place, body)
        return len(rows)

    def _may_begin(self, place: int, typed: Sequence[int]) -> bool:
        """Ask cheaply whether a table could begin at a record."""
        rows = self.rows
        if place in self.gaps or place - 1 in self.gaps:
            return True
        if self.ragged and place and len(rows[place]) != len(rows[place - 1]):
            return True
        row = rows[place]
        return any(n < len(row) and _may_be_word(row[n]) for n in typed[:2])

    def _begins(self, place: int, header: Header, width: int, below: Sequence[Any]) -> bool:
        rows = self.rows
        row = rows[place]
        texts = [plain(cell) for cell in row]
        named = [text for text in texts if text]
        if len(set(named)) < 2 or self._repeats(row, header):  # noqa: PLR2004
            return False
        own_width = len(row) if self.ragged else len(texts)
        after = [
            other
            for other in rows[place + 1 : place + 1 + _CONTINUES]
            if not self.ragged or len(other) == own_width
        ]
        if self.ragged and own_width != width and len(after) == _CONTINUES and place in self.gaps:
            return True
        if any(shape(cell) not in TEXTS for cell in row if plain(cell)) or place + 1 >= len(rows):
            return False
        apart = sum(
            c.main[0] not in TEXTS | {BLANK} and bool(t) for c, t in zip(below, texts, strict=False)
        )
        own_end = next(
            (n for n in range(place + 2, min(len(rows), place + 200)) if n in self.gaps), len(rows)
        )
        score, known, contrast = header_score(row, body_after(rows[:own_end], place + 1, own_width))
        if known >= 2 and known * 3 >= len(named):  # noqa: PLR2004
            return apart > 0 or place in self.gaps or place - 1 in self.gaps or own_width != width
        return (
            score > 1
            and contrast > 0
            and (apart > 0 or own_width != width)
            and not {place, place - 1}.isdisjoint(self.gaps)
        )

    def _with_title(self, place: int, body: int) -> int:
        """Give a table its title: the single texts right above it, back to the last blank line."""
        first = place
        while (
            first - 1 > body
            and self._is_thin(self.rows[first - 1], _TABLE)
            and not self._is_note(first - 1)
        ):
            if first in self.gaps and first != place:
                break
            first -= 1
        return first

    def _is_note(self, record: int) -> bool:
        first = next((plain(cell) for cell in self.rows[record] if plain(cell)), "")
        return bool(_FOOTER.fullmatch(first) or _TOTALS.fullmatch(first))

    def _repeats(self, row: Sequence[Any], header: Header) -> bool:
        """Tell whether a record is the header, or one of its lines, once more."""
        lines = [self.rows[header.first + n] for n in range(header.count)]
        return any(row == line or _is_again(_folded(row), _folded(line)) for line in lines)

    def _sort_body(self, table: Layout, start: int, stop: int) -> None:
        rows, header = self.rows, table.header
        tail = self._tail(table, start, stop)
        table.notes += [
            (record, "footer") for record in range(tail, stop) if not self._is_total(rows[record])
        ]
        table.notes += [
            (record, "total") for record in range(tail, stop) if self._is_total(rows[record])
        ]
        names = {line[0] for n in range(header.count) if (line := rows[header.first + n])}
        lonely = self.ragged and table.width > _TABLE
        for record in range(start, tail):
            row = rows[record]
            if row and row[0] in names and self._repeats(row, header):
                table.notes.append((record, "repeated header"))
            elif self._is_rule(row):
                table.notes.append((record, "rule"))
            elif self._is_total(row):
                table.notes.append((record, "total"))
            elif lonely and len(row) == 1:
                table.stray.append(record)
            else:
                table.body.append(record)

    def _tail(self, table: Layout, start: int, stop: int) -> int:
        """Give where the notes below a table begin."""
        rows, tail = self.rows, stop
        for record in range(stop - 1, max(start, stop - _TAIL) - 1, -1):
            row = rows[record]
            texts = [plain(cell) for cell in row if plain(cell)]
            few = len(set(texts)) <= max(1, table.width // 3)
            apart = any(gap in self.gaps for gap in range(record, stop)) and record > start
            if self._is_total(row) or (
                texts
                and few
                and (
                    _FOOTER.fullmatch(texts[0])
                    or (apart and len(texts) == 1 and table.width > _TABLE)
                )
            ):
                tail = record
            elif not self._continues_notes(record, start, table):
                break
        return tail

    def _continues_notes(self, record: int, start: int, table: Layout) -> bool:
        """Tell whether a single text at the end belongs to notes that begin above it."""
        if self.ragged:
            alone = len(self.rows[record]) == 1 and table.width > 1
            return alone and self._noted_above(record, start, table)
        above = record
        while above > start and table.width > _TABLE and self._is_thin(self.rows[above], _TABLE):
            if above in self.gaps:
                return True
            above -= 1
        return False

    def _noted_above(self, record: int, start: int, table: Layout) -> bool:
        """Tell whether a single text at the end continues notes that stand above it."""
        for above in range(record - 1, max(start, record - _TAIL), -1):
            texts = [plain(cell) for cell in self.rows[above] if plain(cell)]
            if texts and _FOOTER.fullmatch(texts[0]) and len(texts) <= max(1, table.width // 3):
                return True
            if len(self.rows[above]) > 1:
                return False
        return False

    def _is_total(self, row: Sequence[Any]) -> bool:
        first = row[0] if row else ""
        if isinstance(first, str) and first and first[0] not in "本全累合总小共汇GgSsTt \u3000":
            return False
        texts = [cell for cell in row if plain(cell)]
        if not texts or not _TOTALS.fullmatch(plain(texts[0])):
            return False
        return all(
            shape(cell) in {"number", BLANK, "mobile", "code"}
            or _TOTALS.fullmatch(plain(cell))
            or _COUNTED.fullmatch(plain(cell))
            for cell in texts[1:]
        )

    def _is_rule(self, row: Sequence[Any]) -> bool:
        first = next((cell for cell in row if cell), "")
        if not isinstance(first, str) or not RULE.fullmatch(first):
            return False
        return all(not plain(cell) or RULE.fullmatch(plain(cell)) for cell in row)


def _may_be_word(cell: Any) -> bool:
    """Tell whether a cell is words; most that are not are known by their first character, without taking them apart."""
    return (
        isinstance(cell, str)
        and cell != ""
        and cell[0] not in "0123456789+-¥￥$("
        and shape(cell) in TEXTS
    )


def _is_again(row: Sequence[str], header: Sequence[str]) -> bool:
    """Tell whether a line is a header once more, be it without the columns that came later."""
    named = [(cell, above) for cell, above in zip(row, header, strict=False) if cell]
    same = sum(cell == above for cell, above in named)
    return same == sum(map(bool, row)) and (same > 1 or row == header)


def _folded(row: Sequence[Any]) -> list[str]:
    folded = [fold_header(cell) for cell in row]
    while folded and not folded[-1]:
        folded.pop()
    return folded


def column_profiles(rows: Rows, table: Layout) -> Any:
    """Look over the columns of a table by the rows that are as wide as it is."""
    right = [rows[record] for record in table.body if len(rows[record]) == table.width]
    return profiles(right or [[""] * table.width], table.width)
