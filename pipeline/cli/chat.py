"""chat: the week as a short message to chat groups."""

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
from pipeline.errors import ExitCode
from pipeline.jobs import chat as chatting
from pipeline.jobs.results import Request
from schemas.deliveries import Status
from schemas.texts import Text

_ENDS: Final[dict[Status, Text]] = {
    "pending": Text(
        "{room}：没发出去（{reply}），再运行一次会补发",
        "{room}: not sent ({reply}); the next run sends it",
    ),
    "sending": Text("{room}：正在发", "{room}: being sent"),
    "sent": Text("{room}：已发出", "{room}: sent"),
    "failed": Text(
        "{room}：被拒绝（{reply}），请检查机器人设置",
        "{room}: refused ({reply}); check the robot's settings",
    ),
    "unknown": Text(
        "{room}：可能已发出（{reply}）。请看一眼群里，没有的话加 --again 再发",
        "{room}: may have arrived ({reply}). Look into the group; if it is not there, send it with --again",
    ),
}
_EARLIER: Final = Text("{room}：今天已发过，不再发", "{room}: sent before, not sent again")
_PREVIEW: Final = Text("（预览，没有发送）", "(a preview, nothing was sent)")


@click.command(
    help=say(
        "把本周情况作为一条短消息发到群里：企业微信、钉钉、飞书的群机器人，以及 apprise 支持的其他服务。只有数字、先做什么和逾期最要紧的"
        "客户，不含电话和邮箱。机器人地址只取自环境变量 FOLLOWUP_CHAT_URLS 或系统钥匙串，从不写进文件；不设置就不会发。"
        "同一天再运行，只补发没发出去的。\n\n"
        "\b\n例：\n  followup chat 客户跟进管理表.xlsx --preview\n  followup chat 客户跟进管理表.xlsx --manager 周建明",
        "Send the week as a short message to chat groups: robots of WeCom, DingTalk and Feishu, and whatever apprise "
        "supports. Numbers, what to do first and the most urgent overdue customers; no phone number, no mail address. The "
        "robots' addresses come from FOLLOWUP_CHAT_URLS or the system's keyring alone, never from a file; without them "
        "nothing is sent. Running again on the same day sends only what has not gone.\n\n"
        "\b\nExamples:\n  followup chat customers.xlsx --preview\n  followup chat customers.xlsx --manager Dana",
    )
)
@workbook_argument
@click.option("--manager", help=say("只发这位经理的团队", "Only this manager's team"))
@click.option(
    "--preview", is_flag=True, help=say("只显示消息，不发送", "Show the message, send nothing")
)
@click.option(
    "--again",
    is_flag=True,
    help=say("上次是否发出说不准的，再发一次", "Send again what may have arrived the last time"),
)
@as_of_option
@lang_option
@config_option
@json_option
@click.pass_context
def chat(
    ctx: click.Context,
    workbook: Path,
    manager: str | None,
    preview: bool,
    again: bool,
    as_of: dt.date,
    lang: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Send the message."""
    request = Request(workbook, as_of, chosen_lang(lang), config)
    found = (
        chatting.preview(request, manager, ProgressLines())
        if preview
        else chatting.chat(request, manager, ProgressLines(), again=again)
    )
    ctx.meta["lang"] = found.lang
    if as_json:
        print_json(found.to_json())
    else:
        _print(found, preview=preview)
    ctx.exit(ExitCode.DONE if found.complete else ExitCode.SOME_FAILED)


def _print(found: chatting.Chatted, *, preview: bool) -> None:
    if preview:
        click.echo(found.text)
        click.echo(_PREVIEW.pick(found.lang), err=True)
    for one in found.posted:
        text = _EARLIER if one.earlier and one.status == "sent" else _ENDS[one.status]
        click.echo(text.fill(room=one.room, reply=one.reply).pick(found.lang))
