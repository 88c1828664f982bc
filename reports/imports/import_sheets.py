"""The sheets of the import desk: 导入记录, 待复核 with a column to answer in, 隔离."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reports.words.values import cell_link, clean_text
from schemas.columns import CUSTOMERS, OWNED_SHEETS
from schemas.imports import (
    ENDING_TEXTS,
    TELLING,
    Candidate,
    ImportView,
    QuarantinedLine,
    RowResult,
    WaitingRow,
    evidence_text,
)
from schemas.sheets import CellValue, OwnedSheet, SheetColumn, Tone
from schemas.texts import Lang, Text
from schemas.values import NO, YES, plain

SHEET_ROWS: Final = 20_000
"""So many rows each of these sheets holds, lest the team's workbook grows slow; every row is in the CSV of its import."""
LONGEST_TEXT: Final = 32_000
"""A cell holds 32,767 characters; the CSV file of the import has the whole text."""

_NOTE_LOG: Final = Text(
    "导入的每一行到哪里去了；由程序填写，请勿改动。本表最多 {limit} 行，有话要说的行优先；全部行见 followup-reports 里当次导入的 CSV。",
    "Where imported rows went; filled by the program. At most {limit} rows, those with something to tell first; the CSV of "
    "the import in followup-reports has every row.",
)
_NOTE_REVIEW: Final = Text(
    "拿不准是不是同一人的，请在“同一人？”一列填 是 或 否；下次 run 或 import 照此办理。其余各列由程序填写。",
    "Say yes or no in the column “Same?”; the next run or import does as you say. The program fills the other columns.",
)
_NOTE_QUARANTINE: Final = Text(
    "这些行没有导入。请在原名单里改好后再导入，改好的会自动从这里消失。",
    "These rows were not imported. Mend them in the list and import it again; what is mended leaves this sheet.",
)
_DAY: Final = Text("日期", "Date")
_FILE: Final = Text("文件", "File")
_SHEET: Final = Text("工作表", "Sheet")
_LINE: Final = Text("行", "Line")
_ENDING: Final = Text("结果", "Result")
_FILLED: Final = Text("补充", "Filled in")
_CONFLICTS: Final = Text("不一致（表里未改）", "Differs (workbook kept)")
_TIDIED: Final = Text("整理（原文 → 现在）", "Tidied (original → now)")
_KEPT: Final = Text("另存的内容", "Kept beside")
_WHY: Final = Text("说明", "Why")
_QUESTION: Final = Text("编号", "No.")
_SAME: Final = Text("同一人？", "Same?")
_SUGGESTION: Final = Text("建议", "Suggestion")
_EVIDENCE: Final = Text("依据", "Evidence")
_IN_LIST: Final = Text("名单：{header}", "List: {header}")
_IN_SHEET: Final = Text("表内：{header}", "Sheet: {header}")
_REST: Final = Text("名单里的其他内容", "Else in the list")
_SOURCE: Final = Text("来源", "Source")
_MEND: Final = Text("怎么办", "How to mend it")
_CELLS: Final = Text("原文", "As it stands")
_YES: Final = Text("是", "yes")
_NO: Final = Text("否", "no")
_WAITS: Final = Text("（待复核 {key}）", "(waits: {key})")


def import_sheets(view: ImportView, before: Mapping[str, OwnedSheet]) -> list[OwnedSheet]:
    """Write the sheets of the desk.

    Takes:   before: the sheets as they stand, by key; a missing one is not there yet.
    Returns: those that have, or had, something to say.
    """
    sheets = []
    log = log_rows(view)
    if log:
        sheets.append(_log_sheet(view, log, before.get("imports")))
    if view.waiting or "review" in before:
        sheets.append(review_sheet(view))
    lines = [*_elsewhere(view, before.get("quarantine")), *map(_quarantine_row, view.quarantine)]
    if lines or "quarantine" in before:
        sheets.append(_quarantine_sheet(lines, view.lang))
    return sheets


def log_rows(view: ImportView) -> list[RowResult]:
    """Give the input rows that the log does not have yet; what was set apart has a sheet of its own."""
    fresh = [
        r for r in (*view.settled, *view.results) if not r.is_old and r.ending != "quarantined"
    ]
    if len(fresh) <= SHEET_ROWS:
        return fresh
    telling = sorted(range(len(fresh)), key=lambda place: _silence(fresh[place]))[:SHEET_ROWS]
    return [fresh[place] for place in sorted(telling)]


