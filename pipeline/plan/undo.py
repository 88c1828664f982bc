"""Undo: the plan reversed, cell by cell, keeping what people edited since; or the backup's bytes, if nobody did."""

import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from pipeline.errors import WriteFailedError
from pipeline.plan.undo_rows import Columns, apart, merged, take_back
from pipeline.workbook.safety.failures import true_messages
from pipeline.workbook.safety.safety import Replaced, file_sha256, replace_workbook
from schemas.plan import ColumnPatch, Plan
from schemas.records import Changes, ColumnRecord, SheetRecord, same_value
from schemas.sheets import CellValue, OwnedSheet
from schemas.tables import column_letters
from schemas.texts import Lang, Text

_EDITED = Text("运行之后有人改过", "edited since the run")
ROW_EDITED = Text(
    "这一行是那次运行加的，之后有人改过，整行保留",
    "the run added this row and a person edited it since: all of it stays",
)
_ROW_GONE = Text(
    "这位客户的行已不在表里,或编号改了、重复了",
    "the customer's row is gone, or the id changed or is not unique",
)
_COLUMN_GONE = Text("这一列已不在表里", "the column is gone")
_SHEET_GONE = Text("这张工作表已不在了", "the sheet is gone")
_SHEET_EDITED = Text(
    "有人改过这张自动表,或已把它删除", "somebody edited this owned sheet, or removed it"
)
_REASON = Text("撤销运行 {run}", "undo of run {run}")
_EMPTIED = Text(
    "本表的内容已撤销(运行 {run})。", "The content of this sheet was undone (run {run})."
)
_NO_BACKUP = Text(
    "{backup}: 备份文件不见了或内容不对,不能整份还原。原表没有改动。",
    "{backup}: the backup is missing or not what was saved, so it cannot be restored. The workbook was not changed.",
)


class Grid(Protocol):
    """One sheet of the workbook as it is now."""

    def value(self, row: int, column: int) -> CellValue:
        """Give a cell's value, None for a blank; row and column count from 1."""


class Kept(NamedTuple):
    """What undo leaves as it is, and why.

    cell: A1 address now, 5:5 = the whole row; "" = the whole column or sheet · customer: id, "" = not about one row · header: of the column
    ours: what the run wrote · theirs: what stands there now (None too where the cell is gone).
    """

    sheet: str
    cell: str
    customer: str
    header: str
    ours: CellValue
    theirs: CellValue
    why: Text


@dataclass(slots=True)
class _Reverse:
    """The reversed cells of one column, gathered row by row."""

    rows: list[int] = field(default_factory=list)
    old: list[CellValue] = field(default_factory=list)
    new: list[CellValue] = field(default_factory=list)


def undo_plan(  # noqa: PLR0913 -- what was, what is, and how to find it again
    recorded: Changes,
    current: Callable[[str], Grid | None],
    rows: Mapping[str, int],
    *,
    columns: Mapping[str, int] | None = None,
    filled: Collection[int] = (),
    computed: Collection[int] = (),
    edited_sheets: Collection[str] = (),
    lang: Lang = "zh",
) -> tuple[Plan, list[Kept]]:
    """Plan the way back from one run, without touching what people did since.

    Takes:   recorded: from the ledger · current: the sheet of that name now, None if there is none · rows: customer id
             → Excel row now, only ids that stand in exactly one row · columns: header → column now; None = as recorded
             · filled: columns that the program fills · computed: columns that formulas fill · edited_sheets: keys of owned sheets that were edited by hand or removed.
    Returns: the plan, and what it leaves alone. A cell that still shows what the run wrote goes back; one that shows
             the old value already is left without a word. An added column is emptied, its header stays for the next
             run; an owned sheet that the run made is emptied. A row that the run added is emptied whole, with what the
             program filled in since, unless a person changed or added anything in it: then it is theirs and stays.
    """
    reason = _REASON.fill(run=recorded.run_id).pick(lang)
    patches: list[ColumnPatch] = []
    kept: list[Kept] = []
    before, added = apart(recorded)
    for record in before:
        grid = current(record.sheet)
        column = record.column if columns is None else columns.get(record.header)
        if grid is None or column is None:
            why = _SHEET_GONE if grid is None else _COLUMN_GONE
            kept.append(Kept(record.sheet, "", "", record.header, None, None, why))
            continue
        reverse = _reverse(record, grid, column, rows, kept)
        if reverse.rows:
            patches.append(_patch(record, column, reverse, reason))
    for sheet, records in added.items():
        grid = current(sheet)
        if grid is None:
            kept.append(Kept(sheet, "", "", "", None, None, _SHEET_GONE))
            continue
        found = take_back(records, grid.value, rows, Columns(columns, filled, computed), reason)
        patches += found.patches
        kept += [Kept(sheet, "", "", header, None, None, _COLUMN_GONE) for header in found.lost]
        kept += [Kept(sheet, "", key, "", None, None, _ROW_GONE) for key in found.gone]
        kept += [
            Kept(sheet, f"{row}:{row}", key, "", None, None, ROW_EDITED)
            for row, key in found.edited
        ]
    sheets = list(_sheets(recorded, edited_sheets, kept, lang))
    return Plan(recorded.as_of, columns=tuple(merged(patches)), sheets=tuple(sheets)), kept


