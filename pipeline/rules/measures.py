"""The numbers that a policy asks for: counts and sums of related sheets within a window, yes answers, ages of rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.methods.conditions import OPEN_SAMPLES, ORDERS, Measure
from pipeline.rules.daylog import DayLog
from pipeline.rules.frames import (
    Coded,
    Days,
    Flags,
    Floats,
    Whole,
    coded,
    customer_codes,
    days_until,
    flags,
    table,
)

CENTS = 2


@dataclass(frozen=True, slots=True)
class Numbers:
    """A measure's number for each customer, NaN = unknown; left_out: how many rows in other currencies do not count."""

    amounts: Floats
    left_out: Whole


@dataclass(frozen=True, slots=True)
class Related:
    """The related sheets of all customers, as far as they have been looked at already."""

    tables: Mapping[str, pd.DataFrame]
    ids: "pd.Index[Any]"
    as_of: np.datetime64
    touches: DayLog
    orders: Whole
    open_samples: Whole


def measure_numbers(measures: Iterable[Measure], related: Related) -> dict[Measure, Numbers]:
    """Work out each measure for each customer.

    Takes:   the measures of one or several policies; rows after the as-of date have not happened yet.
    Returns: numbers by position in the customer frame. A window of n days holds the as-of date and the n - 1 days
             before it. Touches on one day count once. Sums are rounded to cents, so that a bound is a bound.
    Raises:  nothing.
    Source:  methods.md §2, §4, §5.
    """
    return {measure: _numbers(measure, related) for measure in dict.fromkeys(measures)}


def _numbers(measure: Measure, related: Related) -> Numbers:
    customers = related.tables["customers"]
    nothing = np.zeros(len(customers), dtype=np.int64)
    if measure in (ORDERS, OPEN_SAMPLES):
        counts = related.orders if measure == ORDERS else related.open_samples
        return Numbers(counts.astype(float), nothing)
    if measure.kind == "yes_among":
        return Numbers(
            np.sum([flags(customers, key) for key in measure.columns], axis=0, dtype=float), nothing
        )
    if measure.kind == "number":
        return Numbers(_column(customers, measure.column), nothing)
    if (
        measure.kind == "sum"
        and measure.else_column
        and measure.column not in table(related.tables, measure.sheet)
    ):
        return Numbers(_column(customers, measure.else_column), nothing)
    if measure.sheet == "contacts":
        return Numbers(_of_touches(measure, related), nothing)
    return _of_rows(measure, related)


def _column(customers: pd.DataFrame, key: str) -> Floats:
    if key not in customers:
        return np.full(len(customers), np.nan)
    return customers[key].to_numpy(dtype=float, na_value=np.nan)


def _of_touches(measure: Measure, related: Related) -> Floats:
    everybody = np.arange(len(related.ids), dtype=np.int64)
    if measure.kind == "days_since":
        return _days_before(related.as_of, related.touches.last())
    if not measure.within_days:
        return related.touches.counts.astype(float)
    first = np.full(len(everybody), _window_start(measure, related.as_of))
    return related.touches.since(everybody, first)[1].astype(float)


def _of_rows(measure: Measure, related: Related) -> Numbers:
    frame = table(related.tables, measure.sheet)
    customers = customer_codes(frame, related.ids)
    when = days_until(frame, "date", related.as_of)
    counts = (customers >= 0) & ~np.isnat(when)
    if measure.within_days:
        counts &= when >= _window_start(measure, related.as_of)
    if measure.items:
        counts &= _holding(coded(frame, "item"), measure.items)
    foreign = counts & ~_in_currency(frame, measure)
    size = len(related.ids)
    if measure.kind == "days_since":
        return Numbers(
            _days_before(related.as_of, DayLog.build(customers[counts], when[counts], size).last()),
            _per(customers, foreign, size),
        )
    mine = counts & ~foreign if measure.kind == "sum" else counts
    weights = np.nan_to_num(_column(frame, measure.column))[mine] if measure.kind == "sum" else None
    values = np.bincount(customers[mine], weights=weights, minlength=size).astype(float)
    left_out = (
        _per(customers, foreign, size) if measure.kind == "sum" else np.zeros(size, dtype=np.int64)
    )
    return Numbers(np.round(values, CENTS), left_out)


def _per(customers: Whole, rows: Flags, size: int) -> Whole:
    return np.bincount(customers[rows], minlength=size).astype(np.int64)


def _in_currency(frame: pd.DataFrame, measure: Measure) -> Flags:
    if not measure.currencies:
        return np.ones(len(frame), dtype=bool)
    known = {currency.casefold() for currency in measure.currencies}
    column = coded(frame, "currency")
    fits = np.array(
        [*(name.casefold() in known for name in column.names), True]
    )  # the last place answers a blank
    return fits[column.codes]


def _holding(column: Coded, words: frozenset[str]) -> Flags:
    folded = [word.casefold() for word in words]
    fits = np.array(
        [*(any(word in name.casefold() for word in folded) for name in column.names), False]
    )
    return fits[column.codes]


def _window_start(measure: Measure, as_of: np.datetime64) -> np.datetime64:
    return as_of - np.timedelta64(measure.within_days - 1, "D")


def _days_before(as_of: np.datetime64, last: Days) -> Floats:
    return np.where(
        np.isnat(last), np.nan, (as_of - np.where(np.isnat(last), as_of, last)).astype(float)
    )
