"""Options that several commands share, and how progress is shown."""

import datetime as dt
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.cli.language import say, ui_lang
from pipeline.consent import CONSENTS, INSISTS
from schemas.texts import Lang, Text

_Command = TypeVar("_Command", bound=Callable[..., Any])

WORKBOOK = click.Path(path_type=Path)
"""A workbook's path. Whether it exists is told by our own error, in the user's language."""

_SHOW_AFTER_SECONDS = 2.0


def _remember_lang(ctx: click.Context, _: click.Parameter, value: str | None) -> str | None:
    ctx.meta["lang"] = value
    return value


lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), callback=_remember_lang,
    help=say("输出语言；默认随工作簿的表头", "Language of the output; default: that of the workbook's headers"),
)  # fmt: skip
config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help=say("设置文件；默认用工作簿旁边的 followup.toml", "Settings file; default: followup.toml beside the workbook"),
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help=say("输出 JSON，供程序读取", "Print JSON for machines")
)


def _consents(pick: Callable[[Text], str]) -> str:
    return " · ".join(f"{word}: {pick(consent.what)} ({pick(consent.cost)})" for word, consent in CONSENTS.items())


insist_option = click.option(
    "--insist", "insisted", multiple=True, type=click.Choice(INSISTS), callback=lambda _, __, words: frozenset(words),
    help=say(
        f"照样写入；可重复。{_consents(lambda text: text.zh)}",
        f"Write all the same; may be repeated. {_consents(lambda text: text.en)}",
    ),
)  # fmt: skip


def chosen_lang(value: str | None) -> Lang | None:
    """Give the value of --lang as a language; None where none was chosen."""
    return "zh" if value == "zh" else "en" if value == "en" else None


def read_day(_: click.Context, __: click.Parameter, value: dt.datetime | None) -> dt.date:
    """Give the day that an option names; today where it names none."""
    return value.date() if value else dt.datetime.now().astimezone().date()


as_of_option = click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), callback=read_day, metavar="YYYY-MM-DD",
    help=say("把哪天当作今天；默认今天", "The day that counts as today; default: today"),
)  # fmt: skip


def workbook_argument(command: _Command) -> _Command:
    """Add the argument WORKBOOK."""
    return click.argument("workbook", type=WORKBOOK)(command)


class ProgressLines:
    """Shows the stages of a run on stderr once it has taken longer than two seconds."""

    def __init__(self) -> None:
        """Start the clock."""
        self._start = time.monotonic()
        self._waiting: list[str] = []

    def __call__(self, stage: Text) -> None:
        """Show a finished stage with the seconds since the start, now or when two seconds have passed."""
        seconds = time.monotonic() - self._start
        self._waiting.append(f"  {seconds:5.1f} s  {stage.pick(ui_lang())}")
        if seconds >= _SHOW_AFTER_SECONDS:
            click.echo("\n".join(self._waiting), err=True)
            self._waiting.clear()
            sys.stderr.flush()
