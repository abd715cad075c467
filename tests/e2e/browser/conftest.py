"""Debian's Chromium before a server over the data of this repository, and what a page may not do.

A page that is opened by ``open_page`` fails its test where a request leaves the server, the console
has an error, or the Content-Security-Policy stopped something.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

from promises.serving import OPEN_TO_ALL, Server

ROOT = Path(__file__).parents[3]
AXE = ROOT / "server" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one Chromium for all tests; skips them, saying so, where none is installed."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium)")
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=[*SWITCHES, *as_root], headless=True
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return axe-core's source; skips where the front end was built without it."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed (npm ci in server/frontend)")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the data of this repository."""
    server = Server(tmp_path_factory.mktemp("site") / "state", ROOT / "data", *OPEN_TO_ALL)
    try:
        yield server.await_ready()
    finally:
        server.clean_up()


@pytest.fixture(scope="session")
def site_url(site: Server) -> str:
    """Return the address of the server, without a final slash."""
    return f"http://127.0.0.1:{site.port}"


class Watch:
    """What pages did that they may not."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def watch(self, page: Page) -> None:
        """Note each error of a page's scripts and each line that the console calls an error."""
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", self._console)

    def route(self, route: Route) -> None:
        """Let requests to the tested server pass; stop and note all others."""
        url = route.request.url
        if urlsplit(url).hostname in ("127.0.0.1", None):
            route.continue_()
        else:
            self.faults.append(f"a request to another host: {url}")
            route.abort()

    def _console(self, message: ConsoleMessage) -> None:
        url = str(message.location.get("url", ""))
        # A browser calls an answer of 400 or 404 an error of the page that shows it.
        page_itself = "Failed to load resource" in message.text and "/assets/" not in url
        if message.type == "error" and not page_itself:
            self.faults.append(f"{url}: {message.text}")


@pytest.fixture
def open_page(browser: Browser, site_url: str) -> Iterator[OpenPage]:
    """Return what opens an address in a new, empty context; arguments: Playwright's own.

    language: of the site's cookie, as a reader has it who chose one.
    """
    watch = Watch()
    contexts = []

    def run(path: str, *, language: str = "", url: str = site_url, **options: Any) -> Page:
        context = browser.new_context(
            **{
                "viewport": {"width": 1280, "height": 800},
                "locale": "nb-NO",
                "reduced_motion": "reduce",
                **options,
            }
        )
        contexts.append(context)
        context.route("**/*", watch.route)
        if language:
            context.add_cookies([{"name": "lang", "value": language, "url": url}])
        page = context.new_page()
        watch.watch(page)
        page.goto(url + path)
        return page

    yield run
    for context in contexts:
        context.close()
    assert watch.faults == []
