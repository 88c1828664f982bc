"""The story of `mail`: each manager's slice of the run becomes a letter, and the letters that have not gone are sent."""

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pipeline.delivery.file_names import file_names
from pipeline.delivery.messages import Attachment, Mail, message_bytes, message_id
from pipeline.delivery.outbox import Outbox
from pipeline.delivery.password import smtp_password
from pipeline.delivery.sending import Clock, Letter, Told, send_letters
from pipeline.delivery.smtp import Mailer, Patience, ServerUnusableError
from pipeline.errors import SettingsError, UsageError
from pipeline.jobs import weekly as runs
from pipeline.jobs.results import Request
from pipeline.jobs.week import week_of
from pipeline.ledger.deliveries import noted, send_again, settle, settle_broken
from pipeline.ledger.ledger import Ledger, open_ledger
from pipeline.progress import Progress
from pipeline.settings.mail import MailSettings
from pipeline.settings.settings import load_settings
from pipeline.workbook.own_sheets.new_book import new_book
from pipeline.workbook.safety.safety import ledger_file, real_workbook, workbook_lock
from reports.figures.slices import ManagedTeam, managed_teams, slice_of
from reports.figures.view import ReportInput
from reports.letter.letter import render_letter
from reports.sheets.owned import owned_sheets
from reports.words.values import clean_column
from schemas.addresses import one_address
from schemas.deliveries import Delivery, Status
from schemas.texts import Lang, Text

CHANNEL: Final = "mail"
_WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NO_SETTINGS: Final = Text(
    "还没有设置发信：请在工作簿旁边的 followup.toml 里写 [mail]，至少有 host、from、allowed_domains。"
    "不设置也可以先用 --preview 看信",
    "Sending is not set up: write [mail] with host, from and allowed_domains into followup.toml beside the workbook. "
    "Without it, --preview shows the letters",
)
_NO_MANAGERS: Final = Text(
    "工作簿里没有写谁是经理：请在“团队”表里填 经理 和 经理邮箱 两列",
    "The workbook does not say who the managers are: fill in Manager and Manager e-mail on the team sheet",
)
_NO_ADDRESS: Final = Text(
    "没有邮箱：请在“团队”表填 经理邮箱", "no address: fill in Manager e-mail on the team sheet"
)
_SEVERAL: Final = Text(
    "“团队”表里给了几个不同的邮箱，只能留一个", "the team sheet gives several addresses; keep one"
)
_NOT_ONE: Final = Text("“经理邮箱”不是一个邮箱地址", "Manager e-mail is not one mail address")
_FOREIGN: Final = Text(
    "邮箱的域名不在 mail.allowed_domains 里，不发",
    "the address is outside mail.allowed_domains and gets nothing",
)
_UNMANAGED: Final = Text(
    "{count} 位客户的负责人没有经理，不在任何一封信里",
    "{count} customers are under no manager and in no letter",
)
_STRANGE: Final = Text(
    "没有发给 {address} 的信。有：{known}", "There is no letter to {address}. There are: {known}"
)
_BY_HAND: Final = Text("由人确认", "settled by a person")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has decided about letters in doubt, by address. again: send once more · arrived: it has come."""

    again: Sequence[str] = ()
    arrived: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A manager who gets no letter, and why."""

    manager: str
    why: Text


@dataclass(frozen=True, slots=True)
class Mailed:
    """What came of the letters. files: where previews were written · trouble: why the server could not be used."""

    lang: Lang
    told: Sequence[Told]
    refused: Sequence[Refused]
    files: Sequence[Path] = ()
    notes: Sequence[Text] = ()
    trouble: ServerUnusableError | None = None
    dry: bool = False

    @property
    def complete(self) -> bool:
        """Tell whether every manager has, or would have, the letter."""
        return not self.refused and (self.dry or all(one.status == "sent" for one in self.told))

    def to_json(self) -> dict[str, Any]:
        """Give it for machines."""
        return {
            "letters": [
                {
                    "to": one.delivery.recipient,
                    "manager": one.delivery.about,
                    "status": one.status,
                    "reply": one.reply,
                    "earlier": one.earlier,
                }
                for one in self.told
            ],
            "refused": [
                {"manager": one.manager, "why": one.why.pick(self.lang)} for one in self.refused
            ],
            "files": [str(path) for path in self.files],
            "notes": [note.pick(self.lang) for note in self.notes],
            "trouble": None if self.trouble is None else str(self.trouble),
        }


@dataclass(slots=True)
class _Outbox:
    """The letters of a run, and who gets none."""

    lang: Lang
    letters: list[Letter] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)


def require_mail(request: Request) -> MailSettings:
    """Give the settings for sending, with a password at hand; before anything else is begun.

    Raises: SettingsError naming what is missing.
    """
    mail = load_settings(request.workbook, request.config).mail
    if mail is None:
        raise SettingsError(_NO_SETTINGS)
    smtp_password(mail)
    return mail


def mail(
    request: Request,
    choices: Choices,
    patience: Patience,
    progress: Progress,
    report: ReportInput | None = None,
) -> Mailed:
    """Send each manager the letter of the day, if it has not gone yet. One sender at a time per workbook.

    Takes:  report: of the run that went before; None = the workbook is worked out as it stands.
    Raises: as runs.load; SettingsError, UsageError, WorkbookBusyError, WriteFailedError. A letter whose end is not noted
            by then is in doubt and not sent again unasked.
    """
    settings = require_mail(request)
    with workbook_lock(request.workbook):
        outbox = _outbox(request, settings, report or week_report(request, progress), progress)
        with open_ledger(ledger_file(request.workbook)) as ledger:
            clock = Clock(lambda: dt.datetime.now().astimezone(), time.sleep)
            settle_broken(ledger, real_workbook(request.workbook).name, clock.now())
            _obey(choices, outbox.letters, ledger, clock.now())
            mailer = Mailer(settings, smtp_password(settings), patience)
            told, trouble = send_letters(outbox.letters, mailer, ledger, clock)
    progress(Text("发信", "sent the letters"))
    return Mailed(outbox.lang, told, outbox.refused, notes=outbox.notes, trouble=trouble)


