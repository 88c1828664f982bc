"""The sheet 触达日历: birthdays, festivals, visits and cards of the coming weeks, and by when each must be ready."""

from dataclasses import replace
from typing import Final

import pandas as pd

from reports.figures.touch_list import COUNT, CUSTOMER, listed_touches, named_lines
from reports.figures.view import ReportInput
from reports.sheets.filled import Filled, blank_as_none, side_by_side
from reports.words.values import each, plain_day
from reports.words.wording import NO_SELLER, PROVISIONAL_MARK
from schemas import results as r
from schemas import touches as t
from schemas.columns import CONTACTS, CUSTOMERS, OWNED_SHEETS
from schemas.sheets import DayTone, OwnedSheet, SheetColumn
from schemas.texts import Lang, Text

MOST_ROWS: Final = 20_000

_NOTE: Final = Text(
    "本表由程序每周重写，请勿在此填写；做过的请记在跟进记录。“准备”是最迟备好或寄出的工作日：过了是红色；今天要做或备好的是黄色。{more}",
    "The program rewrites this sheet each week: log what is done in the contact log. Ready by: the working day by which it is ready, "
    "or posted. Red: that day has passed; yellow: to be done or made ready today.{more}",
)
_MORE: Final = Text("只列前 {shown} 行，共 {count} 行。", " The first {shown} of {count} rows.")
_DATE, _PREPARE_BY = 0, 1  # places of these columns
_DAY_TONES: Final = (
    DayTone("warn", ((_DATE, "today"),)),
    DayTone("warn", ((_PREPARE_BY, "today"),)),
    DayTone("alarm", ((_PREPARE_BY, "past"), (_DATE, "ahead"))),
)
_READY: Final = Text("准备", "Ready by")
_TOUCH: Final = Text("触达", "Touch")
_NOTES: Final = Text("要点", "Points")


def touch_sheet(report: ReportInput) -> OwnedSheet:
    """Write the touch calendar: by day and seller, each customer linked to its row.

    Takes:   one run.
    Returns: the sheet, from this week's Monday on; what should have been ready on the day of looking is red, what is
             for that day yellow.
    """
    lang = report.lang
    if report.week_touches is not None:
        report = replace(report, touches=report.week_touches)
    lines = listed_touches(report)
    shown = named_lines(lines.head(MOST_ROWS), report)
    alone = zip(shown[COUNT] == 1, shown[t.ROW], strict=True)
    links = {(n, 3): report.link(int(row)) for n, (one, row) in enumerate(alone) if one}
    columns, rows = side_by_side(_filled(shown, lang))
    return OwnedSheet(
        "touches",
        OWNED_SHEETS["touches"].pick(lang),
        _note(report, len(lines)),
        columns,
        rows,
        links,
        day_tones=_DAY_TONES,
    )


def _note(report: ReportInput, count: int) -> str:
    more = (
        _MORE.fill(shown=f"{MOST_ROWS:,}", count=f"{count:,}")
        if count > MOST_ROWS
        else Text("", "")
    )
    return _NOTE.fill(more=more).pick(report.lang)


def _filled(lines: pd.DataFrame, lang: Lang) -> list[Filled]:
    def column(key: str, width: float) -> SheetColumn:
        return SheetColumn(CUSTOMERS[key].header(lang), width)

    nobody = NO_SELLER.pick(lang)
    date, way = (CONTACTS[key].header(lang) for key in ("date", "method"))
    return [
        (SheetColumn(date, 12, "date"), each(lines[t.DATE], plain_day)),
        (SheetColumn(_READY.pick(lang), 12, "date"), each(lines[t.PREPARE_BY], plain_day)),
        (column("seller", 10), [seller or nobody for seller in lines[t.SELLER]]),
        (column("name", 28), list(lines[CUSTOMER])),
        (column("customer_id", 12), blank_as_none(lines["customer_id"])),
        (column("tier", 8), blank_as_none(lines[r.TIER_LABEL])),
        (SheetColumn(_TOUCH.pick(lang), 16), blank_as_none(lines[t.NAME])),
        (SheetColumn(way, 8), blank_as_none(lines[t.WAY])),
        (SheetColumn(_NOTES.pick(lang), 34, "wrap"), blank_as_none(noted(lines, lang))),
        *(
            (column(key, spot.width), blank_as_none(lines[key]))
            for key, spot in CUSTOMERS.shown_at("touches").items()
        ),
    ]


def noted(lines: pd.DataFrame, lang: Lang) -> list[str]:
    """Give each line's note, with a mark where the working days are not published yet."""
    mark, join = PROVISIONAL_MARK.pick(lang), "；" if lang == "zh" else "; "
    pairs = zip(lines[t.NOTE], lines[t.PROVISIONAL], strict=True)
    return [
        join.join(part for part in (note, mark if guessed else "") if part)
        for note, guessed in pairs
    ]
