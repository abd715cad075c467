"""The vocabulary is complete, safe to reason with, and all that the data use of it exists."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from ontology.known_vocabulary import (
    CODE,
    ONTOLOGY,
    PV,
    ROOT,
    defined_codes,
    defined_terms,
    foreign_terms,
    parse,
    turtle_files,
    unknown_iris,
)

HERE = Path(__file__).resolve().parent
OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
CHECKS = sorted((ONTOLOGY / "checks").glob("*.rq"))
CHECKED_FOLDERS = ("ontology", "shapes", "data")

# What OWL 2 RL lets stand anywhere: declarations and axioms between named terms.
RL_TERMS = {
    f"{OWL}{name}"
    for name in (
        "AnnotationProperty",
        "Class",
        "DatatypeProperty",
        "ObjectProperty",
        "Ontology",
        "SymmetricProperty",
        "versionIRI",
        "versionInfo",
    )
}
# OWL 2 Profiles, section 4.2: xsd:date, xsd:gYear and xsd:duration are no datatypes of OWL 2.
RL_DATATYPES = {
    f"http://www.w3.org/2001/XMLSchema#{name}"
    for name in ("boolean", "dateTime", "decimal", "integer", "nonNegativeInteger", "string")
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def vocabulary() -> ox.Store:
    store = ox.Store()
    for path in [ONTOLOGY / "planvev.ttl", *turtle_files("ontology/codelists")]:
        store.extend(parse(path))
    return store


@pytest.fixture(scope="module")
def known() -> tuple[set[str], set[str], dict[str, set[str]]]:
    return defined_terms(), defined_codes(), foreign_terms()


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem)
def test_a_check_opens_with_its_rule_in_english(check: Path) -> None:
    first = check.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert first.endswith(".")
    assert check.stem.endswith("-violation")


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem)
def test_ontology_and_codelists_pass_the_check(check: Path, vocabulary: ox.Store) -> None:
    solutions = vocabulary.query(check.read_text(encoding="utf-8"))
    assert [str(solution) for solution in solutions] == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem)
def test_a_check_finds_the_violation_planted_for_it(check: Path) -> None:
    planted = HERE / "violations" / f"{check.stem.removesuffix('-violation')}.ttl"
    store = ox.Store()
    store.extend(parse(planted))
    assert list(store.query(check.read_text(encoding="utf-8"))) != []


def test_there_are_checks_and_every_planted_violation_has_one() -> None:
    checks = {path.stem.removesuffix("-violation") for path in CHECKS}
    assert checks
    assert {path.stem for path in (HERE / "violations").glob("*.ttl")} == checks


def test_the_known_vocabulary_test_reads_files_of_ontology_and_data() -> None:
    for folder in ("ontology", "ontology/codelists", "ontology/alignments", "data"):
        assert turtle_files(folder), f"no Turtle file below {folder}"


@pytest.mark.parametrize("path", turtle_files(*CHECKED_FOLDERS), ids=name)
def test_every_term_in_the_file_is_defined_by_its_vocabulary(
    path: Path, known: tuple[set[str], set[str], dict[str, set[str]]]
) -> None:
    assert sorted(unknown_iris(parse(path), *known)) == []


@pytest.mark.parametrize(
    "line",
    [
        "<urn:x> pv:subGoal <urn:y> .",
        "<urn:x> a pv:Gaol .",
        "<urn:x> <urn:y> <https://w3id.org/planvev/code/comparator/exactly> .",
        "<urn:x> <http://www.w3.org/2000/01/rdf-schema#commet> 'a' .",
        "<urn:x> <http://example.org/unlisted> 'a' .",
        "<urn:x> a <http://example.org/Unlisted> .",
        "<urn:x> pv:text 'a'^^<http://www.w3.org/2001/XMLSchema#strng> .",
        "<urn:x> pv:unit <http://qudt.org/vocab/unit/PERCENTAGE> .",
    ],
)
def test_a_misspelt_term_is_found(
    line: str, known: tuple[set[str], set[str], dict[str, set[str]]]
) -> None:
    quads = list(ox.parse(f"@prefix pv: <{PV}> . {line}", format=ox.RdfFormat.TURTLE))
    assert unknown_iris(quads, *known)


@pytest.mark.parametrize("path", turtle_files("ontology", "data"), ids=name)
def test_the_file_has_no_blank_node(path: Path) -> None:
    blank = [
        str(quad)
        for quad in parse(path)
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
    ]
    assert blank == []


def test_the_ontology_keeps_to_what_owl_2_rl_allows() -> None:
    quads = parse(ONTOLOGY / "planvev.ttl")
    owl_terms = {
        term.value
        for quad in quads
        for term in (quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(OWL)
    }
    assert sorted(owl_terms - RL_TERMS) == []
    datatypes = {
        quad.object.value
        for quad in quads
        if quad.predicate.value == f"{RDFS}range"
        and quad.object.value.startswith("http://www.w3.org/2001/XMLSchema#")
    }
    assert sorted(datatypes - RL_DATATYPES) == []


@pytest.mark.parametrize("path", turtle_files("ontology/alignments"), ids=name)
def test_every_mapping_of_the_alignment_is_explained(path: Path) -> None:
    quads = parse(path)
    notes = {f"{RDFS}comment", "http://www.w3.org/2004/02/skos/core#editorialNote"}
    mapped = {quad.subject for quad in quads}
    explained = {quad.subject for quad in quads if quad.predicate.value in notes}
    assert mapped == explained


def test_the_context_names_every_term_by_its_local_name() -> None:
    context = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    named = {
        entry if isinstance(entry, str) else entry["@id"]
        for key, entry in context.items()
        if key != "@version"
    }
    assert {f"pv:{term.removeprefix(PV)}" for term in defined_terms()} <= named
    assert context["pv"] == PV


@pytest.mark.parametrize(
    "path",
    [
        ONTOLOGY / "planvev.ttl",
        *turtle_files("ontology/codelists", "data/plans", "data/shared"),
    ],
    ids=name,
)
def test_turtle_to_json_ld_with_the_context_and_back_loses_nothing(path: Path) -> None:
    context = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    graph = rdflib.Graph().parse(path, format="turtle")
    compacted = graph.serialize(format="json-ld", context=context)
    again = rdflib.Graph().parse(data=compacted, format="json-ld")
    assert isomorphic(graph, again)


def test_no_released_iri_has_vanished() -> None:
    lines = (HERE / "released-terms.txt").read_text(encoding="utf-8").splitlines()
    released = {line for line in lines if line and not line.startswith("#")}
    assert sorted(released - defined_terms() - defined_codes()) == []
    assert any(iri.startswith(CODE) for iri in released)


def test_every_law_section_that_an_instrument_type_cites_is_described() -> None:
    law = {quad.subject.value for quad in parse(ROOT / "data/shared/law.ttl")}
    cited = {
        quad.object.value
        for quad in parse(ONTOLOGY / "codelists/instrument-type.ttl")
        if quad.predicate.value == f"{PV}legalBasis"
    }
    assert cited
    assert sorted(cited - law) == []


def test_an_unverified_claim_on_law_is_described_and_never_asserted() -> None:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    claims: dict[str, dict[str, str]] = {}
    for quad in parse(ROOT / "data/shared/law-unverified.ttl"):
        part = quad.predicate.value.removeprefix(rdf)
        if part in ("subject", "predicate", "object"):
            claims.setdefault(quad.subject.value, {})[part] = quad.object.value
    assert claims
    asserted = {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for path in turtle_files("data", "ontology/codelists")
        for quad in parse(path)
    }
    for claim in claims.values():
        assert (claim["subject"], claim["predicate"], claim["object"]) not in asserted
