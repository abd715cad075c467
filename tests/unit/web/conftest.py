"""An application over the small plan of tests/data/small, with the real ontology's labels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planvev.archive.files import (
    data_files,
    ontology_files,
    read_graph_file,
    read_pinned_sources,
)
from planvev.engine.embedded import EmbeddedEngine
from planvev.linking.derive import derive_graphs
from planvev.resources import ontology_root
from planvev.web import WebConfig, create_app

SMALL = Path(__file__).parents[2] / "data" / "small"


@pytest.fixture(scope="session")
def engine() -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine()
    files = [*ontology_files(ontology_root()), *data_files(SMALL)]
    engine.replace_graphs({graph: read_graph_file(path, graph).triples for path, graph in files})
    derive_graphs(engine)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def app(engine: EmbeddedEngine) -> Flask:
    return create_app(engine, WebConfig(query_timeout_s=1), read_pinned_sources(SMALL))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
