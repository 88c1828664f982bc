"""The command `followup`. Each family of commands is a module that is loaded only when one of them is used."""

import importlib
from typing import Any, Final

import click

from pipeline.cli.language import say, ui_lang
from pipeline.errors import FollowupError

COMMANDS: Final[dict[str, tuple[str, str, str]]] = {
    "demo": (
        "pipeline.cli.start",
        "用示例工作簿完整跑一遍",
        "Try the whole way on a sample workbook",
    ),
    "init": (
        "pipeline.cli.start",
        "新建一份空白的客户跟进管理表",
        "Make a blank follow-up workbook",
    ),
    "adopt": (
        "pipeline.cli.adopting",
        "看懂你团队自己的表：各表各列各说法是什么，写成设置",
        "Your team's own workbook: how it is read, written down as settings",
    ),
    "run": (
        "pipeline.cli.weekly",
        "每周运行：重算等级与下次跟进，写回工作簿",
        "The weekly run: recompute tiers and due dates, write them back",
    ),
    "import": (
        "pipeline.cli.importing",
        "导入旧名单：认列、统一写法、去重，可复核、可撤销",
        "Import old lists: mapped, tidied, without doubles, reviewable, reversible",
    ),
    "check": ("pipeline.cli.weekly", "只检查数据，不写任何东西", "Check the data, write nothing"),
    "explain": (
        "pipeline.cli.weekly",
        "说明某位客户的等级和日期从哪里来",
        "Tell where one customer's tier and date come from",
    ),
    "undo": (
        "pipeline.cli.past",
        "撤销一次运行，保留之后的人工修改",
        "Take back a run, keeping what people edited since",
    ),
    "report": (
        "pipeline.cli.report",
        "生成会议网页，全公司的或每位经理一份；不动工作簿",
        "Write the meeting page, for all or for each manager; the workbook stays",
    ),
    "forecast": (
        "pipeline.cli.report",
        "本周和以后十二周：每位负责人的工作量与可用时间",
        "This week and the next twelve: each seller's work against the time there is",
    ),
    "whatif": (
        "pipeline.cli.whatif",
        "换一套规则试算：谁会变动，多花或省下多少分钟；不写任何东西",
        "Try another policy: who moves, which minutes it costs or frees; writes nothing",
    ),
    "remarks": (
        "pipeline.cli.remarks",
        "导出微信备注、标签和分批名单",
        "Export WeChat remarks, labels and batches",
    ),
    "messages": (
        "pipeline.cli.messages",
        "导出生日、节日和问候短信，供邮件合并；程序从不代发",
        "Export birthday, festival and greeting messages for mail merge; never sent",
    ),
    "export": (
        "pipeline.cli.export",
        "导出全部客户的等级、日期和原因，供透视表和 Power BI",
        "Export every customer's tier, date and reasons for pivots and Power BI",
    ),
    "calendar": (
        "pipeline.cli.sellers",
        "每位负责人一个日历文件（.ics），再导入即更新",
        "A calendar file (.ics) for each seller; importing it again updates",
    ),
    "day": (
        "pipeline.cli.sellers",
        "每位负责人的当天清单，可打印",
        "Each seller's list of the day, to be printed",
    ),
    "handover": (
        "pipeline.cli.sellers",
        "代班交接单：不在期间的全部未了工作",
        "Hand-over for a substitute: all open work in an absence",
    ),
    "mail": (
        "pipeline.cli.mail",
        "把本周情况发给每位经理，只含他自己的团队",
        "Send each manager the week of the own team",
    ),
    "chat": (
        "pipeline.cli.chat",
        "把本周情况发到企业微信、钉钉、飞书等群，不含电话和邮箱",
        "Send the week to chat groups, without numbers to reach customers",
    ),
    "erase": (
        "pipeline.cli.erase",
        "按法律要求删除一位客户的个人信息",
        "Erase one customer's personal data, as the law asks",
    ),
    "policies": (
        "pipeline.cli.policies",
        "查看和检查跟进方法（规则包）",
        "List, show and check the methods (policy packs)",
    ),
    "history": ("pipeline.cli.past", "列出这份工作簿的历次运行", "List the runs over a workbook"),
}
"""Every command: the module that holds it, and its line in the list of commands."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports them when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in the order in which a new user meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and give the command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        # "import" is a word of Python's own: its function has an underscore behind it.
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = getattr(module, "import_" if cmd_name == "import" else cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section(say("命令", "Commands")):
            formatter.write_dl([(name, say(zh, en)) for name, (_, zh, en) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error for the user becomes one message and its exit code. Any other is our bug."""
        try:
            return super().invoke(ctx)
        except FollowupError as error:
            lang = ctx.meta.get("lang") or ui_lang()
            click.echo(error.message(lang), err=True)
            ctx.exit(error.exit_code)


@click.group(
    cls=LazyGroup,
    help=say(
        "客户跟进：读你团队自己的 Excel / WPS 工作簿，算出每位客户的等级、下次跟进日期和原因，只写回这几列。\n\n"
        "\b\n先试一试：\n  followup demo\n每周一：\n  followup run 客户跟进管理表.xlsx",
        "Customer follow-up: reads your team's own Excel / WPS workbook, works out each customer's tier, next due date "
        "and why, and writes back just those columns.\n\n"
        "\b\nTry it first:\n  followup demo\nEvery Monday:\n  followup run customers.xlsx",
    ),
    epilog=say(
        "界面语言：设置环境变量 FOLLOWUP_LANG=zh 或 en。", "Language: set FOLLOWUP_LANG=zh or en."
    ),
)
@click.version_option(package_name="followup-pipeline")
def main() -> None:
    """Hold the commands together."""
