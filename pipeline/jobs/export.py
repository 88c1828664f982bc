"""The story of export: one row a customer with tier, date and reasons, as a file for other programs."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from pipeline.delivery.lists import list_bytes
from pipeline.delivery.outbox import free_for_list, is_list_under, put_list
from pipeline.delivery.parquet import is_parquet_list, parquet_bytes, refuse_without_parquet
from pipeline.errors import UsageError
from pipeline.jobs.results import Loaded, Request
from pipeline.jobs.week import grade_rules
from pipeline.jobs.weekly import load
from pipeline.progress import Progress
from pipeline.workbook.own_sheets.plain_book import is_plain_book, plain_book
from reports.words.values import clean_column, clean_text
from reports.words.wording import SET_ASIDE, STATE_TEXTS
from schemas import results as r
from schemas.columns import CONTACTS, CUSTOMERS
from schemas.texts import Lang, Text

HEADERS: Final[dict[str, str]] = {
    "sheet": "工作表",
    "row": "行",
    "customer_id": CUSTOMERS["customer_id"].zh,
    "customer": CUSTOMERS["name"].zh,
    "contact": CUSTOMERS["contact_person"].zh,
    "seller": CUSTOMERS["seller"].zh,
    "tier": CUSTOMERS["tier"].zh,
    "tier_reason": CUSTOMERS["tier_reason"].zh,
    "next_due": CUSTOMERS["next_due"].zh,
    "due_reason": CUSTOMERS["due_reason"].zh,
    "state": "状态",
    "last_contact": CUSTOMERS["last_contact"].zh,
    "minutes": CONTACTS["minutes"].zh,
    "completeness": CUSTOMERS["completeness"].zh,
}
"""Key of each exported column, which is its English header, and its Chinese header."""

_OF_CUSTOMER: Final = {
    "customer_id": "customer_id",
    "customer": "name",
    "contact": "contact_person",
    "seller": "seller",
}
_TEXT_RESULTS: Final = (r.TIER, r.TIER_REASON, r.DUE_REASON, r.STATE)
_OTHER_RESULTS: Final = (r.NEXT_DUE, r.LAST_CONTACT, r.MINUTES, r.COMPLETENESS)
SET_ASIDE_STATE: Final = "set_aside"
"""State of a row with an error, beside those of schemas.results."""

_UNKNOWN_KIND: Final = Text(
    "{path}: 看不出要导出成哪种文件。--out 的文件名请以 {kinds} 结尾",
    "{path}: the name does not say which kind of file to write. Let --out end in {kinds}",
)
_BETWEEN: Final = Text("；", "; ")


@dataclass(frozen=True, slots=True)
class _FileKind:
    """One kind of file that is exported."""

    content: Callable[[pd.DataFrame], bytes]
    """Turns the table under its headers into the file."""
    is_own: Callable[[Path], bool]
    """Tells whether a file is an earlier export, which may be replaced."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported."""

    lang: Lang
    customers: int
    """Rows of the file, those set aside included."""
    set_aside: int
    """Rows with an error, which have no tier."""


def export(request: Request, out: Path, progress: Progress) -> Exported:
    """Write every customer with tier, date and reasons into a file. The workbook stays as it is.

    Takes:  out: a path that ends in .csv, .xlsx, .parquet or .json; an earlier export there is replaced.
    Raises: UsageError for another ending, another file in that place, or Parquet without its library; as `check`.
    """
    kind = _kind(out)
    free_for_list(out, request.workbook, kind.is_own)
    loaded = load(request, progress)
    table = export_table(loaded, grade_rules(loaded))
    content = kind.content(_with_headers(table, loaded.lang))
    put_list(out, content, request.workbook, kind.is_own)
    set_aside = int((table["state"] == SET_ASIDE_STATE).sum())
    return Exported(loaded.lang, len(table), set_aside)


def _kind(out: Path) -> _FileKind:
    ending = out.suffix.lower()
    if ending not in _KINDS:
        kinds = Text("、".join(_KINDS), ", ".join(_KINDS))
        raise UsageError(_UNKNOWN_KIND.fill(path=out, kinds=kinds))
    if ending == ".parquet":
        refuse_without_parquet()
    return _KINDS[ending]


