"""PAGE_TEXTS has every text of the templates, no other, and the same places for values."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import reports
from reports.page import render_page
from reports.words.page_texts import PAGE_TEXTS
from schemas.texts import Text

TEMPLATES = sorted((Path(reports.__file__).parent / "templates").rglob("*.j2"))


def messages():
    trees = [Environment().parse(path.read_text(encoding="utf-8")) for path in TEMPLATES]  # noqa: S701 -- only parsed
    calls = [call for tree in trees for call in tree.find_all(nodes.Call)]
    return {c.args[0].value for c in calls if isinstance(c.node, nodes.Name) and c.node.name == "_"}


def test_every_message_is_translated_and_none_is_left_over():
    translated = dict(PAGE_TEXTS)
    assert set(translated) == messages()
    assert len(translated) == len(PAGE_TEXTS)
    assert len(translated) > 50
    assert [source for source, text in translated.items() if not text] == []


def test_translations_have_the_places_of_their_source():
    places = r"\{\w+\}|%"
    for text in PAGE_TEXTS:
        assert sorted(re.findall(places, text.zh)) == sorted(re.findall(places, text.en)), text.zh


def test_templates_say_nothing_untranslated():
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        bare = re.sub(r'_\("[^"]*"', "", re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL))
        assert not re.search("[\u4e00-\u9fff]", bare), path.name


@pytest.mark.parametrize("with_team", [True, False])
def test_an_english_page_over_english_data_has_no_chinese(run, with_team):
    names = dict(zip(run.customers["seller"].dropna().unique(), ["Chen", "Li"], strict=True))
    customers = run.customers.assign(name="Company", seller=run.customers["seller"].map(names))
    graded = run.graded.assign(tier_label="Trade " + run.graded["tier"], due_reason="reason")
    graded.loc[graded["tier"] == "", "tier_label"] = ""
    english = replace(
        run,
        lang="en",
        workbook="book.xlsx",
        method=Text("外贸", "Export trade"),
        customers=customers,
        graded=graded,
        moves=run.moves.assign(name="Company", seller="Chen", reason="ordered"),
        findings=[replace(f, sheet="Customers", header="Phone") for f in run.findings],
        team=run.team.assign(seller=["Li", "Chen", "Wang"]) if with_team else None,
        customer_sheet="Customers",
    )
    assert sorted(set(re.findall("[\u4e00-\u9fff]+", render_page(english)))) == []
