"""The sheet 重点提名: whom the program proposes as key accounts; the team copies what it confirms into its own sheet."""

import datetime as dt
from typing import Final

import pandas as pd

from reports.figures.view import ReportInput
from reports.words.values import clean_text, plain_day
from schemas.columns import CUSTOMERS, KEY_ACCOUNTS, OWNED_SHEETS
from schemas.sheets import OwnedSheet, SheetColumn, Tone
from schemas.texts import Lang, Text

_NOTE: Final = Text(
    "本表由程序每周重写，只是提名：每人每周至少提报 {least} 位。确认后请把前四列复制到“重点客户”表。基准日期 {day}。",
    "The program rewrites this sheet each week. It only proposes: at least {least} a seller and week. Copy the first four columns of "
    "what you confirm into the Key accounts sheet. As of {day}.",
)
_RANK: Final = Text("名次", "Rank")
_DAYS: Final = Text("本周关注日", "Watched on")
_WHY: Final = Text("提名理由", "Why proposed")
_STATE: Final = Text("提报", "Submitted")
_SUBMITTED: Final = Text("已提报", "submitted")
_TO_CONFIRM: Final = Text("待确认", "to be confirmed")
_WEEKDAYS: Final = Text("一二三四五六日", "MoTuWeThFrSaSu")


def nominations_sheet(report: ReportInput) -> OwnedSheet:
    """Write the proposals of the week: the first columns stand as in the team's own sheet, ready to be copied.

    Takes:   one run; without key accounts the sheet is empty.
    Returns: the sheet; rows already submitted are green.
    """
    lang, accounts = report.lang, report.key_accounts
    proposed = pd.DataFrame() if accounts is None else accounts.nominations
    rows, links = [], {}
    tones: dict[int, Tone] = {}
    for place, one in enumerate(proposed.to_dict("records")):
        state = _SUBMITTED if one["submitted"] else _TO_CONFIRM
        rows.append(
            (
                one["week"],
                clean_text(one["seller"]),
                clean_text(one["customer_id"]),
                one["group"],
                clean_text(one["name"]),
                int(one["rank"]),
                clean_text(one["intent"]) or None,
                clean_text(one["tier_label"]),
                plain_day(one["next_due"]),
                watched(one["days"], lang),
                clean_text(one["reason"]),
                state.pick(lang),
            )
        )
        links[place, 4] = report.link(one["row"])
        if one["submitted"]:
            tones[place] = "good"
    note = _NOTE.fill(
        least=0 if accounts is None else accounts.least, day=report.as_of.isoformat()
    ).pick(lang)
    return OwnedSheet(
        "nominations",
        OWNED_SHEETS["nominations"].pick(lang),
        note,
        _columns(lang),
        rows,
        links,
        tones,
    )


def _columns(lang: Lang) -> tuple[SheetColumn, ...]:
    def header(key: str) -> str:
        return KEY_ACCOUNTS[key].header(lang)

    return (
        SheetColumn(header("week"), 11),
        SheetColumn(header("seller"), 10),
        SheetColumn(header("customer_id"), 12),
        SheetColumn(header("group"), 6),
        SheetColumn(CUSTOMERS["name"].header(lang), 28),
        SheetColumn(_RANK.pick(lang), 6, "integer"),
        SheetColumn(CUSTOMERS["intent"].header(lang), 10),
        SheetColumn(CUSTOMERS["tier"].header(lang), 10),
        SheetColumn(CUSTOMERS["next_due"].header(lang), 12, "date"),
        SheetColumn(_DAYS.pick(lang), 16),
        SheetColumn(_WHY.pick(lang), 40, "wrap"),
        SheetColumn(_STATE.pick(lang), 12),
    )


def watched(days: tuple[dt.date, ...], lang: Lang) -> str:
    """Name the days of the week on which a group is watched: 周一、三、五, Mo We Fr."""
    if lang == "zh":
        return "周" + "、".join(_WEEKDAYS.zh[day.weekday()] for day in days) if days else ""
    return " ".join(_WEEKDAYS.en[2 * day.weekday() :][:2] for day in days)
