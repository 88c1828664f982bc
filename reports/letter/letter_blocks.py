"""What the manager's letter tells, as blocks: both of its parts, HTML and plain text, are drawn from these.

Every list has an end, so that the letter stays under the size at which Gmail clips it; what is left out is counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import pandas as pd

from reports.figures.summary import DUE_STATES, SEVERITIES, Summary
from reports.sections.headline import KeyFigure, work_figures
from reports.sheets.nominations import watched
from reports.words.values import clean_text, plain_number
from reports.words.wording import NO_SELLER, SEVERITY_TEXTS, STATE_TEXTS, state_line
from schemas import results as r
from schemas.texts import Text

CUSTOMERS_SHOWN: Final = 12
SELLERS_SHOWN: Final = 40
MOVES_SHOWN: Final = 12
ACCOUNTS_SHOWN: Final = 24
CHECKS_SHOWN: Final = 8
CELLS_SHOWN: Final = 5
_NAME: Final = 60
_LONG: Final = 160
_T = TypeVar("_T")

_DO: Final = Text("现在该做什么", "What to do now")
_FIRST: Final = Text("先联系这些客户", "Contact these first")
_SELLERS: Final = Text("各负责人本周待跟进", "Due this week by seller")
_TIERS: Final = Text("客户等级", "Customers by tier")
_MOVES: Final = Text("近 7 天等级变动", "Tier moves of the last 7 days")
_NEGLECT: Final = Text("久未联系", "Neglected")
_ACCOUNTS: Final = Text("本周重点客户", "Key accounts this week")
_ISSUES: Final = Text("数据问题", "Data issues")
_REST: Final = Text("本周其余", "later")
_LOAD: Final = Text("占可用时间 {share} %", "{share} % of the time available")
_CUSTOMERS: Final = Text("{count} 位", "{count}")
_LEFT_OUT: Final = Text("另有 {count} 项，请看工作簿", "{count} more in the workbook")
_SUBMITTED: Final = Text("已提报", "submitted")
_TO_CONFIRM: Final = Text("待确认", "to be confirmed")
_NEW: Final = Text("新", "new")
_NO_MOVES: Final = Text("没有等级变动。", "No tier has changed.")
_NOBODY_DUE: Final = Text("本周没有要跟进的客户。", "Nobody is due this week.")
_NO_ISSUES: Final = Text("没有发现问题。", "Nothing to mend.")
_NO_ACCOUNTS: Final = Text(
    "没有任何有意向的客户，可以不提报。", "No customer shows intent; nothing need be submitted."
)


@dataclass(frozen=True, slots=True)
class BarPart:
    """One piece of a bar: its tone (overdue, today, week, tier) and its share of the whole width in percent."""

    tone: str
    width: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: everything that the bar shows stands in `says` too. rest: percent of the width left blank."""

    label: str
    says: str
    parts: Sequence[BarPart]
    rest: int


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list. tag: a word at its right · tone: colours the tag, never its only sign."""

    name: str
    facts: str
    text: str
    tag: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the letter under its title; what is empty is not drawn."""

    title: str
    lines: Sequence[str] = ()
    figures: Sequence[KeyFigure] = ()
    bars: Sequence[Bar] = ()
    rows: Sequence[Row] = ()


def letter_blocks(summary: Summary, share: int = 1) -> list[Block]:
    """Tell one manager's week.

    Takes:   the summary of a slice · share: 2 shows half of each list, 3 a third …, for a letter that is too long.
    Returns: the blocks in the order of reading; texts in the language of the run, without controls.
    """
    lang = summary.report.lang
    blocks = [
        Block(_DO.pick(lang), [text.pick(lang) for text in summary.advice], work_figures(summary)),
        _first(summary, share),
        _sellers(summary, share),
        _tiers(summary),
        _moves(summary, share),
        Block(
            _NEGLECT.pick(lang),
            [
                f"{silence.words.pick(lang)} {plain_number(silence.count)}"
                for silence in summary.neglected
            ],
        ),
    ]
    if summary.report.key_accounts is not None:
        blocks.append(_accounts(summary, share))
    return [*blocks, _issues(summary, share)]


def clip(text: Any, longest: int = _LONG) -> str:
    """Give a text as one clean line that is not endless."""
    clean = clean_text(text)
    return clean if len(clean) <= longest else clean[: longest - 1].rstrip() + "…"


