"""The desk in a real browser (Debian's chromium): no error, no request elsewhere, and what hands and keys can do.

Screenshots of every page, dark and narrow ones too, go to the folder `screenshots`, which git ignores.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from desk_ledgers import HEBREW, desk, filled, hostile

from onrecord.desk import application
from onrecord.desk.serve import _bound
from onrecord.ledger import Ledger

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
if not CHROMIUM:
    pytest.skip("no chromium: apt-get install chromium", allow_module_level=True)

ROOT = Path(__file__).parents[1]
SCREENSHOTS = ROOT / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = {"wide": 1440, "narrow": 360}


@contextmanager
def served(path, *, review=False):
    """The desk at an address of its own, while the block lasts."""
    listening = _bound(0)
    server = uvicorn.Server(uvicorn.Config(application(desk(path, review=review)), log_level="error"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def home(news):
    with served(news) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_playwright() as played:
        launched = played.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield launched
        launched.close()


@contextmanager
def sitting(browser, **options):
    """A page that fails the test for a console message, an error, or a request to anywhere but 127.0.0.1."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
    page, wrong = context.new_page(), []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("request", lambda r: wrong.append(r.url) if urlsplit(r.url).hostname != "127.0.0.1" else None)
    # A request that the next page cuts off has not failed.
    page.on("requestfailed", lambda r: None if "ABORTED" in (r.failure or "") else wrong.append(f"failed: {r.url}"))
    yield page
    context.close()
    assert wrong == []


def addresses(news):
    with Ledger(news) as ledger:
        won, bad = ledger.article_id("https://a.example/1"), ledger.article_id(hostile().article.url)
    return {
        "front": "/", "article": f"/articles/{won}", "hostile": f"/articles/{bad}", "search": "/search?q=council",
        "events": "/search?kind=events", "actors": "/actors", "actor": f"/actors/person:ISR:{HEBREW}",
        "network": "/network", "questions": "/questions", "question": "/questions/who-won",
    }  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_loads_clean_and_nothing_is_cut_off(browser, home, news, scheme, width):
    SCREENSHOTS.mkdir(exist_ok=True)
    with sitting(browser, color_scheme=scheme) as page:
        page.set_viewport_size({"width": WIDTHS[width], "height": 900})
        for name, address in addresses(news).items():
            page.goto(home + address, wait_until="networkidle")
            assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width], name
            page.screenshot(path=SCREENSHOTS / f"{name}-{scheme}-{width}.png", full_page=True)


def test_a_page_that_is_script_runs_none(browser, home, news):
    with sitting(browser) as page:
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        page.goto(home + addresses(news)["hostile"], wait_until="networkidle")
        assert "<script>alert('x')</script>" in page.locator(".text").first.inner_text()
        assert page.locator("script:not([src])").count() == 0


def test_a_highlight_is_followed_both_ways(browser, home, news):
    with sitting(browser) as page:
        page.goto(home + addresses(news)["article"])
        page.locator(".text a.no[href='#s2']").click()
        assert page.evaluate("document.querySelector(':target').id") == "s2"
        page.locator("#s2 a.no").click()
        assert page.evaluate("document.querySelector(':target').id") == "t-s2"
        page.locator("#t-s1").hover()
        assert page.locator("#s1.on").count() == 1 and page.locator("#s2.on").count() == 0
        page.locator("#s2").hover()
        assert page.locator("#t-s2.on").count() == 1 and page.locator("#t-s1.on").count() == 0


def test_a_link_to_folded_words_unfolds_them(browser, home, news):
    with sitting(browser) as page:
        page.goto(home + addresses(news)["hostile"])
        assert not page.locator("details.folded .text").first.is_visible()
        at = page.locator("details.folded .text").first.get_attribute("id")
        page.goto(f"{home}{addresses(news)['hostile']}#{at}")
        page.locator("details.folded .text").first.wait_for(state="visible")


