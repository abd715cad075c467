"""The graphs of the remote store: put, delete, count, fetch.

Where there is a Graph Store endpoint, a graph goes there, as Turtle (Virtuoso guesses what it is
sent as N-Triples, and guesses wrong where a line is long). Where there is none, or where it refuses
a graph and there is an update endpoint, the graph goes by SPARQL Update: DROP, then INSERT DATA in
parts that Virtuoso takes (it ends at about 5,000 triples: «memory exhausted», and at 10,000 lines
of code that it makes of one update).

Blank nodes keep together: a label holds within one request only. All triples that have one are one
part, and that part is ``INSERT … WHERE {}``, since Virtuoso takes no blank node in INSERT DATA.

The archive's unnamed graph is kept under an IRI of ours where queries list all graphs, so that it
can be listed too, and in Virtuoso, which has no unnamed graph; else it is the store's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pyoxigraph import Triple

from planvev.archive.canonical import split_lines
from planvev.archive.manifest import DEFAULT
from planvev.engine.base import ResultKind
from planvev.engine.embedded.answer import Bounds
from planvev.engine.remote.http import Connection, Limits, Reply, Request
from planvev.engine.remote.replies import ACCEPT, convert, error_of, read_graph, shorten
from planvev.engine.remote.settings import RemoteSettings
from planvev.errors import RemoteError, RemoteTimeout
from planvev.rdf.formats import RESULTS_JSON

UNNAMED: Final = "urn:x-planvev:unnamed"
"""What the archive's unnamed graph is called in a store whose graphs are listed."""
NOTHING: Final = "urn:x-planvev:nothing"
"""A graph that no store has."""
PUT_BYTES_MAX: Final = 16 * 1024 * 1024
INSERT_TRIPLES_MAX: Final = 1000
INSERT_BYTES_MAX: Final = 512 * 1024
_AWAY: Final = frozenset({429, 502, 503})
_HINTS: Final = {
    401: "set PLANVEV_REMOTE_USER and PLANVEV_REMOTE_PASSWORD, and remote_auth",
    403: "the user that we log in as may not",
    404: "look at remote_graph_store_url and remote_update_url",
    405: "look at remote_graph_store_url and remote_update_url",
}
_HAS_BLANK_NODE: Final = re.compile(rb"^_:|^<[^>]*> <[^>]*> _:|<<\(")
_NOTHING_ASKED: Final = "SELECT * WHERE {} LIMIT 1"
_COUNTS: Final = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


class Refused(RemoteError):
    """The store is there, and does not take one graph; others it may take."""


