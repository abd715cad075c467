"""Tokens of queries, and whether a query names its dataset."""

import pytest

from planvev.rdf.query_tokens import TokenKind, names_dataset, query_tokens


def test_a_query_falls_into_tokens() -> None:
    query = 'PREFIX a: <urn:a#> SELECT ?x{ ?x a:b.c \'it\'\'s\'@nb-NO,"""q""" ;^a:d _:e . }# end'
    kinds = [(token.kind, token.text) for token in query_tokens(query)]
    assert (TokenKind.PREFIXED_NAME, "a:b.c") in kinds
    assert (TokenKind.IRI, "<urn:a#>") in kinds
    assert (TokenKind.VARIABLE, "?x") in kinds
    assert (TokenKind.LANGUAGE, "@nb-NO") in kinds
    assert (TokenKind.STRING, '"""q"""') in kinds
    assert (TokenKind.BLANK_NODE, "_:e") in kinds
    assert "end" not in [text for _, text in kinds]


def test_a_name_ends_before_the_full_stop_that_ends_a_triple() -> None:
    tokens = [token.text for token in query_tokens("{ ?s ?p a:b. }")]
    assert tokens[-3:] == ["a:b", ".", "}"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <urn:g> {}",
        "ASK\nfrom named <urn:g> {}",
        "ASKFROM<urn:g>{}",
        r"ASK F\u0052OM <urn:g> {}",
    ],
)
def test_from_names_the_dataset(query: str) -> None:
    assert names_dataset(query)


@pytest.mark.parametrize(
    "query",
    ["SELECT ?from {}", "ASK { ?s ?p 'FROM' }", "ASK { a:FROM ?p <urn:from> } # FROM <urn:g>"],
)
def test_from_elsewhere_does_not_name_it(query: str) -> None:
    assert not names_dataset(query)
