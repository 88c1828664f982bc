"""Write docs/columns.md from the column declarations: every sheet, column, and accepted header."""

from schemas.columns import SHEETS, Column, Sheet


def columns_page() -> str:
    """Give the whole page as Markdown."""
    head = [
        "# Columns · 列说明",
        "",
        "Generated from `schemas/columns/` by `python docs/make/columns_page.py > docs/columns.md`. Headers are matched without regard to case,",
        "width, blanks, line breaks and units in brackets. ★ = required · ✎ = filled by the program (headers matched exactly).",
    ]
    return "\n".join([*head, *(line for sheet in SHEETS.values() for line in _sheet(sheet)), ""])


def _sheet(sheet: Sheet) -> list[str]:
    names = " · ".join(dict.fromkeys((sheet.zh, sheet.en, *sheet.aliases)))
    rows = [_row(column) for column in sheet.columns]
    return [
        "",
        f"## {sheet.zh} · {sheet.en}",
        "",
        f"One row is {sheet.row_is.en} ({sheet.row_is.zh}). Sheet names: {names}.",
        "",
        "| 中文 | English | Type | Meaning | Also accepted |",
        "|---|---|---|---|---|",
        *rows,
    ]


def _row(column: Column) -> str:
    mark = " ★" if column.required else " ✎" if column.written else ""
    choices = f": {', '.join(f'{c.zh}/{c.en}' for c in column.choices)}" if column.choices else ""
    unit = f" ({column.unit})" if column.unit else ""
    return f"| {column.zh}{mark} | {column.en} | {column.kind}{unit}{choices} | {column.doc.zh};{column.doc.en} | {', '.join(column.aliases)} |"


if __name__ == "__main__":
    print(columns_page(), end="")
