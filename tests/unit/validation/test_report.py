"""The report as objects, JSON and a table, its order, and the names that people know things by."""

from __future__ import annotations

import io
import json
from dataclasses import replace

from pyoxigraph import Literal, NamedNode
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


def test_an_excerpt_has_the_worst_results_and_the_true_count() -> None:
    warnings = [_result(Severity.WARNING, f"urn:{number}") for number in range(150)]
    report = ValidationReport((*warnings, _result()))
    excerpt = report.excerpt(100, 1000)
    assert excerpt.results[0] == _result()
    assert (len(excerpt.results), excerpt.omitted, excerpt.results_total) == (100, 51, 151)
    assert excerpt.conforms is report.conforms is False
    assert excerpt.excerpt(10, 1000).results_total == 151


def test_an_excerpt_cuts_texts_and_leaves_out_values_that_it_would_have_to_cut() -> None:
    long = replace(_result(), messages={"nb": "å" * 1001}, value=Literal("v" * 1001))
    (cut,) = ValidationReport((long,)).excerpt(1, 1000).results
    assert cut.messages["nb"] == "å" * 998 + " …"
    assert cut.value is None
    within = replace(_result(), messages={"nb": "å" * 1000}, value=Literal("v" * 1000))
    assert ValidationReport((within,)).excerpt(1, 1000).results == (within,)


def test_long_texts_are_cut_at_a_word() -> None:
    assert shorten("I 2020 er Trondheimsregionen rollemodell", 30).endswith("regionen …")
    assert shorten("kort") == "kort"
