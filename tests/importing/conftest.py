"""A small team file, lists to import into it, and the command itself."""

import datetime as dt
import os

import openpyxl
import pytest
from click.testing import CliRunner

os.environ["FOLLOWUP_LANG"] = "zh"

from pipeline.cli import main

HEADERS = ["客户编号", "客户名称", "联系人", "负责人", "电话", "邮箱", "城市", "上次跟进", "全称"]
CUSTOMERS = (
    [
        "K0001",
        "上海金桥贸易有限公司",
        "张建国",
        "王芳",
        "13912345601",
        "zjg@jinqiao.example",
        "上海",
        dt.date(2026, 10, 30),
        "=B3&C3",
    ],
    [
        "K0002",
        "宁波锦帆进出口有限公司",
        "刘丽娟",
        "王芳",
        "13912345602",
        None,
        "宁波",
        None,
        "=B4&C4",
    ],
    [
        "K0003",
        "深圳海纳国际贸易有限公司",
        "郭晓峰",
        "李强",
        "13912345603",
        None,
        None,
        None,
        "=B5&C5",
    ],
)


@pytest.fixture
def team_file(tmp_path):
    """Make a workbook of three customers with a title row, a formula column and a sheet of the team's own."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    for row in (["我们的客户"], HEADERS, *CUSTOMERS):
        sheet.append(row)
    book.create_sheet("汇总")["A1"] = "=COUNTA(客户!A3:A100)"
    path = tmp_path / "客户跟进管理表.xlsx"
    book.save(path)
    return path


@pytest.fixture
def write_list(tmp_path):
    """Write a list as CSV, a line a row."""

    def write(*lines, name="旧名单.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding=encoding)
        return path

    return write


@pytest.fixture
def followup():
    """Run the command; the result has exit_code, stdout and stderr."""

    def run(*arguments, input=None):  # noqa: A002 -- as CliRunner calls it
        dated = ["--as-of", "2026-11-23"] if arguments[0] in {"run", "import"} else []
        result = CliRunner().invoke(
            main, [str(argument) for argument in arguments] + dated, input=input
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run
