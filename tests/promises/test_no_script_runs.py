"""Promise 15: no script runs from data, on any page; the pages ask nobody but this server.

The browser is told to ignore the pages' Content-Security-Policy: what keeps data data is that they
are escaped; the policy is a second line, and is looked for in each answer.
"""

from __future__ import annotations

import html.parser
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest

from promises.browser import Browser, browser
from promises.inert import CANARY, GRAPHS, IRIS, TEXTS, goal, plant
from promises.serving import OPEN_TO_ALL, Server, size

PAGES_MAX = size(50, 2_000)
EVERY = size(3, 1)
"""Of what differs in one respect only, every which is tried."""
START = (
    "/",
    "/doc/eksempel/plan-2026",
    "/doc/eksempel/plan-2026/strategy/inert-0",
    "/doc/eksempel/plan-2026/strategy/inert-4",
    "/graph/eksempel/plan-2026/inert",
    "/code/inert",
    "/ontology",
    "/dumps",
    *(urlsplit(goal(number)).path.replace("/planvev/id/", "/doc/") for number in range(len(TEXTS))),
)
QUERIES = (
    "SELECT * { ?s ?p ?o FILTER(CONTAINS(STR(?s), 'inert')) } LIMIT 300",
    "SELECT ?o { ?s ?p ?o FILTER(isLiteral(?o) && CONTAINS(STR(?s), 'inert')) } LIMIT 300",
    f"DESCRIBE <{goal(0)}> <{goal(4)}>",
    *(f"SELECT ('''{text}''' AS ?x) {{}}" for text in TEXTS[:9]),
    *(f"SELECT ?x {{ {text} }}" for text in TEXTS),
)
"""Answers that hold the data; and queries that hold them, some of which do not parse."""
SUSPECTS = """(() => {
  const found = [];
  for (const element of document.querySelectorAll('*')) {
    const name = element.localName;
    if (['script', 'iframe', 'object', 'embed', 'base', 'math'].includes(name)
        && !(element.src || '').startsWith(location.origin + '/assets/')) found.push(name);
    for (const {name: key, value} of element.attributes) {
      if (key.startsWith('on') || ['srcdoc', 'style'].includes(key)) found.push(`${key}=${value}`);
      if (['href', 'src', 'action', 'formaction', 'xlink:href'].includes(key)) {
        const url = new URL(value, location.href);
        if (!['http:', 'https:'].includes(url.protocol)) found.push(`${key}=${value}`);
      }
    }
  }
  return found;
})()"""


