"""The page in a real browser: silent, offline, sortable, filterable, wide and narrow, on paper."""

import shutil
from dataclasses import replace

import pandas as pd
import pytest

from reports.page import render_page

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, tmp_path):
    """Open a run's page and fail at the end if the browser complained or asked for anything else."""
    pages, troubles = [], []

    def open_page(run, *, script=True, **settings):
        file = tmp_path / f"page{len(pages)}.html"
        file.write_text(render_page(run), encoding="utf-8", newline="\n")
        page = browser.new_context(java_script_enabled=script, **settings).new_page()
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "request",
            lambda request: troubles.append(request.url) if request.url != file.as_uri() else None,
        )
        page.goto(file.as_uri())
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.context.close()
    assert [trouble for trouble in troubles if trouble != "data:,"] == []


def many(run, count):
    rows = pd.Index(range(100, 100 + count))
    graded = pd.DataFrame([run.graded.loc[4]] * count, index=rows).astype(run.graded.dtypes)
    graded["days_overdue"] = [1 + row % 30 for row in rows]
    customers = pd.DataFrame(
        {"customer_id": [f"N{row}" for row in rows], "name": [f"公司{row}" for row in rows]},
        index=rows,
    )
    return replace(run, graded=graded, customers=customers.assign(seller="陈静"))


def names(page):
    return [text.split("公司")[0] for text in page.locator("#due-table tbody th").all_inner_texts()]


def test_a_click_on_a_header_sorts_and_a_second_one_turns_it_round(run, visit):
    page = visit(run)
    assert names(page) == ["庚", "丁", "甲", "丙", "乙"]
    header = page.locator("#due-table th[data-key=name]")
    header.locator("button").click()
    # 丙 bǐng, 丁 dīng, 庚 gēng, 甲 jiǎ, 乙 yǐ
    assert names(page) == ["丙", "丁", "庚", "甲", "乙"]
    assert header.get_attribute("aria-sort") == "ascending"
    header.locator("button").click()
    assert names(page) == ["乙", "甲", "庚", "丁", "丙"]
    assert header.get_attribute("aria-sort") == "descending"


def test_the_state_column_sorts_the_longest_overdue_first(run, visit):
    page = visit(run)
    page.locator("#due-table th[data-key=when] button").click()
    assert names(page) == ["甲", "丁", "乙", "丙", "庚"]


def test_filters_narrow_the_list_together_and_clear_brings_it_back(run, visit):
    page = visit(run)
    page.select_option("#due-seller", "陈静")
    assert names(page) == ["甲", "丙", "乙"]
    page.select_option("#due-tier", "外贸C")
    assert names(page) == ["乙"]
    page.locator("#due-filters button[type=reset]").click()
    playwright.expect(page.locator("#due-table tbody tr")).to_have_count(5)
    page.select_option("#due-state", "none")
    assert names(page) == ["庚"]


def test_a_search_looks_at_names_ids_and_reasons(run, visit):
    page = visit(run)
    page.fill("#due-search", "c3")
    assert names(page) == ["丙"]
    page.fill("#due-search", "不存在")
    assert names(page) == []
    assert page.inner_text("#due-status") == "没有符合条件的客户。"


def test_a_redrawn_row_looks_like_the_one_that_came_with_the_page(run, visit):
    page = visit(run)
    body = page.locator("#due-table tbody")
    before = body.evaluate("body => Array.from(body.rows, row => row.outerHTML)")
    page.fill("#due-search", "公司")
    assert body.evaluate("body => Array.from(body.rows, row => row.outerHTML)") == before


def test_long_lists_come_a_hundred_at_a_time_and_paper_holds_two_hundred(run, visit, tmp_path):
    page = visit(many(run, 450))
    rows = page.locator("#due-table tbody tr")
    assert rows.count() == 100
    page.click("#due-more")
    assert rows.count() == 200
    page.click("#due-more")
    page.emulate_media(media="print")
    assert (
        page.evaluate(
            "Array.from(document.querySelectorAll('#due-table tbody tr'), r => r.offsetHeight > 0).filter(Boolean).length"
        )
        == 200
    )
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert 5 <= (tmp_path / "page.pdf").read_bytes().count(b"/Type /Page\n") <= 20


def test_without_script_the_list_is_there_and_no_dead_controls_show(run, visit):
    page = visit(run, script=False)
    assert names(page) == ["庚", "丁", "甲", "丙", "乙"]
    assert page.locator("#due-filters").is_hidden()
    assert page.locator("#due-table button").count() == 0


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_fits_its_window_and_is_drawn(run, visit, width, scheme, lang):
    page = visit(
        replace(run, lang=lang), viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(244, 246, 248)" if scheme == "light" else "rgb(16, 21, 27)")
    assert len(page.screenshot()) > 10_000


def test_the_keyboard_reaches_the_content_first_and_sorts(run, visit):
    page = visit(run)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.locator("#due-table th[data-key=name] button").focus()
    page.keyboard.press("Enter")
    assert names(page)[0] == "丙"


def test_hostile_names_do_nothing_when_redrawn(run, visit):
    customers = run.customers.copy()
    customers.loc[4, "name"] = "</script><img src=x onerror=document.title='hit'>"
    page = visit(replace(run, customers=customers))
    title = page.title()
    page.locator("#due-table th[data-key=name] button").click()
    assert page.title() == title
    assert page.locator("img").count() == 0


def test_fifty_thousand_rows_stay_light(run, visit):
    big = many(run, 50_000)
    assert len(render_page(big).encode()) <= 3_000_000
    page = visit(big)
    assert page.evaluate("document.querySelectorAll('*').length") <= 5_000
    page.locator("#due-table th[data-key=name] button").click()
    page.locator("#due-table th[data-key=name] button").click()
    assert page.locator("#due-table tbody tr").count() == 100
    # names go by their signs, as in a spreadsheet: 9999 comes after 50099
    assert "公司9999" in page.locator("#due-table tbody th").first.inner_text()
