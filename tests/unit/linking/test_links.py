"""The status of a link: as the committed query derives it, so in code."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from planvev.linking.links import (
    BASES,
    SYMMETRIC,
    TYPES,
    Decision,
    Link,
    Outcome,
    Status,
    is_later,
    link_iri,
    standing,
    status_of,
)
from planvev.linking.records import decision_triples, link_triples
from planvev.resources import ontology_root
from planvev.vocab import PV, SKOS

LINK = "urn:p/link/1"
TIMES = (
    "2026-03-01T12:00:00Z",
    "2026-03-01T12:00:00.5Z",
    "2026-03-01T12:00:00.500000Z",
    "2026-03-01T13:00:00+01:00",
    "2026-03-01T13:30:00+01:00",
    "2026-03-01T12:00:00",
    "2026-03-04T12:00:00",
    "2026-03-02T00:00:00Z",
)
QUERY = (ontology_root() / "derivations" / "links.rq").read_text(encoding="utf-8")


def codes(name: str) -> dict[str, list[str]]:
    """Return the values of each property of a codelist's codes."""
    store = Store()
    text = (ontology_root() / "codelists" / f"{name}.ttl").read_bytes()
    store.load(text, RdfFormat.TURTLE)
    found: dict[str, list[str]] = {}
    for quad in store:
        if isinstance(quad.subject, NamedNode) and quad.predicate in (SKOS.notation, PV.symmetric):
            code = quad.subject.value.rpartition("/")[2]
            found.setdefault(code, []).append(str(getattr(quad.object, "value", "")))
    return found


def derived(basis: str, decisions: list[Decision]) -> str:
    """Return the status that the query derives."""
    store = Store()
    link = Link(LINK, "urn:a", "urn:b", "contributesTo", basis, time="2026-01-01T00:00:00Z")
    triples = [*link_triples(link), *(t for each in decisions for t in decision_triples(each))]
    store.extend(Quad(t.subject, t.predicate, t.object) for t in triples)
    made = [t for t in store.query(QUERY) if t.predicate == PV.linkStatus]  # type: ignore[union-attr]
    (triple,) = made
    return str(triple.object.value).rpartition("/")[2]


@st.composite
def histories(draw: st.DrawFn) -> list[Decision]:
    count = draw(st.integers(0, 5))
    iris = [f"{LINK}/decision/{number}" for number in range(count)]
    return [
        Decision(
            iri,
            LINK,
            draw(st.sampled_from(list(Outcome))),
            f"urn:agent:{draw(st.sampled_from('abc'))}",
            draw(st.sampled_from(TIMES)),
            settles=tuple(draw(st.lists(st.sampled_from(iris), max_size=3, unique=True))),
        )
        for iri in iris
    ]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(BASES), histories())
def test_the_status_is_the_one_that_the_query_derives(
    basis: str, decisions: list[Decision]
) -> None:
    assert status_of(basis, decisions).value == derived(basis, decisions)


def decision(number: int, outcome: Outcome, agent: str, *settles: int) -> Decision:
    return Decision(
        f"urn:d{number}",
        LINK,
        outcome,
        agent,
        f"2026-03-{number:02d}T00:00:00Z",
        settles=tuple(f"urn:d{other}" for other in settles),
    )


def test_two_who_disagree_make_a_link_disputed_until_somebody_settles() -> None:
    kari = decision(1, Outcome.APPROVED, "kari")
    ola = decision(2, Outcome.REJECTED, "ola")
    assert status_of("machineSuggestion", [kari, ola]) is Status.DISPUTED
    editor = decision(3, Outcome.REJECTED, "ed", 1, 2)
    assert status_of("machineSuggestion", [kari, ola, editor]) is Status.REJECTED
    assert standing([kari, ola, editor]) == (editor,)


def test_who_reopens_has_not_decided() -> None:
    decisions = [decision(1, Outcome.REJECTED, "kari"), decision(2, Outcome.REOPENED, "kari")]
    assert status_of("machineSuggestion", decisions) is Status.PROPOSED
    assert status_of("statedInText", decisions) is Status.APPROVED


def test_a_time_without_a_zone_is_later_only_where_no_zone_could_make_it_earlier() -> None:
    assert not is_later("2026-03-01T13:00:00", "2026-03-01T12:00:00Z")
    assert not is_later("2026-03-01T12:00:00Z", "2026-03-01T13:00:00")
    assert is_later("2026-03-02T12:00:00", "2026-03-01T12:00:00Z")
    assert not is_later("yesterday", "2026-03-01T12:00:00Z")


def test_the_codes_are_those_of_the_codelists() -> None:
    listed = codes("link-type")
    assert set(TYPES) == {code for code, said in listed.items() if code in said}
    assert {code for code, said in listed.items() if "true" in said} == SYMMETRIC
    assert set(BASES) == {code for code, said in codes("link-basis").items() if code in said}
    assert {each.value for each in Status} == set(codes("link-status"))
    assert {each.value for each in Outcome} == set(codes("decision-outcome"))


def test_the_iri_of_a_recorded_link_follows_from_ends_and_type() -> None:
    ends = ("urn:p", "urn:p/goal/1", "urn:q/goal/2")
    assert link_iri(*ends, "contributesTo") == link_iri(*ends, "contributesTo")
    others = {link_iri(*ends, code) for code in TYPES} | {
        link_iri("urn:p", "urn:q/goal/2", "urn:p/goal/1", "contributesTo")
    }
    assert len(others) == len(TYPES) + 1
