"""The sheets that the team made for itself: price list, notes, and a board of charts over the customer data."""

import datetime as dt
import io
from collections import Counter
from typing import TYPE_CHECKING, Any

from story import AS_OF, add_months
from tables import RATES, Odd, Table
from words import ITEMS, SELLERS

from schemas.columns import PROGRAM_COLUMNS
from schemas.texts import Lang

if TYPE_CHECKING:
    from draw import Brush
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

BOARD = {"zh": "图表看板", "en": "Dashboard"}
PRICES = {"zh": "价格表", "en": "Prices"}
NOTES = {"zh": "说明", "en": "Read me"}
TEXTS = {
    "zh": (
        "销售看板",
        "基准日",
        "等级",
        "客户数",
        "逾期",
        "国家",
        "客户数",
        "月份",
        "跟进次数",
        "业务员",
        "近六个月成交额(元)",
        "走势",
    ),
    "en": (
        "Sales board",
        "As of",
        "Tier",
        "Customers",
        "Overdue",
        "Country",
        "Customers",
        "Month",
        "Touches",
        "Seller",
        "Sales of six months (CNY)",
        "Trend",
    ),
}
TIERS = "ABCDE"
FIRST_ROW = 5


def program_area(table: Table, key: str) -> str:
    """Give the whole column where the program writes, or will write as it adds its columns at the right end."""
    if any(column.key == key for column in table.columns):
        return table.area(key)
    number = len(table.columns) + 1 + PROGRAM_COLUMNS.index(key)
    high, low = divmod(number - 1, 26)
    letters = (chr(64 + high) if high else "") + chr(65 + low)
    return f"{table.name}!${letters}:${letters}"


def draw_prices(book: "Workbook", brush: "Brush", lang: Lang) -> None:
    """Draw the price list: an Excel table with a calculated column and a totals row, and the rates by name."""
    page = book.add_worksheet(PRICES[lang])
    heads = (
        ("货号", "品名", "单价(USD)", "装箱数", "每箱(USD)")
        if lang == "zh"
        else ("Item", "Name", "Price USD", "Per carton", "Carton USD")
    )
    rows = [
        [code, zh if lang == "zh" else en, price, carton] for code, zh, en, price, carton in ITEMS
    ]
    formula = f"=[@[{heads[2]}]]*[@[{heads[3]}]]"
    money = brush.looks["money"]
    listed = [
        {"header": heads[0], "total_string": "合计" if lang == "zh" else "Total"},
        {"header": heads[1], "total_function": "count"},
        {"header": heads[2], "format": money, "total_function": "average"},
        {"header": heads[3]},
        {"header": heads[4], "format": money, "formula": formula},
    ]
    page.add_table(
        0,
        0,
        len(rows) + 1,
        4,
        {"name": "PriceList", "data": rows, "columns": listed, "total_row": True},
    )
    for number, row in enumerate(rows, start=1):
        page.write_formula(
            number,
            4,
            f"=PriceList[[#This Row],[{heads[2]}]]*PriceList[[#This Row],[{heads[3]}]]",
            money,
            round(row[2] * row[3], 2),
        )
    page.write_formula(len(rows) + 1, 1, f"=SUBTOTAL(103,[{heads[1]}])", None, len(rows))
    page.write_formula(
        len(rows) + 1,
        2,
        f"=SUBTOTAL(101,[{heads[2]}])",
        money,
        round(sum(r[2] for r in rows) / len(rows), 4),
    )
    page.set_column("A:A", 12)
    page.set_column("B:B", 28)
    page.set_column("C:E", 13)
    names = (
        (("USD", "汇率_美元"), ("EUR", "汇率_欧元"))
        if lang == "zh"
        else (("USD", "rate_usd"), ("EUR", "rate_eur"))
    )
    for row, (currency, name) in enumerate(names):
        page.write_row(row, 6, [f"{currency} → CNY", RATES[currency]])
        book.define_name(name, f"={PRICES[lang]}!$H${row + 1}")


