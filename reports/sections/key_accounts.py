"""The weekly key accounts: proposals by seller, the close of last week, effort against revenue."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from reports.figures.summary import Summary
from reports.figures.view import KeyAccounts
from reports.sections.base import Section
from reports.sheets.nominations import watched
from reports.words.values import clean_text, ordered, plain_number
from reports.words.wording import NO_SELLER
from schemas.texts import Lang, Text

NOTHING: Final = "—"
WEEKS_SHOWN: Final = 8
REASONS_SHOWN: Final = 6
_TEAM: Final = Text("全团队", "The whole team")
_WON: Final = Text("成交", "won")
_LOST: Final = Text("战败", "lost")
_WATCH: Final = Text(
    "今天关注 {groups}（{count} 位）：请逐位过一遍。{open}",
    "Watched today: {groups} ({count}): go through them one by one.{open}",
)
_OFF: Final = Text("今天不是关注日。{open}", "No group is watched today.{open}")
_OPEN: Final = Text(
    "还有 {count} 位提名待确认，请填进“重点客户”表。",
    " {count} proposals wait: confirm them in the Key accounts sheet.",
)
_NONE_WANTED: Final = Text("本周不用提报重点客户。", "No key accounts are asked for this week.")
_NO_REASON: Final = Text("（未写原因）", "(no reason given)")


def _build(summary: Summary) -> Mapping[str, Any]:
    accounts, lang = summary.report.key_accounts, summary.report.lang
    if accounts is None:
        return {"wanted": False}
    names = [
        str(seller)
        for seller in summary.sellers.index
        if seller and summary.sellers.at[seller, "customers"]
    ]
    return {
        "wanted": True,
        "least": accounts.least,
        "sellers": [_proposed(accounts, seller, summary.report.as_of, lang) for seller in names],
        "closed": accounts.closed.isoformat(),
        "closes": [_close_row(seller, _row(accounts.sellers, seller), lang) for seller in names],
        "weeks": [
            _week_row(accounts, monday, lang) for monday in accounts.weeks.index[-WEEKS_SHOWN:]
        ],
        "reasons": _reasons(accounts, lang),
        "effort": _effort(accounts, lang),
    }


def _todo(summary: Summary) -> Text:
    """Name today's group, and how many proposals wait to be confirmed."""
    accounts = summary.report.key_accounts
    if accounts is None or accounts.nominations.empty:
        return _NONE_WANTED
    proposed = accounts.nominations
    waiting = int((~proposed["submitted"].astype(bool)).sum())
    still = _OPEN.fill(count=waiting) if waiting else Text("", "")
    today = proposed.loc[[summary.report.as_of in days for days in proposed["days"]]]
    if today.empty:
        return _OFF.fill(open=still)
    groups = ordered(today["group"].astype(str))
    return _WATCH.fill(groups="、".join(groups), count=len(today), open=still)


def _proposed(accounts: KeyAccounts, seller: str, as_of: dt.date, lang: Lang) -> Mapping[str, Any]:
    own = accounts.nominations.loc[accounts.nominations["seller"] == seller]
    rows = [
        {
            **one,
            "name": clean_text(one["name"]),
            "days": watched(one["days"], lang),
            "today": as_of in one["days"],
        }
        for one in own.to_dict("records")
    ]
    return {
        "name": seller,
        "rows": rows,
        "submitted": int(own["submitted"].sum()) if len(own) else 0,
    }


def _row(frame: pd.DataFrame, seller: str) -> "pd.Series[Any] | None":
    found = frame.loc[frame.index == seller]
    return found.iloc[0] if len(found) else None


def _close_row(name: str, numbers: "pd.Series[Any] | None", lang: Lang) -> Mapping[str, str]:
    """Write the numbers of one close; without submissions every rate is a dash."""
    shown = {"name": name or NO_SELLER.pick(lang)}
    keys = ("submitted", "won", "lost", "open")
    counts = (
        dict.fromkeys(keys, "0")
        if numbers is None
        else {key: plain_number(numbers[key]) for key in keys}
    )
    rates = ("close_rate", "loss_rate", "close_rate_of_decided", "loss_rate_of_decided")
    shown |= counts | {key: _percent(numbers, key) for key in rates}
    return shown | {key: _number(numbers, key) for key in ("cycle_median", "cycle_mean")}


def _percent(numbers: "pd.Series[Any] | None", key: str) -> str:
    if numbers is None or pd.isna(numbers[key]):
        return NOTHING
    return f"{round(100 * float(numbers[key]))} %"


def _number(numbers: "pd.Series[Any] | None", key: str) -> str:
    return NOTHING if numbers is None or pd.isna(numbers[key]) else plain_number(numbers[key])


def _week_row(accounts: KeyAccounts, monday: Any, lang: Lang) -> Mapping[str, str]:
    year, number, _ = monday.date().isocalendar()
    return _close_row(f"{year}-W{number:02d}", accounts.weeks.loc[monday], lang)


def _reasons(accounts: KeyAccounts, lang: Lang) -> list[tuple[str, str, int]]:
    shown = []
    for outcome, word in (("won", _WON), ("lost", _LOST)):
        told = accounts.reasons.loc[accounts.reasons["outcome"] == outcome].head(REASONS_SHOWN)
        for one in told.to_dict("records"):
            reason = clean_text(one["reason"]) or _NO_REASON.pick(lang)
            shown.append((word.pick(lang), reason, int(one["count"])))
    return shown


def _effort(accounts: KeyAccounts, lang: Lang) -> list[Mapping[str, str]]:
    return [
        {
            "name": clean_text(one["seller"]) or _TEAM.pick(lang),
            "top": plain_number(one["top"]),
            "effort": _percent(pd.Series(one), "effort_share"),
            "revenue": _percent(pd.Series(one), "revenue_share"),
        }
        for one in accounts.effort.to_dict("records")
    ]


SECTION: Final = Section(
    "key-accounts",
    Text("本周重点客户", "Key accounts this week"),
    _build,
    "key_accounts.html.j2",
    _todo,
)
