import datetime as dt
import sqlite3
import subprocess
import sys
import time

import pytest

from pipeline.errors import UnreadableWorkbookError, WorkbookBusyError, WriteFailedError
from pipeline.ledger.ledger import open_ledger
from schemas.records import (
    Changes,
    ColumnRecord,
    NewColumnRecord,
    RunDraft,
    SheetRecord,
    content_hash,
    plain_value,
    same_value,
)
from schemas.sheets import OwnedSheet, SheetColumn

BOOK = "客户跟进.xlsx"
DAY = dt.date(2026, 11, 23)
MONDAY = dt.datetime(2026, 11, 23, 9, 15, 2)  # noqa: DTZ001 -- the team's wall clock, as in the ledger


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path):
    with open_ledger(path) as opened:
        yield opened


def draft(run_id, before="a", after="b", *, undoes=None, workbook=BOOK):
    return RunDraft(
        id=run_id,
        workbook=workbook,
        started=MONDAY,
        as_of=DAY,
        command="run" if undoes is None else "undo",
        policy_digest="p",
        sha_before=before,
        sha_after=after,
        backup=f"backups/客户跟进.{run_id}.xlsx",
        counts={"cells": 3, "overdue": 1},
        undoes=undoes,
    )


def sheet_changes(run_id, digest, key="due", before=None):
    columns = (SheetColumn("客户", 20, "text"), SheetColumn("日期", 12, "date"))
    return Changes(run_id, DAY, sheets=(SheetRecord(key, "本周跟进", columns, before, digest),))


def statuses(ledger):
    return {run.id: run.status for run in ledger.history(BOOK)}


def done(ledger, run_id, before, after, **options):
    ledger.begin_run(draft(run_id, before, after, **options), Changes(run_id, DAY))
    assert ledger.finish_run(run_id)


def test_what_a_run_changed_comes_back_as_it_was(ledger):
    values = [
        "外贸A",
        "",
        None,
        3,
        2.5,
        True,
        DAY,
        MONDAY,
        "=1+1",
        '{"day": "2026-11-23"}',
        "\u0000\ud800表",
    ]
    column = ColumnRecord(
        "客户",
        29,
        "下次跟进",
        "date",
        range(5, 16),
        [f"C{n}" for n in range(11)],
        values[::-1],
        values,
    )
    before = OwnedSheet(
        "due",
        "本周跟进",
        "由 followup 写入",
        (SheetColumn("客户", 20, "text"), SheetColumn("日期", 12.5, "date")),
        [("甲", DAY), ("乙", None)],
        {(0, 0): "'客户'!A14"},
        {1: "alarm"},
    )
    changes = Changes(
        "r1",
        DAY,
        (column,),
        (NewColumnRecord("客户", 3, 303, 29, "下次跟进"),),
        sheet_changes("r1", "h", before=before).sheets
        + sheet_changes("r1", "i", key="findings").sheets,
    )
    ledger.begin_run(draft("r1"), changes)
    back = ledger.changes_of("r1")
    assert list(back.columns[0].new) == values
    assert [type(value) for value in back.columns[0].new] == [type(value) for value in values]
    assert list(back.columns[0].old) == values[::-1]
    assert list(back.columns[0].rows) == list(range(5, 16))
    assert list(back.columns[0].row_keys) == list(column.row_keys)
    assert back.new_columns == changes.new_columns
    assert back.sheets == changes.sheets
    assert back.as_of == DAY


def test_a_run_is_on_disk_when_it_is_announced(path, ledger):
    ledger.begin_run(draft("20261123-091502"), Changes("20261123-091502", DAY))
    with open_ledger(path) as other:
        run = other.history(BOOK)[0]
    assert (run.status, run.started, run.as_of, run.counts) == (
        "planned",
        MONDAY,
        DAY,
        {"cells": 3, "overdue": 1},
    )
    assert ledger.finish_run(run.id)
    assert statuses(ledger) == {run.id: "done"}


@pytest.mark.parametrize(("found", "status"), [("b", "done"), ("a", "failed"), ("c", "unknown")])
def test_an_interrupted_run_is_settled_by_what_the_workbook_is_now(ledger, found, status):
    ledger.begin_run(draft("r1", "a", "b"), Changes("r1", DAY))
    assert [(run.id, run.status) for run in ledger.recover(BOOK, found)] == [("r1", status)]
    assert statuses(ledger) == {"r1": status}
    assert ledger.recover(BOOK, found) == []


def test_runs_of_another_workbook_in_the_folder_are_left_alone(ledger):
    ledger.begin_run(draft("r1", workbook="供应商.xlsx"), Changes("r1", DAY))
    assert ledger.recover(BOOK, "b") == []
    assert ledger.history(BOOK) == []
    assert ledger.history("供应商.xlsx")[0].status == "planned"


