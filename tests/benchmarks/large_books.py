"""Large workbooks as Excel writes them, with shared texts, made piece by piece: memory does not grow with the rows."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter
from bench_run import AS_OF, HEADERS, SELLERS

LOG_HEADERS = ["日期", "客户编号", "负责人", "方式", "内容"]
_PIECE = 20_000
_TOPICS = ["确认交期与价格", "寄样品", "问候", "报价", "催款"]
_WORDS = [
    *HEADERS,
    *LOG_HEADERS,
    *SELLERS,
    *_TOPICS,
    "中国",
    "深圳",
    "建材",
    "展会",
    "老客户",
    "重潜",
    "普潜",
    "无潜",
    "正常",
    "女",
    "深圳市南山区科技路 1 号",
    "自营",
    "喝茶",
    "务实",
    "电话",
    "微信",
    "邮件",
    *(f"王{n}" for n in range(5000)),
]
_PLACE = {word: at for at, word in enumerate(_WORDS)}
_OWN = ("KH{:07d}", "星河贸易有限公司{}", "138{:08d}", "b{}@example.com", "wx{}")
"""The texts that every customer has alone: number, name, phone, e-mail, WeChat."""


def make_book(path: Path, customers: int, touches: int) -> None:
    """Write customers × 25 columns and a contact log."""
    shell = io.BytesIO()
    book = xlsxwriter.Workbook(shell)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name in ("客户", "跟进记录"):
        sheet = book.add_worksheet(name)
        sheet.write_string(0, 0, "x")
        sheet.write_datetime(1, 0, dt.datetime(2026, 1, 1), day)  # noqa: DTZ001 -- Excel knows no zones
    book.close()
    parts = {
        "xl/worksheets/sheet1.xml": lambda: _sheet(
            _customers(customers, touches), customers + 1, "Y"
        ),
        "xl/worksheets/sheet2.xml": lambda: _sheet(_log(customers, touches), touches + 1, "E"),
        "xl/sharedStrings.xml": lambda: _strings(customers),
    }
    with zipfile.ZipFile(shell) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as part:
                for piece in parts[name]() if name in parts else [old.read(name).decode()]:
                    part.write(piece.encode())


def _sheet(rows: Iterator[str], last: int, column: str) -> Iterator[str]:
    yield (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/'
        f'spreadsheetml/2006/main"><dimension ref="A1:{column}{last}"/><sheetData>'
    )
    piece = []
    for row in rows:
        piece.append(row)
        if len(piece) == _PIECE:
            yield "".join(piece)
            piece.clear()
    yield "".join(piece) + "</sheetData></worksheet>"


def _row(number: int, cells: list[str]) -> str:
    return f'<row r="{number}" spans="1:{len(cells)}">{"".join(cells)}</row>'


def _text(column: str, row: int, place: int) -> str:
    return f'<c r="{column}{row}" t="s"><v>{place}</v></c>'


def _day(column: str, row: int, days_ago: int) -> str:
    serial = (AS_OF - dt.date(1899, 12, 30)).days - days_ago
    return f'<c r="{column}{row}" s="1"><v>{serial}</v></c>'


def _header(words: list[str]) -> str:
    return _row(1, [_text(chr(65 + at), 1, _PLACE[word]) for at, word in enumerate(words)])


def _customers(count: int, touches: int) -> Iterator[str]:
    """Write the customers; where the log knows them all, their last contact stands there only."""
    yield _header(HEADERS)
    for n in range(1, count + 1):
        row, own = n + 1, len(_WORDS) + (n - 1) * len(_OWN)
        words = {
            "C": f"王{n % 5000}",
            "D": SELLERS[n % 40],
            "E": "中国",
            "F": "深圳",
            "G": "建材",
            "H": "展会",
            "L": "老客户",
            "M": ("重潜", "普潜", "普潜", "无潜", "无潜")[n % 5],
            "Q": "正常",
            "U": "女",
            "V": "深圳市南山区科技路 1 号",
            "W": "自营",
            "X": "喝茶",
            "Y": "务实",
        }
        cells = {column: _text(column, row, _PLACE[word]) for column, word in words.items()}
        cells |= {column: _text(column, row, own + at) for at, column in enumerate("ABIJK")}
        # The shortest wait is a month: few customers are due.
        cells |= {"N": _day("N", row, n * 7919 % 35)} if touches < count else {}
        cells |= {"R": _day("R", row, 15000 + n % 4000), "S": _day("S", row, n % 90)}
        cells["T"] = f'<c r="T{row}"><v>{n % 9000}.5</v></c>'
        yield _row(row, [cells[column] for column in sorted(cells)])


def _log(customers: int, touches: int) -> Iterator[str]:
    yield _header(LOG_HEADERS)
    for n in range(1, touches + 1):
        row, who = n + 1, n * 7919 % customers
        yield _row(
            row,
            [
                _day("A", row, n * 31 % 35 if n <= customers else n % 700),
                _text("B", row, len(_WORDS) + who * len(_OWN)),
                _text("C", row, _PLACE[SELLERS[who % 40]]),
                _text("D", row, _PLACE[("电话", "微信", "邮件")[n % 3]]),
                _text("E", row, _PLACE[_TOPICS[n % 5]]),
            ],
        )


def _strings(customers: int) -> Iterator[str]:
    count = len(_WORDS) + customers * len(_OWN)
    yield (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="http://schemas.openxmlformats.org/'
        f'spreadsheetml/2006/main" count="{count}" uniqueCount="{count}">'
    )
    yield "".join(f"<si><t>{word}</t></si>" for word in _WORDS)
    for start in range(1, customers + 1, _PIECE):
        numbers = range(start, min(start + _PIECE, customers + 1))
        yield "".join(f"<si><t>{shape.format(n)}</t></si>" for n in numbers for shape in _OWN)
    yield "</sst>"
