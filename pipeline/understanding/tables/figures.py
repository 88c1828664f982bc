"""The header of a table of figures: the lines between its titles and its first figures, be they words, years or units."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile, pairwise
from typing import Any, Final

from pipeline.understanding.tables.shapes import shape
from schemas.values import is_blank, plain

Rows = Sequence[Sequence[Any]]
Cells = Mapping[int, str]
"""The cells of a line that hold something: column, counted from that of the stub → text."""

_MARK: Final = r"(?:\s*(?:\\?\d{1,2}[/)]|\\\d{1,2}|[*†‡#]+|[⁰¹²³⁴-⁹]+|\([a-z]\)|\[\w\]))*"
"""Marks of footnotes behind a figure or a year: 12 1/, 1990 \\1, 2005 (p), 77*."""
_FIGURE: Final = re.compile(
    r"[-+−–]?\s*[¥￥$€£]?\s*[-+−]?(?:\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*[%‰]?[a-z]?"
    + _MARK
    + r"|\([-\d.,]+\)|[BPR]?\((?:NA|N/A|n\.?a\.?|X|Z|D|S|B)\)|NA|N/A|n\.a\.|\.{2,}|…+|[–−]"
)
"""A number, or what stands in place of one: (NA), (X), …; - and 无 count as blank."""
_PERIOD: Final = re.compile(
    r"(?:FY\s?|CY\s?)?((?:18|19|20)\d\d)(?:\s?[-–/]\s?(?:\d\d|\d{4}))?\s?(?:年度?)?\s?(?:[AEFPB]|[(（][^)）]*[)）])?"
    + _MARK
)
"""A year as a head: 1990, 2023年, 2024E, 2022-23, 1998 \\1."""
_UNIT: Final = re.compile(r"\(?[$¥€£]?(?:10{3,6}|1,000(?:,000)?|1 000(?: 000)?|0{2,3})\)?")
"""Thousands or millions alone: (1,000), 1000, (000)."""
_NUMBERING: Final = re.compile(r"[(\[]?(\d{1,2})[)\]]?(?:\s*=.*)?")
"""The number of a column, and how it is reckoned from others: (3), 3=1/2."""
_NUMBERED_STUB: Final = re.compile(r"[(\[]?[A-Za-z甲乙丙丁][)\]]?|栏次|列次|行次")
"""What stands over the stub in a line that numbers the columns."""
_TITLE: Final = re.compile(
    r"[\[【].*|(?:table|表)\s*[\d一二三四五六七八九十].*|\d+[-–.]\d+\s.*|\(?in (?:thousands|millions|billions|percent)\b.*"
    r"|(?:计量)?单位.*|.+[:：]\s*\S.*",
    re.IGNORECASE | re.DOTALL,
)
"""A text alone on its line that speaks of the whole table: its number, a bracketed note, the unit of all figures."""
_ASIDE: Final = re.compile(
    r"(?:(?:计量)?单位|units?|pages?|date|日期|制表|编制|来源|source)[^:：]{0,9}[:：].*",
    re.IGNORECASE | re.DOTALL,
)
"""A cell of a line that speaks of the whole table though other cells stand beside it."""
_SECTION: Final = re.compile(
    r".*[:：]|[(（]?[一二三四五六七八九十]+[)）、.].*|[IVX]+\..*", re.DOTALL
)
"""A text that opens a section of the body: it ends in a colon or begins with an ordinal."""
_RULED: Final = re.compile(r"[-–—_=─━]{2,}")
_PEOPLE: Final = frozenset(("mail", "address"))
"""Shapes that no table of figures holds: such a list is one of people."""

_SEARCHED: Final = 60
"""Lines looked at: long notes may stand above, and the body tells which columns hold figures."""
_MOST_LINES: Final = 10
"""A header of more lines is none: they are rows of words."""
_LONGEST: Final = 160
"""Characters of the longest head; some tables spell theirs out."""
_STUB: Final = 30
"""Characters of a head of the stub that stands alone on its line; what is longer is a title."""
_MOST: Final = 0.7
"""The share of lines with figures in the body of a table of figures; the others open sections."""
_HALF: Final = 0.5
"""The share of figures among its cells, and of columns under a head of their own where the finder is sure."""


@dataclass(frozen=True, slots=True)
class HeaderLines:
    """The lines of a header above figures."""

    first: int
    """Its first record."""
    stop: int
    """The record behind its last one."""
    named: tuple[int, ...]
    """Those of its records that name columns; the others give units or number the columns."""
    columns: int
    """How many columns hold figures."""
    sure: bool
    """Whether most of these columns stand under a head."""


def find_header_lines(rows: Rows, start: int, gaps: frozenset[int]) -> HeaderLines | None:
    """Find the header of the table of figures that begins at a record.

    Takes:   gaps: records before which a blank line stands.
    Returns: None where it is no table of figures, or has no header.
    """
    found = _scan(rows[start : start + _SEARCHED], frozenset(gap - start for gap in gaps))
    stretch = found.header() if found else None
    if found is None or stretch is None:
        return None
    named = [n for n in stretch if not _gives_units(found.lines[n])] or [*stretch]
    headed = {n for line in named for n in _under(found.lines[line], found.columns)}
    return HeaderLines(
        start + stretch.start,
        start + stretch.stop,
        tuple(start + n for n in named),
        len(found.columns),
        len(headed) >= _HALF * len(found.columns),
    )


def _scan(rows: Rows, gaps: frozenset[int]) -> "_Above | None":
    """Give the lines above the first row of figures; None where there is none, or it is no table of figures."""
    stub = _stub(rows)
    lines: list[Cells] = []
    kinds: list[str] = []
    for place, row in enumerate(rows):
        cells = _cells(row, stub)
        kind = _kind(cells, [line for line, one in zip(lines, kinds, strict=True) if one == "head"])
        if kind == "people":
            break
        if kind == "figures":
            body = _body(rows[place:], stub)
            columns = _figure_columns(body)
            if not columns:
                break
            if not _holds_words(cells, columns):
                return _Above(lines, kinds, gaps, body, columns)
            kind = "head"
        lines.append(cells)
        kinds.append(kind)
    return None


def _stub(rows: Rows) -> int:
    """Give the column of the stub, which says what each row is of: the first with anything where several cells do."""
    filled = [[n for n, cell in enumerate(row) if plain(cell)] for row in rows]
    return min((found[0] for found in filled if len(found) > 1), default=0)


def _cells(row: Sequence[Any], stub: int) -> Cells:
    return {n - stub: text for n, cell in enumerate(row) if (text := plain(cell))}


def _kind(cells: Cells, above: Sequence[Cells]) -> str:
    """Tell what a line looks like, below some lines of heads: rule, alone, people, figures, aside or head."""
    if all(_RULED.fullmatch(text) for text in cells.values()):
        return "rule"
    if len({*cells.values()}) == 1:
        return "alone"
    if any(shape(text) in _PEOPLE for text in cells.values()):
        return "people"
    if _has_figures(cells, above):
        return "figures"
    texts = [*cells.values()]
    labelled = len(texts) == 2 and texts[0][-1] in ":："  # noqa: PLR2004 -- a label and its value
    if labelled or any(_ASIDE.fullmatch(text) or len(text) > _LONGEST for text in texts):
        return "aside"
    return "head"


def _has_figures(cells: Cells, above: Sequence[Cells]) -> bool:
    """Tell whether a line holds figures that are no years, units or numbers of columns."""
    figures = {n for n, text in cells.items() if _is_figure(text)}
    if above and figures and (_gives_units(cells) or _numbers_columns(cells)):
        return False
    years = {n: year for n, text in cells.items() if (year := _period(text)) is not None}
    return bool(figures - {*years}) or (bool(figures) and not _are_heads(years, cells, above))


@lru_cache(maxsize=1 << 14)
def _is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text)) or is_blank(text)


@lru_cache(maxsize=1 << 14)
def _period(text: str) -> float | None:
    """Give the year or day that a head names, for the order of several."""
    found = _PERIOD.fullmatch(text)
    if found:
        return float(found[1])
    try:
        return float(dt.date.fromisoformat(text[:10]).toordinal())
    except ValueError:
        return None


def _are_heads(years: Mapping[int, float], cells: Cells, above: Sequence[Cells]) -> bool:
    """Tell whether years head columns: they go one way, once or under each group, and no year stands above them."""
    seen = [years[n] for n in sorted(years)]
    if any(n in line and _period(line[n]) is not None for line in above for n in years):
        return False
    if any(_is_whole(line, years) and min(cells) < min(years) for line in above):
        return False
    length = next((n for n in range(1, len(seen)) if seen[n] == seen[0] != seen[n - 1]), len(seen))
    group = seen[:length]
    ordered = [*sorted(group)] == group or [*sorted(group, reverse=True)] == group
    return ordered and all(year == group[n % length] for n, year in enumerate(seen))


def _is_whole(line: Cells, columns: Mapping[int, float]) -> bool:
    """Tell whether a line names the stub and each of some columns differently: what stands below it is a row."""
    names = [line.get(n, "") for n in [0, *columns]]
    return all(names) and len({*names}) == len(names)


def _gives_units(cells: Cells) -> bool:
    """Tell whether a line says only in what units the columns count, or numbers them."""
    units = [text for text in cells.values() if _UNIT.fullmatch(text)]
    others = [text for text in cells.values() if not _UNIT.fullmatch(text)]
    if units and all(not _is_figure(text) for text in others) and 0 not in cells:
        return True
    bracketed = all(text[0] in "(（" and text[-1] in ")）" for text in cells.values())
    return bracketed or _numbers_columns(cells)


def _numbers_columns(cells: Cells) -> bool:
    """Tell whether a line counts the columns: A 1 2 3, (1) (2) (3)."""
    texts = [cells[n] for n in sorted(cells)]
    texts = [*dropwhile(_NUMBERED_STUB.fullmatch, texts)]
    found = [_NUMBERING.fullmatch(text) for text in texts]
    numbers = [int(one[1]) for one in found if one]
    return (
        len(numbers) == len(texts) > 1
        and numbers[0] in {0, 1, 2}
        and all(after == before + 1 for before, after in pairwise(numbers))
    )


def _body(rows: Rows, stub: int) -> list[Cells]:
    """Give the rows of figures, until two lines of words follow each other."""
    found: list[Cells] = []
    words = 0
    for cells in (_cells(row, stub) for row in rows):
        if len({*cells.values()}) > 1:
            words = 0 if any(map(_is_figure, cells.values())) else words + 1
        if words > 1:
            break
        found.append(cells)
    while found and not any(map(_is_figure, found[-1].values())):
        found.pop()
    return found


def _figure_columns(body: Sequence[Cells]) -> frozenset[int]:
    """Give the columns right of the stub that hold figures; none where the rows are not mainly figures."""
    rows = [cells for cells in body if len({*cells.values()}) > 1]
    figures = [[n for n, text in cells.items() if _is_figure(text)] for cells in rows]
    if (
        len(rows) < 2  # noqa: PLR2004 -- one row shows no columns
        or sum(map(bool, figures)) < _MOST * len(rows)
        or sum(map(len, figures)) < _HALF * sum(map(len, rows))
    ):
        return frozenset()
    counted = {n for found in figures for n in found} - {0}
    return frozenset(
        n
        for n in counted
        if sum(n in found for found in figures) >= _HALF * sum(n in cells for cells in rows)
    )


def _holds_words(cells: Cells, columns: frozenset[int]) -> bool:
    """Tell whether words stand over columns of figures: heads, some of which are or begin with a number.

    A row has a stub, and mostly figures behind it.
    """
    words = [not _is_figure(text) for n, text in cells.items() if n in columns]
    return sum(words) >= _HALF * len(words) if 0 in cells else any(words)


def _under(line: Cells, columns: frozenset[int]) -> set[int]:
    """Give the columns that a line names, a group's name carried on to its right."""
    first = min((n for n in line if n in columns), default=None)
    return set() if first is None else {n for n in columns if n >= first}


