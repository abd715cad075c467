"""A catalogue is made of what its graph says and what the server knows, whoever wrote the graph."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryResultsFormat,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from planvev.engine.base import Query, Result, ResultKind
from planvev.rdf.formats import N_QUADS, RESULTS_JSON, TRIG
from planvev.sparql.catalogue import Plans, Server, describe_catalogue, licences_of, read_plans
from planvev.sparql.dump_shelf import ShelvedDump
from planvev.vocab import DCAT, DCT, RDF, XSD

ROOT = "https://plan.example/"
TIME = datetime(2026, 5, 17, 10, 30, 1, 999, UTC)
SERVER = Server(ROOT, TIME)
PREFIXES = """@base <https://by.example/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
OWN = """
<c> a dcat:Catalog ; dcat:dataset <d> ; dct:publisher <by> ; dcat:contactPoint <contact> .
<d> a dcat:Dataset ; dct:license <licence> .
"""
SERVICE = """
<c> dcat:service <s> .
<s> a dcat:DataService ; dct:conformsTo <https://www.w3.org/TR/sparql11-protocol/> ;
    dcat:endpointURL <old> ; dcat:endpointDescription <old/about> .
<d> dcat:distribution <queries> . <queries> dcat:accessURL <old> .
"""


def triples(turtle: str) -> list[Triple]:
    quads = parse(PREFIXES + turtle, RdfFormat.TURTLE)
    return [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]


def described(turtle: str, plans: Plans | None = None, server: Server = SERVER) -> set[Triple]:
    made = describe_catalogue(triples(turtle), plans or Plans(), server)
    assert len(set(made)) == len(made)
    return set(made)


def by(name: str) -> NamedNode:
    return NamedNode(f"https://by.example/{name}")


def here(name: str) -> NamedNode:
    return NamedNode(ROOT + name)


def objects(graph: set[Triple], subject: NamedNode, predicate: NamedNode) -> set[object]:
    return {t.object for t in graph if t.subject == subject and t.predicate == predicate}


def test_a_graph_without_a_catalogue_gives_none() -> None:
    assert describe_catalogue(triples("<d> a dcat:Dataset ."), Plans(), SERVER) == []


def test_what_the_graph_says_stays() -> None:
    graph = described(OWN)
    assert set(triples(OWN)) <= graph


def test_a_service_that_is_missing_is_described_as_the_publishers() -> None:
    graph = described(OWN)
    service = here("catalog#sparql")
    assert objects(graph, by("c"), DCAT.service) == {service}
    assert objects(graph, service, RDF.type) == {DCAT.DataService}
    assert objects(graph, service, DCT.publisher) == {by("by")}
    assert objects(graph, service, DCAT.contactPoint) == {by("contact")}
    assert objects(graph, service, DCAT.servesDataset) == {by("d")}
    assert objects(graph, service, DCAT.endpointURL) == {here("sparql")}


def test_the_endpoint_is_here_whatever_the_graph_says() -> None:
    graph = described(OWN + SERVICE)
    assert objects(graph, by("s"), DCAT.endpointURL) == {here("sparql")}
    assert objects(graph, by("s"), DCAT.endpointDescription) == {here("sparql")}
    assert objects(graph, by("queries"), DCAT.accessURL) == {here("sparql")}
    assert objects(graph, by("c"), DCAT.service) == {by("s")}


def test_services_of_other_kinds_stay_as_they_are() -> None:
    other = "<map> a dcat:DataService ; dcat:endpointURL <wms> ; dcat:servesDataset <m> ."
    graph = described(OWN + SERVICE + other)
    assert objects(graph, by("map"), DCAT.endpointURL) == {by("wms")}
    assert objects(graph, by("map"), DCAT.servesDataset) == {by("m")}


def test_of_several_datasets_the_one_that_is_served_has_the_dumps() -> None:
    second = "<c> dcat:dataset <e> . <e> a dcat:Dataset . <s> dcat:servesDataset <e> ."
    graph = described(OWN + SERVICE + second)
    assert len(objects(graph, by("e"), DCAT.distribution)) == 3
    assert objects(graph, by("d"), DCAT.distribution) == {by("queries")}
    assert objects(graph, by("c"), DCAT.dataset) == {by("d"), by("e")}


def test_each_dump_has_its_address_and_its_formats() -> None:
    graph = described(OWN)
    dump = here("catalog#nq")
    assert dump in objects(graph, by("d"), DCAT.distribution)
    assert objects(graph, dump, DCAT.accessURL) == {here("dumps")}
    assert objects(graph, dump, DCAT.downloadURL) == {here("dumps/planvev.nq.gz")}
    assert objects(graph, dump, DCT.license) == {by("licence")}
    types = "https://www.iana.org/assignments/media-types/application/"
    assert objects(graph, dump, DCAT.mediaType) == {NamedNode(f"{types}n-quads")}
    assert objects(graph, dump, DCAT.compressFormat) == {NamedNode(f"{types}gzip")}
    titles = objects(graph, dump, DCT.title)
    assert {(t.value, t.language) for t in titles if isinstance(t, Literal)} == {
        ("Alle grafene som N-Quads", "nb"),
        ("Alle grafane som N-Quads", "nn"),
        ("All graphs as N-Quads", "en"),
    }


