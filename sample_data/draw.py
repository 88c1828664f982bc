"""Draws the tables as a well-kept workbook, with everything in it that a careless program would lose."""

import datetime as dt
import io
import struct
import zlib
from typing import Any

import xlsxwriter
from dashboard import draw_dashboard, draw_notes, draw_prices
from package import NO_VALUE
from tables import Formula, Odd, Rich, Table
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from schemas.columns import POTENTIALS, SOURCES, STATUSES
from schemas.texts import Lang

CREATED = dt.datetime(2026, 11, 20, 17, 30)  # noqa: DTZ001 -- fixed, so that the same story has the same bytes
TINT = {
    "customers": "#1F4E78",
    "contacts": "#548235",
    "orders": "#C55A11",
    "samples": "#7030A0",
    "team": "#404040",
}
CHINESE_DATE = 'yyyy"年"m"月"d"日"'


class Brush:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook, lang: Lang) -> None:
        """Take the new workbook and its language."""
        self.book = book
        self.base = {
            "font_name": "微软雅黑" if lang == "zh" else "Calibri",
            "font_size": 10,
            "valign": "vcenter",
        }
        edge = {"bottom": 1, "bottom_color": "#D9D9D9"}
        green = {"bg_color": "#E2EFDA"}
        date = CHINESE_DATE if lang == "zh" else "yyyy-mm-dd"
        self.looks: dict[str, Format] = {
            "text": self.make(**edge),
            "centre": self.make(align="center", **edge),
            "date": self.make(num_format=date, align="left", **edge),
            "chinese": self.make(
                num_format=31, align="left", **edge
            ),  # the built-in Chinese date, id 31
            "iso": self.make(num_format="yyyy-mm-dd", align="left", **edge),
            "money": self.make(num_format="#,##0.00;[Red]-#,##0.00", **edge),
            "integer": self.make(num_format="#,##0", **edge),
            "number": self.make(**edge),
            "program": self.make(**green, **edge),
            "program_date": self.make(num_format="yyyy-mm-dd", align="left", **green, **edge),
            "program_number": self.make(num_format="0.0", **green, **edge),
        }
        self.title = self.make(bold=True, font_size=18, font_color="#1F4E78")
        self.remark = self.make(italic=True, font_color="#7F7F7F")
        self.strong = self.make(bold=True, font_color="#C00000")

    def make(self, **properties: Any) -> Format:
        """Make one format on the base of this workbook."""
        return self.book.add_format(self.base | properties)

    def header(self, sheet: str, *, own: bool) -> Format:
        """Give the look of a header; the team's own columns are grey."""
        return self.make(
            bold=True,
            font_color="white",
            bg_color="#7F7F7F" if own else TINT[sheet],
            align="center",
            text_wrap=True,
            border=1,
            border_color="#FFFFFF",
        )


