"""The summary of one run: every number that page and sheets show, worked out once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from reports.figures.advice import advice
from reports.figures.meeting import (
    Silence,
    last_week_by_seller,
    neglected,
    seller_days,
    silence_of,
)
from reports.figures.view import ReportInput
from reports.words.values import clean_column, clean_text, each, ordered, plain_day
from reports.words.wording import UNCLASSIFIED
from schemas import results as r
from schemas.capacity import DEFAULT_DAILY_MINUTES, daily_minutes
from schemas.columns import CUSTOMERS
from schemas.findings import Severity
from schemas.texts import Text

DUE_STATES: Final[tuple[r.State, ...]] = ("overdue", "today", "this_week")
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "hint")


@dataclass(frozen=True, slots=True)
class Check:
    """All findings of one check: how many, and in which cells."""

    severity: Severity
    code: str
    what: Text
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """One run in numbers.

    tiers: index = tier, order of work, "" (unclassified) last; label, name, customers, overdue, today, this_week,
    minutes · moves: MOVE_COLUMNS of this run, cleaned, and direction (up, down, new) · week_moves: the same of the last
    seven days · movements: their counts, index = from, columns = to · sellers: index = seller; customers, overdue, today, this_week, due, minutes, days, capacity, week_capacity (of the
    whole week, days gone by too), load, week_load (shares of the capacities, NaN where there is none), completeness · seller_tiers: due touches, index = seller and tier, columns =
    states · due: the touches of this week, by seller, tier and day · listed: the same and the tasks beside them, each
    seller's after the touches; the numbers count touches alone · others: every customer without a touch this week ·
    silence, neglected: see reports.figures.meeting; seller_silence: counts, index = seller, columns = keys · seller_days,
    last_week: by seller, see reports.figures.meeting.
    """

    report: ReportInput
    tiers: pd.DataFrame
    movements: pd.DataFrame
    moves: pd.DataFrame
    week_moves: pd.DataFrame
    sellers: pd.DataFrame
    seller_tiers: pd.DataFrame
    due: pd.DataFrame
    listed: pd.DataFrame
    others: pd.DataFrame
    silence: "pd.Series[str]"
    neglected: tuple[Silence, ...]
    seller_silence: pd.DataFrame
    seller_days: pd.DataFrame
    last_week: pd.DataFrame
    checks: tuple[Check, ...]
    severities: dict[Severity, int]
    advice: tuple[Text, ...]

    @property
    def move_counts(self) -> dict[str, int]:
        """Count the moves of the week by direction: up, down, new."""
        directions = self.week_moves["direction"]
        return {way: int((directions == way).sum()) for way in ("up", "down", "new")}

    def tier_label(self, tier: str) -> str:
        """Give a tier with its method, such as 外贸A."""
        return str(self.tiers["label"].get(tier, tier))


def summarise(report: ReportInput) -> Summary:
    """Work out every number of the report.

    Takes:   one run.
    Returns: its summary; the frames of the run are left as they are.
    Raises:  nothing; missing columns, an empty frame or no team give zeros and blanks.
    """
    sellers_of = clean_column(report.customers, "seller", report.graded.index)
    order = _seller_order(report, sellers_of)
    due = _due_list(report, order)
    sellers = _by_seller(report, sellers_of, order, due)
    moves = _moves(report, report.moves)
    week = report.moves if report.week_moves is None else report.week_moves
    week_moves = _moves(report, week)
    silence = silence_of(report, report.as_of)
    listed = _with_side_tasks(report, due, order)
    others = report.graded.loc[~report.graded.index.isin(due.index)]
    return Summary(
        report=report,
        tiers=_by_tier(report, due, week_moves),
        movements=_movements(report, week_moves),
        moves=moves,
        week_moves=week_moves,
        sellers=sellers,
        seller_tiers=_state_counts(due, ["seller", r.TIER]),
        due=due,
        listed=listed,
        others=_sorted(_with_facts(report, others, order)),
        silence=silence,
        neglected=neglected(report, silence),
        seller_silence=pd.crosstab(sellers_of.reindex(silence.index), silence).reindex(
            index=order, fill_value=0
        ),
        seller_days=seller_days(report, due, order),
        last_week=last_week_by_seller(report, sellers_of, order),
        checks=_checks(report),
        severities={severity: _count(report, severity) for severity in SEVERITIES},
        advice=advice(due, sellers, report.set_aside),
    )


def _seller_order(report: ReportInput, sellers_of: pd.Series) -> list[str]:
    """Give all sellers: the team sheet's order first, then the others by name, customers of nobody last."""
    team = [] if report.team is None else [clean_text(seller) for seller in report.team["seller"]]
    known = dict.fromkeys(seller for seller in team if seller)
    return [*known, *(seller for seller in ordered(sellers_of) if seller not in known)]


