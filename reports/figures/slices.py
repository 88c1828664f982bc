"""Slices of a run: what one manager, or one seller, may see of it, with the ways to reach a customer hidden.

A slice is a whole ReportInput, so whatever is made from it (letter, page, sheet, calendar) cannot hold a row of others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from reports.figures.view import KeyAccounts, ReportInput
from reports.words.values import clean_column, clean_text, each
from schemas import touches as t
from schemas.columns import CUSTOMERS, TEAM
from schemas.findings import Finding
from schemas.privacy import mask_text
from schemas.texts import Text

# The rule's own words name the person introduced before, who may be another team's customer.
_INTRODUCED_AGAIN: Final = Text(
    "介绍重复（介绍人：{introducer}）：同一个人可能已在名单里，请与能看全表的同事核对，不要重复联系",
    "introduced more than once (by {introducer}): the same person may be listed already; check with whoever sees the "
    "whole workbook, do not call twice",
)


@dataclass(frozen=True, slots=True)
class ManagedTeam:
    """One manager and the sellers whose customers the manager may see.

    manager: name as in the team sheet, the address where no name is given · emails: every distinct address that the team
    sheet gives for the manager, as typed: none or several cannot be written to.
    """

    manager: str
    emails: tuple[str, ...]
    sellers: tuple[str, ...]


def managed_teams(team: pd.DataFrame | None) -> list[ManagedTeam]:
    """Tell who manages whom.

    Takes:   the typed team sheet (seller; manager, manager_email, email where it has them), None = no such sheet.
    Returns: one team a manager, in the order of the sheet. A seller who is listed twice counts by the first row. A
             manager who sells too sees the own customers, unless the sheet puts them under somebody else.
    """
    if team is None:
        return []
    facts = {
        key: clean_column(team, key, team.index)
        for key in ("seller", "manager", "manager_email", "email")
    }
    rows = pd.DataFrame(facts)
    rows = rows.loc[(rows["seller"] != "") & ~rows["seller"].duplicated()]
    names = rows["manager"].where(rows["manager"] != "", rows["manager_email"])
    return [_managed(name, rows, names) for name in dict.fromkeys(names) if name]


def _managed(name: str, rows: pd.DataFrame, names: "pd.Series[str]") -> ManagedTeam:
    led = names == name
    emails = {
        email.casefold(): email for email in reversed(list(rows.loc[led, "manager_email"])) if email
    }
    same_person = (names == "") | rows["email"].str.casefold().isin(emails)
    own = (rows["seller"] == name) & same_person
    return ManagedTeam(name, tuple(reversed(emails.values())), tuple(rows.loc[led | own, "seller"]))


def slice_of(report: ReportInput, sellers: Iterable[str], *, masked: bool = True) -> ReportInput:
    """Restrict a run to the customers of some sellers.

    Takes:   sellers: names as in the customer sheet; "" = the customers of nobody · masked: hide phone numbers, mail
             addresses and WeChat ids, wherever they stand.
    Returns: a run of its own: every frame holds rows of these sellers alone. A finding stays if its row is theirs;
             what concerns a whole sheet stays without the cell's content. Numbers of the whole company are left out.
    Raises:  nothing; an unknown seller has no rows.
    """
    wanted = frozenset(clean_text(seller) for seller in sellers)
    mine = _whose(report.customers, wanted)
    customers = report.customers.loc[mine]
    graded = report.graded.loc[report.graded.index.isin(customers.index)]
    found = replace(
        report,
        customers=customers,
        graded=graded,
        moves=report.moves.loc[_whose(report.moves, wanted)],
        week_moves=None
        if report.week_moves is None
        else report.week_moves.loc[_whose(report.week_moves, wanted)],
        outlook=report.outlook.loc[_whose(report.outlook, wanted)],
        levelled=report.levelled.loc[report.levelled["row"].isin(customers.index)],
        last_week=report.last_week.loc[report.last_week.index.isin(customers.index)],
        findings=_findings(report, wanted),
        team=None if report.team is None else report.team.loc[_whose(report.team, wanted)],
        set_aside=len(customers) - len(graded),
        work_days={
            seller: days
            for seller, days in report.work_days.items()
            if clean_text(seller) in wanted
        },
        side_tasks=_side_tasks(report, customers),
        key_accounts=None
        if report.key_accounts is None
        else _key_accounts(report.key_accounts, wanted),
        touches=None
        if report.touches is None
        else report.touches.loc[report.touches[t.ROW].isin(customers.index)],
        week_touches=None
        if report.week_touches is None
        else report.week_touches.loc[report.week_touches[t.ROW].isin(customers.index)],
        row_sellers={},
    )
    return _masked(found) if masked else found


def _whose(frame: pd.DataFrame, wanted: frozenset[str]) -> "pd.Series[bool]":
    return clean_column(frame, "seller", frame.index).isin(wanted)


def _findings(report: ReportInput, wanted: frozenset[str]) -> Sequence[Finding]:
    kept = []
    for finding in report.findings:
        if not finding.row:
            kept.append(replace(finding, value=""))
        elif _seller_of(report, finding) in wanted:
            kept.append(finding)
    return kept


def _seller_of(report: ReportInput, finding: Finding) -> str | None:
    """Give the seller of the row that a finding is about; None where it is not known whose it is."""
    row = report.row_at(finding.sheet, finding.row)
    if row is None:
        return report.row_sellers.get(finding.sheet, {}).get(finding.row)
    known = "seller" in report.customers and row in report.customers.index
    return clean_text(report.customers.at[row, "seller"]) if known else None


def _side_tasks(report: ReportInput, customers: pd.DataFrame) -> pd.DataFrame:
    tasks = report.side_tasks.loc[report.side_tasks["row"].isin(customers.index)]
    again = tasks["task"] == "second_introduction"
    if not again.any():
        return tasks
    by = clean_column(customers, "introducer", pd.Index(tasks.loc[again, "row"]))
    told = [_INTRODUCED_AGAIN.fill(introducer=name).pick(report.lang) for name in by]
    reasons = tasks["reason"].copy()
    reasons[again] = told
    return tasks.assign(reason=reasons)


def _key_accounts(accounts: KeyAccounts, wanted: frozenset[str]) -> KeyAccounts:
    """Keep what is of these sellers; the closes by week and the reasons are told for the whole company alone."""
    return replace(
        accounts,
        nominations=accounts.nominations.loc[_whose(accounts.nominations, wanted)],
        weeks=accounts.weeks.iloc[:0],
        sellers=accounts.sellers.loc[accounts.sellers.index.isin(wanted - {""})],
        reasons=accounts.reasons.iloc[:0],
        effort=accounts.effort.loc[accounts.effort["seller"].isin(wanted - {""})],
    )


def _masked(report: ReportInput) -> ReportInput:
    keys = {
        (name, letters[key]): key
        for name, letters in report.sheets
        for key in CUSTOMERS.which(lambda column: column.mask is not None)
        if letters.get(key)
    }
    accounts = report.key_accounts
    return replace(
        report,
        customers=_masked_columns(report.customers),
        graded=_masked_columns(report.graded),
        moves=_masked_columns(report.moves),
        week_moves=None if report.week_moves is None else _masked_columns(report.week_moves),
        findings=[
            replace(
                f,
                value=_mask_of(keys.get((f.sheet, f.column), ""))(f.value),
            )
            for f in report.findings
        ],
        team=None
        if report.team is None
        else report.team.drop(
            columns=[*TEAM.which(lambda column: column.mask is not None)], errors="ignore"
        ),
        side_tasks=_masked_columns(report.side_tasks),
        key_accounts=None
        if accounts is None
        else replace(accounts, nominations=_masked_columns(accounts.nominations)),
        touches=None if report.touches is None else _masked_columns(report.touches),
        week_touches=None if report.week_touches is None else _masked_columns(report.week_touches),
    )


def _masked_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Hide what the columns of their own hold, and what stands inside any other text; blanks stay blank."""
    texts = [key for key in frame.columns if not pd.api.types.is_numeric_dtype(frame[key])]
    return frame.assign(**{key: _masked_column(frame[key], _mask_of(str(key))) for key in texts})


def _masked_column(column: "pd.Series[Any]", mask: Callable[[str], str]) -> "pd.Series[Any]":
    if not (
        pd.api.types.is_object_dtype(column.dtype) or pd.api.types.is_string_dtype(column.dtype)
    ):
        return column  # days
    shown = each(column, lambda value: mask(value) if isinstance(value, str) else value)
    return pd.Series(shown, index=column.index, dtype=column.dtype)


def _mask_of(key: str) -> Callable[[str], str]:
    masks = (column.mask for column in CUSTOMERS.columns if column.key == key)
    return next(masks, None) or mask_text
