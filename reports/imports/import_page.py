"""The page of one import: what each list was taken for, where its rows went, and what people must look at."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from reports.imports.import_sheets import suggestion
from reports.page import page_assets, page_environment
from reports.words.values import clean_text
from reports.words.wording import long_day
from schemas.columns import CUSTOMERS
from schemas.imports import (
    ENDING_TEXTS,
    ENDINGS,
    TELLING,
    Candidate,
    ImportView,
    RowResult,
    SourceView,
    WaitingRow,
    evidence_text,
)
from schemas.texts import Text

ROWS_SHOWN: Final = 100
_TONES: Final = {"new": "week", "review": "today", "quarantined": "overdue"}
_TOTAL: Final = Text("读入的行", "Rows read")
_WAITS: Final = Text("待复核 {key}", "waits: {key}")


def render_import(view: ImportView) -> str:
    """Write the page of an import.

    Returns: a whole HTML document; the same import gives the same text.
    Raises:  nothing that a list can cause.
    """
    lang = view.lang
    conflicts = [result for result in (*view.settled, *view.results) if result.conflicts]
    return (
        page_environment(lang)
        .get_template("import.html.j2")
        .render(
            **page_assets(),
            lang=lang,
            workbook=clean_text(view.workbook),
            day=view.as_of.isoformat(),
            long_day=long_day(view.as_of, lang),
            figures=_figures(view),
            notes=[clean_text(note.pick(lang)) for note in view.notes],
            sources=[_source(source) for source in view.sources],
            waiting=[_question(row, view) for row in view.waiting[:ROWS_SHOWN]],
            waiting_count=len(view.waiting),
            conflicts=[_row(result) for result in conflicts[:ROWS_SHOWN]],
            conflict_count=len(conflicts),
            quarantine=[
                {
                    "place": clean_text(q.place.shown),
                    "why": clean_text(q.why),
                    "mend": clean_text(q.mend),
                    "text": clean_text(q.text),
                }
                for q in view.quarantine[:ROWS_SHOWN]
            ],
            quarantine_count=len(view.quarantine),
            settled=[
                {**_row(result), "ending": ENDING_TEXTS[result.ending].pick(lang)}
                for result in view.settled[:ROWS_SHOWN]
            ],
            settled_count=len(view.settled),
        )
    )


def _figures(view: ImportView) -> list[dict[str, Any]]:
    counts = view.counts
    total = {"label": _TOTAL.pick(view.lang), "number": len(view.results), "tone": ""}
    return [
        total,
        *(
            {
                "label": ENDING_TEXTS[ending].pick(view.lang),
                "number": counts[ending],
                "tone": _TONES.get(ending, "") if counts[ending] else "",
            }
            for ending in ENDINGS
        ),
    ]


def _source(source: SourceView) -> Mapping[str, Any]:
    return {
        "place": clean_text(" ".join(filter(None, (source.file, source.sheet)))),
        "kind": source.kind,
        "rows": source.rows,
        "sniffed": [(*map(clean_text, one[:4]), one.is_sure) for one in source.sniffed],
        "columns": [
            {
                "header": clean_text(c.header),
                "column": c.column,
                "why": clean_text(c.why),
                "sure": c.is_sure,
            }
            for c in source.columns
        ],
        "repairs": len(source.repairs),
        "mapping_file": clean_text(source.mapping_file),
    }


def _row(result: RowResult) -> dict[str, str]:
    return {
        "place": clean_text(result.place.shown),
        "customer": clean_text(" ".join(filter(None, (result.customer_id, result.name)))),
        "conflicts": clean_text(result.conflicts),
    }


def _question(row: WaitingRow, view: ImportView) -> dict[str, Any]:
    return {
        "key": row.key,
        "place": clean_text(row.places[0].shown),
        "says": _said({key: str(value) for key, value in row.values.items()}, view),
        "candidates": [_candidate(one, view) for one in row.candidates],
    }


def _candidate(one: Candidate, view: ImportView) -> dict[str, Any]:
    lang = view.lang
    return {
        "who": _WAITS.fill(key=one.waits).pick(lang) if one.waits else clean_text(one.customer_id),
        "says": _said(one.values, view),
        "evidence": clean_text(evidence_text(one.evidence, lang)),
        "suggestion": suggestion(one, lang),
    }


def _said(values: Mapping[str, str], view: ImportView) -> Sequence[tuple[str, str]]:
    return [
        (CUSTOMERS[key].header(view.lang), clean_text(values[key]))
        for key in TELLING
        if values.get(key)
    ]
