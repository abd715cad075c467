"""RDF that comes in from outside: parsed, its terms checked, in canonical form.

A document is checked before a parser sees it (``nesting``), parsed strictly by pyoxigraph, and
each of its terms checked: what would break somebody else later (characters that no XML can hold,
IRIs that run scripts, literals without end) is not taken in. What is refused says its line and
column, or its triple.

Parsing holds the interpreter's lock. In a server it belongs into a worker with a deadline.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, Quad, RdfFormat, Triple, parse, serialize

from planvev.archive.canonical import join_lines, lines_of
from planvev.archive.tags import respell
from planvev.errors import BadContent
from planvev.rdf.formats import RDF_SYNTAX, Format
from planvev.sparql.nesting import refuse_at, refuse_dangerous_content

SCHEMES: Final = frozenset({"http", "https", "urn", "mailto"})
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""C0 and C1 but tab, line feed and carriage return; and what else no XML document can hold."""
_BOM: Final = b"\xef\xbb\xbf"
_EXPANSION_FREE_BYTES: Final = 1_048_576
_TRIPLE_SHOWN_MAX: Final = 300
_FULL_BUFFER: Final = "buffer maximal size"
"""What pyoxigraph says of a token that it does not take, by the error for too little memory."""


@dataclass(frozen=True)
class ContentLimits:
    """Bounds of what is taken in; 0 turns a number off.

    literal_bytes_max, iri_bytes_max: in UTF-8. schemes: of IRIs, in lower case.
    expansion_max: how many times its own size a document may have as N-Triples, beyond a first
    MiB (prefixes make long IRIs of short names). So the triples are bounded by the body's size.
    """

    literal_bytes_max: int = 1_048_576
    iri_bytes_max: int = 2048
    schemes: Collection[str] = SCHEMES
    expansion_max: int = 50


@dataclass(frozen=True)
class Document:
    """One document: its bytes, its RDF format; its name in a multipart request, else empty."""

    body: bytes = field(repr=False)
    format: Format
    name: str = ""


def canonical_content(
    documents: Sequence[Document],
    base_iri: str | None,
    limits: ContentLimits | None = None,
    *,
    rename_blank_nodes: bool = False,
) -> bytes:
    """Return the canonical text of the documents' triples together, for the archive.

    base_iri: what relative IRIs are resolved against; None where there may be none.
    rename_blank_nodes: give blank nodes new labels, for documents that are added to a graph; those
    of several documents are never one another's, and are renamed always. Raises BadContent.
    """
    rename = rename_blank_nodes or len(documents) > 1
    lines: list[bytes] = []
    for document in documents:
        try:
            lines += _lines_of(document, base_iri, limits or ContentLimits(), rename=rename)
        except BadContent as error:
            if not document.name:
                raise
            raise BadContent(error.problem, error.line, error.column, document.name) from None
    return join_lines(lines)


def parse_content(
    document: Document,
    base_iri: str | None,
    limits: ContentLimits | None = None,
    *,
    rename_blank_nodes: bool = False,
) -> list[Triple]:
    """Return the triples of a document, in its order, duplicates kept, each term checked.

    Labels of blank nodes are kept where they are not to be renamed. Language tags are lower-cased
    by the parser; ``canonical_content`` keeps their letters. Raises BadContent.
    """
    limits = limits or ContentLimits()
    content = document.body.removeprefix(_BOM)
    _refuse_other_encoding(content)
    syntax = RDF_SYNTAX[document.format]
    refuse_dangerous_content(content, syntax)
    budget = _EXPANSION_FREE_BYTES + limits.expansion_max * len(content)
    triples: list[Triple] = []
    quads = _parse(content, syntax, base_iri, rename_blank_nodes=rename_blank_nodes)
    for number, quad in enumerate(quads, start=1):
        triple = quad.triple
        budget -= _check(triple, number, limits)
        if limits.expansion_max and budget < 0:
            raise BadContent(
                f"it is more than {limits.expansion_max} times as long without its prefixes "
                f"(seen at triple {number}). Send it in parts."
            )
        triples.append(triple)
    return triples


