"""What came of an import: told to machines, and written as a page and a row-by-row table beside the weekly page."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.delivery.lists import list_bytes
from pipeline.delivery.outbox import Outbox, is_list_under
from pipeline.jobs.results import Request
from pipeline.plan.apply import Written
from reports.imports.import_page import render_import
from reports.imports.import_sheets import suggestion
from schemas.columns import CUSTOMERS
from schemas.imports import ENDING_TEXTS, ImportView, RowResult, WaitingRow, evidence_text
from schemas.plan import Plan
from schemas.texts import Text

_HEADERS: Final = (
    Text("文件", "File"),
    Text("工作表", "Sheet"),
    Text("行", "Line"),
    Text("结果", "Result"),
    Text(CUSTOMERS["customer_id"].zh, CUSTOMERS["customer_id"].en),
    Text(CUSTOMERS["name"].zh, CUSTOMERS["name"].en),
    Text("补充", "Filled in"),
    Text("不一致（表里未改）", "Differs (workbook kept)"),
    Text("整理（原文 → 现在）", "Tidied (original → now)"),
    Text("另存的内容", "Kept beside"),
    Text("说明", "Why"),
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do.

    written: None where nothing had to be, or was to be, written · page, table: the report, and its rows as CSV.
    """

    request: Request
    view: ImportView
    plan: Plan
    written: Written | None = None
    page: Path | None = None
    table: Path | None = None

    @property
    def is_clean(self) -> bool:
        """Tell whether no row waits or was set apart."""
        return not self.view.waiting and not self.view.quarantine

    @property
    def added(self) -> int:
        """Count the customers that are new."""
        return sum(rows.count for rows in self.plan.new_rows)

    def to_json(self) -> dict[str, Any]:
        """Give the import for machines, row by row."""
        view = self.view
        return {
            "workbook": str(self.request.workbook),
            "as_of": view.as_of.isoformat(),
            "rows": len(view.results),
            "endings": view.counts,
            "settled": [_row_json(result) for result in view.settled],
            "sources": [
                {
                    "file": source.file,
                    "sheet": source.sheet,
                    "kind": source.kind,
                    "rows": source.rows,
                    "sniffed": [one._asdict() for one in source.sniffed],
                    "columns": [one._asdict() for one in source.columns],
                    "repairs": [{"line": line, "what": what} for line, what in source.repairs],
                    "mapping_file": source.mapping_file,
                }
                for source in view.sources
            ],
            "results": [_row_json(result) for result in view.results],
            "waiting": [_waiting_json(row, view) for row in view.waiting],
            "quarantine": [
                {**line.place._asdict(), "why": line.why, "mend": line.mend, "text": line.text}
                for line in view.quarantine
            ],
            "notes": [note.pick(view.lang) for note in view.notes],
            "rows_added": self.added,
            "cells_changed": self.plan.cell_count,
            "sheets_refreshed": [sheet.name for sheet in self.plan.sheets],
            "run": self.written.run_id if self.written else None,
            "backup": str(self.written.backup) if self.written else None,
            "page": str(self.page) if self.page else None,
            "table": str(self.table) if self.table else None,
        }


def _row_json(result: RowResult) -> Mapping[str, Any]:
    found = {**result.place._asdict(), **result._asdict()}
    del found["place"]
    return {key: value for key, value in found.items() if value or key in {"line", "ending"}}


def _waiting_json(row: WaitingRow, view: ImportView) -> Mapping[str, Any]:
    return {
        "key": row.key,
        "places": [place._asdict() for place in row.places],
        "values": {key: str(value) for key, value in row.values.items()},
        "kept": row.kept,
        "candidates": [
            {
                "number": one.number,
                "customer_id": one.customer_id,
                "waits": one.waits,
                "values": dict(one.values),
                "score": one.score,
                "suggestion": suggestion(one, view.lang),
                "evidence": evidence_text(one.evidence, view.lang),
            }
            for one in row.candidates
        ],
    }


def write_report(imported: Imported, outbox: Outbox, now: dt.datetime) -> tuple[Path, Path]:
    """Write the page and the table of an import.

    Returns: page and table.
    Raises:  as `Outbox.put`.
    """
    stem = f"{imported.request.workbook.stem}-import-{now:%Y%m%d-%H%M%S}"
    page = outbox.put(f"{stem}.html", render_import(imported.view).encode())
    is_own = is_list_under([header.zh for header in _HEADERS], [header.en for header in _HEADERS])
    table = outbox.put(f"{stem}.csv", _table(imported.view), is_own)
    return page, table


def _table(view: ImportView) -> bytes:
    """Give each input row as a line of CSV."""
    lang = view.lang
    rows = (
        (
            *result.place,
            ENDING_TEXTS[result.ending].pick(lang),
            result.customer_id,
            result.name,
            result.filled,
            result.conflicts,
            result.tidied,
            result.kept,
            result.why,
        )
        for result in (*view.settled, *view.results)
    )
    return list_bytes([header.pick(lang) for header in _HEADERS], rows)
