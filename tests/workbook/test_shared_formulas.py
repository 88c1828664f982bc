"""Shared formulas under a plan that may overwrite formulas: the group goes on, the calculation chain is dropped."""

import io
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_writer_patch import AS_OF, make, rows_of, written

from pipeline.errors import WriteFailedError
from pipeline.workbook.file.package import Package
from pipeline.workbook.patching.obstacles import obstacles
from pipeline.workbook.patching.shared_formulas import translated
from pipeline.workbook.patching.write import write_patched
from pipeline.workbook.proof.verify import verify_written
from schemas.plan import ColumnPatch, Plan

MASTER = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B4" si="0">A1*$A$1+1</f><v>2</v></c></row>'


def child(row):
    return f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}"><f t="shared" si="0"/><v>{row + 1}</v></c></row>'


GROUP = MASTER + "".join(map(child, (2, 3, 4)))


def over(*places, value=7):
    """Plan a number into each of these cells (row, column), whatever they hold."""
    patches = []
    for column in sorted({column for _, column in places}):
        rows = sorted(row for row, there in places if there == column)
        patches.append(
            ColumnPatch(
                "客户",
                column,
                "列",
                "number",
                rows,
                [None] * len(rows),
                [value] * len(rows),
                [""] * len(rows),
            )
        )
    return Plan(AS_OF, (), patches, over_formulas=True)


@pytest.mark.parametrize(
    ("places", "heir"),
    [
        # the next cell takes over the text as it reads there, and the range without the first cell
        ([(1, 2)], '<c r="B2"><f t="shared" si="0" ref="B2:B4">A2*$A$1+1</f><v>3</v></c>'),
        # the next one that stays
        ([(1, 2), (2, 2)], '<c r="B3"><f t="shared" si="0" ref="B3:B4">A3*$A$1+1</f><v>4</v></c>'),
        (
            [(1, 2), (2, 2), (3, 2)],
            '<c r="B4"><f t="shared" si="0" ref="B4">A4*$A$1+1</f><v>5</v></c>',
        ),
    ],
)
def test_the_next_cell_takes_over_a_shared_formula(tmp_path, places, heir):
    package = make(tmp_path / "a.xlsx", GROUP)
    found = rows_of(written(package, over(*places), tmp_path / "b.xlsx"))
    expected = GROUP
    for row, _ in places:
        start = expected.index(f'<c r="B{row}"')
        end = expected.index("</c>", start) + 4
        expected = expected[:start] + f'<c r="B{row}"><v>7</v></c>' + expected[end:]
    start = expected.index(heir[:10])
    expected = expected[:start] + heir + expected[expected.index("</c>", start) + 4 :]
    assert found == expected


def test_other_cells_of_the_group_are_overwritten_without_more_ado(tmp_path):
    package = make(tmp_path / "a.xlsx", GROUP)
    old = '<c r="B3"><f t="shared" si="0"/><v>4</v></c>'
    assert old in GROUP
    after = rows_of(written(package, over((3, 2)), tmp_path / "b.xlsx"))
    assert after == GROUP.replace(old, '<c r="B3"><v>7</v></c>')


def test_a_group_that_goes_whole_leaves_nothing_behind(tmp_path):
    package = make(tmp_path / "a.xlsx", GROUP)
    after = rows_of(written(package, over(*((row, 2) for row in range(1, 5))), tmp_path / "b.xlsx"))
    assert "<f" not in after
    assert after.count("<v>7</v>") == 4


def test_a_group_over_two_columns_keeps_a_range_that_holds_all_its_cells(tmp_path):
    rows = (
        '<row r="1"><c r="B1"><f t="shared" ref="B1:C2" si="3">B9&amp;"&lt;"</f><v>0</v></c><c r="C1"><f t="shared" si="3"/></c></row>'
        '<row r="2"><c r="B2"><f si="3" t="shared"></f></c><c r="C2"><f t="shared" si="3"/></c></row>'
    )
    package = make(tmp_path / "a.xlsx", rows)
    after = rows_of(written(package, over((1, 2)), tmp_path / "b.xlsx"))
    assert '<c r="C1"><f t="shared" si="3" ref="B1:C2">C9&amp;"&lt;"</f></c>' in after


@pytest.mark.parametrize(
    "rows",
    [
        GROUP.replace(
            "A1*$A$1+1", "OFFSET(A1,0,1)+XFE1"
        ),  # a name that looks like a cell beyond the last column
        '<row r="2"><c r="B2"><f t="shared" ref="B2:B3" si="0">A1048576</f></c></row>'
        + child(3),  # over the edge
        GROUP
        + '<row r="5"><c r="B5"><f t="shared" ref="B5:B6" si="0">A5</f></c></row>',  # one number, two groups
        GROUP.replace("A1*$A$1+1", ""),  # no text to move
        GROUP.replace("A1*$A$1+1", "A1+<![CDATA[2]]>"),
        GROUP.replace("A1*$A$1+1", '"unclosed'),
    ],
)
def test_a_head_that_cannot_be_moved_is_named_and_refused(tmp_path, rows):
    package = make(tmp_path / "a.xlsx", rows)
    place = (2, 2) if rows.startswith('<row r="2">') else (1, 2)
    assert [(o.row, o.column, o.code) for o in obstacles(package, over(place))] == [
        (*place, "shared")
    ]
    with pytest.raises(WriteFailedError, match=f"B{place[0]}"):
        write_patched(package, over(place), io.BytesIO())


