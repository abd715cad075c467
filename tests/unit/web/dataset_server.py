"""An application over an archive of its own with the plans of data/, and an engine that follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Triple

from planvev.access.audit import AuditLog
from planvev.access.tokens import Tokens
from planvev.archive.archive import Archive
from planvev.archive.canonical import canonicalize
from planvev.archive.files import data_files
from planvev.engine.base import Query, Result
from planvev.engine.embedded import EmbeddedEngine
from planvev.engine.embedded.replica import Replica
from planvev.errors import ServerBusy
from planvev.resources import data_root
from planvev.web import Backend, WebConfig, create_app
from planvev.writes import LocalRunner, Writer
from unit.writes.site import QuickSystem

CATALOGUE = "https://w3id.org/planvev/graph/catalogue"


@cache
def texts() -> dict[str, bytes]:
    """Return the canonical texts of the graphs of data/, by graph."""
    return {
        graph.value: canonicalize(path.read_bytes(), RdfFormat.TURTLE)
        for path, graph in data_files(data_root())
    }


class FollowingEngine:
    """An engine in this process that answers from the archive's newest generation.

    queries: all that it was asked. stopped: whether it has stopped answering.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._engine: EmbeddedEngine | None = None
        self.queries: list[Query] = []
        self.stopped = False

    @property
    def generation(self) -> str:
        return str(self._archive.head())

    def query(self, query: Query) -> Result:
        self.queries.append(query)
        if self.stopped:
            raise ServerBusy(2, "The server is being stopped.")
        if self._engine is None or self._engine.generation != self.generation:
            self._engine = EmbeddedEngine(replica=Replica(self._archive))
        return self._engine.query(query)

    def replace_graphs(self, graphs: Mapping[NamedNode, Sequence[Triple]]) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


class DatasetServer:
    """An application with its archive and engine."""

    def __init__(
        self,
        folder: Path,
        graphs: Mapping[str, bytes] | None = None,
        *,
        engine_of: Callable[[Archive], FollowingEngine] = FollowingEngine,
        **config: Any,
    ) -> None:
        self.archive = Archive(folder / "state", system=QuickSystem())
        self.commit(texts() if graphs is None else graphs)
        self.engine = engine_of(self.archive)
        self.backend = Backend(
            self.archive,
            Writer(self.archive, LocalRunner(self.archive)),
            Tokens(self.archive.state),
            AuditLog(self.archive.state),
        )
        self.app = create_app(self.engine, WebConfig(**config), {}, self.backend)
        self.client: FlaskClient = self.app.test_client()

    def commit(self, graphs: Mapping[str, bytes | None]) -> None:
        with self.archive.write_lock() as lock:
            lock.commit(graphs, author="test", message="write")

    def get(self, path: str, accept: str = "", **headers: str) -> Any:
        if accept:
            headers["Accept"] = accept
        return self.client.get(path, headers=headers, buffered=True)
