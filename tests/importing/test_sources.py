"""What the sources promise beside the cases: overrides, spreadsheets, folders, limits, an end for every input."""

import datetime as dt
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import get_args

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.errors import FollowupError, UnreadableWorkbookError, UsageError
from pipeline.importing.desk.sniffed import NAMES
from pipeline.importing.files.kinds import FileKind
from pipeline.importing.files.sheets import FORMATS
from pipeline.importing.files.sources import READERS, Overrides, _Reader, read_sources
from pipeline.importing.text.delimited import NOTES
from pipeline.settings.limits import DEFAULT_LIMITS

CASES = Path(__file__).parent / "cases"
FUZZ = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def one(path, **told):
    """Read the only table of a file."""
    (table,) = read_sources([path], Overrides(**told))
    return table


# --- what the user says goes before what is found out


def test_a_named_encoding_is_used_even_where_another_looks_likelier(tmp_path):
    path = write(tmp_path, "a.csv", "姓名,城市\n王芳,上海\n".encode("gbk"))
    table = one(path, encoding="cp949")
    assert table.rows[0] != ["王芳", "上海"]
    assert table.sniffed[0].why.en == "as you said"
    assert one(path, encoding="gbk").rows == [["王芳", "上海"]]


def test_an_encoding_that_does_not_exist_is_wrong_usage(tmp_path):
    with pytest.raises(UsageError, match="klingon: there is no such encoding"):
        one(write(tmp_path, "a.csv", "a,b\n"), encoding="klingon")


def test_a_named_delimiter_is_used(tmp_path):
    table = one(write(tmp_path, "a.csv", "a,b;c\n1,2;3\n"), delimiter=";")
    assert table.headers == ["a,b", "c"]
    assert table.rows == [["1,2", "3"]]


def test_a_named_header_row_turns_what_is_above_into_preamble(tmp_path):
    table = one(write(tmp_path, "a.csv", "x,y\n姓名,电话\n王芳,138\n"), header_row=2)
    assert (table.header_line, table.headers, table.lines) == (2, ["姓名", "电话"], [3])
    assert [item.value for item in table.sniffed if item.what == "preamble"] == ["1: x,y"]


def test_header_row_0_makes_every_line_a_row(tmp_path):
    table = one(write(tmp_path, "a.csv", "姓名,电话\n王芳,13800138000\n"), header_row=0)
    assert table.header_line == 0
    assert table.rows == [["姓名", "电话"], ["王芳", "13800138000"]]


# --- spreadsheets


@pytest.fixture
def workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    for row in (
        ["2020年客户汇总表"],
        [],
        ["序号", "公司", "联系方式", None, "日期"],
        [None, None, "电话", "邮箱", None],
        [1, "上海建材", 13800138000, "a@b.cn", dt.date(2020, 1, 3)],
        [2, None, "13900139000", "c@b.cn", None],
        [3, "北京五金", "010-62881234", None, None],
        ["合计", 3],
    ):
        sheet.append(row)
    for merged in ("A1:E1", "C3:D3", "A3:A4", "B3:B4", "E3:E4", "B5:B6"):
        sheet.merge_cells(merged)
    other = book.create_sheet("英文")
    for row in (["Name", "Phone"], ["Ann", "=1/0"], ["Bob", 5]):
        other.append(row)
    book.create_sheet("空")
    path = tmp_path / "客户.xlsx"
    book.save(path)
    return path


def test_titles_merged_headers_and_merged_companies_of_a_sheet_are_understood(workbook):
    table = one(workbook, sheet="客户")
    assert (table.headers, table.header_line) == (["序号", "公司", "电话", "邮箱", "日期"], 4)
    assert table.lines == [5, 6, 7]
    assert list(table.rows[0]) == [1, "上海建材", 13800138000, "a@b.cn", dt.date(2020, 1, 3)]
    assert table.rows[1][1] == "上海建材"
    assert [repair.line for repair in table.repairs] == [6]
    said = {item.what: item.value for item in table.sniffed}
    assert said["preamble"] == "1: 2020年客户汇总表"
    assert said["total"] == "8: 合计 | 3"


def test_every_sheet_with_content_is_a_table_and_a_formula_without_a_value_is_not_blank(workbook):
    tables = list(read_sources([workbook]))
    assert [table.sheet for table in tables] == ["客户", "英文"]
    assert tables[1].rows[0] == ["Ann", "=…"]


def test_a_sheet_that_is_not_there_is_wrong_usage_and_the_names_are_told(workbook):
    with pytest.raises(UsageError, match="客户, 英文, 空"):
        one(workbook, sheet="报价")


