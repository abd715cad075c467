"""No link of the site is broken, and every thing that the data name has a page and a document.

Of things whose IRIs are made alike some are asked for, with ``PLANVEV_TEST_SIZE=large`` all.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import httpx
import pytest

from promises.serving import Server, is_large

PAGE_MAX_S = 5.0
PAGES_MIN = 150
OF_A_KIND_MAX = 80
"""How many are asked for of the pages that are made alike; all pages of other kinds are crawled."""
THINGS_OF_A_KIND_MAX = 8
AT_ONCE = 4
SEED = 20090101
HTML = {"Accept": "text/html, */*;q=0.1"}
TURTLE = {"Accept": "text/turtle"}
THINGS = """
SELECT DISTINCT ?thing {
  { ?thing ?p ?o } UNION { ?s ?p ?thing }
  FILTER(isIRI(?thing) && STRSTARTS(STR(?thing), "https://w3id.org/planvev/id/"))
}
"""


class Document(HTMLParser):
    """links: addresses as they stand in the page. anchors: what a fragment may name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.anchors.add(given["id"])
        for name in ("href", "src", "action"):
            if given.get(name) and not (tag == "form" and given.get("method") == "post"):
                self.links.append(given[name])


@pytest.fixture(scope="module")
def client(site: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{site.port}", timeout=60) as client:
        yield client


def kind_alike(path: str) -> str:
    """Return the kind of a page that is made like many others; "" for one that is not."""
    if "lang=" in path:
        return "in another language"
    if "format=" in path or path.endswith((".ttl", ".nt", ".jsonld", ".rdf")):
        return "download"
    if path.startswith(("/search?", "/goals?", "/sparql?")):
        return "with parameters"
    if path.startswith(("/history/", "/queries/")):
        return path.split("/")[1]
    return "element" if path.count("/") > 4 else ""


def local_links(links: Iterable[str], page: str, root: str) -> Iterator[tuple[str, str]]:
    """Yield path and fragment of the links that stay on the server."""
    for link in links:
        address, fragment = urldefrag(urljoin(root + page, link))
        if address.startswith(root + "/"):
            yield address.removeprefix(root), fragment


@dataclass
class Crawl:
    """What was met on the way from the start page. named: page, target and fragment of links."""

    root: str
    documents: dict[str, Document] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    named: list[tuple[str, str, str]] = field(default_factory=list)
    seen: set[str] = field(default_factory=lambda: {"/"})
    alike: Counter[str] = field(default_factory=Counter)

    def note(self, path: str, answer: httpx.Response) -> list[str]:
        """Note an answer; return the addresses that are to be asked for next."""
        if answer.status_code >= 400:
            self.faults.append(f"{path}: {answer.status_code}")
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return []  # files of the whole are written when they are first asked for
        if answer.elapsed.total_seconds() > PAGE_MAX_S:
            self.faults.append(f"{path}: {answer.elapsed.total_seconds():.1f} s")
        self.documents[path] = Document(answer.text)
        return list(self._new(path))

    def _new(self, page: str) -> Iterator[str]:
        for target, fragment in local_links(self.documents[page].links, page, self.root):
            if fragment:
                self.named.append((page, target, fragment))
            if target in self.seen:
                continue
            if kind := kind_alike(target):
                self.alike[kind] += 1
                if self.alike[kind] > OF_A_KIND_MAX:
                    continue
            self.seen.add(target)
            yield target

    def lost_fragments(self) -> list[str]:
        """Return the links to places that their pages do not have."""
        return [
            f"{page}: {target}#{fragment} names nothing"
            for page, target, fragment in self.named
            if target in self.documents and fragment not in self.documents[target].anchors
        ]


def kind_of_thing(thing: str) -> str:
    """Return what the IRIs have in common that are made alike, in whichever plan.

    >>> kind_of_thing("https://w3id.org/planvev/id/trondheim/plan-2009/goal/2.6/passage/1")
    'goal/passage'
    """
    _, _, path = thing.partition("/id/")
    parts = path.split("/")
    return "/".join(parts[2::2]) if len(parts) > 2 else parts[0] if len(parts) > 1 else ""


def asked_for(things: Iterable[str]) -> list[str]:
    """Return the things to ask for: of those that are made alike, some."""
    alike = defaultdict(list)
    for thing in sorted(things):
        alike[kind_of_thing(thing)].append(thing)
    chosen = random.Random(SEED)  # noqa: S311 - a sample, no secret
    return [
        thing
        for kind, all_ in sorted(alike.items())
        for thing in (
            chosen.sample(all_, THINGS_OF_A_KIND_MAX)
            if kind and len(all_) > THINGS_OF_A_KIND_MAX and not is_large()
            else all_
        )
    ]


def test_no_link_is_broken_and_no_page_slow(client: httpx.Client) -> None:
    crawl = Crawl(str(client.base_url).rstrip("/"))
    waiting = ["/"]

    def ask(path: str) -> httpx.Response:
        return client.get(path, headers=HTML, follow_redirects=True)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        while waiting:
            answers = zip(waiting, pool.map(ask, waiting), strict=True)
            waiting = [new for path, answer in answers for new in crawl.note(path, answer)]
    assert sorted({*crawl.faults, *crawl.lost_fragments()}) == []
    assert len(crawl.documents) >= PAGES_MIN


def test_every_thing_of_the_data_has_a_page_and_a_document(
    site: Server, client: httpx.Client
) -> None:
    things = [row[0] for row in site.rows(THINGS)]
    assert len(things) > 2_000

    def faults_of(thing: str) -> list[str]:
        path = quote(urlsplit(thing).path.removeprefix("/planvev"), safe="/%")
        found = []
        for headers, media_type in ((HTML, "text/html"), (TURTLE, "text/turtle")):
            first = client.get(path, headers=headers)
            if first.status_code != 303:
                found.append(f"{thing}: {first.status_code}, not 303")
                continue
            answer = client.get(first.headers["location"], headers=headers)
            if answer.status_code != 200 or not answer.headers["content-type"].startswith(
                media_type
            ):
                found.append(f"{first.headers['location']}: {answer.status_code} {media_type}")
        return found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        faults = [fault for found in pool.map(faults_of, asked_for(things)) for fault in found]
    assert faults == []
