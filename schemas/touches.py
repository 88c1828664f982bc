"""The columns of a frame of touches: one row for each touch of the coming weeks. The contract of rules, sheet and page.

Texts are in the language of the run.
"""

from typing import Final

ROW: Final = "row"  # int: the customer's Excel row
DATE: Final = "date"  # datetime64: the day of the touch; a birthday or festival stays on its day, worked or not
PREPARE_BY: Final = "prepare_by"  # datetime64: the working day by which it is ready, or posted
KEY: Final = "key"  # str: key of the touchpoint
KIND: Final = "kind"  # str: one of KINDS
NAME: Final = "name"  # str: what is done, such as 生日祝福
WAY: Final = "way"  # str: code of schemas.columns.METHODS
TEXT: Final = "text"  # str: type in the message library
SELLER: Final = "seller"  # str: "" = nobody
TIER: Final = "tier"  # str: bare tier letter; "" = unclassified
NOTE: Final = "note"  # str: age, lunar day, why the day was moved; may be empty
PROVISIONAL: Final = (
    "provisional"  # bool: it hangs on a year whose working days are not published yet
)

KINDS: Final = ("yearly", "birthday", "festival", "event", "purchase")
TOUCH_COLUMNS: Final = (
    ROW,
    DATE,
    PREPARE_BY,
    KEY,
    KIND,
    NAME,
    WAY,
    TEXT,
    SELLER,
    TIER,
    NOTE,
    PROVISIONAL,
)
