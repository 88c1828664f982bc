"""policies list, show, check: the methods as data, to be read and checked by people."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.cli.language import say, ui_lang
from pipeline.cli.options import (
    chosen_lang,
    json_option,
    lang_option,
    print_json,
)
from pipeline.methods import Policy, load_policy, pack_names, policy_numbers
from pipeline.methods.describe import test_lines, tier_lines
from pipeline.methods.keys import key_name
from schemas.texts import Lang, Text

_HEADERS = (
    Text("等级", "Tier"),
    Text("名称", "Name"),
    Text("周期", "Cadence"),
    Text("用时", "Minutes"),
    Text("浮动", "Tolerance"),
    Text("出处", "Source"),
)


@click.group(
    help=say(
        "查看跟进方法（规则包）：列出、逐条核对、检查自己改过的文件。",
        "The methods (policy packs): list them, read them line by line, check a file of your own.",
    )
)
def policies() -> None:
    """Hold the commands about policies together."""


@policies.command(
    "list", help=say("列出程序自带的方法", "List the methods that come with the program")
)
@lang_option
@json_option
def list_packs(lang: str | None, as_json: bool) -> None:
    """List the packs."""
    shown = chosen_lang(lang) or ui_lang()
    packs = [load_policy(name) for name in pack_names()]
    if as_json:
        print_json([_head_json(policy, shown) for policy in packs])
        return
    for policy in packs:
        letters = " ".join(tier.shown.pick(shown) for tier in policy.tiers)
        beside = Text("与任何方法同时使用", "runs beside any method").pick(shown)
        click.echo(f"{policy.pack:14}{_padded(policy.name.pick(shown), 36)}{letters or beside}")


@policies.command(
    help=say(
        "把一个方法逐条打印成表，便于和原文核对。可写规则包的名字，或自己的 .yaml 文件。\n\n\b\n例：\n  followup policies show trade",
        "Print a method as a table, to be held against its source. Name a pack, or a .yaml file of your own.\n\n"
        "\b\nExample:\n  followup policies show trade",
    )
)
@click.argument("pack")
@lang_option
@json_option
def show(pack: str, lang: str | None, as_json: bool) -> None:
    """Print a pack."""
    shown = chosen_lang(lang) or ui_lang()
    policy = load_policy(pack)
    if as_json:
        print_json(_policy_json(policy, pack, shown))
    else:
        click.echo("\n".join(_policy_lines(policy, pack, shown)))


@policies.command(
    help=say(
        "检查自己的规则文件：每个键、每个等级、有没有漏掉或重叠的客户。\n\n\b\n例：\n  followup policies check our_policy.yaml",
        "Check a policy file of your own: every key, every tier, no customer left out or claimed twice.\n\n"
        "\b\nExample:\n  followup policies check our_policy.yaml",
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@lang_option
def check(file: Path, lang: str | None) -> None:
    """Check a file."""
    shown = chosen_lang(lang) or ui_lang()
    policy = load_policy(str(file))
    letters = " ".join(tier.shown.pick(shown) for tier in policy.tiers)
    told = Text(
        f"{file.name}：没有问题。{policy.name.zh}：{letters}",
        f"{file.name} is in order. {policy.name.en}: {letters}",
    )
    click.echo(told.pick(shown))


def _policy_lines(policy: Policy, pack: str, lang: Lang) -> list[str]:
    lines = [f"{policy.name.pick(lang)} · {policy.source}", ""]
    if policy.tiers:
        rows = [[cell.pick(lang) for cell in line] for line in tier_lines(policy)]
        lines += [*_table([[header.pick(lang) for header in _HEADERS], *rows]), ""]
        lines.append(
            Text(
                "怎么判等级（从上往下，先符合的算）：",
                "Who is in which tier (from the top, the first that fits):",
            ).pick(lang)
        )
        lines += [
            f"  {_padded(tier.pick(lang), 14)}{asked.pick(lang)}"
            for tier, asked in test_lines(policy)
        ]
        lines.append("")
    lines.append(
        Text(
            "可以改的数字（写进 followup.toml 的 [policy_numbers]，或工作簿的“设置”表）：",
            "Numbers that you may change (in followup.toml under [policy_numbers], or in the sheet Settings):",
        ).pick(lang)
    )
    numbers = [[key_name(one.key, lang), one.value, one.source] for one in policy_numbers(pack)]
    return [*lines, *(f"  {line}" for line in _table(numbers))]


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    """Count the columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - _width(text), 0)


def _head_json(policy: Policy, lang: Lang) -> dict[str, object]:
    return {
        "pack": policy.pack,
        "name": policy.name.pick(lang),
        "source": policy.source,
        "tiers": [tier.shown.pick(lang) for tier in policy.tiers],
    }


def _policy_json(policy: Policy, pack: str, lang: Lang) -> dict[str, object]:
    return {
        **_head_json(policy, lang),
        "tiers": [
            {key: cell.pick(lang) for key, cell in line._asdict().items()}
            for line in tier_lines(policy)
        ],
        "tests": [
            {"tier": tier.pick(lang), "asks": asked.pick(lang)}
            for tier, asked in test_lines(policy)
        ],
        "numbers": [
            {"key": one.key, "value": one.value, "source": one.source}
            for one in policy_numbers(pack)
        ],
    }
