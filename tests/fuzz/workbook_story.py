"""What a workbook goes through, in small: opened, read, patched, proven. For the fuzz target and for its kept cases.

An input is one byte that chooses a part, and that part's new content; the rest of the workbook is sound and every
checksum is right, so that the readers behind the container are reached. Choice 0 takes the input as the whole file.
"""

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

from pipeline.errors import FollowupError
from pipeline.understanding.read import read_tables
from pipeline.workbook.file.package import Package
from pipeline.workbook.patching.obstacles import obstacles
from pipeline.workbook.patching.write import write_patched
from pipeline.workbook.proof.verify import verify_written
from pipeline.workbook.reading.scan import scan_sheet
from schemas.plan import ColumnPatch, NewColumn, Plan
from schemas.sheets import OwnedSheet, SheetColumn

AS_OF = dt.date(2026, 11, 23)
NAME = "客户"


def base_parts():
    """Give the parts of a small team file: shared and inline texts, a date, formulas, a table, a merge, a filter."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(NAME)
        sheet.add_table(
            "A1:D4",
            {"columns": [{"header": h} for h in ("客户编号", "客户名称", "潜力", "上次跟进")]},
        )
        for row, (number, name, grade) in enumerate(
            [("K1", "甲", "重潜"), ("K2", "乙", "普潜")], 1
        ):
            sheet.write_row(row, 0, [number, name, grade])
            sheet.write_datetime(row, 3, dt.datetime(2026, 10, row), date)  # noqa: DTZ001 -- a cell has no zone
        sheet.write_formula("F2", "=1+1", None, 2)
        sheet.write_rich_string("F3", "甲", date, "乙")
        sheet.merge_range("H1:I2", "合并")
        book.add_worksheet("订单").write_row(0, 0, ["日期", "客户编号", "金额"])
        book.define_name("金额", "=订单!$C$1")
    with zipfile.ZipFile(out) as file:
        return {name: file.read(name) for name in file.namelist()}


SHEET = "xl/worksheets/sheet1.xml"
CHAIN = "xl/calcChain.xml"
ROWS = b"</sheetData>"
SHARED = (
    b'<row r="5"><c r="K5"><f t="shared" ref="K5:K7" si="0">F2*$F$2+1</f><v>5</v></c></row>'
    b'<row r="6"><c r="K6"><f t="shared" si="0"/><v>1</v></c></row><row r="7"><c r="K7" t="str"><f t="shared" si="0"/><v>a</v></c></row>'
)
ARRAY = b'<row r="5"><c r="K5" cm="1"><f t="array" ref="K5:L6">A1:B2</f><v>1</v></c><c r="L5"><v>1</v></c></row>'
ASIDES = b'<!-- <row r="9"> --><row r="5"><c r="K5"><v><![CDATA[7]]></v></c><?x <c r="L5"> ?><c r="M5" t="inlineStr"><is><t>a<![CDATA[<b>]]></t></is></c></row>'
BEHIND = (
    b'<sheetProtection sheet="0"/><autoFilter ref="A1:D3"/><conditionalFormatting sqref="A2:D3"><cfRule type="expression" priority="1">'
    b'<formula>$A2=1</formula></cfRule></conditionalFormatting><dataValidations><dataValidation sqref="A2:D3 C2"/></dataValidations>'
    b'<extLst><ext uri="x" xmlns:x14="y"><x14:a><xm:sqref xmlns:xm="z">A1:D3</xm:sqref></x14:a></ext></extLst>'
)


def with_chain(parts):
    """Add a calculation chain."""
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    link = b'<Relationship Id="rId99" Type="' + kind + b'" Target="calcChain.xml"/></Relationships>'
    rels = "xl/_rels/workbook.xml.rels"
    chain = b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="F2" i="1"/></calcChain>'
    return {**parts, rels: parts[rels].replace(b"</Relationships>", link), CHAIN: chain}


def sheet_variants(sheet):
    """Give the sheet in the odd ways that real programs write one, and with what a writer must look out for."""
    yield from (sheet.replace(ROWS, rows + ROWS) for rows in (SHARED, ARRAY, ASIDES))
    yield sheet.replace(b"<mergeCells", BEHIND + b"<mergeCells").replace(
        b'<row r="3"', b'<row hidden="1" r="3"'
    )
    yield sheet.replace(b"UTF-8", b"UTF-16").decode().encode("utf-16")
    first, last = sheet.index(b'<row r="1"'), sheet.index(b'<row r="3"')
    yield (
        sheet[:first]
        + sheet[last : sheet.index(ROWS)]
        + sheet[first:last]
        + sheet[sheet.index(ROWS) :]
    )
    prefixed = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", sheet)
    yield prefixed.replace(b"xmlns=", b"xmlns:x=")


PARTS = with_chain(base_parts())
CHOICES = ("", *sorted(set(PARTS) - {CHAIN}), CHAIN)


def packed(parts):
    """Give the bytes of a workbook of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def workbook_of(case):
    """Give the workbook that an input stands for."""
    choice = CHOICES[case[0] % len(CHOICES)] if case else ""
    return packed({**PARTS, choice: case[1:]}) if choice else case[1:]


def seeds():
    """Give an input for each part as it is, for the sheet in other ways, and one for the whole file."""
    parts = [bytes([at]) + PARTS[name] for at, name in enumerate(CHOICES) if name]
    at = bytes([CHOICES.index(SHEET)])
    return [
        bytes([0]) + packed(PARTS),
        *parts,
        *(at + sheet for sheet in sheet_variants(PARTS[SHEET])),
    ]


def plan_for(package, sheet):
    """Plan one date in a free column, one new column, one sheet of ours."""
    scan = scan_sheet(package, sheet)
    column = scan.last_column + 2
    owned = OwnedSheet("due", "本周跟进", "自动", [SheetColumn("客户", 20, "wrap")], [("甲",)])
    new = NewColumn(
        sheet, max(scan.first_row, 1), max(scan.last_row, 1), column, "等级", "text", 10
    )
    patch = ColumnPatch(
        sheet, column - 1, "下次跟进", "date", [max(scan.last_row, 1)], [None], [AS_OF], [""]
    )
    return Plan(AS_OF, (new,), (patch,), (owned,))


def follow(data):
    """Take a workbook through the story: "unreadable", "refused", or "written" and proven.

    Raises: whatever is none of our errors.
    """
    try:
        package = Package.from_bytes(Path("fuzz.xlsx"), data)
        sheet = read_tables(package, AS_OF).tables["customers"].name
        plan = plan_for(package, sheet)
    except FollowupError:
        return "unreadable"
    return written(package, plan)


def written(package, plan):
    """Write and prove a plan: "written", or "refused" in words."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "out.xlsx"
        try:
            if obstacles(package, plan):
                return "refused"
            with target.open("wb") as file:
                write_patched(package, plan, file)
            verify_written(package, target, plan)
        except FollowupError:
            return "refused"
    return "written"
