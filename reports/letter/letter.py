"""The manager's letter: one slice of a run as HTML for mail programs and as plain text, saying the same.

Mail programs know little: Outlook draws with Word's engine, QQ Mail and 163 throw `<style>` away, Gmail clips what is
long, pictures are off. So: nested tables, styles on each element, bars of coloured cells, every fact as text. The only
`<style>` that stays darkens the letter where the program asks for it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from css_inline import CSSInliner

from reports.figures.slices import ManagedTeam
from reports.figures.summary import DUE_STATES, summarise
from reports.figures.view import ReportInput
from reports.letter.letter_blocks import Block, clip, letter_blocks
from reports.page import page_environment
from reports.words.values import plain_number
from reports.words.wording import long_day
from schemas.texts import Lang, Text

SIZE_LIMIT: Final = 100_000
"""Bytes of decoded HTML; Gmail shows only the first 102 KB of a letter."""
_SHARES: Final = (1, 2, 4)  # nearly always the first; whole lists of very long texts need more
_DARK: Final = Path(__file__).parent.parent / "assets" / "letter_dark.css"
_WIDTH: Final = 64
_SUBJECT: Final = Text(
    "客户跟进周报 {day}：逾期 {overdue}，今天 {today}，本周其余 {week}",
    "Weekly follow-up {day}: {overdue} overdue, {today} today, {week} later this week",
)
_TITLE: Final = Text("客户跟进周报", "Weekly follow-up report")
_TEAM: Final = Text("{manager} 的团队：{sellers}", "{manager}'s team: {sellers}")
_MADE: Final = Text(
    "方法：{method} · 工作簿：{workbook}", "Method: {method} · Workbook: {workbook}"
)
_MASKED: Final = Text(
    "只含您团队的客户，电话和邮箱已隐去一部分；完整内容在工作簿里。本邮件由 followup 自动发出。",
    "Your own team's customers only; phone numbers and addresses are partly hidden, the workbook has them in full. "
    "Sent by followup.",
)


@dataclass(frozen=True, slots=True)
class LetterParts:
    """One letter: its subject, and the same content twice."""

    subject: str
    html: str
    text: str


def render_letter(report: ReportInput, team: ManagedTeam) -> LetterParts:
    """Write the letter to one manager.

    Takes:   report: the slice of the manager's sellers, never a whole run.
    Returns: both parts; the same slice gives the same letter. The HTML stays under SIZE_LIMIT.
    Raises:  nothing that a workbook can cause.
    """
    lang = report.lang
    summary = summarise(report)
    overdue, today, week = (plain_number(summary.sellers[state].sum()) for state in DUE_STATES)
    subject = _SUBJECT.fill(
        day=report.as_of.isoformat(), overdue=overdue, today=today, week=week
    ).pick(lang)
    names = ("、" if lang == "zh" else ", ").join(clip(name, 20) for name in team.sellers[:12])
    more = " …" if len(team.sellers) > 12 else ""  # noqa: PLR2004 -- as many as a line or two hold
    head = [
        _TITLE.pick(lang),
        long_day(report.as_of, lang),
        clip(_TEAM.fill(manager=clip(team.manager, 60), sellers=names + more).pick(lang), 400),
        clip(_MADE.fill(method=report.method, workbook=report.workbook).pick(lang)),
    ]
    foot = _MASKED.pick(lang)
    for share in _SHARES:
        blocks = letter_blocks(summary, share)
        html = _html(head, blocks, foot, subject, lang)
        if len(html.encode()) <= SIZE_LIMIT:
            break
    return LetterParts(subject, html, _text(head, blocks, foot))


def _html(head: list[str], blocks: list[Block], foot: str, subject: str, lang: Lang) -> str:
    template = page_environment(lang).get_template("letter.html.j2")
    drawn = template.render(lang=lang, head=head, blocks=blocks, foot=foot, subject=subject)
    inlined = CSSInliner(load_remote_stylesheets=False).inline(drawn)
    dark = _DARK.read_text(encoding="utf-8")
    return inlined.replace("</head>", f"<style>{dark}</style></head>", 1)


def _text(head: list[str], blocks: list[Block], foot: str) -> str:
    """Draw the blocks as plain text; a bar is its words."""
    lines = [*head]
    for block in blocks:
        lines += ["", f"== {block.title} =="]
        lines += block.lines
        lines += [
            " ".join(part for part in (one.label, one.number, one.remark) if part)
            for one in block.figures
        ]
        lines += [f"{bar.label} · {bar.says}" for bar in block.bars]
        for number, row in enumerate(block.rows, start=1):
            lines.append(f"{number}. {row.name}{f' [{row.tag}]' if row.tag else ''}")
            lines += [f"   {part}" for part in (row.facts, row.text) if part]
    return "\n".join([*lines, "", "-" * _WIDTH, foot, ""])
