"""What only scripts give: suggestions, the editor, answers in place, branches that open."""

from __future__ import annotations

from urllib.parse import quote

from playwright.sync_api import Page, expect

from e2e.browser.conftest import OpenPage
from e2e.browser.pages import PLAN

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def write(page: Page, query: str) -> None:
    """Put a query into the editor, in the place of what is there."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(query)


def test_suggestions_come_while_typing_and_lead_on(open_page: OpenPage) -> None:
    page = open_page("/")
    field = page.locator("#site-q")
    field.press_sequentially("barneh", delay=20)
    page.wait_for_selector('[role="option"]')
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = field.get_attribute("aria-activedescendant")
    assert page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/**")


def test_escape_puts_suggestions_away(open_page: OpenPage) -> None:
    page = open_page("/")
    page.locator("#site-q").press_sequentially("barneh", delay=20)
    page.wait_for_selector('[role="option"]')
    page.keyboard.press("Escape")
    expect(page.locator("#site-q")).to_have_attribute("aria-expanded", "false")


def test_the_editor_completes_our_terms_and_adds_their_prefix(open_page: OpenPage) -> None:
    page = open_page(f"/sparql?query={quote('ASK { ?s a ')}")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("pv:StrategicA", delay=20)
    first = page.locator('.cm-tooltip-autocomplete [role="option"]').first
    expect(first).to_contain_text("pv:StrategicApproach")
    page.wait_for_timeout(200)  # the editor takes no choice in the moment after a list opens
    page.keyboard.press("Enter")
    field = page.locator("#query")
    expect(field).to_have_value(
        "PREFIX pv: <https://w3id.org/planvev/ontology#>\nASK { ?s a pv:StrategicApproach"
    )


def test_tab_leaves_the_editor(open_page: OpenPage) -> None:
    page = open_page("/sparql")
    page.locator(".cm-content").click()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "format"


def test_a_query_is_answered_in_place_with_an_address_to_share(open_page: OpenPage) -> None:
    page = open_page("/sparql")
    write(page, "SELECT * { VALUES (?a ?n) { ('x' 2) ('y' 10) ('z' 1) } }")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".run-status")).to_contain_text("3 rader")
    assert "query=SELECT" in page.url
    page.locator("th button").last.click()
    cells = page.locator("table.answer-table tbody td:last-child").all_inner_texts()
    assert cells == ["1", "2", "10"]
    assert page.locator("th").last.get_attribute("aria-sort") == "ascending"


def test_goal_numbers_are_sorted_as_numbered_not_as_decimals(open_page: OpenPage) -> None:
    page = open_page("/sparql")
    write(page, "SELECT * { VALUES (?number ?n) { ('2.10' 0.25) ('2.9' 0.3) ('2.1' 1e2) } }")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".run-status")).to_contain_text("3 rader")
    page.get_by_role("button", name="number").click()
    first = page.locator("table.answer-table tbody td:first-child")
    assert first.all_inner_texts() == ["2.1", "2.9", "2.10"]
    page.locator("th button").last.click()
    assert first.all_inner_texts() == ["2.10", "2.9", "2.1"]


def test_a_query_that_takes_for_ever_is_stopped(open_page: OpenPage) -> None:
    page = open_page("/sparql")
    write(page, SLOW)
    page.keyboard.press("Control+Enter")
    stop = page.get_by_role("button", name="Stopp")
    stop.click()
    expect(page.locator(".run-status")).to_contain_text("stoppet")
    expect(stop).to_be_hidden()


def test_a_fault_is_marked_at_its_place_in_the_editor(open_page: OpenPage) -> None:
    page = open_page("/sparql")
    write(page, "SELECT * WHERE {\n  ?s ?p ;\n}")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".cm-lintRange-error")
    expect(page.locator(".alert")).to_contain_text("linje 2")


def test_a_deep_link_opens_its_branch(open_page: OpenPage) -> None:
    page = open_page(f"{PLAN}#goal-2.6")
    expect(page.locator('[id="goal-2.6"] .strategies')).to_be_visible()


def test_a_chosen_language_is_remembered(open_page: OpenPage) -> None:
    page = open_page("/goals")
    page.get_by_role("link", name="Nynorsk").click()
    page.goto(page.url.partition("/goals")[0] + "/plans")
    assert page.evaluate("document.documentElement.lang") == "nn"
