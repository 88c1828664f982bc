"""How a delimited text is written: which character parts its cells, which one quotes them, which one escapes.

Every combination is tried on a sample; the one that gives the steadiest rows of the cleanest cells is taken.
Source: evidence.md §5.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.understanding.model import Sniffed
from pipeline.understanding.tables.shapes import BLANK, shape
from schemas.texts import Text

OPTION: Final = "--delimiter"
STAND_IN: Final = "\ue0ff"
"""Takes the place of a delimiter of several characters while a text is parted; from the private area, so no cell has it."""

_USUAL: Final = (
    ",",
    "\t",
    ";",
    "|",
    "，",
    "；",
    "^",
    "~",
    "\x01",
    "\x1f",
    "||",
    "::",
    "¦",
    "、",
    "│",
    "¤",
    "§",
)
_DOUBTFUL: Final = ("  ", " ", ":", "/", "#", "&", "*", "_", "=", "-", ".", "!")
"""Occur inside cells as well: only asked where no usual one parts the lines."""
_DOUBT: Final = {"  ": 0.65}
_USUAL_DOUBT: Final = 0.5
_MOSTLY_EVEN: Final = 0.5
_LENIENCE: Final = 0.25
_LESS_USUAL: Final = 0.92
"""For other quotes, or none: single stray quotes are the lenient reader's business."""
_NEAR: Final = 0.05
"""Scores nearer than this: either could be meant."""
_CONVINCING: Final = 0.5
_SAMPLE: Final = 60_000
_SAMPLE_LINES: Final = 400
_QUOTES: Final = ('"', "'")
_NAMES: Final = {
    ",": Text("逗号", "comma"),
    "\t": Text("制表符", "tab"),
    ";": Text("分号", "semicolon"),
    "|": Text("竖线", "pipe"),
    "，": Text("全角逗号", "full-width comma"),
    "；": Text("全角分号", "full-width semicolon"),
    " ": Text("空格", "blank"),
    "  ": Text("两个以上的空格", "two or more blanks"),
    "": Text("没有（只有一列）", "none (one column)"),
    "\x01": Text("\\x01", "\\x01"),
    "\x1f": Text("\\x1f", "\\x1f"),
}
_CLEAN: Final = {
    "number": 1.0,
    "date": 1.0,
    "time": 1.0,
    "mail": 1.0,
    "mobile": 1.0,
    "phone": 0.95,
    "code": 0.95,
    "address": 1.0,
}
_TEXT_CLEAN: Final = {"hanzi": 0.95, "words": 0.93, BLANK: 0.9, "mixed": 0.8}


