"""The total below a table is no customer, however it is written."""

import pytest

from pipeline.understanding.tables.layout import lay_out

ZH = [["客户名称", "电话", "金额"], ["甲公司", "13800000001", 3], ["乙公司", "13800000002", 4]]
EN = [["Company", "Phone", "Amount"], ["Acme", "5550101", 3], ["Beta", "5550102", 4]]


@pytest.mark.parametrize(
    ("table", "total"),
    [
        (ZH, ["合计", "2家", 7]),
        (ZH, ["小计：", "共2位", ""]),
        (EN, ["Total", "24 accounts", ""]),
        (EN, ["Grand total", "2 companies", 7]),
        (EN, ["Total", "1,024 customers", ""]),
    ],
)
def test_a_total_is_no_row(table, total):
    [found] = lay_out([*table, total], frozenset(), ragged=False)
    assert found.body == [1, 2]
    assert (3, "total") in found.notes


def test_a_company_whose_name_begins_like_a_total_is_one():
    [found] = lay_out([*EN, ["Total Energies", "5550103", 9]], frozenset(), ragged=False)
    assert found.body == [1, 2, 3]
