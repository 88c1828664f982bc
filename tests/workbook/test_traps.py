"""A case for each trap that real workbooks set a writer of single cells: what comes of it, or by which name it is refused.

trap                                        | case
shared formula                              | test_shared_formulas.py
array, data table, spilled formula          | test_what_belongs_to_a_block_or_carries_metadata_is_refused
calculation chain                           | test_shared_formulas.py: the_calculation_chain_…
cached values of dependants                 | test_writer_patch.py: formulas_are_computed_anew_…
table header, computed column, totals row   | test_the_parts_of_a_table_that_excel_keeps_are_refused
new column beside a table with totals       | test_a_new_column_takes_the_totals_row_along
query table, external data                  | test_a_new_column_beside_a_query_table_leaves_it_alone
merged cells                                | test_writer_patch.py: a_cell_that_cannot_be_written_…, a_cell_near_an_obstacle_…
1904 dates                                  | test_writer_patch.py: dates_count_from_1904_…
date formats, Chinese ones too              | test_a_date_keeps_a_format_…, test_a_number_keeps_a_format_…
shared and inline strings, rich text, readings | test_shared_texts_are_never_changed
blanks, control characters, limits, NaN, =  | test_writer_patch.py: one_cell_changes_…, numbers_that_are_none_…
prefixed tags                               | test_writer_patch.py: a_prefix_on_every_tag_…; here: …_with_a_prefix
two prefixes for one namespace              | test_rows_of_two_prefixes_are_refused_…
r declared on each sheet                    | test_a_sheet_of_ours_is_added_where_the_root_does_not_know_relationships
strict OOXML, ISO dates                     | test_a_strict_workbook_stays_strict, test_iso_dates_are_read_and_replaced
odd attribute order, no addresses, line breaks | test_writer_patch.py: one_cell_changes_and_its_row_stays
comments, CDATA, processing instructions    | test_comments_and_the_like_…, test_the_reader_sees_…
DOCTYPE                                     | tests/hostile
UTF-16                                      | test_a_sheet_in_utf_16_…
rows out of order, double, without numbers  | test_rows_out_of_order_…; refused: test_writer_patch.py
missing rows and cells, spans, dimension    | test_writer_patch.py: one_cell_changes_…, a_prefix_…
AlternateContent, x14 formats, extensions   | test_extensions_stay_and_grow
filter, hidden filter name, hidden rows     | test_the_filter_and_its_hidden_name_grow_together, test_hidden_rows_are_written
pivot tables                                | test_a_cell_of_a_pivot_table_is_refused_and_its_cache_stays
WPS pictures in cells                       | test_wps_pictures_stay
protection, signatures, shared workbooks    | test_signed_and_protected.py
backslash names, double names, folders      | test_names_with_backslashes_…; refused: tests/hostile
stored members, sizes behind, types not first | test_however_the_zip_was_packed_…
no styles part                              | test_a_workbook_without_styles_gets_them
password, old .xls and other files          | test_writer_package.py
"""

import re
import zipfile

import openpyxl
import pytest
from small_packages import BOOK, KIND, SHEET, package_of, parts_of, relations, streamed
from test_writer_patch import AS_OF, MAIN, OFFICE, STYLES, cell, rows_of, written

from pipeline.errors import UnreadableWorkbookError, WriteFailedError
from pipeline.workbook.parts.styles import StyleBook
from pipeline.workbook.patching.obstacles import obstacles
from pipeline.workbook.reading.read import read_grid
from pipeline.workbook.reading.scan import scan_sheet
from schemas.plan import NewColumn, Plan
from schemas.sheets import OwnedSheet, SheetColumn

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
WIDE = '<row r="1"><c r="A1" t="str"><v>编号</v></c><c r="B1" t="str"><v>名称</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
GRADE = Plan(AS_OF, (NewColumn("客户", 1, 2, 3, "等级", "text", 9),))


