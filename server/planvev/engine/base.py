"""The Engine protocol: all that the layers above know of the store.

A query goes in as text with its dataset and the formats that the client accepts; a complete,
serialized answer comes out. Nothing of the store's own objects leaves the engine.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import BinaryIO, Protocol

from pyoxigraph import NamedNode, Triple

from planvev.rdf.formats import RESULTS_JSON, Format


class ResultKind(Enum):
    """The three kinds of answer that SPARQL queries have."""

    SOLUTIONS = "solutions"
    BOOLEAN = "boolean"
    GRAPH = "graph"


@dataclass(frozen=True)
class Dataset:
    """The RDF dataset that a request names (SPARQL 1.1 Protocol § 2.1.4); overrides FROM."""

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default_graphs or self.named_graphs)


class Lane(Enum):
    """Who waits for an answer; each lane has workers of its own."""

    INTERACTIVE = "interactive"
    """Pages: queries of ours."""
    QUERY = "query"
    """Queries that came from outside: of lower priority, and shared out fairly among clients."""
    FEDERATION = "federation"
    """Such queries that ask other endpoints (SERVICE); refused where none may be asked."""
    WRITE = "write"
    """Changes: one at a time."""


class Cancellation:
    """A client's wish to have no answer any more; made by whoever sees the client leave.

    It may be cancelled from any thread, before the query, during it and after it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._callback: Callable[[], object] | None = None

    @property
    def cancelled(self) -> bool:
        """Whether the client has left."""
        return self._cancelled

    def cancel(self) -> None:
        """Say that the client has left; whatever works for it is ended."""
        with self._lock:
            self._cancelled = True
            callback, self._callback = self._callback, None
        if callback:
            callback()

    def on_cancel(self, callback: Callable[[], object] | None) -> None:
        """Have this called at ``cancel``, at once where that was before; None takes it back."""
        with self._lock:
            if not self._cancelled:
                self._callback = callback
                return
        if callback:
            callback()


@dataclass(frozen=True)
class Query:
    """One query. accept: the raw Accept header; format: a short name that overrides it.

    base_iri: what relative IRIs are resolved against where the query names no BASE; empty: nothing.
    timeout_s: seconds, 0 for no limit. client: whose query it is (an address, or the name of a
    token), for sharing out fairly; empty: ours. cancellation: by which it can be given up.
    spool: whether the caller takes a large answer as a file (``Result.file``).
    """

    text: str
    timeout_s: float
    dataset: Dataset = Dataset()
    accept: str = ""
    format: str | None = None
    client: str = ""
    lane: Lane = Lane.INTERACTIVE
    cancellation: Cancellation | None = field(default=None, compare=False)
    spool: bool = False
    base_iri: str = ""


@dataclass(frozen=True)
class Result:
    """A complete answer: its kind, its format, its bytes, the generation that it was read from.

    file: the bytes where they are many and the query allowed it (``Query.spool``); ``body`` is
    empty then. It has no name, stands at its start, and is gone once the caller closes it.
    """

    kind: ResultKind
    format: Format
    body: bytes
    generation: str
    file: BinaryIO | None = field(default=None, compare=False)


class Engine(Protocol):
    """What answers queries and takes graphs."""

    @property
    def generation(self) -> str:
        """A name of the state that queries are answered from; it changes with the content."""
        ...

    def query(self, query: Query) -> Result:
        """Answer a query.

        Raises QuerySyntaxError, BadRequest, QueryRefused, QueryTimeout, NotAcceptable; an engine
        of several workers QueryDied, QueryCancelled, ServerBusy, TooManyRequests too, and
        RemoteError where another endpoint fails.
        """
        ...

    def replace_graphs(self, graphs: Mapping[NamedNode, Sequence[Triple]]) -> None:
        """Make each graph hold exactly these triples; an empty sequence removes it."""
        ...

    def close(self) -> None:
        """End all work; the engine is not used after."""
        ...


def select(engine: Engine, text: str, timeout_s: float) -> list[dict[str, dict[str, str]]]:
    """Return the solutions of a SELECT as SPARQL JSON bindings; raises as ``Engine.query``."""
    result = engine.query(Query(text, timeout_s, format=RESULTS_JSON.name))
    bindings: list[dict[str, dict[str, str]]] = json.loads(result.body)["results"]["bindings"]
    return bindings
