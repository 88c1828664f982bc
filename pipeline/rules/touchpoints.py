"""The touches of the coming weeks: who is greeted, visited or sent a card, on which day, and when it must be ready."""

import datetime as dt
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.methods.touchpoints import DAYS_A_YEAR, Touchpoint, YearlyDay
from pipeline.rules.birthdays import Birthdays, read_birthdays
from pipeline.rules.dates import team_rota
from pipeline.rules.days import WORKING, Calendars, WorkCalendar, roll_rows
from pipeline.rules.days.lunar import YearlyDays, occurrences
from pipeline.rules.frames import (
    Coded,
    Days,
    Flags,
    Whole,
    coded,
    customer_codes,
    days,
    flags,
    table,
    texts,
)
from pipeline.rules.touch_notes import touch_notes
from schemas import results as r
from schemas import touches as t
from schemas.texts import Lang

WEEKS: Final = 6
"""How far the calendar looks ahead: far enough for a card that is posted 10 working days before."""

_LOOK_BACK: Final = (
    60  # days: a touch on a day off comes on the first working day after, even after long leave
)
_REST_SPAN: Final = (
    60  # days off in a row that are looked through when a day of preparation is wanted
)
_FEMALE: Final = frozenset(("女", "女性", "女士", "f", "female", "woman", "w"))
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)  # spreads neighbouring numbers over all 64 bits
_HALF: Final = np.uint64(32)


Hashes = npt.NDArray[np.uint64]


class _Found(NamedTuple):
    """Touches of one touchpoint: customer position, day before it is moved, year in the birthday's own calendar."""

    customer: Whole
    day: Days
    year: Whole

    def at(self, rows: Whole) -> "_Found":
        """Give some of them."""
        return _Found(self.customer[rows], self.day[rows], self.year[rows])


class _People(NamedTuple):
    """What is looked at of the customers, by position. greeted: gets greetings · worked: gets everything."""

    frame: pd.DataFrame
    orders: pd.DataFrame
    tier: Coded
    sellers: Coded
    greeted: Flags
    worked: Flags
    due: Days
    women: Flags
    birthdays: Birthdays
    hashes: Hashes


class _Dated(NamedTuple):
    """Touches on their final days. provisional: they hang on a year whose working days are not published yet."""

    day: Days
    prepare_by: Days
    provisional: Flags


def touch_calendar(  # noqa: PLR0913 -- the whole of what the calendar hangs on
    tables: Mapping[str, pd.DataFrame],
    graded: pd.DataFrame,
    touchpoints: Sequence[Touchpoint],
    calendars: Calendars,
    as_of: dt.date,
    lang: Lang,
    *,
    weeks: int = WEEKS,
) -> pd.DataFrame:
    """Lay out the touches of some weeks from the as-of date on.

    Takes:   validated frames by sheet key (customers, and orders where the workbook has them), index = Excel row; the
             columns of schemas.results for the same customers; the touchpoints of the method.
    Returns: schemas.touches.TOUCH_COLUMNS by day, touchpoint and Excel row. Archived customers and those who are not to
             be disturbed get nothing; paused ones get only birthdays and festivals.
    Raises:  nothing.
    Source:  methods.md §4, §7.
    """
    people = _people(tables, graded, touchpoints)
    first, last = (
        np.datetime64(as_of, "D"),
        np.datetime64(as_of, "D") + np.timedelta64(7 * weeks - 1, "D"),
    )
    parts = [_nominal(touchpoint, people, first, last) for touchpoint in touchpoints]
    number = np.repeat(np.arange(len(parts)), [len(part.day) for part in parts])
    found = _Found(
        _joined([part.customer for part in parts], "int64"),
        _joined([part.day for part in parts], "M8[D]"),
        _joined([part.year for part in parts], "int64"),
    )
    dated = _dated(found, number, touchpoints, people, calendars)
    order = np.lexsort((people.frame.index.to_numpy()[found.customer], number, dated.day))
    order = order[(dated.day[order] >= first) & (dated.day[order] <= last)]
    found, number = found.at(order), number[order]
    columns: dict[str, Any] = {
        t.ROW: people.frame.index.to_numpy()[found.customer],
        t.DATE: dated.day[order].astype("M8[s]"),
        t.PREPARE_BY: dated.prepare_by[order].astype("M8[s]"),
        **_words(touchpoints, number, lang),
        t.SELLER: texts([*people.sellers.names, ""], people.sellers.codes[found.customer]),
        t.TIER: texts([*people.tier.names, ""], people.tier.codes[found.customer]),
        t.NOTE: touch_notes(*found, number, touchpoints, people.birthdays, lang),
        t.PROVISIONAL: dated.provisional[order],
    }
    return pd.DataFrame({key: columns[key] for key in t.TOUCH_COLUMNS})


