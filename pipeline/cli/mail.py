"""mail: each manager's letter."""

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
    json_option,
    lang_option,
    print_json,
    workbook_argument,
)
from pipeline.delivery.smtp import Patience
from pipeline.errors import ExitCode
from pipeline.jobs import mail as telling
from pipeline.jobs.results import Request


@click.command(
    help=say(
        "把本周情况发给每位经理，只含他自己团队的客户。收件人来自“团队”表的 经理 和 经理邮箱；发信服务器写在 followup.toml 的 [mail]，"
        "密码只取自环境变量 FOLLOWUP_SMTP_PASSWORD 或系统钥匙串。同一天重复运行只补发没发出去的，不会重复发。\n\n"
        "\b\n例：\n  followup mail 客户跟进管理表.xlsx --preview   写成 .eml 文件先看看，不发\n  followup mail 客户跟进管理表.xlsx             发出",
        "Send each manager the week of the own team, and nobody else's customers. The recipients stand on the team sheet "
        "(Manager, Manager e-mail), the server under [mail] in followup.toml; the password comes from FOLLOWUP_SMTP_PASSWORD or "
        "the system keyring alone. Running again on the same day sends only what has not gone; nothing goes twice.\n\n"
        "\b\nExamples:\n  followup mail customers.xlsx --preview   write .eml files to look at, send nothing\n"
        "  followup mail customers.xlsx             send",
    )
)
@workbook_argument
@as_of_option
@click.option(
    "--preview",
    is_flag=True,
    help=say(
        "写成 .eml 文件，不发信，也不连网", "Write .eml files; send nothing, open no connection"
    ),
)
@click.option(
    "--dry-run", is_flag=True, help=say("只列出会发给谁", "Only list who would get a letter")
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=say(
        "--preview 的文件放到哪里；默认 followup-reports",
        "Folder for --preview; default: followup-reports",
    ),
)
@click.option(
    "--again",
    multiple=True,
    metavar="ADDRESS",
    help=say(
        "再发一次给这个邮箱（是否送达不明，或要补发时）",
        "Send once more to this address (it is in doubt, or got lost)",
    ),
)
@click.option(
    "--arrived",
    multiple=True,
    metavar="ADDRESS",
    help=say("是否送达不明的信，对方已收到", "The letter in doubt to this address has arrived"),
)
@lang_option
@config_option
@json_option
@click.pass_context
def mail(
    ctx: click.Context,
    workbook: Path,
    as_of: dt.date,
    preview: bool,
    dry_run: bool,
    out: Path | None,
    again: tuple[str, ...],
    arrived: tuple[str, ...],
    lang: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Send the managers' letters."""
    request = Request(workbook, as_of, chosen_lang(lang), config)
    if dry_run:
        mailed = telling.dry_run(request, ProgressLines())
    elif preview:
        mailed = telling.preview(request, out, ProgressLines())
    else:
        mailed = telling.mail(request, telling.Choices(again, arrived), Patience(), ProgressLines())
    ctx.meta["lang"] = mailed.lang
    if as_json:
        print_json(mailed.to_json())
    else:
        print_mailed(mailed)
    ctx.exit(ExitCode.DONE if mailed.complete else ExitCode.SOME_FAILED)
