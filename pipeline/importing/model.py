"""What the stages of an import hand to each other: records, pairs and what a person says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from schemas.texts import Text

Decision = Literal["same", "review", "different"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records held against each other.

    left: index in the existing records, or in the incoming ones where within_batch · right: index in the incoming ones ·
    score: log2 odds that they are one · evidence: field → (left, right, what was found, weight).
    """

    left: int
    right: int
    within_batch: bool
    decision: Decision
    score: float
    evidence: Mapping[str, tuple[str, str, Text, float]]
    conflicts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """What matching found.

    pairs: those decided same or review, best first · clusters: incoming index → number of its cluster of sure matches ·
    existing: incoming index → index of the existing record that it is surely the same as.
    """

    pairs: Sequence[Pair]
    clusters: Mapping[int, int]
    existing: Mapping[int, int]


RECORD_COLUMNS = (
    "name",
    "person",
    "company",
    "phones",
    "emails",
    "wechat",
    "city",
    "country",
    "address",
    "postcode",
    "birthday",
    "identity",
    "customer_id",
)
"""Columns of a frame of records for matching; unique integer index. A column that a frame lacks is unknown throughout.

name: as it stands · person, company: normalised, "" = unknown · phones, emails: tuples of normal forms (E.164 where the
number is whole) · the rest: text, "" = unknown. birthday: ISO date, or --MM-DD without a year. identity: number of an
identity card, a tax or a trade register. customer_id: the team's own number.
"""
