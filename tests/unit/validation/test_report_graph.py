"""The report as RDF: what a SHACL tool reads, in each syntax, whatever the data hold."""

from __future__ import annotations

from collections.abc import Iterable

import pyshacl
import pytest
from pyoxigraph import Literal, NamedNode
from rdflib import RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.compare import isomorphic

from planvev.rdf.formats import GRAPH_FORMATS, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from planvev.validation import Severity, ValidationReport, ValidationResult, validate_paths
from planvev.validation.report_graph import serialize_report
from planvev.vocab import SH as OUR_SH
from unit.validation.small_plan import PLAN, SmallPlan

PARSERS = {TURTLE: "turtle", N_TRIPLES: "nt", JSON_LD: "json-ld", RDF_XML: "xml"}
STRUCTURE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<urn:Report> a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
    sh:property [ sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean ] ,
        [ sh:path sh:result ; sh:class sh:ValidationResult ] .
<urn:Result> a sh:NodeShape ; sh:targetObjectsOf sh:result ;
    sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind
            sh:BlankNodeOrIRI ] ,
        [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ;
            sh:in ( sh:Violation sh:Warning sh:Info ) ] ,
        [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ;
            sh:nodeKind sh:IRI ] ,
        [ sh:path sh:sourceShape ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
        [ sh:path sh:resultPath ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
        [ sh:path sh:value ; sh:maxCount 1 ] ,
        [ sh:path sh:resultMessage ; sh:minCount 1 ; sh:uniqueLang true ;
            sh:datatype rdf:langString ] .
"""
"""What SHACL § 3.6 demands of a report, and that ours have messages with a language."""


def _result(
    focus: str = "urn:a",
    *,
    shape: str = "urn:shape",
    path: str | None = "urn:p",
    value: NamedNode | Literal | None = None,
    message: str = "på norsk",
) -> ValidationResult:
    return ValidationResult(
        severity=Severity.VIOLATION,
        focus_node=focus,
        source_shape=shape,
        source_constraint_component=OUR_SH.MinCountConstraintComponent.value,
        messages={"nb": message, "en": "in English"},
        path=path,
        value=value,
        graph="urn:graph",
    )


def _report(results: Iterable[ValidationResult]) -> ValidationReport:
    return ValidationReport(tuple(results))


def _parse(report: ValidationReport, chosen: Format = TURTLE) -> Graph:
    return Graph().parse(data=serialize_report(report, chosen), format=PARSERS[chosen])


def _faults(graph: Graph) -> str:
    """Return what a SHACL validator finds wrong with the structure of a report."""
    conforms, _, text = pyshacl.validate(
        graph, shacl_graph=Graph().parse(data=STRUCTURE), inference="none"
    )
    return "" if conforms else text


def _broken(plan: SmallPlan) -> ValidationReport:
    plan.change(plan.adopted, "pv:position 1", "pv:position 0")
    plan.change(plan.adopted, "hovedmal", "storemal")
    plan.change(plan.adopted, 'oa:exact "Barn skal sykle."', 'oa:exact "Barn skal sykla."')
    return validate_paths([plan.root], plan.root)


@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda chosen: chosen.name)
def test_a_real_report_is_one_by_shacls_own_rules_in_each_format(
    plan: SmallPlan, chosen: Format
) -> None:
    report = _broken(plan)
    graph = _parse(report, chosen)
    assert _faults(graph) == ""
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms) == RdflibLiteral(False)
    assert len(list(graph.objects(node, SH.result))) == len(report.results) > 3
    focus = set(graph.objects(None, SH.focusNode))
    assert focus == {URIRef(result.focus_node) for result in report.results}
    assert URIRef(f"{PLAN}/goal/1") in focus


def test_the_structural_rules_of_this_test_find_a_broken_report() -> None:
    graph = _parse(_report([_result()]))
    (node,) = graph.subjects(RDF.type, SH.ValidationResult)
    graph.remove((node, SH.focusNode, None))
    graph.add((next(graph.subjects(SH.conforms)), SH.conforms, RdflibLiteral(True)))
    assert "focusNode" in _faults(graph)
    assert "conforms" in _faults(graph)


def test_a_report_without_results_conforms() -> None:
    graph = _parse(_report([]))
    assert _faults(graph) == ""
    assert [value.toPython() for value in graph.objects(None, SH.conforms)] == [True]


def test_all_that_shacl_has_a_property_for_is_said() -> None:
    value = Literal("0123", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    graph = _parse(_report([_result(value=value)]))
    (node,) = graph.subjects(RDF.type, SH.ValidationResult)
    assert graph.value(node, SH.resultPath) == URIRef("urn:p")
    assert str(graph.value(node, SH.sourceShape)) == "urn:shape"
    assert graph.value(node, SH.resultSeverity) == SH.Violation
    assert graph.value(node, SH.sourceConstraintComponent) == SH.MinCountConstraintComponent
    assert '"0123"^^' in serialize_report(_report([_result(value=value)]), N_TRIPLES).decode()
    assert set(graph.objects(node, SH.resultMessage)) == {
        RdflibLiteral("på norsk", lang="nb"),
        RdflibLiteral("in English", lang="en"),
    }


def test_an_inverse_path_is_a_path_of_shacl() -> None:
    graph = _parse(_report([_result(path="^urn:p")]))
    path = graph.value(next(graph.subjects(RDF.type, SH.ValidationResult)), SH.resultPath)
    assert graph.value(path, SH.inversePath) == URIRef("urn:p")


def test_names_that_are_no_iris_make_no_invalid_rdf() -> None:
    report = _report([_result("", shape="n3fb2c1", path="urn:p/urn:q\n"), _result("_:b0")])
    graph = _parse(report)
    assert _faults(graph) == ""
    assert all(isinstance(node, BNode) for node in graph.objects(None, SH.focusNode))
    assert set(graph.objects(None, SH.sourceShape)) == {URIRef("urn:shape")}
    assert len(set(graph.objects(None, SH.resultPath))) == 1


HOSTILE = [
    Literal("<script>alert(1)</script>"),
    Literal('" . <urn:x> <urn:y> "', language="en"),
    Literal("]]> <!-- &amp; & --> <?php ?>"),
    Literal("\\u0022 \\ \t \n \N{RIGHT-TO-LEFT OVERRIDE}"),
    NamedNode("javascript:alert('1')&b"),
]
UNPRINTABLE = ["\x00", "a\x01\x1fb", "\ufffe", "a\r\nb"]


@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda chosen: chosen.name)
def test_hostile_values_come_through_as_they_are(chosen: Format) -> None:
    report = _report(_result(value=value, message=value.value) for value in HOSTILE)
    graph = _parse(report, chosen)
    assert {str(value) for value in graph.objects(None, SH.value)} == {v.value for v in HOSTILE}
    assert isomorphic(graph, _parse(report, N_TRIPLES))


@pytest.mark.parametrize("text", UNPRINTABLE)
def test_what_xml_cannot_hold_is_left_out_of_rdf_xml_and_of_nothing_else(text: str) -> None:
    report = _report([_result(value=Literal(text), message=f"Verdien er {text}.")])
    xml = _parse(report, RDF_XML)
    assert _faults(xml) == ""
    assert list(xml.objects(None, SH.value)) == []
    assert any("\ufffd" in message for message in xml.objects(None, SH.resultMessage))
    for chosen in (TURTLE, N_TRIPLES, JSON_LD):
        assert [str(value) for value in _parse(report, chosen).objects(None, SH.value)] == [text]


@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda chosen: chosen.name)
def test_the_same_report_is_the_same_bytes(plan: SmallPlan, chosen: Format) -> None:
    report = _broken(plan)
    again = validate_paths([plan.root], plan.root)
    assert serialize_report(report, chosen) == serialize_report(again, chosen)


def test_an_excerpt_says_how_many_results_there_are() -> None:
    report = _report(_result(f"urn:{number}") for number in range(5000)).excerpt(100, 1000)
    graph = _parse(report)
    assert len(list(graph.objects(None, SH.result))) == 100
    comments = {str(comment) for comment in graph.objects(None, RDFS.comment)}
    assert len(comments) == 2
    assert all("5000" in comment for comment in comments)
    assert "comment" not in serialize_report(_report([_result()]), TURTLE).decode()