def _silence(result: RowResult) -> int:
    """Rank a row by how little it tells: differing values first, then what is kept nowhere else in the workbook."""
    return (
        0
        if result.conflicts
        else 1
        if result.kept
        else 2
        if result.filled or result.ending == "review"
        else 3
    )


def _log_sheet(
    view: ImportView, added: Sequence[RowResult], before: OwnedSheet | None
) -> OwnedSheet:
    lang = view.lang
    columns = (
        SheetColumn(_DAY.pick(lang), 12, "date"),
        SheetColumn(_FILE.pick(lang), 24),
        SheetColumn(_SHEET.pick(lang), 12),
        SheetColumn(_LINE.pick(lang), 8, "integer"),
        SheetColumn(_ENDING.pick(lang), 9),
        SheetColumn(CUSTOMERS["customer_id"].header(lang), 12),
        SheetColumn(CUSTOMERS["name"].header(lang), 26),
        SheetColumn(_FILLED.pick(lang), 36),
        SheetColumn(_CONFLICTS.pick(lang), 36),
        SheetColumn(_TIDIED.pick(lang), 40),
        SheetColumn(_KEPT.pick(lang), 40),
        SheetColumn(_WHY.pick(lang), 36),
    )
    rows = [_log_row(view, result) for result in added]
    old = [_fit(row, len(columns)) for row in before.rows] if before else []
    kept = old[max(0, len(old) + len(rows) - SHEET_ROWS) :]
    tones: dict[int, Tone] = {}
    for place, result in enumerate(added, start=len(kept)):
        if result.conflicts:
            tones[place] = "warn"
    note = _NOTE_LOG.fill(limit=f"{SHEET_ROWS:,}").pick(lang)
    return OwnedSheet(
        "imports", OWNED_SHEETS["imports"].pick(lang), note, columns, [*kept, *rows], tones=tones
    )


def _log_row(view: ImportView, result: RowResult) -> tuple[CellValue, ...]:
    file, sheet, line = result.place
    texts = (result.filled, result.conflicts, result.tidied, result.kept, result.why)
    return (
        view.as_of,
        file,
        sheet or None,
        line,
        ENDING_TEXTS[result.ending].pick(view.lang),
        result.customer_id or None,
        clean_text(result.name) or None,
        *(_short(text) for text in texts),
    )


def review_sheet(view: ImportView) -> OwnedSheet:
    """Write one line for each pair that waits, the list beside the workbook."""
    lang = view.lang
    beside = [key for key in TELLING if any(_says(row, key) for row in view.waiting)]
    columns = [
        SheetColumn(_QUESTION.pick(lang), 9),
        SheetColumn(_SAME.pick(lang), 10, choices=(_YES.pick(lang), _NO.pick(lang))),
        SheetColumn(_SUGGESTION.pick(lang), 8),
        SheetColumn(_EVIDENCE.pick(lang), 40, "wrap"),
        SheetColumn(CUSTOMERS["customer_id"].header(lang), 14),
    ]
    for key in beside:
        header = CUSTOMERS[key].header(lang)
        columns += [
            SheetColumn(side.fill(header=header).pick(lang), 20) for side in (_IN_LIST, _IN_SHEET)
        ]
    columns += [
        SheetColumn(_REST.pick(lang), 36),
        SheetColumn(_SOURCE.pick(lang), 28),
        SheetColumn(_DAY.pick(lang), 12, "date"),
    ]
    rows: list[tuple[CellValue, ...]] = []
    links: dict[tuple[int, int], str] = {}
    for row in view.waiting:
        if len(rows) + len(row.candidates) > SHEET_ROWS:
            break  # asked once these are answered
        for one in row.candidates:
            if one.row:
                links[len(rows), 4] = cell_link(view.customer_sheet, view.id_letters, one.row)
            rows.append(_pair_row(view, row, one, beside))
    note = _NOTE_REVIEW.pick(lang)
    return OwnedSheet(
        "review", OWNED_SHEETS["review"].pick(lang), note, tuple(columns), rows, links
    )


def _says(row: WaitingRow, key: str) -> bool:
    return bool(row.values.get(key)) or any(one.values.get(key) for one in row.candidates)


def _pair_row(
    view: ImportView, row: WaitingRow, one: Candidate, beside: Sequence[str]
) -> tuple[CellValue, ...]:
    lang = view.lang
    who = _WAITS.fill(key=one.waits).pick(lang) if one.waits else one.customer_id
    pairs = [(_shown(row.values.get(key)), one.values.get(key)) for key in beside]
    return (
        f"{row.key}-{one.number}",
        view.answers.get((row.key, one.number)),
        suggestion(one, lang),
        _short(evidence_text(one.evidence, lang)),
        who or None,
        *(cell for pair in pairs for cell in pair),
        _short(rest_text(row, lang)),
        _short("；".join(place.shown for place in row.places)),
        row.day,
    )