def test_an_array_is_refused_even_where_formulas_may_go(tmp_path):
    package = make(
        tmp_path / "a.xlsx", '<row r="1"><c r="A1"><f t="array" ref="A1:B2">1</f><v>2</v></c></row>'
    )
    assert [o.code for o in obstacles(package, over((1, 1), (2, 2)))] == ["array", "array"]


def test_the_proof_notices_a_formula_that_was_taken_over_wrongly(tmp_path):
    package = make(tmp_path / "a.xlsx", GROUP)
    path = tmp_path / "b.xlsx"
    after = written(package, over((1, 2)), path)
    for old, new in (
        ("A2*$A$1+1", "A3*$A$1+1"),
        ("B2:B4", "B2:B3"),
        ('<f t="shared" si="0"/>', '<f t="shared" si="1"/>'),
    ):
        assert old in rows_of(after)
        out = io.BytesIO()
        with zipfile.ZipFile(path) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad:
            for name in good.namelist():
                bad.writestr(name, good.read(name).replace(old.encode(), new.encode()))
        (tmp_path / "c.xlsx").write_bytes(out.getvalue())
        with pytest.raises(WriteFailedError):
            verify_written(package, tmp_path / "c.xlsx", over((1, 2)))


@pytest.mark.parametrize(
    ("text", "origin", "place", "expected"),
    [
        ("A1+$A1+A$1+$A$1", (1, 2), (3, 3), "B3+$A3+B$1+$A$1"),
        ("SUM(A:A,1:1,Sheet1!C3:D4)", (1, 1), (2, 2), "SUM(B:B,2:2,Sheet1!D4:E5)"),
        ('IF(A1="A1",LOG10(A1),rate)', (1, 2), (2, 2), 'IF(A2="A1",LOG10(A2),rate)'),
        ("A1", (2, 1), (1, 1), ""),  # one above row 1: Excel would go round to the last row
        ("XFD1", (1, 1), (1, 2), ""),
        ("TAXES1", (1, 1), (2, 1), "TAXES1"),  # a name
    ],
)
def test_a_formula_reads_in_another_cell_as_if_it_had_been_copied_there(
    text, origin, place, expected
):
    assert translated(text, origin, place) == expected


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(1, 12), min_size=1, max_size=11))
def test_whichever_cells_go_the_others_compute_what_they_did(tmp_path_factory, gone):
    """openpyxl gives each cell of a group its own formula: what it reads must be the same before and after."""
    folder = tmp_path_factory.mktemp("any")
    rows = MASTER.replace("B1:B4", "B1:B12") + "".join(map(child, range(2, 13)))
    written(make(folder / "a.xlsx", rows), over(*((row, 2) for row in gone)), folder / "b.xlsx")
    before, after = (openpyxl.load_workbook(folder / name)["客户"] for name in ("a.xlsx", "b.xlsx"))
    for row in range(1, 13):
        expected = 7 if row in gone else before.cell(row, 2).value
        assert after.cell(row, 2).value == expected
        assert row in gone or expected == f"=A{row}*$A$1+1"


def with_chain(package: Package) -> Package:
    """Give the workbook a calculation chain over its formulas."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(package.path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == "[Content_Types].xml":
                text = text.replace(
                    "</Types>",
                    f'<Override PartName="/xl/calcChain.xml" ContentType="{content}"/></Types>',
                )
            if name == "xl/_rels/workbook.xml.rels":
                link = f'<Relationship Id="rId9" Type="{kind}" Target="calcChain.xml"/></Relationships>'
                text = text.replace("</Relationships>", link)
            new.writestr(name, text)
            if name == "xl/workbook.xml":
                cells = "".join(f'<c r="B{row}" i="1"/>' for row in range(1, 5))
                chain = f'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{cells}</calcChain>'
                new.writestr("xl/calcChain.xml", chain)
    return Package.from_bytes(package.path, out.getvalue())


def test_the_calculation_chain_goes_with_the_first_formula_that_goes(tmp_path):
    package = with_chain(make(tmp_path / "a.xlsx", GROUP))
    after = written(package, over((2, 2)), tmp_path / "b.xlsx")
    assert "xl/calcChain.xml" not in after
    for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        assert b"calcChain" in package.read(part)
        assert b"calcChain" not in after.read(part)
    assert [name for name in package.names if name != "xl/calcChain.xml"] == list(after.names)
    assert b'fullCalcOnLoad="1"' in after.read("xl/workbook.xml")


def test_the_calculation_chain_stays_where_no_formula_goes(tmp_path):
    package = with_chain(make(tmp_path / "a.xlsx", GROUP))
    after = written(package, over((2, 1)), tmp_path / "b.xlsx")
    assert after.read("xl/calcChain.xml") == package.read("xl/calcChain.xml")
    assert after.read("[Content_Types].xml") == package.read("[Content_Types].xml")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_the_rest_of_the_group(tmp_path):
    stale = re.sub(r"(<c r=\"B\d\">.*?<v>)\d", r"\g<1>99", GROUP)
    package = with_chain(make(tmp_path / "a.xlsx", stale))
    written(package, over((1, 2), (3, 2)), tmp_path / "b.xlsx")
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "csv",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "b.xlsx")],
        check=True,
        capture_output=True,
        timeout=180,
    )
    # A2*$A$1+1 = 3 and A4*$A$1+1 = 5; the two planned cells hold 7
    assert (tmp_path / "b.csv").read_text().split() == ["1,7", "2,3", "3,7", "4,5"]
