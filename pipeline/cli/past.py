"""undo and history: what was done to a workbook, and how to take it back."""

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.language import say, ui_lang
from pipeline.cli.options import (
    chosen_lang,
    insist_option,
    json_option,
    lang_option,
    print_json,
    workbook_argument,
)
from pipeline.cli.printing import print_history, print_undo
from pipeline.errors import ExitCode
from pipeline.jobs import undo as past
from schemas.consent import Insist


@click.command(
    help=say(
        "撤销一次运行，默认撤销最近一次。运行之后有人改过的单元格会保留，并逐个列出(退出码 1)。撤销前同样先备份。\n\n"
        "\b\n例：\n  followup undo 客户跟进管理表.xlsx --dry-run\n  followup undo 客户跟进管理表.xlsx",
        "Take back a run, by default the newest. Cells that a person edited since are kept and named (exit code 1). "
        "A backup comes first.\n\n\b\nExamples:\n  followup undo customers.xlsx --dry-run\n  followup undo customers.xlsx",
    )
)
@workbook_argument
@click.argument("run_id", metavar="[RUN]", required=False)
@click.option(
    "--dry-run",
    is_flag=True,
    help=say("只显示会改什么，不写入", "Show what would change, write nothing"),
)
@insist_option
@lang_option
@json_option
@click.pass_context
def undo(
    ctx: click.Context,
    workbook: Path,
    run_id: str | None,
    dry_run: bool,
    insisted: frozenset[Insist],
    lang: str | None,
    as_json: bool,
) -> None:
    """Take a run back."""
    now = dt.datetime.now().astimezone()
    outcome = past.undo(
        workbook, run_id, now, chosen_lang(lang), dry_run=dry_run, insisted=insisted
    )
    if as_json:
        print_json(outcome.to_json())
    else:
        print_undo(outcome)
    ctx.exit(ExitCode.SET_ASIDE if outcome.kept else ExitCode.DONE)


@click.command(
    help=say(
        "列出这份工作簿的历次运行：编号、时间、改了几格、能否撤销。\n\n\b\n例：\n  followup history 客户跟进管理表.xlsx",
        "List the runs over a workbook: id, time, cells changed, whether it can be taken back.\n\n\b\nExample:\n  followup history customers.xlsx",
    )
)
@workbook_argument
@lang_option
@json_option
def history(workbook: Path, lang: str | None, as_json: bool) -> None:
    """List the runs."""
    records = past.history(workbook)
    if as_json:
        print_json([past.run_json(record) for record in records])
    else:
        print_history(records, chosen_lang(lang) or ui_lang())
