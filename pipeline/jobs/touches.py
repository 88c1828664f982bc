"""The touches of a run, from the sheets as read to the report, and the messages that go out with them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from pipeline.methods import Policy
from pipeline.methods.touchpoints import Touchpoint
from pipeline.rules.birthdays import PROBLEMS, read_birthdays
from pipeline.rules.days import Calendars
from pipeline.rules.frames import texts
from pipeline.rules.messages import MESSAGE, MISSING, WRITTEN_WAYS, fill_messages, read_library
from pipeline.rules.touchpoints import WEEKS, touch_calendar
from schemas import results as r
from schemas import touches as t
from schemas.columns import CONTACTS, CUSTOMERS, MESSAGES, METHODS
from schemas.findings import Finding
from schemas.tables import Table
from schemas.texts import Lang, Text

_READY: Final = Text("准备", "Ready by")
_REMARK: Final = Text("备注", "Remark")
_LACKS: Final = Text("缺：{header}", "lacks: {header}")


def coming_touches(  # noqa: PLR0913 -- all that they depend on
    tables: Mapping[str, pd.DataFrame],
    graded: pd.DataFrame,
    policy: Policy,
    calendars: Calendars,
    as_of: dt.date,
    lang: Lang,
    *,
    weeks: int = WEEKS,
    secondary: Sequence[Policy] = (),
) -> pd.DataFrame:
    """Lay out the touches of the coming weeks; see pipeline.rules.touchpoints.touch_calendar.

    Takes:   graded: the columns of schemas.results; the tiers are named as in the policy, whatever the sheet shows ·
             secondary: methods beside it, whose touchpoints follow their own grades.
    Returns: touches by day, those of the first method first; a birthday or festival stands there once.
    """
    letters = texts([*policy.letters, ""], graded[r.TIER_RANK].to_numpy())
    methods = [
        (graded.assign(**{r.TIER: letters}), policy.touchpoints),
        *(_beside(method, graded) for method in secondary),
    ]
    laid_out = [
        touch_calendar(tables, by_method, touchpoints, calendars, as_of, lang, weeks=weeks)
        for by_method, touchpoints in methods
    ]
    every = pd.concat(laid_out, ignore_index=True)
    once = every[t.KIND].isin(("birthday", "festival")) & every.duplicated([t.ROW, t.DATE, t.KIND])
    return every.loc[~once].sort_values(t.DATE, kind="stable", ignore_index=True)


def _beside(method: Policy, graded: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Touchpoint, ...]]:
    """Give the grades of a secondary method and its touchpoints; the due date is not its own, so none hangs on it."""
    grades = graded[r.grade_column(method.pack)]
    return graded.assign(**{r.TIER: grades}), tuple(
        replace(one, on_due_date=False) for one in method.touchpoints
    )


def touch_findings(tables: Mapping[str, Table], policy: Policy, lang: Lang) -> list[Finding]:
    """Name the birthdays that give no reminder, and the texts of the team's library that are not used."""
    customers = tables["customers"]
    found = [
        _finding(customers, int(customers.frame.index[place]), "birthday", code, *PROBLEMS[code])
        for place, code in read_birthdays(customers.frame).problems.items()
    ]
    library = tables.get("messages")
    if library is not None:
        _, problems = read_library(library.frame, policy.touchpoints, policy.letters, lang)
        found += [
            _finding(library, one.row, one.key, one.code, one.what, one.mend) for one in problems
        ]
    return found


def _finding(table: Table, row: int, key: str, code: str, what: Text, mend: Text) -> Finding:  # noqa: PLR0913 -- a finding has these parts
    shown = table.cell_text(row, key)
    sheet, at = table.place(row)
    part = table.part_of(row)
    return Finding(
        "warning",
        code,
        sheet,
        at,
        part.letters(key),
        part.header_text(key),
        shown,
        what,
        mend,
    )


def written_touches(touches: pd.DataFrame, as_of: dt.date, weeks: int) -> pd.DataFrame:
    """Give the touches that go out in writing and fall, or must be ready, within some weeks."""
    end = pd.Timestamp(as_of) + pd.Timedelta(weeks=weeks)
    soon = (touches[t.DATE] < end) | (touches[t.PREPARE_BY] < end)
    return touches.loc[touches[t.WAY].isin(WRITTEN_WAYS) & soon]


def message_list(
    touches: pd.DataFrame, tables: Mapping[str, pd.DataFrame], policy: Policy, lang: Lang
) -> tuple[pd.DataFrame, int]:
    """Put one message beside each touch, ready for mail merge.

    Takes:   touches that go out in writing; validated frames by sheet key (customers, and messages where there is one).
    Returns: a table of texts under headers in the language of the run, and how many touches the library has no text for.
    Raises:  nothing.
    Source:  methods.md §12.
    """
    library, _ = read_library(tables.get("messages"), policy.touchpoints, policy.letters, lang)
    filled = fill_messages(touches, tables["customers"], library, lang)
    has_text = filled[MESSAGE] != ""
    table = _merge_table(touches.loc[has_text], filled.loc[has_text], tables["customers"], lang)
    return table, int((~has_text).sum())


def _facts() -> list[str]:
    """Give the columns that say to whom a text goes."""
    return ["customer_id", *CUSTOMERS.told_by_all]


def _merge_table(
    touches: pd.DataFrame, filled: pd.DataFrame, customers: pd.DataFrame, lang: Lang
) -> pd.DataFrame:
    people = (
        customers.reindex(touches[t.ROW])
        .reindex(columns=_facts())
        .astype(object)
        .fillna("")
        .astype("str")
    )
    ways = {method.code: method.zh if lang == "zh" else method.en for method in METHODS}
    lacks = [_LACKS.fill(header=header).pick(lang) if header else "" for header in filled[MISSING]]
    columns: list[Iterable[Any]] = [
        touches[t.DATE].dt.strftime("%Y-%m-%d"),
        touches[t.PREPARE_BY].dt.strftime("%Y-%m-%d"),
        touches[t.NAME],
        touches[t.WAY].map(ways),
        touches[t.TIER],
        touches[t.SELLER],
        *(people[key] for key in _facts()),
        filled[MESSAGE],
        lacks,
    ]
    named = zip(message_headers(lang), map(list, columns), strict=True)
    return pd.DataFrame(dict(named), dtype=object)


def message_headers(lang: Lang) -> list[str]:
    """Give the headers of the list of messages."""
    return [
        CONTACTS["date"].header(lang),
        _READY.pick(lang),
        MESSAGES["message_type"].header(lang),
        CONTACTS["method"].header(lang),
        CUSTOMERS["tier"].header(lang),
        CUSTOMERS["seller"].header(lang),
        *(CUSTOMERS[key].header(lang) for key in _facts()),
        MESSAGES["content"].header(lang),
        _REMARK.pick(lang),
    ]
