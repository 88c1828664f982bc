"""export: every customer with tier, date and reasons as a file for pivots, Power BI and other programs."""

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
from pipeline.jobs import export as exporting
from pipeline.jobs.results import Request
from schemas.texts import Text


@click.command(
    help=say(
        "导出全部客户，一位一行：等级、下次跟进、原因、状态、上次跟进、分钟、完整度，供透视表、Power BI 和别的程序使用。"
        "文件种类看 --out 的结尾。工作簿不动；被搁置的行也列出，并写明原因。\n\n"
        "\b\n例：\n  followup export 客户跟进管理表.xlsx --out 客户.csv\n"
        "  followup export 客户跟进管理表.xlsx --out 客户.parquet --lang en",
        "Export every customer, one row each: tier, next due, reasons, state, last contact, minutes, completeness, for "
        "pivots, Power BI and other programs. The ending of --out says which kind of file. The workbook stays as it is; "
        "rows set aside are listed too, with the reason.\n\n"
        "\b\nExamples:\n  followup export customers.xlsx --out customers.csv\n"
        "  followup export customers.xlsx --out customers.parquet",
    )
)
@workbook_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE.csv|.xlsx|.parquet|.json",
    help=say("写到哪个文件；结尾决定种类", "The file to write; its ending says which kind"),
)
@as_of_option
@lang_option
@config_option
@click.pass_context
def export(
    ctx: click.Context,
    workbook: Path,
    out: Path,
    as_of: dt.date,
    lang: str | None,
    config: Path | None,
) -> None:
    """Write the file."""
    request = Request(workbook, as_of, chosen_lang(lang), config)
    found = exporting.export(request, out, ProgressLines())
    ctx.meta["lang"] = found.lang
    done = Text("已导出 {count} 位客户：{out}", "Exported {count} customers: {out}")
    click.echo(done.fill(count=f"{found.customers:,}", out=out).pick(found.lang))
    if found.set_aside:
        aside = Text(
            "其中 {count} 行因数据有误被搁置，没有等级和日期",
            "{count} of them are set aside because of an error and have no tier and date",
        )
        click.echo(aside.fill(count=f"{found.set_aside:,}").pick(found.lang))
