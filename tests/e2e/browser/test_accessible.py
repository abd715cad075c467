"""axe finds nothing on any page: light and dark, wide and at 320 px.

In nynorsk and English, where only the words differ, pages are held to fit; with
``PLANVEV_TEST_SIZE=large`` axe is run over these too.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from e2e.browser.conftest import OpenPage
from e2e.browser.pages import PAGES
from promises.serving import is_large

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
WIDTHS = (1280, 320)
SCHEMES = ("light", "dark")
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules whose outcome differs between light and dark."""
WHOLE = is_large()
"""Whether all rules are asked in every language, width and scheme, though they see one page."""
NARROW_MAX = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll('body *')].filter(
    element => element.getBoundingClientRect().right > width + 1);
  return [`${document.documentElement.scrollWidth} px`,
    ...wide.slice(0, 5).map(element => element.outerHTML.slice(0, 120))];
}"""


def violations(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """Run axe in a page that has it; rules: all of TAGS where empty. One line a violation."""
    only: dict[str, Any] = {"type": "tag", "values": list(TAGS)}
    if rules:
        only = {"type": "rule", "values": list(rules)}
    found = page.evaluate(
        "only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only
    )
    return [
        f"{rule['id']}: {node['target'][0]}: {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def test_axe_would_find_something(open_page: OpenPage, axe: str) -> None:
    page = open_page("/", bypass_csp=True)
    page.evaluate(axe)
    page.evaluate("document.body.append(document.createElement('img'))")
    page.evaluate("document.querySelector('h1').setAttribute('style', 'color: #ccc')")
    assert {line.partition(":")[0] for line in violations(page)} >= {"image-alt", "color-contrast"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_violation_wide_or_narrow_light_or_dark(
    name: str, open_page: OpenPage, axe: str
) -> None:
    page = open_page(PAGES[name])
    page.evaluate(axe)
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            rules = COLOURS if scheme == "dark" and not WHOLE else ()
            found[f"{width} {scheme}"] = violations(page, rules)
        if width == 320:
            found["320 sideways"] = page.evaluate(NARROW_MAX)
    assert {case: lines for case, lines in found.items() if lines} == {}


@pytest.mark.parametrize("language", ["nn", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_violation_and_fits_in_other_languages(
    name: str, language: str, open_page: OpenPage, axe: str
) -> None:
    page = open_page(PAGES[name], language=language, viewport={"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.lang") == language
    assert page.evaluate(NARROW_MAX) == []
    if WHOLE:
        page.evaluate(axe)
        assert violations(page) == []
        page.emulate_media(color_scheme="dark")
        assert violations(page) == []
        page.set_viewport_size({"width": 1280, "height": 800})
        assert violations(page) == []
        page.emulate_media(color_scheme="light")
        assert violations(page) == []
