"""What is asked for, what is known on the way, and what came of it: plain data that commands print."""

import datetime as dt
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.methods import Policy
from pipeline.plan.apply import Written
from pipeline.plan.columns import ProgramColumn
from pipeline.plan.memory import Memory
from pipeline.plan.typed_cells import TypedCells
from pipeline.rules.days import Calendars
from pipeline.rules.explain import Evidence
from pipeline.settings.settings import Settings
from pipeline.understanding.read import WorkbookTables
from pipeline.understanding.reading import Reading
from pipeline.workbook.file.package import Package
from pipeline.workbook.patching.obstacles import Obstacle
from reports.figures.summary import Summary
from reports.figures.view import ReportInput
from schemas import results as r
from schemas.consent import NOTHING, Insist
from schemas.findings import Finding
from schemas.plan import CellPatch, Plan
from schemas.sheets import CellValue
from schemas.tables import Table, column_letters
from schemas.texts import Lang, Text
from schemas.validation import Validated


@dataclass(frozen=True, slots=True)
class Request:
    """What a user asks for: a workbook, the day that counts as today, a language (None = the workbook's), settings.

    insisted: what the user agrees to, see schemas.consent.
    """

    workbook: Path
    as_of: dt.date
    lang: Lang | None = None
    config: Path | None = None
    insisted: AbstractSet[Insist] = NOTHING


@dataclass(frozen=True, slots=True)
class Loaded:
    """A workbook read and checked, with everything that the rules need."""

    request: Request
    settings: Settings
    package: Package
    read: WorkbookTables
    policy: Policy
    calendars: Calendars
    validated: Validated
    lang: Lang
    findings: list[Finding]
    secondary: tuple[Policy, ...] = ()
    memory: Memory = field(default_factory=Memory)
    """What the program last wrote into its columns."""
    typed: TypedCells = field(default_factory=TypedCells)
    """What people typed there since."""

    @property
    def customers(self) -> Table:
        """Give the customer sheet."""
        return self.read.tables["customers"]

    @property
    def insisted(self) -> AbstractSet[Insist]:
        """Give what the user agreed to, this time or in the settings."""
        return self.request.insisted | self.settings.insist


@dataclass(frozen=True, slots=True)
class Week:
    """The week of a workbook: what the rules found, the cells that change, and what is to be told."""

    graded: pd.DataFrame
    """Columns of schemas.results, index = Excel row."""
    places: Sequence[ProgramColumn]
    """Where the program's columns stand, or will stand."""
    kept: Mapping[str, set[int]]
    """Key of a program column → rows in which a person's own value stays."""
    plan: Plan
    """The cells of the team's own sheets, without those that cannot be written."""
    blocked: Sequence[Obstacle]
    """The cells that cannot be written, and why."""
    written_moves: Sequence[Sequence[CellValue]]
    """Rows of the sheet of moves as it stands, oldest first."""
    report: ReportInput
    """What page, letters, chat and own sheets tell."""


@dataclass(frozen=True, slots=True)
class Graded:
    """The customers with tier, date and reasons, and what changes in the workbook because of it."""

    graded: pd.DataFrame
    """Columns of schemas.results, index = Excel row."""
    moves: pd.DataFrame
    """Tier moves that the sheet of moves does not hold yet."""
    plan: Plan
    """All that changes, own sheets too."""
    summary: Summary
    """Every number of the page and the own sheets."""
    notes: Sequence[Text] = ()
    """What comes of writing the plan."""

    @property
    def findings(self) -> Sequence[Finding]:
        """Give what is wrong with the data, and what could not be written."""
        return self.summary.report.findings


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did. written: None where nothing had to be, or was to be, written.

    reading: what the workbook was taken for, where it was never run before; else None · advice: what would make it better.
    """

    request: Request
    lang: Lang
    method: Text
    customers: int
    set_aside: int
    findings: Sequence[Finding]
    report: ReportInput | None = None
    """What the run tells, for further steps such as the letters; None where nothing was graded."""
    graded: pd.DataFrame = field(default_factory=pd.DataFrame)
    moves: pd.DataFrame = field(default_factory=pd.DataFrame)
    plan: Plan | None = None
    written: Written | None = None
    page: Path | None = None
    notes: Sequence[Text] = ()
    example_customer: str = ""
    reading: Reading | None = None
    advice: Sequence[Text] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the outcome for machines; a dry run lists every cell of the plan."""
        found: dict[str, Any] = {
            "workbook": str(self.request.workbook),
            "as_of": self.request.as_of.isoformat(),
            "customers": self.customers,
            "set_aside": self.set_aside,
            "notes": [note.pick(self.lang) for note in self.notes],
            "findings": [_finding_json(finding, self.lang) for finding in self.findings],
        }
        if len(self.graded):
            found["tiers"] = (
                self.graded[r.TIER]
                .replace("", None)
                .value_counts(dropna=False)
                .sort_index()
                .rename(index=str)
                .to_dict()
            )
            found["states"] = self.graded[r.STATE].value_counts().to_dict()
            found["moves"] = [
                {k: str(v) for k, v in move.items()} for move in self.moves.to_dict("records")
            ]
        if self.plan is not None:
            found["cells_changed"] = self.plan.cell_count
            found["sheets_refreshed"] = [
                sheet.name for sheet in self.plan.sheets if not sheet.hidden
            ]
        if self.written is not None:
            found["run"], found["backup"] = self.written.run_id, str(self.written.backup)
        elif self.plan is not None and self.page is None:
            found["plan"] = [_patch_json(patch) for patch in self.plan.cells()]
        if self.page is not None:
            found["page"] = str(self.page)
        return found


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where one customer's tier and date come from."""

    lang: Lang
    customer: str
    row: int
    tier: str
    next_due: dt.date | None
    steps: Sequence[tuple[str, Evidence]]

    def to_json(self) -> dict[str, Any]:
        """Give the explanation for machines."""
        return {
            "customer": self.customer,
            "row": self.row,
            "tier": self.tier,
            "next_due": self.next_due.isoformat() if self.next_due else None,
            "steps": [
                {"cells": cells, "value": step.value, "says": step.says.pick(self.lang)}
                for cells, step in self.steps
            ],
        }


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages exported: how many, and how many touches have no text in the library."""

    lang: Lang
    count: int
    without_text: int
    table: pd.DataFrame


def _finding_json(finding: Finding, lang: Lang) -> dict[str, str]:
    return {
        "severity": finding.severity,
        "code": finding.code,
        "cell": finding.cell,
        "value": finding.value,
        "what": finding.what.pick(lang),
        "mend": finding.mend.pick(lang),
    }


def _patch_json(patch: CellPatch) -> dict[str, Any]:
    def value(cell: Any) -> Any:
        return cell.isoformat() if isinstance(cell, dt.date) else cell

    return {
        "cell": f"{patch.sheet}!{column_letters(patch.column)}{patch.row}",
        "header": patch.header,
        "old": value(patch.old),
        "new": value(patch.new),
        "reason": patch.reason,
    }
