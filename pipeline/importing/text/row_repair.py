"""Rows with too many or too few cells, put right by what each column usually holds; what was done is always told."""

import csv
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.importing.text.dialects import Dialect, name_of
from pipeline.understanding.tables.shapes import BLANK, ColumnProfile, shape
from schemas.texts import Text

_JOINED: Final = Text(
    "单元格里的分隔符没有加引号，已接回第 {column} 列",
    "a delimiter inside a cell was not quoted: joined again in column {column}",
)
_SPLIT: Final = Text(
    "少了一个分隔符，第 {column} 列已按内容拆开",
    "a delimiter was missing: column {column} was parted by its content",
)
_SKIPPED: Final = Text(
    "多了一个分隔符，第 {column} 列前的空单元格已去掉",
    "a delimiter too many: an empty cell before column {column} was left out",
)
_SHIFTED: Final = Text(
    "少了一格，第 {column} 列留空后各列才对得上",
    "a cell was missing: with column {column} blank the others fit",
)
_PADDED: Final = Text(
    "行尾少了 {count} 格，按空白处理", "{count} cells were missing at the end and are blank"
)
_TRIMMED: Final = Text(
    "行尾多了 {count} 个空单元格，已去掉", "{count} empty cells too many at the end were left out"
)
_OVERFLOW: Final = Text(
    "多出 {count} 格，留在表头之外的列里",
    "{count} cells too many are kept in columns without a header",
)
_OTHER_DELIMITER: Final = Text(
    "这一行用的分隔符是 {name}，与其他行不同", "this line is parted by {name}, unlike the others"
)

_COST: Final = {
    "join": 1.0,
    "skip": 0.8,
    "split": 1.5,
    "split_at_blank": 2.5,
    "hole": 1.2,
    "end_hole": 0.3,
    "overflow": 2.2,
}
_MOST_EXTRA: Final = 6
_MOST_CELLS: Final = 80
_MOST_CUTS: Final = 12
_MARGIN: Final = 0.7
"""A missing cell is looked for inside the row only where that fits so much better than at its end."""
_USUAL_SHARE: Final = 0.04
_OTHERS: Final = (",", "\t", ";", "|", "，", "；")
_LONELY: Final = -1.2
_WORST: Final = float("-inf")
_CUT: Final = re.compile(
    r"(?<=\d)(?=[^\d.,:/\s%-])|(?<=[^\d.,:/\s+¥￥$€£(-])(?=[\d+¥￥$€£(])|(?<=[\u3400-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u3400-\u9fff])"
    r"|(?<=\d{4}-\d\d-\d\d)(?=\d)|(?<=\b1\d{10})(?=\d)|(?<=[a-z.)）])(?=[A-Z\u3400-\u9fff])|\s+|(?<=[\"'])|(?=[\"'])"
)


class Mended(NamedTuple):
    """A row put right. cells: at least as wide as the table · what: what was done, None = nothing."""

    cells: list[str]
    what: Text | None


class _Step(NamedTuple):
    score: float
    cells: tuple[str, ...]
    done: tuple[Text, ...]


def mend_row(
    cells: Sequence[str], profiles: Sequence[ColumnProfile], dialect: Dialect, raw: str
) -> Mended:
    """Make a row as wide as its table.

    Takes:   profiles: one a column; raw: the record as it stands in the file.
    """
    width = len(profiles)
    if other := by_other_delimiter(raw, profiles, dialect):
        return other
    trimmed = _without_blank_end(cells, width)
    if len(trimmed) == width and _fits_as_it_is(trimmed, profiles):
        return Mended(
            trimmed, _TRIMMED.fill(count=len(cells) - width) if len(cells) > width else None
        )
    if len(trimmed) < width and _fits_as_it_is(trimmed, profiles):
        return Mended(*_padded(trimmed, width))
    if len(trimmed) == width:
        trimmed = list(cells)
    if len(trimmed) > _MOST_CELLS or abs(len(trimmed) - width) > _MOST_EXTRA:
        return _as_it_is(trimmed, width)
    return _aligned(trimmed, profiles, dialect, raw)


def fits_first(cell: str, profiles: Sequence[ColumnProfile]) -> bool:
    """Tell whether a single cell is what the first column usually holds."""
    return profiles[0].fit(cell) > _LONELY


def _without_blank_end(cells: Sequence[str], width: int) -> list[str]:
    kept = list(cells)
    while len(kept) > width and not kept[-1].strip():
        kept.pop()
    return kept


def _padded(cells: Sequence[str], width: int) -> tuple[list[str], Text]:
    missing = width - len(cells)
    return [*cells, *[""] * missing], _PADDED.fill(count=missing)


def _as_it_is(cells: Sequence[str], width: int) -> Mended:
    if len(cells) < width:
        return Mended(*_padded(cells, width))
    return Mended(list(cells), _OVERFLOW.fill(count=len(cells) - width))


def _fits_as_it_is(cells: Sequence[str], profiles: Sequence[ColumnProfile]) -> bool:
    """Tell whether every cell has a shape that its column often has: then only the end is missing."""
    pairs = list(zip(cells, profiles, strict=False))
    if not any(p.main[0] not in {"hanzi", "words", "mixed"} for _, p in pairs):
        return True
    return all(
        shape(cell) == BLANK or p.shapes[shape(cell)] >= _USUAL_SHARE * p.count for cell, p in pairs
    )


