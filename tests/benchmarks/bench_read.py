"""Reading a large sheet: each distinct cell once, against python-calamine on the whole sheet; each in a child of its own.

Run: python tests/benchmarks/bench_read.py [ROWS]; the workbook is that of bench_writer.py.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def child(way: str, path: str) -> None:
    """Read the sheet one way; both scan its XML too. Print CPU seconds, peak memory before and after."""
    from pipeline.workbook.file.package import Package
    from pipeline.workbook.reading.read import SheetReader

    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    start = time.process_time()
    reader = SheetReader(Package.open(Path(path)))
    read = reader.grid if way == "each distinct cell once" else reader._read_whole
    shape = read("客户").shape
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        json.dumps(
            {"seconds": time.process_time() - start, "base": base, "peak": peak, "rows": shape[0]}
        )
    )


def main() -> None:
    """Make the workbook and print a line for each way, with ratios."""
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
        return
    rows = sys.argv[1] if len(sys.argv) > 1 else "100000"
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "large.xlsx"))
        maker = Path(__file__).with_name("bench_writer.py")
        subprocess.run([sys.executable, str(maker), "--child", "make", path, "", rows], check=True)
        first = 0.0
        for way in ("each distinct cell once", "whole sheet"):
            command = [sys.executable, __file__, "--child", way, path]
            found = json.loads(
                subprocess.run(command, check=True, capture_output=True, text=True).stdout
            )
            first = first or found["seconds"]
            print(
                f"{way:24} {found['seconds']:6.2f} s CPU  {found['seconds'] / first:4.1f} x  "
                f"peak {found['peak']} MB, {found['peak'] - found['base']} over the start, {found['rows']:,} rows"
            )


if __name__ == "__main__":
    main()
