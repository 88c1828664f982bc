"""What a report is made from: one run's frames, findings and facts, handed over by the run."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from schemas.findings import Finding
from schemas.texts import Lang, Text


@dataclass(frozen=True, slots=True)
class ReportInput:
    """One run, ready to be told. Frames are never changed here.

    workbook: file name, no folder · method: the method's name, such as 外贸 A–E · customers: typed frame of all
    customer rows, index = Excel row, columns by their keys in schemas.columns, all but customer_id and name optional ·
    graded: the columns of schemas.results for the good rows, index = Excel row · moves: schemas.results.MOVE_COLUMNS ·
    team: typed frame of the team sheet, None where there is none · set_aside: customer rows left out because of an
    error · work_days: each seller's working days from as_of to the end of this week · tier_names: tier → its name,
    best tier first · customer_sheet: the team's own name of the sheet · column_letters: column key → Excel letters.
    """

    lang: Lang
    as_of: dt.date
    workbook: str
    method: Text
    customers: pd.DataFrame
    graded: pd.DataFrame
    moves: pd.DataFrame
    findings: Sequence[Finding] = ()
    team: pd.DataFrame | None = None
    set_aside: int = 0
    work_days: Mapping[str, Sequence[dt.date]] = field(default_factory=dict)
    tier_names: Mapping[str, Text] = field(default_factory=dict)
    customer_sheet: str = "客户"
    column_letters: Mapping[str, str] = field(default_factory=dict)