def set_one(column=1, row=1, value=7):
    return Plan(AS_OF, (), (cell(column, row, value, "number"),))


def codes(package, plan):
    return [o.code for o in obstacles(package, plan)]


def same_but(before, after, *changed):
    """Assert that all other parts are the same bytes."""
    for name in before.names:
        assert (name in changed) or before.read(name) == after.read(name), name
    assert before.names == after.names


# --- formulas and metadata


@pytest.mark.parametrize(
    ("content", "column", "code"),
    [
        (
            '<c r="A1"><f t="array" ref="A1:B1">{1,2}</f><v>1</v></c><c r="B1"><v>2</v></c>',
            2,
            "array",
        ),
        (
            '<c r="A1"><f t="dataTable" ref="A1:B1" dt2D="1" r1="C1" r2="D1"/><v>1</v></c><c r="B1"><v>2</v></c>',
            2,
            "array",
        ),
        ('<c r="A1" cm="1"><f t="array" ref="A1">SORT(B1)</f><v>1</v></c>', 1, "formula"),
        ('<c r="A1"><v>1</v></c><c r="B1" cm="1"><v>2</v></c>', 2, "spill"),
        ('<c r="A1" t="e" vm="1"><v>#VALUE!</v></c>', 1, "spill"),  # a picture in the cell
    ],
)
def test_what_belongs_to_a_block_or_carries_metadata_is_refused(tmp_path, content, column, code):
    metadata = f'<metadata xmlns="{MAIN}"/>'
    parts = parts_of(
        f'<row r="1">{content}</row>',
        book=[("sheetMetadata", "metadata.xml")],
        others={"xl/metadata.xml": metadata},
    )
    assert codes(package_of(tmp_path / "a.xlsx", parts), set_one(column)) == [code]


# --- tables


def table(
    inner="",
    attributes='ref="A1:B3"',
    columns='<tableColumn id="1" name="编号"/><tableColumn id="2" name="名称"/>',
):
    return (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" {attributes}><autoFilter ref="A1:B2"/>'
        f'<tableColumns count="2">{columns}</tableColumns>{inner}</table>'
    )


def with_table(content, rows=WIDE + '<row r="3"><c r="A3"/><c r="B3"/></row>', **more):
    return parts_of(
        rows,
        tail='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>',
        sheet=[("table", "../tables/table1.xml")],
        others={"xl/tables/table1.xml": content, **more},
    )


TOTALS = 'ref="A1:B3" totalsRowCount="1"'


@pytest.mark.parametrize(
    ("content", "row", "column", "code"),
    [
        (table(), 1, 2, ["table_header"]),
        (table(attributes=TOTALS), 3, 2, ["totals"]),
        (table(attributes=TOTALS), 2, 2, []),
        (table(attributes='ref="A1:B3" headerRowCount="0"'), 1, 2, []),
        (
            table(
                columns='<tableColumn id="1" name="编号"/><tableColumn id="2" name="名称"><calculatedColumnFormula>1</calculatedColumnFormula></tableColumn>'
            ),
            2,
            2,
            ["calculated"],
        ),
    ],
)
def test_the_parts_of_a_table_that_excel_keeps_are_refused(tmp_path, content, row, column, code):
    assert codes(package_of(tmp_path / "a.xlsx", with_table(content)), set_one(column, row)) == code


def test_a_new_column_takes_the_totals_row_along(tmp_path):
    package = package_of(tmp_path / "a.xlsx", with_table(table(attributes=TOTALS)))
    after = written(package, GRADE, tmp_path / "b.xlsx")
    grown = openpyxl.load_workbook(tmp_path / "b.xlsx")["客户"].tables["T"]
    assert (grown.ref, grown.totalsRowCount, grown.autoFilter.ref) == ("A1:C3", 1, "A1:C2")
    assert [column.name for column in grown.tableColumns] == ["编号", "名称", "等级"]
    same_but(package, after, SHEET, "xl/tables/table1.xml")


