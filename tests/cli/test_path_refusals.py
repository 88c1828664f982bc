"""A path that the system refuses ends in the same words and exit code, whatever command it is given to."""

import os
import re
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.cli import main

OTHERS = {
    "explain": ("K1",),
    "erase": ("K1", "--yes"),
    "handover": ("--from", "王芳", "--to", "李强"),
    "messages": ("--out", "短信.csv"),
    "remarks": ("--out", "备注.csv"),
    "export": ("--out", "导出.csv"),
    "chat": ("--preview",),
    "mail": ("--preview",),
    "import": ("名单.csv", "--no-input"),
}
"""Command → what it needs beside the path in question."""

WORKBOOK, LIST, SETTINGS, MAPPING, METHOD = "workbook", "list", "settings", "mapping", "method"
FILE, FOLDER, NEW = "file", "folder", "new"

KINDS = {
    ("import", "lists"): LIST,
    ("import", "mapping"): MAPPING,
    ("messages", "out"): FILE,
    ("adopt", "out"): FILE,
    ("remarks", "out"): FILE,
    ("export", "out"): FILE,
    ("demo", "folder"): FOLDER,
    ("init", "new_workbook"): NEW,
    ("policies show", "pack"): METHOD,
    ("policies check", "file"): METHOD,
    ("whatif", "policy"): METHOD,
    ("", "workbook"): WORKBOOK,
    ("", "config"): SETTINGS,
    ("", "out"): FOLDER,
}
"""(command, or "" = any other, parameter) → kind of path. A path that stands here in no line fails the test below."""

ENDINGS = {METHOD: ".yaml", FILE: ".csv", NEW: ".xlsx"}


