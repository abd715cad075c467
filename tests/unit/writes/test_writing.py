"""A write is committed whole, as it was put, with what follows from it; or it leaves no trace."""

from __future__ import annotations

import pytest

from planvev.access.roles import Role
from planvev.archive.manifest import DEFAULT
from planvev.engine.base import Dataset
from planvev.errors import (
    BadContent,
    BadRequest,
    FederationRefused,
    Forbidden,
    PlanvevError,
    PreconditionFailed,
    QuerySyntaxError,
    ResourceNotFound,
)
from planvev.rdf.formats import N_TRIPLES, TURTLE
from planvev.sparql.content import Document
from planvev.sparql.preconditions import Preconditions
from planvev.vocab import GRAPH
from planvev.writes import ValidationFailed, Writer
from unit.validation.small_plan import ADOPTED as ADOPTED_TURTLE
from unit.validation.small_plan import PLAN
from unit.writes.site import (
    ADOPTED,
    DECISIONS,
    DERIVED_LINKS,
    LINK,
    LINKS,
    REGISTER,
    UPDATE_PREFIXES,
    Site,
    canonical,
    decision,
    request,
)

GRAPH_A, GRAPH_B = "urn:graph:a", "urn:graph:b"
INVALID = (
    f"{UPDATE_PREFIXES} INSERT DATA {{ GRAPH <{ADOPTED}> {{ <{PLAN}/goal/1> pv:position 2 }} }}"
)
ODD = """@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:s> <urn:p> 007, "00012"^^xsd:nonNegativeInteger, "Hei"@nb-NO ;
  <urn:q> "2020-01-01T00:00:00.000+00:00"^^xsd:dateTime, 1.50, "x" .
<urn:other> <urn:p> <urn:o> ."""


def test_a_decision_is_committed_with_what_follows_from_it(site: Site) -> None:
    before = site.archive.head()
    written = site.writer.update(decision(1), request(Role.REVIEWER))
    assert (written.generation, site.archive.head()) == (before + 1, before + 1)
    assert {graph.graph for graph in written.graphs} == {DECISIONS, DERIVED_LINKS}
    status = f"<{LINK}> <https://w3id.org/planvev/ontology#linkStatus> "
    assert f"{status}<https://w3id.org/planvev/code/link-status/approved> ." in site.lines(
        DERIVED_LINKS
    )
    direct = "<https://w3id.org/planvev/ontology#contributesTo> <http://metadata.un.org/sdg/11> ."
    assert any(line.endswith(direct) for line in site.lines(DERIVED_LINKS))


def test_what_changes_nothing_commits_nothing(site: Site) -> None:
    before = site.digest()
    for update in (
        "DELETE DATA { <urn:s> <urn:p> <urn:o> }",
        f"DELETE WHERE {{ GRAPH <{ADOPTED}> {{ ?s <urn:none> ?o }} }}",
        INVALID.replace("position 2", "position 1"),
        "DELETE { GRAPH ?g { ?s <urn:none> ?o } } WHERE { GRAPH ?g { ?s <urn:none> ?o } }",
    ):
        written = site.writer.update(update, request())
        assert not written.committed
        assert written.generation == site.archive.head()
    same = site.writer.put(ADOPTED, site.archive.text(ADOPTED), request())
    assert not same.committed
    assert site.digest() == before


