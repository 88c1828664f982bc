"""What the sheets say about each customer, before any rule: orders, samples, touches.

Rows dated after the as-of date have not happened yet and are left out, so that a run for an earlier day is honest.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd

from pipeline.methods.conditions import Measure, words_of
from pipeline.rules.daylog import DayLog
from pipeline.rules.frames import (
    NO_DAY,
    Days,
    Flags,
    Whole,
    coded,
    customer_codes,
    days,
    days_until,
    flags,
    table,
    words,
)
from pipeline.rules.measures import Numbers, Related, measure_numbers


class Since(IntEnum):
    """Where a day of contact comes from."""

    NOTHING = 0
    LOG = 1
    COLUMN = 2
    ORDER = 3
    SAMPLE = 4


@dataclass(frozen=True, slots=True)
class OpenSamples:
    """The open samples, one entry each, in no promised order.

    customer: position · row: Excel row · confirmed · start: first day of the stage it is in · in_stage_two: received, or
    shipped without a known receipt · estimated: the shipping date stands in for the receipt.
    """

    customer: Whole
    row: Whole
    confirmed: Days
    start: Days
    in_stage_two: Flags
    estimated: Flags


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of all customers, by position in the customer frame.

    last_contact: the latest of log, column, orders and samples · contact_from: which of them, a Since; on one day the
    first of them · in_column: the last contact of the column · unused_contact: one in the column that lies after the
    as-of date, where the log says nothing · orders: rows · order_days: distinct days · order_gap: median gap in
    days, 0 = none · first_sample: earliest confirmation among the open samples · closed_samples, won_samples: counts
    unanswered_mails: mails without any answer since the customer's last answer · numbers: the policies' measures
    unknown: for the columns that a policy asks for, which of their answers are blank, one bit each.
    """

    as_of: np.datetime64
    touches: DayLog
    last_contact: Days
    contact_from: Whole
    in_column: Days
    unused_contact: Days
    orders: Whole
    order_days: Whole
    last_order: Days
    order_gap: Whole
    samples: OpenSamples
    open_samples: Whole
    first_sample: Days
    closed_samples: Whole
    won_samples: Whole
    unanswered_mails: Whole
    last_answer: Days
    """Day of the newest touch that the customer answered; NaT = none."""
    numbers: Mapping[Measure, Numbers]
    unknown: Mapping[tuple[str, ...], Whole]

    @property
    def last_touch(self) -> Days:
        """Give the newest day of the log and the column: orders and samples are contacts, but no touches of ours."""
        touched: Days = np.fmax(self.touches.last(), self.in_column)
        return touched


def gather_facts(
    tables: Mapping[str, pd.DataFrame],
    as_of: dt.date,
    measures: Iterable[Measure] = (),
    asks: Iterable[tuple[str, ...]] = (),
) -> Facts:
    """Gather what the sheets say about each customer.

    Takes:   frames by sheet key; only "customers" must be there, absent columns are blank; the measures that the
             policies ask for, and the columns whose unknown answers their reasons name.
    Returns: arrays by position in the customer frame.
    Raises:  nothing; validation refused bad input.
    Source:  methods.md §1, §9.
    """
    customers = tables["customers"]
    today = np.datetime64(as_of, "D")
    ids = _unique_ids(customers)
    touches, unanswered, last_answer = _touches(table(tables, "contacts"), ids, today)
    orders = table(tables, "orders")
    order_rows, order_log = _orders(orders, ids, today)
    samples, closed, won = _samples(table(tables, "samples"), ids, today)
    open_samples = np.bincount(samples.customer, minlength=len(ids)).astype(np.int64)
    column = days(customers, "last_contact")
    in_column = np.where(column <= today, column, NO_DAY)
    last_order = order_log.last()
    last_contact, contact_from = _latest(
        {
            Since.LOG: touches.last(),
            Since.COLUMN: in_column,
            Since.ORDER: last_order,
            Since.SAMPLE: _last_sample_touch(table(tables, "samples"), ids, today),
        }
    )
    return Facts(
        as_of=today,
        touches=touches,
        last_contact=last_contact,
        contact_from=contact_from,
        in_column=in_column,
        unused_contact=np.where((touches.counts == 0) & (column > today), column, NO_DAY),
        orders=order_rows,
        order_days=order_log.counts,
        last_order=last_order,
        order_gap=order_log.median_gaps(),
        samples=samples,
        open_samples=open_samples,
        first_sample=_first_days(samples, len(ids)),
        closed_samples=closed,
        won_samples=won,
        unanswered_mails=unanswered,
        last_answer=last_answer,
        numbers=measure_numbers(
            measures, Related(tables, ids, today, touches, order_rows, open_samples)
        ),
        unknown={keys: _unknown(customers, keys) for keys in asks if keys},
    )


def _unknown(customers: pd.DataFrame, keys: tuple[str, ...]) -> Whole:
    found = np.zeros(len(customers), dtype=np.int64)
    for bit, key in enumerate(keys):
        found |= (words(customers, key, words_of(key)) < 0).astype(np.int64) << bit
    return found


