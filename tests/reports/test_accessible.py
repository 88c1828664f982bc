"""The page by axe-core: no violation in light, dark, on a narrow screen and on paper, in both languages."""

import shutil
from dataclasses import replace

import pandas as pd
import pytest

from reports.page import render_page

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

SETTINGS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1440, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1440, "height": 900}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 360, "height": 740}},
    "narrow and dark": {"color_scheme": "dark", "viewport": {"width": 360, "height": 740}},
}


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def full(run):
    """Fill the parts that the small run leaves empty: weeks ahead, proposed moves, what became of last week."""
    weeks = pd.date_range(run.as_of, periods=13, freq="7D")
    outlook = pd.DataFrame(
        {"seller": "陈静", "week": weeks, "days": 5, "touches": 3, "minutes": 200.0}
    )
    levelled = pd.DataFrame(
        {
            "row": [5, 7],
            "seller": ["陈静", "李伟"],
            "wanted": pd.Timestamp(run.as_of),
            "minutes": 20.0,
        }
    )
    last_week = pd.DataFrame(
        {"was_due": True, "was_overdue": False, "touches": [1, 0], "touched": [True, False]},
        index=[4, 7],
    )
    return replace(
        run,
        outlook=outlook.assign(
            capacity=[180.0, *[300.0] * 12], provisional=[*[False] * 6, *[True] * 7]
        ),
        levelled=levelled.assign(day=[pd.Timestamp("2026-11-24"), pd.NaT]),
        last_week=last_week,
    )


@pytest.mark.parametrize("setting", [*SETTINGS, "paper"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing(run, browser, tmp_path, setting, lang):
    file = tmp_path / "page.html"
    file.write_text(render_page(full(replace(run, lang=lang))), encoding="utf-8", newline="\n")
    page = browser.new_context(**SETTINGS.get(setting, {})).new_page()
    page.goto(file.as_uri())
    if setting == "paper":
        page.emulate_media(media="print")
    found = axe.Axe().run(page).response["violations"]
    page.context.close()
    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []


def test_a_number_leads_to_its_rows(run, browser, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(render_page(full(run)), encoding="utf-8", newline="\n")
    page = browser.new_page()
    page.goto(file.as_uri())

    def shown(link):
        page.locator(link).first.click()
        return [text[0] for text in page.locator("#due-table tbody th").all_inner_texts()]

    # 丁 of 李伟 and 甲 of 陈静 are overdue; 戊 was never contacted and is not due; 甲 was due last week and is touched.
    assert shown("#headline a[data-state=overdue]") == ["丁", "甲"]
    assert shown("#neglected a[data-silence=never]") == ["戊"]
    assert page.inner_text("#due-only") == "只看：从未联系过。点“清除”恢复。"
    assert shown("#changes a[data-last=done]") == ["甲"]
    assert shown("#tiers a[data-tier='外贸E']") == ["戊"]
    assert shown("#sellers a[data-day='2026-11-23']") == ["乙"]
    assert shown("#files a[data-seller='李伟']") == ["庚", "丁", "戊"]
    assert page.input_value("#due-scope") == "all"
    page.locator("#due-filters button[type=reset]").click()
    playwright.expect(page.locator("#due-table tbody tr")).to_have_count(5)
    assert page.locator("#due-only").is_hidden()
    page.context.close()
