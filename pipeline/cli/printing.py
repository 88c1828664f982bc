"""What people read in the terminal: outcomes in a few lines, findings and plans with their cells."""

import datetime as dt
from collections.abc import Sequence

import click

from pipeline.cli.reading_printing import first_lines
from pipeline.jobs.results import Explanation, Outcome
from pipeline.jobs.undo import Undone
from schemas import results as r
from schemas.findings import Finding, Severity
from schemas.plan import Plan
from schemas.records import RunRecord
from schemas.sheets import CellValue
from schemas.tables import column_letters
from schemas.texts import Lang, Text

_SHOWN_CELLS = 10
_SHOWN_FINDINGS = 10
_SEVERITIES: dict[Severity, Text] = {
    "error": Text("错误", "errors"),
    "warning": Text("提醒", "warnings"),
    "hint": Text("提示", "hints"),
}
_STATUSES = {
    "planned": Text("未完成", "not finished"),
    "done": Text("完成", "done"),
    "undone": Text("已撤销", "taken back"),
    "failed": Text("未写入", "not written"),
    "unknown": Text("不明", "unknown"),
}


def print_run(outcome: Outcome) -> None:
    """Print what a run did, or would do."""
    say = _say(outcome.lang)
    _print_head(outcome)
    _print_reading(outcome)
    _print_tiers(outcome)
    if any(finding.severity != "hint" for finding in outcome.findings):
        click.echo(say("数据问题：", "Data issues: ") + _counts(outcome.findings, outcome.lang))
        _print_findings(
            [f for f in outcome.findings if f.severity != "hint"], outcome.lang, _SHOWN_FINDINGS
        )
    for note in outcome.notes:
        click.echo(say("注意：", "Note: ") + note.pick(outcome.lang))
    if outcome.plan is not None and outcome.page is None:
        _print_plan(outcome.plan, outcome.lang)
    elif outcome.plan is not None:
        _print_written(outcome)


def _print_head(outcome: Outcome) -> None:
    say = _say(outcome.lang)
    workbook, method = outcome.request.workbook.name, outcome.method.pick(outcome.lang)
    click.echo(f"{workbook} · {method} · {say('基准日期', 'as of')} {outcome.request.as_of}")
    aside = say(
        f"，其中 {outcome.set_aside} 行因数据有误被搁置，原样保留",
        f", {outcome.set_aside} rows set aside because of errors and left as they are",
    )
    click.echo(
        say(f"客户 {outcome.customers:,} 行", f"{outcome.customers:,} customers")
        + (aside if outcome.set_aside else "")
    )


def print_understood(outcome: Outcome) -> None:
    """Print how a workbook was read and what came of it, in about ten lines."""
    _print_reading(outcome)
    _print_tiers(outcome)


def _print_reading(outcome: Outcome) -> None:
    if outcome.reading is None:
        return
    best = outcome.advice[:1]
    for line in first_lines(outcome.reading, best, outcome.request.workbook):
        click.echo(line.pick(outcome.lang))


def _print_tiers(outcome: Outcome) -> None:
    say, graded = _say(outcome.lang), outcome.graded
    if not len(graded):
        return
    counts = graded[r.TIER].value_counts().sort_index()
    shown = "  ".join(f"{tier} {count:,}" for tier, count in counts.items() if tier)
    blank = f"  {say('未分级', 'unclassified')} {counts['']:,}" if "" in counts else ""
    click.echo(
        say("等级：", "Tiers: ")
        + shown
        + blank
        + say(f"(变动 {len(outcome.moves)})", f" ({len(outcome.moves)} moved)")
    )
    states = graded[r.STATE].value_counts()
    parts = [
        ("overdue", "逾期", "overdue"),
        ("today", "今天", "today"),
        ("this_week", "本周", "later this week"),
    ]
    click.echo(
        say("跟进：", "Due: ")
        + "  ".join(f"{say(zh, en)} {states.get(key, 0):,}" for key, zh, en in parts)
    )


def _print_plan(plan: Plan, lang: Lang) -> None:
    say = _say(lang)
    if plan.is_empty:
        click.echo(say("试运行：没有要改的。", "Dry run: nothing would change."))
        return
    for column in plan.new_columns:
        click.echo(
            f"  + {column.sheet}!{column_letters(column.column)}{column.header_row} {say('新增列', 'new column')} {column.header}"
        )
    for patch in plan.columns:
        click.echo(
            f"  {patch.sheet}!{column_letters(patch.column)} {patch.header}: {len(patch.rows):,} {say('格', 'cells')}"
        )
        for number, cell in enumerate(patch.cells()):
            if number == _SHOWN_CELLS:
                click.echo(f"      … {say('其余见', 'all of them:')} --json")
                break
            click.echo(
                f"      {column_letters(cell.column)}{cell.row}: {_value(cell.old, lang)} → {_value(cell.new, lang)}"
            )
    names = say("、", ", ").join(sheet.name for sheet in plan.sheets if not sheet.hidden)
    click.echo(
        say(
            f"试运行：会改 {plan.cell_count:,} 格",
            f"Dry run: {plan.cell_count:,} cells would change",
        )
        + (say(f"，刷新 {names}", f", refreshing {names}") if names else "")
        + say("。没有写入。", ". Nothing was written.")
    )