def draw_notes(
    book: "Workbook", brush: "Brush", tables: dict[str, Table], lang: Lang, picture: bytes
) -> None:
    """Draw the team's own page of notes, with its picture and links."""
    page = book.add_worksheet(NOTES[lang])
    lines = {
        "zh": (
            "海辰厨具 外贸部 · 使用说明",
            "1. 新客户先登记到「客户」,编号接着往下排,不要跳号。",
            "2. 每次联系完当天写「跟进记录」,一次一行。",
            "3. 样品确认、寄出、签收都要填日期。",
            "4. 灰色表头的列是我们自己加的,别删。",
        ),
        "en": (
            "BrightPan export team · how we use this file",
            "1. Enter a new customer in Customers with the next free number.",
            "2. Log every touch the same day, one row each.",
            "3. Fill in the dates of each sample.",
            "4. Columns with a grey header are our own, please keep them.",
        ),
    }[lang]
    page.insert_image("A1", "logo.png", {"image_data": io.BytesIO(picture), "description": "logo"})
    page.set_row(0, 40)
    page.set_column("A:A", 8)
    page.set_column("B:B", 70)
    page.fit_to_pages(1, 1)
    page.write("B1", lines[0], brush.title)
    for row, line in enumerate(lines[1:], start=2):
        page.write(row, 1, line, brush.make())
    page.write_url(
        "B8", f"internal:'{tables['customers'].name}'!A1", string=tables["customers"].title
    )
    page.write_url("B9", "https://www.example.com/", string="www.example.com")
    page.hide_gridlines(2)


def draw_dashboard(book: "Workbook", brush: "Brush", tables: dict[str, Table], lang: Lang) -> None:
    """Draw counts by tier, country, month and seller, each a formula with its value, and charts over them."""
    page, said = book.add_worksheet(BOARD[lang]), TEXTS[lang]
    page.hide_gridlines(2)
    page.set_column("A:L", 13)
    page.set_landscape()
    page.fit_to_pages(1, 1)
    page.merge_range("A1:H1", said[0], brush.title)
    page.write("A2", said[1], brush.remark)
    page.write_datetime("B2", dt.datetime.combine(AS_OF, dt.time()), brush.looks["iso"])
    for number, text in (
        (0, said[2]),
        (1, said[3]),
        (2, said[4]),
        (4, said[5]),
        (5, said[6]),
        (7, said[7]),
        (8, said[8]),
    ):
        page.write(3, number, text, brush.header("team", own=False))
    _tiers(page, tables["customers"], brush)
    countries = _countries(page, tables["customers"], brush)
    months = _months(page, tables["contacts"], brush)
    sellers = _sellers(page, tables["orders"], brush, lang)
    _charts(book, page, lang, countries, months, sellers)


def _tiers(page: "Worksheet", table: Table, brush: "Brush") -> None:
    tier, due = program_area(table, "tier"), program_area(table, "next_due")
    counted = Counter(row.get("tier") for row in table.rows)
    for row, letter in enumerate(TIERS, start=4):
        late = sum(
            1
            for r in table.rows
            if r.get("tier") == letter and r.get("next_due") and r["next_due"] < AS_OF
        )
        page.write(row, 0, letter, brush.looks["centre"])
        page.write_formula(
            row, 1, f"=COUNTIF({tier},A{row + 1})", brush.looks["integer"], counted[letter]
        )
        page.write_formula(
            row, 2, f'=COUNTIFS({tier},A{row + 1},{due},"<"&$B$2)', brush.looks["integer"], late
        )
    page.write_formula(
        9, 1, "=SUM(B5:B9)", brush.looks["integer"], sum(counted[letter] for letter in TIERS)
    )
    page.conditional_format("B5:B9", {"type": "icon_set", "icon_style": "5_ratings"})


def _countries(page: "Worksheet", table: Table, brush: "Brush") -> int:
    counted = Counter(row["country"] for row in table.rows)
    for row, (country, count) in enumerate(counted.most_common(), start=4):
        page.write(row, 4, country, brush.looks["text"])
        page.write_formula(
            row, 5, f"=COUNTIF({table.area('country')},E{row + 1})", brush.looks["integer"], count
        )
    page.conditional_format(
        4,
        5,
        3 + len(counted),
        5,
        {"type": "data_bar", "data_bar_2010": True, "bar_color": "#F4B084"},
    )
    return len(counted)


def _months(page: "Worksheet", table: Table, brush: "Brush") -> int:
    days = [_typed_date(row["date"]) for row in table.rows]
    area, style = table.area("date"), brush.make(num_format="yyyy-mm", align="left")
    months = [add_months(dt.date(2025, 12, 1), n) for n in range(12)]
    for row, month in enumerate(months, start=4):
        count = sum(1 for day in days if day and (day.year, day.month) == (month.year, month.month))
        page.write_datetime(row, 7, dt.datetime.combine(month, dt.time()), style)
        text = f'=COUNTIFS({area},">="&H{row + 1},{area},"<"&EDATE(H{row + 1},1))'
        page.write_formula(row, 8, text, brush.looks["integer"], count)
    return len(months)


