"""Measure the rules, CPU seconds and peak memory: python tests/benchmarks/bench_rules.py [customers] [log rows]."""

import datetime as dt
import resource
import sys
import time

import numpy as np
import pandas as pd

from pipeline.calendars import team_calendars
from pipeline.policies import load_policy
from pipeline.rules import completeness, dates, facts, reasons, tasks, tiers, weekly

AS_OF = dt.date(2026, 11, 23)
SELLERS = 50


def make_tables(customers: int, log_rows: int) -> dict[str, pd.DataFrame]:
    """Make a team like methods.md §11: 40 A, 15 B, 30 C, 200 D, 500 E in 785."""
    rng = np.random.default_rng(7)
    ids = np.array([f"C{number:07d}" for number in range(customers)], dtype=object)
    potential = np.array(["strong", "ordinary", "none", None], dtype=object)
    day = np.datetime64(AS_OF)

    def some(count: int, share_of: np.ndarray) -> np.ndarray:
        return share_of[rng.integers(0, len(share_of), count)]

    ordering, sampling = ids[: customers * 40 // 785], ids[customers * 40 // 785 : customers * 55 // 785]
    frame = pd.DataFrame(
        {
            "customer_id": ids,
            "name": ids,
            "seller": np.array([f"业务{n}" for n in range(SELLERS)], dtype=object)[rng.integers(0, SELLERS, customers)],
            "potential": potential[rng.choice(4, customers, p=[0.05, 0.27, 0.66, 0.02])],
            "last_contact": (day - rng.integers(1, 400, customers).astype("m8[D]")).astype("M8[s]"),
            "phone": ids,
            "email": ids,
            "work": np.where(rng.random(customers) < 0.5, "工厂", None),
            "values": np.where(rng.random(customers) < 0.1, "-", None),
            "facts_confirmed": (day - rng.integers(1, 400, customers).astype("m8[D]")).astype("M8[s]"),
        },
        index=range(2, customers + 2),
    )
    log = pd.DataFrame(
        {
            "customer_id": some(log_rows, ids),
            "date": (day - rng.integers(1, 500, log_rows).astype("m8[D]")).astype("M8[s]"),
            "method": some(log_rows, np.array(["email", "phone", "wechat"], dtype=object)),
            "reply": pd.array(rng.random(log_rows) < 0.3, dtype="boolean"),
        }
    )
    orders = pd.DataFrame(
        {
            "customer_id": some(4 * len(ordering), ordering),
            "date": (day - rng.integers(1, 700, 4 * len(ordering)).astype("m8[D]")).astype("M8[s]"),
        }
    )
    samples = pd.DataFrame(
        {
            "customer_id": sampling,
            "confirmed": (day - rng.integers(1, 60, len(sampling)).astype("m8[D]")).astype("M8[s]"),
            "received": np.full(len(sampling), np.datetime64("NaT"), dtype="M8[s]"),
        }
    )
    return {"customers": frame, "contacts": log, "orders": orders, "samples": samples}


def main() -> None:
    """Time each stage, then the whole."""
    customers, log_rows = (int(arg) for arg in [*sys.argv[1:], *("1000000", "3000000")[len(sys.argv) - 1 :]])
    tables = make_tables(customers, log_rows)
    team = pd.DataFrame({"seller": [f"业务{n}" for n in range(SELLERS)], "days_off": ["周日"] * 5 + [None] * 45})
    policy, calendars = load_policy("trade"), team_calendars(team)
    frame = tables["customers"]
    clock = _Clock()
    found = clock("facts", lambda: facts.gather_facts(tables, AS_OF))
    graded = clock("tiers", lambda: tiers.assign_tiers(frame, found, policy))
    dues = clock("dates", lambda: dates.next_due_dates(frame, found, graded, policy, calendars, {}))
    clock("tier reasons", lambda: reasons.tier_reasons(graded, found, policy, "zh"))
    clock("due reasons", lambda: reasons.due_reasons(dues, graded, found, policy, "zh"))
    clock("notes", lambda: tasks.notes(frame, graded, found, policy, "zh"))
    clock("completeness", lambda: completeness.completeness(frame, policy.completeness))
    clock("whole", lambda: weekly.grade_customers(tables, policy, calendars, AS_OF, "zh"))
    no_log = {key: value for key, value in tables.items() if key != "contacts"}
    clock("whole, without log", lambda: weekly.grade_customers(no_log, policy, calendars, AS_OF, "zh"))
    print(
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, {customers} customers, {log_rows} log"
    )


class _Clock:
    def __call__(self, name, work):
        start = time.process_time()
        result = work()
        print(f"{name:20} {time.process_time() - start:6.2f} s CPU")
        return result


if __name__ == "__main__":
    main()
