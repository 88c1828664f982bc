"""Which lines of a published table are its header: titles above, several lines, years as heads, units, numbering."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.understanding.sheets.heads import find_heads
from pipeline.understanding.tables.figures import find_header_lines
from pipeline.understanding.tables.layout import lay_out

HERE = Path(__file__).parent


def cell(text):
    """Give a cell as Excel would hold it: '1990 is a text, 1990 a number."""
    text = text.strip().replace("\\n", "\n")
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text.removeprefix("'")


def tables(name):
    """Read the tables of a file: name → lines, each its label and its cells; an empty line has no label."""
    found = {}
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            rows = found.setdefault(line[3:], [])
        elif found:
            label, *cells = line.split(" | ") if line else ("", "")
            rows.append((label.strip(), [cell(text) for text in cells]))
    return found


def header_lines(rows):
    """Give the lines that are header, and those that the program takes for it, counted from 0."""
    width = max(len(cells) for _, cells in rows)
    grid = pd.DataFrame([[*cells, *[""] * (width - len(cells))] for _, cells in rows], dtype=object)
    grid.index, grid.columns = grid.index + 1, grid.columns + 1
    taken = {n - 1 for head in find_heads("1", grid) for n in range(head.first, head.row + 1)}
    truth = {n for n, (label, _) in enumerate(rows) if label == "header"}
    return truth, {n for n in taken if rows[n][0]}


def rates(pairs):
    """Give precision and recall of the header lines of several tables, counted line by line."""
    right = sum(len(truth & taken) for truth, taken in pairs)
    told, true = (sum(map(len, lines)) for lines in ([t for _, t in pairs], [t for t, _ in pairs]))
    return right / told, right / true


# The finder was made with every other table of the first file in view, and read the others and the second file as they
# were: precision 1.00 in both, recall 0.90 and 0.87. What it missed then is solved now; the bar is set below that.
@pytest.mark.parametrize(
    ("name", "least"), [("header_lines.txt", 37), ("header_lines_fresh.txt", 17)]
)
@pytest.mark.parametrize("indent", [0, 1])
def test_every_line_of_a_published_header_is_found_and_no_other(name, least, indent):
    found = {
        title: header_lines([(label, [*[""] * indent, *cells]) for label, cells in rows])
        for title, rows in tables(name).items()
    }
    precision, recall = rates(found.values())
    wrong = {title: pair for title, pair in found.items() if pair[0] != pair[1]}
    assert len(found) >= least
    assert precision >= 0.98, wrong
    assert recall >= 0.95, wrong


YEARS = [["Harbour", 2019, 2020, 2021], ["Abbing", 12, 14, 15], ["Bolder", 9, 8, 11]]


@pytest.mark.parametrize(
    ("above", "below", "header"),
    [
        ([], [], range(1)),
        ([["Table 4. Boats"], ["[In hundreds]"]], [], range(2, 3)),
        ([["", "Boats"]], [], range(2)),  # the head of a group
        ([["\u3000"]], [["\u3000"]], range(1, 2)),  # blanks that somebody typed
        ([["Report:", "boats"]], [], range(1, 2)),  # a label and its value
        ([], [["", "(1,000)", "(1,000)", "(1,000)"]], range(2)),
        ([], [["A", 1, 2, 3]], range(2)),  # numbers of the columns
        ([], [["Corn", 1, 2, 3]], range(1)),  # a row
        ([], [["Corn", 2020, 2021, 2022]], range(1)),  # figures that could be years, below years
        ([], [["NORTH"]], range(1)),  # a section
        ([], [["Corn", "none", "N/A", "无"]], range(1)),  # a row without figures
    ],
)
def test_a_line_is_header_or_not_by_where_it_stands(above, below, header):
    rows = [*above, YEARS[0], *below, *YEARS[1:]]
    found = find_header_lines(rows, 0, frozenset())
    assert range(found.first, found.stop) == header
    assert found.sure


def test_columns_are_named_by_heads_not_by_units_or_numbering():
    rows = [YEARS[0], ["", "(1,000)", "(1,000)", "(1,000)"], ["A", 1, 2, 3], *YEARS[1:]]
    table = lay_out(rows, frozenset(), ragged=False)[0]
    assert table.header.names == ["Harbour", "2019", "2020", "2021"]
    assert table.body == [3, 4]
    assert [record for record, kind in table.notes if kind == "header line"] == [0, 1]


@pytest.mark.parametrize(
    "rows",
    [
        YEARS[1:],  # no header
        [["姓名", "电话", "邮箱"], ["王芳", "13800138000", "w@a.example"], *YEARS],  # people above
        [["Office", "Holder"], ["Master", "A. Corl"], ["Clerk", "B. Dace"]],  # no figures
    ],
)
def test_what_is_no_table_of_figures_with_a_header_is_left_to_the_names_of_its_columns(rows):
    assert find_header_lines(rows, 0, frozenset()) is None


def test_heads_over_few_of_the_columns_are_not_sure():
    rows = [["Harbour", "", "", "Boats"], ["Abbing", 12, 14, 15], ["Bolder", 9, 8, 11]]
    assert not find_header_lines(rows, 0, frozenset()).sure
