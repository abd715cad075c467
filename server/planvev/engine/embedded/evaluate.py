"""Answer one query from a store, in the thread and the process that hold it."""

from __future__ import annotations

from functools import partial
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Store

from planvev.engine.base import Query, Result
from planvev.engine.embedded.answer import Bounds, serialize_result
from planvev.errors import BadRequest, PlanvevError, QuerySyntaxError, RemoteError
from planvev.rdf.query_errors import spread_query
from planvev.rdf.query_tokens import names_dataset

_TOLD_MAX: Final = 1000
_UNKNOWN_FUNCTION: Final = "The custom function"
"""The store's words; it has no class of its own for any of its errors."""


def evaluate(
    store: Store,
    query: Query,
    bounds: Bounds,
    *,
    union: bool,
    generation: str,
    asks_others: bool = False,
) -> Result:
    """Return the complete answer.

    union: whether a query that names no dataset asks the union of all graphs. asks_others: whether
    the query asks other endpoints; what fails is then theirs, unless it is known to be the query's.
    Raises QuerySyntaxError, BadRequest, QueryRefused, QueryTimeout, NotAcceptable, RemoteError.
    """
    dataset = query.dataset
    default_graph: list[NamedNode | BlankNode | DefaultGraph] | None = None
    named_graphs: list[NamedNode | BlankNode] | None = None
    try:
        if dataset:
            default_graph = [NamedNode(iri) for iri in dataset.default_graphs]
            named_graphs = [NamedNode(iri) for iri in dataset.named_graphs]
        ask = partial(
            store.query,
            query.text,
            base_iri=query.base_iri or None,
            use_default_graph_as_union=union and not dataset and not names_dataset(query.text),
            default_graph=default_graph,
            named_graphs=named_graphs,
        )
        kind, chosen, body = serialize_result(ask(), query, bounds, ask)
    except PlanvevError:
        raise
    except SyntaxError:
        raise _syntax_error(query) from None
    except (ValueError, OSError, RuntimeError) as error:
        told = str(error)[:_TOLD_MAX]  # it may hold what an endpoint sent
        if asks_others and not isinstance(error, ValueError) and _UNKNOWN_FUNCTION not in told:
            raise RemoteError(f"An endpoint that the query asks has failed: {told}") from None
        raise BadRequest(f"The query cannot be answered: {told}") from None
    return Result(kind, chosen, body, generation)


def _syntax_error(query: Query) -> QuerySyntaxError:
    """Find out what is wrong with a query, and where."""
    spread = spread_query(query.text)
    try:
        Store().query(spread.text, base_iri=query.base_iri or None)
    except SyntaxError as error:
        return QuerySyntaxError(*spread.explain(str(error)))
    except (ValueError, OSError, RuntimeError):
        pass
    return QuerySyntaxError("it is not SPARQL")
