"""The reading view: everything that was adopted, once, in the order of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Triple

from planvev.resources import data_root
from planvev.vocab import GRAPH, ID, OA, PV, RDF, RDFS
from planvev.web.reading_view import anchor_of
from unit.web.plans_at_hand import PLAN, client_of, page, real_graphs

READING = f"{PLAN}?view=reading"
IRI = ID["trondheim/samfunnsdel-2009"]
SOURCE = data_root() / "sources/trondheim/samfunnsdel-2009.txt"


@pytest.fixture(scope="module")
def adopted() -> list[Triple]:
    return real_graphs()[GRAPH["trondheim/samfunnsdel-2009/adopted"]]


@pytest.fixture(scope="module")
def real() -> Iterator[FlaskClient]:
    yield from client_of(real_graphs())


@pytest.fixture(scope="module")
def document(real: FlaskClient) -> str:
    return page(real, READING).split('<article class="document">')[1].split("</article>")[0]


def words(html: str) -> str:
    blocks = re.sub(r"</?(?:a|b|span)\b[^>]*>", "", html)
    text = unescape(re.sub(r"<[^>]+>", " ", blocks)).replace("¶", " ")
    return " ".join(text.split())


def elements(adopted: list[Triple]) -> list[NamedNode]:
    return [t.subject for t in adopted if t.predicate == PV.partOf and t.object == IRI]


def anchor(element: NamedNode) -> str:
    return anchor_of(IRI.value, element.value)


def test_every_adopted_element_stands_once_in_the_document(
    adopted: list[Triple], document: str
) -> None:
    ids = re.findall(r'\sid="([^"]+)"', document)
    assert sorted(ids) == sorted(anchor(element) for element in elements(adopted))
    assert len(ids) == 202


def test_every_adopted_word_stands_in_the_document(adopted: list[Triple], document: str) -> None:
    text = words(document)
    texts = {t.subject: t.object.value for t in adopted if t.predicate == PV.text}
    assert len(texts) == 202
    for element, wording in texts.items():
        own = document.split(f'id="{anchor(element)}"')[1]
        assert " ".join(wording.split()) in words("<p " + own[:20_000]), element
    assert text.count("Store lille Trondheim!") == 1


def test_elements_stand_in_the_order_of_the_source_text(
    adopted: list[Triple], document: str
) -> None:
    """By the positions of their passages, which the page is not asked about."""
    of = {(t.subject, t.predicate): t.object for t in adopted}
    starts: dict[str, int] = {}
    for t in adopted:
        if t.predicate != PV.passage:
            continue
        wording = of[t.object, PV.passageRole].value.endswith("/wording")
        for selector in [s.object for s in adopted if s.subject == t.object]:
            start = of.get((selector, OA.start))
            if start and wording:
                known = starts.get(anchor(t.subject), 10**9)
                starts[anchor(t.subject)] = min(int(start.value), known)
    in_order = [one for one in re.findall(r'\sid="([^"]+)"', document) if one in starts]
    assert len(in_order) == 202 - 3, "values are only quoted"
    assert in_order == sorted(in_order, key=starts.__getitem__)


def test_the_document_reads_as_its_source(document: str) -> None:
    """A stretch of the source, across paragraphs and a heading, is found word for word."""
    source = " ".join(SOURCE.read_text(encoding="utf-8").split())
    text = words(document)
    stretch = "enkelte aktør. 3. Medvirkning I all kommunal virksomhet er det avgjørende"
    assert stretch in source
    assert stretch in text


def test_what_is_printed_twice_is_named_in_both_places(document: str) -> None:
    lists = re.findall(r'<ul class="again".*?</ul>', document)
    assert [re.findall(r'href="#([^"]+)"', one) for one in lists] == [
        [f"approach-{n}" for n in range(1, 7)],
        [f"goal-{n}" for n in range(1, 5)],
    ]
    before = document.index("Løsningene bygger på følgende")
    assert before < document.index(lists[0]) < document.index("De strategiske grepene")


def test_a_term_stands_beside_what_it_explains_and_a_value_where_it_is_quoted(
    document: str,
) -> None:
    ids = re.findall(r'\sid="([^"]+)"', document)
    assert ids.index("goal-2.2") < ids.index("term-passivhus") < ids.index("goal-2.3")
    quoted = document.index("felles verdier åpen, kompetent og modig")
    assert quoted < document.index('id="value-apen"') < document.index('id="goal-4.1"')


def test_the_contents_lead_to_headings_that_are_there(real: FlaskClient, document: str) -> None:
    contents = page(real, READING).split('<nav class="toc"')[1].split("</nav>")[0]
    leads = re.findall(r'href="#([^"]+)"', contents)
    headings = re.findall(r'<h[23][^>]* id="([^"]+)"', document)
    assert leads == headings


def test_headings_leave_out_no_level(real: FlaskClient) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page(real, READING))]
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_what_has_no_place_in_the_text_comes_after_what_it_belongs_to() -> None:
    plan = ID["by/plan"]
    graph = GRAPH["by/plan/adopted"]

    def made(name: str, kind: NamedNode, above: NamedNode | None = None) -> list[Triple]:
        own = ID[f"by/plan/{name}"]
        relation = PV.pursues if kind == PV.Strategy else PV.subGoalOf
        found = [Triple(own, RDF.type, kind), Triple(own, PV.partOf, plan)]
        return [*found, Triple(own, relation, above)] if above else found

    triples = [
        Triple(plan, RDF.type, PV.PlanInstrument),
        *made("strategy/b", PV.Strategy, ID["by/plan/goal/2"]),
        *made("goal/2", PV.Goal),
        *made("strategy/a", PV.Strategy, ID["by/plan/goal/1"]),
        *made("goal/1", PV.Goal),
    ]
    for client in client_of({graph: triples}):
        html = page(client, "/doc/by/plan?view=reading").split("<article")[1].split("</article>")[0]
        found = re.findall(r'\sid="([^"]+)"', html)
        assert found == ["goal-1", "strategy-a", "goal-2", "strategy-b"]


def test_a_paragraph_is_no_heading_because_a_translation_names_it() -> None:
    plan, part = ID["by/plan"], ID["by/plan/section/1"]
    adopted = [
        Triple(plan, RDF.type, PV.PlanInstrument),
        Triple(part, RDF.type, PV.Section),
        Triple(part, PV.partOf, plan),
        Triple(part, PV.text, Literal("Et avsnitt.", language="nb")),
    ]
    translated = [Triple(part, RDFS.label, Literal("A paragraph", language="en"))]
    graphs = {
        GRAPH["by/plan/adopted"]: adopted,
        GRAPH["by/plan/translation-en"]: translated,
    }
    for client in client_of(graphs):
        html = page(client, "/doc/by/plan?view=reading").split("<article")[1]
        assert '<p class="verbatim" id="section-1"><span lang="nb">Et avsnitt.' in html
