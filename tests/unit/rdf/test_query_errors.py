"""Where a syntax error is said to be, and what is said of it: as the parser reports it."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from planvev.rdf.query_errors import Explained, spread_query
from planvev.rdf.query_tokens import columns_in_order

PV = "PREFIX pv: <https://w3id.org/planvev/ontology#>\n"
BEGINNINGS = "expected SELECT, ASK, CONSTRUCT, DESCRIBE, PREFIX or BASE"
CASES = {
    "a misspelt query form": (
        "SELCT ?s WHERE {?s ?p ?o}",
        1,
        1,
        f"unexpected «SELCT»; {BEGINNINGS}",
    ),
    "a triple without object": (
        "SELECT * WHERE { ?s ?p }",
        1,
        24,
        "unexpected «}»; expected a variable, a string, a number, a name or an IRI",
    ),
    "a misspelt keyword at the end": (
        "SELECT * { ?s ?p ?o } ORDR BY ?s",
        1,
        23,
        "unexpected «ORDR»",
    ),
    "a misspelt keyword in a pattern": ("SELECT * { OPTIONL { } }", 1, 12, "unexpected «OPTIONL»"),
    "a misspelt function": ("ASK { FILTER (CONTAIN(?s,'a')) }", 1, 15, "unexpected «CONTAIN»"),
    "a missing dot": (
        PV + "SELECT * {\n?s a pv:Goal\n  ?s pv:position ?x }",
        4,
        3,
        "unexpected «?s»",
    ),
    "letters beyond ASCII": ('SELECT "æøå" WHERE {', 1, 8, 'unexpected «"æøå"»'),
    "letters beyond ASCII before": ("SELECT * { 'æøå😀' ?p }", 1, 22, "unexpected «}»"),
    "a prefix of ours": (
        "SELECT * {\n ?s a pv:Goal }",
        2,
        7,
        "The prefix pv: is not declared; add PREFIX pv: <https://w3id.org/planvev/ontology#>",
    ),
    "another prefix": (
        "ASK { ?s a ex:b }",
        1,
        12,
        "The prefix ex: is not declared; add PREFIX ex: <…>",
    ),
    "a prefix in a path": ("ASK { ?s ex:x/ex:y ?o }", 1, 10, "The prefix ex: is not declared"),
    "a prefix of a function": ("ASK { FILTER(ex:f(1)) }", 1, 14, "The prefix ex: is not declared"),
    "a string without end": ("ASK { ?s ?p 'abc }", 1, 13, "the string that begins here"),
    "a relative IRI": ("ASK { ?s <foo> ?o }", 1, 10, "<foo> is no absolute IRI"),
    "an IRI with a space": ("ASK { <http://a b> ?p ?o }", 1, 7, "<http://a b> is no absolute IRI"),
    "a missing brace": (
        "SELECT * WHERE { ?s ?p ?o",
        1,
        26,
        "the query ends too early; expected «,», «.», «;», «{» or «}»",
    ),
    "one brace too many": ("SELECT * { ?s ?p ?o } }", 1, 23, "unexpected «}»"),
    "nothing at all": ("", 1, 1, "the query ends too early"),
    "only a comment": ("# hei", 1, 1, "the query ends too early"),
    "an error after a comment": ("ASK # { ?x\n{ ?s ?p }", 2, 9, "unexpected «}»"),
    "an error after a long string": ("ASK { ?s ?p '''a\nb''' 'c' }", 2, 6, "unexpected «'c'»"),
    "one number too many": ("ASK { ?s ?p 10 20.5 }", 1, 16, "unexpected «20.5»"),
    "escaped characters": ("ASK { ?s ?p \\u0022a\\u0022 ?z }", 1, 27, "unexpected «?z»"),
    "a name that is given twice": ("SELECT ?x (1 AS ?x) {}", None, None, "Duplicated variable"),
}


def explained(query: str) -> Explained:
    spread = spread_query(query)
    with pytest.raises(SyntaxError) as caught:
        Store().query(spread.text)
    return spread.explain(str(caught.value))


@pytest.mark.parametrize(("query", "line", "column", "message"), CASES.values(), ids=CASES)
def test_an_error_is_where_its_token_begins(
    query: str, line: int | None, column: int | None, message: str
) -> None:
    found = explained(query)
    assert (found.line, found.column) == (line, column)
    assert found.message.startswith(message)


@pytest.mark.parametrize("query", [query for query, *_ in CASES.values()])
def test_no_message_shows_the_grammar_of_the_parser(query: str) -> None:
    message = explained(query).message
    for inner in ("LATERAL", "SERVICE", "\\u{", "'0'", "[_]", "unreported", "ENCODE_FOR_URI"):
        assert inner not in message


@pytest.mark.parametrize(
    "query",
    [
        "ASK{?s?p?o}",
        'ASK { ?s ?p "a"^^<urn:t>, "b"@nb-NO ; <urn:p>/^<urn:q>* 1.5e3 . }',
        "SELECT (COUNT(*) AS ?n) { FILTER(?a<=-1&&!bound(?b)||?c!=2) VALUES(?a ?b){(1 UNDEF)} }",
        "PREFIX a: <urn:a> SELECT ?x{ [] a: () ; a:b [ a: ?x ] . << ?a a: ?b >> a: ?c {| a: 1 |} }",
        "ASK { ?s ?p '''a\n\"b\"''' # ' {\n}",
    ],
)
def test_tokens_far_apart_are_the_same_query(query: str) -> None:
    Store().query(query)
    Store().query(spread_query(query).text)


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT * { ?s ?p ?o }", ["s", "p", "o"]),
        ("PREFIX a: <urn:a>\nselect distinct * { ?p ?o ?s }", ["p", "o", "s"]),
        ("SELECT * { $s ?p ?s }", ["s", "p", "o"]),
        ("SELECT ?o ?p ?s { ?s ?p ?o }", ["o", "p", "s"]),
        ("SELECT (COUNT(*) AS ?o) ?p ?s { ?s ?p ?o }", ["o", "p", "s"]),
        ("", ["o", "p", "s"]),
    ],
)
def test_the_columns_of_everything_stand_as_the_query_names_them(
    query: str, columns: list[str]
) -> None:
    assert columns_in_order(query, ["o", "p", "s"]) == columns
