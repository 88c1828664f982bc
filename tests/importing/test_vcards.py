"""vCard files: every card becomes a row, whatever is wrong with the one before it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.importing.files.vcards import read_vcards

CASES = sorted((Path(__file__).parent / "cases" / "vcards").glob("*.vcf"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_file_of_cards(path):
    table = read_vcards(path.name, path.read_bytes())
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    assert {table.headers[place]: key for place, key in table.fields.items()} == expected["fields"]
    cards = [
        {
            "line": line,
            **{header: cell for header, cell in zip(table.headers, row, strict=True) if cell},
        }
        for line, row in zip(table.lines, table.rows, strict=True)
    ]
    assert cards == expected["cards"]
    assert [repair.line for repair in table.repairs] == expected["repaired_lines"]
    assert [[entry.line, entry.text] for entry in table.unread] == expected["unread"]


def test_a_file_in_utf_16_reads_as_in_utf_8():
    text = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:王芳\r\nTEL:13800138000\r\nEND:VCARD\r\n"
    assert (
        read_vcards("a.vcf", text.encode("utf-16")).rows
        == read_vcards("a.vcf", text.encode()).rows
        == [["王芳", "13800138000"]]
    )


def test_a_character_cut_by_a_fold_is_whole_again():
    name = "王芳".encode()
    folded = (
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:" + name[:2] + b"\r\n " + name[2:] + b"\r\nEND:VCARD\r\n"
    )
    assert read_vcards("a.vcf", folded).rows == [["王芳"]]


LINES = st.sampled_from(
    [
        "BEGIN:VCARD",
        "END:VCARD",
        "VERSION:2.1",
        "FN:王芳",
        "N:王;芳",
        "TEL;CELL:13800138000",
        "AGENT:",
        " folded",
        "broken line",
        "",
        "NOTE;ENCODING=QUOTED-PRINTABLE:=E5=",
        "PHOTO;ENCODING=BASE64:/9j/4",
        "AAAA",
        "NOTE;ENCODING=B:%%",
        "ADR:;;;;",
        "N:;;;;",
        "=",
        ":",
        ";",
    ]
)


@given(st.lists(LINES, max_size=25))
def test_every_card_that_begins_is_a_row_or_is_named(lines):
    table = read_vcards("a.vcf", "\r\n".join(lines).encode())
    begun = sum(line == "BEGIN:VCARD" for line in lines)
    empty = sum(entry.why.en == "the card is empty" for entry in table.unread)
    assert len(table.rows) + empty == begun
    assert all(len(row) == len(table.headers) for row in table.rows)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_table(data):
    table = read_vcards("a.vcf", b"BEGIN:VCARD\r\nFN:" + data)
    assert len(table.rows) == len(table.lines)