def commands(group=main, before=""):
    """Give every command of the group by its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def takers():
    """Give every parameter that takes a path: command, parameter, kind."""
    for name, command in commands():
        for parameter in command.params:
            kind = KINDS.get((name, parameter.name))
            if kind is None and isinstance(parameter.type, click.Path):
                kind = KINDS.get(("", parameter.name))
            if kind is not None or isinstance(parameter.type, click.Path):
                yield name, parameter, kind


TAKERS = list(takers())


def test_every_path_of_every_command_is_of_a_known_kind():
    assert [(name, parameter.name) for name, parameter, kind in TAKERS if kind is None] == []
    known = {(name, parameter.name) for name, parameter, _ in TAKERS}
    assert {key for key in KINDS if key[0]} <= known
    assert set(OTHERS) <= {name for name, _ in commands()}


@contextmanager
def closed(folder):
    """Take the rights to enter a folder away, as far as the system keeps to them."""
    if os.geteuid() == 0:
        pytest.skip("root may enter every folder")
    folder.chmod(0)
    try:
        yield
    finally:
        folder.chmod(0o755)


def too_long(folder, ending):
    return folder / ("长" * 100 + ending)


def missing(folder, ending):
    return folder / f"gone{ending}"


def in_no_folder(folder, ending):
    return folder / "gone" / f"甲{ending}"


def under_a_file(folder, ending):
    (folder / "under").write_bytes(b"")
    return folder / "under" / f"甲{ending}"


def a_folder(folder, ending):
    path = folder / f"folder{ending}"
    path.mkdir()
    return path


def a_pipe(folder, ending):
    path = folder / f"管道{ending}"
    os.mkfifo(path)
    return path


def a_device(folder, ending):
    path = folder / f"设备{ending}"
    path.symlink_to("/dev/full")
    return path


def device(_, __):
    return Path("/dev/null")


def broken_link(folder, ending):
    path = folder / f"断链{ending}"
    path.symlink_to(folder / "没有的")
    return path


def link_in_a_circle(folder, ending):
    path = folder / f"转圈{ending}"
    path.symlink_to(path)
    return path


def in_a_closed_folder(folder, ending):
    inner = folder / "关着"
    inner.mkdir()
    return inner / f"甲{ending}"


PLACES = (
    too_long,
    missing,
    in_no_folder,
    under_a_file,
    a_folder,
    a_pipe,
    a_device,
    device,
    broken_link,
    link_in_a_circle,
    in_a_closed_folder,
)

ODD = {a_folder, a_pipe, a_device, device, broken_link, link_in_a_circle}

FINE = {
    (LIST, a_folder),
    (FILE, missing),
    (FOLDER, missing),
    (FOLDER, in_no_folder),
    (FOLDER, a_folder),
    (NEW, missing),
}
"""Where it is no fault: a file that will be made, a folder that will be."""

CODES = {WORKBOOK: 3, LIST: 3, SETTINGS: 5, MAPPING: 5, METHOD: 5, FILE: 6, FOLDER: 6, NEW: 6}
"""Exit code of each kind of path; 2 where the words of the command are wrong, as below."""

TWO = {
    **dict.fromkeys([(FILE, place) for place in ODD], 2),
    **dict.fromkeys([(NEW, place) for place in (*ODD, in_no_folder, under_a_file)], 2),
}

WORDS = {
    WORKBOOK: "没有这个文件|读不了这个文件",
    LIST: "没有这个文件|读不了这个文件",
    SETTINGS: "读不了这个设置文件",
    MAPPING: "读不了这个对应表",
    METHOD: "读不了这个规则文件|没有名为",
    FILE: "写不了|不能覆盖|看不出",
    FOLDER: "写不了",
    NEW: "写不了|文件已存在|没有这个文件夹|文件名要以",
}


def said_without(path, text):
    """Give a message without the path in it: what remains must be the same for every command."""
    text = re.sub(r"^ +\d+\.\d s .*\n", "", text, flags=re.MULTILINE)  # progress of a slow run
    return text.replace(str(path), "…").replace(path.name, "…")


def tried(team_file, name, parameter, path):
    """Call a command with a path in one parameter, and what is needed in the others."""
    words = name.split()
    if any(one.name == "workbook" for one in dict(commands())[name].params):
        words.append(str(path if parameter.name == "workbook" else team_file))
    others = list(OTHERS.get(name, ()))
    if parameter.name == "lists":
        others[0] = str(path)
    elif isinstance(parameter, click.Option):
        option = parameter.opts[0]
        if option in others:
            del others[others.index(option) : others.index(option) + 2]
        others += [option, str(path)]
    elif parameter.name != "workbook":
        others.append(str(path))
    return CliRunner().invoke(main, [*words, *others])


@pytest.fixture
def scene(team_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "名单.csv").write_text("公司名称,手机\n金桥贸易,13912345601\n", encoding="utf-8")
    team = openpyxl.load_workbook(team_file)
    sheet = team.create_sheet("团队")
    for row in (["姓名", "经理", "经理邮箱"], ["王芳", "周建明", "z@firma.example"]):
        sheet.append(row)
    team.save(team_file)
    (tmp_path / "followup.toml").write_text(
        '[mail]\nhost = "mail.firma.example"\nfrom = "跟进 <a@firma.example>"\n'
        'allowed_domains = ["firma.example"]\n',
        encoding="utf-8",
    )
    return team_file


FAULTS = [
    pytest.param(kind, place, id=f"{kind}-{place.__name__}")
    for kind in CODES
    for place in PLACES
    if (kind, place) not in FINE
]


@pytest.mark.parametrize(("kind", "place"), FAULTS)
def test_what_the_system_refuses_ends_in_the_same_words_from_every_command(
    scene, tmp_path, kind, place
):
    said = {}
    for number, (name, parameter, _) in enumerate(take for take in TAKERS if take[2] == kind):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = place(folder, ENDINGS.get(kind, ""))
        with closed(path.parent) if place is in_a_closed_folder else nullcontext():
            result = tried(scene, name, parameter, path)
        assert isinstance(result.exception, SystemExit), (name, result.exc_info)
        said[f"{name} {parameter.name}"] = said_without(path, result.stderr)
        assert result.exit_code == TWO.get((kind, place), CODES[kind]), (name, result.stderr)
    assert said
    assert all(re.search(WORDS[kind], text) for text in said.values()), said
    if place is not device:  # its name has no ending, which some commands tell first
        shortest = min(said.values(), key=len).strip()
        assert all(text.startswith(shortest) for text in said.values()), said
