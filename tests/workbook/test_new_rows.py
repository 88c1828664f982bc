"""Rows put under the team's table: cells as planned, ranges that grow along, everything else as it was."""

import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from pipeline.errors import WriteFailedError
from pipeline.workbook.file.archive import write_archive
from pipeline.workbook.file.package import Package
from pipeline.workbook.new_rows.room import room_for_rows
from pipeline.workbook.parts.formulas import RowTemplate, grown, moved
from pipeline.workbook.patching.obstacles import obstacles
from pipeline.workbook.patching.write import write_patched
from pipeline.workbook.proof.verify import verify_written
from schemas.plan import ColumnPatch, NewColumn, NewRows, Plan

AS_OF = dt.date(2026, 11, 23)
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NEW = [9, 10, 11]


def team_book(path: Path, *, totals: bool = False, epoch_1904: bool = False) -> Package:
    """A customer table in rows 3 to 8 with all that hangs on it, and a second sheet that looks at it."""
    book = xlsxwriter.Workbook(str(path), {"date_1904": epoch_1904})
    sheet, board = book.add_worksheet("客户"), book.add_worksheet("看板")
    day = book.add_format({"num_format": "yyyy-mm-dd", "border": 1})
    plain = book.add_format({"border": 1, "bg_color": "#DDEEFF"})
    sheet.write(0, 0, "客户总表")
    for row in range(3, 8):
        sheet.set_row(row, 22, None, {"level": 1})
        sheet.write(row, 0, f"C{row - 2}", plain)
        sheet.write(row, 1, "甲", plain)
        sheet.write_datetime(row, 2, dt.datetime(2026, 1, row), day)  # noqa: DTZ001
        sheet.write(row, 3, 10.0 * row, plain)
        sheet.write_formula(row, 5, f"=C{row + 1}+30", day)
    columns = [{"header": name} for name in ("编号", "名称", "上次", "金额")]
    columns += [{"header": "税", "formula": "=T[[#This Row],[金额]]*0.1"}, {"header": "下次"}]
    sheet.add_table(
        2, 0, 8 if totals else 7, 5, {"name": "T", "columns": columns, "total_row": totals}
    )
    rule = {"type": "formula", "criteria": "=COUNTIF($A$4:$A$8,$A4)>1", "format": plain}
    sheet.conditional_format("A4:F8", rule)
    sheet.conditional_format("D4:D8", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("B8", {"type": "no_blanks", "format": plain})  # one marked cell
    sheet.data_validation("B4:B8", {"validate": "list", "source": "=$A$4:$A$8"})
    sheet.data_validation("B5:B6", {"validate": "list", "source": ["甲"]})
    sheet.ignore_errors({"number_stored_as_text": "A4:A8"})
    sheet.print_area("A1:F8")
    board.data_validation("A1:A5", {"validate": "list", "source": "=客户!$A$4:$A$8"})
    board.write_formula("B1", "=SUM(客户!$D$4:$D$8)")
    board.add_sparkline("C1", {"range": "客户!D4:D8"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=客户!$D$4:$D$8", "categories": "=客户!$A$4:$A$8"})
    board.insert_chart("E5", chart)
    book.define_name("编号表", "=客户!$A$4:$A$8")
    book.define_name("标题", "=客户!$A$3:$F$3")
    book.close()
    return Package.open(path)


def patch(
    column: int, kind: str, values: list[object], rows: list[int] | None = None
) -> ColumnPatch:
    rows = NEW[: len(values)] if rows is None else rows
    return ColumnPatch(
        "客户", column, "列", kind, rows, [None] * len(rows), values, [""] * len(rows)
    )


def plan(*patches: ColumnPatch, after: int = 8, count: int = 3, **more: object) -> Plan:
    return Plan(AS_OF, columns=patches, new_rows=(NewRows("客户", after, count, after),), **more)


def usual() -> Plan:
    return plan(
        patch(1, "text", ["N1", "=1+1", "-3"]),
        patch(2, "text", ["乙", None, "丙"]),
        patch(3, "date", [dt.date(2026, 5, 5), None, dt.date(2026, 6, 6)]),
        patch(4, "number", [1.5, 2, None]),
    )


def written(package: Package, wanted: Plan, path: Path) -> Package:
    with path.open("wb") as file:
        write_patched(package, wanted, file)
    verify_written(package, path, wanted)
    return Package.open(path)


def test_the_rows_read_back_in_two_readers_and_nothing_reads_as_a_formula_that_was_a_text(tmp_path):
    written(team_book(tmp_path / "a.xlsx"), usual(), tmp_path / "b.xlsx")
    grid = (
        python_calamine.CalamineWorkbook.from_path(str(tmp_path / "b.xlsx"))
        .get_sheet_by_name("客户")
        .to_python()
    )
    assert [row[:4] for row in grid[8:]] == [
        ["N1", "乙", dt.date(2026, 5, 5), 1.5],
        ["=1+1", "", "", 2.0],
        ["-3", "丙", dt.date(2026, 6, 6), ""],
    ]
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["客户"]
    assert (sheet["A10"].value, sheet["A10"].data_type) == ("=1+1", "s")
    assert sheet["C9"].value == dt.datetime(2026, 5, 5)  # noqa: DTZ001


def test_the_rows_look_like_the_last_one_and_its_formulas_go_on(tmp_path):
    written(team_book(tmp_path / "a.xlsx"), usual(), tmp_path / "b.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["客户"]
    for row in NEW:
        assert (sheet.row_dimensions[row].height, sheet.row_dimensions[row].outlineLevel) == (
            21.75,
            1,
        )
        for column in range(1, 7):
            assert sheet.cell(row, column).style_id == sheet.cell(8, column).style_id
        assert sheet.cell(row, 6).value == f"=C{row}+30"
        assert sheet.cell(row, 5).value == sheet["E8"].value
    assert sheet.calculate_dimension() == "A1:F11"


def test_every_range_that_ended_with_the_table_ends_with_the_new_rows(tmp_path):
    after = written(team_book(tmp_path / "a.xlsx"), usual(), tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    sheet = book["客户"]
    assert (sheet.tables["T"].ref, sheet.tables["T"].autoFilter.ref) == ("A3:F11", "A3:F11")
    # the one cell that was marked for its own sake stays one cell
    assert sorted(str(area.sqref) for area in sheet.conditional_formatting) == [
        "A4:F11",
        "B8",
        "D4:D11",
    ]
    rule = next(
        rule
        for area in sheet.conditional_formatting
        for rule in area.rules
        if rule.type == "expression"
    )
    assert rule.formula == ["COUNTIF($A$4:$A$11,$A4)>1"]
    checks = [(str(check.sqref), check.formula1) for check in sheet.data_validations.dataValidation]
    assert checks == [("B4:B11", "$A$4:$A$11"), ("B5:B6", '"甲"')]
    assert sheet.print_area == "'客户'!$A$1:$F$11"
    assert book.defined_names["编号表"].attr_text == "客户!$A$4:$A$11"
    assert book.defined_names["标题"].attr_text == "客户!$A$3:$F$3"
    xml = after.read(SHEET).decode()
    assert "<xm:sqref>D4:D11</xm:sqref>" in xml
    assert '<ignoredError sqref="A4:A11"' in xml
    chart = after.read("xl/charts/chart1.xml").decode()
    assert re.findall("<c:f>(.*?)</c:f>", chart) == ["客户!$A$4:$A$11", "客户!$D$4:$D$11"]
    board = after.read("xl/worksheets/sheet2.xml").decode()
    assert "<formula1>客户!$A$4:$A$11</formula1>" in board
    assert "<xm:f>客户!D4:D11</xm:f><xm:sqref>C1</xm:sqref>" in board
    # a formula in somebody's cell is theirs
    assert "<f>SUM(客户!$D$4:$D$8)</f>" in board


def test_a_pivot_of_the_table_takes_in_the_new_rows_and_one_of_another_book_does_not(tmp_path):
    package = team_book(tmp_path / "a.xlsx")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"
    source = '<worksheetSource ref="A3:F8" sheet="客户"{}/>'
    cache = (
        '<pivotCacheDefinition xmlns="'
        + MAIN
        + '" xmlns:r="urn:r"><cacheSource type="worksheet">{}</cacheSource></pivotCacheDefinition>'
    )
    parts = {
        "xl/pivotCache/p1.xml": cache.format(source.format("")),
        "xl/pivotCache/p2.xml": cache.format(source.format(' r:id="rId1"')),
    }
    types = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name in parts)
    data = io.BytesIO()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</Types>", types.encode() + b"</Types>"))
        for name, text in parts.items():
            new.writestr(name, text)
    package = Package.from_bytes(tmp_path / "a.xlsx", data.getvalue())
    after = written(package, usual(), tmp_path / "b.xlsx")
    assert b'ref="A3:F11"' in after.read("xl/pivotCache/p1.xml")
    assert b'ref="A3:F8"' in after.read("xl/pivotCache/p2.xml")


def test_days_count_from_1904_where_the_workbook_says_so(tmp_path):
    written(team_book(tmp_path / "a.xlsx", epoch_1904=True), usual(), tmp_path / "b.xlsx")
    assert openpyxl.load_workbook(tmp_path / "b.xlsx")["客户"]["C9"].value == dt.datetime(  # noqa: DTZ001
        2026, 5, 5
    )


def test_a_prefix_on_every_tag_is_carried_into_new_rows(tmp_path):
    package = small(
        tmp_path / "a.xlsx",
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" s="1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    )
    after = written(
        package, plan(patch(1, "number", [5], [2]), after=1, count=1), tmp_path / "b.xlsx"
    )
    assert (
        b'</x:row><x:row r="2"><x:c r="A2" s="1"><x:v>5</x:v></x:c></x:row></x:sheetData>'
        in after.read(SHEET)
    )


def small(path: Path, sheet: str) -> Package:
    """A workbook around one sheet's XML."""
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("客户").write(0, 0, 1, book.add_format({"border": 1}))
    book.close()
    made = Package.open(path)
    with path.open("wb") as file:
        write_archive(
            made.data,
            made.members,
            lambda m: [sheet.encode()] if m.name == SHEET else None,
            b"",
            file,
        )
    return Package.open(path)


def rows_xml(rows: str, tail: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{tail}</worksheet>'


def test_formatted_blank_rows_below_keep_their_own_looks(tmp_path):
    rows = '<row r="1"><c r="A1" s="1"><v>1</v></c></row><row r="2" ht="30" customHeight="1"><c r="A2"/><c r="B2" s="1"/></row><row r="9"/>'
    package = small(tmp_path / "a.xlsx", rows_xml(rows))
    after = written(
        package, plan(patch(1, "number", [5, 6], [2, 3]), after=1, count=2), tmp_path / "b.xlsx"
    )
    assert (
        b'<row r="2" ht="30" customHeight="1"><c r="A2"><v>5</v></c><c r="B2" s="1"/></row>'
        b'<row r="3"><c r="A3" s="1"><v>6</v></c></row><row r="9"/></sheetData>'
    ) in after.read(SHEET)


def test_formulas_filled_down_in_advance_are_no_obstacle_and_stay(tmp_path):
    rows = "".join(
        f'<row r="{row}">'
        + (f'<c r="A{row}"><v>1</v></c>' if row < 3 else "")
        + f'<c r="B{row}"><f>IF(A{row}="","",A{row}+30)</f><v>1</v></c></row>'
        for row in range(1, 5)
    )
    package = small(tmp_path / "a.xlsx", rows_xml(rows))
    wanted = plan(patch(1, "number", [5, 6, 7], [3, 4, 5]), after=2, count=3)
    xml = written(package, wanted, tmp_path / "b.xlsx").read(SHEET).decode()
    assert re.findall(r'r="B(\d)"[^>]*><f>IF\(A(\d)', xml) == [
        (str(row), str(row)) for row in range(1, 6)
    ]


def test_shared_formulas_go_on_as_their_own_text(tmp_path):
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B2" si="0">A1*$D$1&amp;"A1"</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f t="shared" si="0"/><v>1</v></c></row>'
    )
    after = written(
        small(tmp_path / "a.xlsx", rows_xml(rows)),
        plan(patch(1, "number", [5], [3]), after=2, count=1),
        tmp_path / "b.xlsx",
    )
    assert b'<c r="B3"><f>A3*$D$1&amp;"A1"</f></c>' in after.read(SHEET)


def test_a_picture_formula_and_a_lone_formula_do_not_go_on(tmp_path):
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="B{row}"><f>_xlfn.DISPIMG("ID_1",1)</f><v>1</v></c>'
        + extra
        + "</row>"
        for row, extra in ((1, ""), (2, '<c r="C2"><f>A2</f><v>1</v></c>'))
    )
    after = written(
        small(tmp_path / "a.xlsx", rows_xml(rows)),
        plan(patch(1, "number", [5], [3]), after=2, count=1),
        tmp_path / "b.xlsx",
    )
    assert b'<row r="3"><c r="A3"><v>5</v></c></row>' in after.read(SHEET)


@pytest.mark.parametrize(
    ("rows", "tail", "count", "words"),
    [
        ('<row r="3"><c r="B3"><v>9</v></c></row>', "", 2, "B3"),  # a total
        ('<row r="3"><c r="B3"><f>SUM(B1:B1)</f><v>9</v></c></row>', "", 2, "B3"),
        ('<row r="3"><c r="B3"><v>9</v></c></row>', "", 1, None),  # far enough below
        ('<row r="3"><c r="B3" s="1"/></row>', "", 2, None),  # formatted, empty
        ("", '<mergeCells><mergeCell ref="A2:B2"/></mergeCells>', 1, "A2:B2"),
        ("", '<sheetProtection sheet="1"/>', 1, "受保护"),
        ("", "", 1_048_576, "1048575"),
        ("", "", 1_048_575, None),
    ],
)
def test_what_stands_in_the_way_is_named_before_anything_is_written(
    tmp_path, rows, tail, count, words
):
    package = small(
        tmp_path / "a.xlsx", rows_xml('<row r="1"><c r="A1"><v>1</v></c></row>' + rows, tail)
    )
    why = room_for_rows(package, "客户", 1, count)
    assert (why is None) == (words is None)
    if why is not None:
        assert words in why.zh
        wanted = plan(patch(1, "number", [5], [2]), after=1, count=count)
        assert [found.code for found in obstacles(package, wanted)][:1] == ["no_room"]
        with pytest.raises(WriteFailedError, match="under row 1"):
            write_patched(package, wanted, io.BytesIO())


def test_a_totals_row_and_a_table_below_are_named(tmp_path):
    package = team_book(tmp_path / "a.xlsx", totals=True)
    assert "“T”" in room_for_rows(package, "客户", 8, 1).zh
    assert room_for_rows(team_book(tmp_path / "b.xlsx"), "客户", 8, 1) is None
    data = (tmp_path / "b.xlsx").read_bytes()
    below = Package.from_bytes(tmp_path / "b.xlsx", data)
    assert (
        "A3:F8" in room_for_rows(below, "客户", 2, 5).zh
        or "“T”" in room_for_rows(below, "客户", 2, 5).zh
    )


def test_a_value_for_a_column_of_formulas_is_named_and_left_out(tmp_path):
    package = team_book(tmp_path / "a.xlsx")
    found = obstacles(package, plan(patch(6, "date", [AS_OF])))
    assert [(cell.row, cell.column, cell.code) for cell in found] == [(9, 6, "filled_down")]


def test_new_columns_and_new_rows_in_one_plan(tmp_path):
    new = (NewColumn("客户", 3, 11, 7, "等级", "text", 9),)
    wanted = plan(*usual().columns, patch(7, "text", ["外贸A", "外贸B"], [4, 10]), new_columns=new)
    written(team_book(tmp_path / "a.xlsx"), wanted, tmp_path / "b.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["客户"]
    assert sheet.tables["T"].ref == "A3:G11"
    assert [sheet.cell(row, 7).value for row in (3, 4, 10, 11)] == ["等级", "外贸A", "外贸B", None]
    assert sheet["G11"].border.left.style == "thin"
    assert sheet.print_area == "'客户'!$A$1:$G$11"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<v>1.5</v>", b"<v>2.5</v>"),
        (b"<f>C10+30</f>", b"<f>C11+30</f>"),
        (b'<row r="10" ', b'<row r="10" hidden="1" '),
        (b'<row r="11" ', b'<row r="12" '),
        (b'<c r="B10" s="1"/>', b'<c r="B10" s="1"><f>1</f></c>'),
        (b"A4:F11", b"A4:F10"),
    ],
)
def test_a_new_row_that_is_not_as_planned_is_noticed(tmp_path, old, new):
    package = team_book(tmp_path / "a.xlsx")
    made = written(package, usual(), tmp_path / "b.xlsx")
    data = made.read(SHEET)
    assert old in data
    changed = data.replace(old, new, 1)
    with (tmp_path / "c.xlsx").open("wb") as file:
        write_archive(
            made.data, made.members, lambda m: [changed] if m.name == SHEET else None, b"", file
        )
    with pytest.raises(WriteFailedError):
        verify_written(package, tmp_path / "c.xlsx", usual())


VALUES = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)),
)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 6),
    st.dictionaries(st.tuples(st.integers(0, 5), st.sampled_from([1, 2, 3, 4, 7, 9])), VALUES),
)
def test_whatever_is_added_all_other_cells_are_the_same_and_the_new_ones_as_planned(
    tmp_path_factory, count, cells
):
    folder = tmp_path_factory.mktemp("rows")
    package = team_book(folder / "a.xlsx")
    rows = range(9, 9 + count)
    columns = sorted({column for _, column in cells})
    patches = []
    for column in columns:
        found = {9 + row % count: value for (row, at), value in cells.items() if at == column}
        values = dict(sorted(found.items(), key=lambda item: item[0]))
        patches.append(patch(column, "text", list(values.values()), list(values)))
    written(package, plan(*patches, count=count), folder / "b.xlsx")
    before, after = (openpyxl.load_workbook(folder / name) for name in ("a.xlsx", "b.xlsx"))
    for name in before.sheetnames:
        old = {
            (c.row, c.column): (c.value, c.style_id)
            for line in before[name]
            for c in line
            if c.row < 9
        }
        new = {
            (c.row, c.column): (c.value, c.style_id)
            for line in after[name]
            for c in line
            if c.row < 9
        }
        assert {place: new[place] for place in old} == old
    read = (
        python_calamine.CalamineWorkbook.from_path(str(folder / "b.xlsx"))
        .get_sheet_by_name("客户")
        .to_python()
    )
    wanted = {
        (row, p.column): value for p in patches for row, value in zip(p.rows, p.new, strict=True)
    }
    for row in rows:
        for column in columns:
            value = wanted.get((row, column))
            there = (
                read[row - 1][column - 1]
                if row <= len(read) and column <= len(read[row - 1])
                else ""
            )
            expected = (
                ""
                if value is None
                else value.replace("\r", "\n")
                if isinstance(value, str)
                else value
            )
            assert there == (pytest.approx(expected) if isinstance(expected, float) else expected)


