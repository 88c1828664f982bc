"""The untidy workbooks: a list of a team that never heard of the program. People and numbers are invented."""

import datetime as dt
import io

import xlsxwriter

from schemas.texts import Lang

_MADE = dt.datetime(2026, 11, 20)  # noqa: DTZ001 -- a fixed day, so that the same bytes come out
_HEAD = 2
"""The first of the two header lines, counted from 0: a title and its note stand above."""

SHEET: dict[Lang, str] = {"zh": "客户明细2026", "en": "Accounts 2026"}
TITLE: dict[Lang, str] = {
    "zh": "禾木家居 · 客户跟进明细（2026年）",
    "en": "Harrow & Pine · accounts we look after, 2026",
}
NOTE: dict[Lang, str] = {
    "zh": "每次联系完写一笔，别覆盖前面的",
    "en": "Add a line after every call, do not wipe the earlier ones",
}
GROUPS: dict[Lang, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "zh": (
        ("序号", ()),
        ("客户信息", ("单位名称", "联系人", "电话", "业务员")),
        ("情况", ("客户级别", "客户状态")),
        ("第一次跟进", ("日期", "内容")),
        ("第二次跟进", ("日期", "内容")),
        ("跟进情况", ()),
    ),
    "en": (
        ("No.", ()),
        ("Account", ("Company", "Contact person", "Phone", "Account manager")),
        ("Where we stand", ("Rating", "Stage")),
        ("First follow-up", ("Date", "Notes")),
        ("Second follow-up", ("Date", "Notes")),
        ("Call notes", ()),
    ),
}
PLACES: dict[Lang, tuple[str, ...]] = {
    "zh": ("青禾", "远岫", "松涛", "云溪", "明澜", "沐川", "南屿", "北桥"),
    "en": ("Alder", "Birch", "Cobble", "Dunmore", "Elmfield", "Foxley", "Gorse", "Hazel"),
}
TRADES: dict[Lang, tuple[str, ...]] = {
    "zh": ("家具厂", "酒店用品", "装饰公司"),
    "en": ("Furniture", "Hotels", "Interiors"),
}
PEOPLE: dict[Lang, tuple[str, ...]] = {
    "zh": ("郑禾", "陆一鸣", "许知夏", "宋言", "唐小满"),
    "en": ("Ana Pike", "Ben Rowe", "Cleo Marsh", "Dan Voss", "Eve Lark"),
}
SELLERS: dict[Lang, tuple[str, ...]] = {"zh": ("何苗", "邱实"), "en": ("Mia Holt", "Tom Reed")}
RATINGS: dict[Lang, tuple[str, ...]] = {
    "zh": ("重点", "一般", "意向", "", "无效"),
    "en": ("Hot", "Warm", "Cold", "", "Warm"),
}
STAGES: dict[Lang, tuple[str, ...]] = {
    "zh": ("已成交", "跟进中", "已寄样", "考察中", "暂无需求", "已流失", "跟进中"),
    "en": ("Won", "In progress", "Sample sent", "Thinking", "No need", "Lost", "In progress"),
}
WORDS: dict[Lang, tuple[str, ...]] = {
    "zh": ("电话：问价", "微信：发目录", "拜访，看样", "报价已发"),
    "en": ("phone: asked for prices", "mail: catalogue sent", "visit, saw samples", "quote sent"),
}
TOTAL: dict[Lang, str] = {"zh": "合计", "en": "Total"}
COUNT: dict[Lang, str] = {"zh": "24家", "en": "24"}


def untidy_workbook(lang: Lang) -> bytes:
    """Give the workbook of one language; the same on every call."""
    drawn = io.BytesIO()
    book = xlsxwriter.Workbook(drawn, {"in_memory": True})
    book.set_properties({"author": "", "created": _MADE})
    page = book.add_worksheet(SHEET[lang])
    line = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True}
    head = book.add_format({**line, "bold": True, "bg_color": "#FCE4D6", "align": "center"})
    plain = book.add_format(line)
    day = book.add_format({**line, "num_format": "yyyy-mm-dd", "align": "left"})
    _draw_top(page, lang, head, book.add_format({"bold": True, "font_size": 16, "align": "center"}))
    for number, values in enumerate(_rows(lang)):
        for column, value in enumerate(values):
            is_day = isinstance(value, dt.date)
            page.write(_HEAD + 2 + number, column, value, day if is_day else plain)
    last = _HEAD + 2 + len(PLACES[lang]) * len(TRADES[lang])
    page.write(last, 0, TOTAL[lang], head)
    page.write(last, 1, COUNT[lang], head)
    for column, width in enumerate((6, 24, 15, 15, 16, 11, 12, 13, 22, 13, 22, 34)):
        page.set_column(column, column, width)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    book.close()
    return drawn.getvalue()


def _draw_top(
    page: xlsxwriter.worksheet.Worksheet,
    lang: Lang,
    head: xlsxwriter.format.Format,
    title: xlsxwriter.format.Format,
) -> None:
    width = sum(max(len(below), 1) for _, below in GROUPS[lang])
    page.merge_range(0, 0, 0, width - 1, TITLE[lang], title)
    page.write(1, 0, NOTE[lang])
    column = 0
    for group, below in GROUPS[lang]:
        if below:
            page.merge_range(_HEAD, column, _HEAD, column + len(below) - 1, group, head)
        else:
            page.merge_range(_HEAD, column, _HEAD + 1, column, group, head)
        for place, header in enumerate(below):
            page.write(_HEAD + 1, column + place, header, head)
        column += max(len(below), 1)


def _rows(lang: Lang) -> list[list[str | int | dt.date]]:
    names = [
        f"{place}{'' if lang == 'zh' else ' '}{trade}"
        for trade in TRADES[lang]
        for place in PLACES[lang]
    ]
    return [_row(lang, number, name) for number, name in enumerate(names)]


def _row(lang: Lang, number: int, name: str) -> list[str | int | dt.date]:
    def pick(words: dict[Lang, tuple[str, ...]], place: int = number) -> str:
        return words[lang][place % len(words[lang])]

    first = dt.date(2026, 6, 1) + dt.timedelta(days=number * 3)
    second, third = first + dt.timedelta(days=35), first + dt.timedelta(days=70)
    notes = f"{second:%Y.%m.%d} {pick(WORDS)}\n{third:%Y.%m.%d} {pick(WORDS, number + 1)}"
    return [
        number + 1,
        name,
        pick(PEOPLE),
        f"138 0000 {number + 4001}" if lang == "zh" else f"+44 7700 900{number + 101}",
        pick(SELLERS),
        pick(RATINGS),
        pick(STAGES),
        _spelt(first, number, lang),
        pick(WORDS, number + 2),
        _spelt(second, number + 1, lang) if number % 3 else "",
        pick(WORDS, number + 3) if number % 3 else "",
        notes if number % 2 else "",
    ]


def _spelt(day: dt.date, number: int, lang: Lang) -> str | dt.date:
    """Give a day as one of several people types it."""
    ways: dict[Lang, tuple[str | dt.date, ...]] = {
        "zh": (
            day,
            f"{day:%Y.%m.%d}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.month}月{day.day}日",
        ),
        "en": (day, f"{day:%Y-%m-%d}", f"{day:%b} {day.day}, {day.year}", f"{day.day}-{day:%b}"),
    }
    return ways[lang][number % len(ways[lang])]
