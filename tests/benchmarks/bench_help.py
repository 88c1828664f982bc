"""What `followup --help` costs over bare Python: whole processes in turn, medians.

python tests/benchmarks/bench_help.py
"""

import statistics
import subprocess
import sys
import time


def seconds(*arguments: str) -> float:
    """Time one process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Run both in turn and print medians and their difference."""
    pairs = [(seconds("-m", "pipeline", "--help"), seconds("-c", "pass")) for _ in range(15)]
    ours, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(
        f"followup --help {ours * 1000:.0f} ms, python -c pass {bare * 1000:.0f} ms, difference {(ours - bare) * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
