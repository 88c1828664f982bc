"""Everything that the letter is made of is known to the mail programs that it is for, by the data of caniemail.

QQ Mail and 163 are not in that data: for them the letter must look the same without `<style>`, see test_letter_browser.
"""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reports.figures.slices import ManagedTeam
from reports.letter.letter import render_letter

FEATURES = Path(__file__).parents[3] / "shared" / "caniemail" / "_features"
pytestmark = pytest.mark.skipif(
    not FEATURES.is_dir(), reason="the caniemail data is not beside this repository"
)

CLIENTS = ("apple-mail", "gmail", "outlook")

# What stands in the letter → the file that tells who knows it. None: too old or too plain for a file of its own.
TAGS = {
    "html": None,
    "head": None,
    "meta": None,
    "title": None,
    "tr": "html-table",
    "td": "html-table",
    "tbody": "html-table",
    "br": None,
    "b": "html-strong",
    "body": "html-body",
    "table": "html-table",
    "p": "html-p",
    "span": "html-span",
    "div": "html-div",
    "h1": "html-h1-h6",
    "h2": "html-h1-h6",
    "style": "html-style",
}
ATTRIBUTES = {
    "align": "html-align",
    "bgcolor": "css-background-color",
    "border": "css-border",
    "cellpadding": "html-cellpadding",
    "cellspacing": "html-cellspacing",
    "charset": None,
    "class": "css-selector-class",
    "colspan": "html-table",
    "content": None,
    "height": "html-height",
    "lang": "html-lang",
    "name": None,
    "role": "html-role",
    "style": None,
    "valign": "html-valign",
    "width": "html-width",
}
PROPERTIES = {
    "background-color": "css-background-color",
    "border-bottom": "css-border",
    "border-collapse": "css-border-collapse",
    "color": None,
    "font-family": "css-font",
    "font-size": "css-font-size",
    "font-weight": "css-font-weight",
    "line-height": "css-line-height",
    "mso-line-height-rule": None,
    "margin": "css-margin",
    "max-width": "css-max-width",
    "padding": "css-padding",
}
# What some of them do not know, and why the letter loses nothing by it.
ACCEPTED = {
    "html-body": "its colour is repeated on the outermost table",
    "html-doctype": "no rule of the letter depends on it",
    "html-role": "a layout table read out as a table is told cell by cell, in the right order",
    "html-style": "only darkens; the letter looks the same without it",
    "css-at-media-prefers-color-scheme": "only darkens",
    "css-important": "only inside the darkening",
    "css-selector-class": "only inside the darkening",
    "css-max-width": "Outlook gets a table of 640 px around it, in a comment of its own",
    "css-border": "under 8 px, and on cells alone",
    "css-font-size": "in px alone",
    "css-font-weight": "bold alone",
    "css-line-height": "with mso-line-height-rule beside it, which Word asks for",
    "css-margin": "never negative or auto; Outlook leaves it out on body alone",
    "css-padding": "on cells alone",
    "html-align": "on td alone",
    "html-height": "on td alone, no picture",
    "html-width": "on td and table alone, no picture",
}


class _Parts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.properties, self.values = set(), set(), set(), set()
        self.by_tag = set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "style":
                rules = dict(re.findall(r"([\w-]+): ?([^;]+)", value or ""))
                self.properties |= set(rules)
                self.values |= set(rules.values())
                self.by_tag |= {(tag, key) for key in rules}


def newest(feature):
    """Give client and platform → what its newest version makes of a feature: y, a #1 …, n, u."""
    text = (FEATURES / f"{feature}.md").read_text(encoding="utf-8")
    start = text.index("{", text.index("stats:"))
    depth, end = 0, start
    for end in range(start, len(text)):
        depth += (text[end] == "{") - (text[end] == "}")
        if not depth:
            break
    body = re.sub(r"([{,\s])([\w-]+)\s*:", r'\1"\2":', text[start : end + 1])
    stats = json.loads(re.sub(r",(\s*})", r"\1", body))
    return {
        f"{client} {platform}": list(versions.values())[-1]
        for client, platforms in stats.items()
        for platform, versions in platforms.items()
    }


def parts_of(run):
    parts = _Parts()
    parts.feed(render_letter(run, ManagedTeam("王芳", ("wang@x.cn",), ("陈静",))).html)
    return parts


def test_the_data_is_read_as_it_is_meant():
    assert newest("css-background-color")["outlook windows"] == "y"
    assert newest("css-display-grid")["outlook windows"].startswith("n")


def test_the_letter_is_made_of_nothing_that_was_not_looked_up(run):
    parts = parts_of(run)
    assert parts.tags <= set(TAGS)
    assert parts.attributes <= set(ATTRIBUTES)
    assert parts.properties <= set(PROPERTIES)
    units = {
        unit
        for value in parts.values
        for unit in re.findall(r"\d([a-z%]+)", re.sub(r"#\w+", "", value))
    }
    assert units == {"px"}
    assert not [value for value in parts.values if "(" in value]  # no url(), calc(), rgb()


def test_what_word_knows_on_some_elements_alone_stands_on_those(run):
    parts = parts_of(run)
    assert {tag for tag, key in parts.by_tag if key.startswith(("padding", "border-bottom"))} == {
        "td"
    }
    assert {tag for tag, key in parts.by_tag if key == "margin"} <= {"body", "h1", "h2", "p"}
    lined = {tag for tag, key in parts.by_tag if key == "line-height"}
    assert lined - {"span"} <= {tag for tag, key in parts.by_tag if key == "mso-line-height-rule"}
    assert not [
        value for value in parts.values if value.startswith("-") or " -" in value or "auto" in value
    ]


def test_apple_mail_gmail_and_outlook_know_all_of_it_or_lose_nothing(run):
    parts = parts_of(run)
    used = {TAGS[tag] for tag in parts.tags} | {ATTRIBUTES[name] for name in parts.attributes}
    used |= {PROPERTIES[key] for key in parts.properties}
    used |= {
        "css-unit-px",
        "html-comments",
        "html-doctype",
        "css-at-media-prefers-color-scheme",
        "css-important",
    }
    lacking = {
        feature: [
            f"{who} {how}"
            for who, how in newest(feature).items()
            if who.startswith(CLIENTS) and how[0] != "y"
        ]
        for feature in sorted(used - {None})
    }
    unknown = {feature: who for feature, who in lacking.items() if who and feature not in ACCEPTED}
    assert unknown == {}
    assert {feature for feature, who in lacking.items() if who} == set(
        ACCEPTED
    ) & used  # no reason without a need
