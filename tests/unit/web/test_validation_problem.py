"""A write that validation refuses: 422 with the report, in the form that the client prefers."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode
from rdflib import RDF, SH, Graph
from rdflib import Literal as RdflibLiteral
from werkzeug.test import TestResponse

from planvev.engine.embedded import EmbeddedEngine
from planvev.validation import Severity, ValidationReport, ValidationResult, validate_paths
from planvev.web import create_app
from planvev.web.language import speaking
from planvev.web.validation_problem import report_view
from planvev.writes import ValidationFailed
from unit.validation.small_plan import PLAN, SmallPlan

RDF_PARSERS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
}
SCRIPT = "<script>alert(1)</script>"
QUOTES = "\" onmouseover='alert(1)'"
UNPRINTABLE = "a\x00\x01\x1b[31m\x9f\ufffeb"
HOSTILE = (SCRIPT, QUOTES, UNPRINTABLE, "javascript:alert(1)", "]]>", "{{ 7 * 7 }}")


class Page(HTMLParser):
    """What of a page matters here: its elements, its attributes, its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> ValidationReport:
    """Return the real report on a plan with a position, a code and a quotation that are wrong."""
    plan = SmallPlan(tmp_path_factory.mktemp("plan") / "data")
    plan.change(plan.adopted, "pv:position 1", "pv:position 0")
    plan.change(plan.adopted, "hovedmal", "storemal")
    plan.change(plan.adopted, 'rdfs:label "Barn skal sykle."', f'rdfs:label "{SCRIPT}"')
    return validate_paths([plan.root], plan.root)


def _result(number: int, text: str = "", *, length: int = 0) -> ValidationResult:
    shown = text or "x" * length
    value = NamedNode(text) if text.startswith("javascript:") else Literal(shown)
    return ValidationResult(
        severity=Severity.VIOLATION,
        focus_node=text if text.startswith("javascript:") else f"urn:goal/{number}",
        source_shape="urn:shape",
        source_constraint_component=SH.PatternConstraintComponent.toPython(),
        messages={"nb": f"Mål {number}: {shown}", "en": f"Goal {number}: {shown}"},
        path="urn:p",
        value=value,
        name={"nb": f"Delmål {number} «{shown}»", "en": f"Goal {number} «{shown}»"},
        graph=f"urn:graph/{number}",
    )


def _client(report: ValidationReport) -> FlaskClient:
    """Return a client of an application that refuses every write with this report."""

    def refuse() -> None:
        raise ValidationFailed(report)

    app: Flask = create_app(EmbeddedEngine())
    app.add_url_rule("/refused", view_func=refuse, methods=["PUT"])
    return app.test_client()


def _put(report: ValidationReport, accept: str | None) -> TestResponse:
    return _client(report).put("/refused", headers={"Accept": accept} if accept else {})


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        *((media_type, media_type) for media_type in RDF_PARSERS),
        ("application/problem+json", "application/problem+json"),
        ("application/json", "application/problem+json"),
        ("text/html", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/turtle;q=0.5, application/ld+json", "application/ld+json"),
        ("application/problem+json;q=0.1, text/turtle", "text/turtle"),
        ("application/problem+json;q=0, */*", "text/html"),
        ("*/*", "application/problem+json"),
        ("application/*", "application/problem+json"),
        ("image/png", "application/problem+json"),
        ("nonsense", "application/problem+json"),
        (None, "application/problem+json"),
    ],
)
def test_the_report_comes_as_the_client_prefers_and_else_as_problem_details(
    broken: ValidationReport, accept: str | None, media_type: str
) -> None:
    response = _put(broken, accept)
    assert response.status_code == 422
    assert response.mimetype == media_type
    assert "Accept" in response.vary
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("media_type", RDF_PARSERS)
def test_the_report_as_rdf_has_every_result(broken: ValidationReport, media_type: str) -> None:
    response = _put(broken, media_type)
    graph = Graph().parse(data=response.data, format=RDF_PARSERS[media_type])
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert list(graph.objects(report, SH.conforms)) == [RdflibLiteral(False)]
    assert len(list(graph.objects(report, SH.result))) == len(broken.results) > 2
    foci = {str(node) for node in graph.objects(None, SH.focusNode)}
    assert foci == {result.focus_node for result in broken.results}


