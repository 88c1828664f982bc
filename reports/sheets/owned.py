"""The contents of the sheets that the program owns: 本周跟进, 等级变动, 数据问题, 汇总; 触达日历 and 重点提名 are written beside it."""

import datetime as dt
import math
from collections.abc import Sequence
from typing import Final

import pandas as pd

from reports.figures.meeting import neglected, silence_of, week_start
from reports.figures.summary import SEVERITIES, Summary, summarise
from reports.figures.view import ReportInput
from reports.sheets.filled import Filled, blank_as_none, side_by_side
from reports.sheets.nominations import nominations_sheet
from reports.sheets.touch_sheet import touch_sheet
from reports.words.values import cell_link, clean_text, each, plain_day
from reports.words.wording import (
    NO_SELLER,
    SEVERITY_TEXTS,
    TASK_TEXTS,
    UNCLASSIFIED,
    due_words,
)
from schemas import results as r
from schemas.columns import CONTACTS, CUSTOMERS, OWNED_SHEETS
from schemas.sheets import CellValue, DayTone, Look, OwnedSheet, SheetColumn, Tone
from schemas.texts import Lang, Text

_NOTE_DUE: Final = Text(
    "本表由程序每周重写，请勿在此填写；跟进后请记在跟进记录或客户表。{first}~{last} 这一周；过了“下次跟进”的是红色，今天和待决定的是黄色。",
    "The program rewrites this sheet each week: log touches in the contact log or the customer sheet. Week {first} to {last}. "
    "Red: Next due has passed; yellow: it is today, or a decision is wanted.",
)
_NOTE_MOVES: Final = Text(
    "等级变动台账：程序只在末尾添加，从不改动已有的行。",
    "Ledger of tier moves: the program only adds at the end and never changes a row.",
)
_NOTE_FINDINGS: Final = Text(
    "本表由程序每周重写。请点“位置”跳到原处修改；改好后再运行，这里的条目会自动消失。",
    "The program rewrites this sheet each week. Follow the link, mend the cell and run again.",
)
_NOTE_OVERVIEW: Final = Text(
    "本表由程序每周重写。方法：{method}。{first}~{last} 这一周：分钟含之前到期的，可用分钟按整周算，久未联系截至周一。",
    "The program rewrites this sheet each week. Method: {method}. Week {first} to {last}: minutes with what was due before it, "
    "capacity of the whole week, neglected as of Monday.",
)
_DUE_ON: Final = Text("到期", "Due on")
_TASK: Final = Text("任务", "Task")
_NOTES: Final = Text("要点", "Points")
_FROM: Final = Text("原等级", "From tier")
_TO: Final = Text("新等级", "To tier")
_REASON: Final = Text("原因", "Reason")
_SEVERITY: Final = Text("严重程度", "Severity")
_PLACE: Final = Text("位置", "Place")
_HEADER: Final = Text("表头", "Header")
_VALUE: Final = Text("内容", "Content")
_WHAT: Final = Text("问题", "Problem")
_MEND: Final = Text("怎么改", "How to mend it")
_GROUP: Final = Text("分类", "Group")
_ITEM: Final = Text("项目", "Item")
_CUSTOMERS: Final = Text("客户数", "Customers")
_DUE: Final = Text("到期合计", "Due in all")
_DUE_BEFORE: Final = Text("本周前到期", "Due before this week")
_DUE_NOW: Final = Text("本周到期", "Due this week")
_CAPACITY: Final = Text("整周可用分钟", "Week's capacity (min)")
_LOAD: Final = Text("占用率", "Load")
_COMPLETENESS: Final = Text("平均完整度", "Average completeness")
_TOTAL: Final = Text("合计", "Total")
_ALL: Final = Text("全部已分级客户行", "All good rows")
_SET_ASIDE_ROWS: Final = Text("搁置（数据有误）", "Set aside (error in the row)")
_NEGLECT: Final = Text("久未联系", "Neglected")
_ISSUES: Final = Text("数据问题", "Data issues")
_NEXT_DUE: Final = 4
"""Place of the column that says when a touch is due."""
_DUE_TONES: Final = (
    DayTone("alarm", ((_NEXT_DUE, "past"),)),
    DayTone("warn", ((_NEXT_DUE, "today"),)),
)


