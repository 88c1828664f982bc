"""The hand-over sheet for a substitute: all open work of a seller in an absence, as a page and as sheets."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from reports.figures.view import ReportInput
from reports.page import page_environment, paper_assets
from reports.papers.appointments import Appointment, appointments
from reports.papers.dossier import Books, cards, open_samples
from reports.words.values import clean_column, clean_text, iso_day, plain_day
from reports.words.wording import long_day
from schemas import results as r
from schemas.columns import CUSTOMERS, SAMPLES
from schemas.sheets import CellValue, OwnedSheet, SheetColumn
from schemas.texts import Text

MOST_CARDS: Final = 120
MOST_LINES: Final = 400
_TOLD: Final = 2  # lines of an appointment: why, and what to do; the rest stands on the card
_SAMPLE_DAYS: Final = ("confirmed", "shipped", "received")
_AGENDA: Final = Text("日程", "Agenda")
_FILES: Final = Text("客户", "Customers")
_DAY: Final = Text("日期", "Date")
_WHAT: Final = Text("事项", "What")
_DETAIL: Final = Text("说明", "Details")
_RESULT: Final = Text("结果（代班人填）", "Result (filled by the substitute)")
_LAST: Final = Text("最近联系", "Last contacts")
_OPEN: Final = Text("未了的事", "Open")
_NOTE: Final = Text(
    "{seller} → {substitute}，{first} 至 {until}", "{seller} → {substitute}, {first} to {until}"
)


@dataclass(frozen=True, slots=True)
class Handover:
    """What a substitute takes over.

    report: the absent seller's slice of a run, the ways to reach the customers not hidden · until: last day of the
    absence, which begins on the run's as-of date.
    """

    report: ReportInput
    books: Books
    seller: str
    substitute: str
    until: dt.date

    def work(self) -> list[Appointment]:
        """Give all that falls in the absence, by day; what is overdue stands on its first working day."""
        return [one for one in appointments(self.report) if one.day <= self.until]

    def samples(self) -> pd.DataFrame:
        """Give the samples underway, each with its customer's name and Excel row."""
        customers = self.report.customers.loc[self.report.graded.index]
        ids = clean_column(customers, "customer_id", customers.index)
        names = clean_column(customers, "name", customers.index)
        known = pd.DataFrame({"customer_id": ids, "name": names, "row": customers.index})
        return open_samples(self.books, set(ids)).merge(
            known.drop_duplicates("customer_id"), on="customer_id"
        )

    def rows(self) -> list[int]:
        """Give the Excel rows of all customers with open work, in the order of the work."""
        samples = [int(row) for row in self.samples()["row"]]
        return list(
            dict.fromkeys([*(one.row for one in self.work() if one.row is not None), *samples])
        )


def render_handover(handover: Handover) -> str:
    """Write the page.

    Returns: a whole HTML document without script; the same hand-over gives the same text.
    Raises:  nothing that a workbook can cause.
    """
    report, rows, work, samples = (
        handover.report,
        handover.rows(),
        handover.work(),
        handover.samples(),
    )
    lang = report.lang
    return (
        page_environment(lang)
        .get_template("handover.html.j2")
        .render(
            **paper_assets(),
            lang=lang,
            seller=clean_text(handover.seller),
            substitute=clean_text(handover.substitute),
            workbook=clean_text(report.workbook),
            first=report.as_of.isoformat(),
            until=handover.until.isoformat(),
            long_first=long_day(report.as_of, lang),
            long_until=long_day(handover.until, lang),
            count=len(rows),
            work=[_told(one) for one in work[:MOST_LINES]],
            work_count=len(work),
            samples=[_sample(line) for line in samples.to_dict("records")],
            cards=cards(report, handover.books, rows[:MOST_CARDS]),
            shown=min(len(rows), MOST_CARDS),
        )
    )


def handover_sheets(handover: Handover) -> list[OwnedSheet]:
    """Give the same as sheets: the agenda with a column for results, the samples underway, the customers."""
    return [_agenda_sheet(handover), _samples_sheet(handover), _customers_sheet(handover)]


