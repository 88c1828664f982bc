"""The stories of `report` and `forecast`: the meeting page, whole or by manager, and the coming weeks. The workbook stays."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from pipeline.errors import UsageError
from pipeline.jobs.results import Request
from pipeline.jobs.week import week_of
from pipeline.jobs.weekly import load, write_page
from pipeline.progress import Progress
from reports.figures.slices import ManagedTeam, managed_teams, slice_of
from reports.figures.view import ReportInput
from reports.page import render_page
from schemas.texts import Lang, Text

_UNSAFE: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_LONGEST_NAME: Final = 60
_NO_MANAGERS: Final = Text(
    "{workbook}：没有写明谁管谁，不能按经理出网页。请在“团队”表的“经理”列填上每位负责人的经理",
    "{workbook}: nothing says who manages whom, so there are no pages by manager. Fill the Manager column of the Team sheet",
)
_UNKNOWN: Final = Text(
    "“{name}”不是“团队”表里的经理。有：{known}",
    "“{name}” is no manager of the Team sheet. There are: {known}",
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page written: whose ("" = the whole company's), where, and how many customers it holds."""

    manager: str
    path: Path
    customers: int


@dataclass(frozen=True, slots=True)
class Reported:
    """The pages written."""

    lang: Lang
    pages: Sequence[Page]

    def to_json(self) -> dict[str, Any]:
        """Give it for machines."""
        return {
            "pages": [
                {"manager": page.manager, "page": str(page.path), "customers": page.customers}
                for page in self.pages
            ]
        }


@dataclass(frozen=True, slots=True)
class Forecast:
    """The coming weeks: schemas.results.OUTLOOK_COLUMNS, and this week's touches that do not fit their day."""

    lang: Lang
    as_of: dt.date
    report: ReportInput

    @property
    def outlook(self) -> pd.DataFrame:
        """Give work and capacity by seller and week."""
        return self.report.outlook

    @property
    def levelled(self) -> pd.DataFrame:
        """Give what moves or fits nowhere, with the customer's id and name."""
        facts = self.report.customers.reindex(self.report.levelled["row"])[["customer_id", "name"]]
        return self.report.levelled.assign(
            customer_id=facts["customer_id"].to_numpy(), name=facts["name"].to_numpy()
        )

    def to_json(self) -> dict[str, Any]:
        """Give it for machines."""
        weeks = self.outlook.assign(week=self.outlook["week"].dt.strftime("%Y-%m-%d"))
        moved = self.levelled
        for key in ("wanted", "day"):
            moved[key] = (
                moved[key].dt.strftime("%Y-%m-%d").astype(object).where(moved[key].notna(), None)
            )
        return {
            "as_of": self.as_of.isoformat(),
            "weeks": weeks.round({"minutes": 1, "capacity": 1}).to_dict("records"),
            "levelled": moved.to_dict("records"),
        }


def report(
    request: Request,
    out: Path | None,
    manager: str | None,
    progress: Progress,
    *,
    each_manager: bool = False,
) -> Reported:
    """Write the meeting page without touching the workbook.

    Takes:   out: a folder, None = followup-reports beside the workbook · manager: one manager's page alone ·
             each_manager: one page for every manager. A manager's page holds the rows of the own team alone, with the
             ways to reach a customer hidden.
    Returns: the pages written.
    Raises:  UsageError where the manager is not in the team sheet, or nobody is; as `run` for the file and the page.
    """
    told = _told(request, progress)
    pages: list[Page] = []
    words: list[str] = []
    for team, part in _parts(told, request, manager, each_manager=each_manager):
        whose = team.manager if team else ""
        words.append(_file_part(whose, words))
        path = write_page(request, out, render_page(part, whose), words[-1])
        pages.append(Page(whose, path, len(part.customers)))
        progress(Text(f"生成网页 {path.name}", f"rendered {path.name}"))
    return Reported(told.lang, pages)


def forecast(request: Request, progress: Progress) -> Forecast:
    """Look at the coming thirteen weeks; nothing is written."""
    told = _told(request, progress)
    return Forecast(told.lang, request.as_of, told)


def _told(request: Request, progress: Progress) -> ReportInput:
    return week_of(load(request, progress), progress).report


def _parts(
    told: ReportInput, request: Request, manager: str | None, *, each_manager: bool
) -> Iterator[tuple[ManagedTeam | None, ReportInput]]:
    if manager is None and not each_manager:
        yield None, told
        return
    teams = {team.manager: team for team in managed_teams(told.team)}
    if not teams:
        raise UsageError(_NO_MANAGERS.fill(workbook=request.workbook.name))
    if manager is not None and manager.strip() not in teams:
        raise UsageError(_UNKNOWN.fill(name=manager, known="、".join(teams)))
    wanted = list(teams) if manager is None else [manager.strip()]
    for name in wanted:
        yield teams[name], slice_of(told, teams[name].sellers)


def _file_part(manager: str, taken: Sequence[str]) -> str:
    """Make a name fit for a file name on every system, and another than those taken: two names may come out alike."""
    word = _UNSAFE.sub("_", manager).strip(" .")[:_LONGEST_NAME]
    while word.casefold() in {other.casefold() for other in taken}:
        word += "_"
    return word