def test_undo_goes_back_run_by_run(ledger):
    done(ledger, "r1", "a", "b")
    done(ledger, "r2", "b", "c")
    done(ledger, "r3", "c", "c")  # changed nothing, so there is nothing to take back
    assert ledger.last_undoable(BOOK).id == "r2"
    done(ledger, "u1", "c", "b", undoes="r2")
    assert statuses(ledger) == {"r1": "done", "r2": "undone", "r3": "done", "u1": "done"}
    assert ledger.last_undoable(BOOK).id == "r1"
    done(ledger, "u2", "b", "a", undoes="r1")
    assert ledger.last_undoable(BOOK) is None


def test_an_interrupted_undo_marks_the_run_only_if_it_took_place(ledger):
    done(ledger, "r1", "a", "b")
    ledger.begin_run(draft("u1", "b", "a", undoes="r1"), Changes("u1", DAY))
    ledger.recover(BOOK, "b")
    assert statuses(ledger) == {"r1": "done", "u1": "failed"}
    ledger.begin_run(draft("u2", "b", "a", undoes="r1"), Changes("u2", DAY))
    ledger.recover(BOOK, "a")
    assert statuses(ledger) == {"r1": "undone", "u1": "failed", "u2": "done"}


def test_the_history_begins_with_the_latest_even_if_the_clock_went_back(ledger):
    done(ledger, "20261101-020000", "a", "b")
    done(ledger, "20261101-013000", "b", "c")
    assert [run.id for run in ledger.history(BOOK)] == ["20261101-013000", "20261101-020000"]


def test_run_ids_sort_by_time_and_never_repeat(ledger):
    ids = []
    for _ in range(3):
        ids.append(ledger.new_run_id(MONDAY))
        done(ledger, ids[-1], "a", "b")
    ids.append(ledger.new_run_id(MONDAY + dt.timedelta(seconds=1)))
    assert ids == ["20261123-091502", "20261123-091502-02", "20261123-091502-03", "20261123-091503"]
    assert ids == sorted(ids)


def test_old_cell_values_are_dropped_but_never_those_of_the_run_to_undo_next(ledger):
    column = ColumnRecord("客户", 2, "等级", "text", [5], ["C1"], [None], ["A"])
    for number in range(1, 5):
        run = f"r{number}"
        sheets = sheet_changes(run, f"h{number}").sheets
        ledger.begin_run(
            draft(run, f"s{number}", f"s{number + 1}"), Changes(run, DAY, (column,), (), sheets)
        )
        ledger.finish_run(run)
    done(ledger, "u4", "s5", "s4", undoes="r4")
    done(ledger, "u3", "s4", "s3", undoes="r3")
    ledger.drop_old_changes(BOOK, keep=1)
    kept = {run: ledger.changes_of(run) is not None for run in ("r1", "r2", "r3", "r4", "u3")}
    assert kept == {"r1": False, "r2": True, "r3": False, "r4": False, "u3": True}
    assert len(ledger.history(BOOK)) == 6


def test_backups_that_are_needed_are_named(ledger):
    done(ledger, "r1", "a", "b")
    done(ledger, "r2", "b", "c")
    ledger.begin_run(draft("r3", "c", "d"), Changes("r3", DAY))
    assert ledger.needed_backups(BOOK) == ["backups/客户跟进.r3.xlsx", "backups/客户跟进.r2.xlsx"]


@pytest.mark.parametrize(
    "content",
    [b"this is no database at all, but long enough to be read" * 40, b"SQLite format 3\0" * 90],
)
def test_a_damaged_ledger_is_named_with_the_way_out_and_left_as_it_is(path, content):
    path.write_bytes(content)
    with pytest.raises(UnreadableWorkbookError) as damaged, open_ledger(path):
        pass
    assert str(path) in damaged.value.message("zh")
    assert "移到别处" in damaged.value.message("zh")
    assert "move this file away" in damaged.value.message("en")
    assert path.read_bytes() == content


def test_damage_inside_the_cells_is_found_when_they_are_needed(path, ledger):
    column = ColumnRecord("客户", 2, "等级", "text", [5], ["C1"], [None], ["A"])
    ledger.begin_run(draft("r1"), Changes("r1", DAY, (column,)))
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE column_patches SET cells = x'00ff'")
    with pytest.raises(UnreadableWorkbookError, match="damaged"):
        ledger.changes_of("r1")


def test_a_ledger_of_a_newer_version_is_refused_untouched(path):
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version = 7")
    content = path.read_bytes()
    with (
        pytest.raises(UnreadableWorkbookError, match="format 7, this one knows up to 6"),
        open_ledger(path),
    ):
        pass
    assert path.read_bytes() == content