def test_a_new_column_beside_a_query_table_leaves_it_alone(tmp_path):
    """A refresh rewrites the query's own columns; one of ours among them would be lost, so it stands beside them."""
    query = f'<queryTable xmlns="{MAIN}" name="Q" connectionId="1"/>'
    connections = f'<connections xmlns="{MAIN}"><connection id="1" name="Q" type="5" refreshedVersion="6"/></connections>'
    parts = with_table(
        table(attributes='ref="A1:B3" tableType="queryTable"'),
        **{
            "xl/tables/_rels/table1.xml.rels": relations(
                ("queryTable", "../queryTables/queryTable1.xml")
            ),
            "xl/queryTables/queryTable1.xml": query,
            "xl/connections.xml": connections,
        },
    )
    package = package_of(tmp_path / "a.xlsx", parts)
    after = written(package, GRADE, tmp_path / "b.xlsx")
    same_but(package, after, SHEET)
    assert '<c r="C1" t="inlineStr"><is><t>等级</t></is></c>' in rows_of(after)


# --- dates and texts


@pytest.mark.parametrize(
    ("number", "code", "style"),
    [
        (14, "", 1),
        (22, "", 1),
        (27, "", 1),
        (31, "", 1),
        (36, "", 1),
        (20, "", 3),
        (45, "", 3),
        (50, "", 1),
        (57, "", 1),
        (58, "", 1),
        (164, "yyyy&quot;年&quot;m&quot;月&quot;", 1),
        (164, "[$-804]aaaa", 3),
        (164, "0.0&quot;days&quot;", 3),
        (0, "", 3),
        (2, "", 3),
        (37, "", 3),
        (49, "", 3),
    ],
)
def test_a_date_keeps_a_format_that_shows_dates(tmp_path, number, code, style):
    """Else the cell gets one, as new style 3. Source: the format's built-in numbers 14-17, 22, 27-36, 50-58; times alone show no day."""
    custom = (
        f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{code}"/></numFmts>' if code else ""
    )
    styles = STYLES.replace('numFmtId="31"', f'numFmtId="{number}"').replace(
        "<fonts", custom + "<fonts"
    )
    parts = parts_of(
        '<row r="1"><c r="A1" s="1"><v>1</v></c></row>', others={"xl/styles.xml": styles}
    )
    after = written(
        package_of(tmp_path / "a.xlsx", parts),
        Plan(AS_OF, (), (cell(1, 1, AS_OF, "date"),)),
        tmp_path / "b.xlsx",
    )
    assert rows_of(after) == f'<row r="1"><c r="A1" s="{style}"><v>46349</v></c></row>'


@pytest.mark.parametrize(
    ("number", "code", "style"),
    [
        (14, "", 3),
        (18, "", 3),
        (20, "", 3),
        (33, "", 3),
        (46, "", 3),
        (55, "", 3),
        (49, "", 3),
        (164, "hh:mm;@", 3),
        (164, "[h]:mm", 3),
        (164, "[mm]", 3),
        (164, "上午/下午h&quot;时&quot;", 3),
        (0, "", 1),
        (2, "", 1),
        (10, "", 1),
        (164, "0.0&quot;h&quot;", 1),
        (164, "[Red]0;[Blue]0", 1),
    ],
)
def test_a_number_keeps_a_format_that_shows_numbers(tmp_path, number, code, style):
    """A count shown as a day or as a time of day would be read as one; the cell then gets the general format."""
    custom = (
        f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{code}"/></numFmts>' if code else ""
    )
    styles = STYLES.replace('numFmtId="31"', f'numFmtId="{number}"').replace(
        "<fonts", custom + "<fonts"
    )
    parts = parts_of(
        '<row r="1"><c r="A1" s="1"><v>0.5</v></c></row>', others={"xl/styles.xml": styles}
    )
    after = written(package_of(tmp_path / "a.xlsx", parts), set_one(), tmp_path / "b.xlsx")
    assert rows_of(after) == f'<row r="1"><c r="A1" s="{style}"><v>7</v></c></row>'


