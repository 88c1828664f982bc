"""The sheet 重点提名: whom the program proposes as key accounts; the team copies what it confirms into its own sheet."""

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from reports.figures.view import ReportInput
from reports.sheets.filled import Filled, blank_as_none, side_by_side
from reports.words.values import clean_text, plain_day
from schemas.columns import CUSTOMERS, KEY_ACCOUNTS, OWNED_SHEETS
from schemas.sheets import Look, OwnedSheet, SheetColumn, Tone
from schemas.texts import Lang, Text

_NOTE: Final = Text(
    "本表由程序每周重写，只是提名：每人每周至少提报 {least} 位。确认后请把前四列复制到“重点客户”表。",
    "The program rewrites this sheet each week. It only proposes: at least {least} a seller and week. Copy the first four columns of "
    "what you confirm into the Key accounts sheet.",
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
    ones = proposed.to_dict("records")
    columns, rows = side_by_side(_filled(ones, lang))
    links = {(place, 4): report.link(one["row"]) for place, one in enumerate(ones)}
    tones: dict[int, Tone] = {place: "good" for place, one in enumerate(ones) if one["submitted"]}
    note = _NOTE.fill(least=0 if accounts is None else accounts.least).pick(lang)
    return OwnedSheet(
        "nominations",
        OWNED_SHEETS["nominations"].pick(lang),
        note,
        columns,
        rows,
        links,
        tones,
    )


def _filled(ones: Sequence[Mapping[Hashable, Any]], lang: Lang) -> list[Filled]:
    def texts(key: str) -> list[str]:
        return [clean_text(one[key]) for one in ones]

    def own(key: str, width: float) -> SheetColumn:
        return SheetColumn(KEY_ACCOUNTS[key].header(lang), width)

    def customers(key: str, width: float, look: Look = "text") -> SheetColumn:
        return SheetColumn(CUSTOMERS[key].header(lang), width, look)

    states = [_SUBMITTED if one["submitted"] else _TO_CONFIRM for one in ones]
    days = [plain_day(one["next_due"]) for one in ones]
    return [
        (own("week", 11), [one["week"] for one in ones]),
        (own("seller", 10), texts("seller")),
        (own("customer_id", 12), texts("customer_id")),
        (own("group", 6), [one["group"] for one in ones]),
        (customers("name", 28), texts("name")),
        (SheetColumn(_RANK.pick(lang), 6, "integer"), [int(one["rank"]) for one in ones]),
        (customers("intent", 10), blank_as_none(texts("intent"))),
        (customers("tier", 10), texts("tier_label")),
        (customers("next_due", 12, "date"), days),
        (SheetColumn(_DAYS.pick(lang), 16), [watched(one["days"], lang) for one in ones]),
        (SheetColumn(_WHY.pick(lang), 40, "wrap"), texts("reason")),
        (SheetColumn(_STATE.pick(lang), 12), [state.pick(lang) for state in states]),
    ]


def watched(days: tuple[dt.date, ...], lang: Lang) -> str:
    """Name the days of the week on which a group is watched: 周一、三、五, Mo We Fr."""
    if lang == "zh":
        return "周" + "、".join(_WEEKDAYS.zh[day.weekday()] for day in days) if days else ""
    return " ".join(_WEEKDAYS.en[2 * day.weekday() :][:2] for day in days)
