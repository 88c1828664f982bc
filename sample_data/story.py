"""The story of one made-up team up to Friday 2026-11-20: who was promised what, who was forgotten, what was sold.

Tiers and due dates come about the way they do in life: each customer gets a past (orders, samples, a judgement, a day
of the last touch) from which methods.md §1 leads to the wished-for tier and to overdue, today, this week or later.
"""

import calendar
import datetime as dt
import functools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import chinese_calendar
from words import ITEMS, NOTES, SELLERS, Note, Seller

from schemas.texts import Lang

AS_OF = dt.date(2026, 11, 23)
LAST_LOGGED = dt.date(2026, 11, 20)
LOG_STARTS = dt.date(2025, 11, 24)
STAGE_1, STAGE_2 = (1, 1, 2, 3, 7, 7, 15), (3, 7, 3, 7)
SATURDAY = 5
MONTHS = {"A": 1, "C": 2, "D": 3, "E": 6}

Plan = Literal["once", "brisk", "seasonal", "fresh", "B", "C", "D", "E", "unsure", "asleep"]
Due = Literal["overdue", "today", "this_week", "later"]
T = TypeVar("T")


class Dice:
    """Chance that falls the same way in every version of Python: only `random()` is promised to be stable."""

    def __init__(self, seed: int) -> None:
        """Take the seed."""
        self._real = random.Random(seed).random

    def chance(self, share: float) -> bool:
        """Tell whether something happens that happens in this share of all cases."""
        return self._real() < share

    def between(self, low: int, high: int) -> int:
        """Give a whole number, both ends included."""
        return low + int(self._real() * (high - low + 1))

    def pick(self, things: Sequence[T]) -> T:
        """Give one of the things."""
        return things[int(self._real() * len(things))]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """Give the things in another order."""
        order = sorted((self._real(), position) for position in range(len(things)))
        return [things[position] for _, position in order]


@dataclass(frozen=True, slots=True)
class Touch:
    """One row of the contact log."""

    date: dt.date
    note: Note
    reply: bool | None


@dataclass(frozen=True, slots=True)
class Order:
    """One row of the order sheet; item is a row of ITEMS."""

    date: dt.date
    item: tuple[str, str, str, float, int]
    pieces: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One row of the sample sheet; outcome is a code of OUTCOMES or nothing."""

    confirmed: dt.date
    shipped: dt.date | None = None
    received: dt.date | None = None
    closed: dt.date | None = None
    outcome: str | None = None


@dataclass(slots=True)
class Customer:
    """One customer and all that happened; values: what the customer sheet holds beside names and dates."""

    plan: Plan
    touches: list[Touch] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def last_touch(self) -> dt.date | None:
        """Give the day of the last touch in the log."""
        return max((touch.date for touch in self.touches), default=None)


@functools.cache
def is_working(day: dt.date) -> bool:
    """Tell whether China works on this day; for 2027, not yet published, count Monday to Friday."""
    if day.year > AS_OF.year:
        return day.weekday() < SATURDAY
    return bool(chinese_calendar.is_workday(day))


def roll(day: dt.date) -> dt.date:
    """Give this day or the next working day."""
    while not is_working(day):
        day += dt.timedelta(1)
    return day


def back(day: dt.date) -> dt.date:
    """Give this day or the working day before it."""
    while not is_working(day):
        day -= dt.timedelta(1)
    return day


def add_months(day: dt.date, months: int) -> dt.date:
    """Give the same day some months later, clipped to the end of the month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@functools.cache
def _due(last: dt.date, months: int) -> Due | None:
    day = roll(add_months(last, months))
    if day < AS_OF:
        return "overdue" if day >= dt.date(2026, 10, 12) else None
    if day == AS_OF:
        return "today"
    return "this_week" if day <= dt.date(2026, 11, 29) else "later"


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [
        day for n in range((last - first).days + 1) if is_working(day := first + dt.timedelta(n))
    ]


WORKING_DAYS = _days(LOG_STARTS, LAST_LOGGED)


