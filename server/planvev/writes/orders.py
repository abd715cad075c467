"""What the server tells a write worker, and what the worker tells back.

An ``Order`` goes to the worker as a pickle. Nothing is unpickled that comes from a worker, which
ran a stranger's update: an ``Outcome`` comes back as one line of JSON and the texts' bytes.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode

from planvev.access.roles import Change
from planvev.engine.base import Dataset
from planvev.sparql.content import ContentLimits, Document
from planvev.sparql.graph_store import Operation
from planvev.validation.report import Severity, ValidationReport, ValidationResult


@dataclass(frozen=True)
class Edit:
    """What becomes of one graph. graph: its key in a manifest.

    text: canonical, or None where the documents are to be parsed; both are empty for REMOVE.
    base_iri: for the documents.
    """

    graph: str
    operation: Operation
    text: bytes | None = None
    documents: tuple[Document, ...] = ()
    base_iri: str | None = None


@dataclass(frozen=True)
class Order:
    """One write: edits, or an update.

    folder: where the archive keeps graph files. generation: the one to change; hashes: the SHA-256
    of each of its graphs. sources: paths of source texts by
    SHA-256. derive_all: compute the derived graphs anew as a whole, not by what changed.
    """

    folder: str
    generation: int = -1
    hashes: Mapping[str, str] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    update: str | None = None
    using: Dataset = field(default_factory=Dataset)
    base_iri: str | None = None
    validate: bool = True
    derive_all: bool = False
    sources: Mapping[str, str] = field(default_factory=dict)
    limits: ContentLimits = field(default_factory=ContentLimits)

    def encode(self) -> bytes:
        """Return the order for a worker of the same release."""
        return pickle.dumps(self)


def decode_order(content: bytes) -> Order:
    """Return the order again; to be called in the worker only."""
    order = pickle.loads(content)  # noqa: S301 - from the server, which made it
    if not isinstance(order, Order):
        raise TypeError("no order")
    return order


@dataclass(frozen=True)
class NewGraph:
    """A graph that the write changes. text: canonical, None where the graph is removed.

    changes: in which ways, for permissions. removed, added: numbers of triples. created: whether
    it was not there. derived: whether it follows from others.
    """

    graph: str
    text: bytes | None
    changes: frozenset[Change]
    removed: int
    added: int
    created: bool = False
    derived: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a write comes to. Where the report does not conform, nothing must be committed."""

    graphs: tuple[NewGraph, ...]
    report: ValidationReport | None = None

    @property
    def conforms(self) -> bool:
        """Whether it may be committed."""
        return self.report is None or self.report.conforms

    def encode(self) -> bytes:
        """Return it as a line of JSON and the texts, one after the other."""
        header = {
            "graphs": [_graph_fields(graph) for graph in self.graphs],
            "report": _report_fields(self.report) if self.report else None,
        }
        texts = [graph.text for graph in self.graphs if graph.text is not None]
        return b"".join([json.dumps(header).encode(), b"\n", *texts])


def decode_outcome(content: bytes) -> Outcome:
    """Return the outcome again. Raises ValueError or KeyError for what is none."""
    line, _, texts = content.partition(b"\n")
    header = json.loads(line)
    graphs = []
    position = 0
    for fields in header["graphs"]:
        length = fields["length"]
        text = None if length is None else texts[position : position + length]
        position += length or 0
        graphs.append(
            NewGraph(
                str(fields["graph"]),
                text,
                frozenset(Change(change) for change in fields["changes"]),
                int(fields["removed"]),
                int(fields["added"]),
                bool(fields["created"]),
                bool(fields["derived"]),
            )
        )
    if position != len(texts):
        raise ValueError("the texts do not have the lengths that are said of them")
    report = _report_of(header["report"]) if header["report"] else None
    return Outcome(tuple(graphs), report)


def _graph_fields(graph: NewGraph) -> dict[str, Any]:
    return {
        "graph": graph.graph,
        "length": None if graph.text is None else len(graph.text),
        "changes": sorted(change.value for change in graph.changes),
        "removed": graph.removed,
        "added": graph.added,
        "created": graph.created,
        "derived": graph.derived,
    }


def _report_fields(report: ValidationReport) -> dict[str, Any]:
    return {
        "shapes": sorted(report.shapes),
        "focused": sorted(report.focused),
        "triples": report.triples,
        "files": report.files,
        "results": [_result_fields(result) for result in report.results],
    }


def _result_fields(result: ValidationResult) -> dict[str, Any]:
    return {
        "severity": int(result.severity),
        "focus_node": result.focus_node,
        "source_shape": result.source_shape,
        "component": result.source_constraint_component,
        "messages": dict(result.messages),
        "path": result.path,
        "value": _term_fields(result.value),
        "name": dict(result.name),
        "graph": result.graph,
    }


def _term_fields(term: NamedNode | Literal | None) -> list[str | None] | None:
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return [term.value]
    return [term.value, term.datatype.value, term.language]


def _report_of(fields: dict[str, Any]) -> ValidationReport:
    results = tuple(
        ValidationResult(
            severity=Severity(each["severity"]),
            focus_node=each["focus_node"],
            source_shape=each["source_shape"],
            source_constraint_component=each["component"],
            messages=each["messages"],
            path=each["path"],
            value=_term_of(each["value"]),
            name=each["name"],
            graph=each["graph"],
        )
        for each in fields["results"]
    )
    return ValidationReport(
        results=results,
        shapes=frozenset(fields["shapes"]),
        focused=frozenset(fields["focused"]),
        triples=fields["triples"],
        files=fields["files"],
    )


def _term_of(fields: list[str] | None) -> NamedNode | Literal | None:
    if fields is None:
        return None
    if len(fields) == 1:
        return NamedNode(fields[0])
    value, datatype, language = fields
    if language:
        return Literal(value, language=language)
    return Literal(value, datatype=NamedNode(datatype))
