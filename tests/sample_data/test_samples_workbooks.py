"""The two sample workbooks: true to the script that makes them, rich in what must survive, readable by others."""

import datetime as dt
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
FILES = ("customers_zh.xlsx", "customers_en.xlsx")
UNTIDY = ("untidy_zh.xlsx", "untidy_en.xlsx")
LISTS = tuple(
    f"legacy/{name}"
    for name in (
        "老客户_ERP导出.csv",
        "展会名片.xlsx",
        "旧系统.xls",
        "手机通讯录.vcf",
        "微信备注.txt",
    )
)


def parts(path_or_file):
    with zipfile.ZipFile(path_or_file) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def rows(name, sheet):
    return CalamineWorkbook.from_path(FOLDER / name).get_sheet_by_name(sheet).to_python()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Run the script twice, in two processes, so that no order of hashing can hide."""
    runs = []
    for number in (1, 2):
        folder = tmp_path_factory.mktemp(f"run{number}")
        subprocess.run(
            [sys.executable, str(FOLDER / "make_samples.py"), str(folder)],
            check=True,
            capture_output=True,
        )
        runs.append(
            {name: (folder / name).read_bytes() for name in (*FILES, *UNTIDY, *LISTS, "README.md")}
        )
    return runs


def test_two_runs_of_the_script_give_the_same_bytes(made):
    assert made[0] == made[1]


@pytest.mark.parametrize("name", [*FILES, *UNTIDY])
def test_the_files_in_the_repository_are_what_the_script_makes(made, name):
    # Part by part, not byte by byte: another zlib packs the same content differently.
    assert parts(io.BytesIO(made[0][name])) == parts(FOLDER / name)


@pytest.mark.parametrize("name", LISTS)
def test_the_old_lists_are_what_the_script_makes(made, name):
    if name.endswith(".xlsx"):
        assert parts(io.BytesIO(made[0][name])) == parts(FOLDER / name)
    else:
        assert made[0][name] == (FOLDER / name).read_bytes()


def test_the_list_of_planted_mess_is_the_present_one(made):
    assert made[0]["README.md"] == (FOLDER / "README.md").read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_a_sample_is_small_enough_to_ship(name):
    assert (FOLDER / name).stat().st_size < 250_000


@pytest.mark.parametrize("name", FILES)
def test_a_sample_holds_all_that_must_survive(name):
    found = parts(FOLDER / name)
    sheets = b"".join(
        content for part, content in found.items() if part.startswith("xl/worksheets/sheet")
    )
    strings = found["xl/sharedStrings.xml"]
    assert sum(part.startswith("xl/charts/chart") for part in found) == 4
    assert any(part.startswith("xl/media/") for part in found)
    assert any(part.startswith("xl/comments") for part in found)
    assert any(part.startswith("xl/tables/") for part in found)
    assert b"<definedName name=" in found["xl/workbook.xml"]
    for feature in (
        b"x14:dataBar",
        b'iconSet="3Stars"',
        b"<x14:dataValidation ",
        b"x14:sparkline",
        b"<mergeCell ",
        b"<hyperlink ",
        b'hidden="1"',
        b"outlineLevel",
        b"<pane ",
        b'type="iconSet"',
    ):
        assert feature in sheets, feature
    assert b"<r><rPr>" in strings


def test_the_chinese_one_is_a_filtered_range_and_lacks_the_program_columns():
    found, table = parts(FOLDER / FILES[0]), rows(FILES[0], "客户")
    sheet = found["xl/worksheets/sheet1.xml"]
    assert b"<autoFilter" in sheet
    assert b"<tablePart" not in sheet
    assert b'numFmtId="31"' in found["xl/styles.xml"]
    header = table[2]
    assert {"公司名称", "业务员", "上次\n跟进", "累计消费(元)"} <= set(header)
    assert not {"等级", "等级说明", "下次跟进", "到期说明", "完整度"} & set(header)


def test_its_board_counts_the_columns_where_the_program_will_put_its_own():
    # 40 columns end in AN, so the tier comes to AO and the next due date, third of the five, to AQ.
    assert len(rows(FILES[0], "客户")[2]) == 40
    found = parts(FOLDER / FILES[0])
    formulas = b"".join(
        content for part, content in found.items() if part.startswith("xl/worksheets/sheet")
    ).decode()
    assert "COUNTIF(客户!$AO:$AO,A5)" in formulas
    assert '客户!$AQ:$AQ,"&lt;"&amp;$B$2' in formulas


def test_the_english_one_is_a_table_with_last_weeks_tiers():
    sheet = parts(FOLDER / FILES[1])["xl/worksheets/sheet1.xml"]
    table = rows(FILES[1], "Customers")
    assert b"<tablePart" in sheet
    header = table[2]
    assert {"Tier", "Tier reason", "Next due", "Due reason", "Completeness", "Owner"} <= set(header)
    tiers = [row[header.index("Tier")] for row in table[3:] if row[0]]
    assert 4 <= tiers.count("") < 40  # new customers and the unjudged
    assert all(tiers.count(tier) >= 10 for tier in "ABCDE")


@pytest.mark.parametrize(("name", "log", "head"), [(FILES[0], "跟进记录", 2), (FILES[1], "Log", 1)])
def test_the_log_ends_on_the_friday_before_the_story_but_for_one_planted_day(name, log, head):
    days = [row[0] for row in rows(name, log)[head:] if isinstance(row[0], dt.date)]
    assert len(days) > 1300
    late = [day for day in days if day > dt.date(2026, 11, 20)]
    assert late == [dt.date(2027, 1, 8)]


@pytest.mark.parametrize(("name", "sheet"), [(FILES[0], "客户"), (FILES[1], "Customers")])
def test_customer_ids_are_unique_but_for_the_planted_pair(name, sheet):
    ids = [row[0] for row in rows(name, sheet)[3:] if row[1]]
    assert len(ids) == 304
    assert len({value for value in ids if value}) == 302  # one blank, one twice
