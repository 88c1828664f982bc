"""What a workbook was taken for: sheets, columns, words and the key, as one value that can be compared and printed."""

import datetime as dt

import openpyxl
import pytest

from pipeline.errors import UnreadableWorkbookError
from pipeline.settings.limits import DEFAULT_LIMITS
from pipeline.understanding.read import NO_HINTS, read_tables
from pipeline.understanding.reading import reading_of
from pipeline.workbook.file.opening import open_workbook

AS_OF = dt.date(2026, 11, 23)

CUSTOMERS = [
    ["客户登记"],
    ["序号", "公司", "联系人", "客户状态", "等级", "最近跟进", "下次联系", "记录", "传真"],
    [1, "甲宁五金", "周平", "已成交", "A", "10.26", "12.1", "2026.10.26 电话：返单", "1"],
    [2, "乙州厨具", "吴丽", "已寄样", "B", "11.12", "11.25", "2026.11.12 微信：样品", ""],
    [3, "丙乌商行", "陈栋", "考察中", "B", "9.1", "", "2026.9.1 拜访：没说定", ""],
    ["", "合计"],
]
LOG = [
    ["日期", "客户名称", "方式", "内容"],
    [dt.date(2026, 11, 2), "甲宁五金", "电话", "返单"],
]
NOISE = [["你好"], ["这里什么也没有"]]


@pytest.fixture
def read(tmp_path):
    def read(sheets, hints=NO_HINTS):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "book.xlsx"
        book.save(path)
        return reading_of(read_tables(open_workbook(path, DEFAULT_LIMITS), AS_OF, hints))

    return read


def test_each_sheet_is_named_with_what_it_was_taken_for_and_what_was_left_out(read):
    reading = read({"登记": CUSTOMERS, "往来": LOG, "说明": NOISE})
    assert [(s.name, s.kind, s.rows, s.left_out, bool(s.why.zh)) for s in reading.sheets] == [
        ("登记", "customers", 3, ("合计",), False),
        ("往来", "contacts", 1, (), False),
        ("说明", "", 0, (), True),
    ]
    assert [sheet.name for sheet in reading.unused] == ["说明"]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (NOISE, "没有找到表头（前几行：1: 你好 / 2: 这里什么也没有）"),
        (
            [["船", "", "", "数"], ["青屿", 12, 14, 15], ["白沙", 9, 8, 11]],
            "看不准哪一行是表头（前几行：1: 船 | 数 / 2: 青屿 | 12 | 14 | 15 / 3: 白沙 | 9 | 8 | 11）",
        ),
    ],
)
def test_where_the_header_is_not_sure_the_first_rows_are_shown(read, rows, why):
    assert read({"登记": CUSTOMERS, "其他": rows}).unused[0].why.zh == why
    with pytest.raises(UnreadableWorkbookError) as refused:
        read({"其他": rows})
    assert f"“其他”{why}" in refused.value.text.zh


@pytest.mark.parametrize(
    ("header", "use", "key", "samples"),
    [
        ("序号", "kept", "", ("1", "2", "3")),
        ("公司", "key", "name", ("甲宁五金", "乙州厨具", "丙乌商行")),
        ("联系人", "key", "contact_person", ("周平", "吴丽", "陈栋")),
        ("客户状态", "words", "", ("已成交", "已寄样", "考察中")),
        ("等级", "words", "", ("A", "B")),
        ("最近跟进", "touch", "", ("10.26", "11.12", "9.1")),
        ("下次联系", "promise", "", ("12.1", "11.25")),
        ("传真", "key", "fax", ("1",)),
    ],
)
def test_each_column_stands_for_something_or_is_kept(read, header, use, key, samples):
    columns = {c.header: c for c in read({"登记": CUSTOMERS}).sheets[0].columns}
    column = columns[header]
    assert (column.use, column.key, column.samples) == (use, key, samples)
    assert column.evidence.zh
    assert column.evidence.en


def test_notes_with_days_are_told_from_other_texts(read):
    columns = {c.header: c.use for c in read({"登记": CUSTOMERS}).sheets[0].columns}
    assert columns["记录"] == "notes"


def test_words_are_told_with_their_meaning_and_number(read):
    columns = {c.header: c for c in read({"登记": CUSTOMERS}).sheets[0].columns}
    words = [(word.word, word.meaning, word.count) for word in columns["客户状态"].words]
    assert words == [("已寄样", "sample", 1), ("已成交", "ordered", 1), ("考察中", "", 1)]
    assert [word.word for word in columns["客户状态"].unknown] == ["考察中"]
    assert [w.meaning for w in columns["等级"].words] == ["B", "A"]


@pytest.mark.parametrize(
    ("rows", "key", "twice"),
    [
        ([["客户编号", "客户名称"], ["K1", "甲"], ["K2", "乙"]], ("customer_id",), 0),
        ([["客户名称", "电话"], ["甲", "138"], ["乙", "139"]], ("name",), 0),
        (
            [["客户名称", "联系人"], ["甲", "周平"], ["甲", "吴丽"], ["乙", "陈栋"]],
            ("name",),  # two contacts of one company
            0,
        ),
        (
            [["客户名称", "电话"], ["甲", "13800000001"], ["甲", "13800000002"]],
            ("name", "phone"),
            0,
        ),
        ([["客户名称", "城市"], ["甲", "宁波"], ["甲", "苏州"]], ("name",), 2),
    ],
)
def test_the_key_is_what_tells_customers_apart(read, rows, key, twice):
    reading = read({"客户": rows})
    assert (reading.key, reading.twice) == (key, twice)


def test_sheets_of_one_shape_are_told_one_by_one_with_their_sellers(read):
    rows = [["客户名称", "电话", "意向"], ["甲", "13800000001", "高"], ["乙", "13800000002", "中"]]
    other = [rows[0], ["丙", "13800000003", "低"]]
    reading = read({"王芳": rows, "李强": other})
    assert [(s.name, s.kind, s.rows, s.is_seller) for s in reading.sheets] == [
        ("王芳", "customers", 2, True),
        ("李强", "customers", 1, True),
    ]


def test_a_reading_is_a_value(read):
    sheets = {"登记": CUSTOMERS, "往来": LOG}
    assert read(sheets) == read(sheets)
    assert hash(read(sheets)) == hash(read(sheets))
    assert "甲宁五金" in str(read(sheets))