def test_dragging_over_the_timeline_filters(browser, home):
    with sitting(browser) as page:
        page.goto(home)
        over = page.locator(".u-over")
        over.wait_for()
        before = page.locator(".figures dd").first.inner_text()
        box = over.bounding_box()
        page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.999, box["y"] + 45, steps=6)
        page.mouse.up()
        page.wait_for_url("**since=2024-**")
        page.wait_for_function("before => document.querySelector('.figures dd').innerText !== before", arg=before)
        titles = page.locator(".articles a").all_inner_texts()
        assert titles == ["It turns", "Who won"]
        assert page.locator("[name=since]").input_value() >= "2024-05-01"
        page.reload()
        assert page.locator(".articles a").all_inner_texts() == titles, "the address is the filter"


def test_everything_works_with_scripts_off(browser, home, news):
    with sitting(browser, java_script_enabled=False) as page:
        page.goto(home)
        assert page.locator("svg.bars").count() == 1
        page.locator("#when [name=since]").fill("2024-07-01")
        page.locator("#when button").click()
        page.wait_for_url("**since=2024-07-01**")
        assert page.locator(".articles a").all_inner_texts() == ["It turns", "Who won"]
        page.locator(".articles a").first.click()
        page.locator(".text a.no").first.click()
        assert page.url.endswith("#s1")
        page.goto(home + "/questions/who-won")
        page.locator("a.cell").first.click()
        page.locator("#evidence blockquote").first.wait_for(timeout=20_000)


def test_a_search_is_narrowed_without_loading_the_page_anew(browser, home):
    with sitting(browser) as page:
        page.goto(home + "/search?q=nicolas")
        page.evaluate("window.same = true")
        page.locator("form.search [name=q]").fill("nicolas denied")
        page.locator("form.search summary").click()
        page.locator("form.search [name=act]").select_option("deny")
        page.locator("form.search [name=q]").fill("nicolas")
        page.locator("form.search > button").click()
        page.wait_for_url("**act=deny**")
        page.wait_for_function("document.querySelectorAll('.hits > .hit').length === 2")
        assert page.evaluate("window.same")


def test_a_correction_sticks_and_is_undone(browser, tmp_path):
    with served(filled(tmp_path, 5), review=True) as address, sitting(browser) as page:
        page.goto(f"{address}/questions/who-won")
        row = page.locator("tr", has_text="María Corina Machado").first
        assert "denies" in row.inner_text()
        row.locator("a.cell").click()
        page.locator(".pieces select").first.select_option("affirms")
        page.locator(".pieces button", has_text="Keep").first.click()
        page.locator("#decisions").wait_for()
        assert "affirms" in page.locator("tr", has_text="María Corina Machado").first.inner_text()
        page.reload()
        assert "affirms" in page.locator("tr", has_text="María Corina Machado").first.inner_text()
        page.locator("#decisions button").first.click()
        page.wait_for_url("**#decisions")
        assert page.locator("#decisions").count() == 0
        assert "denies" in page.locator("tr", has_text="María Corina Machado").first.inner_text()


def test_the_keyboard_reaches_the_content_first(browser, home):
    with sitting(browser) as page:
        page.goto(home)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")


def test_the_first_paint_comes_within_a_second(browser, home):
    with sitting(browser) as page:
        page.goto(home, wait_until="networkidle")  # what a browser does once
        times = []
        for _ in range(3):
            page.goto(home, wait_until="networkidle")
            paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
            times.append(page.evaluate(paint))
        assert min(times) <= 1000


@pytest.mark.skipif(not AXE.exists(), reason="no axe-core: npm install --no-save axe-core")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_that_keeps_anybody_out(browser, home, news, scheme):
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = []
    # Scripts from elsewhere are not let in, so axe is put in where the policy does not hold: the test's own context.
    with sitting(browser, color_scheme=scheme, bypass_csp=True) as page:
        for name, address in addresses(news).items():
            page.goto(home + address, wait_until="networkidle")
            page.evaluate(AXE.read_text(encoding="utf-8"))
            violations = page.evaluate("rules => axe.run(document, rules).then(found => found.violations)", rules)
            found += [
                (name, v["id"], [re.sub(r"\s+", " ", n["html"])[:120] for n in v["nodes"][:3]]) for v in violations
            ]
    assert found == []
