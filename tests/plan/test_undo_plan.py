import datetime as dt
import hashlib

import pytest

from pipeline.errors import WorkbookBusyError, WriteFailedError
from pipeline.plan.undo import restore_backup, undo_plan
from pipeline.workbook.safety.safety import backup_path
from schemas.records import Changes, ColumnRecord, SheetRecord
from schemas.sheets import OwnedSheet, SheetColumn

DAY = dt.date(2026, 11, 23)
COLUMNS = (SheetColumn("客户", 20),)


class Cells:
    def __init__(self, cells):
        self.cells = cells

    def value(self, row, column):
        return self.cells.get((row, column))


def run(*columns, sheets=()):
    return Changes("20261123-091502", DAY, columns, (), sheets)


def tiers(rows="5 6 7", keys="C1 C2 C3", old=("B", None, "D"), new=("A", "E", "C")):
    return ColumnRecord(
        "客户", 28, "等级", "text", [int(row) for row in rows.split()], keys.split(), old, new
    )


def plan_of(recorded, cells, rows, **options):
    return undo_plan(
        recorded, lambda sheet: Cells(cells) if sheet == "客户" else None, rows, **options
    )


def changes(plan):
    return [(cell.row, cell.column, cell.old, cell.new) for cell in plan.cells()]


def test_untouched_cells_go_back_and_blanks_become_blank_again():
    cells = {(5, 28): "A", (6, 28): "E", (7, 28): "C"}
    plan, kept = plan_of(run(tiers()), cells, {"C1": 5, "C2": 6, "C3": 7})
    assert changes(plan) == [(5, 28, "A", "B"), (6, 28, "E", None), (7, 28, "C", "D")]
    assert kept == []
    assert plan.as_of == DAY
    assert plan.columns[0].header == "等级"
    assert plan.columns[0].kind == "text"
    assert set(plan.columns[0].reasons) == {"撤销运行 20261123-091502"}


def test_a_cell_that_a_person_edited_is_kept_and_named():
    cells = {(5, 28): "A", (6, 28): "C", (7, 28): None}
    plan, kept = plan_of(run(tiers()), cells, {"C1": 5, "C2": 6, "C3": 7})
    assert changes(plan) == [(5, 28, "A", "B")]
    assert [(k.sheet, k.cell, k.customer, k.ours, k.theirs) for k in kept] == [
        ("客户", "AB6", "C2", "E", "C"),
        ("客户", "AB7", "C3", "C", None),
    ]
    assert kept[0].why.zh == "运行之后有人改过"


def test_a_cell_that_already_shows_the_old_value_is_left_without_a_word():
    cells = {(5, 28): "B", (7, 28): "D"}
    plan, kept = plan_of(run(tiers()), cells, {"C1": 5, "C2": 6, "C3": 7})
    assert plan.is_empty
    assert kept == []


def test_customers_are_found_where_their_rows_are_now_and_rows_ascend_after_sorting():
    cells = {(9, 28): "A", (4, 28): "E", (6, 28): "C"}
    plan, kept = plan_of(run(tiers()), cells, {"C1": 9, "C2": 4, "C3": 6})
    assert changes(plan) == [(4, 28, "E", None), (6, 28, "C", "D"), (9, 28, "A", "B")]
    assert kept == []


def test_a_customer_who_is_gone_is_named_and_nobody_elses_row_is_guessed():
    # C1's row was deleted, C2 moved up into it and happens to show the same letter as C1 did.
    cells = {(5, 28): "A", (6, 28): "C"}
    plan, kept = plan_of(run(tiers(new=("A", "A", "C"))), cells, {"C2": 5, "C3": 6})
    assert changes(plan) == [(5, 28, "A", None), (6, 28, "C", "D")]
    assert [(k.customer, k.cell, k.ours, k.theirs) for k in kept] == [("C1", "", "A", None)]


def test_an_id_recorded_for_two_rows_names_neither():
    cells = {(5, 28): "A", (7, 28): "C"}
    plan, kept = plan_of(run(tiers(keys="C1 C1 C3")), cells, {"C1": 5, "C3": 7})
    assert changes(plan) == [(7, 28, "C", "D")]
    assert [k.ours for k in kept] == ["A", "E"]


def test_columns_are_found_by_their_header_where_people_inserted_one():
    cells = {(5, 29): "A", (6, 29): "E", (7, 29): "C"}
    plan, _ = plan_of(run(tiers()), cells, {"C1": 5, "C2": 6, "C3": 7}, columns={"等级": 29})
    assert changes(plan) == [(5, 29, "A", "B"), (6, 29, "E", None), (7, 29, "C", "D")]


