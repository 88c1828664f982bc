"""Reading the tests of a policy: measures, conditions, and what they may name."""

import math
from collections.abc import Mapping
from typing import Final, get_args

from pipeline.methods.conditions import (
    BLANK,
    BUILT_IN,
    NO,
    YES,
    Bounds,
    Condition,
    Measure,
    MeasureKind,
    Test,
    words_of,
)
from pipeline.methods.section import Section
from schemas.columns import CUSTOMERS, SHEETS
from schemas.texts import Text

COUNTED_SHEETS: Final = ("orders", "contacts")
BOUND_KEYS: Final = ("at_least", "above", "at_most", "below", "between")
BLANK_WORDS: Final = ("unknown", "blank")

_CAN_BE_COUNTED: Final = Text("只能数：{known}", "can be counted: {known}")
_NOT_KNOWN: Final = Text("不认识“{word}”，可用：{known}", '"{word}" is not known; known: {known}')
_NO_CHOICE_COLUMN: Final = Text(
    "客户表没有这个选项列", "the customer sheet has no such choice column"
)
_NO_NUMBER_COLUMN: Final = Text("这里要一个数字列", "this must be a number column")
_NO_YES_COLUMN: Final = Text(
    "“{word}”不是客户表的是/否列", '"{word}" is no yes/no column of the customer sheet'
)
_NO_BOUND: Final = Text("缺少界限，可用：{known}", "a bound is missing; known: {known}")
_TWICE: Final = Text("同一边写了两个界限", "two bounds on one side")
_EMPTY_RANGE: Final = Text("下限高于上限", "the lower bound lies above the upper one")
_NEVER_BLANK: Final = Text("这个数永远不会空白", "this number is never blank")


def read_measures(top: Section) -> dict[str, Measure]:
    """Read the numbers that a policy works out, by name; the built-in counts are always there."""
    if "measures" not in top:
        return dict(BUILT_IN)
    group = top.section("measures")
    return {**BUILT_IN, **{name: _measure(name, group.section(name)) for name in group.entries}}


def _measure(name: str, section: Section) -> Measure:
    kind: MeasureKind = next((kind for kind in get_args(MeasureKind) if kind in section), "number")
    columns = section.words("yes_among") if kind == "yes_among" else ()
    for key in columns:
        if key not in CUSTOMERS.keys or CUSTOMERS[key].kind != "yes_no":
            raise section.wrong("yes_among", _NO_YES_COLUMN.fill(word=key))
    sheet = _sheet(section, kind) if kind in ("count", "sum", "days_since") else ""
    measure = Measure(
        name,
        kind,
        sheet=sheet,
        column=_column(section, kind, sheet),
        columns=columns,
        within_days=section.whole("within_days") if "within_days" in section else 0,
        else_column=_number_column(section, "else_column", "customers")
        if "else_column" in section
        else "",
        currencies=frozenset(section.words("currencies"))
        if "currencies" in section
        else frozenset(),
        items=frozenset(section.words("items")) if "items" in section else frozenset(),
        source=section.text("source"),
    )
    section.done()
    return measure


def _sheet(section: Section, kind: str) -> str:
    key = "of" if kind == "sum" else kind
    sheet = section.text(key)
    if sheet not in COUNTED_SHEETS:
        raise section.wrong(key, _CAN_BE_COUNTED.fill(known=", ".join(COUNTED_SHEETS)))
    return sheet


def _column(section: Section, kind: str, sheet: str) -> str:
    if kind == "sum":
        return _number_column(section, "sum", sheet)
    return _number_column(section, "number", "customers") if kind == "number" else ""


def _number_column(section: Section, key: str, sheet: str) -> str:
    column = section.text(key)
    if column not in SHEETS[sheet].keys or SHEETS[sheet][column].kind not in ("number", "money"):
        raise section.wrong(key, _NO_NUMBER_COLUMN)
    return column


def read_tests(section: Section, measures: Mapping[str, Measure]) -> tuple[Test, ...]:
    """Read `when` (all must hold), or `any_of` (one group of `when` must hold)."""
    if "any_of" not in section:
        return (_test(section, measures),)
    tests = []
    for part in section.sections("any_of"):
        tests.append(_test(part, measures))
        part.done()
    return tuple(tests)


def _test(section: Section, measures: Mapping[str, Measure]) -> Test:
    return tuple(_condition(part, measures) for part in section.sections("when"))


def _condition(section: Section, measures: Mapping[str, Measure]) -> Condition:
    if "count" in section:
        condition = _number_condition(section, "count", BUILT_IN)
    elif "measure" in section:
        condition = _number_condition(section, "measure", measures)
    else:
        condition = _word_condition(section)
    section.done()
    return condition


def _number_condition(section: Section, key: str, measures: Mapping[str, Measure]) -> Condition:
    name = section.text(key)
    if name not in measures:
        known = ", ".join(sorted(measures, key=list(measures).index))
        text = (
            _CAN_BE_COUNTED.fill(known=known)
            if key == "count"
            else _NOT_KNOWN.fill(word=name, known=known)
        )
        raise section.wrong(key, text)
    measure = measures[name]
    if "is" in section:
        if not measure.may_be_blank:
            raise section.wrong("is", _NEVER_BLANK)
        _words(section, "is", BLANK_WORDS)
        return Condition(measure, blank=True)
    return Condition(measure, bounds=_bounds(section))


def _bounds(section: Section) -> Bounds:
    given = [key for key in BOUND_KEYS if key in section]
    if not given:
        raise section.error(section.path, section.node, _NO_BOUND.fill(known=", ".join(BOUND_KEYS)))
    if len(given) > 1 and (
        "between" in given or len({key in ("at_least", "above") for key in given}) == 1
    ):
        raise section.wrong(given[1], _TWICE)
    if "between" in given:
        least, most = section.numbers("between", 2)
        bounds = Bounds(least, most)
    else:
        low, high = (
            next((key for key in given if key in side), "")
            for side in (BOUND_KEYS[:2], BOUND_KEYS[2:4])
        )
        bounds = Bounds(
            section.number(low) if low else -math.inf,
            section.number(high) if high else math.inf,
            above_least=low == "above",
            below_most=high == "below",
        )
    if bounds.is_empty:
        raise section.wrong(given[0], _EMPTY_RANGE)
    return bounds


def _word_condition(section: Section) -> Condition:
    column = section.text("column")
    codes = words_of(column)
    if not codes:
        raise section.wrong("column", _NO_CHOICE_COLUMN)
    words = _words(
        section, "is" if set(codes) == {YES, NO} else "one_of", (*sorted(codes), *BLANK_WORDS)
    )
    return Condition(
        column, words=frozenset(BLANK if word in BLANK_WORDS else word for word in words)
    )


def _words(section: Section, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    words = section.words(key)
    for word in words:
        if word not in known:
            raise section.wrong(key, _NOT_KNOWN.fill(word=word, known=", ".join(known)))
    return words
