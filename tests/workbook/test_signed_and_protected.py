"""Signed, protected and macro files, and files of other programs: refused with the feature's name, or written and whole."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from pipeline.errors import WriteFailedError
from pipeline.workbook.file.package import Package
from pipeline.workbook.patching.obstacles import obstacles
from pipeline.workbook.patching.write import write_patched
from pipeline.workbook.proof.verify import verify_written
from pipeline.workbook.reading.scan import scan_sheet
from schemas.plan import ColumnPatch, Plan

MACROS = b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 8


def workbook(*, protect=False, macros=False):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("客户")
        sheet.write_row(0, 0, ["客户编号", "客户名称", "等级"])
        sheet.write_row(1, 0, ["K1", "甲", "D"])
        if protect:
            sheet.protect("x")
        if macros:
            vba, signature = io.BytesIO(MACROS), io.BytesIO(MACROS[::-1])
            book.add_vba_project(vba, is_stream=True)
            book.vba_project_signature, book.vba_project_signature_is_stream = signature, True
    return out.getvalue()


def with_parts(data, added):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as file:
        for name, content in added.items():
            file.writestr(name, content)
    return out.getvalue()


def write(data, tmp_path, name="a.xlsx"):
    package = Package.from_bytes(tmp_path / name, data)
    plan = Plan(None, (), (ColumnPatch("客户", 3, "等级", "text", [2], ["D"], ["C"], [""]),))
    found = obstacles(package, plan)
    if found:
        return package, found
    target = tmp_path / f"out-{name}"
    with target.open("wb") as file:
        write_patched(package, plan, file)
    verify_written(package, target, plan)
    return package, Package.open(target)


def test_a_signed_workbook_is_refused_by_name(tmp_path):
    signed = with_parts(
        workbook(), {"_xmlsignatures/origin.sigs": b"", "_xmlsignatures/sig1.xml": b"<Signature/>"}
    )
    assert Package.from_bytes(Path("a.xlsx"), signed).is_signed
    with pytest.raises(WriteFailedError, match="signed"):
        write(signed, tmp_path)


def test_macros_and_their_signature_come_through_to_the_byte(tmp_path):
    data = workbook(macros=True)
    _, after = write(data, tmp_path, "a.xlsm")
    assert not after.is_signed
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        names = [name for name in old.namelist() if "vba" in name.lower()]
        assert len(names) >= 2
        assert all(after.read(name) == old.read(name) for name in names)
    assert after.names == Package.from_bytes(Path("a.xlsm"), data).names


def test_a_locked_cell_of_a_protected_sheet_is_left_and_named(tmp_path):
    package, found = write(workbook(protect=True), tmp_path)
    assert scan_sheet(package, "客户").is_protected
    assert [(cell.row, cell.column, cell.code) for cell in found] == [(2, 3, "locked")]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_file_that_libreoffice_saved_is_written(tmp_path):
    source = tmp_path / "a.xlsx"
    source.write_bytes(workbook())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(tmp_path / "lo"),
    ]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
    _, after = write((tmp_path / "lo" / "a.xlsx").read_bytes(), tmp_path, "lo.xlsx")
    assert after.sheets[0].name == "客户"
