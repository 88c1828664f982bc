"""What people read of a reading: in at most ten lines on a first run, whole where adopt shows it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from pipeline.understanding.reading import ColumnReading, Reading, SheetFound, Use, WordReading
from schemas.columns import SHEETS
from schemas.meanings import meaning_text
from schemas.texts import Text

_SHOWN: Final = 6
"""So many names stand in one short line; of more, the number is told."""
_SHORT_REASON: Final = Text("{names}（{why}）", "{names} ({why})")
_USES: Final[dict[Use, Text]] = {
    "touch": Text("联系过的日期", "days of contact"),
    "order": Text("成交的日期", "days of orders"),
    "promise": Text("约好的下次日期", "promised days"),
    "notes": Text("带日期的记录", "notes with days"),
    "words": Text("说法，见下", "words, see below"),
    "ours": Text("由程序填写", "filled by the program"),
    "kept": Text("原样保留", "kept as it is"),
    "key": Text("", ""),
}
UNKNOWN: Final = Text("不认得", "not known")
_COMMA: Final = Text("、", ", ")


def first_lines(reading: Reading, advice: Sequence[Text], workbook: Path) -> list[Text]:
    """Say in at most ten lines what a workbook was taken for, what was left alone and what would make it better.

    Takes: advice: at most one sentence.
    """
    command = f'followup adopt "{workbook}"'
    head = Text(
        f"第一次读这份表，是这样理解的（全部细节：{command}）：",
        f"First reading of this workbook (every detail: {command}):",
    )
    told = [
        ("表", "Sheets", _sheets_line(reading)),
        ("列", "Columns", _columns_line(reading)),
        ("日期", "Dates", _dates_line(reading)),
        ("说法", "Words", _words_line(reading)),
        ("认客户", "Told apart by", key_text(reading)),
        ("没有用的表", "Sheets not used", _unused_line(reading)),
        ("没有算的行", "Rows left out", _left_out_line(reading)),
        ("原样保留的列", "Columns kept as they are", _kept_line(reading)),
        ("要更好", "To be better", next(iter(advice), None)),
    ]
    lines = [Text(f"  {zh}：{text.zh}", f"  {en}: {text.en}") for zh, en, text in told if text]
    return [head, *lines]


def joined(texts: Sequence[Text], shown: int = _SHOWN) -> Text | None:
    """Put texts into one line; None where there are none."""
    if not texts:
        return None
    more = len(texts) - shown
    rest = Text(f" 等 {len(texts)} 个", f" and {more} more") if more > 0 else Text("", "")
    zh, en = (
        between.join(t) for between, t in zip(_COMMA, zip(*texts[:shown], strict=True), strict=True)
    )
    return Text(zh + rest.zh, en + rest.en)


def _named(names: Sequence[str], shown: int = _SHOWN) -> Text | None:
    return joined([Text(name, name) for name in names], shown)


def _sheets_line(reading: Reading) -> Text | None:
    used = [sheet for sheet in reading.sheets if sheet.kind]
    order = list(SHEETS)
    used.sort(key=lambda sheet: order.index(sheet.kind))
    return joined(
        [_sheets_of(kind, list(found)) for kind, found in groupby(used, lambda sheet: sheet.kind)]
    )


def _sheets_of(kind: str, sheets: Sequence[SheetFound]) -> Text:
    names = _named([sheet.name for sheet in sheets]) or Text("", "")
    rows = f"{sum(sheet.rows for sheet in sheets):,}"
    by_seller = Text("，表名就是负责人", ", each named after its seller")
    seller = by_seller if any(sheet.is_seller for sheet in sheets) else Text("", "")
    return Text(
        "{kind} ← {names}（{rows} 行{seller}）", "{kind} ← {names} ({rows} rows{seller})"
    ).fill(kind=Text(SHEETS[kind].zh, SHEETS[kind].en), names=names, rows=rows, seller=seller)


def column_name(key: str, kind: str = "customers") -> Text:
    """Name a column that the program knows."""
    column = SHEETS[kind][key]
    return Text(column.zh, column.en)


def _columns_line(reading: Reading) -> Text | None:
    named = [
        Text(*(header if header == name else f"{name} ← {header}" for name in column_name(c.key)))
        for c in reading.customer_columns
        if c.use == "key" and (header := c.header)
    ]
    return joined(named)


def _dates_line(reading: Reading) -> Text | None:
    told = []
    for use in ("touch", "order", "promise", "notes"):
        names = _named([c.header for c in reading.customer_columns if c.use == use])
        if names:
            told.append(
                Text("{use} ← {names}", "{use} ← {names}").fill(use=_USES[use], names=names)
            )
    return joined(told)


def _words_line(reading: Reading) -> Text | None:
    told = [
        Text("“{header}”{words}", "{header}: {words}").fill(
            header=column.header,
            words=joined([word_text(w) for w in sorted(column.words, key=_weight)], shown=3),
        )
        for column in reading.customer_columns
        if column.words
    ]
    return None if not told else Text("；".join(t.zh for t in told), "; ".join(t.en for t in told))


def _weight(word: WordReading) -> int:
    """Put first what a person should look at, last what the rules draw nothing from."""
    return (word.meaning == "nothing") - (not word.meaning)


def word_text(word: WordReading) -> Text:
    """Say what a word means, and how often it stands."""
    meaning = meaning_text(word.meaning) if word.meaning else UNKNOWN
    zh, en = (word.word if text == word.word else f"{word.word} = {text}" for text in meaning)
    return Text(f"{zh}（{word.count:,}）", f"{en} ({word.count:,})")


def key_text(reading: Reading) -> Text:
    """Say by what the customers are told apart."""
    names = [column_name(key) for key in reading.key]
    text = Text(" + ".join(name.zh for name in names), " + ".join(name.en for name in names))
    twice = Text("{text}（{twice} 位分不开）", "{text} ({twice} cannot be told apart)")
    return twice.fill(text=text, twice=f"{reading.twice:,}") if reading.twice else text


def _unused_line(reading: Reading) -> Text | None:
    by_reason: dict[Text, list[str]] = {}
    for sheet in reading.unused:
        by_reason.setdefault(sheet.why, []).append(sheet.name)
    told = [_SHORT_REASON.fill(names=_named(names), why=why) for why, names in by_reason.items()]
    return joined(told, shown=3)


def _left_out_line(reading: Reading) -> Text | None:
    texts = [text for sheet in reading.sheets for text in sheet.left_out]
    names = _named([_cut(text) for text in texts], shown=4)
    return names and Text("{names}（{count} 行）", "{names} ({count} rows)").fill(
        names=names, count=len(texts)
    )


_WIDEST: Final = 24


def _cut(text: str) -> str:
    """Cut a value to what is needed to recognise it."""
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"


def _kept_line(reading: Reading) -> Text | None:
    return _named([c.header for c in reading.customer_columns if c.use == "kept"])


def whole_lines(reading: Reading) -> Iterator[Text]:
    """Say everything: each sheet with its rows, each column with evidence and three values, each word."""
    for sheet in reading.sheets:
        if sheet.kind:
            yield from _sheet_lines(sheet)
    for sheet in reading.unused:
        yield Text("{name}：没有用，{why}", "{name}: not used, {why}").fill(
            name=sheet.name, why=sheet.why
        )
    yield Text("认客户：{key}", "Told apart by: {key}").fill(key=key_text(reading))


def _sheet_lines(sheet: SheetFound) -> Iterator[Text]:
    yield Text(
        "{name} → {kind}：{rows} 行，表头在第 {line} 行",
        "{name} → {kind}: {rows} rows, header in row {line}",
    ).fill(
        name=sheet.name,
        kind=Text(SHEETS[sheet.kind].zh, SHEETS[sheet.kind].en),
        rows=f"{sheet.rows:,}",
        line=sheet.header_row,
    )
    if sheet.is_seller:
        yield Text("  负责人 ← 表名", "  Seller ← name of the sheet")
    if sheet.left_out:
        texts = _named([_cut(text) for text in sheet.left_out])
        yield Text("  没有算的 {count} 行：{texts}", "  left out ({count}): {texts}").fill(
            count=len(sheet.left_out), texts=texts
        )
    for column in sheet.columns:
        yield _column_line(sheet, column)
        for word in column.words:
            yield Text("      {word}", "      {word}").fill(word=word_text(word))


def _column_line(sheet: SheetFound, column: ColumnReading) -> Text:
    name = column_name(column.key, sheet.kind) if column.key else Text("", "")
    use = _USES[column.use]
    target = [text for text in (name, use) if text.zh]
    return Text(
        f"  {column.letters} {column.header} → {'，'.join(t.zh for t in target)}"
        f"{_in_brackets(column.evidence.zh, '（{}）')}{_examples(column, '　如 ', ' | ')}",
        f"  {column.letters} {column.header} → {', '.join(t.en for t in target)}"
        f"{_in_brackets(column.evidence.en, ' ({})')}{_examples(column, '  e.g. ', ' | ')}",
    )


def _in_brackets(text: str, how: str) -> str:
    return how.format(text) if text else ""


def _examples(column: ColumnReading, before: str, between: str) -> str:
    return before + between.join(map(_cut, column.samples)) if column.samples else ""
