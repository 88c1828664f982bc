"""Which column of a list fills which column of the sheet: by header, by values, by each other, and as it was saved."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from pipeline.understanding.columns.assignment import best_assignment
from pipeline.understanding.columns.mapping import map_columns
from pipeline.understanding.columns.mapping_file import (
    FOLDER,
    find_mapping,
    labels_of,
    read_mapping,
    write_mapping,
)
from pipeline.understanding.columns.spellings import FILLS_NOTHING, IN_IMPORTS
from pipeline.understanding.model import SourceTable
from schemas.columns import CUSTOMERS
from schemas.headers import fold_header


def table_of(headers, *rows, fields=None):
    return SourceTable(
        "a.csv",
        "",
        "delimited",
        headers,
        1,
        list(range(2, len(rows) + 2)),
        rows,
        fields=fields or {},
    )


def keys_of(headers, *rows):
    return [column.key for column in map_columns(table_of(headers, *rows), CUSTOMERS).columns]


COMPANIES = ("上海海辰家居有限公司", "明达集团", "永信五金厂", "宁波佳美贸易公司")
PEOPLE = ("王芳", "李志远", "欧阳敏", "陈海涛")
MOBILES = ("13800138000", "13900139000", "13700137000", "13600136000")


def test_a_customer_beside_a_contact_is_the_company():
    assert keys_of(["客户名称", "联系人"], *zip(COMPANIES, PEOPLE, strict=True)) == [
        "name",
        "contact_person",
    ]


def test_a_person_without_a_company_is_the_customer():
    assert keys_of(["姓名", "手机"], *zip(PEOPLE, MOBILES, strict=True)) == ["name", "phone"]
    assert keys_of(["客户名称", "手机"], *zip(PEOPLE, MOBILES, strict=True)) == ["name", "phone"]


def test_of_two_columns_of_names_the_one_with_people_is_the_contact():
    assert keys_of(["客户名称", "公司名称"], *zip(PEOPLE, COMPANIES, strict=True)) == [
        "contact_person",
        "name",
    ]


def test_the_mobile_goes_before_the_land_line_and_a_fax_is_no_phone():
    rows = [(mobile, "021-62881234", "021-62881235") for mobile in MOBILES]
    assert keys_of(["手机", "电话", "传真"], *rows) == ["phone", None, None]


def test_traditional_headers_are_read_as_simplified_ones():
    rows = list(zip(COMPANIES, PEOPLE, MOBILES, strict=True))
    assert keys_of(["客戶名稱", "聯絡人", "聯絡電話"], *rows) == ["name", "contact_person", "phone"]


def test_values_that_contradict_a_header_make_it_a_question():
    mapping = map_columns(
        table_of(["客户名称", "邮箱"], *zip(COMPANIES, MOBILES, strict=True)), CUSTOMERS
    )
    assert [column.header for column in mapping.unsure] == ["邮箱"]


def test_a_list_without_headers_is_mapped_by_its_values_and_asked_about():
    mapping = map_columns(
        table_of(
            ["", "", ""], *zip(COMPANIES, MOBILES, ("上海", "宁波", "深圳", "义乌"), strict=True)
        ),
        CUSTOMERS,
    )
    assert [column.key for column in mapping.columns] == ["name", "phone", "city"]
    assert len(mapping.unsure) == 3


def test_an_unknown_column_fills_nothing_and_what_the_program_writes_is_never_filled():
    rows = [(name, "一二三", "外贸A", "2026-11-03") for name in COMPANIES]
    assert keys_of(["客户名称", "车牌", "等级", "下次跟进"], *rows) == ["name", None, None, None]


def test_an_answer_takes_its_column_from_the_one_that_had_it():
    table = table_of(
        ["客户名称", "手机", "电话"], *[(name, "13800138000", "021-62881234") for name in COMPANIES]
    )
    answered = map_columns(table, CUSTOMERS).answered({2: "phone"})
    assert answered.keys == {0: "name", 2: "phone"}
    assert answered.columns[2].sure


def test_what_a_kind_of_file_says_itself_is_not_guessed():
    table = table_of(["TEL", "城市"], ("13800138000", "上海"), fields={0: "phone"})
    mapping = map_columns(table, CUSTOMERS)
    assert mapping.keys == {0: "phone"}
    assert not mapping.unsure


def test_every_column_has_its_reason_in_both_languages():
    mapping = map_columns(
        table_of(
            ["客户名称", "手机", "电话", "备注", "车牌"],
            *[(n, m, m, "x", "y") for n, m in zip(COMPANIES, MOBILES, strict=True)],
        ),
        CUSTOMERS,
    )
    assert all(column.evidence.zh and column.evidence.en for column in mapping.columns)
    assert "“电话”已由“手机”一列填写" in mapping.columns[2].evidence.zh


def test_no_spelling_stands_for_two_columns_or_for_nothing_as_well():
    owners = {}
    for key, spellings in {**IN_IMPORTS, "": FILLS_NOTHING}.items():
        for spelling in spellings:
            owners.setdefault(fold_header(spelling), set()).add(key)
    assert {spelling: keys for spelling, keys in owners.items() if len(keys) > 1} == {}
    assert set(IN_IMPORTS) <= CUSTOMERS.keys


@given(st.lists(st.lists(st.floats(-0.5, 1), min_size=3, max_size=3), min_size=1, max_size=4))
def test_the_assignment_is_the_best_of_all(rows):
    gains = np.array(rows)
    found = best_assignment(gains)
    taken = [column for column in found if column >= 0]
    assert len(taken) == len(set(taken))
    places = range(3 + len(rows))  # beyond the three columns: none
    best = max(
        sum(max(0.0, gains[row, column]) for row, column in enumerate(order) if column < 3)
        for order in permutations(places, len(rows))
    )
    assert sum(
        gains[row, column] for row, column in enumerate(found) if column >= 0
    ) == pytest.approx(best)


@given(
    st.lists(st.text(max_size=12), max_size=6),
    st.lists(st.lists(st.text(max_size=12), min_size=6, max_size=6), max_size=5),
)
def test_any_headers_and_values_give_a_mapping(headers, rows):
    cut = [row[: len(headers)] for row in rows]
    mapping = map_columns(table_of(headers, *cut), CUSTOMERS)
    assert [column.header for column in mapping.columns] == headers
    assert len(set(mapping.keys.values())) == len(mapping.keys)


@pytest.fixture
def workbook(tmp_path):
    return tmp_path / "客户.xlsx"


HEADERS = ["客户名称", "手机", "", "电话", "电话", 'a "b" \\c']


def save(workbook, lang="zh"):
    mapping = map_columns(
        table_of(
            HEADERS, *[(n, m, "", m, m, "x") for n, m in zip(COMPANIES, MOBILES, strict=True)]
        ),
        CUSTOMERS,
    )
    return write_mapping(workbook, "旧名单/老客户 2019.csv", mapping.settled, CUSTOMERS, lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_saved_mapping_is_found_for_the_same_headers_in_any_order(workbook, lang):
    path = save(workbook, lang)
    assert path.parent.name == FOLDER
    assert path.name.startswith("老客户-2019-")
    found = find_mapping(workbook, [*reversed(HEADERS[:2]), *HEADERS[2:]], CUSTOMERS)
    assert found is not None
    assert found.columns == dict(
        zip(labels_of(HEADERS), ["name", "phone", None, None, None, None], strict=True)
    )
    assert find_mapping(workbook, HEADERS[:4], CUSTOMERS) is None


def test_what_people_change_in_the_file_goes_before_every_guess(workbook):
    path = save(workbook)
    text = path.read_text(encoding="utf-8").replace(
        '"客户名称" = "客户名称"', '"客户名称" = "联系人"'
    )
    path.write_text(text, encoding="utf-8-sig")  # as Windows' editor saves it
    saved = find_mapping(workbook, HEADERS, CUSTOMERS)
    mapping = map_columns(
        table_of(HEADERS, ("王芳", "13800138000", "", "", "", "")), CUSTOMERS, saved
    )
    assert mapping.keys == {0: "contact_person", 1: "phone"}
    assert not mapping.unsure


def test_what_nobody_has_confirmed_is_asked_again_and_counts_without_its_question_mark(workbook):
    headers, row = ["客户名称", "Mystery"], ("海辰公司", "a@b.com")
    mapping = map_columns(table_of(headers, *[row] * 4), CUSTOMERS)
    path = write_mapping(workbook, "a.csv", mapping.settled, CUSTOMERS, "zh")
    text = path.read_text(encoding="utf-8")
    assert '"Mystery" = "邮箱?"' in text
    again = map_columns(
        table_of(headers, *[row] * 4), CUSTOMERS, find_mapping(workbook, headers, CUSTOMERS)
    )
    assert [column.header for column in again.unsure] == ["Mystery"]
    path.write_text(text.replace("邮箱?", "邮箱"), encoding="utf-8")
    confirmed = map_columns(
        table_of(headers, *[row] * 4), CUSTOMERS, find_mapping(workbook, headers, CUSTOMERS)
    )
    assert confirmed.keys == {0: "name", 1: "email"}
    assert not confirmed.unsure


def test_saving_again_keeps_one_file_for_a_shape(workbook):
    assert save(workbook) == save(workbook, "en")
    assert len(list((workbook.parent / FOLDER).iterdir())) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[columns]\n"手机" = "电活"\n', "电活"),
        ('[columns]\n"a" = "电话"\n"b" = "Phone"\n', "b"),
        ("[columns]\na = 3\n", "3"),
        ("columns = 1\n", "[columns]"),
        ("[columns\n", "line 1"),
        ('[columns]\n"a" = "等级"\n', "等级"),
    ],
)
def test_a_mapping_file_that_is_wrong_is_named_with_its_line(tmp_path, text, said):
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        read_mapping(path, CUSTOMERS)
    assert "m.toml" in error.value.message("zh")
    assert said in error.value.message("zh")
