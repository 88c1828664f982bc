"""The story of adopt: what a workbook is taken for, what is unsure, the settings that say so, and numbers for customers."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

from pipeline.delivery.outbox import free_for_list, put_new
from pipeline.errors import UsageError, WriteFailedError, cannot_write, refuse_missing
from pipeline.jobs.adopted_settings import settings_text
from pipeline.jobs.advice import advice
from pipeline.jobs.results import Loaded, Request
from pipeline.jobs.week import grade_rules
from pipeline.jobs.weekly import load
from pipeline.plan.apply import Draft, Written, write_plan
from pipeline.plan.columns import first_free_column
from pipeline.progress import Progress
from pipeline.settings.settings import FILE_NAME, Settings
from pipeline.understanding.reading import ColumnReading, Reading, reading_of
from pipeline.workbook.patching.obstacles import describe, obstacles
from pipeline.workbook.safety.elsewhere import refuse_if_open
from pipeline.workbook.safety.safety import workbook_lock
from schemas import results as r
from schemas.columns import CUSTOMERS
from schemas.meanings import MEANINGS, TIER_LETTERS
from schemas.plan import ColumnPatch, NewColumn, Plan
from schemas.tables import Table
from schemas.texts import Lang, Text

COMMAND: Final = "adopt"
_ALSO_DECIDE: Final = frozenset(("seller", "potential", "intent"))
"""Columns that tier or date hang on beside those whose unreadable cells set a row aside."""

_IS_THERE: Final = Text(
    "{path}：已有这个设置文件，不会覆盖。请用 --out 写到另一个文件，再把需要的几行抄过去",
    "{path}: there are settings already, and they are not written over. Write to another file with --out and copy the "
    "lines you want",
)
_NUMBERED: Final = Text(
    "客户表已有编号列“{header}”，不再加。没有改动",
    "the customer sheet has a column of numbers already, {header}; none was added. Nothing was changed",
)
_IN_THE_WAY: Final = Text(
    "没有加编号，工作簿没有改动。{obstacle}",
    "No numbers were added, the workbook was not changed. {obstacle}",
)


@dataclass(frozen=True, slots=True)
class Question:
    """Something unsure that changes a tier or a date."""

    kind: Literal["word", "column"]
    header: str
    """The column's header."""
    word: str
    """The word whose meaning is asked for; "" where it is the column's."""
    customers: int
    """Rows that hang on the answer."""
    choices: tuple[str, ...]
    """Codes of schemas.meanings, or keys of customer columns."""
    proposal: str
    """The choice that --yes takes; "" = it stays as it is."""
    samples: tuple[str, ...]
    """Three values of the column."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Key of a customer column → header."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Header → word → code of schemas.meanings."""

    def amend(self, settings: Settings) -> Settings:
        """Give the settings with what was said."""
        columns = {**settings.columns.get("customers", {}), **self.columns}
        words = {
            header: {**settings.words.get(header, {}), **self.words.get(header, {})}
            for header in {**settings.words, **self.words}
        }
        return replace(settings, columns={**settings.columns, "customers": columns}, words=words)


@dataclass(frozen=True, slots=True)
class Adopted:
    """How a workbook is read, and what comes of it."""

    request: Request
    lang: Lang
    reading: Reading
    tiers: Mapping[str, int]
    """Tier → customers, in its order; "" = unclassified."""
    states: Mapping[str, int]
    """State of schemas.results → customers; none = without a date."""
    set_aside: int
    """Rows with an error, which get neither."""
    advice: Sequence[Text]
    questions: Sequence[Question]
    """What is unsure, most customers first."""
    written: Path | None = None
    """The settings, where they were written."""

    @property
    def unclassified(self) -> int:
        """Count the customers without a tier."""
        return self.tiers.get("", 0)

    @property
    def proposals(self) -> Answers:
        """Give the answers that are taken unasked."""
        return answers_of([(one, one.proposal) for one in self.questions])

    def to_json(self) -> dict[str, Any]:
        """Give the reading for machines."""
        return {
            "workbook": str(self.request.workbook),
            "as_of": self.request.as_of.isoformat(),
            "key": list(self.reading.key),
            "not_told_apart": self.reading.twice,
            "sheets": [_sheet_json(sheet, self.lang) for sheet in map(asdict, self.reading.sheets)],
            "tiers": {tier: count for tier, count in self.tiers.items() if tier},
            "unclassified": self.unclassified,
            "states": dict(self.states),
            "set_aside": self.set_aside,
            "advice": [text.pick(self.lang) for text in self.advice],
            "questions": [asdict(question) for question in self.questions],
            "settings": str(self.written) if self.written else None,
        }


