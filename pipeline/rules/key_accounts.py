"""Weekly key accounts: whom each seller should submit, in which group, watched on which days."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from pipeline.rules.days import Calendars, WorkCalendar
from pipeline.rules.frames import Coded, Flags, Whole, coded, flags
from schemas import results as r
from schemas.texts import Lang, Text

LEAST: Final = 3  # methods.md §6: every seller submits at least three each week
GROUPS: Final = 2
FIRST_INTENT: Final = "H"
DECIDED: Final = ("won", "lost")
_EPOCH: Final = dt.date(
    2024, 1, 1
)  # a Monday from which the days of the groups are counted, whatever the year
_WEEKEND: Final = 5
_INTENTS: Final[Mapping[str, int]] = {
    "H": 0,
    "高": 0,
    "A": 1,
    "强": 1,
    "B": 2,
    "中": 2,
    "C": 3,
    "低": 3,
    "D": 4,
    "N": 8,
}
_OTHER_INTENT: Final = 7
_NO_INTENT: Final = 9
_WEEK: Final = re.compile(r"(?:(\d{4})\D{0,3}?)?[WＷ第\-/年]\s*(\d{1,2})\s*周?")
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")

_TOP: Final = Text("意向 {intent}", "intent {intent}")
_STRONGEST: Final = Text(
    "没有更多 H 级，取最强：意向 {intent}",
    "no further H, so the strongest there is: intent {intent}",
)
_BY_TIER: Final = Text(
    "未填意向，按等级取最强：{tier}", "no intent on file, the strongest by tier: {tier}"
)
_DECIDED: Final = Text("；以前提报过，已有结果", "; submitted before and decided")


class Week(NamedTuple):
    """One ISO week; sorts by time."""

    year: int
    number: int

    @property
    def label(self) -> str:
        """Write it as in the sheet: 2026-W48."""
        return f"{self.year}-W{self.number:02d}"

    @property
    def monday(self) -> dt.date:
        """Give its first day."""
        return dt.date.fromisocalendar(self.year, self.number, 1)

    def back(self, weeks: int) -> "Week":
        """Give the week so many weeks earlier."""
        return week_of(self.monday - dt.timedelta(weeks=weeks))


def week_of(day: dt.date) -> Week:
    """Give a day's ISO week."""
    year, number, _ = day.isocalendar()
    return Week(year, number)


def planned_week(as_of: dt.date) -> Week:
    """Give the week that is planned for: seen from a weekend, the one after."""
    return week_of(as_of + dt.timedelta(days=2) if as_of.weekday() >= _WEEKEND else as_of)


def read_week(text: object, as_of: dt.date) -> Week | None:
    """Read a week as people write it: 2026-W48, 2026年第48周, W48 (of the as-of date's year), or any day in it."""
    spelt = unicodedata.normalize("NFKC", str(text)).strip().upper()
    try:
        if day := _DAY.match(spelt):
            return week_of(dt.date(*map(int, day.groups())))
        if found := _WEEK.search(spelt):
            year = int(found[1]) if found[1] else as_of.isocalendar().year
            return week_of(dt.date.fromisocalendar(year, int(found[2]), 1))
    except ValueError:
        return None
    return None


def read_submissions(sheet: pd.DataFrame | None, as_of: dt.date) -> pd.DataFrame:
    """Read the team's submissions: one row a week, seller and customer, the last one where a row is there twice.

    Returns: the sheet's columns, `outcome` and `reason` always there, and `monday`, the first day of the week; rows
             whose week cannot be read are left out.
    """
    if sheet is None or sheet.empty:
        return pd.DataFrame(
            columns=["week", "seller", "customer_id", "outcome", "reason", "monday"]
        )
    weeks = {text: read_week(text, as_of) for text in sheet["week"].dropna().unique()}
    mondays = sheet["week"].map(
        {text: pd.Timestamp(week.monday) for text, week in weeks.items() if week}
    )
    known = sheet.assign(monday=pd.to_datetime(mondays))
    for key in ("outcome", "reason"):
        if key not in known:
            known[key] = None
    known = known.loc[known["monday"].notna()]
    return known.drop_duplicates(["monday", "seller", "customer_id"], keep="last")


