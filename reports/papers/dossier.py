"""A customer on one card: who it is, why now, what was said last, what is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from reports.figures.view import ReportInput
from reports.words.values import clean_column, clean_text, each, iso_day, plain_number
from reports.words.wording import NEVER, PROVISIONAL_MARK, TASK_TEXTS, state_line
from schemas import results as r
from schemas.columns import CUSTOMERS, METHODS
from schemas.texts import Lang, Text

LAST_CONTACTS: Final = 3
_WAYS: Final = {method.code: Text(method.zh, method.en) for method in METHODS}
_SAMPLE: Final = Text(
    "样单：{confirmed} 确认，寄出 {shipped}，签收 {received}",
    "Sample: confirmed {confirmed}, shipped {shipped}, received {received}",
)
_ORDER: Final = Text("上次下单：{date} {item} {amount}", "Last order: {date} {item} {amount}")
_UNPAID: Final = Text("未收款：{date} 的订单，应收日 {due}", "Unpaid: order of {date}, due {due}")
_NOT_YET: Final = Text("尚未", "not yet")


@dataclass(frozen=True, slots=True)
class Books:
    """The typed sheets beside the customers, None where the workbook has none: contact log, orders, samples."""

    contacts: pd.DataFrame | None = None
    orders: pd.DataFrame | None = None
    samples: pd.DataFrame | None = None


def cards(report: ReportInput, books: Books, rows: Sequence[int]) -> list[Mapping[str, Any]]:
    """Give the cards of some customers.

    Takes:   rows: Excel rows of graded customers of the report, in the order wanted.
    Returns: one card a customer, texts clean and in the language of the run.
    Raises:  nothing.
    """
    index = pd.Index(rows)
    told = report.graded.loc[index]
    ids = clean_column(report.customers, "customer_id", index)
    shown = CUSTOMERS.shown_at("card")
    facts = {
        key: clean_column(report.customers, key, index)
        for key in (*shown, "name", "touch_goal", "touch_reason")
    }
    contacts, open_work = (
        _contacts(books.contacts, set(ids), report.lang),
        _open_work(books, set(ids), report.lang),
    )
    texts = {
        key: clean_column(told, key, index)
        for key in (r.TIER_LABEL, r.TIER_REASON, r.DUE_REASON, r.NOTES)
    }
    lang = report.lang
    return [
        {
            "row": row,
            "id": ids[row],
            "name": facts["name"][row],
            "tier": texts[r.TIER_LABEL][row],
            "tier_reason": texts[r.TIER_REASON][row],
            "due_reason": texts[r.DUE_REASON][row],
            "state": line[r.STATE],
            "when": _when(line, lang),
            "task": TASK_TEXTS[line[r.TASK]].pick(lang),
            "todo": [
                text
                for text in (
                    facts["touch_goal"][row],
                    facts["touch_reason"][row],
                    texts[r.NOTES][row],
                )
                if text
            ],
            "minutes": plain_number(line[r.MINUTES]),
            "last": iso_day(line[r.LAST_CONTACT]) or NEVER.pick(lang),
            "facts": [
                (CUSTOMERS[key].header(lang), facts[key][row]) for key in shown if facts[key][row]
            ],
            "contacts": contacts.get(ids[row], []),
            "open": open_work.get(ids[row], []),
        }
        for row, line in zip(rows, told.to_dict("records"), strict=True)
    ]


def open_samples(books: Books, ids: set[str]) -> pd.DataFrame:
    """Give the samples of these customers that are not settled: the typed rows, by day of confirmation."""
    samples = books.samples
    if samples is None:
        return pd.DataFrame(columns=["customer_id", "confirmed", "shipped", "received"])
    samples = _of(samples, ids).reindex(
        columns=["customer_id", "confirmed", "shipped", "received", "closed"]
    )
    return samples.loc[samples["closed"].isna()].sort_values("confirmed", kind="stable")


def _when(line: Mapping[Any, Any], lang: Lang) -> str:
    if line[r.STATE] in {"overdue", "today"}:
        return state_line(line[r.STATE], int(line[r.DAYS_OVERDUE]), lang)
    mark = f" {PROVISIONAL_MARK.pick(lang)}" if line[r.PROVISIONAL] else ""
    return iso_day(line[r.NEXT_DUE]) + mark or TASK_TEXTS[line[r.TASK]].pick(lang)


def _of(frame: pd.DataFrame, ids: set[str]) -> pd.DataFrame:
    names = pd.Series(each(frame["customer_id"], clean_text), index=frame.index, dtype=object)
    return frame.assign(customer_id=names).loc[names.isin(ids - {""})]


def _contacts(
    log: pd.DataFrame | None, ids: set[str], lang: Lang
) -> dict[str, list[Mapping[str, str]]]:
    """Give each customer's last contacts, the latest first."""
    found: dict[str, list[Mapping[str, str]]] = {}
    if log is None:
        return found
    last = (
        _of(log, ids)
        .sort_values("date", kind="stable")
        .groupby("customer_id", sort=False)
        .tail(LAST_CONTACTS)
    )
    texts = {
        key: clean_column(last, key, last.index)
        for key in ("seller", "method", "content", "goal", "next_strategy")
    }
    told = pd.DataFrame(
        {**texts, "customer_id": last["customer_id"], "day": [iso_day(day) for day in last["date"]]}
    )
    for line in reversed(told.to_dict("records")):
        way = _WAYS[line["method"]].pick(lang) if line["method"] in _WAYS else line["method"]
        said = line["content"] or line["goal"]
        found.setdefault(line["customer_id"], []).append(
            {
                "day": line["day"],
                "way": way,
                "by": line["seller"],
                "said": said,
                "next": line["next_strategy"],
            }
        )
    return found


def _open_work(books: Books, ids: set[str], lang: Lang) -> dict[str, list[str]]:
    """Give what is open with each customer, a sentence each: samples, the last order, unpaid orders."""
    found: dict[str, list[str]] = {}
    not_yet = _NOT_YET.pick(lang)
    for line in open_samples(books, ids).to_dict("records"):
        days = {key: iso_day(line[key]) or not_yet for key in ("confirmed", "shipped", "received")}
        found.setdefault(line["customer_id"], []).append(_SAMPLE.fill(**days).pick(lang))
    if books.orders is None:
        return found
    orders = _of(books.orders, ids).sort_values("date", kind="stable")
    orders = orders.reindex(
        columns=["customer_id", "date", "item", "amount", "currency", "payment_due", "payment_date"]
    )
    for line in orders.groupby("customer_id", sort=False).tail(1).to_dict("records"):
        amount = (
            ""
            if pd.isna(line["amount"])
            else f"{plain_number(line['amount'])} {clean_text(line['currency'])}"
        )
        text = _ORDER.fill(
            date=iso_day(line["date"]), item=clean_text(line["item"]), amount=amount
        ).pick(lang)
        found.setdefault(line["customer_id"], []).append(clean_text(text))
    unpaid = orders.loc[orders["payment_due"].notna() & orders["payment_date"].isna()]
    for line in unpaid.to_dict("records"):
        text = _UNPAID.fill(date=iso_day(line["date"]), due=iso_day(line["payment_due"])).pick(lang)
        found.setdefault(line["customer_id"], []).append(text)
    return found
