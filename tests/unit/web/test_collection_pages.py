"""Codes, terms, graphs and shapes: how much uses each, what it is, what is demanded of it."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import RdfFormat

from planvev.archive.canonical import canonicalize
from planvev.archive.files import data_files, ontology_files
from planvev.resources import data_root, ontology_root
from unit.web.dataset_server import DatasetServer


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> DatasetServer:
    graphs = {
        graph.value: canonicalize(path.read_bytes(), RdfFormat.TURTLE)
        for path, graph in [*data_files(data_root()), *ontology_files(ontology_root())]
    }
    return DatasetServer(tmp_path_factory.mktemp("served"), graphs)


def test_a_code_says_how_much_uses_it_and_what_that_is(served: DatasetServer) -> None:
    before = len(served.engine.queries)
    html = served.get("/code/goal-level/delmal", accept="text/html").text
    assert len(served.engine.queries) - before <= 3
    assert "25 utsagn bruker den." in html
    assert html.count("/doc/trondheim/samfunnsdel-2009/goal/2.6") == 1
    beyond = served.get("/code/goal-level/delmal?page=2", accept="text/html").text
    assert "/doc/trondheim/samfunnsdel-2009/goal/2.6" not in beyond


def test_a_class_is_counted_alike_on_the_pages_of_data_and_of_terms(served: DatasetServer) -> None:
    listed = served.get("/data?format=json&lang=en").get_json()
    numbers = {row["IRI"]: row["How many"] for row in listed}
    terms = served.get("/ontology?format=csv").data.decode("utf-8-sig")
    iri = "https://w3id.org/planvev/ontology#Goal"
    row = next(line for line in terms.splitlines() if line.endswith(iri))
    assert row.split(",")[-2] == str(numbers[iri])


def test_a_graph_says_what_it_is_and_when_it_was_changed(served: DatasetServer) -> None:
    rows = {row["IRI"]: row for row in served.get("/graph?format=json&lang=en").get_json()}
    adopted = rows["https://w3id.org/planvev/graph/trondheim/samfunnsdel-2009/adopted"]
    assert adopted["What it is"] == "What the plan says, or what is told of it"
    time = served.archive.manifest().time
    assert adopted["Last changed"] == f"{time:%Y-%m-%dT%H:%M:%SZ}"


def test_a_demand_has_no_open_places_and_an_anchor_of_its_own(served: DatasetServer) -> None:
    html = served.get("/shapes", accept="text/html").text
    assert "{?" not in html
    anchors = re.findall(r' id="([^"]+)"', html)
    assert len(anchors) == len(set(anchors))
    assert "ActorShape-label" in anchors
