"""What is said of sheets and columns that were not used, or not understood."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pandas as pd

from pipeline.errors import UnreadableWorkbookError
from pipeline.understanding.sheets.fits import Fit, fit
from pipeline.understanding.sheets.heads import Head, first_rows
from pipeline.understanding.sheets.kinds import Kinds
from schemas.columns import SHEETS, Sheet
from schemas.findings import Finding
from schemas.headers import SEARCHED_ROWS, fold_header
from schemas.tables import Table, column_letters
from schemas.texts import Text

_SHOWN_WORDS: Final = 5
_IN_VAIN: Final = Text(
    "followup.toml 的 {section} 写了“{header}”，表里没有这个表头",
    'followup.toml names "{header}" under {section}; no header here is called that',
)
_AS_WRITTEN: Final = Text("请照表头原样写", "Write it as the header has it")
ASIDE: Final = Text(
    "像客户表，但已隐藏，或名称像备份、模板，没有用",
    "looks like a sheet of customers, but is hidden or named like a copy; it was not used",
)
_LIKE_CUSTOMERS: Final = 3
"""With so many columns understood a sheet that was left out may hold customers: a name alone stands in lists of all kinds."""
_KINDS: Final = ("customers", "contacts", "orders", "samples")
_NEAR: Final = 2
"""With so many columns of a kind a sheet may be meant for it."""
_NEARLY: Final = Text("像“{kind}”，但{trouble}", "looks like {kind}, but: {trouble}")
_NO_HEADER: Final = Text("没有找到表头", "no header was found")
_UNSURE_HEADER: Final = Text("看不准哪一行是表头", "it is not sure which row is the header")
_FIRST_ROWS: Final = Text("{why}（前几行：{rows}）", "{why} (first rows: {rows})")
_OTHER_COLUMNS: Final = Text(
    "像客户表，但列与“{main}”不同，没有并在一起",
    'looks like a sheet of customers, but its columns differ from those of "{main}"; it was left out',
)
_NO_KIND: Final = Text(
    "看不出是客户、跟进、订单或样单", "not recognised as customers, contacts, orders or samples"
)


def no_customers(
    kinds: Kinds, names: Sequence[str], doubts: Mapping[str, Text]
) -> UnreadableWorkbookError:
    """Refuse a workbook in which nothing says who the customers are.

    Takes: doubts: sheet → what is not sure of its header.
    """
    sheet = SHEETS["customers"]
    near = next(((n, one) for n, (kind, one) in kinds.unfit.items() if kind.key == sheet.key), None)
    listed = Text("、".join(names), ", ".join(names))
    text = Text(
        "没有认出客户表：每位客户一行，至少要有一列客户名称。工作表有：{names}",
        "No customer sheet was recognised: a row a customer, and at least a column of their names. The sheets are: {names}",
    ).fill(names=listed)
    if near is not None:
        trouble = header_trouble(sheet, near[1])
        text = Text(
            f"{text.zh}。最像的是“{near[0]}”，{trouble.zh}",
            f'{text.en}. The nearest is "{near[0]}": {trouble.en}',
        )
    elif doubts:
        name, doubt = next(iter(doubts.items()))
        text = Text(f"{text.zh}。“{name}”{doubt.zh}", f'{text.en}. "{name}": {doubt.en}')
    return UnreadableWorkbookError(
        Text(
            f'{text.zh}。请在 followup.toml 里写明：[sheets] 下 "{sheet.zh}" = "工作表名"；'
            f'[columns."{sheet.zh}"] 下 "{sheet["name"].zh}" = "表头"',
            f'{text.en}. Say in followup.toml which it is: under [sheets] "{sheet.en}" = "name of the sheet"; '
            f'under [columns."{sheet.en}"] "{sheet["name"].en}" = "header"',
        )
    )


def header_trouble(sheet: Sheet, fit: Fit | None) -> Text:
    """Say what a sheet lacks to be of a kind."""
    if fit is None:
        return Text(
            f"前 {SEARCHED_ROWS} 行里找不到表头",
            f"no header in the first {SEARCHED_ROWS} rows",
        )
    lacking = [
        [sheet[key] for key in group]
        for group in sheet.needs
        if not any(key in fit.match.columns for key in group)
    ]
    zh = "、".join(" 或 ".join(f"“{column.zh}”" for column in group) for group in lacking)
    en = ", ".join(" or ".join(column.en for column in group) for group in lacking)
    near = [text for group in lacking for column in group for text in fit.match.nearest(column)]
    shown = list(dict.fromkeys(near))[:_SHOWN_WORDS]
    return Text(
        f"第 {fit.match.row} 行表头：缺少{zh}列"
        + (f"（最像的是 {'、'.join(shown)}）" if shown else ""),
        f"header in row {fit.match.row}: the column {en} is missing"
        + (f" (nearest: {', '.join(shown)})" if shown else ""),
    )


def unused_sheet(name: str, sheet: Sheet, fit: Fit | None) -> Finding:
    """Say why a sheet with a known name was not used."""
    trouble = header_trouble(sheet, fit)
    return _of_sheet(
        name,
        "sheet_unused",
        Text(f"这张表没有用上:{trouble.zh}", f"this sheet was not used: {trouble.en}"),
        Text("请补上表头,或给这张表换个名字", "Add the header, or give the sheet another name"),
    )


def put_aside(name: str) -> Finding:
    """Say that a sheet of customers was left out because it is hidden or put aside by its name."""
    return _of_sheet(
        name,
        "sheet_aside",
        ASIDE,
        Text(
            "要用它就取消隐藏、换个名称，或在 followup.toml 的 [sheets] 里写明",
            "To use it, show it, rename it, or name it in followup.toml under [sheets]",
        ),
    )


def doubtful_header(head: Head | None, grid: pd.DataFrame) -> Text | None:
    """Say that a sheet has no header, or none for sure, and show where it might be; None where it is sure."""
    if head is not None and head.sure:
        return None
    why = _NO_HEADER if head is None else _UNSURE_HEADER
    rows = first_rows(grid)
    return _FIRST_ROWS.fill(why=why, rows=rows) if rows else why


def unknown_sheet(head: Head | None, main: str, doubt: Text | None) -> Text:
    """Say why a sheet was taken for nothing.

    Takes: main: the sheet of customers that was used; doubt: what is not sure of its header.
    """
    if head is None:
        return doubt or _NO_HEADER
    customers, *others = (fit(head, SHEETS[kind], {}) for kind in _KINDS)
    if customers.is_possible and customers.score >= _LIKE_CUSTOMERS:
        return _OTHER_COLUMNS.fill(main=main)
    near = max(others, key=lambda one: one.score)
    if near.is_possible or near.score < _NEAR:
        return doubt or _NO_KIND
    sheet = near.match.sheet
    return _NEARLY.fill(kind=Text(sheet.zh, sheet.en), trouble=header_trouble(sheet, near))


def _of_sheet(name: str, code: str, what: Text, mend: Text) -> Finding:
    return Finding("warning", code, name, 0, "", "", "", what, mend)


def second_columns(table: Table) -> list[Finding]:
    """Say which columns look like a known one but are not used."""
    found = []
    for key, numbers in table.header.also.items():
        column = table.sheet[key]
        if column.written or not column.offered or key not in table.header.columns:
            continue
        chosen = column_letters(table.header.columns[key])
        found += [
            Finding(
                "hint",
                "column_double",
                table.name,
                table.header.row,
                column_letters(number),
                table.header.texts[number],
                table.header.texts[number],
                Text(
                    f"也像“{column.zh}”;程序用的是 {chosen} 列",
                    f"could be {column.en} too; column {chosen} is used",
                ),
                Text(
                    "请改掉其中一个表头,或在 followup.toml 里写明",
                    "Rename one of the headers, or map it in followup.toml",
                ),
            )
            for number in numbers
        ]
    return found


def named_in_vain(
    tables: Mapping[str, Table],
    columns: Mapping[str, Mapping[str, str]],
    words: Iterable[str],
) -> list[Finding]:
    """Say which headers the settings name that no sheet has: a slip there would else go unnoticed.

    Takes:   tables: by kind; columns: kind → key → header; words: folded headers whose words are explained.
    """
    there = {
        kind: {fold_header(text) for part in table.sheets for text in part.header.texts.values()}
        for kind, table in tables.items()
    }
    said = [
        (kind, header, _columns_of(tables[kind].sheet))
        for kind, headers in columns.items()
        if kind in tables
        for header in headers.values()
        if fold_header(header) not in there[kind]
    ]
    said += [
        ("customers", header, Text(f'[values."{header}"]', f'[values."{header}"]'))
        for header in words
        if header not in there["customers"]
    ]
    return [
        Finding(
            "hint",
            "setting_in_vain",
            tables[kind].name,
            0,
            "",
            header,
            "",
            _IN_VAIN.fill(section=section, header=header),
            _AS_WRITTEN,
        )
        for kind, header, section in said
    ]


def _columns_of(sheet: Sheet) -> Text:
    return Text(f'[columns."{sheet.zh}"]', f'[columns."{sheet.en}"]')


def unknown_words(table: Table, number: int, counts: Mapping[str, int], row: int) -> Finding:
    """Say once which words of a column are not known, with their number; row: the first that holds one."""
    ranked = sorted(counts.items(), key=lambda item: -item[1])[:_SHOWN_WORDS]
    more = "…" if len(counts) > len(ranked) else ""
    header = table.header.texts.get(number, "")
    shown = Text(
        "、".join(f"{word}({count})" for word, count in ranked) + more,
        ", ".join(f"{word} ({count})" for word, count in ranked) + more,
    )
    return Finding(
        "hint",
        "words_unknown",
        table.name,
        row,
        column_letters(number),
        header,
        "",
        Text("有不认得的说法：{words}", "holds words that are not known: {words}").fill(
            words=shown
        ),
        Text(
            f'可在 followup.toml 里写明意思：[values."{header}"]',
            f'Say what they mean in followup.toml: [values."{header}"]',
        ),
    )
