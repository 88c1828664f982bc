"""What a policy looks at, and what it could work out with more."""

from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

from pipeline.methods.conditions import Measure
from pipeline.methods.model import Policy
from schemas.columns import CUSTOMERS, SHEETS, TEAM_WORDS
from schemas.texts import Text

_NEEDS_COLUMN: Final = Text(
    "{method}：客户表没有“{column}”列，{without}",
    "{method}: the customer sheet has no column {column}; {without}",
)
_NEEDS_SHEET: Final = Text(
    "{method}：没有“{sheet}”表，{without}", "{method}: there is no sheet {sheet}; {without}"
)
_NEEDS_SHEET_COLUMN: Final = Text(
    "{method}：“{sheet}”表没有“{column}”列，{without}",
    "{method}: the sheet {sheet} has no column {column}; {without}",
)
_NOT_KNOWN: Final = Text("这一项一律算作不知道", "this answer counts as unknown for everybody")
_NOT_COUNTED: Final = Text("相关的等级分不出来", "the tiers that need it cannot be told")
_NO_PLAN: Final = Text("{tier} 级没有它就不安排日期", "tier {tier} gets no date without it")


def missing_columns(policy: Policy, tables: Mapping[str, pd.DataFrame]) -> list[Text]:
    """Say what a policy could work out with more.

    Takes:   the frames by sheet key.
    Returns: one sentence for each column or sheet that the policy asks for and the workbook lacks; none where all is
             there.
    Raises:  nothing.
    Source:  methods.md §9.
    """
    return list(dict.fromkeys(_missing(policy, tables)))


def needed_columns(policy: Policy) -> frozenset[str]:
    """Give the keys of the customer sheet's columns that a policy looks at, for tiers, dates and touches."""
    measured = (key for one in _asked_measures(policy) for key in one.customer_columns)
    dated = (key for tier in policy.tiers for key in tier.cadence.only_with)
    touched = (one.column for one in policy.touchpoints if one.column)
    return frozenset((*_asked_columns(policy), *measured, *dated, *touched))


def needed_sheets(policy: Policy) -> frozenset[str]:
    """Give the keys of the sheets beside the customers that a policy looks at."""
    measured = {one.sheet for one in _asked_measures(policy) if one.sheet}
    if any(tier.order_rhythm for tier in policy.tiers) or any(
        one.after_days for one in policy.touchpoints
    ):
        measured.add("orders")
    if any(tier.follows_samples for tier in policy.tiers):
        measured.add("samples")
    return frozenset(measured)


def _missing(policy: Policy, tables: Mapping[str, pd.DataFrame]) -> Iterator[Text]:
    known = tables["customers"].columns
    for key in _asked_columns(policy):
        if key not in known:
            yield _NEEDS_COLUMN.fill(
                method=policy.label_alone, column=_column(key), without=_NOT_KNOWN
            )
    for measure in _asked_measures(policy):
        yield from _missing_for(measure, policy, tables)
    for tier in policy.tiers:
        for key in tier.cadence.only_with:
            if key not in known:
                without = _NO_PLAN.fill(tier=policy.tier_label(tier.letter))
                yield _NEEDS_COLUMN.fill(
                    method=policy.label_alone, column=_column(key), without=without
                )


def _asked_columns(policy: Policy) -> Iterator[str]:
    yield from (
        condition.name
        for test in policy.tests
        for condition in test
        if condition.measure is None and condition.name not in TEAM_WORDS
    )
    yield from (key for measure in policy.measures for key in measure.columns)


def _asked_measures(policy: Policy) -> list[Measure]:
    return [
        condition.measure
        for test in policy.tests
        for condition in test
        if condition.measure is not None
    ]


def _missing_for(
    measure: Measure, policy: Policy, tables: Mapping[str, pd.DataFrame]
) -> Iterator[Text]:
    customers = tables["customers"].columns
    label = policy.label_alone
    if measure.kind == "number" and measure.column not in customers:
        yield _NEEDS_COLUMN.fill(method=label, column=_column(measure.column), without=_NOT_COUNTED)
    if not measure.sheet or (
        measure.else_column and measure.else_column in customers and measure.sheet not in tables
    ):
        return
    sheet = SHEETS[measure.sheet]
    if measure.sheet not in tables:
        yield _NEEDS_SHEET.fill(method=label, sheet=Text(sheet.zh, sheet.en), without=_NOT_COUNTED)
    elif measure.column and measure.column not in tables[measure.sheet].columns:
        column = Text(sheet[measure.column].zh, sheet[measure.column].en)
        yield _NEEDS_SHEET_COLUMN.fill(
            method=label, sheet=Text(sheet.zh, sheet.en), column=column, without=_NOT_COUNTED
        )


def _column(key: str) -> Text:
    return Text(CUSTOMERS[key].zh, CUSTOMERS[key].en)
