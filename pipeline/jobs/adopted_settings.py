"""A reading as the settings of a workbook: a commented TOML file that says the same, for people to change."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from pipeline.jobs.results import Request
from pipeline.understanding.columns.mapping_file import quoted
from pipeline.understanding.reading import ColumnReading, Reading, SheetFound
from schemas.columns import SHEETS, TEAM_WORDS
from schemas.headers import fold_header
from schemas.meanings import MEANINGS, meaning_text
from schemas.texts import Lang, Text

_HEAD: Final = Text(
    """# 程序对“{workbook}”的理解，{day} 由 followup adopt 写成。放在工作簿旁边，名叫 followup.toml，每次运行都照它办。
# 可以直接改右边；删掉一行，那一项就由程序自己认。# 后面是说明。
# 认客户：{key}""",
    """# How “{workbook}” is read, as followup adopt wrote it on {day}. Beside the workbook, named followup.toml, every run obeys it.
# Change what stands on the right as you like; delete a line and the program finds out for itself. Behind # are notes.
# Customers are told apart by: {key}""",
)
_SHEETS: Final = Text("# 哪张表是什么", "# Which sheet is which")
_SEVERAL: Final = Text(
    "# {kind}：{names}，几张表的列相同，合在一起；不用写",
    "# {kind}: {names}, of one shape and read as one; nothing to write",
)
_UNUSED: Final = Text("# 没有用：{name}（{why}）", "# not used: {name} ({why})")
_COLUMNS: Final = Text(
    "# 左边是程序的列名，右边是表里的表头",
    "# Left: the program's name; right: the header in the sheet",
)
_TWICE: Final = Text(
    "（表头不止一处，由程序自己认）", " (the header stands twice; the program finds out)"
)
_USES: Final[Mapping[str, Text]] = {
    "touch": Text(
        "# “{header}”：联系过的日期，算进上次跟进",
        "# {header}: days of contact, counted for the last contact",
    ),
    "order": Text(
        "# “{header}”：成交的日期，算已成交，也算一次联系",
        "# {header}: days of orders; an order is a contact too",
    ),
    "promise": Text(
        "# “{header}”：约好的下次日期", "# {header}: days promised for the next contact"
    ),
    "notes": Text(
        "# “{header}”：带日期的记录，算进上次跟进",
        "# {header}: notes with days, counted for the last contact",
    ),
    "ours": Text("# “{header}”：由程序填写", "# {header}: filled by the program"),
    "kept": Text(
        "# “{header}”：原样保留，不影响等级和日期",
        "# {header}: kept as it is, no tier or date hangs on it",
    ),
}
_VALUES: Final = Text(
    "# 说法的意思，可写：{words}，或等级 A 到 F。“{nothing}” = 不影响等级",
    "# What words mean. Allowed: {words}, or a tier A to F; {nothing} = no tier hangs on it",
)
_COUNT: Final = Text("{count} 位", "{count} customers")
_UNKNOWN: Final = Text(
    "{count} 位；不认得，请写明意思，再去掉行首的 #",
    "{count} customers; not known: write what it means and take away the first #",
)
_NOT_COUNTED: Final = Text(
    "{count} 位；这一列没有用上，要用就去掉行首的 #",
    "{count} customers; the column was not used: take away the first # to use it",
)


