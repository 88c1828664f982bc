"""Birthdays as they stand in cells."""

import pandas as pd
import pytest
from tables import read_table

from pipeline.rules.birthdays import PROBLEMS, Birthday, read_birthday, read_birthdays

READ = """
生日                 | 历法   | 月 | 日 | 年   | 农历 | 闰
1985-03-02          |       | 3  | 2  | 1985 |      |
1985-03-02          | solar | 3  | 2  | 1985 |      |
1985-03-02          | lunar | 3  | 2  | 1985 | 是   |
1985-02-30          | lunar | 2  | 30 | 1985 | 是   |
1985年3月2日         |       | 3  | 2  | 1985 |      |
1985年农历八月十五    |       | 8  | 15 | 1985 | 是   |
一九八五年八月十五    | lunar | 8  | 15 | 1985 | 是   |
85年3月2日           |       | 3  | 2  | 0    |      |
19850302            |       | 3  | 2  | 1985 |      |
31123               |       | 3  | 17 | 1985 |      |
3月2日               |       | 3  | 2  | 0    |      |
3月2号               |       | 3  | 2  | 0    |      |
2月29日              |       | 2  | 29 | 0    |      |
0302                |       | 3  | 2  | 0    |      |
302                 |       | 3  | 2  | 0    |      |
03-02               |       | 3  | 2  | 0    |      |
3.15                |       | 3  | 15 | 0    |      |
16/8                |       | 8  | 16 | 0    |      |
16 Aug              |       | 8  | 16 | 0    |      |
Aug 16              | solar | 8  | 16 | 0    |      |
16 Aug 1985         |       | 8  | 16 | 1985 |      |
阳历3月2日           |       | 3  | 2  | 0    |      |
十二月二十五日        |       | 12 | 25 | 0    |      |
农历八月十五          |       | 8  | 15 | 0    | 是   |
农历八月十五          | lunar | 8  | 15 | 0    | 是   |
八月十五(农)         |       | 8  | 15 | 0    | 是   |
八月十五（农历）      |       | 8  | 15 | 0    | 是   |
八月十五              | lunar | 8  | 15 | 0    | 是   |
正月初一              |       | 1  | 1  | 0    | 是   |
冬月廿一              |       | 11 | 21 | 0    | 是   |
腊月三十              |       | 12 | 30 | 0    | 是   |
闰四月初一            |       | 4  | 1  | 0    | 是   | 是
闰6月1日              |       | 6  | 1  | 0    | 是   | 是
lunar 8-15          |       | 8  | 15 | 0    | 是   |
"""

NAMED = """
生日            | 历法   | 问题
不清楚哪天       |       | birthday_unread
属牛            |       | birthday_unread
11月            |       | birthday_unread
1985-02-29     |       | birthday_no_such_day
2月30日         |       | birthday_no_such_day
1131           |       | birthday_no_such_day
农历八月三十一   |       | birthday_no_such_day
3/4            |       | birthday_ambiguous
3/4/1985       |       | birthday_ambiguous
3.1            |       | birthday_ambiguous
八月十五         |       | birthday_calendar_unclear
农历八月十五     | solar | birthday_calendars_differ
公历3月2日       | lunar | birthday_calendars_differ
腊月廿三         | solar | birthday_calendars_differ
"""


@pytest.mark.parametrize("line", READ.strip().splitlines()[1:])
def test_a_birthday_is_read_as_people_type_it(line):
    text, calendar, month, day, year, lunar, leap = (cell.strip() for cell in line.split("|"))
    assert read_birthday(text, calendar) == Birthday(
        int(month), int(day), int(year), lunar == "是", leap == "是"
    )


@pytest.mark.parametrize("line", NAMED.strip().splitlines()[1:])
def test_what_could_mean_two_days_or_none_is_named_and_never_guessed(line):
    # 3.1: a number cell shows 3.10 so too. 八月十五: either calendar writes it so.
    text, calendar, problem = (cell.strip() for cell in line.split("|"))
    assert read_birthday(text, calendar) == problem
    assert problem in PROBLEMS


def test_blanks_in_all_their_spellings_are_no_birthday_and_no_problem():
    frame = pd.DataFrame({"birthday": ["", None, "无", "不详", "n/a", "-"]})
    found = read_birthdays(frame)
    assert not found.days.month.any()
    assert found.problems == {}


def test_a_sheet_without_birthdays_has_none():
    found = read_birthdays(pd.DataFrame({"customer_id": ["K1", "K2"]}))
    assert found.days.month.tolist() == [0, 0]
    assert len(read_birthdays(pd.DataFrame({"birthday": []})).year) == 0


def test_problems_are_told_by_position_and_the_frame_stays_as_it_is():
    frame = read_table("""
        birthday   | birthday_calendar
        1985-03-02 |
        三月        |
        八月十五    | lunar
        三月        |
    """).replace("", None)
    before = frame.copy()
    found = read_birthdays(frame)
    assert found.problems == {1: "birthday_unread", 3: "birthday_unread"}
    assert found.days.lunar.tolist() == [False, False, True, False]
    pd.testing.assert_frame_equal(frame, before)
