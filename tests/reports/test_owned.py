"""What stands in the sheets that the program owns."""

import datetime as dt
from dataclasses import replace

import pytest

from reports.sheets.owned import owned_sheets
from schemas.columns import OWNED_SHEETS

MONDAY = dt.date(2026, 11, 23)


@pytest.fixture
def sheets(run):
    return {sheet.key: sheet for sheet in owned_sheets(run, [])}


def column(sheet, header):
    place = [c.header for c in sheet.columns].index(header)
    return [row[place] for row in sheet.rows]


def test_the_sheets_come_in_their_order_under_their_names(run):
    others = {
        "touches",
        "imports",
        "review",
        "quarantine",
        "memory",
    }  # only where there are any, and the import desk's own
    names = {key: text for key, text in OWNED_SHEETS.items() if key not in others}
    assert [(s.key, s.name) for s in owned_sheets(run, [])] == [
        (key, text.zh) for key, text in names.items()
    ]
    assert [s.name for s in owned_sheets(replace(run, lang="en"), [])] == [
        text.en for text in names.values()
    ]


def test_every_row_is_as_wide_as_its_sheet(run):
    for lang in ("zh", "en"):
        for sheet in owned_sheets(replace(run, lang=lang), []):
            assert {len(row) for row in sheet.rows} <= {len(sheet.columns)}, sheet.key


def test_the_due_sheet_says_who_calls_whom_when_and_why(sheets):
    due = sheets["due"]
    assert [c.header for c in due.columns] == [
        "负责人",
        "客户名称",
        "客户编号",
        "等级",
        "下次跟进",
        "到期",
        "任务",
        "要点",
        "到期说明",
        "上次跟进",
        "电话",
        "微信",
        "方便时段",
        "分钟",
    ]
    assert column(due, "客户编号") == ["C7", "C4", "C1", "C3", "C2"]
    assert column(due, "到期") == ["待决定", "本周前", "本周前", "周三 11-25", "周一 11-23"]
    assert column(due, "任务") == ["待决定", "跟进", "跟进", "待决定", "跟进"]
    assert column(due, "下次跟进") == [
        None,
        dt.date(2026, 11, 20),
        dt.date(2026, 11, 18),
        dt.date(2026, 11, 25),
        MONDAY,
    ]
    assert column(due, "分钟") == [20, 4, 7.5, 12, 20]


def test_a_due_customer_links_to_the_own_row_and_phones_are_text(sheets):
    due = sheets["due"]
    assert due.links == {
        (0, 1): "'客户'!B10",
        (1, 1): "'客户'!B7",
        (2, 1): "'客户'!B4",
        (3, 1): "'客户'!B6",
        (4, 1): "'客户'!B5",
    }
    assert column(due, "电话") == [None, None, "13800138000", None, None]


def test_rows_past_their_day_alarm_and_those_of_the_day_and_decisions_warn(sheets):
    due = sheets["due"]
    assert due.tones == {0: "warn", 3: "warn"}
    assert [
        (one.tone, [(due.columns[at].header, lies) for at, lies in one.when])
        for one in due.day_tones
    ] == [("alarm", [("下次跟进", "past")]), ("warn", [("下次跟进", "today")])]


def test_a_quote_in_the_sheets_name_is_doubled_in_links(run):
    due = owned_sheets(replace(run, customer_sheet="Li's 客户"), [])[0]
    assert due.links[0, 1] == "'Li''s 客户'!B10"


def test_the_ledger_of_moves_keeps_what_it_has_and_adds_at_the_end(run):
    old = [
        (dt.date(2026, 11, 16), "C9", "壬公司", "王芳", "D", "C", "手改过的原因"),
        ("上月", None),
    ]
    moves = owned_sheets(run, old)[1]
    assert moves.rows[0] == old[0]
    assert moves.rows[1][:2] == old[1]
    assert moves.rows[2:] == [
        (MONDAY, "C1", "甲公司", "陈静", "B", "A", "已下单"),
        (MONDAY, "C2", "乙公司", "陈静", "A", "C", "手动等级"),
        (MONDAY, "C4", "丁公司", "李伟", None, "D", "普潜"),
    ]


def test_a_colleagues_remark_beside_the_ledger_is_not_lost(run):
    old = [(MONDAY, "C9", "壬公司", "王芳", "D", "C", "原因", "我的备注")]
    moves = owned_sheets(run, old)[1]
    assert moves.rows[0] == old[0]
    assert len(moves.columns) == 8


def test_a_week_without_moves_leaves_the_ledger_as_it_is(run):
    old = [(dt.date(2026, 11, 16), "C9", "壬公司", "王芳", "D", "C", "原因")]
    quiet = replace(run, moves=run.moves.iloc[:0])
    later = replace(quiet, as_of=dt.date(2026, 11, 30))
    assert owned_sheets(quiet, old)[1] == owned_sheets(later, old)[1]
    assert owned_sheets(quiet, old)[1].rows == old


def test_data_issues_come_errors_first_with_a_link_to_the_cell(sheets):
    findings = sheets["findings"]
    assert column(findings, "严重程度") == ["错误", "警告", "提示", "提示"]
    assert column(findings, "位置") == ["客户!L11", "客户", "客户!H5", "客户!H6"]
    assert findings.rows[0][2:] == ("上次跟进", "31/02/2026", "不是有效日期", "请改。")
    assert findings.links == {
        (0, 1): "'客户'!L11",
        (1, 1): "'客户'!A1",
        (2, 1): "'客户'!H5",
        (3, 1): "'客户'!H6",
    }
    assert findings.tones == {0: "alarm"}


def test_the_overview_counts_by_tier_and_by_seller(sheets):
    rows = {row[1]: row[2:] for row in sheets["overview"].rows}
    # customers, due before this week, due in it, in all, minutes, capacity of the week, load, completeness
    assert rows["李伟"] == (3, 1, 0, 2, 24, 120, 0.2, 46.7)
    assert rows["陈静"] == (3, 1, 2, 3, 39.5, 2400, 0.0165, 40)
    assert rows["（未分配）"][:4] == (1, 0, 0, 0)
    assert rows["外贸C 重潜客户"][:4] == (2, 0, 1, 2)
    assert rows["搁置（数据有误）"][0] == 1
    assert rows["半年以上没联系"][0] == 1
    assert "2026-11-23~2026-11-29 这一周" in sheets["overview"].note


def test_the_sheets_of_a_week_are_the_same_on_each_of_its_days(run):
    on_tuesday = MONDAY + dt.timedelta(days=1)
    states = {"state": ["overdue", "overdue", *run.graded["state"][2:]], "days_overdue": 9}
    later = replace(run, as_of=on_tuesday, graded=run.graded.assign(**states))
    assert owned_sheets(later, []) == owned_sheets(run, [])


def test_the_same_run_gives_the_same_sheets(run):
    assert owned_sheets(run, []) == owned_sheets(run, [])


def test_text_that_looks_like_a_formula_stays_that_text_and_controls_are_gone(run):
    customers = run.customers.copy()
    customers.loc[4, "name"] = '=HYPERLINK(\x07"x")\n\u202e甲'
    due = owned_sheets(replace(run, customers=customers), [])[0]
    assert column(due, "客户名称")[2] == '=HYPERLINK("x") 甲'


def test_an_empty_workbook_gives_four_sheets_all_the_same(empty_run):
    sheets = {sheet.key: sheet for sheet in owned_sheets(empty_run, [])}
    assert [len(sheets[key].rows) for key in ("due", "moves", "findings")] == [0, 0, 0]
    assert sheets["overview"].rows[0][2:] == (0, 0, 0, 0, 0, 0, None, None)
