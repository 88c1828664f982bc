"""Nobody but a few modules opens a file for writing: what goes to people goes through the outbox."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]

WRITERS = {
    "pipeline/files.py": {"open x", "replace", "write_text"},  # what the outbox puts files with
    "pipeline/delivery/outbox.py": {"open x"},  # holds the place of a new workbook
    "pipeline/workbook/safety/safety.py": {
        "open +",  # the new workbook and its backup, before the swap
        "mkstemp",
        "replace",
        "write_text",  # who holds the lock
    },
    "pipeline/workbook/own_sheets/template.py": {"save", "ZipFile w"},  # in memory
    "pipeline/workbook/reading/cell_reader.py": {"ZipFile w"},  # in memory
    "pipeline/importing/files/grids.py": {
        "TemporaryFile"
    },  # without a name; what a child process reads from a list
    "pipeline/delivery/parquet.py": {"write_table"},  # in memory
    "pipeline/workbook/reading/guard.py": {"os.open"},  # the way out for a library's complaints
}
"""Module → ways to write that it has, and why."""

ALWAYS = {
    "write_text",
    "write_bytes",
    "mkstemp",
    "NamedTemporaryFile",
    "TemporaryFile",
    "SpooledTemporaryFile",
    "copyfile",
    "copy2",
    "copytree",
    "hardlink_to",
    "symlink_to",
    "touch",
    "save",
    "to_csv",
    "to_excel",
    "to_parquet",
    "to_json",
    "to_pickle",
    "write_table",
    "ExcelWriter",
}
OF_TWO_PATHS = {"replace", "rename", "move", "link", "symlink", "copy"}
"""Of os, shutil or a path; texts and frames have methods of these names, too."""


def ways_to_write(tree):
    """Give each way to write a file that a module has."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            way = way_of(node)
            if way:
                yield way


def way_of(call):
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    owner = getattr(getattr(call.func, "value", None), "id", "")
    if name == "open" and owner == "os":
        return "os.open" if "O_WRONLY" in ast.dump(call) or "O_RDWR" in ast.dump(call) else None
    if name == "open" and owner in {"Package", "self"}:
        return None  # a workbook is opened for reading
    if name in {"open", "ZipFile", "fdopen"}:
        signs = sorted(set(mode_of(call)) & set("wax+"))
        return f"{name} {signs[0]}" if signs else None
    if name in OF_TWO_PATHS:
        return name if owner in {"os", "shutil"} or is_method_of_path(call, name) else None
    return name if name in ALWAYS and not is_own_json(call) else None


def is_method_of_path(call, name):
    """Tell path.replace(other); a text's takes two, a frame's words, a series is renamed to a constant."""
    has_one = len(call.args) == 1 and not call.keywords
    return name in {"replace", "rename"} and has_one and not isinstance(call.args[0], ast.Constant)


def is_own_json(call):
    """Tell our results' to_json(), which gives values and takes no file."""
    return call.func.attr == "to_json" and not call.args if hasattr(call.func, "attr") else False


def mode_of(call):
    """Give the mode, by name or as the last text that is given by place; one that is worked out counts as writing."""
    named = [word.value for word in call.keywords if word.arg == "mode"]
    is_method = isinstance(call.func, ast.Attribute) and call.func.attr == "open"
    placed = call.args[:1] if is_method else call.args[1:2]
    for value in (*named, *placed):
        if not isinstance(value, ast.Constant):
            return "w"
        if isinstance(value.value, str):
            return value.value
    return "r"


def found():
    """Give module → ways to write, of the whole program."""
    ways = {}
    for room in ("pipeline", "schemas", "reports"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for way in ways_to_write(ast.parse(path.read_text(encoding="utf-8"))):
                ways.setdefault(path.relative_to(ROOT).as_posix(), set()).add(way)
    return ways


def test_nobody_else_opens_a_file_for_writing():
    assert found() == WRITERS


def test_every_way_to_write_is_seen():
    lines = {
        'open("a", "w")': "open w",
        'path.open("r+b")': "open +",
        'path.open(mode="a")': "open a",
        "path.open(chosen)": "open w",
        'path.write_text("a")': "write_text",
        "os.replace(a, b)": "replace",
        "temp.replace(target)": "replace",
        "shutil.copy(a, b)": "copy",
        "os.open(a, os.O_WRONLY)": "os.open",
        'zipfile.ZipFile(path, "w")': "ZipFile w",
        "frame.to_csv(path)": "to_csv",
    }
    seen = {line: next(ways_to_write(ast.parse(line)), None) for line in lines}
    assert seen == lines
    quiet = [
        'path.open("rb")',
        "path.open()",
        'text.replace("a", "b")',
        "frame.copy()",
        "done.to_json()",
    ]
    assert not [line for line in quiet if list(ways_to_write(ast.parse(line)))]
