"""Derived graphs hold what their queries make, in one change."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from planvev.engine.base import select
from planvev.engine.embedded import EmbeddedEngine
from planvev.errors import SourceError
from planvev.linking.derive import derive_graphs, read_derivations
from planvev.vocab import GRAPH, PV

ELEMENT, ACTOR, MENTION = NamedNode("urn:e"), NamedNode("urn:a"), NamedNode("urn:m")
TRIPLES = [
    Triple(MENTION, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), PV.Mention),
    Triple(MENTION, PV.about, ELEMENT),
    Triple(MENTION, PV.mentioned, ACTOR),
    Triple(MENTION, PV.role, NamedNode("https://w3id.org/planvev/code/mention-role/partner")),
]


def test_mentions_become_direct_triples_in_their_own_graph() -> None:
    engine = EmbeddedEngine()
    engine.replace_graphs({GRAPH["x"]: TRIPLES})
    for _ in range(2):
        sizes = derive_graphs(engine)
        assert sizes[GRAPH["derived/mentions"]] == 2
    rows = select(engine, "SELECT ?p ?g { GRAPH ?g { <urn:e> ?p <urn:a> } } ORDER BY ?p", 5)
    assert [row["p"]["value"] for row in rows] == [PV.mentions.value, PV.partner.value]
    assert {row["g"]["value"] for row in rows} == {GRAPH["derived/mentions"].value}
    engine.close()


def test_a_derivation_is_named_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "some.rq").write_text("CONSTRUCT WHERE { ?s ?p ?o }", encoding="utf-8")
    assert list(read_derivations(tmp_path)) == [GRAPH["derived/some"]]


def test_a_derivation_that_makes_no_triples_is_refused() -> None:
    engine = EmbeddedEngine()
    with pytest.raises(SourceError, match="CONSTRUCT"):
        derive_graphs(engine, {GRAPH["derived/some"]: "ASK {}"})
    engine.close()
