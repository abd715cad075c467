"""Pages without JavaScript, on paper, and with a large text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from e2e.browser.conftest import OpenPage
from e2e.browser.pages import COUNTED, PAGES, SAVED


def seen(page: Page, selector: str) -> list[str]:
    """Return what of a selector is seen."""
    elements = page.query_selector_all(selector)
    return [element.inner_text() for element in elements if element.is_visible()]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_its_content_without_javascript_and_on_paper(
    name: str, open_page: OpenPage
) -> None:
    page = open_page(PAGES[name], java_script_enabled=False)
    heading = page.inner_text("h1")
    main = page.inner_text("main")
    assert heading
    assert len(main) > 60
    page.emulate_media(media="print")
    assert seen(page, "h1") == [heading]
    assert seen(page, ".site-nav, .site-search, .site-languages, .skip, .footer-links") == []
    assert len(page.inner_text("main")) > 40


def test_the_forms_work_without_javascript(open_page: OpenPage) -> None:
    page = open_page("/", java_script_enabled=False)
    page.fill("#site-q", "barnehage")
    page.press("#site-q", "Enter")
    page.wait_for_url("**/search?q=barnehage*")
    assert len(seen(page, ".hits h3")) > 2
    page.goto(page.url.partition("/search")[0] + "/sparql")
    page.fill("#query", COUNTED)
    page.click("#query-form button[type=submit]")
    page.wait_for_selector("#answer table")
    assert len(seen(page, "#answer tbody tr")) == 12
    page.goto(page.url.partition("/sparql")[0] + SAVED)
    page.click(".saved-form button[type=submit]")
    page.wait_for_selector(".saved-answer")
    assert seen(page, ".saved-answer h2")


@pytest.mark.parametrize("name", ["start", "plan", "goal", "search", "query"])
def test_a_page_says_the_same_without_javascript(name: str, open_page: OpenPage) -> None:
    """What scripts add are buttons: no heading comes or goes."""
    with_scripts = open_page(PAGES[name])
    without = open_page(PAGES[name], java_script_enabled=False)
    assert seen(with_scripts, "main h1, main h2") == seen(without, "main h1, main h2")
