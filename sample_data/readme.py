"""The README of the samples: its table of planted mess is written from the planting itself, so it is true."""

from mess import Planted

_HEAD = """# Sample workbooks

Made-up companies, people, addresses and numbers; any likeness is chance. The story is set in the week of Monday
2026-11-23; the last touch in the logs is of Friday 2026-11-20.

| File | What it is |
|---|---|
| `customers_zh.xlsx` | 海辰厨具, a Chinese kitchenware exporter: 6 sellers in 2 teams, headers as people write them, a plain filtered range with hidden rows; the program's five columns are not there yet. `followup demo` uses it. |
| `customers_en.xlsx` | BrightPan, the same trade in English: the customer sheet is an Excel table, and the program's five columns hold the values of a run of 2026-11-16. |
| `untidy_zh.xlsx`, `untidy_en.xlsx` | 24 customers as a team keeps them that never heard of the program: a title, two header lines, own words, days in several spellings, dated notes in a cell, no customer number, a total row. `followup demo` shows them first. |
| `legacy/` | old lists to import into `customers_zh.xlsx`: an ERP export in GB18030 with lines above and below the table, cards of a fair with a merged title and a header of two lines, a web page called `.xls`, contacts of two phones, WeChat remarks in UTF-16. Known customers, strangers, doubles, and rows that nobody can use. |

Both hold about 300 customers, 1,300 to 1,400 touches, 240 orders, 35 to 45 sample orders and 6 sellers (one of them
abroad), and what a careless program would lose: charts, tables, conditional formats and validations (extended ones
too), sparklines, comments, a picture, names, links, outline, hidden rows and columns, merged titles, Chinese date
formats, rich text, and formulas over the columns that the program fills.

## Make them again
```
python -m pip install ".[test]"
python sample_data/make_samples.py
```
Chance is seeded and every date fixed: with the same XlsxWriter the same files come out. A test compares them.

## The planted mess
error: the row cannot be used · warning: the row goes on, somebody should look · reads: odd, but it can be read
"""


def readme(planted: dict[str, list[Planted]]) -> str:
    """Give the README with one table of planted cells for each workbook."""
    parts = [_HEAD]
    for name, cells in planted.items():
        parts.append(f"\n### {name}\n\n| Cell | Content | What it is | Kind |\n|---|---|---|---|\n")
        parts += [
            f"| {p.cell} | {_code(p.shown)} | {p.what.zh} / {p.what.en} | {p.kind} |\n"
            for p in cells
        ]
    return "".join(parts)


def _code(text: str) -> str:
    return f"`{text}`" if text else "(blank)"