@pytest.mark.parametrize(
    ("update", "error"),
    [
        (INVALID, ValidationFailed),
        (f"DROP GRAPH <{ADOPTED}>", ValidationFailed),
        (f"CLEAR GRAPH <{REGISTER}>", ValidationFailed),
        ("INSERT DATA { GRAPH <urn:x> { <urn:s> <urn:p> } }", QuerySyntaxError),
        ("DROP GRAPH <urn:graph:missing>", BadRequest),
        ("INSERT { <urn:s> <urn:p> ?x } WHERE { BIND(<urn:f>(1) AS ?x) SERVICE <urn:x> {} }", None),
        ("LOAD <http://127.0.0.1:9/>", FederationRefused),
        (
            "INSERT DATA { _:g <urn:p> 1 } ; "
            "INSERT { GRAPH ?g { ?g <urn:p> 2 } } WHERE { ?g <urn:p> 1 }",
            BadRequest,
        ),
        ("INSERT DATA { <javascript:x> <urn:p> 1 }", BadContent),
        ("INSERT DATA { <urn:s> <urn:p> '\\u0001' }", BadContent),
        (f"INSERT DATA {{ GRAPH <{DERIVED_LINKS}> {{ <urn:s> <urn:p> 1 }} }}", Forbidden),
        (
            f"{UPDATE_PREFIXES} INSERT DATA {{ GRAPH <{ADOPTED}> {{ <urn:s> pv:postion 1 }} }}",
            ValidationFailed,
        ),
    ],
)
def test_a_refused_write_changes_nothing(
    site: Site, update: str, error: type[PlanvevError] | None
) -> None:
    before = site.digest()
    with pytest.raises(error or PlanvevError):
        site.writer.update(update, request())
    assert site.digest() == before


def test_the_report_of_a_refused_write_says_what_is_wrong(site: Site) -> None:
    with pytest.raises(ValidationFailed) as raised:
        site.writer.update(INVALID, request())
    result = raised.value.report.results[0]
    assert result.source_shape.endswith("PlanElementShape-position")
    assert result.focus_node == f"{PLAN}/goal/1"
    assert result.graph == ADOPTED
    assert "Barn skal sykle" in result.name["nb"]


def test_what_breaks_another_graph_is_refused(site: Site) -> None:
    before = site.digest()
    without_goal = ADOPTED_TURTLE.replace(
        "<strategy/1.1> a pv:Strategy", "<strategy/1.1> a pv:Goal"
    )
    with pytest.raises(ValidationFailed) as raised:
        site.writer.put(ADOPTED, canonical(without_goal), request())
    assert raised.value.report.counts()
    with pytest.raises(ValidationFailed) as raised:
        site.writer.delete(LINKS, request()) and site.writer.update(decision(1), request())
    assert any(
        result.source_shape.endswith("DecisionShape-decides")
        for result in raised.value.report.results
    )
    assert site.digest() != before  # the links are gone: nothing was left that needs them


