"""A plan taken in with a browser: logged in, sent, mended, checked, committed, seen.

With scripts and without, by keys alone, and on a narrow screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from e2e.browser.conftest import ROOT, OpenPage
from e2e.browser.test_accessible import NARROW_MAX, violations
from planvev.access.roles import Role
from planvev.access.sessions import COOKIE
from planvev.access.tokens import Tokens
from promises.serving import OPEN_TO_ALL, Server

PLAN = """# Solvik kommune: Kommuneplanens samfunnsdel 2026–2038

## Hovedmål 1: Solvik er et godt sted å bo

Kommunen skal være åpen for alle som vil flytte hit.

### Delmål 1.1: Barn opplever trygghet i hverdagen

Strategier:

- Bygge ut helsestasjonen
- Gjøre skoleveiene trygge

## Hovedmål 2: Solvik har et grønt næringsliv

Strategier:

- Legge til rette for bedrifter som bruker ting om igjen
"""
WAY_ROW = "Gjøre skoleveiene trygge"


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the data of this repository for these tests alone: they change them."""
    server = Server(tmp_path_factory.mktemp("import") / "state", ROOT / "data", *OPEN_TO_ALL)
    try:
        yield server.await_ready()
    finally:
        server.clean_up()


@pytest.fixture(scope="module")
def token(own_site: Server) -> str:
    return Tokens(own_site.state).create("Redaktør", Role.EDITOR)


@pytest.fixture
def url(own_site: Server) -> str:
    return f"http://127.0.0.1:{own_site.port}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "solvik.md"
    path.write_text(PLAN, encoding="utf-8")
    return path


def log_in(page: Page, token: str) -> None:
    page.get_by_label("Token").fill(token)
    page.locator("main").get_by_role("button", name="Logg inn").click()
    page.wait_for_url("**/import")


def send(page: Page, file: Path) -> None:
    page.get_by_label("Planens fil").set_input_files(file)
    page.get_by_role("button", name="Send og les").click()
    page.wait_for_selector("#draft")


def row(page: Page, text: str) -> str:
    """Return the selector of the row with a text."""
    found = page.locator("[data-rows] > li", has_text=text).first
    return f'[id="{found.get_attribute("id")}"]'


def commit(page: Page, plan: str) -> None:
    page.get_by_role("link", name="Kontroller", exact=True).click()
    page.get_by_label("Hvem planen gjelder, og et kort navn").fill(plan)
    page.get_by_role("button", name="Bruk denne adressen").click()
    page.get_by_role("button", name="Ta planen i bruk").click()
    page.wait_for_url("**/done?**")


def test_a_plan_is_taken_in_with_scripts(
    open_page: OpenPage, url: str, token: str, file: Path
) -> None:
    page = open_page("/plans", url=url)
    page.get_by_role("link", name="Legg inn plan").click()
    log_in(page, token)
    send(page, file)
    address = page.url
    page.locator(f"{row(page, WAY_ROW)} a.open-row").click()
    expect(page.get_by_label("Tekst", exact=True)).to_be_focused()
    page.get_by_label("Slag").select_option("Action")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator(row(page, WAY_ROW)).locator(".kind")).to_have_text("Tiltak")
    expect(page.locator(".row-form")).to_have_count(0)
    assert page.url.partition("?")[0] == address.partition("?")[0]
    assert page.evaluate("document.activeElement.textContent").count(WAY_ROW)
    commit(page, "solvik/samfunnsdel-2026")
    page.get_by_role("link", name="Se planen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kommuneplanens samfunnsdel")
    expect(page.locator("main")).to_contain_text("Solvik har et grønt næringsliv")


def test_a_plan_is_taken_in_without_scripts(
    open_page: OpenPage, url: str, token: str, file: Path
) -> None:
    page = open_page("/import", url=url, java_script_enabled=False)
    log_in(page, token)
    file.write_text(PLAN.replace("2026–2038", "2027–2039"), encoding="utf-8")
    page.get_by_label("Planens fil").set_input_files(file)
    page.get_by_role("button", name="Send og les").click()
    page.wait_for_selector("#draft", timeout=20_000)
    page.locator(f"{row(page, WAY_ROW)} a.open-row").click()
    page.get_by_label("Tekst", exact=True).fill("Gjøre skoleveiene\ntrygge")
    page.get_by_role("button", name="Del", exact=True).click()
    expect(page.locator("[data-rows] > li", has_text="skoleveiene")).to_have_count(1)
    page.get_by_role("button", name="Angre").click()
    expect(page.locator("[data-rows] > li", has_text=WAY_ROW)).to_have_count(1)
    commit(page, "solvik/samfunnsdel-2027")
    page.get_by_role("link", name="Se planen").click()
    expect(page.locator("main")).to_contain_text(WAY_ROW)


