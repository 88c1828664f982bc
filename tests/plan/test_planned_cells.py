"""Which cells of the program's columns a run plans: those that do not hold their new value yet."""

import datetime as dt
from types import MappingProxyType

import pandas as pd
import pytest

from pipeline.plan.columns import column_patches, program_columns
from schemas import results as r
from schemas.columns import CUSTOMERS
from schemas.headers import find_header
from schemas.tables import read_table

DAY = dt.date(2026, 12, 1)
WRITTEN = (r.TIER, r.TIER_REASON, r.NEXT_DUE, r.DUE_REASON, r.COMPLETENESS)
HEADERS = ["客户编号", "客户名称", *(CUSTOMERS[key].zh for key in WRITTEN)]


def planned(**cells):
    """Plan one customer whose program cells hold what is said, and whose new values are B, 样品, DAY, 该跟进, 1."""
    old = dict(zip(WRITTEN, ("B", "样品", DAY, "该跟进", 1), strict=True)) | cells
    grid = pd.DataFrame(
        [HEADERS, ["KH1", "甲", *(old[key] for key in WRITTEN)]], index=[3, 4], columns=range(1, 8)
    )
    header = find_header(MappingProxyType({3: HEADERS}), CUSTOMERS)
    table = read_table("客户", header, grid.astype(object), {})
    graded = pd.DataFrame(
        {
            r.TIER: ["B"],
            r.TIER_REASON: ["样品"],
            r.NEXT_DUE: pd.to_datetime([DAY]),
            r.DUE_REASON: ["该跟进"],
            r.COMPLETENESS: [1.0],
        },
        index=[4],
    )
    patches = column_patches(graded, program_columns(table, graded), "zh")
    return [
        (cell.row, cell.column, cell.old, cell.new) for patch in patches for cell in patch.cells()
    ]


def test_nothing_is_planned_where_all_cells_hold_their_values():
    assert planned() == []


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tier": "C"}, [(4, 3, "C", "B")]),
        ({"tier": ""}, [(4, 3, None, "B")]),
        ({"tier_reason": 7.0}, [(4, 4, 7.0, "样品")]),
        (
            {"next_due": pd.Timestamp(2026, 12, 1).to_pydatetime()},
            [],
        ),  # midnight of the day is the day
        (
            {"next_due": pd.Timestamp(2026, 12, 1, 9).to_pydatetime()},
            [(4, 5, "2026-12-01 09:00:00", DAY)],
        ),
        (
            {"next_due": "2026-12-01"},
            [(4, 5, "2026-12-01", DAY)],
        ),  # typed as text it is another cell
        ({"next_due": ""}, [(4, 5, None, DAY)]),
        ({"completeness": 1.0}, []),
        ({"completeness": "1"}, [(4, 7, "1", 1.0)]),
        ({"completeness": True}, [(4, 7, "True", 1.0)]),  # Python holds it for 1
        ({"completeness": float("nan")}, [(4, 7, None, 1.0)]),
    ],
)
def test_a_cell_is_planned_if_it_is_another_cell(cells, expected):
    assert planned(**cells) == expected