class RemoteStore:
    """The graphs of a store, by their keys in a manifest (an IRI, or DEFAULT).

    A method raises RemoteTimeout, Refused, or RemoteError where the store cannot be reached.
    """

    def __init__(self, settings: RemoteSettings) -> None:
        self._settings = settings
        self._changes = Connection(settings, changes=True)
        self._queries = Connection(settings)
        self._server: str | None = None

    @property
    def is_virtuoso(self) -> bool:
        """Whether the store says that it is Virtuoso; it is asked where it has not said yet."""
        if self._server is None:
            self.select(_NOTHING_ASKED)
        return "virtuoso" in (self._server or "").lower()

    @property
    def names_default(self) -> bool:
        """Whether the archive's unnamed graph has a name in the store (UNNAMED)."""
        return self._settings.listed or self.is_virtuoso

    def put(self, graph: str, text: bytes) -> None:
        """Make a graph hold exactly this canonical text. What fails may leave a part of it."""
        if self._settings.graph_store_url:
            try:
                self._put_parts(graph, text)
            except Refused:
                if not self._settings.update_url:
                    raise
            else:
                return
        self._insert_parts(graph, text)

    def delete(self, graph: str) -> None:
        """Remove a graph; nothing is wrong where there is none."""
        if self._settings.graph_store_url:
            reply = self._send(self._graph_request("DELETE", graph))
            if reply.status != 404:
                _check(reply, f"<{graph}> cannot be deleted")
            reply.body.close()
        else:
            self._update(f"DROP SILENT {self._target(graph)}", graph, idempotent=True)

    def counts(self) -> dict[str, int]:
        """Return the triples of each graph that is not empty, graphs that are not ours too.

        The store's own default graph is not among them.
        """
        counts = {}
        for row in self.select(_COUNTS):
            if "g" in row and int(row["n"]["value"]):
                key = row["g"]["value"]
                counts[DEFAULT if key == UNNAMED else key] = int(row["n"]["value"])
        return counts

    def select(self, query: str) -> list[dict[str, dict[str, str]]]:
        """Return the solutions of a query of ours that names its graphs."""
        return self._select(query, self._queries, self._limits())

    def has_graph(self, graph: str, connection: Connection, limits: Limits) -> bool:
        """Return whether a graph of ours, not the unnamed one, has triples; in any thread.

        connection: of the thread that asks.
        """
        query = f"SELECT * WHERE {{ GRAPH <{self._iri(graph)}> {{ ?s ?p ?o }} }} LIMIT 1"
        return bool(self._select(query, connection, limits))

    def has_union_default(self) -> bool | None:
        """Return whether a query that names no graphs sees the triples of named graphs.

        None where it cannot be told, since there are none.
        """
        named = self.select("SELECT * WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 1")
        if not named:
            return None
        term = named[0]["p"]["value"]
        return bool(self.select(f"SELECT * WHERE {{ ?s <{term}> ?o }} LIMIT 1"))

    def fetch(self, graph: str) -> list[Triple]:
        """Return the triples of a graph, an empty list where there is none."""
        accept = {"Accept": ACCEPT[ResultKind.GRAPH]}
        if self._settings.graph_store_url:
            reply = self._send(self._graph_request("GET", graph, headers=accept))
            if reply.status == 404:
                reply.body.close()
                return []
        else:
            pattern = f"GRAPH <{self._iri(graph)}> {{ ?s ?p ?o }}"
            if self._is_own_default(graph):
                pattern = "?s ?p ?o"
            form = {"query": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"}
            url = self._settings.query_url
            request = Request("POST", url, form=form, headers=accept, idempotent=True)
            reply = self._queries.send(request, self._limits())
        _check(reply, f"<{graph}> cannot be read")
        with reply.body:
            return list(read_graph(reply))

    def kill(self) -> None:
        """End what another thread does here, at once."""
        self._changes.kill()
        self._queries.kill()

    def close(self) -> None:
        """Let go of the connections."""
        self._changes.close()
        self._queries.close()

    def _select(
        self, query: str, connection: Connection, limits: Limits
    ) -> list[dict[str, dict[str, str]]]:
        form = {"query": query}
        headers = {"Accept": ACCEPT[ResultKind.SOLUTIONS]}
        request = Request(
            "POST", self._settings.query_url, form=form, headers=headers, idempotent=True
        )
        reply = connection.send(request, limits)
        self._server = reply.headers.get("Server", "")
        if not reply.is_success:
            raise error_of(reply)
        bounds = Bounds(limits.deadline, limits.timeout_s, 0)
        spool = convert(reply, ResultKind.SOLUTIONS, RESULTS_JSON, bounds)
        rows: list[dict[str, Any]] = json.loads(spool.take(as_file=False)[0])["results"]["bindings"]
        return rows

    def _put_parts(self, graph: str, text: bytes) -> None:
        method = "PUT"
        for part in parts(text, PUT_BYTES_MAX):
            headers = {"Content-Type": "text/turtle; charset=utf-8"}
            request = self._graph_request(method, graph, content=part, headers=headers)
            _check(self._send(request), f"<{graph}> is refused").body.close()
            method = "POST"

    def _insert_parts(self, graph: str, text: bytes) -> None:
        self._update(f"DROP SILENT {self._target(graph)}", graph, idempotent=True)
        named = None if self._is_own_default(graph) else self._iri(graph)
        start, end = (f"GRAPH <{named}> {{\n", "}") if named else ("", "")
        for part in parts(text, INSERT_BYTES_MAX, INSERT_TRIPLES_MAX):
            if not part:
                continue
            has_blank = _is_blank_part(part)
            opening, closing = ("INSERT {", "} WHERE {}") if has_blank else ("INSERT DATA {", "}")
            update = f"{opening}{start}{part.decode()}{end}{closing}"
            self._update(update, graph, idempotent=not has_blank)

    def _update(self, update: str, graph: str, *, idempotent: bool) -> None:
        request = Request(
            "POST",
            self._settings.update_url,
            content=update.encode(),
            headers={"Content-Type": "application/sparql-update; charset=utf-8"},
            idempotent=idempotent,
        )
        _check(self._send(request), f"<{graph}> is refused").body.close()

    def _graph_request(
        self,
        method: str,
        graph: str,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Request:
        is_default = self._is_own_default(graph)
        params = {"default": ""} if is_default else {"graph": self._iri(graph)}
        # Not POST: of a part whose answer was lost, blank nodes would be there twice.
        idempotent = method != "POST" or content is None or not _is_blank_part(content)
        url = self._settings.graph_store_url
        return Request(method, url, params, None, content, headers or {}, idempotent)

    def _send(self, request: Request) -> Reply:
        return self._changes.send(request, self._limits())

    def _limits(self) -> Limits:
        return Limits.within(self._settings.timeout_s)

    def _iri(self, graph: str) -> str:
        return UNNAMED if graph == DEFAULT else graph

    def _is_own_default(self, graph: str) -> bool:
        return graph == DEFAULT and not self.names_default

    def _target(self, graph: str) -> str:
        if self._is_own_default(graph):
            return "DEFAULT"
        return f"GRAPH <{self._iri(graph)}>"


def parts(text: bytes, bytes_max: int, triples_max: int = 0) -> Iterator[bytes]:
    r"""Yield a canonical text in parts, those lines first that have blank nodes, in one part.

    There is always a first part, if an empty one. A line that is longer than bytes_max, and the
    part with blank nodes, are as large as they are. triples_max: 0 for no limit.

    >>> list(parts(b"<a> <p> <b> .\n<a> <p> _:c .\n_:c <p> <b> .\n", 20))
    [b'<a> <p> _:c .\n_:c <p> <b> .\n', b'<a> <p> <b> .\n']
    """
    if len(text) <= bytes_max and (not triples_max or text.count(b"\n") <= triples_max):
        yield text
        return
    blank: list[bytes] = []
    others: list[bytes] = []
    for line in split_lines(text):
        (blank if _HAS_BLANK_NODE.match(line) else others).append(line)
    if blank:
        yield _join(blank)
    part: list[bytes] = []
    size = 0
    for line in others:
        if part and (size + len(line) > bytes_max or (triples_max and len(part) >= triples_max)):
            yield _join(part)
            part, size = [], 0
        part.append(line)
        size += len(line) + 1
    if part:
        yield _join(part)


def _join(lines: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _is_blank_part(part: bytes) -> bool:
    return any(_HAS_BLANK_NODE.match(line) for line in part.split(b"\n"))


def _check(reply: Reply, complaint: str) -> Reply:
    """Return a reply that is a success.

    Raises Refused with what the store says, RemoteTimeout, RemoteError where it takes nothing.
    """
    if reply.is_success:
        return reply
    if reply.status in (408, 504):
        reply.body.close()
        raise RemoteTimeout()
    said = shorten(reply.text())
    if reply.status in _AWAY:
        raise RemoteError(
            f"The remote store takes no changes now ({f'{reply.status} {said}'.strip()}).",
            reply.status,
        )
    hint = _HINTS.get(reply.status, "")
    reasons = "; ".join(reason for reason in (f"{reply.status} {said}".strip(), hint) if reason)
    kind = RemoteError if reply.status in (401, 403) else Refused
    raise kind(f"The remote store: {complaint} ({reasons}).", reply.status)
