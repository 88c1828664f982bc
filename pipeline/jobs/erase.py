"""The story of `erase`: one person's cells are emptied for good; the row, its id and the counts stay.

The only command that takes a person's data out of the file. A tombstone of salted hashes stays in the ledger, so that a
later import does not bring the person back; nothing else of the person is kept.
"""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pipeline.delivery.outbox import REPORT_FOLDER
from pipeline.errors import UsageError, WriteFailedError
from pipeline.jobs.results import Request
from pipeline.ledger.imports import forget_waiting, waiting_rows
from pipeline.ledger.ledger import open_ledger
from pipeline.plan.apply import Announce, Draft, Written, write_recorded
from pipeline.plan.emptying import Person, around_formulas, person_and_plan
from pipeline.settings.settings import Settings, load_settings
from pipeline.understanding.read import hints_of, read_tables
from pipeline.workbook.file.opening import open_workbook
from pipeline.workbook.file.package import Package
from pipeline.workbook.patching.write import write_patched
from pipeline.workbook.proof.verify import verify_package
from pipeline.workbook.safety.elsewhere import refuse_if_open
from pipeline.workbook.safety.safety import (
    Replaced,
    ledger_file,
    purge_backups,
    real_workbook,
    replace_workbook,
    workbook_lock,
)
from pipeline.workbook.safety.scrub import Leftovers, Scrubbed, scrub
from schemas.imports import WaitingRow
from schemas.plan import Plan
from schemas.tables import Table, column_letters
from schemas.texts import Lang, Text
from schemas.values import plain

COMMAND: Final = "erase"


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did, or would do.

    row: the customer's Excel row · cells: how many are emptied · mentions: cells of other rows that name the person ·
    left: parts of the file in which something still stands, with how much · backups: those that hold the person ·
    pages: report pages from before · purged: both were removed.
    """

    lang: Lang
    customer_id: str
    sheet: str
    row: int
    cells: int
    mentions: Sequence[str]
    left: Mapping[str, int]
    backups: Sequence[Path]
    pages: Sequence[Path]
    purged: bool = False
    written: Written | None = None

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing of the person stands in the file any more."""
        return not self.mentions and not self.left

    def to_json(self) -> dict[str, Any]:
        """Give it for machines: places and counts, never what was erased."""
        return {
            "customer": self.customer_id,
            "sheet": self.sheet,
            "row": self.row,
            "cells": self.cells,
            "mentions": list(self.mentions),
            "left": dict(self.left),
            "backups": [str(path) for path in self.backups],
            "pages": [str(path) for path in self.pages],
            "purged": self.purged,
            "run": self.written.run_id if self.written else None,
        }


def erase(
    request: Request, customer: str, now: dt.datetime, *, purge: bool, dry_run: bool
) -> Erased:
    """Empty one person's cells, everywhere in the workbook.

    Takes:   the customer's id, or its whole name. purge: remove the backups and pages that still hold the person.
    Returns: what was emptied, and what still names the person.
    Raises:  UsageError (nobody, or several; erased already), WriteFailedError where a cell cannot be emptied: nothing is
             written then; as `replace_workbook`.
    Source:  methods.md §8.
    """
    path = request.workbook
    if dry_run:
        return _erase(request, customer, now, purge=False, dry_run=True)
    with workbook_lock(path):
        refuse_if_open(path)
        return _erase(request, customer, now, purge=purge, dry_run=False)


def _erase(
    request: Request, customer: str, now: dt.datetime, *, purge: bool, dry_run: bool
) -> Erased:
    settings = load_settings(request.workbook, request.config)
    package = open_workbook(request.workbook, settings.limits)
    read = read_tables(package, request.as_of, hints_of(settings))
    lang = request.lang or settings.lang or read.tables["customers"].header.lang
    row = _find(read.tables["customers"], customer)
    try:
        person, plan = person_and_plan(package, read, row, request.as_of)
    except UsageError:
        if not dry_run:  # erased before: what a broken-off erasure left behind goes now
            _forget(request.workbook, None, purge=purge)
        raise
    plan = replace(plan, insisted=request.insisted | settings.insist)
    plan, formulas = around_formulas(package, plan)
    after, scrubbed = _erased_file(package, plan, person, formulas)
    found = Erased(
        lang,
        person.customer_id,
        *read.tables["customers"].place(row),
        plan.cell_count,
        _mentions(package.with_data(scrubbed.data), settings, person, request.as_of),
        _left(after, scrubbed),
        _backups(request.workbook),
        _pages(request.workbook),
    )
    if dry_run:
        return found
    written = _write(
        package,
        plan,
        person,
        (after, scrubbed),
        Draft(now, request.as_of, "", {"cells": plan.cell_count}, {}, command=COMMAND),
        settings,
    )
    _forget(request.workbook, person, purge=purge)
    backups, pages = _backups(request.workbook), _pages(request.workbook)
    return replace(found, written=written, purged=purge, backups=backups, pages=pages)


def _forget(workbook: Path, person: Person | None, *, purge: bool) -> None:
    """Drop what earlier runs and open questions remember of the person, and, where asked, the copies that hold the person."""
    name = real_workbook(workbook).name
    with open_ledger(ledger_file(workbook)) as ledger:
        ledger.forget_all_changes(name)
        if person is not None:
            forget_waiting(
                ledger, [row.key for row in waiting_rows(ledger, name) if _concerns(row, person)]
            )
    if purge:
        purge_backups(workbook)
        for page in _pages(workbook):
            page.unlink(missing_ok=True)


