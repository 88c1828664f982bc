"""In which order a list writes day and month, told where it makes a difference: by the column, by the user, or by nobody."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from pipeline.understanding.cells import Context
from pipeline.understanding.cells.columns import latest_day
from pipeline.understanding.cells.day_orders import Order, column_order, first_doubtful
from pipeline.understanding.columns.mapping import ColumnMapping
from pipeline.understanding.model import Sniffed, SourceTable
from schemas.columns import CUSTOMERS
from schemas.texts import Text

OPTION: Final = "--day-first / --month-first"
DATED: Final = frozenset(("date", "birthday"))
"""The kinds of columns in which the order counts."""
_SHOWN: Final[dict[Order, str]] = {"dmy": "D/M/Y", "mdy": "M/D/Y", "ymd": "Y/M/D"}
_BY_COLUMN: Final = Text(
    "这一列的日期只有这样读才都成立", "only so are all dates of the column possible"
)
_BY_USER: Final = Text("按您的指定", "as you said")
_BY_NOBODY: Final = Text(
    "“{text}”可以读成两个日子，这样的格子没有填，原样另存；请用其中一个选项说明",
    "“{text}” can be two days; such cells fill nothing and are kept beside; say which with one of the options",
)


def day_orders_said(
    table: SourceTable, mapping: ColumnMapping, known: AbstractSet[str], context: Context
) -> Iterator[Sniffed]:
    """Tell the order of each column of dates in which some cell could be two days.

    Takes: known: keys of the columns that the workbook has.
    """
    stated = context.day_first
    for place, key in mapping.keys.items():
        if key not in known or CUSTOMERS[key].kind not in DATED:
            continue
        cells = list(dict.fromkeys(row[place] for row in table.rows))
        doubtful = first_doubtful(cells)
        if not doubtful:
            continue
        header = table.headers[place] or f"#{place + 1}"
        latest = latest_day(CUSTOMERS[key], context)
        orders = column_order(cells, stated=None, latest=latest).orders
        if len(orders) == 1:
            yield Sniffed(
                "day order", f"{header}: {_SHOWN[next(iter(orders))]}", _BY_COLUMN, OPTION
            )
        elif stated is not None:
            yield Sniffed(
                "day order", f"{header}: {_SHOWN['dmy' if stated else 'mdy']}", _BY_USER, OPTION
            )
        else:
            yield Sniffed(
                "day order", f"{header}: ?", _BY_NOBODY.fill(text=doubtful), OPTION, sure=False
            )
