"""How many customers each tier has, and who moved from where to where."""

from collections.abc import Mapping
from typing import Any, Final

from reports.figures.summary import Summary
from reports.sections.base import Section
from reports.words.values import clean_text, iso_day
from reports.words.wording import NO_SELLER, UNCLASSIFIED
from schemas.texts import Text

MOVES_SHOWN: Final = 60
_STILL: Final = Text(
    "最近七天没有等级变动，不用处理。", "No tier moved within seven days; nothing to do."
)
_MOVED: Final = Text(
    "最近七天升 {up}、降 {down}、新定 {new}：请逐位看降级的原因，不对的用“手动等级”改。",
    "Within seven days {up} up, {down} down, {new} new: read why each went down; where it is wrong, set a manual tier.",
)


def _build(summary: Summary) -> Mapping[str, Any]:
    tiers, report = summary.tiers, summary.report
    total = int(tiers["customers"].sum())
    return {
        "tiers": [tier for tier in tiers.to_dict("records") if tier["label"] or tier["customers"]],
        "total": total,
        "set_aside": report.set_aside,
        "most": max(1, int(tiers["customers"].max()), report.set_aside),
        "labels": list(tiers["label"]),
        "matrix": _matrix(summary),
        "moves": _moves(summary),
        "move_count": len(summary.week_moves),
        "grades": _grades(summary),
        "shown": MOVES_SHOWN,
    }


def _matrix(summary: Summary) -> list[dict[str, Any]]:
    """Give the movement matrix row by row: from-label, and a cell (count, up, down or same) for each tier moved to."""
    counts = summary.movements.to_numpy()
    places = range(len(counts))
    kinds = [[_kind(a, b, len(counts) - 1) for b in places] for a in places]
    return [
        {
            "label": label,
            "cells": [(int(count), kind) for count, kind in zip(row, row_kinds, strict=True)],
        }
        for label, row, row_kinds in zip(summary.tiers["label"], counts, kinds, strict=True)
    ]


def _kind(start: int, end: int, unclassified: int) -> str:
    if start == end:
        return "same"
    return "new" if start == unclassified else "up" if end < start else "down"


def _grades(summary: Summary) -> list[dict[str, Any]]:
    """Count the grades of each secondary method; a grade is shown with its method, such as 三要素A."""
    report = summary.report
    found = []
    for column, method in report.grades.items():
        name = method.pick(report.lang)
        counts = report.graded[column].map(clean_text).value_counts().sort_index()
        labels = [
            f"{name}{grade}" if grade else UNCLASSIFIED.pick(report.lang) for grade in counts.index
        ]
        found.append({"name": name, "counts": list(zip(labels, counts.tolist(), strict=True))})
    return found


def _moves(summary: Summary) -> list[dict[str, Any]]:
    shown = summary.week_moves.head(MOVES_SHOWN).to_dict("records")
    return [
        {
            "day": iso_day(move["date"]),
            "name": move["name"],
            "id": move["customer_id"],
            "seller": move["seller"] or NO_SELLER.pick(summary.report.lang),
            "from": summary.tier_label(move["from_tier"]),
            "to": summary.tier_label(move["to_tier"]),
            "direction": move["direction"],
            "reason": move["reason"],
        }
        for move in shown
    ]


def _todo(summary: Summary) -> Text:
    counts = summary.move_counts
    return _MOVED.fill(**counts) if any(counts.values()) else _STILL


SECTION: Final = Section(
    "tiers", Text("等级与变动", "Tiers and moves"), _build, "tiers.html.j2", _todo
)
