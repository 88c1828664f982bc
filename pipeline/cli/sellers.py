"""calendar, day, handover: what a seller works with, made from the workbook, which stays as it is."""

import datetime as dt
from pathlib import Path
from typing import Final

import click

from pipeline.cli.language import say
from pipeline.cli.options import (
    ProgressLines,
    as_of_option,
    chosen_lang,
    config_option,
    json_option,
    lang_option,
    print_json,
    read_day,
    workbook_argument,
)
from pipeline.jobs import seller_day as sellers
from pipeline.jobs.results import Request
from schemas.texts import Text

_OWN: Final = Text(
    "文件里有客户的联系方式，只给负责人本人",
    "The files hold the customers' numbers: for the seller alone",
)
_ENTRIES: Final = Text(
    "{seller}：{entries} 条，新增 {new}，改动 {changed}，取消 {cancelled}  {path}",
    "{seller}: {entries} entries, {new} new, {changed} changed, {cancelled} cancelled  {path}",
)
_DUE: Final = Text("{seller}：{due} 位  {path}", "{seller}: {due} due  {path}")
_HANDED: Final = Text(
    "{seller}：{work} 件事，{customers} 位客户，{samples} 张样单  {path}",
    "{seller}: {work} things to do, {customers} customers, {samples} samples  {path}",
)
_FOR_SUBSTITUTE: Final = Text(
    "文件里有客户的联系方式，只给代班人",
    "The files hold the customers' numbers: for the substitute alone",
)
_DRY: Final = Text("没有写入任何东西", "Nothing was written")

seller_option = click.option("--seller", help=say("只做这一位负责人的", "Only this seller's"))
out_option = click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=say(
        "放到哪个文件夹；默认 followup-reports，在工作簿旁边",
        "Folder for the files; default: followup-reports beside the workbook",
    ),
)


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
    found = sellers.calendars(
        request, seller, out, dt.datetime.now().astimezone(), ProgressLines(), dry_run=dry_run
    )
    _print(ctx, found, _ENTRIES, as_json=as_json, closing=_DRY if dry_run else _OWN)


@click.command(
    help=say(
        "每位负责人一页当天清单，可打印（A4）：今天到期和逾期的客户一人一张卡，有等级和原因、联系方式、最近三次联系、未了的样单和订单，"
        "留有记录的空行；另列今天要做或要备好的问候。超出当天可用分钟的另起一段。工作簿不变。\n\n"
        "\b\n例：\n  followup day 客户跟进管理表.xlsx\n  followup day 客户跟进管理表.xlsx --seller 林晓芸 --date 2026-11-24",
        "One page a seller to be printed (A4): a card for each customer who is due or overdue, with tier and why, how to "
        "reach the person, the last three contacts, open samples and orders, and lines for notes; and the greetings to send "
        "or make ready. What is beyond the day's minutes comes after a line. The workbook stays as it is.\n\n"
        "\b\nExamples:\n  followup day customers.xlsx\n  followup day customers.xlsx --seller Emma --date 2026-11-24",
    )
)
@workbook_argument
@seller_option
@click.option(
    "--date",
    "--as-of",
    "as_of",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=read_day,
    metavar="YYYY-MM-DD",
    help=say("哪一天的清单；默认今天", "The day of the list; default: today"),
)
@out_option
@lang_option
@config_option
@json_option
@click.pass_context
def day(
    ctx: click.Context,
    workbook: Path,
    seller: str | None,
    as_of: dt.date,
    out: Path | None,
    lang: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Write the lists of the day."""
    found = sellers.day_lists(
        Request(workbook, as_of, chosen_lang(lang), config), seller, out, ProgressLines()
    )
    _print(ctx, found, _DUE, as_json=as_json)


@click.command(
    help=say(
        "代班交接单：一位负责人不在期间的全部未了工作（到期和逾期的跟进、约好的日子、在途样单、生日和节日），"
        "每位客户附资料和最近联系，生成可打印的网页和一份 xlsx，结果栏留空。工作簿不变。\n\n"
        "\b\n例：\n  followup handover 客户跟进管理表.xlsx --from 林晓芸 --to 赵敏仪 --until 2026-12-04",
        "The hand-over sheet for a substitute: all open work in a seller's absence (due and overdue follow-ups, agreed days, "
        "samples underway, birthdays and festivals) with each customer's facts and last contacts, as a page to be printed "
        "and as an xlsx with a column for results. The workbook stays as it is.\n\n"
        "\b\nExample:\n  followup handover customers.xlsx --from Emma --to Jonas --until 2026-12-04",
    )
)
@workbook_argument
@click.option("--from", "seller", required=True, help=say("谁不在", "Who is away"))
@click.option("--to", "substitute", required=True, help=say("谁代班", "Who stands in"))
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help=say(
        "不在的最后一天，最多六周；默认两周",
        "Last day of the absence, at most six weeks; default: two weeks",
    ),
)
@out_option
@as_of_option
@lang_option
@config_option
@json_option
@click.pass_context
def handover(
    ctx: click.Context,
    workbook: Path,
    seller: str,
    substitute: str,
    until: dt.datetime | None,
    out: Path | None,
    as_of: dt.date,
    lang: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Write the hand-over."""
    request = Request(workbook, as_of, chosen_lang(lang), config)
    found = sellers.hand_over(
        request, seller, substitute, until.date() if until else None, out, ProgressLines()
    )
    _print(ctx, found, _HANDED, as_json=as_json, closing=_FOR_SUBSTITUTE)


def _print(
    ctx: click.Context,
    found: sellers.SellerFiles,
    line: Text,
    *,
    as_json: bool,
    closing: Text = _OWN,
) -> None:
    ctx.meta["lang"] = found.lang
    if as_json:
        print_json(found.to_json())
        return
    for one in found.files:
        click.echo(line.fill(seller=one.seller, path=one.path, **one.counts).pick(found.lang))
    for note in (*found.notes, closing):
        click.echo(note.pick(found.lang))
