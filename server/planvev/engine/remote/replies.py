"""From a reply of the store to a complete answer in the format that the client prefers.

The store is always asked for SPARQL JSON, or N-Triples, and its answer is written anew: so clients
see one form of each format, whichever store is behind, and an answer that cannot be read is found
before the first byte goes out.

What Virtuoso writes its own way is put right on the way (``mending``, and an ASK that it answers as
a table).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from planvev.engine.base import ResultKind
from planvev.engine.embedded.answer import Bounds
from planvev.engine.remote.http import Reply
from planvev.engine.remote.mending import mended
from planvev.engine.remote.spool import BoundedSpool
from planvev.errors import (
    BadRequest,
    NotAcceptable,
    PlanvevError,
    QueryRefused,
    QuerySyntaxError,
    RemoteError,
    RemoteTimeout,
    ServerBusy,
)
from planvev.rdf.formats import (
    BOOLEAN_FORMATS,
    GRAPH_FORMATS,
    RDF_SYNTAX,
    RDF_XML,
    RESULTS_CSV,
    RESULTS_FORMATS,
    RESULTS_SYNTAX,
    RESULTS_XML,
    Format,
)
from planvev.rdf.prefixes import prefixes_in_use
from planvev.rdf.serializing import NOT_XML, keep_returns, refuse_formless, write_csv
from planvev.vocab import RDF

ACCEPT: Final = {
    ResultKind.SOLUTIONS: "application/sparql-results+json, application/sparql-results+xml;q=0.9",
    ResultKind.BOOLEAN: "application/sparql-results+json, application/sparql-results+xml;q=0.9",
    ResultKind.GRAPH: "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5",
}
"""What the store is asked for, by the kind of answer."""
_TABLES: Final = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/xml": QueryResultsFormat.XML,
}
_GRAPHS: Final = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/plain": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/x-turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
_OFFERED: Final = {
    ResultKind.SOLUTIONS: RESULTS_FORMATS,
    ResultKind.BOOLEAN: BOOLEAN_FORMATS,
    ResultKind.GRAPH: GRAPH_FORMATS,
}
_ASK_COLUMN: Final = "__ASK_RETVAL"
_XML: Final = (RESULTS_XML, RDF_XML)
_SORTED_TRIPLES_MAX: Final = 100_000
_TRIPLES_BETWEEN_CLOCKS: Final = 1000
_MESSAGE_LENGTH_MAX: Final = 400
_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_SYNTAX_WORDS: Final = re.compile(r"syntax|parse|malformed|expected|lexical", re.IGNORECASE)
_ECHO: Final = re.compile(r"\s*SPARQL query:.*", re.DOTALL)
_BUSY_RETRY_S: Final = 5


def convert(reply: Reply, kind: ResultKind, chosen: Format, bounds: Bounds) -> BoundedSpool:
    """Read a successful reply to its end, and write it in the format chosen.

    Raises RemoteError for an answer that cannot be read, or is of another kind than the query;
    NotAcceptable, QueryTimeout, QueryRefused for one beyond its bounds or cut off by the store.
    """
    with reply.body:
        _refuse_incomplete(reply)
        spool = BoundedSpool(bounds, keep_returns if chosen in _XML else bytes)
        try:
            if kind is ResultKind.GRAPH:
                _write_graph(reply, chosen, bounds, spool)
            else:
                _write_table(reply, kind, chosen, spool)
            if chosen in _XML and spool.matches(NOT_XML):
                raise _without(chosen, kind)
        except BaseException:
            spool.close()
            raise
        return spool


def error_of(reply: Reply) -> PlanvevError:
    """Return the error that a refusal of a query means to whoever asked; reads the reply.

    Only of a 400 does the client see what the store says: it is about the client's own query.
    """
    text = shorten(reply.text())
    if reply.status == 400:
        return _error_in_query(text)
    if reply.status in (408, 504):
        return RemoteTimeout()
    if reply.status == 429:
        return ServerBusy(_BUSY_RETRY_S, "The store behind this server has too much to do.")
    hint = {
        401: "it wants us to log in",
        403: "it does not let us",
        404: "there is no query endpoint at its URL",
    }.get(reply.status, f"it answered {reply.status}")
    return RemoteError(f"The remote store does not answer: {hint}.", reply.status)


def shorten(text: str) -> str:
    r"""Return what a store says as one short line, without what controls a terminal.

    >>> shorten("bad\n\n\x1b[31m query " + "x" * 1000)[:12]
    'bad [31m que'
    """
    text = re.sub(r"<(script|style).*?</\1>|</?[A-Za-z!][^<>]{0,200}>", " ", text)
    text = "".join(c if c.isprintable() or c.isspace() else " " for c in text)
    line = " ".join(text.split())
    if len(line) > _MESSAGE_LENGTH_MAX:
        return line[: _MESSAGE_LENGTH_MAX - 1] + "…"
    return line


def _error_in_query(text: str) -> PlanvevError:
    text = _ECHO.sub("", text)
    place = _PLACE.search(text)
    if place:
        return QuerySyntaxError(place[3], int(place[1]), int(place[2]))
    if _SYNTAX_WORDS.search(text):
        return QuerySyntaxError(text)
    return BadRequest(f"The query cannot be answered: {text or 'the store does not say why'}")


def _refuse_incomplete(reply: Reply) -> None:
    """Refuse what Virtuoso calls a success, and cut off: at its row limit, or its time limit."""
    if "X-SQL-State" in reply.headers:
        raise RemoteTimeout()
    rows = reply.headers.get("X-SPARQL-MaxRows")
    if rows is not None:
        raise QueryRefused(
            f"The store behind this server gives at most {shorten(str(rows))} rows. Ask for fewer, "
            "in parts: ORDER BY, LIMIT and OFFSET."
        )


def _write_table(reply: Reply, kind: ResultKind, chosen: Format, spool: BoundedSpool) -> None:
    syntax = _TABLES.get(reply.media_type)
    if syntax is None:
        raise _unexpected(reply)
    try:
        result = parse_query_results(mended(reply.body), syntax)
        if kind is ResultKind.BOOLEAN and isinstance(result, QuerySolutions):
            result = _boolean_of(result)
        if isinstance(result, QuerySolutions) is not (kind is ResultKind.SOLUTIONS):
            raise RemoteError("The remote store's answer is of another kind than the query.")
        if chosen is RESULTS_CSV and isinstance(result, QuerySolutions):
            solutions = result
            spool.write_with(lambda output: write_csv(solutions, output))
        else:
            spool.write_with(lambda output: result.serialize(output, RESULTS_SYNTAX[chosen]))
    except (SyntaxError, ValueError) as error:
        raise _unreadable(error) from None


def _boolean_of(solutions: QuerySolutions) -> QueryBoolean | QuerySolutions:
    """Return the answer of an ASK that Virtuoso gives as a table: of one row, or none."""
    if [variable.value for variable in solutions.variables] != [_ASK_COLUMN]:
        return solutions
    rows = [str(solution[0].value) for solution in solutions if solution[0] is not None]
    truth = b"true" if rows in (["1"], ["true"]) else b"false"
    answer = parse_query_results(b'{"head":{},"boolean":' + truth + b"}", QueryResultsFormat.JSON)
    if isinstance(answer, QuerySolutions):
        raise TypeError("a boolean was read as a table")
    return answer


def _write_graph(reply: Reply, chosen: Format, bounds: Bounds, spool: BoundedSpool) -> None:
    """Write triples, each once; up to _SORTED_TRIPLES_MAX sorted, so that subjects group."""
    triples: list[Triple] = []
    for number, triple in enumerate(read_graph(reply)):
        triples.append(triple)
        if number % _TRIPLES_BETWEEN_CLOCKS == 0:
            bounds.check_time()
            bounds.check_size(number * 32)
    if len(triples) <= _SORTED_TRIPLES_MAX:
        triples = sorted(set(triples), key=_order)
    refuse_formless(triples, chosen)
    prefixes = prefixes_in_use(triples)
    spool.write_with(
        lambda output: serialize(triples, output, format=RDF_SYNTAX[chosen], prefixes=prefixes)
    )


def read_graph(reply: Reply) -> Iterator[Triple]:
    """Yield the triples of a successful reply; the caller closes it. Raises RemoteError."""
    syntax = _GRAPHS.get(reply.media_type)
    if syntax is None:
        raise _unexpected(reply)
    try:
        quads = parse(
            mended(reply.body), syntax, without_named_graphs=True, rename_blank_nodes=False
        )
        for quad in quads:
            yield quad.triple
    except (SyntaxError, ValueError) as error:
        raise _unreadable(error) from None


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


def _unexpected(reply: Reply) -> RemoteError:
    found = shorten(reply.media_type) or "no type"
    return RemoteError(f"The remote store answered in a format that is not read here ({found}).")


def _unreadable(error: Exception) -> RemoteError:
    return RemoteError(f"The remote store's answer cannot be read: {shorten(str(error))}")
