"""Explaining one customer: which cells led to the tier and the date, step by step, in plain words."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.methods.conditions import BUILT_IN, Measure
from pipeline.methods.describe import measure_words
from pipeline.methods.model import Policy, SamplePlan
from pipeline.rules.days import Calendars, WorkCalendar
from pipeline.rules.facts import Since
from pipeline.rules.frames import day_texts
from pipeline.rules.samples import planned_days
from pipeline.rules.weekly import Grading, grade
from schemas import results
from schemas.columns import CUSTOMERS
from schemas.texts import Lang, Text


@dataclass(frozen=True, slots=True)
class Evidence:
    """One step of an explanation. rows: Excel rows in the sheet of this kind; column_key: "" = the whole rows."""

    sheet_kind: str
    rows: tuple[int, ...]
    column_key: str
    value: str
    says: Text


DECISIONS: Mapping[str, Text] = {
    "manual_tier": Text("有人手动指定了等级", "a person has set the tier"),
    "own_tier": Text(
        "团队自己的等级：没有订单、样单等事实时采用",
        "the team's own grade: counts where no fact says otherwise",
    ),
    "manual_tier_until": Text(
        "手动等级有效到这天(含)", "the manual tier holds up to and including this day"
    ),
    "own_cadence": Text(
        "自定义周期：只在比公司规定短时采用",
        "own cadence: used only where it is shorter than the company's",
    ),
    "agreed_date": Text(
        "与客户约好的日期：这天之后跟进过就失效",
        "agreed with the customer: in force until a touch on or after it",
    ),
    "own_next": Text(
        "团队自己定的下次跟进：没有“下次约定”时采用，这天之后跟进过就失效",
        "next contact promised by the team: counts without an agreed date, until a touch on or after it",
    ),
    "snooze_until": Text("这天之前不跟进", "no touch before this day"),
    "do_not_disturb": Text("免打扰：不安排跟进", "do not disturb: no touch is planned"),
    "status": Text("状态不是正常：不安排跟进", "the status is not active: no touch is planned"),
}
ORDERS_ARE = Text("{count} 张订单，最近 {last}", "{count} order(s), the latest on {last}")
RHYTHM_IS = Text(
    "下单日期的间隔中位数是 {gap} 天", "the median gap between order days is {gap} days"
)
ANSWER_IS = Text("{column}（由人判断）：{value}", "{column}, as judged by a person: {value}")
ANSWER_BLANK = Text("{column}空白：还不知道", "{column} is blank: not known yet")
NUMBER_IS = Text("{name}：{value}", "{name}: {value}")
NUMBER_UNKNOWN = Text("{name}：还不知道", "{name}: not known")
LOG_SAYS = Text("跟进记录里最近一次是 {last}", "the newest touch in the log is of {last}")
ORDER_SAYS = Text("最近一次联系是 {last} 的订单", "the latest contact is the order of {last}")
SAMPLE_SAYS = Text(
    "最近一次联系是 {last} 的样单进展", "the latest contact is the sample's step of {last}"
)
_CONTACTS: Mapping[Since, tuple[str, tuple[str, ...], Text]] = {
    Since.LOG: ("contacts", ("date",), LOG_SAYS),
    Since.ORDER: ("orders", ("date",), ORDER_SAYS),
    Since.SAMPLE: ("samples", ("received", "shipped", "confirmed"), SAMPLE_SAYS),
}
COLUMN_SAYS = Text(
    "客户表的“上次跟进”是最近的一次", "the customer sheet's last contact is the latest"
)
NEVER = Text(
    "跟进记录、客户表、订单和样单都没有日期：从未跟进",
    "neither log, customer sheet, orders nor samples have a date: never contacted",
)
SAMPLE_STARTS = Text(
    "这张样单未结，从 {start} 起按步跟进", "this sample is open; its steps count from {start}"
)
SHIPPED_STARTS = Text(
    "没有签收日期，暂按寄出日期 {start} 算(估)",
    "no receipt is known, so it counts from the shipping on {start} (est.)",
)
SAMPLE_STEPS = Text(
    "已做 {done}/{steps} 步；如果每步准时，全部日期是 {planned}",
    "{done} of {steps} steps done; if all are on time, the days are {planned}",
)
WANTED = Text(
    "按以上算出 {wanted}，再顺延到工作日：{due}",
    "all this gives {wanted}, moved to a working day: {due}",
)


def explain_customer(  # noqa: PLR0913 -- the whole of what a grading depends on
    tables: Mapping[str, pd.DataFrame],
    graded: pd.DataFrame,
    row: int,
    policy: Policy,
    calendars: Calendars,
    as_of: dt.date,
    lang: Lang,
) -> list[Evidence]:
    """Tell which cells led to one customer's tier and date.

    Takes:   the frames and the result of grade_customers; the customer's Excel row.
    Returns: steps in the order of thought: tier, last contact, sample, decisions, date.
    Raises:  KeyError where the row is not among the graded ones.
    Source:  issue "The weekly run", build 6.
    """
    result = graded.loc[row]
    own = _of_customer(
        tables, row
    )  # empty sheets stay: a sum over no rows is 0, one without its sheet is not known
    grading = grade(own, policy, calendars, as_of)
    customer = own["customers"].iloc[0]
    seller = _text(customer, "seller")
    steps = [
        *_tier_steps(own, grading, row, policy, lang),
        *_contact_steps(own, grading, row),
        *(
            _sample_steps(own, grading, policy.samples, calendars.of(seller))
            if policy.samples
            else ()
        ),
        *_decision_steps(customer, row),
        *_date_steps(grading, row),
    ]
    tier_reason, due_reason = str(result[results.TIER_REASON]), str(result[results.DUE_REASON])
    return [
        *steps,
        Evidence(
            "customers", (row,), "tier", str(result[results.TIER]), Text(tier_reason, tier_reason)
        ),
        Evidence(
            "customers",
            (row,),
            "next_due",
            _day(result[results.NEXT_DUE]),
            Text(due_reason, due_reason),
        ),
    ]


def project_sequence(
    start: dt.date, gaps: tuple[int, ...], calendar: WorkCalendar
) -> list[dt.date]:
    """Give all days of a sample's stage if every step is done on its day: 1-1-2 from Mon 11-02 → 11-03, 11-04, 11-06."""
    first = np.array([start], dtype="M8[D]")
    planned = planned_days(
        first, np.array([gaps], dtype=np.int64), np.zeros(1, dtype=np.int64), (calendar,)
    )
    days: list[dt.date] = planned[0].tolist()
    return days


