"""What a report is made from: one run's frames, findings and facts, handed over by the run."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from reports.words.values import cell_link
from schemas import results as r
from schemas.findings import Finding
from schemas.tables import ROWS_A_SHEET
from schemas.texts import Lang, Text


@dataclass(frozen=True, slots=True)
class KeyAccounts:
    """The weekly key accounts: proposals for this week, the close of the week before, effort against revenue.

    nominations: schemas.results.NOMINATION_COLUMNS · least: how many each seller submits · closed: Monday of the week
    that is closed · weeks, sellers: schemas.results.CLOSE_COLUMNS by Monday and, for the closed week, by seller ·
    reasons: outcome, reason, count of the closed week · effort: schemas.results.EFFORT_COLUMNS.
    """

    nominations: pd.DataFrame
    least: int
    closed: dt.date
    weeks: pd.DataFrame
    sellers: pd.DataFrame
    reasons: pd.DataFrame
    effort: pd.DataFrame


@dataclass(frozen=True, slots=True)
class ReportInput:
    """One run, ready to be told. Frames are never changed here.

    workbook: file name, no folder · method: the method's name, such as 外贸 A–E · customers: typed frame of all
    customer rows, index = Excel row, columns by their keys in schemas.columns, all but customer_id and name optional ·
    graded: the columns of schemas.results for the good rows, index = Excel row ·
    team: typed frame of the team sheet, None where there is none · set_aside: customer rows left out because of an
    error · work_days: each seller's working days of this week, those before as_of too · tier_names: tier → its name,
    best tier first · customer_sheet: the team's own name of the sheet · column_letters: column key → Excel letters ·
    side_tasks: schemas.results.SIDE_TASK_COLUMNS · key_accounts: None where nobody wants them · touches:
    schemas.touches.TOUCH_COLUMNS, None where there are none and never were · grades: column of graded with the grade of
    a secondary method → the method's short name · outlook, levelled, last_week: OUTLOOK_COLUMNS, LEVELLED_COLUMNS, LAST_WEEK_COLUMNS ·
    neglect_months: months without a word after which a customer counts as neglected, ascending · could_use: what the method could
    work out with more columns · row_sellers: for the sheets beside the customer sheet, sheet's own name → Excel row → seller whose row it is.
    """

    lang: Lang
    as_of: dt.date
    workbook: str
    method: Text
    customers: pd.DataFrame
    graded: pd.DataFrame
    moves: pd.DataFrame
    """Of this run, those that the sheet of moves does not hold yet; schemas.results.MOVE_COLUMNS."""
    findings: Sequence[Finding] = ()
    team: pd.DataFrame | None = None
    week_moves: pd.DataFrame | None = None
    """Of the last seven days, each once, this run's last; None = this run's are all."""
    set_aside: int = 0
    work_days: Mapping[str, Sequence[dt.date]] = field(default_factory=dict)
    tier_names: Mapping[str, Text] = field(default_factory=dict)
    customer_sheet: str = "客户"
    column_letters: Mapping[str, str] = field(default_factory=dict)
    more_sheets: Sequence[tuple[str, Mapping[str, str]]] = ()
    """Name and column letters of the further sheets that customers stand in; see schemas.tables."""
    side_tasks: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=list(r.SIDE_TASK_COLUMNS))
    )
    key_accounts: KeyAccounts | None = None
    touches: pd.DataFrame | None = None
    week_touches: pd.DataFrame | None = None
    """The same from this week's Monday on, so that they stay the same all week; None = `touches` are."""
    grades: Mapping[str, Text] = field(default_factory=dict)
    outlook: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=list(r.OUTLOOK_COLUMNS))
    )
    levelled: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=list(r.LEVELLED_COLUMNS))
    )
    last_week: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=list(r.LAST_WEEK_COLUMNS))
    )
    neglect_months: Sequence[int] = (1, 6)
    could_use: Sequence[Text] = ()
    row_sellers: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    @property
    def days_left(self) -> Mapping[str, Sequence[dt.date]]:
        """Give each seller's working days from as_of to the end of this week."""
        return {
            seller: [day for day in days if day >= self.as_of]
            for seller, days in self.work_days.items()
        }

    @property
    def sheets(self) -> tuple[tuple[str, Mapping[str, str]], ...]:
        """Give name and column letters of every sheet that customers stand in, the main one first."""
        return ((self.customer_sheet, self.column_letters), *self.more_sheets)

    def link(self, row: int) -> str:
        """Give the place of a customer's name in the workbook."""
        sheet, at = divmod(row, ROWS_A_SHEET)
        name, letters = self.sheets[sheet]
        return cell_link(name, letters.get("name", "A"), at)

    def row_text(self, row: int) -> str:
        """Give a customer's row as people read it: 12, or 李强 12 where customers stand in several sheets."""
        sheet, at = divmod(row, ROWS_A_SHEET)
        return f"{self.sheets[sheet][0]} {at}" if self.more_sheets else str(at)

    def row_at(self, sheet: str, at: int) -> int | None:
        """Give the row of a place; None where the sheet is none of customers."""
        names = [name for name, _ in self.sheets]
        return names.index(sheet) * ROWS_A_SHEET + at if sheet in names else None
