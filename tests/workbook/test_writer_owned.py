"""Sheets of our own: told by their mark, refreshed in place, left alone when nothing changes."""

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from pipeline.errors import WriteFailedError
from pipeline.workbook.file.names import free_name
from pipeline.workbook.file.package import Package
from pipeline.workbook.patching.write import changes_nothing, write_patched
from pipeline.workbook.proof.verify import verify_written
from pipeline.workbook.reading.owned import owned_sheets
from schemas.plan import ColumnPatch, NewColumn, Plan
from schemas.sheets import DayTone, OwnedSheet, SheetColumn

AS_OF = dt.date(2026, 11, 23)
OVERVIEW = OwnedSheet(
    "overview",
    "汇总",
    "由 followup 生成,基准日期 2026-11-23",
    [
        SheetColumn("客户", 20),
        SheetColumn("到期", 12, "date"),
        SheetColumn("说明", 40, "wrap"),
        SheetColumn("占比", 9, "percent"),
    ],
    [("甲<&", AS_OF, "上次\n跟进", 0.25), ("乙", None, "", 1), ("=1+1", AS_OF, "x", None)],
    {(0, 0): "'客户'!A2"},
    {0: "alarm", 2: "good"},
)
MOVES = OwnedSheet("moves", "等级变动", "由 followup 生成", [SheetColumn("客户", 20)], [])


@pytest.fixture
def team(tmp_path) -> Package:
    """A team's workbook that has its own 汇总, a chart, a comment, and a formula."""
    path = tmp_path / "team.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("客户")
    sheet.write_row(0, 0, ["客户编号", "客户名称", "金额"])
    sheet.write_row(1, 0, ["C1", "甲", 5])
    sheet.write_comment(1, 0, "团队的批注")
    book.add_worksheet("汇总").write_formula("A1", "=SUM(客户!C:C)", None, 5)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=客户!$C$2:$C$2"})
    sheet.insert_chart("H2", chart)
    book.close()
    return Package.open(path)


def write(package: Package, plan: Plan, path: Path) -> Package:
    with path.open("wb") as file:
        write_patched(package, plan, file)
    verify_written(package, path, plan)
    return Package.open(path)


def test_a_teams_own_sheet_of_the_same_name_stays_and_ours_is_called_otherwise(team, tmp_path):
    after = write(team, Plan(AS_OF, sheets=(OVERVIEW, MOVES)), tmp_path / "b.xlsx")
    assert owned_sheets(after) == {"overview": "汇总(自动)", "moves": "等级变动"}
    assert [sheet.name for sheet in after.sheets] == ["客户", "汇总", "汇总(自动)", "等级变动"]
    changed = {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
    }
    for name in team.names:
        assert (team.read(name) != after.read(name)) == (name in changed)