def spread_days(
    phase: Whole, times: Whole, first: np.datetime64, last: np.datetime64
) -> tuple[Whole, Days]:
    """Spread a number of touches a year evenly, each customer at an own phase, so that not all fall on one day.

    Takes:   phase 0 to 364; times a year, 0 = none; two days, both included.
    Returns: positions and days. Any 365 days in a row hold exactly the number of touches.
    """
    start, length = int(first.astype(np.int64)), int((last - first).astype(np.int64)) + 1
    places, found = [np.array([], dtype=np.int64)], [np.array([], dtype=np.int64)]
    for turn in range(int(times.max(initial=0))):
        on = np.flatnonzero(times > turn)
        wait = (phase[on] + turn * DAYS_A_YEAR // times[on] - start) % DAYS_A_YEAR
        for year in range(-(-length // DAYS_A_YEAR)):
            inside = wait + year * DAYS_A_YEAR < length
            places.append(on[inside])
            found.append(start + wait[inside] + year * DAYS_A_YEAR)
    return np.concatenate(places), np.concatenate(found).astype("M8[D]")


def phases(hashes: Hashes, key: str) -> Whole:
    """Give each customer a day of the year for one touchpoint: the same in every run and every order of rows."""
    mixed = (hashes ^ np.uint64(zlib.crc32(key.encode()))) * _MIX
    return ((mixed >> _HALF) % np.uint64(DAYS_A_YEAR)).astype(np.int64)


def _people(
    tables: Mapping[str, pd.DataFrame], graded: pd.DataFrame, touchpoints: Sequence[Touchpoint]
) -> _People:
    frame = tables["customers"]
    status = coded(frame, "status")
    greeted = ~flags(frame, "do_not_disturb") & ~status.rows_of("archived")
    gender = coded(frame, "gender")
    spread = any(touchpoint.kind == "yearly" for touchpoint in touchpoints)
    ids = frame["customer_id"].to_numpy(dtype=object) if spread else np.array([], dtype=object)
    return _People(
        frame=frame,
        orders=table(tables, "orders"),
        tier=coded(graded.reindex(frame.index), r.TIER),
        sellers=coded(frame, "seller"),
        greeted=greeted,
        worked=greeted & ~status.rows_of("paused"),
        due=days(graded.reindex(frame.index), r.NEXT_DUE),
        women=np.array([*(name.lower() in _FEMALE for name in gender.names), False])[gender.codes],
        birthdays=read_birthdays(frame),
        hashes=pd.util.hash_array(ids, categorize=False),
    )


def _joined(parts: Sequence[npt.NDArray[Any]], dtype: str) -> npt.NDArray[Any]:
    return np.concatenate([np.array([], dtype=dtype), *parts]).astype(dtype)


def _nominal(
    touchpoint: Touchpoint, people: _People, first: np.datetime64, last: np.datetime64
) -> _Found:
    """Find the days of one touchpoint before any is moved: fixed ones inside the span, others also some time before."""
    earliest = first if touchpoint.is_fixed else first - np.timedelta64(_LOOK_BACK, "D")
    wanted = people.greeted if touchpoint.kind in ("birthday", "festival") else people.worked
    if touchpoint.tiers is not None:
        tiers = np.array([*(name in touchpoint.tiers for name in people.tier.names), False])
        wanted = wanted & tiers[people.tier.codes]
    if touchpoint.kind == "birthday":
        return _birthdays(people.birthdays, wanted, first, last)
    if touchpoint.day is not None:
        on = wanted & people.women if touchpoint.day.women_only else wanted
        return _festival(touchpoint.day, np.flatnonzero(on), first, last)
    if touchpoint.kind == "yearly":
        numbers = [*(touchpoint.times_a_year.get(name, 0) for name in people.tier.names), 0]
        times = np.where(wanted, np.array(numbers, dtype=np.int64)[people.tier.codes], 0)
        if touchpoint.on_due_date:
            return _on_due_dates(people.due, times > 0, first, last)
        return _without_year(
            *spread_days(phases(people.hashes, touchpoint.key), times, earliest, last)
        )
    if touchpoint.kind == "event":
        customer, day = np.arange(len(people.frame)), days(people.frame, touchpoint.column)
    else:
        customer, day = _purchases(people, touchpoint.after_days, last)
    inside = wanted[customer] & (day >= earliest) & (day <= last)
    return _without_year(customer[inside], day[inside])


def _without_year(customer: Whole, day: Days) -> _Found:
    return _Found(customer, day, np.zeros(len(day), dtype=np.int64))


def _on_due_dates(due: Days, wanted: Flags, first: np.datetime64, last: np.datetime64) -> _Found:
    """Take the cadence's own dates, so that the calendar and 下次跟进 never say two days; what is overdue comes first."""
    customer = np.flatnonzero(wanted & (due <= last))
    return _without_year(customer, np.maximum(due[customer], first))


def _birthdays(
    birthdays: Birthdays, wanted: Flags, first: np.datetime64, last: np.datetime64
) -> _Found:
    """Lay each distinct birthday onto the calendar once, and hand its days out to all who have it."""
    who = np.flatnonzero(wanted & (birthdays.days.month > 0))
    own = birthdays.days.at(who)
    codes, names = pd.factorize(((own.month * 100 + own.day) * 2 + own.lunar) * 2 + own.leap)
    any_of = np.zeros(len(names), dtype=np.int64)
    any_of[codes] = np.arange(len(who))
    falls = occurrences(own.at(any_of), first.astype(dt.date), last.astype(dt.date))
    by_code = np.argsort(codes, kind="stable")
    begin = np.searchsorted(codes[by_code], falls.place)
    length = np.searchsorted(codes[by_code], falls.place, side="right") - begin
    fall = np.repeat(np.arange(len(falls.place)), length)
    step = np.arange(len(fall)) - np.repeat(np.cumsum(length) - length, length)
    return _Found(who[by_code[begin[fall] + step]], falls.day[fall], falls.year[fall])


def _festival(day: YearlyDay, customer: Whole, first: np.datetime64, last: np.datetime64) -> _Found:
    one = YearlyDays(
        np.array([day.month]), np.array([day.day]), np.array([day.lunar]), np.array([False])
    )
    falls = occurrences(one, first.astype(dt.date), last.astype(dt.date))
    return _without_year(np.tile(customer, len(falls.day)), np.repeat(falls.day, len(customer)))


def _purchases(people: _People, after_days: int, last: np.datetime64) -> tuple[Whole, Days]:
    """Give the day after each purchase, once for several orders of one day."""
    ids: pd.Index[Any] = pd.Index(people.frame["customer_id"].to_numpy(dtype=object), dtype=object)
    customer = customer_codes(people.orders, ids)
    day = days(people.orders, "date") + np.timedelta64(after_days, "D")
    valid = (customer >= 0) & ~np.isnat(day) & (day <= last)
    pairs = pd.DataFrame(
        {"customer": customer[valid], "day": day[valid].astype(np.int64)}
    ).drop_duplicates()
    return pairs["customer"].to_numpy(), pairs["day"].to_numpy().astype("M8[D]")


def _dated(
    found: _Found,
    number: Whole,
    touchpoints: Sequence[Touchpoint],
    people: _People,
    calendars: Calendars,
) -> _Dated:
    """Leave greetings on their day and roll the others forward to the seller's next working day."""
    rota = team_rota(people.sellers, calendars)
    which = rota.which[found.customer]
    rolled = roll_rows(found.day, which, rota.calendars)
    fixed = np.array([touchpoint.is_fixed for touchpoint in touchpoints] or [False])[number]
    lead = np.array([touchpoint.prepare_days for touchpoint in touchpoints] or [0], dtype=np.int64)[
        number
    ]
    day = np.where(fixed, found.day, rolled.dates)
    prepare_by, provisional = _prepare_by(day, lead, which, rota.calendars)
    return _Dated(day, prepare_by, provisional | (rolled.provisional & ~fixed))


def _prepare_by(
    when: Days, lead: Whole, which: Whole, calendars: Sequence[WorkCalendar]
) -> tuple[Days, Flags]:
    """Give the working day that lies `lead` working days before; 0 = the day itself, or the last worked one before it."""
    prepare, guessed = when.copy(), np.zeros(len(when), dtype=bool)
    for place, calendar in enumerate(calendars):
        mine = np.flatnonzero(which == place)
        if not len(mine):
            continue
        day, back = when[mine], lead[mine]
        span = np.arange(
            day.min() - np.timedelta64(_REST_SPAN + 2 * int(back.max()), "D"), day.max() + 1
        )
        worked = span[calendar.kinds(span) == WORKING]
        at = np.searchsorted(worked, day, side="left") - back
        at = np.where(back == 0, np.searchsorted(worked, day, side="right") - 1, at)
        plain = day - back.astype(
            "m8[D]"
        )  # no working day as far as is looked: better the plain date than none
        prepare[mine] = (
            np.where(at >= 0, worked[np.maximum(at, 0)], plain) if len(worked) else plain
        )
        guessed[mine] = calendar.provisional(prepare[mine])
    return prepare, guessed


def _words(touchpoints: Sequence[Touchpoint], number: Whole, lang: Lang) -> dict[str, Any]:
    columns = {
        t.KEY: [touchpoint.key for touchpoint in touchpoints],
        t.KIND: [str(touchpoint.kind) for touchpoint in touchpoints],
        t.NAME: [touchpoint.name.pick(lang) for touchpoint in touchpoints],
        t.WAY: [touchpoint.way for touchpoint in touchpoints],
        t.TEXT: [touchpoint.text for touchpoint in touchpoints],
    }
    return {key: texts(values or [""], number) for key, values in columns.items()}
