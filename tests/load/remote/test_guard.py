"""What is asked of a strange store is SPARQL 1.1, and nothing that a store adds to it."""

from __future__ import annotations

import pytest

from planvev.engine.base import ResultKind
from planvev.engine.remote.guard import check_query
from planvev.errors import QueryRefused, QuerySyntaxError


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT * {}", ResultKind.SOLUTIONS),
        ("# ASK\nselect * {}", ResultKind.SOLUTIONS),
        ("BASE <urn:construct> PREFIX ask: <urn:x> ASK { ?select a ask:x }", ResultKind.BOOLEAN),
        ("PREFIX : <urn:x> CONSTRUCT WHERE { ?s :p 'DEFINE <bif:x>' }", ResultKind.GRAPH),
        ("DESCRIBE <urn:x>", ResultKind.GRAPH),
    ],
)
def test_the_kind_of_a_query_is_its_first_word_after_the_prologue(
    text: str, kind: ResultKind
) -> None:
    assert check_query(text) is kind


@pytest.mark.parametrize(
    "text",
    ["", "# only this", "INSERT DATA {}", "LOAD <urn:x>", "PREFIX a: <urn:a>", "{ SELECT * {} }"],
)
def test_what_is_no_query_is_a_syntax_error(text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        check_query(text)


@pytest.mark.parametrize(
    "text",
    [
        'define get:soft "replace" SELECT * {}',
        'SELECT * FROM <urn:g> OPTION (get:soft "soft") {}',
        "PREFIX b: <bif:> SELECT (b:exec('x') AS ?x) {}",
        "SELECT (<SQL:x>() AS ?x) {}",
        "BASE <bif:> SELECT (<x>() AS ?x) {}",
        r"SELECT * { SERVIC\u0045 <http://127.0.0.1/> {} }",
        r"SELECT ('\u0027) AS ?x) { SERVICE <http://127.0.0.1/> {} } # '",
        r"SELECT * FROM <urn:g> OPTIO\u004e (get:soft 'soft') {}",
        r"SELECT (<b\u0069f:exec>('x') AS ?x) {}",
        "ASK { ?s ?p ?o FILTER(?o<'x&&?o>') SERVICE <http://127.0.0.1/> {} #')}",
        "ASK { SERVICE SILENT ?x {} }",
    ],
)
def test_what_a_store_adds_to_sparql_is_not_passed_on(text: str) -> None:
    with pytest.raises(QueryRefused):
        check_query(text)


@pytest.mark.parametrize(
    "text",
    [
        r"ASK { ?s ?p 'bl\u00e5b\u00e6r' }",
        "ASK { ?s ?p ?o FILTER(?o < 5 && ?o > 3) ?service ?option 'define SERVICE' }",
        "PREFIX service: <urn:service> ASK { ?s service:define <urn:option> }",
    ],
)
def test_what_only_looks_like_it_is_passed_on(text: str) -> None:
    assert check_query(text) is ResultKind.BOOLEAN


def test_a_prefix_that_a_store_knows_by_itself_must_be_declared() -> None:
    with pytest.raises(QuerySyntaxError, match="«bif:» is not declared"):
        check_query("SELECT (bif:exec('x') AS ?x) {}")