def test_shared_texts_are_never_changed(tmp_path):
    """Other cells use them too, and they hold rich text and readings that a new value would not have."""
    texts = (
        f'<sst xmlns="{MAIN}" count="3" uniqueCount="2"><si><r><rPr><b/></rPr><t>甲</t></r><r><t>乙</t></r></si>'
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="0"/></si></sst>'
    )
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s" ph="1"><v>1</v></c><c r="C1" t="s"><v>0</v></c></row>'
    parts = parts_of(
        rows, book=[("sharedStrings", "sharedStrings.xml")], others={"xl/sharedStrings.xml": texts}
    )
    package = package_of(tmp_path / "a.xlsx", parts)
    after = written(
        package, Plan(AS_OF, (), (cell(1, 1, "丙"), cell(2, 1, "丁"))), tmp_path / "b.xlsx"
    )
    same_but(package, after, SHEET)
    assert read_grid(after, "客户").iloc[0].tolist() == ["丙", "丁", "甲乙"]


@pytest.mark.parametrize("number", ["-1", "x", "1.0", " 1 ", "+1"])
def test_a_text_number_that_is_none_is_not_read_as_the_first_text(tmp_path, number):
    texts = f'<sst xmlns="{MAIN}"><si><t>甲</t></si><si><t>乙</t></si></sst>'
    others = {"xl/sharedStrings.xml": texts}
    for rows in (
        f'<row r="1"><c r="A1" t="s"><v>{number}</v></c></row>',
        f"<row r='1'><c t = 's' r='A1'><v>{number}</v></c></row>",
    ):
        package = package_of(
            tmp_path / "a.xlsx",
            parts_of(rows, book=[("sharedStrings", "sharedStrings.xml")], others=others),
        )
        with pytest.raises(UnreadableWorkbookError, match="客户!A1"):
            read_grid(package, "客户")


# --- other ways to write XML


ASIDES = (
    '<!-- <row r="9"> --><row r="1"><c r="A1"><v>1</v></c><!-- <c r="B1"> > --><c r="C1" t="inlineStr"><is><t>a<![CDATA[<b>&]]></t></is></c>'
    '<?x </row>?></row><?y?>\n<row r="2"><!----><c r="A2"><v>1<!-- -->2</v></c></row><!-- </sheetData> -->'
)


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_comments_and_the_like_stay_where_they_are(tmp_path, prefix):
    rows = ASIDES
    if prefix:
        for tag in ("row", "c", "v", "is", "t"):
            rows = (
                rows.replace(f"<{tag} ", f"<x:{tag} ")
                .replace(f"<{tag}>", f"<x:{tag}>")
                .replace(f"</{tag}>", f"</x:{tag}>")
            )
    parts = parts_of(rows)
    if prefix:
        parts[SHEET] = (
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
        )
    package = package_of(tmp_path / "a.xlsx", parts)
    plan = Plan(
        AS_OF, (), (cell(1, 1, 7, "number"), cell(2, 1, 8, "number"), cell(4, 2, 9, "number"))
    )
    after = written(package, plan, tmp_path / "b.xlsx")
    new = [
        f'<{prefix}c r="{name}"><{prefix}v>{value}</{prefix}v></{prefix}c>'
        for name, value in (("A1", 7), ("B1", 8), ("D2", 9))
    ]
    expected = rows.replace(
        f'<{prefix}c r="A1"><{prefix}v>1</{prefix}v></{prefix}c>', new[0] + new[1], 1
    )
    # an added cell stands right behind the cell to its left, or at the row's end
    end = expected.rindex(f"</{prefix}row>")
    expected = expected[:end] + new[2] + expected[end:]
    assert after.read(SHEET).decode() == parts[SHEET].replace(rows, expected)
    same_but(package, after, SHEET)


