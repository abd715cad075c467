"""The canonical form keeps what was put, and is one for one graph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from planvev.archive.canonical import (
    canonicalize,
    count_triples,
    is_canonical,
    join_lines,
    parse_canonical,
    parse_exact,
    serialize_canonical,
    split_lines,
)
from planvev.archive.tags import fold_tags
from unit.archive.rdf_terms import Written, document, meaning, property_test, triples

Row = tuple[str, str, str | Written]


def row_of(triple: Triple) -> Row:
    term = triple.object
    if isinstance(term, Literal):
        datatype = term.datatype.value
        plain = term.language or datatype == "http://www.w3.org/2001/XMLSchema#string"
        last: str | Written = Written(term.value, None if plain else datatype, term.language)
    else:
        last = name_of(term)
    return name_of(triple.subject), triple.predicate.value, last


def name_of(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


@property_test
@given(st.lists(triples, max_size=8), st.booleans())
def test_every_term_comes_back_as_it_was_put(rows: list[Row], escape: bool) -> None:
    text = canonicalize(document(rows, escape), RdfFormat.N_TRIPLES)
    found = [row_of(triple) for triple in parse_exact(text)]
    assert set(found) <= set(rows)
    assert {meaning(row) for row in found} == {meaning(row) for row in rows}
    assert len(found) == len({meaning(row) for row in rows}) == count_triples(text)


@property_test
@given(st.lists(triples, max_size=8), st.randoms())
def test_order_and_repetition_do_not_matter(rows: list[Row], random: object) -> None:
    text = canonicalize(document(rows), RdfFormat.N_TRIPLES)
    again = rows + rows[:3]
    random.shuffle(again)  # type: ignore[attr-defined]
    assert canonicalize(document(again), RdfFormat.N_TRIPLES) == text
    assert canonicalize(text, RdfFormat.N_TRIPLES) == text
    assert is_canonical(text)


@property_test
@given(st.lists(triples, max_size=8))
def test_a_text_has_one_line_a_triple_sorted_by_bytes(rows: list[Row]) -> None:
    text = canonicalize(document(rows), RdfFormat.N_TRIPLES)
    lines = split_lines(text)
    assert lines == sorted(set(lines))
    assert all(line.endswith(b" .") for line in lines)
    assert b"\r" not in text


@property_test
@given(st.lists(triples, max_size=8))
def test_the_triples_for_a_store_are_those_of_the_parser(rows: list[Row]) -> None:
    text = canonicalize(document(rows), RdfFormat.N_TRIPLES)
    folded = join_lines(fold_tags(line) for line in split_lines(text))
    assert serialize_canonical(parse_canonical(text)) == folded


@property_test
@given(st.lists(triples, max_size=6))
def test_turtle_keeps_what_n_triples_keep(rows: list[Row]) -> None:
    text = canonicalize(document(rows), RdfFormat.N_TRIPLES)
    turtle = serialize(parse_exact(text), format=RdfFormat.TURTLE)
    assert turtle is not None
    assert canonicalize(turtle, RdfFormat.TURTLE) == text


@pytest.mark.parametrize(
    ("syntax", "content"),
    [
        (RdfFormat.N_TRIPLES, '<urn:s> <urn:p> "Mål"@nb-NO .'),
        (RdfFormat.TURTLE, "<urn:s> <urn:p> 'Mål'@nb-NO . # \"x\"@EN"),
        (RdfFormat.TURTLE, '@prefix EX: <urn:> . EX:s EX:p """Mål"""@nb-NO .'),
        (RdfFormat.JSON_LD, '{"@id": "urn:s", "urn:p": {"@value": "Mål", "@language": "nb-NO"}}'),
        (
            RdfFormat.RDF_XML,
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="urn:">'
            '<r:Description r:about="urn:s"><p xml:lang="nb-NO">Mål</p></r:Description></r:RDF>',
        ),
    ],
)
def test_a_language_tag_keeps_its_letters_in_every_syntax(syntax: RdfFormat, content: str) -> None:
    assert canonicalize(content.encode(), syntax).decode() == '<urn:s> <urn:p> "Mål"@nb-NO .\n'


def test_tags_in_strings_comments_and_local_names_are_no_tags() -> None:
    turtle = (
        rb'@prefix a: <urn:a#> . a:it\'s a:p "\"@EN \\"@nb-NO, """a "" "@FR"""@en-GB . #"z"@DE'
        b"\n<urn:q#'> a:p 'x' @nn-NO ."
    )
    tags = {t.object.language for t in parse_exact(canonicalize(turtle, RdfFormat.TURTLE))}
    assert tags == {"nb-NO", "en-GB", "nn-NO"}


def test_two_spellings_of_a_tag_are_told_apart_by_their_order() -> None:
    turtle = b'<urn:s> <urn:p> "a"@NB, "b"@nb, "c"@Nb .'
    assert b'"a"@NB .\n' in (text := canonicalize(turtle, RdfFormat.TURTLE))
    assert b'"b"@nb .\n' in text
    assert b'"c"@Nb .\n' in text


def test_a_triple_that_is_annotated_keeps_the_letters_of_its_tag() -> None:
    turtle = b'<urn:s> <urn:p> "a"@nb-NO {| <urn:q> "b"@en-GB |} .'
    text = canonicalize(turtle, RdfFormat.TURTLE)
    assert text.count(b'"a"@nb-NO') == 2
    assert text.count(b'"b"@en-GB') == 1


def test_of_two_triples_that_differ_in_the_case_of_a_tag_one_stays() -> None:
    text = canonicalize(b'<urn:s> <urn:p> "a"@nb-no, "a"@nb-NO .', RdfFormat.TURTLE)
    assert text == b'<urn:s> <urn:p> "a"@nb-NO .\n'
    assert not is_canonical(b'<urn:s> <urn:p> "a"@nb-NO .\n<urn:s> <urn:p> "a"@nb-no .\n')


@pytest.mark.parametrize(
    "text", [b"\n", b"a", b"<urn:b> <urn:p> <urn:o> .", b"b\na\n", b"a\na\n", b"a\nb"]
)
def test_a_text_that_is_cut_unsorted_or_repeats_a_line_is_not_canonical(text: bytes) -> None:
    assert not is_canonical(text)


def test_blank_nodes_can_be_given_labels_that_are_no_others() -> None:
    kept = canonicalize(b"_:a <urn:p> _:b .", RdfFormat.TURTLE)
    new = canonicalize(b"_:a <urn:p> _:b .", RdfFormat.TURTLE, rename_blank_nodes=True)
    assert kept == b"_:a <urn:p> _:b .\n"
    assert new != kept
    assert canonicalize(new, RdfFormat.N_TRIPLES) == new


def test_a_document_that_does_not_parse_says_where() -> None:
    with pytest.raises(SyntaxError) as caught:
        canonicalize(b"<urn:s> <urn:p> 1 .\n<urn:s> <urn:p> .", RdfFormat.TURTLE)
    assert caught.value.lineno == 2