def nominate(  # noqa: PLR0913 -- all that a proposal depends on
    customers: pd.DataFrame,
    graded: pd.DataFrame,
    submissions: pd.DataFrame,
    calendars: Calendars,
    as_of: dt.date,
    lang: Lang,
    *,
    least: int = LEAST,
    groups: int = GROUPS,
    first_intent: str = FIRST_INTENT,
) -> pd.DataFrame:
    """Propose each seller's key accounts of the week.

    Takes:   seller, customer_id, name, intent, status, do_not_disturb; TIER_RANK, TIER_LABEL, NEXT_DUE; submissions as
             from read_submissions.
    Returns: r.NOMINATION_COLUMNS, by seller and rank: `least` a seller, highest intent first (H; without one the
             strongest there is), then tier, due date and customer id. Customers whose submission was decided in an
             earlier week come after all others. Where the team keeps the column, a seller without a customer of any
             intent has no row: the only exception. Archived, paused and undisturbed customers are left out.
    Raises:  nothing.
    Source:  methods.md §6 [S1].
    """
    rows = customers.loc[graded.index]
    week = planned_week(as_of)
    intent = coded(rows, "intent")
    strength = np.array([*(intent_rank(name, first_intent) for name in intent.names), _NO_INTENT])[
        intent.codes
    ]
    decided = _decided_before(rows, submissions, week)
    seller = _by_name(coded(rows, "seller"))
    at = np.flatnonzero(
        (seller.codes >= 0) & ~_left_alone(rows) & _may_submit(seller.codes, strength)
    )
    at = at[_order(rows, graded, at, (seller.codes, decided, strength))]
    place = _places(seller.codes[at])
    at, place = at[place < least], place[place < least]
    names = [seller.names[code] for code in seller.codes[at].tolist()]
    group = (place % groups) + 1
    watched = _watched_days(sorted(set(names)), calendars, week, groups)
    chosen, ranked = rows.iloc[at], graded.iloc[at]
    ids = chosen["customer_id"].astype(str).tolist()
    this_week = submissions.loc[submissions["monday"] == pd.Timestamp(week.monday)]
    sent = set(zip(this_week["seller"], this_week["customer_id"], strict=True))
    told = (
        _intent_texts(rows, at),
        ranked[r.TIER_LABEL].tolist(),
        strength[at].tolist(),
        decided[at].tolist(),
    )
    columns = {
        "row": chosen.index.to_numpy(),
        "week": week.label,
        "seller": names,
        "rank": place + 1,
        "group": [f"G{number}" for number in group.tolist()],
        "customer_id": ids,
        "name": chosen["name"].tolist(),
        "intent": told[0],
        "tier_label": told[1],
        "next_due": ranked[r.NEXT_DUE].to_numpy(),
        "days": [
            watched[name][number - 1] for name, number in zip(names, group.tolist(), strict=True)
        ],
        "reason": [_reason(*facts, lang) for facts in zip(*told, strict=True)],
        "submitted": [pair in sent for pair in zip(names, ids, strict=True)],
    }
    return pd.DataFrame(columns, columns=list(r.NOMINATION_COLUMNS))


def intent_rank(text: str, first: str = FIRST_INTENT) -> int:
    """Rank a level of intent, 0 the highest: the first (H), A, B, C …, 高/中/低; one that is not known comes behind those."""
    letter = unicodedata.normalize("NFKC", text).strip().upper()[:1]
    if letter == first.upper():
        return 0
    return _INTENTS.get(letter, _OTHER_INTENT)


def _by_name(column: Coded) -> Coded:
    """Number the names in their own order, whatever the order of rows."""
    names = sorted(range(len(column.names)), key=lambda code: column.names[code])
    ranks = np.empty(len(names) + 1, dtype=np.int64)
    ranks[names], ranks[-1] = np.arange(len(names)), -1
    return Coded(ranks[column.codes], tuple(column.names[code] for code in names))


