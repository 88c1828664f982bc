"""What people read of an import in the terminal, and what they are asked there."""

from collections.abc import Iterator, Mapping

import click

from pipeline.cli.language import say
from pipeline.importing.desk.batch import shown
from pipeline.jobs.import_report import Imported
from pipeline.understanding.columns.mapping import ColumnMapping, MappedColumn
from pipeline.understanding.model import SourceTable
from schemas.columns import CUSTOMERS
from schemas.imports import ENDING_TEXTS, ENDINGS, ImportView, SourceView
from schemas.texts import Text
from schemas.values import cell_value

_SHOWN = 10
_SAMPLES = 3
_SEARCHED = 50
_UNSURE = Text("（拿不准）", " (not sure)")


def print_import(done: Imported, *, dry_run: bool) -> None:
    """Print how each list was read, where its rows went, and what to do next."""
    view = done.view
    for source in view.sources:
        _print_source(source, view, whole=dry_run)
    if view.sources:
        _tell(view, _sums(view))
    if view.settled:
        _tell(
            view,
            Text("按待复核的回答办理：{count} 行", "Settled as answered: {count} rows").fill(
                count=len(view.settled)
            ),
        )
    for note in view.notes:
        _tell(view, Text("注意：{note}", "Note: {note}").fill(note=note))
    for line in _to_do(view):
        _tell(view, line)
    _print_end(done, dry_run=dry_run)


def _print_source(source: SourceView, view: ImportView, *, whole: bool) -> None:
    """Say what a list was taken for; whole: with everything that was found out, else just what a person should look at."""
    place = " ".join(filter(None, (source.file, source.sheet)))
    _tell(
        view,
        Text("{place}（{kind}，{rows} 行）", "{place} ({kind}, {rows} rows)").fill(
            place=place, kind=source.kind, rows=f"{source.rows:,}"
        ),
    )
    for found in source.sniffed:
        if found.is_sure and not whole:
            continue
        option = f"  {found.option}" if found.option else ""
        sure = "" if found.is_sure else _UNSURE.pick(view.lang)
        click.echo(f"  {found.what}: {found.value}{sure}  — {found.why}{option}")
    for column in source.columns:
        if column.is_sure and not whole:
            continue
        sure = "" if column.is_sure else _UNSURE.pick(view.lang)
        target = column.column or Text("另存", "kept beside").pick(view.lang)
        click.echo(f"  {column.header} → {target}{sure}  — {column.why}")
    if source.mapping_file:
        _tell(
            view,
            Text(
                "  有列拿不准：可编辑 {file} 后再导入",
                "  columns are not sure: edit {file} and import again",
            ).fill(file=source.mapping_file),
        )
    if source.repairs:
        _tell(
            view,
            Text("  修好 {count} 行的格子", "  cells of {count} rows were put right").fill(
                count=len(source.repairs)
            ),
        )


def _sums(view: ImportView) -> Text:
    counts, total = view.counts, len(view.results)
    parts = [
        [f"{ENDING_TEXTS[ending].pick(lang)} {counts[ending]:,}" for ending in ENDINGS]
        for lang in ("zh", "en")
    ]
    return Text(
        f"共 {total:,} 行 = {' + '.join(parts[0])}", f"{total:,} rows = {' + '.join(parts[1])}"
    )


def _to_do(view: ImportView) -> Iterator[Text]:
    conflicts = sum(bool(result.conflicts) for result in view.results)
    if conflicts:
        yield Text(
            f"名单与表内不一致 {conflicts:,} 行：表里没有改，见“导入记录”",
            f"{conflicts:,} rows differ from the workbook, which was kept: see “Import log”",
        )
    if view.waiting:
        yield Text(
            f"待复核 {len(view.waiting):,} 条：请在“待复核”表的“同一人？”列填 是 或 否，下次 run 或 import 照办",
            f"{len(view.waiting):,} questions wait: say yes or no on the sheet “To review”; the next run or import obeys",
        )
    for line in view.quarantine[:_SHOWN]:
        yield Text(
            f"  隔离 {line.place.shown}：{line.why}",
            f"  quarantined {line.place.shown}: {line.why}",
        )
    if len(view.quarantine) > _SHOWN:
        yield Text(
            f"  … 其余 {len(view.quarantine) - _SHOWN:,} 行见“隔离”",
            f"  … the other {len(view.quarantine) - _SHOWN:,}: see “Quarantine”",
        )


