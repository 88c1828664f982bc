"""How much of polluted tables comes back, without being told anything: ours beside pandas, csv.Sniffer, CleverCSV, DuckDB.

python tests/benchmarks/bench_csv.py [--ours] [--show KIND]

Recovered: the header's names; rows with every cell right; cells right. Rows are aligned so that most cells agree, and a
cell counts where it stands in the right row and column. Surplus: rows given that are none. Peers get every text already
decoded (UTF-8, else what its bytes really are), and where a file holds two tables, their whole output counts for both.
Lossy files (a delimiter missing between two cells) are counted by themselves.
"""

import argparse
import csv
import io
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from messy_tables import Clean, Messy, Row, messy_files

Found = list[tuple[Row, list[Row]]]


def ours(path: Path, text: str) -> Found:
    """Read the file's bytes, told nothing."""
    from pipeline.importing.files.sources import read_sources

    del text
    return [
        (list(t.headers), [[str(c) for c in row] for row in t.rows]) for t in read_sources([path])
    ]


def by_pandas(path: Path, text: str) -> Found:
    """Let pandas guess the delimiter."""
    import pandas as pd

    del path
    frame = pd.read_csv(
        io.StringIO(text),
        sep=None,
        engine="python",
        dtype=str,
        keep_default_na=False,
        on_bad_lines="skip",
    )
    return [
        (
            [str(c) for c in frame.columns],
            [[str(c) for c in row] for row in frame.to_numpy().tolist()],
        )
    ]


def by_sniffer(path: Path, text: str) -> Found:
    """Use csv.Sniffer's dialect and its word on the header."""
    del path
    sniffer = csv.Sniffer()
    dialect = sniffer.sniff(text[:10_000])
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), dialect) if row]
    return _headed(rows, has_header=sniffer.has_header(text[:10_000]))


def by_clevercsv(path: Path, text: str) -> Found:
    """Use CleverCSV's dialect and its word on the header."""
    import clevercsv

    del path
    sniffer = clevercsv.Sniffer()
    dialect = sniffer.sniff(text)
    rows = [row for row in clevercsv.reader(io.StringIO(text, newline=""), dialect) if row]
    try:
        header = sniffer.has_header(text)
    except Exception:  # noqa: BLE001 -- a peer's trouble with one file is no reason to stop
        header = True
    return _headed(rows, has_header=header)


def by_duckdb(path: Path, text: str) -> Found:
    """Let DuckDB sniff everything; rows that do not fit are padded or left out instead of stopping it."""
    import duckdb

    plain = path.with_suffix(".utf8")
    plain.write_text(text, encoding="utf-8", newline="")
    relation = duckdb.sql(
        f"select * from read_csv('{plain}', all_varchar=true, null_padding=true, ignore_errors=true, strict_mode=false)"
    )
    return [
        (
            list(relation.columns),
            [["" if c is None else str(c) for c in row] for row in relation.fetchall()],
        )
    ]


def _headed(rows: list[Row], *, has_header: bool) -> Found:
    return [(rows[0], rows[1:])] if has_header and rows else [([], rows)]


PEERS: dict[str, Callable[[Path, str], Found]] = {
    "followup": ours,
    "pandas": by_pandas,
    "csv.Sniffer": by_sniffer,
    "CleverCSV": by_clevercsv,
    "DuckDB": by_duckdb,
}


class Tally:
    """Sums over files: names, rows and cells wanted and right, and rows given that are none."""

    def __init__(self) -> None:
        self.names = self.names_right = self.rows = self.rows_right = self.cells = (
            self.cells_right
        ) = self.surplus = 0

    def add(self, wanted: Sequence[Clean], found: Found) -> float:
        """Count one file; give the share of its cells that is right."""
        before = self.cells, self.cells_right
        for place, clean in enumerate(wanted):
            header, rows = found[min(place, len(found) - 1)] if found else ([], [])
            self.names += len(clean.header)
            self.names_right += (
                sum(_same(a, b) for a, b in zip(clean.header, header, strict=False))
                if any(clean.header)
                else len(clean.header) * (not any(header))
            )
            right = aligned(clean.rows, rows)
            self.rows += len(clean.rows)
            self.rows_right += sum(n == len(row) for n, row in zip(right, clean.rows, strict=True))
            self.cells += sum(map(len, clean.rows))
            self.cells_right += sum(right)
        total = sum(len(clean.rows) for clean in wanted)
        self.surplus += max(0, sum(len(rows) for _, rows in found) - total)
        wanted_cells = self.cells - before[0]
        return (self.cells_right - before[1]) / wanted_cells if wanted_cells else 1.0


def _same(wanted: str, given: str) -> bool:
    return wanted.strip() == given.strip()


def aligned(wanted: list[Row], given: list[Row]) -> list[int]:
    """Give for each wanted row how many of its cells are right, under the alignment in which most are."""
    equal = [[sum(map(_same, w, g)) for g in given] for w in wanted]
    best = [[0] * (len(given) + 1) for _ in range(len(wanted) + 1)]
    for i in range(len(wanted) - 1, -1, -1):
        for j in range(len(given) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + equal[i][j])
    right, i, j = [0] * len(wanted), 0, 0
    while i < len(wanted) and j < len(given):
        if best[i][j] == best[i + 1][j + 1] + equal[i][j]:
            right[i] = equal[i][j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            i += 1
    return right


def decoded(messy: Messy) -> str:
    """Decode for the peers."""
    codec = messy.kind.removeprefix("encoding ") if messy.kind.startswith("encoding") else "utf-8"
    return messy.data.decode(codec)


def main() -> None:
    """Run all and print a line a peer, then the kinds in which ours lost anything."""
    options = argparse.ArgumentParser()
    options.add_argument("--ours", action="store_true")
    options.add_argument("--show", default="")
    said = options.parse_args()
    names = ["followup"] if said.ours or said.show else list(PEERS)
    files = list(messy_files())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.csv")
        for lossy in (False, True):
            some = [messy for messy in files if messy.lossy == lossy]
            print(f"\n{len(some)} files{', information lost' if lossy else ''}")
            for name in names:
                run(name, some, path, said.show)


def run(name: str, files: Sequence[Messy], path: Path, show: str) -> None:
    """Measure one reader."""
    tally, failed, start = Tally(), 0, time.process_time()
    lost: dict[str, list[float]] = defaultdict(list)
    for messy in files:
        path.write_bytes(messy.data)
        try:
            found = PEERS[name](path, decoded(messy))
        except Exception as error:  # noqa: BLE001 -- a file that a reader cannot read counts as nothing recovered
            failed += 1
            found = []
            if name == "followup":
                print("   failed", messy.kind, messy.table, repr(error)[:200])
        share = tally.add(messy.tables, found)
        lost[messy.kind].append(share)
        if show and show in messy.kind and share < 1:
            print(f"--- {messy.kind} / {messy.table}\n{decoded(messy)[:1500]}\n>>> {found}")
    print(
        f"{name:12} header {tally.names_right / tally.names:8.3%}  rows {tally.rows_right / tally.rows:8.3%}  cells {tally.cells_right / tally.cells:8.3%}"
        f"  surplus rows {tally.surplus / tally.rows:7.3%}  failed {failed}  CPU s {time.process_time() - start:.1f}"
    )
    if name == "followup":
        for kind, shares in sorted(lost.items(), key=lambda item: sum(item[1]) / len(item[1])):
            if min(shares) < 1:
                print(f"    {kind:45} {sum(shares) / len(shares):8.3%} of {len(shares)} files")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
