"""import: lists of every kind into the workbook, without losing a row and without doubles."""

import datetime as dt
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from pipeline.cli.import_printing import ask_columns, print_import
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
from pipeline.errors import ExitCode
from pipeline.importing.files.sources import Overrides
from pipeline.jobs import imports as importing
from pipeline.jobs.results import Request
from pipeline.understanding.columns.mapping import ColumnMapping
from pipeline.understanding.model import SourceTable
from schemas.consent import Insist


@click.command(
    name="import",
    help=say(
        "把旧名单导入客户表：CSV、文本、Excel、通讯录（vcf）、微信备注，文件夹或 zip 也行。认出编码、分隔符和表头，对上列，"
        "统一写法，与表内客户比对：肯定是同一人的只补空白，从不覆盖；拿不准的放到“待复核”，请在那里填 是 或 否，"
        "下次 run 或 import 照办；不能用的行进“隔离”并说明原因。每一行都有下落。写之前先备份，可用 followup undo 撤销。"
        "不带名单时，只照待复核的回答办理。导入后请再运行 followup run 算等级和日期。\n\n"
        "\b\n例：\n  followup import 客户跟进管理表.xlsx 旧名单.csv --dry-run   先看看会怎样\n"
        "  followup import 客户跟进管理表.xlsx 旧系统导出.zip         压缩包，里面可有多个文件\n"
        "  followup import 客户跟进管理表.xlsx 旧名单/ --seller 王芳  整个文件夹，新客户归王芳\n"
        "  followup import 客户跟进管理表.xlsx 手机通讯录.vcf         手机导出的通讯录\n"
        "  followup import 客户跟进管理表.xlsx 微信备注.txt           微信备注，一行一位\n"
        "  followup import 客户跟进管理表.xlsx                        只办理待复核的回答",
        "Import lists into the customer sheet: CSV, text, Excel, vCards, WeChat remarks, folders and zips of them. Finds out "
        "encoding, delimiter and header, maps the columns, tidies the values and matches them with the customers: who is "
        "surely there already gets blanks filled, nothing is overwritten; doubtful pairs go to “To review”, where you say "
        "yes or no and the next run or import obeys; what cannot be used goes to “Quarantine” with the reason. Every row is "
        "accounted for. A backup comes first; followup undo takes it back. Without a LIST only the answers are obeyed. Then "
        "followup run computes tiers and dates.\n\n"
        "\b\nExamples:\n  followup import customers.xlsx old.csv --dry-run       see what would happen\n"
        "  followup import customers.xlsx export.zip              a zip file of any number of lists\n"
        "  followup import customers.xlsx lists/ --seller Emma    a whole folder; new customers are Emma's\n"
        "  followup import customers.xlsx phone.vcf               contacts exported from a phone\n"
        "  followup import customers.xlsx remarks.txt             WeChat remarks, a contact a line\n"
        "  followup import customers.xlsx                         obey the answers",
    ),
)
@workbook_argument
@click.argument("lists", metavar="[LIST]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--dry-run",
    is_flag=True,
    help=say("只显示会怎样，不写入", "Show what would happen, write nothing"),
)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    help=say(
        "列对应文件；默认用工作簿旁边 followup-mappings 里形状相同的",
        "Mapping file; default: the one of this shape in followup-mappings",
    ),
)
@click.option(
    "--encoding",
    help=say(
        "名单的编码，如 gb18030；默认自己认",
        "Encoding of the lists, such as gb18030; default: found out",
    ),
)
@click.option(
    "--delimiter",
    help=say("分隔符，如 ; 或 tab；默认自己认", "Delimiter, such as ; or tab; default: found out"),
)
@click.option(
    "--header-row",
    type=click.IntRange(min=0),
    help=say(
        "表头在第几行，0 = 没有表头；默认自己认",
        "Line of the header, 0 = there is none; default: found out",
    ),
)
@click.option(
    "--day-first/--month-first",
    "day_first",
    default=None,
    help=say(
        "3/4/19 是 4 月 3 日还是 3 月 4 日；默认看整列，看不出的不填",
        "Whether 3/4/19 is 3 April or 4 March; default: as the whole column shows, else not filled",
    ),
)
@click.option("--sheet", help=say("只读这张工作表", "Read only this sheet"))
@click.option(
    "--seller",
    default="",
    help=say("新客户归谁（名单没写时）", "Seller of new customers where the list names none"),
)
@click.option(
    "--no-input",
    "--yes",
    "no_input",
    is_flag=True,
    help=say(
        "不提问：拿不准的列不填，原样另存（只有名称、联系人照最像的填），并写好列对应文件供您改",
        "Ask nothing: a column whose guess is not sure fills nothing and is kept beside (only name and contact take the best "
        "guess); a mapping file is written for you to edit",
    ),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=say(
        "网页和明细放到哪个文件夹；默认 followup-reports",
        "Folder for page and table; default: followup-reports",
    ),
)
@as_of_option
@insist_option
@lang_option
@config_option
@json_option
@click.pass_context
def import_(
    ctx: click.Context,
    workbook: Path,
    lists: tuple[Path, ...],
    dry_run: bool,
    mapping: Path | None,
    encoding: str | None,
    delimiter: str | None,
    header_row: int | None,
    day_first: bool | None,
    sheet: str | None,
    seller: str,
    no_input: bool,
    out: Path | None,
    as_of: dt.date,
    insisted: frozenset[Insist],
    lang: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Import lists."""
    request = Request(workbook, as_of, chosen_lang(lang), config, insisted)
    overrides = Overrides(encoding, delimiter, header_row, sheet, day_first)
    asked = importing.ImportRequest(request, lists, overrides, mapping, seller.strip())
    ask = ask_columns if sys.stdin.isatty() and not no_input and not as_json else _nobody
    if dry_run:
        done = importing.preview(asked, ask, ProgressLines())
    else:
        done = importing.import_lists(
            asked, dt.datetime.now().astimezone(), out, ask, ProgressLines()
        )
    ctx.meta["lang"] = done.view.lang
    if as_json:
        print_json(done.to_json())
    else:
        print_import(done, dry_run=dry_run)
    ctx.exit(ExitCode.DONE if done.is_clean else ExitCode.SET_ASIDE)


def _nobody(_: SourceTable, __: ColumnMapping) -> Mapping[int, str | None]:
    return {}
