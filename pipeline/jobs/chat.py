"""The story of `chat`: the week as a short message to the groups that a user has set up, each once a day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.delivery.chat_rooms import Room, chat_rooms
from pipeline.delivery.robots import post
from pipeline.errors import UsageError
from pipeline.jobs import weekly as runs
from pipeline.jobs.results import Request
from pipeline.jobs.week import week_of
from pipeline.ledger.deliveries import announce, noted, send_again, settle, settle_broken
from pipeline.ledger.ledger import Ledger, open_ledger
from pipeline.progress import Progress
from pipeline.workbook.safety.safety import ledger_file, real_workbook, workbook_lock
from reports.figures.slices import managed_teams, slice_of
from reports.figures.view import ReportInput
from reports.letter.chat_text import chat_text
from reports.words.values import clean_column
from schemas.deliveries import Delivery, Status
from schemas.texts import Lang, Text

CHANNEL: Final = "chat"
_NO_MANAGER: Final = Text(
    "“团队”表里没有叫“{manager}”的经理。有：{known}",
    "The team sheet has no manager “{manager}”. There are: {known}",
)


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of the message in one group. earlier: it had its end before this run began."""

    room: str
    status: Status
    reply: str
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Chatted:
    """The message and what became of it; posted is empty where it was only to be seen."""

    lang: Lang
    text: str
    posted: Sequence[Posted] = ()

    @property
    def complete(self) -> bool:
        """Tell whether every group has the message."""
        return all(one.status == "sent" for one in self.posted)

    def to_json(self) -> dict[str, Any]:
        """Give it for machines."""
        posted = [
            {"room": one.room, "status": one.status, "reply": one.reply, "earlier": one.earlier}
            for one in self.posted
        ]
        return {"text": self.text, "posted": posted}


def preview(request: Request, manager: str | None, progress: Progress) -> Chatted:
    """Give the message; nothing is sent, and no address is asked for."""
    report, team = _slice(request, manager, progress)
    return Chatted(report.lang, chat_text(report, team))


def chat(request: Request, manager: str | None, progress: Progress, *, again: bool) -> Chatted:
    """Send the message of the day to every group that has not had it.

    Takes:  manager: only this manager's team; None = all customers · again: also where the end of the last try is in
            doubt: a person has looked and it is not there.
    Raises: as runs.load; SettingsError where no group is set up; WorkbookBusyError, WriteFailedError. A message whose
            end is not noted by then is in doubt and not sent again unasked.
    """
    rooms = chat_rooms()
    with workbook_lock(request.workbook):
        report, team = _slice(request, manager, progress)
        text = chat_text(report, team)
        workbook = real_workbook(request.workbook).name
        with open_ledger(ledger_file(request.workbook)) as ledger:
            settle_broken(ledger, workbook, _now())
            posted = [
                _post(
                    room,
                    Delivery(workbook, CHANNEL, request.as_of, room.label, team),
                    text,
                    ledger,
                    again=again,
                )
                for room in rooms
            ]
    progress(Text("发群消息", "sent the messages"))
    return Chatted(report.lang, text, posted)


def _post(room: Room, delivery: Delivery, text: str, ledger: Ledger, *, again: bool) -> Posted:
    known = noted(ledger, delivery)
    if known.status == "sent" or (known.status == "unknown" and not again):
        return Posted(room.label, known.status, known.reply, earlier=True)
    if known.status == "unknown":
        send_again(ledger, delivery, _now())
    announce(ledger, delivery, _now())
    status, reply = post(room, text)
    settle(ledger, delivery, status, reply, _now())
    return Posted(room.label, status, reply)


def _slice(request: Request, manager: str | None, progress: Progress) -> tuple[ReportInput, str]:
    """Cut the run down to one manager's team, or keep all; the ways to reach customers are hidden in both."""
    report = week_of(runs.load(request, progress), progress).report
    if manager is None:
        return slice_of(
            report, set(clean_column(report.customers, "seller", report.customers.index))
        ), ""
    teams = {team.manager: team for team in managed_teams(report.team)}
    if manager not in teams:
        raise UsageError(
            _NO_MANAGER.fill(manager=manager, known=Text("、".join(teams), ", ".join(teams)))
        )
    return slice_of(report, teams[manager].sellers), manager


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()
