"""adopt: a stranger's workbook as it is read, written down as settings, and numbers for who has none."""

import datetime as dt
import hashlib
import json
import tomllib
from dataclasses import replace

import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.jobs import adopt as adopting
from pipeline.jobs.results import Request
from pipeline.settings.settings import load_settings

AS_OF = dt.date(2026, 11, 23)
HEAD = ["序号", "公司", "联系人", "手机", "客户状态", "客户等级", "最近跟进", "下次联系", "备注"]
ROWS = [
    [1, "甲宁五金", "周平", "13800000001", "已成交", "A", "2026-10-26", "2026-12-01", "返单"],
    [2, "乙州厨具", "吴丽", "13800000002", "已寄样", "", "2026-11-12", "", ""],
    [3, "丙乌商行", "陈栋", "13800000003", "考察中", "", "2026-09-01", "", ""],
    [4, "丁海酒店", "孙敏", "13800000004", "考察中", "", "2026-08-01", "", ""],
    [5, "戊台贸易", "沈佳", "13800000005", "已打款", "", "", "", ""],
    [6, "己绍纺织", "钱伟", "13800000006", "跟进中", "", "2026-07-01", "", ""],
    [7, "庚杭餐饮", "何婷", "13800000007", "跟进中", "", "2026-07-02", "", ""],
    [8, "辛嘉用品", "林海", "13800000008", "跟进中", "", "2026-07-03", "", ""],
]
LOG = [["日期", "客户名称", "方式", "内容"], [dt.date(2026, 11, 2), "甲宁五金", "电话", "返单"]]
SHAPES = {
    "one": {"登记": [HEAD, *ROWS], "往来": LOG},
    "sellers": {"王芳": [HEAD, *ROWS[:4]], "李强": [HEAD, *ROWS[4:]], "说明": [["看不懂的"]]},
    "untidy": {
        "登记 2026": [["客户登记表"], ['公司 "简称"\n全称', *HEAD[2:]], *(r[1:] for r in ROWS)]
    },
    "english": {
        "Customers": [
            ["Company", "Contact", "Phone", "Status", "Last contact", "Next call", "Notes"],
            ["Keller", "Anna Keller", "+49 30 1", "Won", "2026-10-26", "2026-12-01", ""],
            ["Doyle", "Mark Doyle", "+49 30 2", "Sample sent", "2026-11-12", "", ""],
            ["Romano", "Lucia Romano", "+49 30 3", "Parked", "2026-09-01", "", ""],
            ["Weber", "Jan Weber", "+49 30 4", "Won", "2026-09-02", "", ""],
        ]
    },
}


@pytest.fixture
def book(tmp_path):
    def make(shape="one"):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in SHAPES[shape].items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "客户.xlsx"
        book.save(path)
        return path

    return make


@pytest.fixture
def adopt(followup):
    def run(path, *words):
        return followup("adopt", path, "--as-of", "2026-11-23", *words)

    return run


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files(path):
    return sorted(one.name for one in path.parent.iterdir())


def look(path):
    return adopting.look(Request(path, AS_OF), lambda _: None)


def plain_reading(found):
    """Give what a reading says, without how it was found out."""
    return (
        found.reading.key,
        [
            (s.name, s.kind, s.rows, [(c.header, c.use, c.key, c.words) for c in s.columns])
            for s in found.reading.sheets
        ],
        found.tiers,
        found.states,
    )


def test_without_a_terminal_it_shows_the_reading_and_writes_nothing(adopt, book):
    path = book()
    before = digest(path)
    result = adopt(path)
    assert result.exit_code == 0
    for told in (
        "登记 → 客户：8 行",
        "往来 → 跟进记录：1 行",
        "公司 → 客户名称",
        "考察中 = 不认得（2）",
        "已成交（1）",
        "认客户：客户名称",
        "待分级",
        "会得到的日期",
        "--yes",
    ):
        assert told in result.stdout
    assert (digest(path), files(path)) == (before, ["客户.xlsx"])


def test_what_helps_most_customers_stands_first(adopt, book):
    lines = [line for line in adopt(book()).stdout.splitlines() if line.startswith("要更好")]
    assert lines[0] == "要更好：再补一列“负责人”，8 位不知道由谁跟进"
    assert "要更好：再补一列“潜力”，可多分级" in "\n".join(lines)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_settings_lead_to_the_very_reading_that_they_were_written_from(
    adopt, book, shape, lang
):
    path = book(shape)
    before, bytes_before = look(path), digest(path)
    result = adopt(path, "--yes", "--lang", lang)
    assert result.exit_code == 0
    assert files(path) == ["followup.toml", "客户.xlsx"]
    assert digest(path) == bytes_before
    assert load_settings(path).words
    assert plain_reading(look(path)) == plain_reading(before)


def test_the_settings_hold_nobody_s_data(adopt, book):
    path = book()
    adopt(path, "--yes")
    text = (path.parent / "followup.toml").read_text(encoding="utf-8")
    for row in ROWS:
        assert not any(str(cell) in text for cell in row[1:4])
    assert '# "考察中" = "无"' in text


@pytest.mark.parametrize("words", [["--yes"], ["--yes", "--json"]])
def test_settings_that_stand_there_are_never_written_over(adopt, book, words):
    path = book()
    settings = path.parent / "followup.toml"
    settings.write_text("keep_backups = 3\n", encoding="utf-8")
    result = adopt(path, *words)
    assert result.exit_code == 2
    assert "--out" in result.stderr
    assert settings.read_text(encoding="utf-8") == "keep_backups = 3\n"
    shown = adopt(path)
    assert shown.exit_code == 0
    assert "已有设置" in shown.stdout


