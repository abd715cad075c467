"""Data that would do harm do none in a browser: nothing runs, and no layout bursts.

``tests/promises/test_no_script_runs.py`` looks for what could run, on all pages and past the
Content-Security-Policy. Here stand data of other sizes and directions, in the pages' own clothes.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from e2e.browser.conftest import OpenPage
from e2e.browser.test_accessible import NARROW_MAX
from planvev.archive.archive import Archive
from planvev.archive.canonical import serialize_canonical
from planvev.vocab import GRAPH, PV, RDF, RDFS, SKOS
from promises.inert import plant
from promises.serving import OPEN_TO_ALL, Server
from unit.validation.small_plan import PLAN
from unit.writes.site import make_template

LONG = 1_000_000
TEXTS = {
    "long": Literal("Barnehage " * (LONG // 10), language="nb"),
    "one-word": Literal("barnehageplass" * (LONG // 14), language="nb"),
    "right-to-left": Literal("\u202e\u2067ledom\u200f tiltak \u05d0\u05d1\u05d2", language="nb"),
    "unknown-language": Literal("Mål", language="x-klingon-oooooooo"),
    "wrong-language": Literal("<b>Mål</b>", language="en-x-onload"),
    "markup": Literal("</title></h1><script>window.canary=1</script><h1>", language="nb"),
    "marks": Literal(("Z" + "\u0335\u0321\u0489" * 8) * 100, language="nb"),
    "nothing": Literal("", language="nb"),
}
DOC = PLAN.replace("https://w3id.org/planvev/id", "/doc")
CLASH = "document.querySelectorAll('main script:not([src]), main iframe, main [onload]').length"
ADDRESSES = (
    "/",
    "/plans",
    DOC,
    f"{DOC}?view=reading",
    "/goals",
    "/search?q=barnehage",
    "/data",
    "/sparql?query=SELECT+*+%7B+%3Fs+a+%3Fc+%7D+LIMIT+50",
    *(f"{DOC}/goal/hostile-{name}" for name in TEXTS),
)


def goals() -> list[Triple]:
    """Return one goal for each text, which is all that it says."""
    found = []
    for number, (name, text) in enumerate(TEXTS.items(), 1):
        goal = NamedNode(f"{PLAN}/goal/hostile-{name}")
        found += [
            Triple(goal, RDF.type, PV.Goal),
            Triple(goal, PV.partOf, NamedNode(PLAN)),
            Triple(goal, PV.position, Literal(100 + number)),
            Triple(goal, SKOS.notation, Literal(f"9.{number}")),
            Triple(goal, RDFS.label, text),
            Triple(goal, PV.text, text),
            Triple(goal, RDFS.seeAlso, NamedNode("javascript:window.canary=1")),
        ]
    return found


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a plan that such goals stand in; they came past all checks."""
    template = make_template(tmp_path_factory.mktemp("template"))
    folder = Path(shutil.copytree(template, tmp_path_factory.mktemp("hostile") / "site"))
    plant(folder / "state")
    with Archive(folder / "state").write_lock() as lock:
        graph = GRAPH["eksempel/plan-2026/hostile"].value
        lock.commit({graph: serialize_canonical(goals())}, author="test", message="hostile")
    server = Server(folder / "state", folder / "data", *OPEN_TO_ALL)
    try:
        yield f"http://127.0.0.1:{server.await_ready().port}"
    finally:
        server.clean_up()


@pytest.mark.parametrize("address", ADDRESSES)
def test_hostile_data_do_no_harm(address: str, hostile_url: str, open_page: OpenPage) -> None:
    page = open_page(address, url=hostile_url, viewport={"width": 320, "height": 800})
    answer = page.request.get(hostile_url + address, headers={"Accept": "text/html"})
    assert answer.status == 200
    assert page.evaluate("typeof window.canary") == "undefined"
    assert page.evaluate(CLASH) == 0
    assert page.locator("h1").count() == 1
    assert page.locator("footer").is_visible()
    assert page.evaluate(NARROW_MAX) == []
    hrefs = page.eval_on_selector_all("a[href]", "links => links.map(link => link.protocol)")
    assert set(hrefs) <= {"http:", "https:"}


def test_a_mark_of_direction_turns_nothing_but_its_own_text(
    hostile_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{DOC}/goal/hostile-right-to-left", url=hostile_url)
    assert page.evaluate("getComputedStyle(document.querySelector('main')).direction") == "ltr"
    assert page.evaluate("getComputedStyle(document.querySelector('footer')).direction") == "ltr"