FORMULAS = [
    "A4+B$4*$C4",
    "SUM(A$4:A4)",
    "IF(A4=\"B4\",客户!C4,'a b'!D4)",
    "T[[#This Row],[A4]]*2",
    "LOG10(A4)+A4%",
    "SUM(3:$5)+SUM(A:$B)",
    "VLOOKUP(A4,'x''y'!$A$1:$D4,2,0)&\"%d\"",
    "[1]Sheet1!A4",
    "INDEX(A1:B4,2):C4",
]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("row", [5, 40, 1_000_000])
def test_formulas_move_as_openpyxl_moves_them(formula, row):
    wanted = Translator("=" + formula, "E4").translate_formula(f"E{row}")[1:]
    assert RowTemplate(formula, 4).at(row) == wanted
    assert moved(formula, row - 4, 0) == wanted
    assert (
        moved(formula, row - 4, 2)
        == Translator("=" + formula, "E4").translate_formula(f"G{row}")[1:]
    )


@pytest.mark.parametrize(
    ("formula", "after"),
    [
        ("客户!$A$4:$A$8", "客户!$A$4:$A$11"),
        ("'客户'!$A$4:$B$8,客户!$D$4:$D$8", "'客户'!$A$4:$B$11,客户!$D$4:$D$11"),
        (
            "OFFSET(客户!$A$4,0,0,COUNTA(客户!$A$4:$A$8),1)",
            "OFFSET(客户!$A$4,0,0,COUNTA(客户!$A$4:$A$11),1)",
        ),
        ("其他!$A$4:$A$8", "其他!$A$4:$A$8"),
        ("[1]客户!$A$4:$A$8", "[1]客户!$A$4:$A$8"),
        ('"客户!$A$4:$A$8"', '"客户!$A$4:$A$8"'),
        ("客户!A4:A8", "客户!A4:A8"),  # moves with each cell: no fixed range
        ("$A$4:$A$8", "$A$4:$A$8"),  # of the sheet that it stands on
    ],
)
def test_only_ranges_of_that_sheet_grow(formula, after):
    assert (
        grown(
            formula,
            "客户",
            lambda area: area._replace(bottom=11) if area.bottom == 8 else None,
            own=False,
        )
        == after
    )


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_computes_the_new_formulas(tmp_path):
    written(team_book(tmp_path / "a.xlsx"), usual(), tmp_path / "b.xlsx")
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
    ]
    command.append("csv:Text - txt - csv (StarCalc):44,34,76")
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "b.xlsx")],
        check=True,
        capture_output=True,
        timeout=180,
    )
    lines = (tmp_path / "b.csv").read_text(encoding="utf-8").splitlines()
    assert lines[8] == "N1,乙,2026-05-05,1.5,0.15,2026-06-04"
    assert lines[10].startswith("-3,丙,2026-06-06,,0,2026-07-06")