def _unique_ids(customers: pd.DataFrame) -> "pd.Index[Any]":
    """Give the ids as an index that can be asked; a repeated id counts for its first row."""
    ids: pd.Index[Any] = pd.Index(customers["customer_id"].to_numpy(dtype=object), dtype=object)
    if not ids.is_unique:
        repeated = ids.duplicated()
        names = ids.to_numpy().copy()
        names[repeated] = [
            object() for _ in range(int(repeated.sum()))
        ]  # equal to nothing, so that no row finds them
        ids = pd.Index(names, dtype=object)
    return ids


def _touches(
    log: pd.DataFrame, ids: "pd.Index[Any]", as_of: np.datetime64
) -> tuple[DayLog, Whole, Days]:
    """Give the days of touches, each customer's unanswered mails, and the day of the last answer."""
    customers = customer_codes(log, ids)
    when = days_until(log, "date", as_of)
    valid = (customers >= 0) & ~np.isnat(when)
    numbers = when.astype(np.int64)
    answered = valid & flags(log, "reply")
    last_answer = np.full(len(ids), np.iinfo(np.int64).min)  # NaT as a number
    np.maximum.at(last_answer, customers[answered], numbers[answered])
    # Mails after the day of the last answered touch, whatever way that was.
    mails = valid & coded(log, "method").rows_of("email") & ~answered
    owners, sent = customers[mails], numbers[mails]
    unanswered = np.bincount(owners[sent > last_answer[owners]], minlength=len(ids))
    return (
        DayLog.build(customers, when, len(ids)),
        unanswered.astype(np.int64),
        last_answer.astype("M8[D]"),
    )


def _orders(
    orders: pd.DataFrame, ids: "pd.Index[Any]", as_of: np.datetime64
) -> tuple[Whole, DayLog]:
    customers = customer_codes(orders, ids)
    when = days_until(orders, "date", as_of)
    valid = (customers >= 0) & ~np.isnat(when)
    rows = np.bincount(customers[valid], minlength=len(ids)).astype(np.int64)
    return rows, DayLog.build(customers, when, len(ids))


def _samples(
    frame: pd.DataFrame, ids: "pd.Index[Any]", as_of: np.datetime64
) -> tuple[OpenSamples, Whole, Whole]:
    """Split the samples: the open ones (no closing day, outcome blank or open), and counts of closed and won ones."""
    customers = customer_codes(frame, ids)
    confirmed, shipped, received, closed = (
        days_until(frame, key, as_of) for key in ("confirmed", "shipped", "received", "closed")
    )
    outcome = coded(frame, "outcome")
    won = outcome.rows_of("won")
    valid = (customers >= 0) & ~np.isnat(confirmed)
    is_open = valid & np.isnat(closed) & ~won & ~outcome.rows_of("lost")
    estimated = np.isnat(received) & ~np.isnat(shipped)
    arrived = np.where(estimated, shipped, received)
    in_stage_two = ~np.isnat(arrived)
    start = np.where(in_stage_two, arrived, confirmed)
    rows = np.asarray(frame.index, dtype=np.int64) if len(frame) else np.zeros(0, dtype=np.int64)
    still_open = OpenSamples(
        customers[is_open],
        rows[is_open],
        confirmed[is_open],
        start[is_open],
        in_stage_two[is_open],
        estimated[is_open],
    )
    counts = [
        np.bincount(customers[valid & mask], minlength=len(ids)).astype(np.int64)
        for mask in (~is_open, won)
    ]
    return still_open, counts[0], counts[1]


def _latest(sources: Mapping[Since, Days]) -> tuple[Days, Whole]:
    """Give the latest day of all sources and where it is from; on one day the first source is named."""
    known = np.stack(
        [days_.astype(np.int64) for days_ in sources.values()]
    )  # NaT is the least number
    which = known.argmax(axis=0)
    latest: Days = known[which, np.arange(known.shape[1])].astype("M8[D]")
    named = np.array([int(source) for source in sources])[which]
    return latest, np.where(np.isnat(latest), int(Since.NOTHING), named)


def _last_sample_touch(frame: pd.DataFrame, ids: "pd.Index[Any]", as_of: np.datetime64) -> Days:
    """Give the newest day on which a sample was confirmed, shipped or received; NaT without one."""
    customers = customer_codes(frame, ids)
    last = np.full(len(ids), np.iinfo(np.int64).min)  # NaT as a number
    for key in ("confirmed", "shipped", "received"):
        when = days_until(frame, key, as_of)
        valid = (customers >= 0) & ~np.isnat(when)
        np.maximum.at(last, customers[valid], when[valid].astype(np.int64))
    return last.astype("M8[D]")


def _first_days(samples: OpenSamples, count: int) -> Days:
    none = np.iinfo(np.int64).max
    first = np.full(count, none)
    np.minimum.at(first, samples.customer, samples.confirmed.astype(np.int64))
    return np.where(first == none, NO_DAY, np.where(first == none, 0, first).astype("M8[D]"))