def test_the_reader_sees_the_values_that_comments_and_cdata_cut_up(tmp_path):
    rows = (
        ASIDES
        + '<row r="3"><c r="A3"><v><![CDATA[31]]></v></c><c r="B3" t="e"><v><![CDATA[#N/A]]></v></c></row>'
    )
    package = package_of(tmp_path / "a.xlsx", parts_of(rows))
    grid = read_grid(package, "客户")
    assert [grid.at[1, 1], grid.at[1, 3], grid.at[2, 1], grid.at[3, 1]] == [1, "a<b>&", 12, 31]
    assert scan_sheet(package, "客户").errors == [(3, 2, "#N/A")]


def test_rows_of_two_prefixes_are_refused_and_two_prefixes_alone_are_not(tmp_path):
    parts = parts_of(ONE)
    parts[SHEET] = parts[SHEET].replace("<worksheet ", f'<worksheet xmlns:x="{MAIN}" ')
    assert codes(package_of(tmp_path / "a.xlsx", parts), set_one()) == []
    parts[SHEET] = parts[SHEET].replace(
        "</row>", '</row><x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c></x:row>'
    )
    with pytest.raises(WriteFailedError, match="odd way"):
        obstacles(package_of(tmp_path / "b.xlsx", parts), set_one())


@pytest.mark.parametrize(
    "rows", [ONE + "<!-- ", ONE + "<![CDATA[", ONE + "<?x", ONE + "<!x>", ONE + "\udcff"]
)
def test_an_aside_without_an_end_and_bytes_that_are_no_text_are_refused(tmp_path, rows):
    parts = parts_of("?")
    parts[SHEET] = (
        parts[SHEET].encode().replace(b"?</s", rows.encode("utf-8", "surrogateescape") + b"</s")
    )
    with pytest.raises(UnreadableWorkbookError):
        scan_sheet(package_of(tmp_path / "a.xlsx", parts), "客户")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_sheet_in_utf_16_is_read_and_comes_out_as_the_same_text_in_utf_8(tmp_path, encoding):
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="inlineStr"><is><t>客户😀</t></is></c></row>'
    )
    parts = parts_of(rows)
    text = '<?xml version="1.0" encoding="UTF-16" standalone="yes"?>\n' + parts[SHEET]
    parts[SHEET] = text.encode(encoding)
    package = package_of(tmp_path / "a.xlsx", parts)
    assert read_grid(package, "客户").iloc[0].tolist() == [1, "客户😀"]
    after = written(package, set_one(), tmp_path / "b.xlsx")
    assert after.read(SHEET).decode() == text.replace("UTF-16", "UTF-8").replace(
        "<v>1</v>", "<v>7</v>"
    )
    same_but(package, after, SHEET)
    # where nothing is to be written the file stays as it is
    assert Plan(AS_OF).is_empty


def test_half_a_character_in_utf_16_is_refused(tmp_path):
    parts = parts_of(ONE)
    parts[SHEET] = (
        parts[SHEET]
        .encode("utf-16-le")
        .replace("1</v>".encode("utf-16-le"), b"\x00\xd8</v>"[:2] + "</v>".encode("utf-16-le"))
    )
    with pytest.raises(UnreadableWorkbookError):
        scan_sheet(package_of(tmp_path / "a.xlsx", parts), "客户")


def test_rows_out_of_order_are_written_in_order_and_otherwise_unchanged(tmp_path):
    """Excel asks for ascending rows; each row is the same bytes but for the planned cells, and a missing one comes between."""
    one, three, seven = (
        '<row r="1" ht="20"><c r="A1"><v>1</v></c></row><!-- of row 1 -->',
        '<row r="3"><c r="A3"><v>3</v></c></row>\n',
        '<row r="7"><c r="A7" s="2"/></row>',
    )
    package = package_of(tmp_path / "a.xlsx", parts_of(seven + one + three))
    assert read_grid(package, "客户")[1].tolist() == [1, "", 3]
    after = written(
        package,
        Plan(AS_OF, (), (cell(1, 3, 9, "number"), cell(2, 5, 8, "number"))),
        tmp_path / "b.xlsx",
    )
    added = '<row r="5"><c r="B5"><v>8</v></c></row>'
    assert rows_of(after) == one + three.replace("<v>3", "<v>9") + added + seven


