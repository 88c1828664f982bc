"""What people typed into the sheets that the program draws anew: it cannot stay there, so it is told by name.

Source: any-workbook.md, ruling 1.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from pipeline.plan.memory import Memory, digest, digests_in
from pipeline.workbook.file.package import Package
from pipeline.workbook.own_sheets.drawing import Drawn
from pipeline.workbook.own_sheets.owned_rows import FIRST_ROW
from pipeline.workbook.own_sheets.owned_state import Values, values_of
from pipeline.workbook.reading.owned import owned_sheets
from schemas.sheets import OwnedSheet
from schemas.tables import column_letters
from schemas.texts import Text
from schemas.values import plain

_TOLD: Final = Text(
    "{sheet}!{cell} 里由人写的“{text}”没有保留：这张表每次重写，请写进客户表或跟进记录。{row}原文在本次的备份里",
    '{sheet}!{cell}: "{text}", typed by hand, did not stay: the sheet is drawn anew each time. '
    "Write it in the customer sheet or the contact log. {row}The backup of this run has it",
)
_MORE: Final = Text(
    "自动表里还有 {count} 处由人写的内容没有保留，都在本次的备份里",
    "{count} more typed cells in the program's own sheets did not stay; the backup of this run has them all",
)
_NAMED: Final = 30
"""So many are told one by one: more scroll away."""
_ROW: Final = Text("那一行是：{texts}。", "Its row: {texts}. ")
_BESIDE: Final = 3
"""So many texts of a row say which one it was."""
_DIGITS: Final = 12
"""So many digits of a number count: spreadsheet programs save 15 to 17, and the last ones differ."""


def column_digests(sheet: OwnedSheet, *, date1904: bool) -> dict[int, str]:
    """Give the digests of all that the program writes into a sheet, column by column, one a row, from the first row on."""
    values = values_of(sheet, date1904=date1904)
    rows = range(1, FIRST_ROW + len(sheet.rows))
    return {
        column: "".join(_digest(values.get((row, column), "")) for row in rows)
        for column in range(1, len(sheet.columns) + 1)
    }


@lru_cache(maxsize=100_000)
def _digest(value: str | float) -> str:
    return digest(value if isinstance(value, str) else f"{value:.{_DIGITS}g}")


def typed_in_sheets(package: Package, stale: Sequence[Drawn], memory: Memory) -> list[Text]:
    """Tell what people typed into sheets of ours and the new drawing does not show.

    Takes:   stale: what is drawn anew; memory: what the program wrote; without it, nothing is known.
    """
    names = owned_sheets(package)
    found = [
        text
        for drawn in stale
        if drawn.before is not None and drawn.sheet.key in memory.sheets
        for text in _told(
            names[drawn.sheet.key],
            drawn.before.values,
            memory.sheets[drawn.sheet.key],
            column_digests(drawn.sheet, date1904=package.date1904),
        )
    ]
    more = [_MORE.fill(count=len(found) - _NAMED)] if len(found) > _NAMED else []
    return [*found[:_NAMED], *more]


def _told(
    sheet: str, held: Values, written: Mapping[int, str], fresh: Mapping[int, str]
) -> Iterator[Text]:
    for column in sorted({column for _, column in held}):
        ours = digests_in(written.get(column, ""))
        there = {row: _digest(text) for (row, at), text in held.items() if at == column}
        # A sheet that somebody sorted holds what the program wrote, in other rows: only what is more was typed.
        typed = Counter(there.values()) - Counter(ours)
        typed -= Counter(digests_in(fresh.get(column, ""))) - Counter(ours)
        for row in sorted(there):
            what = there[row]
            if typed[what] and (row > len(ours) or ours[row - 1] != what):
                typed[what] -= 1
                yield _text(sheet, held, row, column)


def _text(sheet: str, held: Values, row: int, column: int) -> Text:
    beside = [
        plain(text)
        for (at, other), text in sorted(held.items())
        if at == row and other != column and isinstance(text, str)
    ]
    is_row = row >= FIRST_ROW and beside
    told = _ROW.fill(texts=" · ".join(beside[:_BESIDE])) if is_row else Text("", "")
    return _TOLD.fill(
        sheet=sheet,
        cell=f"{column_letters(column)}{row}",
        text=plain(held[row, column]),
        row=told,
    )
