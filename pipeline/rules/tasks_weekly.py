"""Tasks beside the touches: rows on the due list of their own, each with its own reason."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pipeline.methods.model import Rejudge
from pipeline.rules.days import add_months
from pipeline.rules.facts import Facts, gather_facts
from pipeline.rules.frames import Days, Flags, coded, day_texts, days, flags
from pipeline.rules.piles import LEAST, SHARE, last_seen, pile_review
from pipeline.rules.tasks_people import second_introductions
from schemas import results as r
from schemas.texts import Lang, Text

WEEK: Final = np.timedelta64(7, "D")

_ADDRESS: Final = Text(
    "连续 {mails} 封邮件没有回复：请换个方式核对邮箱地址",
    "{mails} mails in a row without an answer: verify the address by another way",
)
_FACTS: Final = Text(
    "{touched} 跟进时没有核对联系信息：请核对并填“信息确认日期”",
    "the contact facts were not confirmed at the touch of {touched}: confirm them and fill in Facts confirmed",
)
_REVIEW_SEEN: Final = Text(
    "未分级，上次看过是 {seen}：请再看一遍，补齐资料或判断等级",
    "unclassified, last looked at {seen}: look again, complete the facts or grade the customer",
)
_REVIEW_NEVER: Final = Text(
    "未分级，还没有看过：请补齐资料或判断等级",
    "unclassified and never looked at: complete the facts or grade the customer",
)
_TIER_ENDS: Final = Text(
    "手动等级 {tier} 到 {until} 为止：请决定延长，还是交回规则",
    "the manual tier {tier} ends {until}: extend it, or leave it to the rule",
)
_TIER_ENDED: Final = Text(
    "手动等级 {tier} 已于 {until} 到期，现按规则：请清空，或重新填写",
    "the manual tier {tier} lapsed on {until}, the rule holds now: clear it, or set it anew",
)
_SNOOZE_ENDED: Final = Text(
    "暂缓至 {until} 已到期，恢复正常跟进",
    "snoozed until {until}: that day has come, the cadence is back",
)


_ANSWERED: Final = Text(
    "{answered} 对方有回复，现在是 {tier}：请再判断潜力，够格就升级",
    "answered on {answered}, now {tier}: judge the potential again, move up if it is there",
)
_NO_ORDER: Final = Text(
    "最近一次下单是 {last}，之后联系 {touches} 次没有回复，现在是 {tier}：请再判断",
    "latest order {last}, {touches} touches since without an answer, now {tier}: judge again",
)


@dataclass(frozen=True, slots=True)
class TaskNumbers:
    """The policy's numbers for these tasks. pile_ranks, pile_share, pile_least: see pile_review."""

    pile_ranks: frozenset[int]
    unanswered_mails: int = 5
    pile_share: int = SHARE
    pile_least: int = LEAST
    rejudge: Rejudge | None = None
    answered_ranks: frozenset[int] = frozenset()
    """Tiers in which an answer is news."""
    ordered_ranks: frozenset[int] = frozenset()
    """Tiers of customers with orders."""


