"""The story of each command: read, check, grade, plan, write, tell. No Click, no formatting."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from pipeline.delivery.lists import list_bytes
from pipeline.delivery.outbox import Outbox, free_for_list, is_list_under, put_list
from pipeline.errors import FollowupError
from pipeline.jobs.advice import advice
from pipeline.jobs.chosen_methods import (
    chosen_methods,
    grades_of,
    secondary_methods,
    with_sheet_method,
)
from pipeline.jobs.results import Graded, Loaded, Messages, Outcome, Request
from pipeline.jobs.touches import (
    coming_touches,
    message_headers,
    message_list,
    touch_findings,
    written_touches,
)
from pipeline.jobs.week import grade_rules, week_of
from pipeline.ledger.ledger import open_ledger
from pipeline.plan.apply import Draft, write_plan
from pipeline.plan.memory import memory_sheet, read_memory
from pipeline.plan.notes import notes_on_writing
from pipeline.plan.recover import settle_open_runs
from pipeline.plan.typed_cells import (
    cells_by_key,
    find_typed_cells,
    remembered,
    remembered_columns,
    taken_back,
    typed_findings,
    with_decisions,
    with_planned_days,
)
from pipeline.plan.typed_columns import column_marks, typed_notes
from pipeline.plan.typed_in_sheets import column_digests, typed_in_sheets
from pipeline.progress import Progress, doing
from pipeline.rules.days import Calendars, team_calendars
from pipeline.rules.remarks import remark_rows
from pipeline.rules.touchpoints import WEEKS
from pipeline.settings.settings import Settings, load_settings
from pipeline.understanding.read import WorkbookTables, hints_of, read_tables
from pipeline.understanding.reading import reading_of
from pipeline.workbook.file.opening import named, open_workbook
from pipeline.workbook.file.package import Package
from pipeline.workbook.own_sheets.drawing import drawing_of
from pipeline.workbook.patching.obstacles import sheets_shut_out
from pipeline.workbook.reading.owned import owned_sheets
from pipeline.workbook.safety.elsewhere import conflict_copies, refuse_if_open
from pipeline.workbook.safety.safety import ledger_file, workbook_lock
from reports.figures.summary import summarise
from reports.page import render_summary
from reports.sheets.owned import sheets_of
from schemas import results as r
from schemas.findings import Finding
from schemas.texts import Lang, Text
from schemas.validation import by_severity, validate_tables
from schemas.values import plain

_DONE_ALREADY: Final = Text(
    "{what}。工作簿这边已经完成；再运行一次，就有网页",
    "{what}. The workbook itself is done; run again for the page",
)


def load(
    request: Request, progress: Progress, amend: Callable[[Settings], Settings] = lambda own: own
) -> Loaded:
    """Read and check a workbook.

    Takes:  amend: gives the settings to use for those that the team has.
    Raises: UnreadableWorkbookError, SettingsError.
    """
    path = request.workbook
    settings = amend(load_settings(path, request.config))
    package = open_workbook(path, settings.limits)
    progress(Text("打开并检查文件", "opened and checked the file"))
    folder = (request.config or path).parent
    beside = secondary_methods(settings, folder)
    hints = hints_of(settings, grades_of(beside))
    read = named(path, lambda: read_tables(package, request.as_of, hints, progress))
    settings = with_sheet_method(settings, read.tables.get("settings"))
    policy, secondary = chosen_methods(settings, folder, read.tables.get("settings"), beside)
    lang = request.lang or settings.lang or read.tables["customers"].header.lang
    memory = read_memory(package)
    typed = find_typed_cells(read.tables["customers"], memory, policy, read.scans)
    customers = with_decisions(read.tables["customers"], typed, lang)
    customers = with_planned_days(customers, typed, memory)
    read = replace(read, tables={**read.tables, "customers": customers})
    rows = f"{sum(len(table.frame) for table in read.tables.values()):,}"
    doing(progress, Text(f"检查数据：{rows} 行", f"checking {rows} rows"))
    validated = validate_tables(
        read.tables, request.as_of, tuple(plain(word).upper() for word in policy.spellings)
    )
    calendars = team_calendars(validated.frames.get("team"), settings.calendar)
    progress(
        Text(
            f"检查数据：{len(validated.findings)} 个问题",
            f"checked the data: {len(validated.findings)} findings",
        )
    )
    findings = by_severity(
        [
            *validated.findings,
            *read.findings,
            *_calendar_findings(read, calendars),
            *touch_findings(read.tables, policy, lang),
            *typed_findings(typed, customers),
        ]
    )
    return Loaded(
        request,
        settings,
        package,
        read,
        policy,
        calendars,
        validated,
        lang,
        findings,
        secondary,
        memory,
        typed,
    )


def _calendar_findings(read: WorkbookTables, calendars: Calendars) -> list[Finding]:
    team = read.tables.get("team")
    if team is None:
        return []
    mend = Text(
        "国家请写 ISO 代码或国名；休息日请写 周日 或 2026-12-01~2026-12-05",
        "Country: ISO code or name; days off: Sun, or 2026-12-01~2026-12-05",
    )
    return [
        Finding(
            "warning",
            "calendar_unread",
            team.name,
            p.row,
            team.letters(p.column_key),
            team.header_text(p.column_key),
            p.part,
            Text("看不懂，没有用上", "cannot be read and was not used"),
            mend,
        )
        for p in calendars.problems
    ]


def check(request: Request, progress: Progress) -> Outcome:
    """Validate only, and say what would make the reading better."""
    loaded = load(request, progress)
    reading = reading_of(loaded.read)
    return replace(
        _outcome(loaded, loaded.findings),
        reading=None if _was_run(loaded) else reading,
        advice=advice(loaded, grade_rules(loaded), reading),
    )


def _was_run(loaded: Loaded) -> bool:
    """Tell whether a run has written into the workbook before."""
    return bool(owned_sheets(loaded.package))


def grade(loaded: Loaded, progress: Progress) -> Graded:
    """Grade every good customer and plan all that changes, the program's own sheets too."""
    week, table = week_of(loaded, progress), loaded.customers
    summary = summarise(week.report)
    left_alone = cells_by_key(table, week.blocked)
    shown = sheets_of(summary, week.written_moves)
    old_days = loaded.package.date1904
    memory = memory_sheet(
        remembered(table, week.graded, loaded.memory, week.kept, left_alone),
        remembered_columns(table, week.graded, loaded.memory),
        {sheet.key: column_digests(sheet, date1904=old_days) for sheet in shown},
    )
    sheets = [*shown, memory]
    shut_out = sheets_shut_out(loaded.package, replace(week.plan, sheets=sheets))
    stale = drawing_of(loaded.package, [sheet for sheet in sheets if sheet not in shut_out]).stale
    marks = column_marks(week.places, week.plan, loaded.package)
    plan = replace(week.plan, sheets=[drawn.sheet for drawn in stale], marks=marks)
    progress(
        Text(
            f"计划：{plan.cell_count:,} 格，{len(plan.sheets)} 张自动表",
            f"planned {plan.cell_count:,} cells and {len(plan.sheets)} sheets",
        )
    )
    notes = [
        *typed_notes(week.places, loaded.lang),
        *taken_back(loaded.typed, table, week.graded, week.kept),
        *typed_in_sheets(loaded.package, stale, loaded.memory),
        *notes_on_writing(loaded.package, plan, week.blocked, shut_out),
    ]
    return Graded(week.graded, week.report.moves, plan, summary, notes)


