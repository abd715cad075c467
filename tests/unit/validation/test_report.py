"""The report's three forms, its order, and the names that people know things by."""

from __future__ import annotations

import io
import json

from pyoxigraph import Literal, NamedNode
from rdflib import RDF, Graph
from rdflib import SH as RSH
from rich.console import Console

from planvev.validation import Severity, ValidationReport, ValidationResult, validate_paths
from planvev.validation.names import shorten
from planvev.validation.rendering import render
from planvev.validation.report import merge
from planvev.vocab import SH
from unit.validation.small_plan import SmallPlan


def _result(severity: Severity = Severity.VIOLATION, focus: str = "urn:a") -> ValidationResult:
    return ValidationResult(
        severity=severity,
        focus_node=focus,
        source_shape="urn:shape",
        source_constraint_component=SH.MinCountConstraintComponent.value,
        messages={"nb": "på norsk", "en": "in English"},
        path="^urn:p",
        value=Literal("x [red]", language="nb"),
    )


def _text(report: ValidationReport, language: str = "nb") -> str:
    stream = io.StringIO()
    render(report, Console(file=stream, width=200), language)
    return stream.getvalue()


def test_only_violations_keep_a_report_from_conforming() -> None:
    assert ValidationReport((_result(Severity.WARNING), _result(Severity.INFO))).conforms
    assert not ValidationReport((_result(),)).conforms


def test_worst_come_first_and_numbers_count_as_numbers() -> None:
    results = [
        _result(Severity.INFO, "urn:goal/1.2"),
        _result(Severity.VIOLATION, "urn:goal/1.10"),
        _result(Severity.VIOLATION, "urn:goal/1.9"),
    ]
    merged = merge([ValidationReport((result,)) for result in results])
    assert [r.focus_node for r in merged.results] == [
        "urn:goal/1.9",
        "urn:goal/1.10",
        "urn:goal/1.2",
    ]


def test_value_of_a_set_query_is_what_the_result_is_about() -> None:
    query = ValidationResult(
        Severity.VIOLATION,
        "urn:plan",
        "urn:shape",
        SH.SPARQLConstraintComponent.value,
        {},
        value=NamedNode("urn:goal"),
    )
    assert query.subject == "urn:goal"
    assert _result().subject == "urn:a"


def test_report_as_rdf_says_what_the_report_says() -> None:
    graph = Graph().parse(data=ValidationReport((_result(),)).as_turtle(), format="turtle")
    (report,) = graph.subjects(RDF.type, RSH.ValidationReport)
    (result,) = graph.objects(report, RSH.result)
    assert graph.value(report, RSH.conforms).toPython() is False
    assert str(graph.value(graph.value(result, RSH.resultPath), RSH.inversePath)) == "urn:p"
    assert {m.language for m in graph.objects(result, RSH.resultMessage)} == {"nb", "en"}


def test_report_as_json_keeps_language_and_counts() -> None:
    report = json.loads(json.dumps(ValidationReport((_result(),)).as_json()))
    assert report["counts"] == {"Violation": 1, "Warning": 0, "Info": 0}
    (result,) = report["results"]
    assert result["value"] == {"type": "literal", "value": "x [red]", "xml:lang": "nb"}


def test_table_speaks_the_language_that_is_asked_for() -> None:
    report = ValidationReport((_result(),))
    assert "på norsk" in _text(report)
    assert "Dataene følger ikke reglene." in _text(report)
    assert "in English" in _text(report, "en")
    assert "The data do not conform." in _text(report, "en")


def test_element_is_named_by_number_and_text(plan: SmallPlan) -> None:
    plan.change(plan.adopted, "pv:position 1", "pv:position 0")
    plan.change(plan.assessment, "mention-role/named", "mention-role/ukjent")
    plan.change(plan.adopted, 'oa:exact "Barn skal sykle."', 'oa:exact "Barn skal sykla."')
    names = {r.name["nb"] for r in validate_paths([plan.root], plan.root).results}
    assert "Hovedmål 1 «Barn skal sykle.»" in names
    assert "Strategi 1.1 «bygge sykkelveger til skolen»" in names
    assert "Omtale 1 om Strategi 1.1 «bygge sykkelveger til skolen»" in names
    assert "Tekststed 1 i Hovedmål 1 «Barn skal sykle.»" in names


def test_report_is_the_same_each_time(plan: SmallPlan) -> None:
    plan.change(plan.adopted, "pv:position 1", "pv:position 0")
    first, second = (validate_paths([plan.root], plan.root).as_turtle() for _ in range(2))
    assert first == second


def test_long_texts_are_cut_at_a_word() -> None:
    assert shorten("I 2020 er Trondheimsregionen rollemodell", 30).endswith("regionen …")
    assert shorten("kort") == "kort"
