"""The review of links in a browser: by keys, without scripts, on a narrow screen; a column."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.browser.conftest import ROOT, OpenPage
from e2e.browser.test_accessible import NARROW_MAX, violations
from planvev.access.roles import Role
from planvev.access.tokens import Tokens
from promises.serving import OPEN_TO_ALL, Server

WAITING = "/links/review?from=trondheim%2Fmiljopakken-2008"


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the data of this repository for these tests alone: they change them."""
    server = Server(tmp_path_factory.mktemp("review") / "state", ROOT / "data", *OPEN_TO_ALL)
    try:
        yield server.await_ready()
    finally:
        server.clean_up()


@pytest.fixture(scope="module")
def tokens(own_site: Server) -> Tokens:
    return Tokens(own_site.state)


@pytest.fixture
def token(tokens: Tokens, request: pytest.FixtureRequest) -> str:
    name = re.sub(r"[^a-z]+", " ", request.node.name).strip()
    return tokens.create(name[-80:].strip(), Role.EDITOR)


@pytest.fixture
def url(own_site: Server) -> str:
    return f"http://127.0.0.1:{own_site.port}"


def log_in(page: Page, token: str) -> None:
    page.get_by_label("Token").fill(token)
    page.locator("main").get_by_role("button", name="Logg inn").click()
    page.wait_for_url("**/links/**")


def link(page: Page) -> str:
    """Return the IRI of the link that is shown."""
    return page.locator("form.review-card input[name=link]").input_value()


def decided(page: Page) -> int:
    return int(page.locator("#progress-text").inner_text().split(" av ")[0])


def test_links_are_decided_with_keys_alone(open_page: OpenPage, url: str, token: str) -> None:
    page = open_page("/links/review", url=url)
    log_in(page, token)
    status = page.locator("#review-status")
    before, first = decided(page), link(page)
    page.keyboard.press("g")
    expect(status).to_contain_text(f"Godkjent. {before + 1} av")
    expect(page.locator("#card-heading")).to_be_focused()
    second = link(page)
    assert second != first
    page.keyboard.press("a")
    expect(status).to_contain_text(f"Avvist. {before + 2} av")
    third = link(page)
    page.keyboard.press("s")
    expect(status).to_contain_text("Lagt sist.")
    assert link(page) not in (first, second, third)
    page.keyboard.press("z")
    expect(status).to_contain_text(f"Angret: koblingen venter igjen. {before + 1} av")
    assert link(page) == second
    page.keyboard.press("ArrowRight")
    expect(page.locator("form.review-card input[name=link]")).not_to_have_value(second)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("form.review-card input[name=link]")).to_have_value(second)
    assert "said=" not in page.url


def test_keys_do_nothing_in_fields_nor_where_they_are_turned_off(
    open_page: OpenPage, url: str, token: str
) -> None:
    page = open_page("/links/review", url=url)
    log_in(page, token)
    shown, before = link(page), decided(page)
    page.keyboard.press("m")
    expect(page.get_by_label("Merknad")).to_be_focused()
    page.keyboard.type("gas")
    expect(page.get_by_label("Merknad")).to_have_value("gas")
    page.keyboard.press("Escape")
    expect(page.locator("#card-heading")).to_be_focused()
    page.keyboard.press("t")
    expect(page.get_by_label("Koblingstype").first).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_label("Bruk hurtigtaster").uncheck()
    page.keyboard.press("g")
    page.reload()
    expect(page.get_by_label("Bruk hurtigtaster")).not_to_be_checked()
    page.keyboard.press("g")
    page.keyboard.press("Control+g")
    page.wait_for_timeout(300)
    assert (link(page), decided(page)) == (shown, before)


