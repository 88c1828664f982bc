"""Who in a list is already in the workbook, or twice in the list: sure matches, and pairs for a person to judge."""

from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd

from pipeline.importers.model import Answer, Matches, Pair
from schemas.texts import Text

Progress = Callable[[float], None]
"""Is told how much of the work is done, 0 to 1."""

_SAME: Final = Text("相同", "the same")


def match(
    existing: pd.DataFrame,
    incoming: pd.DataFrame,
    *,
    answers: Sequence[Answer] = (),
    progress: Progress | None = None,
) -> Matches:
    """Find the incoming records that are surely an existing one or each other, and the pairs that need a person.

    Takes:   frames of model.RECORD_COLUMNS, unique integer index each · answers: what people have said before.
    Returns: pairs by score, best first; clusters of sure matches in the list; the existing record of each incoming one.
    """
    said = {(answer.left, answer.right, answer.within_batch): answer.same for answer in answers}
    pairs: dict[tuple[int, int, bool], Pair] = {}
    for frame, within in ((existing, False), (incoming, True)):
        known: dict[tuple[str, str], list[int]] = {}
        for index, record in zip(frame.index.tolist(), frame.itertuples(), strict=True):
            for key in _keys(record):
                known.setdefault((key, str(record.person or record.name)), []).append(index)
        for right, record in zip(incoming.index.tolist(), incoming.itertuples(), strict=True):
            for key in _keys(record):
                who = str(record.person or record.name)
                for left in known.get((key, who), ()):
                    if who and (not within or left < right):
                        evidence = {"name": (who, who, _SAME, 10.0), "phones": (key, key, _SAME, 10.0)}
                        pairs[left, right, within] = Pair(left, right, within, "same", 20.0, evidence)
    for (left, right, within), same in said.items():
        pairs.pop((left, right, within), None)
        if same:
            pairs[left, right, within] = Pair(left, right, within, "same", 99.0, {})
    (progress or float)(1.0)
    return Matches(tuple(pairs.values()), *_joined(pairs))


def _keys(record: object) -> tuple[str, ...]:
    return (*getattr(record, "phones", ()), *getattr(record, "emails", ()))


def _joined(pairs: dict[tuple[int, int, bool], Pair]) -> tuple[dict[int, int], dict[int, int]]:
    clusters: dict[int, int] = {}
    for left, right, within in sorted(pairs):
        if within:
            clusters[left] = clusters[right] = clusters.get(left, clusters.get(right, left))
    return clusters, {right: left for left, right, within in pairs if not within}