def test_the_sheet_looks_as_it_should(team, tmp_path):
    write(team, Plan(AS_OF, sheets=(OVERVIEW,)), tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    sheet = book["汇总(自动)"]
    assert [c.value for c in sheet[2]] == ["客户", "到期", "说明", "占比"]
    assert [c.value for c in sheet[3]] == ["甲<&", dt.datetime(2026, 11, 23), "上次\n跟进", 0.25]  # noqa: DTZ001
    assert (sheet["A5"].value, sheet["A5"].data_type) == ("=1+1", "s")
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == (
        "A3",
        "A2:D5",
        "$1:$2",
    )
    assert (sheet["B3"].number_format, sheet["D3"].number_format) == ("yyyy-mm-dd", "0%")
    assert sheet["A2"].font.b
    assert sheet["C3"].alignment.wrap_text
    assert [sheet.cell(row, 1).fill.fgColor.rgb for row in (3, 5)] == ["FFFDE2E0", "FFE2F0D9"]
    assert sheet["A3"].hyperlink.location == "'客户'!A2"
    assert sheet["A3"].font.u == "single"
    assert sheet.column_dimensions["C"].width == 40
    assert (sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage) == (
        "landscape",
        True,
    )


def test_the_same_content_again_gives_the_same_bytes(team, tmp_path):
    plan = Plan(AS_OF, sheets=(OVERVIEW, MOVES))
    after = write(team, plan, tmp_path / "b.xlsx")
    assert changes_nothing(after, plan)
    out = io.BytesIO()
    write_patched(after, plan, out)
    assert out.getvalue() == after.data


@pytest.mark.parametrize(
    "other",
    [
        replace(OVERVIEW, rows=[*OVERVIEW.rows, ("丙", None, "", 0)]),
        replace(OVERVIEW, rows=OVERVIEW.rows[:1], tones={0: "alarm"}),
        replace(OVERVIEW, tones={0: "warn", 2: "good"}),
        replace(OVERVIEW, links={(1, 0): "'客户'!A2"}),
        replace(OVERVIEW, note="别的"),
    ],
)
def test_any_other_value_tone_or_link_refreshes_only_that_sheet(team, tmp_path, other):
    before = write(team, Plan(AS_OF, sheets=(OVERVIEW, MOVES)), tmp_path / "b.xlsx")
    after = write(before, Plan(AS_OF, sheets=(other, MOVES)), tmp_path / "c.xlsx")
    part = before.sheet("汇总(自动)").part
    assert before.read(part) != after.read(part)
    for name in before.names:
        if name not in {part, "xl/styles.xml"}:
            assert before.read(name) == after.read(name)
    assert changes_nothing(after, Plan(AS_OF, sheets=(other,)))


def test_a_sheet_of_ours_that_was_renamed_and_saved_elsewhere_is_still_ours(team, tmp_path):
    write(team, Plan(AS_OF, sheets=(OVERVIEW,)), tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    book["汇总(自动)"].title = "周报's"
    book.defined_names["_followup_overview"].attr_text = "'周报''s'!$A$1"
    book["周报's"].sheet_properties.tabColor = "FF0000"
    book.save(tmp_path / "c.xlsx")  # with shared strings and styles of its own
    package = Package.open(tmp_path / "c.xlsx")
    assert owned_sheets(package) == {"overview": "周报's"}
    assert changes_nothing(package, Plan(AS_OF, sheets=(OVERVIEW,)))
    shorter = replace(OVERVIEW, rows=OVERVIEW.rows[:1], links={}, tones={})
    after = write(package, Plan(AS_OF, sheets=(shorter,)), tmp_path / "d.xlsx")
    assert b"tabColor" in after.read(after.sheet("周报's").part)
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx")["周报's"]
    assert (sheet.max_row, sheet["A3"].hyperlink) == (3, None)


def test_a_locked_structure_takes_no_new_sheet(tmp_path):
    book = openpyxl.Workbook()
    book.security.lockStructure = True
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(WriteFailedError, match="structure is protected"):
        write_patched(
            Package.open(tmp_path / "a.xlsx"), Plan(AS_OF, sheets=(OVERVIEW,)), io.BytesIO()
        )


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("汇总", [], "汇总"),
        ("汇总", ["汇总"], "汇总(自动)"),
        ("汇总", ["汇总", "汇总(自动)"], "汇总(自动2)"),
        ("Overview", ["OVERVIEW"], "Overview (auto)"),
        ("a/b:c" + "x" * 40, [], "a b c" + "x" * 26),
    ],
)
def test_a_new_sheet_gets_a_name_that_excel_accepts(wanted, taken, name):
    assert free_name(wanted, taken) == name


