"""The list of the day and the hand-over: who is on them, what a card tells, and texts that do nothing."""

import datetime as dt
import io
import re
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from pipeline.workbook.own_sheets.new_book import new_book
from reports.figures.slices import slice_of
from reports.papers.appointments import appointments
from reports.papers.day_page import render_day
from reports.papers.dossier import Books, cards
from reports.papers.handover import Handover, handover_sheets, render_handover

ATTACK = "<script>alert(1)</script>=cmd|' /C calc'!A0\u202e\x07\"><img src=x onerror=alert(2)>"


def day(number):
    return pd.Timestamp(2026, 11, number)


@pytest.fixture
def books():
    log = pd.DataFrame(
        {
            "customer_id": ["C1", "C1", "C4", "C1", "C1"],
            "date": [day(3), day(18), day(9), day(5), day(11)],
            "method": ["phone", "email", "visit", "wechat", "phone"],
            "content": ["最早的", "最近的", "李伟的", "第三", "第二"],
            "next_strategy": [None, "寄样", None, None, None],
        }
    )
    samples = pd.DataFrame(
        {
            "customer_id": ["C1", "C2", "C4"],
            "confirmed": [day(2), day(4), day(6)],
            "shipped": [day(5), pd.NaT, pd.NaT],
            "received": pd.NaT,
            "closed": [pd.NaT, day(20), pd.NaT],
        }
    )
    orders = pd.DataFrame(
        {
            "customer_id": ["C1", "C1"],
            "date": [day(1), day(2)],
            "item": ["壶", "盘"],
            "amount": [8000.0, 120.5],
            "currency": ["CNY", "EUR"],
            "payment_due": [pd.NaT, day(28)],
            "payment_date": pd.NaT,
        }
    )
    return Books(log, orders, samples)


def test_a_card_tells_the_last_three_contacts_the_latest_first_and_what_is_open(run, books):
    (card,) = cards(run, books, [4])
    assert [(one["day"], one["way"], one["said"]) for one in card["contacts"]] == [
        ("2026-11-18", "邮件", "最近的"),
        ("2026-11-11", "电话", "第二"),
        ("2026-11-05", "微信", "第三"),
    ]
    assert card["contacts"][0]["next"] == "寄样"
    assert card["open"] == [
        "样单：2026-11-02 确认，寄出 2026-11-05，签收 尚未",
        "上次下单：2026-11-02 盘 120.5 EUR",
        "未收款：2026-11-02 的订单，应收日 2026-11-28",
    ]
    assert (card["when"], card["minutes"], card["facts"]) == (
        "逾期 5 天",
        "7.5",
        [("电话", "13800138000")],
    )


def test_the_day_has_who_is_due_or_overdue_and_nobody_of_a_colleague(run, books):
    page = render_day(slice_of(run, ["陈静"], masked=False), books, "陈静")
    assert re.findall(r"<h3>(\S+) ", page) == ["甲公司", "乙公司"]  # 丙公司 is for Wednesday
    assert "要跟进 2 位，约 27.5 分钟；这一天可用 480 分钟。" in page
    for others in ("丁公司", "李伟的", "C4"):
        assert others not in page


def test_what_is_beyond_the_minutes_of_the_day_comes_after_a_line(run, books):
    graded = run.graded.copy()
    graded.loc[[4, 5], "minutes"] = [300.0, 200.0]
    page = render_day(slice_of(replace(run, graded=graded), ["陈静"], masked=False), books, "陈静")
    assert page.index("甲公司") < page.index("以下超出这一天的 480 分钟") < page.index("乙公司")


def test_a_handover_has_the_work_of_the_absence_and_the_samples_underway(run, books):
    handover = Handover(
        slice_of(run, ["陈静"], masked=False), books, "陈静", "李伟", dt.date(2026, 11, 24)
    )
    assert [(one.day.day, one.title) for one in handover.work()] == [
        (23, "跟进：甲公司（外贸A，逾期 5 天）"),
        (23, "跟进：乙公司（外贸C）"),
    ]
    longer = replace(handover, until=dt.date(2026, 11, 25))
    assert [one.title for one in longer.work()][2:] == ["待决定：丙公司（外贸B）"]
    assert list(handover.samples()["customer_id"]) == ["C1"]  # C2's is settled, C4 is a colleague's
    page = render_handover(handover)
    assert "陈静 → 李伟" in page
    assert "2 件事，涉及 2 位客户；1 张样单在途。" in page
    assert "丁公司" not in page


def test_the_sheets_of_a_handover_hold_texts_and_days(run, books):
    named = replace(run, customers=run.customers.assign(name="=1+1", phone="+86 138"))
    handover = Handover(
        slice_of(named, ["陈静"], masked=False),
        books,
        "陈静",
        "=HYPERLINK()",
        dt.date(2026, 11, 25),
    )
    content = new_book(handover_sheets(handover))
    assert content == new_book(handover_sheets(handover))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["日程", "样单", "客户"]
    cells = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert {cell.data_type for cell in cells} == {"s", "d"}
    assert book["客户"]["B4"].value == "=1+1"
    assert book["日程"]["A4"].value == dt.datetime(2026, 11, 23)  # noqa: DTZ001 -- a cell has no zone


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_texts_written_as_attacks_do_nothing(run, books, lang):
    hostile = replace(
        run,
        lang=lang,
        workbook=ATTACK,
        customers=run.customers.assign(name=ATTACK, phone=ATTACK, seller=ATTACK),
        graded=run.graded.assign(due_reason=ATTACK, tier_label=ATTACK),
        team=None,
        work_days={},
    )
    books = replace(books, contacts=books.contacts.assign(content=ATTACK, method=ATTACK))
    mine = slice_of(hostile, [ATTACK], masked=False)
    (seller,) = set(mine.customers["seller"])
    papers = [
        render_day(mine, books, seller.replace("\u202e", "").replace("\x07", "")),
        render_handover(Handover(mine, books, ATTACK, ATTACK, dt.date(2026, 12, 4))),
    ]
    for page in papers:
        assert "<script" not in page
        assert "<img" not in page
        assert "\u202e" not in page
        assert "\x07" not in page
        assert re.findall(r"\son\w+=", re.sub(r">[^<]*<", "><", page)) == []
        assert "default-src 'none'; style-src 'sha256-" in page
    for one in appointments(mine):
        assert not set("\r\n\u202e\x07") & set("".join((one.title, *one.lines)))