def export_table(loaded: Loaded, graded: pd.DataFrame) -> pd.DataFrame:
    """Put facts and results of every customer side by side, in the order of the sheet.

    Takes:   graded: the columns of schemas.results; rows set aside are not in it.
    Returns: the columns of HEADERS; state is one of schemas.results.STATES or SET_ASIDE_STATE.
    """
    customers = loaded.customers
    index = customers.frame.index
    sheets, rows = (
        zip(*map(customers.place, index.tolist()), strict=True) if len(index) else ((), ())
    )
    columns: dict[str, Any] = {"sheet": list(sheets), "row": list(rows)}
    for key, source in _OF_CUSTOMER.items():
        columns[key] = clean_column(customers.frame, source, index)
    for key in _TEXT_RESULTS:
        columns[key] = clean_column(graded, key, index)
    for key in _OTHER_RESULTS:
        columns[key] = graded[key].reindex(index)
    columns[r.MINUTES] = columns[r.MINUTES].round(1)
    table = pd.DataFrame(columns, index=index)[list(HEADERS)]
    aside = [row for row in index if row not in graded.index]
    table.loc[aside, "tier_reason"] = _why_aside(loaded, aside)
    table.loc[aside, "state"] = SET_ASIDE_STATE
    return table


def _why_aside(loaded: Loaded, rows: Sequence[int]) -> list[str]:
    """Say what is wrong with rows that were set aside."""
    lang, said = loaded.lang, dict[int, list[str]]()
    offsets = {part.name: part.offset for part in loaded.customers.sheets}
    for finding in loaded.findings:
        if finding.severity == "error" and finding.sheet in offsets:
            row = finding.row + offsets[finding.sheet]
            said.setdefault(row, []).append(clean_text(finding.line(lang)))
    return [
        f"{SET_ASIDE.pick(lang)}{': ' if lang == 'en' else '：'}{_BETWEEN.pick(lang).join(said.get(row, []))}"
        for row in rows
    ]


def _with_headers(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Give the table as it is exported: keys in English, headers and words of states in Chinese."""
    if lang == "en":
        return table
    words: dict[str, str] = {state: text.zh for state, text in STATE_TEXTS.items()}
    words[SET_ASIDE_STATE] = SET_ASIDE.zh
    return table.assign(state=table["state"].map(words)).rename(columns=HEADERS)


def _records(table: pd.DataFrame) -> list[list[Any]]:
    """Give the rows as plain values: texts, numbers, days, None where there is nothing."""
    columns = [_plain_values(table[header]) for header in table]
    return [list(row) for row in zip(*columns, strict=True)]


def _plain_values(column: "pd.Series[Any]") -> list[Any]:
    if column.dtype.kind == "M":
        return [None if pd.isna(day) else day.date() for day in column]
    return [None if pd.isna(value) or value == "" else value for value in column.tolist()]


def _csv(table: pd.DataFrame) -> bytes:
    texts = ([_csv_cell(value) for value in row] for row in _records(table))
    return list_bytes(table.columns, texts)


def _csv_cell(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _xlsx(table: pd.DataFrame) -> bytes:
    return plain_book("followup", list(table.columns), _records(table))


def _json(table: pd.DataFrame) -> bytes:
    rows = [dict(zip(table.columns, row, strict=True)) for row in _records(table)]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in rows)
    return f"[\n{lines}\n]\n".encode()


_JSON_STARTS: Final = tuple(f'[\n{{"{key}": '.encode() for key in ("sheet", HEADERS["sheet"]))


def _is_json_list(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(max(map(len, _JSON_STARTS)))
    return start in (b"", b"[\n\n]\n") or start.startswith(_JSON_STARTS)


_KINDS: Final = {
    ".csv": _FileKind(_csv, is_list_under(list(HEADERS), list(HEADERS.values()))),
    ".xlsx": _FileKind(_xlsx, is_plain_book),
    ".parquet": _FileKind(parquet_bytes, is_parquet_list),
    ".json": _FileKind(_json, _is_json_list),
}
"""Ending of the file's name → how it is written."""
