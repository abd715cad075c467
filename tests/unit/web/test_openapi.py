"""The OpenAPI document: what it says can be called can be called, and nothing else can."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from pyoxigraph import RdfFormat

from planvev.archive.canonical import canonicalize
from planvev.archive.files import data_files, ontology_files
from planvev.resources import data_root, ontology_root
from planvev.web.api_model import Operation
from planvev.web.api_operations import OPERATIONS, example_path
from unit.web.dataset_server import DatasetServer

NOT_DESCRIBED = {
    "/sparql": "the SPARQL 1.1 Protocol describes it",
    "/reconcile": "the Reconciliation Service API 0.2 describes it",
    "/reconcile/suggest/entity": "its manifest names it",
    "/reconcile/suggest/type": "its manifest names it",
    "/reconcile/suggest/property": "its manifest names it",
    "/reconcile/properties": "its manifest names it",
    "/reconcile/preview": "its manifest names it",
    "/reconcile/view": "its manifest names it",
    "/assets/{filename}": "parts of pages",
    "/id/query": "an instance of /id/{path}",
    "/id/query/{name}": "an instance of /id/{path}",
    "/doc/query": "an instance of /doc/{path}",
    "/doc/query/{name}": "an instance of /doc/{path}",
}
FOR_ONE = r"/(import|login|logout|links/review|links/column)(/|$)"
"""Pages of who has logged in, which are forms for people and no interface."""
FOR_ALL = "/import/template.xlsx"
"""Stands among them, and is for everybody."""
NO_EXAMPLE = {"/data/sources/{sha256}.txt": "the server at hand has no sources"}
ANSWERED_BY_ALL = {"HEAD", "OPTIONS"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> DatasetServer:
    graphs = {
        graph.value: canonicalize(path.read_bytes(), RdfFormat.TURTLE)
        for path, graph in [*data_files(data_root()), *ontology_files(ontology_root())]
    }
    return DatasetServer(tmp_path_factory.mktemp("served"), graphs)


def _routes(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield each method and path that the application answers, as OpenAPI writes them."""
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?_?(\w+)>", r"{\1}", str(rule))
        is_for_one = path != FOR_ALL and re.match(FOR_ONE, path)
        if path not in NOT_DESCRIBED and not is_for_one:
            for method in (rule.methods or set()) - ANSWERED_BY_ALL:
                yield method.lower(), path


def test_the_document_is_openapi_3_1(served: DatasetServer) -> None:
    document = served.get("/openapi.json").get_json()
    assert document["openapi"].startswith("3.1.")
    validate(document, cls=OpenAPIV31SpecValidator)


def test_the_document_names_every_method_of_every_route_and_no_other(
    served: DatasetServer,
) -> None:
    document = served.get("/openapi.json").get_json()
    described = {(m, path) for path, methods in document["paths"].items() for m in methods}
    assert described == set(_routes(served.app))


def _asked(operation: Operation) -> bool:
    return operation.method == "get" and operation.path not in NO_EXAMPLE


@pytest.mark.parametrize(
    "operation", [o for o in OPERATIONS if _asked(o)], ids=lambda operation: operation.path
)
def test_an_example_answers_in_every_format_that_is_promised(
    served: DatasetServer, operation: Operation
) -> None:
    path = example_path(operation)
    assert "{" not in path
    # A format that stands in the address is not chosen by Accept.
    fixed = "{extension}" in operation.path
    for media_type in operation.media_types:
        answer = served.get(path, accept="*/*" if fixed else media_type)
        assert str(answer.status_code) == operation.status, f"{path} as {media_type}"
        if answer.status_code == 200:
            assert answer.mimetype in (operation.media_types if fixed else [media_type])


@pytest.mark.parametrize(
    "operation", [o for o in OPERATIONS if _asked(o)], ids=lambda operation: operation.path
)
def test_every_name_that_a_format_is_said_to_have_is_understood(
    served: DatasetServer, operation: Operation
) -> None:
    path = example_path(operation)
    names = [n for p in operation.parameters if p.name == "format" for n in p.values]
    for name in names:
        answer = served.get(f"{path}{'&' if '?' in path else '?'}format={name}")
        assert answer.status_code == 200, f"{path} as {name}"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_page_shows_every_operation(served: DatasetServer, language: str) -> None:
    html = served.get(f"/api?lang={language}", accept="text/html").text
    for operation in OPERATIONS:
        assert f'<span class="code">{operation.path}</span>' in html
