"""What a workbook goes through, in small: opened, read, patched, proven. For the fuzz target and for its kept cases.

An input is one byte that chooses a part, and that part's new content; the rest of the workbook is sound and every
checksum is right, so that the readers behind the container are reached. Choice 0 takes the input as the whole file.
"""

import datetime as dt
import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

from pipeline.errors import FollowupError
from pipeline.workbook.obstacles import obstacles
from pipeline.workbook.package import Package
from pipeline.workbook.plan import ColumnPatch, NewColumn, Plan
from pipeline.workbook.read import read_tables
from pipeline.workbook.scan import scan_sheet
from pipeline.workbook.verify import verify_written
from pipeline.workbook.write import write_patched
from schemas.sheets import OwnedSheet, SheetColumn

AS_OF = dt.date(2026, 11, 23)
NAME = "客户"


def base_parts():
    """Give the parts of a small team file: shared and inline texts, a date, formulas, a table, a merge, a filter."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(NAME)
        sheet.add_table("A1:D4", {"columns": [{"header": h} for h in ("客户编号", "客户名称", "潜力", "上次跟进")]})
        for row, (number, name, grade) in enumerate([("K1", "甲", "重潜"), ("K2", "乙", "普潜")], 1):
            sheet.write_row(row, 0, [number, name, grade])
            sheet.write_datetime(row, 3, dt.datetime(2026, 10, row), date)  # noqa: DTZ001 -- a cell has no zone
        sheet.write_formula("F2", "=1+1", None, 2)
        sheet.write_rich_string("F3", "甲", date, "乙")
        sheet.merge_range("H1:I2", "合并")
        book.add_worksheet("订单").write_row(0, 0, ["日期", "客户编号", "金额"])
        book.define_name("金额", "=订单!$C$1")
    with zipfile.ZipFile(out) as file:
        return {name: file.read(name) for name in file.namelist()}


PARTS = base_parts()
CHOICES = ("", *sorted(PARTS))


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
    """Give an input for each part as it is, and one for the whole file."""
    return [bytes([0]) + packed(PARTS)] + [bytes([at]) + PARTS[name] for at, name in enumerate(CHOICES) if name]


def plan_for(package, sheet):
    """Plan one date in a free column, one new column, one sheet of ours."""
    scan = scan_sheet(package, sheet)
    column = scan.last_column + 2
    owned = OwnedSheet("due", "本周跟进", "自动", [SheetColumn("客户", 20, "wrap")], [("甲",)])
    new = NewColumn(sheet, max(scan.first_row, 1), max(scan.last_row, 1), column, "等级", "text", 10)
    patch = ColumnPatch(sheet, column - 1, "下次跟进", "date", [max(scan.last_row, 1)], [None], [AS_OF], [""])
    return Plan(AS_OF, (new,), (patch,), (owned,))


def follow(data):
    """Take a workbook through the story: "unreadable", "refused", or "written" and proven.

    Raises: whatever is none of our errors, and an error of the proof: the writer should have refused before.
    """
    try:
        package = Package.from_bytes(Path("fuzz.xlsx"), data)
        plan = plan_for(package, read_tables(package, {}, {}).tables["customers"].name)
    except FollowupError:
        return "unreadable"
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
