"""What several commands share: options, exit codes, results for machines, and how progress is shown."""

import datetime as dt
import functools
import json
import shutil
import sys
import time
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from pipeline.cli.language import say, ui_lang
from pipeline.errors import refuse_missing
from schemas.consent import CONSENTS, INSISTS
from schemas.texts import Lang, Text

_Command = TypeVar("_Command", bound=Callable[..., Any])


_SHOW_AFTER_SECONDS = 2.0
_REDRAWN_SECONDS = 0.1


def _remember_lang(ctx: click.Context, _: click.Parameter, value: str | None) -> str | None:
    ctx.meta["lang"] = value
    return value


lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    callback=_remember_lang,
    help=say(
        "输出语言；默认随工作簿的表头",
        "Language of the output; default: that of the workbook's headers",
    ),
)
config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help=say(
        "设置文件；默认用工作簿旁边的 followup.toml",
        "Settings file; default: followup.toml beside the workbook",
    ),
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help=say("输出 JSON，供程序读取", "Print JSON for machines")
)


def _consents(pick: Callable[[Text], str]) -> str:
    return " · ".join(
        f"{word}: {pick(consent.what)} ({pick(consent.cost)})" for word, consent in CONSENTS.items()
    )


insist_option = click.option(
    "--insist",
    "insisted",
    multiple=True,
    type=click.Choice(INSISTS),
    callback=lambda _, __, words: frozenset(words),
    help=say(
        f"照样写入；可重复。{_consents(lambda text: text.zh)}",
        f"Write all the same; may be repeated. {_consents(lambda text: text.en)}",
    ),
)


def print_json(found: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print what a command found for machines, Chinese as it is."""
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


def chosen_lang(value: str | None) -> Lang | None:
    """Give the value of --lang as a language; None where none was chosen."""
    return "zh" if value == "zh" else "en" if value == "en" else None


def read_day(_: click.Context, __: click.Parameter, value: dt.datetime | None) -> dt.date:
    """Give the day that an option names; today where it names none."""
    return value.date() if value else dt.datetime.now().astimezone().date()


as_of_option = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=read_day,
    metavar="YYYY-MM-DD",
    help=say("把哪天当作今天；默认今天", "The day that counts as today; default: today"),
)


def workbook_argument(command: _Command) -> _Command:
    """Add the argument WORKBOOK, and look whether it is there before anything else is done."""

    @functools.wraps(command)
    def looked_at(*arguments: Any, workbook: Path, **options: Any) -> Any:
        refuse_missing(workbook)
        return command(*arguments, workbook=workbook, **options)

    # Whether it exists is told by our own error, in the user's language.
    argument = click.argument("workbook", type=click.Path(path_type=Path))
    return cast("_Command", argument(looked_at))


class ProgressLines:
    """Shows the stages of a run on stderr once it has taken longer than two seconds.

    On a terminal the stage under way stands in a line of its own below them, which is written over and cleared at the end.
    """

    def __init__(self) -> None:
        """Start the clock."""
        self._start = self._drawn = time.monotonic()
        self._waiting: list[str] = []
        self._is_live = sys.stderr.isatty()
        self._stands = False
        context = click.get_current_context(silent=True)
        if context is not None:
            context.call_on_close(self._clear)

    def __call__(self, stage: Text) -> None:
        """Show a finished stage with the seconds since the start, now or when two seconds have passed."""
        self._clear()
        seconds = time.monotonic() - self._start
        self._waiting.append(f"  {seconds:5.1f} s  {stage.pick(ui_lang())}")
        if seconds >= _SHOW_AFTER_SECONDS:
            click.echo("\n".join(self._waiting), err=True)
            self._waiting.clear()
            sys.stderr.flush()

    def doing(self, what: Text) -> None:
        """Show what is under way, ten times a second at most."""
        now = time.monotonic()
        if not self._is_live or (self._stands and now - self._drawn < _REDRAWN_SECONDS):
            return
        self._clear()
        line = f"  {now - self._start:5.1f} s  {what.pick(ui_lang())} …"
        # A line that wraps could not be taken back.
        sys.stderr.write(_cut(line, shutil.get_terminal_size().columns - 1))
        sys.stderr.flush()
        self._drawn, self._stands = now, True

    def _clear(self) -> None:
        if self._stands:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._stands = False


def _cut(line: str, width: int) -> str:
    """Cut a line to so many columns of a terminal; Chinese characters take two."""
    ends = list(accumulate(1 + (unicodedata.east_asian_width(char) in "WF") for char in line))
    return line[: bisect_right(ends, width)]
