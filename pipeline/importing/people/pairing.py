"""Pairs as other stages read them: which two records, what was decided, and every field's evidence in words."""

from collections.abc import Mapping
from typing import Final

from pipeline.importing.model import Decision, Pair
from pipeline.importing.people.clusters import Edge
from pipeline.importing.people.findings import CONFLICTS, Found, in_words
from pipeline.importing.people.records import Records
from pipeline.importing.people.scoring import FIELDS, Scored
from schemas.texts import Text

GROUP: Final = Text(
    "与它们相连的记录中有姓名不同的，或对应表中多行，整组请人工确认",
    "records joined with these hold different names, or several rows of the workbook: the whole group is for a person",
)

Evidence = dict[str, tuple[str, str, Text, float]]


def make_pair(
    records: Records, scored: Scored, row: int, decision: Decision, *, broken: bool = False
) -> Pair:
    """Give one scored pair with its evidence; broken: it was sure but for the group that it would have joined."""
    left, right = int(scored.left[row]), int(scored.right[row])
    evidence: Evidence = {}
    conflicts: list[str] = []
    turned = _turned(records, (left, right))
    for field in FIELDS:
        mine, yours = _shown(records, field, left), _shown(records, field, right)
        if not mine and not yours:
            continue
        found = Found(int(scored.found[field][row]))
        if turned:
            mine, yours = yours, mine
        evidence[field] = (
            mine,
            yours,
            in_words(field, found),
            round(float(scored.weights[field][row]), 1),
        )
        if found in CONFLICTS:
            conflicts.append(field)
    if broken:
        evidence["group"] = ("", "", GROUP, 0.0)
    return Pair(
        *_ends(records, (left, right)),
        decision,
        round(float(scored.score[row]), 1),
        evidence,
        tuple(conflicts),
    )


def clusters_and_existing(
    records: Records, of: Mapping[int, int]
) -> tuple[dict[int, int], dict[int, int]]:
    """Give each grouped incoming record its cluster, named by the smallest index in it, and its existing record."""
    first: dict[int, int] = {}
    for place, root in of.items():
        if place >= records.existing:
            first[root] = min(first.get(root, records.labels[place]), records.labels[place])
    incoming = [(place, root) for place, root in of.items() if place >= records.existing]
    clusters = {records.labels[place]: first[root] for place, root in incoming}
    # The root is the smallest place of its group, and existing records come first.
    known = {
        records.labels[place]: records.labels[root]
        for place, root in incoming
        if root < records.existing
    }
    return clusters, known


def _turned(records: Records, edge: Edge) -> bool:
    """Tell whether a pair within the list stands the other way round by its indexes."""
    return edge[0] >= records.existing and records.labels[edge[0]] > records.labels[edge[1]]


def _ends(records: Records, edge: Edge) -> tuple[int, int, bool]:
    one, other = edge[::-1] if _turned(records, edge) else edge
    return records.labels[one], records.labels[other], edge[0] >= records.existing


def _shown(records: Records, field: str, place: int) -> str:
    cell = records.shown[field][place]
    return "; ".join(map(str, cell)) if isinstance(cell, tuple) else str(cell)
