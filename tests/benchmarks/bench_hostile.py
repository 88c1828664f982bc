"""What each hostile file costs: exit code, CPU seconds, peak memory. Limits: 20 s and 1 GiB.

Run: python tests/benchmarks/bench_hostile.py
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_LINE = re.compile(r"MEASURED +([\d.]+) s +(\d+) MB (\d)")


def measured() -> list[tuple[float, int, int]]:
    """Give CPU seconds, peak MB and exit code of each file, as the test measures them."""
    command = [sys.executable, "-m", "pytest", "tests/hostile/test_hostile_files.py", "-rP", "-q"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "FOLLOWUP_MEASURE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return [(float(cpu), int(mb), int(code)) for cpu, mb, code in _LINE.findall(done.stdout)]


if __name__ == "__main__":
    files = measured()
    seconds, peaks, codes = zip(*files, strict=True)
    print(f"{len(files)} runs: {codes.count(3)} refused, {len(codes) - codes.count(3)} did no harm")
    print(
        f"CPU: median {sorted(seconds)[len(seconds) // 2]:.2f} s, most {max(seconds):.1f} s; peak: {max(peaks)} MB"
    )
