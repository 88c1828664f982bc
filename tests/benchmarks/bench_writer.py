"""Six columns of a large workbook updated, or rows put under a small one: our writer against openpyxl (load, set or append,
save), each in a process of its own. Seconds are CPU seconds.

Run: python tests/benchmarks/bench_writer.py [ROWS] [--append] [--skip-openpyxl]
"""

import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COLUMNS = 25
SMALL = 1_000
"""Rows of the workbook that gets ROWS more with --append."""
TARGETS = (20, 21, 22, 23, 24, 25)
DAY = dt.date(2026, 11, 23)


def make(path: Path, rows: int) -> None:
    """Write the workbook: Chinese text, dates, numbers, a table, a conditional format."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("客户")
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    headers = [f"列{i}" for i in range(1, COLUMNS + 1)]
    for row in range(1, rows + 1):
        for column in range(COLUMNS):
            kind = column % 5
            if kind == 0:
                sheet.write_string(row, column, f"C{row:06d}-{column}")
            elif kind == 1:
                sheet.write_string(row, column, f"客户{row % 977}公司{column}")
            elif kind == 2:
                sheet.write_datetime(
                    row,
                    column,
                    dt.datetime(2025, 1, 1) + dt.timedelta(days=row % 600),  # noqa: DTZ001
                    date,
                )
            else:
                sheet.write_number(row, column, row * 1.25 + column)
    sheet.add_table(0, 0, rows, COLUMNS - 1, {"columns": [{"header": h} for h in headers]})
    sheet.conditional_format(
        1, 0, rows, COLUMNS - 1, {"type": "no_blanks", "format": book.add_format({"bold": True})}
    )
    book.close()


def values(column: int, rows: int) -> list[object]:
    """Give the new values of one column: tiers, reasons of their own, dates, numbers."""
    kind = column % 3
    if kind == 0:
        return [DAY + dt.timedelta(days=row % 90) for row in range(rows)]
    if kind == 1:
        return [f"外贸{'ABCDE'[row % 5]}" for row in range(rows)]
    return [f"2026-11-{row % 28 + 1:02d} 跟进过,{row % 61} 天后再联系" for row in range(rows)]


def with_ours(path: Path, target: Path, rows: int, *, prove: bool = False) -> dict[str, float]:
    """Patch with our writer; with the proof that a real run makes before it swaps, too."""
    from pipeline.workbook.file.package import Package
    from pipeline.workbook.patching.write import write_patched
    from pipeline.workbook.proof.verify import verify_written
    from schemas.plan import ColumnPatch, Plan

    numbers = range(2, rows + 2)
    blank = [None] * rows
    reasons = [""] * rows
    patches = [
        ColumnPatch(
            "客户",
            c,
            f"列{c}",
            "date" if c % 3 == 0 else "text",
            numbers,
            blank,
            values(c, rows),
            reasons,
        )
        for c in TARGETS
    ]
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    package = Package.open(path)
    plan = Plan(DAY, (), patches)
    with target.open("wb") as file:
        write_patched(package, plan, file)
    if prove:
        verify_written(package, target, plan)
    return {"seconds": time.process_time() - start, "base": base}


def with_openpyxl(path: Path, target: Path, rows: int) -> dict[str, float]:
    """Load, set and save with openpyxl."""
    import openpyxl

    columns = [values(c, rows) for c in TARGETS]
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    book = openpyxl.load_workbook(path)
    sheet = book["客户"]
    for column, new in zip(TARGETS, columns, strict=True):
        for row, value in enumerate(new, 2):
            sheet.cell(row, column).value = value
    book.save(target)
    return {"seconds": time.process_time() - start, "base": base}


def added(rows: int) -> list[list[object]]:
    """Give the cells of new rows, column by column, in the manner of `make`."""
    columns: list[list[object]] = []
    for column in range(COLUMNS):
        kind = column % 5
        if kind == 0:
            columns.append([f"N{row:06d}-{column}" for row in range(rows)])
        elif kind == 1:
            columns.append([f"客户{row % 977}公司{column}" for row in range(rows)])
        elif kind == 2:
            columns.append(
                [dt.date(2025, 1, 1) + dt.timedelta(days=row % 600) for row in range(rows)]
            )
        else:
            columns.append([row * 1.25 + column for row in range(rows)])
    return columns


def append_with_ours(
    path: Path, target: Path, rows: int, *, prove: bool = False
) -> dict[str, float]:
    """Put rows under the table with our writer: looks, table, format grow along."""
    from pipeline.workbook.file.package import Package
    from pipeline.workbook.patching.write import write_patched
    from pipeline.workbook.proof.verify import verify_written
    from schemas.plan import ColumnPatch, NewRows, Plan

    numbers, blank, reasons = range(SMALL + 2, SMALL + 2 + rows), [None] * rows, [""] * rows
    kinds = ("text", "text", "date", "number", "number")
    patches = [
        ColumnPatch("客户", at + 1, f"列{at + 1}", kinds[at % 5], numbers, blank, new, reasons)
        for at, new in enumerate(added(rows))
    ]
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    package = Package.open(path)
    plan = Plan(DAY, columns=patches, new_rows=(NewRows("客户", SMALL + 1, rows, SMALL + 1),))
    with target.open("wb") as file:
        write_patched(package, plan, file)
    if prove:
        verify_written(package, target, plan)
    return {"seconds": time.process_time() - start, "base": base}


def append_with_openpyxl(path: Path, target: Path, rows: int) -> dict[str, float]:
    """Load, append and save with openpyxl, the table made longer by hand; its new cells have no looks."""
    import openpyxl

    columns = added(rows)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    book = openpyxl.load_workbook(path)
    sheet = book["客户"]
    for row in zip(*columns, strict=True):
        sheet.append(row)
    table = next(iter(sheet.tables.values()))
    table.ref = table.autoFilter.ref = f"A1:Y{SMALL + 1 + rows}"
    book.save(target)
    return {"seconds": time.process_time() - start, "base": base}


def deflate_limit(path: Path, rows: int) -> dict[str, float]:
    """Inflate and deflate the one sheet with zlib level 6: what any rewriting of it costs at least."""
    import zipfile
    import zlib

    del rows
    start = time.process_time()
    with zipfile.ZipFile(path) as file:
        data = file.read("xl/worksheets/sheet1.xml")
    zlib.compress(data, 6)
    return {"seconds": time.process_time() - start, "base": 0}


def child(kind: str, path: str, target: str, rows: str) -> None:
    """Run one way and print its figures."""
    ways = {
        "ours": lambda: with_ours(Path(path), Path(target), int(rows)),
        "ours + proof": lambda: with_ours(Path(path), Path(target), int(rows), prove=True),
        "openpyxl": lambda: with_openpyxl(Path(path), Path(target), int(rows)),
        "append, ours": lambda: append_with_ours(Path(path), Path(target), int(rows)),
        "append, ours + proof": lambda: append_with_ours(
            Path(path), Path(target), int(rows), prove=True
        ),
        "append, openpyxl": lambda: append_with_openpyxl(Path(path), Path(target), int(rows)),
        "zlib-6 limit": lambda: deflate_limit(Path(path), int(rows)),
    }
    if kind == "make":
        make(Path(path), int(rows))
        return
    figures = ways[kind]()
    figures["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(figures))


def main() -> None:
    """Make the workbook, run every way in a child, print the table."""
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
        return
    rows = next((int(word) for word in sys.argv[1:] if word.isdigit()), 100_000)
    kinds = ["ours", "ours + proof", "openpyxl"]
    appends = "--append" in sys.argv
    if "--skip-openpyxl" in sys.argv:
        kinds.remove("openpyxl")
    kinds = [f"append, {kind}" for kind in kinds] if appends else [*kinds, "zlib-6 limit"]
    made = SMALL if appends else rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        # The maker is a child too: a process inherits the peak memory of the one that started it.
        subprocess.run(
            [sys.executable, __file__, "--child", "make", str(path), "", str(made)], check=True
        )
        what = f"{rows:,} rows appended" if appends else f"{len(TARGETS)} columns set"
        print(f"{made:,} rows x {COLUMNS} columns, {path.stat().st_size / 1e6:.1f} MB, {what}")
        found = {}
        for kind in kinds:
            command = [
                sys.executable,
                __file__,
                "--child",
                kind,
                str(path),
                str(Path(folder) / "out.xlsx"),
                str(rows),
            ]
            found[kind] = json.loads(
                subprocess.run(command, check=True, capture_output=True, text=True).stdout
            )
        for kind, figures in found.items():
            ratio = figures["seconds"] / found[kinds[0]]["seconds"]
            over = figures["peak"] - figures["base"]
            print(
                f"{kind:20} {figures['seconds']:7.2f} s  {ratio:6.1f} x ours  peak {figures['peak']:6.0f} MB, {over:5.0f} over the data"
            )


if __name__ == "__main__":
    main()
