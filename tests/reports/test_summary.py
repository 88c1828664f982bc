"""The numbers of the report, against the small run reckoned by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from reports.figures.summary import summarise


def test_the_due_list_goes_by_the_teams_order_then_tier_then_day_and_holds_undated_decisions(run):
    due = summarise(run).due
    # 李伟 stands first in the team sheet; of his two the C (no date, to be decided) comes before the D.
    assert list(due["row"]) == [10, 7, 4, 6, 5]


def test_each_seller_has_touches_minutes_and_capacity(run):
    sellers = summarise(run).sellers
    assert list(sellers.index) == ["李伟", "陈静", "王芳", ""]
    li, chen, wang, nobody = (sellers.loc[name] for name in sellers.index)
    assert [li[key] for key in ("customers", "overdue", "today", "this_week", "due")] == [
        3,
        1,
        0,
        0,
        2,
    ]
    assert [chen[key] for key in ("customers", "overdue", "today", "this_week", "due")] == [
        3,
        1,
        1,
        1,
        3,
    ]
    assert (li["minutes"], li["capacity"], li["load"]) == (24, 120, 0.2)
    # no number of minutes in the team sheet: 480 a day, five days
    assert (chen["minutes"], chen["capacity"], chen["completeness"]) == (39.5, 2400, 40)
    assert (wang["customers"], wang["capacity"]) == (0, 600)
    assert (nobody["customers"], nobody["due"]) == (1, 0)
    assert pd.isna(nobody["load"])


def test_each_tier_is_counted_with_its_overdue_customers(run):
    tiers = summarise(run).tiers
    assert list(tiers["label"]) == ["外贸A", "外贸B", "外贸C", "外贸D", "外贸E", "未分级"]
    assert list(tiers["customers"]) == [1, 1, 2, 1, 1, 1]
    assert list(tiers["overdue"]) == [1, 0, 0, 1, 0, 0]
    assert tiers.loc["B", "name"] == "样单客户"


def test_moves_are_counted_from_and_to_and_know_up_from_down(run):
    summary = summarise(run)
    assert summary.movements.loc["B", "A"] == 1
    assert summary.movements.loc["A", "C"] == 1
    assert summary.movements.loc["", "D"] == 1
    assert summary.movements.to_numpy().sum() == 3
    assert list(summary.moves["direction"]) == ["up", "down", "new"]


def test_a_tier_that_nobody_holds_still_shows_its_method(run):
    without_b = replace(run, graded=run.graded.drop(index=6))
    assert summarise(without_b).tier_label("B") == "外贸B"


def counts(run):
    return {silence.key: silence.count for silence in summarise(run).neglected}


@pytest.mark.parametrize(("bucket", "count"), [("over_1", 1), ("over_6", 1), ("never", 1)])
def test_neglected_customers_are_those_who_should_hear_from_us_and_do_not(run, bucket, count):
    # 10-18 lies more than a month back; 10-23 is a month to the day and does not count. 09-23 is two months back, which
    # is that customer's own cadence: due today, not neglected. 05-22 is over six months. C5 was never contacted; C6
    # neither, but no touch is wanted there.
    assert counts(run)[bucket] == count


def test_six_months_to_the_day_is_not_yet_over_six_months(run):
    touched = run.graded["last_contact"].where(run.graded.index != 7, pd.Timestamp("2026-05-23"))
    neglected = counts(replace(run, graded=run.graded.assign(last_contact=touched)))
    assert (neglected["over_1"], neglected["over_6"]) == (2, 0)


def test_the_months_of_neglect_are_the_policys(run):
    # 09-23 is two months back to the day, 05-22 over three; 10-18 and 10-23 are nearer.
    asked = replace(run, neglect_months=(3,))
    assert counts(asked) == {"over_3": 1, "never": 1}
    assert [silence.words.en for silence in summarise(asked).neglected] == [
        "No contact for over 3 months",
        "Never contacted",
    ]


def test_findings_are_gathered_by_check_errors_first(run):
    checks = summarise(run).checks
    assert [(check.severity, check.code, check.cells) for check in checks] == [
        ("error", "date", ("客户!L11",)),
        ("warning", "note", ("客户",)),
        ("hint", "phone", ("客户!H5", "客户!H6")),
    ]


def test_the_advice_names_the_most_urgent_first(run):
    first, decisions, set_aside = summarise(run).advice
    assert "2 位" in first.zh
    assert "5 天" in first.zh
    assert "(2, the longest by 5 d), then today's (1)" in first.en
    assert "2 位" in decisions.zh
    assert "1 行" in set_aside.zh


def test_the_advice_names_the_seller_who_has_too_much(run):
    busy = run.graded.assign(minutes=run.graded["minutes"].where(run.graded.index != 7, 104.0))
    texts = [sentence.en for sentence in summarise(replace(run, graded=busy)).advice]
    # 20 + 104 minutes against 2 × 60
    assert any("李伟 is 4 min over capacity" in text for text in texts)


def test_the_frames_of_the_run_stay_as_they_are(run):
    before = run.graded.copy(), run.customers.copy(), run.moves.copy()
    summarise(run)
    for frame, copy in zip((run.graded, run.customers, run.moves), before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_columns_that_the_workbook_does_not_have_are_blank(run):
    bare = replace(run, customers=run.customers[["customer_id", "name"]], team=None, work_days={})
    summary = summarise(bare)
    assert list(summary.sellers.index) == [""]
    assert set(summary.due["phone"]) == {""}


def test_nothing_at_all_gives_zeros(empty_run):
    summary = summarise(empty_run)
    assert summary.due.empty
    assert list(summary.tiers["customers"]) == [0] * 6
    assert [sentence.en for sentence in summary.advice] == ["Nobody is due this week"]