def _of_customer(tables: Mapping[str, pd.DataFrame], row: int) -> dict[str, pd.DataFrame]:
    customers = tables["customers"].loc[[row]]
    customer_id = customers["customer_id"].iloc[0]
    related = {
        kind: tables[kind][tables[kind]["customer_id"] == customer_id]
        for kind in ("contacts", "orders", "samples")
        if kind in tables and "customer_id" in tables[kind]
    }
    return {"customers": customers, **related}


def _tier_steps(
    own: Mapping[str, pd.DataFrame], grading: Grading, row: int, policy: Policy, lang: Lang
) -> Iterator[Evidence]:
    facts = grading.facts
    if facts.orders[0]:
        last = day_texts(facts.last_order)[0]
        rows = _rows_until(own["orders"], "date", facts.as_of)
        yield Evidence(
            "orders", rows, "date", last, ORDERS_ARE.fill(count=int(facts.orders[0]), last=last)
        )
    rhythms = [tier.order_rhythm for tier in policy.tiers if tier.order_rhythm is not None]
    if any(facts.order_days[0] >= rhythm.orders_at_least for rhythm in rhythms):
        gap = int(facts.order_gap[0])
        yield Evidence("orders", rows, "date", str(gap), RHYTHM_IS.fill(gap=gap))
    for measure in policy.measures:
        if measure not in BUILT_IN.values():
            yield _number_step(own, grading, measure, row)
    for key in sorted(_judged(policy) & set(own["customers"].columns)):
        shown = _answer(own["customers"].iloc[0], key)
        column = Text(CUSTOMERS[key].zh, CUSTOMERS[key].en)
        says = (
            ANSWER_IS.fill(column=column, value=shown)
            if shown.en
            else ANSWER_BLANK.fill(column=column)
        )
        yield Evidence("customers", (row,), key, shown.pick(lang), says)


def _judged(policy: Policy) -> set[str]:
    """Give the columns of the customer sheet whose words the policy's tests ask for."""
    asked = {
        condition.subject
        for test in policy.tests
        for condition in test
        if isinstance(condition.subject, str)
    }
    return asked | {key for measure in policy.measures for key in measure.columns}


def _answer(customer: "pd.Series[Any]", key: str) -> Text:
    value = _text(customer, key)
    choices = {choice.code: Text(choice.zh, choice.en) for choice in CUSTOMERS[key].choices}
    return {**choices, "True": Text("是", "yes"), "False": Text("否", "no")}.get(
        value, Text("", "")
    )