def owned_sheets(
    report: ReportInput, previous_moves: Sequence[Sequence[CellValue]]
) -> list[OwnedSheet]:
    """Write the sheets that the program owns.

    Takes:   one run; the rows that the sheet of moves already has, oldest first.
    Returns: due list, moves, findings, overview, touch calendar where there is one, proposals, in this order; the same run gives the same sheets.
    Raises:  nothing.
    """
    return sheets_of(summarise(report), previous_moves)


def sheets_of(summary: Summary, previous_moves: Sequence[Sequence[CellValue]]) -> list[OwnedSheet]:
    """Write the sheets of a summary that is already worked out; see `owned_sheets`."""
    report = summary.report
    return [
        due_sheet(summary),
        moves_sheet(summary, previous_moves),
        findings_sheet(summary),
        overview_sheet(summary),
        *([] if report.touches is None else [touch_sheet(report)]),
        nominations_sheet(report),
    ]


def due_sheet(summary: Summary) -> OwnedSheet:
    """Write this week's work: by seller, tier and day, each customer linked to its row."""
    report, due = summary.report, summary.listed
    lang = report.lang
    columns, rows = side_by_side(_due_filled(due, week_start(report.as_of), lang))
    links = {(place, 1): report.link(row) for place, row in enumerate(due["row"])}
    tones: dict[int, Tone] = {
        place: "warn" for place, task in enumerate(due[r.TASK]) if task == "decide"
    }
    return OwnedSheet(
        "due",
        OWNED_SHEETS["due"].pick(lang),
        _note(_NOTE_DUE, summary),
        columns,
        rows,
        links,
        tones,
        _DUE_TONES,
    )


def _due_filled(due: pd.DataFrame, monday: dt.date, lang: Lang) -> list[Filled]:
    def column(key: str, width: float, look: Look = "text") -> SheetColumn:
        return SheetColumn(CUSTOMERS[key].header(lang), width, look)

    nobody, unclassified = NO_SELLER.pick(lang), UNCLASSIFIED.pick(lang)
    tasks = each(due[r.TASK], lambda task: TASK_TEXTS[task].pick(lang))
    minutes = SheetColumn(CONTACTS["minutes"].header(lang), 8, "number")
    return [
        (column("seller", 10), each(due["seller"], lambda seller: seller or nobody)),
        (column("name", 28), list(due["name"])),
        (column("customer_id", 12), list(due["customer_id"])),
        (column("tier", 8), each(due[r.TIER_LABEL], lambda label: label or unclassified)),
        (column("next_due", 12, "date"), each(due[r.NEXT_DUE], plain_day)),
        (SheetColumn(_DUE_ON.pick(lang), 16), _due_words(due, monday, lang)),
        (SheetColumn(_TASK.pick(lang), 9), tasks),
        (SheetColumn(_NOTES.pick(lang), 30, "wrap"), blank_as_none(due[r.NOTES])),
        (column("due_reason", 54, "wrap"), blank_as_none(due[r.DUE_REASON])),
        (column("last_contact", 12, "date"), each(due[r.LAST_CONTACT], plain_day)),
        *(
            (column(key, spot.width), blank_as_none(due[key]))
            for key, spot in CUSTOMERS.shown_at("due").items()
        ),
        (minutes, each(due[r.MINUTES], _number)),
    ]


def _due_words(due: pd.DataFrame, monday: dt.date, lang: Lang) -> list[str]:
    decide = TASK_TEXTS["decide"].pick(lang)
    return [
        decide if state == "none" else due_words(plain_day(day), monday, lang)
        for state, day in zip(due[r.STATE], due[r.NEXT_DUE], strict=True)
    ]