def side_tasks(
    tables: Mapping[str, pd.DataFrame],
    graded: pd.DataFrame,
    as_of: dt.date,
    lang: Lang,
    numbers: TaskNumbers,
) -> pd.DataFrame:
    """List this week's tasks beside the touches.

    Takes:   validated frames by sheet key; graded: the columns of schemas.results, index = Excel row.
    Returns: schemas.results.SIDE_TASK_COLUMNS, by the order of r.SIDE_TASKS and Excel row; a customer may have several.
             Whoever is archived, paused or not to be disturbed has none but the lapse of what a person has set.
    Raises:  nothing.
    Source:  methods.md §1 (addresses, contact facts, judging again), §3 (pile), §8 (lapses), §11 (introductions).
    """
    customers = tables["customers"].loc[graded.index]
    wanted = ~_left_alone(customers)
    related = {kind: tables[kind] for kind in ("contacts", "orders") if kind in tables}
    facts = gather_facts({"customers": customers, **related}, as_of)
    found = {
        "verify_address": _addresses(facts, graded, wanted, (lang, numbers.unanswered_mails)),
        "confirm_facts": _facts(
            customers, graded, wanted & ~graded[r.TIER_RANK].isin(numbers.pile_ranks), facts, lang
        ),
        "review": _reviews(customers, graded, as_of, lang, numbers),
        "second_introduction": _introductions(customers, wanted, lang),
        "lapse": _lapses(customers, graded, as_of, lang),
        "rejudge": _rejudged(tables, graded, wanted, facts, (lang, numbers)),
    }
    parts = [frame.assign(task=task) for task, frame in found.items() if len(frame)]
    if not parts:
        return pd.DataFrame({key: pd.Series(dtype=object) for key in r.SIDE_TASK_COLUMNS})
    return pd.concat(parts, ignore_index=True)[list(r.SIDE_TASK_COLUMNS)]


def _monday(today: np.datetime64) -> np.datetime64:
    """Give the Monday from which back is counted: what is listed on one day of a week is listed on all that follow."""
    return today - np.timedelta64(today.astype(dt.date).weekday(), "D")


def _left_alone(customers: pd.DataFrame) -> Flags:
    status = coded(customers, "status")
    return (
        status.rows_of("paused") | status.rows_of("archived") | flags(customers, "do_not_disturb")
    )


def _rows(
    graded: pd.DataFrame, at: "np.typing.NDArray[np.int64]", reasons: list[str]
) -> pd.DataFrame:
    return pd.DataFrame({"row": graded.index.to_numpy()[at], "reason": reasons})


def _addresses(
    facts: Facts, graded: pd.DataFrame, wanted: Flags, told: tuple[Lang, int]
) -> pd.DataFrame:
    lang, enough = told
    at = np.flatnonzero(wanted & (facts.unanswered_mails >= enough))
    return _rows(
        graded, at, [_ADDRESS.fill(mails=n).pick(lang) for n in facts.unanswered_mails[at].tolist()]
    )


def _rejudged(
    tables: Mapping[str, pd.DataFrame],
    graded: pd.DataFrame,
    wanted: Flags,
    facts: Facts,
    told: tuple[Lang, TaskNumbers],
) -> pd.DataFrame:
    """Ask about those of the lowest tiers who answered, and about customers with orders who have long been silent.

    Who set a tier by hand has judged. Without a column of answers in the log nobody is known to be silent.
    """
    lang, numbers = told
    rules = numbers.rejudge
    if rules is None or "contacts" not in tables or "reply" not in tables["contacts"]:
        return _rows(graded, np.zeros(0, dtype=np.int64), [])
    wanted = wanted & ~flags(graded, r.MANUAL)
    ranks = graded[r.TIER_RANK]
    since_answer = (_monday(facts.as_of) - facts.last_answer).astype("m8[D]")
    answered = since_answer < np.timedelta64(rules.within_days, "D")
    rises = wanted & ranks.isin(numbers.answered_ranks).to_numpy(dtype=bool) & answered
    silent_since = np.fmax(facts.last_answer, facts.last_order)
    silent_since = np.where(np.isnat(silent_since), facts.as_of, silent_since).astype("M8[D]")
    counted_from: Days = np.add(silent_since, np.timedelta64(1, "D"))
    _, touches = facts.touches.since(np.arange(len(graded)), counted_from)
    by_months = add_months(facts.last_order, np.full(len(graded), rules.order_months))
    by_rhythm = facts.last_order + (facts.order_gap * rules.order_rhythms).astype("m8[D]")
    late = ~np.isnat(facts.last_order) & (np.fmax(by_months, by_rhythm) < facts.as_of)
    falls = wanted & ranks.isin(numbers.ordered_ranks).to_numpy(dtype=bool) & late
    falls &= touches >= rules.unanswered
    at = np.flatnonzero(rises | falls)
    days_told = day_texts(np.where(rises, facts.last_answer, facts.last_order)[at])
    labels = graded[r.TIER_LABEL].iloc[at]
    rows = zip(rises[at].tolist(), days_told, touches[at].tolist(), labels, strict=True)
    return _rows(
        graded,
        at,
        [
            (_ANSWERED if has_answered else _NO_ORDER)
            .fill(answered=day, last=day, touches=count, tier=label)
            .pick(lang)
            for has_answered, day, count, label in rows
        ],
    )


