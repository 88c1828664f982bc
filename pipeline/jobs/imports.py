"""The story of `import`: lists are read, mapped, matched and written under the team's customers; and of the answers.

Nobody is lost on the way: each input row ends as a new customer, as one who is there already (blanks filled or nothing to
add), as a question on the sheet 待复核, or in quarantine with its reason; the counts are checked before anything is written.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pipeline.delivery.outbox import Outbox
from pipeline.errors import UsageError, WriteFailedError, cannot_read
from pipeline.files import same_file
from pipeline.importing.desk.answers import Obeyed, obey
from pipeline.importing.desk.batch import Batch
from pipeline.importing.desk.customer_rows import CustomerRows
from pipeline.importing.desk.day_facts import day_orders_said
from pipeline.importing.desk.desk import ERASED, ERASED_MEND, Desk
from pipeline.importing.desk.match_records import records
from pipeline.importing.desk.sniffed import source_view
from pipeline.importing.files.sources import Overrides, read_sources
from pipeline.importing.model import Matches
from pipeline.importing.people import match
from pipeline.jobs import weekly as runs
from pipeline.jobs.import_report import Imported, write_report
from pipeline.jobs.results import Loaded, Outcome, Request
from pipeline.ledger.imports import (
    ImportNotes,
    asked_keys,
    digest_salt,
    known_rows,
    next_question,
    note_import,
    settled_rows,
    waiting_rows,
)
from pipeline.ledger.ledger import open_ledger
from pipeline.plan.apply import Draft, write_plan
from pipeline.plan.recover import settle_open_runs
from pipeline.progress import Progress
from pipeline.settings.settings import load_settings
from pipeline.understanding.cells import Context
from pipeline.understanding.columns.column_questions import Ask, settle_columns
from pipeline.understanding.columns.mapping_file import Settled, write_mapping
from pipeline.workbook.file.opening import open_workbook
from pipeline.workbook.new_rows.room import room_for_rows
from pipeline.workbook.own_sheets.drawing import stale_sheets
from pipeline.workbook.patching.obstacles import obstacles
from pipeline.workbook.reading.read import read_owned
from pipeline.workbook.safety.elsewhere import refuse_if_open
from pipeline.workbook.safety.safety import ledger_file, real_workbook, workbook_lock
from reports.imports.import_sheets import import_sheets, read_answers, with_days_known
from schemas.columns import CUSTOMERS
from schemas.identity import Identity
from schemas.imports import ImportView, Line, QuarantinedLine, RowResult, SourceView, WaitingRow
from schemas.plan import NewRows, Plan
from schemas.sheets import CellValue, OwnedSheet
from schemas.texts import Text

COMMAND: Final = "import"
_CARRIED_ON: Final = "filled_down"
_SHEETS: Final = ("imports", "review", "quarantine")
_ITSELF: Final = Text(
    "{path}：名单不能是工作簿本身", "{path}: a list cannot be the workbook itself"
)
_NO_ROOM: Final = Text(
    "新客户放不进客户表，没有写入任何东西。{why}",
    "The new customers do not fit under the customer table; nothing was written. {why}",
)
_UNREAD_MEND: Final = Text(
    "请在名单里改好这一行后再导入", "Mend the line in the list and import it again"
)
_DONE_ALREADY: Final = Text(
    "{what}。工作簿这边已经完成，明细见“导入记录”",
    "{what}. The workbook itself is done, see “Import log”",
)
_ANSWERS_DONE: Final = Text(
    "“待复核”的回答已写入工作簿（运行 {run}，可以撤销），接着的运行没有完成：{{what}}",
    "The answers under “To review” are written into the workbook (run {run}, can be taken back); the run after that failed: {{what}}",
)
_ANSWERS_FIRST: Final = Text(
    "“待复核”里有新的回答，真正运行时会先照办（可用 followup import 不带名单单独办理）",
    "there are new answers under “To review”; a real run obeys them first (followup import without lists does just that)",
)


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What a user wants to import, and how. seller: for new customers whose list names none, "" = nobody."""

    request: Request
    lists: Sequence[Path]
    overrides: Overrides
    mapping: Path | None = None
    seller: str = ""


@dataclass(slots=True)
class _Kept:
    """What the ledger knows of earlier imports."""

    waiting: Sequence[WaitingRow]
    settled: Mapping[str, str]
    known: Mapping[bytes, str]
    salt: bytes
    question: int


