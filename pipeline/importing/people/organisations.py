"""Two company names held against each other, weighed by how common they are."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from rapidfuzz import fuzz

from pipeline.importing.people.companies import Company
from pipeline.importing.people.findings import NOTHING, Finding, Found, rare, weight

_M: Final = {
    Found.SAME: 0.65,
    Found.PINYIN: 0.4,
    Found.ALIKE: 0.08,
    Found.PART: 0.15,
    Found.REGION: 0.01,
    Found.DIFFERENT: 0.2,
}
_STRENGTH, _BACKGROUND = 500.0, 1e-4
_LEAST_ALIKE: Final = 87
"""Similarity, 0 to 100, from which two cores count as one mistyped."""


class Organisations:
    """Compares companies, knowing how often each core and brand occurs."""

    def __init__(self, companies: Iterable[tuple[Company, int]]) -> None:
        """Count the companies; companies: each with how often it occurs."""
        self._cores: Counter[str] = Counter()
        self._brands: Counter[str] = Counter()
        for company, count in companies:
            if company.core:
                self._cores[company.core] += count
                self._brands[company.brand] += count
        self._total = self._cores.total()

    def compare(self, one: Company, other: Company) -> Finding:
        """Hold two companies against each other; symmetric."""
        if not one.core or not other.core:
            return NOTHING
        found = _found(one, other)
        common = {
            Found.SAME: self._share(self._cores[one.core]),
            Found.REGION: self._share(self._cores[one.core]),
            Found.PINYIN: 2 * self._share(self._brands[one.brand]),
            Found.PART: max(
                1e-3, self._share(max(self._brands[one.brand], self._brands[other.brand]))
            ),
            Found.ALIKE: 1e-3,
        }.get(found, 1.0)
        return Finding(found, weight(_M[found], common))

    def _share(self, count: int) -> float:
        return rare(count, self._total, _BACKGROUND, _STRENGTH)


def _found(one: Company, other: Company) -> Found:
    if one.core == other.core:
        return Found.SAME if _one_region(one.region, other.region) else Found.REGION
    if one.brand == other.brand and one.trades == other.trades:
        return Found.PINYIN
    if not _one_region(one.region, other.region):
        return Found.DIFFERENT
    if _short_for(one, other) or _short_for(other, one):
        return Found.PART
    one_trade = one.trades == other.trades or not one.trades or not other.trades
    return Found.ALIKE if one_trade and _alike(one.core, other.core) else Found.DIFFERENT


def _one_region(one: str, other: str) -> bool:
    return not one or not other or one in other or other in one


def _short_for(short: Company, long: Company) -> bool:
    """Tell whether one is the other without the words of its trade, or its first word or characters."""
    if short.brand == long.brand and not short.trades:
        return True
    if short.core.isascii() != long.core.isascii():
        return False
    if short.core.isascii():
        words, more = short.core.split(), long.core.split()
        return len(words) < len(more) and set(words) <= set(more) and len("".join(words)) > 3  # noqa: PLR2004 -- letters
    return len(short.core) > 1 and long.core.startswith(short.core)


def _alike(one: str, other: str) -> bool:
    if one.isascii() != other.isascii():
        return False
    if one.isascii() and _abbreviated(one.split(), other.split()):
        return True
    likeness = fuzz.token_sort_ratio if one.isascii() else fuzz.ratio
    return likeness(one, other) >= _LEAST_ALIKE or one.replace(" ", "") == other.replace(" ", "")


def _abbreviated(one: list[str], other: list[str]) -> bool:
    """Tell whether two names are the same word for word, some cut short: arts deli, arts delicatessen."""
    least = 3
    return len(one) == len(other) > 1 and all(
        a == b or (min(len(a), len(b)) >= least and (a.startswith(b) or b.startswith(a)))
        for a, b in zip(one, other, strict=True)
    )
