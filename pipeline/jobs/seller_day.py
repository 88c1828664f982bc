"""The story of a seller's day: calendar files, the list of the day, the hand-over to a substitute.

The workbook stays as it is. A seller's file holds the own customers alone, with the numbers to reach them.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pipeline.delivery.file_names import file_names
from pipeline.delivery.ics import calendar_file
from pipeline.delivery.outbox import Outbox
from pipeline.errors import UsageError
from pipeline.jobs import weekly as runs
from pipeline.jobs.results import Loaded, Request
from pipeline.jobs.week import week_of
from pipeline.ledger.calendars import Sent, is_told, note_sent, sent_before, settle
from pipeline.ledger.imports import digest_salt
from pipeline.ledger.ledger import open_ledger
from pipeline.progress import Progress
from pipeline.workbook.own_sheets.made_alike import made_alike
from pipeline.workbook.own_sheets.new_book import new_book
from pipeline.workbook.safety.safety import ledger_file, real_workbook, workbook_lock
from reports.figures.slices import slice_of
from reports.figures.view import ReportInput
from reports.papers.appointments import WEEKS, Appointment, appointments
from reports.papers.day_page import render_day
from reports.papers.dossier import Books
from reports.papers.handover import Handover, handover_sheets, render_handover
from reports.words.values import clean_column, ordered
from schemas import results as r
from schemas.texts import Lang, Text

_UNKNOWN: Final = Text(
    "客户表里没有叫“{seller}”的负责人。有：{known}",
    "No seller is called “{seller}”. There are: {known}",
)
_NOBODYS: Final = Text(
    "另有 {count} 位客户没有负责人，不在任何人的文件里",
    "{count} customers have no seller and are in nobody's file",
)
_CALENDAR: Final = Text("日历", "calendar")
_DAY: Final = Text("当天", "day")
_HANDOVER: Final = Text("交接", "handover")
_ABSENCE: Final = 14  # days, where nobody says until when
_ABSENCE_WRONG: Final = Text(
    "--until 要从 {first} 起，最多 {weeks} 周",
    "--until must lie within {weeks} weeks from {first} on",
)


@dataclass(frozen=True, slots=True)
class SellerFile:
    """One file made for a seller. counts: what is in it, by word."""

    seller: str
    path: Path
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SellerFiles:
    """What a command made, or would make; notes: what else to know."""

    lang: Lang
    files: Sequence[SellerFile]
    notes: Sequence[Text] = ()

    def to_json(self) -> dict[str, Any]:
        """Give it for machines."""
        files = [{"seller": one.seller, "path": str(one.path), **one.counts} for one in self.files]
        return {"files": files, "notes": [note.pick(self.lang) for note in self.notes]}


def calendars(  # noqa: PLR0913 -- one option of the command each
    request: Request,
    seller: str | None,
    out: Path | None,
    now: dt.datetime,
    progress: Progress,
    *,
    dry_run: bool,
) -> SellerFiles:
    """Write one calendar file a seller, numbered so that importing it again brings a calendar up to date.

    Takes:  seller: only this one; now: an aware time.
    Raises: as runs.load; UsageError, WriteFailedError. The ledger is told before the files are written: whatever
            happens in between, the next run writes the same entries under the same numbers.
    """
    if dry_run:
        return _calendars(request, seller, out, now, progress, writing=False)
    with workbook_lock(request.workbook):
        return _calendars(request, seller, out, now, progress, writing=True)


def _calendars(  # noqa: PLR0913 -- as calendars
    request: Request,
    seller: str | None,
    out: Path | None,
    now: dt.datetime,
    progress: Progress,
    *,
    writing: bool,
) -> SellerFiles:
    _, report = _worked(request, progress)
    workbook = real_workbook(request.workbook).name
    with open_ledger(ledger_file(request.workbook), create=writing) as ledger:
        before = sent_before(ledger, workbook)
        sellers = _chosen(report, seller, before)
        wanted = {name: appointments(slice_of(report, [name], masked=False)) for name in sellers}
        salt = digest_salt(ledger)
        told = {
            name: settle(wanted[name], before.get(name, {}), request.as_of, now, salt)
            for name in sellers
        }
        if writing:
            note_sent(ledger, workbook, told)
    progress(Text("排好日历", "laid out the calendars"))
    names = file_names([*known_sellers(report), *before])
    outbox = Outbox.of(request.workbook, out)
    files = []
    for name in sellers:
        path = (
            outbox.folder
            / f"{request.workbook.stem}-{_CALENDAR.pick(report.lang)}-{names[name]}.ics"
        )
        if writing:
            content = calendar_file(
                workbook, name, wanted[name], told[name], request.as_of, report.lang
            )
            outbox.put(path.name, content)
        files.append(
            SellerFile(
                name, path, _counts(wanted[name], told[name], before.get(name, {}), request.as_of)
            )
        )
    return SellerFiles(report.lang, files, _notes(report))


def day_lists(
    request: Request, seller: str | None, out: Path | None, progress: Progress
) -> SellerFiles:
    """Write one page a seller: the customers who are due on the as-of date, on cards to be printed.

    Takes:  seller: only this one.
    Raises: as runs.load; UsageError, WriteFailedError.
    """
    loaded, report = _worked(request, progress)
    sellers, names = _chosen(report, seller), file_names(known_sellers(report))
    day = request.as_of.isoformat()
    outbox = Outbox.of(request.workbook, out)
    files = []
    for name in sellers:
        mine = slice_of(report, [name], masked=False)
        page = render_day(mine, _books(loaded), name)
        file = f"{request.workbook.stem}-{_DAY.pick(report.lang)}-{day}-{names[name]}.html"
        path = outbox.put(file, page.encode())
        due = int(mine.graded[r.STATE].isin(("overdue", "today")).sum())
        files.append(SellerFile(name, path, {"due": due}))
    progress(Text("写好当天清单", "wrote the lists of the day"))
    return SellerFiles(report.lang, files, _notes(report))


def hand_over(  # noqa: PLR0913 -- one option of the command each
    request: Request,
    seller: str,
    substitute: str,
    until: dt.date | None,
    out: Path | None,
    progress: Progress,
) -> SellerFiles:
    """Write the hand-over of a seller's open work to a substitute, as a page and as a workbook of its own.

    Takes:  until: last day of the absence, which begins on the as-of date; None = two weeks.
    Raises: as runs.load; UsageError, WriteFailedError.
    """
    last = until or request.as_of + dt.timedelta(days=_ABSENCE - 1)
    if not 0 <= (last - request.as_of).days < WEEKS * 7:
        raise UsageError(_ABSENCE_WRONG.fill(first=request.as_of, weeks=WEEKS))
    loaded, report = _worked(request, progress)
    _chosen(report, seller)
    handover = Handover(
        slice_of(report, [seller], masked=False), _books(loaded), seller, substitute, last
    )
    names = file_names([seller, substitute])
    stem = f"{request.workbook.stem}-{_HANDOVER.pick(report.lang)}-{request.as_of}-{names[seller]}-{names[substitute]}"
    outbox = Outbox.of(request.workbook, out)
    content = new_book(handover_sheets(handover))
    # A substitute may have filled the workbook in: asked before the page is put.
    outbox.refuse_taken(f"{stem}.xlsx", lambda path: made_alike(path, content))
    page = outbox.put(f"{stem}.html", render_handover(handover).encode())
    sheets = outbox.put(f"{stem}.xlsx", content, lambda path: made_alike(path, content))
    counts = {
        "work": len(handover.work()),
        "customers": len(handover.rows()),
        "samples": len(handover.samples()),
    }
    progress(Text("写好交接单", "wrote the hand-over"))
    return SellerFiles(
        report.lang, [SellerFile(seller, page, counts), SellerFile(seller, sheets, counts)]
    )


def _books(loaded: Loaded) -> Books:
    frames = loaded.validated.frames
    return Books(frames.get("contacts"), frames.get("orders"), frames.get("samples"))


def _counts(
    wanted: Sequence[Appointment], told: Sequence[Sent], before: dict[str, Sent], as_of: dt.date
) -> dict[str, int]:
    standing = [one for one in told if one.dropped is None]
    new = sum(1 for one in standing if one.key not in before)
    changed = sum(1 for one in standing if one.key in before and one != before[one.key])
    cancelled = sum(1 for one in told if is_told(one, as_of))
    return {"entries": len(wanted), "new": new, "changed": changed, "cancelled": cancelled}


def known_sellers(report: ReportInput) -> list[str]:
    """Give the sellers of the customer sheet in reading order."""
    return [
        name
        for name in ordered(clean_column(report.customers, "seller", report.customers.index))
        if name
    ]


def _worked(request: Request, progress: Progress) -> tuple[Loaded, ReportInput]:
    loaded = runs.load(request, progress)
    return loaded, week_of(loaded, progress).report


def _chosen(
    report: ReportInput, seller: str | None, before: Sequence[str] | dict[str, Any] = ()
) -> list[str]:
    """Give all sellers, and who had files before, or the one that is named."""
    known = [
        *known_sellers(report),
        *(name for name in ordered(before) if name not in set(known_sellers(report))),
    ]
    if seller is None:
        return known
    if seller not in known:
        raise UsageError(
            _UNKNOWN.fill(seller=seller, known=Text("、".join(known), ", ".join(known)))
        )
    return [seller]


def _notes(report: ReportInput) -> list[Text]:
    nobodys = int((clean_column(report.customers, "seller", report.graded.index) == "").sum())
    return [_NOBODYS.fill(count=nobodys)] if nobodys else []
