"""The page's structure, safety and words, read as a browser's parser reads it."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from reports.page import ASSETS, render_page
from reports.sections import SECTIONS
from schemas.findings import Finding
from schemas.texts import Text

VOID = {"meta", "link", "input", "br"}


class Outline(HTMLParser):
    """All elements with their attributes, the text of each kind of element, and whether tags nest."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.texts, self.open = [], {}, []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data):
        for tag in set(self.open):
            self.texts[tag][-1] += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def page(run):
    return Outline(render_page(run))


def test_the_page_is_one_whole_document_whose_tags_nest(page):
    assert page.open == []
    assert page.all("html") == [{"lang": "zh-Hans"}]
    assert len(page.all("h1")) == 1
    assert [attributes["id"] for attributes in page.all("section")] == [
        section.key for section in SECTIONS
    ]


def test_ids_are_unique_and_every_link_inside_leads_somewhere(page):
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {attributes["href"].removeprefix("#") for attributes in page.all("a")}
    assert targets <= set(ids)
    assert "main" in targets


def test_nothing_is_loaded_and_only_the_hashed_style_and_script_may_run(page):
    policy = next(
        a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    for tag, text in (("style", page.texts["style"][0]), ("script", page.texts["script"][-1])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    for _, attributes in page.elements:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("src") is None
    assert [a["href"] for a in page.all("link")] == ["data:,"]


def test_tables_have_captions_and_headers_with_a_scope(page):
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(attributes.get("scope") in {"col", "row"} for attributes in page.all("th"))


def test_fields_have_labels(run):
    html = render_page(run)
    form = html[html.index("<form") : html.index("</form>")]
    labels = re.findall(r"<label>([^<]+)<(input|select)", form)
    assert len(labels) == form.count("<input") + form.count("<select") == 5


def test_the_due_list_reads_without_script(page):
    names = [text for text in page.texts["tr"] if "公司" in text and "第 " in text]
    assert [re.search("(.)公司", text).group(1) for text in names] == ["庚", "丁", "甲", "丙", "乙"]
    assert "逾期 5 天" in names[2]
    assert "C1 · 第 4 行" in names[2]


def test_the_packed_list_holds_every_due_customer(page):
    data = json.loads(page.texts["script"][0])
    assert data["count"] == 5
    assert set(data["columns"]) >= {
        "name",
        "seller",
        "tier",
        "state",
        "when",
        "next_due",
        "due_reason",
    }


def test_bars_are_as_long_as_their_numbers(run):
    html = render_page(run)
    section = html[html.index('id="sellers"') : html.index('id="workload"')]
    bars = re.findall(
        r'class="fill-(\w+)" x="([\d.]+)" y="0" width="([\d.]+)" height="14"', section
    )
    # 李伟: one overdue of a longest bar of three; 陈静: one of each
    assert bars == [
        ("overdue", "0.0", "333.3"),
        ("overdue", "0.0", "333.3"),
        ("today", "333.3", "333.3"),
        ("week", "666.7", "333.3"),
    ]


def test_the_movement_matrix_shows_up_down_and_new(page):
    cells = [text for text in page.texts["td"] if text and text[0] in "▲▼+"]
    # the tier counts of the section after it have signs too
    assert cells[:3] == ["▼1", "▲1", "+1"]


def test_findings_show_cell_content_and_how_to_mend_it(page):
    row = next(text for text in page.texts["tr"] if "31/02/2026" in text)
    assert all(part in row for part in ("客户!L11", "错误", "上次跟进", "不是有效日期", "请改。"))


ATTACKS = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "{{ 7*7 }}",
    "a\x00\x07b",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_anywhere_stays_text(run, attack):
    calm = Outline(render_page(run))
    customers, graded = run.customers.copy(), run.graded.copy()
    customers["seller"] = customers["seller"].replace("陈静", attack)
    customers.loc[4, ["customer_id", "name"]] = attack
    graded.loc[4, ["due_reason", "notes", "tier_label"]] = attack
    finding = Finding(
        "error", "date", attack, 4, "L", attack, attack, Text(attack, attack), Text(attack, attack)
    )
    moves = run.moves.assign(name=attack, reason=attack, seller=attack)
    hostile = replace(
        run,
        customers=customers,
        graded=graded,
        moves=moves,
        findings=[finding],
        workbook=attack,
        customer_sheet=attack,
    )
    html = render_page(hostile)
    page = Outline(html)
    assert {tag for tag, _ in page.elements} == {tag for tag, _ in calm.elements}
    assert len(page.all("script")) == len(calm.all("script"))
    assert not [
        name for _, attributes in page.elements for name in attributes if name.startswith("on")
    ]
    assert json.loads(page.texts["script"][0])["count"] == 5
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", html)
    assert "49" not in page.texts["h1"][0]


def test_the_same_run_gives_the_same_page(run):
    assert render_page(run) == render_page(run)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_to_tell_is_told_calmly(empty_run, lang):
    page = Outline(render_page(replace(empty_run, lang=lang)))
    assert page.open == []
    assert len(page.texts["section"]) == len(SECTIONS)
    assert not page.all("form")


@pytest.mark.parametrize("part", ["moves", "findings", "team"])
def test_each_part_may_be_missing(run, part):
    missing = {"moves": run.moves.iloc[:0], "findings": (), "team": None}
    assert Outline(render_page(replace(run, **{part: missing[part]}))).open == []


def test_only_the_first_hundred_rows_are_drawn_and_paper_says_how_many_it_holds(run):
    import pandas as pd  # noqa: PLC0415 -- only this test builds a long list

    rows = range(100, 350)
    graded = pd.DataFrame([run.graded.loc[4]] * 250, index=pd.Index(rows)).astype(run.graded.dtypes)
    customers = pd.DataFrame(
        {"customer_id": [f"N{row}" for row in rows], "name": "某公司"}, index=pd.Index(rows)
    )
    html = render_page(replace(run, graded=graded, customers=customers, lang="en"))
    assert html.count('<tr class="state-overdue">') == 100
    assert "On paper at most 200 rows, of 250" in html
    # the rule that keeps the promise
    assert "#due-table tbody tr:nth-child(n + 201) { display: none; }" in (
        ASSETS / "page.css"
    ).read_text("utf-8")
