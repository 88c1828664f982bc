"""When a trade customer is due. Expected days are worked out by hand from methods.md §1, §7, §8 and a wall calendar.

November 2026: Monday 2nd, 9th, 16th, 23rd, 30th. Holidays nearby: 2026-09-25 to 27, 2026-10-01 to 07; worked weekends:
Sunday 2026-09-20, Saturday 2026-10-10.
"""

import pytest
from tables import check_due_dates, due, graded, one

MONDAY = "2026-11-23"
LATER = "2026-12-10"


def sample(confirmed="2026-11-02", shipped="", received="", closed="", outcome=""):
    header = "customer_id | confirmed | shipped | received | closed | outcome"
    return f"{header}\nK1 | {confirmed} | {shipped} | {received} | {closed} | {outcome}"


def test_a_sample_moves_through_the_steps_when_each_is_done_on_its_day():
    check_due_dates(
        """
        跟进记录                                                                        | 下次跟进
                                                                                       | 2026-11-03
        2026-11-03                                                                     | 2026-11-04
        2026-11-03 2026-11-04                                                          | 2026-11-06
        2026-11-03 2026-11-04 2026-11-06                                               | 2026-11-09
        2026-11-03 2026-11-04 2026-11-06 2026-11-09                                    | 2026-11-16
        2026-11-03 2026-11-04 2026-11-06 2026-11-09 2026-11-16                         | 2026-11-23
        2026-11-03 2026-11-04 2026-11-06 2026-11-09 2026-11-16 2026-11-23              | 2026-12-08
        2026-11-03 2026-11-04 2026-11-06 2026-11-09 2026-11-16 2026-11-23 2026-12-08   | 2026-12-09
        """,
        lambda row: one(LATER, log=row["跟进记录"], samples=sample()),
    )


def test_a_late_step_moves_the_ones_after_it_and_is_never_skipped():
    check_due_dates(
        """
        跟进记录                         | 下次跟进
        2026-11-06                      | 2026-11-09
        2026-11-03 2026-11-20           | 2026-11-23
        2026-11-02                      | 2026-11-03
        2026-10-30                      | 2026-11-03
        2026-11-03 2026-11-03           | 2026-11-04
        2026-11-20 2026-11-03           | 2026-11-23
        """,
        # Friday the 6th + 1 is a Saturday · Friday the 20th is step 2, + 2 is a Sunday · a touch on the stage's first day
        # is step 1 · one before it is none · two on one day are one · the log need not be in order
        lambda row: one(LATER, log=row["跟进记录"], samples=sample()),
    )


def test_an_open_step_stays_due_on_its_day_however_late_it_gets():
    found = [one(day, samples=sample()) for day in ("2026-11-03", "2026-11-09", "2026-11-23")]
    assert [due(row) for row in found] == ["2026-11-03"] * 3
    assert [row["state"] for row in found] == ["today", "overdue", "overdue"]
    assert [row["days_overdue"] for row in found] == [0, 6, 20]
    assert found[2]["due_reason"].startswith("样单 2026-11-02 确认，第 1/7 步")


def test_without_a_log_the_last_contact_tells_which_steps_are_done():
    check_due_dates(
        """
        上次跟进    | 下次跟进
        2026-11-04 | 2026-11-06
        2026-11-05 | 2026-11-09
        2026-11-02 | 2026-11-03
        2026-11-01 | 2026-11-03
        2026-12-08 | 2026-12-09
        """,
        # the 5th: steps 1 and 2 are done, + 2 is a Saturday · the 2nd: a touch on the first day is at least one step
        lambda row: one(LATER, samples=sample(), last_contact=row["上次跟进"]),
    )
    assert "推算" in one(LATER, samples=sample(), last_contact="2026-11-04")["due_reason"]
    assert "推算" not in one(LATER, samples=sample(), last_contact="2026-11-01")["due_reason"]


def test_the_receipt_starts_stage_two_whatever_step_stage_one_is_at():
    check_due_dates(
        """
        寄出日期    | 签收日期    | 跟进记录                                                | 下次跟进
                   | 2026-11-10 | 2026-11-03                                             | 2026-11-13
                   | 2026-11-10 | 2026-11-13                                             | 2026-11-20
                   | 2026-11-10 | 2026-11-13 2026-11-20                                  | 2026-11-23
                   | 2026-11-10 | 2026-11-13 2026-11-20 2026-11-23                       | 2026-11-30
                   | 2026-11-10 | 2026-11-13 2026-11-20 2026-11-23 2026-11-30            | 2026-12-01
        2026-11-05 | 2026-11-10 |                                                        | 2026-11-13
        2026-11-05 |            |                                                        | 2026-11-09
        2026-12-20 |            |                                                        | 2026-11-03
        """,
        # shipped Thursday the 5th + 3 is a Sunday · shipped after the as-of date has not happened yet
        lambda row: one(
            LATER,
            log=row["跟进记录"],
            samples=sample(shipped=row["寄出日期"], received=row["签收日期"]),
        ),
    )
    assert "估" in one(LATER, samples=sample(shipped="2026-11-05"))["due_reason"]


