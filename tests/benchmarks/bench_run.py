"""The weekly run on 100,000 customers × 25 columns with a 300,000-row contact log, beside openpyxl doing the same cells.

    python tests/benchmarks/bench_run.py [CUSTOMERS] [TOUCHES]

Both run in child processes of their own, one after the other, on the same workbook; peak memory is that of the child.
openpyxl only loads, sets the cells that the run has changed, and saves: no reading into frames, no rules, no safety.
"""

import datetime as dt
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

ROOT = Path(__file__).parents[2]
AS_OF = dt.date(2026, 11, 23)
SELLERS = [f"业务员{n:02d}" for n in range(1, 41)]
HEADERS = [
    "客户编号",
    "客户名称",
    "联系人",
    "负责人",
    "国家",
    "城市",
    "行业",
    "来源",
    "电话",
    "邮箱",
    "微信",
    "标签",
    "潜力",
    "上次跟进",
    "暂缓至",
    "下次约定",
    "状态",
    "生日",
    "信息确认日期",
    "消费金额",
    "性别",
    "住址",
    "工作状况",
    "个人喜好",
    "价值观",
]


def make_workbook(path: Path, customers: int, touches: int) -> None:
    """Write a workbook of the size asked for, as a team's program would."""
    chance = random.Random(7)  # noqa: S311 -- made-up data
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("客户")
    sheet.write_row(0, 0, HEADERS)
    for row in range(1, customers + 1):
        last = AS_OF - dt.timedelta(days=chance.randrange(1, 200))
        texts = [
            f"KH{row:06d}",
            f"星河贸易有限公司{row}",
            f"王{row}",
            SELLERS[row % 40],
            "中国",
            "深圳",
            "建材",
            "展会",
            f"138{row:08d}",
            f"b{row}@example.com",
            f"wx{row}",
            "老客户",
            ("重潜", "普潜", "普潜", "无潜", "无潜")[row % 5],
        ]
        sheet.write_row(row, 0, texts)
        if row % 20 == 0:  # most last contacts stand in the log only
            sheet.write_datetime(row, 13, dt.datetime.combine(last, dt.time()), day)
        sheet.write_row(
            row,
            16,
            [
                "正常",
                "1985-03-02",
                "2026-10-08",
                row % 9000,
                "女",
                "深圳市南山区科技路 1 号",
                "自营",
                "喝茶",
                "务实",
            ],
        )
    sheet.autofilter(0, 0, customers, len(HEADERS) - 1)
    _write_log(book, day, customers, touches, chance)
    _write_orders(book, day, customers, chance)
    book.close()


def _write_log(
    book: xlsxwriter.Workbook, day: object, customers: int, touches: int, chance: random.Random
) -> None:
    log = book.add_worksheet("跟进记录")
    log.write_row(0, 0, ["日期", "客户编号", "负责人", "方式", "内容", "分钟", "对方回复"])
    for row in range(1, touches + 1):
        # Everybody was touched within the last weeks, so that about one customer in ten is due.
        who = row if row <= customers else chance.randrange(1, customers + 1)
        when = AS_OF - dt.timedelta(days=chance.randrange(1, 75 if row <= customers else 720))
        log.write_datetime(row, 0, dt.datetime.combine(when, dt.time()), day)
        log.write_row(
            row,
            1,
            [
                f"KH{who:06d}",
                SELLERS[row % 40],
                ("电话", "微信", "邮件")[row % 3],
                f"第 {row} 次沟通,确认交期与价格",
                8,
                "是",
            ],
        )


def _write_orders(
    book: xlsxwriter.Workbook, day: object, customers: int, chance: random.Random
) -> None:
    orders = book.add_worksheet("订单")
    orders.write_row(0, 0, ["日期", "客户编号", "金额"])
    for row in range(1, customers // 3):
        when = AS_OF - dt.timedelta(days=chance.randrange(1, 900))
        orders.write_datetime(row, 0, dt.datetime.combine(when, dt.time()), day)
        orders.write_row(
            row,
            1,
            [f"KH{chance.randrange(1, customers // 10 + 2):06d}", chance.randrange(1000, 90000)],
        )


def child_run(path: Path) -> None:
    """Run over the workbook and print the stages with wall and CPU seconds and the peak memory so far."""
    from pipeline.jobs import results as outcomes
    from pipeline.jobs import weekly as runs

    start, cpu = time.perf_counter(), time.process_time()
    stages = []

    def progress(stage: object) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        stages.append(
            (
                stage.en,
                round(time.perf_counter() - start, 2),
                round(time.process_time() - cpu, 2),
                peak,
            )
        )

    outcome = runs.run(
        outcomes.Request(path, AS_OF), dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), None, progress
    )
    cells = [(cell.sheet, cell.row, cell.column) for cell in outcome.plan.cells()]
    print(
        json.dumps(
            {
                "stages": stages,
                "cells": len(cells),
                "columns": sorted({cell[2] for cell in cells}),
                "rows": len(outcome.graded),
            }
        )
    )


def child_openpyxl(path: Path, columns: list[int]) -> None:
    """Load, set as many cells, save."""
    import openpyxl

    start = time.perf_counter()
    book = openpyxl.load_workbook(path)
    sheet = book["客户"]
    for row in range(2, sheet.max_row + 1):
        for column in columns:
            sheet.cell(row, column, "2026-12-01")
    book.save(path.with_name("openpyxl.xlsx"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": round(time.perf_counter() - start, 2), "peak": peak}))


def _child(*arguments: str) -> dict:
    done = subprocess.run(
        [sys.executable, __file__, *arguments],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return json.loads(done.stdout.splitlines()[-1])


def main(customers: int, touches: int) -> None:
    """Measure both and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        path, copy = Path(folder, "team.xlsx"), Path(folder, "copy.xlsx")
        make_workbook(path, customers, touches)
        copy.write_bytes(path.read_bytes())
        print(
            f"{customers:,} customers × {len(HEADERS)} columns, {touches:,} touches, {path.stat().st_size / 1e6:.1f} MB"
        )
        ours = _child("run", str(path))
        print(f"{'stage':58} {'wall s':>8} {'CPU s':>8} {'peak MB':>8}")
        for stage, wall, cpu, peak in ours["stages"]:
            print(f"{stage:58} {wall:8.2f} {cpu:8.2f} {peak:8}")
        again = _child("run", str(path))
        print(f"again, nothing to change: {again['stages'][-1][1]} s, {again['cells']} cells")
        peer = _child("openpyxl", str(copy), json.dumps(ours["columns"]))
        total = ours["stages"][-1][1]
        print(
            f"openpyxl, load + set {len(ours['columns'])} columns + save: {peer['seconds']} s, {peer['peak']} MB; ratio {peer['seconds'] / total:.1f} ×"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        child_run(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["openpyxl"]:
        child_openpyxl(Path(sys.argv[2]), json.loads(sys.argv[3]))
    else:
        main(*(int(number) for number in (*sys.argv[1:], "100000", "300000")[:2]))
