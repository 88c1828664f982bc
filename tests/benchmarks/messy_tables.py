"""Clean tables of several shapes, polluted in every way that is known of real files, each with what is true of it.

The kinds of pollution are those that the Pollock benchmark for data loading names (delimiters, quotes, escapes, line
ends, preambles, footers, several tables, missing and extra cells, stray quotes, headers of several lines, repeated or
absent …), and those of exports from Chinese systems. Everything is generated; chance is seeded.
"""

import random
from collections.abc import Iterator
from typing import NamedTuple

Row = list[str]


class Clean(NamedTuple):
    """A table as it is meant."""

    name: str
    header: Row
    rows: list[Row]


class Messy(NamedTuple):
    """A polluted file: kind of pollution, bytes, and the tables that are in it; lossy: information is truly gone."""

    kind: str
    table: str
    data: bytes
    tables: list[Clean]
    lossy: bool = False


SURNAMES, GIVEN = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高",
    ["芳", "伟", "秀英", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "杰", "娟", "涛", "明"],
)
CITIES = ["上海", "北京", "深圳", "广州", "杭州", "义乌", "宁波", "苏州", "青岛", "成都"]
TRADES = ["建材", "五金", "服装", "灯具", "家具", "玩具", "电子", "食品", "包装", "陶瓷"]
FIRST = [
    "John",
    "Maria",
    "Ahmed",
    "Sofia",
    "Pierre",
    "Anna",
    "Diego",
    "Emma",
    "Olaf",
    "Fatima",
    "Ken",
    "Lucy",
]
LAST = [
    "Smith",
    "Garcia",
    "Hassan",
    "Rossi",
    "Dupont",
    "Novak",
    "Silva",
    "Brown",
    "Hansen",
    "Khan",
    "Tanaka",
    "Meyer",
]
TOWNS = [
    ("London", "UK"),
    ("Madrid", "Spain"),
    ("Cairo", "Egypt"),
    ("Rome", "Italy"),
    ("Lyon", "France"),
    ("Porto", "Portugal"),
]
GOODS = [
    "Garden chair",
    "LED lamp",
    "Tape, 5 m",
    "Steel bolt",
    "Paint",
    "Box",
    "Hand saw",
    "Wool hat",
]


