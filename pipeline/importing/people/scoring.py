"""Every candidate pair scored by field: log2 odds that two records are one customer."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.importing.people.attributes import COMPARE, count
from pipeline.importing.people.findings import NOTHING, Finding, Found
from pipeline.importing.people.organisations import Organisations
from pipeline.importing.people.persons import Persons
from pipeline.importing.people.records import BLANK, Coded, Levels, Places, Records

Weights = npt.NDArray[np.float32]

FIELDS: Final = ("name", "company", *COMPARE)
_TWINS: Final = 0.3
"""How many records, out of one, have a twin among the others: with their number it gives the odds before any evidence."""
_OTHER_COMPANY: Final = -6.0
"""Weight, on top of its own, of two different companies where the company is the customer."""
_VAGUE: Final = (int(Found.TITLE), int(Found.ONE_CHARACTER), int(Found.PART), int(Found.BLANK))
_DOUBT: Final = 1.0
"""What a name in an account says less than one in its own column, log2: people also write from the family's account."""
_SAYS_MOST: Final = 25.0
"""What a name in an account can add at most, log2: below it, it need not be looked for."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidate pairs with what was found. left, right: places · found, weights: by field, one a pair · score: log2 odds."""

    left: Places
    right: Places
    found: Mapping[str, Levels]
    weights: Mapping[str, Weights]
    score: Weights

    def only(self, wanted: npt.NDArray[np.bool_]) -> "Scored":
        """Give some of the pairs."""
        return Scored(
            self.left[wanted],
            self.right[wanted],
            {field: found[wanted] for field, found in self.found.items()},
            {field: weights[wanted] for field, weights in self.weights.items()},
            self.score[wanted],
        )


Compare = Callable[[Any, Any], Finding]


def joined_scores(parts: Sequence[Scored]) -> Scored:
    """Put scored pairs together; at least one part."""
    return Scored(
        np.concatenate([part.left for part in parts]),
        np.concatenate([part.right for part in parts]),
        {field: np.concatenate([part.found[field] for part in parts]) for field in FIELDS},
        {field: np.concatenate([part.weights[field] for part in parts]) for field in FIELDS},
        np.concatenate([part.score for part in parts]),
    )


def comparisons(records: Records, customer: Places | None = None) -> dict[str, Compare]:
    """Give the comparison of each field, with the counts of these records behind it.

    customer: who each record is, as far as known: one listed five times does not make a name common, or a phone shared.
    """
    customer = np.arange(records.count) if customer is None else customer
    compare: dict[str, Compare] = {
        "name": Persons(records.fields["name"].times(customer)).compare,
        "company": Organisations(records.fields["company"].times(customer)).compare,
    }
    for field, function in COMPARE.items():
        compare[field] = _counted(
            function, count(records.fields[field].holders(customer), records.count)
        )
    return compare


def _counted(function: Callable[[Any, Any, Any], Finding], counts: Any) -> Compare:
    return lambda one, other: function(one, other, counts)


def score_pairs(
    records: Records, left: Places, right: Places, compare: Mapping[str, Compare]
) -> Scored:
    """Score pairs; what is blank on one side weighs nothing."""
    found: dict[str, Levels] = {}
    weights: dict[str, Weights] = {}
    score = np.full(len(left), math.log2(_TWINS / max(records.count, 2)), dtype=np.float32)
    for field in FIELDS:
        found[field], weights[field] = compare_pairs(
            records.fields[field], left, right, compare[field]
        )
        score += weights[field]
    _ask_accounts(records, Scored(left, right, found, weights, score), compare["name"])
    both = records.is_company[left] & records.is_company[right]
    score += np.where(
        both & np.isin(found["company"], (Found.DIFFERENT, Found.REGION)), _OTHER_COMPANY, 0.0
    )
    return Scored(left, right, found, weights, score)


def _ask_accounts(records: Records, scored: Scored, compare: Compare) -> None:
    """Where names say too little, look for the name in characters of one record in the other's accounts; in place."""
    names, accounts = records.fields["name"], records.fields["account"]
    found, weights = scored.found["name"], scored.weights["name"]
    for here, there in ((scored.left, scored.right), (scored.right, scored.left)):
        codes, words = names.codes[here], accounts.codes[there]
        vague = (
            np.isin(found, _VAGUE)
            & (codes != BLANK)
            & (words != BLANK)
            & (scored.score > -_SAYS_MOST)
        )
        for row in np.flatnonzero(vague).tolist():
            name = names.values[codes[row]]
            said = (
                compare(name, accounts.values[words[row]])
                if name.kind == "han" and name.given
                else NOTHING
            )
            if said.found == Found.PINYIN:
                scored.score[row] += said.weight - _DOUBT - weights[row]
                found[row], weights[row] = Found.ACCOUNT, said.weight - _DOUBT


def compare_pairs(
    coded: Coded, left: Places, right: Places, compare: Compare
) -> tuple[Levels, Weights]:
    """Compare one field of many pairs, each two distinct values once."""
    found = np.full(len(left), int(Found.BLANK), dtype=np.int8)
    weights = np.zeros(len(left), dtype=np.float32)
    ours, theirs = coded.codes[left].astype(np.int64), coded.codes[right].astype(np.int64)
    both = (ours != BLANK) & (theirs != BLANK)
    width = max(len(coded.values), 1)
    together = np.minimum(ours, theirs)[both] * width + np.maximum(ours, theirs)[both]
    distinct, where = np.unique(together, return_inverse=True)
    results = [_ordered(coded.values, pair, width, compare) for pair in distinct.tolist()] or [
        NOTHING
    ]
    found[both] = np.fromiter((int(one.found) for one in results), np.int8, len(results))[where]
    weights[both] = np.fromiter((one.weight for one in results), np.float32, len(results))[where]
    return found, weights


def _ordered(values: Sequence[Any], pair: int, width: int, compare: Compare) -> Finding:
    one, other = divmod(pair, width)
    return compare(values[one], values[other])
