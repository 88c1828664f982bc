"""remarks: WeChat remarks, labels and batches as a list that a phone's owner works through."""

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
    lang_option,
    workbook_argument,
)
from pipeline.delivery.lists import list_bytes
from pipeline.delivery.outbox import free_for_list, is_list_under, put_list
from pipeline.jobs import weekly as runs
from pipeline.jobs.results import Request
from schemas.texts import Text

_HEADERS: Final = {
    "seller": Text("负责人", "Seller"),
    "batch": Text("批次", "Batch"),
    "customer_id": Text("客户编号", "Customer ID"),
    "name": Text("客户名称", "Customer"),
    "remark": Text("微信备注", "WeChat remark"),
    "labels": Text("标签", "Labels"),
    "tier": Text("等级", "Tier"),
}
_IS_OWN: Final = is_list_under(
    [header.zh for header in _HEADERS.values()], [header.en for header in _HEADERS.values()]
)


@click.command(
    help=say(
        "导出微信备注（城市/姓名/行业/电话/生日）、标签和每批五位的名单，新客户在先。\n\n"
        "\b\n例：\n  followup remarks 客户跟进管理表.xlsx --out 备注.csv",
        "Export WeChat remarks (city/name/trade/phone/birthday), labels and batches of five, newest customers first.\n\n"
        "\b\nExample:\n  followup remarks customers.xlsx --out remarks.csv",
    )
)
@workbook_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help=say("写到哪个 CSV 文件", "The CSV file to write"),
)
@as_of_option
@lang_option
@config_option
@click.pass_context
def remarks(
    ctx: click.Context,
    workbook: Path,
    out: Path,
    as_of: dt.date,
    lang: str | None,
    config: Path | None,
) -> None:
    """Write the list."""
    free_for_list(out, workbook, _IS_OWN)
    found, language = runs.remarks(
        Request(workbook, as_of, chosen_lang(lang), config), ProgressLines()
    )
    ctx.meta["lang"] = language
    header = [_HEADERS[str(key)].pick(language) for key in found]
    put_list(out, list_bytes(header, found.itertuples(index=False)), workbook, _IS_OWN)
    text = Text("已导出 {count} 位客户：{out}", "Exported {count} customers: {out}")
    click.echo(text.fill(count=f"{len(found):,}", out=out).pick(language))
