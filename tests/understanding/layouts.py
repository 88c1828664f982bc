"""Workbooks as teams keep them, one of each kind, made by code; with what a person would call right for each customer.

All names and numbers are invented. A line of truth: customer | last contact ("" = none is told) | tiers that fit ("?" =
ungraded fits too, "-" = resting fits too) | due dates that fit. Dates follow the trade pack on Monday 2026-11-23.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import openpyxl

AS_OF: Final = "2026-11-23"


@dataclass(frozen=True)
class Expected:
    """What a person would call right for one customer."""

    last_contact: str
    tiers: str
    next_due: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """One workbook and its truth."""

    name: str
    fill: Callable[[openpyxl.Workbook], Any]
    truth: Mapping[str, Expected]

    def save(self, path: Path) -> None:
        """Make the workbook."""
        book = openpyxl.Workbook()
        shown = self.fill(book)
        book.save(path)
        if shown:
            _with_cached_values(path, shown)


LAYOUTS: Final[list[Layout]] = []


def layout(name: str, truth: str) -> Callable[[Any], Any]:
    """Add a workbook: its function fills the book and may return what its formulas show, cell → value."""

    def add(fill):
        LAYOUTS.append(Layout(name, fill, dict(map(_expected, truth.strip().splitlines()))))
        return fill

    return add


def _expected(line: str) -> tuple[str, Expected]:
    name, last, tiers, due = (part.strip() for part in line.split("|"))
    return name, Expected(last, tiers, tuple(due.split()))


def _with_cached_values(path: Path, shown: Mapping[str, str]) -> None:
    """Put what Excel would have computed beside the formulas of the first sheet; openpyxl saves none."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    text = parts[sheet].decode()
    for cell, value in shown.items():
        text = re.sub(
            rf'<c r="{cell}"([^>]*)>(<f>.*?</f>)<v ?/?>(?:</v>)?',
            rf'<c r="{cell}"\1 t="str">\2<v>{value}</v>',
            text,
        )
    parts[sheet] = text.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)


def rows(book: openpyxl.Workbook, title: str, lines: Sequence[Sequence[Any]]) -> Any:
    """Add a sheet with these rows; the first call renames the sheet that a new book has."""
    is_new = book.sheetnames == ["Sheet"]
    sheet = book.worksheets[0] if is_new else book.create_sheet()
    sheet.title = title
    for line in lines:
        sheet.append(list(line))
    return sheet


def day(text: str) -> dt.date:
    """Give a day as a cell of a date."""
    return dt.date.fromisoformat(text)


HAIFENG, MINGHUI, LANGYUE, QIHANG = (
    "青岛海风户外用品有限公司",
    "佛山明辉灯饰厂",
    "中山朗月家具商行",
    "东莞启航文具公司",
)
LANWAN, FUYUAN, WEIDAO, JIANGCHENG = (
    "厦门蓝湾食品有限公司",
    "泉州福源鞋业",
    "长沙味道小馆",
    "武汉江城五金行",
)
PHONES: Final = {
    name: f"1380000200{number}"
    for number, name in enumerate(
        (HAIFENG, MINGHUI, LANGYUE, QIHANG, LANWAN, FUYUAN, WEIDAO, JIANGCHENG), 1
    )
}
PEOPLE: Final = dict(
    zip(
        PHONES,
        ("陈海峰", "李明辉", "周朗", "黄启航", "林蓝", "苏福源", "谭小味", "张江"),
        strict=True,
    )
)


# --- rows that are no customers ----------------------------------------------------------------------------------------


@layout(
    "分区标题与小计",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
厦门蓝湾食品有限公司 | 2026-11-04 | A | 2026-12-04
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-12-10
中山朗月家具商行 | 2026-10-14 | C | 2026-12-14
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
武汉江城五金行 | 2026-08-19 | D | 2026-11-19 2026-11-23
""",
)
def sections(book):
    rows(
        book,
        "客户跟进表",
        [
            ["2026年客户跟进表"],
            ["序号", "客户名称", "联系人", "电话", "最近跟进日期", "跟进情况"],
            ["A类客户（已成交）"],
            [1, HAIFENG, "陈海峰", "13800002001", day("2026-10-27"), "返单谈价"],
            [2, LANWAN, "林蓝", "13800002005", day("2026-11-04"), "发货"],
            ["小计", "2家"],
            ["B类客户（样品阶段）"],
            [1, MINGHUI, "李明辉", "13800002002", day("2026-11-10"), "等样品反馈"],
            ["小计", "1家"],
            ["C类客户（意向）"],
            [1, LANGYUE, "周朗", "13800002003", day("2026-10-14"), "要报价"],
            ["小计", "1家"],
            ["D类客户（一般）"],
            [1, QIHANG, "黄启航", "13800002004", day("2026-09-08"), "加了微信"],
            [2, JIANGCHENG, "张江", "13800002008", day("2026-08-19"), "电话"],
            ["小计", "2家"],
            ["合计", "6家"],
            [],
            ["注：每周五下班前更新"],
            ["填表：王芳"],
        ],
    )


@layout(
    "只有序号与合计",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-12-10
中山朗月家具商行 | 2026-10-14 | C | 2026-12-14
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
泉州福源鞋业 | 2026-07-02 | E- | 2027-01-04
""",
)
def numbered(book):
    rows(
        book,
        "Sheet1",
        [
            ["序号", "单位", "手机", "客户状态", "最后联系日期"],
            [1, HAIFENG, 13800002001, "已成交", "2026.10.27"],
            [2, MINGHUI, 13800002002, "已寄样", "2026.11.10"],
            [3, LANGYUE, 13800002003, "重点跟进", "2026.10.14"],
            [4, QIHANG, 13800002004, "一般", "2026.9.8"],
            [5, FUYUAN, 13800002006, "已流失", "2026.7.2"],
            ["合计", "5家", None, None, None],
        ],
    )


