"""Queries, answers and errors as they pass between the server and a worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from planvev import errors
from planvev.engine.base import Dataset, Query, Result, ResultKind
from planvev.errors import PlanvevError
from planvev.rdf.formats import BOOLEAN_FORMATS, GRAPH_FORMATS, RESULTS_FORMATS

INLINE_BYTES_MAX = 1024 * 1024
"""A larger answer travels as a file."""
_FORMATS = {
    format_.name: format_ for format_ in (*RESULTS_FORMATS, *BOOLEAN_FORMATS, *GRAPH_FORMATS)
}


@dataclass(frozen=True)
class WorkerLimits:
    """How a worker is confined. nice: added to its niceness. memory_mib: 0 for no limit.

    single_use: it ends after its first request. require_seccomp: it refuses to work where it
    cannot be kept from the network. network: it is not kept from the network.
    """

    nice: int = 0
    memory_mib: int = 1024
    single_use: bool = False
    require_seccomp: bool = True
    network: bool = False


def encode_query(query: Query) -> dict[str, Any]:
    """Return what a worker needs to know of a query, as JSON."""
    return {
        "text": query.text,
        "timeout_s": query.timeout_s,
        "default_graphs": query.dataset.default_graphs,
        "named_graphs": query.dataset.named_graphs,
        "accept": query.accept,
        "format": query.format,
        "base_iri": query.base_iri,
    }


def decode_query(fields: dict[str, Any]) -> Query:
    """Return the query again, without client, lane and cancellation."""
    return Query(
        fields["text"],
        fields["timeout_s"],
        Dataset(tuple(fields["default_graphs"]), tuple(fields["named_graphs"])),
        fields["accept"],
        fields["format"],
        base_iri=fields["base_iri"],
    )


def encode_result(result: Result) -> dict[str, Any]:
    """Return all of a result but its bytes, as JSON."""
    return {
        "kind": result.kind.value,
        "format": result.format.name,
        "generation": result.generation,
    }


def decode_result(fields: dict[str, Any], body: bytes) -> Result:
    """Return a result. Raises KeyError or ValueError where the fields are not those of one."""
    return Result(
        ResultKind(fields["kind"]), _FORMATS[fields["format"]], body, fields["generation"]
    )


def encode_error(error: PlanvevError) -> dict[str, Any]:
    """Return an error as JSON: the nearest class that stands in ``planvev.errors``, its values.

    >>> encode_error(errors.QueryTimeout(3))["kind"]
    'QueryTimeout'
    """
    kind = next(kind for kind in type(error).__mro__ if kind.__module__ == errors.__name__)
    values = {name: _plain(value) for name, value in vars(error).items()}
    return {"kind": kind.__name__, "values": values}


def decode_error(fields: dict[str, Any]) -> PlanvevError:
    """Return the error again, of its class and with its values; paths come back as text.

    >>> error = decode_error(encode_error(errors.QuerySyntaxError("no", 2, 9)))
    >>> type(error).__name__, error.message, error.line
    ('QuerySyntaxError', 'The query does not parse: line 2, column 9: no', 2)
    """
    kind = getattr(errors, str(fields["kind"]), PlanvevError)
    if not (isinstance(kind, type) and issubclass(kind, PlanvevError)):
        kind = PlanvevError
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in dict(fields["values"]).items()
    }
    error: PlanvevError = kind.__new__(kind)
    error.__dict__.update(values)
    error.args = (str(values.get("message", "")),)
    return error


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | float | bool | None):
        return value
    if isinstance(value, tuple | list):
        return [_plain(member) for member in value]
    return str(value)
