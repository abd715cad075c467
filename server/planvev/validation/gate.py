"""The gate: the public functions that validate files and graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pyoxigraph import NamedNode

from planvev.archive.files import GraphFile, SourceFile, read_graph_file
from planvev.validation.data_graph import compose, ontology_context
from planvev.validation.foreign_terms import check_foreign_terms
from planvev.validation.index import GraphIndex
from planvev.validation.names import names_of
from planvev.validation.passages import check_passages
from planvev.validation.register import check_register
from planvev.validation.report import ValidationReport, ValidationResult, merge
from planvev.validation.structure import check_structure
from planvev.validation.terms import check_terms
from planvev.vocab import GRAPH, RDFS


def validate_paths(paths: Sequence[Path], default_root: Path) -> ValidationReport:
    """Validate files and folders, each in its context.

    default_root: the data root that gives the context of files outside any data root.
    Raises SourceError (a file that does not parse, a path that is missing, a folder without RDF)
    and SourceMismatch (a source text that is not the pinned one).
    """
    submissions = compose(paths, default_root)
    return merge(
        validate_graphs(each.submitted, each.context, each.sources) for each in submissions
    )


def validate_graphs(
    submitted: Sequence[GraphFile],
    context: Sequence[GraphFile],
    sources: Mapping[str, SourceFile],
) -> ValidationReport:
    """Validate graphs in a context; results only for what the submitted graphs describe.

    context: all else that must be known; the ontology and codelists are added where they are
    missing. sources: the source texts by SHA-256. Raises SourceError where the ontology itself
    cannot be read.
    """
    # Only here: pySHACL takes a second to import, and a server only passes reports on.
    from planvev.validation.shacl import evaluate_shapes

    known = {graph.graph for graph in (*submitted, *context)}
    data = (*submitted, *context, *_terms(known))
    index = GraphIndex(data)
    outcome = evaluate_shapes(data)
    results = (
        *outcome.results,
        *check_passages(index, sources),
        *check_terms(submitted, index),
        *check_foreign_terms(submitted, index),
        *check_structure(submitted, data[len(submitted) :], index),
        *check_register(submitted, index),
    )
    return ValidationReport(
        results=_located(results, submitted, index),
        shapes=outcome.shapes,
        focused=outcome.focused,
        triples=sum(len(graph.triples) for graph in submitted),
        files=len(submitted),
    )


def _terms(known: Iterable[NamedNode]) -> list[GraphFile]:
    """Read the ontology and codelists, but for the graphs that are there already."""
    have = frozenset(known)
    return [read_graph_file(path, graph) for path, graph in ontology_context() if graph not in have]


def _located(
    results: Iterable[ValidationResult], submitted: Sequence[GraphFile], index: GraphIndex
) -> tuple[ValidationResult, ...]:
    """Keep the results on what is described in the submitted graphs; say where, and name it."""
    described: dict[str, GraphFile] = {}
    for graph in submitted:
        for triple in graph.triples:
            if isinstance(triple.subject, NamedNode):
                described.setdefault(triple.subject.value, graph)
    for graph in submitted:
        described.setdefault(graph.graph.value, graph)
    located: dict[tuple[str, ...], ValidationResult] = {}
    for result in results:
        graph_file = described.get(result.subject)
        if graph_file is not None:
            located[result.sort_key] = replace(
                result,
                name=_name(result.subject, index),
                graph=result.graph or graph_file.graph.value,
                path_of_file=result.path_of_file or graph_file.path,
            )
    return tuple(located[key] for key in sorted(located))


def _name(subject: str, index: GraphIndex) -> dict[str, str]:
    """Return what a person would call a subject: an element, or the graph itself."""
    if subject.startswith(GRAPH.iri) and not index.values(subject, RDFS.label):
        name = subject.removeprefix(GRAPH.iri)
        return {"nb": f"Grafen {name}", "en": f"The graph {name}"}
    return names_of(index, subject)
