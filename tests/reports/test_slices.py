from dataclasses import replace

import pandas as pd
import pytest

from reports.figures.slices import managed_teams, slice_of
from reports.figures.view import KeyAccounts
from reports.page import render_page
from schemas.findings import Finding
from schemas.privacy import mask_email, mask_phone, mask_text, mask_wechat
from schemas.results import CLOSE_COLUMNS, EFFORT_COLUMNS, NOMINATION_COLUMNS
from schemas.texts import Text
from schemas.touches import TOUCH_COLUMNS


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("13800138000", "138****8000"),
        ("138 0013 8000", "138****8000"),
        ("+86 13800138000", "+86138****8000"),
        ("021-65432100", "021****2100"),
        ("6543210", "****210"),
        ("110", "****"),
        ("13800138000/13900139001", "138****8000/139****9001"),
        ("微信同号", "****"),
        ("", ""),
    ],
)
def test_a_phone_number_keeps_what_tells_it_from_others(typed, shown):
    assert mask_phone(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("zhang.wei@example.com", "z****@example.com"),
        ("a@b.cn", "a****@b.cn"),
        ("nobody", "****"),
        ("a@b@c.cn", "****"),
        ("", ""),
    ],
)
def test_a_mail_address_keeps_its_first_letter_and_its_domain(typed, shown):
    assert mask_email(typed) == shown


def test_a_wechat_id_keeps_two_characters():
    assert [mask_wechat(one) for one in ("wxid_k3j2", "abc", "")] == ["wx****", "****", ""]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("张三13800138000", "张三138****8000"),
        ("请打 138-0013-8000，或写 a.b@x.cn。", "请打 138****8000，或写 a****@x.cn。"),
        ("+44 20 7946 0958", "+4420****0958"),
        ("(010)65432100", "010****2100"),
        # what is no number of a person stays: days, amounts, ids, model numbers
        ("2026-11-23 下单 1,380,013.80 元", "2026-11-23 下单 1,380,013.80 元"),
        ("订单 20261123000138", "订单 20261123000138"),
        ("KH0012 A@3 级", "KH0012 A@3 级"),
    ],
)
def test_numbers_and_addresses_inside_a_text_are_hidden_and_nothing_else(typed, shown):
    assert mask_text(typed) == shown


def _team(*lines):
    return pd.DataFrame(lines, columns=["seller", "manager", "manager_email", "email"])


def test_each_manager_has_the_own_sellers():
    team = _team(
        ("陈静", "王芳", "wang@x.cn", None),
        ("李伟", "赵敏", "zhao@x.cn", None),
        ("孙丽", "王芳", None, None),
        ("周强", None, None, None),
    )
    found = [(one.manager, one.emails, one.sellers) for one in managed_teams(team)]
    assert found == [
        ("王芳", ("wang@x.cn",), ("陈静", "孙丽")),
        ("赵敏", ("zhao@x.cn",), ("李伟",)),
    ]


def test_a_manager_who_sells_sees_the_own_customers_but_not_those_of_a_namesake_under_another_manager():
    team = _team(
        ("陈静", "王芳", "wang@x.cn", None),
        ("王芳", None, None, None),
        ("赵敏", "王芳", None, "other@x.cn"),
        ("李伟", "赵敏", "zhao@x.cn", None),
    )
    found = {one.manager: one.sellers for one in managed_teams(team)}
    assert found == {"王芳": ("陈静", "王芳", "赵敏"), "赵敏": ("李伟",)}


def test_two_addresses_for_one_manager_are_both_told_and_one_in_other_letters_is_the_same():
    team = _team(
        ("陈静", "王芳", "Wang@x.cn", None),
        ("孙丽", "王芳", "wang@x.cn", None),
        ("李伟", "王芳", "w2@x.cn", None),
    )
    assert managed_teams(team)[0].emails == ("Wang@x.cn", "w2@x.cn")


def test_a_seller_listed_twice_counts_by_the_first_row():
    team = _team(("陈静", "王芳", "wang@x.cn", None), ("陈静", "赵敏", "zhao@x.cn", None))
    assert [(one.manager, one.sellers) for one in managed_teams(team)] == [("王芳", ("陈静",))]


def test_without_a_team_sheet_nobody_manages_anybody():
    assert managed_teams(None) == []
    assert managed_teams(pd.DataFrame({"seller": ["陈静"]})) == []