def _due_list(report: ReportInput, seller_order: Sequence[str]) -> pd.DataFrame:
    graded = report.graded
    undated_decision = (graded[r.TASK] == "decide") & (graded[r.STATE] == "none")
    return _sorted(
        _with_facts(
            report, graded.loc[graded[r.STATE].isin(DUE_STATES) | undated_decision], seller_order
        )
    )


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(["seller_rank", r.TIER_RANK, r.NEXT_DUE, "row"], kind="stable")


def _with_facts(
    report: ReportInput, rows: pd.DataFrame, seller_order: Sequence[str]
) -> pd.DataFrame:
    due = rows.copy()
    for key in ("customer_id", "name", "seller", *CUSTOMERS.shown_at("due")):
        due[key] = clean_column(report.customers, key, due.index)
    for key in (r.TIER, r.TIER_LABEL, r.NOTES, r.DUE_REASON):
        due[key] = clean_column(due, key, due.index)
    ranks = {seller: rank for rank, seller in enumerate(seller_order)}
    due["seller_rank"] = [ranks[seller] for seller in due["seller"]]
    due["row"] = due.index
    return due


def _with_side_tasks(
    report: ReportInput, due: pd.DataFrame, seller_order: Sequence[str]
) -> pd.DataFrame:
    """Put this week's other tasks behind each seller's touches: a customer may be listed more than once."""
    tasks = report.side_tasks.loc[report.side_tasks["row"].isin(report.graded.index)]
    if tasks.empty:
        return due
    beside = _with_facts(report, report.graded.loc[tasks["row"]], seller_order)
    beside[r.TASK], beside[r.DUE_REASON] = tasks["task"].to_numpy(), tasks["reason"].to_numpy()
    beside[r.NEXT_DUE], beside[r.STATE], beside[r.DAYS_OVERDUE] = pd.NaT, "this_week", 0
    beside[r.NOTES], beside[r.MINUTES], beside[r.PROVISIONAL] = "", 0.0, False
    beside[r.NEXT_DUE] = beside[r.NEXT_DUE].astype(due[r.NEXT_DUE].dtype)
    ranks = {task: rank for rank, task in enumerate(r.SIDE_TASKS, start=1)}
    listed = pd.concat(
        [due.assign(task_rank=0), beside.assign(task_rank=[ranks[task] for task in tasks["task"]])]
    )
    return listed.sort_values(["seller_rank", "task_rank"], kind="stable")


def _tier_order(report: ReportInput, moves: pd.DataFrame) -> list[str]:
    """Give all tiers: the method's own order, then others that occur, then unclassified."""
    occurring = report.graded.sort_values(r.TIER_RANK, kind="stable")[r.TIER].unique()
    moved = ordered([*moves["from_tier"], *moves["to_tier"]])
    known = dict.fromkeys([*report.tier_names, *map(clean_text, occurring), *moved])
    return [tier for tier in known if tier] + [""]


def _tier_labels(report: ReportInput, tiers: Sequence[str]) -> list[str]:
    """Give each tier's label; a tier that nobody holds borrows the method's word from one that is held."""
    held = {clean_text(t): clean_text(label) for t, label in _held_labels(report)}
    words = [
        label.removesuffix(tier) for tier, label in held.items() if tier and label.endswith(tier)
    ]
    word = words[0] if words else ""
    unclassified = held.get("") or UNCLASSIFIED.pick(report.lang)
    return [held.get(tier, word + tier) if tier else unclassified for tier in tiers]


def _held_labels(report: ReportInput) -> list[tuple[str, str]]:
    pairs = report.graded[[r.TIER, r.TIER_LABEL]].drop_duplicates(r.TIER)
    return list(zip(pairs[r.TIER], pairs[r.TIER_LABEL], strict=True))


