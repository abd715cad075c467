"""Derived graphs follow each change, and are what the queries make of everything."""

from __future__ import annotations

import random

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple

from planvev.archive.canonical import serialize_canonical, sha256_of, split_lines
from planvev.archive.files import data_files, ontology_files, read_graph_file
from planvev.linking.derive import read_derivations
from planvev.resources import data_root, ontology_root
from planvev.validation.incremental import GraphChange
from planvev.vocab import CODE, GRAPH, PROV, PV, RDF, XSD
from planvev.writes.base import Base
from planvev.writes.derived import derive_changes, place_of
from unit.writes.site import size

LINKS, DECISIONS, ASSESSMENT = (GRAPH[f"urn/{name}"].value for name in ("links", "decisions", "a"))
PLANS = [f"https://w3id.org/planvev/id/by/plan-{number}" for number in range(3)]
ELEMENTS = [NamedNode(f"{plan}/goal/{n}") for plan in PLANS for n in range(3)]
OUTSIDE = NamedNode("http://metadata.un.org/sdg/11")
PEOPLE = [NamedNode(f"urn:person:{n}") for n in range(3)]
TYPES = [CODE[f"link-type/{name}"] for name in ("contributesTo", "conflictsWith", "duplicates")]
BASES = [CODE[f"link-basis/{name}"] for name in ("statedInText", "machineSuggestion")]
OUTCOMES = [CODE[f"decision-outcome/{name}"] for name in ("approved", "rejected", "withdrawn")]


class Dataset(Base):
    """Graphs in memory as the base of a change, and the store that has it made."""

    def __init__(self) -> None:
        self.texts: dict[str, bytes] = {}
        self.store = Store()
        for path, graph in ontology_files(ontology_root()):
            self.put(graph.value, list(read_graph_file(path, graph).triples))

    @property
    def hashes(self) -> dict[str, str]:  # type: ignore[override]
        return {graph: sha256_of(text) for graph, text in self.texts.items()}

    def text(self, graph: str) -> bytes:
        return self.texts.get(graph, b"")

    def has(self, graph: str) -> bool:
        return graph in self.texts

    def put(self, graph: str, triples: list[Triple]) -> GraphChange:
        """Make a graph hold these triples in the store and the texts; return the change."""
        name = NamedNode(graph)
        old = {quad.triple for quad in self.store.quads_for_pattern(None, None, None, name)}
        new = set(triples)
        for triple in old - new:
            self.store.remove(Quad(*triple, name))
        self.store.extend(Quad(*triple, name) for triple in new - old)
        self.texts[graph] = serialize_canonical(new)
        return GraphChange(graph, tuple(old - new), tuple(new - old))

    def derive(self, changes: list[GraphChange], *, everything: bool = False) -> None:
        """Derive, and take the result over."""
        for graph, text in derive_changes(self.store, changes, self, everything=everything).items():
            name = NamedNode(graph)
            self.store.remove_graph(name)
            if text is None:
                del self.texts[graph]
                continue
            self.texts[graph] = text
            self.store.load(text, RdfFormat.N_TRIPLES, to_graph=name)

    def derived(self) -> dict[str, set[bytes]]:
        """Return the lines of each derived graph."""
        prefix = GRAPH["derived/"].value
        return {
            graph: set(split_lines(text))
            for graph, text in self.texts.items()
            if graph.startswith(prefix)
        }


def link(chance: random.Random, number: int) -> list[Triple]:
    source = chance.choice(ELEMENTS)
    node = NamedNode(f"{source.value.rpartition('/goal')[0]}/link/{number}")
    return [
        Triple(node, RDF.type, PV.Link),
        Triple(node, PV.linkSource, source),
        Triple(node, PV.linkTarget, chance.choice([*ELEMENTS, OUTSIDE])),
        Triple(node, PV.linkType, chance.choice(TYPES)),
        Triple(node, PV.linkBasis, chance.choice(BASES)),
    ]


def decision(chance: random.Random, number: int, links: list[Triple]) -> list[Triple]:
    node = NamedNode(f"urn:decision:{number}")
    decided = chance.choice(links).subject
    time = Literal(f"2026-01-01T00:00:{number % 60:02d}Z", datatype=XSD.dateTime)
    return [
        Triple(node, RDF.type, PV.Decision),
        Triple(node, PV.decides, decided),
        Triple(node, PV.outcome, chance.choice(OUTCOMES)),
        Triple(node, PROV.wasAssociatedWith, chance.choice(PEOPLE)),
        Triple(node, PROV.endedAtTime, time),
        Triple(node, PV.settles, NamedNode(f"urn:decision:{chance.randrange(number + 1)}")),
    ]


def mention(chance: random.Random, number: int) -> list[Triple]:
    node = NamedNode(f"urn:mention:{number}")
    role = CODE[f"mention-role/{chance.choice(['partner', 'named', 'performer'])}"]
    return [
        Triple(node, RDF.type, PV.Mention),
        Triple(node, PV.about, chance.choice(ELEMENTS)),
        Triple(node, PV.mentioned, chance.choice(PEOPLE)),
        Triple(node, PV.role, role),
    ]


def mutate(chance: random.Random, data: dict[str, list[Triple]], number: int) -> str:
    """Change one graph a little; return which."""
    graph = chance.choice([LINKS, DECISIONS, ASSESSMENT])
    triples = data[graph]
    what = chance.random()
    if what < 0.2 and triples:
        triples.remove(chance.choice(triples))
    elif what < 0.3 and triples:
        subject = chance.choice(triples).subject
        data[graph] = [triple for triple in triples if triple.subject != subject]
    elif what < 0.4 and triples:
        old = chance.choice(triples)
        alike = [t.object for t in triples if t.predicate == old.predicate]
        triples.remove(old)
        triples.append(Triple(old.subject, old.predicate, chance.choice(alike)))
    elif graph == LINKS:
        triples += link(chance, number)
    elif graph == DECISIONS and data[LINKS]:
        triples += decision(chance, number, data[LINKS])
    else:
        data[ASSESSMENT] += mention(chance, number)
        graph = ASSESSMENT
    return graph


@pytest.mark.parametrize("seed", range(size(3, 30)))
def test_following_a_change_is_like_deriving_everything(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    dataset = Dataset()
    data: dict[str, list[Triple]] = {LINKS: [], DECISIONS: [], ASSESSMENT: []}
    dataset.derive([], everything=True)
    for number in range(60):
        graph = mutate(chance, data, number)
        dataset.derive([dataset.put(graph, data[graph])])
        followed = dataset.derived()
        expected: dict[str, set[bytes]] = {}
        for root, query in read_derivations().items():
            expected[root.value] = set()
            for triple in dataset.store.query(query, use_default_graph_as_union=True):
                place = expected.setdefault(place_of(root.value, triple.subject), set())
                place.add(f"{triple} .".encode())
        assert followed == expected, f"after step {number}"


def test_the_real_data_are_derived_into_graphs_of_their_plans() -> None:
    dataset = Dataset()
    for path, graph in data_files(data_root()):
        dataset.put(graph.value, list(read_graph_file(path, graph).triples))
    dataset.derive([], everything=True)
    derived = dataset.derived()
    plan = "trondheim/samfunnsdel-2009"
    for name in ("links", "mentions"):
        assert derived[GRAPH[f"derived/{name}/{plan}"].value]
    before = dict(dataset.texts)
    dataset.derive([], everything=True)
    assert dataset.texts == before
