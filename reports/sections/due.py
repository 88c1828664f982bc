"""The due list: the first rows as a plain table; all rows, and every other customer, packed for sorting and filtering.

Every number of the page that counts customers leads here: a link names the filter that shows just those rows.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from reports.figures.summary import DUE_STATES, Summary
from reports.packing import ALPHABET, pack_column
from reports.sections.base import Section
from reports.words.values import collation_key, each, iso_day, plain_number
from reports.words.wording import (
    NEVER,
    NO_SELLER,
    PROVISIONAL_MARK,
    STATE_TEXTS,
    TASK_TEXTS,
    state_line,
)
from schemas import results as r
from schemas.columns import CONTACTS, CUSTOMERS
from schemas.texts import Text

ROWS_DRAWN: Final = 100
ROWS_PRINTED: Final = 200

# The columns of the table as people see it. The first is the row's header; sorting goes by the column of the same key.
SHOWN: Final = (
    "name",
    "seller",
    "tier",
    "when",
    "next_due",
    "task",
    "due_reason",
    "last_contact",
    "minutes",
)
_WHEN: Final = Text("状态", "State")
_TASK: Final = Text("任务", "Task")
# What a row of the packed list is, one letter each: a touch, a task beside the touches, another customer.
_TOUCH: Final = "t"
_BESIDE: Final = "b"
_OTHER: Final = "o"
_NO_DATE: Final = "off"
_UNDATED: Final = Text("不排期", "No date")
_FOLLOW: Final = Text(
    "从上往下做，做完记进跟进记录；下次运行时，跟进过的会自动离开清单。",
    "Work from the top and log each touch: who was touched leaves the list at the next run.",
)
_NOBODY: Final = Text(
    "本周没有要跟进的，可以提前准备下周的。",
    "Nobody is due this week: prepare next week's customers.",
)


def _build(summary: Summary) -> Mapping[str, Any]:
    every = _every(summary)
    texts = _texts(summary, every)
    count = len(summary.listed)
    first = [
        {key: column[place] for key, column in texts.items()}
        for place in range(min(count, ROWS_DRAWN))
    ]
    packed = {
        key: pack_column(column, _sort_keys(summary, every)[key]) for key, column in texts.items()
    }
    lang = summary.report.lang
    return {
        "rows": first,
        "count": count,
        "limit": ROWS_DRAWN,
        "print_limit": ROWS_PRINTED,
        "headers": {key: _header(key).pick(lang) for key in SHOWN},
        "choices": _choices(summary, texts),
        "silences": {silence.key: silence.words.pick(lang) for silence in summary.neglected},
        "packed": {"alphabet": ALPHABET, "count": count, "total": len(every), "columns": packed},
    }


def _every(summary: Summary) -> pd.DataFrame:
    """Give the due list and behind it every other customer; their reasons stand in the workbook."""
    others = summary.others.assign(due_reason="", notes="", task="none")
    others[r.STATE] = others[r.STATE].where(others[r.STATE] != "none", _NO_DATE)
    others[r.DAYS_OVERDUE] = 0
    every = pd.concat([summary.listed.assign(kind=_TOUCH), others.assign(kind=_OTHER)])
    beside = every[r.TASK].isin(r.SIDE_TASKS)
    return every.assign(kind=every["kind"].mask(beside, _BESIDE))


def _header(key: str) -> Text:
    if key == "when":
        return _WHEN
    if key == "task":
        return _TASK
    column = CONTACTS["minutes"] if key == "minutes" else CUSTOMERS[key]
    return Text(column.zh, column.en)


def _texts(summary: Summary, due: pd.DataFrame) -> dict[str, list[str]]:
    """Give every column of the list as the texts that are shown, one a row."""
    lang = summary.report.lang
    decide = TASK_TEXTS["decide"].pick(lang)
    states = zip(due[r.STATE], due[r.DAYS_OVERDUE], strict=True)
    words = {"none": decide, _NO_DATE: _UNDATED.pick(lang)}
    silence, last = summary.silence.to_dict(), _last_week(summary)
    marks = [
        f" {PROVISIONAL_MARK.pick(lang)}" if provisional else ""
        for provisional in due[r.PROVISIONAL]
    ]
    return {
        "name": list(due["name"]),
        "id": list(due["customer_id"]),
        "row": [summary.report.row_text(row) for row in due["row"]],
        "seller": [seller or NO_SELLER.pick(lang) for seller in due["seller"]],
        "tier": [label or summary.tier_label("") for label in due[r.TIER_LABEL]],
        "state": list(due[r.STATE]),
        "when": [words.get(state) or state_line(state, int(days), lang) for state, days in states],
        "kind": list(due["kind"]),
        "silence": [silence.get(row, "") for row in due["row"]],
        "last": [last.get(row, "") for row in due["row"]],
        "next_due": [
            day + mark for day, mark in zip(each(due[r.NEXT_DUE], iso_day), marks, strict=True)
        ],
        "task": each(due[r.TASK], lambda task: TASK_TEXTS[task].pick(lang)),
        "notes": list(due[r.NOTES]),
        "due_reason": list(due[r.DUE_REASON]),
        "last_contact": each(due[r.LAST_CONTACT], lambda day: iso_day(day) or NEVER.pick(lang)),
        "minutes": each(due[r.MINUTES], plain_number),
    }


def _by_place(text: str) -> tuple[str, int]:
    """Order rows by their sheet, where there are several, and number."""
    sheet, _, number = text.rpartition(" ")
    return sheet, int(number)


def _sort_keys(summary: Summary, every: pd.DataFrame) -> dict[str, Callable[[str], Any]]:
    """Give the order of each column: work's own order where it has one, else reading order."""
    lang = summary.report.lang
    texts = (
        "name",
        "id",
        "seller",
        "task",
        "notes",
        "due_reason",
        "next_due",
        "kind",
        "silence",
        "last",
    )
    keys: dict[str, Callable[[str], Any]] = dict.fromkeys(texts, collation_key)
    labels = {label: rank for rank, label in enumerate(summary.tiers["label"])}
    states: list[str] = [*DUE_STATES, "none", "later", _NO_DATE]
    lines = {
        STATE_TEXTS["today"].pick(lang): 1,
        STATE_TEXTS["this_week"].pick(lang): 2,
        TASK_TEXTS["decide"].pick(lang): 3,
        STATE_TEXTS["later"].pick(lang): 4,
        _UNDATED.pick(lang): 5,
    }
    late = {
        state_line("overdue", int(days), lang): -int(days)
        for days in every[r.DAYS_OVERDUE].unique()
        if days > 0
    }
    never = NEVER.pick(lang)
    return {
        **keys,
        "row": _by_place,
        "tier": lambda text: labels.get(text, len(labels)),
        "state": states.index,
        "when": lambda text: late.get(text, lines.get(text, 0)),
        "last_contact": lambda text: "" if text == never else text,
        "minutes": lambda text: float(text.replace(",", "")),
    }


