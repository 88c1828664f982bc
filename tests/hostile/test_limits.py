"""Every limit is one line of data: it stops a file that passes it, names itself, and can be lifted in the settings."""

from dataclasses import fields, replace
from pathlib import Path

import hostile_files as hostile
import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.errors import SettingsError, UnreadableWorkbookError
from pipeline.settings.limits import DEFAULT_LIMITS, MB, Limits, limits_for
from pipeline.settings.settings import load_settings
from pipeline.workbook.file.package import Package
from pipeline.workbook.reading.extent import Extent
from pipeline.workbook.reading.read import read_grid

TEXTS = hostile.shared_by_all(50_000, 30_000)
# Each limit with a value that a small file passes, the file, and what then comes of it.
PASSED = {
    "file_mb": (1, lambda: hostile.packed({**hostile.PARTS, "xl/a.bin": bytes(3 << 20)}, 0)),
    "unpacked_mb": (1, lambda: hostile.packed({**hostile.PARTS, "xl/a.bin": bytes(3 << 20)}, 0)),
    "part_mb": (1, lambda: hostile.packed({**hostile.PARTS, "xl/a.bin": bytes(3 << 20)}, 0)),
    "tree_mb": (1, lambda: hostile.filled(hostile.STYLES, 600_000)),
    "elements": (1000, lambda: hostile.filled(hostile.STYLES, 3000)),
    "depth": (50, lambda: hostile.nested(hostile.STYLES, 60)),
    "ratio": (10, lambda: hostile.packed({**hostile.PARTS, "xl/a.bin": bytes(3 << 20)})),
    "parts": (5, lambda: hostile.packed(hostile.PARTS)),
    "box_cells": (100, lambda: hostile.rows(b'<row r="99"><c r="F99"><v>1</v></c></row>')),
    "odd_cells": (100, lambda: hostile.rows(b"<row r='99'><c r='F99'><v>1</v></c></row>")),
    "strings": (2, lambda: hostile.packed(hostile.PARTS)),
    "string_kb": (8, lambda: hostile.shared_by_all(10, 30_000)),
    "text_mb": (64, lambda: TEXTS),
}


def read_all(data, limits):
    path = Path("a.xlsx")
    package = Package.from_bytes(path, data, limits)
    for sheet in package.sheets:
        yield read_grid(package, sheet.name)


@pytest.mark.parametrize("key", PASSED)
def test_a_file_that_passes_a_limit_is_told_which_and_how_to_lift_it(key, tmp_path):
    allowed, make = PASSED[key]
    path = tmp_path / "a.xlsx"
    path.write_bytes(make())
    with pytest.raises(UnreadableWorkbookError) as told:
        list(
            read_all(
                Package.open(path, replace(DEFAULT_LIMITS, **{key: allowed})).data,
                replace(DEFAULT_LIMITS, **{key: allowed}),
            )
        )
    for text in (told.value.text.zh, told.value.text.en):
        assert key in text
        assert "[limits]" in text
        assert f"{allowed:,}" in text
        assert "\n" not in text


@pytest.mark.parametrize("key", [key for key in PASSED if key not in {"ratio", "text_mb"}])
def test_the_same_file_is_read_under_the_usual_limits(key):
    grids = list(read_all(PASSED[key][1](), DEFAULT_LIMITS))
    assert any(grid.size for grid in grids)


def test_no_limit_is_without_a_file_that_proves_it():
    # Time is proven on a slow part below: no small file takes a second.
    assert {item.name for item in fields(Limits)} - {"seconds"} == set(PASSED)


def test_a_part_that_takes_too_long_is_given_up(monkeypatch):
    clock = iter(range(0, 10_000, 40))
    monkeypatch.setattr("pipeline.workbook.file.package.time.process_time", lambda: next(clock))
    big = hostile.packed(
        {**hostile.PARTS, "xl/a.xml": b"<a>" + bytes(b % 251 for b in range(5 << 20)) + b"</a>"}, 0
    )
    with pytest.raises(UnreadableWorkbookError, match="seconds"):
        Package.from_bytes(Path("a.xlsx"), big)


def test_a_large_file_may_hold_a_full_sheet_and_a_small_one_no_more_than_before():
    assert limits_for(DEFAULT_LIMITS, 16 * MB) == DEFAULT_LIMITS
    full = limits_for(
        DEFAULT_LIMITS, 100 * MB
    )  # a million rows and 25 columns, as spreadsheet programs pack them
    assert full.box_cells >= 1_048_576 * 30
    assert full.part_mb >= 1000
    assert full.tree_mb >= 168  # this week's work of a million customers, as a run wrote it
    assert full.parts == DEFAULT_LIMITS.parts
    assert limits_for(DEFAULT_LIMITS, 10_000 * MB).part_mb == 8 * DEFAULT_LIMITS.part_mb


def test_the_settings_lift_a_limit_for_the_run(tmp_path):
    path = tmp_path / "客户.xlsx"
    path.write_bytes(hostile.rows(b'<row r="999"><c r="Z999" t="str"><v>x</v></c></row>'))
    check = ["check", str(path), "--as-of", "2026-11-23"]
    settings = tmp_path / "followup.toml"
    settings.write_text("[limits]\nbox_cells = 10000\n", encoding="utf-8")
    refused = CliRunner().invoke(main, check)
    assert (refused.exit_code, "box_cells" in refused.stderr) == (3, True)
    settings.write_text("[limits]\nbox_cells = 30000\n", encoding="utf-8")
    assert CliRunner().invoke(main, check).exit_code in {0, 1}


@pytest.mark.parametrize(
    "line", ["box_cells = 0", 'box_cells = "many"', "box_cells = true", "boxes = 5"]
)
def test_a_wrong_limit_is_a_wrong_setting(tmp_path, line):
    (tmp_path / "followup.toml").write_text(f"[limits]\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as told:
        load_settings(tmp_path / "a.xlsx")
    assert line.split(" =")[0] in told.value.text.zh


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        (b'<row r="2"><c r="B2"><v>1</v></c><c r="C2"/></row>', 1),
        (b'<row r="2"><c r="B2"><v>1</v></c><c r="D2" t="s"><v>1</v></c></row>', 3),
        (
            b'<row r="2"><c r="B2"><v>1</v></c></row><row r="5"><c r="AA5"><f>1</f></c></row>',
            4 * 26,
        ),
        (b'<row r="9"><c r="B10"><v>1</v></c><c r="B19"><v>1</v></c></row>', 10),
        (b"<row r='2'><c><v>1</v></c><c><v>1</v></c></row>", 2),
        (b"<x:row r='2'><x:c r='C2'><x:v>1</x:v></x:c><x:c r='C7'><x:v>1</x:v></x:c></x:row>", 6),
        (b'<row r="2"><c s="1" r="A2"><v>1</v></c></row><row><c><v>1</v></c></row>', 2),
        (b'<row r="2"><c r="A2" s="1"></c></row>', 0),
        (b"", 0),
    ],
)
def test_the_box_is_that_of_the_cells_own_references(rows, cells):
    extent = Extent()
    extent.take(rows)
    assert extent.cells == cells


@pytest.mark.parametrize(
    "reference", [b"A0", b"A1048577", b"XFE1", b"AAAA1", b"1", b"A", b"", b"A1B", b"A99999999999"]
)
def test_a_reference_outside_the_grid_is_refused(reference):
    with pytest.raises(UnreadableWorkbookError):
        Extent().take(b'<row r="1"><c r="' + reference + b'"><v>1</v></c></row>')
