"""Files that are no workbook, or hostile ones: each gets its own clear refusal before anything parses it."""

import io
import zipfile

import openpyxl
import pytest

from pipeline.errors import UnreadableWorkbookError
from pipeline.workbook.file.package import Package
from pipeline.workbook.reading.scan import scan_sheet


def good() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["客户编号", "甲"])
    book.save(out)
    return out.getvalue()


def zipped(parts: dict[str, bytes], **changes: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in (parts | {k.replace("__", "/"): v for k, v in changes.items()}).items():
            file.writestr(name, data)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def with_sheet(old: bytes, new: bytes) -> bytes:
    parts = parts_of(good())
    name = "xl/worksheets/sheet1.xml"
    return zipped(parts | {name: parts[name].replace(old, new)})


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (b"", "0 字节", "0 bytes"),
        (b"a,b\n1,2\n", "CSV", "CSV"),
        ("客户,电话\n甲,1\n".encode("gb18030"), "CSV", "CSV"),
        (b"<html><table></table></html>", "HTML", "HTML"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "Workbook".encode("utf-16-le"), ".xls", "old .xls"),
        (
            b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "密码",
            "password",
        ),
        (b"%PDF-1.7", "PDF", "PDF"),
        (good()[:2000], "不完整", "cut off"),
        (zipped({"word/document.xml": b"<w/>"}), "Word", "Word"),
        (zipped({"mimetype": b"x", "content.xml": b"<x/>"}), ".ods", ".ods"),
        (zipped({"xl/workbook.bin": b""}), ".xlsb", ".xlsb"),
        (zipped({"a.txt": b""}), "压缩包", "zip file"),
        (b"\x01\x02\x00\xff" * 100, "加密", "encryption"),
    ],
)
def test_what_is_no_workbook_is_called_by_its_name(tmp_path, data, zh, en):
    path = tmp_path / "客户.xlsx"
    path.write_bytes(data)
    with pytest.raises(UnreadableWorkbookError) as found:
        Package.open(path)
    assert zh in found.value.text.zh
    assert en in found.value.text.en


@pytest.mark.parametrize(
    "data",
    [
        zipped(parts_of(good()), xl__bomb=b"x" * (5 << 20)),
        zipped(parts_of(good()) | {"xl/Workbook.xml": b"<x/>"}),
        zipped(
            parts_of(good()) | {"xl/sharedStrings.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><sst/>'}
        ),
        zipped(
            parts_of(good())
            | {"xl/sharedStrings.xml": b"<!DOCTYPE a><sst/>".decode().encode("utf-16")}
        ),
        zipped(parts_of(good()) | {"xl/workbook.xml": b"<workbook"}),
    ],
)
def test_what_is_hostile_or_broken_is_not_opened(tmp_path, data):
    with pytest.raises(UnreadableWorkbookError):
        Package.from_bytes(tmp_path / "a.xlsx", data)


def test_one_flipped_bit_is_noticed_wherever_the_part_is_read(tmp_path):
    data = bytearray(good())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as file:
        info = file.getinfo("xl/worksheets/sheet1.xml")
    data[info.header_offset + 30 + len(info.filename) + info.compress_size // 2] ^= 4
    with pytest.raises(UnreadableWorkbookError):
        scan_sheet(Package.from_bytes(tmp_path / "a.xlsx", bytes(data)), "Sheet")


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b'<c r="XFE1"><v>1</v></c>',
        b'<c r="A1048577"><v>1</v></c>',
    ],
)
def test_a_cell_at_the_far_corner_is_refused_before_a_reader_takes_all_memory(tmp_path, cell):
    row = (
        b'<row r="1048576">'
        if b"1048576" in cell
        else b'<row r="1048577">'
        if b"77" in cell
        else b'<row r="2">'
    )
    data = with_sheet(b"</sheetData>", row + cell + b"</row></sheetData>")
    with pytest.raises(UnreadableWorkbookError):
        scan_sheet(Package.from_bytes(tmp_path / "a.xlsx", data), "Sheet")


def test_a_million_formatted_rows_without_values_are_no_hindrance(tmp_path):
    rows = b"".join(
        b'<row r="%d"><c r="Z%d" s="1"/></row>' % (n, n) for n in range(2, 1_000_001, 50)
    )
    data = with_sheet(
        b"</sheetData>", rows + b'<row r="1048576"><c r="Z1048576" s="1"/></row></sheetData>'
    )
    assert scan_sheet(Package.from_bytes(tmp_path / "a.xlsx", data), "Sheet").last_row == 1_048_576


def test_the_scan_finds_what_a_cell_reader_hides(tmp_path):
    rows = (
        b'<row r="2" hidden="1"><c r="A2" t="e"><v>#N/A</v></c><c r="B2"><f>1+1</f></c><c r="C2"><f>1</f><v>1</v></c></row>'
        b'<row r="3"><c r="B3" t="str"><f>""</f><v></v></c></row>'
    )
    tail = b'</sheetData><autoFilter ref="A1:C3"/><mergeCells><mergeCell ref="A5:B6"/></mergeCells>'
    for piece in (rows, rows.replace(b' r="A2" t="e"', b" t='e' r='A2'")):
        package = Package.from_bytes(tmp_path / "a.xlsx", with_sheet(b"</sheetData>", piece + tail))
        scan = scan_sheet(package, "Sheet")
        assert scan.errors == [(2, 1, "#N/A")]
        assert scan.uncached == [(2, 2)]
        assert {c: list(scan.formula_rows.get(c, ())) for c in (1, 2, 3)} == {
            1: [],
            2: [2, 3],
            3: [2],
        }
        assert (scan.hidden_rows, str(scan.autofilter), [str(a) for a in scan.merged]) == (
            1,
            "A1:C3",
            ["A5:B6"],
        )


def test_names_are_found_whatever_their_case_and_slashes(tmp_path):
    parts = {
        name.replace("/", "\\").replace("sheet1", "SHEET1"): data
        for name, data in parts_of(good()).items()
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in parts.items():
            info = zipfile.ZipInfo("x")
            info.filename = name
            file.writestr(info, data)
    package = Package.from_bytes(tmp_path / "a.xlsx", out.getvalue())
    assert [sheet.part for sheet in package.sheets] == ["xl/worksheets/SHEET1.xml"]
