"""What a run shows while it goes on: a line on a terminal that is written over, finished stages only anywhere else."""

import io

import pytest

from pipeline.cli import options
from pipeline.progress import doing
from schemas.texts import Text


class Terminal(io.StringIO):
    """A terminal that keeps all that was written to it."""

    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """Give the seconds that have passed, to be set by the test."""
    now = [0.0]
    monkeypatch.setattr(options.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(options, "_SHOW_AFTER_SECONDS", 2.0)
    return now


def words(text):
    return Text(text, text)


def test_a_terminal_shows_the_rows_so_far_and_clears_them_for_the_finished_stage(
    monkeypatch, clock
):
    monkeypatch.setattr("sys.stderr", Terminal())
    progress = options.ProgressLines()
    clock[0] = 3.0
    doing(progress, words("reading: up to row 500"))
    clock[0] = 3.05  # too soon to be drawn again
    doing(progress, words("reading: up to row 600"))
    clock[0] = 3.2
    doing(progress, words("reading: up to row 900"))
    progress(words("read 1,000 rows"))
    shown = options.sys.stderr.getvalue()
    assert shown == (
        "    3.0 s  reading: up to row 500 …\r\x1b[K    3.2 s  reading: up to row 900 …\r\x1b[K    3.2 s  read 1,000 rows\n"
    )


def test_elsewhere_only_finished_stages_are_shown(monkeypatch, clock):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    progress = options.ProgressLines()
    clock[0] = 3.0
    doing(progress, words("reading: up to row 500"))
    progress(words("read 1,000 rows"))
    assert options.sys.stderr.getvalue() == "    3.0 s  read 1,000 rows\n"


@pytest.mark.usefixtures("clock")
def test_a_live_line_never_wraps(monkeypatch):
    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setenv("COLUMNS", "20")
    doing(options.ProgressLines(), words("读取客户表第一页"))
    # 2 blanks, "  0.0", " s", 2 blanks: 11 columns; four Chinese characters are 8 more, a fifth would be the 21st.
    assert options.sys.stderr.getvalue() == "    0.0 s  读取客户"


def test_one_who_only_takes_finished_stages_is_not_told_more():
    told = []
    doing(told.append, words("reading"))
    assert told == []