@dataclass(frozen=True, slots=True)
class _Above:
    """The lines above the first figures, counted from 0."""

    lines: Sequence[Cells]
    """What they hold."""
    kinds: Sequence[str]
    """What each looks like."""
    gaps: frozenset[int]
    """Those before which a blank line stands."""
    body: Sequence[Cells]
    """The rows below them."""
    columns: frozenset[int]
    """The columns of figures."""

    def header(self) -> range | None:
        """Give the lines of the header."""
        core = self._core()
        if core is None:
            return None
        first = self._first(core)
        stop = core + 1
        while stop < len(self.lines) and self._ends_with(first, stop):
            stop += 1
        words_above = self.kinds[:first].count("head")
        return None if stop - first > _MOST_LINES or words_above > 1 else range(first, stop)

    def _core(self) -> int | None:
        """Give the last line that names several columns, at least one of figures; the only one if there is but one."""
        for place in range(len(self.lines) - 1, -1, -1):
            if self.kinds[place] == "aside":
                return None
            names = self.kinds[place] == "head" or (
                len(self.columns) == 1 and self._is_group(place)
            )
            if names and not self.columns.isdisjoint(self.lines[place]):
                return place
        return None

    def _first(self, core: int) -> int:
        """Go up from a line of heads to the first that belongs to it.

        A text alone over the stub begins the header where a blank line parts it from a title above; else it is a title.
        """
        first = core
        for place in range(core - 1, -1, -1):
            line, kind = self.lines[place], self.kinds[place]
            if place + 1 in self.gaps and not self._is_wide(place):
                break
            if kind == "head" or self._is_group(place):
                first = place
            elif not self._is_stub_head(place):
                break
            elif place in self.gaps - {0} and 0 in self.lines[place + 1] and len(line) == 1:
                return place
        return first

    def _is_wide(self, place: int) -> bool:
        """Tell whether a line of heads stands over most columns: it is no title though a gap follows."""
        over = sum(n in self.columns for n in self.lines[place])
        return self.kinds[place] == "head" and over > _HALF * len(self.columns)

    def _is_group(self, place: int) -> bool:
        """Tell whether a line is the head of one group of columns and nothing else."""
        line = self.lines[place]
        return self.kinds[place] == "alone" and min(line) > 0 and not _is_title(line)

    def _is_stub_head(self, place: int) -> bool:
        """Tell whether a line may be a part of the stub's head."""
        line = self.lines[place]
        text = next(iter(line.values()), "")
        return [*line] == [0] and len(text) <= _STUB and not _is_title(line)

    def _ends_with(self, first: int, place: int) -> bool:
        """Tell whether a line below the heads still belongs to the header, and opens no section of the body."""
        line = self.lines[place]
        text = next(iter(line.values()), "")
        if place in self.gaps or self.kinds[place] == "rule" or _SECTION.fullmatch(text):
            return False
        heads = "".join(text for line in self.lines[first:place] for text in line.values())
        if text.isupper() > heads.isupper() or any([*cells] == [*line] for cells in self.body):
            return False
        if self.kinds[place] == "alone" and min(line) > 0:
            return True
        headed = any(0 in cells for cells in self.lines[first:place])
        return not headed or text[0].islower()


def _is_title(line: Cells) -> bool:
    return any(_TITLE.fullmatch(text) for text in line.values())