def test_with_out_the_settings_go_to_another_file(adopt, book):
    path = book()
    (path.parent / "followup.toml").write_text("keep_backups = 3\n", encoding="utf-8")
    draft = path.parent / "草稿.toml"
    assert adopt(path, "--out", draft).exit_code == 0
    assert tomllib.loads(draft.read_text(encoding="utf-8"))["sheets"] == {
        "客户": "登记",
        "跟进记录": "往来",
    }
    assert adopt(path, "--out", draft).exit_code == 2
    assert adopt(path, "--out", path).exit_code == 2
    assert adopt(path, "--out", path.parent / "没有" / "a.toml").exit_code == 6


def test_json_holds_the_whole_reading(adopt, book):
    told = json.loads(adopt(book(), "--json").stdout)
    assert told["key"] == ["name"]
    assert [(sheet["name"], sheet["kind"]) for sheet in told["sheets"]] == [
        ("登记", "customers"),
        ("往来", "contacts"),
    ]
    assert sum(told["tiers"].values()) + told["unclassified"] == len(ROWS)
    assert {one["word"]: one["customers"] for one in told["questions"]} == {
        "考察中": 2,
        "已打款": 1,
    }
    assert told["settings"] is None


def test_on_a_terminal_it_asks_what_is_unsure_and_the_answers_count(book, monkeypatch):
    path = book()
    monkeypatch.setattr("pipeline.cli.adopting.is_terminal", lambda: True)
    words = ["adopt", str(path), "--as-of", "2026-11-23"]
    result = CliRunner().invoke(main, words, input="什么\n一般\n已成交\ny\n")
    assert result.exit_code == 0, result.output
    assert "看不懂" in result.stderr
    assert (
        load_settings(path).words["客户状态"] | {"考察中": "ordinary", "已打款": "ordered"}
        == (load_settings(path).words["客户状态"])
    )
    tiers = look(path).tiers
    assert (tiers["A"], tiers["D"]) == (2, 2)


@pytest.mark.parametrize(("said", "is_written"), [(".\nn\n", False), (".\ny\n", True)])
def test_on_a_terminal_one_may_stop_and_decline(book, monkeypatch, said, is_written):
    path = book()
    monkeypatch.setattr("pipeline.cli.adopting.is_terminal", lambda: True)
    words = ["adopt", str(path), "--as-of", "2026-11-23"]
    assert CliRunner().invoke(main, words, input=said).exit_code == 0
    assert ("followup.toml" in files(path)) == is_written


@pytest.mark.parametrize("shape", ["one", "sellers"])
def test_number_adds_a_column_once_and_undo_takes_it_back(adopt, followup, book, shape):
    path = book(shape)
    before = path.read_bytes()
    result = adopt(path, "--number")
    assert result.exit_code == 0
    assert "C0001 到 C0008" in result.stdout
    sheets = openpyxl.load_workbook(path)
    numbers = [
        row[-1].value
        for name in SHAPES[shape]
        for row in sheets[name].iter_rows(min_row=2)
        if sheets[name].cell(1, sheets[name].max_column).value == "客户编号"
    ]
    assert sorted(numbers) == [f"C{n:04}" for n in range(1, 9)]
    assert look(path).reading.key == ("customer_id",)
    again = adopt(path, "--number")
    assert (again.exit_code, "不再加" in again.stderr or "already" in again.stderr) == (2, True)
    assert "加编号" in followup("history", path, "--lang", "zh").stdout
    assert followup("undo", path).exit_code == 0
    assert path.read_bytes() == before


def test_a_column_of_numbers_changes_no_tier_and_no_date(adopt, book):
    path = book()
    before = look(path)
    adopt(path, "--number")
    after = look(path)
    assert (after.tiers, after.states) == (before.tiers, before.states)


def test_numbers_go_with_nothing_else(adopt, book):
    assert adopt(book(), "--number", "--yes").exit_code == 2


def test_a_first_run_says_in_ten_lines_how_it_read_and_the_next_does_not(followup, book):
    path = book("sellers")
    first = followup("run", path).stdout.splitlines()
    start = next(n for n, line in enumerate(first) if line.startswith("第一次读"))
    told = [line for line in first[start + 1 :] if line.startswith("  ")]
    end = next(n for n, line in enumerate(first) if line.startswith("等级："))
    assert end - start <= 10
    for part in ("客户 ← 王芳、李强", "客户名称 ← 公司", "考察中 = 不认得（2）", "说明", "备注"):
        assert any(part in line for line in told), part
    assert "第一次读" not in followup("run", path).stdout
    assert "第一次读" not in followup("check", path).stdout


def test_check_says_how_far_the_file_is_from_the_best_reading(followup, book):
    shown = followup("check", book()).stdout
    assert "第一次读" in shown
    assert "要更好：再补一列“潜力”，可多分级" in shown
    english = followup("check", book("english"), "--lang", "en").stdout
    assert "First reading" in english
    assert "To be better: add a column Potential: " in english
    assert "more customers could be graded" in english


def test_answers_are_laid_over_the_settings_that_stand(book):
    path = book()
    (path.parent / "followup.toml").write_text(
        '[values."客户状态"]\n"考察中" = "重点"\n', encoding="utf-8"
    )
    settings = load_settings(path)
    amended = adopting.Answers({"potential": "客户等级"}, {"客户状态": {"已打款": "ordered"}})
    assert amended.amend(settings) == replace(
        settings,
        columns={"customers": {"potential": "客户等级"}},
        words={"客户状态": {"考察中": "strong", "已打款": "ordered"}},
    )
