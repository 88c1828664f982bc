"""Whatever a list looks like: every row is accounted for, and everything that it says is still there afterwards."""

import csv
import datetime as dt
import io
import tempfile
from pathlib import Path

import openpyxl
from conftest import CUSTOMERS, HEADERS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline.errors import FollowupError
from pipeline.importing.files.sources import Overrides
from pipeline.jobs import imports as importing
from pipeline.jobs.results import Request

LIST = ["公司名称", "联系人", "手机", "城市", "爱吃的菜"]
FIELD = (
    st.sampled_from(["", "", "-", "无"]),
    st.integers(0, 30).map(lambda n: f"词{n:02d}号"),
    st.integers(0, 30).map(lambda n: f"=词{n:02d}号"),
)
NAMES = st.one_of(
    *FIELD, st.sampled_from([CUSTOMERS[0][1], CUSTOMERS[1][1], f"{CUSTOMERS[2][1]} "])
)
PEOPLE = st.one_of(*FIELD, st.sampled_from([CUSTOMERS[0][2], CUSTOMERS[1][2], "郭总"]))
PHONES = st.one_of(
    st.just(""),
    st.integers(1, 9).map(lambda n: f"1391234560{n}"),
    st.integers(1, 3).map(lambda n: f"+86 139-1234-560{n}"),
)
ROWS = st.lists(
    st.tuples(NAMES, PEOPLE, PHONES, st.one_of(*FIELD), st.one_of(*FIELD)).map(list),
    min_size=1,
    max_size=12,
)
# Without shrinking: an example takes a tenth of a second, and shrinking hundreds of them.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
CALM = settings(
    max_examples=25, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck)
)


def team_workbook(folder):
    book = openpyxl.Workbook()
    book.active.title = "客户"
    for row in (HEADERS, *CUSTOMERS):
        book.active.append(row)
    path = Path(folder) / "客户.xlsx"
    book.save(path)
    return path


def preview(folder, content):
    path = Path(folder) / "旧.csv"
    path.write_bytes(content)
    request = importing.ImportRequest(
        Request(team_workbook(folder), dt.date(2026, 11, 23)), [path], Overrides()
    )
    return importing.preview(request, lambda _table, _mapping: {}, lambda _text: None)


@CALM
@given(ROWS)
def test_nothing_that_a_list_says_is_lost(rows):
    text = io.StringIO()
    csv.writer(text).writerows([LIST, *rows])
    with tempfile.TemporaryDirectory() as folder:
        done = preview(folder, text.getvalue().encode())
    view = done.view
    full = [row for row in rows if any(cell.strip("-无") for cell in row)]
    assert sum(view.counts.values()) == len(view.results) >= len(full)
    said = [str(cell.new) for cell in done.plan.cells()]
    said += [
        part
        for result in view.results
        for part in (result.filled, result.conflicts, result.tidied, result.kept)
    ]
    said += [line.text for line in view.quarantine]
    said += [
        str(value) for row in view.waiting for value in (*row.values.values(), row.kept, row.tidied)
    ]
    everything = "\n".join(said)
    already = {str(cell) for row in CUSTOMERS for cell in row}
    for row in full:
        for cell in row:
            word = (
                cell.strip().removeprefix("+86 ").replace("-", "")
                if cell[:1] == "+"
                else cell.strip()
            )
            assert word in {"", "-", "无"} or word in already or word in everything, (cell, row)


@CALM
@given(st.binary(max_size=400) | st.text(max_size=300).map(str.encode))
def test_bytes_of_any_kind_end_in_rows_or_in_words(content):
    with tempfile.TemporaryDirectory() as folder:
        try:
            view = preview(folder, content).view
        except FollowupError:
            return  # a message for the user; anything else fails the test
    assert (
        sum(view.counts.values())
        == len(view.results)
        == sum(source.rows for source in view.sources)
    )
