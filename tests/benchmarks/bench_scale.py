"""The weekly run by stages, and other ways to set the same columns, each in a process of its own. Seconds are CPU seconds.

    python tests/benchmarks/bench_scale.py CUSTOMERS [TOUCHES] [--ours]

limit: inflate and deflate the customer sheet at zlib level 6 · calamine only: read all sheets, nothing else · openpyxl:
load, set, save · pandas + openpyxl: the customer sheet read with read_excel(engine="calamine"), five columns laid over
the file with openpyxl · rebuild: all sheets read with calamine and written anew with xlsxwriter, which loses formats,
formulas and whatever else the file had. None of them applies rules, proves what it wrote, keeps a backup or a ledger.
--ours leaves out the three that write.
"""

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path

ROOT = Path(__file__).parents[2]
COLUMNS = range(26, 31)
DAY = dt.date(2026, 12, 1)
SHEET = "客户"


def peak() -> int:
    """Give the peak memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def ours(path: Path) -> list[tuple[str, float, int]]:
    """Run over the workbook; give each stage with its CPU seconds and the peak so far."""
    from bench_run import AS_OF

    from pipeline.jobs import results as outcomes
    from pipeline.jobs import weekly as runs

    stages, before = [], time.process_time()

    def progress(stage: object) -> None:
        nonlocal before
        now = time.process_time()
        stages.append((stage.en, now - before, peak()))
        before = now

    runs.run(
        outcomes.Request(path, AS_OF), dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), None, progress
    )
    return stages


def limit(path: Path) -> None:
    """Inflate and deflate the customer sheet."""
    with zipfile.ZipFile(path) as file:
        data = file.read("xl/worksheets/sheet1.xml")
    zlib.compress(data, 6)


def calamine_only(path: Path) -> None:
    """Read every sheet."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def _overlaid(path: Path, rows: int) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    for row in range(2, rows + 2):
        for column in COLUMNS:
            book[SHEET].cell(row, column, DAY if column == COLUMNS[2] else "2026-11-01 跟进过")
    book.save(path.with_name("peer.xlsx"))


def with_openpyxl(path: Path) -> None:
    """Load, set five columns, save."""
    import openpyxl

    # The number of rows is read from the sheet that is loaded anyway; a second handle costs next to nothing.
    book = openpyxl.load_workbook(path, read_only=True)
    _overlaid(path, book[SHEET].max_row - 1)


def with_pandas(path: Path) -> None:
    """Read the customers into a frame, then lay five columns over the file."""
    import pandas as pd

    _overlaid(path, len(pd.read_excel(path, sheet_name=SHEET, engine="calamine")))


def rebuild(path: Path) -> None:
    """Read all values, write them into a new file."""
    import python_calamine
    import xlsxwriter

    book = python_calamine.CalamineWorkbook.from_path(path)
    new = xlsxwriter.Workbook(path.with_name("peer.xlsx"), {"default_date_format": "yyyy-mm-dd"})
    for name in book.sheet_names:
        sheet = new.add_worksheet(name)
        for at, row in enumerate(book.get_sheet_by_name(name).to_python()):
            added = [DAY if column == COLUMNS[2] else "2026-11-01 跟进过" for column in COLUMNS]
            sheet.write_row(at, 0, [*row, *added] if name == SHEET else row)
    new.close()


WAYS = {
    "limit": limit,
    "calamine only": calamine_only,
    "openpyxl": with_openpyxl,
    "pandas + openpyxl": with_pandas,
    "rebuild": rebuild,
}


def child(way: str, path: Path) -> None:
    """Go one way and print its figures."""
    if way == "make":
        from large_books import make_book

        make_book(path, int(sys.argv[4]), int(sys.argv[5]))
        return
    start = time.process_time()
    stages = ours(path) if way == "ours" else WAYS[way](path) or []
    print(json.dumps({"stages": stages, "seconds": time.process_time() - start, "peak": peak()}))


def _go(way: str, path: Path, *more: str) -> dict:
    command = [sys.executable, __file__, "--child", way, str(path), *more]
    found = subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return json.loads(found.stdout.splitlines()[-1]) if found.stdout else {}


def main() -> None:
    """Make the workbook, go every way, print the table."""
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], Path(sys.argv[3]))
        return
    numbers = [word for word in sys.argv[1:] if word.isdigit()]
    customers, touches = (*numbers, str(3 * int(numbers[0])))[:2]
    ways = ["limit", "calamine only"] if "--ours" in sys.argv else list(WAYS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "team.xlsx"
        _go("make", path, customers, touches)
        print(
            f"{int(customers):,} customers x 25 columns, {int(touches):,} touches, {path.stat().st_size / 1e6:.1f} MB"
        )
        peers = {way: _go(way, path) for way in ways}
        own = _go("ours", path)
        for stage, seconds, most in own["stages"]:
            print(f"  {stage:45} {seconds:8.2f} s  {most:6} MB", flush=True)
        for way, figures in {"ours": own, **peers}.items():
            ratio = figures["seconds"] / own["seconds"]
            print(
                f"{way:20} {figures['seconds']:8.2f} s  {ratio:6.2f} x ours  {figures['peak']:6} MB"
            )


if __name__ == "__main__":
    main()
