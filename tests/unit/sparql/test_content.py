"""What is taken in, what is refused, and what the refusal says."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from planvev.errors import BadContent
from planvev.rdf.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from planvev.sparql.content import (
    ContentLimits,
    Document,
    canonical_content,
    check_triples,
    parse_content,
)
from planvev.sparql.nesting import refuse_dangerous_content

BASE = "http://example.org/g/x"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:"'


def canonical(content: str, chosen: Format = TURTLE, *, rename: bool = False) -> str:
    return canonical_content(
        [Document(content.encode(), chosen)], BASE, rename_blank_nodes=rename
    ).decode()


def refused(content: bytes | str, chosen: Format = TURTLE) -> BadContent:
    body = content.encode() if isinstance(content, str) else content
    with pytest.raises(BadContent) as caught:
        canonical_content([Document(body, chosen)], BASE)
    return caught.value


# --- Taken in ---


def test_terms_stay_as_they_were_put() -> None:
    assert canonical("<urn:s> <urn:p> 007, 'x'@nb-NO, '''a\tb\r\n''' .").splitlines() == [
        '<urn:s> <urn:p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        '<urn:s> <urn:p> "a\\tb\\r\\n" .',
        '<urn:s> <urn:p> "x"@nb-NO .',
    ]


@pytest.mark.parametrize(
    ("content", "chosen"),
    [
        ("<#s> <p> '1'@en-GB .", TURTLE),
        ('<http://example.org/g/x#s> <http://example.org/g/p> "1"@en-GB .', N_TRIPLES),
        ('{"@id": "#s", "http://example.org/g/p": {"@value": "1", "@language": "en-GB"}}', JSON_LD),
        (
            f'<rdf:RDF {RDF} xmlns:g="http://example.org/g/"><rdf:Description rdf:about="#s">'
            '<g:p xml:lang="en-GB">1</g:p></rdf:Description></rdf:RDF>',
            RDF_XML,
        ),
    ],
)
def test_each_format_is_read_against_the_base(content: str, chosen: Format) -> None:
    expected = '<http://example.org/g/x#s> <http://example.org/g/p> "1"@en-GB .\n'
    assert canonical(content, chosen) == expected


def test_blank_nodes_keep_their_labels_unless_they_are_renamed() -> None:
    assert canonical("_:a <urn:p> _:b .") == "_:a <urn:p> _:b .\n"
    assert "_:a " not in canonical("_:a <urn:p> _:b .", rename=True)


def test_blank_nodes_of_two_documents_are_not_one_anothers() -> None:
    document = Document(b"_:a <urn:p> 'x' .", TURTLE)
    assert canonical_content([document, document], BASE).count(b"\n") == 2


def test_documents_are_merged() -> None:
    documents = [Document(b"<urn:s> <urn:p> <urn:o> .", TURTLE)] * 2
    assert canonical_content(documents, BASE) == b"<urn:s> <urn:p> <urn:o> .\n"
    assert canonical_content([Document(b"", TURTLE)], BASE) == b""


def test_a_byte_order_mark_is_passed_over() -> None:
    assert canonical("\ufeff<urn:s> <urn:p> <urn:o> .")


def test_depth_and_brackets_in_strings_comments_and_iris_do_not_count() -> None:
    many = "([{<<" * 300
    canonical(f'<urn:s> <urn:p> \'{many}\', """{many}""", <urn:a:(((> . # {many}')
    canonical(json.dumps({"@id": "urn:s", "urn:p": many}), JSON_LD)
    canonical(
        f"<rdf:RDF {RDF}><!-- {'<a>' * 300} -->"
        f'<rdf:Description rdf:about="urn:s" e:p="{">" * 300}"/></rdf:RDF>',
        RDF_XML,
    )


def test_long_lists_side_by_side_are_not_deep() -> None:
    canonical("<urn:s> <urn:p> (" + "(1) [] " * 500 + ") .")


# --- Refused before a parser sees it ---

DEEP = {
    "collections": ("<urn:s> <urn:p> " + "(" * 100_000, TURTLE),
    "blank nodes": ("<urn:s> <urn:p> " + "[ <urn:p> " * 100_000, TURTLE),
    "triple terms": ("<urn:s> <urn:p> " + "<<( <urn:s> <urn:p> " * 100_000, TURTLE),
    "reified triples": ("<< " * 100_000, TURTLE),
    "triple terms in N-Triples": ("<urn:s> <urn:p> " + "<<( <urn:s> <urn:p> " * 100_000, N_TRIPLES),
    "annotations": ("<urn:s> <urn:p> 1 " + "{| <urn:p> 1 " * 100_000, TURTLE),
    "behind a comment that ends in a carriage return": ("# '''\r" + "(" * 1000, TURTLE),
    "objects": ('{"urn:p":' * 100_000, JSON_LD),
    "arrays": ("[" * 100_000, JSON_LD),
    "arrays behind an escaped quote": ('["\\"",' + "[" * 200, JSON_LD),
    "elements": (f"<rdf:RDF {RDF}>" + "<e:A><e:p>" * 50_000, RDF_XML),
}


@pytest.mark.parametrize(("content", "chosen"), DEEP.values(), ids=DEEP)
def test_deep_nesting_is_refused_with_its_place(content: str, chosen: Format) -> None:
    error = refused(content, chosen)
    assert "nests deeper than 100" in error.message
    assert error.line is not None
    assert error.column


def test_the_place_is_given_in_lines_and_characters() -> None:
    error = refused("<urn:s> <urn:p>\n'æøå', " + "(" * 101)
    assert (error.line, error.column) == (2, 108)
    assert "line 2, column 108" in error.message


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE r [<!ENTITY a "b">]>',
        "<!doctype r>",
        '<!DOCTYPE r SYSTEM "file:///etc/passwd">',
        "<!-- <!DOCTYPE r> -->",
        "\n<! DOCTYPE r>",
    ],
)
def test_a_doctype_is_refused(doctype: str) -> None:
    error = refused(f'<?xml version="1.0"?>{doctype}<rdf:RDF {RDF}/>', RDF_XML)
    assert "DOCTYPE" in error.message
    assert error.line


def test_entities_that_multiply_are_refused_at_once() -> None:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "lol"}">' for i in range(10))
    start = time.process_time()
    refused(f"<!DOCTYPE r [{entities}]><rdf:RDF {RDF}>&e9;</rdf:RDF>", RDF_XML)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "content",
    [
        f"<rdf:RDF {RDF}><e:A " + " ".join(f'e:a{i}="1"' for i in range(1001)) + "/></rdf:RDF>",
        "<rdf:RDF " + " ".join(f'xmlns:e{i}="urn:{i}"' for i in range(1001)) + "/>",
    ],
    ids=["attributes", "namespaces"],
)
def test_xml_that_takes_quadratic_time_is_refused(content: str) -> None:
    refused(content, RDF_XML)


@pytest.mark.parametrize("content", ["<", "<a b='", f"<rdf:RDF {RDF}><!-->", "<rdf:RDF"])
def test_xml_that_is_not_well_formed_is_refused(content: str) -> None:
    refused(content, RDF_XML)


@pytest.mark.parametrize(
    "document",
    [
        {"@context": "http://127.0.0.1:9/c"},
        {"@context": "relative"},
        {"@context": [{}, "http://127.0.0.1:9/c"]},
        {"@context": {"@import": "http://127.0.0.1:9/c"}},
        {"@context": {"p": {"@id": "urn:p", "@context": "http://127.0.0.1:9/c"}}},
        [{"urn:p": [{"@context": "file:///etc/passwd"}]}],
    ],
)
def test_a_remote_context_is_refused(document: object) -> None:
    assert "fetched" in refused(json.dumps(document), JSON_LD).message


def test_a_remote_context_is_refused_where_its_key_comes_twice() -> None:
    error = refused('{"@context": "http://127.0.0.1:9/c", "@context": {}}', JSON_LD)
    assert "fetched" in error.message


def test_contexts_inside_the_document_are_refused_where_they_cost_too_much() -> None:
    terms = {f"t{i}": f"urn:t{i}" for i in range(1000)}
    values = [{"@id": "urn:b", "t1": i} for i in range(1000)]
    scoped = {"@context": {"p": {"@id": "urn:p", "@context": terms}}, "@id": "urn:a", "p": values}
    assert "contexts" in refused(json.dumps(scoped), JSON_LD).message
    canonical(json.dumps({"@context": terms, "@id": "urn:a", "t2": values}), JSON_LD)


# --- Refused by the parser ---


@pytest.mark.parametrize(
    ("content", "chosen", "line", "column"),
    [
        ("<urn:s> <urn:p>\n  bad .", TURTLE, 2, 3),
        ("<urn:s> <urn:p> <o> .", N_TRIPLES, 1, 17),
        ('{"@id":\n  x}', JSON_LD, 2, 3),
        ("<a></b>", RDF_XML, None, None),
        ("<urn:s> <urn:p> '\\uD800' .", TURTLE, 1, 17),
    ],
)
def test_what_does_not_parse_is_refused_with_its_place(
    content: str, chosen: Format, line: int | None, column: int | None
) -> None:
    error = refused(content, chosen)
    assert error.line == line
    if column:
        assert error.column
        assert error.column >= column


def test_what_is_not_utf_8_is_refused_with_its_place() -> None:
    error = refused(b"<urn:s> <urn:p>\n '\xff' .")
    assert (error.line, error.column) == (2, 3)


def test_named_graphs_are_refused() -> None:
    refused('{"@id": "urn:g", "@graph": [{"@id": "urn:s", "urn:p": 1}]}', JSON_LD)


def test_a_refusal_names_the_part() -> None:
    documents = [
        Document(b"", TURTLE, "a.ttl"),
        Document(b"<urn:s> <javascript:p> 1 .", TURTLE, "b.ttl"),
    ]
    with pytest.raises(BadContent, match=r"part «b\.ttl».*javascript"):
        canonical_content(documents, BASE)


# --- Refused by its terms ---


@pytest.mark.parametrize(
    "character",
    ["\\u0000", "\\u0001", "\\u0008", "\\u000B", "\\u001B", "\\u007F", "\\u0085", "\\uFFFF"],
)
def test_a_control_character_is_refused_with_its_triple(character: str) -> None:
    error = refused(f"<urn:s> <urn:p> 'fine' . <urn:s> <urn:q> 'a{character}' .")
    assert f"U+{character[2:]}" in error.message
    assert "triple 2: <urn:s> <urn:q>" in error.message
    assert error.message.isprintable()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("<javascript:alert(1)> <urn:p> 1 .", "javascript"),
        ("<urn:s> <data:p> 1 .", "data:p"),
        ("<urn:s> <urn:p> <file:///etc/passwd> .", "must begin with"),
        ("<urn:s> <urn:p> '1'^^<x:y> .", "x:y"),
        ("<urn:s> <urn:p> <<( <urn:s> <urn:p> <x:y> )>> .", "x:y"),
        (f"<urn:s> <urn:p> <urn:{'é' * 1024}> .", "2048 bytes"),
        (f"<urn:s> <urn:p> '{'é' * 524_289}' .", "1048576 bytes"),
    ],
)
def test_terms_that_are_not_taken_are_refused(content: str, problem: str) -> None:
    error = refused(content)
    assert problem in error.message
    assert "triple 1" in error.message
    assert len(error.message) < 1000


def test_schemes_are_compared_without_case_and_can_be_widened() -> None:
    canonical("<HTTP://example.org/> <mailto:a@b> <https://example.org/> .")
    document = Document(b"<tag:s> <tag:p> <tag:o> .", TURTLE)
    refused(document.body)
    limits = ContentLimits(schemes={"tag"})
    assert canonical_content([document], BASE, limits) == b"<tag:s> <tag:p> <tag:o> .\n"


def test_limits_of_zero_are_off() -> None:
    limits = ContentLimits(literal_bytes_max=0, iri_bytes_max=0, expansion_max=0)
    document = Document(f"<urn:{'x' * 5000}> <urn:p> '{'x' * 1_100_000}' .".encode(), TURTLE)
    assert len(parse_content(document, BASE, limits)) == 1


@pytest.mark.parametrize("part", ["# {}", "<urn:s> <urn:p> '{}' ."])
def test_a_part_that_is_longer_than_the_parser_takes_is_bad_content(part: str) -> None:
    document = Document(part.format("x" * 17_000_000).encode(), TURTLE)
    with pytest.raises(BadContent, match="16 MiB"):
        canonical_content([document], BASE)


def test_prefixes_that_make_much_of_little_are_refused() -> None:
    content = f"@prefix p: <urn:{'x' * 2000}> .\n" + "p:a p:b p:c .\n" * 20_000
    start = time.process_time()
    assert "times as long" in refused(content).message
    assert time.process_time() - start < 5


def test_triples_that_were_made_here_are_checked_too() -> None:
    node = NamedNode("urn:s")
    check_triples([Triple(node, node, Literal("fine\n")), Triple(BlankNode("b"), node, node)])
    with pytest.raises(BadContent, match="U\\+0007"):
        check_triples([Triple(node, node, Literal("\a"))])


# --- Whatever comes ---


@given(
    st.text(alphabet="<>()[]{}\"'\\#|:.,; \n\rab_@^1é", max_size=60),
    st.sampled_from([RdfFormat.TURTLE, RdfFormat.JSON_LD, RdfFormat.RDF_XML]),
)
def test_the_scan_ends_with_an_answer_for_any_text(text: str, syntax: RdfFormat) -> None:
    with suppress(BadContent):
        refuse_dangerous_content(text.encode(), syntax)


@pytest.mark.parametrize(
    "part", ["<", "<a", "'", '"', "'''a", "\\", "#", "<!--", "<a b='", "<?", "[]", "("]
)
@pytest.mark.parametrize("syntax", [RdfFormat.TURTLE, RdfFormat.JSON_LD, RdfFormat.RDF_XML])
def test_the_scan_takes_linear_time(part: str, syntax: RdfFormat) -> None:
    content = (part * (200_000 // len(part))).encode()
    start = time.process_time()
    with suppress(BadContent):
        refuse_dangerous_content(content, syntax)
    assert time.process_time() - start < 1
