"""A server to be tested: where it is, how its paths are laid out, how it is emptied and filled."""

from __future__ import annotations

from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import quote, urlsplit

from pyoxigraph import Triple

from conformance.federation import Federation
from conformance.isomorphism import Row
from conformance.manifest import Dataset, GraphName, file_iri
from conformance.results import JSON, Solutions, parse_results
from conformance.terms import n_triples, parse_file

TIMEOUT_S: Final = 30
EVERYTHING: Final = "SELECT ?g ?s ?p ?o WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
NO_UPDATES: Final = frozenset({403, 404, 405, 501})


class EndpointError(Exception):
    """The server did not do what a test needs before or after its own request."""


@dataclass(frozen=True)
class Paths:
    """The paths of a server. direct: the prefix of graphs that are named by the request's URL."""

    query: str = "/sparql"
    update: str = "/sparql"
    graph_store: str = "/graph-store"
    direct: str = "/graph"


LAYOUTS: Final = {
    "planvev": Paths(),
    "oxigraph": Paths(query="/query", update="/update", graph_store="/store", direct="/store"),
}


@dataclass(frozen=True)
class Response:
    """An answer. url: the absolute URL that was asked."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str

    @property
    def content_type(self) -> str:
        """The Content-Type header, empty where there is none."""
        return self.headers.get("content-type", "")

    @property
    def ok(self) -> bool:
        """Whether the request succeeded."""
        return 200 <= self.status < 300

    def __str__(self) -> str:
        text = self.body[:200].decode("utf-8", errors="replace")
        return f"{self.status} {self.content_type} {text!r}"


class Endpoint:
    """A server under test, and what is known of its content."""

    def __init__(
        self,
        base: str,
        paths: Paths | None = None,
        authorization: str = "",
        federation: Federation | None = None,
    ) -> None:
        self.federation = federation
        self.base = base.rstrip("/")
        self.paths = paths or Paths()
        self.authorization = authorization
        self._loaded: dict[GraphName, Dataset] | None = None

    def send(
        self,
        method: str,
        target: str,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Response:
        """Send one request, with these headers and no others but HTTP's own.

        target: a path with its query string, or an absolute URL of this server.
        """
        parts = urlsplit(self.base)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        sent = dict(headers or {})
        if self.authorization:
            sent["Authorization"] = self.authorization
        connection = kind(parts.netloc, timeout=TIMEOUT_S)
        path = target.removeprefix(f"{parts.scheme}://{parts.netloc}")
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException) as error:
            raise EndpointError(f"{method} {target}: {type(error).__name__}: {error}") from error
        finally:
            connection.close()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Response(answer.status, found, content, f"{parts.scheme}://{parts.netloc}{path}")

    def query(self, query: str, accept: str) -> Response:
        """Ask a query by direct POST."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.send("POST", self.paths.query, headers, query.encode())

    def update(self, update: str) -> Response:
        """Send an update by direct POST. What the server holds is unknown afterwards."""
        self.forget()
        headers = {"Content-Type": "application/sparql-update"}
        return self.send("POST", self.paths.update, headers, update.encode())

    def graph_url(self, graph: GraphName) -> str:
        """Return the target that names a graph indirectly."""
        name = "default" if graph is None else f"graph={quote(graph, safe='')}"
        return f"{self.paths.graph_store}?{name}"

    def takes_updates(self) -> bool:
        """Say whether the server takes updates at all; EndpointError where it fails to."""
        response = self.update("INSERT DATA {}")
        if not response.ok and response.status not in NO_UPDATES:
            raise EndpointError(f"an empty update was answered with {response}")
        return response.ok

    def forget(self) -> None:
        """Note that a test changes the server's content."""
        self._loaded = None

    def load(self, dataset: Dataset) -> None:
        """Make the server hold this dataset and nothing else, through the graph store."""
        wanted: dict[GraphName, Dataset] = {}
        for graph, file in dataset.files:
            before = wanted.get(graph, Dataset()).files
            wanted[graph] = Dataset((*before, (graph, file)))
        if self._loaded is None:
            self._done(self.update("DROP ALL"), "DROP ALL")
            self._loaded = {}
        for graph in [graph for graph in self._loaded if graph not in wanted]:
            response = self.send("DELETE", self.graph_url(graph))
            if response.status != 404:  # a server need not keep empty graphs
                self._done(response, f"DELETE {graph or 'default'}")
            del self._loaded[graph]
        for graph, files in wanted.items():
            if self._loaded.get(graph) != files:
                self.put(
                    graph,
                    [
                        triple
                        for _, file in files.files
                        for triple in parse_file(file, file_iri(file))
                    ],
                )
                self._loaded[graph] = files

    def put(self, graph: GraphName, triples: list[Triple]) -> None:
        """Replace one graph."""
        headers = {"Content-Type": "application/n-triples"}
        response = self.send("PUT", self.graph_url(graph), headers, n_triples(triples))
        self._done(response, f"PUT {graph or 'default'}")

    def everything(self) -> dict[GraphName, list[Row]]:
        """Return all graphs that hold something, as rows."""
        response = self.query(EVERYTHING, JSON)
        self._done(response, "reading the whole dataset")
        found = parse_results(response.body, response.content_type, response.url)
        if not isinstance(found, Solutions):
            raise EndpointError(f"reading the whole dataset: {response}")
        graphs: dict[GraphName, list[Row]] = {}
        for graph, *triple in found.of(("g", "s", "p", "o")):
            name = None if graph is None else str(graph)[1:-1]
            graphs.setdefault(name, []).append(tuple(triple))
        return graphs

    def _done(self, response: Response, what: str) -> None:
        if not response.ok:
            self.forget()
            raise EndpointError(f"{what}: {response}")