@pytest.mark.parametrize("name", ["sheets_old.xls", "sheets.ods"])
def test_xls_and_ods_give_the_same_cells_as_xlsx(name):
    table = next(read_sources([CASES / name]))
    assert (table.headers, table.header_line, table.lines) == (
        ["序号", "公司", "电话", "邮箱", "备注"],
        4,
        [5, 6, 7],
    )
    assert list(table.rows[0]) == [1, "上海建材", 13800138000, "a@b.cn", dt.date(2020, 1, 3)]


def test_a_damaged_xls_ends_in_words(tmp_path):
    data = bytearray((CASES / "sheets_old.xls").read_bytes())
    data[600:] = b"\xff" * (len(data) - 600)
    with pytest.raises(UnreadableWorkbookError, match="save it as"):
        one(write(tmp_path, "a.xls", bytes(data)))


def test_a_spreadsheet_in_a_child_is_held_to_its_limits():
    tight = replace(DEFAULT_LIMITS, box_cells=10)
    with pytest.raises(UnreadableWorkbookError, match="raise box_cells"):
        list(read_sources([CASES / "sheets_old.xls"], limits=tight))


def test_a_web_table_with_a_made_up_span_is_bounded(tmp_path):
    path = write(
        tmp_path,
        "a.xls",
        "<table><tr><td colspan=999999999 rowspan=999999999>姓名</td><td>电话</td></tr></table>",
    )
    assert len(one(path, header_row=1).headers) <= 2


def test_an_entity_in_xml_2003_is_refused(tmp_path):
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    with pytest.raises(FollowupError):
        one(write(tmp_path, "a.xls", bomb))


# --- files, folders, zip files


def test_one_bad_file_in_a_folder_is_reported_and_the_others_are_read(tmp_path):
    write(tmp_path, "a.csv", "姓名,电话\n王芳,13800138000\n")
    write(tmp_path, "b.xlsx", b"PK\x03\x04 cut off")
    write(tmp_path, "~$a.xlsx", b"lock")
    write(tmp_path, "c.csv", "姓名,电话\n李雷,13900139000\n")
    tables = list(read_sources([tmp_path]))
    assert [Path(table.file).name for table in tables] == ["a.csv", "b.xlsx", "c.csv"]
    assert [len(table.rows) for table in tables] == [1, 0, 1]
    (unread,) = tables[1].unread
    assert unread.line == 0
    assert "b.xlsx" in unread.why.zh


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "empty"),
        ("scan.pdf", b"%PDF-1.7 ...", "PDF"),
        ("list.rar", b"Rar!\x1a\x07", "RAR"),
        ("noise.bin", bytes(range(256)) * 40, "neither text"),
        ("page.html", b"<html><body>no table</body></html>", "without a table"),
        ("cut.zip", b"PK\x03\x04" + b"\0" * 40, "cut off"),
    ],
)
def test_what_is_no_list_ends_in_one_message_with_the_file_and_the_way_out(
    tmp_path, name, content, words
):
    with pytest.raises(FollowupError) as caught:
        list(read_sources([write(tmp_path, name, content)]))
    assert name in caught.value.text.en
    assert words in caught.value.text.en
    assert name in caught.value.text.zh


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FollowupError, match="no such file"):
        list(read_sources([tmp_path / "gone.csv"]))


def test_names_within_a_zip_from_windows_are_read_as_gbk(tmp_path):
    path = tmp_path / "old.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("XXXX.csv", "姓名,电话\n王芳,13800138000\n")
    path.write_bytes(path.read_bytes().replace(b"XXXX.csv", "客户".encode("gbk") + b".csv"))
    assert one(path).file == f"{path}/客户.csv"


def test_a_zip_that_unpacks_to_more_than_the_limits_is_refused_without_unpacking(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * (3 << 20))
    with pytest.raises(FollowupError, match="raise unpacked_mb"):
        list(read_sources([path], limits=replace(DEFAULT_LIMITS, unpacked_mb=2)))


# --- nothing is lost, and every input has an end

CELL = st.text(st.sampled_from("ab王1.,;\"'\t -"), max_size=8)
TEXT = st.lists(st.lists(CELL, max_size=5).map(",".join), max_size=12).map("\n".join)


