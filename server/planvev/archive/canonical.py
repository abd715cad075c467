"""The canonical form of a graph: sorted N-Triples, one triple a line, each triple once.

A canonical text is UTF-8; its lines are sorted by their bytes and each ends in a line feed; the
empty graph is the empty text. Literals stand as they were put (``"007"^^xsd:integer`` stays
``"007"``), language tags in the letters that they were put in, blank nodes with their labels.
Terms are escaped as the serializer of pyoxigraph does it (the canonical N-Triples of RDF 1.2).

Two literals whose language tags differ only in case are one literal (RDF 1.2 Concepts § 3.4): of
two such triples the first by bytes stays.

A ``Store`` rewrites literals, so no text passes through one. The parser of pyoxigraph keeps
literals and lower-cases language tags: ``planvev.archive.tags`` puts their letters back.

>>> print(canonicalize(b'<urn:s> <urn:p> "Hei"@nb-NO, 007, 007 .', RdfFormat.TURTLE).decode())
<urn:s> <urn:p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .
<urn:s> <urn:p> "Hei"@nb-NO .
<BLANKLINE>
"""

from __future__ import annotations

import hashlib
import itertools
import operator
import re
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import RdfFormat, Triple, parse, serialize

from planvev.archive.tags import fold_tags, has_capital_tags, respell, with_exact_tags

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^<>\s]*>|_:[^\s]+')
"""A string, an IRI or a blank node of N-Triples."""
EMPTY = b""
"""The canonical text of a graph without triples."""


def canonicalize(
    content: bytes,
    syntax: RdfFormat,
    *,
    base_iri: str | None = None,
    rename_blank_nodes: bool = False,
) -> bytes:
    """Return the canonical text of a document that holds one graph.

    rename_blank_nodes: give blank nodes new random labels, so that they are no others' (for a
    document that is added to a graph).
    Raises SyntaxError with line and column, as the parser of pyoxigraph does.
    """
    quads = parse(
        content,
        syntax,
        base_iri=base_iri,
        without_named_graphs=True,
        rename_blank_nodes=rename_blank_nodes,
    )
    lines = lines_of(quad.triple for quad in quads)
    return join_lines(respell(lines, content, syntax))


def serialize_canonical(triples: Iterable[Triple]) -> bytes:
    """Return the canonical text of triples in any order, duplicates allowed."""
    return join_lines(lines_of(triples))


def lines_of(triples: Iterable[Triple]) -> list[bytes]:
    """Return the canonical line of each triple, in their order, without line feeds."""
    return split_lines(serialize(triples, format=RdfFormat.N_TRIPLES) or EMPTY)


def split_lines(text: bytes) -> list[bytes]:
    """Return the lines of a canonical text, without line feeds."""
    lines = text.split(b"\n")
    lines.pop()
    return lines


def join_lines(lines: Iterable[bytes]) -> bytes:
    """Return the canonical text of canonical lines in any order, duplicates allowed."""
    unique = sorted(set(lines))
    if not unique:
        return EMPTY
    text = b"\n".join(unique) + b"\n"
    if not has_capital_tags(text):
        return text
    by_value: dict[bytes, bytes] = {}
    for line in unique:
        by_value.setdefault(fold_tags(line), line)
    return b"\n".join(by_value.values()) + b"\n"


def is_canonical(text: bytes) -> bool:
    """Whether lines are sorted, unique and complete; the terms in them are not looked at."""
    if text == EMPTY:
        return True
    lines = split_lines(text)
    in_order = all(map(operator.lt, lines, itertools.islice(lines, 1, None)))
    if not in_order or not lines or not lines[0] or not text.endswith(b"\n"):
        return False
    return not has_capital_tags(text) or len({fold_tags(line) for line in lines}) == len(lines)


def parse_canonical(text: bytes) -> Iterator[Triple]:
    """Yield the triples of a canonical text as they go into a store: language tags lower-cased.

    Blank nodes keep their labels. Raises SyntaxError where the text is not N-Triples.
    """
    quads = parse(text, RdfFormat.N_TRIPLES, rename_blank_nodes=False)
    return (quad.triple for quad in quads)


def parse_exact(text: bytes) -> Iterator[Triple]:
    """Yield the triples of a canonical text as they were put: language tags in their letters.

    They are for writing in another format. They do not belong in a store: pyoxigraph would
    compare their tags letter by letter, and ``FILTER(lang(?o) = "nb-no")`` would not find them.
    Tags inside triple terms, and of literals with a base direction, are lower-cased.
    """
    if not has_capital_tags(text):
        return parse_canonical(text)
    return with_exact_tags(parse_canonical(text), split_lines(text))


def blank_node_labels(text: bytes) -> set[str]:
    r"""Return the labels of a canonical text's blank nodes.

    >>> sorted(blank_node_labels(b'_:b1 <urn:p> "\\"_:no" .\n<urn:s> <urn:p> _:a .\n'))
    ['a', 'b1']
    """
    if b"_:" not in text:
        return set()
    tokens = (match[0] for match in _TOKEN.finditer(text))
    return {token[2:].decode() for token in tokens if token.startswith(b"_:")}


def relabel(text: bytes, labels: Mapping[str, str]) -> bytes:
    """Return a canonical text with other labels for some of its blank nodes. labels: new by old."""
    renamed = {f"_:{old}".encode(): f"_:{new}".encode() for old, new in labels.items()}
    return join_lines(split_lines(_TOKEN.sub(lambda match: renamed.get(match[0], match[0]), text)))


def count_triples(text: bytes) -> int:
    """Return how many triples a canonical text has."""
    return text.count(b"\n")


def sha256_of(text: bytes) -> str:
    """Return the SHA-256 of a text, in hexadecimal: the name of its graph file, its ETag."""
    return hashlib.sha256(text).hexdigest()