def _concerns(row: WaitingRow, person: Person) -> bool:
    """Tell whether an imported row that waits asks about the person, or says what only the person has."""
    if any(one.customer_id == person.customer_id for one in row.candidates):
        return True
    texts = [*map(plain, row.values.values()), row.kept, row.tidied]
    return any(own in text for own in person.own for text in texts)


def _find(table: Table, customer: str) -> int:
    wanted = customer.strip()
    frame = table.frame
    for key in ("customer_id", "name"):
        rows = frame.index[frame[key].astype("str").str.strip() == wanted]
        if len(rows) > 1:
            what = Text(
                "有 {count} 行都是“{wanted}”（第 {rows} 行），分不清是谁。请写编号；编号重复的请先改成唯一的",
                "{count} rows are “{wanted}” (rows {rows}): they cannot be told apart. Name the id; make repeated ids unique first",
            )
            raise UsageError(
                what.fill(
                    count=len(rows),
                    wanted=wanted,
                    rows="、".join(str(table.place(int(row))[1]) for row in rows),
                )
            )
        if len(rows):
            return int(rows[0])
    what = Text(
        "没有编号或名称为“{wanted}”的客户。请写完整",
        "There is no customer with the id or name “{wanted}”. Write it out in full",
    )
    raise UsageError(what.fill(wanted=wanted))


# --- the new file -----------------------------------------------------------------------------------------------------


def _erased_file(
    package: Package, plan: Plan, person: Person, formulas: Mapping[str, Sequence[str]]
) -> tuple[Package, Scrubbed]:
    """Give the file with emptied cells, and the same without what the cells leave behind."""
    target = io.BytesIO()
    write_patched(package, plan, target)
    after = package.with_data(target.getvalue())
    rows: dict[str, set[int]] = {}
    for patch in plan.columns:
        rows.setdefault(patch.sheet, set()).update(patch.rows)
    scrubbed = scrub(after, Leftovers(person.texts, person.own, formulas, rows))
    return after, scrubbed


def _write(  # noqa: PLR0913 -- all that one write needs
    package: Package,
    plan: Plan,
    person: Person,
    files: tuple[Package, Scrubbed],
    draft: Draft,
    settings: Settings,
) -> Written:
    """Swap in the emptied file; the person is buried in the ledger with the announcement."""
    after, scrubbed = files

    def write(handle: Any) -> None:
        handle.write(package.sealed(scrubbed.data))

    def verify(temp: Path) -> None:
        _verify(package, plan, after, scrubbed, temp)

    def swap(backup: Path, announce: Announce) -> Replaced:
        return replace_workbook(
            package.path,
            expected_sha256=package.sha256,
            backup=backup,
            write=write,
            verify=verify,
            announce=announce,
        )

    # The ledger is told of no cell: a plan with the old values would keep what is to be erased.
    return write_recorded(
        package,
        Plan(plan.as_of),
        draft,
        settings.keep_backups,
        swap,
        lambda ledger, run_id: ledger.bury(run_id, person.identity),
    )


def _verify(package: Package, plan: Plan, after: Package, scrubbed: Scrubbed, temp: Path) -> None:
    """Check the emptied cells against the plan, and that scrubbing took nothing else away."""
    verify_package(package, after, plan)
    written = package.opened_again(temp)
    if written.data != scrubbed.data or written.names != after.names:
        what = Text(
            "写入后的核对没有通过。原文件没有动",
            "The check after writing failed. The old file is untouched",
        )
        raise WriteFailedError(what)


# --- what is left -----------------------------------------------------------------------------------------------------


def _mentions(after: Package, settings: Settings, person: Person, as_of: dt.date) -> list[str]:
    """Name the cells of other rows that name the person: whether they mean this person, only a person can tell."""
    read = read_tables(after, as_of, hints_of(settings))
    found = []
    for part in (part for table in read.tables.values() for part in table.sheets):
        for number in part.raw.columns:
            texts = part.raw[number].map(plain)
            hits = texts.map(lambda text: any(own in text for own in person.own) if text else False)
            found += [
                f"{part.name}!{column_letters(int(number))}{row - part.offset}"
                for row in texts.index[hits.astype(bool)]
            ]
    return found


def _left(after: Package, scrubbed: Scrubbed) -> dict[str, int]:
    """Leave out the sheets and their texts: their cells are named one by one."""
    shown = {sheet.part for sheet in after.sheets} | set(
        after.related(after.workbook_part, "sharedStrings")
    )
    return {name: count for name, count in scrubbed.left.items() if name not in shown}


def _backups(workbook: Path) -> list[Path]:
    folder = ledger_file(workbook).parent / "backups"
    stem = real_workbook(workbook).stem
    return (
        sorted(path for path in folder.glob("*") if path.name.startswith(f"{stem}."))
        if folder.is_dir()
        else []
    )


def _pages(workbook: Path) -> list[Path]:
    folder = workbook.parent / REPORT_FOLDER
    if not folder.is_dir():
        return []
    return sorted(
        [*folder.glob(f"{workbook.stem}-*.html"), *folder.glob(f"{workbook.stem}-import-*.csv")]
    )
