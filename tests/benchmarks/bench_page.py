"""Weight, elements and main-thread CPU of the meeting page at 5,000 and 50,000 rows, by the browser's own counters.

Run: python tests/benchmarks/bench_page.py [ROWS …]
CPU is TaskDuration of the DevTools protocol (Performance.getMetrics) in thread ticks: time that the main thread had the
processor, not time that passed.
"""

import datetime as dt
import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd
from playwright.sync_api import sync_playwright

from reports.figures.view import ReportInput
from reports.page import render_page
from schemas.results import MOVE_COLUMNS
from schemas.texts import Text

MONDAY = dt.date(2026, 11, 23)
TIERS = ("A", "B", "C", "D", "E")
TARGETS = {5_000: (600, 300, 100), 50_000: (3000, 600, 300)}  # kB, load ms, sort and filter ms


def made_up(rows: int) -> ReportInput:
    """Make a run whose every customer is due, with names, days and reasons that differ as real ones do."""
    index = pd.RangeIndex(2, 2 + rows)
    number = pd.Series(range(rows), index=index)
    last = pd.Timestamp(MONDAY) - pd.to_timedelta(30 + number % 300, unit="D")
    due = pd.Timestamp(MONDAY) - pd.to_timedelta(number % 40, unit="D")
    tier = number.map(lambda n: TIERS[n % 5])
    days = (pd.Timestamp(MONDAY) - due).dt.days
    graded = pd.DataFrame(
        {
            "tier": tier,
            "tier_label": "外贸" + tier,
            "tier_rank": number % 5,
            "tier_reason": "判断：普潜",
            "manual": False,
            "due_reason": "上次跟进 "
            + last.dt.strftime("%Y-%m-%d")
            + "，等级周期 "
            + (number % 6 + 1).astype(str)
            + " 个月",
            "provisional": False,
            "state": days.map(lambda n: "overdue" if n else "today"),
            "days_overdue": days,
            "task": "follow_up",
            "notes": number.map(lambda n: "先写计划与目标" if n % 5 == 2 else ""),
            "minutes": (number % 5).map({0: 7.5, 1: 10.9, 2: 20.0, 3: 4.0, 4: 2.0}),
            "completeness": (number % 90).astype(float),
            "last_contact": last,
            "next_due": due,
        }
    )
    customers = pd.DataFrame(
        {
            "customer_id": "KH" + (number + 1).astype(str).str.zfill(6),
            "name": number.map(
                lambda n: (
                    f"{'青海长城宁夏云'[n % 7]}{'达通兴隆瑞'[n % 5]}{n * 7919 % 99991}贸易有限公司"
                )
            ),
            "seller": number.map(lambda n: f"业务员{n % 25:02d}"),
        }
    )
    names = {letter: Text(letter, letter) for letter in TIERS}
    return ReportInput(
        "zh",
        MONDAY,
        "客户.xlsx",
        Text("外贸", "Trade"),
        customers,
        graded,
        pd.DataFrame(columns=list(MOVE_COLUMNS)),
        tier_names=names,
    )


def measure(rows: int, folder: Path) -> None:
    """Print one line of figures and one of ratios to the targets."""
    html = render_page(made_up(rows))
    file = folder / f"{rows}.html"
    file.write_text(html, encoding="utf-8", newline="\n")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

        def cpu() -> float:
            found = {
                one["name"]: one["value"]
                for one in session.send("Performance.getMetrics")["metrics"]
            }
            return 1000 * found["TaskDuration"]

        def spent(action: str) -> float:
            before = cpu()
            page.evaluate(
                f"() => {{ {action}; return new Promise(done => requestAnimationFrame(() => setTimeout(done))) }}"
            )
            return cpu() - before

        before = cpu()
        page.goto(file.as_uri())
        load = cpu() - before
        elements = page.evaluate("document.querySelectorAll('*').length")
        sort = max(
            spent(f"document.querySelector('#due-table th[data-key={key}] button').click()")
            for key in ("name", "name", "due_reason", "minutes")
        )
        search = "document.getElementById('due-search')"
        found = max(
            spent(f"{search}.value = '{text}'; {search}.dispatchEvent(new Event('input'))")
            for text in ("长", "KH0001", "", "9")
        )
        browser.close()
    weight, most_load, most = TARGETS.get(rows, (0, 0, 0))
    size = len(html.encode()) / 1000
    print(
        f"{rows:>7,} rows  {size:6,.0f} kB  load {load:4.0f} ms  sort {sort:4.0f} ms  filter {found:4.0f} ms  {elements:,} elements"
    )
    if weight:
        ratios = (size / weight, load / most_load, sort / most, found / most, elements / 5000)
        print("        of target " + "  ".join(f"{ratio:.2f}" for ratio in ratios))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for count in map(int, sys.argv[1:] or ("5000", "50000")):
            measure(count, Path(folder))
