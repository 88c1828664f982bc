"""The story of explain: which cells led to one customer's tier and date."""

from typing import Any

import pandas as pd

from pipeline.errors import UsageError
from pipeline.jobs.results import Explanation, Loaded, Request
from pipeline.jobs.week import grade_rules
from pipeline.jobs.weekly import load
from pipeline.progress import Progress
from pipeline.rules.explain import Evidence, explain_customer
from schemas import results as r
from schemas.tables import Table
from schemas.texts import Text
from schemas.validation import Validated
from schemas.values import plain


def explain(request: Request, customer: str, progress: Progress) -> Explanation:
    """Tell where one customer's tier and date come from.

    Raises: UsageError where no customer, or more than one, has this id or name.
    """
    loaded = load(request, progress)
    table = loaded.customers
    row = _find_customer(table, customer, loaded.validated)
    graded = grade_rules(loaded)
    steps = explain_customer(
        loaded.validated.frames,
        graded,
        row,
        loaded.policy,
        loaded.calendars,
        request.as_of,
        loaded.lang,
    )
    found: Any = graded.loc[row]
    return Explanation(
        lang=loaded.lang,
        customer=_shown(table, row),
        row=table.place(row)[1],
        tier=found[r.TIER_LABEL],
        next_due=None if pd.isna(found[r.NEXT_DUE]) else found[r.NEXT_DUE].date(),
        steps=[(_cells(loaded, step), step) for step in steps],
    )


def _find_customer(table: Table, wanted: str, validated: Validated) -> int:
    frame, text = table.frame, plain(wanted)
    hits = frame.index[frame["customer_id"] == text]
    if not len(hits):
        hits = frame.index[frame["name"] == text]
    if not len(hits):
        hits = frame.index[
            frame["name"].astype("str").str.contains(text, regex=False, case=False, na=False)
        ]
    if not len(hits):
        raise UsageError(
            Text(
                f"没有编号或名称为“{wanted}”的客户",
                f'There is no customer with the id or name "{wanted}"',
            )
        )
    good = [row for row in hits if row not in validated.set_aside["customers"]]
    if not good:
        sheet, at = table.place(int(hits[0]))
        cell = f"{sheet}!{at}"
        raise UsageError(
            Text(
                f"{cell}: 这一行因数据有误被搁置，没有计算。请先用 followup check 查看",
                f"{cell}: this row was set aside because of an error. See followup check",
            )
        )
    if len(good) > 1:
        names = [_shown(table, int(row)) for row in good[:5]]
        raise UsageError(
            Text(
                f"有 {len(good)} 位客户符合：{'、'.join(names)}…… 请写编号",
                f"{len(good)} customers match: {', '.join(names)} … Name the id",
            )
        )
    return int(good[0])


def _shown(table: Table, row: int) -> str:
    """Give a customer as people know it: number, where there is one, and name."""
    key, name = table.row_keys[row], table.cell_text(row, "name")
    return name if key.startswith(name) and name else f"{key} {name}"


def _cells(loaded: Loaded, step: Evidence) -> str:
    """Give the address of the cells that a step rests on."""
    table = loaded.read.tables.get(step.sheet_kind)
    if table is None or not step.rows:
        return ""
    part = table.part_of(step.rows[0])
    letters = part.letters(step.column_key)
    shown = "、".join(f"{letters}{table.place(row)[1]}" for row in step.rows[:3])
    return f"{part.name}!{shown}{'…' if len(step.rows) > 3 else ''}"  # noqa: PLR2004 -- three are enough to find them
