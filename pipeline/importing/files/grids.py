"""Sheets as grids of cells, out of .xlsx in this process and out of .xls, .xlsb and .ods in a guarded child."""

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.errors import UnreadableWorkbookError
from pipeline.importing.files import cell_child
from pipeline.settings.limits import Limits, exceeded
from pipeline.workbook.file.package import Package
from pipeline.workbook.reading.read import read_grid
from pipeline.workbook.reading.scan import scan_sheet
from schemas.texts import Text

_SIGXCPU: Final = -24
_PATIENCE: Final = 4
"""Seconds of waiting a second of computing: the computer may have other things to do."""
_MEMORY: Final = 2
"""Memory of the child over the allowed unpacked size."""


class Grid(NamedTuple):
    """One sheet. top: line (Excel row) of its first row · merged: top, left, bottom, right, counted from 0 in `rows`."""

    name: str
    top: int
    rows: list[list[Any]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False


def grids_of_package(name: str, data: bytes, limits: Limits) -> Iterator[Grid]:
    """Read the sheets of an .xlsx or .xlsm; error cells and unsaved formulas show their text.

    Raises: UnreadableWorkbookError.
    """
    package = Package.from_bytes(Path(name), data, limits)
    for sheet in package.sheets:
        frame = read_grid(package, sheet.name)
        if not frame.shape[1]:
            yield Grid(sheet.name, 1, [], hidden=sheet.state != "visible")
            continue
        top, left = int(frame.index[0]) if len(frame) else 1, int(frame.columns[0])
        rows = frame.to_numpy().tolist()
        scan = scan_sheet(package, sheet.name)
        shown = [*scan.errors, *((row, column, "=…") for row, column in scan.uncached)]
        for row, column, text in shown:
            if 0 <= row - top < len(rows) and 0 <= column - left < len(rows[0]):
                rows[row - top][column - left] = text
        merged = [(m.top - top, m.left - left, m.bottom - top, m.right - left) for m in scan.merged]
        yield Grid(sheet.name, top, rows, merged, sheet.state != "visible")


def grids_in_child(data: bytes, limits: Limits) -> Iterator[Grid]:
    """Read the sheets of an .xls, .xlsb or .ods in a process with limits of its own.

    Raises: UnreadableWorkbookError where the file is damaged, protected, or asks for too much.
    """
    command = [
        sys.executable,
        "-P",
        cell_child.__file__,
        str(limits.seconds),
        str(limits.unpacked_mb * _MEMORY),
        str(limits.box_cells),
    ]
    with tempfile.TemporaryFile() as out:
        try:
            code = subprocess.run(  # noqa: S603 -- our own script
                command,
                input=data,
                stdout=out,
                stderr=subprocess.DEVNULL,
                timeout=limits.seconds * _PATIENCE,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            raise exceeded(limits, "seconds", limits.seconds * _PATIENCE) from None
        if code == _SIGXCPU:
            raise exceeded(limits, "seconds", limits.seconds)
        out.seek(0)
        yield from _grids(out, limits)


def _grids(lines: Any, limits: Limits) -> Iterator[Grid]:
    grid, ended = None, False
    for line in lines:
        item = json.loads(line, object_hook=_typed)
        if isinstance(item, list):
            if grid is not None:
                grid.rows.append(item)
            continue
        if "sheet" in item and "start" in item:
            if grid is not None:
                yield grid
            top, left = item["start"] or (0, 0)
            merged = [(a - top, b - left, c - top, d - left) for (a, b), (c, d) in item["merged"]]
            grid = Grid(item["sheet"], top + 1, [], merged, item["hidden"])
        elif "exceeded" in item:
            raise exceeded(limits, item["exceeded"], item["found"], item["sheet"])
        elif "error" in item:
            raise _unread(item["error"])
        ended = "end" in item
    if not ended:
        raise _unread("")
    if grid is not None:
        yield grid


def _typed(item: dict[str, Any]) -> Any:
    if "moment" in item:
        return dt.datetime.fromisoformat(item["moment"])
    return dt.date.fromisoformat(item["day"]) if "day" in item else item


def _unread(why: str) -> UnreadableWorkbookError:
    if "password" in why.lower() or "encrypt" in why.lower():
        return UnreadableWorkbookError(
            Text(
                "文件设有打开密码。请取消密码后再试",
                "The file is protected by a password. Remove it and try again",
            )
        )
    zh, en = (f"（{why}）", f" ({why})") if why else ("", "")
    return UnreadableWorkbookError(
        Text(
            f"这个表格文件已损坏或过大，读不了{zh}。请用 Excel 或 WPS 打开，另存为 .xlsx 后再试",
            f"The spreadsheet is damaged or too large and cannot be read{en}. Open it in Excel or WPS, save it as .xlsx, and try again",
        )
    )