def _sheet_json(sheet: dict[str, Any], lang: Lang) -> dict[str, Any]:
    columns = [
        {**column, "evidence": Text(*column["evidence"]).pick(lang)} for column in sheet["columns"]
    ]
    return {**sheet, "why": Text(*sheet["why"]).pick(lang), "columns": columns}


def answers_of(told: Sequence[tuple[Question, str]]) -> Answers:
    """Put answers together; "" leaves a thing as it is."""
    columns = {said: one.header for one, said in told if said and one.kind == "column"}
    words: dict[str, dict[str, str]] = {}
    for one, said in told:
        if said and one.kind == "word":
            words.setdefault(one.header, {})[one.word] = said
    return Answers(columns, words)


def look(request: Request, progress: Progress, answers: Answers | None = None) -> Adopted:
    """Say how a workbook is read, and which tiers and dates come of it. Nothing is written.

    Takes:  answers: what a person said beside the settings.
    Raises: as `check`.
    """
    loaded = load(request, progress, (answers or Answers()).amend)
    graded = grade_rules(loaded)
    reading = reading_of(loaded.read)
    return Adopted(
        request,
        loaded.lang,
        reading,
        _counts(graded[r.TIER], [*loaded.policy.letters, ""]),
        _counts(graded[r.STATE], r.STATES),
        len(loaded.validated.set_aside["customers"]),
        advice(loaded, graded, reading),
        sorted(_questions(reading), key=lambda question: -question.customers),
    )


def _counts(values: Iterable[str], order: Sequence[str]) -> dict[str, int]:
    counts = Counter(values)
    return {key: counts[key] for key in dict.fromkeys((*order, *counts)) if key in counts}


def _questions(reading: Reading) -> list[Question]:
    taken = {column.key for column in reading.customer_columns}
    found = []
    for column in reading.customer_columns:
        found += [
            Question(
                "word",
                column.header,
                word.word,
                word.count,
                (*MEANINGS, *TIER_LETTERS),
                "",
                column.samples,
            )
            for word in column.unknown
        ]
        choices = tuple(key for key in column.candidates if _decides(key) and key not in taken)
        if choices and _is_open(column):
            guess = column.guess if column.guess in choices else ""
            found.append(
                Question("column", column.header, "", column.filled, choices, guess, column.samples)
            )
    return found


def _decides(key: str) -> bool:
    """Tell whether a tier or a date hangs on a column of the customer sheet."""
    return CUSTOMERS[key].steers or key in _ALSO_DECIDE


def _is_open(column: ColumnReading) -> bool:
    return column.use == "kept" and column.filled > 0


def standing_settings(request: Request) -> Path | None:
    """Give the settings beside the workbook, or named by the request; None where there are none."""
    path = request.config or request.workbook.parent / FILE_NAME
    return path if os.path.lexists(path) else None


