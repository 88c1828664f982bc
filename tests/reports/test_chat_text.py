"""The short message: its numbers, its length, and names that can do nothing in a chat."""

import datetime as dt
from dataclasses import replace

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.figures.slices import slice_of
from reports.figures.view import ReportInput
from reports.letter.chat_text import MOST_BYTES, chat_text
from schemas.results import MOVE_COLUMNS
from schemas.texts import Text


def test_the_message_tells_the_numbers_and_the_longest_overdue(run):
    assert chat_text(run).splitlines()[:2] == [
        "客户跟进 2026-11-23  跟进表.xlsx",
        "逾期 2  今天 1  本周 1  约 63.5 分钟",
    ]
    assert (
        "  1. 甲公司 · 外贸A · 陈静 · 逾期 5 天\n  2. 丁公司 · 外贸D · 李伟 · 逾期 3 天"
        in chat_text(run)
    )


def test_phone_numbers_stay_out_even_where_a_name_holds_one(run):
    named = replace(run, customers=run.customers.assign(name="甲公司 13800138000 a@b.cn"))
    text = chat_text(slice_of(named, ["陈静", "李伟", ""]))
    assert "13800138000" not in text
    assert "a@b.cn" not in text


def test_names_can_mention_nobody_and_make_no_link(run):
    name = '<at user_id="all">所有人</at> @all http://evil.example [x](y) <!channel>\r\n**粗**'
    text = chat_text(replace(run, customers=run.customers.assign(name=name, seller=name)))
    for sign in ("<", ">", "@", "://", "[", "]", "*", "\r"):
        assert sign not in text
    assert (
        text.count("\n") == len(chat_text(run).splitlines()) - 1 - 3
    )  # one seller: no list of sellers


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=3000), st.integers(1, 40))
def test_the_message_fits_every_robot(name, count):
    rows = pd.Index(range(2, 2 + count))
    graded = pd.DataFrame(
        {
            "tier": "A",
            "tier_label": "外贸A",
            "tier_rank": 0,
            "tier_reason": "x",
            "manual": False,
            "due_reason": "x",
            "provisional": False,
            "state": "overdue",
            "days_overdue": 3,
            "task": "follow_up",
            "notes": "",
            "minutes": 5.0,
            "completeness": 1.0,
            "last_contact": pd.NaT,
            "next_due": pd.Timestamp("2026-11-20"),
        },
        index=rows,
    )
    customers = pd.DataFrame(
        {"customer_id": "x", "name": name, "seller": [f"{row} {name}" for row in rows]}, index=rows
    )

    report = ReportInput(
        "zh",
        dt.date(2026, 11, 23),
        name,
        Text("法", "m"),
        customers,
        graded,
        pd.DataFrame(columns=list(MOVE_COLUMNS)),
    )
    text = chat_text(report, name)
    assert len(text.encode()) <= MOST_BYTES
    assert f"逾期 {count}" in text
