"""run, check, explain: what a team does every week."""

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.language import say
from pipeline.cli.mail_printing import print_mailed
from pipeline.cli.options import (
    ProgressLines,
    as_of_option,
    chosen_lang,
    config_option,
    insist_option,
    json_option,
    lang_option,
    print_json,
    workbook_argument,
)
from pipeline.cli.printing import print_check, print_explanation, print_run
from pipeline.delivery.smtp import Patience
from pipeline.errors import ExitCode
from pipeline.jobs import explain as explaining
from pipeline.jobs import imports as importing
from pipeline.jobs import mail as telling
from pipeline.jobs import weekly as runs
from pipeline.jobs.mail import Mailed
from pipeline.jobs.results import Outcome, Request
from schemas.consent import Insist


@click.command(
    help=say(
        "每周运行一次：读工作簿，检查数据，重算等级、下次跟进和原因，只写回程序的那几列，并刷新本周跟进等几张自动表和网页。"
        "写之前先备份，可用 followup undo 撤销。\n\n"
        "\b\n例：\n  followup run 客户跟进管理表.xlsx --dry-run   先看看会改什么\n  followup run 客户跟进管理表.xlsx             真正写入",
        "The weekly run: read the workbook, check the data, recompute tiers, due dates and reasons, write back just the "
        "program's columns, refresh its sheets and the page. A backup comes first; followup undo takes the run back.\n\n"
        "\b\nExamples:\n  followup run customers.xlsx --dry-run   see what would change\n  followup run customers.xlsx             write it",
    )
)
@workbook_argument
@as_of_option
@click.option(
    "--dry-run",
    is_flag=True,
    help=say("只显示会改什么，不写入", "Show what would change, write nothing"),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=say(
        "网页放到哪个文件夹；默认 followup-reports，在工作簿旁边",
        "Folder for the page; default: followup-reports beside the workbook",
    ),
)
@click.option(
    "--mail",
    is_flag=True,
    help=say(
        "写好后把信发给各位经理，见 followup mail",
        "Then send the managers' letters, see followup mail",
    ),
)
@insist_option
@lang_option
@config_option
@json_option
@click.pass_context
def run(
    ctx: click.Context,
    workbook: Path,
    as_of: dt.date,
    dry_run: bool,
    out: Path | None,
    mail: bool,
    insisted: frozenset[Insist],
    lang: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Run over a workbook."""
    request = Request(workbook, as_of, chosen_lang(lang), config, insisted)
    if mail:
        telling.require_mail(request)  # before anything is written
    if dry_run:
        outcome = importing.preview_run(request, ProgressLines())
    else:
        outcome = importing.run(request, _now(), out, ProgressLines())
    ctx.meta["lang"] = outcome.lang
    if not as_json:
        print_run(outcome)
    mailed = _mailed(outcome, dry_run=dry_run) if mail else None
    if as_json:
        told = {} if mailed is None else {"mail": mailed.to_json()}
        print_json({**outcome.to_json(), **told})
    elif mailed is not None:
        print_mailed(mailed)
    failed = mailed is not None and not mailed.complete
    ctx.exit(
        ExitCode.SOME_FAILED
        if failed
        else ExitCode.SET_ASIDE
        if outcome.set_aside
        else ExitCode.DONE
    )


@click.command(
    help=say(
        "检查数据：列出每个问题的位置、内容和改法，不写任何东西。有错误或提醒时退出码为 1。\n\n\b\n例：\n  followup check 客户跟进管理表.xlsx",
        "Check the data: list each problem with its cell, content and mend; write nothing. Exit code 1 if there are "
        "errors or warnings.\n\n\b\nExample:\n  followup check customers.xlsx",
    )
)
@workbook_argument
@as_of_option
@lang_option
@config_option
@json_option
@click.pass_context
def check(
    ctx: click.Context,
    workbook: Path,
    as_of: dt.date,
    lang: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Check a workbook."""
    outcome = runs.check(Request(workbook, as_of, chosen_lang(lang), config), ProgressLines())
    ctx.meta["lang"] = outcome.lang
    if as_json:
        print_json(outcome.to_json())
    else:
        print_check(outcome)
    ctx.exit(
        ExitCode.SET_ASIDE
        if any(finding.severity != "hint" for finding in outcome.findings)
        else ExitCode.DONE
    )


@click.command(
    help=say(
        "说明一位客户的等级和下次跟进日期从哪些单元格得来。客户可写编号或名称。\n\n\b\n例：\n  followup explain 客户跟进管理表.xlsx KH0012",
        "Tell from which cells one customer's tier and next due date come. Name the customer by id or name.\n\n"
        "\b\nExample:\n  followup explain customers.xlsx C0012",
    )
)
@workbook_argument
@click.argument("customer")
@as_of_option
@lang_option
@config_option
@json_option
@click.pass_context
def explain(
    ctx: click.Context,
    workbook: Path,
    customer: str,
    as_of: dt.date,
    lang: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Explain one customer."""
    explanation = explaining.explain(
        Request(workbook, as_of, chosen_lang(lang), config), customer, ProgressLines()
    )
    ctx.meta["lang"] = explanation.lang
    if as_json:
        print_json(explanation.to_json())
    else:
        print_explanation(explanation)


def _mailed(outcome: Outcome, *, dry_run: bool) -> Mailed:
    """Send the letters of a run, made from what it has worked out."""
    request, report = outcome.request, outcome.report
    if dry_run:
        return telling.dry_run(request, ProgressLines(), report)
    return telling.mail(request, telling.Choices(), Patience(), ProgressLines(), report)


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()
