"""Tokens of queries, and whether a query names its dataset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planvev.rdf.query_tokens import TokenKind, names_dataset, query_marks, query_tokens

MARKED = (TokenKind.IRI, TokenKind.UNCLOSED)


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


@pytest.mark.parametrize(
    ("query", "unclosed"),
    [
        ("ASK { 'a\\' \n }", "'a\\' "),
        ("ASK { \"it's }", "\"it's }"),
        ("ASK { '''a\\''' \n }", "'''a\\''' \n }"),
        ("ASK { 'a\\\nb }", "'a\\\nb }"),
    ],
)
def test_a_string_without_an_end_goes_as_far_as_it_may(query: str, unclosed: str) -> None:
    found = [token.text for token in query_tokens(query) if token.kind is TokenKind.UNCLOSED]
    assert found == [unclosed]


def test_the_empty_string_is_a_string() -> None:
    kinds = {token.kind for token in query_tokens("""VALUES ?x { '' "" \'\'\'\'\'\' }""")}
    assert TokenKind.STRING in kinds
    assert TokenKind.UNCLOSED not in kinds


@given(st.text(alphabet=" \n#'\"<>{}()[]!^+-?:ab1\\u.@_é", max_size=60))
def test_marks_are_the_tokens_that_nest(text: str) -> None:
    tokens = [
        token.text if token.kind in MARKED or token.text in "{}()[]!^+-<" else ""
        for token in query_tokens(text)
    ]
    runs = [text for text, before in zip(tokens, ["x", *tokens], strict=False) if text or before]
    assert list(query_marks(text)) == runs
