"""An import of a legacy list into a big workbook: CPU seconds of each stage, peak memory, growth, and the same list again.

    python tests/benchmarks/bench_import.py [ROWS CUSTOMERS]...

Each pair (default: 2000 1000, 20000 10000, 200000 100000) is a GB18030 CSV of ROWS × 10 columns and a workbook of
CUSTOMERS × 12 columns. A third of the list is in the workbook already (some phones spelled otherwise, some blanks that the
list fills), a few rows say something else, some are twice in the list, some cannot be used; the rest is new. Every import
runs in a process of its own; the stages are those that the command shows. No peer does the same work, so none is beside it.
"""

import csv
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
HEADERS = [
    "客户编号",
    "客户名称",
    "联系人",
    "负责人",
    "电话",
    "邮箱",
    "城市",
    "行业",
    "生日",
    "住址",
    "消费金额",
    "备注说明",
]
LIST_HEADERS = [
    "公司",
    "姓名",
    "手机号码",
    "电子邮件",
    "所在城市",
    "行业",
    "出生日期",
    "地址",
    "累计消费",
    "爱吃什么",
]
SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲华红玉建国志远海晓雨欣怡子轩浩然思宇梦琪嘉诚"
BRANDS = "金锦瑞恒云帆卓越顺达百川远洲润泽致诚海纳宏图天成永兴华信"
KINDS = ("贸易有限公司", "进出口有限公司", "家居用品有限公司", "供应链有限公司", "酒店用品厂")
CITIES = ("上海", "北京", "深圳", "广州", "宁波", "杭州", "义乌", "苏州", "成都", "武汉")
SPELLINGS = ("{}", "+86 {}", "{:.3}-{}", "{}.0")


def person(number: int) -> list[str]:
    """Give one made-up customer; the same number gives the same one."""
    chance = random.Random(number)  # noqa: S311 -- made-up data
    city = chance.choice(CITIES)
    brand = "".join(chance.sample(BRANDS, 2))
    name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2))
    phone = f"1{chance.choice('3578')}{number * 7919 % 10**9:09d}"
    day = dt.date(1960, 1, 1) + dt.timedelta(days=chance.randrange(14_000))
    return [
        f"{city}{brand}{chance.choice(KINDS)}",
        name,
        phone,
        f"p{number}@firma{number % 997}.example",
        city,
        chance.choice(("厨具", "酒店", "超市", "礼品")),
        day.isoformat(),
        f"{city}路{number % 500}号",
        str(number % 9000 * 10),
    ]


def make_workbook(path: Path, customers: int) -> None:
    """Write a workbook of the size asked for; every fourth customer has no mail, every fifth no birthday."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("客户")
    sheet.write_row(0, 0, HEADERS)
    for row in range(1, customers + 1):
        name, who, phone, mail, city, trade, born, address, spend = person(row)
        sheet.write_row(row, 0, [f"KH{row:06d}", name, who, f"业务员{row % 40:02d}", phone])
        if row % 4:
            sheet.write_string(row, 5, mail)
        sheet.write_row(row, 6, [city, trade])
        if row % 5:
            sheet.write_datetime(row, 8, dt.datetime.fromisoformat(born), day)
        sheet.write_row(row, 9, [address, int(spend), "熟客" if row % 9 == 0 else ""])
    book.close()


def make_list(path: Path, rows: int, customers: int) -> None:
    """Write the list: a third known, some twice, a few that differ, one in two hundred without a name."""
    chance = random.Random(9)  # noqa: S311 -- made-up data
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["旧系统导出 2019"])
        writer.writerow(LIST_HEADERS)
        stranger = customers
        for number in range(rows):
            if number % 3 == 0:
                who = person(chance.randrange(1, customers + 1))
                if number % 30 == 0:
                    who[4] = "香港"
            else:
                stranger += number % 50 != 1  # one in fifty is the one before it once more
                who = person(stranger)
            if number % 200 == 7:
                who[0] = who[1] = ""
            phone = chance.choice(SPELLINGS).format(who[2], who[2][3:])
            writer.writerow([*who[:2], phone, *who[3:], "面" if number % 7 == 0 else ""])


def child(workbook: str, source: str) -> None:
    """Import in this process and print what it took."""
    from pipeline.importing.files.sources import Overrides
    from pipeline.jobs import imports as importing
    from pipeline.jobs.results import Request

    stages: list[tuple[str, float]] = []
    last = time.process_time()

    def progress(text: object) -> None:
        nonlocal last
        now = time.process_time()
        stages.append((text.en, now - last))  # type: ignore[attr-defined]
        last = now

    asked = importing.ImportRequest(Request(Path(workbook), AS_OF), [Path(source)], Overrides())
    wall = time.perf_counter()
    done = importing.import_lists(
        asked, dt.datetime.now().astimezone(), None, lambda _table, _mapping: {}, progress
    )
    print(
        json.dumps(
            {
                "stages": stages,
                "cpu": time.process_time(),
                "wall": time.perf_counter() - wall,
                "counts": done.view.counts,
                "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "written": done.written is not None,
            }
        )
    )


def measure(workbook: Path, source: Path) -> dict[str, object]:
    """Run one import in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, __file__, "child", str(workbook), str(source)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if result.returncode:
        raise SystemExit(result.stderr)
    found: dict[str, object] = json.loads(result.stdout)
    return found


def main() -> None:
    """Print a table for each pair of sizes."""
    sizes = [int(word) for word in sys.argv[1:]] or [2_000, 1_000, 20_000, 10_000, 200_000, 100_000]
    for rows, customers in zip(sizes[::2], sizes[1::2], strict=True):
        with tempfile.TemporaryDirectory() as folder:
            workbook, source = Path(folder) / "客户.xlsx", Path(folder) / "旧.csv"
            make_workbook(workbook, customers)
            make_list(source, rows, customers)
            print(f"\n{rows:,} rows into {customers:,} customers")
            for name in ("first", "again"):
                before = workbook.read_bytes()
                found = measure(workbook, source)
                same = "the same bytes" if workbook.read_bytes() == before else "written"
                print(
                    f"  {name}: {found['cpu']:.1f} CPU s, {found['wall']:.1f} s, {found['mb']:.0f} MB, {found['counts']}, {same}"
                )
                for stage, seconds in found["stages"]:  # type: ignore[attr-defined]
                    print(f"    {seconds:7.2f} s  {stage}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(*sys.argv[2:])
    else:
        main()
