"""The columns that the rules add to each customer: the contract between rules, owned sheets and page.

The index is the customer's Excel row. Texts are in the language of the run.
"""

import re
from typing import Final, Literal

TIER: Final = "tier"  # str: bare tier letter; "" = unclassified, and the reason says why
TIER_LABEL: Final = (
    "tier_label"  # str: tier with its method, such as 外贸A; 未分级 where unclassified
)
TIER_RANK: Final = "tier_rank"  # int: order of work, 0 first; unclassified comes last
TIER_REASON: Final = "tier_reason"  # str: never empty
MANUAL: Final = "manual"  # bool: a valid manual tier is in force
LAST_CONTACT: Final = (
    "last_contact"  # datetime64: the latest of log, column, orders and samples; NaT = never
)
NEXT_DUE: Final = "next_due"  # datetime64: a working day of the seller; NaT = no touch wanted, and the reason says why
DUE_REASON: Final = "due_reason"  # str: never empty
PROVISIONAL: Final = (
    "provisional"  # bool: the due date lies in a year whose holidays are not published yet
)
STATE: Final = "state"  # str: one of STATES
DAYS_OVERDUE: Final = "days_overdue"  # int: calendar days since the due date where overdue, else 0
TASK: Final = "task"  # str: one of TASKS
NOTES: Final = "notes"  # str: what else to do at this touch, such as 先写计划与目标; may be empty
MINUTES: Final = "minutes"  # float: minutes that the next touch takes
COMPLETENESS: Final = "completeness"  # float: 0 to 100, one decimal

# Beside the customers' own columns, where the workbook remembers what the program wrote.
PLANNED: Final = "planned"  # datetime64: the NEXT_DUE that an earlier run wrote; NaT = none, or a person typed over it

_NO_WORD: Final = re.compile(r"\W")


def grade_column(method: str) -> str:
    """Name the column of a secondary method's grade: bare letter, "" = unclassified.

    Takes: the method's pack; what the name of a mark in a workbook cannot hold becomes "_".
    """
    return f"{_NO_WORD.sub('_', method)}_grade"


def grade_reason_column(method: str) -> str:
    """Name the column that says why; never empty."""
    return f"{grade_column(method)}_reason"


State = Literal["overdue", "today", "this_week", "later", "none"]
STATES: Final[tuple[State, ...]] = ("overdue", "today", "this_week", "later", "none")
Task = Literal[
    "follow_up",
    "decide",
    "none",
    "classify",
    "verify_address",
    "confirm_facts",
    "review",
    "second_introduction",
    "lapse",
    "rejudge",
]
TASKS: Final[tuple[Task, ...]] = ("follow_up", "decide", "none", "classify")
# classify: a touch at which to find out what the tier rests on, since the customer has none.
# Tasks beside the touches, each a row of its own on the due list: verify_address: mails stay unanswered · confirm_facts:
# the last touch did not confirm the contact facts · review: the customer is in the pile · second_introduction: the same
# person introduced again · lapse: a manual tier or a snooze ends · rejudge: an answer, or long silence, speaks against the
# tier.
SIDE_TASKS: Final[tuple[Task, ...]] = (
    "verify_address",
    "confirm_facts",
    "review",
    "second_introduction",
    "lapse",
    "rejudge",
)
SIDE_TASK_COLUMNS: Final = ("row", "task", "reason")

# The columns of a frame of moves: one row for each customer whose tier changed in this run.
MOVE_COLUMNS: Final = ("date", "customer_id", "name", "seller", "from_tier", "to_tier", "reason")

# The weekly key accounts. days: the days of this week on which the customer is watched, as dates · submitted: already in
# the team's own sheet for this week.
NOMINATION_COLUMNS: Final = (
    "row",
    "week",
    "seller",
    "rank",
    "group",
    "customer_id",
    "name",
    "intent",
    "tier_label",
    "next_due",
    "days",
    "reason",
    "submitted",
)
# What became of a week's submissions, by week or by seller; a rate of nothing is NaN, shown as "—". cycle_*: days.
CLOSE_COLUMNS: Final = (
    "submitted",
    "won",
    "lost",
    "open",
    "close_rate",
    "loss_rate",
    "close_rate_of_decided",
    "loss_rate_of_decided",
    "cycle_median",
    "cycle_mean",
)
# The top fifth of the customers by revenue: their share of the effort against their share of the revenue; seller = ""
# is the whole team.
EFFORT_COLUMNS: Final = ("seller", "customers", "top", "effort_share", "revenue_share")

# Workload against capacity, a row a seller and week. week: its Monday; the first is the week planned for, from the as-of
# date on · days: working days · touches, minutes: what falls due; in the first week what is overdue too · capacity:
# minutes · provisional: the week lies in a year whose holidays are not published yet.
OUTLOOK_COLUMNS: Final = ("seller", "week", "days", "touches", "minutes", "capacity", "provisional")
# This week's touches that a seller's daily minutes do not hold. wanted: day on which each is due, today where overdue ·
# day: to which it moves within its tier's tolerance; NaT = it fits nowhere.
LEVELLED_COLUMNS: Final = ("row", "seller", "wanted", "day", "minutes")
# What became of each customer within the last seven days; index = Excel row. was_due, was_overdue: bool, a week ago ·
# touches: int, days with a logged touch since · touched: bool, a contact since, wherever it stands.
LAST_WEEK_COLUMNS: Final = ("was_due", "was_overdue", "touches", "touched")
