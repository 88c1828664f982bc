"""All findings of all sheets in one pass, and the rows that may be computed on."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from schemas.checks import UNREADABLE, Context, failures
from schemas.columns import Column
from schemas.findings import Finding, Severity
from schemas.tables import Table
from schemas.texts import Text

_RANKS: Mapping[Severity, int] = {"error": 0, "warning": 1, "hint": 2}


@dataclass(frozen=True, slots=True)
class Validated:
    """The good rows of each sheet, and everything that was found.

    frames: kind → typed frame without the rows set aside · set_aside: kind → Excel rows with an error.
    """

    frames: Mapping[str, pd.DataFrame]
    set_aside: Mapping[str, frozenset[int]]
    findings: list[Finding] = field(default_factory=list)


def validate_tables(
    tables: Mapping[str, Table], as_of: dt.date, tiers: tuple[str, ...]
) -> Validated:
    """Check every sheet.

    Takes:   the tables by kind, the as-of date, the tier letters of the policy.
    Returns: findings sorted by severity, sheet and row; rows with an error are left out of the frames.
    """
    context = _context(tables, as_of, tiers)
    findings: list[Finding] = []
    frames, set_aside = {}, {}
    # The log comes before the customers, whose last contact is held against its good rows.
    for kind, table in sorted(tables.items(), key=lambda item: item[0] != "contacts"):
        found = [*_unreadable(table), *_failed(table, context)]
        offsets = {part.name: part.offset for part in table.sheets}
        bad_rows = frozenset(
            finding.row + offsets[finding.sheet] for finding in found if finding.severity == "error"
        )
        frames[kind] = table.frame.loc[~table.frame.index.isin(bad_rows)]
        set_aside[kind] = bad_rows
        findings += found
        if kind == "contacts":
            context = replace(context, newest_touch=_newest_touch(frames[kind]))
    return Validated(frames, set_aside, by_severity(findings))


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings: errors first, then by sheet, row and column."""
    return sorted(findings, key=_place)


def _place(finding: Finding) -> tuple[int, str, int, str]:
    return _RANKS[finding.severity], finding.sheet, finding.row, finding.column.rjust(3)


def _context(tables: Mapping[str, Table], as_of: dt.date, tiers: tuple[str, ...]) -> Context:
    def known(kind: str, key: str) -> frozenset[str]:
        frame = tables[kind].frame if kind in tables else pd.DataFrame()
        return frozenset(frame[key].dropna()) if key in frame else frozenset()

    return Context(
        as_of, frozenset(tiers), known("customers", "customer_id"), known("team", "seller")
    )


def _newest_touch(contacts: pd.DataFrame) -> Mapping[str, pd.Timestamp]:
    return {str(key): day for key, day in contacts.groupby("customer_id")["date"].max().items()}


def _unreadable(table: Table) -> list[Finding]:
    columns = {column.key: column for column in table.sheet.columns}
    found = []
    for key, rows in table.problems.items():
        texts = {
            problem: _unreadable_texts(columns[key], problem) for problem in set(rows.values())
        }
        shown = table.cell_texts(key, list(rows))
        found += [
            _finding(
                table, _severity(columns[key], problem), problem, row, key, text, texts[problem]
            )
            for (row, problem), text in zip(rows.items(), shown, strict=True)
        ]
    return found


def _severity(column: Column, problem: str) -> Severity:
    """Tell how bad a cell is: a word that we do not know is no fault of the team's, unless a tier rests on it."""
    if column.steers:
        return "error"
    return "hint" if problem == "unknown_choice" else "warning"


def _unreadable_texts(column: Column, problem: str) -> tuple[Text, Text]:
    what, mend = UNREADABLE[problem]
    choices = Text("、".join(c.zh for c in column.choices), ", ".join(c.en for c in column.choices))
    return what, mend.fill(choices=choices)


def _failed(table: Table, context: Context) -> list[Finding]:
    tiers = ", ".join(sorted(context.tiers))
    found = []
    for check, failed in failures(table.sheet.key, table.frame, context).items():
        unread = table.problems.get(check.key, {})
        rows = [
            row for row in failed if row not in unread
        ]  # a cell that could not be read is not "missing" as well
        texts = check.what, check.mend.fill(tiers=Text(tiers.replace(", ", "、"), tiers))
        shown = table.cell_texts(check.key, rows)
        found += [
            _finding(table, check.severity, check.code, row, check.key, text, texts)
            for row, text in zip(rows, shown, strict=True)
        ]
    return found


def _finding(  # noqa: PLR0913 -- a finding has these parts
    table: Table,
    severity: Severity,
    code: str,
    row: int,
    key: str,
    shown: str,
    texts: tuple[Text, Text],
) -> Finding:
    part, (sheet, at) = table.part_of(row), table.place(row)
    return Finding(
        severity, code, sheet, at, part.letters(key), part.header_text(key), shown, *texts
    )
