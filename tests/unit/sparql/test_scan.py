"""What the scan refuses before a query is parsed, and what only looks dangerous."""

import time

import pytest

from planvev.errors import QueryRefused
from planvev.sparql.scan import ScanLimits, refuse_dangerous

HARMLESS = {
    "in a string": 'SELECT * { ?s ?p "SERVICE <http://x/> {" }',
    "in a single-quoted string": "SELECT * { ?s ?p 'SERVICE' }",
    "in a long string": 'SELECT * { ?s ?p """a "SERVICE" \n LOAD """ }',
    "in a single-quoted long string": "SELECT * { ?s ?p '''it's SERVICE''' }",
    "after an escaped quote": r'SELECT * { ?s ?p "a\" SERVICE" }',
    "in a comment": "SELECT * { # SERVICE <http://x/> {\n ?s ?p ?o }",
    "in an IRI": "SELECT * { ?s <http://example.org/SERVICE/LOAD> ?o }",
    "a variable": "SELECT ?SERVICE $load { ?SERVICE ?p $load }",
    "a local name": "PREFIX a: <http://a/> SELECT * { a:SERVICE a:LOAD ?o }",
    "a prefix": "PREFIX service: <http://a/> SELECT * { service:x ?p ?o }",
    "a prefix of a named graph": "PREFIX service: <urn:a:> ASK { GRAPH service:x { ?s ?p ?o } }",
    "a blank node": "SELECT * { _:SERVICE ?p ?o }",
    "a language tag": 'SELECT * { ?s ?p "x"@service }',
    "a number sign in an IRI": "SELECT * { ?s <http://example.org/#a> ?o }",
}

FEDERATED = {
    "plain": "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "lower case": "SELECT * { service <http://x/> { ?s ?p ?o } }",
    "SILENT": "SELECT * { SERVICE SILENT <http://x/> { ?s ?p ?o } }",
    "a variable": "SELECT * { VALUES ?x { <http://x/> } SERVICE ?x { ?s ?p ?o } }",
    "in EXISTS": "ASK { FILTER EXISTS { SERVICE <http://x/> {} } }",
    "after a comment": "SELECT * { #\n SERVICE<http://x/>{} }",
    "after a comment that ends in a carriage return": "SELECT * { #a\rSERVICE <http://x/> {} }",
    "a prefixed name close by": "PREFIX : <http://x/> SELECT * { SERVICE:a { ?s ?p ?o } }",
    "glued to a prefixed name": "PREFIX s: <http://x/> SELECT * { SERVICEs:a { ?s ?p ?o } }",
    "glued to a literal": "SELECT * { ?s ?p trueSERVICE ?x {} }",
    "a codepoint escape": r"SELECT * { SERVIC\u0045 <http://x/> { ?s ?p ?o } }",
    "after a string that ends in a backslash": r'SELECT * { ?s ?p "\\" SERVICE <http://x/> {} }',
    "after a less-than": "SELECT * { FILTER(?a<?b) SERVICE <http://x/> {} }",
}


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS)
def test_a_word_that_is_no_keyword_is_let_through(query: str) -> None:
    refuse_dangerous(query)


@pytest.mark.parametrize("query", FEDERATED.values(), ids=FEDERATED)
def test_service_is_refused(query: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        refuse_dangerous(query)


def test_load_is_refused() -> None:
    with pytest.raises(QueryRefused, match="LOAD"):
        refuse_dangerous("load <http://example.org/data>")


def nested(opening: str, closing: str, times: int) -> str:
    return "SELECT * { ?s ?p " + opening * times + "1" + closing * times + " }"


@pytest.mark.parametrize(
    ("opening", "closing"), [("(", ")"), ("[<urn:p> ", "]"), ("{", "}"), ("COALESCE(", ")")]
)
def test_deep_nesting_is_refused(opening: str, closing: str) -> None:
    refuse_dangerous(nested(opening, closing, 90))
    with pytest.raises(QueryRefused, match="nests deeper"):
        refuse_dangerous(nested(opening, closing, 101))


def test_brackets_in_what_looks_like_an_iri_are_counted() -> None:
    with pytest.raises(QueryRefused, match="nests deeper"):
        refuse_dangerous("ASK { FILTER(?a<" + "(" * 200 + "1" + ")" * 200 + "&&?b>1) }")


def test_brackets_in_strings_are_not_counted() -> None:
    refuse_dangerous("SELECT * { ?s ?p '" + "(" * 500 + "' }")


def test_many_groups_side_by_side_are_refused() -> None:
    with pytest.raises(QueryRefused, match="groups"):
        refuse_dangerous("SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o } " * 100 + "}")


def test_a_long_run_of_prefix_operators_is_refused() -> None:
    with pytest.raises(QueryRefused, match="prefix operators"):
        refuse_dangerous("SELECT (" + "! " * 101 + "true AS ?x) {}")


def test_a_long_query_is_refused_by_its_bytes() -> None:
    refuse_dangerous("ASK {} #" + "å" * 10, ScanLimits(bytes_max=28))
    with pytest.raises(QueryRefused, match="bytes"):
        refuse_dangerous("ASK {} #" + "å" * 11, ScanLimits(bytes_max=28))


@pytest.mark.parametrize(
    "part",
    [
        '"',
        "'''",
        "<a",
        "a.",
        "\\u0041",
        "\\",
        "a:b.",
        "@a-",
        "(",
        "?",
        "\\'",
        '\\"',
        "\\'''x'",
        "'\n",
    ],
)
@pytest.mark.parametrize("start_with", ["'", '"', " ?service "])
def test_time_grows_linearly_with_length(part: str, start_with: str) -> None:
    """The brackets at the start are more than what needs no closer look."""
    query = "()" * 101 + start_with + part * (65_000 // len(part))
    limits = ScanLimits(depth_max=0)
    start = time.process_time()
    refuse_dangerous(query, limits)
    assert time.process_time() - start < 2