# --- strict


STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
DUE = OwnedSheet("due", "本周跟进", "自动", [SheetColumn("客户", 20)], [("甲",)], {}, {})


def test_a_strict_workbook_stays_strict(tmp_path):
    package = package_of(tmp_path / "a.xlsx", parts_of(ONE, namespace=STRICT, office=STRICT_OFFICE))
    plan = Plan(AS_OF, (), (cell(1, 1, AS_OF, "date"),), (DUE,))
    after = written(package, plan, tmp_path / "b.xlsx")
    for name in after.names:
        assert MAIN.encode() not in after.read(name), name
        assert OFFICE.encode() not in after.read(name), name
    style, value = re.fullmatch(
        r'<row r="1"><c r="A1" s="(\d+)"><v>(\d+)</v></c></row>', rows_of(after)
    ).groups()
    assert (StyleBook.of(after).shows_date(int(style)), value) == (True, "46349")
    assert [sheet.name for sheet in after.sheets] == ["客户", "本周跟进"]


def test_iso_dates_are_read_and_replaced(tmp_path):
    rows = '<row r="1"><c r="A1" s="1" t="d"><v>2026-11-20</v></c><c r="B1" s="1" t="d"><v>2026-11-21T00:00:00</v></c></row>'
    package = package_of(
        tmp_path / "a.xlsx", parts_of(rows, namespace=STRICT, office=STRICT_OFFICE)
    )
    assert [day.isoformat()[:10] for day in read_grid(package, "客户").iloc[0]] == [
        "2026-11-20",
        "2026-11-21",
    ]
    after = written(package, Plan(AS_OF, (), (cell(1, 1, AS_OF, "date"),)), tmp_path / "b.xlsx")
    assert rows_of(after) == rows.replace(
        '<c r="A1" s="1" t="d"><v>2026-11-20</v></c>', '<c r="A1" s="1"><v>46349</v></c>'
    )


def test_a_sheet_of_ours_is_added_where_the_root_does_not_know_relationships(tmp_path):
    parts = parts_of(ONE)
    parts[BOOK] = (
        parts[BOOK]
        .replace(f' xmlns:r="{OFFICE}"', "")
        .replace(' r:id="rId1"', f' xmlns:q="{OFFICE}" q:id="rId1"')
    )
    after = written(
        package_of(tmp_path / "a.xlsx", parts), Plan(AS_OF, sheets=(DUE,)), tmp_path / "b.xlsx"
    )
    assert [sheet.name for sheet in after.sheets] == ["客户", "本周跟进"]
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames == ["客户", "本周跟进"]


# --- what lies over the cells


X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
EXTENSIONS = (
    f'<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{X14}"><x14:conditionalFormattings>'
    '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:cfRule type="dataBar" id="{1}"/>'
    "<xm:sqref>%s</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
    f'<ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{X14}"><x14:dataValidations count="1">'
    '<x14:dataValidation type="list"><x14:formula1><xm:f xmlns:xm="x">名单!$A$1</xm:f></x14:formula1><xm:sqref xmlns:xm="x">%s</xm:sqref>'
    "</x14:dataValidation></x14:dataValidations></ext></extLst>"
)
CHOICE = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x14">'
    '<controls><control shapeId="1" r:id="rId1"/></controls></mc:Choice></mc:AlternateContent>'
)


