"""whatif: the workbook under another policy, nothing written."""

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
    workbook_argument,
)
from pipeline.jobs import whatif as story
from pipeline.jobs.results import Request
from schemas.texts import Text

_SHOWN: Final = 15
_NOBODY: Final = Text("（未分配）", "(nobody)")
_TOTAL: Final = Text("合计", "total")


@click.command(
    help=say(
        "换一套规则试算同一份工作簿：谁会变动等级，本周和全年多花或省下多少分钟，按负责人列出。不写任何东西。\n\n"
        "\b\n例：\n  followup whatif 客户跟进管理表.xlsx --set tiers.C.cadence.months=3\n"
        "  followup whatif 客户跟进管理表.xlsx --policy retail",
        "Try another policy on the same workbook: who moves, which minutes this week and a year it costs or frees, by "
        "seller. Writes nothing.\n\n"
        "\b\nExamples:\n  followup whatif customers.xlsx --set tiers.C.cadence.months=3\n"
        "  followup whatif customers.xlsx --policy retail",
    )
)
@workbook_argument
@click.option(
    "--policy", help=say("规则包的名字，或 .yaml 文件", "Name of a pack, or a .yaml file")
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help=say(
        "改一个数字，如 tiers.C.cadence.months=3；可重复",
        "Change one number, such as tiers.C.cadence.months=3; may be repeated",
    ),
)
@as_of_option
@lang_option
@config_option
@json_option
@click.pass_context
def whatif(
    ctx: click.Context,
    workbook: Path,
    policy: str | None,
    settings: tuple[str, ...],
    as_of: dt.date,
    lang: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Compare two policies."""
    found = story.whatif(
        Request(workbook, as_of, chosen_lang(lang), config), policy, settings, ProgressLines()
    )
    ctx.meta["lang"] = found.lang
    if as_json:
        print_json(found.to_json())
    else:
        _print(found)


def _print(found: story.Comparison) -> None:
    zh = found.lang == "zh"
    click.echo(f"{found.before.pick(found.lang)} → {found.after.pick(found.lang)} · {found.as_of}")
    moved = int(found.sellers["moved"].sum())
    click.echo(f"变动 {moved:,} 位客户" if zh else f"{moved:,} customers move")
    for one in found.moves.to_dict("records"):
        click.echo(f"  {one['from']} → {one['to']}: {one['count']:,}")
    click.echo("分钟（之前 → 之后，差）：" if zh else "Minutes (before → after, difference):")
    for seller, numbers in [
        *found.sellers.iterrows(),
        (_TOTAL.pick(found.lang), found.sellers.sum()),
    ]:
        week = _change(numbers["week_before"], numbers["week_after"])
        year = _change(numbers["year_before"], numbers["year_after"])
        name = str(seller) or _NOBODY.pick(found.lang)
        click.echo(
            f"  {name}  本周 {week}  全年 {year}"
            if zh
            else f"  {name}  this week {week}  a year {year}"
        )
    for one in found.customers.head(_SHOWN).to_dict("records"):
        click.echo(f"    {one['customer_id']} {one['name']}: {one['from_tier']} → {one['to_tier']}")
    if len(found.customers) > _SHOWN:
        click.echo("    … 其余见 --json" if zh else "    … the others: --json")
    click.echo("没有写入任何东西。" if zh else "Nothing was written.")


def _change(before: float, after: float) -> str:
    return f"{before:,.0f} → {after:,.0f} ({after - before:+,.0f})"