def _print_written(outcome: Outcome) -> None:
    say, plan, written = _say(outcome.lang), outcome.plan, outcome.written
    if plan is None or written is None:
        click.echo(
            say("工作簿已是最新，没有改动。", "The workbook is up to date; nothing was changed.")
        )
    else:
        names = say("、", ", ").join(sheet.name for sheet in plan.sheets if not sheet.hidden)
        click.echo(
            say(
                f"已写入 {plan.cell_count:,} 格，刷新 {names}",
                f"Wrote {plan.cell_count:,} cells, refreshed {names}",
            )
        )
        click.echo(say("备份：", "Backup: ") + str(written.backup))
        click.echo(say("撤销：", "Take back: ") + f'followup undo "{outcome.request.workbook}"')
    click.echo(say("网页：", "Page: ") + str(outcome.page))


def print_check(outcome: Outcome) -> None:
    """Print every finding."""
    say = _say(outcome.lang)
    _print_head(outcome)
    _print_reading(outcome)
    _print_findings(outcome.findings, outcome.lang, len(outcome.findings))
    click.echo(
        _counts(outcome.findings, outcome.lang)
        if outcome.findings
        else say("没有问题。", "Nothing to mend.")
    )
    for sentence in outcome.advice:
        click.echo(say("要更好：", "To be better: ") + sentence.pick(outcome.lang))


def _print_findings(findings: Sequence[Finding], lang: Lang, shown: int) -> None:
    for finding in findings[:shown]:
        label = {
            "error": Text("错误", "error"),
            "warning": Text("提醒", "warning"),
            "hint": Text("提示", "hint"),
        }[finding.severity]
        click.echo(f"  [{label.pick(lang)}] {finding.line(lang)}")
    if len(findings) > shown:
        click.echo(f"  … {_say(lang)('全部见', 'all of them: ')} followup check")


def _counts(findings: Sequence[Finding], lang: Lang) -> str:
    counts = {severity: sum(f.severity == severity for f in findings) for severity in _SEVERITIES}
    return "  ".join(
        f"{_SEVERITIES[severity].pick(lang)} {count}" for severity, count in counts.items() if count
    )


def print_explanation(explanation: Explanation) -> None:
    """Print the steps that led to a customer's tier and date."""
    say = _say(explanation.lang)
    due = explanation.next_due.isoformat() if explanation.next_due else say("不安排", "none")
    click.echo(f"{explanation.customer} · {explanation.tier} · {say('下次跟进', 'next due')} {due}")
    for number, (cells, step) in enumerate(explanation.steps, start=1):
        place = f" [{cells}{': ' + step.value if step.value else ''}]" if cells else ""
        click.echo(f"  {number}. {step.says.pick(explanation.lang)}{place}")


def print_undo(undone: Undone) -> None:
    """Print what undo did, or would do, and what it left alone."""
    say, run = _say(undone.lang), undone.run
    if undone.whole:
        how = say(
            "整份文件逐字节恢复到运行之前",
            "the whole file is back, byte for byte, as before the run",
        )
    else:
        how = say(
            f"{undone.cells:,} 格恢复原值", f"{undone.cells:,} cells have their old values back"
        )
    done = (
        say("已撤销运行", "Took back run")
        if undone.written
        else say("试运行：撤销", "Dry run: taking back")
    )
    click.echo(f"{done} {run.id} ({run.as_of}): {how}")
    if undone.rows_kept:
        rows = say(
            "那次运行加的行里，{n:,} 行之后有人改过，整行保留",
            "{n:,} of the rows that the run added were edited since and stay whole",
        )
        click.echo(rows.format(n=undone.rows_kept))
    for kept in undone.kept:
        place = f"{kept.sheet}!{kept.cell}" if kept.cell else kept.sheet
        who = f" {kept.customer}" if kept.customer else ""
        click.echo(
            f"  {say('保留', 'kept')} {place}{who} {kept.header}: {kept.why.pick(undone.lang)}"
        )
    if undone.written:
        click.echo(
            say("撤销之前的备份：", "Backup from before the undo: ") + str(undone.written.backup)
        )


def print_history(records: Sequence[RunRecord], lang: Lang) -> None:
    """Print the runs of a workbook, the latest first."""
    say = _say(lang)
    if not records:
        click.echo(say("还没有运行记录。", "There are no runs yet."))
    for run in records:
        what = (
            say("运行", "run")
            if run.undoes is None
            else say(f"撤销 {run.undoes}", f"undo of {run.undoes}")
        )
        others = {
            "erase": Text("删除", "erasure"),
            "import": Text("导入", "import"),
            "adopt": Text("加编号", "numbering"),
        }
        what = others[run.command].pick(lang) if run.command in others else what
        cells = f"{run.counts.get('cells', 0):,} {say('格', 'cells')}"
        click.echo(
            f"{run.id}  {what}  {say('基准日期', 'as of')} {run.as_of}  {cells}  {_STATUSES[run.status].pick(lang)}  {run.backup}"
        )


def _value(value: CellValue, lang: Lang) -> str:
    if value is None:
        return _say(lang)("(空)", "(blank)")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


class _say:  # noqa: N801 -- reads as the verb it is
    """Picks one of two texts in the language of an outcome."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def __call__(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en