def test_extensions_stay_and_grow(tmp_path):
    """Extended formats and validations over the whole width widen with a new column, one over a single column does not."""
    tail = CHOICE + EXTENSIONS % ("A2:B2", "B2")
    package = package_of(tmp_path / "a.xlsx", parts_of(WIDE, tail=tail))
    plain = written(package, set_one(1, 2), tmp_path / "b.xlsx").read(SHEET).decode()
    assert plain.endswith(f"</sheetData>{tail}</worksheet>")
    wide = written(package, GRADE, tmp_path / "c.xlsx").read(SHEET).decode()
    assert wide.endswith(f"</sheetData>{CHOICE}{EXTENSIONS % ('A2:C2', 'B2')}</worksheet>")


def test_the_filter_and_its_hidden_name_grow_together(tmp_path):
    name = '<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">客户!$A$1:$B$2</definedName>'
    other = '<definedName name="金额">客户!$A$1:$B$2</definedName>'
    filtered = '<autoFilter ref="A1:B2"><filterColumn colId="0"><filters><filter val="1"/></filters></filterColumn></autoFilter>'
    package = package_of(tmp_path / "a.xlsx", parts_of(WIDE, tail=filtered, names=name + other))
    after = written(package, GRADE, tmp_path / "b.xlsx")
    assert after.defined_names == (
        ("_xlnm._FilterDatabase", 0, "'客户'!$A$1:$C$2"),
        ("金额", None, "客户!$A$1:$B$2"),
    )
    assert filtered.replace("A1:B2", "A1:C2") in after.read(SHEET).decode()


def test_hidden_rows_are_written_and_stay_hidden(tmp_path):
    rows = '<row r="1" hidden="1" outlineLevel="1" collapsed="1"><c r="A1"><v>1</v></c></row>'
    package = package_of(tmp_path / "a.xlsx", parts_of(rows))
    assert scan_sheet(package, "客户").hidden_rows == 1
    assert rows_of(written(package, set_one(), tmp_path / "b.xlsx")) == rows.replace("<v>1", "<v>7")


def test_a_cell_of_a_pivot_table_is_refused_and_its_cache_stays(tmp_path):
    pivot = f'<pivotTableDefinition xmlns="{MAIN}" name="P" cacheId="1"><location ref="D1:E3"/></pivotTableDefinition>'
    cache = f'<pivotCacheDefinition xmlns="{MAIN}"><cacheSource type="worksheet"><worksheetSource ref="A1:B2" sheet="客户"/></cacheSource></pivotCacheDefinition>'
    others = {
        "xl/pivotTables/pivotTable1.xml": pivot,
        "xl/pivotCache/pivotCacheDefinition1.xml": cache,
    }
    parts = parts_of(WIDE, sheet=[("pivotTable", "../pivotTables/pivotTable1.xml")], others=others)
    package = package_of(tmp_path / "a.xlsx", parts)
    assert codes(package, set_one(4, 2)) == ["pivot"]
    assert codes(package, Plan(AS_OF, (NewColumn("客户", 1, 2, 4, "等级", "text", 9),))) == [
        "taken"
    ]
    same_but(package, written(package, set_one(1, 2), tmp_path / "b.xlsx"), SHEET)


# --- files of other programs, and the zip around them


def test_wps_pictures_stay(tmp_path):
    """WPS keeps pictures in cells behind a formula of its own, in parts that no other program knows."""
    picture = (
        '<c r="B1" t="str"><f>_xlfn.DISPIMG(&quot;ID_1&quot;,1)</f><v>=DISPIMG("ID_1",1)</v></c>'
    )
    rows = f'<row r="1"><c r="A1"><v>1</v></c>{picture}</row>'
    images = '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>'
    parts = parts_of(
        rows,
        book=[("http://www.wps.cn/officeDocument/2020/cellImage", "cellimages.xml")],
        others={"xl/cellimages.xml": images, "xl/media/": b"", "xl/media/image1.png": b"\x89PNG"},
    )
    package = package_of(tmp_path / "a.xlsx", parts)
    assert codes(package, set_one(2)) == ["formula"]
    after = written(package, set_one(1), tmp_path / "b.xlsx")
    assert rows_of(after) == rows.replace("<v>1</v>", "<v>7</v>", 1)
    same_but(package, after, SHEET, BOOK)


