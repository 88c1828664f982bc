"""adopt: a team's own workbook, what it is taken for, and the settings that say so."""

import datetime as dt
import sys
from pathlib import Path

import click

from pipeline.cli.adopt_printing import (
    ask,
    confirm,
    print_adopted,
    print_numbered,
    print_open,
    print_settings_stand,
    print_written,
)
from pipeline.cli.language import say
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
from pipeline.errors import UsageError
from pipeline.jobs import adopt as adopting
from pipeline.jobs.results import Request
from schemas.consent import Insist
from schemas.texts import Text

_ALONE = Text(
    "--number 单独使用：不能和 --yes、--out 或 --json 一起写",
    "--number stands alone: not together with --yes, --out or --json",
)


@click.command(
    help=say(
        "看懂你团队自己的表：每张表是什么、每列是什么、每个说法什么意思、靠什么认客户，会算出多少位的等级和日期，还缺什么。"
        "在终端里只问拿不准、又影响等级或日期的几处，再写成工作簿旁边的 followup.toml（带说明，可以改）；工作簿不动。"
        "不在终端里时只显示。已有的设置文件不会覆盖。\n\n"
        "\b\n例：\n  followup adopt 我们的客户.xlsx                   先看看，再回答几个问题\n"
        "  followup adopt 我们的客户.xlsx --yes             不提问，直接写设置\n"
        "  followup adopt 我们的客户.xlsx --out 草稿.toml   写到另一个文件\n"
        "  followup adopt 我们的客户.xlsx --number          加一列客户编号（C0001 起，先备份，可撤销）",
        "Read your team's own workbook: what each sheet is, each column, each word, by what customers are told apart, how many "
        "tiers and dates come of it, and what is missing. On a terminal it asks only what is unsure and changes a tier or a "
        "date, then writes followup.toml beside the workbook (with notes, for you to edit); the workbook stays as it is. "
        "Without a terminal it only shows. Settings that are there are never written over.\n\n"
        "\b\nExamples:\n  followup adopt our-customers.xlsx                    look, then answer a few questions\n"
        "  followup adopt our-customers.xlsx --yes              write the settings without questions\n"
        "  followup adopt our-customers.xlsx --out draft.toml   write them to another file\n"
        "  followup adopt our-customers.xlsx --number           add a column of numbers (C0001 on; backed up, can be undone)",
    )
)
@workbook_argument
@click.option(
    "--yes",
    is_flag=True,
    help=say("不提问，按现在的理解写设置", "Ask nothing, write the settings as proposed"),
)
@click.option(
    "--number",
    is_flag=True,
    help=say(
        "给没有编号的客户表加一列客户编号，只加一次",
        "Add a column of customer numbers where there is none, once",
    ),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help=say(
        "设置写到哪个文件；默认工作簿旁边的 followup.toml",
        "Where the settings go; default: followup.toml beside the workbook",
    ),
)
@as_of_option
@insist_option
@lang_option
@config_option
@json_option
@click.pass_context
def adopt(
    ctx: click.Context,
    workbook: Path,
    yes: bool,
    number: bool,
    out: Path | None,
    as_of: dt.date,
    insisted: frozenset[Insist],
    lang: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Show the reading, and write it where that is asked for."""
    request = Request(workbook, as_of, chosen_lang(lang), config, insisted)
    if number:
        if yes or out or as_json:
            raise UsageError(_ALONE)
        numbered = adopting.number(request, dt.datetime.now().astimezone(), ProgressLines())
        ctx.meta["lang"] = numbered.lang
        print_numbered(numbered, workbook)
        return
    writes = yes or out is not None
    if writes:
        adopting.settings_place(request, out)  # before the work begins
    found = adopting.look(request, ProgressLines())
    ctx.meta["lang"] = found.lang
    answers = found.proposals
    if not as_json:
        print_adopted(found)
    stands = adopting.standing_settings(request) if out is None else None
    if stands is not None and not as_json:
        print_settings_stand(found, stands)
        return
    if is_terminal() and not yes and not as_json:
        answers = ask(found)
        writes = confirm(found, adopting.settings_place(request, out))
    if writes:
        found = adopting.adopt(request, answers, out, ProgressLines())
    if as_json:
        print_json(found.to_json())
    elif found.written:
        print_written(found)
    else:
        print_open(found)


def is_terminal() -> bool:
    """Tell whether a person can be asked."""
    return sys.stdin.isatty()
