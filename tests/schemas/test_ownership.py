from types import SimpleNamespace

import pandas as pd

from schemas.ownership import row_sellers


def _table(name, rows, columns):
    frame = pd.DataFrame([row[1:] for row in rows], columns=columns, index=[row[0] for row in rows])
    table = SimpleNamespace(name=name, frame=frame, offset=0)
    table.sheets = (table,)
    return table


def test_a_row_belongs_to_the_seller_of_its_customer_whoever_wrote_it():
    customers = _table(
        "客户",
        [(2, "C1", "陈静"), (3, "C2", None), (4, "C3", "李伟"), (5, "C3", "陈静")],
        ["customer_id", "seller"],
    )
    log = _table(
        "跟进记录",
        [
            (2, "C1", "李伟"),  # the customer is 陈静's, though 李伟 made the call
            (3, "C2", "李伟"),  # nobody's customer: nobody's row
            (4, "C3", "陈静"),  # two customers of two sellers share the id: nobody can tell
            (5, "C9", "李伟"),  # no such customer: the row is of the person who wrote it
            (6, None, None),
        ],
        ["customer_id", "seller"],
    )
    team = _table("团队", [(2, "陈静"), (3, None)], ["seller"])
    found = row_sellers({"customers": customers, "contacts": log, "team": team})
    assert found == {"跟进记录": {2: "陈静", 5: "李伟"}, "团队": {2: "陈静"}}