def test_size_and_hash_stand_at_the_dumps_that_are_ready() -> None:
    ready = ShelvedDump(Path("d.gz"), TRIG, 3, TIME, "tag", 1234, "ab" * 32)
    graph = described(OWN, server=Server(ROOT, TIME, [ready]))
    size = Literal("1234", datatype=XSD.nonNegativeInteger)
    assert objects(graph, here("catalog#trig"), DCAT.byteSize) == {size}
    assert not objects(graph, here(f"catalog#{N_QUADS.extension}"), DCAT.byteSize)
    values = {t.object for t in graph if t.predicate.value.endswith("checksumValue")}
    assert values == {Literal("ab" * 32, datatype=XSD.hexBinary)}


def test_the_data_changed_when_the_generation_was_committed() -> None:
    graph = described(OWN + '<d> dct:modified "2020-01-01"^^xsd:date .')
    moment = Literal("2026-05-17T10:30:01Z", datatype=XSD.dateTime)
    for subject in (by("c"), by("d"), here("catalog#trig")):
        assert objects(graph, subject, DCT.modified) == {moment}


PLANS = Plans(["https://by.example/p1", "https://by.example/p2"], ["urn:place"], ("2019", "2038"))


def test_period_and_place_come_from_the_plans_where_the_graph_has_none() -> None:
    graph = described(OWN, PLANS)
    assert objects(graph, by("d"), DCT.hasPart) == {by("p1"), by("p2")}
    assert objects(graph, by("d"), DCT.spatial) == {NamedNode("urn:place")}
    (period,) = objects(graph, by("d"), DCT.temporal)
    assert isinstance(period, NamedNode)
    assert objects(graph, period, DCAT.startDate) == {Literal("2019-01-01", datatype=XSD.date)}
    assert objects(graph, period, DCAT.endDate) == {Literal("2038-12-31", datatype=XSD.date)}


def test_period_and_place_of_the_graph_win() -> None:
    graph = described(OWN + "<d> dct:spatial <there> ; dct:temporal <then> .", PLANS)
    assert objects(graph, by("d"), DCT.spatial) == {by("there")}
    assert objects(graph, by("d"), DCT.temporal) == {by("then")}


def test_a_catalogue_without_a_dataset_has_a_service_all_the_same() -> None:
    graph = described("<c> a dcat:Catalog .", PLANS)
    assert objects(graph, here("catalog#sparql"), DCAT.endpointURL) == {here("sparql")}
    assert not any(t.predicate == DCAT.distribution for t in graph)


def test_nothing_is_said_of_a_municipality_that_the_data_do_not_name() -> None:
    text = (serialize(described(OWN, PLANS), format=RdfFormat.N_TRIPLES) or b"").lower()
    assert b"trondheim" not in text
    assert b"w3id.org/planvev" not in text


def test_the_licences_are_those_of_the_datasets() -> None:
    own = OWN + "<c> dct:license <other> . <e> a dcat:Dataset ; dct:license <a> ."
    assert licences_of(triples(own)) == ["https://by.example/a", "https://by.example/licence"]


class StoreEngine:
    """An engine that asks a store in this process."""

    generation = "1"

    def __init__(self, content: str) -> None:
        self.store = Store()
        self.store.load(content.encode(), RdfFormat.TRIG)

    def query(self, query: Query) -> Result:
        body = self.store.query(query.text).serialize(format=QueryResultsFormat.JSON)  # type: ignore[union-attr]
        return Result(ResultKind.SOLUTIONS, RESULTS_JSON, body or b"", "1")

    def replace_graphs(self, graphs: object) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


PLAN_DATA = f"""{PREFIXES}@prefix pv: <https://w3id.org/planvev/ontology#> .
<g1> {{ <p1> a pv:PlanInstrument . <p2> a pv:PlanInstrument . <x> a pv:Goal .
  [] a pv:PlanInstrument }}
<g2> {{ <p1> dct:temporal <t1> ; dct:spatial <here> , <there> .
  <t1> dcat:startDate "2019"^^xsd:gYear ; dcat:endDate "2030"^^xsd:gYear .
  <p2> dct:temporal <t2> . <t2> dcat:startDate "2026-03-01"^^xsd:date ; dcat:endDate {{end}} }}
"""


@pytest.mark.parametrize(
    ("end", "last"), [('"2038"^^xsd:gYear', "2038"), ('"once"', "2030"), ('"20381"', "2030")]
)
def test_the_plans_are_asked_for(end: str, last: str) -> None:
    plans = read_plans(StoreEngine(PLAN_DATA.replace("{end}", end)), 1)
    assert plans.iris == ["https://by.example/p1", "https://by.example/p2"]
    assert plans.places == ["https://by.example/here", "https://by.example/there"]
    assert plans.years == ("2019", last)


def test_without_plans_there_are_none() -> None:
    assert read_plans(StoreEngine(""), 1) == Plans([], [], None)