def preview(request: Request, progress: Progress) -> Outcome:
    """Work everything out and write nothing."""
    loaded = load(request, progress)
    found = grade(loaded, progress)
    return _outcome(loaded, found.findings, found)


def run(request: Request, now: dt.datetime, out: Path | None, progress: Progress) -> Outcome:
    """Run over a workbook: read, check, grade, plan, write, render the page. One run at a time per workbook."""
    with workbook_lock(request.workbook):
        refuse_if_open(request.workbook)
        Outbox.of(request.workbook, out).refuse_taken(_page_name(request, ""))
        loaded = load(request, progress)
        found = grade(loaded, progress)
        written = None
        if found.plan.is_empty:
            _settle_open_runs(loaded.package)
        else:
            draft = Draft(
                now,
                request.as_of,
                _policy_digest(loaded),
                _counts(found),
                loaded.customers.keys_by_place,
            )
            cells = f"{found.plan.cell_count:,}"
            doing(progress, Text(f"写入并核对：{cells} 格", f"writing and verifying {cells} cells"))
            written = write_plan(loaded.package, found.plan, draft, loaded.settings.keep_backups)
            progress(Text("写入、核对并替换工作簿", "wrote, verified and swapped the workbook"))
        doing(progress, Text("生成网页", "rendering the page"))
        with told_that_done(_DONE_ALREADY):
            page = write_page(request, out, render_summary(found.summary))
        progress(Text("生成网页", "rendered the page"))
    return replace(_outcome(loaded, found.findings, found), written=written, page=page)


def _settle_open_runs(package: Package) -> None:
    """Settle what died before, where nothing else is told to the ledger."""
    with open_ledger(ledger_file(package.path), create=False) as ledger:
        settle_open_runs(ledger, package)