def settings_place(request: Request, out: Path | None) -> Path:
    """Give the file that the settings go to; asked before the work begins.

    Raises: UsageError where there is a file already; WriteFailedError where that cannot be seen.
    """
    if out is not None:
        free_for_list(out, request.workbook, _nothing_is_ours)
        return out
    path = request.workbook.parent / FILE_NAME
    try:
        is_taken = os.path.lexists(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    if is_taken:
        raise UsageError(_IS_THERE.fill(path=path))
    return path


def _nothing_is_ours(_: Path) -> bool:
    """Settings that are there are never written over."""
    return False


def adopt(request: Request, answers: Answers, out: Path | None, progress: Progress) -> Adopted:
    """Write how a workbook is read into its settings; nothing else is touched.

    Takes:  answers: as `look` · out: the file to write, None = followup.toml beside the workbook.
    Raises: UsageError where there is such a file; as `check`.
    """
    path = settings_place(request, out)
    found = look(request, progress, answers)
    text = settings_text(found.reading, request, found.lang)
    try:
        put_new(path, text.encode())
    except FileExistsError as error:
        raise UsageError(_IS_THERE.fill(path=path)) from error
    except OSError as error:
        raise cannot_write(path, error) from error
    return replace(found, written=path)


@dataclass(frozen=True, slots=True)
class Numbered:
    """Customers that got numbers."""

    lang: Lang
    header: str
    """Header of the new column."""
    customers: int
    first: str
    last: str
    written: Written


def number(request: Request, now: dt.datetime, progress: Progress) -> Numbered:
    """Give every customer a number in a new column of the customer sheets, once; a backup comes first.

    Raises: UsageError where there is such a column already; WriteFailedError where a cell cannot be written; as `run`.
    """
    refuse_missing(request.workbook)
    with workbook_lock(request.workbook):
        refuse_if_open(request.workbook)
        loaded = load(request, progress)
        table = loaded.customers
        if "customer_id" in table.header.columns:
            raise UsageError(_NUMBERED.fill(header=table.header_text("customer_id")))
        header = CUSTOMERS["customer_id"].header(loaded.lang)
        plan, keys = _numbering(loaded, header)
        progress(Text(f"编号：{len(keys):,} 位客户", f"numbering {len(keys):,} customers"))
        draft = Draft(
            now,
            request.as_of,
            "",
            {"cells": plan.cell_count, "customers": len(keys)},
            keys,
            command=COMMAND,
        )
        written = write_plan(loaded.package, plan, draft, loaded.settings.keep_backups)
    numbers = list(keys.values())
    return Numbered(loaded.lang, header, len(numbers), numbers[0], numbers[-1], written)


def _numbering(loaded: Loaded, header: str) -> tuple[Plan, dict[tuple[str, int], str]]:
    """Plan the column of numbers.

    Returns: the plan, and sheet and Excel row → number.
    Raises:  WriteFailedError where one of its cells cannot be written: half a column of numbers helps nobody.
    """
    table = loaded.customers
    places = [table.place(row) for row in table.frame.index.tolist()]
    keys = {place: f"C{n:04}" for n, place in enumerate(places, start=1)}
    parts = [part for part in table.sheets if len(part.raw)]
    plan = Plan(
        loaded.request.as_of,
        [_new_column(part, header) for part in parts],
        [_patch(part, header, keys, loaded.lang) for part in parts],
        insisted=loaded.insisted,
    )
    if blocked := obstacles(loaded.package, plan):
        raise WriteFailedError(_IN_THE_WAY.fill(obstacle=describe(blocked[0])))
    return plan, keys


_WIDTH: Final = 12
"""As wide as a column of dates: a header of four characters stands on one line."""
_WHY: Final = Text("按行编号", "numbered row by row")


def _new_column(part: Table, header: str) -> NewColumn:
    column = first_free_column(part, 1)
    return NewColumn(part.name, part.header.row, part.last_row, column, header, "text", _WIDTH)


def _patch(
    part: Table, header: str, keys: Mapping[tuple[str, int], str], lang: Lang
) -> ColumnPatch:
    rows = [row - part.offset for row in part.frame.index.tolist()]
    return ColumnPatch(
        part.name,
        first_free_column(part, 1),
        header,
        "text",
        rows,
        [None] * len(rows),
        [keys[part.name, row] for row in rows],
        [_WHY.pick(lang)] * len(rows),
    )
