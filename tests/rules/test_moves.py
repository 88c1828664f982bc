"""What a week tells of tier moves, from the sheet of moves and this run."""

import datetime as dt

import pandas as pd
import pytest

from pipeline.rules.moves import moves_told
from schemas.results import MOVE_COLUMNS

DAY = dt.date(2026, 11, 23)
CUSTOMERS = pd.DataFrame(
    {
        "customer_id": ["K1", "K2", "K3", "K3"],
        "name": ["甲公司", "乙公司", "丙公司", "丙公司"],
        "seller": ["陈静", "李伟", "陈静", "李伟"],
    },
    index=[2, 3, 4, 5],
)


def move(customer, tiers, days_ago=0, seller="陈静"):
    before, after = tiers
    day = DAY - dt.timedelta(days=days_ago)
    return (day, customer, "某公司", seller, before, after, "原因")


CASES = {
    # what the sheet holds, what this run moves → the week (customer, seller, tiers), how many lines the sheet gets
    "this run's alone": ([], [move("K1", "CA")], ["K1 陈静 CA"], 1),
    "the sheet's and this run's": (
        [move("K1", "CA", 6)],
        [move("K1", "AB")],
        ["K1 陈静 CA", "K1 陈静 AB"],
        1,
    ),
    "older than a week": ([move("K1", "CA", 7)], [], [], 0),
    "dated later": ([move("K1", "CA", -1)], [], [], 0),
    "held by the sheet already": ([move("K1", "CA")], [move("K1", "CA")], ["K1 陈静 CA"], 0),
    "written twice": ([move("K1", "CA"), move("K1", "CA")], [], ["K1 陈静 CA"], 0),
    "there and back again": (
        [move("K1", "CA"), move("K1", "AC")],
        [move("K1", "CA")],
        ["K1 陈静 CA", "K1 陈静 AC", "K1 陈静 CA"],
        1,
    ),
    "another customer's alike": (
        [move("K1", "CA")],
        [move("K2", "CA", seller="李伟")],
        ["K1 陈静 CA", "K2 李伟 CA"],
        1,
    ),
    "handed over since": ([move("K2", "CA", 3)], [], ["K2 李伟 CA"], 0),
    "gone since": ([move("K9", "CA", 3)], [], [], 0),
    "nobody knows whose": ([move("K3", "CA", 3)], [], [], 0),
    "what is no move": ([("见附件",), (None,) * 7], [], [], 0),
    "a remark beside it": ([(*move("K1", "CA"), "已核对")], [], ["K1 陈静 CA"], 0),
}


@pytest.mark.parametrize(("written", "moved", "week", "added"), CASES.values(), ids=CASES)
def test_each_move_is_told_once(written, moved, week, added):
    frame = pd.DataFrame(moved, columns=list(MOVE_COLUMNS), dtype=object)
    told = moves_told(frame, written, CUSTOMERS, DAY)
    lines = told.week[["customer_id", "seller", "from_tier", "to_tier"]].itertuples(index=False)
    assert [f"{one[0]} {one[1]} {one[2]}{one[3]}" for one in lines] == week
    assert len(told.run) == added
