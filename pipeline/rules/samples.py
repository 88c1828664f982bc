"""Sample sequences: which step an open sample is at, and when the next one is due.

A step is done by a touch on or after the stage's start; touches on one day count once. The next gap starts on the day
the step was done. Where a customer has no log, the last-contact column tells at least that the steps planned up to it
are done; the reason then says 推算 (estimated). After the last step a person must decide.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pipeline.methods.model import SamplePlan
from pipeline.rules.days import WorkCalendar, roll_rows
from pipeline.rules.facts import Facts
from pipeline.rules.frames import NO_DAY, Days, Flags, Whole


class Rota(NamedTuple):
    """Which calendar each customer's seller has: `which` indexes `calendars`."""

    which: Whole
    calendars: tuple[WorkCalendar, ...]


@dataclass(frozen=True, slots=True)
class SampleDues:
    """The next step of each open sample, in the order of facts.samples.

    done: steps done · last_done: day of the last done step, else the stage's start · gap: days from there to the next
    step · due: not yet rolled · decide: all steps are done · inferred: steps taken from the last-contact column.
    """

    done: Whole
    last_done: Days
    gap: Whole
    due: Days
    decide: Flags
    inferred: Flags


@dataclass(frozen=True, slots=True)
class DrivingSamples:
    """For each customer the sample that is due first: entry = its place in facts.samples, -1 = no open sample."""

    entry: Whole
    dues: SampleDues

    @property
    def exists(self) -> Flags:
        """Tell which customers have an open sample."""
        return self.entry >= 0

    def days(self, column: Days) -> Days:
        """Give a day of the driving sample for each customer; NaT without one."""
        found = np.full(len(self.entry), NO_DAY)
        found[self.exists] = column[self.entry[self.exists]]
        return found

    def numbers(self, column: "np.typing.NDArray[np.generic]") -> Whole:
        """Give a number or flag of the driving sample for each customer; 0 without one."""
        found = np.zeros(len(self.entry), dtype=np.int64)
        found[self.exists] = column[self.entry[self.exists]]
        return found


def driving_samples(facts: Facts, plan: SamplePlan, rota: Rota) -> DrivingSamples:
    """Find each customer's open sample that is due first (on a tie the decision, then the one started first)."""
    dues = sample_dues(facts, plan, rota)
    samples = facts.samples
    order = np.lexsort((samples.row, samples.start, ~dues.decide, dues.due, samples.customer))
    owners, first = np.unique(samples.customer[order], return_index=True)
    entry = np.full(len(facts.orders), -1, dtype=np.int64)
    entry[owners] = order[first]
    return DrivingSamples(entry, dues)


def no_samples(customers: int) -> DrivingSamples:
    """Give what a method without samples has: nobody's sample drives a date."""
    numbers, days, flags = (
        np.zeros(0, dtype=np.int64),
        np.zeros(0, dtype="M8[D]"),
        np.zeros(0, dtype=bool),
    )
    return DrivingSamples(
        np.full(customers, -1, dtype=np.int64),
        SampleDues(numbers, days, numbers, days, flags, flags),
    )


def sample_dues(facts: Facts, plan: SamplePlan, rota: Rota) -> SampleDues:
    """Date the next step of every open sample.

    Takes:   facts, the sequence's gaps in calendar days, the sellers' calendars.
    Returns: one entry for each open sample.
    Raises:  nothing.
    Source:  methods.md §1 [S3].
    """
    samples = facts.samples
    gaps = _gap_table(plan)
    stage = samples.in_stage_two.astype(np.int64)
    steps = np.array([len(plan.confirmed.gaps), len(plan.received.gaps)])[stage]
    first, count = facts.touches.since(samples.customer, samples.start)
    done = np.minimum(count, steps)
    last_done = np.where(done > 0, facts.touches.at(first + done - 1, done > 0), samples.start)
    contact = facts.in_column[samples.customer]
    inferred = (facts.touches.counts[samples.customer] == 0) & (contact >= samples.start)
    if inferred.any():
        planned = planned_days(
            samples.start, gaps[stage], rota.which[samples.customer], rota.calendars
        )
        reached = ((planned <= contact[:, None]) & (gaps[stage] > 0)).sum(axis=1)
        done = np.where(inferred, np.maximum(reached, 1), done)
        last_done = np.where(inferred, contact, last_done)
    decide = done >= steps
    gap = np.where(
        decide, 1, gaps[stage, np.minimum(done, steps - 1)]
    )  # a decision is due the working day after
    return SampleDues(done, last_done, gap, last_done + gap.astype("m8[D]"), decide, inferred)


def planned_days(
    start: Days, gaps: Whole, which: Whole, calendars: tuple[WorkCalendar, ...]
) -> Days:
    """Project all steps of sequences that run on time: each gap counts from the rolled day of the step before.

    Takes:   start by sequence; gaps by sequence and step, 0 = no such step; calendars as in roll_rows.
    Returns: days by sequence and step.
    """
    planned = np.empty(gaps.shape, dtype="M8[D]")
    at = start
    for step in range(gaps.shape[1]):
        at = roll_rows(at + gaps[:, step].astype("m8[D]"), which, calendars).dates
        planned[:, step] = at
    return planned


def _gap_table(plan: SamplePlan) -> Whole:
    stages = (plan.confirmed.gaps, plan.received.gaps)
    table = np.zeros((2, max(map(len, stages))), dtype=np.int64)
    for line, gaps in enumerate(stages):
        table[line, : len(gaps)] = gaps
    return table