def test_after_the_last_step_a_person_must_decide_until_the_sample_is_settled():
    done = "2026-11-13 2026-11-20 2026-11-23 2026-11-30"
    row = one(LATER, log=done, samples=sample(received="2026-11-10"))
    assert (row["tier"], row["task"], row["state"], row["days_overdue"]) == (
        "B",
        "decide",
        "overdue",
        9,
    )
    assert "请决定：下单→A，否则 C 或 D" in row["due_reason"]
    touched_again = one(LATER, log=done + " 2026-12-04", samples=sample(received="2026-11-10"))
    assert due(touched_again) == "2026-12-01"
    settled = one(
        LATER, log=done, samples=sample(received="2026-11-10", outcome="lost"), potential="strong"
    )
    assert (settled["tier"], settled["task"], due(settled)) == (
        "C",
        "follow_up",
        "2027-02-01",
    )  # 01-30 is a Saturday


def test_months_are_clipped_and_roll_over_weekends_and_holidays():
    check_due_dates(
        """
        订单        | 潜力     | 上次跟进    | 下次跟进
        2026-08-01 |          | 2026-08-31 | 2026-09-30
        2026-08-01 |          | 2026-09-01 | 2026-10-08
        2026-08-01 |          | 2026-09-10 | 2026-10-10
        2026-08-01 |          | 2026-08-20 | 2026-09-20
        2026-08-01 |          | 2026-11-30 | 2026-12-30
        2026-08-01 |          | 2026-12-01 | 2027-01-04
                   | strong   | 2026-08-31 | 2026-11-02
                   | ordinary | 2026-09-05 | 2026-12-07
                   | none     | 2026-05-25 | 2026-11-25
                   | none     | 2026-08-31 | 2027-03-01
        """,
        # 10-01 is National Day · 10-10 and 09-20 are worked weekends · 2027-01-01 is off in every year, a Friday
        # 08-31 + 2 months = 10-31, a Saturday · 08-31 + 6 months = 2027-02-28, a Sunday
        lambda row: one(
            LATER, orders=row["订单"], potential=row["潜力"], last_contact=row["上次跟进"]
        ),
    )


def test_the_29th_of_february_is_a_month_end_too():
    # 2028-02-29 is a Tuesday
    assert due(one("2028-02-01", orders="2027-06-01", last_contact="2028-01-31")) == "2028-02-29"


def test_a_date_in_an_unpublished_year_is_marked():
    row = one(LATER, orders="2026-08-01", last_contact="2026-12-01")
    assert row["provisional"]
    assert "暂定：2027 年放假安排未公布" in row["due_reason"]
    assert "2027-01-01 是节假日，顺延到 2027-01-04" in row["due_reason"]
    assert not one(LATER, orders="2026-08-01", last_contact="2026-11-30")["provisional"]


def test_who_orders_again_and_again_is_touched_in_the_rhythm_of_the_orders():
    check_due_dates(
        """
        订单                                    | 上次跟进    | 下次跟进
        2026-08-03 2026-09-02 2026-10-02       | 2026-10-20 | 2026-11-02
        2026-08-03 2026-09-02 2026-10-02       | 2026-11-05 | 2026-12-01
        2026-08-03 2026-09-02 2026-10-02       |            | 2026-11-02
        2026-08-01 2026-08-31 2026-10-01       | 2026-10-20 | 2026-11-30
        2026-06-01 2026-07-16 2026-08-30       | 2026-10-05 | 2026-11-16
        2026-06-01 2026-07-17 2026-09-01       | 2026-09-01 | 2026-09-20
        2026-06-01 2026-07-17 2026-09-01       | 2026-09-19 | 2026-09-28
        2026-06-01 2026-07-17 2026-09-01       | 2026-09-28 | 2026-10-08
        2026-06-01 2026-07-17 2026-09-01       | 2026-10-08 | 2026-10-10
        2026-06-01 2026-07-17 2026-09-01       | 2026-10-10 | 2026-11-10
        2023-12-01 2024-12-01 2025-12-01       | 2026-01-15 | 2026-07-15
        2023-12-01 2024-12-01 2025-12-01       | 2026-07-15 | 2026-11-03
        2026-10-01 2026-10-12 2026-10-12       | 2026-10-20 | 2026-11-20
        """,
        # gaps 30, 30: expected 11-01 (a Sunday), so the 1st of each month · never contacted: the last order stands in
        # gaps 30, 31: expected 10-31, clipped to 11-30 · gap 45, just short: expected 10-14, so 11-14, a Saturday
        # gap 46, just long: expected 10-17, slots 09-19 09-26 10-03 10-10, after the last the month returns
        # gap 365: expected 2026-12-01, never more than 6 months of silence · two order days are no rhythm
        lambda row: one(LATER, orders=row["订单"], last_contact=row["上次跟进"]),
    )