def remarks(request: Request, progress: Progress) -> tuple[pd.DataFrame, Lang]:
    """List the WeChat remarks of all customers, in batches; see pipeline.rules.remarks."""
    loaded = load(request, progress)
    frames = loaded.validated.frames
    size = loaded.policy.batches.size
    return remark_rows(
        frames["customers"], grade_rules(loaded), frames.get("orders"), size
    ), loaded.lang


def messages(request: Request, out: Path, weeks: int, progress: Progress) -> Messages:
    """Write the messages of some weeks to a CSV file for mail merge. Nothing is sent, the workbook stays as it is."""
    is_own = is_list_under(message_headers("zh"), message_headers("en"))
    free_for_list(out, request.workbook, is_own)
    loaded = load(request, progress)
    frames, as_of = loaded.validated.frames, request.as_of
    touches = coming_touches(
        frames,
        grade_rules(loaded),
        loaded.policy,
        loaded.calendars,
        as_of,
        loaded.lang,
        weeks=max(weeks, WEEKS),
    )
    table, without_text = message_list(
        written_touches(touches, as_of, weeks), frames, loaded.policy, loaded.lang
    )
    put_list(
        out, list_bytes(table.columns, table.itertuples(index=False)), request.workbook, is_own
    )
    return Messages(loaded.lang, len(table), without_text, table)


def write_page(request: Request, out: Path | None, page: str, part: str = "") -> Path:
    """Write a page into a folder, by default one beside the workbook; part: whose page it is, as a word for its name.

    Raises: as `Outbox.put`.
    """
    return Outbox.of(request.workbook, out).put(_page_name(request, part), page.encode())


def _page_name(request: Request, part: str) -> str:
    words = [request.workbook.stem, part, request.as_of.isoformat()]
    return f"{'-'.join(word for word in words if word)}.html"


@contextmanager
def told_that_done(done: Text) -> Iterator[None]:
    """Say with an error that comes after the workbook was written what was done before it."""
    try:
        yield
    except FollowupError as error:
        raise type(error)(done.fill(what=error.text)) from error


def _outcome(loaded: Loaded, findings: Sequence[Finding], found: Graded | None = None) -> Outcome:
    outcome = Outcome(
        loaded.request,
        loaded.lang,
        loaded.policy.name,
        len(loaded.customers.frame),
        len(loaded.validated.set_aside["customers"]),
        findings,
        notes=_notes(loaded),
    )
    if found is None:
        return outcome
    reading = None if _was_run(loaded) else reading_of(loaded.read)
    return replace(
        outcome,
        reading=reading,
        advice=advice(loaded, found.graded, reading) if reading else (),
        report=found.summary.report,
        graded=found.graded,
        moves=found.moves,
        plan=found.plan,
        notes=[*outcome.notes, *found.notes],
        example_customer=_example(loaded, found.graded),
    )


def conflict_notes(workbook: Path) -> list[Text]:
    """Name the copies that sync clients left of a workbook when two people saved at once."""
    return [
        Text(
            f"同步软件留下了冲突副本 {copy.name}：请确认哪一份是对的",
            f"A sync client left a conflict copy, {copy.name}: check which one is right",
        )
        for copy in conflict_copies(workbook)
    ]


def _notes(loaded: Loaded) -> list[Text]:
    """Say what a user should know about the file beside its data."""
    notes = conflict_notes(loaded.request.workbook)
    hidden = sum(loaded.read.scans[part.name].hidden_rows for part in loaded.customers.sheets)
    if hidden:
        notes.append(
            Text(
                f"客户表有 {hidden} 行被隐藏或筛掉，同样计算在内",
                f"{hidden} rows of the customer sheet are hidden or filtered; they were worked on too",
            )
        )
    return notes


def _example(loaded: Loaded, graded: pd.DataFrame) -> str:
    """Name a customer whose story is worth reading: the first with an open sample, else the first."""
    rows = graded.index[graded[r.TIER] == "B"]
    row = rows[0] if len(rows) else graded.index[0] if len(graded) else None
    return "" if row is None else str(loaded.customers.frame.at[row, "customer_id"])


def _policy_digest(loaded: Loaded) -> str:
    methods = (loaded.policy, *loaded.secondary)
    return hashlib.sha256(repr(methods if loaded.secondary else loaded.policy).encode()).hexdigest()


def _counts(found: Graded) -> dict[str, int]:
    return {
        "cells": found.plan.cell_count,
        "customers": len(found.graded),
        "moves": len(found.moves),
        "findings": len(found.findings),
    }