def _left_alone(rows: pd.DataFrame) -> Flags:
    status = coded(rows, "status")
    return status.rows_of("paused") | status.rows_of("archived") | flags(rows, "do_not_disturb")


def _may_submit(sellers: Whole, strength: Whole) -> Flags:
    """Leave out the sellers without any intent, where the team writes intents down at all."""
    if (strength == _NO_INTENT).all():
        return np.ones(len(sellers), dtype=bool)
    return np.isin(sellers, np.unique(sellers[strength < _NO_INTENT]))


def _decided_before(rows: pd.DataFrame, submissions: pd.DataFrame, week: Week) -> Flags:
    earlier = submissions.loc[submissions["monday"] < pd.Timestamp(week.monday)].sort_values(
        "monday", kind="stable"
    )
    newest = earlier.drop_duplicates("customer_id", keep="last")
    decided = newest.loc[newest["outcome"].isin(DECIDED), "customer_id"]
    return rows["customer_id"].isin(decided).to_numpy(dtype=bool)


def _order(
    rows: pd.DataFrame, graded: pd.DataFrame, at: Whole, keys: tuple[Whole, Flags, Whole]
) -> Whole:
    seller, decided, strength = (key[at] for key in keys)
    due = graded[r.NEXT_DUE].to_numpy().astype("M8[D]")[at]
    soon = np.where(np.isnat(due), np.iinfo(np.int64).max, due.astype(np.int64))
    by_id = pd.factorize(rows["customer_id"].to_numpy(dtype=object)[at], sort=True)[0]
    return np.lexsort((by_id, soon, graded[r.TIER_RANK].to_numpy()[at], strength, decided, seller))


def _places(sellers: Whole) -> Whole:
    """Number the rows of each seller from 0; sellers stand together."""
    change = np.flatnonzero(np.diff(sellers, prepend=-1))
    starts = np.zeros(len(sellers), dtype=np.int64)
    starts[change] = change
    return np.arange(len(sellers)) - np.maximum.accumulate(starts) if len(sellers) else starts


def _intent_texts(rows: pd.DataFrame, at: Whole) -> list[str]:
    if "intent" not in rows:
        return [""] * len(at)
    return rows["intent"].iloc[at].fillna("").astype(str).tolist()


def _reason(intent: str, tier: str, strength: int, decided: bool, lang: Lang) -> str:  # noqa: FBT001
    text = _BY_TIER if strength == _NO_INTENT else _TOP if strength == 0 else _STRONGEST
    told = text.fill(intent=intent, tier=tier).pick(lang)
    return told + _DECIDED.pick(lang) if decided else told


def _watched_days(
    sellers: list[str], calendars: Calendars, week: Week, groups: int
) -> dict[str, list[tuple[dt.date, ...]]]:
    """Give for each seller and group the days of the week on which the group is watched.

    One group each working day of the seller, in turn; the turn goes on over weekends, weeks and years.
    """
    turns: dict[WorkCalendar, list[tuple[dt.date, ...]]] = {}
    for calendar in {calendars.of(name): None for name in sellers}:
        turns[calendar] = watched_days(calendar, week.monday, groups)
    return {name: turns[calendars.of(name)] for name in sellers}


def watched_days(
    calendar: WorkCalendar, monday: dt.date, groups: int = GROUPS
) -> list[tuple[dt.date, ...]]:
    """Give for each group its days in the week that begins on a Monday."""
    start, end = (
        np.datetime64(min(_EPOCH, monday), "D"),
        np.datetime64(monday + dt.timedelta(days=7), "D"),
    )
    span: Any = np.arange(start, end)
    worked = span[calendar.kinds(span) == 0]
    in_week = np.flatnonzero(worked >= np.datetime64(monday, "D"))
    return [
        tuple(day.item() for day in worked[in_week[in_week % groups == number]])
        for number in range(groups)
    ]
