"""Small sheets, one trap each: what a write changes, and what it leaves alone."""

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import WriteFailedError
from pipeline.workbook.file.package import Package
from pipeline.workbook.patching.obstacles import obstacles
from pipeline.workbook.patching.write import write_patched
from pipeline.workbook.proof.verify import verify_written
from schemas.plan import ColumnPatch, NewColumn, Plan

AS_OF = dt.date(2026, 11, 23)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="31" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0"><protection locked="0"/></xf></cellXfs></styleSheet>'
)


def make(path: Path, rows: str, *, tail: str = "", sheet: str | None = None) -> Package:
    """Write a workbook with one sheet 客户 around these rows."""
    ns = f'xmlns="{MAIN}" xmlns:r="{OFFICE}"'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {ns}><workbookPr/><sheets><sheet name="客户" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")
        ),
        "xl/worksheets/sheet1.xml": sheet
        or f"<worksheet {ns}><sheetData>{rows}</sheetData>{tail}</worksheet>",
        "xl/styles.xml": STYLES,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return Package.open(path)


def _relations(*items: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(items, 1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def cell(column: int, row: int, value: object, kind: str = "text") -> ColumnPatch:
    return ColumnPatch("客户", column, "列", kind, [row], [None], [value], [""])


def written(package: Package, plan: Plan, path: Path) -> Package:
    """Write, prove, and open again."""
    with path.open("wb") as file:
        write_patched(package, plan, file)
    verify_written(package, path, plan)
    return Package.open(path)


def rows_of(package: Package) -> str:
    xml = package.read("xl/worksheets/sheet1.xml").decode()
    return re.search(r"<(?:x:)?sheetData>(.*)</(?:x:)?sheetData>", xml, re.DOTALL)[1]


@pytest.mark.parametrize(
    ("before", "patch", "after"),
    [
        # a planned cell keeps its style, loses its old type, and its neighbours stay as they are
        (
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="2"><v>7</v></c></row>',
            cell(2, 1, "甲"),
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="2" t="inlineStr"><is><t>甲</t></is></c></row>',
        ),
        # blank clears the value and keeps the style
        (
            '<row r="1"><c r="A1" s="1"><v>7</v></c></row>',
            cell(1, 1, None),
            '<row r="1"><c r="A1" s="1"/></row>',
        ),
        # a date in a cell that shows dates keeps the cell's own format: 2026-11-23 is day 46349
        (
            '<row r="1"><c r="A1" s="1"><v>7</v></c></row>',
            cell(1, 1, AS_OF, "date"),
            '<row r="1"><c r="A1" s="1"><v>46349</v></c></row>',
        ),
        # and gets a date format, as new style 3, where it had none
        (
            '<row r="1"><c r="A1"><v>7</v></c></row>',
            cell(1, 1, AS_OF, "date"),
            '<row r="1"><c r="A1" s="3"><v>46349</v></c></row>',
        ),
        # a missing cell comes in column order, a missing row in row order
        (
            '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>3</v></c></row>',
            cell(2, 1, 2, "number"),
            '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>',
        ),
        (
            '<row r="1"/><row r="3"/>',
            cell(1, 2, 2, "number"),
            '<row r="1"/><row r="2"><c r="A2"><v>2</v></c></row><row r="3"/>',
        ),
        ('<row r="1"/>', cell(1, 1, 2, "number"), '<row r="1"><c r="A1"><v>2</v></c></row>'),
        # behind the last cell the row's spans grow along
        (
            '<row r="1" spans="1:1"><c r="A1"><v>1</v></c></row>',
            cell(3, 1, 2, "number"),
            '<row r="1" spans="1:3"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>',
        ),
        # rows and cells without addresses are counted
        (
            "<row><c><v>1</v></c><c><v>2</v></c></row>",
            cell(2, 1, 5, "number"),
            '<row><c><v>1</v></c><c r="B1"><v>5</v></c></row>',
        ),
        # rows too, also those before the first planned one
        (
            "<row><c><v>1</v></c></row><row/><row><c><v>3</v></c></row>",
            cell(1, 3, 5, "number"),
            '<row><c><v>1</v></c></row><row/><row><c r="A3"><v>5</v></c></row>',
        ),
        # other orders of attributes, other quotes, line breaks; a number where days were shown gets a plain format
        (
            "<row r='1'>\n <c s='1' r='A1' ><v>1</v></c>\n</row>\n",
            cell(1, 1, 5, "number"),
            '<row r=\'1\'>\n <c r="A1" s="3"><v>5</v></c>\n</row>\n',
        ),
        # a row's own format dresses a new cell
        (
            '<row r="1" s="2" customFormat="1"></row>',
            cell(1, 1, "x"),
            '<row r="1" s="2" customFormat="1"><c r="A1" s="2" t="inlineStr"><is><t>x</t></is></c></row>',
        ),
        # edge blanks and line breaks survive, what XML cannot hold goes the format's own way, = is no formula
        (
            '<row r="1"><c r="A1"/></row>',
            cell(1, 1, " a\n"),
            '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> a\n</t></is></c></row>',
        ),
        (
            '<row r="1"><c r="A1"/></row>',
            cell(1, 1, "=1&<\x0b_x0041_"),
            '<row r="1"><c r="A1" t="inlineStr"><is><t>=1&amp;&lt;_x000B__x005F_x0041_</t></is></c></row>',
        ),
    ],
)
def test_one_cell_changes_and_its_row_stays(tmp_path, before, patch, after):
    package = make(tmp_path / "a.xlsx", before)
    out = io.BytesIO()
    write_patched(package, Plan(AS_OF, (), (patch,)), out)
    found = rows_of(Package.from_bytes(tmp_path / "b.xlsx", out.getvalue()))
    assert found == after


def test_numbers_that_are_none_leave_the_cell_empty_and_long_ids_become_text(tmp_path):
    package = make(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>')
    patches = (
        cell(1, 1, float("nan"), "number"),
        cell(2, 1, 2**60, "number"),
        cell(3, 1, 0.1, "number"),
    )
    out = io.BytesIO()
    write_patched(package, Plan(AS_OF, (), patches), out)
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    assert [c.value for c in book["客户"][1]] == [None, "1152921504606846976", 0.1]


def test_dates_count_from_1904_where_the_workbook_says_so(tmp_path):
    package = make(tmp_path / "a.xlsx", '<row r="1"><c r="A1" s="1"/></row>')
    data = io.BytesIO()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            new.writestr(
                name, old.read(name).replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>')
            )
    package = Package.from_bytes(tmp_path / "a.xlsx", data.getvalue())
    out = io.BytesIO()
    write_patched(package, Plan(AS_OF, (), (cell(1, 1, AS_OF, "date"),)), out)
    # 1,462 days lie between the two epochs
    assert "<v>44887</v>" in rows_of(Package.from_bytes(tmp_path / "b.xlsx", out.getvalue()))


def test_a_prefix_on_every_tag_is_carried_into_new_cells(tmp_path):
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:dimension ref="A1"/><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    package = make(tmp_path / "a.xlsx", "", sheet=sheet)
    after = written(
        package, Plan(AS_OF, (), (cell(2, 1, "乙"), cell(1, 2, 3, "number"))), tmp_path / "b.xlsx"
    )
    assert rows_of(after) == (
        '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="B1" t="inlineStr"><x:is><x:t>乙</x:t></x:is></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:v>3</x:v></x:c></x:row>'
    )
    assert b'<x:dimension ref="A1:B2"/>' in after.read("xl/worksheets/sheet1.xml")


def test_a_sheet_without_rows_gets_them(tmp_path):
    package = make(
        tmp_path / "a.xlsx", "", sheet=f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    )
    after = written(package, Plan(AS_OF, (), (cell(1, 1, 3, "number"),)), tmp_path / "b.xlsx")
    assert rows_of(after) == '<row r="1"><c r="A1"><v>3</v></c></row>'


@pytest.mark.parametrize(
    ("rows", "tail", "patch", "code"),
    [
        ('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>', "", cell(1, 1, 5), "formula"),
        (
            '<row r="1"><c r="A1" t="str"><f t="shared" ref="A1:A3" si="0">"a"</f><v>a</v></c></row>',
            "",
            cell(1, 1, 5),
            "formula",
        ),
        (
            '<row r="1"><c r="A1"><f t="array" ref="A1:B2">1</f><v>2</v></c></row>',
            "",
            cell(2, 2, 5),
            "array",
        ),
        (
            '<row r="1"><c r="A1"><v>2</v></c></row>',
            '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
            cell(2, 1, 5),
            "merged",
        ),
        (
            '<row r="1"><c r="A1"><v>2</v></c></row>',
            '<sheetProtection sheet="1"/>',
            cell(1, 1, 5),
            "locked",
        ),
        ("<row r='1'><c r='A1'><f>1+1</f><v>2</v></c></row>", "", cell(1, 1, 5), "formula"),
        ('<row r="1"/>', "", cell(16_385, 1, 5), "edge"),
    ],
)
def test_a_cell_that_cannot_be_written_safely_is_named_and_refused(
    tmp_path, rows, tail, patch, code
):
    package = make(tmp_path / "a.xlsx", rows, tail=tail)
    plan = Plan(AS_OF, (), (patch,))
    found = obstacles(package, plan)
    assert [(o.row, o.column, o.code) for o in found] == [(patch.rows[0], patch.column, code)]
    with pytest.raises(WriteFailedError):
        write_patched(package, plan, io.BytesIO())


@pytest.mark.parametrize(
    ("rows", "tail", "patch"),
    [
        # the top left cell of a merge is the one that shows
        (
            '<row r="1"><c r="A1"><v>2</v></c></row>',
            '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
            cell(1, 1, 5),
        ),
        # a protected sheet may leave cells unlocked: style 2 does
        (
            '<row r="1"><c r="A1" s="2"><v>2</v></c></row>',
            '<sheetProtection sheet="1"/>',
            cell(1, 1, 5),
        ),
        # a formula elsewhere is no obstacle
        (
            '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1</f><v>2</v></c></row>',
            "",
            cell(1, 1, 5),
        ),
    ],
)
def test_a_cell_near_an_obstacle_is_free(tmp_path, rows, tail, patch):
    package = make(tmp_path / "a.xlsx", rows, tail=tail)
    assert obstacles(package, Plan(AS_OF, (), (patch,))) == []


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"/><row r="2"/>',  # which of the two counts?
        '<row r="2"/><row r="1"/><row/>',  # put in order, the last would get another number
        '<row r="1"><c t="n" r="B1"/><c t="n" r="A1"/></row>',
    ],
)
def test_rows_that_cannot_be_followed_refuse_the_whole_file(tmp_path, rows):
    package = make(tmp_path / "a.xlsx", rows)
    with pytest.raises(WriteFailedError, match="out of order"):
        obstacles(package, Plan(AS_OF, (), (cell(1, 1, 5),)))


def test_formulas_are_computed_anew_only_where_there_are_any(tmp_path):
    plain = make(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>2</v></c></row>')
    formula = make(
        tmp_path / "c.xlsx",
        '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1</f><v>2</v></c></row>',
    )
    plan = Plan(AS_OF, (), (cell(1, 1, 5, "number"),))
    after = written(plain, plan, tmp_path / "b.xlsx")
    assert after.read("xl/workbook.xml") == plain.read("xl/workbook.xml")
    assert b'<calcPr fullCalcOnLoad="1"/></workbook>' in written(
        formula, plan, tmp_path / "d.xlsx"
    ).read("xl/workbook.xml")


def test_an_empty_plan_gives_the_same_bytes(tmp_path):
    package = make(tmp_path / "a.xlsx", '<row r="1"/>')
    out = io.BytesIO()
    write_patched(package, Plan(AS_OF), out)
    assert out.getvalue() == package.data


def test_a_changed_stranger_is_noticed_by_the_proof(tmp_path):
    package = make(
        tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><v>3</v></c></row>'
    )
    plan = Plan(AS_OF, (), (cell(1, 1, 5, "number"),))
    out = tmp_path / "b.xlsx"
    written(package, plan, out)
    for old, new in (
        (b"<v>3</v>", b"<v>4</v>"),
        (b"<v>5</v>", b"<v>6</v>"),
        (b"</sheetData>", b""),
        ("宋体".encode(), "黑体".encode()),
    ):
        data = io.BytesIO()
        with zipfile.ZipFile(out) as good, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as bad:
            for name in good.namelist():
                bad.writestr(name, good.read(name).replace(old, new))
        broken = tmp_path / "c.xlsx"
        broken.write_bytes(data.getvalue())
        with pytest.raises(WriteFailedError):
            verify_written(package, broken, plan)


def test_new_columns_widen_table_filter_formats_validations_and_widths(tmp_path):
    package = _sample(tmp_path / "a.xlsx")
    new = (
        NewColumn("客户", 2, 4, 4, "等级", "text", 9),
        NewColumn("客户", 2, 4, 5, "下次跟进", "date", 12),
    )
    patches = (
        ColumnPatch("客户", 4, "等级", "text", [3], [None], ["A"], [""]),
        ColumnPatch("客户", 5, "下次跟进", "date", [4], [None], [AS_OF], [""]),
    )
    after = written(package, Plan(AS_OF, new, patches), tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    sheet = book["客户"]
    table = sheet.tables["T"]
    assert (table.ref, table.autoFilter.ref) == ("A2:E4", "A2:E4")
    assert [c.name for c in table.tableColumns] == ["编号", "名称", "金额", "等级", "下次跟进"]
    assert len({c.id for c in table.tableColumns}) == 5
    assert [str(r.sqref) for r in sheet.conditional_formatting] == ["A3:E4", "B3:B4"]
    assert [str(v.sqref) for v in sheet.data_validations.dataValidation] == ["C3:C4", "A3:E4"]
    assert sheet.print_area == "'客户'!$A$1:$E$4"
    assert [sheet.cell(2, c).value for c in (4, 5)] == ["等级", "下次跟进"]
    assert sheet["D2"].font.b
    assert sheet["D2"].fill.fgColor.rgb == sheet["C2"].fill.fgColor.rgb
    # the neighbour shows money: text and dates take its looks but not its format
    assert (sheet["D3"].value, sheet["D3"].number_format) == ("A", "General")
    assert sheet["D4"].border.left.style == "thin"
    assert (sheet["E4"].value, sheet["E4"].number_format) == (
        dt.datetime(2026, 11, 23),  # noqa: DTZ001
        "yyyy-mm-dd",
    )
    assert (sheet.column_dimensions["D"].width, sheet.column_dimensions["E"].width) == (9, 12)
    spans = re.findall(
        rb'<col (?=[^>]*min="(\d+)")(?=[^>]*max="(\d+)")', after.read("xl/worksheets/sheet1.xml")
    )
    assert spans == [(b"4", b"4"), (b"5", b"5"), (b"6", b"8")]


def _sample(path: Path) -> Package:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    sheet["A1"] = "客户表"
    bold = openpyxl.styles.Font(bold=True)
    blue = openpyxl.styles.PatternFill("solid", fgColor="FFDDEEFF")
    side = openpyxl.styles.Side(style="thin")
    for row, values in enumerate([("编号", "名称", "金额"), ("C1", "甲", 5), ("C2", "乙", 6)], 2):
        for column, value in enumerate(values, 1):
            target = sheet.cell(row, column, value)
            target.border = openpyxl.styles.Border(left=side)
            if row == 2:
                target.font, target.fill = bold, blue
            elif column == 3:
                target.number_format = "#,##0.00"
    sheet.add_table(openpyxl.worksheet.table.Table(displayName="T", ref="A2:C4"))
    rule = openpyxl.formatting.rule.FormulaRule(formula=["$A3=1"], fill=blue)
    sheet.conditional_formatting.add("A3:C4", rule)
    sheet.conditional_formatting.add("B3:B4", rule)
    for area in ("C3:C4", "A3:C4"):
        check = openpyxl.worksheet.datavalidation.DataValidation(type="whole", formula1="0")
        check.add(area)
        sheet.add_data_validation(check)
    sheet.print_area = "A1:C4"
    sheet.column_dimensions.group("D", "H", hidden=False)
    sheet.column_dimensions["D"].width = 20
    book.save(path)
    return Package.open(path)


def test_a_new_column_with_a_name_the_table_has_is_refused(tmp_path):
    package = _sample(tmp_path / "a.xlsx")
    found = obstacles(package, Plan(AS_OF, (NewColumn("客户", 2, 4, 4, "名称", "text", 9),)))
    assert [o.code for o in found] == ["doubled"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20)
VALUES = st.one_of(
    st.none(),
    TEXTS,
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)),
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 8)), VALUES, min_size=1))
def test_whatever_is_written_only_those_cells_change_for_two_readers(tmp_path_factory, cells):
    folder = tmp_path_factory.mktemp("any")
    package = _sample(folder / "a.xlsx")
    # the table's header stays out: it is an obstacle, tested above
    free = {place: value for place, value in cells.items() if place[0] != 2}
    patches = []
    for column in sorted({c for _, c in free}):
        rows = sorted(r for r, c in free if c == column)
        values = [free[r, column] for r in rows]
        patches.append(
            ColumnPatch(
                "客户", column, "列", "text", rows, [None] * len(rows), values, [""] * len(rows)
            )
        )
    after = written(package, Plan(AS_OF, (), patches), folder / "b.xlsx")
    for old, new in zip(package.members, after.members, strict=True):
        if old.name not in {"xl/worksheets/sheet1.xml", "xl/styles.xml"}:
            assert package.read(old.name) == after.read(new.name)
    before, now = (openpyxl.load_workbook(folder / name)["客户"] for name in ("a.xlsx", "b.xlsx"))
    for row in before.iter_rows(max_row=12, max_col=8):
        for one in row:
            if (one.row, one.column) not in free:
                other = now.cell(one.row, one.column)
                assert (other.value, other.number_format) == (one.value, one.number_format)
    grid = (
        python_calamine.CalamineWorkbook.from_path(str(folder / "b.xlsx"))
        .get_sheet_by_name("客户")
        .to_python(skip_empty_area=False)
    )
    for (row, column), value in free.items():
        found = (
            grid[row - 1][column - 1] if row <= len(grid) and column <= len(grid[row - 1]) else ""
        )
        assert found == ("" if value is None else value)
