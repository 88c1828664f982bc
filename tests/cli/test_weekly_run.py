"""The weekly run as a user sees it."""

import datetime as dt
import json

import openpyxl
import pytest

PROGRAM = ["等级", "等级说明", "下次跟进", "到期说明", "完整度"]


def rows(path, sheet="客户"):
    return [list(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]


def test_every_good_row_gets_tier_date_and_why_and_a_bad_row_stays_as_it_was(followup, team_file):
    before = rows(team_file)
    result = followup("run", team_file)
    assert result.exit_code == 1  # a row was set aside
    after = rows(team_file)
    assert [row[:5] for row in after] == before
    assert after[1][5:] == PROGRAM
    # A: last contact 10-30 + 1 month = 11-30, a Monday. B: confirmed Thu 11-19, first step next day. C: 09-30 + 2 months.
    tiers = {row[0]: (row[5], row[7].date() if row[7] else None) for row in after[2:]}
    assert tiers == {
        "K1": ("A", dt.date(2026, 11, 30)),
        "K2": ("B", dt.date(2026, 11, 20)),
        "K3": ("C", dt.date(2026, 11, 30)),
        "K4": (None, None),
    }
    assert "2026-10-12" in after[2][6]
    assert "2026-11-19" in after[3][8]
    assert after[5][5:] == [None] * 5
    assert '客户!E6: "31/02/2026" 不是有效日期' in result.stdout


def test_the_teams_own_sheet_of_the_same_name_is_not_touched(followup, team_file):
    followup("run", team_file)
    book = openpyxl.load_workbook(team_file)
    assert book["汇总"]["A1"].value == "这是团队自己的汇总"
    assert book["汇总"]["A2"].value == '=COUNTIF(客户!F:F,"A")'
    assert book.sheetnames[:4] == ["客户", "订单", "样单", "汇总"]
    # Christmas is near, so there is a touch calendar; what the program remembers stands in a hidden sheet.
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == book.sheetnames[:10]
    assert book.sheetnames[10:] == ["_followup"]
    assert {"本周跟进", "等级变动", "数据问题"} < set(book.sheetnames)


def test_a_second_run_leaves_the_file_byte_for_byte(followup, team_file):
    followup("run", team_file)
    first = team_file.read_bytes()
    result = followup("run", team_file)
    assert team_file.read_bytes() == first
    assert "没有改动" in result.stdout


def test_a_dry_run_says_what_would_change_and_changes_nothing(followup, team_file):
    before, names = team_file.read_bytes(), sorted(path.name for path in team_file.parent.iterdir())
    result = followup("run", team_file, "--dry-run")
    assert team_file.read_bytes() == before
    assert sorted(path.name for path in team_file.parent.iterdir()) == names
    assert "F3: (空) → A" in result.stdout
    plan = json.loads(followup("run", team_file, "--dry-run", "--json").stdout)
    assert plan["set_aside"] == 1
    cells = {cell["cell"]: (cell["old"], cell["new"]) for cell in plan["plan"]}
    assert cells["客户!F3"] == (None, "A")
    assert cells["客户!H4"] == (None, "2026-11-20")
    assert not [cell for cell in cells if cell.endswith("6")]
    assert all(cell["reason"] for cell in plan["plan"])


def test_the_dry_run_is_exactly_what_the_run_writes(followup, team_file):
    plan = json.loads(followup("run", team_file, "--dry-run", "--json").stdout)["plan"]
    followup("run", team_file)
    sheet = openpyxl.load_workbook(team_file)["客户"]
    for cell in plan:
        value = sheet[cell["cell"].split("!")[1]].value
        assert (value.date().isoformat() if isinstance(value, dt.datetime) else value) == cell[
            "new"
        ]


def test_a_move_is_told_once_and_kept_for_ever(followup, team_file):
    followup("run", team_file)
    book = openpyxl.load_workbook(team_file)
    book["样单"]["D2"] = dt.date(
        2026, 11, 27
    )  # the sample is settled without an order: B falls back to its potential
    book.save(team_file)
    followup("run", team_file, as_of="2026-11-30")
    followup("run", team_file, as_of="2026-12-07")
    moves = [row for row in rows(team_file, "等级变动")[2:] if row[1]]
    assert [(row[0].date(), row[1], row[4], row[5]) for row in moves] == [
        (dt.date(2026, 11, 30), "K2", "B", "D")
    ]


def test_the_due_list_links_to_the_customers_row(followup, team_file):
    followup("run", team_file)
    sheet = openpyxl.load_workbook(team_file)["本周跟进"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "乙公司")
    assert cell.hyperlink.location.replace("'", "").replace("$", "") == "客户!B4"


def test_the_page_stands_beside_the_workbook_in_a_folder_that_git_ignores(followup, team_file):
    followup("run", team_file)
    folder = team_file.parent / "followup-reports"
    page = (folder / "客户跟进管理表-2026-11-23.html").read_text(encoding="utf-8")
    assert "乙公司" in page
    assert (folder / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_explain_names_the_cells_behind_tier_and_date(followup, team_file):
    result = followup("explain", team_file, "乙公司")
    assert result.exit_code == 0
    assert "外贸B" in result.stdout
    assert "2026-11-20" in result.stdout
    assert "样单!B2" in result.stdout


@pytest.mark.parametrize(
    ("who", "words"), [("K9", "没有编号或名称"), ("公司", "3 位客户符合"), ("K4", "被搁置")]
)
def test_explain_says_why_it_cannot(followup, team_file, who, words):
    result = followup("explain", team_file, who)
    assert result.exit_code == 2
    assert words in result.stderr


def test_check_lists_everything_and_writes_nothing(followup, team_file):
    before = team_file.read_bytes()
    result = followup("check", team_file)
    assert result.exit_code == 1
    assert '[错误] 客户!E6: "31/02/2026" 不是有效日期' in result.stdout
    assert team_file.read_bytes() == before


def test_a_column_with_formulas_belongs_to_the_team_and_is_named(followup, team_file):
    book = openpyxl.load_workbook(team_file)
    book["客户"]["F2"] = "下次跟进"
    book["客户"]["F3"] = "=E3+30"
    book.save(team_file)
    result = followup("run", team_file)
    assert "客户!F3" in result.stdout
    assert openpyxl.load_workbook(team_file)["客户"]["F3"].value == "=E3+30"
    assert openpyxl.load_workbook(team_file)["客户"]["F4"].value.date() == dt.date(2026, 11, 20)


def test_the_team_may_switch_a_tier_off_for_a_seller(followup, team_file):
    (team_file.parent / "followup.toml").write_text(
        '[sellers."李强"]\nskip_tiers = ["E"]\n', encoding="utf-8"
    )
    book = openpyxl.load_workbook(team_file)
    book["客户"]["E6"] = dt.date(2026, 1, 5)
    book.save(team_file)
    assert followup("run", team_file).exit_code == 0
    last = rows(team_file)[5]
    assert (last[5], last[7]) == ("E", None)


def test_a_secondary_method_adds_its_grade_and_its_touchpoints(followup, team_file):
    followup("run", team_file)
    alone = [row[6] for row in rows(team_file, "触达日历")[2:] if row[4] == "K1"]
    (team_file.parent / "followup.toml").write_text('secondary = ["retail"]\n', encoding="utf-8")
    followup("run", team_file)
    # K1 has ordered for 8,000: retail C, with a greeting every month, so at least one in six weeks.
    greetings = [
        row for row in rows(team_file, "触达日历")[2:] if row[4] == "K1" and row[6] not in alone
    ]
    assert any("问候" in row[6] for row in greetings)
    customer = rows(team_file)[2]
    assert customer[5] == "A"
    assert "C" in customer[10:]
