"""erase: the one command that takes a person out of the workbook."""

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.language import say
from pipeline.cli.options import (
    as_of_option,
    chosen_lang,
    config_option,
    insist_option,
    json_option,
    lang_option,
    print_json,
    workbook_argument,
)
from pipeline.errors import ExitCode
from pipeline.jobs import erase as erasing
from pipeline.jobs.results import Request
from schemas.consent import Insist
from schemas.texts import Text

_SHOWN = 20


@click.command(
    help=say(
        "按法律要求删除一位客户的个人信息：清空其所在行和跟进记录、样单、订单里的文字，行和编号保留，状态改为归档。"
        "删除后不能撤销；再次导入同一个人会被拦下。先用 --dry-run 看看会清空多少格。\n\n"
        "\b\n例：\n  followup erase 客户跟进管理表.xlsx KH0012 --dry-run\n"
        "  followup erase 客户跟进管理表.xlsx KH0012 --yes --purge-backups",
        "Erase one customer's personal data, as the law asks: empties the row and the texts of that customer's touches, "
        "samples and orders; the row and its id stay, the status becomes archived. It cannot be taken back, and an import "
        "of the same person is stopped later. --dry-run shows how many cells it would empty.\n\n"
        "\b\nExamples:\n  followup erase customers.xlsx C0012 --dry-run\n"
        "  followup erase customers.xlsx C0012 --yes --purge-backups",
    )
)
@workbook_argument
@click.argument("customer")
@click.option("--yes", is_flag=True, help=say("不再询问，直接删除", "Do not ask, erase"))
@click.option(
    "--purge-backups",
    is_flag=True,
    help=say(
        "连同仍含此人的备份和旧网页一起删掉",
        "Also remove the backups and old pages that still hold the person",
    ),
)
@click.option(
    "--dry-run",
    is_flag=True,
    help=say("只显示会清空多少，不写入", "Show what would be emptied, write nothing"),
)
@as_of_option
@insist_option
@lang_option
@config_option
@json_option
@click.pass_context
def erase(
    ctx: click.Context,
    workbook: Path,
    customer: str,
    yes: bool,
    purge_backups: bool,
    dry_run: bool,
    as_of: dt.date,
    insisted: frozenset[Insist],
    lang: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Erase one customer."""
    request = Request(workbook, as_of, chosen_lang(lang), config, insisted)
    now = dt.datetime.now().astimezone()
    if not dry_run and not yes:
        preview = erasing.erase(request, customer, now, purge=False, dry_run=True)
        click.confirm(_question(preview), abort=True, err=True)
    found = erasing.erase(request, customer, now, purge=purge_backups, dry_run=dry_run)
    ctx.meta["lang"] = found.lang
    if as_json:
        print_json(found.to_json())
    else:
        _print(found)
    ctx.exit(ExitCode.DONE if found.is_whole else ExitCode.SET_ASIDE)


def _question(found: erasing.Erased) -> str:
    text = Text(
        "将清空 {sheet} 第 {row} 行（{customer}）共 {cells} 格，不能撤销。确定吗？",
        "This empties {cells} cells of {sheet}, row {row} ({customer}) and cannot be taken back. Go on?",
    )
    fill = text.fill(
        sheet=found.sheet, row=found.row, customer=found.customer_id, cells=found.cells
    )
    return fill.pick(found.lang)


def _print(found: erasing.Erased) -> None:
    def tell(zh: str, en: str) -> None:
        click.echo(zh if found.lang == "zh" else en)

    place = f"{found.sheet}!{found.row}"
    if found.written is None:
        tell(
            f"试运行：会清空 {found.cells} 格（{found.customer_id}，{place}）。没有写入。",
            f"Dry run: {found.cells} cells would be emptied ({found.customer_id}, {place}). Nothing was written.",
        )
    else:
        tell(
            f"已清空 {found.cells} 格（{found.customer_id}，{place}）。行和编号保留，状态为归档。不能撤销。",
            f"Emptied {found.cells} cells ({found.customer_id}, {place}). Row and id stay, the status is archived. "
            "This cannot be taken back.",
        )
    _print_left(found)
    _print_copies(found)


def _print_left(found: erasing.Erased) -> None:
    for cell in found.mentions[:_SHOWN]:
        click.echo(say("  别处还提到：", "  still named in: ") + cell)
    if len(found.mentions) > _SHOWN:
        click.echo(f"  … {len(found.mentions) - _SHOWN}")
    for part in found.left:
        click.echo(say("  文件内部还有残留：", "  still in a part of the file: ") + part)


def _print_copies(found: erasing.Erased) -> None:
    if found.purged:
        click.echo(
            say(
                "仍含此人的备份和旧网页已删除。",
                "The backups and old pages that held the person are gone.",
            )
        )
        return
    if found.backups or found.pages:
        count = len(found.backups), len(found.pages)
        click.echo(
            say(
                f"以前的备份（{count[0]} 份）和网页（{count[1]} 份）里仍有此人；加 --purge-backups 一并删除。",
                f"Earlier backups ({count[0]}) and pages ({count[1]}) still hold the person; --purge-backups removes them.",
            )
        )
