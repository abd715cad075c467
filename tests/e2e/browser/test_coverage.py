"""The pages about coverage in a browser: axe, keyboard, 320 pixels, no scripts, paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from e2e.browser.conftest import OpenPage

PLAN = "trondheim/samfunnsdel-2009"
PAGES = {
    "matrix": f"/coverage?plan={PLAN}",
    "matrix with all choices": f"/coverage?plan={PLAN}&rows=all&day=2015-01-01",
    "gaps": f"/coverage/gaps?plan={PLAN}",
    "cell": f"/coverage/cell?goal={PLAN}/goal/2.6",
    "thread": f"/coverage/thread?goal={PLAN}/goal/2.6",
    "comparison": f"/coverage/compare?a={PLAN}&b=trondheim/samfunnsdel-2020",
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def faults(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(r => r.violations.map("
        "v => `${v.id}: ${v.nodes[0].html}`))",
        RULES,
    )
    return [str(fault) for fault in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_fault(
    open_page: OpenPage, axe: str, name: str, width: int, scheme: str
) -> None:
    size = {"width": width, "height": 800}
    page = open_page(PAGES[name], viewport=size, color_scheme=scheme, bypass_csp=True)
    assert faults(page, axe) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_320_pixels_is_not_scrolled_sideways(open_page: OpenPage, name: str) -> None:
    page = open_page(PAGES[name], viewport={"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_narrow_matrix_is_a_list_that_names_the_plans(open_page: OpenPage) -> None:
    page = open_page(PAGES["matrix"], viewport={"width": 320, "height": 800})
    cell = page.locator(".coverage-matrix tbody td[data-label]:not(.sum)").first
    named = cell.evaluate("td => getComputedStyle(td, '::before').content")
    assert cell.get_attribute("data-label") in named
    empty = page.locator(".coverage-matrix tbody td:empty").first
    assert empty.evaluate("td => getComputedStyle(td).display") == "none"


def test_the_matrix_scrolls_by_keyboard_with_its_headings_in_sight(open_page: OpenPage) -> None:
    page = open_page(PAGES["matrix"])
    region = page.get_by_role("region", name="Matrise over mål og planer")
    region.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("PageDown")
    page.wait_for_function("document.querySelector('.matrix').scrollLeft > 0")
    outer = region.bounding_box()
    corner = page.locator(".coverage-matrix .corner").bounding_box()
    assert outer is not None
    assert corner is not None
    assert abs(corner["x"] - outer["x"]) < 3
    assert abs(corner["y"] - outer["y"]) < 3


def test_a_reader_hears_the_goal_and_the_plan_of_a_cell(open_page: OpenPage) -> None:
    page = open_page(PAGES["matrix"])
    table = page.locator(".coverage-matrix")
    columns = table.get_by_role("columnheader").count()
    assert columns > 2
    assert table.get_by_role("rowheader").count() > 20
    for row in table.locator("tbody tr").all()[:5]:
        assert row.locator("th, td").count() == columns


def test_a_cell_opens_the_links_behind_it_without_scripts(open_page: OpenPage) -> None:
    page = open_page(PAGES["matrix"], java_script_enabled=False)
    cell = page.locator(".coverage-matrix tbody td:not(.sum) a").first
    said = cell.inner_text().split()
    cell.click()
    count = sum(int(word) for word in said if word.isdigit())
    assert page.locator(".link-card").count() == count


def test_the_form_chooses_without_scripts(open_page: OpenPage) -> None:
    page = open_page(PAGES["matrix"], java_script_enabled=False)
    page.get_by_label("Koblingstype").select_option("continues")
    page.get_by_role("button", name="Vis", exact=True).click()
    assert "link=continues" in page.url
    assert page.get_by_label("Koblingstype").input_value() == "continues"


def test_every_box_of_the_picture_is_in_the_list(open_page: OpenPage) -> None:
    page = open_page(PAGES["thread"])
    pictured = set(
        page.locator("svg.thread a").evaluate_all("found => found.map(a => a.getAttribute('href'))")
    )
    listed = set(
        page.locator(".thread-list a").evaluate_all(
            "found => found.map(a => a.getAttribute('href'))"
        )
    )
    assert pictured
    assert pictured <= listed


def test_words_stay_inside_the_boxes_of_the_picture(open_page: OpenPage) -> None:
    page = open_page(PAGES["thread"])
    wide = page.locator("svg.thread").evaluate(
        """svg => [...svg.querySelectorAll("a, g")].flatMap(box => {
             const edge = box.querySelector("rect").getBoundingClientRect().right;
             return [...box.querySelectorAll("text")]
               .filter(text => text.getBoundingClientRect().right > edge + 1)
               .map(text => text.textContent);
           })"""
    )
    assert wide == []


def test_paper_has_the_whole_matrix(open_page: OpenPage) -> None:
    page = open_page(PAGES["matrix"])
    page.emulate_media(media="print")
    matrix = page.locator(".matrix")
    assert matrix.evaluate("region => region.scrollHeight <= region.clientHeight + 1")
    assert page.locator(".filters").is_hidden()
