"""Workload against capacity for this week and the next twelve, and what does not fit this week."""

import math
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from reports.figures.summary import Summary
from reports.sections.base import Section
from reports.words.values import clean_text, plain_number
from reports.words.wording import NO_SELLER
from schemas.texts import Text

_FULL: Final = 1.0
_NOTHING: Final = Text("未来十三周没有要做的。", "Nothing falls due in the coming thirteen weeks.")
_OVER: Final = Text(
    "{week} 起的一周排不下（{load}%），请现在就把其中不急的往前做，或找人分担。",
    "The week of {week} does not fit ({load} %): do what can be done early now, or share it.",
)
_SOMEBODY: Final = Text(
    "全队合计排得下，但有人有排不下的周：请看下表中 ▲ 的格子，早点分给同事。",
    "The team as a whole has room, but somebody has a week that does not fit: see ▲ in the table and share it in time.",
)
_CALM: Final = Text(
    "每一周都排得下，最忙的是 {week} 起的一周（{load}%），照节奏做即可。",
    "Every week fits; the busiest is that of {week} ({load} %). Keep the rhythm.",
)
_DESC: Final = Text(
    "每根柱子是一周到期的分钟数，横线是可用分钟数。最忙：{week}，{minutes} 分钟，可用 {capacity} 分钟。",
    "Each column is the minutes falling due in a week, the line the minutes available. Busiest: {week}, {minutes} of {capacity} min.",
)


def team_weeks(summary: Summary) -> pd.DataFrame:
    """Add the sellers up by week: days aside, the same columns, and load (NaN without capacity)."""
    outlook = summary.report.outlook
    weeks = outlook.groupby("week")[["touches", "minutes", "capacity"]].sum()
    weeks["provisional"] = outlook.groupby("week")["provisional"].any()
    weeks["load"] = weeks["minutes"] / weeks["capacity"].where(weeks["capacity"] > 0)
    return weeks


def _build(summary: Summary) -> Mapping[str, Any]:
    outlook, lang = summary.report.outlook, summary.report.lang
    weeks = team_weeks(summary)
    if not weeks["touches"].sum():
        return {"weeks": []}
    busiest = _busiest(weeks)
    desc = _DESC.fill(
        week=busiest.strftime("%Y-%m-%d"),
        minutes=plain_number(weeks.at[busiest, "minutes"]),
        capacity=plain_number(weeks.at[busiest, "capacity"]),
    )
    bars = [
        {
            "day": week.strftime("%m-%d"),
            "minutes": row["minutes"],
            "capacity": row["capacity"],
            "provisional": row["provisional"],
        }
        for week, row in zip(weeks.index, weeks.to_dict("records"), strict=True)
    ]
    kept = outlook.groupby("seller")["touches"].transform("sum") > 0
    names = {seller: clean_text(seller) for seller in outlook["seller"].unique()}
    order = {seller: place for place, seller in enumerate(summary.sellers.index)}
    rows = [
        {
            "name": names[seller] or NO_SELLER.pick(lang),
            "cells": [_cell(one) for one in own.to_dict("records")],
        }
        for seller, own in sorted(
            outlook.loc[kept].groupby("seller"), key=lambda pair: order.get(names[pair[0]], -1)
        )
    ]
    return {
        "weeks": bars,
        "rows": rows,
        "total": [_cell(one) for one in weeks.to_dict("records")],
        "scale": max(1.0, float(weeks[["minutes", "capacity"]].max().max())),
        "desc": desc.pick(lang),
        "any_provisional": bool(weeks["provisional"].any()),
    }


def _cell(week: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "minutes": week["minutes"],
        "over": week["capacity"] > 0 and week["minutes"] > week["capacity"],
    }


def _busiest(weeks: pd.DataFrame) -> pd.Timestamp:
    loads = weeks["load"] if weeks["load"].notna().any() else weeks["minutes"]
    place = int(loads.fillna(-1.0).to_numpy().argmax())
    return pd.Timestamp(weeks.index[place])


def _todo(summary: Summary) -> Text:
    weeks = team_weeks(summary)
    if not weeks["touches"].sum():
        return _NOTHING
    busiest = _busiest(weeks)
    load = float(weeks["load"].loc[busiest])
    facts = {
        "week": busiest.strftime("%Y-%m-%d"),
        "load": "—" if math.isnan(load) else round(100 * load),
    }
    if load > _FULL:
        return _OVER.fill(**facts)
    own = summary.report.outlook
    tight = (own["capacity"] > 0) & (own["minutes"] > own["capacity"])
    return _SOMEBODY if tight.any() else _CALM.fill(**facts)


SECTION: Final = Section(
    "outlook",
    Text("未来十三周的工作量", "The coming thirteen weeks"),
    _build,
    "outlook.html.j2",
    _todo,
)
