"""Time and memory of reading one large list, as CSV and as xlsx, beside pandas: each in a process of its own.

python tests/benchmarks/bench_sources.py [ROWS…]

15 columns of Chinese text, phones, dates, amounts. pandas is told what ours finds out (encoding, delimiter, text only).
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from messy_tables import clean_tables, written


def big_table(rows: int) -> list[list[str]]:
    """Give a header and so many rows, by repeating the widest clean table with numbers that differ."""
    clean = clean_tables()[-1]
    body = [
        [str(n), f"KH{n}", *clean.rows[n % len(clean.rows)][2:], "备注，第一次"]
        for n in range(rows)
    ]
    return [[*clean.header, "备注"], *body]


def write_files(folder: Path, rows: int) -> None:
    """Write the list as GBK text and as a workbook."""
    import xlsxwriter

    table = big_table(rows)
    (folder / "list.csv").write_bytes(written(table).encode("gb18030"))
    book = xlsxwriter.Workbook(str(folder / "list.xlsx"), {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(table):
        sheet.write_row(number, 0, row)
    book.close()


def measure(reader: str, path: str) -> None:
    """Read in this process and print rows, CPU seconds, peak megabytes over the start."""
    if reader == "followup":
        from pipeline.importing.files.sources import read_sources
    else:
        import pandas as pd
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    if reader == "followup":
        (table,) = read_sources([Path(path)])
        count = len(table.rows)
    elif path.endswith(".csv"):
        count = len(pd.read_csv(path, dtype=str, keep_default_na=False, encoding="gb18030"))
    else:
        count = len(pd.read_excel(path, dtype=str, keep_default_na=False, engine="calamine"))
    seconds = time.process_time() - start
    print(count, seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)


def main() -> None:
    """Print one line a size, kind and reader."""
    for rows in [int(size) for size in sys.argv[1:]] or [20_000, 200_000]:
        with tempfile.TemporaryDirectory() as folder:
            write_files(Path(folder), rows)
            for name in ("list.csv", "list.xlsx"):
                for reader in ("followup", "pandas"):
                    path = str(Path(folder, name))
                    command = [sys.executable, __file__, "--child", reader, path]
                    out = subprocess.run(
                        command, check=True, capture_output=True, text=True
                    ).stdout.split()
                    size = Path(path).stat().st_size / 1e6
                    print(
                        f"{rows:>8,} {name:10} {size:6.1f} MB  {reader:9} rows {int(out[0]):>8,}  CPU s {float(out[1]):6.2f}  peak +{float(out[2]):,.0f} MB"
                    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        measure(*sys.argv[2:4])
    else:
        main()
