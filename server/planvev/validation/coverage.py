"""Coverage as warnings: overarching goals that nothing follows up, goals that hang in the air.

The shapes stand in ``shapes/coverage/``, where the gate does not look. They are tried on the whole
data root, since any plan may hold the link that a goal lacks; results are kept on what is described
in the files that are asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from planvev.archive.files import GraphFile, data_files, read_graph_file
from planvev.archive.layout import data_root_of
from planvev.linking.links import Decision, Outcome, status_of
from planvev.resources import shapes_root
from planvev.validation.data_graph import Submission, compose
from planvev.validation.index import GraphIndex
from planvev.validation.names import names_of
from planvev.validation.report import ValidationReport, ValidationResult, merge
from planvev.vocab import CODE, GRAPH, PROV, PV, RDF

_STATUSES = GRAPH["derived/links"]


def coverage_paths(paths: Sequence[Path], default_root: Path) -> ValidationReport:
    """Return the warnings about the goals that are described in files and folders.

    default_root: the data root that files outside any data root are seen in. Raises what
    ``validate_paths`` raises.
    """
    return merge(
        coverage_graphs(each.submitted, (*each.context, *_rest_of(each, default_root)))
        for each in compose(paths, default_root)
    )


def coverage_graphs(
    submitted: Sequence[GraphFile], context: Sequence[GraphFile]
) -> ValidationReport:
    """Return the warnings about the goals that are described in the submitted graphs.

    context: all other graphs. The status of links is computed; one that is stated is let be.
    """
    # Only here: pySHACL takes a second to import.
    from planvev.validation.shacl import evaluate_shapes

    data = [file for file in (*submitted, *context) if file.graph != _STATUSES]
    outcome = evaluate_shapes([*data, link_statuses(data)], coverage_shapes())
    return ValidationReport(
        results=tuple(_located(outcome.results, submitted, GraphIndex(data))),
        shapes=outcome.shapes,
        focused=outcome.focused,
    )


def coverage_shapes() -> list[GraphFile]:
    """Read the shapes of coverage, and the prefixes of their queries."""
    root = shapes_root()
    paths = [root / "prefixes.ttl", *sorted((root / "coverage").glob("*.ttl"))]
    return [read_graph_file(path, GRAPH[f"shapes/{path.stem}"]) for path in paths]


def link_statuses(graphs: Sequence[GraphFile]) -> GraphFile:
    """Return the status of each link in the graphs as ``ontology/derivations/links.rq`` has it."""
    index = GraphIndex(graphs)

    def text(subject: str, predicate: NamedNode) -> str:
        return next(iter(index.values(subject, predicate)), "")

    def code(subject: str, predicate: NamedNode) -> str:
        return text(subject, predicate).rpartition("/")[2]

    outcomes = {each.value for each in Outcome}
    decisions: dict[str, list[Decision]] = {}
    for one in _of_class(graphs, PV.Decision):
        if code(one, PV.outcome) in outcomes:
            link = text(one, PV.decides)
            settled = tuple(index.values(one, PV.settles))
            decisions.setdefault(link, []).append(
                Decision(
                    one,
                    link,
                    Outcome(code(one, PV.outcome)),
                    text(one, PROV.wasAssociatedWith),
                    text(one, PROV.endedAtTime),
                    settles=settled,
                )
            )
    triples = [
        Triple(
            NamedNode(link),
            PV.linkStatus,
            CODE[f"link-status/{status_of(code(link, PV.linkBasis), decisions.get(link, ()))}"],
        )
        for link in _of_class(graphs, PV.Link)
    ]
    return GraphFile(Path("derived"), _STATUSES, tuple(triples), "")


def _of_class(graphs: Iterable[GraphFile], kind: NamedNode) -> list[str]:
    found = (
        triple.subject.value
        for graph in graphs
        for triple in graph.triples
        if triple.predicate == RDF.type
        and triple.object == kind
        and isinstance(triple.subject, NamedNode)
    )
    return list(dict.fromkeys(found))


def _rest_of(submission: Submission, default_root: Path) -> list[GraphFile]:
    """Read the files of the data root that a submission does not hold yet."""
    known = {file.graph for file in (*submission.submitted, *submission.context)}
    first = next(iter(submission.submitted), None)
    root = (data_root_of(first.path.resolve()) if first else None) or default_root
    return [read_graph_file(path, graph) for path, graph in data_files(root) if graph not in known]


def _located(
    results: Iterable[ValidationResult], submitted: Sequence[GraphFile], index: GraphIndex
) -> list[ValidationResult]:
    """Keep the results on what is described in the submitted graphs; name them, say where."""
    described: dict[str, GraphFile] = {}
    for graph in submitted:
        for triple in graph.triples:
            if triple.predicate == RDF.type and isinstance(triple.subject, NamedNode):
                described.setdefault(triple.subject.value, graph)
    kept: dict[str, ValidationResult] = {}
    for result in sorted(results, key=lambda one: one.sort_key):
        graph_file = described.get(result.subject)
        if graph_file is not None:
            kept.setdefault(
                f"{result.source_shape} {result.subject}",
                replace(
                    result,
                    name=names_of(index, result.subject),
                    graph=graph_file.graph.value,
                    path_of_file=graph_file.path,
                ),
            )
    return list(kept.values())
