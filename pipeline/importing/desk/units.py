"""Rows of a batch that are surely one, whom they are, and whom they might be."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.importing.model import Matches, Pair
from schemas.imports import Evidence

_MOST_CANDIDATES: Final = 5


@dataclass(slots=True)
class Unit:
    """Rows that are surely one customer, in the order of the lists.

    existing: Excel row of the customer that they surely are, None = nobody known · asked: pairs with others whom they may
    be, best first · told: the pair that led a row to its customer, for the reason.
    """

    rows: list[int]
    existing: int | None = None
    asked: list[Pair] = field(default_factory=list)
    told: dict[int, Pair] = field(default_factory=dict)


def units(rows: Sequence[int], matches: Matches) -> list[Unit]:
    """Join rows that are surely one.

    Takes:   rows: the incoming rows that were matched, ascending.
    Returns: each row in one unit; units of known customers first, then by their first row.
    """
    by_cluster: dict[tuple[str, int], Unit] = {}
    unit_of: dict[int, Unit] = {}
    for row in rows:
        known = matches.existing.get(row)
        cluster = matches.clusters.get(row)
        key = ("alone", row) if cluster is None else ("cluster", cluster)
        unit = by_cluster.setdefault(key, Unit([]))
        unit.rows.append(row)
        unit.existing = known if unit.existing is None else unit.existing
        unit_of[row] = unit
    found = sorted(by_cluster.values(), key=lambda unit: (unit.existing is None, unit.rows[0]))
    place = {id(unit): number for number, unit in enumerate(found)}
    for pair in matches.pairs:
        unit = unit_of[pair.right]
        if pair.decision == "same":
            unit.told.setdefault(pair.right, pair)
            continue
        if pair.within_batch:
            other = unit_of[pair.left]
            unit = max(unit, other, key=lambda one: place[id(one)])
            if other is unit_of[pair.right]:
                continue
        if unit.existing is None and len(unit.asked) < _MOST_CANDIDATES:
            unit.asked.append(pair)
    return found


def evidence(pair: Pair, *, turned: bool = False) -> list[Evidence]:
    """Give what speaks for or against a pair, the weightiest first; left is the list, right the customer.

    Takes: turned: the pair has the waiting row on its left side.
    """
    found = [
        Evidence(name, left if turned else right, right if turned else left, said, weight)
        for name, (left, right, said, weight) in pair.evidence.items()
        if weight
    ]
    return sorted(found, key=lambda one: -abs(one.weight))
