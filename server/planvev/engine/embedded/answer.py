"""From a store's query result to complete bytes, in the thread that made it.

A pyoxigraph result must not change threads: all of it is read here, at once.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Final, cast

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Triple

from planvev.engine.base import Query, ResultKind
from planvev.errors import NotAcceptable, QueryRefused, QueryTimeout
from planvev.rdf.formats import (
    BOOLEAN_FORMATS,
    GRAPH_FORMATS,
    HTML,
    RESULTS_CSV,
    RESULTS_FORMATS,
    RESULTS_SYNTAX,
    RESULTS_XML,
    Format,
)
from planvev.rdf.negotiation import format_by_hint, format_by_name, negotiate
from planvev.rdf.prefixes import prefixes_in_use
from planvev.rdf.serializing import (
    NOT_XML,
    graph_bytes,
    is_whole_csv,
    keep_returns,
    write_csv,
)
from planvev.vocab import RDF

_OFFERED: Final = {
    ResultKind.SOLUTIONS: RESULTS_FORMATS,
    ResultKind.BOOLEAN: BOOLEAN_FORMATS,
    ResultKind.GRAPH: GRAPH_FORMATS,
}
_SORTED_TRIPLES_MAX: Final = 100_000
_TRIPLES_BETWEEN_CLOCKS: Final = 1000

StoreResult = QuerySolutions | QueryBoolean | QueryTriples


@dataclass(frozen=True)
class Bounds:
    """How long and how large an answer may become. deadline: of time.monotonic(), in seconds."""

    deadline: float
    timeout_s: float
    bytes_max: int

    def check_time(self) -> None:
        """Raise QueryTimeout once the deadline has passed."""
        if time.monotonic() > self.deadline:
            raise QueryTimeout(self.timeout_s)

    def check_size(self, size: int) -> None:
        """Raise QueryRefused for an answer of more bytes than are given out."""
        if self.bytes_max and size > self.bytes_max:
            raise QueryRefused(
                f"The answer is larger than {self.bytes_max} bytes. Add a LIMIT, or ask for less."
            )


class _BoundedBuffer(io.RawIOBase):
    """A buffer that ends the serialization into it when a bound is passed."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._buffer = io.BytesIO()
        self.error: Exception | None = None

    def writable(self) -> bool:
        return True

    def write(self, chunk: Any, /) -> int:
        try:
            self._bounds.check_time()
            self._bounds.check_size(self._buffer.tell() + len(chunk))
        except (QueryTimeout, QueryRefused) as error:
            self.error = error
            raise
        return self._buffer.write(chunk)

    def getvalue(self) -> bytes:
        return self._buffer.getvalue()


def serialize_result(
    result: StoreResult, query: Query, bounds: Bounds, again: Callable[[], StoreResult]
) -> tuple[ResultKind, Format, bytes]:
    """Read a result to its end and serialize it as the query's client prefers.

    again: gives the result once more, from its beginning.
    Raises NotAcceptable, QueryTimeout, QueryRefused, and what the store raises while it evaluates.
    """
    kind = _kind_of(result)
    chosen = choose_format(query, kind)
    if isinstance(result, QueryTriples):
        return kind, chosen, _serialize_graph(result, chosen, bounds)
    buffer = _BoundedBuffer(bounds)
    try:
        result.serialize(cast(IO[bytes], buffer), RESULTS_SYNTAX[chosen])
    except Exception:
        if buffer.error:
            raise buffer.error from None
        raise
    body = buffer.getvalue()
    if chosen is RESULTS_XML:
        if NOT_XML.search(body):
            raise _without(chosen, kind)
        body = keep_returns(body)
    if chosen is RESULTS_CSV and not _is_whole(body, result):
        body = _csv(cast(QuerySolutions, again()), bounds)
    return kind, chosen, body


def _is_whole(body: bytes, result: StoreResult) -> bool:
    return isinstance(result, QuerySolutions) and is_whole_csv(body, len(result.variables))


def _csv(solutions: QuerySolutions, bounds: Bounds) -> bytes:
    """Write CSV in our own way, which is slower and quotes what must be."""
    output = io.BytesIO()

    def look() -> None:
        bounds.check_time()
        bounds.check_size(output.tell())

    write_csv(solutions, output, look)
    look()
    return output.getvalue()


def choose_format(query: Query, kind: ResultKind) -> Format:
    """Choose among the formats of this kind of result; what only wants HTML gets the first.

    A format with an Accept header is a hint (``format_by_hint``), alone it is the only choice.
    Raises NotAcceptable.
    """
    offered = _OFFERED[kind]
    if query.format and not query.accept:
        return format_by_name(query.format, offered)
    try:
        return format_by_hint(query.format or "", query.accept, offered)
    except NotAcceptable:
        if not query.format and _accepts_html(query.accept):
            return offered[0]
        raise


def _accepts_html(accept: str) -> bool:
    try:
        negotiate(accept, [HTML])
    except NotAcceptable:
        return False
    return True


def _kind_of(result: StoreResult) -> ResultKind:
    if isinstance(result, QuerySolutions):
        return ResultKind.SOLUTIONS
    return ResultKind.BOOLEAN if isinstance(result, QueryBoolean) else ResultKind.GRAPH


def _serialize_graph(result: QueryTriples, chosen: Format, bounds: Bounds) -> bytes:
    """Serialize triples, each once; up to _SORTED_TRIPLES_MAX sorted, so that subjects group."""
    triples: list[Triple] = []
    for number, triple in enumerate(result):
        triples.append(triple)
        if number % _TRIPLES_BETWEEN_CLOCKS == 0:
            bounds.check_time()
            bounds.check_size(number * 32)
    if len(triples) <= _SORTED_TRIPLES_MAX:
        triples = sorted(set(triples), key=_order)
    bounds.check_time()
    body = graph_bytes(triples, chosen, prefixes_in_use(triples))
    bounds.check_size(len(body))
    return body


def _order(triple: Triple) -> tuple[str, bool, str, str]:
    return (
        str(triple.subject),
        triple.predicate != RDF.type,
        triple.predicate.value,
        str(triple.object),
    )


def _without(failed: Format, kind: ResultKind) -> NotAcceptable:
    """Say that this answer has no XML form: it holds what XML cannot (XML 1.0 § 2.2)."""
    return NotAcceptable([f.media_type for f in _OFFERED[kind] if f is not failed])