def settings_text(reading: Reading, request: Request, lang: Lang) -> str:
    """Give a reading as the text of a settings file in the team's language.

    Returns: TOML that, read beside the workbook, leads to this very reading.
    """
    key = Text(
        *(
            " + ".join(one)
            for one in zip(*(_name("customers", k) for k in reading.key), strict=True)
        )
    )
    head = _HEAD.fill(workbook=request.workbook.name, day=request.as_of, key=key)
    blocks = [
        [head.pick(lang)],
        [line.pick(lang) for line in _sheet_lines(reading)],
        *([line.pick(lang) for line in lines] for lines in _column_blocks(reading)),
        *([line.pick(lang) for line in lines] for lines in _value_blocks(reading)),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _name(kind: str, key: str) -> Text:
    column = SHEETS[kind][key]
    return Text(column.zh, column.en)


def _same(text: str) -> Text:
    return Text(text, text)


def _note(text: str) -> str:
    """Give a text of the workbook as it may stand in a comment: on one line, without control characters."""
    return "".join(char if char.isprintable() else " " for char in text)


def _line(left: Text, right: Text, note: Text) -> Text:
    """Give one setting with its note; notes are of the workbook, so they stay on the line."""
    return Text(
        *(
            f"{quoted(one)} = {quoted(other)}" + (f"  # {_note(why)}" if why else "")
            for one, other, why in zip(left, right, note, strict=True)
        )
    )


def _comment(text: Text) -> Text:
    return Text(*map(_note, text))


def _sheet_lines(reading: Reading) -> Iterator[Text]:
    yield _SHEETS
    yield _same("[sheets]")
    for kind, sheet in SHEETS.items():
        found = reading.of_kind(kind)
        name = Text(sheet.zh, sheet.en)
        if len(found) > 1:
            names = Text("、".join(one.name for one in found), ", ".join(one.name for one in found))
            yield _comment(_SEVERAL.fill(kind=name, names=names))
        elif found:
            rows = Text(f"{found[0].rows:,} 行", f"{found[0].rows:,} rows")
            yield _line(name, _same(found[0].name), rows)
    for one in reading.unused:
        yield _comment(_UNUSED.fill(name=one.name, why=one.why))


def _column_blocks(reading: Reading) -> Iterator[list[Text]]:
    for kind, sheet in SHEETS.items():
        found = reading.of_kind(kind)
        lines = list(_column_lines(found)) if found else []
        if lines:
            head = Text(f"[columns.{quoted(sheet.zh)}]", f"[columns.{quoted(sheet.en)}]")
            yield [_COLUMNS, head, *lines] if kind == "customers" else [head, *lines]


def _column_lines(sheets: tuple[SheetFound, ...]) -> Iterator[Text]:
    """Give the columns of a kind: those of the main sheet, and what the others have beside."""
    kind = sheets[0].kind
    columns: dict[str, ColumnReading] = {}
    for column in (column for sheet in sheets for column in sheet.columns):
        columns.setdefault(column.header, column)
    times = Counter(fold_header(column.header) for column in sheets[0].columns)
    named: set[str] = set()
    for column in columns.values():
        may_name = column.key and column.use != "ours" and column.key not in TEAM_WORDS
        if may_name and column.key not in named and times[fold_header(column.header)] == 1:
            named.add(column.key)
            yield _line(_name(kind, column.key), _same(column.header), column.evidence)
        elif column.use in _USES and kind == "customers":
            note = _TWICE if column.key and column.use != "ours" else Text("", "")
            yield _comment(
                Text(
                    *map(
                        "".join,
                        zip(_USES[column.use].fill(header=column.header), note, strict=True),
                    )
                )
            )


def _value_blocks(reading: Reading) -> Iterator[list[Text]]:
    """Give the words of each column, once for each header."""
    words = list(MEANINGS.values())
    listed = Text("、".join(t.zh for t in words), ", ".join(t.en for t in words))
    nothing = MEANINGS["nothing"]
    intro = [_VALUES.fill(words=listed, nothing=nothing)]
    done: set[str] = set()
    for column in reading.customer_columns:
        if not column.words or fold_header(column.header) in done:
            continue
        done.add(fold_header(column.header))
        yield [
            *intro,
            _same(f"[values.{quoted(column.header)}]"),
            *_word_lines(column),
        ]
        intro = []


def _word_lines(column: ColumnReading) -> Iterator[Text]:
    told: set[str] = set()
    for word in column.words:
        folded = word.word.lower()
        if folded in told:
            continue
        told.add(folded)
        count = f"{word.count:,}"
        if word.meaning and column.use == "words":
            yield _line(_same(word.word), meaning_text(word.meaning), _COUNT.fill(count=count))
        else:
            meaning = meaning_text(word.meaning or "nothing")
            note = _NOT_COUNTED if word.meaning else _UNKNOWN
            line = _line(_same(word.word), meaning, note.fill(count=count))
            yield Text(f"# {line.zh}", f"# {line.en}")
