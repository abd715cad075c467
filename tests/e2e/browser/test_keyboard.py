"""Every page can be walked through with Tab, and the main tasks be done without a mouse."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from e2e.browser.conftest import OpenPage
from e2e.browser.pages import PAGES, PLAN
from promises.serving import size

STOPS_MAX = size(20, 40)
"""How many stops of a page are walked one by one; a longer page is then entered near its end."""
WATCH_FOCUS = """() => {
  const all = [...document.querySelectorAll('*')];
  const drawn = style => style.boxShadow !== 'none' || (style.outlineStyle !== 'none'
    && parseFloat(style.outlineWidth) >= 1 && !/, 0\\)$|^transparent$/.test(style.outlineColor));
  document.addEventListener('focusin', async event => {
    const target = event.composedPath()[0];  // the editor stands in a shadow tree
    const stop = {place: all.indexOf(event.target), name: target.outerHTML.slice(0, 110)};
    window.stops.push(stop);
    const places = [target, target.parentElement, target.closest('.cm-editor'), event.target]
      .filter(Boolean);
    // The editor draws its mark some frames late.
    for (let frame = 0; frame < 20 && !stop.marked; frame += 1) {
      await new Promise(requestAnimationFrame);
      stop.marked = places.some(one => drawn(getComputedStyle(one)));
    }
    const box = target.getBoundingClientRect();
    stop.seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
      && box.top < innerHeight && box.left < innerWidth
      && target.checkVisibility({visibilityProperty: true, opacityProperty: true});
    stop.looked = true;
  });
}"""
SETTLED = """async () => {
  do await new Promise(requestAnimationFrame);
  while (window.stops.length && !window.stops.at(-1).looked);
  return window.stops.length > 1 && document.activeElement.matches('.skip');
}"""
"""Waits until the last stop was looked at; tells whether that is the first link again."""
REACHABLE = """() => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex]')].filter(element =>
  element.tabIndex >= 0 && !element.disabled && element.type !== 'hidden'
  && element.checkVisibility({visibilityProperty: true}))"""


Stop = dict[str, Any]


def walk(page: Page) -> list[Stop]:
    """Press Tab until focus comes to the first link again, or STOPS_MAX times; return the stops."""
    page.evaluate("window.stops = []")
    for _ in range(STOPS_MAX):
        page.keyboard.press("Tab")
        if page.evaluate(SETTLED):
            break
    stops: list[Stop] = page.evaluate("window.stops")
    return stops[:-1] if len(stops) > 1 and "skip" in stops[-1]["name"] else stops


@pytest.mark.parametrize("name", PAGES)
def test_tab_walks_through_a_page(name: str, open_page: OpenPage) -> None:
    page = open_page(PAGES[name])
    page.evaluate(WATCH_FOCUS)
    stops = walk(page)
    places = [stop["place"] for stop in stops]
    assert "skip" in str(stops[0]["name"])
    assert len(set(places)) == len(places), "focus went in a circle"
    assert [stop["name"] for stop in stops if not stop["marked"]] == [], "no mark of focus"
    assert [stop["name"] for stop in stops if not stop["seen"]] == [], "out of sight"
    if len(stops) == STOPS_MAX:
        # The rest is alike; go on from near its end.
        page.evaluate(f"() => {{ const all = ({REACHABLE})(); all[all.length - 12].focus(); }}")
        stops = walk(page)
        assert len(stops) <= 14
    last = page.evaluate(f"() => ({REACHABLE})().at(-1).outerHTML.slice(0, 110)")
    assert stops[-1]["name"] == last, "Tab did not reach the end"


def test_the_skip_link_leads_past_the_menu(open_page: OpenPage) -> None:
    page = open_page("/plans")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what a selector names has focus."""
    for _ in range(300):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")


def test_a_goal_is_found_by_search_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("/")
    tab_to(page, "input[name=q]")
    page.keyboard.type("barnehage")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "main .hits a[href*='/goal/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/goal/" in page.url
    assert "barnehage" in page.inner_text("main").lower()


def test_an_example_is_run_and_its_csv_downloaded_with_the_keyboard_alone(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page("/sparql")
    tab_to(page, "a.example")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer, #query-form")
    if not page.query_selector("#answer"):
        tab_to(page, "#query-form button[type=submit]")
        page.keyboard.press("Enter")
    page.wait_for_selector("#answer table")
    tab_to(page, "#answer a[href*='format=csv']")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    saved = tmp_path / "answer.csv"
    download.value.save_as(saved)
    rows = list(csv.reader(saved.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) > 1
    assert len(rows[0]) > 0


def test_a_strategy_s_passage_is_opened_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page(f"{PLAN}/goal/2.6")
    tab_to(page, "main a[href*='/strategy/2.6.1']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    wording = page.inner_text("main blockquote, main .verbatim, main h1")
    tab_to(page, "main a[href*='/passage/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert wording
    assert page.inner_text("main mark")
