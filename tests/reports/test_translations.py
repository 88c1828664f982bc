"""The catalogue has every message of the templates, no other, and the same places for values."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2.ext import babel_extract

import reports
from reports.page import render_page
from reports.words.translations import catalogue
from schemas.texts import Text

TEMPLATES = sorted((Path(reports.__file__).parent / "templates").rglob("*.j2"))


def messages():
    found = set()
    for path in TEMPLATES:
        with path.open("rb") as file:
            extracted = [
                message for _, _, message, _ in babel_extract(file, ["_"], [], {"silent": "false"})
            ]
        # a message with values comes as a tuple
        found |= {message if isinstance(message, str) else message[0] for message in extracted}
    return found


def test_every_message_is_translated_and_none_is_left_over():
    translated = {message.id: message.string for message in catalogue("en") if message.id}
    assert set(translated) == messages()
    assert len(translated) > 50
    assert [source for source, text in translated.items() if not text] == []


def test_translations_have_the_places_of_their_source():
    for message in catalogue("en"):
        if message.id:
            places = r"%\(\w+\)s|\{\w+\}|%%"
            assert sorted(re.findall(places, message.id)) == sorted(
                re.findall(places, message.string)
            ), message.id


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
