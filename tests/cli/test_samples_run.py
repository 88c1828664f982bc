"""The weekly run over both sample workbooks: what must change, what must not, and who can open the result."""

import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter

import openpyxl
import pytest
import python_calamine

CUSTOMERS = {"zh": "客户", "en": "Customers"}
OWNED = {
    "zh": {"本周跟进", "等级变动", "数据问题", "汇总", "触达日历", "重点提名"},
    "en": {
        "Due this week",
        "Tier moves",
        "Data issues",
        "Overview",
        "Touch calendar",
        "Key account proposals",
    },
}
# What adding sheets needs, and the styles of the new cells; the customer sheet itself comes on top.
BOOKKEEPING = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
}
COUNT_BESIDE_ITS_LETTER = re.compile(r"=COUNTIF\(.+,(A\d+)\)")

# LibreOffice keeps saved values unless it is told to recalculate; Excel and WPS obey fullCalcOnLoad.
RECALCULATE_ON_LOAD = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

pytestmark = pytest.mark.filterwarnings(
    "ignore::UserWarning:openpyxl"
)  # openpyxl says what it would lose; we do not save


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def part_of(path, sheet):
    book = openpyxl.load_workbook(path, read_only=True)
    return book[sheet]._worksheet_path.lstrip("/")


def grid(path, sheet):
    """Give the cells by (row, column), both from 1."""
    read = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(sheet)
    rows = read.to_python(skip_empty_area=False)
    return {
        (row, column): cell
        for row, line in enumerate(rows, 1)
        for column, cell in enumerate(line, 1)
        if cell != ""
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_but_the_plan_is_the_same_bytes(followup, sample, lang):
    path = sample(lang)
    before, cells_before = members(path), grid(path, CUSTOMERS[lang])
    plan = json.loads(followup("run", path, "--dry-run", "--json").stdout)
    followup("run", path)
    after, cells_after = members(path), grid(path, CUSTOMERS[lang])
    changed = {name for name in before if after[name] != before[name]}
    assert changed <= BOOKKEEPING | {part_of(path, CUSTOMERS[lang])}
    added = after.keys() - before.keys()
    assert len(added) == len(OWNED[lang]) + 1  # the hidden one that remembers
    assert all(name.startswith("xl/worksheets/") for name in added)
    planned = {
        openpyxl.utils.cell.coordinate_to_tuple(cell["cell"].split("!")[1]) for cell in plan["plan"]
    }
    headers = {
        (row, column)
        for row, column in cells_after
        if row == 3 and (row, column) not in cells_before
    }
    touched = {
        place
        for place in cells_before | cells_after
        if cells_before.get(place) != cells_after.get(place)
    }
    assert touched == planned | headers
    assert len(headers) == (5 if lang == "zh" else 0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_second_run_on_the_same_day_leaves_the_file_untouched(followup, sample, lang):
    path = sample(lang)
    followup("run", path)
    first = path.read_bytes()
    followup("run", path)
    assert path.read_bytes() == first


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_week_missed_ends_in_the_same_state(followup, sample, tmp_path, lang):
    weekly = sample(lang)
    missed = tmp_path / "missed.xlsx"
    shutil.copyfile(weekly, missed)
    for day in ("2026-11-23", "2026-11-30", "2026-12-07"):
        followup("run", weekly, as_of=day)
    for day in ("2026-11-23", "2026-12-07"):
        followup("run", missed, as_of=day)
    assert grid(weekly, CUSTOMERS[lang]) == grid(missed, CUSTOMERS[lang])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_formats_lists_pictures_and_names_are_all_still_there(followup, sample, lang):
    path = sample(lang)

    def features():
        book = openpyxl.load_workbook(path)
        return {
            sheet.title: (
                sheet.freeze_panes,
                len(sheet.data_validations.dataValidation),
                len(sheet.conditional_formatting),
                len(sheet.tables),
                sorted(map(str, sheet.merged_cells.ranges)),
                sum(dim.hidden for dim in sheet.row_dimensions.values()),
                Counter(cell.comment is not None for row in sheet.iter_rows() for cell in row)[
                    True
                ],
            )
            for sheet in book
            if sheet.title not in {*OWNED[lang], "_followup"}
        }, {name for name in book.defined_names if not name.startswith("_followup")}

    before = features()
    followup("run", path)
    assert features() == before


def tiers_in(path, lang):
    """Count the letters of the tier column; rows set aside keep what stood there."""
    cells = grid(path, CUSTOMERS[lang])
    column = next(
        (column for (row, column), cell in cells.items() if row == 3 and cell in {"等级", "Tier"}),
        0,
    )
    return Counter(cell for (row, at), cell in cells.items() if at == column and row > 3)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"
)
def test_formulas_recalculate_over_the_new_values(followup, sample, tmp_path, lang):
    path = sample(lang)
    before = tiers_in(path, lang)
    followup("run", path)
    tiers = tiers_in(path, lang)
    assert tiers != before
    assert b'fullCalcOnLoad="1"' in members(path)["xl/workbook.xml"]
    profile = tmp_path / "profile" / "user" / "registrymodifications.xcu"
    profile.parent.mkdir(parents=True)
    profile.write_text(RECALCULATE_ON_LOAD, encoding="utf-8")
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            tmp_path / "out",
            path,
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    opened = openpyxl.load_workbook(tmp_path / "out" / path.name, data_only=True)
    formulas = openpyxl.load_workbook(path)
    counted = {}
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                match = COUNT_BESIDE_ITS_LETTER.fullmatch(str(cell.value))
                if match and sheet[match[1]].value in set("ABCDE"):
                    counted[sheet[match[1]].value] = opened[sheet.title][cell.coordinate].value
    assert counted == {tier: tiers[tier] for tier in "ABCDE"}
    assert OWNED[lang] < set(opened.sheetnames)
