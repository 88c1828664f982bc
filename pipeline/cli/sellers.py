"""calendar, day, handover: what a seller works with, made from the workbook, which stays as it is."""

import datetime as dt
import json
from pathlib import Path
from typing import Final

import click

from pipeline import sellers
from pipeline.cli.language import say
from pipeline.cli.options import (
    ProgressLines,
    as_of_option,
    chosen_lang,
    config_option,
    json_option,
    lang_option,
    workbook_argument,
)
from pipeline.outcomes import Request
from schemas.texts import Text

_OWN: Final = Text(
    "文件里有客户的联系方式，只给负责人本人", "The files hold the customers' numbers: for the seller alone"
)
_ENTRIES: Final = Text(
    "{seller}：{entries} 条，新增 {new}，改动 {changed}，取消 {cancelled}　{path}",
    "{seller}: {entries} entries, {new} new, {changed} changed, {cancelled} cancelled  {path}",
)
_DRY: Final = Text("没有写入任何东西", "Nothing was written")

seller_option = click.option("--seller", help=say("只做这一位负责人的", "Only this seller's"))
out_option = click.option(
    "--out", type=click.Path(path_type=Path),
    help=say("放到哪个文件夹；默认 followup-reports，在工作簿旁边", "Folder for the files; default: followup-reports beside the workbook"),
)  # fmt: skip


@click.command(
    help=say(
        "每位负责人一个日历文件（.ics）：到期的跟进、约好的日子、生日和节日，以及最迟准备好的日子，未来六周，都是全天日程。"
        "导入手机或电脑日历即可；下次再导入同名的新文件，改了的会更新，取消的会标为取消，不会重复。工作簿不变。\n\n"
        "\b\n例：\n  followup calendar 客户跟进管理表.xlsx\n  followup calendar 客户跟进管理表.xlsx --seller 林晓芸 --out 日历",
        "One calendar file (.ics) a seller: due follow-ups, agreed days, birthdays and festivals, and the days by which to "
        "be ready, six weeks ahead, as whole days. Import it into any calendar; importing the next one updates what has "
        "changed and cancels what is gone, without doubles. The workbook stays as it is.\n\n"
        "\b\nExamples:\n  followup calendar customers.xlsx\n  followup calendar customers.xlsx --seller Emma --out calendars",
    )
)
@workbook_argument
@seller_option
@out_option
@click.option("--dry-run", is_flag=True, help=say("只数一数，不写入", "Only count, write nothing"))
@as_of_option
@lang_option
@config_option
@json_option
@click.pass_context
def calendar(
    ctx: click.Context,
    workbook: Path,
    seller: str | None,
    out: Path | None,
    dry_run: bool,
    as_of: dt.date,
    lang: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Write the calendars."""
    request = Request(workbook, as_of, chosen_lang(lang), config)
    found = sellers.calendars(request, seller, out, dt.datetime.now().astimezone(), ProgressLines(), dry_run=dry_run)
    ctx.meta["lang"] = found.lang
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
        return
    for one in found.files:
        click.echo(_ENTRIES.fill(seller=one.seller, path=one.path, **one.counts).pick(found.lang))
    for note in (*found.notes, _DRY if dry_run else _OWN):
        click.echo(note.pick(found.lang))
