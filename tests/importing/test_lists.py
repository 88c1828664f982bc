"""Messy lists as they come: each file in cases/lists beside what is in it. Drop a pair in, and it is a test.

Expected: tables in order with their header line, headers, and cells by line; where given, the lines of notes, repairs
and unread lines, the sheet, and what was found out (`found`).
"""

import json
from pathlib import Path

import pytest

from pipeline.importing.files.sources import read_sources

CASES = Path(__file__).parent / "cases" / "lists"
NAMES = sorted(path.name.removesuffix(".expected.json") for path in CASES.glob("*.expected.json"))


def note_lines(table, kind):
    """Give the lines of a table's notes of one kind."""
    said = [item.value for item in table.sniffed if item.what == kind]
    numbers = (
        said[0].split(": ")[0].split(", ")
        if said and kind == "repeated header"
        else [value.split(":")[0] for value in said]
    )
    return [int(number) for number in numbers]


@pytest.mark.parametrize("name", NAMES)
def test_a_messy_list_gives_the_rows_that_a_person_sees_in_it(name):
    expected = json.loads((CASES / f"{name}.expected.json").read_text(encoding="utf-8"))
    tables = list(read_sources([CASES / name]))
    assert len(tables) == len(expected["tables"])
    for table, wanted in zip(tables, expected["tables"], strict=True):
        rows = {str(line): list(row) for line, row in zip(table.lines, table.rows, strict=True)}
        if wanted.get("strip"):
            rows = {line: [cell.strip() for cell in row] for line, row in rows.items()}
        assert list(table.headers) == wanted["headers"]
        assert rows == wanted["rows"]
        assert table.header_line == wanted["header_line"]
        assert [repair.line for repair in table.repairs] == wanted.get("repairs", [])
        assert [unread.line for unread in table.unread] == wanted.get("unread", [])
        for kind in ("preamble", "footer", "total", "repeated header", "rule"):
            assert note_lines(table, kind) == wanted.get("notes", {}).get(kind, []), kind
        assert table.sheet == wanted.get("sheet", table.sheet if "sheet" not in wanted else "")
        assert table.file.endswith(wanted.get("file", name))
    for what, value in expected.get("found", {}).items():
        assert value in [item.value for item in tables[0].sniffed if item.what == what], what


def test_there_are_enough_cases():
    assert len(NAMES) >= 40
