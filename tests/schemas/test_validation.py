"""Findings: each names its cell, and only rows with an error are set aside."""

import datetime as dt

import pandas as pd
import pytest

from schemas.columns import SHEETS
from schemas.headers import find_header
from schemas.tables import column_letters, read_table
from schemas.validation import validate_tables

AS_OF = dt.date(2026, 11, 23)
TIERS = ("A", "B", "C", "D", "E")


def table(kind, headers, *rows, first_row=4, bad_cells=None):
    grid = pd.DataFrame(
        [headers, *rows],
        index=range(first_row - 1, first_row + len(rows)),
        columns=range(1, len(headers) + 1),
        dtype=object,
    )
    header = find_header({first_row - 1: headers}, SHEETS[kind])
    return read_table(SHEETS[kind].zh, header, grid, bad_cells or {})


def lines(validated):
    return [(f.cell, f.code, f.severity) for f in validated.findings]


def test_a_bad_date_is_told_with_its_cell_and_a_mend():
    customers = table(
        "customers",
        ["客户编号", "客户名称", "上次跟进"],
        ["C1", "甲", "31/02/2026"],
        ["C2", "乙", "2026-11-01"],
    )
    validated = validate_tables({"customers": customers}, AS_OF, TIERS)
    assert [f.line("zh") for f in validated.findings] == [
        '客户!C4: "31/02/2026" 不是有效日期。请改为 2026-11-03 这样的日期，或留空'
    ]
    assert validated.set_aside["customers"] == {4}
    assert validated.frames["customers"]["customer_id"].tolist() == ["C2"]


def test_a_double_id_sets_every_row_that_has_it_aside():
    customers = table(
        "customers", ["客户编号", "客户名称"], ["C1", "甲"], ["C2", "乙"], ["C1", "丙"]
    )
    validated = validate_tables({"customers": customers}, AS_OF, TIERS)
    assert lines(validated) == [("客户!A4", "id_twice", "error"), ("客户!A6", "id_twice", "error")]
    assert validated.frames["customers"].index.tolist() == [5]


def test_all_findings_come_in_one_pass_errors_first():
    customers = table(
        "customers",
        ["客户编号", "客户名称", "邮箱", "手动等级", "状态", "生日"],
        ["C1", "甲", "not mail", "", "", ""],
        ["", "乙", "", "Z", "", ""],
        ["C3", "", "", "", "睡着", ""],
    )
    validated = validate_tables({"customers": customers}, AS_OF, TIERS)
    assert lines(validated) == [
        ("客户!A5", "id_missing", "error"),
        ("客户!D5", "manual_tier_unknown", "error"),
        ("客户!B6", "name_missing", "error"),
        ("客户!E6", "unknown_choice", "error"),
        ("客户!C4", "email_odd", "warning"),
    ]
    assert (
        "A、B、C、D、E"
        in next(f for f in validated.findings if f.code == "manual_tier_unknown").mend.zh
    )


@pytest.mark.parametrize("header", ["成交情况", "客户判断", "来源"])
def test_an_unknown_word_on_which_no_tier_must_rest_is_a_hint(header):
    customers = table("customers", ["客户编号", "客户名称", header], ["C1", "甲", "天知道"])
    validated = validate_tables({"customers": customers}, AS_OF, TIERS)
    assert lines(validated) == [("客户!C4", "unknown_choice", "hint")]
    assert len(validated.frames["customers"]) == 1


def test_a_touch_in_the_future_or_of_a_stranger_is_not_counted():
    customers = table("customers", ["客户编号", "客户名称"], ["C1", "甲"])
    log = table(
        "contacts",
        ["日期", "客户编号"],
        ["2026-11-20", "C1"],
        ["2026-11-24", "C1"],
        ["2026-11-20", "C9"],
    )
    validated = validate_tables({"customers": customers, "contacts": log}, AS_OF, TIERS)
    assert lines(validated) == [
        ("跟进记录!A5", "touch_in_future", "error"),
        ("跟进记录!B6", "customer_unknown", "error"),
    ]
    assert len(validated.frames["contacts"]) == 1


def test_a_column_newer_than_the_log_is_a_hint_and_only_good_log_rows_count():
    customers = table(
        "customers",
        ["客户编号", "客户名称", "上次跟进"],
        ["C1", "甲", "2026-11-10"],
        ["C2", "乙", "2026-11-10"],
    )
    log = table(
        "contacts",
        ["日期", "客户编号"],
        ["2026-11-01", "C1"],
        ["2027-01-01", "C1"],
        ["2026-11-10", "C2"],
    )
    validated = validate_tables({"customers": customers, "contacts": log}, AS_OF, TIERS)
    assert ("客户!C4", "contact_newer_than_log", "hint") in lines(validated)
    assert ("客户!C5", "contact_newer_than_log", "hint") not in lines(validated)


def test_error_cells_and_unsaved_formulas_are_named_not_read_as_blank():
    bad = {(4, 3): ("error_cell", "#N/A"), (5, 3): ("no_cached_value", "=…")}
    customers = table(
        "customers",
        ["客户编号", "客户名称", "上次跟进"],
        ["C1", "甲", ""],
        ["C2", "乙", ""],
        bad_cells=bad,
    )
    validated = validate_tables({"customers": customers}, AS_OF, TIERS)
    assert [(f.cell, f.code, f.value) for f in validated.findings] == [
        ("客户!C4", "error_cell", "#N/A"),
        ("客户!C5", "no_cached_value", "=…"),
    ]


def test_blank_rows_and_total_rows_are_no_customers():
    customers = table(
        "customers",
        ["客户编号", "客户名称", "消费金额"],
        ["C1", "甲", 5],
        ["", " ", ""],
        ["合计", "", 5],
    )
    assert customers.frame.index.tolist() == [4]


def test_a_sample_received_before_it_was_confirmed_is_an_error():
    customers = table("customers", ["客户编号", "客户名称"], ["C1", "甲"])
    samples = table(
        "samples", ["客户编号", "确认日期", "签收日期"], ["C1", "2026-11-10", "2026-11-02"]
    )
    assert lines(validate_tables({"customers": customers, "samples": samples}, AS_OF, TIERS)) == [
        ("样单!C4", "received_too_early", "error")
    ]


def test_letters_go_on_after_z():
    assert [column_letters(n) for n in (1, 26, 27, 52, 53, 702, 703, 16384)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
        "XFD",
    ]
