"""Who in a list is already in the workbook, or twice in the list: sure matches, and pairs for a person to judge."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np
import pandas as pd

from pipeline.importing.model import Matches
from pipeline.importing.people.blocking import Candidates, candidate_pairs
from pipeline.importing.people.clusters import Edge, Groups, group, questions
from pipeline.importing.people.deciding import (
    LEAST_HOPE,
    decide,
    may_be_one,
    of_one_name,
    outweighed,
)
from pipeline.importing.people.findings import Found
from pipeline.importing.people.homes import Homes, seen_at_home
from pipeline.importing.people.pairing import clusters_and_existing, make_pair
from pipeline.importing.people.records import BLANK, Records, read_records
from pipeline.importing.people.scoring import (
    Compare,
    Scored,
    compare_pairs,
    comparisons,
    joined_scores,
    score_pairs,
)

Progress = Callable[[float], None]
"""Is told how much of the work is done, 0 to 1."""

_AT_ONCE: Final = 500_000
"""Candidate pairs scored at a time, which bounds memory."""


def match(
    existing: pd.DataFrame,
    incoming: pd.DataFrame,
    *,
    progress: Progress | None = None,
) -> Matches:
    """Find the incoming records that are surely an existing one or each other, and the pairs that need a person.

    Takes:   frames of model.RECORD_COLUMNS, unique integer index each.
    Returns: pairs by score, best first; clusters of sure matches in the list; the existing record of each incoming one.
             The same records in another order give the same pairs.
    Source:  evidence.md §5.
    """
    tell = progress or (lambda _: None)
    records = read_records(existing, incoming)
    tell(0.1)
    candidates = candidate_pairs(records)
    tell(0.3)
    scored, sure, compare = _twice(records, candidates, tell)
    row_of = {edge: row for row, edge in enumerate(_edges(scored))}
    sure_edges = {edge for edge, row in row_of.items() if sure[row]}
    groups = _grouped(records, scored.only(np.array(sure, dtype=np.bool_)), compare)
    unsure = (row_of.keys() - sure_edges) | (groups.broken & row_of.keys())
    best_first = sorted(unsure, key=lambda edge: (-scored.score[row_of[edge]], edge))
    asked = questions(best_first, groups, records.existing)
    holding = sure_edges - groups.broken
    pairs = [make_pair(records, scored, row_of[edge], "same") for edge in holding]
    pairs += [
        make_pair(records, scored, row_of[edge], "review", broken=edge in groups.broken)
        for edge in asked
    ]
    pairs.sort(key=lambda pair: (-pair.score, pair.within_batch, pair.left, pair.right))
    tell(1.0)
    return Matches(tuple(pairs), *clusters_and_existing(records, groups.of))


def _twice(
    records: Records, candidates: Candidates, tell: Progress
) -> tuple[Scored, list[bool], Mapping[str, Compare]]:
    """Score candidates, then once more those that matter, now knowing who is listed how often; tell which are sure."""
    compare = comparisons(records)
    scored, own_homes = _worth_telling(records, candidates, compare, tell)
    sure, _ = decide(records, scored, own_homes=own_homes)
    groups = _grouped(records, scored.only(sure), compare)
    customer = np.arange(records.count)
    customer[list(groups.of)] = list(groups.of.values())
    compare = comparisons(records, customer)
    scored = score_pairs(records, scored.left, scored.right, compare)
    sure, review = decide(records, scored, own_homes=own_homes)
    return scored.only(sure | review), sure[sure | review].tolist(), compare


def _worth_telling(
    records: Records, candidates: Candidates, compare: Mapping[str, Compare], tell: Progress
) -> tuple[Scored, bool]:
    """Score all candidates, some at a time; keep those with hope, and tell whether an address is a customer's own."""
    kept: list[Scored] = []
    homes: list[Homes] = []
    count = max(len(candidates.left), 1)
    for start in range(0, count, _AT_ONCE):
        some = candidates.between(start, start + _AT_ONCE)
        names, _ = compare_pairs(records.fields["name"], some.left, some.right, compare["name"])
        hope = may_be_one(records, some, names)
        scored = score_pairs(records, some.left[hope], some.right[hope], compare)
        kept.append(scored.only(scored.score >= LEAST_HOPE))
        homes.append(seen_at_home(records, some, names))
        tell(0.3 + 0.5 * min(1.0, (start + _AT_ONCE) / count))
    return joined_scores(kept), Homes(*map(sum, zip(*homes, strict=True))).are_own


def _grouped(records: Records, sure: Scored, compare: Mapping[str, Compare]) -> Groups:
    of_one = _edges(sure.only(of_one_name(sure)))
    return group(_edges(sure), records.existing, _at_odds(records, compare), of_one)


def _edges(scored: Scored) -> Iterator[Edge]:
    return zip(scored.left.tolist(), scored.right.tolist(), strict=True)


def _at_odds(records: Records, compare: Mapping[str, Compare]) -> Callable[[int, int], bool]:
    """Give the test whether two records bear names that are surely not one, and nothing outweighs that."""

    def at_odds(one: int, other: int) -> bool:
        field = "company" if records.is_company[one] and records.is_company[other] else "name"
        coded = records.fields[field]
        ours, theirs = coded.codes[one], coded.codes[other]
        if BLANK in {int(ours), int(theirs)} or ours == theirs:
            return False
        if compare[field](coded.values[ours], coded.values[theirs]).found < Found.SURNAME:  # noqa: PD011 -- ours, no frame
            return False
        pair = score_pairs(records, np.array([one]), np.array([other]), compare)
        return not outweighed(records, pair, joined=True)[0]

    return at_odds
