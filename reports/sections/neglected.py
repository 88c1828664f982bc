"""Customers who have not heard from us for long, by seller; the months are the policy's."""

from collections.abc import Mapping
from typing import Any, Final

from reports.figures.meeting import NEVER
from reports.figures.summary import Summary
from reports.sections.base import Section
from reports.words.wording import NO_SELLER
from schemas.texts import Text

_NOBODY: Final = Text("没有久未联系的客户，不用处理。", "Nobody is neglected; nothing to do.")
_FIRST: Final = Text(
    "先联系{words}的 {count} 位，每人每天挑几位；确实不跟的，请把“状态”改成暂停。",
    "Start with “{words}” ({count}), a few a day each; whom you give up, set to paused in the status column.",
)


def _build(summary: Summary) -> Mapping[str, Any]:
    lang, counts = summary.report.lang, summary.seller_silence
    keys = [silence.key for silence in summary.neglected]
    found = counts.reindex(columns=keys, fill_value=0)
    shown = found.loc[found.sum(axis="columns") > 0]
    rows = [
        {"name": name or NO_SELLER.pick(lang), "counts": [(key, int(one[key])) for key in keys]}
        for name, one in zip(shown.index, shown.to_dict("records"), strict=True)
    ]
    return {
        "headers": [silence.words.pick(lang) for silence in summary.neglected],
        "rows": rows,
        "total": [(silence.key, silence.count) for silence in summary.neglected],
    }


def _todo(summary: Summary) -> Text:
    """Point at the longest silence first; the never contacted come after those who know us."""
    known = [
        silence for silence in reversed(summary.neglected) if silence.count and silence.key != NEVER
    ]
    never = [silence for silence in summary.neglected if silence.count and silence.key == NEVER]
    for silence in [*known, *never]:
        return _FIRST.fill(words=silence.words, count=silence.count)
    return _NOBODY


SECTION: Final = Section(
    "neglected", Text("久未联系", "Neglected customers"), _build, "neglected.html.j2", _todo
)
