"""The touch calendar as a sheet and on the page."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from reports.page import render_page
from reports.sheets.owned import owned_sheets
from reports.sheets.touch_sheet import MOST_ROWS, touch_sheet
from schemas.touches import TOUCH_COLUMNS

# row | date | prepare by | key | kind | name | way | seller | note
TOUCHES = """
4 | 2026-11-23 | 2026-11-20 | birthday  | birthday | 生日祝福 | wechat | 陈静 | 满 41 岁
7 | 2026-11-29 | 2026-11-27 | birthday  | birthday | 生日祝福 | wechat | 李伟 | 农历十月廿一
5 | 2026-11-30 | 2026-11-20 | card      | festival | 店庆贺卡 | card   | 陈静 |
8 | 2026-12-01 | 2026-11-30 | visit     | yearly   | 上门拜访 | visit  | 李伟 |
9 | 2026-12-25 | 2026-12-24 | christmas | festival | 圣诞问候 | email  |      |
"""


def frame(text=TOUCHES):
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    found = pd.DataFrame(
        {
            "row": [int(line[0]) for line in lines],
            "date": pd.to_datetime([line[1] for line in lines]),
            "prepare_by": pd.to_datetime([line[2] for line in lines]),
            **{
                key: [line[place] for line in lines]
                for place, key in enumerate(("key", "kind", "name", "way"), start=3)
            },
            "text": "birthday",
            "seller": [line[7] for line in lines],
            "tier": "A",
            "note": [line[8] for line in lines],
            "provisional": [line[0] == "9" for line in lines],
        }
    )
    return found[list(TOUCH_COLUMNS)]


@pytest.fixture
def greeted(run):
    return replace(run, touches=frame())


def test_the_sheet_says_when_who_whom_and_by_when_it_must_be_ready(greeted):
    sheet = touch_sheet(greeted)
    assert (sheet.key, sheet.name) == ("touches", "触达日历")
    assert [column.header for column in sheet.columns] == [
        "日期",
        "准备",
        "负责人",
        "客户名称",
        "客户编号",
        "等级",
        "触达",
        "方式",
        "要点",
        "电话",
        "微信",
    ]
    assert sheet.rows[0] == (
        dt.date(2026, 11, 23),
        dt.date(2026, 11, 20),
        "陈静",
        "甲公司",
        "C1",
        "外贸A",
        "生日祝福",
        "微信",
        "满 41 岁",
        "13800138000",
        None,
    )
    assert [row[3] for row in sheet.rows] == ["甲公司", "丁公司", "乙公司", "戊公司", "己公司"]
    assert sheet.rows[4][2] == "（未分配）"
    assert sheet.rows[4][8] == "暂定"


def test_each_line_links_to_its_customer_and_shows_what_is_late_on_the_day_of_looking(greeted):
    sheet = touch_sheet(greeted)
    assert sheet.links == {(n, 3): f"'客户'!B{row}" for n, row in enumerate((4, 7, 5, 8, 9))}
    assert sheet.tones == {}
    assert [
        (one.tone, {sheet.columns[at].header: lies for at, lies in one.when})
        for one in sheet.day_tones
    ] == [
        ("warn", {"日期": "today"}),  # a birthday, whenever it should have been ready
        ("warn", {"准备": "today"}),
        ("alarm", {"准备": "past", "日期": "ahead"}),  # the card that should have been posted
    ]


def test_the_sheet_begins_with_the_week_and_the_page_with_the_day(greeted):
    later = replace(greeted, touches=frame().iloc[1:].reset_index(drop=True), week_touches=frame())
    assert touch_sheet(later).rows == touch_sheet(greeted).rows


def test_a_festival_for_many_is_one_line_a_seller_and_few_are_named(run):
    many = pd.concat(
        [frame("4 | 2026-12-25 | 2026-12-24 | christmas | festival | 圣诞问候 | email | 陈静 |")]
        * 6
    )
    few = frame("7 | 2026-12-25 | 2026-12-24 | christmas | festival | 圣诞问候 | email | 李伟 |")
    sheet = touch_sheet(replace(run, touches=pd.concat([many, few], ignore_index=True)))
    assert [(row[2], row[3]) for row in sheet.rows] == [("陈静", "6 位客户"), ("李伟", "丁公司")]
    assert list(sheet.links) == [(1, 3)]


def test_a_run_without_touches_has_no_sheet_and_a_run_that_has_no_more_clears_it(run):
    assert "touches" not in [sheet.key for sheet in owned_sheets(run, [])]
    none_left = replace(run, touches=frame().iloc[:0])
    sheet = next(sheet for sheet in owned_sheets(none_left, []) if sheet.key == "touches")
    assert list(sheet.rows) == []
    assert "未来 14 天没有生日或节日" in render_page(none_left)


def test_a_sheet_too_long_for_people_says_so(run):
    sheet = touch_sheet(
        replace(run, touches=frame().iloc[[0] * (MOST_ROWS + 5)].reset_index(drop=True))
    )
    assert len(sheet.rows) == MOST_ROWS
    assert "只列前 20,000 行，共 20,005 行" in sheet.note


def test_the_page_shows_two_weeks_of_birthdays_and_festivals_and_cards_to_be_posted(greeted):
    page = render_page(greeted)
    section = page[
        page.index('id="touches"') : page.index("</section>", page.index('id="touches"'))
    ]
    assert [name in section for name in ("甲公司", "丁公司", "乙公司", "戊公司", "己公司")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert "另有 1 次问候、拜访或邀请在这 14 天内" in section
    assert 'class="day late">2026-11-20' in section
    assert "Birthdays and festivals" in render_page(replace(greeted, lang="en"))


def test_names_on_the_page_are_escaped(greeted):
    customers = greeted.customers.assign(name="<b>甲</b>")
    assert "<b>甲</b>" not in render_page(replace(greeted, customers=customers))