SAMPLE_STEPS = "customer_id | confirmed | shipped | received | closed\nK1 | {}"


@pytest.mark.parametrize(
    ("cells", "last", "date", "says"),
    [
        ({"orders": "2026-10-12"}, "2026-10-12", "2026-11-12", "上次联系 2026-10-12(订单)"),
        # ordered last week: not overdue since October
        (
            {"orders": "2026-11-17", "log": "2026-09-15"},
            "2026-11-17",
            "2026-12-17",
            "上次联系 2026-11-17(订单)",
        ),
        (
            {"orders": "2026-09-15", "log": "2026-11-02", "last_contact": "2026-10-05"},
            "2026-11-02",
            "2026-12-02",
            "上次跟进 2026-11-02(跟进记录)",
        ),
        (
            {"orders": "2026-09-15", "log": "2026-10-05", "last_contact": "2026-11-02"},
            "2026-11-02",
            "2026-12-02",
            "上次跟进 2026-11-02(客户表)",
        ),
        # on one day the log is named, then the column, then the order
        (
            {"orders": "2026-11-02", "last_contact": "2026-11-02"},
            "2026-11-02",
            "2026-12-02",
            "上次跟进 2026-11-02(客户表)",
        ),
        # a sample confirmed, sent or received, also one that is closed; its closing is none
        *(
            (
                {"potential": "ordinary", "samples": SAMPLE_STEPS.format(days)},
                last,
                date,
                f"上次联系 {last}(样单)",
            )
            for days, last, date in (
                ("2026-08-25 | | | 2026-11-20", "2026-08-25", "2026-11-25"),
                ("2026-08-25 | 2026-08-26 | | 2026-11-20", "2026-08-26", "2026-11-26"),
                ("2026-08-25 | 2026-08-26 | 2026-09-02 | 2026-11-20", "2026-09-02", "2026-12-02"),
            )
        ),
        # what lies ahead has not happened
        (
            {"orders": "2026-10-12 2026-11-30"},
            "2026-10-12",
            "2026-11-12",
            "上次联系 2026-10-12(订单)",
        ),
    ],
)
def test_the_last_contact_is_the_latest_of_log_column_orders_and_samples(cells, last, date, says):
    row = one(MONDAY, **cells)
    assert (f"{row['last_contact']:%Y-%m-%d}", due(row)) == (last, date)
    assert says in row["due_reason"]


def test_an_order_after_the_agreed_day_has_fulfilled_it():
    assert due(one(MONDAY, orders="2026-11-17", agreed_date="2026-11-12")) == "2026-12-17"


@pytest.mark.parametrize("potential", ["strong", "ordinary", "none"])
def test_who_was_never_contacted_is_due_at_once(potential):
    row = one(MONDAY, potential=potential)
    assert (due(row), row["state"], row["due_reason"]) == (
        MONDAY,
        "today",
        "从未跟进，请尽快联系；按可用时间排在 2026-11-23",
    )
    assert due(one("2026-11-21", potential=potential)) == MONDAY  # run on a Saturday


def test_an_open_sample_also_drives_the_date_of_a_customer_with_orders():
    late_month = one(MONDAY, orders="2026-08-01", log="2026-11-03", samples=sample())
    assert (late_month["tier"], due(late_month)) == ("A", "2026-11-04")  # the month would say 12-03
    assert "样单 2026-11-02 确认，第 2/7 步" in late_month["due_reason"]
    # the sample's confirmation is a contact, from which the month counts
    no_touch = one(MONDAY, orders="2026-08-01", last_contact="2026-09-30", samples=sample())
    assert due(no_touch) == "2026-11-03"


def test_of_several_open_samples_the_earliest_step_counts_and_the_minutes_add_up():
    samples = "customer_id | confirmed\nK1 | 2026-11-09\nK1 | 2026-11-02\nK1 | 2026-11-16"
    row = one(MONDAY, samples=samples)
    assert due(row) == "2026-11-03"
    assert row["minutes"] == pytest.approx(3 * 120 / 11)


