"""What becomes of the corpus's real workbooks, without and with consent; CPU seconds a file, peak memory of all.

Run: python tests/benchmarks/bench_corpus.py
"""

import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "workbook"))

from test_writer_corpus import CORPUS, FILES, write_one

from schemas.consent import INSISTS, NOTHING


def main() -> None:
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        for title, consent in (("as they are", NOTHING), ("with consent", frozenset(INSISTS))):
            ends = {}
            for path in FILES:
                start = time.process_time()
                ends[path] = write_one(path, Path(folder) / "out.xlsx", consent)
                seconds[path] = max(time.process_time() - start, seconds.get(path, 0))
            counts = Counter(end.what for end in ends.values())
            readable = len(FILES) - counts["unreadable"]
            shares = ", ".join(
                f"{what} {count} ({count / readable:.2%})" for what, count in counts.items()
            )
            print(f"{title}: {len(FILES)} files, {readable} readable; {shares}")
            for path, end in ends.items():
                if end.what in {"partly", "refused"}:
                    print(f"  {end.what} {path.relative_to(CORPUS)}: {end.why[:60]}")
    slowest = max(seconds, key=seconds.__getitem__)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"slowest: {slowest.relative_to(CORPUS)} {seconds[slowest]:.1f} s CPU; peak of the whole run {peak} MB"
    )


if __name__ == "__main__":
    main()