def suggestion(one: Candidate, lang: Lang) -> str:
    """Say what the evidence speaks for."""
    return (_YES if one.score > 0 else _NO).pick(lang)


def _field(key: str, lang: Lang) -> str:
    return CUSTOMERS[key].header(lang) if key in CUSTOMERS.keys else key


def rest_text(row: WaitingRow, lang: Lang) -> str:
    """Give what a waiting row says beside the fields that are shown side by side."""
    colon, mark = ("：", "；") if lang == "zh" else (": ", "; ")
    others = [
        f"{_field(key, lang)}{colon}{_shown(value)}"
        for key, value in row.values.items()
        if key not in TELLING
    ]
    return mark.join(filter(None, [*others, row.kept]))


def read_answers(
    sheet: OwnedSheet,
) -> tuple[dict[tuple[str, int], str], dict[tuple[str, int], bool]]:
    """Read what people have answered, wherever they have moved the columns and rows.

    Returns: (question, candidate) → what stands in the column, and → yes or no where it is clear.
    """
    headers = [plain(column.header) for column in sheet.columns]
    words = [[plain(word) for word in text] for text in (_QUESTION, _SAME)]
    places = [
        next((headers.index(word) for word in spelt if word in headers), None) for spelt in words
    ]
    written: dict[tuple[str, int], str] = {}
    if places[0] is None or places[1] is None:
        return {}, {}
    for row in sheet.rows:
        question, _, number = plain(row[places[0]]).rpartition("-")
        answer = plain(row[places[1]])
        if answer and question and number.isdigit():
            written[question, int(number)] = answer
    clear = {key: text.lower() in YES for key, text in written.items() if text.lower() in YES | NO}
    return written, clear


def _elsewhere(view: ImportView, before: OwnedSheet | None) -> Iterator[tuple[CellValue, ...]]:
    """Give the lines of other lists than those of this import: their lists have not come in again."""
    files = {source.file for source in view.sources}
    width = len(_quarantine_columns(view.lang))
    for row in before.rows if before else ():
        if len(row) > 1 and str(row[1]) not in files:
            yield _fit(row, width)


def _quarantine_row(line: QuarantinedLine) -> tuple[CellValue, ...]:
    file, sheet, number = line.place
    return (line.day, file, sheet or None, number, line.why, line.mend, _short(line.text))


def _quarantine_columns(lang: Lang) -> tuple[SheetColumn, ...]:
    return (
        SheetColumn(_DAY.pick(lang), 12, "date"),
        SheetColumn(_FILE.pick(lang), 24),
        SheetColumn(_SHEET.pick(lang), 12),
        SheetColumn(_LINE.pick(lang), 8, "integer"),
        SheetColumn(_WHY.pick(lang), 40, "wrap"),
        SheetColumn(_MEND.pick(lang), 40, "wrap"),
        SheetColumn(_CELLS.pick(lang), 80),
    )


def _quarantine_sheet(rows: Sequence[tuple[CellValue, ...]], lang: Lang) -> OwnedSheet:
    name, note = OWNED_SHEETS["quarantine"].pick(lang), _NOTE_QUARANTINE.pick(lang)
    return OwnedSheet("quarantine", name, note, _quarantine_columns(lang), rows[:SHEET_ROWS])


def with_days_known(
    lines: Sequence[QuarantinedLine], before: OwnedSheet | None
) -> list[QuarantinedLine]:
    """Give lines that are set apart already, just as they stand, the day on which it happened."""
    days = {tuple(row[1:7]): row[0] for row in before.rows if len(row) > 6} if before else {}  # noqa: PLR2004 -- the sheet's columns
    known = ((line, days.get(_quarantine_row(line)[1:])) for line in lines)
    return [line._replace(day=day) if isinstance(day, dt.date) else line for line, day in known]


def _shown(value: CellValue) -> str | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _short(text: str) -> str | None:
    clean = clean_text(text)
    return (clean if len(clean) <= LONGEST_TEXT else f"{clean[:LONGEST_TEXT]} …") or None


def _fit(row: Sequence[CellValue], width: int) -> tuple[CellValue, ...]:
    return (*row[:width], *[None] * (width - len(row)))