def test_links_are_decided_without_scripts(open_page: OpenPage, url: str, token: str) -> None:
    page = open_page("/links/review", url=url, java_script_enabled=False)
    log_in(page, token)
    before, first = decided(page), link(page)
    page.get_by_role("button", name="Senere").click()
    assert link(page) != first
    page.get_by_label("Merknad").fill("Gjelder ikke")
    page.get_by_role("button", name="Avvis").click()
    expect(page.locator("[data-said]")).to_have_text("Avvist.")
    assert decided(page) == before + 1
    page.get_by_role("button", name="Angre avvisningen").click()
    assert decided(page) == before
    page.get_by_role("link", name="Som liste").click()
    page.locator(".review-lines > li").nth(0).get_by_label("Godkjenn").check()
    page.locator(".review-lines > li").nth(1).get_by_label("Avvis").check()
    page.get_by_role("button", name="Lagre avgjørelsene").click()
    expect(page.locator("[data-said]")).to_have_text("2 avgjørelser lagret.")
    assert decided(page) == before + 2


def test_suggestions_are_found_and_wait(open_page: OpenPage, url: str, token: str) -> None:
    page = open_page("/links/review/find", url=url)
    log_in(page, token)
    page.get_by_label("Planen som følger opp").select_option(
        "trondheim/energi-og-klimahandlingsplan-2010"
    )
    page.get_by_label("Det den kan følge opp").select_option("sdg")
    page.get_by_role("button", name="Finn forslag").click()
    expect(page.get_by_role("link", name="Gå til forslagene")).to_be_visible(timeout=60_000)
    expect(page.locator("h1")).to_contain_text("Fant")
    page.get_by_role("link", name="Gå til forslagene").click()
    expect(page.locator(".link-ends")).to_contain_text("bidrar til")
    expect(page.locator("#why-heading")).to_contain_text("sikkert")


@pytest.mark.parametrize("scripts", [True, False], ids=["with", "without"])
def test_a_column_gets_its_iris(
    open_page: OpenPage, url: str, token: str, tmp_path: Path, scripts: bool
) -> None:
    file = tmp_path / "indikatorer.csv"
    file.write_text("Nr;Indikator\n1;Klimagassutslipp\n2;Rent drikkevann\n", encoding="utf-8")
    page = open_page("/links/column", url=url, java_script_enabled=scripts)
    log_in(page, token)
    page.get_by_label("Regneark").set_input_files(file)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_label("Indikator")).to_be_checked()
    page.get_by_role("button", name="Finn treff").click()
    expect(page.locator(".column-matches")).to_be_visible(timeout=60_000)
    page.locator(".column-matches fieldset").nth(0).get_by_label("Ingen av disse").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Last ned som CSV").first.click()
    saved = tmp_path / "back.csv"
    download.value.save_as(saved)
    rows = list(csv.reader(saved.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[1][2] == ""
    assert rows[2][2].startswith("http://metadata.un.org/sdg/6")


def looked_at(page: Page, axe: str) -> list[str]:
    """Return what axe finds, and what is wider than a narrow screen."""
    page.evaluate(axe)
    lines = []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            lines += violations(page)
    lines += page.evaluate(NARROW_MAX)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
    return lines


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_no_page_has_a_violation_wide_or_narrow_light_or_dark(
    open_page: OpenPage, url: str, token: str, tmp_path: Path, axe: str, language: str
) -> None:
    page = open_page("/login?next=/links/review", url=url)
    log_in(page, token)
    page.context.add_cookies([{"name": "lang", "value": language, "url": url}])
    found = {}
    for name, path in (
        ("one", "/links/review"),
        ("narrowed", WAITING),
        ("list", "/links/review?view=list"),
        ("nothing fits", "/links/review?from=trondheim%2Fnone"),
        ("disputed", "/links/review?status=disputed"),
        ("find", "/links/review/find"),
        ("column", "/links/column"),
    ):
        page.goto(f"{url}{path}")
        found[name] = looked_at(page, axe)
    file = tmp_path / "indikatorer.csv"
    file.write_text("Nr;Indikator\n1;Klimagassutslipp\n2;Rent drikkevann\n", encoding="utf-8")
    page.set_input_files("#file", file)
    page.locator("form.import-form button").click()
    page.wait_for_selector(".column-form", timeout=60_000)
    page.wait_for_load_state("networkidle")  # its style sheet too
    found["choose"] = looked_at(page, axe)
    page.locator(".column-form button").click()
    page.wait_for_selector(".column-matches", timeout=60_000)
    found["matches"] = looked_at(page, axe)
    assert {case: lines for case, lines in found.items() if lines} == {}