def moves_sheet(summary: Summary, previous_moves: Sequence[Sequence[CellValue]]) -> OwnedSheet:
    """Write the ledger of tier moves: what it has stays as it is, the new moves come last."""
    lang = summary.report.lang
    added = [
        (
            move["date"],
            move["customer_id"],
            move["name"],
            move["seller"] or None,
            move["from_tier"] or None,
            move["to_tier"] or None,
            move["reason"],
        )
        for move in summary.moves.to_dict("records")
    ]
    columns = [
        SheetColumn(CONTACTS["date"].header(lang), 12, "date"),
        SheetColumn(CUSTOMERS["customer_id"].header(lang), 12),
        SheetColumn(CUSTOMERS["name"].header(lang), 28),
        SheetColumn(CUSTOMERS["seller"].header(lang), 10),
        SheetColumn(_FROM.pick(lang), 9),
        SheetColumn(_TO.pick(lang), 9),
        SheetColumn(_REASON.pick(lang), 60, "wrap"),
    ]
    # A colleague may have written remarks beside the ledger: they stay, under headers of their own.
    width = max([len(columns), *map(len, previous_moves)])
    columns += [SheetColumn("", 20)] * (width - len(columns))
    rows = [(*row, *[None] * (width - len(row))) for row in [*previous_moves, *added]]
    return OwnedSheet(
        "moves", OWNED_SHEETS["moves"].pick(lang), _note(_NOTE_MOVES, summary), tuple(columns), rows
    )


def findings_sheet(summary: Summary) -> OwnedSheet:
    """Write what is wrong with the data, errors first, each linked to its cell."""
    report = summary.report
    lang = report.lang
    findings = sorted(report.findings, key=lambda finding: SEVERITIES.index(finding.severity))
    rows = [
        (
            SEVERITY_TEXTS[f.severity].pick(lang),
            clean_text(f.cell),
            clean_text(f.header),
            clean_text(f.value) or None,
            clean_text(f.what.pick(lang)),
            clean_text(f.mend.pick(lang)),
        )
        for f in findings
    ]
    links = {
        (place, 1): cell_link(f.sheet, f.column or "A", f.row or 1)
        for place, f in enumerate(findings)
        if f.sheet
    }
    tones: dict[int, Tone] = {
        place: "alarm" for place, f in enumerate(findings) if f.severity == "error"
    }
    columns = (
        SheetColumn(_SEVERITY.pick(lang), 10),
        SheetColumn(_PLACE.pick(lang), 16),
        SheetColumn(_HEADER.pick(lang), 16),
        SheetColumn(_VALUE.pick(lang), 28, "wrap"),
        SheetColumn(_WHAT.pick(lang), 40, "wrap"),
        SheetColumn(_MEND.pick(lang), 50, "wrap"),
    )
    note = _note(_NOTE_FINDINGS, summary)
    return OwnedSheet(
        "findings", OWNED_SHEETS["findings"].pick(lang), note, columns, rows, links, tones
    )


def overview_sheet(summary: Summary) -> OwnedSheet:
    """Write the run in numbers: in all, by tier, by seller, and the customers without a word for long."""
    lang = summary.report.lang
    sellers = _seller_rows(summary)
    head = [*_total_rows(summary), *_tier_rows(summary)]
    rows = [*head, *sellers, *_other_rows(summary)]
    tones: dict[int, Tone] = {0: "good"}
    for place, load in enumerate(summary.sellers["week_load"], start=len(head)):
        if load > 1:
            tones[place] = "alarm"
    columns = (
        SheetColumn(_GROUP.pick(lang), 10),
        SheetColumn(_ITEM.pick(lang), 30),
        SheetColumn(_CUSTOMERS.pick(lang), 10, "integer"),
        SheetColumn(_DUE_BEFORE.pick(lang), 21, "integer"),
        SheetColumn(_DUE_NOW.pick(lang), 15, "integer"),
        SheetColumn(_DUE.pick(lang), 11, "integer"),
        SheetColumn(CONTACTS["minutes"].header(lang), 9, "number"),
        SheetColumn(_CAPACITY.pick(lang), 21, "number"),
        SheetColumn(_LOAD.pick(lang), 9, "percent"),
        SheetColumn(_COMPLETENESS.pick(lang), 22, "number"),
    )
    note = _note(_NOTE_OVERVIEW, summary)
    return OwnedSheet(
        "overview", OWNED_SHEETS["overview"].pick(lang), note, columns, rows, tones=tones
    )


