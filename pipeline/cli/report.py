"""report and forecast: the meeting page and the coming weeks. Neither touches the workbook."""

import datetime as dt
from pathlib import Path
from typing import Final

import click
import pandas as pd

from pipeline.cli.language import say
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
from pipeline.errors import UsageError
from pipeline.jobs import report as reporting
from pipeline.jobs.results import Request
from schemas.texts import Lang, Text

_SHOWN: Final = 20
_NOBODY: Final = Text("（未分配）", "(nobody)")


@click.command(
    help=say(
        "生成会议网页：等级与变动、到期与逾期、工作量、重点客户、久未联系、数据问题，每个数字都能点到名单。不动工作簿。\n\n"
        "\b\n例：\n  followup report 客户跟进管理表.xlsx\n  followup report 客户跟进管理表.xlsx --manager 周建明\n"
        "  followup report 客户跟进管理表.xlsx --each-manager --out 周会",
        "Write the meeting page: tiers and moves, due and overdue, workload, key accounts, neglected customers, data "
        "issues; every number leads to its rows. The workbook stays as it is.\n\n"
        "\b\nExamples:\n  followup report customers.xlsx\n  followup report customers.xlsx --manager Smith\n"
        "  followup report customers.xlsx --each-manager --out meeting",
    )
)
@workbook_argument
@click.option(
    "--manager",
    metavar="NAME",
    help=say(
        "只出这位经理的网页：只含本团队的客户，联系方式隐去",
        "One manager's page: the own team's customers alone, phone numbers and addresses hidden",
    ),
)
@click.option(
    "--each-manager", is_flag=True, help=say("每位经理各出一份", "One page for each manager")
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=say(
        "网页放到哪个文件夹；默认 followup-reports，在工作簿旁边",
        "Folder for the pages; default: followup-reports beside the workbook",
    ),
)
@as_of_option
@lang_option
@config_option
@json_option
@click.pass_context
def report(
    ctx: click.Context,
    workbook: Path,
    manager: str | None,
    each_manager: bool,
    out: Path | None,
    as_of: dt.date,
    lang: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Write the meeting page."""
    if manager is not None and each_manager:
        raise UsageError(
            Text("--manager 和 --each-manager 请只用一个", "Use either --manager or --each-manager")
        )
    request = Request(workbook, as_of, chosen_lang(lang), config)
    found = reporting.report(request, out, manager, ProgressLines(), each_manager=each_manager)
    ctx.meta["lang"] = found.lang
    if as_json:
        print_json(found.to_json())
        return
    for page in found.pages:
        whose = f"{page.manager} · " if page.manager else ""
        line = Text(
            f"网页：{whose}{page.customers:,} 位客户 · {page.path}",
            f"Page: {whose}{page.customers:,} customers · {page.path}",
        )
        click.echo(line.pick(found.lang))


@click.command(
    help=say(
        "本周和以后十二周每位负责人要用的分钟数，与可用分钟数；本周当天排不下的客户，以及可以改到哪天。不写任何东西。\n\n"
        "\b\n例：\n  followup forecast 客户跟进管理表.xlsx",
        "Minutes that each seller needs this week and the next twelve, against those there are; whom this week's days do "
        "not hold, and where they could go. Writes nothing.\n\n\b\nExample:\n  followup forecast customers.xlsx",
    )
)
@workbook_argument
@as_of_option
@lang_option
@config_option
@json_option
@click.pass_context
def forecast(
    ctx: click.Context,
    workbook: Path,
    as_of: dt.date,
    lang: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Print the coming weeks."""
    found = reporting.forecast(Request(workbook, as_of, chosen_lang(lang), config), ProgressLines())
    ctx.meta["lang"] = found.lang
    if as_json:
        print_json(found.to_json())
        return
    _print_weeks(found.outlook, found.lang)
    _print_levelled(found.levelled, found.lang)


def _print_weeks(outlook: pd.DataFrame, lang: Lang) -> None:
    """Print one line a week: the whole team, then every seller whose week does not fit."""
    zh = lang == "zh"
    for week, own in outlook.groupby("week"):
        minutes, capacity = own["minutes"].sum(), own["capacity"].sum()
        share = f" ({100 * minutes / capacity:.0f} %)" if capacity else ""
        mark = "*" if own["provisional"].any() else " "
        line = (
            f"{minutes:,.0f} 分钟，可用 {capacity:,.0f}"
            if zh
            else f"{minutes:,.0f} min of {capacity:,.0f}"
        )
        click.echo(f"{week:%Y-%m-%d}{mark} {line}{share}")
        over = own.loc[
            (own["minutes"] > own["capacity"]) & ((own["capacity"] > 0) | (own["seller"] == ""))
        ]
        for one in over.to_dict("records"):
            seller = one["seller"] or _NOBODY.pick(lang)
            excess = one["minutes"] - one["capacity"]
            click.echo(
                f"    ▲ {seller} {'超出' if zh else 'over by'} {excess:,.0f} {'分钟' if zh else 'min'}"
            )
    if outlook["provisional"].any():
        click.echo(
            "* 放假安排还没公布，暂定" if zh else "* holidays not published yet: provisional"
        )


def _print_levelled(levelled: pd.DataFrame, lang: Lang) -> None:
    zh = lang == "zh"
    if levelled.empty:
        click.echo("本周每天都排得下。" if zh else "Every day of this week has room.")
        return
    click.echo("本周当天排不下：" if zh else "This week's days do not hold:")
    stuck_first = levelled.assign(stuck=levelled["day"].isna()).sort_values(
        "stuck", ascending=False, kind="stable"
    )
    for one in stuck_first.head(_SHOWN).to_dict("records"):
        nowhere = "放不下" if zh else "fits nowhere"
        day = nowhere if pd.isna(one["day"]) else f"→ {one['day']:%Y-%m-%d}"
        click.echo(
            f"  {one['customer_id']} {one['name']} · {one['seller']} · {one['wanted']:%Y-%m-%d} {day}"
        )
    if len(levelled) > _SHOWN:
        click.echo("  … 其余见 --json" if zh else "  … the others: --json")
