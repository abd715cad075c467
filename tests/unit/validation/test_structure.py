"""What no shape sees: blank nodes, what has no class, what stands in the wrong graph."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple
from rich.console import Console

from planvev.archive.files import GraphFile, read_graph_file
from planvev.errors import SourceError
from planvev.validation import (
    Severity,
    ValidationReport,
    ValidationResult,
    validate_graphs,
    validate_paths,
)
from planvev.validation.index import GraphIndex
from planvev.validation.rendering import render
from planvev.vocab import GRAPH, RDFS
from unit.validation.small_plan import PLAN, PREFIXES, SmallPlan


def found(plan: SmallPlan, path: Path, rule: str) -> list[ValidationResult]:
    """Return the results of one rule on a file."""
    results = validate_paths([path], plan.root).results
    return [r for r in results if r.source_shape.rpartition("#")[2] == f"{rule}Shape"]


def add(path: Path, turtle: str) -> Path:
    """Add triples to a file."""
    path.write_text(path.read_text(encoding="utf-8") + turtle, encoding="utf-8")
    return path


def new(plan: SmallPlan, name: str, turtle: str) -> Path:
    """Write a further graph of the plan."""
    path = plan.adopted.with_name(f"{name}.ttl")
    path.write_text(PREFIXES + turtle, encoding="utf-8")
    return path


def test_index_holds_each_triple_once() -> None:
    triple = Triple(NamedNode("urn:a"), RDFS.label, Literal("a"))
    link = Triple(NamedNode("urn:a"), RDFS.seeAlso, NamedNode("urn:b"))
    files = [GraphFile(Path(), GRAPH[name], (triple, link), "") for name in ("x", "y")]
    index = GraphIndex(files)
    assert index.values("urn:a", RDFS.label) == ["a"]
    assert list(index.subjects(RDFS.seeAlso, "urn:b")) == ["urn:a"]


@pytest.mark.parametrize("name", ["adopted", "assessment", "register"])
def test_copy_under_another_name_takes_the_place_of_what_it_is_a_version_of(
    plan: SmallPlan, tmp_path: Path, name: str
) -> None:
    source = plan.adopted.with_name(f"{name}.ttl")
    copy = tmp_path / "mitt-forslag.ttl"
    copy.write_bytes(source.read_bytes())
    of_copy, of_source = (validate_paths([path], plan.root) for path in (copy, source))
    assert of_copy.conforms
    assert [r.sort_key for r in of_copy.results] == [r.sort_key for r in of_source.results]


def test_blank_node_is_reported_on_the_subject_that_has_it(plan: SmallPlan) -> None:
    add(plan.adopted, '<goal/1> rdfs:seeAlso [ rdfs:label "løs" ; rdfs:seeAlso [] ] .')
    first, second = found(plan, plan.adopted, "NamedNode")
    assert first.subject == second.subject == f"{PLAN}/goal/1"
    assert first.messages["nb"].startswith("Datafiler har ingen blanke noder: gi den en IRI")
    assert any("rdfs:label «løs»" in r.messages["nb"] for r in (first, second))


def test_blank_node_on_its_own_is_reported_on_the_graph(plan: SmallPlan) -> None:
    add(plan.adopted, "[] a pv:Goal .")
    (result,) = found(plan, plan.adopted, "NamedNode")
    assert result.subject == GRAPH["eksempel/plan-2026/adopted"].value
    assert "rdf:type pv:Goal" in result.messages["en"]
    assert result.name["nb"] == "Grafen eksempel/plan-2026/adopted"


def test_element_without_class_is_reported(plan: SmallPlan) -> None:
    add(plan.adopted, "<goal/2> pv:position 2 .")
    (result,) = found(plan, plan.adopted, "HasClass")
    assert result.subject == f"{PLAN}/goal/2"
    assert "«a pv:Goal»" in result.messages["nb"]


@pytest.mark.parametrize("turtle", ["", "<https://eksempel.example/a> a <urn:x:Annet> ."])
def test_file_in_which_nothing_is_checked_is_warned_of(plan: SmallPlan, turtle: str) -> None:
    path = new(plan, "annet", turtle)
    (result,) = found(plan, path, "SomethingChecked")
    assert result.severity is Severity.WARNING
    assert result.path_of_file == path
    assert found(plan, plan.assessment, "SomethingChecked") == []


def test_translation_of_what_does_not_exist_names_the_nearest(plan: SmallPlan) -> None:
    path = new(plan, "translation-en", '<goal/7> rdfs:label "Nothing"@en .')
    (result,) = found(plan, path, "ElementExists")
    assert result.subject == f"{PLAN}/goal/7"
    assert "Mener du hovedmål 1 «Barn skal sykle.»?" in result.messages["nb"]


def test_translation_and_theme_of_an_element_of_another_graph_are_sound(plan: SmallPlan) -> None:
    path = new(plan, "translation-en", '<goal/1> rdfs:label "Children are to cycle."@en .')
    assert validate_paths([path], plan.root).results == ()


def test_claim_needs_a_source_but_in_a_graph_for_unverified_ones(plan: SmallPlan) -> None:
    claim = """<claim/x> a <http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement> ;
        rdfs:comment "Ikke kontrollert."@nb ."""
    assert len(found(plan, new(plan, "mer", claim), "ClaimHasSource")) == 1
    assert found(plan, new(plan, "unverified", claim), "ClaimHasSource") == []


def test_fact_of_a_register_needs_a_claim(plan: SmallPlan) -> None:
    assert found(plan, plan.register, "FactHasClaim") == []
    add(plan.register, f"<{PLAN}> dct:spatial <https://eksempel.example/kommune> .")
    (result,) = found(plan, plan.register, "FactHasClaim")
    assert "dct:spatial" in result.messages["nb"]


def test_years_of_a_period_rest_on_the_claim_of_the_period(plan: SmallPlan) -> None:
    plan.change(plan.register, "rdf:object <period>", "rdf:object <periode>")
    results = found(plan, plan.register, "FactHasClaim")
    assert {r.subject for r in results} == {PLAN, f"{PLAN}/period"}


def test_triple_in_two_graphs_is_reported_with_both(plan: SmallPlan) -> None:
    path = new(plan, "mer", '<goal/1> rdfs:label "Barn skal sykle."@nb .')
    (result,) = found(plan, path, "OneGraph")
    assert "eksempel/plan-2026/adopted og eksempel/plan-2026/mer" in result.messages["nb"]
    assert result.path == RDFS.label.value


def test_derived_property_is_not_written_by_hand(plan: SmallPlan) -> None:
    add(plan.assessment, "<goal/1> pv:partner <https://w3id.org/planvev/id/actor/skolen> .")
    (result,) = found(plan, plan.assessment, "NotDerived")
    assert "pv:Mention" in result.messages["nb"]


@pytest.mark.parametrize(
    ("turtle", "severity", "part"),
    [
        ('rdfs:labell "x"@nb', Severity.VIOLATION, "Mener du rdfs:label?"),
        ("dcat:starDate 1", Severity.WARNING, "Mener du dcat:startDate?"),
        ('dct:abstract "x"@nb', Severity.WARNING, "kjenner ikke dct:abstract"),
        ("pv:unit <http://qudt.org/vocab/unit/PERCNT>", Severity.WARNING, "unit:PERCENT?"),
    ],
)
def test_foreign_term_that_is_not_listed(
    plan: SmallPlan, turtle: str, severity: Severity, part: str
) -> None:
    add(plan.adopted, f"<goal/1> {turtle} .")
    (result,) = found(plan, plan.adopted, "KnownForeignTerm")
    assert result.severity is severity
    assert part in result.messages["nb"]


def test_theme_that_no_graph_describes_is_warned_of(plan: SmallPlan) -> None:
    add(plan.assessment, "<goal/1> dct:subject <http://eurovoc.europa.eu/0> .")
    (result,) = found(plan, plan.assessment, "ThemeDescribed")
    assert result.severity is Severity.WARNING


def test_one_of_anything_is_in_the_singular_and_the_same_is_said_once() -> None:
    results = tuple(
        ValidationResult(Severity.WARNING, "urn:a", "urn:s", c, {"nb": "likt", "en": "same"})
        for c in ("urn:c", "urn:d")
    )
    for language, text in (
        ("nb", "1 fil, 1 trippel: 0 feil, 1 advarsel, 0 merknader."),
        ("en", "1 file, 1 triple: 0 violations, 1 warning, 0 infos."),
    ):
        stream = io.StringIO()
        report = ValidationReport(results, triples=1, files=1)
        render(report, Console(file=stream, width=200), language)
        assert text in stream.getvalue()


def test_byte_order_mark_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bom.ttl"
    path.write_bytes(b"\xef\xbb\xbf<urn:a> <urn:b> <urn:c> .")
    with pytest.raises(SourceError, match=r"byte order mark \(BOM\); save as UTF-8 without BOM"):
        read_graph_file(path, GRAPH["x"])


def test_graphs_without_context_are_looked_at_too() -> None:
    triple = Triple(NamedNode("urn:a"), NamedNode(f"{RDFS.iri}labell"), Literal("a"))
    report = validate_graphs([GraphFile(Path(), GRAPH["x"], (triple,), "")], [], {})
    assert not report.conforms
