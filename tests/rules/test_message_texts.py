"""Which text a customer gets, and how a list of texts stays harmless."""

import csv
import io
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import read_table
from touch_tables import DEFAULT, RETAIL, touches

from pipeline.delivery.lists import csv_text, inert
from pipeline.jobs.touches import message_list, written_touches
from pipeline.methods import load_policy
from pipeline.methods.messages import message_types
from pipeline.rules.messages import WRITTEN_WAYS, fill_messages, read_library

MONDAY = "2026-11-23"
PEOPLE = """
    customer_id | tier | name | contact_person | seller | country | birthday
    K1          | A    | 甲公司 | 张三            | 王芳   | 中国     | 12月9日
    K2          | B    | 乙先生 |                | 李强   |         | 12月9日
    K3          | B    | Acme | Kevin Dawson   | 李强   | USA     | 12月9日
    K4          | B    | 丁公司 | 李四            |        | 火星     | 12月9日
"""
BIRTHDAYS = [point for point in DEFAULT if point.kind == "birthday"]


def library(text, lang="zh"):
    own = read_table(text).replace("", None) if text else None
    return read_library(own, DEFAULT, "ABCDE", lang)


def filled(own="", lang="zh"):
    found = touches(PEOPLE, MONDAY, BIRTHDAYS, weeks=3)
    people = read_table(PEOPLE).replace("", None)
    return fill_messages(found, people, library(own)[0], lang)


def test_the_teams_text_beats_the_programs_and_the_tiers_beats_the_one_for_all():
    found = filled("""
        message_type | tier | language | content
        生日          |      | zh       | {联系人}好，{负责人}祝您生日快乐
        生日祝福       | a    |          | {客户名称}的{姓名}，生日快乐
        birthday     |      | en       | Happy birthday, {Contact}
    """)
    assert found["message"].tolist() == [
        "甲公司的张三，生日快乐",
        "乙先生好，李强祝您生日快乐",
        "Happy birthday, Kevin Dawson",
        "李四好，祝您生日快乐",
    ]
    assert found["missing"].tolist() == ["", "", "", "负责人"]


def test_without_a_library_of_their_own_customers_get_the_programs_texts_in_their_language():
    found = filled()["message"].tolist()
    assert found[0].startswith("张三，今天是您的生日")
    assert found[1].startswith(
        "乙先生，生日快乐"
    )  # a person without a contact is addressed by name
    assert found[2].startswith("Dear Kevin Dawson, happy birthday")
    assert found[3].startswith("李四，生日快乐")  # an unknown country: the language of the run


def test_several_texts_of_one_type_take_turns():
    own = "message_type | content\n生日 | 一\n生日 | 二\n生日 | 三"
    people = pd.DataFrame(
        {"customer_id": [f"K{n}" for n in range(60)], "birthday": "12月9日", "name": "甲"},
        dtype=object,
    )
    found = fill_messages(touches(people, MONDAY, BIRTHDAYS), people, library(own)[0], "zh")
    counts = found["message"].value_counts()
    assert set(counts.index) == {"一", "二", "三"}
    assert counts.min() >= 10


@pytest.mark.parametrize(
    ("row", "key", "code"),
    [
        ("节假日 |   |  | 你好", "message_type", "message_type_unknown"),
        ("生日 | Z |  | 你好", "tier", "message_tier_unknown"),
        ("生日 |   |  | {称呼}你好", "content", "message_place_unknown"),
        ("生日 |   |  | {联系人你好", "content", "message_place_unknown"),
        ("生日 |   |  | 你好}", "content", "message_place_unknown"),
        ("生日 |   |  | {} {0} {联系人.__class__}", "content", "message_place_unknown"),
    ],
)
def test_a_text_that_cannot_be_used_is_a_finding_and_the_programs_text_stands_in(row, key, code):
    found, problems = library(f"message_type | tier | language | content\n{row}")
    assert [(one.row, one.key, one.code) for one in problems] == [(2, key, code)]
    assert found.texts("birthday", "B", "zh") == library("")[0].texts("birthday", "B", "zh")


def test_festivals_are_known_by_their_short_names_too():
    found, problems = library(
        "message_type | content\n圣诞 | 圣诞快乐\n中秋 | 中秋快乐\n圣诞问候 | 平安"
    )
    assert problems == []
    assert found.texts("christmas", "A", "zh") == ("圣诞快乐", "平安")


def test_every_written_touch_of_every_pack_has_a_text_in_both_languages():
    found, _ = read_library(None, (), (), "zh")
    for pack in ("trade", "abc", "prospect", "retail", "wechat"):
        for point in load_policy(pack).touchpoints:
            if point.way in WRITTEN_WAYS:
                assert found.texts(point.text, "A", "zh"), (pack, point.key)
                assert found.texts(point.text, "A", "en"), (pack, point.key)


def test_the_programs_texts_are_short_and_their_places_known():
    for kind in message_types():
        for text in kind.texts:
            assert len(text.text.zh) <= 70, text.text.zh  # one SMS
            assert len(text.text.en) <= 160, text.text.en
            assert not re.search(
                "[!！]{2}|优惠|打折|促销|discount|offer", text.text.zh + text.text.en
            )
    own = pd.DataFrame(
        [
            (kind.key, lang, text.text.pick(lang))
            for kind in message_types()
            for text in kind.texts
            for lang in ("zh", "en")
        ],
        columns=["message_type", "language", "content"],
    )
    assert read_library(own, (), (), "zh")[1] == []


def test_the_list_has_those_who_are_due_soon_or_whose_card_must_be_posted():
    found = touches(
        "customer_id | tier | name\nK1 | A | 甲\nK2 | C | 乙", "2026-12-07", RETAIL, weeks=6
    )
    soon = written_touches(
        found.loc[found["text"] == "christmas"], pd.Timestamp("2026-12-07").date(), 1
    )
    assert soon["key"].tolist() == [
        "christmas_card"
    ]  # posted by 11 December; the message of the 25th can wait


def test_the_list_says_whom_how_and_what():
    policy = load_policy("trade")
    found = touches(PEOPLE, MONDAY, BIRTHDAYS, weeks=3)
    table, without_text = message_list(
        found, {"customers": read_table(PEOPLE).replace("", None)}, policy, "zh"
    )
    assert without_text == 0
    assert list(table.columns) == [
        "日期",
        "准备",
        "类型",
        "方式",
        "等级",
        "负责人",
        "客户编号",
        "客户名称",
        "联系人",
        "电话",
        "邮箱",
        "微信",
        "内容",
        "备注",
    ]
    assert table["备注"].tolist() == ["", "", "", "缺：负责人"]
    assert table["日期"].unique().tolist() == ["2026-12-09"]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-5", "'-5"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("\t=1", "'\t=1"),
        ("＝1+1", "'＝1+1"),
        ("+86 138-0013-8000", "0086 138-0013-8000"),
        ("13800138000", "13800138000"),
        ("张三 = 李四", "张三 = 李四"),
    ],
)
def test_no_cell_of_the_list_begins_like_a_formula(cell, shown):
    assert inert(cell) == shown


@settings(deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_list_of_any_texts_is_inert_and_reads_back_as_so_many_rows(cells):
    text = csv_text(pd.DataFrame({"内容": cells}, dtype=object))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == len(cells) + 1
    assert not any(row and row[0].startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows)