def _total_rows(summary: Summary) -> list[tuple[CellValue, ...]]:
    lang, sellers = summary.report.lang, summary.sellers
    graded = summary.report.graded
    total = _TOTAL.pick(lang)
    minutes, capacity = float(sellers["minutes"].sum()), float(sellers["week_capacity"].sum())
    return [
        (
            total,
            _ALL.pick(lang),
            len(graded),
            *_due_counts(summary.due, summary),
            minutes,
            capacity,
            minutes / capacity if capacity else None,
            _number(graded[r.COMPLETENESS].mean()),
        ),
        (total, _SET_ASIDE_ROWS.pick(lang), summary.report.set_aside, *[None] * 7),
    ]


def _due_counts(due: pd.DataFrame, summary: Summary) -> tuple[int, int, int]:
    """Count touches due before this week, in it, and in all; a decision without a date is in the last number alone."""
    before = due[r.NEXT_DUE] < pd.Timestamp(week_start(summary.report.as_of))
    dated = int(due[r.NEXT_DUE].notna().sum())
    return int(before.sum()), dated - int(before.sum()), len(due)


def _tier_rows(summary: Summary) -> list[tuple[CellValue, ...]]:
    group = CUSTOMERS[r.TIER].header(summary.report.lang)
    return [
        (
            group,
            " ".join(part for part in (line["label"], line["name"]) if part),
            line["customers"],
            *_due_counts(summary.due.loc[summary.due[r.TIER] == tier], summary),
            _number(line["minutes"]),
            None,
            None,
            None,
        )
        for tier, line in zip(summary.tiers.index, summary.tiers.to_dict("records"), strict=True)
    ]


def _seller_rows(summary: Summary) -> list[tuple[CellValue, ...]]:
    lang = summary.report.lang
    group = CUSTOMERS["seller"].header(lang)
    return [
        (
            group,
            name or NO_SELLER.pick(lang),
            s["customers"],
            *_due_counts(summary.due.loc[summary.due["seller"] == name], summary),
            _number(s["minutes"]),
            _number(s["week_capacity"]),
            _number(s["week_load"], 4),
            _number(s["completeness"]),
        )
        for name, s in zip(summary.sellers.index, summary.sellers.to_dict("records"), strict=True)
    ]


def _other_rows(summary: Summary) -> list[tuple[CellValue, ...]]:
    lang = summary.report.lang
    report = summary.report
    silences = neglected(report, silence_of(report, week_start(report.as_of)))
    silent = [(_NEGLECT, silence.words, silence.count) for silence in silences]
    issues = [
        (_ISSUES, SEVERITY_TEXTS[severity], count) for severity, count in summary.severities.items()
    ]
    return [
        (group.pick(lang), item.pick(lang), count, *[None] * 7)
        for group, item, count in silent + issues
    ]


def _number(value: float, digits: int = 1) -> float | None:
    return None if math.isnan(value) else round(float(value), digits)


def _note(text: Text, summary: Summary) -> str:
    report = summary.report
    first = week_start(report.as_of)
    last = first + dt.timedelta(days=6)
    return text.fill(first=first, last=last, method=report.method).pick(report.lang)
