"""messages: birthday, festival and greeting texts for mail merge. The program never sends messages to customers."""

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.language import say
from pipeline.cli.options import (
    ProgressLines,
    as_of_option,
    chosen_lang,
    config_option,
    lang_option,
    workbook_argument,
)
from pipeline.jobs import weekly as runs
from pipeline.jobs.results import Request
from schemas.texts import Text


@click.command(
    help=say(
        "导出未来几周要发的生日、节日和问候短信，一位客户一行，已填好称呼，供群发工具或邮件合并使用。文字取自工作簿的“短信库”，"
        "没有就用自带的。程序从不代发。\n\n"
        "\b\n例：\n  followup messages 客户跟进管理表.xlsx --out 短信.csv\n  followup messages 客户跟进管理表.xlsx --out 短信.csv --weeks 4",
        "Export the birthday, festival and greeting messages of the coming weeks, one row a customer, filled in, for mail "
        "merge. Texts come from the workbook's sheet Message library, else from the program. Nothing is ever sent.\n\n"
        "\b\nExamples:\n  followup messages customers.xlsx --out messages.csv\n  followup messages customers.xlsx --out messages.csv --weeks 4",
    )
)
@workbook_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help=say("写到哪个 CSV 文件", "The CSV file to write"),
)
@click.option(
    "--weeks",
    type=click.IntRange(1, 52),
    default=2,
    show_default=True,
    help=say("看几周", "How many weeks ahead"),
)
@as_of_option
@lang_option
@config_option
@click.pass_context
def messages(
    ctx: click.Context,
    workbook: Path,
    out: Path,
    weeks: int,
    as_of: dt.date,
    lang: str | None,
    config: Path | None,
) -> None:
    """Write the messages."""
    request = Request(workbook, as_of, chosen_lang(lang), config)
    found = runs.messages(request, out, weeks, ProgressLines())
    ctx.meta["lang"] = found.lang
    done = Text("已导出 {count} 条：{out}", "Exported {count} messages: {out}")
    click.echo(done.fill(count=f"{found.count:,}", out=out).pick(found.lang))
    if found.without_text:
        lacking = Text(
            "另有 {count} 次触达在短信库里没有文字，没有导出",
            "{count} touches have no text in the library and were left out",
        )
        click.echo(lacking.fill(count=f"{found.without_text:,}").pick(found.lang))