def test_untouched_terms_stay_byte_for_byte_as_they_were_put(site: Site) -> None:
    site.writer.put(GRAPH_A, [Document(ODD.encode(), TURTLE)], request())
    assert site.archive.text(GRAPH_A) == canonical(ODD)
    before = set(site.lines(GRAPH_A))
    update = f"""DELETE {{ GRAPH <{GRAPH_A}> {{ ?s <urn:p> <urn:o> }} }}
    INSERT {{ GRAPH <{GRAPH_A}> {{ ?s <urn:p> 7 , <urn:new> }} }}
    WHERE {{ GRAPH <{GRAPH_A}> {{ ?s <urn:p> <urn:o> }} }}"""
    site.writer.update(update, request())
    after = set(site.lines(GRAPH_A))
    assert before - after == {"<urn:other> <urn:p> <urn:o> ."}
    assert {line.partition(" ")[0] for line in after - before} == {"<urn:other>"}
    site.writer.update(f"DELETE DATA {{ GRAPH <{GRAPH_A}> {{ <urn:s> <urn:p> 7 }} }}", request())
    assert before - set(site.lines(GRAPH_A)) == {
        "<urn:other> <urn:p> <urn:o> .",
        '<urn:s> <urn:p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    }


@pytest.mark.parametrize(
    "update",
    [
        f"COPY <{GRAPH_A}> TO <{GRAPH_B}>",
        f"MOVE <{GRAPH_A}> TO <{GRAPH_B}>",
        f"ADD <{GRAPH_A}> TO <{GRAPH_B}>",
        f"MOVE <{GRAPH_A}> TO DEFAULT ; MOVE DEFAULT TO <urn:graph:c> ; "
        f"COPY <urn:graph:c> TO <{GRAPH_B}>",
    ],
)
def test_terms_of_a_graph_that_is_copied_stay_as_they_were_put(site: Site, update: str) -> None:
    odd = canonical(ODD + '<urn:s> <urn:p> "1"^^xsd:byte, 01, 1 .')
    site.writer.put(GRAPH_A, odd, request())
    site.writer.update(f"INSERT DATA {{ GRAPH <{GRAPH_B}> {{ <urn:s> <urn:p> 7 }} }}", request())
    site.writer.update(update, request())
    # One triple stood there already, in another form of the same literal.
    assert site.archive.text(GRAPH_B) == canonical(odd.decode().replace('"007"', '"7"'))


def test_the_same_holds_where_the_update_reaches_any_graph(site: Site) -> None:
    site.writer.put(GRAPH_A, canonical(ODD), request())
    before = set(site.lines(GRAPH_A))
    site.writer.update(
        "DELETE { GRAPH ?g { ?s ?p <urn:o> } } WHERE { GRAPH ?g { ?s ?p <urn:o> } }", request()
    )
    assert before - set(site.lines(GRAPH_A)) == {"<urn:other> <urn:p> <urn:o> ."}
    assert set(site.lines(GRAPH_A)) < before


def test_the_default_graph_of_an_update_is_the_unnamed_one(site: Site) -> None:
    site.writer.update("INSERT DATA { <urn:s> <urn:p> <urn:o> }", request())
    assert site.lines(DEFAULT) == ["<urn:s> <urn:p> <urn:o> ."]
    copied = site.writer.update(
        f"INSERT {{ GRAPH <{GRAPH_A}> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}", request()
    )
    assert [(graph.graph, graph.added) for graph in copied.graphs] == [(GRAPH_A, 1)]
    using = Dataset((LINKS,))
    site.writer.update("INSERT { ?s <urn:type> ?o } WHERE { ?s a ?o }", request(), using=using)
    assert len(site.lines(DEFAULT)) == 2
    site.writer.update("DROP DEFAULT", request())
    assert DEFAULT not in site.archive.manifest().graphs


def test_a_graph_that_shapes_do_not_know_is_taken(site: Site) -> None:
    written = site.writer.put(GRAPH_A, canonical(ODD), request())
    assert written.created(GRAPH_A)
    assert written.report is not None
    assert not written.report.focused


def test_empty_graphs_are_there(site: Site) -> None:
    site.writer.update(f"CREATE GRAPH <{GRAPH_A}>", request())
    assert site.archive.text(GRAPH_A) == b""
    site.writer.put(GRAPH_B, b"", request())
    assert site.archive.text(GRAPH_B) == b""
    site.writer.update(f"DROP GRAPH <{GRAPH_A}>", request())
    site.writer.delete(GRAPH_B, request())
    assert not {GRAPH_A, GRAPH_B} & site.archive.manifest().graphs.keys()
    with pytest.raises(ResourceNotFound):
        site.writer.delete(GRAPH_B, request())


def test_blank_nodes_of_two_graphs_that_are_put_are_not_one(site: Site) -> None:
    first, second = (
        Document(f'_:b <urn:{name}> "_:b", _:b, <<( _:b <urn:p> "Hei"@nb-NO )>> .'.encode(), TURTLE)
        for name in ("p", "q")
    )
    site.writer.put(GRAPH_A, canonical(first.body.decode()), request())
    site.writer.put(GRAPH_B, [second], request())
    assert site.archive.text(GRAPH_A).startswith(b"_:b ")
    other = site.archive.text(GRAPH_B)
    label = other.partition(b" ")[0]
    assert label[2:3].isalpha()  # RDF/XML has no other names
    assert other.count(label) == 5
    assert other.count(b'"_:b"') == other.count(b"_:b ") + 1 == 1
    for graph, document in ((GRAPH_A, first), (GRAPH_B, second)):
        assert not site.writer.put(graph, [document], request()).committed
    again = Document(other, N_TRIPLES)
    assert not site.writer.put(GRAPH_B, [again], request()).committed


def test_post_joins_and_keeps_blank_nodes_apart(site: Site) -> None:
    document = Document(b"_:b <urn:p> 007 .", TURTLE)
    for _ in range(2):
        site.writer.post(GRAPH_A, [document], request())
    lines = site.lines(GRAPH_A)
    assert len({line.split()[0] for line in lines}) == 2
    assert all('"007"' in line for line in lines)


def test_preconditions_are_about_the_graph_as_it_is(site: Site) -> None:
    first = site.writer.put(GRAPH_A, canonical("<urn:s> <urn:p> 1 ."), request())
    tag = f'"{site.archive.manifest().graphs[GRAPH_A].sha256}.ttl"'
    before = site.digest()
    with pytest.raises(PreconditionFailed):
        site.writer.put(GRAPH_A, b"", request(preconditions=Preconditions(None, ("*",))))
    with pytest.raises(PreconditionFailed):
        site.writer.put(GRAPH_B, b"", request(preconditions=Preconditions(("*",), None)))
    assert site.digest() == before
    matching = Preconditions((tag,), None)
    second = site.writer.put(
        GRAPH_A, canonical("<urn:s> <urn:p> 2 ."), request(preconditions=matching)
    )
    assert second.generation == first.generation + 1
    with pytest.raises(PreconditionFailed):
        site.writer.delete(GRAPH_A, request(preconditions=matching))


def test_a_read_only_server_takes_nothing(site: Site) -> None:
    before = site.digest()
    writer = Writer(site.archive, site.runner, read_only=True)
    for write in (
        lambda: writer.update(decision(1), request()),
        lambda: writer.put(GRAPH_A, b"", request()),
        lambda: writer.delete(LINKS, request()),
        lambda: writer.commit_graphs({LINKS: None}, request()),
    ):
        with pytest.raises(Forbidden):
            write()
    assert site.digest() == before


def test_dropping_all_drops_what_was_derived_too(site: Site) -> None:
    site.writer.update("DROP ALL", request())
    left = {graph for graph, entry in site.archive.manifest().graphs.items() if entry.triples}
    assert left == set()


ROLE_MATRIX = {
    f"INSERT DATA {{ GRAPH <{ADOPTED}> {{ <urn:s> <urn:p> 1 }} }}": {Role.EDITOR},
    f"WITH <{ADOPTED}> DELETE {{ ?s <urn:x> ?o }} INSERT {{ <urn:s> <urn:p> 1 }} WHERE {{}}": {
        Role.EDITOR
    },
    f"INSERT {{ GRAPH ?g {{ <urn:s> <urn:p> 1 }} }} WHERE {{ BIND(<{ADOPTED}> AS ?g) }}": {
        Role.EDITOR
    },
    f"COPY <{GRAPH_B}> TO <{DECISIONS}>": {Role.REVIEWER, Role.EDITOR},
    f"MOVE <{GRAPH_B}> TO <{DECISIONS}>": set(),
    f"COPY <{GRAPH_B}> TO <{GRAPH_A}>": set(),
    f"ADD <{GRAPH_B}> TO DEFAULT": set(),
    f"MOVE <{LINKS}> TO <{GRAPH_A}>": set(),
    f"INSERT DATA {{ GRAPH <{GRAPH['shared/actors'].value}> {{ <urn:s> <urn:p> 1 }} }}": set(),
    "DROP ALL": set(),
    "CLEAR NAMED": set(),
    decision(1): {Role.REVIEWER, Role.EDITOR},
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("update", list(ROLE_MATRIX), ids=lambda text: text[:40])
def test_roles_are_held_to_the_graphs_that_really_change(
    site: Site, update: str, role: Role
) -> None:
    site.writer.put(GRAPH_B, canonical("<urn:s> <urn:p> <urn:o> ."), request())
    before = site.digest()
    if role is Role.ADMIN or role in ROLE_MATRIX[update]:
        assert site.writer.update(update, request(role)).committed
        return
    with pytest.raises(Forbidden):
        site.writer.update(update, request(role))
    assert site.digest() == before


def test_a_write_can_be_found_by_its_request(site: Site) -> None:
    written = site.writer.update(decision(1), request(id_="r-1"))
    found = site.writer.find("r-1")
    assert found is not None
    assert found.generation == written.generation
    assert site.writer.find("r-2") is None