def restore_backup(  # noqa: PLR0913 -- as replace_workbook
    path: Path,
    backup: Path,
    expected_sha256: str,
    *,
    backup_sha256: str,
    keep: Path,
    announce: Callable[[str], None] | None = None,
) -> Replaced:
    """Put the backup's bytes back, exactly; for a workbook that still is what the run wrote.

    Takes:   expected_sha256: of the workbook now · backup_sha256: what the backup must be (the run's digest before) ·
             keep: where the present workbook is backed up in turn · announce: see `replace_workbook`.
    Raises:  WriteFailedError if the backup is missing or damaged; as `replace_workbook`.
    """

    def write(handle: BinaryIO) -> None:
        with backup.open("rb") as source:
            shutil.copyfileobj(source, handle)

    def verify(temp: Path) -> None:
        if file_sha256(temp) != backup_sha256:
            raise WriteFailedError(_NO_BACKUP.fill(backup=backup))

    with true_messages(backup):
        if not backup.is_file():
            raise WriteFailedError(_NO_BACKUP.fill(backup=backup))
    return replace_workbook(
        path,
        expected_sha256=expected_sha256,
        backup=keep,
        write=write,
        verify=verify,
        announce=announce,
    )


def _reverse(
    record: ColumnRecord, grid: Grid, column: int, rows: Mapping[str, int], kept: list[Kept]
) -> _Reverse:
    places = []
    times = Counter(record.row_keys)
    for key, old, new in zip(record.row_keys, record.old, record.new, strict=True):
        row = rows.get(key) if times[key] == 1 else None  # an id of two rows names neither
        if row is None:
            kept.append(Kept(record.sheet, "", key, record.header, new, None, _ROW_GONE))
        else:
            places.append((row, key, old, new))
    places.sort(key=lambda place: place[0])  # people sort their sheets; a plan's rows ascend
    reverse = _Reverse()
    for row, key, old, new in places:
        theirs = grid.value(row, column)
        if same_value(theirs, new):
            reverse.rows.append(row)
            reverse.old.append(theirs)
            reverse.new.append(old)
        elif not same_value(theirs, old):
            kept.append(
                Kept(
                    record.sheet,
                    f"{column_letters(column)}{row}",
                    key,
                    record.header,
                    new,
                    theirs,
                    _EDITED,
                )
            )
    return reverse


def _patch(record: ColumnRecord, column: int, reverse: _Reverse, reason: str) -> ColumnPatch:
    # The kind stays that of the column; an old value of another type is stored by its own type.
    reasons = [reason] * len(reverse.rows)
    return ColumnPatch(
        record.sheet,
        column,
        record.header,
        record.kind,
        reverse.rows,
        reverse.old,
        reverse.new,
        reasons,
    )


def _sheets(
    recorded: Changes, edited: Collection[str], kept: list[Kept], lang: Lang
) -> Iterator[OwnedSheet]:
    for record in recorded.sheets:
        if record.key in edited:
            kept.append(Kept(record.name, "", "", "", None, None, _SHEET_EDITED))
        else:
            yield record.before or _emptied(record, _EMPTIED.fill(run=recorded.run_id).pick(lang))


def _emptied(record: SheetRecord, note: str) -> OwnedSheet:
    return OwnedSheet(record.key, record.name, note, record.columns, ())
