"""WeChat remarks: what is written can be read back."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import read_table, typed

from pipeline.rules.remarks import Remark, batches, labels, parse_remark, remarks

WORDS = st.text(st.sampled_from("深圳杭州李王张丽五金厨具贸易Abc"), min_size=1, max_size=6)
PHONES = st.from_regex(r"1[3-9]\d{9}|\+48 22 100 \d{2} \d{2}|0755-\d{8}", fullmatch=True)
BIRTHDAYS = st.sampled_from(
    ["1981-06-01", "06-01", "6月1日", "1981年6月1日", "农历八月十五", "农8月15"]
)


@given(WORDS, WORDS, WORDS, PHONES, BIRTHDAYS)
def test_a_complete_remark_reads_back_as_it_was_written(city, name, industry, phone, birthday):
    remark = Remark(city, name, industry, phone, birthday)
    assert parse_remark(str(remark)) == remark


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "深圳/郭丽娟/厨具批发/13800009489/1981-06-01",
            ("深圳", "郭丽娟", "厨具批发", "13800009489", "1981-06-01"),
        ),
        (
            "深圳／老郭／厨具批发",
            ("深圳", "老郭", "厨具批发", "", ""),
        ),  # full-width slashes, a nickname
        ("郭/13800009489", ("", "郭", "", "13800009489", "")),  # a surname stands in
        ("郭丽娟/厨具批发", ("", "郭丽娟", "厨具批发", "", "")),  # 厨具批发 is a known trade
        ("深圳/郭丽娟", ("深圳", "郭丽娟", "", "", "")),
        ("农历八月十五/深圳/郭丽娟/厨具批发", ("深圳", "郭丽娟", "厨具批发", "", "农历八月十五")),
        (
            "深圳/郭丽娟/厨具批发/老客户",
            ("深圳", "郭丽娟", "厨具批发-老客户", "", ""),
        ),  # nothing is lost
        ("", ("", "", "", "", "")),
    ],
)
def test_parts_are_told_by_their_place_and_their_look(text, parts):
    assert parse_remark(text, cities={"深圳"}, industries={"厨具批发"}) == parts


def test_empty_parts_are_dropped_and_a_slash_inside_becomes_a_dash():
    table = typed(
        read_table("""
        customer_id | name   | contact_person | wechat | city | industry  | phone       | birthday
        K1          | 甲公司 | 张三           |        | 深圳 | 五金/工具 | 13800138000 | 06-01
        K2          | 乙公司 |                |        |      |           | 13900139000 |
        K3          |        |                | 老李   | 杭州 |           |             |
    """)
    )
    assert remarks(table) == [
        "深圳/张三/五金-工具/13800138000/06-01",
        "乙公司/13900139000",
        "杭州/老李",
    ]


@given(st.lists(st.text(max_size=12), max_size=7))
def test_reading_never_fails(parts):
    assert isinstance(parse_remark("/".join(parts)), Remark)


def test_a_person_may_have_many_labels():
    assert labels("老客户、价格敏感，老客户; VIP") == ("老客户", "价格敏感", "VIP")
    assert labels(None) == labels(float("nan")) == ()


def test_batches_of_five_take_the_newest_customers_first():
    customers = pd.DataFrame(
        {"customer_id": [f"K{n}" for n in range(7)], "seller": "王芳"}, index=range(2, 9)
    )
    orders = typed(
        read_table("customer_id | date\nK0 | 2026-11-01\nK0 | 2020-01-01\nK1 | 2026-10-01")
    )
    # K1 ordered first in October, K0 in 2020; nobody else ordered: the lower in the sheet, the newer.
    # Order: K1, K0, K6, K5, K4 | K3, K2.
    assert batches(customers, orders).tolist() == [1, 1, 2, 2, 1, 1, 1]
    assert batches(customers, None, size=3).tolist() == [3, 2, 2, 2, 1, 1, 1]
