"""Headers as teams write them."""

import pytest

from schemas.columns import CONTACTS, CUSTOMERS, SHEETS
from schemas.headers import find_header, fold_header


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("客户编号*", "客户编号"),
        ("  负责 人 ", "负责人"),
        ("消费金额(元)", "消费金额"),
        ("消费金额（万元）", "消费金额"),
        ("上次\n跟进", "上次跟进"),
        ("E-MAIL", "Email"),
        ("Last  Contact", "last contact"),
        ("店铺／团队", "店铺/团队"),
        ("电话：", "电话"),
        ("ＩＤ", "id"),
    ],
)
def test_what_does_not_matter_in_a_header_is_ignored(written, meant):
    assert fold_header(written) == fold_header(meant)


def test_no_spelling_means_two_columns_of_one_sheet():
    for sheet in SHEETS.values():
        meant = {}
        for column in sheet.columns:
            for header in column.headers:
                assert meant.setdefault(fold_header(header), column.key) == column.key, (
                    sheet.key,
                    header,
                )


def test_the_header_is_found_below_title_rows():
    lines = {
        1: ["客户跟进管理表", "", ""],
        2: ["更新:2026-11", "", ""],
        3: ["客户编号", "公司名称", "业务员"],
        4: ["C1", "甲", "王芳"],
    }
    match = find_header(lines, CUSTOMERS)
    assert match.row == 3
    assert match.columns == {"customer_id": 1, "name": 2, "seller": 3}


def test_a_header_of_two_lines_with_merged_cells_is_read_as_one():
    lines = {
        2: ["客户编号", "客户名称", "联系方式", ""],
        3: ["", "", "手机", "邮箱"],
        4: ["C1", "甲", "138", "a@b.cn"],
    }
    match = find_header(lines, CUSTOMERS)
    assert match.row == 3
    assert match.columns == {"customer_id": 1, "name": 2, "phone": 3, "email": 4}


def test_two_columns_that_could_both_be_meant_are_told():
    match = find_header({1: ["客户编号", "公司名称", "最近跟进", "上次联系时间"]}, CUSTOMERS)
    assert match.doubles == {"last_contact": (3, 4)}
    assert "last_contact" not in match.columns


def test_the_exact_name_wins_over_an_alias_and_the_other_is_told():
    match = find_header({1: ["客户编号", "客户名称", "公司名称"]}, CUSTOMERS)
    assert match.columns["name"] == 2
    assert match.also == {"name": (3,)}


def test_a_missing_column_comes_with_the_nearest_headers():
    match = find_header({1: ["客户编好", "客户名称", "负责人"]}, CUSTOMERS)
    assert [column.key for column in match.missing] == ["customer_id"]
    assert match.nearest(CUSTOMERS["customer_id"])[0] == "客户编好"


def test_a_header_can_be_mapped_by_hand():
    match = find_header(
        {1: ["客户编号", "客户名称", "最近跟进", "上次联系时间"]},
        CUSTOMERS,
        {"last_contact": "最近跟进"},
    )
    assert match.columns["last_contact"] == 3
    assert not match.doubles


def test_a_column_of_the_program_is_only_its_exact_name():
    match = find_header({1: ["客户编号", "客户名称", "客户等级", "下次跟进时间"]}, CUSTOMERS)
    assert not {"tier", "next_due"} & match.columns.keys()


def test_lines_that_say_nothing_are_no_header():
    assert find_header({1: ["说明"], 2: ["请勿修改"], 3: [1, 2, 3]}, CONTACTS) is None


def test_the_language_is_that_of_most_headers():
    assert find_header({1: ["Customer ID", "Company", "Owner"]}, CUSTOMERS).lang == "en"
    assert find_header({1: ["客户编号", "公司名称", "Email"]}, CUSTOMERS).lang == "zh"
