"""Measure the rules, CPU seconds and peak memory: python tests/benchmarks/bench_rules.py [customers] [log rows]."""

import datetime as dt
import resource
import sys
import time

import numpy as np
import pandas as pd

from pipeline.methods import load_policy
from pipeline.rules import completeness, dates, facts, reasons, tasks, tier_reasons, tiers, weekly
from pipeline.rules.days import team_calendars

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

    ordering, sampling = (
        ids[: customers * 40 // 785],
        ids[customers * 40 // 785 : customers * 55 // 785],
    )
    frame = pd.DataFrame(
        {
            "customer_id": ids,
            "name": ids,
            "seller": np.array([f"业务{n}" for n in range(SELLERS)], dtype=object)[
                rng.integers(0, SELLERS, customers)
            ],
            "potential": potential[rng.choice(4, customers, p=[0.05, 0.27, 0.66, 0.02])],
            "last_contact": (day - rng.integers(1, 400, customers).astype("m8[D]")).astype("M8[s]"),
            "phone": ids,
            "email": ids,
            "work": np.where(rng.random(customers) < 0.5, "工厂", None),
            "values": np.where(rng.random(customers) < 0.1, "-", None),
            "spend": np.where(
                rng.random(customers) < 0.8, np.round(rng.random(customers) * 1e5, 2), np.nan
            ),
            "need": _answers(rng, customers),
            "buying_power": _answers(rng, customers),
            "authority": _answers(rng, customers),
            "facts_enough": _answers(rng, customers),
            "contacted": _answers(rng, customers),
            "facts_confirmed": (day - rng.integers(1, 400, customers).astype("m8[D]")).astype(
                "M8[s]"
            ),
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


def _answers(rng, count):
    return pd.array(
        np.array([True, False, None], dtype=object)[rng.integers(0, 3, count)], dtype="boolean"
    )


def main() -> None:
    """Time each stage, then the whole."""
    customers, log_rows = (
        int(arg) for arg in [*sys.argv[1:], *("1000000", "3000000")[len(sys.argv) - 1 :]]
    )
    tables = make_tables(customers, log_rows)
    team = pd.DataFrame(
        {"seller": [f"业务{n}" for n in range(SELLERS)], "days_off": ["周日"] * 5 + [None] * 45}
    )
    policy, calendars = load_policy("trade"), team_calendars(team)
    frame = tables["customers"]
    clock = _Clock()
    found = clock("facts", lambda: facts.gather_facts(tables, AS_OF, policy.measures))
    graded = clock("tiers", lambda: tiers.assign_tiers(frame, found, policy))
    dues = clock("dates", lambda: dates.next_due_dates(frame, found, graded, policy, calendars, {}))
    clock("tier reasons", lambda: tier_reasons.tier_reasons(graded, found, policy, "zh"))
    clock("due reasons", lambda: reasons.due_reasons(dues, graded, found, policy, "zh"))
    clock("notes", lambda: tasks.notes(frame, graded, found, policy, "zh"))
    clock("completeness", lambda: completeness.completeness(frame, policy.completeness))
    whole = clock("whole", lambda: weekly.grade_customers(tables, policy, calendars, AS_OF, "zh"))
    plain = clock("by hand, pandas", lambda: graded_by_hand(tables))
    share = (plain["tier"].to_numpy() == whole["tier"].to_numpy()).mean()
    print(
        f"rules / by hand {clock.seconds['whole'] / clock.seconds['by hand, pandas']:.2f}, same tier {share:.1%}"
    )
    for name in ("abc", "prospect", "retail", "wechat"):
        method = load_policy(name)
        clock(
            f"whole, {name}",
            lambda method=method: weekly.grade_customers(tables, method, calendars, AS_OF, "zh"),
        )
    no_log = {key: value for key, value in tables.items() if key != "contacts"}
    clock(
        "whole, without log", lambda: weekly.grade_customers(no_log, policy, calendars, AS_OF, "zh")
    )
    print(
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, {customers} customers, {log_rows} log"
    )


def graded_by_hand(tables):
    """Do the same for trade as a careful script would: groupby, merge, np.select, busday_offset, joined texts.

    It knows no sample sequences, no order rhythm, no own dates, no notes, no make-up days: the rules do more.
    """
    frame, log, orders, samples = (
        tables[kind] for kind in ("customers", "contacts", "orders", "samples")
    )
    ids, today = frame["customer_id"], pd.Timestamp(AS_OF)
    last = ids.map(log.loc[log["date"] <= today].groupby("customer_id")["date"].max())
    last = last.fillna(frame["last_contact"])
    ordered = (
        orders.loc[orders["date"] <= today].groupby("customer_id")["date"].agg(["size", "max"])
    )
    count, newest = ids.map(ordered["size"]).fillna(0).astype(int), ids.map(ordered["max"])
    sampled = ids.map(samples.groupby("customer_id")["confirmed"].min())
    potential = frame["potential"]
    tests = [
        count > 0,
        sampled.notna(),
        potential == "strong",
        potential == "ordinary",
        potential == "none",
    ]
    tier = np.select(tests, list("ABCDE"), default="")
    months = pd.Series(np.select(tests, [1, 1, 2, 3, 6], default=0))
    base = last.dt.to_period("M").astype("int64").to_numpy() + months.to_numpy()
    month_start = base.astype("M8[M]").astype("M8[D]")
    month_days = ((base + 1).astype("M8[M]").astype("M8[D]") - month_start).astype(int)
    wanted = month_start + (np.minimum(last.dt.day.to_numpy(), month_days) - 1).astype("m8[D]")
    due = np.busday_offset(
        wanted, 0, roll="forward", holidays=["2026-10-01", "2026-10-02", "2027-01-01"]
    )
    told = last.dt.strftime("%Y-%m-%d")
    why = np.select(
        tests, ["orders", "sample", "strong", "ordinary", "none"], default="please judge"
    )
    tier_reason = (
        "外贸"
        + pd.Series(tier)
        + ":"
        + pd.Series(why)
        + " "
        + newest.reset_index(drop=True).astype("str")
    )
    due_reason = (
        "上次跟进 " + told.reset_index(drop=True) + ",每 " + months.astype("str") + " 个月一次"
    )
    facts_ = [key for key in ("phone", "email", "work", "values") if key in frame]
    filled = sum(
        (frame[key].notna() & ~frame[key].isin(["无", "-", "不详", "n/a", ""])).to_numpy()
        for key in facts_
    )
    columns = {
        "tier": tier,
        "tier_reason": tier_reason,
        "next_due": due,
        "due_reason": due_reason,
        "completeness": filled,
    }
    return pd.DataFrame(columns)


class _Clock:
    def __init__(self):
        self.seconds = {}

    def __call__(self, name, work):
        start = time.process_time()
        result = work()
        self.seconds[name] = time.process_time() - start
        print(f"{name:20} {self.seconds[name]:6.2f} s CPU")
        return result


if __name__ == "__main__":
    main()