def clean_tables(seed: int = 7) -> list[Clean]:
    """Give seven tables: Chinese and English lists, narrow and wide, all text, decimal commas, texts with delimiters."""
    r = random.Random(seed)  # noqa: S311 -- seeded on purpose
    person = lambda: r.choice(SURNAMES) + r.choice(GIVEN)  # noqa: E731 -- used in the next lines only
    mobile = lambda: "1" + r.choice("3578") + "".join(r.choices("0123456789", k=9))  # noqa: E731
    day = lambda: f"20{r.randint(15, 25)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}"  # noqa: E731
    notes = ["老客户，介绍来的", "等报价", "", "要样品, 下月付款", "", "先寄目录"]
    english = [
        "met at fair",
        "",
        "wants price list; call back",
        "",
        "repeat order, net 30",
        "sample sent",
    ]
    return [
        Clean(
            "zh 8 columns",
            ["编号", "客户名称", "联系人", "电话", "城市", "最近联系", "金额", "备注"],
            [
                [
                    f"C{n:04}",
                    f"{r.choice(CITIES)}{r.choice(['宏', '鑫', '永', '恒'])}{r.choice(['达', '盛', '兴', '泰'])}{r.choice(TRADES)}有限公司",
                    person(),
                    mobile(),
                    r.choice(CITIES),
                    day(),
                    str(r.randint(1, 900) * 100),
                    r.choice(notes),
                ]
                for n in range(1, 16)
            ],
        ),
        Clean(
            "en 8 columns",
            ["Customer ID", "Company", "Contact", "Email", "Phone", "City", "Country", "Notes"],
            [
                [
                    f"K-{n}",
                    f"{r.choice(LAST)} {r.choice(['Trading', 'Import', 'Tools', 'Group'])} {r.choice(['Ltd.', 'GmbH', 'Inc.', 'S.A.'])}",
                    f"{(f := r.choice(FIRST))} {(s := r.choice(LAST))}",
                    f"{f}.{s}@example.com".lower(),
                    f"+{r.randint(20, 60)} {r.randint(100, 999)} {r.randint(100000, 999999)}",
                    *r.choice(TOWNS),
                    r.choice(english),
                ]
                for n in range(101, 115)
            ],
        ),
        Clean("zh 2 columns", ["姓名", "手机"], [[person(), mobile()] for _ in range(9)]),
        Clean(
            "zh all text",
            ["客户", "行业", "所在城市"],
            [[person(), r.choice(TRADES), r.choice(CITIES)] for _ in range(10)],
        ),
        Clean(
            "en 9 columns",
            [
                "DATE",
                "TIME",
                "Qty",
                "PRODUCTID",
                "Price",
                "ProductType",
                "Description",
                "URL",
                "Comments",
            ],
            [
                [
                    day(),
                    f"{r.randint(8, 19):02}:{r.randint(0, 59):02}",
                    str(r.randint(1, 99)),
                    f"P{r.randint(1000, 9999)}",
                    f"{r.randint(1, 99)}.{r.randint(10, 99)}",
                    r.choice(["tool", "home", "wear"]),
                    r.choice(GOODS),
                    f"https://example.com/p/{n}",
                    r.choice(["fine", 'he said "good"', "", "ok, later"]),
                ]
                for n in range(14)
            ],
        ),
        Clean(
            "decimal commas",
            ["Artikel", "Menge", "Preis", "Summe", "Stadt"],
            [
                [
                    r.choice(GOODS),
                    str(r.randint(1, 50)),
                    f"{r.randint(1, 99)},{r.randint(10, 99)}",
                    f"{r.randint(100, 999)},{r.randint(10, 99)}",
                    r.choice(["Berlin", "Bonn", "Ulm"]),
                ]
                for _ in range(12)
            ],
        ),
        Clean(
            "zh 14 columns",
            [
                "序号",
                "客户编号",
                "单位名称",
                "联系人",
                "性别",
                "手机",
                "邮箱",
                "省份",
                "地址",
                "首次联系",
                "最近订单",
                "订单数",
                "累计金额",
                "等级",
            ],
            [
                [
                    str(n),
                    f"KH{2000 + n}",
                    f"{r.choice(CITIES)}{r.choice(TRADES)}厂",
                    person(),
                    r.choice("男女"),
                    mobile(),
                    f"u{n}@example.cn",
                    r.choice(["浙江", "广东", "江苏"]),
                    f"{r.choice(CITIES)}市人民路{r.randint(1, 300)}号",
                    day(),
                    day(),
                    str(r.randint(0, 30)),
                    f"{r.randint(1, 999) * 10}.00",
                    r.choice("ABC"),
                ]
                for n in range(1, 13)
            ],
        ),
    ]


def written(  # noqa: PLR0913 -- a dialect has these parts
    rows: list[Row],
    delimiter: str = ",",
    quote: str = '"',
    end: str = "\n",
    *,
    every: bool = False,
    escape: str = "",
) -> str:
    """Write rows rightly in a dialect; quote "" = none, delimiters in cells escaped."""

    def cell(text: str) -> str:
        if not quote:
            return text.replace(delimiter, escape + delimiter)
        needs = every or delimiter in text or quote in text or "\n" in text or text != text.strip()
        return f"{quote}{text.replace(quote, (escape or quote) + quote)}{quote}" if needs else text

    return "".join(delimiter.join(map(cell, row)) + end for row in rows)


def messy_files(seed: int = 7, each: int = 10) -> Iterator[Messy]:
    """Give every pollution of every table; `each` places where one is put into a single row."""
    for clean in clean_tables(seed):
        rows = [clean.header, *clean.rows]
        for kind, text in _dialects(rows):
            yield Messy(kind, clean.name, text.encode(), [clean])
        for kind, text in _frames(rows):
            yield Messy(kind, clean.name, text.encode(), [clean])
        broken = [
            [*row[:-1], row[-1] + "\nsecond line"] if n == 3 else row
            for n, row in enumerate(clean.rows)
        ]
        yield Messy(
            "line break in a quoted cell",
            clean.name,
            written([clean.header, *broken]).encode(),
            [clean._replace(rows=broken)],
        )
        yield from _encodings(clean)
        yield from _headers(clean)
        yield from _several(clean, clean_tables(seed + 1))
        yield from _in_rows(clean, random.Random(seed), each)  # noqa: S311 -- seeded on purpose


