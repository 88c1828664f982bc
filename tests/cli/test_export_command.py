"""export: one row a customer in four kinds of file, the workbook untouched, nobody else's file written over."""

import csv
import datetime as dt
import importlib.util
import json
import os
import shutil

import openpyxl
import pandas as pd
import pytest

from pipeline.delivery import parquet

KEYS = [
    "sheet",
    "row",
    "customer_id",
    "customer",
    "contact",
    "seller",
    "tier",
    "tier_reason",
    "next_due",
    "due_reason",
    "state",
    "last_contact",
    "minutes",
    "completeness",
]
HEADERS = [
    "工作表",
    "行",
    "客户编号",
    "客户名称",
    "联系人",
    "负责人",
    "等级",
    "等级说明",
    "下次跟进",
    "到期说明",
    "状态",
    "上次跟进",
    "分钟",
    "完整度",
]


@pytest.fixture
def export(followup, team_file):
    def run(name, *words):
        out = team_file.parent / name
        result = followup("export", team_file, "--out", out, "--as-of", "2026-11-23", *words)
        return result, out

    return run


def csv_rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def xlsx_rows(path):
    header, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def json_rows(path):
    return json.loads(path.read_text(encoding="utf-8"))


def parquet_rows(path):
    return (
        pd.read_parquet(path)
        .astype(object)
        .where(lambda cell: cell.notna(), None)
        .to_dict("records")
    )


NO_PYARROW = pytest.mark.skipif(
    importlib.util.find_spec("pyarrow") is None, reason="the extra parquet is not installed"
)
READERS = {".csv": csv_rows, ".xlsx": xlsx_rows, ".json": json_rows, ".parquet": parquet_rows}
ENDINGS = [".csv", ".xlsx", ".json", pytest.param(".parquet", marks=NO_PYARROW)]


def plain(value):
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_kind_of_file_holds_the_same_row_a_customer(export, team_file, ending):
    before = team_file.read_bytes()
    result, out = export(f"客户{ending}", "--lang", "en")
    assert result.exit_code == 0, result.stderr
    rows = READERS[ending](out)
    assert list(rows[0]) == KEYS
    shown = ["|".join(plain(row[key]) for key in KEYS if "reason" not in key) for row in rows]
    assert shown == [
        "客户|3|K1|甲公司||王芳|A|2026-11-30|later|2026-10-30|7.5|2.2",
        "客户|4|K2|乙公司||王芳|B|2026-11-20|overdue|2026-11-19|10.9|2.2",  # a sample is a contact
        "客户|5|K3|丙公司||李强|C|2026-11-30|later|2026-09-30|20|2.2",
        "客户|6|K4|丁公司||李强|||set_aside|||",  # its last contact is no date
    ]
    assert rows[3]["tier_reason"].startswith("Set aside: 客户!E6")
    assert team_file.read_bytes() == before


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_chinese_workbook_gives_chinese_headers_and_words(export, ending):
    result, out = export(f"客户{ending}")
    assert result.stdout.splitlines()[-1] == "其中 1 行因数据有误被搁置，没有等级和日期"
    rows = READERS[ending](out)
    assert list(rows[0]) == HEADERS
    assert [row["状态"] for row in rows] == ["以后", "逾期", "以后", "搁置"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_earlier_export_is_replaced_and_gives_the_same_bytes(export, ending):
    _, out = export(f"客户{ending}")
    first = out.read_bytes()
    result, out = export(f"客户{ending}")
    assert (result.exit_code, out.read_bytes()) == (0, first)


def the_workbook(book, ending):
    return shutil.copy(book, book.with_name(f"别的{ending}"))


def link_to_the_workbook(book, ending):
    link = book.with_name(f"链接{ending}")
    os.link(book, link)
    return link


def somebodys_text(book, ending):
    path = book.with_name(f"笔记{ending}")
    path.write_text('{"自己的": "笔记"}', encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("make", [the_workbook, link_to_the_workbook, somebodys_text])
def test_a_file_of_somebody_else_is_not_written_over(export, team_file, ending, make):
    theirs = make(team_file, ending)
    before = team_file.read_bytes(), theirs.read_bytes()
    result, _ = export(theirs.name)
    assert result.exit_code == 2
    assert "不能覆盖" in result.stderr
    assert (team_file.read_bytes(), theirs.read_bytes()) == before


def test_an_export_that_somebody_saved_is_theirs(export):
    _, out = export("客户.xlsx")
    book = openpyxl.load_workbook(out)
    book.active["A1"] = "我的表"
    book.save(out)
    assert export("客户.xlsx")[0].exit_code == 2


def test_no_text_becomes_a_formula(export, team_file):
    book = openpyxl.load_workbook(team_file)
    book["客户"]["B3"] = "甲公司"
    book["客户"]["B4"].value, book["客户"]["B4"].data_type = "=1+1", "s"
    book.save(team_file)
    _, out = export("客户.csv")
    assert csv_rows(out)[1]["客户名称"] == "'=1+1"
    _, out = export("客户.xlsx")
    assert openpyxl.load_workbook(out).active["D3"].data_type == "s"


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("客户.xls", 2, "请以 .csv、.xlsx、.parquet、.json 结尾"),
        ("客户", 2, "请以 .csv、.xlsx、.parquet、.json 结尾"),
        ("没有/客户.json", 6, "写不了"),
    ],
)
def test_what_cannot_be_written_ends_in_words(export, name, code, said):
    result, _ = export(name)
    assert result.exit_code == code
    assert said in result.stderr


def test_parquet_without_its_library_says_what_to_install(export, monkeypatch):
    monkeypatch.setattr(parquet.importlib.util, "find_spec", lambda _: None)
    result, _ = export("客户.parquet")
    assert result.exit_code == 2
    assert 'pip install ".[parquet]"' in result.stderr
