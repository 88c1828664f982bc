"""Same workbook, policy and day: the same bytes, whatever the clock, the time zone, the folder and the hash seed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Between these two it is always another day on the wall clock.
EAST, WEST = "Pacific/Kiritimati", "Etc/GMT+12"


def run(folder, sample, zone, *runs):
    """Run over a copy of a sample, each time in a new process; give the bytes of the workbook and of the page."""
    folder.mkdir()
    book = folder / "客户.xlsx"
    shutil.copy(ROOT / "sample_data" / sample, book)
    for seed, options in enumerate(runs, len(zone)):
        command = [
            sys.executable,
            "-m",
            "pipeline",
            "run",
            str(book),
            "--as-of",
            "2026-11-23",
            *options,
        ]
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONHASHSEED": str(seed),
            "TZ": zone,
        }
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, check=False
        )
        assert done.returncode in {0, 1}, done.stderr.decode()
    page = next((folder / "followup-reports").glob("*.html"))
    return book.read_bytes(), page.read_bytes()


@pytest.mark.parametrize("sample", ["customers_zh.xlsx", "customers_en.xlsx"])
def test_two_runs_far_apart_give_the_same_workbook_and_page(tmp_path, sample):
    here = run(tmp_path / "a", sample, EAST, ())
    there = run(tmp_path / "另一处", sample, WEST, ("--dry-run",), ())
    assert (ROOT / "sample_data" / sample).read_bytes() != here[0]
    assert here[0] == there[0]
    assert here[1] == there[1]