def _dialects(rows: list[Row]) -> Iterator[tuple[str, str]]:
    for delimiter in (",", ";", "\t", "|", "^", "~", "||", "::", "，", "\x01", "\x1f"):
        yield f"delimiter {delimiter!r}", written(rows, delimiter)
    yield (
        "delimiter ', '",
        written(rows).replace(",", ", ")
        if not any("," in c for row in rows for c in row)
        else written(rows),
    )
    for delimiter in (",", ";", "\t"):
        yield "every cell quoted", written(rows, delimiter, every=True)
        yield "single quotes", written(rows, delimiter, "'", every=True)
        yield "backslash before quotes", written(rows, delimiter, escape="\\", every=True)
    yield "backslash before delimiters", written(rows, quote="", escape="\\")
    for name, end in (("CR", "\r"), ("LF", "\n"), ("CRLF", "\r\n")):
        yield f"line end {name}", written(rows, end=end)
    mixed = written(rows).split("\n")
    yield (
        "line ends mixed",
        "".join(line + ("\r\n" if n % 3 else "\n") for n, line in enumerate(mixed) if line),
    )
    yield "a delimiter at each line's end", written(rows, end=",\n")


def _frames(rows: list[Row]) -> Iterator[tuple[str, str]]:
    text, width = written(rows), len(rows[0])
    yield "clean", text
    yield "no line end at the end", text.rstrip("\n")
    yield "blank lines at the end", text + "\n\n\n"
    yield "blank lines at the beginning", "\n\n" + text
    yield (
        "a blank line after each",
        text.replace("\n", "\n\n") if "second line" not in text else text,
    )
    yield "preamble 1", "客户导出报表\n" + text
    yield "preamble 2", "Export of 2024-03-01\nAll customers\n" + text
    yield "preamble 3 and blank", "客户清单\n导出人：张三\n日期：2024-03-01\n\n" + text
    yield "preamble as wide as the table", "客户清单" + "," * (width - 1) + "\n" + text
    yield "footer total count", text + f"共 {len(rows) - 1} 条\n"
    yield "footer after blank", text + "\n制表人：李四\n"
    yield "footer note", text + "\nSource: own records\n"
    if width > 2:
        yield "footer totals", text + "合计" + "," * (width - 2) + ",120\n"
    yield "preamble and footer", "客户导出\n\n" + text + "\n以上共 9 条\n"
    yield "rule below the header", text.replace("\n", "\n" + ",".join(["---"] * width) + "\n", 1)


def _encodings(clean: Clean) -> Iterator[Messy]:
    text = written([clean.header, *clean.rows])
    for codec in ("utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5", "cp1252"):
        try:
            data = text.encode(codec)
        except UnicodeEncodeError:
            continue  # simplified characters have no place in it
        yield Messy(f"encoding {codec}", clean.name, data, [clean])


