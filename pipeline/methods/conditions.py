"""What a tier asks of a customer: words of a column, or a number worked out from columns and sheets."""

import math
from dataclasses import dataclass, field
from typing import Final, Literal

from schemas.columns import CUSTOMERS

BLANK: Final = ""
"""The word for a cell that says nothing. A blank answer is unknown: it is neither yes nor no."""

YES: Final = "yes"
NO: Final = "no"

MeasureKind = Literal["count", "sum", "days_since", "yes_among", "number"]
"""count: rows of a related sheet · sum: a column of a related sheet · days_since: days since its newest row ·
yes_among: how many of some yes/no columns say yes · number: a number column of the customer sheet."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number worked out for each customer.

    sheet: the related sheet · column: what is summed, or the number column · columns: those among which yes is counted
    within_days: only rows of the last days, 0 = all · else_column: column of the customer sheet that stands in where
    the workbook has no such sheet · currencies: rows in other currencies are not summed, blank always is · items: only
    rows whose item holds one of these words.
    """

    name: str
    kind: MeasureKind
    sheet: str = ""
    column: str = ""
    columns: tuple[str, ...] = ()
    within_days: int = 0
    else_column: str = ""
    currencies: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    source: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether only whole numbers from 0 on can come out."""
        return self.kind in ("count", "yes_among", "days_since")

    @property
    def may_be_blank(self) -> bool:
        """Tell whether the number may be unknown."""
        return self.kind in ("number", "days_since") or bool(self.else_column)

    @property
    def most(self) -> float:
        """Give the largest number that can come out."""
        return len(self.columns) if self.kind == "yes_among" else math.inf

    @property
    def customer_columns(self) -> tuple[str, ...]:
        """Give the columns of the customer sheet that are looked at."""
        own = self.column if self.kind == "number" else self.else_column
        return (*self.columns, *((own,) if own else ()))


ORDERS: Final = Measure("orders", "count", "orders")
OPEN_SAMPLES: Final = Measure("open_samples", "count", "samples")
BUILT_IN: Final = {measure.name: measure for measure in (ORDERS, OPEN_SAMPLES)}
"""The counts that every policy may use by name."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A range of numbers; a bound belongs to it unless it is marked as open."""

    least: float = -math.inf
    most: float = math.inf
    above_least: bool = False
    below_most: bool = False

    def __contains__(self, number: float) -> bool:
        """Tell whether a number lies in the range."""
        low = number > self.least if self.above_least else number >= self.least
        high = number < self.most if self.below_most else number <= self.most
        return low and high

    @property
    def is_empty(self) -> bool:
        """Tell whether no number can lie in the range."""
        return self.least > self.most or (
            self.least == self.most and (self.above_least or self.below_most)
        )

    @property
    def ends(self) -> tuple[float, ...]:
        """Give the bounds that there are."""
        return tuple(end for end in (self.least, self.most) if math.isfinite(end))


ANY_NUMBER: Final = Bounds()


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of a tier.

    subject: a column of the customer sheet, or a measure · words: codes of the column that pass; BLANK passes a blank
    bounds: numbers of the measure that pass · blank: the measure must be unknown instead.
    """

    subject: str | Measure
    words: frozenset[str] = frozenset()
    bounds: Bounds = field(default=ANY_NUMBER)
    blank: bool = False

    @property
    def measure(self) -> Measure | None:
        """Give the measure that is tested; None where a column's words are."""
        return self.subject if isinstance(self.subject, Measure) else None

    @property
    def name(self) -> str:
        """Give the name of what is tested."""
        return self.subject.name if isinstance(self.subject, Measure) else self.subject

    def passes(self, value: str | float | None) -> bool:
        """Tell whether a word (of a column) or a number (None = unknown) passes."""
        if isinstance(self.subject, str):
            return value in self.words
        if value is None or isinstance(value, str):
            return self.blank
        return not self.blank and value in self.bounds


Test = tuple[Condition, ...]
"""Conditions that must all hold."""


def words_of(key: str) -> tuple[str, ...]:
    """Give the words that a column of the customer sheet can hold, without blank; none where it is of another kind."""
    if key not in CUSTOMERS.keys:
        return ()
    column = CUSTOMERS[key]
    return (YES, NO) if column.kind == "yes_no" else tuple(choice.code for choice in column.choices)