def _facts(
    customers: pd.DataFrame, graded: pd.DataFrame, wanted: Flags, facts: Facts, lang: Lang
) -> pd.DataFrame:
    """Ask in the week of a touch that did not confirm the facts and in the next; later the next touch asks again."""
    today, touched = facts.as_of, facts.last_touch
    confirmed = days(customers, "facts_confirmed")
    late = (
        (touched > _monday(today) - WEEK)
        & (touched <= today)
        & (np.isnat(confirmed) | (confirmed < touched))
    )
    at = np.flatnonzero(wanted & late)
    if "facts_confirmed" not in customers:
        at = at[:0]  # a team that does not keep the column does not want the reminder
    return _rows(
        graded, at, [_FACTS.fill(touched=day).pick(lang) for day in day_texts(touched[at])]
    )


def _reviews(
    customers: pd.DataFrame, graded: pd.DataFrame, as_of: dt.date, lang: Lang, numbers: TaskNumbers
) -> pd.DataFrame:
    share, least = numbers.pile_share, numbers.pile_least
    chosen = pile_review(customers, graded, numbers.pile_ranks, as_of, share=share, least=least)
    at = np.flatnonzero(chosen)
    seen = day_texts(last_seen(customers, graded)[at])
    return _rows(
        graded,
        at,
        [(_REVIEW_SEEN.fill(seen=day) if day else _REVIEW_NEVER).pick(lang) for day in seen],
    )


def _introductions(customers: pd.DataFrame, wanted: Flags, lang: Lang) -> pd.DataFrame:
    found = second_introductions(customers, lang)
    return found.loc[found["row"].isin(customers.index[wanted])]


def _lapses(
    customers: pd.DataFrame, graded: pd.DataFrame, as_of: dt.date, lang: Lang
) -> pd.DataFrame:
    """Tell what ends within a week or has ended in this one or the last: a manual tier, a snooze."""
    today = np.datetime64(as_of, "D")
    lately = _monday(today) - WEEK
    archived = coded(customers, "status").rows_of("archived")
    until, tier = days(customers, "manual_tier_until"), coded(customers, "manual_tier")
    has_tier = (tier.codes >= 0) & ~archived
    ends = has_tier & (until >= today) & (until < today + WEEK)
    ended = has_tier & (until < today) & (until >= lately)
    snooze = days(customers, "snooze_until")
    woken = ~archived & (snooze <= today) & (snooze > lately)
    names = (*tier.names, "")
    parts = [
        _until(graded, ends, until, _TIER_ENDS, lang, names, tier.codes),
        _until(graded, ended, until, _TIER_ENDED, lang, names, tier.codes),
        _until(graded, woken, snooze, _SNOOZE_ENDED, lang, names, tier.codes),
    ]
    return pd.concat(parts).sort_values("row", kind="stable")


def _until(  # noqa: PLR0913 -- one line of three that differ in these
    graded: pd.DataFrame,
    where: Flags,
    until: Days,
    said: Text,
    lang: Lang,
    names: tuple[str, ...],
    codes: "np.typing.NDArray[np.int64]",
) -> pd.DataFrame:
    at = np.flatnonzero(where)
    told = zip(day_texts(until[at]), codes[at].tolist(), strict=True)
    return _rows(
        graded, at, [said.fill(until=day, tier=names[code]).pick(lang) for day, code in told]
    )