def _whole(run):
    """Give the small run with everything that a report may hold, of 陈静 and of 李伟."""
    customers = run.customers.assign(email=None, introducer="老周")
    customers.loc[4, ["wechat", "email"]] = ["wxid_chen", "jia@example.cn"]
    customers.loc[7, ["phone", "wechat", "email"]] = ["13911112222", "wxid_li", "ding@example.cn"]
    side = pd.DataFrame(
        [
            (4, "second_introduction", "再次介绍：与 C4 丁公司 是同一人"),
            (7, "lapse", "丁公司的秘密"),
            (5, "review", "打 13800138000 问问"),
        ],
        columns=["row", "task", "reason"],
    )
    nominated = [
        (
            row,
            "2026-W48",
            seller,
            1,
            "G1",
            code,
            name,
            "H",
            "外贸A",
            None,
            (run.as_of,),
            "意向最高",
            False,
        )
        for row, seller, code, name in ((4, "陈静", "C1", "甲公司"), (7, "李伟", "C4", "丁公司"))
    ]
    close = dict.fromkeys(CLOSE_COLUMNS, 1.0)
    accounts = KeyAccounts(
        pd.DataFrame(nominated, columns=list(NOMINATION_COLUMNS)),
        3,
        run.as_of,
        pd.DataFrame([close], index=pd.Index([pd.Timestamp(run.as_of)])),
        pd.DataFrame([close, close], index=pd.Index(["陈静", "李伟"])),
        pd.DataFrame([("lost", "丁公司嫌贵", 1)], columns=["outcome", "reason", "count"]),
        pd.DataFrame(
            [("", 5, 1, 0.5, 0.5), ("陈静", 3, 1, 0.5, 0.5), ("李伟", 2, 1, 0.5, 0.5)],
            columns=list(EFFORT_COLUMNS),
        ),
    )
    touch = dict.fromkeys(TOUCH_COLUMNS, "")
    day = pd.Timestamp(run.as_of)
    dated = {
        "date": day,
        "prepare_by": day,
        "kind": "birthday",
        "way": "phone",
        "provisional": False,
    }
    touches = pd.DataFrame(
        [
            touch | dated | {"row": 4, "seller": "陈静", "name": "生日"},
            touch | dated | {"row": 7, "seller": "李伟", "name": "丁公司五周年"},
        ]
    )
    theirs = Finding(
        "warning",
        "email_odd",
        "跟进记录",
        30,
        "C",
        "内容",
        "丁公司要退货",
        Text("怪", "odd"),
        Text("改", "mend"),
    )
    ours = Finding(
        "warning",
        "phone_short",
        "客户",
        4,
        "F",
        "电话",
        "13800138000",
        Text("怪", "odd"),
        Text("改", "mend"),
    )
    return replace(
        run,
        customers=customers,
        side_tasks=side,
        key_accounts=accounts,
        touches=touches,
        findings=(*run.findings, theirs, ours),
        row_sellers={"跟进记录": {30: "李伟"}},
        column_letters={**run.column_letters, "phone": "F"},
    )


def test_a_slice_holds_the_rows_of_its_sellers_and_no_others(run):
    own = slice_of(_whole(run), ["陈静"])
    assert list(own.customers.index) == [4, 5, 6, 11]
    assert list(own.graded.index) == [4, 5, 6]
    assert own.set_aside == 1  # C8, whose row has an error
    assert list(own.moves["name"]) == ["甲公司", "乙公司"]
    assert list(own.team["seller"]) == ["陈静"]
    assert [(f.sheet, f.row) for f in own.findings] == [
        ("客户", 5),
        ("客户", 11),
        ("客户", 0),
        ("客户", 6),
        ("客户", 4),
    ]
    assert list(own.work_days) == ["陈静"]
    assert list(own.side_tasks["row"]) == [4, 5]
    assert list(own.key_accounts.nominations["row"]) == [4]
    assert list(own.key_accounts.sellers.index) == ["陈静"]
    assert list(own.key_accounts.effort["seller"]) == ["陈静"]
    assert len(own.key_accounts.weeks) == 0
    assert len(own.key_accounts.reasons) == 0
    assert list(own.touches["row"]) == [4]


def test_the_bytes_of_a_page_of_a_slice_name_no_other_customer(run):
    page = render_page(slice_of(_whole(run), ["陈静"]))
    assert "甲公司" in page
    for other in (
        "丁公司",
        "戊公司",
        "己公司",
        "庚公司",
        "C4",
        "13911112222",
        "wxid_li",
        "ding@",
        "退货",
        "李伟",
    ):
        assert other not in page, other


def test_the_ways_to_reach_a_customer_are_hidden_wherever_they_stand(run):
    own = slice_of(_whole(run), ["陈静"])
    assert list(own.customers.loc[4, ["phone", "wechat", "email"]]) == [
        "138****8000",
        "wx****",
        "j****@example.cn",
    ]
    assert own.side_tasks["reason"].iloc[1] == "打 138****8000 问问"
    assert own.findings[-1].value == "138****8000"
    assert "13800138000" not in render_page(own)


def test_a_slice_that_is_not_masked_shows_what_the_workbook_shows(run):
    own = slice_of(_whole(run), ["陈静"], masked=False)
    assert own.customers.at[4, "phone"] == "13800138000"


def test_a_second_introduction_does_not_name_the_customer_of_another_team(run):
    reason = slice_of(_whole(run), ["陈静"]).side_tasks["reason"].iloc[0]
    assert "丁公司" not in reason
    assert "老周" in reason


def test_the_run_that_is_sliced_stays_as_it_is(run):
    whole = _whole(run)
    before = whole.customers.copy()
    slice_of(whole, ["陈静"])
    pd.testing.assert_frame_equal(whole.customers, before)


def test_a_slice_of_an_unknown_seller_is_empty_and_can_be_shown(run):
    own = slice_of(_whole(run), ["谁也不是"])
    assert len(own.customers) == 0
    assert "甲公司" not in render_page(own)