@dataclass(slots=True)
class _Read:
    """The lists as read.

    results: of lines that could not be made rows · mappings: number of a source → its columns, where a person should see
    them in a mapping file.
    """

    sources: list[SourceView] = field(default_factory=list)
    results: list[RowResult] = field(default_factory=list)
    quarantine: list[QuarantinedLine] = field(default_factory=list)
    mappings: dict[int, Sequence[Settled]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Worked:
    """An import worked out: what would be done, and what the ledger is to be told."""

    imported: Imported
    loaded: Loaded
    notes: ImportNotes
    mappings: Mapping[int, Sequence[Settled]]


def preview(asked: ImportRequest, ask: Ask, progress: Progress) -> Imported:
    """Work an import out and write nothing."""
    return _work(asked, ask, progress, writing=False).imported


def import_lists(
    asked: ImportRequest, now: dt.datetime, out: Path | None, ask: Ask, progress: Progress
) -> Imported:
    """Import lists into a workbook, obeying the answers under 待复核 first; without lists, just the answers.

    Raises: UsageError, UnreadableWorkbookError, WriteFailedError, WorkbookBusyError: nothing is written then.
    """
    path = asked.request.workbook
    with workbook_lock(path):
        refuse_if_open(path)
        worked = _work(asked, ask, progress, writing=True)
        imported, loaded = worked.imported, worked.loaded
        if not imported.plan.is_empty:
            counts: dict[str, int] = {"cells": imported.plan.cell_count, **_counts(imported.view)}
            keys = {
                **loaded.customers.keys_by_place,
                **{
                    loaded.customers.place(r.row): r.customer_id
                    for r in imported.view.results
                    if r.row
                },
            }
            draft = Draft(now, asked.request.as_of, "", counts, keys, command=COMMAND)
            written = write_plan(
                loaded.package,
                imported.plan,
                draft,
                loaded.settings.keep_backups,
                lambda ledger, run_id: note_import(ledger, run_id, worked.notes),
            )
            imported = replace(imported, written=written)
            progress(Text("写入、核对并替换工作簿", "wrote, verified and swapped the workbook"))
        with runs.told_that_done(_DONE_ALREADY):
            imported = replace(
                imported, view=_with_mapping_files(imported.view, worked.mappings, path)
            )
            if not asked.lists and not imported.view.settled:
                return imported
            page, table = write_report(imported, Outbox.of(path, out), now)
        progress(Text("生成网页和逐行明细", "wrote page and table"))
    return replace(imported, page=page, table=table)


def run(request: Request, now: dt.datetime, out: Path | None, progress: Progress) -> Outcome:
    """Run over a workbook as `runs.run` does, after doing what people have answered under 待复核."""
    if not _has_answers(request):
        return runs.run(request, now, out, progress)
    done = import_lists(
        ImportRequest(request, (), Overrides()), now, out, lambda _table, _mapping: {}, progress
    )
    with (
        runs.told_that_done(_ANSWERS_DONE.fill(run=done.written.run_id))
        if done.written
        else nullcontext()
    ):
        outcome = runs.run(request, now, out, progress)
    return replace(outcome, notes=list(dict.fromkeys([*outcome.notes, *_told_answers(done.view)])))


def preview_run(request: Request, progress: Progress) -> Outcome:
    """Work a run out and write nothing; answers that it would obey first are named, not yet graded."""
    outcome = runs.preview(request, progress)
    if not _has_answers(request):
        return outcome
    return replace(outcome, notes=[*outcome.notes, _ANSWERS_FIRST])


def _has_answers(request: Request) -> bool:
    """Tell whether somebody has answered a question that waits; costs next to nothing where none waits."""
    workbook = request.workbook
    with open_ledger(ledger_file(workbook), create=False) as ledger:
        waiting = asked_keys(ledger, real_workbook(workbook).name)
    if not waiting:
        return False
    sheet = read_owned(
        open_workbook(workbook, load_settings(workbook, request.config).limits), "review"
    )
    return sheet is not None and any(key in waiting for key, _ in read_answers(sheet)[1])


def _told_answers(view: ImportView) -> list[Text]:
    count = len(view.settled)
    done = Text(
        f"先按“待复核”的回答办理了 {count} 行",
        f"{count} rows were settled first, as answered under “To review”",
    )
    return [*([done] if count else []), *view.notes]


def _counts(view: ImportView) -> dict[str, int]:
    return {str(ending): count for ending, count in view.counts.items()}


def _work(asked: ImportRequest, ask: Ask, progress: Progress, *, writing: bool) -> _Worked:
    for path in asked.lists:
        if _is_itself(path, asked.request.workbook):
            raise UsageError(_ITSELF.fill(path=path))
    loaded = runs.load(asked.request, progress)
    kept = _kept(asked.request.workbook, loaded, writing=writing)
    lang, table = loaded.lang, loaded.customers
    context = Context(lang=table.header.lang, today=asked.request.as_of)
    customers = CustomerRows(table, context, _blocked(loaded, CustomerRows(table, context)))
    before = _sheets_before(loaded)
    written, answers = read_answers(before["review"]) if "review" in before else ({}, {})
    obeyed = obey(kept.waiting, answers, kept.settled, customers, lang, asked.seller)
    batch = Batch(lang)
    in_lists = replace(context, day_first=asked.overrides.day_first)
    read = _read_lists(asked, batch, customers, (kept.salt, in_lists), ask, loaded, progress)
    desk = Desk(lang, asked.request.as_of, customers, batch, kept.question, asked.seller)
    _settle(desk, kept, obeyed, asked.request.workbook, progress)
    order = {(source.file, source.sheet): number for number, source in enumerate(read.sources)}
    results = sorted(
        [*desk.told(), *read.results], key=lambda one: (order[one.place[:2]], one.place.line)
    )
    quarantine = sorted(
        [*read.quarantine, *desk.quarantine], key=lambda one: (order[one.place[:2]], one.place.line)
    )
    quarantine = with_days_known(quarantine, before.get("quarantine"))
    view = ImportView(
        lang,
        asked.request.as_of,
        asked.request.workbook.name,
        read.sources,
        results,
        obeyed.results,
        [*obeyed.still, *desk.waiting],
        quarantine,
        [*obeyed.notes, *runs.conflict_notes(asked.request.workbook)],
        table.name,
        table.letters("customer_id") or "A",
        written,
    )
    plan = _plan(loaded, customers, view, before)
    notes = ImportNotes(desk.owners, desk.waiting, obeyed.owners)
    return _Worked(Imported(asked.request, view, plan), loaded, notes, read.mappings)


def _blocked(loaded: Loaded, customers: CustomerRows) -> set[tuple[int, int]]:
    """Give the blanks that cannot be written: formulas, merged or locked cells; the row behind the last stands for all new."""
    blanks = Plan(loaded.request.as_of, columns=customers.blanks(), insisted=loaded.insisted)
    new_row, cells = customers.one_more()
    one_more = Plan(
        loaded.request.as_of, columns=cells, new_rows=[new_row], insisted=loaded.insisted
    )
    found = [*obstacles(loaded.package, blanks), *obstacles(loaded.package, one_more)]
    offsets = {part.name: part.offset for part in loaded.customers.sheets}
    return {
        (cell.row + offsets[cell.sheet], cell.column)
        for cell in found
        if offsets[cell.sheet] or cell.row <= customers.last_row or cell.code == _CARRIED_ON
    }


def _with_mapping_files(
    view: ImportView, mappings: Mapping[int, Sequence[Settled]], workbook: Path
) -> ImportView:
    """Write the mapping files that people should see, and name them."""
    sources = list(view.sources)
    for number, columns in mappings.items():
        path = write_mapping(workbook, sources[number].file, columns, CUSTOMERS, view.lang)
        sources[number] = replace(sources[number], mapping_file=f"{path.parent.name}/{path.name}")
    return replace(view, sources=sources)


def _kept(workbook: Path, loaded: Loaded, *, writing: bool) -> _Kept:
    name = real_workbook(workbook).name
    with open_ledger(ledger_file(workbook), create=writing) as ledger:
        if writing:
            settle_open_runs(ledger, loaded.package)
        return _Kept(
            waiting_rows(ledger, name),
            settled_rows(ledger, name),
            known_rows(ledger, name),
            digest_salt(ledger),
            next_question(ledger),
        )


def _sheets_before(loaded: Loaded) -> dict[str, OwnedSheet]:
    found = {key: read_owned(loaded.package, key) for key in _SHEETS}
    return {key: sheet for key, sheet in found.items() if sheet is not None}


def _is_itself(path: Path, workbook: Path) -> bool:
    try:
        return same_file(path, workbook)
    except OSError as error:
        raise cannot_read(path, error) from error


def _read_lists(  # noqa: PLR0913 -- the lists, and all that reading them needs
    asked: ImportRequest,
    batch: Batch,
    customers: CustomerRows,
    how: tuple[bytes, Context],
    ask: Ask,
    loaded: Loaded,
    progress: Progress,
) -> _Read:
    """Read every table of every list into the batch; a table's own cells are let go of before the next is read."""
    salt, context = how
    read = _Read()
    for found in read_sources(asked.lists, asked.overrides, loaded.settings.limits, progress):
        table = replace(found, file=_short_name(found.file, asked.lists))
        mapping, questions = settle_columns(table, asked.request.workbook, asked.mapping, ask)
        batch.add(table, mapping, customers.keys, context, salt)
        if questions:
            read.mappings[len(read.sources)] = questions
        orders = tuple(day_orders_said(table, mapping, customers.keys, context))
        read.sources.append(
            source_view(replace(table, sniffed=(*table.sniffed, *orders)), mapping, loaded.lang)
        )
        for line, text, why in table.unread:
            place = Line(table.file, table.sheet, line)
            said = why.pick(loaded.lang)
            read.results.append(RowResult(place, "quarantined", why=said))
            read.quarantine.append(
                QuarantinedLine(
                    asked.request.as_of, place, said, _UNREAD_MEND.pick(loaded.lang), text
                )
            )
    return read


def _short_name(file: str, lists: Sequence[Path]) -> str:
    """Give a file without the folder that it lies in: the same list from elsewhere is the same list."""
    whole = next((path for path in lists if file == str(path) or file.startswith(f"{path}/")), None)
    return file if whole is None else f"{whole.name}{file.removeprefix(str(whole))}"


def _settle(desk: Desk, kept: _Kept, obeyed: Obeyed, workbook: Path, progress: Progress) -> None:
    """Give every row of the batch its ending."""
    desk.set_known_apart(
        {**kept.known, **_now(kept.known, obeyed.owners)},
        frozenset(row.key for row in obeyed.still),
    )
    desk.set_nameless_apart()
    if not (rows := desk.open_rows()):
        return
    columns = {key: [cells[row] for row in rows] for key, cells in desk.batch.values.items()}
    numbers = [desk.batch.phones.get(row, ()) for row in rows]
    matches = match(
        records(*desk.customers.columns(), desk.customers.phones()), records(columns, rows, numbers)
    )
    progress(Text(f"比对：{len(rows):,} 行", f"matched {len(rows):,} rows"))
    strangers = [row for row in rows if row not in matches.existing]
    for row in _erased(desk, strangers, workbook):
        desk.set_apart(row, ERASED, ERASED_MEND, "")
    desk.settle(_without_apart(matches, desk))


def _now(known: Mapping[bytes, str], owners: Mapping[str, str]) -> dict[bytes, str]:
    """Give the rows whose question was answered just now, with their customers."""
    return (
        {digest: owners[owner] for digest, owner in known.items() if owner in owners}
        if owners
        else {}
    )


def _erased(desk: Desk, rows: Sequence[int], workbook: Path) -> list[int]:
    """Give the rows of people who were erased."""

    def cells(key: str) -> Sequence[CellValue]:
        column = desk.batch.values.get(key)
        return [column[row] for row in rows] if column else [None] * len(rows)

    people = [
        Identity(*one)
        for one in zip(*map(cells, ("phone", "email", "name", "contact_person")), strict=True)
    ]
    with open_ledger(ledger_file(workbook), create=False) as ledger:
        return [row for row, gone in zip(rows, ledger.erased(people), strict=True) if gone]


def _without_apart(matches: Matches, desk: Desk) -> Matches:
    """Leave out the pairs of rows that were set apart after matching."""
    pairs = [
        pair
        for pair in matches.pairs
        if pair.right not in desk.results and not (pair.within_batch and pair.left in desk.results)
    ]
    return replace(matches, pairs=pairs)


def _plan(
    loaded: Loaded, customers: CustomerRows, view: ImportView, before: Mapping[str, OwnedSheet]
) -> Plan:
    table, count = loaded.customers, len(customers.new_rows)
    if count and (
        why := room_for_rows(loaded.package, table.name, customers.last_row, count, loaded.insisted)
    ):
        raise WriteFailedError(_NO_ROOM.fill(why=why))
    rows = [NewRows(table.name, customers.last_row, count, customers.last_row)] if count else []
    sheets = stale_sheets(loaded.package, import_sheets(view, before))
    return Plan(
        view.as_of,
        columns=customers.patches(),
        sheets=sheets,
        new_rows=rows,
        insisted=loaded.insisted,
    )