def test_an_own_cadence_may_be_shorter_but_never_longer():
    check_due_dates(
        """
        days | months | 下次跟进
             |        | 2027-01-25
             | 4      | 2026-11-23
             | 9      | 2027-01-25
        10   |        | 2026-08-03
        400  |        | 2027-01-25
        """,
        # 07-23 + 6 months = 2027-01-23, a Saturday · 07-23 + 10 days = 08-02, a Sunday
        lambda row: one(
            MONDAY,
            potential="none",
            last_contact="2026-07-23",
            own_cadence_days=row["days"],
            own_cadence_months=row["months"],
        ),
    )
    longer = one(MONDAY, potential="none", last_contact="2026-07-23", own_cadence_months="9")
    assert "自定义周期 9 个月 超过公司规定" in longer["due_reason"]


def test_an_agreed_date_beats_the_cadence_once_and_a_snooze_only_moves_back():
    check_due_dates(
        """
        上次跟进    | 下次约定    | 暂缓至      | 下次跟进
        2026-11-20 | 2026-11-25 |            | 2026-11-25
        2026-11-20 | 2027-03-02 |            | 2027-03-02
        2026-11-25 | 2026-11-25 |            | 2027-01-25
        2026-11-20 | 2026-11-25 | 2026-12-01 | 2026-12-01
        2026-09-20 |            | 2026-12-05 | 2026-12-07
        2026-11-20 |            | 2026-12-05 | 2027-01-20
                   | 2026-11-25 |            | 2026-11-25
        """,
        # the 25th was kept, so the two months count again · 12-05 is a Saturday
        lambda row: one(
            "2026-11-26",
            potential="strong",
            last_contact=row["上次跟进"],
            agreed_date=row["下次约定"],
            snooze_until=row["暂缓至"],
        ),
    )


def test_a_sample_step_waits_for_the_agreed_date_and_goes_on_after_it():
    assert (
        due(one(MONDAY, log="2026-11-03", samples=sample(), agreed_date="2026-11-27"))
        == "2026-11-27"
    )
    assert (
        due(one(LATER, log="2026-11-03 2026-11-27", samples=sample(), agreed_date="2026-11-27"))
        == "2026-11-30"
    )


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"do_not_disturb": "yes"}, "免打扰"),
        ({"status": "paused"}, "暂停"),
        ({"status": "archived"}, "归档"),
    ],
)
def test_who_must_not_be_touched_keeps_the_tier_and_has_no_date(cells, reason):
    row = one(MONDAY, potential="strong", last_contact="2026-08-01", **cells)
    assert (row["tier"], due(row), row["state"], row["task"], row["minutes"]) == (
        "C",
        "",
        "none",
        "none",
        0,
    )
    assert reason in row["due_reason"]


def test_a_seller_with_enough_better_customers_may_leave_tier_e_alone():
    customers = """
        customer_id | seller | potential | last_contact
        K1          | 王芳   | none      | 2026-03-02
        K2          | 李雷   | none      | 2026-03-02
        K3          | 王芳   | strong    | 2026-03-02
    """
    found = graded(customers, MONDAY, skipped_tiers={"王芳": {"E"}})
    assert [due(row) for _, row in found.iterrows()] == [
        "",
        "2026-09-02",
        "2026-05-06",
    ]  # Labour Day: 1 to 5 May
    assert found.index.tolist() == [2, 3, 4]


def test_rows_after_the_as_of_date_have_not_happened_yet():
    row = one(
        "2026-11-05", log="2026-11-03 2026-11-04 2026-11-06", orders="2026-11-20", samples=sample()
    )
    assert (row["tier"], due(row)) == ("B", "2026-11-06")
    typed_ahead = one(MONDAY, potential="strong", last_contact="2026-12-30")
    assert due(typed_ahead) == MONDAY
    assert "“上次跟进” 2026-12-30 晚于基准日，未采用" in typed_ahead["due_reason"]


def test_a_run_missed_or_repeated_ends_in_the_same_state():
    customers = """
        customer_id | potential | last_contact | manual_tier | manual_tier_until
        K1          | strong    | 2026-10-01   |             |
        K2          | none      | 2026-02-02   | D           | 2026-11-20
        K3          |           | 2026-10-01   |             |
    """
    sheets = {
        "contacts": "customer_id | date\nK3 | 2026-11-03",
        "samples": "customer_id | confirmed\nK3 | 2026-11-02",
    }
    weekly = [
        graded(customers, day, **sheets)
        for day in ("2026-11-09", "2026-11-16", "2026-11-23", "2026-11-23")
    ]
    skipped = graded(customers, "2026-11-23", **sheets)
    assert weekly[2].equals(skipped)
    assert weekly[3].equals(skipped)
    assert skipped["next_due"].dt.strftime("%m-%d").tolist() == [
        "12-01",
        "08-03",
        "11-04",
    ]  # 08-02 is a Sunday
    assert weekly[0]["tier"].tolist() == ["C", "D", "B"]
    assert skipped["tier"].tolist() == ["C", "E", "B"]
