"""The summary page: one HTML file that needs nothing else, not even a network."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.figures.summary import Summary, summarise
from reports.figures.view import ReportInput
from reports.packing import script_json
from reports.sections import SECTIONS
from reports.words.page_texts import PageWords
from reports.words.values import clean_text, plain_number
from reports.words.wording import STATE_TEXTS, long_day
from schemas.texts import Lang

ASSETS: Final = Path(__file__).parent / "assets"


def render_page(report: ReportInput, whose: str = "") -> str:
    """Write the summary page.

    Takes:   one run; whose team it is about, where it is a slice.
    Returns: a whole HTML document; the same run gives the same text.
    Raises:  nothing that a workbook can cause.
    """
    return render_summary(summarise(report), whose)


def render_summary(summary: Summary, whose: str = "") -> str:
    """Write the page of a summary that is already worked out."""
    report = summary.report
    environment = page_environment(report.lang)
    shared = {
        "lang": report.lang,
        "charts": environment.get_template("charts.html.j2").make_module({"lang": report.lang}),
    }
    sections = []
    for section in SECTIONS:
        template = environment.get_template(f"sections/{section.template}")
        body = template.render(**shared, **section.build(summary))
        todo = clean_text(section.todo(summary).pick(report.lang)) if section.todo else ""
        title = section.title.pick(report.lang)
        sections.append({"key": section.key, "title": title, "todo": todo, "body": Markup(body)})  # noqa: S704 -- rendered by our own autoescaping templates
    return environment.get_template("page.html.j2").render(
        **shared,
        **page_assets(),
        sections=sections,
        workbook=clean_text(report.workbook),
        whose=clean_text(whose),
        method=report.method.pick(report.lang),
        day=report.as_of.isoformat(),
        long_day=long_day(report.as_of, report.lang),
    )


@cache
def page_environment(lang: Lang) -> Environment:
    """Set up the templates for one language: everything is escaped, an unknown name is an error."""
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["_"] = PageWords(lang)
    environment.filters["number"] = plain_number
    environment.filters["script_json"] = lambda data: Markup(script_json(data))  # noqa: S704 -- script_json escapes it
    environment.globals["state_texts"] = {
        state: text.pick(lang) for state, text in STATE_TEXTS.items()
    }
    return environment


def page_assets() -> dict[str, Markup]:
    """Give style and script with the hashes that alone may run; the bytes hashed are the bytes between the tags."""
    style = (ASSETS / "page.css").read_text(encoding="utf-8")
    script = (ASSETS / "page.js").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": Markup(policy)}  # noqa: S704 -- our own files


def paper_assets() -> dict[str, Markup]:
    """Give the style of what is printed, with its hash; nothing else may run or load."""
    style = (ASSETS / "paper.css").read_text(encoding="utf-8")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; img-src data:; base-uri 'none'; form-action 'none'"
    return {"style": Markup(style), "policy": Markup(policy)}  # noqa: S704 -- our own file


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
