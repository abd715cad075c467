"""Derived graphs: what the committed CONSTRUCT queries make of the graphs at hand.

``ontology/derivations/<name>.rq`` makes the graph ``graph/derived/<name>``. The queries read the
union of all graphs; none reads what another derives, so their order does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from planvev.engine.base import Engine, Query, ResultKind
from planvev.errors import SourceError
from planvev.rdf.formats import N_TRIPLES
from planvev.resources import ontology_root
from planvev.vocab import GRAPH

DERIVE_TIMEOUT_S = 60.0


def read_derivations(folder: Path | None = None) -> dict[NamedNode, str]:
    """Return the text of each derivation by the graph that it makes.

    folder: of the ``*.rq`` files; those of this release where None. Raises SourceError.
    """
    folder = folder or ontology_root() / "derivations"
    derivations = {}
    for path in sorted(folder.glob("*.rq")):
        try:
            derivations[GRAPH[f"derived/{path.stem}"]] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError(f"cannot be read: {error}", path) from None
    return derivations


def derive_graphs(
    engine: Engine,
    derivations: Mapping[NamedNode, str] | None = None,
    timeout_s: float = DERIVE_TIMEOUT_S,
) -> dict[NamedNode, int]:
    """Run each derivation and put its triples in its graph; all graphs change at once.

    derivations: graph → CONSTRUCT; those of this release where None. timeout_s: seconds for each.
    Returns how many triples each graph has now. Raises SourceError for a query that makes no
    triples, and what ``Engine.query`` raises.
    """
    chosen = read_derivations() if derivations is None else derivations
    graphs = {graph: _construct(engine, graph, text, timeout_s) for graph, text in chosen.items()}
    engine.replace_graphs(graphs)
    return {graph: len(triples) for graph, triples in graphs.items()}


def _construct(engine: Engine, graph: NamedNode, text: str, timeout_s: float) -> list[Triple]:
    # As N-Triples whatever the kind: a SELECT then has no such format and says so.
    result = engine.query(Query(text, timeout_s, accept=f"{N_TRIPLES.media_type}, */*;q=0.1"))
    if result.kind is not ResultKind.GRAPH:
        name = graph.value.rpartition("/")[2]
        raise SourceError("a derivation is a CONSTRUCT query", f"{name}.rq")
    return [quad.triple for quad in parse(result.body, RdfFormat.N_TRIPLES)]