def test_a_column_or_sheet_that_is_gone_is_named_once():
    other = ColumnRecord("旧表", 2, "等级", "text", [5], ["C1"], [None], ["A"])
    plan, kept = plan_of(run(tiers(), other), {}, {"C1": 5}, columns={"城市": 3})
    assert plan.is_empty
    assert [(k.sheet, k.header, k.why.en) for k in kept] == [
        ("客户", "等级", "the column is gone"),
        ("旧表", "等级", "the sheet is gone"),
    ]


def test_days_and_numbers_read_back_from_the_file_count_as_untouched():
    day = ColumnRecord("客户", 2, "下次跟进", "date", [5], ["C1"], ["下周一"], [DAY])
    number = ColumnRecord("客户", 3, "完整度", "number", [5], ["C1"], [40.0], [62.2])
    cells = {(5, 2): dt.datetime(2026, 11, 23), (5, 3): 62.2000000000001}  # noqa: DTZ001 -- as spreadsheets give it
    plan, kept = plan_of(run(day, number), cells, {"C1": 5})
    assert [cell.new for cell in plan.cells()] == ["下周一", 40.0]
    assert kept == []


def test_owned_sheets_get_their_former_content_back_or_are_emptied():
    before = OwnedSheet("due", "本周跟进", "上周", COLUMNS, [("甲",)])
    sheets = (
        SheetRecord("due", "本周跟进", COLUMNS, before, "h1"),
        SheetRecord("findings", "数据问题", COLUMNS, None, "h2"),
    )
    plan, kept = plan_of(run(sheets=sheets), {}, {}, lang="en")
    assert plan.sheets[0] == before
    assert (plan.sheets[1].key, plan.sheets[1].rows, plan.sheets[1].columns) == (
        "findings",
        (),
        COLUMNS,
    )
    assert "20261123-091502" in plan.sheets[1].note
    assert kept == []


def test_an_owned_sheet_that_people_edited_is_kept_and_named():
    sheets = (SheetRecord("due", "本周跟进", COLUMNS, None, "h1"),)
    plan, kept = plan_of(run(sheets=sheets), {}, {}, edited_sheets={"due"})
    assert plan.sheets == ()
    assert [(k.sheet, k.cell) for k in kept] == [("本周跟进", "")]


def test_undo_twice_changes_nothing():
    cells = {(5, 28): "A", (6, 28): "E", (7, 28): "别动"}
    rows = {"C1": 5, "C2": 6, "C3": 7}
    plan, _ = plan_of(run(tiers()), cells, rows)
    cells |= {(cell.row, cell.column): cell.new for cell in plan.cells()}
    again, kept = plan_of(run(tiers()), cells, rows)
    assert again.is_empty
    assert [k.theirs for k in kept] == ["别动"]


def digest(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "客户跟进.xlsx"
    path.write_bytes(b"after the run")
    backup = backup_path(path, "20261123-091502")
    backup.parent.mkdir(parents=True)
    backup.write_bytes(b"before the run")
    return path


def restore(path, *, expected=b"after the run"):
    backup = backup_path(path, "20261123-091502")
    keep = backup_path(path, "20261123-100000")
    return restore_backup(
        path, backup, digest(expected), backup_sha256=digest(b"before the run"), keep=keep
    )


def test_the_backup_comes_back_byte_for_byte_and_the_undone_state_is_kept(workbook):
    assert restore(workbook).sha256 == digest(b"before the run")
    assert workbook.read_bytes() == b"before the run"
    assert backup_path(workbook, "20261123-100000").read_bytes() == b"after the run"
    assert backup_path(workbook, "20261123-091502").read_bytes() == b"before the run"


@pytest.mark.parametrize(
    "damage", [lambda backup: backup.write_bytes(b"before the r"), lambda backup: backup.unlink()]
)
def test_a_damaged_or_missing_backup_is_never_put_in_place(workbook, damage):
    damage(backup_path(workbook, "20261123-091502"))
    with pytest.raises(WriteFailedError) as failed:
        restore(workbook)
    assert "不能整份还原" in failed.value.message("zh")
    assert workbook.read_bytes() == b"after the run"


def test_a_workbook_edited_meanwhile_is_not_overwritten_by_its_backup(workbook):
    with pytest.raises(WorkbookBusyError, match="somebody changed"):
        restore(workbook, expected=b"something else")
    assert workbook.read_bytes() == b"after the run"
