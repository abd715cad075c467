"""Every shape finds what it is for, and nothing else.

Each file ``<shape>/valid*.ttl`` and ``<shape>/invalid-<why>.ttl`` is a test in the form of the
W3C's SHACL tests: a manifest entry with the expected report, and the data, in one file. The shapes
under test are those of ``shapes/<shape>.ttl``; the data graph is the file, ``context.ttl`` (a plan
and its surroundings, for which no results are expected), the ontology and the codelists.
``sh:conforms`` is planvev's: no violation; warnings and infos are no obstacle.
"""

from __future__ import annotations

import logging
import re
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from rdflib import RDF, Graph, Namespace, Node
from rdflib import SH as RSH

from planvev import resources
from planvev.archive.files import GraphFile, data_files, read_graph_file
from planvev.validation import (
    Severity,
    ValidationReport,
    shapes_without_focus,
    validate_paths,
)
from planvev.validation.data_graph import ontology_context
from planvev.validation.report import ValidationResult
from planvev.validation.shacl import ShaclOutcome, evaluate_shapes, shape_files, to_rdflib
from planvev.vocab import GRAPH, SH

HERE = Path(__file__).parent
TWINS = sorted(HERE.glob("*/*.ttl"))
TARGETS = {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")

# What a component's parameter is called in a shape.
COMPONENTS = {
    "class": "ClassConstraintComponent",
    "datatype": "DatatypeConstraintComponent",
    "disjoint": "DisjointConstraintComponent",
    "languageIn": "LanguageInConstraintComponent",
    "lessThan": "LessThanConstraintComponent",
    "maxCount": "MaxCountConstraintComponent",
    "maxInclusive": "MaxInclusiveConstraintComponent",
    "minCount": "MinCountConstraintComponent",
    "minInclusive": "MinInclusiveConstraintComponent",
    "minLength": "MinLengthConstraintComponent",
    "node": "NodeConstraintComponent",
    "nodeKind": "NodeKindConstraintComponent",
    "or": "OrConstraintComponent",
    "pattern": "PatternConstraintComponent",
    "qualifiedMaxCount": "QualifiedMaxCountConstraintComponent",
    "qualifiedMinCount": "QualifiedMinCountConstraintComponent",
    "sparql": "SPARQLConstraintComponent",
    "uniqueLang": "UniqueLangConstraintComponent",
}
# Facts about shapes that constrain nothing by themselves.
NO_CONSTRAINT = {
    *(target.value.rpartition("#")[2] for target in TARGETS),
    *("message", "path", "property", "qualifiedValueShape", "severity"),
}

Row = tuple[str, str, str, str, str]


def _read(path: Path) -> GraphFile:
    quads = parse(path.read_bytes(), RdfFormat.TURTLE, base_iri=path.as_uri())
    return GraphFile(path, NamedNode(path.as_uri()), tuple(quad.triple for quad in quads), "")


@pytest.fixture(autouse=True)
def _quiet_rdflib(caplog: pytest.LogCaptureFixture) -> None:
    """Twins hold ill-typed literals on purpose; rdflib logs a traceback for each."""
    caplog.set_level(logging.CRITICAL, logger="rdflib.term")


@cache
def _terms() -> tuple[GraphFile, ...]:
    terms = (read_graph_file(path, graph) for path, graph in ontology_context())
    return (*terms, _read(HERE / "context.ttl"))


@cache
def _shapes_of(name: str) -> tuple[GraphFile, ...]:
    """Return all shapes, with the targets of one file's shapes only."""
    own = {t.subject for file in shape_files() if file.path.stem == name for t in file.triples}
    return tuple(
        GraphFile(
            file.path,
            file.graph,
            tuple(t for t in file.triples if t.subject in own or t.predicate not in TARGETS),
            file.sha256,
        )
        for file in shape_files()
    )


@cache
def _outcome(path: Path) -> ShaclOutcome:
    return evaluate_shapes((_read(path), *_terms()), _shapes_of(path.parent.name))


def _found(path: Path) -> set[Row]:
    described = {t.subject.value for t in _read(path).triples if isinstance(t.subject, NamedNode)}
    return {_row(result) for result in _outcome(path).results if result.subject in described}


def _row(result: ValidationResult) -> Row:
    return (
        result.subject,
        result.path or "",
        result.severity.iri,
        result.source_constraint_component,
        result.source_shape,
    )


def _manifest(path: Path) -> Graph:
    return to_rdflib([_read(path)])


def _expected(path: Path) -> tuple[set[Row], bool]:
    """Return the expected results, and whether the data are expected to conform."""
    graph = _manifest(path)
    (report,) = graph.objects(None, MF.result)
    rows = set()
    for node in graph.objects(report, RSH.result):
        focus = graph.value(node, RSH.value) or graph.value(node, RSH.focusNode)
        result_path = graph.value(node, RSH.resultPath)
        inverse = graph.value(result_path, RSH.inversePath)
        rest = (RSH.resultSeverity, RSH.sourceConstraintComponent, RSH.sourceShape)
        severity, component, shape = (str(graph.value(node, p)) for p in rest)
        path_text = f"^{inverse}" if inverse else str(result_path or "")
        rows.add((str(focus), path_text, severity, component, shape))
    return rows, bool(graph.value(report, RSH.conforms).toPython())


def _id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", TWINS, ids=_id)
def test_twin_gets_the_expected_report(path: Path) -> None:
    rows, conforms = _expected(path)
    assert _found(path) == rows
    assert conforms == all(severity != Severity.VIOLATION.iri for _, _, severity, _, _ in rows)


@pytest.mark.parametrize("path", TWINS, ids=_id)
def test_name_of_the_twin_says_whether_anything_is_expected(path: Path) -> None:
    rows, _ = _expected(path)
    assert bool(rows) == path.name.startswith("invalid-")


@pytest.mark.parametrize("path", TWINS, ids=_id)
def test_messages_of_the_twin_are_in_both_languages(path: Path) -> None:
    for result in _outcome(path).results:
        assert set(result.messages) == {"nb", "en"}, result.source_shape
        assert "{?" not in "".join(result.messages.values())


def test_every_shape_file_has_a_valid_twin() -> None:
    names = {path.stem for path in resources.shapes_root().glob("*.ttl")} - {"prefixes"}
    assert names == {path.parent.name for path in HERE.glob("*/valid.ttl")}


def _shapes_graph() -> Graph:
    return to_rdflib(shape_files())


def _reported_shapes(graph: Graph) -> set[Node]:
    """Return the shapes that results can name: those with targets, and their property shapes."""
    reported = {s for t in TARGETS for s in graph.subjects(_r(t)) if _is_named(s)}
    waiting = list(reported)
    while waiting:
        for part in graph.objects(waiting.pop(), RSH.property):
            if part not in reported:
                reported.add(part)
                waiting.append(part)
    return reported


def _r(term: NamedNode) -> Node:
    return RSH[term.value.rpartition("#")[2]]


def _is_named(node: Node) -> bool:
    return str(node).startswith("https://")


def test_every_constraint_has_an_invalid_twin() -> None:
    graph = _shapes_graph()
    constraints = set()
    for shape in _reported_shapes(graph):
        for predicate in graph.predicates(shape, unique=True):
            name = str(predicate).removeprefix(str(RSH))
            if name == str(predicate) or name in NO_CONSTRAINT:
                continue
            constraints.add((str(RSH[COMPONENTS[name]]), str(shape)))
    expected = {(row[3], row[4]) for path in TWINS for row in _expected(path)[0]}
    assert constraints <= expected, sorted(constraints - expected)


def test_every_constraint_has_a_severity_and_a_message_in_both_languages() -> None:
    graph = _shapes_graph()
    for shape in _reported_shapes(graph):
        queries = list(graph.objects(shape, RSH.sparql))
        constrains = {str(p).removeprefix(str(RSH)) for p in graph.predicates(shape)} & {
            *COMPONENTS
        }
        if not constrains:
            continue
        assert len(list(graph.objects(shape, RSH.severity))) == 1, shape
        for speaker in queries or [shape]:
            messages = graph.objects(speaker, RSH.message)
            assert sorted(m.language for m in messages) == ["en", "nb"], speaker


def test_shape_names_are_readable_and_stand_in_one_file() -> None:
    owners: dict[str, set[str]] = {}
    for file in shape_files():
        for triple in file.triples:
            if isinstance(triple.subject, NamedNode):
                owners.setdefault(triple.subject.value, set()).add(file.path.name)
    shared = {shape: files for shape, files in owners.items() if len(files) > 1}
    assert not shared
    graph = _shapes_graph()
    for kind in (RSH.NodeShape, RSH.PropertyShape):
        anonymous = [s for s in graph.subjects(RDF.type, kind) if not _is_named(s)]
        assert not anonymous


def test_shapes_and_queries_name_no_term_that_the_ontology_lacks() -> None:
    prefix = "https://w3id.org/planvev/ontology#"
    graph = _shapes_graph()
    terms = {str(term) for triple in graph for term in triple}
    used = {term for term in terms if term.startswith(prefix)} - {prefix}
    for query in graph.objects(None, RSH.select):
        used |= {prefix + name for name in re.findall(r"\bpv:(\w+)", str(query))}
    defined = {t.subject.value for file in _terms() for t in file.triples}
    assert used <= defined, sorted(used - defined)


@cache
def _bundled() -> ValidationReport:
    root = resources.data_root()
    return validate_paths([root], root)


@pytest.mark.skipif(not data_files(resources.data_root()), reason="there are no data yet")
def test_the_data_that_come_with_planvev_conform() -> None:
    report = _bundled()
    violations = [r.as_json() for r in report.results if r.severity is Severity.VIOLATION]
    assert not violations


def test_every_shape_has_had_a_focus_node_in_the_data_or_the_twins() -> None:
    unfocused = shapes_without_focus(_bundled())
    for path in HERE.glob("*/valid.ttl"):
        unfocused -= _outcome(path).focused
    assert not unfocused


def test_literals_of_twins_are_read_as_written() -> None:
    path = HERE / "goal" / "valid.ttl"
    assert Literal("1.1") in {triple.object for triple in _read(path).triples}
    assert _read(path).graph not in GRAPH