def _number_step(
    own: Mapping[str, pd.DataFrame], grading: Grading, measure: Measure, row: int
) -> Evidence:
    """Tell a number that the policy worked out, and the rows or the column that it comes from."""
    number = float(grading.facts.numbers[measure].amounts[0])
    shown = "" if np.isnan(number) else f"{number:,g}"
    says = (
        NUMBER_IS.fill(name=measure_words(measure), value=shown)
        if shown
        else NUMBER_UNKNOWN.fill(name=measure_words(measure))
    )
    related = own.get(measure.sheet)
    if related is not None and (not measure.column or measure.column in related):
        return Evidence(
            measure.sheet,
            _rows_until(related, "date", grading.facts.as_of),
            measure.column or "date",
            shown,
            says,
        )
    columns = measure.customer_columns
    return Evidence("customers", (row,), columns[0] if columns else "", shown, says)


def _contact_steps(
    own: Mapping[str, pd.DataFrame], grading: Grading, row: int
) -> Iterator[Evidence]:
    facts = grading.facts
    last = day_texts(facts.last_contact)[0]
    source = Since(int(facts.contact_from[0]))
    if source in (Since.LOG, Since.ORDER, Since.SAMPLE):
        kind, keys, says = _CONTACTS[source]
        frame, day = own[kind], pd.Timestamp(last)
        key = next(key for key in keys if key in frame and (frame[key] == day).any())
        rows = tuple(int(place) for place in frame.index[frame[key] == day])
        yield Evidence(kind, rows, key, last, says.fill(last=last))
    else:
        yield Evidence("customers", (row,), "last_contact", last, COLUMN_SAYS if last else NEVER)


def _sample_steps(
    own: Mapping[str, pd.DataFrame], grading: Grading, plan: SamplePlan, calendar: WorkCalendar
) -> Iterator[Evidence]:
    samples, dues = grading.facts.samples, grading.dues.samples.dues
    starts = day_texts(samples.start)
    for entry in np.argsort(samples.row):
        row = (int(samples.row[entry]),)
        gaps = plan.received.gaps if samples.in_stage_two[entry] else plan.confirmed.gaps
        start = starts[entry]
        estimated = bool(samples.estimated[entry])
        key = "shipped" if estimated else "received" if samples.in_stage_two[entry] else "confirmed"
        yield Evidence(
            "samples",
            row,
            key,
            start,
            (SHIPPED_STARTS if estimated else SAMPLE_STARTS).fill(start=start),
        )
        planned = " ".join(
            day.isoformat()
            for day in project_sequence(dt.date.fromisoformat(start), gaps, calendar)
        )
        done = int(dues.done[entry])
        says = SAMPLE_STEPS.fill(done=done, steps=len(gaps), planned=planned)
        is_log = done > 0 and not dues.inferred[entry]
        rows = (
            _rows_since(own["contacts"], samples.start[entry], grading.facts.as_of)
            if is_log
            else row
        )
        yield Evidence(
            "contacts" if is_log else "samples", rows, "date" if is_log else key, str(done), says
        )


def _decision_steps(customer: "pd.Series[Any]", row: int) -> Iterator[Evidence]:
    for key, says in DECISIONS.items():
        value = _own_cadence(customer) if key == "own_cadence" else _text(customer, key)
        if value and not (key == "status" and value == "active") and value != "False":
            yield Evidence("customers", (row,), key, value, says)


def _own_cadence(customer: "pd.Series[Any]") -> str:
    days, months = (_text(customer, f"own_cadence_{unit}") for unit in ("days", "months"))
    return f"{float(days):g} d" if days else f"{float(months):g} m" if months else ""


def _date_steps(grading: Grading, row: int) -> Iterator[Evidence]:
    wanted, due = day_texts(grading.dues.wanted)[0], day_texts(grading.dues.due)[0]
    if due and due != wanted:
        yield Evidence("customers", (row,), "next_due", due, WANTED.fill(wanted=wanted, due=due))


def _rows_until(frame: pd.DataFrame, key: str, as_of: np.datetime64) -> tuple[int, ...]:
    return tuple(int(place) for place in frame.index[frame[key] <= pd.Timestamp(as_of)])


def _rows_since(frame: pd.DataFrame, start: np.datetime64, as_of: np.datetime64) -> tuple[int, ...]:
    dates = frame["date"]
    return tuple(
        int(place)
        for place in frame.index[(dates >= pd.Timestamp(start)) & (dates <= pd.Timestamp(as_of))]
    )


def _text(row: "pd.Series[Any]", key: str) -> str:
    value = row.get(key)
    if value is None or pd.isna(value):
        return ""
    return _day(value) if isinstance(value, dt.date) else str(value)


def _day(value: Any) -> str:
    return "" if pd.isna(value) else f"{value:%Y-%m-%d}"
