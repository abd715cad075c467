"""Places of tokens, and texts whose tokens are in doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planvev.rdf.located_tokens import UnclearTokens, is_in_doubt, located_tokens
from planvev.rdf.query_tokens import query_tokens

CLEAR = {
    "IRIs in patterns": "ASK { ?s <http://e/#p> <http://e/#o> }",
    "IRIs with a quote in patterns": "ASK { ?s <http://e/it's> <http://e/it's> }",
    "a comparison": "ASK { FILTER(?a < ?b && ?c > 1) }",
    "a comparison that looks like an IRI and hides nothing": "ASK { FILTER(?a<?b&&?c>?d) }",
    "an IRI after an operator": "ASK { FILTER(?a = <http://e/#b>) }",
    "IRIs in a list": "ASK { FILTER(?a IN (<http://e/#a>, <http://e/#b>)) }",
    "a path": "ASK { ?s (<http://e/#a>|<http://e/#b>)/<http://e/#c> ?o }",
    "a pattern inside an expression": "ASK { FILTER(EXISTS { ?s <http://e/#p> <http://e/#o> }) }",
}
DOUBTFUL = {
    "a quote": "ASK { FILTER(?a<'x&&?b>') }",
    "a number sign": "ASK { FILTER(?a<?b#>\n) }",
    "after a literal": "ASK { FILTER(1<'x&&?b>') }",
    "after EXISTS": "ASK { FILTER(EXISTS {}<'x&&?b>') }",
    "a bracket": "ASK { FILTER(?a<(1)&&?b>2) }",
    "too few brackets": "ASK { (",
    "too many brackets": "ASK { } )",
    "crossed brackets": "ASK { ( } )",
}


@pytest.mark.parametrize("text", CLEAR.values(), ids=CLEAR)
def test_tokens_that_can_be_told_are_not_in_doubt(text: str) -> None:
    assert not is_in_doubt(located_tokens(text))


@pytest.mark.parametrize("text", DOUBTFUL.values(), ids=DOUBTFUL)
def test_an_iri_that_may_be_a_comparison_is_in_doubt(text: str) -> None:
    assert is_in_doubt(located_tokens(text))


def test_a_word_in_a_comment_is_not_mistaken_for_the_token_after_it() -> None:
    text = "DELETE {} # WHERE\n WHERE {}"
    where = next(token for token in located_tokens(text) if token.word == "WHERE")
    assert where.start == text.rindex("WHERE")


def test_an_escaped_keyword_has_no_place() -> None:
    with pytest.raises(UnclearTokens):
        located_tokens(r"CL\u0045AR ALL")


@given(st.text(alphabet=" \n#'\"<>{}()?:ab1\\u.;é", max_size=40))
def test_places_are_those_of_the_tokens(text: str) -> None:
    try:
        tokens = located_tokens(text)
    except UnclearTokens:
        return
    assert [text[token.start : token.end] for token in tokens] == [
        token.text for token in query_tokens(text)
    ]
    ends = [0, *(token.end for token in tokens)]
    assert all(end <= token.start for end, token in zip(ends, tokens, strict=False))