def _sellers(page: "Worksheet", table: Table, brush: "Brush", lang: Lang) -> int:
    said, top = TEXTS[lang], 18
    months = [add_months(dt.date(2026, 6, 1), n) for n in range(6)]
    page.write(top, 0, said[9], brush.header("team", own=False))
    page.merge_range(top, 1, top, 6, said[10], brush.header("team", own=False))
    page.write(top, 7, said[11], brush.header("team", own=False))
    for number, month in enumerate(months, start=1):
        page.write_datetime(
            top + 1, number, dt.datetime.combine(month, dt.time()), brush.make(num_format="yyyy-mm")
        )
    for row, seller in enumerate(SELLERS[lang], start=top + 2):
        page.write(row, 0, seller.name, brush.looks["text"])
        for number, month in enumerate(months, start=1):
            _month_sales(page, table, brush, (row, number), (seller.name, month))
        area = f"{BOARD[lang]}!B{row + 1}:G{row + 1}"
        page.add_sparkline(
            row, 7, {"range": area, "markers": True, "high_point": True, "series_color": "#1F4E78"}
        )
    return top


def _month_sales(
    page: "Worksheet", table: Table, brush: "Brush", at: tuple[int, int], who: tuple[str, dt.date]
) -> None:
    (row, number), (seller, month) = at, who
    letter = "ABCDEFG"[number]
    day = table.area("date")
    text = (
        f"=SUMIFS({table.area('own:cny')},{table.area('own:seller')},$A{row + 1},"
        f'{day},">="&{letter}$20,{day},"<"&EDATE({letter}$20,1))'
    )
    sold = [
        r["own:cny"].value
        for r in table.rows
        if r["own:seller"] == seller
        and (r["date"].year, r["date"].month) == (month.year, month.month)
    ]
    page.write_formula(row, number, text, brush.looks["money"], round(sum(sold), 2))


def _charts(  # noqa: PLR0913 -- three sizes of three tables
    book: "Workbook", page: "Worksheet", lang: Lang, countries: int, months: int, sellers: int
) -> None:
    board, said = BOARD[lang], TEXTS[lang]
    tiers = {
        "name": said[2],
        "categories": [board, 4, 0, 8, 0],
        "values": [board, 4, 1, 8, 1],
        "fill": {"color": "#70AD47"},
    }
    places = {
        "name": said[5],
        "categories": [board, 4, 4, 3 + countries, 4],
        "values": [board, 4, 5, 3 + countries, 5],
    }
    touches = {
        "name": said[8],
        "categories": [board, 4, 7, 3 + months, 7],
        "values": [board, 4, 8, 3 + months, 8],
    }
    kinds: tuple[tuple[dict[str, Any], str, dict[str, Any]], ...] = (
        ({"type": "column"}, "K2", tiers),
        ({"type": "doughnut"}, "K17", places),
        ({"type": "line"}, "A33", touches),
    )
    for kind, place, series in kinds:
        chart = book.add_chart(kind)
        chart.add_series(series)
        chart.set_title({"name": series["name"], "name_font": {"size": 12}})
        chart.set_size({"width": 460, "height": 290})
        if kind["type"] == "line":
            chart.set_x_axis({"date_axis": True, "num_format": "yyyy-mm"})
        page.insert_chart(place, chart)
    stacked = book.add_chart({"type": "bar", "subtype": "stacked"})
    for number in range(1, 7):
        stacked.add_series(
            {
                "name": [board, sellers + 1, number],
                "categories": [board, sellers + 2, 0, sellers + 7, 0],
                "values": [board, sellers + 2, number, sellers + 7, number],
            }
        )
    stacked.set_title({"name": said[10], "name_font": {"size": 12}})
    stacked.set_size({"width": 560, "height": 290})
    page.insert_chart("F33", stacked)


def _typed_date(value: Any) -> dt.date | None:
    """Give the day where Excel sees one: a serial without a format counts, a text does not."""
    if isinstance(value, Odd):
        return (
            dt.date(1899, 12, 30) + dt.timedelta(value.value)
            if isinstance(value.value, int)
            else None
        )
    return value if isinstance(value, dt.date) else None
