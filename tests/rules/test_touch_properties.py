"""What holds for all touch calendars."""

import datetime as dt

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from touch_tables import RETAIL, touches

from pipeline.rules.days import Calendars
from pipeline.rules.touchpoints import phases, spread_days

DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31))
TEXTS = st.sampled_from(
    [
        "1985-03-02",
        "2月29日",
        "农历腊月三十",
        "闰六月初一",
        "八月十五",
        "0302",
        "3/4",
        "",
        "12月25日",
    ]
)
CUSTOMERS = st.lists(
    st.tuples(
        TEXTS, st.sampled_from(["A", "B", "C", "D", ""]), st.sampled_from(["王芳", "李强", None])
    ),
    min_size=1,
    max_size=8,
)


def frame_of(rows):
    frame = pd.DataFrame(rows, columns=["birthday", "tier", "seller"], dtype=object)
    frame["customer_id"] = [f"K{number}" for number in range(len(frame))]
    return frame.set_axis(range(2, 2 + len(frame)))


@settings(deadline=None)
@given(st.integers(0, 364), st.integers(1, 365), DAYS)
def test_any_365_days_hold_just_as_many_touches_as_a_year_has(phase, times, start):
    first = np.datetime64(start)
    places, days = spread_days(
        np.array([phase]), np.array([times]), first, first + np.timedelta64(364, "D")
    )
    assert len(days) == len(set(days.tolist())) == times
    assert set(places) == {0}
    gaps = np.diff(np.sort(days)).astype(int)
    assert len(gaps) == 0 or gaps.max() - gaps.min() <= 1


@settings(deadline=None)
@given(st.integers(0, 364), st.integers(0, 12), DAYS, st.integers(0, 900), st.integers(0, 900))
def test_two_spans_side_by_side_hold_what_the_whole_holds(phase, times, start, one, other):
    first = np.datetime64(start)
    middle, last = first + np.timedelta64(one, "D"), first + np.timedelta64(one + other, "D")
    spread = [
        sorted(spread_days(np.array([phase]), np.array([times]), *span)[1].tolist())
        for span in ((first, last), (first, middle), (middle + 1, last))
    ]
    assert spread[0] == spread[1] + spread[2]


def test_a_thousand_customers_are_not_greeted_on_one_day():
    ids = np.array([f"KH{number:04d}" for number in range(1000)], dtype=object)
    found = phases(pd.util.hash_array(ids, categorize=False), "home_visit")
    counts = np.bincount(found, minlength=365)
    assert counts.max() <= 12  # 2.7 a day on average
    assert (phases(pd.util.hash_array(ids, categorize=False), "raffle") != found).mean() > 0.9


@settings(max_examples=60, deadline=None)
@given(CUSTOMERS, DAYS)
def test_every_touch_lies_in_its_weeks_and_is_ready_on_a_working_day_no_later(rows, as_of):
    found = touches(frame_of(rows), as_of, RETAIL)
    last = as_of + dt.timedelta(days=41)
    calendar = Calendars().default
    fixed = found["kind"].isin(["birthday", "festival", "event"])
    for day, ready, stays in zip(
        found["date"].dt.date, found["prepare_by"].dt.date, fixed, strict=True
    ):
        assert as_of <= day <= last
        assert ready <= day
        assert calendar.is_working_day(ready)
        assert stays or calendar.is_working_day(day)


@settings(max_examples=40, deadline=None)
@given(CUSTOMERS, DAYS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, as_of, dice):
    frame = frame_of(rows)
    shuffled = frame.iloc[dice.sample(range(len(frame)), len(frame))]
    pd.testing.assert_frame_equal(touches(frame, as_of, RETAIL), touches(shuffled, as_of, RETAIL))


@settings(max_examples=40, deadline=None)
@given(CUSTOMERS, DAYS)
def test_what_next_weeks_run_says_this_weeks_run_said_already(rows, as_of):
    frame = frame_of(rows)
    points = [point for point in RETAIL if not point.on_due_date]
    now = touches(frame, as_of, points, weeks=4)
    later = touches(frame, as_of + dt.timedelta(days=7), points, weeks=3)
    same = now.loc[now["date"] >= pd.Timestamp(as_of + dt.timedelta(days=7))].reset_index(drop=True)
    pd.testing.assert_frame_equal(same, later)
