"""Serializations that say what the data say, where the library's own do not.

pyoxigraph writes carriage returns into XML as they are, and every parser makes line feeds of them
(XML 1.0 § 2.11); it writes what no XML document may hold (§ 2.2), and elements without a name.
JSON-LD has no triple terms (RDF 1.2), and pyoxigraph fails there with an error of its own.
Into CSV it writes IRIs without quotes, though commas may stand in them (RFC 4180 § 2).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Final

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple, serialize

from planvev.errors import NotAcceptable
from planvev.rdf.formats import GRAPH_FORMATS, JSON_LD, RDF_SYNTAX, RDF_XML, Format

NOT_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""What no XML document in UTF-8 may hold."""
_ELEMENT_NAME_AT_END: Final = re.compile(r"[^\W\d][\w.-]*\Z")
_ROWS_BETWEEN_LOOKS: Final = 1000


def graph_bytes(
    triples: Sequence[Triple], chosen: Format, prefixes: Mapping[str, str] | None = None
) -> bytes:
    """Return triples in a format. Raises NotAcceptable where they have no form in it."""
    refuse_formless(triples, chosen)
    body = serialize(triples, format=RDF_SYNTAX[chosen], prefixes=dict(prefixes or {})) or b""
    if chosen is not RDF_XML:
        return body
    if NOT_XML.search(body):
        raise _without(chosen)
    return keep_returns(body)


def refuse_formless(triples: Iterable[Triple], chosen: Format) -> None:
    """Raise NotAcceptable for triples that a format cannot say.

    RDF/XML names predicates as elements; JSON-LD has no triples as terms.
    """
    if chosen is RDF_XML and not _have_element_names(triples):
        raise _without(chosen)
    if chosen is JSON_LD and any(isinstance(triple.object, Triple) for triple in triples):
        raise _without(chosen)


def _have_element_names(triples: Iterable[Triple]) -> bool:
    """Return whether every predicate ends in a name that an XML element can have."""
    predicates = {triple.predicate.value for triple in triples}
    return all(_ELEMENT_NAME_AT_END.search(predicate) for predicate in predicates)


def keep_returns(xml: bytes) -> bytes:
    r"""Return XML, or a part of it, with its carriage returns as references.

    >>> keep_returns(b"<literal>a\r\nb</literal>")
    b'<literal>a&#13;\nb</literal>'
    """
    return xml.replace(b"\r", b"&#13;")


def is_whole_csv(body: bytes, columns: int) -> bool:
    r"""Return whether CSV has the same number of fields in each row.

    >>> is_whole_csv(b"s,o\r\nhttp://example.org/a,b,1\r\n", 2)
    False
    """
    if b'"' not in body:
        return body.count(b",") == body.count(b"\r\n") * max(columns - 1, 0)
    lines = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", newline="")
    try:
        return all(len(row) == columns or (not row and columns < 2) for row in csv.reader(lines))
    except csv.Error:  # a field too long for the reader
        return False


def write_csv(
    solutions: QuerySolutions, output: IO[bytes], look: Callable[[], object] = lambda: None
) -> None:
    """Write solutions as CSV (SPARQL 1.1 Query Results CSV and TSV Formats § 3).

    look: called now and then, to end what takes too long or becomes too large.
    """
    writer = csv.writer(_Encoded(output), lineterminator="\r\n")
    writer.writerow([variable.value for variable in solutions.variables])
    for number, solution in enumerate(solutions):
        writer.writerow([None if term is None else _csv_value(term) for term in solution])
        if number % _ROWS_BETWEEN_LOOKS == 0:
            look()


class _Encoded:
    """What takes text for an output that takes bytes, and nothing else of a file."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output

    def write(self, text: str) -> int:
        return self._output.write(text.encode())


def _csv_value(term: NamedNode | Literal | BlankNode | Triple) -> str:
    if isinstance(term, NamedNode | Literal):
        return term.value
    return str(term)


def _without(failed: Format) -> NotAcceptable:
    return NotAcceptable([f.media_type for f in GRAPH_FORMATS if f is not failed])