def draw_workbook(tables: dict[str, Table], lang: Lang) -> bytes:
    """Give the workbook as XlsxWriter can write it; `package.finish` adds the rest."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    company = "海辰厨具" if lang == "zh" else "BrightPan"
    book.set_properties(
        {
            "title": tables["customers"].title,
            "author": company,
            "company": company,
            "created": CREATED,
        }
    )
    book.set_size(2200, 1400)
    brush = Brush(book, lang)
    pages = {key: book.add_worksheet(table.name) for key, table in tables.items()}
    for key, table in tables.items():
        _draw_table(pages[key], table, brush)
    draw_prices(book, brush, lang)
    draw_dashboard(book, brush, tables, lang)
    draw_notes(book, brush, tables, lang, logo())
    _dress_customers(pages["customers"], tables, brush, lang)
    _dress_log(pages["contacts"], tables["contacts"], lang)
    pages["customers"].activate()
    book.close()
    return content.getvalue()


def logo() -> bytes:
    """Give a small picture: a round pan seen from above."""
    size, rows = 48, b""
    for y in range(size):
        rows += b"\0"
        for x in range(size):
            far = (x - 20) ** 2 + (y - 24) ** 2
            handle = x > 36 and abs(y - 24) < 4  # noqa: PLR2004 -- pixels
            rows += (
                b"\x1f\x4e\x78"
                if far < 200  # noqa: PLR2004 -- pixels
                else b"\xc5\x5a\x11"
                if far < 330 or handle  # noqa: PLR2004 -- pixels
                else b"\xff\xff\xff"
            )
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def _draw_table(page: Worksheet, table: Table, brush: Brush) -> None:
    header = table.header_row - 1
    if table.title:
        page.merge_range(0, 0, 0, 9, table.title, brush.title)
        page.set_row(0, 32)
    if table.remark:
        page.merge_range(1, 0, 1, 15, table.remark, brush.remark)
    page.set_row(header, 34)
    for number, column in enumerate(table.columns):
        page.set_column(
            number, number, column.width, None, {"level": column.level, "hidden": column.hidden}
        )
        page.write_string(
            header,
            number,
            column.header,
            brush.header(table.key, own=column.key.startswith("own:")),
        )
    for index, row in enumerate(table.rows):
        for number, column in enumerate(table.columns):
            _draw_cell(page, (header + 1 + index, number), row.get(column.key), column.look, brush)
    page.freeze_panes(table.header_row, 2)
    page.set_landscape()
    wide = table.key == "customers"
    page.set_paper(8 if wide else 9)  # A3, A4
    page.fit_to_pages(2 if wide else 1, 0)
    page.repeat_rows(header)
    page.print_area(0, 0, table.last_row - 1, len(table.columns) - 1)
    page.set_header(f"&L{table.name}&R&D")
    page.set_footer("&C&P / &N")
    page.set_tab_color(TINT[table.key])
    if table.key != "customers":
        page.autofilter(header, 0, table.last_row - 1, len(table.columns) - 1)


def _draw_cell(page: Worksheet, at: tuple[int, int], value: Any, look: str, brush: Brush) -> None:
    style = brush.looks[look]
    match value:
        case Odd():
            _draw_cell(page, at, value.value, value.look, brush)
        case Formula():
            page.write_formula(
                *at, value.text, style, NO_VALUE if value.value is None else value.value
            )
        case Rich():
            page.write_rich_string(
                *at, value.before, brush.strong, value.strong, value.after, style
            )
        case None:
            page.write_blank(*at, None, style)
        case dt.date():
            page.write_datetime(*at, dt.datetime.combine(value, dt.time()), style)
        case int() | float():
            page.write_number(*at, value, style)
        case _:
            page.write_string(*at, value, style)


def _dress_customers(page: Worksheet, tables: dict[str, Table], brush: Brush, lang: Lang) -> None:
    table = tables["customers"]
    first, last, width = table.header_row, table.last_row, len(table.columns)
    if lang == "zh":
        _filter_archived(page, table)
    else:
        _make_table(page, table, brush)
    for row in range(last, last + 40):  # formatted in advance, as people do; nothing in them
        for number, column in enumerate(table.columns):
            page.write_blank(row, number, None, brush.looks[column.look])
    _add_lists(page, table, lang)
    spend, status, seen = (table.letter(key) for key in ("spend", "status", "last_contact"))
    area = f"{{0}}{first + 1}:{{0}}{last}"
    page.conditional_format(
        area.format(spend),
        {
            "type": "data_bar",
            "data_bar_2010": True,
            "bar_color": "#9BC2E6",
            "bar_solid": True,
            "min_type": "num",
            "min_value": 0,
        },
    )
    resting = "归档" if lang == "zh" else "archived"
    page.conditional_format(
        first,
        0,
        last - 1,
        width - 1,
        {
            "type": "formula",
            "criteria": f'=${status}{first + 1}="{resting}"',
            "format": brush.book.add_format({"font_color": "#A6A6A6"}),
        },
    )
    page.conditional_format(
        area.format(seen),
        {
            "type": "date",
            "criteria": "between",
            "minimum": dt.date(2000, 1, 1),
            "maximum": dt.date(2026, 5, 20),
            "format": brush.book.add_format({"bg_color": "#FCE4D6"}),
        },
    )
    said = (
        ("重潜/普潜/无潜,由业务员判断,每季度复核。", "去年丢过一次,价格敏感。")
        if lang == "zh"
        else (
            "strong / ordinary / none, judged by the owner, reviewed each quarter.",
            "Lost once, mind the price.",
        )
    )
    page.write_comment(
        f"{table.letter('potential')}{first}", said[0], {"author": "QA", "x_scale": 1.6}
    )
    page.write_comment(f"B{first + 4}", said[1], {"author": "QA"})
    mail = table.letter("email")
    for row in range(first, first + 12):
        address = table.rows[row - first].get("email")
        if address:
            page.write_url(f"{mail}{row + 1}", f"mailto:{address}", brush.looks["text"], address)


def _filter_archived(page: Worksheet, table: Table) -> None:
    page.autofilter(table.header_row - 1, 0, table.last_row - 1, len(table.columns) - 1)
    shown = sorted({row["status"] for row in table.rows if row["status"]} - {"归档"})
    status = next(n for n, column in enumerate(table.columns) if column.key == "status")
    page.filter_column_list(status, [*shown, "Blanks"])
    for index, row in enumerate(table.rows):
        if row["status"] == "归档":
            page.set_row(table.row(index) - 1, None, None, {"hidden": True})


def _make_table(page: Worksheet, table: Table, brush: Brush) -> None:
    looks = {own: brush.header(table.key, own=own) for own in (True, False)}
    headers: list[dict[str, Any]] = [
        {"header": column.header, "header_format": looks[column.key.startswith("own:")]}
        for column in table.columns
    ]
    area = (table.header_row - 1, 0, table.last_row - 1, len(table.columns) - 1)
    page.add_table(
        *area,
        {
            "name": "CustomerList",
            "columns": headers,
            "style": "Table Style Light 9",
            "banded_rows": False,
        },
    )


def _add_lists(page: Worksheet, table: Table, lang: Lang) -> None:
    choices = {"potential": POTENTIALS, "source": SOURCES, "status": STATUSES}
    lists = {
        key: [choice.zh if lang == "zh" else choice.en for choice in found]
        for key, found in choices.items()
    }
    lists["do_not_disturb"] = ["是", "否"] if lang == "zh" else ["yes", "no"]
    for key, source in lists.items():
        letter = table.letter(key)
        area = f"{letter}{table.header_row + 1}:{letter}{table.last_row + 40}"
        page.data_validation(area, {"validate": "list", "source": source, "error_type": "warning"})
    for key in ("agreed_date", "snooze_until"):
        letter = table.letter(key)
        area = f"{letter}{table.header_row + 1}:{letter}{table.last_row + 40}"
        page.data_validation(
            area,
            {
                "validate": "date",
                "criteria": ">=",
                "value": dt.date(2015, 1, 1),
                "input_title": table.name,
                "input_message": "YYYY-MM-DD",
            },
        )


def _dress_log(page: Worksheet, table: Table, lang: Lang) -> None:
    letter = table.letter("minutes")
    area = f"{letter}{table.header_row + 1}:{letter}{table.last_row}"
    page.conditional_format(
        area, {"type": "icon_set", "icon_style": "3_traffic_lights", "reverse_icons": True}
    )
    letter = table.letter("content")
    page.conditional_format(
        f"{letter}{table.header_row + 1}:{letter}{table.last_row}",
        {
            "type": "text",
            "criteria": "containing",
            "value": "投诉" if lang == "zh" else "complaint",
            "format": None,
        },
    )
