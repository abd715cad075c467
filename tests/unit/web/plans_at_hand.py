"""Sites for the tests of pages about plans: over the real data, or over any graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Triple

from planvev.archive.files import data_files, ontology_files, read_graph_file
from planvev.engine.embedded import EmbeddedEngine
from planvev.linking.derive import derive_graphs
from planvev.resources import data_root, ontology_root
from planvev.web import WebConfig, create_app

Graphs = Mapping[NamedNode, Iterable[Triple]]
PLAN = "/doc/trondheim/samfunnsdel-2009"


def real_graphs() -> dict[NamedNode, list[Triple]]:
    """Return the ontology, the codelists and the data of the repository."""
    files = [*ontology_files(ontology_root()), *data_files(data_root())]
    return {graph: list(read_graph_file(path, graph).triples) for path, graph in files}


def client_of(graphs: Graphs) -> Iterator[FlaskClient]:
    """Return a client of a site over graphs; closes the engine afterwards."""
    engine = EmbeddedEngine()
    engine.replace_graphs(graphs)
    derive_graphs(engine)
    yield create_app(engine, WebConfig(), {}).test_client()
    engine.close()


def page(client: FlaskClient, path: str) -> str:
    """Return a page's HTML with white space folded. The page must be there."""
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 200, path
    return " ".join(response.text.split())
