"""Nothing is worked out twice in one command: each step of a story is gone through once, its result is handed on."""

import datetime as dt
import sys
from collections import Counter

import openpyxl
import pytest
from click.testing import CliRunner
from mail_server import PASSWORD, USER

from pipeline.cli import main
from pipeline.rules.weekly import grade, in_words
from pipeline.understanding.read import read_tables
from pipeline.workbook.file.opening import open_workbook
from pipeline.workbook.own_sheets.drawing import draw_sheet
from reports.page import render_summary
from schemas.validation import validate_tables

DAY = "2026-11-23"
STEPS = {
    "open": open_workbook,
    "read": read_tables,
    "check": validate_tables,
    "grade": grade,
    "words": in_words,
    "page": render_summary,
    "draw": draw_sheet,
}
WORKED = {"open": 1, "read": 1, "check": 1, "grade": 1, "words": 1}
SHEETS = ("due", "moves", "findings", "overview", "touches", "nominations", "memory")
DRAWN = {f"draw {key}": 1 for key in SHEETS}
COMMANDS = {
    # what is run before, the command → the steps that it takes
    "run": ([], ["run"], {**WORKED, **DRAWN, "page": 1}),
    "run again": (["run"], ["run"], {**WORKED, **DRAWN, "page": 1}),
    "run --dry-run": ([], ["run", "--dry-run"], {**WORKED, **DRAWN}),
    "run --mail": ([], ["run", "--mail"], {**WORKED, **DRAWN, "page": 1}),
    "run --mail --dry-run": ([], ["run", "--mail", "--dry-run"], {**WORKED, **DRAWN}),
    "report": (["run"], ["report"], {**WORKED, "page": 1}),
    "mail": (["run"], ["mail"], WORKED),
    "mail --preview": (["run"], ["mail", "--preview"], WORKED),
    "chat --preview": (["run"], ["chat", "--preview"], WORKED),
    "forecast": (["run"], ["forecast"], WORKED),
    "day": (["run"], ["day"], WORKED),
}


@pytest.fixture
def path(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "客户"
    book.active.append(["客户编号", "客户名称", "负责人", "潜力", "上次跟进", "生日"])
    book.active.append(["K1", "甲公司", "陈静", "重潜", "2026-08-03", "11-27"])
    team = book.create_sheet("团队")
    team.append(["负责人", "经理", "经理邮箱"])
    team.append(["陈静", "王芳", "wang@corp.example"])
    path = tmp_path / "客户跟进.xlsx"
    book.save(path)
    return path


@pytest.fixture
def _office(post, tmp_path, monkeypatch):
    monkeypatch.setenv("FOLLOWUP_SMTP_PASSWORD", PASSWORD)
    _, mail = post()
    (tmp_path / "followup.toml").write_text(
        f'[mail]\nhost = "localhost"\nport = {mail.port}\nfrom = "{USER}"\n'
        'allowed_domains = ["corp.example"]\n',
        encoding="utf-8",
    )


def name_of(step, arguments):
    """Name what is counted: each sheet for itself; a grading as of another day is none of today."""
    if step == "draw":
        return f"draw {arguments[1].key}"
    is_of_today = step != "grade" or dt.date.fromisoformat(DAY) in arguments
    return step if is_of_today else "grade as of then"


def counted(monkeypatch):
    """Count the calls of the steps, under whatever name a module knows them."""
    counts = Counter()

    def counting(step, function):
        def call(*arguments, **named):
            counts[name_of(step, arguments)] += 1
            return function(*arguments, **named)

        return call

    ours = [m for name, m in sys.modules.items() if name.split(".")[0] in {"pipeline", "reports"}]
    for step, function in STEPS.items():
        wrapper = counting(step, function)
        for module in ours:
            for name, value in list(vars(module).items()):
                if value is function:
                    monkeypatch.setattr(module, name, wrapper)
    return counts


def followup(command, path):
    name, *options = command
    result = CliRunner().invoke(main, [name, str(path), *options, "--as-of", DAY])
    assert result.exit_code == 0, result.output


@pytest.mark.usefixtures("_office")
@pytest.mark.parametrize(("before", "command", "steps"), COMMANDS.values(), ids=COMMANDS)
def test_each_step_is_gone_through_once(path, monkeypatch, before, command, steps):
    for name in before:
        followup([name], path)
    followup([*command, "--help"], path)  # loads what the command needs
    counts = counted(monkeypatch)
    followup(command, path)
    counts.pop("grade as of then", None)  # last week's work is graded as of last week
    assert counts == steps
