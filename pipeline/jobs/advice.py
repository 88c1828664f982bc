"""How far a workbook is from the best reading: what a team could add, and how many customers would gain by it."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from pipeline.jobs.results import Loaded
from pipeline.methods import Policy
from pipeline.understanding.reading import Reading
from schemas import results as r
from schemas.columns import CUSTOMERS, TEAM_WORDS
from schemas.tables import Table
from schemas.texts import Text

_ADD: Final = Text("再补一列“{column}”，{gain}", "add a column {column}: {gain}")
_FILL: Final = Text(
    "把“{column}”（{letters} 列）填上，{gain}", "fill in {column} (column {letters}): {gain}"
)
_GRADED: Final = Text("可多分级 {count} 位", "{count} more customers could be graded")
_CONTACTED: Final = Text(
    "{count} 位没有任何联系记录，现在都算从未联系",
    "{count} customers have no contact on record and count as never contacted",
)
_OWNED: Final = Text(
    "{count} 位不知道由谁跟进", "{count} customers have nobody who follows them up"
)
_TOLD: Final = Text(
    "在 followup.toml 里说明 {words} 等说法的意思（followup adopt），涉及 {count} 位",
    "say in followup.toml what {words} mean (followup adopt): {count} customers",
)
_APART: Final = Text(
    "加一列客户编号（followup adopt --number）：{count} 位名称相同，分不开",
    "add a column of customer numbers (followup adopt --number): {count} customers bear the same name",
)
_SHOWN_WORDS: Final = 3


def advice(loaded: Loaded, graded: pd.DataFrame, reading: Reading) -> tuple[Text, ...]:
    """Say what would make the reading better, each with the number of customers who gain by it.

    Takes:   graded: the columns of schemas.results.
    Returns: one sentence each, the one that helps most customers first.
    """
    table = loaded.customers
    unclassified = graded.index[graded[r.TIER] == ""]
    found = [
        *(_of_column(key, table, unclassified, _GRADED) for key in _asked(loaded.policy)),
        _of_column("last_contact", table, graded.index[graded[r.LAST_CONTACT].isna()], _CONTACTED),
        _of_column("seller", table, graded.index, _OWNED),
        (reading.twice, _APART.fill(count=f"{reading.twice:,}")),
        *_of_words(reading),
    ]
    return tuple(text for count, text in sorted(found, key=lambda item: -item[0]) if count)


def _asked(policy: Policy) -> list[str]:
    """Give the columns of the customer sheet whose blanks leave customers without a tier."""
    conditions = [
        condition
        for case in policy.unclassified
        for test in case.tests
        for condition in test
        if condition.name not in TEAM_WORDS
    ]
    keys = [
        key
        for condition in conditions
        for key in (
            (condition.name,) if condition.measure is None else condition.measure.customer_columns
        )
    ]
    return list(dict.fromkeys(keys))


def _of_column(key: str, table: Table, rows: pd.Index, gain: Text) -> tuple[int, Text]:
    """Say what is gained where a column is added or its blanks are filled in, and for how many of some customers."""
    frame = table.frame
    count = int(frame.loc[rows, key].isna().sum()) if key in frame else len(rows)
    letters, header = table.letters(key), table.header_text(key)
    column = Text(header or CUSTOMERS[key].zh, header or CUSTOMERS[key].en)
    say = _FILL if letters else _ADD
    return count, say.fill(column=column, letters=letters, gain=gain.fill(count=f"{count:,}"))


def _of_words(reading: Reading) -> Iterator[tuple[int, Text]]:
    for column in reading.customer_columns:
        if unknown := column.unknown:
            count = sum(word.count for word in unknown)
            shown = [f"“{word.word}”" for word in unknown[:_SHOWN_WORDS]]
            words = Text("、".join(shown), ", ".join(shown))
            yield count, _TOLD.fill(words=words, count=f"{count:,}")