class Links(html.parser.HTMLParser):
    """The links of a page that stay on this server."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, _tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name == "href" and value and value.startswith("/") and not value.startswith("//"):
                self.found.append(value.partition("#")[0])


@pytest.fixture(scope="module")
def server(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    site = Path(shutil.copytree(template, tmp_path_factory.mktemp("inert") / "site"))
    plant(site / "state", controls=True)
    server = Server(site / "state", site / "data", *OPEN_TO_ALL)
    try:
        yield server.await_ready()
    finally:
        server.clean_up()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("browser")) as there:
        there.call("Page.setBypassCSP", enabled=True)
        yield there


def check_page(chromium: Browser, server: Server, path: str) -> None:
    """Show a page; fail where anything of it runs, or asks another server."""
    chromium.show(f"http://127.0.0.1:{server.port}{path}")
    assert chromium.evaluate("typeof window.canary") == "undefined", path
    assert chromium.evaluate(SUSPECTS) == [], path
    assert chromium.named("Page.javascriptDialogOpening") == []
    asked = [event["request"]["url"] for event in chromium.named("Network.requestWillBeSent")]
    assert asked, path
    asked = [url for url in asked if not url.startswith("data:")]  # in a style sheet of ours
    assert {urlsplit(url).netloc for url in asked} == {f"127.0.0.1:{server.port}"}, (path, asked)
    assert chromium.evaluate("document.cookie") == ""


def html_pages(server: Server) -> list[str]:
    """Return the paths of pages, by following links from some."""
    pages: list[str] = []
    waiting = list(dict.fromkeys(START))
    seen = set(waiting)
    while waiting and len(pages) < PAGES_MAX:
        path = waiting.pop(0)
        reply = server.ask(path, headers={"Accept": "text/html, */*;q=0.1"})
        if not reply.headers["content-type"].startswith("text/html"):
            continue
        policy = reply.headers["content-security-policy"]
        assert "default-src 'none'" in policy or "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert reply.headers["x-content-type-options"] == "nosniff"
        pages.append(path)
        links = [link for link in Links(reply.text).found if link not in seen]
        seen.update(links)
        waiting += links
    return pages


def test_the_browser_would_notice(chromium: Browser, tmp_path: Path) -> None:
    """The data do what they say where they are not escaped."""
    for number, text in enumerate(TEXTS[:10]):
        page = tmp_path / f"{number}.html"
        page.write_text(f"<title>x</title><p>{text}</p><a href='{IRIS[0]}'>x</a>", encoding="utf-8")
        chromium.show(page.as_uri())
        suspects = chromium.evaluate(SUSPECTS)
        assert "href=javascript:window.canary=1" in suspects
        ran = chromium.evaluate("typeof window.canary") != "undefined"
        asked = any(
            event["request"]["url"].startswith(CANARY)
            for event in chromium.named("Network.requestWillBeSent")
        )
        assert ran or asked or len(suspects) > 1 or number in (3, 5), text


def test_no_page_runs_what_is_in_the_data(server: Server, chromium: Browser) -> None:
    pages = html_pages(server)
    assert len(pages) >= min(PAGES_MAX, 40)
    for path in pages:
        check_page(chromium, server, path)


def test_the_pages_show_the_data_as_they_are(server: Server, chromium: Browser) -> None:
    for number, text in list(enumerate(TEXTS))[::EVERY]:
        if "\r" in text or "\ufeff" in text:
            continue  # a browser makes line feeds of these
        path = urlsplit(goal(number)).path.replace("/planvev/id/", "/doc/")
        chromium.show(f"http://127.0.0.1:{server.port}{path}")
        shown = chromium.evaluate("document.body.textContent")
        assert text in shown, text


def test_no_answer_to_a_query_runs_what_is_in_it(server: Server, chromium: Browser) -> None:
    for query in (*QUERIES[:3], *QUERIES[3::EVERY]):
        check_page(chromium, server, f"/sparql?{urlencode({'query': query, 'format': 'html'})}")


def test_no_error_page_runs_what_was_asked_for(server: Server, chromium: Browser) -> None:
    for number, text in enumerate(TEXTS):
        named = quote(text, safe="")
        paths = (
            f"/doc/{named}",
            f"/{named}",
            f"/sparql?query=ASK%7B%7D&format={named}",
            f"/code/x/{named}",
            f"/graph-store?graph={named}",
        )
        for path in paths[number % EVERY :: EVERY]:
            check_page(chromium, server, path)


def test_no_document_for_machines_runs_what_is_in_it(server: Server, chromium: Browser) -> None:
    """Some are shown, some are taken as files to be saved."""
    document = urlsplit(goal(0)).path.replace("/planvev/id/", "/doc/")
    paths = [f"{document}.{extension}" for extension in ("ttl", "nt", "jsonld", "rdf")]
    paths += [f"/graph-store?graph={quote(graph, safe='')}" for graph in GRAPHS]
    for name in ("json", "xml", "csv", "tsv"):
        paths.append(f"/sparql?{urlencode({'query': QUERIES[1], 'format': name})}")
    for path in paths:
        chromium.show("about:blank")
        chromium.show(f"http://127.0.0.1:{server.port}{path}")
        assert chromium.evaluate("typeof window.canary") == "undefined", path
        asked = [event["request"]["url"] for event in chromium.named("Network.requestWillBeSent")]
        asked = [url for url in asked if not url.startswith("data:")]
        assert {urlsplit(url).netloc for url in asked} == {f"127.0.0.1:{server.port}"}, asked
