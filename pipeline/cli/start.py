"""demo and init: how a new user begins."""

import datetime as dt
from pathlib import Path
from typing import Final

import click

from pipeline.cli.language import say, ui_lang
from pipeline.cli.options import ProgressLines, chosen_lang, lang_option
from pipeline.cli.printing import print_run, print_understood
from pipeline.jobs import start as starting
from pipeline.jobs import weekly as runs
from pipeline.jobs.results import Request

DEMO_DAY: Final = dt.date(2026, 11, 23)
"""The Monday that the sample workbook's story is set in."""


@click.command(
    help=say(
        "把两份示例工作簿写进文件夹(默认 followup-demo)，并以 2026-11-23 为今天完整跑一遍：一份没为本程序整理过，一份整理好的。\n\n\b\n例：\n  followup demo\n  followup demo 试用",
        "Write two sample workbooks into a folder (default: followup-demo) and run the whole way on them, as of 2026-11-23: "
        "one as a team keeps it that never heard of the program, one in order. "
        "The samples are Chinese; --lang en takes the English ones.\n\n\b\nExamples:\n  followup demo\n  followup demo trial --lang en",
    )
)
@click.argument(
    "folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("followup-demo")
)
@lang_option
def demo(folder: Path, lang: str | None) -> None:
    """Show the whole way on a file as a stranger has it, then on one in order."""
    sample_lang = chosen_lang(lang) or "zh"
    _show_untidy(starting.write_untidy(folder, sample_lang))
    sample = starting.write_sample(folder, sample_lang)
    click.echo(
        say(
            f"示例工作簿：{sample}(以 {DEMO_DAY} 为今天)",
            f"Sample workbook: {sample} (as of {DEMO_DAY})",
        )
    )
    outcome = runs.run(
        Request(sample, DEMO_DAY), dt.datetime.now().astimezone(), None, ProgressLines()
    )
    print_run(outcome)
    command = f'followup explain "{sample}" "{outcome.example_customer}" --as-of {DEMO_DAY}'
    click.echo(say("接下来可以试：", "Try next:"))
    click.echo(f"  {command}")
    click.echo(f'  followup undo "{sample}"')


def _show_untidy(untidy: Path) -> None:
    """Run on the untidy workbook, and say first how a file of one's own goes in."""
    click.echo(say("您自己的表这样用，不用先整理：", "A file of your own, as it is:"))
    click.echo(f'  followup adopt "{untidy}"')
    click.echo(f'  followup run "{untidy}" --as-of {DEMO_DAY}')
    now = dt.datetime.now().astimezone()
    print_understood(runs.run(Request(untidy, DEMO_DAY), now, None, ProgressLines()))
    click.echo("")


@click.command(
    help=say(
        "新建一份空白的客户跟进管理表，带说明、下拉选项和格式。不会覆盖已有文件。\n\n"
        "--method 按一个方法建表：只有它要的列和表，“设置”列出它可改的每个数字。\n\n"
        "\b\n例：\n  followup init 客户跟进管理表.xlsx\n  followup init 保险客户.xlsx --method prospect",
        "Make a blank follow-up workbook with guidance, drop-down lists and formats. Never overwrites a file.\n\n"
        "--method makes it for one method: only the columns and sheets that it needs, and every number that you may"
        " change on the sheet Settings.\n\n"
        "\b\nExamples:\n  followup init customers.xlsx --lang en\n  followup init shop.xlsx --method retail --lang en",
    )
)
@click.argument("new_workbook", metavar="NEW.xlsx", type=click.Path(path_type=Path))
@click.option(
    "--method",
    metavar="NAME",
    help=say(
        "方法的名字，见 followup policies list", "Name of a method, see followup policies list"
    ),
)
@lang_option
def init(new_workbook: Path, method: str | None, lang: str | None) -> None:
    """Make a blank workbook."""
    starting.new_workbook(new_workbook, chosen_lang(lang) or ui_lang(), method)
    click.echo(
        say(f"已新建 {new_workbook}。填好后运行：", f"Made {new_workbook}. Fill it in, then run:")
    )
    click.echo(f'  followup run "{new_workbook}"')
