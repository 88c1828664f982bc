"""Undo of rows that a run added: what becomes of each, as a sales manager would judge it."""

import datetime as dt

from pipeline.plan.undo import ROW_EDITED, undo_plan
from schemas.records import Changes, ColumnRecord, NewRowsRecord

DAY = dt.date(2026, 11, 23)
COLUMNS = {"编号": 1, "名称": 2, "备注": 3, "下次跟进": 4, "天数": 5}


class Cells:
    def __init__(self, cells):
        self.cells = cells

    def value(self, row, column):
        return self.cells.get((row, column))


def imported(keys=("N1", "N2", "N3")):
    """A run that filled in one old cell (row 5) and added rows 9 to 11."""
    rows = [9, 10, 11]
    return Changes(
        "20261123-091502",
        DAY,
        (
            ColumnRecord("客户", 1, "编号", "text", rows, keys, [None] * 3, ["N1", "N2", "N3"]),
            ColumnRecord(
                "客户",
                2,
                "名称",
                "text",
                [5, *rows],
                ["C1", *keys],
                [None] * 4,
                ["旧", "甲", "乙", None],
            ),
        ),
        new_rows=(NewRowsRecord("客户", 8, 3),),
    )


def untouched():
    cells = {(5, 2): "旧"}
    for row, key, name in ((9, "N1", "甲"), (10, "N2", "乙"), (11, "N3", None)):
        cells |= {(row, 1): key, (row, 2): name}
    return cells


def take_back(recorded, cells, rows, **options):
    return undo_plan(
        recorded, lambda _: Cells(cells), rows, columns=COLUMNS, filled=[4], computed=[5], **options
    )


def emptied(plan):
    return sorted((cell.row, cell.column) for cell in plan.cells() if cell.new is None)


ROWS = {"C1": 5, "N1": 9, "N2": 10, "N3": 11}


def test_untouched_rows_are_emptied_whole_and_the_old_cell_goes_back():
    plan, kept = take_back(imported(), untouched(), ROWS)
    assert emptied(plan) == [(5, 2), (9, 1), (9, 2), (10, 1), (10, 2), (11, 1), (11, 2)]
    assert kept == []
    assert [list(patch.rows) for patch in plan.columns if patch.column == 2] == [[5, 9, 10, 11]]


def test_a_row_with_a_changed_cell_keeps_all_its_cells_and_is_named_once():
    plan, kept = take_back(imported(), untouched() | {(10, 2): "乙公司"}, ROWS)
    assert emptied(plan) == [(5, 2), (9, 1), (9, 2), (11, 1), (11, 2)]
    assert [(note.cell, note.customer, note.why) for note in kept] == [("10:10", "N2", ROW_EDITED)]


def test_a_note_in_another_column_makes_the_row_theirs_too():
    plan, kept = take_back(imported(), untouched() | {(9, 3): "老客户"}, ROWS)
    assert (9, 1) not in emptied(plan)
    assert [note.cell for note in kept] == ["9:9"]


def test_what_the_program_filled_in_since_is_emptied_along_and_formulas_do_not_count():
    plan, kept = take_back(imported(), untouched() | {(9, 4): DAY, (9, 5): 30, (11, 5): 0}, ROWS)
    assert (9, 4) in emptied(plan)
    assert (9, 5) not in emptied(plan)
    assert kept == []


def test_rows_are_found_where_they_are_now_and_a_customer_who_is_gone_is_named_once():
    cells = {(5, 2): "旧", (4, 1): "N1", (4, 2): "甲", (6, 1): "N3"}
    plan, kept = take_back(imported(), cells, {"C1": 5, "N1": 4, "N3": 6})
    assert emptied(plan) == [(4, 1), (4, 2), (5, 2), (6, 1), (6, 2)]
    assert [list(patch.rows) for patch in plan.columns] == [[4, 5, 6], [4, 6]]
    assert [note.customer for note in kept] == ["N2"]


def test_rows_without_an_id_are_looked_for_where_they_were():
    plan, kept = take_back(imported(keys=("", "", "")), untouched() | {(10, 2): "别人"}, {"C1": 5})
    assert emptied(plan) == [(5, 2), (9, 1), (9, 2), (11, 1), (11, 2)]
    assert [note.cell for note in kept] == ["10:10"]