def dry_run(request: Request, progress: Progress, report: ReportInput | None = None) -> Mailed:
    """Tell who would get a letter, and what is known of those that went; nothing is written or sent.

    Takes: report: as for `mail`.
    """
    settings = load_settings(request.workbook, request.config).mail
    outbox = _outbox(request, settings, report or week_report(request, progress), progress)
    with open_ledger(ledger_file(request.workbook), create=False) as ledger:
        known = [(letter.delivery, noted(ledger, letter.delivery)) for letter in outbox.letters]
    # What a dead sender left behind will be found to be in doubt.
    status: dict[Status, Status] = {"sending": "unknown"}
    told = [
        Told(
            delivery, status.get(one.status, one.status), one.reply, earlier=one.status != "pending"
        )
        for delivery, one in known
    ]
    return Mailed(outbox.lang, told, outbox.refused, notes=outbox.notes, dry=True)


def preview(request: Request, out: Path | None, progress: Progress) -> Mailed:
    """Write the letters as .eml files, which any mail program opens; nothing is sent, no connection is opened.

    Raises: as runs.load; WriteFailedError.
    """
    settings = load_settings(request.workbook, request.config).mail
    outbox = _outbox(request, settings, week_report(request, progress), progress)
    names = file_names([letter.delivery.about for letter in outbox.letters])
    files = []
    for letter in outbox.letters:
        noon = dt.datetime.combine(request.as_of, dt.time(12), dt.UTC)
        content = message_bytes(
            letter.mail, message_id(letter.delivery.key, 0, letter.mail.sender), noon
        )
        name = f"{request.workbook.stem}-{request.as_of.isoformat()}-{names[letter.delivery.about]}.eml"
        files.append(Outbox.of(request.workbook, out).put(name, content))
    told = [Told(letter.delivery, "pending", "") for letter in outbox.letters]
    return Mailed(outbox.lang, told, outbox.refused, files, outbox.notes, dry=True)


def week_report(request: Request, progress: Progress) -> ReportInput:
    """Work the run out as it stands."""
    loaded = runs.load(request, progress)
    return week_of(loaded, progress).report


def _outbox(
    request: Request, mail: MailSettings | None, report: ReportInput, progress: Progress
) -> _Outbox:
    teams = managed_teams(report.team)
    if not teams:
        raise UsageError(_NO_MANAGERS)
    outbox = _Outbox(report.lang, notes=_unmanaged(report, teams))
    for team in teams:
        found = _address(team, mail)
        if isinstance(found, Text):
            outbox.refused.append(Refused(team.manager, found))
        else:
            outbox.letters.append(_letter(request, report, team, found, mail))
    progress(Text(f"写好 {len(outbox.letters)} 封信", f"wrote {len(outbox.letters)} letters"))
    return outbox


def _unmanaged(report: ReportInput, teams: Sequence[ManagedTeam]) -> list[Text]:
    told = {seller for team in teams for seller in team.sellers}
    others = ~clean_column(report.customers, "seller", report.graded.index).isin(told)
    return [_UNMANAGED.fill(count=int(others.sum()))] if others.any() else []


def _address(team: ManagedTeam, mail: MailSettings | None) -> str | Text:
    """Give the manager's one address, or why there is none to write to. Without settings every domain is shown."""
    if len(team.emails) != 1:
        return _SEVERAL if team.emails else _NO_ADDRESS
    address = one_address(team.emails[0])
    if address is None:
        return _NOT_ONE
    return address if mail is None or mail.allows(address) else _FOREIGN


def _letter(
    request: Request,
    report: ReportInput,
    team: ManagedTeam,
    address: str,
    mail: MailSettings | None,
) -> Letter:
    own = slice_of(report, team.sellers)
    parts = render_letter(own, team)
    workbook = real_workbook(request.workbook).name
    files = []
    if mail is not None and mail.attach_workbook:
        name = f"followup-{request.as_of.isoformat()}.xlsx"
        files.append(Attachment(name, _WORKBOOK_TYPE, new_book(owned_sheets(own, []))))
    subject = " ".join(
        part for part in (mail.subject_prefix if mail else "", parts.subject) if part
    )
    return Letter(
        Delivery(workbook, CHANNEL, request.as_of, address, team.manager),
        Mail(
            mail.sender if mail else address,
            mail.sender_name if mail else "",
            address,
            team.manager,
            subject,
            parts.html,
            parts.text,
            report.lang,
            files,
        ),
    )


def _obey(choices: Choices, letters: Sequence[Letter], ledger: Ledger, now: dt.datetime) -> None:
    """Do what a person has decided about single letters.

    Raises: UsageError for an address that no letter of the day goes to; nothing is done then.
    """
    by_address: dict[str, list[Delivery]] = {}
    for letter in letters:
        by_address.setdefault(letter.delivery.recipient.casefold(), []).append(letter.delivery)
    for address in (*choices.again, *choices.arrived):
        if address.strip().casefold() not in by_address:
            known = ", ".join(sorted(by_address))
            raise UsageError(_STRANGE.fill(address=address, known=known))
    for address in choices.arrived:
        for delivery in by_address[address.strip().casefold()]:
            settle(ledger, delivery, "sent", _BY_HAND.en, now)
    for address in choices.again:
        for delivery in by_address[address.strip().casefold()]:
            send_again(ledger, delivery, now)