def _by_tier(report: ReportInput, due: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    order = _tier_order(report, moves)
    tiers = _state_counts(due, [r.TIER]).reindex(order, fill_value=0)
    tiers.insert(0, "label", _tier_labels(report, order))
    names = [
        report.tier_names[tier].pick(report.lang) if tier in report.tier_names else ""
        for tier in order
    ]
    tiers.insert(1, "name", names)
    tiers.insert(2, "customers", report.graded[r.TIER].value_counts().reindex(order, fill_value=0))
    tiers["minutes"] = due.groupby(r.TIER)[r.MINUTES].sum().reindex(order, fill_value=0.0)
    return tiers


def _state_counts(due: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Count due touches by state; one column a state even where none is due."""
    counts = due.groupby([*by, r.STATE]).size().unstack(fill_value=0)  # noqa: PD010 -- counts of groups, not a pivot
    return counts.reindex(columns=list(DUE_STATES), fill_value=0).astype(int)


def _by_seller(
    report: ReportInput, sellers_of: pd.Series, order: list[str], due: pd.DataFrame
) -> pd.DataFrame:
    sellers = _state_counts(due, ["seller"]).reindex(order, fill_value=0)
    sellers.insert(0, "customers", sellers_of.value_counts().reindex(order, fill_value=0))
    sellers["due"] = due["seller"].value_counts().reindex(order, fill_value=0)
    sellers["minutes"] = due.groupby("seller")[r.MINUTES].sum().reindex(order, fill_value=0.0)
    sellers["days"] = [len(report.days_left.get(seller, ())) for seller in order]
    daily = {clean_text(seller): minutes for seller, minutes in daily_minutes(report.team).items()}
    sellers["capacity"] = [
        daily.get(s, DEFAULT_DAILY_MINUTES) * d for s, d in zip(order, sellers["days"], strict=True)
    ]
    sellers["week_capacity"] = [
        daily.get(s, DEFAULT_DAILY_MINUTES) * len(report.work_days.get(s, ())) for s in order
    ]
    sellers["load"] = sellers["minutes"] / sellers["capacity"].where(sellers["capacity"] > 0)
    week = sellers["week_capacity"]
    sellers["week_load"] = sellers["minutes"] / week.where(week > 0)
    sellers["completeness"] = (
        report.graded[r.COMPLETENESS].groupby(sellers_of).mean().reindex(order)
    )
    return sellers


def _moves(report: ReportInput, moves: pd.DataFrame) -> pd.DataFrame:
    """Clean the texts of moves and name each one's direction."""
    texts = ("customer_id", "name", "seller", "from_tier", "to_tier", "reason")
    cleaned = pd.DataFrame(
        {key: clean_column(moves, key, moves.index) for key in texts}, dtype=object
    )
    cleaned.insert(0, "date", each(moves["date"], plain_day))
    order = _tier_order(report, cleaned)
    places = [
        (order.index(a), order.index(b))
        for a, b in zip(cleaned["from_tier"], cleaned["to_tier"], strict=True)
    ]
    nowhere = len(order) - 1
    return cleaned.assign(direction=[_direction(a, b, nowhere) for a, b in places])


def _direction(before: int, after: int, nowhere: int) -> str:
    """Name a move; a manual tier that lapsed on the same tier is told in the ledger and moves nobody."""
    if before == after:
        return "same"
    return "new" if before == nowhere else "up" if after < before else "down"


def _movements(report: ReportInput, moves: pd.DataFrame) -> pd.DataFrame:
    order = _tier_order(report, moves)
    moved = moves.loc[moves["direction"] != "same"]
    counts = Counter(zip(moved["from_tier"], moved["to_tier"], strict=True))
    return pd.DataFrame([[counts[a, b] for b in order] for a in order], index=order, columns=order)


def _checks(report: ReportInput) -> tuple[Check, ...]:
    grouped: dict[tuple[Severity, str], list[int]] = {}
    for place, finding in enumerate(report.findings):
        grouped.setdefault((finding.severity, finding.code), []).append(place)
    ranked = sorted(
        grouped.items(), key=lambda item: (SEVERITIES.index(item[0][0]), -len(item[1]), item[0][1])
    )
    return tuple(
        Check(
            severity,
            code,
            report.findings[places[0]].what,
            tuple(report.findings[place].cell for place in places),
        )
        for (severity, code), places in ranked
    )


def _count(report: ReportInput, severity: Severity) -> int:
    return sum(finding.severity == severity for finding in report.findings)