def test_rows_are_gone_through_with_keys_alone(
    open_page: OpenPage, url: str, token: str, file: Path
) -> None:
    page = open_page("/import", url=url)
    log_in(page, token)
    send(page, file)
    first = page.locator("[data-rows] > li").first
    first.focus()
    page.keyboard.press("ArrowDown")
    second = page.locator("[data-rows] > li").nth(1)
    expect(second).to_be_focused()
    lit = page.locator(".in-row.lit")
    expect(lit).to_have_attribute("data-row", second.get_attribute("id") or "")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Tekst", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".row-form")).to_have_count(0)
    expect(page.locator("[data-rows] > li").nth(1)).to_be_focused()
    way = row(page, WAY_ROW)
    before = page.locator("[data-rows] > li").all_inner_texts()
    while not page.locator(f"{way}:focus").count():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_role("button", name="Angre")).to_be_visible()
    after = page.locator("[data-rows] > li").all_inner_texts()
    assert after != before
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Gjør om igjen")).to_be_visible()
    assert page.locator("[data-rows] > li").all_inner_texts() == before
    # Where the row stood, and not at the top again.
    expect(page.locator("[data-rows] > li").nth(4)).to_be_focused()


def test_a_session_that_ended_leads_to_the_login_page(
    open_page: OpenPage, url: str, token: str, file: Path
) -> None:
    page = open_page("/import", url=url)
    log_in(page, token)
    send(page, file)
    page.context.clear_cookies()
    page.locator("a.open-row").first.click()
    page.wait_for_url(re.compile("/login"))


def test_no_page_of_imports_has_a_violation_wide_or_narrow_light_or_dark(
    open_page: OpenPage, url: str, token: str, file: Path, axe: str
) -> None:
    page = open_page("/login", url=url)
    found = {"login": looked_at(page, axe)}
    page.goto(f"{url}/import")
    log_in(page, token)
    found["upload"] = looked_at(page, axe)
    send(page, file)
    draft = page.url.partition("?")[0]
    found["draft"] = looked_at(page, axe)
    page.locator("a.open-row").nth(2).click()
    page.wait_for_selector(".row-form")
    found["row"] = looked_at(page, axe)
    page.get_by_role("button", name="Fjern raden").click()
    page.wait_for_selector(".unplaced-link")
    for name, path in (
        ("unplaced", "?show=unplaced"),
        ("aside", "?show=aside"),
        ("check", "/check"),
    ):
        page.goto(f"{draft}{path}")
        found[name] = looked_at(page, axe)
    assert {case: lines for case, lines in found.items() if lines} == {}


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


def test_only_a_session_may_send_a_large_file(own_site: Server, token: str) -> None:
    large = b"x" * 2_000_000
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"token": token})
    cookie = own_site.ask("/login", "POST", body, form).headers["set-cookie"].partition(";")[0]
    assert cookie.startswith(COOKIE)
    assert own_site.ask("/import", "POST", large, form).status == 413
    stranger = {**form, "Cookie": f"{COOKIE}={'x' * 43}"}
    assert own_site.ask("/import", "POST", large, stranger).status == 413
    assert own_site.ask("/sparql", "POST", large, {**form, "Cookie": cookie}).status == 413
    # Read whole, and then refused: it is no form of this session.
    assert own_site.ask("/import", "POST", large, {**form, "Cookie": cookie}).status == 403


def test_answers_to_a_session_come_from_no_cache_and_go_into_none(
    own_site: Server, token: str
) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = own_site.ask("/login", "POST", urlencode({"token": token}), form)
    cookie = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
    assert "Redaktør" in own_site.ask("/import", headers=cookie).text
    assert own_site.ask("/import").status == 303
    assert "Redaktør" not in own_site.ask("/login").text
    assert "etag" not in own_site.ask("/about", headers=cookie).headers
    assert "etag" in own_site.ask("/about").headers
