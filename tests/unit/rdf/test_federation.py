"""SERVICE with an allow-list, and when what reaches outside is asked about."""

import pytest

from planvev.errors import FederationRefused, QueryRefused
from planvev.rdf.federation import names_service, refuse_federation
from planvev.sparql.scan import ScanLimits, refuse_dangerous, refuse_excessive

ALLOWED = {"http://known.example/sparql"}
KNOWN = "SERVICE <http://known.example/sparql> { ?s ?p ?o }"

PERMITTED = {
    "written out": f"SELECT * {{ {KNOWN} }}",
    "silent": "SELECT * { SERVICE SILENT <http://known.example/sparql> {} }",
    "lower case": "SELECT * { service silent <http://known.example/sparql> {} }",
    "twice": f"SELECT * {{ {KNOWN} {KNOWN} }}",
}
REFUSED = {
    "another one": "SELECT * { SERVICE <http://other.example/sparql> {} }",
    "a longer one": "SELECT * { SERVICE <http://known.example/sparql?x> {} }",
    "a variable": "SELECT * { VALUES ?x { <http://known.example/sparql> } SERVICE ?x {} }",
    "a prefixed name": "PREFIX k: <http://known.example/> SELECT * { SERVICE k:sparql {} }",
    "an escape": r"SELECT * { SERVICE <http://known.example/sparq\u006C> {} }",
    "a relative IRI": "BASE <http://known.example/> SELECT * { SERVICE <sparql> {} }",
    "glued": "PREFIX k: <http://known.example/> SELECT * { SERVICEk:sparql {} }",
    "beside one that is known": f"SELECT * {{ {KNOWN} SERVICE ?x {{}} }}",
    "hidden in what looks like an IRI and a string": (
        f"SELECT * {{ {KNOWN} FILTER(?a<'x&&?b>') SERVICE <http://other/> {{}} FILTER('') }}"
    ),
    "hidden behind what looks like an IRI and a comment": (
        f"SELECT * {{ {KNOWN} FILTER(?a<?b#>'\n) SERVICE ?x {{}} FILTER(''=''#'\n) }}"
    ),
}


@pytest.mark.parametrize("query", PERMITTED.values(), ids=PERMITTED)
def test_service_to_an_endpoint_on_the_list_is_let_through(query: str) -> None:
    refuse_federation(query, ALLOWED)
    assert names_service(query)
    with pytest.raises(FederationRefused):
        refuse_federation(query)


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
def test_service_to_anything_else_is_refused(query: str) -> None:
    with pytest.raises(FederationRefused, match="SERVICE"):
        refuse_federation(query, ALLOWED)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?service ?p 'SERVICE <urn:a> {}' } # SERVICE <urn:a> {}",
        "PREFIX service: <urn:service> SELECT * { GRAPH service:x { ?s service:p ?o } }",
    ],
)
def test_what_only_looks_like_service_asks_nobody(query: str) -> None:
    refuse_federation(query, ALLOWED)
    assert not names_service(query)


def test_a_query_in_doubt_without_the_word_is_let_through() -> None:
    refuse_federation("SELECT * { ?s ?p ?o FILTER(?a<'x&&?b>') }", ALLOWED)


def test_a_query_in_doubt_may_have_the_word_where_nothing_is_allowed() -> None:
    refuse_federation("SELECT * { VALUES (?a ?b) { (<urn:a#a> <urn:a#b>) } ?s ?p 'service' }")


def test_depth_is_asked_before_parsing_and_service_after() -> None:
    refuse_excessive("ASK { SERVICE ?x {")
    with pytest.raises(QueryRefused, match="bytes"):
        refuse_excessive("ASK { SERVICE ?x {", ScanLimits(bytes_max=5))
    with pytest.raises(FederationRefused):
        refuse_dangerous("ASK { SERVICE ?x {} }")