def by_other_delimiter(
    raw: str, profiles: Sequence[ColumnProfile], dialect: Dialect
) -> Mended | None:
    """Part a line that lacks the delimiter of its file by another one, where that gives as many cells as columns."""
    for delimiter in _OTHERS:
        if (
            delimiter == dialect.delimiter
            or "\n" in raw
            or not 0 < len(profiles) - 1 <= raw.count(delimiter)
        ):
            continue
        other = Dialect(delimiter, dialect.quote)
        try:
            cells = next(iter(other.reader([raw], strict=False)), [])
        except csv.Error:  # a cell longer than the csv module takes
            continue
        if len(cells) == len(profiles) and _fits_as_it_is(cells, profiles):
            return Mended(cells, _OTHER_DELIMITER.fill(name=name_of(delimiter)))
    return None


def _aligned(
    cells: Sequence[str], profiles: Sequence[ColumnProfile], dialect: Dialect, raw: str
) -> Mended:
    """Lay the cells on the columns so that they fit best: joining, parting, leaving out, leaving blank, each at a cost."""
    width, band = len(profiles), abs(len(cells) - len(profiles)) + 1
    best: dict[tuple[int, int], _Step] = {(0, 0): _Step(0.0, (), ())}
    for column in range(width + 1):
        for taken in range(max(0, column - band), min(len(cells), column + band) + 1):
            step = best.get((taken, column))
            if step is not None:
                for place, following in _moves(step, taken, column, cells, profiles, dialect, raw):
                    if following.score > best.get(place, _Step(_WORST, (), ())).score:
                        best[place] = following
    ends = [
        _with_overflow(best[taken, width], cells[taken:])
        for taken in range(len(cells) + 1)
        if (taken, width) in best
    ]
    found = max(ends, key=lambda step: step.score)
    if len(cells) < width:
        plain = sum(
            p.fit(c) for c, p in zip([*cells, *[""] * (width - len(cells))], profiles, strict=True)
        )
        if found.score < plain - _COST["end_hole"] * (width - len(cells)) + _MARGIN:
            return Mended(*_padded(cells, width))
    said = dict.fromkeys(found.done)
    zh, en = "；".join(text.zh for text in said), "; ".join(text.en for text in said)
    return Mended(list(found.cells), Text(zh, en))


def _moves(  # noqa: PLR0913 -- where the way stands, and what it goes over
    step: _Step,
    taken: int,
    column: int,
    cells: Sequence[str],
    profiles: Sequence[ColumnProfile],
    dialect: Dialect,
    raw: str,
) -> list[tuple[tuple[int, int], _Step]]:
    """Give every way to go on from `taken` cells on `column` columns, with where it leads."""
    moves = []
    left, width = len(cells) - taken, len(profiles)
    extra = len(cells) - width

    def go(used: int, new: tuple[str, ...], cost: float, what: Text | None) -> None:
        fit = sum(profiles[column + n].fit(cell) for n, cell in enumerate(new))
        done = (*step.done, what.fill(column=column + 1)) if what else step.done
        moves.append(
            (
                (taken + used, column + len(new)),
                _Step(step.score + fit - cost, step.cells + new, done),
            )
        )

    if left and extra > 0 and not cells[taken].strip():
        go(1, (), _COST["skip"], _SKIPPED)
    if column == width:
        return moves
    if left:
        go(1, (cells[taken],), 0.0, None)
    for used in range(2, min(left, extra + 1) + 1):
        go(
            used,
            (_joined(cells[taken : taken + used], dialect, raw),),
            _COST["join"] * (used - 1),
            _JOINED,
        )
    if extra < 0:
        at_end = taken == len(cells)
        go(0, ("",), _COST["end_hole" if at_end else "hole"], None if at_end else _SHIFTED)
        if left and column + 1 < width:
            for cut in list(_CUT.finditer(cells[taken]))[:_MOST_CUTS]:
                first, second = cells[taken][: cut.start()], cells[taken][cut.end() :]
                if first and second:
                    go(1, (first, second), _COST["split_at_blank" if cut[0] else "split"], _SPLIT)
    return moves


def _joined(cells: Sequence[str], dialect: Dialect, raw: str) -> str:
    """Give cells as the one text that they were, with the blanks that stood around the delimiter."""
    between = rf"\s*{re.escape(dialect.delimiter)}\s*"
    found = re.search(between.join(re.escape(cell.strip()) for cell in cells), raw)
    return found[0] if found else dialect.delimiter.join(cells)


def _with_overflow(step: _Step, rest: Sequence[str]) -> _Step:
    if not rest:
        return step
    if not any(cell.strip() for cell in rest):
        return _Step(step.score, step.cells, (*step.done, _TRIMMED.fill(count=len(rest))))
    what = _OVERFLOW.fill(count=len(rest))
    return _Step(
        step.score - _COST["overflow"] * len(rest), (*step.cells, *rest), (*step.done, what)
    )