def _print_end(done: Imported, *, dry_run: bool) -> None:
    view, plan, workbook = done.view, done.plan, done.request.workbook
    new = done.added
    if dry_run:
        _tell(
            view,
            Text(
                f"试运行：会新增 {new:,} 行，共写 {plan.cell_count:,} 格。没有写入。",
                f"Dry run: {new:,} rows would be added, {plan.cell_count:,} cells written. Nothing was written.",
            ),
        )
        return
    if done.written is None:
        _tell(
            view,
            Text(
                "工作簿没有要改的，没有写入。", "The workbook needs no change; nothing was written."
            ),
        )
    else:
        names = [sheet.name for sheet in plan.sheets]
        _tell(
            view,
            Text(
                f"已新增 {new:,} 行，共写 {plan.cell_count:,} 格，刷新 {'、'.join(names)}",
                f"Added {new:,} rows, wrote {plan.cell_count:,} cells, refreshed {', '.join(names)}",
            ),
        )
        _tell(view, Text(f"备份：{done.written.backup}", f"Backup: {done.written.backup}"))
        _tell(
            view,
            Text(f'撤销：followup undo "{workbook}"', f'Take back: followup undo "{workbook}"'),
        )
        if new:
            _tell(
                view,
                Text(
                    f'下一步：followup run "{workbook}"（算出新客户的等级和日期）',
                    f'Next: followup run "{workbook}" (tiers and dates of the new customers)',
                ),
            )
    if done.page:
        _tell(view, Text(f"网页：{done.page}", f"Page: {done.page}"))
        _tell(view, Text(f"逐行明细：{done.table}", f"Row by row: {done.table}"))


def _tell(view: ImportView, text: Text) -> None:
    click.echo(text.pick(view.lang))


def ask_columns(table: SourceTable, mapping: ColumnMapping) -> Mapping[int, str | None]:
    """Ask about each unsure column: show its header and first values, and what it could be."""
    click.echo(
        say(
            f"{table.file} {table.sheet}：有几列拿不准",
            f"{table.file} {table.sheet}: some columns are not sure",
        ),
        err=True,
    )
    taken = {column.key for column in mapping.columns if column.sure and column.key}
    answers: dict[int, str | None] = {}
    for column in mapping.unsure:
        chosen = answers[column.place] = _ask(table, column, taken)
        taken |= {chosen} if chosen else set()
    return answers


def _ask(table: SourceTable, column: MappedColumn, taken: set[str]) -> str | None:
    keys = [key for key, _ in column.candidates if key not in taken]
    click.echo(
        f"\n  {column.header or '#' + str(column.place + 1)}: {' | '.join(_samples(table, column.place))}",
        err=True,
    )
    for number, key in enumerate(keys, start=1):
        click.echo(f"    {number} {say(CUSTOMERS[key].zh, CUSTOMERS[key].en)}", err=True)
    click.echo(say("    0 都不是，原样另存", "    0 none of them, keep it beside"), err=True)
    default = keys.index(column.key) + 1 if column.key in keys else 0
    chosen: int = click.prompt(
        say("  是哪一列", "  Which one"),
        type=click.IntRange(0, len(keys)),
        default=default,
        err=True,
    )
    return keys[chosen - 1] if chosen else None


def _samples(table: SourceTable, place: int) -> list[str]:
    texts = (shown(cell_value(row[place])) for row in table.rows[:_SEARCHED])
    return list(dict.fromkeys(text for text in texts if text))[:_SAMPLES]
