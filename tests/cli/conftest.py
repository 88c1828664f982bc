"""A small team file and the command itself."""

import datetime as dt
import os
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

os.environ["FOLLOWUP_LANG"] = "zh"

from pipeline.cli import main

SAMPLES = Path(__file__).parents[2] / "sample_data"


@pytest.fixture
def team_file(tmp_path):
    """Make a workbook of four customers: one of each of A, B, C and one with a bad date."""
    book = openpyxl.Workbook()
    customers = book.active
    customers.title = "客户"
    for row in (
        ["我们的客户", None, None, None, None],
        ["客户编号", "公司名称", "业务员", "潜力", "上次联系时间"],
        ["K1", "甲公司", "王芳", None, dt.date(2026, 10, 30)],
        ["K2", "乙公司", "王芳", "普潜", None],
        ["K3", "丙公司", "李强", "重潜", "2026年9月30日"],
        ["K4", "丁公司", "李强", "无潜", "31/02/2026"],
    ):
        customers.append(row)
    orders = book.create_sheet("订单")
    orders.append(["日期", "客户编号", "金额"])
    orders.append([dt.date(2026, 10, 12), "K1", 8000])
    samples = book.create_sheet("样单")
    samples.append(["客户编号", "确认日期", "签收日期", "结束日期"])
    samples.append(["K2", dt.date(2026, 11, 19), None, None])
    own = book.create_sheet("汇总")
    own["A1"] = "这是团队自己的汇总"
    own["A2"] = '=COUNTIF(客户!F:F,"A")'
    path = tmp_path / "客户跟进管理表.xlsx"
    book.save(path)
    return path


@pytest.fixture
def sample(tmp_path):
    """Copy one of the sample workbooks."""

    def copy(lang):
        path = tmp_path / f"customers_{lang}.xlsx"
        shutil.copyfile(SAMPLES / f"customers_{lang}.xlsx", path)
        return path

    return copy


@pytest.fixture
def followup():
    """Run the command; the result has exit_code, stdout and stderr."""

    def run(*arguments, as_of="2026-11-23"):
        dated = ["--as-of", as_of] if arguments[0] in {"run", "check", "explain"} else []
        result = CliRunner().invoke(main, [str(argument) for argument in arguments] + dated)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run