def _headers(clean: Clean) -> Iterator[Messy]:
    width = len(clean.header)
    nameless = Clean(clean.name, [""] * width, clean.rows)
    yield Messy("no header", clean.name, written(clean.rows).encode(), [nameless])
    yield Messy(
        "one row",
        clean.name,
        written([clean.header, clean.rows[0]]).encode(),
        [clean._replace(rows=clean.rows[:1])],
    )
    repeated = [clean.header, *clean.rows[:5], clean.header, *clean.rows[5:]]
    yield Messy("header repeated", clean.name, written(repeated).encode(), [clean])
    yield Messy(
        "header only", clean.name, written([clean.header]).encode(), [clean._replace(rows=[])]
    )
    if width > 4:
        group = ["基本信息", *[""] * (width // 2 - 1), "其他信息", *[""] * (width - width // 2 - 1)]
        yield Messy(
            "header of two lines (groups)",
            clean.name,
            written([group, clean.header, *clean.rows]).encode(),
            [clean],
        )
        upper = [name if n % 3 else "" for n, name in enumerate(clean.header)]
        lower = ["" if n % 3 else name for n, name in enumerate(clean.header)]
        if sum(map(bool, lower)) > 1:
            yield Messy(
                "header of two lines (merged down)",
                clean.name,
                written([upper, lower, *clean.rows]).encode(),
                [clean],
            )


def _several(clean: Clean, others: list[Clean]) -> Iterator[Messy]:
    for other in others:
        if other.name == clean.name or (
            len(other.header) in {2, 3} and len(clean.header) in {2, 3}
        ):
            continue
        how = (
            "more"
            if len(other.header) > len(clean.header)
            else "less"
            if len(other.header) < len(clean.header)
            else "same"
        )
        one, two = written([clean.header, *clean.rows]), written([other.header, *other.rows])
        yield Messy(
            f"two tables, {how} columns, blank line",
            clean.name,
            (one + "\n" + two).encode(),
            [clean, other],
        )
        yield Messy(
            f"two tables, {how} columns, no blank line",
            clean.name,
            (one + two).encode(),
            [clean, other],
        )
        break


def _in_rows(clean: Clean, r: random.Random, each: int) -> Iterator[Messy]:
    """Pollute one row each time: what a hand or a careless export does."""
    lines = [written([row]).rstrip("\n") for row in [clean.header, *clean.rows]]
    width = len(clean.header)

    def file(
        kind: str, row: int, line: str, *, cells: Row | None = None, lossy: bool = False
    ) -> Messy:
        text = "\n".join([*lines[: row + 1], line, *lines[row + 2 :]]) + "\n"
        rows = clean.rows if cells is None else [*clean.rows[:row], cells, *clean.rows[row + 1 :]]
        return Messy(kind, clean.name, text.encode(), [clean._replace(rows=rows)], lossy)

    for _ in range(each):
        row = r.randrange(len(clean.rows))
        cells = clean.rows[row]
        parts = [written([[cell]]).rstrip("\n") or "" for cell in cells]
        parts = ["" if part == '""' else part for part in parts]
        place = r.randrange(width - 1)
        yield file(
            "row with a delimiter too many", row, ",".join([*parts[:place], "", *parts[place:]])
        )
        joined = ",".join([*parts[:place], parts[place] + parts[place + 1], *parts[place + 2 :]])
        yield file("row with a delimiter missing", row, joined, lossy=True)
        other = ";" if "," not in "".join(cells) else "\t"
        yield file("row with another delimiter", row, written([cells], other).rstrip("\n"))
        at = r.randrange(width)
        if cells[at] and "," not in cells[at] and '"' not in cells[at]:
            yield file(
                "stray quote before a cell",
                row,
                ",".join([*parts[:at], '"' + cells[at], *parts[at + 1 :]]),
            )
            middle = cells[at][:1] + '"' + cells[at][1:]
            yield file(
                "stray quote within a cell",
                row,
                ",".join([*parts[:at], middle, *parts[at + 1 :]]),
                cells=[*cells[:at], middle, *cells[at + 1 :]],
            )
            quoted = f'"{cells[at][:1]}"{cells[at][1:]}"'
            yield file(
                "quote not doubled in a quoted cell",
                row,
                ",".join([*parts[:at], quoted, *parts[at + 1 :]]),
                cells=[*cells[:at], middle, *cells[at + 1 :]],
            )
            yield file("row with every cell quoted", row, written([cells], every=True).rstrip("\n"))
        long = next((n for n, cell in enumerate(cells) if "," in cell), None)
        if long is not None:
            yield file(
                "delimiter in a cell, not quoted",
                row,
                ",".join([*parts[:long], cells[long], *parts[long + 1 :]]),
            )
        cut = r.randrange(max(1, width // 2), width)
        yield file(
            "row cut short", row, ",".join(parts[:cut]), cells=[*cells[:cut], *[""] * (width - cut)]
        )
        yield file("row with empty cells at its end", row, ",".join(parts) + ",,")