def named_lines(table):
    """Give every line that a table accounts for by its number."""
    lines = set(table.lines) | {unread.line for unread in table.unread}
    for item in table.sniffed:
        if item.what == "header" and item.value != "0":
            first, _, last = item.value.partition("-")
            lines |= set(range(int(first), int(last or first) + 1))
        elif item.what in {"preamble", "footer", "total", "rule"}:
            lines.add(int(item.value.split(":")[0]))
        elif item.what == "repeated header":
            lines |= {int(number) for number in item.value.split(": ")[0].split(", ")}
    return lines


@FUZZ
@given(TEXT)
@example('a,b\n1,"2\n3,4\n5,6"\n')
@example("姓名,电话\n王\n\n合计,1\n")
@example(",\n,;,11\n,1")
@example("1,,''1\n'\n1',,")
@example(',,"\n,,\n,";\n;",,1')
@example('\n1",,1\t,,.\n;\t\t,\t\n1\n1\t,\t,\t\n1",,1\t,,')
def test_every_character_of_a_text_is_somewhere_in_what_is_read(tmp_path, text):
    """Delimiters, quotes and blanks part cells; every letter and digit must come out in a row, header, note or unread line."""
    path = write(tmp_path, "a.csv", text)
    try:
        tables = list(read_sources([path]))
    except FollowupError:
        assert not text
        return
    said = [item for t in tables for item in t.sniffed]
    # Headers that are repeated alike are told together: their lines, and their text once.
    again = [
        words
        for item in said
        if item.what == "repeated header"
        for lines, _, words in [item.value.partition(": ")]
        for _ in range(lines.count(","))
    ]
    cells = [str(cell) for t in tables for row in (t.headers, *t.rows) for cell in row]
    unread = [item.text for t in tables for item in t.unread]
    came = "".join([*cells, *again, *unread, *(item.value for item in said)])
    for c in "ab王1":
        assert came.count(c) >= text.count(c)
    # A line of nothing but delimiters is blank, and any sign may be one.
    filled = {
        number for number, line in enumerate(text.split("\n"), 1) if any(map(str.isalnum, line))
    }
    if '"' not in text and "'" not in text and all(table.kind == "delimited" for table in tables):
        assert filled <= set().union(*(named_lines(table) for table in tables))


STARTS = (
    b"",
    b"PK\3\4",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"<html><table>",
    b"\xff\xfe",
    b"BEGIN:VCARD\n",
    b"a,b\n1,2\n",
)


@FUZZ
@given(st.sampled_from(STARTS), st.binary(max_size=400))
def test_random_bytes_end_in_tables_or_in_one_message(tmp_path, start, noise):
    path = write(tmp_path, "a.csv", start + noise)
    try:
        tables = list(read_sources([path]))
    except FollowupError:
        return
    assert all(len(row) == len(table.headers) for table in tables for row in table.rows)
    assert all(len(table.lines) == len(table.rows) for table in tables)


# --- rows in which every cell is blank, and the words for what was found out


def test_rows_of_blank_cells_are_no_rows_and_are_counted_once(tmp_path):
    table = one(
        write(
            tmp_path,
            "a.csv",
            "姓名,电话,城市\n王芳,13800138000,上海\n,,\n , \u3000,\n李强,13900139000,北京\n,,\n",
        )
    )
    assert [row[0] for row in table.rows] == ["王芳", "李强"]
    assert list(table.lines) == [2, 5]
    assert [item.value for item in table.sniffed if item.what == "blank rows"] == ["3"]


def test_formatted_blank_rows_of_a_sheet_are_no_rows(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["姓名", "电话"], ["王芳", "13800138000"], [" ", ""], ["李强", "13900139000"]):
        sheet.append(row)
    for row in range(5, 40):
        sheet.cell(row, 1).fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
    book.save(tmp_path / "a.xlsx")
    table = one(tmp_path / "a.xlsx")
    assert [row[0] for row in table.rows] == ["王芳", "李强"]


def test_every_kind_of_line_that_is_no_row_has_a_name_in_both_languages():
    for kind in NOTES:
        assert NAMES[kind].zh != kind
        assert not NAMES[kind].zh.isascii()
        assert NAMES[kind].en


def test_whatever_is_found_out_about_the_cases_has_a_name():
    files = [path for path in CASES.rglob("*") if path.is_file()]
    found = set()
    for path in files:
        try:
            found |= {item.what for table in read_sources([path]) for item in table.sniffed}
        except FollowupError:
            continue
    assert {"encoding", "delimiter", "header", "total", "footer"} <= found <= NAMES.keys()


def test_every_kind_of_file_has_its_reader():
    assert set(READERS) == set(get_args(FileKind))
    assert {kind for kind in READERS if READERS[kind] is _Reader.sheets} == set(FORMATS)
