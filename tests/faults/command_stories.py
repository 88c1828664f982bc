"""The real commands over a small real workbook: run, undo, import, and a run that obeys answers first.

A scene is a folder as a team has it before the command. Each story knows, from one play without faults, which whole
states its workbook may have and what the files beside it hold; the same day and time each time make them the same bytes.
"""

import datetime as dt
import shutil
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from every_call import EveryCall
from fault_story import in_child, ledger_statuses

from pipeline.errors import FollowupError, UsageError
from pipeline.importing.files.sources import Overrides
from pipeline.jobs import imports as importing
from pipeline.jobs import undo as past
from pipeline.jobs import weekly as runs
from pipeline.jobs.results import Request

NAME = "客户跟进.xlsx"
LIST = "旧名单.csv"
DAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 9, 15, 2)  # noqa: DTZ001 -- the team's wall clock, as in the ledger
HEADERS = ["客户编号", "客户名称", "联系人", "负责人", "电话", "邮箱", "城市", "上次跟进"]
CUSTOMERS = (
    [
        "K0001",
        "上海金桥贸易有限公司",
        "张建国",
        "王芳",
        "13912345601",
        "zjg@jinqiao.example",
        "上海",
        dt.date(2026, 10, 30),
    ],
    ["K0002", "宁波锦帆进出口有限公司", "刘丽娟", "王芳", "13912345602", None, "宁波", None],
    ["K0003", "深圳海纳国际贸易有限公司", "郭晓峰", "李强", "13912345603", None, None, None],
)
LINES = (
    "公司名称,联系人,手机,邮箱,城市,爱吃的菜",
    "宁波锦帆进出口有限公司,刘丽娟,139-1234-5602,llj@jinfan.example,杭州,清蒸鱼",  # fills a blank
    "苏州润泽家居用品有限公司,陈国栋,13912345699,,苏州,=1+1",  # is new
    "宁波锦帆进出口有限公司,刘总,,,宁波,",  # is a question
    ",,13512345678,,,无名",  # is set apart
)


@dataclass(frozen=True)
class Story:
    """One command. swaps: how often it swaps the workbook · undoable: what it did can be taken back."""

    name: str
    prepare: Callable[[Path], None]
    command: Callable[[Path], object]
    swaps: int = 1
    undoable: bool = True


def _quiet(*_):
    return {}


def _run(path):
    return runs.run(Request(path, DAY), NOW, None, _quiet)


def _undo(path):
    return past.undo(path, None, NOW, None, dry_run=False)


def _import(path):
    asked = importing.ImportRequest(Request(path, DAY), [path.with_name(LIST)], Overrides())
    return importing.import_lists(asked, NOW, None, _quiet, _quiet)


def _import_nothing(path):
    return importing.import_lists(
        importing.ImportRequest(Request(path, DAY), [], Overrides()), NOW, None, _quiet, _quiet
    )


def _run_with_answers(path):
    return importing.run(Request(path, DAY), NOW, None, _quiet)


def _team(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    for row in (["我们的客户"], HEADERS, *CUSTOMERS):
        sheet.append(row)
    book.create_sheet("算").append(["=COUNTA(客户!A3:A100)"])
    book.save(path)
    path.with_name(LIST).write_text("\n".join(LINES) + "\n", encoding="utf-8")


def _team_after_run(path):
    _team(path)
    _run(path)


def _team_with_answers(path):
    """A list was imported and somebody said on 待复核 that 刘总 is nobody who is there."""
    _team(path)
    _import(path)
    book = openpyxl.load_workbook(path)
    book["待复核"]["B3"] = "否"
    book.save(path)


STORIES = {
    story.name: story
    for story in (
        Story("run", _team, _run),
        Story("undo", _team_after_run, _undo, undoable=False),
        Story("import", _team, _import),
        Story("answers", _team_with_answers, _run_with_answers, swaps=2),
    )
}


def work_out_once():
    """Let what reads and writes no file be worked out once for all the plays: rules, sheets and page take most of the time."""
    _remember(runs, "chosen_methods", lambda *_: None)
    _remember(runs, "grade", lambda loaded, _: (loaded.package.sha256, loaded.request.as_of))
    _remember(runs, "render_summary", id)
    # The whole of the records: a frame's repr leaves out columns of a wide one.
    _remember(
        importing,
        "match",
        lambda *records: repr(
            [one.to_dict() if hasattr(one, "to_dict") else one for one in records]
        ),
    )


def _remember(module, name, key):
    work, known = getattr(module, name), {}

    def remembered(*arguments):
        found = key(*arguments)
        if found not in known:
            known[found] = work(*arguments)
        return known[found]

    setattr(module, name, remembered)


@dataclass(frozen=True)
class Scene:
    """A story's folder before the command, and what it holds after each swap.

    states: bytes of the workbook, the old first · beside: place in the folder → whole contents that it may have, of pages,
    tables and mapping files · statuses: of the runs in the ledger at the end, in the order of the alphabet
    """

    story: Story
    folder: Path
    states: tuple[bytes, ...]
    beside: dict[str, set[bytes]]
    statuses: list[str]

    def fresh(self, folder):
        """Give a copy of the workbook in its folder."""
        shutil.copytree(self.folder, folder)
        return folder / NAME


def scene(name, folder):
    """Make a story's scene in a folder of its own, by playing it once without faults."""
    story = STORIES[name]
    before = folder / "before"
    before.mkdir(parents=True)
    story.prepare(before / NAME)
    path = Scene(story, before, (), {}, []).fresh(folder / "after")
    states = [path.read_bytes()]
    whole = {place: {content} for place, content in beside(path).items()}
    if story.swaps == len(("answers", "run")):
        _import_nothing(path)
        states.append(path.read_bytes())
    for _ in range(2):  # the second play says of what is done already that it is there
        with suppress(UsageError):  # nothing is left to take back
            story.command(path)
        for place, content in beside(path).items():
            whole.setdefault(place, set()).add(content)
    states.append(path.read_bytes())
    assert len(set(states)) == len(states)
    return Scene(story, before, tuple(states), whole, sorted(ledger_statuses(path)))


def beside(path):
    """Give the files that a command writes for people beside the workbook, by their place in the folder."""
    found = {}
    for place in ("followup-reports", "followup-mappings"):
        for file in sorted((path.parent / place).glob("*")):
            found[f"{place}/{file.name}"] = file.read_bytes()
    return found


def play(path, story, *, at=0, code=None, lasts=False, faults=None):  # noqa: PLR0913 -- a fault, or what else strikes
    """Play a story's command in a child with one fault (at=0: none); give what a user would see."""
    faults = faults or EveryCall(str(path.parent), at, code, lasts)

    def work():
        faults.install()
        try:
            story.command(path)
        except FollowupError as error:
            return {
                "end": "refused",
                "zh": error.message("zh"),
                "en": error.message("en"),
                "code": error.exit_code,
                "steps": faults.steps,
            }
        except BaseException:  # noqa: BLE001 -- reported to the test, which fails on it
            return {"end": "bug", "trace": traceback.format_exc(), "steps": faults.steps}
        return {"end": "done", "steps": faults.steps}

    return in_child(work)
