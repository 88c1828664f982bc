"""One small run, small enough to be reckoned by hand, that every test of the reports starts from."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from reports.figures.view import ReportInput
from schemas.findings import Finding
from schemas.results import MOVE_COLUMNS
from schemas.texts import Text

MONDAY = dt.date(2026, 11, 23)

# row | id | name | seller | tier | rank | state | days | due | task | minutes | last contact | completeness
CUSTOMERS = """
 4 | C1 | 甲公司 | 陈静 | A | 0 | overdue   | 5 | 2026-11-18 | follow_up | 7.5 | 2026-10-18 | 40
 5 | C2 | 乙公司 | 陈静 | C | 2 | today     | 0 | 2026-11-23 | follow_up | 20  | 2026-09-23 | 60
 6 | C3 | 丙公司 | 陈静 | B | 1 | this_week | 0 | 2026-11-25 | decide    | 12  | 2026-11-20 | 20
 7 | C4 | 丁公司 | 李伟 | D | 3 | overdue   | 3 | 2026-11-20 | follow_up | 4   | 2026-05-22 | 80
 8 | C5 | 戊公司 | 李伟 | E | 4 | later     | 0 | 2027-01-05 | follow_up | 2   |            | 10
 9 | C6 | 己公司 |      |   | 9 | none      | 0 |            | none      | 0   |            | 0
10 | C7 | 庚公司 | 李伟 | C | 2 | none      | 0 |            | decide    | 20  | 2026-10-23 | 50
"""


def _lines(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def _customers(lines):
    index = pd.Index([int(line[0]) for line in lines])
    frame = pd.DataFrame(
        [line[1:4] for line in lines], index=index, columns=["customer_id", "name", "seller"]
    )
    frame["seller"] = frame["seller"].replace("", None)
    frame["phone"] = ["13800138000", *[None] * (len(lines) - 1)]
    frame["wechat"] = None
    frame.loc[11] = [
        "C8",
        "辛公司",
        "陈静",
        None,
        None,
    ]  # set aside: a customer row without a grade
    return frame


def _graded(lines):
    def days(place):
        return pd.to_datetime([line[place] or None for line in lines])

    frame = pd.DataFrame(
        {
            "tier": [line[4] for line in lines],
            "tier_label": [f"外贸{line[4]}" if line[4] else "未分级" for line in lines],
            "tier_rank": [int(line[5]) for line in lines],
            "tier_reason": "理由",
            "manual": False,
            "due_reason": "上次跟进后满一个周期",
            "provisional": False,
            "state": [line[6] for line in lines],
            "days_overdue": [int(line[7]) for line in lines],
            "task": [line[9] for line in lines],
            "notes": "",
            "minutes": [float(line[10]) for line in lines],
            "completeness": [float(line[12]) for line in lines],
        },
        index=pd.Index([int(line[0]) for line in lines]),
    )
    return frame.assign(last_contact=days(11), next_due=days(8))


def _moves():
    rows = [
        (pd.Timestamp(MONDAY), "C1", "甲公司", "陈静", "B", "A", "已下单"),
        (pd.Timestamp(MONDAY), "C2", "乙公司", "陈静", "A", "C", "手动等级"),
        (pd.Timestamp(MONDAY), "C4", "丁公司", "李伟", "", "D", "普潜"),
    ]
    return pd.DataFrame(rows, columns=list(MOVE_COLUMNS))


FINDINGS = (
    Finding(
        "hint",
        "phone",
        "客户",
        5,
        "H",
        "电话",
        "138",
        Text("号码太短", "too short"),
        Text("请补全。", "Complete it."),
    ),
    Finding(
        "error",
        "date",
        "客户",
        11,
        "L",
        "上次跟进",
        "31/02/2026",
        Text("不是有效日期", "is not a date"),
        Text("请改。", "Mend."),
    ),
    Finding(
        "warning",
        "note",
        "客户",
        0,
        "",
        "",
        "",
        Text("缺少列", "column missing"),
        Text("请添加。", "Add it."),
    ),
    Finding(
        "hint",
        "phone",
        "客户",
        6,
        "H",
        "电话",
        "139",
        Text("号码太短", "too short"),
        Text("请补全。", "Complete it."),
    ),
)


def _days(count):
    return [MONDAY + dt.timedelta(days=day) for day in range(count)]


@pytest.fixture
def run():
    """Give the small run: seven graded customers, one set aside, three sellers of whom one has no customers."""
    lines = _lines(CUSTOMERS)
    return ReportInput(
        lang="zh",
        as_of=MONDAY,
        workbook="跟进表.xlsx",
        method=Text("外贸 A–E", "Export trade A–E"),
        customers=_customers(lines),
        graded=_graded(lines),
        moves=_moves(),
        findings=FINDINGS,
        team=pd.DataFrame(
            {"seller": ["李伟", "陈静", "王芳"], "daily_minutes": [60.0, None, 120.0]}
        ),
        set_aside=1,
        work_days={"李伟": _days(2), "陈静": _days(5), "王芳": _days(5)},
        tier_names={
            "A": Text("订单客户", "Ordered"),
            "B": Text("样单客户", "Sample"),
            "C": Text("重潜客户", "Strong"),
            "D": Text("普潜客户", "Ordinary"),
            "E": Text("无潜客户", "None"),
        },
        customer_sheet="客户",
        column_letters={"customer_id": "A", "name": "B"},
    )


@pytest.fixture
def empty_run(run):
    """Give a run over a workbook with no customers, no team, no moves and no findings."""
    return replace(
        run,
        customers=run.customers.iloc[:0],
        graded=run.graded.iloc[:0],
        moves=run.moves.iloc[:0],
        findings=(),
        team=None,
        set_aside=0,
        work_days={},
    )