def _first(summary: Summary, share: int) -> Block:
    """Name the customers to begin with: overdue before today, the best tier first, the longest overdue first."""
    lang, due = summary.report.lang, summary.due
    ranks = due[r.STATE].map({state: rank for rank, state in enumerate(DUE_STATES)})
    dated = due.assign(state_rank=ranks).dropna(subset=["state_rank"])
    ordered = dated.sort_values(
        ["state_rank", r.TIER_RANK, r.DAYS_OVERDUE, "row"],
        ascending=[True, True, False, True],
        kind="stable",
    )
    rows = [
        Row(
            clip(one["name"], _NAME),
            _joined(one["seller"] or NO_SELLER.pick(lang), one[r.TIER_LABEL], one["customer_id"]),
            clip(one[r.DUE_REASON]),
            state_line(one[r.STATE], int(one[r.DAYS_OVERDUE]), lang),
            one[r.STATE],
        )
        for one in ordered.head(CUSTOMERS_SHOWN // share).to_dict("records")
    ]
    return Block(
        _FIRST.pick(lang),
        _ends(len(ordered), CUSTOMERS_SHOWN // share, _NOBODY_DUE, summary),
        rows=rows,
    )


def _sellers(summary: Summary, share: int) -> Block:
    lang, sellers = summary.report.lang, summary.sellers
    shown = sellers[(sellers["customers"] > 0) | (sellers["due"] > 0)]
    most = int(shown[list(DUE_STATES)].sum(axis=1).max()) if len(shown) else 0
    bars = []
    for name, numbers in _first_of(
        zip(shown.index, shown.to_dict("records"), strict=True), SELLERS_SHOWN // share
    ):
        words = (STATE_TEXTS["overdue"], STATE_TEXTS["today"], _REST)
        told = [
            f"{word.pick(lang)} {plain_number(numbers[state])}"
            for word, state in zip(words, DUE_STATES, strict=True)
        ]
        load = numbers["load"]
        told += [] if pd.isna(load) else [_LOAD.fill(share=round(100 * load)).pick(lang)]
        tones = zip(("overdue", "today", "week"), DUE_STATES, strict=True)
        counts = [(tone, int(numbers[state])) for tone, state in tones]
        bars.append(_bar(clip(name, _NAME) or NO_SELLER.pick(lang), " · ".join(told), counts, most))
    return Block(
        _SELLERS.pick(lang),
        _ends(len(shown), SELLERS_SHOWN // share, _NOBODY_DUE, summary),
        bars=bars,
    )


def _tiers(summary: Summary) -> Block:
    lang, tiers = summary.report.lang, summary.tiers
    most = int(tiers["customers"].max()) if len(tiers) else 0
    bars = [
        _bar(
            clip(" ".join(part for part in (tier["label"], tier["name"]) if part), _NAME),
            _CUSTOMERS.fill(count=plain_number(tier["customers"])).pick(lang),
            [("tier", int(tier["customers"]))],
            most,
        )
        for tier in tiers.to_dict("records")
        if tier["customers"]
    ]
    return Block(_TIERS.pick(lang), bars=bars)


def _bar(label: str, says: str, counts: Sequence[tuple[str, int]], most: int) -> Bar:
    """Measure a bar: whole percents, each piece that is there at least one wide."""
    parts = [BarPart(tone, max(1, 100 * count // most)) for tone, count in counts if count]
    return Bar(label, says, parts, max(0, 100 - sum(part.width for part in parts)))


def _moves(summary: Summary, share: int) -> Block:
    lang = summary.report.lang
    moved = summary.week_moves
    rows = [
        Row(
            clip(one["name"], _NAME),
            _joined(one["seller"] or NO_SELLER.pick(lang), one["customer_id"]),
            clip(one["reason"]),
            f"{one['from_tier'] or _NEW.pick(lang)} → {one['to_tier'] or summary.tier_label('')}",
            {"up": "good", "down": "overdue"}.get(one["direction"], ""),
        )
        for one in moved.head(MOVES_SHOWN // share).to_dict("records")
    ]
    return Block(
        _MOVES.pick(lang), _ends(len(moved), MOVES_SHOWN // share, _NO_MOVES, summary), rows=rows
    )


def _accounts(summary: Summary, share: int) -> Block:
    lang, accounts = summary.report.lang, summary.report.key_accounts
    proposed = pd.DataFrame() if accounts is None else accounts.nominations
    rows = [
        Row(
            clip(one["name"], _NAME),
            _joined(one["seller"], one["tier_label"], one["group"], watched(one["days"], lang)),
            clip(one["reason"]),
            (_SUBMITTED if one["submitted"] else _TO_CONFIRM).pick(lang),
            "good" if one["submitted"] else "",
        )
        for one in proposed.head(ACCOUNTS_SHOWN // share).to_dict("records")
    ]
    return Block(
        _ACCOUNTS.pick(lang),
        _ends(len(proposed), ACCOUNTS_SHOWN // share, _NO_ACCOUNTS, summary),
        rows=rows,
    )


def _issues(summary: Summary, share: int) -> Block:
    lang = summary.report.lang
    rows = []
    for check in summary.checks[: CHECKS_SHOWN // share]:
        cells = ("、" if lang == "zh" else ", ").join(
            clip(cell, _NAME) for cell in check.cells[:CELLS_SHOWN]
        )
        more = " …" if len(check.cells) > CELLS_SHOWN else ""
        tone = "overdue" if check.severity == "error" else ""
        count = f"{SEVERITY_TEXTS[check.severity].pick(lang)} {len(check.cells)}"
        rows.append(Row(clip(check.what.pick(lang)), cells + more, "", count, tone))
    counts = " · ".join(
        f"{SEVERITY_TEXTS[s].pick(lang)} {plain_number(summary.severities[s])}" for s in SEVERITIES
    )
    left = _ends(len(summary.checks), CHECKS_SHOWN // share, _NO_ISSUES, summary)
    return Block(_ISSUES.pick(lang), [*([counts] if rows else []), *left], rows=rows)


def _ends(count: int, shown: int, nothing: Text, summary: Summary) -> list[str]:
    """Say that a list is empty, or how much of it is left out."""
    if not count:
        return [nothing.pick(summary.report.lang)]
    return (
        [_LEFT_OUT.fill(count=plain_number(count - shown)).pick(summary.report.lang)]
        if count > shown
        else []
    )


def _joined(*facts: Any) -> str:
    return " · ".join(text for text in (clip(fact, _NAME) for fact in facts) if text)


def _first_of(pairs: Iterable[_T], count: int) -> list[_T]:
    return list(pairs)[:count]
