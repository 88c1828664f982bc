"""The columns that the rules add to each customer: the contract between rules, owned sheets and page.

The index is the customer's Excel row. Texts are in the language of the run.
"""

from typing import Final, Literal

TIER: Final = "tier"  # str: bare tier letter; "" = unclassified, and the reason says why
TIER_LABEL: Final = "tier_label"  # str: tier with its method, such as 外贸A; 未分级 where unclassified
TIER_RANK: Final = "tier_rank"  # int: order of work, 0 first; unclassified comes last
TIER_REASON: Final = "tier_reason"  # str: never empty
MANUAL: Final = "manual"  # bool: a valid manual tier is in force
LAST_CONTACT: Final = "last_contact"  # datetime64: from the log where there is one, else the column; NaT = never
NEXT_DUE: Final = "next_due"  # datetime64: a working day of the seller; NaT = no touch wanted, and the reason says why
DUE_REASON: Final = "due_reason"  # str: never empty
PROVISIONAL: Final = "provisional"  # bool: the due date lies in a year whose holidays are not published yet
STATE: Final = "state"  # str: one of STATES
DAYS_OVERDUE: Final = "days_overdue"  # int: calendar days since the due date where overdue, else 0
TASK: Final = "task"  # str: one of TASKS
NOTES: Final = "notes"  # str: what else to do at this touch, such as 先写计划与目标; may be empty
MINUTES: Final = "minutes"  # float: minutes that the next touch takes
COMPLETENESS: Final = "completeness"  # float: 0 to 100, one decimal

State = Literal["overdue", "today", "this_week", "later", "none"]
STATES: Final[tuple[State, ...]] = ("overdue", "today", "this_week", "later", "none")
Task = Literal["follow_up", "decide", "none"]
TASKS: Final[tuple[Task, ...]] = ("follow_up", "decide", "none")

# The columns of a frame of moves: one row for each customer whose tier changed in this run.
MOVE_COLUMNS: Final = ("date", "customer_id", "name", "seller", "from_tier", "to_tier", "reason")