class Storyteller:
    """Makes up the customers of one team."""

    def __init__(self, lang: Lang, seed: int) -> None:
        """Take the language of the log and the seed of chance."""
        self.lang, self.dice = lang, Dice(seed)

    def customers(self) -> list[Customer]:
        """Give about 300 customers in no particular order."""
        told = [
            customer
            for plan, tell, dues in self._cast()
            for customer in self._tell(plan, tell, dues)
        ]
        told += [self._sampled(*days) for days in OPEN_SAMPLES]
        return self.dice.shuffled(told)

    def seller_of(self, market: str) -> Seller:
        """Give the seller who looks after a market."""
        return next(seller for seller in SELLERS[self.lang] if market in seller.markets)

    def _cast(self) -> list[tuple[Plan, Callable[[Customer, Due], None], list[Due]]]:
        return [
            ("once", self._once, _spread(22, (4, 1, 4))),
            ("brisk", self._brisk, _spread(6, (1, 0, 1))),
            ("seasonal", self._seasonal, _spread(14, (0, 0, 0))),
            ("fresh", self._fresh, _spread(3, (0, 0, 0))),
            ("C", self._judged, _spread(31, (6, 2, 4))),
            ("D", self._judged, _spread(83, (13, 3, 7))),
            ("E", self._judged, _spread(101, (15, 2, 5))),
            ("unsure", self._unsure, _spread(13, (0, 0, 0))),
            ("asleep", self._asleep, _spread(12, (0, 0, 0))),
        ]

    def _tell(
        self, plan: Plan, tell: Callable[[Customer, Due], None], dues: list[Due]
    ) -> list[Customer]:
        told = []
        for due in dues:
            customer = Customer(plan)
            tell(customer, due)
            told.append(customer)
        return told

    def _last(self, months: int, due: Due) -> dt.date:
        return self.dice.pick([day for day in WORKING_DAYS if _due(day, months) == due])

    def _touch(self, customer: Customer, tier: str, days: Sequence[dt.date]) -> None:
        for day in days:
            if LOG_STARTS <= day <= LAST_LOGGED and is_working(day):
                note = self.dice.pick(NOTES[self.lang][tier])
                reply = (
                    None
                    if self.dice.chance(0.25)
                    else self.dice.chance(0.35 if tier == "E" else 0.8)
                )
                customer.touches.append(Touch(day, note, reply))

    def _past(self, last: dt.date, gap: int, *, known_days: int = 400) -> list[dt.date]:
        """Days of earlier touches, about `gap` days apart, the last one included."""
        days, day = [last], last
        while (last - day).days + gap < known_days:
            day = back(day - dt.timedelta(max(gap + self.dice.between(-gap // 4, gap // 4), 2)))
            days.append(day)
        return days

    def _order(self, customer: Customer, day: dt.date) -> None:
        pieces = self.dice.between(5, 60) * 100
        customer.orders.append(Order(day, self.dice.pick(ITEMS), pieces))

    def _won_sample(self, customer: Customer, ordered: dt.date) -> None:
        confirmed = back(ordered - dt.timedelta(self.dice.between(45, 70)))
        shipped, received = (back(confirmed + dt.timedelta(n)) for n in (10, 19))
        customer.samples.append(Sample(confirmed, shipped, received, ordered, "won"))

    def _once(self, customer: Customer, due: Due) -> None:
        last = self._last(1, due)
        self._touch(customer, "A", self._past(last, 22, known_days=self.dice.between(150, 400)))
        first = back(last - dt.timedelta(self.dice.between(20, 240)))
        self._order(customer, first)
        if self.dice.chance(0.4):
            self._order(customer, back(first - dt.timedelta(self.dice.between(40, 150))))
        if self.dice.chance(0.5):
            self._won_sample(customer, min(order.date for order in customer.orders))

    def _brisk(self, customer: Customer, due: Due) -> None:
        self._touch(customer, "A", self._past(self._last(1, due), 24))
        gap, day = (
            self.dice.between(28, 40),
            back(LAST_LOGGED - dt.timedelta(self.dice.between(4, 20))),
        )
        for _ in range(self.dice.between(11, 15)):
            self._order(customer, day)
            day = back(day - dt.timedelta(gap + self.dice.between(-3, 3)))

    def _seasonal(self, customer: Customer, _due: Due) -> None:
        ahead = self.dice.pick((75, 58, 45, 40, 34, 24, 18, 11, 6))
        gap = ahead + self.dice.between(20, 70)
        last_order = day = back(AS_OF + dt.timedelta(ahead - gap))
        for _ in range(self.dice.between(8, 11)):
            self._order(customer, day)
            self._touch(customer, "A", [back(day - dt.timedelta(n)) for n in (21, 14, 7)])
            day = back(day - dt.timedelta(gap + self.dice.between(-6, 6)))
        after = [back(last_order + dt.timedelta(5))]
        weekly = [
            back(AS_OF - dt.timedelta(n))
            for n in (self.dice.between(3, 8), 12, 19)
            if n < 28 - ahead + 9
        ]
        self._touch(customer, "A", after + (weekly if ahead <= 28 else []))  # noqa: PLR2004 -- four weeks, methods.md §1

    def _fresh(self, customer: Customer, _due: Due) -> None:
        """First order in the last week: was B until now."""
        ordered = self.dice.pick(_days(dt.date(2026, 11, 17), LAST_LOGGED))
        self._won_sample(customer, ordered)
        self._touch(customer, "B", self._past(ordered, 8, known_days=60))
        self._order(customer, ordered)

    def _judged(self, customer: Customer, due: Due) -> None:
        months = MONTHS[customer.plan]
        last = self._last(months, due)
        known = self.dice.between(100, 420)
        self._touch(customer, customer.plan, self._past(last, 30 * months - 10, known_days=known))
        if customer.plan == "D" and self.dice.chance(0.1):
            confirmed = back(last - dt.timedelta(self.dice.between(60, 120)))
            shipped, received = (back(confirmed + dt.timedelta(n)) for n in (12, 22))
            customer.samples.append(
                Sample(confirmed, shipped, received, back(confirmed + dt.timedelta(50)), "lost")
            )

    def _unsure(self, customer: Customer, _due: Due) -> None:
        if self.dice.chance(0.55):
            self._touch(customer, "D", [self.dice.pick(WORKING_DAYS[-60:])])

    def _asleep(self, customer: Customer, _due: Due) -> None:
        self._touch(
            customer, "E", self._past(self.dice.pick(WORKING_DAYS[:140]), 90, known_days=300)
        )

    def _sampled(self, confirmed: str, shipped: str, received: str, steps_done: int) -> Customer:
        """Walk through the sequence as methods.md §1 asks, but stop after so many steps of the last stage."""
        customer = Customer("B")
        sample = Sample(_day(confirmed), _day(shipped), _day(received))
        customer.samples.append(sample)
        start = sample.received or sample.shipped
        self._walk(customer, STAGE_1, sample.confirmed, start, 99 if start else steps_done)
        if start:
            self._walk(customer, STAGE_2, start, None, steps_done)
        earlier = back(sample.confirmed - dt.timedelta(self.dice.between(2, 9)))
        self._touch(customer, "C", self._past(earlier, 21, known_days=self.dice.between(25, 90)))
        return customer

    def _walk(
        self,
        customer: Customer,
        gaps: Sequence[int],
        start: dt.date,
        before: dt.date | None,
        steps: int,
    ) -> None:
        day = start
        for gap in gaps[:steps]:
            day = roll(day + dt.timedelta(gap))
            if day > LAST_LOGGED or (before and day >= before):
                return
            self._touch(customer, "B", [day])


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(f"2026-{text}") if text else None


def _spread(count: int, due: tuple[int, int, int]) -> list[Due]:
    states: list[Due] = ["overdue"] * due[0] + ["today"] * due[1] + ["this_week"] * due[2]
    return states + ["later"] * (count - len(states))


# confirmed, shipped, received, steps done at most: every stage, some stuck, some at the end without an order
OPEN_SAMPLES = (
    ("11-20", "", "", 99),
    ("11-19", "", "", 99),
    ("11-17", "", "", 99),
    ("11-12", "", "", 99),
    ("11-09", "", "", 99),
    ("11-05", "", "", 99),
    ("10-28", "", "", 99),
    ("10-12", "", "", 99),  # all seven steps are done: somebody must decide
    ("11-02", "", "", 2),  # stuck since the third step
    ("10-20", "", "", 4),  # stuck since the fifth
    ("10-19", "11-02", "11-19", 99),
    ("10-15", "10-29", "11-13", 99),
    ("10-12", "10-26", "11-06", 99),
    ("09-28", "10-14", "10-26", 99),  # both stages are done
    ("09-21", "10-10", "10-23", 99),  # both stages are done
    ("10-10", "10-23", "11-03", 1),  # stuck since the second step of stage 2
    ("10-22", "11-05", "", 99),  # only shipped: the day of arrival is estimated
    ("10-26", "11-12", "", 99),  # only shipped
)
