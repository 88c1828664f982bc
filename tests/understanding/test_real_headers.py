"""The headers of customer lists as teams, templates and other programs write them: what each stands for."""

import datetime as dt
from pathlib import Path

import pandas as pd

from pipeline.understanding.facts.columns import team_columns
from pipeline.understanding.sheets.fits import fit
from pipeline.understanding.sheets.heads import find_heads
from schemas.columns import CUSTOMERS

AS_OF = dt.date(2026, 11, 23)
LISTS = [
    [line.split("\t") for line in block.splitlines() if not line.startswith("#")]
    for block in Path(__file__).with_name("headers.tsv").read_text(encoding="utf-8").split("\n\n")
]
KEPT = "kept"


def taken_for(lines: list[list[str]]) -> dict[str, str]:
    """Read a list with these headers and values; header → key, role or KEPT."""
    names = [line[0] for line in lines]
    values = zip(*(line[2].split(";") for line in lines), strict=True)
    grid = pd.DataFrame([names, *values], dtype=object)
    grid.index, grid.columns = grid.index + 1, grid.columns + 1
    head = find_heads("客户", grid)[0]
    one = fit(head, CUSTOMERS, {})
    keys = {number: key for key, number in one.match.columns.items()}
    roles = {c.number: c.role for c in team_columns(head.names, head.cells, AS_OF, {})}
    declared = {"intent", "status", "potential", "agreed_date"}
    return {
        name: roles[number]
        if number in roles and (number not in keys or keys[number] in declared)
        else keys.get(number, KEPT)
        for number, name in enumerate(names, start=1)
    }


def test_real_headers_are_taken_for_what_they_are():
    pairs = [
        (line[0], line[1], taken[line[0]])
        for lines in LISTS
        for taken in [taken_for(lines)]
        for line in lines
    ]
    wrong = [pair for pair in pairs if pair[1] != pair[2]]
    right = sum(told == truth != KEPT for _, truth, told in pairs)
    precision = right / sum(told != KEPT for *_, told in pairs)
    recall = right / sum(truth != KEPT for _, truth, _ in pairs)
    assert len(pairs) >= 150
    assert precision >= 0.97, wrong
    assert recall >= 0.93, wrong