def check_triples(triples: Iterable[Triple], limits: ContentLimits | None = None) -> None:
    """Check the terms of triples that were made here, as by an update. Raises BadContent."""
    limits = limits or ContentLimits()
    for number, triple in enumerate(triples, start=1):
        _check(triple, number, limits)


def check_graph_iri(iri: str, limits: ContentLimits | None = None) -> None:
    """Check the IRI of a graph that is to be written. Raises BadContent."""
    problem = _problem_of_iri(iri, limits or ContentLimits())
    if problem:
        raise BadContent(f"the graph's IRI {problem}.")


def _lines_of(
    document: Document, base_iri: str | None, limits: ContentLimits, *, rename: bool
) -> list[bytes]:
    triples = parse_content(document, base_iri, limits, rename_blank_nodes=rename)
    content = document.body.removeprefix(_BOM)
    lines = lines_of(triples)
    try:
        return respell(lines, content, RDF_SYNTAX[document.format])
    except (SyntaxError, ValueError):
        return lines  # the letters of language tags could not be found; they stay in lower case


def _refuse_other_encoding(content: bytes) -> None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        refuse_at(content, error.start, f"byte {error.start} is not UTF-8.")


def _parse(
    content: bytes, syntax: RdfFormat, base_iri: str | None, *, rename_blank_nodes: bool
) -> Iterator[Quad]:
    """Yield what pyoxigraph parses, its errors as BadContent."""
    try:
        yield from parse(
            content,
            syntax,
            base_iri=None if syntax == RdfFormat.N_TRIPLES else base_iri,
            without_named_graphs=True,
            rename_blank_nodes=rename_blank_nodes,
        )
    except SyntaxError as error:
        message = error.msg or "it cannot be parsed"
        place, separator, reason = message.partition(": ")
        if separator and place.startswith("Parser error"):
            message = re.sub(r" \(line \d+\)$", "", reason)
        raise BadContent(f"{message}.", error.lineno, error.offset) from None
    except ValueError as error:
        raise BadContent(f"{error}.") from None
    except MemoryError as error:
        if _FULL_BUFFER not in str(error):
            raise
        raise BadContent("a string, an IRI or a comment in it is longer than 16 MiB.") from None


def _check(triple: Triple, number: int, limits: ContentLimits) -> int:
    """Check the terms of a triple; return about how many bytes it has in N-Triples."""
    size = 0
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, Triple):
            size += _check(term, number, limits)
        elif isinstance(term, BlankNode):
            size += len(term.value)
        else:
            problem = (
                _problem_of_literal(term, limits)
                if isinstance(term, Literal)
                else _problem_of_iri(term.value, limits)
            )
            if problem:
                raise BadContent(f"{problem}. It is in triple {number}: {_shown(triple)}")
            size += len(term.value) + 2
    return size + 4


def _problem_of_literal(literal: Literal, limits: ContentLimits) -> str:
    value = literal.value
    control = _CONTROL.search(value)
    if control:
        return f"a literal holds the control character U+{ord(control[0]):04X}"
    if _is_longer(value, limits.literal_bytes_max):
        return f"a literal has more than {limits.literal_bytes_max} bytes"
    return _problem_of_iri(literal.datatype.value, limits)


def _problem_of_iri(iri: str, limits: ContentLimits) -> str:
    scheme, colon, _ = iri.partition(":")
    if not colon or scheme.lower() not in limits.schemes:
        return f"«{iri[:100]}» is no IRI that is taken here: it must begin with " + ", ".join(
            f"{name}:" for name in sorted(limits.schemes)
        )
    if _is_longer(iri, limits.iri_bytes_max):
        return f"«{iri[:60]}…» has more than {limits.iri_bytes_max} bytes"
    return ""


def _is_longer(text: str, bytes_max: int) -> bool:
    return bool(bytes_max) and len(text) * 4 > bytes_max and len(text.encode()) > bytes_max


def _shown(triple: Triple) -> str:
    """Return the triple as N-Triples, its control characters escaped, cut where it is long."""
    text = (serialize([triple], format=RdfFormat.N_TRIPLES) or b"").decode().strip()
    escaped = _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04X}", text)
    return escaped if len(escaped) <= _TRIPLE_SHOWN_MAX else f"{escaped[:_TRIPLE_SHOWN_MAX]}…"
