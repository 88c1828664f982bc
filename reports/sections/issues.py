"""What is wrong with the data: by check, then cell by cell with how to mend it."""

from collections.abc import Mapping
from typing import Any, Final

from reports.figures.summary import SEVERITIES, Summary
from reports.sections.base import Section
from reports.words.values import clean_text
from reports.words.wording import SEVERITY_TEXTS
from schemas.texts import Text

CELLS_NAMED: Final = 8
FINDINGS_SHOWN: Final = 120
_NONE: Final = Text("数据没有问题，不用处理。", "The data is sound; nothing to do.")
_ERRORS: Final = Text(
    "先改 {count} 处错误：这些行改好之前不计算。",
    "Mend the errors first ({count}): their rows are not computed until then.",
)
_OTHERS: Final = Text(
    "没有错误；有空时把 {count} 处警告和提示改好。",
    "No errors; mend the warnings and hints ({count}) when there is time.",
)


def _build(summary: Summary) -> Mapping[str, Any]:
    lang = summary.report.lang
    checks = [
        {
            "severity": check.severity,
            "word": SEVERITY_TEXTS[check.severity].pick(lang),
            "what": clean_text(check.what.pick(lang)),
            "count": len(check.cells),
            "cells": [clean_text(cell) for cell in check.cells[:CELLS_NAMED]],
            "more": max(0, len(check.cells) - CELLS_NAMED),
        }
        for check in summary.checks
    ]
    severities = [(s, SEVERITY_TEXTS[s].pick(lang), summary.severities[s]) for s in SEVERITIES]
    count = len(summary.report.findings)
    return {
        "checks": checks,
        "severities": severities,
        "findings": _findings(summary),
        "count": count,
    }


def _findings(summary: Summary) -> list[dict[str, str]]:
    lang = summary.report.lang
    ranked = sorted(summary.report.findings, key=lambda finding: SEVERITIES.index(finding.severity))
    return [
        {
            "severity": finding.severity,
            "word": SEVERITY_TEXTS[finding.severity].pick(lang),
            "cell": clean_text(finding.cell),
            "header": clean_text(finding.header),
            "value": clean_text(finding.value),
            "what": clean_text(finding.what.pick(lang)),
            "mend": clean_text(finding.mend.pick(lang)),
        }
        for finding in ranked[:FINDINGS_SHOWN]
    ]


def _todo(summary: Summary) -> Text:
    errors = summary.severities["error"]
    if errors:
        return _ERRORS.fill(count=errors)
    count = len(summary.report.findings)
    return _OTHERS.fill(count=count) if count else _NONE


SECTION: Final = Section("issues", Text("数据问题", "Data issues"), _build, "issues.html.j2", _todo)
