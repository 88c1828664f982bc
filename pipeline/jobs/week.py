"""The week of a workbook worked out once: graded, its cells planned, its report made; page, letters, chat and plan take it."""

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.jobs.results import Loaded, Week
from pipeline.jobs.touches import coming_touches
from pipeline.jobs.week_ahead import meeting
from pipeline.jobs.week_beside import companions
from pipeline.methods import missing_columns
from pipeline.plan.columns import (
    column_patches,
    new_columns,
    obstacle_findings,
    program_columns,
    standing_texts,
)
from pipeline.plan.typed_cells import before_decisions
from pipeline.progress import Progress, doing
from pipeline.rules.moves import Moves, moved_customers, moves_told
from pipeline.rules.weekly import Grading, grade, in_words
from pipeline.rules.weeks import mondays, week_end
from pipeline.workbook.file.package import Package
from pipeline.workbook.patching.obstacles import obstacles
from pipeline.workbook.reading.owned import owned_sheets as owned_names
from pipeline.workbook.reading.read import read_owned
from reports.figures.view import ReportInput
from schemas import results as r
from schemas.findings import Finding
from schemas.ownership import row_sellers
from schemas.plan import Plan, without
from schemas.sheets import CellValue
from schemas.tables import Table
from schemas.texts import Text
from schemas.validation import by_severity


def grade_rules(loaded: Loaded) -> pd.DataFrame:
    """Give every good customer tier, date and reasons."""
    return _worded(loaded, _grading(loaded))


def week_of(loaded: Loaded, progress: Progress) -> Week:
    """Grade every good customer, plan the cells that change, and work out what is to be told."""
    graded_count = f"{len(loaded.validated.frames['customers']):,}"
    doing(
        progress,
        Text(
            f"计算等级与日期：{graded_count} 位客户", f"grading and dating {graded_count} customers"
        ),
    )
    grading = _grading(loaded)
    graded = _worded(loaded, grading)
    progress(
        Text(
            f"计算等级与日期：{len(graded):,} 位客户", f"graded and dated {len(graded):,} customers"
        )
    )
    doing(progress, Text(f"计划：{graded_count} 位客户", f"planning for {graded_count} customers"))
    places = program_columns(loaded.customers, graded)
    kept = loaded.typed.kept(graded)
    plan = Plan(
        loaded.request.as_of,
        new_columns(places, loaded.lang),
        column_patches(graded, places, loaded.lang, kept),
        insisted=loaded.insisted,
    )
    blocked = obstacles(loaded.package, plan)
    plan = without(plan, {(cell.sheet, cell.row, cell.column) for cell in blocked})
    findings = by_severity([*loaded.findings, *obstacle_findings(loaded.customers, blocked)])
    standing = {key: standing_texts(places, key, graded.index) for key in (r.TIER, r.TIER_REASON)}
    written = _written_moves(loaded.package)
    moves = _moves(loaded, graded, standing, written)
    report = _report_input(loaded, grading, graded, moves, findings)
    return Week(graded, places, kept, plan, blocked, written, report)


def _grading(loaded: Loaded) -> Grading:
    return grade(
        loaded.validated.frames,
        loaded.policy,
        loaded.calendars,
        loaded.request.as_of,
        loaded.settings.skip_tiers,
        loaded.secondary,
    )


def _worded(loaded: Loaded, grading: Grading) -> pd.DataFrame:
    return in_words(
        grading,
        loaded.validated.frames["customers"],
        loaded.policy,
        loaded.lang,
        loaded.secondary,
    )


def _moves(
    loaded: Loaded,
    graded: pd.DataFrame,
    standing: Mapping[str, "pd.Series[str]"],
    written: Sequence[Sequence[CellValue]],
) -> Moves:
    """Give the moves of the rules and those that people decided in the program's own column, each once."""
    customers, as_of = loaded.customers.frame, loaded.request.as_of
    before = before_decisions(loaded.typed, standing[r.TIER], graded[r.TIER])
    moved = moved_customers(customers, graded, {**standing, r.TIER: before}, as_of)
    return moves_told(moved, written, customers, as_of)


def _written_moves(package: Package) -> Sequence[Sequence[CellValue]]:
    """Give the rows of the sheet of moves, oldest first."""
    ledger = read_owned(package, "moves")
    return list(ledger.rows) if ledger else []


def _report_input(
    loaded: Loaded, grading: Grading, graded: pd.DataFrame, moves: Moves, findings: list[Finding]
) -> ReportInput:
    table, frames, as_of = loaded.customers, loaded.validated.frames, loaded.request.as_of
    monday = as_of - dt.timedelta(days=as_of.weekday())
    touches = _touches(loaded, graded, as_of)
    beside = companions(frames, graded, loaded.policy, loaded.calendars, as_of, loaded.lang)
    weeks = meeting(
        frames,
        grading,
        graded,
        loaded.policy,
        loaded.calendars,
        as_of,
        loaded.settings.skip_tiers,
    )
    return ReportInput(
        lang=loaded.lang,
        as_of=as_of,
        workbook=loaded.request.workbook.name,
        method=loaded.policy.name,
        customers=table.frame,
        graded=graded,
        moves=moves.run,
        week_moves=moves.week,
        findings=findings,
        team=frames.get("team"),
        set_aside=len(loaded.validated.set_aside["customers"]),
        work_days=_work_days(loaded),
        tier_names={tier.shown.pick(loaded.lang): tier.name for tier in loaded.policy.tiers},
        customer_sheet=table.name,
        column_letters=_letters(table),
        more_sheets=[(part.name, _letters(part)) for part in table.parts[1:]],
        side_tasks=beside.side_tasks,
        key_accounts=beside.key_accounts,
        touches=touches,
        week_touches=_touches(loaded, graded, monday) if as_of != monday else touches,
        grades={r.grade_column(method.pack): method.label for method in loaded.secondary},
        could_use=_could_use(loaded),
        outlook=weeks.outlook,
        levelled=weeks.levelled,
        last_week=weeks.last_week,
        neglect_months=loaded.policy.neglect.months,
        row_sellers=row_sellers(loaded.read.tables),
    )


def _letters(table: Table) -> dict[str, str]:
    return {key: table.letters(key) for key in table.header.columns}


def _could_use(loaded: Loaded) -> list[Text]:
    methods = (loaded.policy, *loaded.secondary)
    return [text for method in methods for text in missing_columns(method, loaded.validated.frames)]


def _touches(loaded: Loaded, graded: pd.DataFrame, first: dt.date) -> pd.DataFrame | None:
    """Lay out the touches from a day on; None where there are none and the workbook has no sheet of them to be cleared."""
    touches = coming_touches(
        loaded.validated.frames,
        graded,
        loaded.policy,
        loaded.calendars,
        first,
        loaded.lang,
        secondary=loaded.secondary,
    )
    return touches if len(touches) or "touches" in owned_names(loaded.package) else None


def _work_days(loaded: Loaded) -> Mapping[str, Sequence[dt.date]]:
    """Give each seller's working days of the week that is planned for, and from as_of on where that is a weekend."""
    as_of = loaded.request.as_of
    first = min(as_of, mondays(as_of, 1)[0])
    days = [first + dt.timedelta(days=n) for n in range((week_end(as_of) - first).days + 1)]
    frame = loaded.validated.frames["customers"]
    sellers: list[str] = frame["seller"].dropna().unique().tolist() if "seller" in frame else []
    return {
        seller: [day for day in days if loaded.calendars.of(seller).is_working_day(day)]
        for seller in sellers
    }