# --- several contacts of a company -------------------------------------------------------------------------------------


@layout(
    "合并单元格",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | C | 2027-01-11
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def merged(book):
    sheet = rows(
        book,
        "客户通讯录",
        [
            ["序号", "客户名称", "客户等级", "联系人", "职位", "电话", "最近联系"],
            [1, HAIFENG, "A", "陈海峰", "总经理", "13800002001", day("2026-10-27")],
            [None, None, None, "孙莉", "采购", "13800002011", day("2026-09-30")],
            [None, None, None, "郭亮", "财务", "13800002021", None],
            [2, MINGHUI, "C", "李明辉", "厂长", "13800002002", day("2026-10-12")],
            [None, None, None, "马超", "采购", "13800002012", day("2026-11-10")],
            [3, QIHANG, "D", "黄启航", "老板", "13800002004", day("2026-09-08")],
        ],
    )
    for place in ("A2:A4", "B2:B4", "C2:C4", "A5:A6", "B5:B6", "C5:C6"):
        sheet.merge_cells(place)


@layout(
    "每位联系人一行",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | C | 2027-01-11
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def repeated(book):
    rows(
        book,
        "联系人",
        [
            ["公司名称", "姓名", "职务", "手机号码", "意向", "上次联系时间"],
            [HAIFENG, "陈海峰", "总经理", "13800002001", "已成交", day("2026-10-27")],
            [HAIFENG, "孙莉", "采购", "13800002011", "已成交", day("2026-09-30")],
            [MINGHUI, "李明辉", "厂长", "13800002002", "重点", day("2026-10-12")],
            [MINGHUI, "马超", "采购", "13800002012", None, day("2026-11-10")],
            [QIHANG, "黄启航", "老板", "13800002004", "一般", day("2026-09-08")],
        ],
    )


@layout(
    "联系人1电话1",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-12-10
中山朗月家具商行 | 2026-10-14 | C | 2026-12-14
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def contacts_beside(book):
    rows(
        book,
        "客户",
        [
            [
                "客户名称",
                "联系人1",
                "职务1",
                "电话1",
                "联系人2",
                "职务2",
                "电话2",
                "客户阶段",
                "最近联系日期",
            ],
            [
                HAIFENG,
                "陈海峰",
                "总经理",
                "13800002001",
                "孙莉",
                "采购",
                "13800002011",
                "已下单",
                day("2026-10-27"),
            ],
            [
                MINGHUI,
                "李明辉",
                "厂长",
                "13800002002",
                None,
                None,
                None,
                "样品阶段",
                day("2026-11-10"),
            ],
            [
                LANGYUE,
                "周朗",
                "店主",
                "13800002003",
                "何静",
                "店长",
                "13800002013",
                "有意向",
                day("2026-10-14"),
            ],
            [QIHANG, "黄启航", "老板", "13800002004", None, None, None, "一般", day("2026-09-08")],
        ],
    )


# --- the log lives in the customer's row -------------------------------------------------------------------------------


@layout(
    "第一次第二次跟进",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-12-10
中山朗月家具商行 | 2026-10-14 | C | 2026-12-14
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
武汉江城五金行 |  | D?E | 2026-11-23 2026-11-24 2026-11-25 2026-11-26 2026-11-27
""",
)
def touches_beside(book):
    rows(
        book,
        "跟进",
        [
            [
                "客户名称",
                "电话",
                "状态",
                "第一次跟进日期",
                "第一次跟进内容",
                "第二次跟进日期",
                "第二次跟进内容",
                "第三次跟进日期",
                "第三次跟进内容",
            ],
            [
                HAIFENG,
                "13800002001",
                "已成交",
                day("2026-08-03"),
                "展会认识",
                day("2026-09-01"),
                "寄样",
                day("2026-10-27"),
                "返单",
            ],
            [
                MINGHUI,
                "13800002002",
                "已寄样",
                day("2026-10-12"),
                "询价",
                day("2026-11-10"),
                "寄样",
                None,
                None,
            ],
            [LANGYUE, "13800002003", "高意向", day("2026-10-14"), "上门", None, None, None, None],
            [
                QIHANG,
                "13800002004",
                "一般",
                day("2026-06-30"),
                "电话",
                day("2026-09-08"),
                "没空",
                None,
                None,
            ],
            [JIANGCHENG, "13800002008", "一般", None, None, None, None, None, None],
        ],
    )


@layout(
    "回访一二三",
    """
青岛海风户外用品有限公司 | 2026-10-14 | C | 2026-12-14
佛山明辉灯饰厂 | 2026-11-10 | C | 2027-01-11
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
厦门蓝湾食品有限公司 | 2026-06-10 | E | 2026-12-10
""",
)
def visits(book):
    rows(
        book,
        "回访登记",
        [
            ["客户", "电话", "意向程度", "回访1", "回访2", "回访3"],
            [HAIFENG, "13800002001", "高", "8.20", "9.15", "10.14"],
            [MINGHUI, "13800002002", "高", "10.12", "11.10", None],
            [QIHANG, "13800002004", "中", "9.8", None, None],
            [LANWAN, "13800002005", "低", "12.20", "3.5", "6.10"],
        ],
    )


@layout(
    "一格多条无年份",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-12-10
中山朗月家具商行 | 2026-10-14 | C | 2026-12-14
东莞启航文具公司 | 2025-12-18 | D | 2026-03-18 2026-11-23
厦门蓝湾食品有限公司 | 2026-06-10 | E | 2026-12-10
""",
)
def notes(book):
    rows(
        book,
        "客户",
        [
            ["公司", "联系人", "手机", "现状", "跟进记录"],
            [
                HAIFENG,
                "陈海峰",
                "13800002001",
                "已下单",
                "9.15 已寄样\n10.8 确认价格\n10.27 付定金",
            ],
            [
                MINGHUI,
                "李明辉",
                "13800002002",
                "寄样中",
                "10月12日 来厂\n11月10日 已寄样，顺丰到付",
            ],
            [LANGYUE, "周朗", "13800002003", "重点", "10/14 微信：要3款报价"],
            [QIHANG, "黄启航", "13800002004", "一般", "12.18 展会换名片"],
            [LANWAN, "林蓝", "13800002005", "暂无需求", "2026.5.6 电话未接；2026.6.10 说今年不做"],
        ],
    )


@layout(
    "每月一列",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-12-10
中山朗月家具商行 | 2026-10-14 | C | 2026-12-14
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def months(book):
    rows(
        book,
        "2026年跟进",
        [
            ["客户名称", "类别", *(f"{month}月" for month in range(1, 13))],
            [HAIFENG, "已成交", *[None] * 7, "8.3 展会", "9.1 寄样", "10.27 返单", None, None],
            [MINGHUI, "样品阶段", *[None] * 9, "12日询价", "10日寄样", None],
            [LANGYUE, "重点", *[None] * 9, "10.14 上门", None, None],
            [QIHANG, "一般", *[None] * 5, "6.30 电话", None, None, "8号微信", None, None, None],
        ],
    )


@layout(
    "每月一列无日",
    """
青岛海风户外用品有限公司 |  | A | 2026-11-02 2026-11-23 2026-11-30
中山朗月家具商行 |  | C | 2026-12-01 2026-12-31
东莞启航文具公司 |  | D | 2026-12-01 2026-12-30
""",
)
def months_without_days(book):
    rows(
        book,
        "跟进",
        [
            ["客户名称", "类别", "8月", "9月", "10月", "11月"],
            [HAIFENG, "已成交", "展会", "寄样", "返单", None],
            [LANGYUE, "重点", None, "电话", "上门", None],
            [QIHANG, "一般", "电话", "微信", None, None],
        ],
    )


@layout(
    "打勾的阶段",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-12-10
东莞启航文具公司 | 2026-09-08 | D? | 2026-12-08
""",
)
def ticks(book):
    rows(
        book,
        "漏斗",
        [
            ["客户名称", "电话", "已联系", "已报价", "已寄样", "已成交", "最近跟进"],
            [HAIFENG, "13800002001", "✓", "✓", "✓", "✓", day("2026-10-27")],
            [MINGHUI, "13800002002", "√", "√", "√", None, day("2026-11-10")],
            [QIHANG, "13800002004", "✓", None, None, None, day("2026-09-08")],
        ],
    )


# --- several sheets ----------------------------------------------------------------------------------------------------


@layout(
    "一月一表",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | C | 2027-01-11
中山朗月家具商行 | 2026-10-14 | C | 2026-12-14
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
长沙味道小馆 | 2026-11-17 | D | 2027-02-17 2027-02-18
""",
)
def month_sheets(book):
    head = ["客户名称", "电话", "客户类别", "跟进日期", "跟进情况"]
    rows(
        book,
        "9月",
        [
            head,
            [HAIFENG, "13800002001", "意向", day("2026-09-03"), "寄样"],
            [QIHANG, "13800002004", "一般", day("2026-09-08"), "电话"],
        ],
    )
    rows(
        book,
        "10月",
        [
            head,
            [HAIFENG, "13800002001", "已成交", day("2026-10-27"), "付款"],
            [LANGYUE, "13800002003", "意向", day("2026-10-14"), "报价"],
            [MINGHUI, "13800002002", "意向", day("2026-10-20"), "询价"],
        ],
    )
    rows(
        book,
        "11月",
        [
            head,
            [MINGHUI, "13800002002", "意向", day("2026-11-10"), "等回复"],
            [WEIDAO, "13800002007", "一般", day("2026-11-17"), "新客"],
        ],
    )


@layout(
    "一区一表",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-12-10
中山朗月家具商行 | 2026-10-14 | C | 2026-12-14
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
厦门蓝湾食品有限公司 | 2026-06-10 | E | 2026-12-10
""",
)
def region_sheets(book):
    rows(
        book,
        "华北",
        [
            ["客户名称", "联系人", "电话", "状态", "最近联系时间"],
            [HAIFENG, "陈海峰", "13800002001", "已成交", day("2026-10-27")],
        ],
    )
    rows(
        book,
        "华南",
        [
            ["联系人", "客户名称", "最近联系时间", "状态", "电话"],
            ["李明辉", MINGHUI, day("2026-11-10"), "已寄样", "13800002002"],
            ["周朗", LANGYUE, day("2026-10-14"), "重点", "13800002003"],
            ["黄启航", QIHANG, day("2026-09-08"), "一般", "13800002004"],
        ],
    )
    rows(
        book,
        "福建",
        [
            ["状态", "客户名称", "联系人", "电话", "最近联系时间"],
            ["暂无需求", LANWAN, "林蓝", "13800002005", day("2026-06-10")],
        ],
    )


@layout(
    "总表与一户一表",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | C | 2027-01-11
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def customer_sheets(book):
    rows(
        book,
        "总表",
        [
            ["序号", "客户全称", "联系人", "电话", "级别"],
            [1, HAIFENG, "陈海峰", "13800002001", "成交客户"],
            [2, MINGHUI, "李明辉", "13800002002", "重点客户"],
            [3, QIHANG, "黄启航", "13800002004", "一般客户"],
        ],
    )
    head = ["日期", "方式", "沟通内容", "业务员"]
    rows(
        book,
        "海风户外",
        [
            head,
            [day("2026-09-01"), "电话", "询价", "王芳"],
            [day("2026-10-27"), "微信", "返单", "王芳"],
        ],
    )
    rows(
        book,
        "明辉灯饰",
        [
            head,
            [day("2026-11-10"), "拜访", "看厂", "李强"],
            [day("2026-10-12"), "电话", "约时间", "李强"],
        ],
    )
    rows(book, "启航文具", [head, [day("2026-09-08"), "微信", "发目录", "王芳"]])


@layout(
    "简称的记录表",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | C | 2027-01-11
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def short_names(book):
    rows(
        book,
        "客户资料",
        [
            ["客户名称", "联系人", "电话", "客户类型"],
            [HAIFENG, "陈海峰", "13800002001", "一般"],
            [MINGHUI, "李明辉", "13800002002", "重点"],
            [QIHANG, "黄启航", "13800002004", "一般"],
        ],
    )
    rows(
        book,
        "跟进日志",
        [
            ["日期", "客户", "跟进人", "内容"],
            [day("2026-09-08"), "启航文具", "王芳", "发目录"],
            [day("2026-10-20"), "青岛海风", "王芳", "谈返单"],
            [day("2026-11-10"), "明辉", "李强", "看厂"],
        ],
    )
    rows(
        book,
        "订单",
        [
            ["下单日期", "客户简称", "产品", "金额"],
            [day("2026-10-27"), "海风户外", "帐篷", 56000],
        ],
    )


@layout(
    "编号001与1",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | C | 2027-01-11
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def leading_zeros(book):
    rows(
        book,
        "客户",
        [
            ["编号", "客户名称", "潜力"],
            ["001", HAIFENG, None],
            ["002", MINGHUI, "重潜"],
            ["010", QIHANG, "普潜"],
        ],
    )
    rows(
        book,
        "跟进记录",
        [
            ["日期", "编号", "内容"],
            [day("2026-10-20"), 1, "谈返单"],
            [day("2026-11-10"), 2, "看厂"],
            [day("2026-09-08"), 10, "发目录"],
        ],
    )
    rows(book, "订单", [["日期", "编号", "金额"], [day("2026-10-27"), 1, 56000]])


@layout(
    "隐藏表与备份",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-12-10
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def put_aside(book):
    head = ["客户名称", "电话", "客户状态", "最近跟进时间"]
    rows(
        book,
        "客户备份0901",
        [
            head,
            [HAIFENG, "13800002001", "已寄样", day("2026-08-27")],
            [JIANGCHENG, "13800002008", "一般", day("2026-08-19")],
        ],
    )
    rows(
        book,
        "客户",
        [
            head,
            [HAIFENG, "13800002001", "已成交", day("2026-10-27")],
            [MINGHUI, "13800002002", "样品阶段", day("2026-11-10")],
            [QIHANG, "13800002004", "一般", day("2026-09-08")],
        ],
    )
    rows(book, "客户模板", [head, ["某某公司（示例）", "13800000000", "一般", day("2026-01-01")]])
    rows(
        book, "旧客户", [head, [FUYUAN, "13800002006", "已流失", day("2026-07-02")]]
    ).sheet_state = "hidden"


# --- several tables on a sheet -----------------------------------------------------------------------------------------


@layout(
    "左右两张表",  # four orders make a rhythm: about every 74 days, asked about 28 days before
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-12-14
佛山明辉灯饰厂 | 2026-11-10 | C | 2027-01-11
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def side_by_side(book):
    rows(
        book,
        "客户与订单",
        [
            ["客户名称", "电话", "客户分类", "最近联系", None, "下单日期", "客户", "产品", "金额"],
            [
                HAIFENG,
                "13800002001",
                "一般",
                day("2026-09-30"),
                None,
                day("2026-06-02"),
                HAIFENG,
                "帐篷",
                20000,
            ],
            [
                MINGHUI,
                "13800002002",
                "重点",
                day("2026-11-10"),
                None,
                day("2026-08-15"),
                HAIFENG,
                "睡袋",
                8000,
            ],
            [
                QIHANG,
                "13800002004",
                "一般",
                day("2026-09-08"),
                None,
                day("2026-10-27"),
                HAIFENG,
                "帐篷",
                56000,
            ],
            [None, None, None, None, None, day("2026-03-01"), HAIFENG, "灯", 900],
        ],
    )


@layout(
    "上下两张表",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | C | 2027-01-11
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def under_each_other(book):
    rows(
        book,
        "客户",
        [
            ["客户名称", "电话", "客户分类", "最近联系"],
            [HAIFENG, "13800002001", "一般", day("2026-09-30")],
            [MINGHUI, "13800002002", "重点", day("2026-11-10")],
            [QIHANG, "13800002004", "一般", day("2026-09-08")],
            [],
            ["订单记录"],
            ["下单日期", "客户名称", "产品", "金额"],
            [day("2026-06-02"), HAIFENG, "帐篷", 20000],
            [day("2026-10-27"), HAIFENG, "睡袋", 56000],
        ],
    )


@layout(
    "两位业务员上下",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-12-10
中山朗月家具商行 | 2026-10-14 | C | 2026-12-14
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def sellers_under_each_other(book):
    head = ["客户名称", "电话", "状态", "最近联系"]
    rows(
        book,
        "客户",
        [
            ["王芳的客户"],
            head,
            [HAIFENG, "13800002001", "已成交", day("2026-10-27")],
            [MINGHUI, "13800002002", "已寄样", day("2026-11-10")],
            [],
            ["李强的客户"],
            head,
            [LANGYUE, "13800002003", "重点", day("2026-10-14")],
            [QIHANG, "13800002004", "一般", day("2026-09-08")],
        ],
    )


# --- the team's own words and dates ------------------------------------------------------------------------------------


@layout(
    "星级",
    """
青岛海风户外用品有限公司 | 2026-10-14 | C | 2026-12-14
佛山明辉灯饰厂 | 2026-11-10 | C | 2027-01-11
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
厦门蓝湾食品有限公司 | 2026-06-10 | E | 2026-12-10
""",
)
def stars(book):
    rows(
        book,
        "客户",
        [
            ["客户名称", "电话", "星级", "最近联系"],
            [HAIFENG, "13800002001", "★★★★★", day("2026-10-14")],
            [MINGHUI, "13800002002", "★★★", day("2026-11-10")],
            [QIHANG, "13800002004", "★★", day("2026-09-08")],
            [LANWAN, "13800002005", "★", day("2026-06-10")],
        ],
    )


@layout(
    "hot warm cold",
    """
Harbor Outdoor Ltd | 2026-10-14 | C | 2026-12-14
Bright Lamps Co. | 2026-11-10 | C | 2027-01-11
Pilot Stationery | 2026-09-08 | D | 2026-12-08
Blue Bay Foods | 2026-06-10 | E | 2026-12-10
Old Shoe House | 2026-07-02 | E- | 2027-01-04
""",
)
def temperatures(book):
    rows(
        book,
        "Leads",
        [
            ["Company", "Contact", "Phone", "Temperature", "Last Contacted", "Comments"],
            [
                "Harbor Outdoor Ltd",
                "Tom Reed",
                "+1 202 555 0101",
                "Hot",
                day("2026-10-14"),
                "asked for prices",
            ],
            ["Bright Lamps Co.", "Ann Lee", "+1 202 555 0102", "HOT", day("2026-11-10"), ""],
            [
                "Pilot Stationery",
                "Joe Park",
                "+1 202 555 0103",
                "Warm",
                day("2026-09-08"),
                "call again",
            ],
            ["Blue Bay Foods", "Eva Lind", "+1 202 555 0104", "Cold", day("2026-06-10"), ""],
            [
                "Old Shoe House",
                "Max Moor",
                "+1 202 555 0105",
                "Lost",
                day("2026-07-02"),
                "closed down",
            ],
        ],
    )


@layout(
    "自己的字母",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-12-10
中山朗月家具商行 | 2026-10-14 | C | 2026-12-14
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def letters(book):
    rows(
        book,
        "客户",
        [
            ["客户名称*", "电话*", "客户等级(A/B/C/D)", "最近跟进日期", "等级说明"],
            [HAIFENG, "13800002001", "A级", day("2026-10-27"), "老客户"],
            [MINGHUI, "13800002002", "B", day("2026-11-10"), None],
            [LANGYUE, "13800002003", "C类", day("2026-10-14"), None],
            [QIHANG, "13800002004", "d", day("2026-09-08"), None],
        ],
    )


@layout(
    "是否成交",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | C | 2027-01-11
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
长沙味道小馆 | 2026-11-04 | A | 2026-12-04
""",
)
def closed_or_not(book):
    rows(
        book,
        "客户登记表",
        [
            [
                "登记日期",
                "客户姓名",
                "手机号",
                "意向产品",
                "意向等级",
                "是否成交",
                "最近一次跟进",
                "备注",
            ],
            [
                day("2026-03-01"),
                HAIFENG,
                "13800002001",
                "帐篷",
                "中",
                "是",
                day("2026-10-27"),
                "老客户",
            ],
            [
                day("2026-03-05"),
                MINGHUI,
                "13800002002",
                "吊灯",
                "高",
                "否",
                day("2026-11-10"),
                "2026.12.1 前要报价",
            ],
            [day("2026-04-11"), QIHANG, "13800002004", "本子", "中", "否", day("2026-09-08"), None],
            [day("2026-05-02"), WEIDAO, "13800002007", "餐具", "低", "是", day("2026-11-04"), None],
        ],
    )


@layout(
    "下次联系",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-12-02
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-11-25
中山朗月家具商行 | 2026-10-14 | C | 2026-12-14
东莞启航文具公司 | 2026-09-08 | D | 2027-01-15
厦门蓝湾食品有限公司 | 2026-06-10 | E | 2026-12-10
""",
)
def promises(book):
    rows(
        book,
        "客户跟进",
        [
            ["客户名称", "电话", "进展阶段", "最近联系", "下次联系"],
            [HAIFENG, "13800002001", "已成交", day("2026-10-27"), "12.2"],
            [MINGHUI, "13800002002", "已寄样", day("2026-11-10"), day("2026-11-25")],
            [LANGYUE, "13800002003", "意向", day("2026-10-14"), None],
            [QIHANG, "13800002004", "一般", day("2026-09-08"), "1.15"],
            [LANWAN, "13800002005", "无需求", day("2026-06-10"), "2026-05-20"],
        ],
    )


@layout(
    "next action date",
    """
Harbor Outdoor Ltd | 2026-10-27 | A | 2026-12-02
Bright Lamps Co. | 2026-11-10 | B | 2026-11-25
Pilot Stationery | 2026-09-08 | D? | 2027-01-15
""",
)
def next_actions(book):
    rows(
        book,
        "Customers",
        [
            ["Customer", "Stage", "Last Call", "Next Action", "Next Action Date", "Renewal Date"],
            ["Harbor Outdoor Ltd", "Won", "27-Oct", "call", "2-Dec", day("2027-03-01")],
            ["Bright Lamps Co.", "Sample sent", "10-Nov", "ask", "25-Nov", None],
            ["Pilot Stationery", "Contacted", "8-Sep", "mail", "15-Jan", day("2026-12-24")],
        ],
    )


# --- exports of other programs -----------------------------------------------------------------------------------------


@layout(
    "hubspot",
    """
Harbor Outdoor Ltd | 2026-10-27 | A | 2026-11-27
Bright Lamps Co. | 2026-11-10 | D? | 2026-12-01
Blue Bay Foods | 2026-06-10 | E | 2026-12-10
Pilot Stationery | 2026-09-08 | D? | 2026-12-08
""",
)
def hubspot(book):
    rows(
        book,
        "hubspot-crm-exports-all-contact",
        [
            [
                "Record ID",
                "First Name",
                "Last Name",
                "Email",
                "Phone Number",
                "Company name",
                "Contact owner",
                "Lifecycle Stage",
                "Lead Status",
                "Last Activity Date",
                "Next Activity Date",
                "Create Date",
            ],
            [
                10101,
                "Tom",
                "Reed",
                "tom@harbor.example",
                "+12025550101",
                "Harbor Outdoor Ltd",
                "Wendy Wu",
                "Customer",
                "",
                "2026-10-27 14:30",
                "",
                "2025-02-01 09:00",
            ],
            [
                10102,
                "Ann",
                "Lee",
                "ann@lamps.example",
                "+12025550102",
                "Bright Lamps Co.",
                "Wendy Wu",
                "Opportunity",
                "Open deal",
                "2026-11-10 09:12",
                "2026-12-01 10:00",
                "2025-03-01 09:00",
            ],
            [
                10103,
                "Eva",
                "Lind",
                "eva@bay.example",
                "+12025550104",
                "Blue Bay Foods",
                "Li Qiang",
                "Lead",
                "Unqualified",
                "2026-06-10 16:40",
                "",
                "2025-03-11 09:00",
            ],
            [
                10104,
                "Joe",
                "Park",
                "joe@pilot.example",
                "+12025550103",
                "Pilot Stationery",
                "Li Qiang",
                "Marketing qualified lead",
                "Attempted to contact",
                "2026-09-08 11:05",
                "",
                "2025-04-01 09:00",
            ],
        ],
    )


@layout(
    "salesforce",
    """
Harbor Outdoor Ltd | 2026-10-27 | A | 2026-11-27
Bright Lamps Co. | 2026-11-10 | C | 2027-01-11
Pilot Stationery | 2026-09-08 | D | 2026-12-08
Blue Bay Foods | 2026-06-10 | E | 2026-12-10
""",
)
def salesforce(book):
    rows(
        book,
        "Accounts Report",
        [
            [],
            [None, "Accounts with Last Activity"],
            [None, "As of 2026-11-20 08:15:02 GMT+8 • Generated by Wendy Wu"],
            [None, "Filtered By"],
            [None, "   Show: My accounts"],
            [],
            [
                None,
                "Account Owner",
                "Account Name ↑",
                "Type",
                "Rating",
                "Phone",
                "Billing City",
                "Last Activity",
            ],
            [
                None,
                "Wendy Wu",
                "Blue Bay Foods",
                "Prospect",
                "Cold",
                "+12025550104",
                "Austin",
                "6/10/2026",
            ],
            [
                None,
                "Wendy Wu",
                "Bright Lamps Co.",
                "Prospect",
                "Hot",
                "+12025550102",
                "Boston",
                "11/10/2026",
            ],
            [
                None,
                "Li Qiang",
                "Harbor Outdoor Ltd",
                "Customer",
                "Warm",
                "+12025550101",
                "Boston",
                "10/27/2026",
            ],
            [
                None,
                "Li Qiang",
                "Pilot Stationery",
                "Prospect",
                "Warm",
                "+12025550103",
                "Salem",
                "9/8/2026",
            ],
            [None, "Total", "Count", "4"],
            [],
            [None, "Confidential Information - Do Not Distribute"],
            [None, "Copyright © 2000-2026 Example Inc. All rights reserved."],
        ],
    )


@layout(
    "pipedrive",
    """
Harbor Outdoor Ltd | 2026-10-27 | A | 2026-11-27
Bright Lamps Co. | 2026-11-10 | B | 2026-12-01
Old Shoe House | 2026-07-02 | E- | 2027-01-04
Pilot Stationery | 2026-09-08 | D? | 2026-12-08
""",
)
def pipedrive(book):
    rows(
        book,
        "deals",
        [
            [
                "Deal - Title",
                "Deal - Organization",
                "Deal - Contact person",
                "Deal - Value",
                "Deal - Owner",
                "Deal - Stage",
                "Deal - Status",
                "Deal - Expected close date",
                "Deal - Last activity date",
                "Deal - Next activity date",
            ],
            [
                "Harbor deal",
                "Harbor Outdoor Ltd",
                "Tom Reed",
                5600,
                "Wendy Wu",
                "Negotiations",
                "Won",
                None,
                "2026-10-27",
                None,
            ],
            [
                "Lamps deal",
                "Bright Lamps Co.",
                "Ann Lee",
                1200,
                "Wendy Wu",
                "Sample sent",
                "Open",
                "2027-03-31",
                "2026-11-10",
                "2026-12-01",
            ],
            [
                "Shoe deal",
                "Old Shoe House",
                "Max Moor",
                300,
                "Li Qiang",
                "Contact made",
                "Lost",
                None,
                "2026-07-02",
                None,
            ],
            [
                "Pilot deal",
                "Pilot Stationery",
                "Joe Park",
                800,
                "Li Qiang",
                "Contact made",
                "Open",
                "2027-01-31",
                "2026-09-08",
                None,
            ],
        ],
    )


# --- headers -----------------------------------------------------------------------------------------------------------


@layout(
    "双语表头",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-12-10
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def bilingual(book):
    rows(
        book,
        "客户 Customers",
        [
            [
                "客户名称 Customer Name",
                "联系人\nContact",
                "电话 Tel.",
                "国家/Country",
                "客户状态 Status",
                "最近联系 Last Contact",
                "备注 Remarks",
            ],
            [HAIFENG, "陈海峰", "13800002001", "中国", "已成交", day("2026-10-27"), None],
            [MINGHUI, "李明辉", "13800002002", "中国", "已寄样", day("2026-11-10"), None],
            [QIHANG, "黄启航", "13800002004", "中国", "一般", day("2026-09-08"), None],
        ],
    )


@layout(
    "必填标记",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-12-10
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def required_marks(book):
    rows(
        book,
        "客户导入模板",
        [
            ["填写说明：带*为必填；日期格式 2026-01-01；请勿修改表头"],
            [
                "客户名称（必填）",
                "*手机",
                "负责人（必填，填姓名）",
                "客户状态(下拉选择)",
                "最近跟进时间【选填】",
                "备注（200字以内）",
            ],
            [HAIFENG, "13800002001", "王芳", "已成交", "2026-10-27", None],
            [MINGHUI, "13800002002", "李强", "已寄样", "2026-11-10", None],
            [QIHANG, "13800002004", "王芳", "一般", "2026-09-08", None],
        ],
    )


@layout(
    "两行分组表头",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | B | 2026-12-10
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def grouped(book):
    sheet = rows(
        book,
        "客户跟进",
        [
            ["客户跟进管理表"],
            ["序号", "客户信息", None, None, "跟进情况", None, None, "备注"],
            [None, "名称", "联系人", "电话", "状态", "最近日期", "下次日期", None],
            [1, HAIFENG, "陈海峰", "13800002001", "已成交", day("2026-10-27"), None, None],
            [2, MINGHUI, "李明辉", "13800002002", "已寄样", day("2026-11-10"), None, "急"],
            [3, QIHANG, "黄启航", "13800002004", "一般", day("2026-09-08"), None, None],
        ],
    )
    for place in ("A1:H1", "A2:A3", "B2:D2", "E2:G2", "H2:H3"):
        sheet.merge_cells(place)


@layout(
    "公式算出的状态",
    """
青岛海风户外用品有限公司 | 2026-10-27 | A | 2026-11-27
佛山明辉灯饰厂 | 2026-11-10 | C | 2027-01-11
东莞启航文具公司 | 2026-09-08 | D | 2026-12-08
""",
)
def formulas(book):
    rows(
        book,
        "客户",
        [
            ["客户名称", "订单金额", "意向分", "客户状态", "最近联系", "未联系天数"],
            [
                HAIFENG,
                56000,
                90,
                '=IF(B2>0,"已成交",IF(C2>80,"重点","一般"))',
                day("2026-10-27"),
                "=TODAY()-E2",
            ],
            [
                MINGHUI,
                0,
                95,
                '=IF(B3>0,"已成交",IF(C3>80,"重点","一般"))',
                day("2026-11-10"),
                "=TODAY()-E3",
            ],
            [
                QIHANG,
                0,
                30,
                '=IF(B4>0,"已成交",IF(C4>80,"重点","一般"))',
                day("2026-09-08"),
                "=TODAY()-E4",
            ],
        ],
    )
    return {"D2": "已成交", "D3": "重点", "D4": "一般", "F2": "27", "F3": "13", "F4": "76"}


# --- nothing says in a row who the customers are -----------------------------------------------------------------------


def turned(book):
    """Fill a book in which each customer is a column."""
    rows(
        book,
        "客户",
        [
            ["客户名称", HAIFENG, MINGHUI, LANGYUE, QIHANG],
            ["联系人", "陈海峰", "李明辉", "周朗", "黄启航"],
            ["电话", "13800002001", "13800002002", "13800002003", "13800002004"],
            ["客户等级", "A", "B", "C", "D"],
            ["最近跟进", *map(day, ("2026-10-27", "2026-11-10", "2026-10-14", "2026-09-08"))],
        ],
    )


def cards(book):
    """Fill a book in which each customer has a card of labels and values."""
    for name, short in ((HAIFENG, "海风"), (MINGHUI, "明辉"), (QIHANG, "启航")):
        rows(
            book,
            short,
            [
                ["客户档案卡"],
                ["客户名称", name, "联系人", PEOPLE[name]],
                ["电话", PHONES[name], "客户等级", "B"],
                ["地址", "某市某路1号", "最近联系", day("2026-10-27")],
                ["备注", "无"],
            ],
        )