@dataclass(frozen=True, slots=True)
class Dialect:
    """A way of writing rows as lines.

    delimiter "" = the whole line is one cell · quote "" = none · escape: backslash or "" · universal: every CR and LF
    ends a line; else only CRLF does, and a single one stands inside a cell.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    universal: bool = True

    @property
    def mark(self) -> str:
        """The one character that parts cells once `prepared` has been over the text."""
        return STAND_IN if len(self.delimiter) != 1 else self.delimiter

    def prepared(self, text: str) -> str:
        """Give a text whose delimiter is one character."""
        if len(self.delimiter) <= 1:
            return text
        if self.delimiter == "  ":
            return re.sub(r"(?<=\S)[ \t]{2,}(?=\S)", STAND_IN, text)
        return text.replace(self.delimiter, STAND_IN)

    def restored(self, cell: str) -> str:
        """Give a cell, or a whole line, as it stood."""
        return cell.replace(STAND_IN, self.delimiter) if STAND_IN in cell else cell

    def reader(self, lines: Iterator[str] | Sequence[str], *, strict: bool) -> Iterator[list[str]]:
        """Read prepared lines with the csv module; `line_num` of the result counts them."""
        return csv.reader(
            lines,
            delimiter=self.mark,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape or None,
            skipinitialspace=self.mark not in {" ", "\t"},
            strict=strict,
        )


def name_of(delimiter: str) -> Text:
    """Give a delimiter as people call it."""
    return _NAMES.get(delimiter, Text(delimiter, delimiter))


def find_dialect(text: str, told: str | None = None) -> tuple[Dialect, list[Sniffed]]:
    """Find how a text is written, and say why.

    Takes:   told: delimiter as the user names it; None = find out.
    """
    sample = _sample(text)
    if not sample:
        return Dialect(told if told is not None else ","), []
    if told is not None:
        best, score = max(
            ((d, _score(sample, d)) for d in _spellings(sample, told)), key=lambda item: item[1]
        )
        return best, [_said(best, Text("按您的指定", "as you said")), *_quote_said(best)]
    scored = _all_scores(sample)
    best, score = max(scored.items(), key=lambda item: item[1])
    rival, next_best = max(
        ((d, s) for d, s in scored.items() if d.delimiter != best.delimiter),
        key=lambda item: item[1],
        default=(best, 0.0),
    )
    if score <= 0:
        return Dialect("", "", ""), [
            _said(
                Dialect("", "", ""),
                Text(
                    "没有字符能把各行分成同样多的列",
                    "no character parts the lines into steady columns",
                ),
            )
        ]
    next_zh, next_en = (
        (
            f"；其次 {name_of(rival.delimiter).zh} {next_best:.2f}",
            f"; next {name_of(rival.delimiter).en} {next_best:.2f}",
        )
        if next_best > 0
        else ("", "")
    )
    why = Text(
        f"各行列数最稳、内容最整齐（{score:.2f}{next_zh}）",
        f"its rows are the steadiest and its cells the cleanest ({score:.2f}{next_en})",
    )
    sure = score - next_best > _NEAR and best.delimiter not in _DOUBTFUL
    return best, [_said(best, why, sure=sure), *_quote_said(best)]


def _said(dialect: Dialect, why: Text, *, sure: bool = True) -> Sniffed:
    return Sniffed("delimiter", dialect.delimiter, why, OPTION, sure)


def _quote_said(dialect: Dialect) -> list[Sniffed]:
    if dialect.quote in {"", '"'} and not dialect.escape:
        return []
    shown = f"{dialect.quote} {dialect.escape}".strip()
    return [
        Sniffed(
            "quote",
            shown,
            Text("单元格用它括起或转义时列最整齐", "with it the cells come out cleanest"),
        )
    ]


def _sample(text: str) -> list[str]:
    """Give lines from the beginning and the middle that are not blank."""
    lines = text[:_SAMPLE].splitlines(keepends=True)
    if len(text) > _SAMPLE:
        middle = text[len(text) // 2 : len(text) // 2 + _SAMPLE // 2].splitlines(keepends=True)
        lines = lines[:-1] + middle[1:-1]
    filled = [line for line in lines if line.strip()]
    return (
        filled
        if len(filled) <= _SAMPLE_LINES
        else filled[: _SAMPLE_LINES // 2] + filled[-_SAMPLE_LINES // 2 :]
    )


def _all_scores(sample: Sequence[str]) -> dict[Dialect, float]:
    whole = "".join(sample)
    doubled = {c[0] for c in ("||", "::") if 0 < whole.count(c) * 2 == whole.count(c[0])}
    usual = [c for c in _USUAL if c in whole and c not in doubled]
    scored = {d: _score(sample, d) for c in usual for d in _spellings(sample, c)}
    if max(scored.values(), default=0.0) < _CONVINCING:
        doubtful = {
            d: _score(sample, d) for c in _DOUBTFUL if c in whole for d in _spellings(sample, c)
        }
        weights = {c: _DOUBT.get(c, _USUAL_DOUBT) for c in _DOUBTFUL}
        scored.update({d: s * weights[d.delimiter] for d, s in doubtful.items() if s > _CONVINCING})
    return scored or {Dialect("", "", ""): 0.0}


def _spellings(sample: Sequence[str], delimiter: str) -> Iterator[Dialect]:
    """Give the dialects with one delimiter that the sample could be written in: quotes and escapes that occur."""
    whole = "".join(sample)
    yield Dialect(delimiter, '"')
    beside = re.escape(delimiter)
    for quote in _QUOTES:
        opens = len(re.findall(rf"(?m)(?:^|{beside})\s*{quote}", whole))
        if opens and quote == '"':
            yield Dialect(delimiter, "")
        elif opens > 1 and quote == "'":
            yield Dialect(delimiter, quote)
        if opens and "\\" + quote in whole:
            yield Dialect(delimiter, quote, "\\")
    if delimiter and "\\" + delimiter in whole:
        yield Dialect(delimiter, '"', "\\")


def _score(sample: Sequence[str], dialect: Dialect) -> float:
    """Rate a dialect from 0 to 1, also without the lines whose quotes do not match: these are mended one by one later."""
    score = _score_lines(sample, dialect)
    even = (
        [line for line in sample if line.count(dialect.quote) % 2 == 0] if dialect.quote else sample
    )
    if len(sample) * _MOSTLY_EVEN < len(even) < len(sample):
        share: float = (len(even) / len(sample)) ** _LENIENCE
        return max(score, _score_lines(even, dialect) * share)
    return score


def _score_lines(sample: Sequence[str], dialect: Dialect) -> float:
    """Rate a dialect from 0 to 1: how steady its rows, how clean its cells."""
    lines = [dialect.prepared(line) for line in sample]
    try:
        rows = [row for row in dialect.reader(lines, strict=False) if row]
    except csv.Error:
        return 0.0
    if not rows:
        return 0.0
    widths = Counter(map(len, rows))
    parted = sum(n for width, n in widths.items() if width > 1)
    if not parted:
        return 0.0
    steady = sum(n * n for width, n in widths.items() if width > 1) / (len(rows) * max(parted, 1))
    width = max((w for w in widths if w > 1), key=lambda w: (widths[w] * w, w))
    cells = [dialect.restored(cell) for row in rows if len(row) == width for cell in row][:3000]
    clean = sum(_cleanness(cell, dialect) for cell in cells) / len(cells)
    merged = (
        1 - (len(sample) - len(rows)) / len(sample) * 0.5
    )  # cells of many lines are rare: a lone quote swallows them
    plain = 1.0 if dialect.quote == '"' else _LESS_USUAL
    return (0.25 + 0.75 * steady) * (width - 0.6) / width * clean**2 * merged * plain


def _cleanness(cell: str, dialect: Dialect) -> float:
    kind = shape(cell)
    if kind in _CLEAN:
        return _CLEAN[kind]
    text = cell.strip()
    value = _TEXT_CLEAN[kind]
    if (text[:1] in {'"', "'"} or text[-1:] == '"') and (
        text[:1] == text[-1:] or text.count('"') % 2
    ):
        value *= 0.3
    if '\\"' in text:
        value *= 0.5
    others = sum(c in text for c in (",", "\t", ";", "|") if c != dialect.delimiter)
    if others and "\n" not in text:
        value *= 0.55 if text.count("\t") or others > 1 else 0.75
    return value * (0.6 if text[-1:] == "\\" else 1.0)