def test_names_with_backslashes_and_in_another_case_are_found_and_kept_in_place(tmp_path):
    parts = parts_of(ONE)
    odd = {
        name.replace("/", "\\").replace("sheet1", "SHEET1"): content
        for name, content in parts.items()
    }
    package = package_of(tmp_path / "a.xlsx", odd)
    after = written(package, set_one(), tmp_path / "b.xlsx")
    assert after.names == package.names
    assert b"<v>7</v>" in after.read("xl/worksheets/sheet1.xml")


def test_however_the_zip_was_packed_the_order_and_the_other_members_stay(tmp_path):
    parts = parts_of(ONE, others={"docProps/app.xml": "<Properties/>"})
    backwards = dict(reversed(parts.items()))
    for make in (
        lambda path: package_of(path, backwards, zipfile.ZIP_STORED),
        lambda path: streamed(path, backwards),
    ):
        package = make(tmp_path / "a.xlsx")
        after = written(package, set_one(), tmp_path / "b.xlsx")
        assert list(after.names) == list(backwards)
        same_but(package, after, SHEET)
        with zipfile.ZipFile(tmp_path / "b.xlsx") as file:
            assert file.testzip() is None
            assert not any(info.flag_bits & 8 for info in file.infolist())


def test_a_part_with_a_kind_of_its_own_keeps_its_content_type(tmp_path):
    """Macros, for one: content types by extension and by name stay as they are."""
    parts = parts_of(
        ONE,
        book=[
            ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin")
        ],
        others={"xl/vbaProject.bin": b"\xd0\xcf"},
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        f"{KIND}.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    package = package_of(tmp_path / "a.xlsm", parts)
    same_but(package, written(package, set_one(), tmp_path / "b.xlsm"), SHEET)


@pytest.mark.parametrize("is_strict", [False, True])
def test_a_workbook_without_styles_gets_them(tmp_path, is_strict):
    namespaces = {"namespace": STRICT, "office": STRICT_OFFICE} if is_strict else {}
    parts = parts_of(ONE, **namespaces)
    del parts["xl/styles.xml"]
    for name, entry in (
        ("xl/_rels/workbook.xml.rels", "<Relationship "),
        ("[Content_Types].xml", "<Override "),
    ):
        start = parts[name].rindex(entry)
        assert "styles" in parts[name][start:]
        parts[name] = parts[name][:start] + parts[name][parts[name].index("/>", start) + 2 :]
    package = package_of(tmp_path / "a.xlsx", parts)
    plan = Plan(AS_OF, (), (cell(1, 1, AS_OF, "date"), cell(2, 1, "甲")), (DUE,))
    after = written(package, plan, tmp_path / "b.xlsx")
    style = int(
        re.search(r'<c r="A1" s="(\d+)"><v>46349</v></c><c r="B1" t="inlineStr">', rows_of(after))[
            1
        ]
    )
    assert StyleBook.of(after).shows_date(style)
    assert b'PartName="/xl/styles.xml"' in after.read("[Content_Types].xml")
    assert read_grid(after, "客户").iloc[0, 0].isoformat()[:10] == "2026-11-23"
    again = written(after, Plan(AS_OF, sheets=(DUE,)), tmp_path / "c.xlsx")
    assert again.data == after.data


def test_a_styles_part_that_is_named_and_not_there_is_refused(tmp_path):
    parts = parts_of(ONE)
    del parts["xl/styles.xml"]
    package = package_of(tmp_path / "a.xlsx", parts)
    with pytest.raises(WriteFailedError, match="styles part is missing"):
        written(package, Plan(AS_OF, (), (cell(1, 1, AS_OF, "date"),)), tmp_path / "b.xlsx")
