"""Where each row of a list ends, given what matching says: pairs and answers are written by hand here."""

import datetime as dt

import openpyxl
import pytest

from pipeline.errors import WriteFailedError
from pipeline.importing.desk.answers import obey
from pipeline.importing.desk.batch import Batch
from pipeline.importing.desk.customer_rows import CustomerRows
from pipeline.importing.desk.desk import Desk
from pipeline.importing.model import Matches, Pair
from pipeline.understanding.cells import Context
from pipeline.understanding.columns.mapping import map_columns
from pipeline.understanding.model import SourceTable
from pipeline.understanding.read import read_tables
from pipeline.workbook.file.package import Package
from schemas.columns import CUSTOMERS
from schemas.texts import Text

DAY = dt.date(2026, 11, 23)
SALT = b"salt"
FOUND = Text("相同", "the same")


@pytest.fixture
def table(tmp_path):
    """Read a customer sheet of three: rows 2 to 4; the phone of K2 is blank, the city of K3 is not known."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    for row in (
        ["客户编号", "客户名称", "联系人", "电话", "城市", "负责人", "备注说明"],
        ["K0001", "甲公司", "张三", "13800000001", "上海", "王芳", None],
        ["K0002", "乙公司", "李四", None, "北京", "王芳", None],
        ["K0003", "丙公司", "赵六", "13800000003", "不详", None, None],
    ):
        sheet.append(row)
    path = tmp_path / "客户.xlsx"
    book.save(path)
    return read_tables(Package.open(path), dt.date(2026, 11, 23)).tables["customers"]


def desk_of(table, *rows, headers=("客户名称", "联系人", "电话", "城市", "爱吃什么"), known=None):
    customers = CustomerRows(table, Context("zh"))
    batch = Batch("zh")
    lines = list(range(2, 2 + len(rows)))
    source = SourceTable("旧.csv", "", "delimited", headers, 1, lines, rows)
    batch.add(source, map_columns(source, CUSTOMERS), customers.keys, Context("zh"), SALT)
    desk = Desk("zh", DAY, customers, batch, 7)
    desk.set_known_apart(known or {}, frozenset())
    desk.set_nameless_apart()
    return desk


def pair(left, right, decision="review", *, within=False, score=2.0):
    return Pair(left, right, within, decision, score, {"phones": ("1", "1", FOUND, 5.0)})


def written(desk):
    return {
        (cell.row, cell.header): cell.new
        for patch in desk.customers.patches()
        for cell in patch.cells()
    }


def endings(desk):
    return [(result.ending, result.customer_id) for result in desk.told()]


def test_a_stranger_becomes_a_new_row_with_the_next_id(table):
    desk = desk_of(table, ["丁公司", "钱七", "13800000004", "广州", "面"])
    desk.settle(Matches([], {}, {}))
    assert endings(desk) == [("new", "K0004")]
    assert written(desk) == {
        (5, "客户编号"): "K0004",
        (5, "客户名称"): "丁公司",
        (5, "联系人"): "钱七",
        (5, "电话"): "13800000004",
        (5, "城市"): "广州",
    }
    assert desk.told()[0].kept == "爱吃什么：面"


def test_a_sure_match_fills_blanks_only_and_tells_what_differs(table):
    desk = desk_of(table, ["乙公司", "李四", "13800000002", "天津", ""])
    desk.settle(Matches([pair(3, 0, "same")], {}, {0: 3}))
    assert endings(desk) == [("enriched", "K0002")]
    assert written(desk) == {(3, "电话"): "13800000002"}
    assert desk.told()[0].conflicts == "城市：北京 ≠ 天津"
    assert desk.told()[0].filled == "电话：13800000002"


def test_a_cell_that_says_unknown_counts_as_blank(table):
    desk = desk_of(table, ["丙公司", "赵六", "13800000003", "苏州", ""])
    desk.settle(Matches([], {}, {0: 4}))
    assert written(desk) == {(4, "城市"): "苏州"}


def test_the_same_phone_written_otherwise_is_no_difference(table):
    desk = desk_of(table, ["甲公司", "张三", "+86 138-0000-0001", "上海", ""])
    desk.settle(Matches([], {}, {0: 2}))
    assert endings(desk) == [("same", "K0001")]
    assert written(desk) == {}
    assert desk.told()[0].conflicts == ""


def test_rows_that_are_surely_one_become_one_customer_and_the_second_adds_to_it(table):
    desk = desk_of(
        table,
        ["丁公司", "钱七", "13800000004", "", ""],
        ["丁公司", "钱七", "", "广州", ""],
        ["丁公司", "钱七", "", "佛山", ""],
    )
    desk.settle(Matches([], {0: 0, 1: 0, 2: 0}, {}))
    assert endings(desk) == [("new", "K0004"), ("enriched", "K0004"), ("same", "K0004")]
    assert written(desk)[5, "城市"] == "广州"
    assert desk.told()[2].conflicts == "城市：广州 ≠ 佛山"


def test_a_doubtful_row_waits_with_the_evidence_and_is_not_written(table):
    desk = desk_of(table, ["甲公司（新）", "张三", "13800000001", "上海", "面"])
    desk.settle(Matches([pair(2, 0)], {}, {}))
    assert endings(desk) == [("review", "R7")]
    assert written(desk) == {}
    (row,) = desk.waiting
    assert row.kept == "爱吃什么：面"
    assert [(one.customer_id, one.row, one.name) for one in row.candidates] == [
        ("K0001", 2, "甲公司")
    ]
    assert row.candidates[0].values["phone"] == "13800000001"


def test_two_doubtful_rows_of_one_list_are_not_both_written(table):
    desk = desk_of(
        table, ["丁公司", "钱七", "13800000004", "", ""], ["丁公司", "钱漆", "13800000004", "", ""]
    )
    desk.settle(Matches([pair(0, 1, within=True)], {}, {}))
    assert endings(desk) == [("new", "K0004"), ("review", "R7")]
    assert desk.waiting[0].candidates[0].customer_id == "K0004"


def test_a_row_like_one_that_waits_waits_for_it(table):
    desk = desk_of(
        table,
        ["甲公司2", "张三", "13800000001", "", ""],
        ["甲公司3", "张山", "13800000001", "", ""],
    )
    desk.settle(Matches([pair(2, 0), pair(0, 1, within=True)], {}, {}))
    assert endings(desk) == [("review", "R7"), ("review", "R8")]
    assert desk.waiting[1].candidates[0].waits == "R7"


def test_rows_that_wait_as_one_lose_nothing_of_what_they_say(table):
    desk = desk_of(
        table,
        ["甲公司2", "张三", "13800000001", "上海", ""],
        ["甲公司2", "张山", "13800000009", "", "面"],
    )
    desk.settle(Matches([pair(2, 0)], {0: 0, 1: 0}, {}))
    assert endings(desk) == [("review", "R7"), ("review", "R7")]
    (row,) = desk.waiting
    assert row.values == {
        "name": "甲公司2",
        "contact_person": "张三",
        "phone": "13800000001",
        "city": "上海",
    }
    assert row.kept == "爱吃什么：面；联系人：张山；电话：13800000009"


def test_a_row_without_any_name_goes_to_quarantine_with_its_cells(table):
    desk = desk_of(table, ["", "", "13800000009", "上海", "面"])
    assert endings(desk) == [("quarantined", "")]
    (line,) = desk.quarantine
    assert (line.place.file, line.place.line) == ("旧.csv", 2)
    for word in ("13800000009", "上海", "爱吃什么：面"):
        assert word in line.text


def test_a_contact_without_a_company_is_a_customer_of_that_name(table):
    desk = desk_of(table, ["", "钱七", "13800000004", "", ""])
    desk.settle(Matches([], {}, {}))
    assert written(desk)[5, "客户名称"] == "钱七"
    assert (5, "联系人") not in written(desk)


def test_a_row_that_came_in_before_is_left_alone(table):
    row = ["乙公司", "李四", "13800000002", "天津", ""]
    digest = desk_of(table, row).batch.digests[0]
    desk = desk_of(table, row, known={digest: "K0002"})
    assert endings(desk) == [("same", "K0002")]
    assert desk.told()[0].is_old
    assert written(desk) == {}


def test_a_row_whose_customer_was_deleted_since_is_new_again(table):
    row = ["丁公司", "钱七", "13800000004", "", ""]
    digest = desk_of(table, row).batch.digests[0]
    desk = desk_of(table, row, known={digest: "K0999"})
    assert desk.open_rows() == [0]


def test_an_id_of_the_list_is_taken_if_free_and_kept_beside_if_not(table):
    headers = ("客户编号", "客户名称")
    desk = desk_of(table, ["X-9", "丁公司"], ["K0001", "戊公司"], headers=headers)
    desk.settle(Matches([], {}, {}))
    assert endings(desk) == [("new", "X-9"), ("new", "K0004")]
    assert desk.told()[1].kept == "客户编号：K0001"


def test_a_row_that_nobody_accounts_for_stops_the_import(table):
    desk = desk_of(table, ["丁公司", "", "", "", ""])
    with pytest.raises(WriteFailedError):
        desk.told()


def waiting_of(table):
    desk = desk_of(table, ["乙公司二部", "李思", "13800000002", "天津", "面"])
    desk.settle(Matches([pair(3, 0), pair(2, 0, score=-1.0)], {}, {}))
    return desk.waiting


def test_yes_fills_the_blanks_of_that_customer(table):
    customers = CustomerRows(table, Context("zh"))
    done = obey(waiting_of(table), {("R7", 1): True}, {}, customers, "zh")
    assert [(r.ending, r.customer_id) for r in done.results] == [("enriched", "K0002")]
    assert {(c.row, c.new) for p in customers.patches() for c in p.cells()} == {(3, "13800000002")}
    assert done.owners == {"R7": "K0002"}
    assert not done.still


def test_no_to_all_makes_a_new_customer_and_one_no_alone_waits_on(table):
    customers = CustomerRows(table, Context("zh"))
    one = obey(waiting_of(table), {("R7", 1): False}, {}, customers, "zh")
    assert [row.key for row in one.still] == ["R7"]
    both = obey(
        waiting_of(table), {("R7", 1): False, ("R7", 2): False}, {}, customers, "zh", "李强"
    )
    assert [(r.ending, r.customer_id) for r in both.results] == [("new", "K0004")]
    assert {(p.header, p.new[-1]) for p in customers.patches()} >= {
        ("客户名称", "乙公司二部"),
        ("负责人", "李强"),
    }


def test_two_different_yeses_are_not_obeyed_but_told(table):
    customers = CustomerRows(table, Context("zh"))
    done = obey(waiting_of(table), {("R7", 1): True, ("R7", 2): True}, {}, customers, "zh")
    assert [row.key for row in done.still] == ["R7"]
    assert "R7" in done.notes[0].zh
    assert customers.patches() == []


def test_yes_to_a_customer_who_is_gone_waits_on(table):
    waiting = waiting_of(table)
    gone = CustomerRows(table, Context("zh"))
    del gone._id_rows["K0002"]
    done = obey(waiting, {("R7", 1): True}, {}, gone, "zh")
    assert [row.key for row in done.still] == ["R7"]
    assert len(done.notes) == 1


def test_an_answer_about_a_row_that_waited_leads_to_where_that_one_went(table):
    desk = desk_of(
        table, ["甲公司2", "张三", "13800000001", "", ""], ["甲公司3", "张山", "", "", "面"]
    )
    desk.settle(Matches([pair(2, 0), pair(0, 1, within=True)], {}, {}))
    customers = CustomerRows(table, Context("zh"))
    done = obey(desk.waiting, {("R7", 1): False, ("R8", 1): True}, {}, customers, "zh")
    assert [(r.ending, r.customer_id) for r in done.results] == [
        ("new", "K0004"),
        ("same", "K0004"),
    ]