def test_the_styles_may_stand_before_or_behind_the_sheets_in_the_file(team, tmp_path):
    with zipfile.ZipFile(team.path) as old, zipfile.ZipFile(tmp_path / "turned.xlsx", "w") as new:
        for name in sorted(old.namelist(), key=lambda name: "worksheets" in name):
            new.writestr(name, old.read(name))
    patch = ColumnPatch("客户", 3, "金额", "date", [2], [5], [AS_OF], [""])
    for path in (team.path, tmp_path / "turned.xlsx"):
        write(Package.open(path), Plan(AS_OF, (), (patch,)), tmp_path / "b.xlsx")
        cell = openpyxl.load_workbook(tmp_path / "b.xlsx")["客户"]["C2"]
        assert (cell.value, cell.number_format) == (dt.datetime(2026, 11, 23), "yyyy-mm-dd")  # noqa: DTZ001


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_result_and_sees_the_new_values(team, tmp_path):
    patch = ColumnPatch("客户", 3, "金额", "number", [2], [5], [7], [""])
    new = NewColumn("客户", 1, 2, 4, "等级", "text", 8)
    write(team, Plan(AS_OF, (new,), (patch,), (OVERVIEW,)), tmp_path / "b.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "ods",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "b.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(tmp_path / "b.ods") as file:
        content = file.read("content.xml").decode()
    assert 'table:name="汇总(自动)"' in content
    assert 'table:formula="of:=SUM(' in content
    assert 'office:value="7" calcext:value-type="float"><text:p>7</text:p>' in content


def test_a_column_of_choices_offers_them_all_the_way_down_and_takes_other_words(team, tmp_path):
    asked = OwnedSheet(
        "review",
        "待复核",
        "注",
        [SheetColumn("编号", 9), SheetColumn("同一人？", 10, choices=("是", "否"))],
        [("R1", None)],
    )
    first = write(team, Plan(AS_OF, sheets=(asked,)), tmp_path / "b.xlsx")
    (found,) = openpyxl.load_workbook(tmp_path / "b.xlsx")["待复核"].data_validations.dataValidation
    assert (found.type, found.formula1, str(found.sqref)) == ("list", '"是,否"', "B3:B1048576")
    assert not found.showErrorMessage
    longer = replace(asked, rows=[("R1", "是"), ("R2", None)])
    write(first, Plan(AS_OF, sheets=(longer,)), tmp_path / "c.xlsx")
    assert (
        len(openpyxl.load_workbook(tmp_path / "c.xlsx")["待复核"].data_validations.dataValidation)
        == 1
    )
    assert changes_nothing(Package.open(tmp_path / "c.xlsx"), Plan(AS_OF, sheets=(longer,)))


DATED = replace(
    OVERVIEW, day_tones=(DayTone("alarm", ((1, "past"),)), DayTone("warn", ((1, "today"),)))
)


def formats(path):
    """Give the conditional formats of our sheet: cells, formula, fill, in the order of priority."""
    found = [
        (rule.priority, str(area.sqref), rule.formula[0], rule.dxf.fill.bgColor.rgb)
        for area in openpyxl.load_workbook(path)["汇总(自动)"].conditional_formatting
        for rule in area.rules
    ]
    return [one[1:] for one in sorted(found)]


BY_DAY = [
    ("A3:D1048576", "AND(ISNUMBER($B3),$B3<TODAY())", "FFFDE2E0"),
    ("A3:D1048576", "AND(ISNUMBER($B3),$B3=TODAY())", "FFFFF2CC"),
]


def test_a_tone_by_the_day_is_worked_out_by_the_spreadsheet_and_the_file_stays_the_same(
    team, tmp_path
):
    after = write(team, Plan(AS_OF, sheets=(DATED,)), tmp_path / "b.xlsx")
    assert formats(tmp_path / "b.xlsx") == BY_DAY
    assert changes_nothing(after, Plan(AS_OF, sheets=(DATED,)))
    longer = replace(DATED, rows=[*DATED.rows, ("丙", None, "", 0)])
    write(after, Plan(AS_OF, sheets=(longer,)), tmp_path / "c.xlsx")
    assert formats(tmp_path / "c.xlsx") == BY_DAY


def test_a_persons_own_format_on_our_sheet_stays_before_ours(team, tmp_path):
    write(team, Plan(AS_OF, sheets=(DATED,)), tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    look = openpyxl.styles.PatternFill(bgColor="FF00FF00")
    rule = openpyxl.formatting.rule.FormulaRule(formula=["$D3>TODAY()"], fill=look)
    book["汇总(自动)"].conditional_formatting.add("A3:D9", rule)
    book.save(tmp_path / "c.xlsx")
    saved = Package.open(tmp_path / "c.xlsx")
    assert changes_nothing(saved, Plan(AS_OF, sheets=(DATED,)))  # saved elsewhere, and still ours
    write(saved, Plan(AS_OF, sheets=(replace(DATED, note="别的"),)), tmp_path / "d.xlsx")
    assert formats(tmp_path / "d.xlsx") == [("A3:D9", "$D3>TODAY()", "FF00FF00"), *BY_DAY]


def test_a_sheet_that_lost_its_tones_by_the_day_gets_them_again(team, tmp_path):
    before = write(team, Plan(AS_OF, sheets=(OVERVIEW,)), tmp_path / "b.xlsx")
    assert not changes_nothing(before, Plan(AS_OF, sheets=(DATED,)))
    write(before, Plan(AS_OF, sheets=(DATED,)), tmp_path / "c.xlsx")
    assert formats(tmp_path / "c.xlsx") == BY_DAY
