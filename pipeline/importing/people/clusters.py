"""Sure pairs joined into groups, checked as wholes, and the questions that remain between groups."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

Edge = tuple[int, int]
"""Two places, the smaller first."""

QUESTIONS: Final = 3
"""How many questions at most are asked about one group: the likeliest."""
_CHECKED: Final = 60
"""Members of a group whose names are all held against each other; a larger group is for a person to judge."""


@dataclass(frozen=True, slots=True)
class Groups:
    """What holds together. of: place → smallest place of its group · broken: edges of groups that are no whole."""

    of: Mapping[int, int]
    broken: frozenset[Edge]


class _Union:
    def __init__(self) -> None:
        self.parent: dict[int, int] = {}

    def root(self, place: int) -> int:
        parent = self.parent
        parent.setdefault(place, place)
        while parent[place] != place:
            parent[place] = place = parent[parent[place]]
        return place

    def join(self, one: int, other: int) -> None:
        one, other = sorted((self.root(one), self.root(other)))
        self.parent[other] = one


def _roots(edges: Iterable[Edge]) -> dict[int, int]:
    union = _Union()
    for edge in edges:
        union.join(*edge)
    return {place: union.root(place) for place in union.parent}


def group(
    sure: Iterable[Edge],
    existing: int,
    at_odds: Callable[[int, int], bool],
    of_one_name: Iterable[Edge],
) -> Groups:
    """Join sure pairs; a group with two existing records, or two different names falls apart.

    Takes:   existing: places below it are existing records · at_odds: whether the names of two places are different ones ·
             of_one_name: the sure pairs of the very same name and a number in common, which hold when the rest falls apart.
    Returns: groups of those that hold, and the edges of those that do not.
    """
    edges = set(sure)
    of = _roots(edges)

    def bad_among(roots: Mapping[int, int]) -> set[int]:
        members: defaultdict[int, list[int]] = defaultdict(list)
        for place, root in roots.items():
            members[root].append(place)
        return {
            root
            for root, places in members.items()
            if not _is_whole(sorted(places), existing, at_odds)
        }

    bad = bad_among(of)
    parts = _roots(edge for edge in of_one_name if of.get(edge[0]) in bad)
    lost = bad_among(parts)
    holding = {place: root for place, root in parts.items() if root not in lost}
    broken = frozenset(
        (one, other)
        for one, other in edges
        if of[one] in bad and (one not in holding or holding[one] != holding.get(other))
    )
    return Groups(_roots(edge for edge in edges if edge not in broken), broken)


def _is_whole(places: Sequence[int], existing: int, at_odds: Callable[[int, int], bool]) -> bool:
    if len([place for place in places if place < existing]) > 1:
        return False
    if len(places) > _CHECKED:
        return not any(at_odds(places[0], place) for place in places[1:])
    return not any(at_odds(one, other) for one, other in combinations(places, 2))


def questions(unsure: Sequence[Edge], groups: Groups, existing: int) -> list[Edge]:
    """Choose the pairs to ask about: one between two groups, few about one group.

    Takes:   unsure: likeliest first.
    """

    def home(place: int) -> int:
        return groups.of.get(place, place)

    settled: set[Edge] = set()
    asked: defaultdict[int, int] = defaultdict(int)
    chosen = []
    for one, other in unsure:
        between = _ordered(home(one), home(other))
        if between in settled or between[0] == between[1] or between[1] < existing:
            continue
        if asked[between[1]] >= QUESTIONS:
            continue
        settled.add(between)
        asked[between[1]] += 1
        chosen.append((one, other))
    return chosen


def _ordered(one: int, other: int) -> Edge:
    return (one, other) if one < other else (other, one)