def _choices(summary: Summary, texts: Mapping[str, list[str]]) -> dict[str, list[tuple[str, str]]]:
    """Give what each filter offers: the text in the data and the words shown, in the order of work."""
    lang = summary.report.lang
    present = {key: dict.fromkeys(texts[key]) for key in ("seller", "tier", "state")}
    tiers = [label for label in summary.tiers["label"] if label in present["tier"]]
    states: dict[str, str] = {
        **{str(state): STATE_TEXTS[state].pick(lang) for state in DUE_STATES},
        "none": TASK_TEXTS["decide"].pick(lang),
        "later": STATE_TEXTS["later"].pick(lang),
        _NO_DATE: _UNDATED.pick(lang),
    }
    return {
        "seller": [(seller, seller) for seller in present["seller"]],
        "tier": [(label, label) for label in tiers],
        "state": [(state, words) for state, words in states.items() if state in present["state"]],
    }


def _last_week(summary: Summary) -> dict[Any, str]:
    """Tell who was due a week ago: done or open, by row."""
    frame = summary.report.last_week
    was_due = frame.loc[frame["was_due"].astype(bool)]
    return {
        row: "done" if touched else "open"
        for row, touched in zip(was_due.index, was_due["touched"], strict=True)
    }


def _todo(summary: Summary) -> Text:
    return _NOBODY if summary.listed.empty else _FOLLOW


SECTION: Final = Section("due", Text("本周跟进清单", "Due list"), _build, "due.html.j2", _todo)
