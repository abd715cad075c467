"""What other parsers read is what was said, whatever characters it holds."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET

import pytest
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
    parse_query_results,
)

from planvev.errors import NotAcceptable
from planvev.rdf.formats import RDF_XML, TURTLE
from planvev.rdf.serializing import graph_bytes, is_whole_csv, write_csv

S, P = NamedNode("urn:s"), NamedNode("urn:p")
TEXTS = ("line\r\nreturn\rend", "tab\t, comma, \"quotes\" 'too'", "]]> <x> &amp;", "", "\u2028\x85")


def solutions(*values: str) -> QuerySolutions:
    """Return solutions of two variables; each value is one of the first, with itself as IRI."""
    rows = "".join(
        f'<result><binding name="iri"><uri>http://example.org/{n},b</uri></binding>'
        f'<binding name="text"><literal>{value}</literal></binding></result>'
        for n, value in enumerate(values)
    )
    document = (
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="iri"/>'
        f'<variable name="text"/></head><results>{rows}</results></sparql>'
    )
    found = parse_query_results(document, QueryResultsFormat.XML)
    assert isinstance(found, QuerySolutions)
    return found


def escaped(text: str) -> str:
    for character, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ("\r", "#13")):
        text = text.replace(character, f"&{name};")
    return text


@pytest.mark.parametrize("text", TEXTS)
def test_a_literal_in_rdf_xml_is_read_as_it_was_written(text: str) -> None:
    root = ET.fromstring(graph_bytes([Triple(S, P, Literal(text))], RDF_XML))  # noqa: S314
    assert (root[0][0].text or "") == text


@pytest.mark.parametrize(
    "triple",
    [
        Triple(S, P, Literal("\x01")),
        Triple(S, P, Literal("\uffff")),
        Triple(S, NamedNode("urn:p/"), Literal("x")),
    ],
)
def test_what_has_no_form_in_rdf_xml_is_not_acceptable(triple: Triple) -> None:
    with pytest.raises(NotAcceptable) as raised:
        graph_bytes([triple], RDF_XML)
    assert "text/turtle" in raised.value.offered
    assert "application/rdf+xml" not in raised.value.offered
    assert graph_bytes([triple], TURTLE)


def test_an_iri_with_a_comma_takes_one_field_of_csv() -> None:
    torn = solutions("a", "b").serialize(format=QueryResultsFormat.CSV)
    assert torn is not None
    assert not is_whole_csv(torn, 2)
    output = io.BytesIO()
    write_csv(solutions(*map(escaped, TEXTS)), output)
    rows = list(csv.reader(io.StringIO(output.getvalue().decode(), newline="")))
    expected = [[f"http://example.org/{n},b", text] for n, text in enumerate(TEXTS)]
    assert rows == [["iri", "text"], *expected]
    assert is_whole_csv(output.getvalue(), 2)


def test_csv_without_commas_in_iris_is_taken_as_the_library_writes_it() -> None:
    for body, columns in (
        (b"s,o\r\nurn:a,1\r\nurn:b,\r\n", 2),
        (b's,o\r\nurn:a,"one, two"\r\n', 2),
        (b'o\r\n\r\n"a\r\nb"\r\n', 1),
        (b"\r\n\r\n", 0),
        (b's,o\r\nurn:a,"' + b"x" * 100_000 + b'"\r\n', 2),
    ):
        assert is_whole_csv(body, columns), body[:80]


def test_a_field_that_is_too_long_to_look_at_is_written_in_our_own_way() -> None:
    assert not is_whole_csv(b's,o\r\nurn:a,"' + b"x" * 200_000 + b'"\r\n', 2)


def test_someone_looks_while_csv_is_written() -> None:
    def look() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        write_csv(solutions("a"), io.BytesIO(), look)


def test_blank_nodes_have_their_labels_in_csv() -> None:
    document = (
        b'{"head":{"vars":["b"]},"results":{"bindings":[{"b":{"type":"bnode","value":"x"}}]}}'
    )
    found = parse_query_results(document, QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    output = io.BytesIO()
    write_csv(found, output)
    assert output.getvalue() == f"b\r\n{BlankNode('x')}\r\n".encode()
