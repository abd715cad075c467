"""The Engine protocol: all that the layers above know of the store.

A query goes in as text with its dataset and the formats that the client accepts; a complete,
serialized answer comes out. Nothing of the store's own objects leaves the engine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

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


@dataclass(frozen=True)
class Query:
    """One query. accept: the raw Accept header; format: a short name that overrides it.

    timeout_s: seconds, 0 for no limit.
    """

    text: str
    timeout_s: float
    dataset: Dataset = Dataset()
    accept: str = ""
    format: str | None = None


@dataclass(frozen=True)
class Result:
    """A complete answer: its kind, its format, its bytes, the generation that it was read from."""

    kind: ResultKind
    format: Format
    body: bytes
    generation: str


class Engine(Protocol):
    """What answers queries and takes graphs."""

    @property
    def generation(self) -> str:
        """A name of the state that queries are answered from; it changes with the content."""
        ...

    def query(self, query: Query) -> Result:
        """Answer a query.

        Raises QuerySyntaxError, QueryRefused, QueryTimeout, NotAcceptable.
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
