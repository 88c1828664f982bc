"""Distinct days for each customer, such as the days of touches or orders: sorted once, asked by position."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pipeline.rules.frames import NO_DAY, Days, Whole

DAY_BITS: Final = 22  # a customer and a day in one number: room for the years 1 to 9000
DAY_ZERO: Final = 1_000_000  # keeps days before 1970 positive
DAY_MASK: Final = 2**DAY_BITS - 1


@dataclass(frozen=True, slots=True)
class DayLog:
    """keys: customer and day in one number, ascending, no repeats · ends: position after each customer's last day."""

    keys: Whole
    counts: Whole
    ends: Whole

    @classmethod
    def build(cls, customers: Whole, days: Days, customer_count: int) -> "DayLog":
        """Build from one row a day; rows of nobody (-1) and without a day are left out."""
        valid = (customers >= 0) & ~np.isnat(days)
        keys = np.sort(_keys(customers[valid], days[valid]))
        keys = keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys
        counts = np.bincount(keys >> DAY_BITS, minlength=customer_count).astype(np.int64)
        return cls(keys, counts, np.cumsum(counts))

    def last(self) -> Days:
        """Give each customer's newest day; NaT = none."""
        return self.at(self.ends - 1, self.counts > 0)

    def since(self, customers: Whole, days: Days) -> tuple[Whole, Whole]:
        """Give, for customers and a day each, the position of the first day on or after it, and how many there are."""
        first = np.searchsorted(self.keys, _keys(customers, days))
        return first, self.ends[customers] - first

    def at(self, positions: Whole, is_there: "np.typing.NDArray[np.bool_]") -> Days:
        """Give the days at some positions; NaT where nothing is there."""
        found = np.full(len(positions), NO_DAY)
        found[is_there] = ((self.keys[positions[is_there]] & DAY_MASK) - DAY_ZERO).astype("M8[D]")
        return found

    def median_gaps(self) -> Whole:
        """Give each customer's median gap between days, rounded down to whole days; 0 with fewer than two days."""
        gaps = np.diff(self.keys)
        owners = self.keys[1:] >> DAY_BITS
        within = owners == self.keys[:-1] >> DAY_BITS
        sorted_gaps = np.sort((owners[within] << DAY_BITS) | gaps[within]) & DAY_MASK
        counts = np.maximum(self.counts - 1, 0)
        starts = np.cumsum(counts) - counts
        medians = np.zeros(len(counts), dtype=np.int64)
        has = counts > 0
        low = starts[has] + (counts[has] - 1) // 2
        high = starts[has] + counts[has] // 2
        medians[has] = (sorted_gaps[low] + sorted_gaps[high]) // 2
        return medians


def _keys(customers: Whole, days: Days) -> Whole:
    return (customers << DAY_BITS) + (days.astype(np.int64) + DAY_ZERO)