def test_a_ledger_held_by_another_program_is_busy(path, ledger, monkeypatch):
    monkeypatch.setattr("pipeline.ledger.ledger._BUSY_SECONDS", 0.05)
    with sqlite3.connect(path, isolation_level=None) as raw, open_ledger(path) as second:
        raw.execute("BEGIN EXCLUSIVE")
        with pytest.raises(WorkbookBusyError, match="another program is using the ledger"):
            second.begin_run(draft("r1"), Changes("r1", DAY))
        assert (
            second.finish_run("r1") is False
        )  # after the swap this is no failure; recover makes up for it
        raw.execute("ROLLBACK")
    assert ledger.history(BOOK) == []


def test_looking_into_a_missing_ledger_leaves_no_trace(path):
    with open_ledger(path, create=False) as empty:
        assert empty.history(BOOK) == []
    assert not path.exists()


def test_a_ledger_that_cannot_be_made_is_a_failed_write(tmp_path):
    with (
        pytest.raises(WriteFailedError, match="not changed"),
        open_ledger(tmp_path / "missing" / "ledger.sqlite"),
    ):
        pass


def test_nothing_is_noted_of_a_run_whose_announcement_failed(ledger):
    bad = ColumnRecord("客户", 2, "等级", "text", [5], ["C1"], [None], [object()])
    with pytest.raises(TypeError):
        ledger.begin_run(draft("r1"), Changes("r1", DAY, (bad,)))
    ledger.begin_run(draft("r2"), Changes("r2", DAY))
    with pytest.raises(sqlite3.IntegrityError):
        ledger.begin_run(draft("r2"), sheet_changes("r2", "h"))
    assert statuses(ledger) == {"r2": "planned"}
    assert ledger.changes_of("r2").sheets == ()


def test_the_ledger_is_one_file_and_waits_for_the_disk(path, ledger):
    done(ledger, "r1", "a", "b")
    assert list(path.parent.iterdir()) == [path]
    assert ledger._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert ledger._connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_no_customer_value_stands_in_the_runs_table(path, ledger):
    column = ColumnRecord("客户", 2, "等级", "text", [5], ["C-1001"], [None], ["A"])
    ledger.begin_run(draft("r1"), Changes("r1", DAY, (column,)))
    with sqlite3.connect(path) as raw:
        assert "C-1001" not in str(raw.execute("SELECT * FROM runs").fetchall())


def test_half_a_million_cells_are_announced_and_read_back_in_seconds(ledger):
    days = [dt.date.fromordinal(739_000 + n % 400) for n in range(100_000)]
    keys = [f"C{n:06d}" for n in range(100_000)]
    columns = tuple(
        ColumnRecord(
            "客户", column, f"列{column}", "date", range(5, 100_005), keys, days, days[::-1]
        )
        for column in range(20, 25)
    )
    started = time.process_time()
    ledger.begin_run(draft("r1"), Changes("r1", DAY, columns))
    announced = time.process_time() - started
    back = ledger.changes_of("r1")
    read = time.process_time() - started - announced
    assert list(back.columns[4].new) == days[::-1]
    assert announced < 5
    assert read < 5


def test_the_ledger_needs_neither_pandas_nor_the_workbook_code():
    code = "import sys, pipeline.ledger.ledger; print([m for m in sys.modules if m == 'pandas' or m.startswith('pipeline.w')])"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout == "[]\n"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (3, 3.0, True),
        (0.1 + 0.2, 0.3, True),
        ("3", 3, False),
        ("", None, True),
        (0, None, False),
        (dt.datetime(2026, 11, 23), DAY, True),  # noqa: DTZ001 -- spreadsheets know no time zones
        (MONDAY, DAY, False),
        ("a\r\nb", "a\nb", True),
        ("A ", "A", False),
        (DAY, "2026-11-23", False),
        (float("nan"), None, True),
    ],
)
def test_values_compare_as_a_spreadsheet_shows_them(one, other, same):
    assert same_value(one, other) is same
    assert same_value(other, one) is same
    assert plain_value(plain_value(one)) == plain_value(one)


def test_the_content_hash_sees_edits_but_not_the_way_through_a_file():
    written = [("甲", DAY, 3, None), ("乙", None, 2.5, "")]
    read_back = [("甲", dt.datetime(2026, 11, 23), 3.0), ("乙", None, 2.5, None), (None, "")]  # noqa: DTZ001
    assert content_hash(written) == content_hash(read_back)
    assert content_hash(written) != content_hash([("甲", DAY, 3), ("乙", None, 2.6)])
    assert content_hash(written) != content_hash(written[::-1])
    assert content_hash([("2026-11-23",)]) != content_hash([(DAY,)])