def test_problem_details_have_the_results_and_no_path_of_ours(broken: ValidationReport) -> None:
    response = _put(broken, "application/problem+json")
    problem = json.loads(response.data)
    assert (problem["status"], problem["code"]) == (422, "validation-failed")
    assert problem["conforms"] is False
    assert problem["results_total"] == len(problem["results"]) == len(broken.results)
    (position,) = (
        each
        for each in problem["results"]
        if str(each["sourceShape"]).endswith("PlanElementShape-position")
        and each["focusNode"] == f"{PLAN}/goal/1"
    )
    assert position["severity"] == "Violation"
    assert position["path"] == "https://w3id.org/planvev/ontology#position"
    assert position["value"]["value"] == "0"
    assert position["graph"].endswith("eksempel/plan-2026/adopted")
    assert set(position["message"]) == {"nb", "en"}
    assert any(result.path_of_file for result in broken.results)
    assert "adopted.ttl" not in response.text


def test_the_page_names_the_elements_and_says_in_norwegian_what_is_wrong(
    broken: ValidationReport,
) -> None:
    page = Page(_put(broken, "text/html").text)
    assert "Dataene følger ikke reglene" in page.text
    for result in broken.results:
        assert result.messages["nb"] in page.text
        assert result.name["nb"] in page.text
    assert f"{broken.counts()[Severity.VIOLATION]} feil" in page.text
    assert "kodelisten goal-level" in page.text


def test_what_is_said_twice_of_the_same_thing_is_on_the_page_once() -> None:
    page = Page(_put(ValidationReport((_result(1, "to"), _result(1, "to"))), "text/html").text)
    assert page.text.count("Mål 1: to") == 1


def test_hostile_texts_are_inert_on_the_page(broken: ValidationReport) -> None:
    hostile = tuple(_result(number, text) for number, text in enumerate(HOSTILE))
    response = _put(ValidationReport((*hostile, *broken.results)), "text/html")
    page = Page(response.text)
    assert "<script>" not in response.text
    assert SCRIPT in page.text
    assert QUOTES in page.text
    assert not any(name.startswith("on") or name == "style" for name, _ in page.attributes)
    targets = [value for name, value in page.attributes if name in ("href", "src", "action")]
    assert targets
    assert all(target.startswith(("/", "#", "https://")) for target in targets)
    assert "javascript:alert(1)" in page.text
    assert "{{ 7 * 7 }}" in page.text
    assert not any(ord(c) < 32 and c not in "\n\t" for c in response.text)
    assert not {"\x9f", "\ufffe"} & set(response.text)


@pytest.mark.parametrize("media_type", [*RDF_PARSERS, "application/problem+json"])
def test_hostile_texts_break_no_other_form(media_type: str) -> None:
    hostile = ValidationReport(tuple(_result(n, text) for n, text in enumerate(HOSTILE)))
    response = _put(hostile, media_type)
    if media_type == "application/problem+json":
        values = {each["value"]["value"] for each in json.loads(response.data)["results"]}
    else:
        graph = Graph().parse(data=response.data, format=RDF_PARSERS[media_type])
        assert len(list(graph.subjects(RDF.type, SH.ValidationResult))) == len(HOSTILE)
        values = {str(value) for value in graph.objects(None, SH.value)}
    left_out = {UNPRINTABLE} if media_type == "application/rdf+xml" else set()
    assert values == set(HOSTILE) - left_out


@pytest.mark.parametrize("media_type", [*RDF_PARSERS, "application/problem+json", "text/html"])
def test_a_report_of_5000_results_with_long_texts_is_cut_and_says_so(media_type: str) -> None:
    long = ValidationReport(tuple(_result(number, length=10_000) for number in range(5000)))
    response = _put(long, media_type)
    assert len(response.data) < 1_500_000
    if media_type == "application/problem+json":
        problem = json.loads(response.data)
        assert (len(problem["results"]), problem["results_total"]) == (100, 5000)
        assert problem["results"][0]["value"] is None
    elif media_type == "text/html":
        page = Page(response.text)
        assert "5000 feil" in page.text
        assert "De 100 alvorligste" in page.text
        assert page.attributes.count(("class", "sentence")) == 100
    else:
        graph = Graph().parse(data=response.data, format=RDF_PARSERS[media_type])
        assert len(list(graph.subjects(RDF.type, SH.ValidationResult))) == 100
        assert "5000" in response.text


@pytest.mark.parametrize(
    ("language", "count", "severity", "message"),
    [
        ("nb", "2 feil", "Feil", "Mål 1: x"),
        ("nn", "2 feil", "Feil", "Mål 1: x"),
        ("en", "2 errors", "Error", "Goal 1: x"),
    ],
)
def test_the_page_of_a_report_speaks_the_language_of_the_reader(
    language: str, count: str, severity: str, message: str
) -> None:
    with speaking(language):
        view = report_view(ValidationReport((_result(1, "x"), _result(2, "x"))))
    assert view.counts == (count,)
    assert (view.rows[0].severity, view.rows[0].message) == (severity, message)