def _told(one: Appointment) -> Mapping[str, Any]:
    return {"day": one.day.isoformat(), "title": one.title, "lines": one.lines[:_TOLD]}


def _sample(line: Mapping[Any, Any]) -> Mapping[str, str]:
    return {
        "name": line["name"],
        "id": line["customer_id"],
        **{key: iso_day(line[key]) for key in _SAMPLE_DAYS},
    }


def _note(handover: Handover) -> str:
    first, until = handover.report.as_of.isoformat(), handover.until.isoformat()
    names = {"seller": clean_text(handover.seller), "substitute": clean_text(handover.substitute)}
    return _NOTE.fill(first=first, until=until, **names).pick(handover.report.lang)


def _agenda_sheet(handover: Handover) -> OwnedSheet:
    lang, work, spots = handover.report.lang, handover.work(), CUSTOMERS.shown_at("handover")
    index = pd.Index([-1 if one.row is None else one.row for one in work])
    facts = {key: clean_column(handover.report.customers, key, index).tolist() for key in spots}
    rows: list[tuple[CellValue, ...]] = [
        (
            one.day,
            one.title,
            *(facts[key][place] or None for key in spots),
            "\n".join(one.lines[:_TOLD]),
            None,
        )
        for place, one in enumerate(work)
    ]
    columns = (
        SheetColumn(_DAY.pick(lang), 12, "date"),
        SheetColumn(_WHAT.pick(lang), 34, "wrap"),
        *(SheetColumn(CUSTOMERS[key].header(lang), spot.width) for key, spot in spots.items()),
        SheetColumn(_DETAIL.pick(lang), 40, "wrap"),
        SheetColumn(_RESULT.pick(lang), 24, "wrap"),
    )
    return OwnedSheet("agenda", _AGENDA.pick(lang), _note(handover), columns, rows)


def _samples_sheet(handover: Handover) -> OwnedSheet:
    lang = handover.report.lang
    rows: list[tuple[CellValue, ...]] = [
        (line["customer_id"], line["name"], *(plain_day(line[key]) for key in _SAMPLE_DAYS))
        for line in handover.samples().to_dict("records")
    ]
    columns = (
        SheetColumn(CUSTOMERS["customer_id"].header(lang), 12),
        SheetColumn(CUSTOMERS["name"].header(lang), 30),
        *(SheetColumn(SAMPLES[key].header(lang), 12, "date") for key in _SAMPLE_DAYS),
    )
    return OwnedSheet(
        "samples", SAMPLES.zh if lang == "zh" else SAMPLES.en, _note(handover), columns, rows
    )


def _customers_sheet(handover: Handover) -> OwnedSheet:
    lang = handover.report.lang
    rows: list[tuple[CellValue, ...]] = [
        (
            card["id"],
            card["name"],
            card["tier"],
            card["when"],
            card["due_reason"],
            "\n".join(
                f"{header}：{value}" if lang == "zh" else f"{header}: {value}"
                for header, value in card["facts"]
            ),
            "\n".join(
                " ".join(filter(None, (one["day"], one["way"], one["said"], one["next"])))
                for one in card["contacts"]
            ),
            "\n".join(card["open"]),
        )
        for card in cards(handover.report, handover.books, handover.rows())
    ]
    columns = (
        SheetColumn(CUSTOMERS["customer_id"].header(lang), 12),
        SheetColumn(CUSTOMERS["name"].header(lang), 30),
        SheetColumn(CUSTOMERS[r.TIER].header(lang), 10),
        SheetColumn(CUSTOMERS[r.NEXT_DUE].header(lang), 14),
        SheetColumn(CUSTOMERS[r.DUE_REASON].header(lang), 40, "wrap"),
        SheetColumn(_DETAIL.pick(lang), 36, "wrap"),
        SheetColumn(_LAST.pick(lang), 60, "wrap"),
        SheetColumn(_OPEN.pick(lang), 40, "wrap"),
    )
    return OwnedSheet("customers", _FILES.pick(lang), _note(handover), columns, rows)
