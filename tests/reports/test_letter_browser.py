"""The letter in a real browser: silent, narrow and wide, light and dark, the same without `<style>`, easy to read."""

import re
import shutil
from dataclasses import replace

import pytest

from reports.figures.slices import ManagedTeam
from reports.letter.letter import render_letter

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
TEAM = ManagedTeam("王芳", ("wang@x.cn",), ("陈静", "李伟"))
# Ratio of luminances of each text to what lies behind it, by the rules of WCAG 2.
CONTRASTS = """() => {
  const light = (text) => {
    const parts = text.match(/[\\d.]+/g).map(Number);
    const [r, g, b] = parts.map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    for (let e = node; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor;
      if (!/, 0\\)$/.test(color)) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim()) continue;
    const pair = [light(getComputedStyle(node.parentElement).color), light(behind(node.parentElement))].sort();
    found.push([(pair[1] + 0.05) / (pair[0] + 0.05), node.data.trim()]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Open a letter and fail at the end if the browser complained or asked for anything else."""
    contexts, troubles = [], []

    def visit(html, width, scheme):
        file = tmp_path / f"letter{len(contexts)}.html"
        file.write_text(html, encoding="utf-8", newline="\n")
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text))
        page.on(
            "request",
            lambda request: troubles.append(request.url) if request.url != file.as_uri() else None,
        )
        page.goto(file.as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_letter_fits_and_can_be_read(run, opened, lang, scheme, width):
    page = opened(render_letter(replace(run, lang=lang), TEAM).html, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    contrasts = [(ratio, text) for ratio, text in page.evaluate(CONTRASTS) if text != "\u00a0"]
    assert len(contrasts) > 40
    assert min(contrasts) >= (4.5, "")
    violations = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in violations] == []
    sheet = page.locator("h1").evaluate("e => getComputedStyle(e.closest('td')).backgroundColor")
    assert sheet == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(25, 32, 42)")


@pytest.mark.parametrize("width", [360, 1440])
def test_the_letter_looks_the_same_where_style_is_thrown_away(run, opened, width):
    html = render_letter(run, TEAM).html
    bare = re.sub("<style>.*?</style>", "", html, flags=re.DOTALL)
    assert len(bare) < len(html)
    whole, stripped = (
        opened(text, width, "light").screenshot(full_page=True) for text in (html, bare)
    )
    assert whole == stripped
