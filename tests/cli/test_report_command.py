"""report and forecast over the sample workbook: pages written, the workbook left alone, each manager's rows alone."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.cli import main

SAMPLE = Path(__file__).parents[2] / "sample_data" / "customers_zh.xlsx"


@pytest.fixture
def workbook(tmp_path):
    return Path(shutil.copy(SAMPLE, tmp_path / "客户跟进管理表.xlsx"))


def call(*words):
    return CliRunner().invoke(main, [*map(str, words), "--as-of", "2026-11-23"])


def names_by_seller(workbook):
    """Give the customers' names by seller, as another reader of the file sees them; only names of one seller alone."""
    book = openpyxl.load_workbook(workbook, read_only=True)
    rows = list(book["客户"].iter_rows(values_only=True))
    header = next(place for place, row in enumerate(rows) if "客户编号" in row)
    name, seller = rows[header].index("公司名称"), rows[header].index("业务员")
    owners = {}
    for row in rows[header + 1 :]:
        if row[name]:
            owners.setdefault(str(row[name]).strip(), set()).add(str(row[seller] or "").strip())
    return {who: next(iter(sellers)) for who, sellers in owners.items() if len(sellers) == 1}


def test_each_manager_gets_a_page_whose_bytes_name_no_other_teams_customer(workbook):
    before = workbook.read_bytes()
    done = call("report", workbook, "--each-manager", "--json")
    assert done.exit_code == 0, done.output
    pages = {page["manager"]: Path(page["page"]) for page in json.loads(done.stdout)["pages"]}
    assert set(pages) == {"周建明", "许文静"}
    assert workbook.read_bytes() == before
    teams = {"周建明": {"林晓芸", "陈志远", "王雨桐"}, "许文静": {"黄海涛", "赵敏仪", "阮氏兰"}}
    owners = names_by_seller(workbook)
    for manager, page in pages.items():
        html = page.read_text(encoding="utf-8")
        strangers = [
            name
            for name, seller in owners.items()
            if seller not in teams[manager] and len(name) > 3
        ]
        assert len(strangers) > 50
        # names of others that are part of an own customer's name cannot be told apart
        own = [name for name, seller in owners.items() if seller in teams[manager]]
        strangers = [name for name in strangers if not any(name in other for other in own)]
        assert [name for name in strangers if name in html] == []
        assert sum(name in html for name in own) > 10
        assert f"只含 {manager} 团队的客户" in html


def test_an_unknown_manager_is_told_who_there_is(workbook):
    done = call("report", workbook, "--manager", "某某")
    assert done.exit_code == 2
    assert "“某某”不是“团队”表里的经理。有：周建明、许文静" in done.stderr
    assert not (workbook.parent / "followup-reports").exists()


def test_the_forecast_prints_thirteen_weeks_and_writes_nothing(workbook):
    done = call("forecast", workbook, "--json")
    assert done.exit_code == 0, done.output
    weeks = json.loads(done.stdout)["weeks"]
    assert {week["week"] for week in weeks if week["seller"] == "林晓芸"} == {
        "2026-11-23",
        "2026-11-30",
        "2026-12-07",
        "2026-12-14",
        "2026-12-21",
        "2026-12-28",
        "2027-01-04",
        "2027-01-11",
        "2027-01-18",
        "2027-01-25",
        "2027-02-01",
        "2027-02-08",
        "2027-02-15",
    }
    # 林晓芸 has 240 minutes a day, and five days this week
    assert next(week["capacity"] for week in weeks if week["seller"] == "林晓芸") == 1200
    assert [path.name for path in workbook.parent.iterdir()] == [workbook.name]
