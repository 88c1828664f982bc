"""What people read of adopt, and what they are asked there."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from pipeline.cli.reading_printing import column_name, whole_lines
from pipeline.jobs.adopt import Adopted, Answers, Numbered, Question, answers_of
from reports.words.wording import STATE_TEXTS
from schemas import results as r
from schemas.meanings import MEANINGS, TIER_LETTERS, meaning_code, meaning_text
from schemas.texts import Lang, Text

_UNCLASSIFIED: Final = Text("待分级", "unclassified")
_STOP: Final = "."


def print_adopted(found: Adopted) -> None:
    """Print the whole reading, what comes of it, what would make it better, and what is unsure."""
    for line in whole_lines(found.reading):
        click.echo(line.pick(found.lang))
    click.echo("")
    _print_counts(found)
    for sentence in found.advice:
        _tell(found.lang, "要更好：", "To be better: ", sentence.pick(found.lang))


def _print_counts(found: Adopted) -> None:
    """Print how many customers get which tier, and how many a date."""
    lang = found.lang
    tiers = [f"{tier or _UNCLASSIFIED.pick(lang)} {count:,}" for tier, count in found.tiers.items()]
    _tell(lang, "会得到的等级：", "Tiers: ", "  ".join(tiers))
    dated = sum(count for state, count in found.states.items() if state != "none")
    states = "  ".join(
        f"{STATE_TEXTS[state].pick(lang)} {found.states[state]:,}"
        for state in r.STATES
        if state in found.states
    )
    _tell(lang, f"会得到的日期：{dated:,} 位（{states}）", f"Dates: {dated:,} customers ({states})")
    if found.set_aside:
        _tell(
            lang,
            f"有错未计算的行：{found.set_aside:,}（见 followup check）",
            f"Rows with errors, not worked out: {found.set_aside:,} (see followup check)",
        )


def _tell(lang: Lang, zh: str, en: str, more: str = "") -> None:
    click.echo(Text(zh, en).pick(lang) + more)


def print_open(found: Adopted) -> None:
    """Print what is unsure and how the reading is written down."""
    if found.questions:
        _tell(found.lang, "拿不准，又影响等级或日期：", "Unsure, and a tier or date hangs on it:")
    for one in found.questions:
        click.echo(f"  {_question(one).pick(found.lang)}")
    _tell(
        found.lang,
        f'没有写入。写成设置：followup adopt "{found.request.workbook}" --yes',
        f'Nothing was written. To write the settings: followup adopt "{found.request.workbook}" --yes',
    )


def print_written(found: Adopted) -> None:
    """Print what comes of the settings, where they are, and what to do next."""
    lang, workbook = found.lang, found.request.workbook
    _print_counts(found)
    _tell(lang, f"已写设置：{found.written}", f"Wrote the settings: {found.written}")
    open_words = sum(one.kind == "word" for one in found.questions)
    if open_words:
        _tell(
            lang,
            f"其中 {open_words} 个说法还不认得：在文件里写明意思，再去掉行首的 #",
            f"{open_words} words in it are not known yet: write what they mean and take away the first #",
        )
    _tell(lang, "接下来：", "Next: ", f'followup run "{workbook}" --dry-run')


def print_settings_stand(found: Adopted, settings: Path) -> None:
    """Say that there are settings, so that nothing is asked or written."""
    _tell(
        found.lang,
        f"已有设置 {settings}，已照它理解，不会覆盖；可直接改它，或用 --out 另写一份",
        f"There are settings, {settings}; they were obeyed and are not written over. Edit them, or write others with --out",
    )


def print_numbered(done: Numbered, workbook: Path) -> None:
    """Print which numbers were given, and how to take them back."""
    _tell(
        done.lang,
        f"已加一列“{done.header}”：{done.customers:,} 位，{done.first} 到 {done.last}",
        f"Added a column {done.header}: {done.customers:,} customers, {done.first} to {done.last}",
    )
    _tell(done.lang, "备份：", "Backup: ", str(done.written.backup))
    _tell(done.lang, "撤销：", "Undo: ", f'followup undo "{workbook}"')


def ask(found: Adopted) -> Answers:
    """Ask what is unsure, most customers first; a full stop leaves the rest as it is."""
    lang = found.lang
    told: list[tuple[Question, str]] = []
    if found.questions:
        click.echo(
            Text(
                f"\n有 {len(found.questions)} 处拿不准，又影响等级或日期。回车 = 照建议，没有建议就先不管；. = 不再问",
                f"\n{len(found.questions)} things are unsure, and a tier or date hangs on them. "
                "Enter = as proposed, else left as it is; . = ask no more",
            ).pick(lang),
            err=True,
        )
        choices = Text("、".join(_spelt("zh")), ", ".join(_spelt("en"))).pick(lang)
        if any(one.kind == "word" for one in found.questions):
            click.echo(Text(f"意思可写：{choices}", f"Meanings: {choices}").pick(lang), err=True)
    for place, one in enumerate(found.questions):
        said = _answer(one, lang)
        if said == _STOP:
            told += [(rest, rest.proposal) for rest in found.questions[place:]]
            break
        taken = {key for _, key in told if one.kind == "column"}
        told.append((one, "" if one.kind == "column" and said in taken else said))
    return answers_of(told)


def _spelt(lang: Lang) -> list[str]:
    return [
        *(text.pick(lang) for text in MEANINGS.values()),
        f"{TIER_LETTERS[0]}–{TIER_LETTERS[-1]}",
    ]


def confirm(found: Adopted, path: Path) -> bool:
    """Ask whether the settings are to be written."""
    question = Text(f"写成 {path}？", f"Write {path}?").pick(found.lang)
    return click.confirm(question, default=True, err=True)


def _question(one: Question) -> Text:
    if one.kind == "word":
        return Text(
            "“{header}”列的“{word}”（{count} 位）是什么意思",
            '{header}: what does "{word}" mean ({count} customers)',
        ).fill(header=one.header, word=one.word, count=f"{one.customers:,}")
    names = [column_name(key) for key in one.choices]
    listed = Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))
    samples = " | ".join(one.samples)
    return Text(
        "“{header}”列（{count} 行，如 {samples}）是不是 {names}",
        "{header} ({count} rows, such as {samples}): is it {names}",
    ).fill(header=one.header, count=f"{one.customers:,}", samples=samples, names=listed)


def _answer(one: Question, lang: Lang) -> str:
    """Ask one thing.

    Returns: the code of a meaning or key of a column, "" = leave it, or a full stop = ask no more.
    """
    question = f"  {_question(one).pick(lang)}"
    known = {} if one.kind == "word" else _numbered(one.choices)
    for number, key in known.items():
        click.echo(f"    {number} {column_name(key).pick(lang)}", err=True)
    default = _default(one, known, lang)
    while True:
        said = str(click.prompt(question, default=default, show_default=bool(default), err=True))
        code = _understood(said.strip(), one, known)
        if code is not None:
            return code
        _tell_err(lang, "    看不懂，请再写一次", "    not understood, please write it again")


def _numbered(choices: Sequence[str]) -> dict[str, str]:
    return {"0": "", **{str(n): key for n, key in enumerate(choices, start=1)}}


def _default(one: Question, known: dict[str, str], lang: Lang) -> str:
    if one.kind == "word":
        return meaning_text(one.proposal).pick(lang) if one.proposal else ""
    return next(number for number, key in known.items() if key == one.proposal)


def _understood(said: str, one: Question, known: dict[str, str]) -> str | None:
    if said == _STOP:
        return _STOP
    if one.kind == "column":
        return known.get(said)
    return meaning_code(said) if said else ""


def _tell_err(lang: Lang, zh: str, en: str) -> None:
    click.echo(Text(zh, en).pick(lang), err=True)
