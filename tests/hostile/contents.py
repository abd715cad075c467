"""Documents and updates that are bombs, written with a good token.

Whoever holds a token may change the data; no more than that. Each of these is refused, or ends its
worker, or is written whole; the next write is made as if nothing had been.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from hostile.case import Case, Target, nested, put, repeated, update
from hostile.queries import CROSS_PRODUCT

REFUSED = (400,)
ENDED = (400, 503, 504)
WRITTEN_OR_ENDED = (200, 201, 204, *ENDED)
TURTLE, _NT = "text/turtle", "application/n-triples"
JSON_LD, XML = "application/ld+json", "application/rdf+xml"
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="urn:">'
TRIPLE = "<urn:a> <urn:b> "


def _laughs(levels: int = 10) -> str:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(levels))
    return (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "lol">{entities}]>{RDF}'
        f'<rdf:Description rdf:about="urn:a"><p:b>&e{levels};</p:b></rdf:Description></rdf:RDF>'
    )


def _contexts() -> str:
    """Return JSON-LD with a context of its own for each of many values."""
    scoped = {"@context": {"c": "urn:c"}, "urn:b": 1}
    return json.dumps({"@context": {"a": "urn:a"}, "a": [scoped] * 20_000})


_DOCUMENTS: dict[str, tuple[str, Callable[[], str | bytes], tuple[int, ...]]] = {
    "billion laughs": (XML, _laughs, REFUSED),
    "billion laughs in UTF-16": (XML, lambda: _laughs().encode("utf-16"), REFUSED),
    "XML, 50,000 deep": (
        XML,
        lambda: repeated(RDF, "<rdf:Description><p:b>", 25_000),
        REFUSED,
    ),
    "an element of 50,000 attributes": (
        XML,
        lambda: (
            f"{RDF}<rdf:Description {' '.join(f'p:a{n}=' + chr(34) * 2 for n in range(50_000))}/>"
        ),
        REFUSED,
    ),
    "50,000 namespaces": (
        XML,
        lambda: f"<a {' '.join(f'xmlns:a{n}=' + chr(34) * 2 for n in range(50_000))}/>",
        REFUSED,
    ),
    "comments without an end": (XML, lambda: "<!--" * 250_000, REFUSED),
    "quotation marks in a tag": (XML, lambda: "<a " + '"' * 1_000_000, REFUSED),
    "JSON-LD, 8,000 deep": (JSON_LD, lambda: nested("", '{"a":', "1", "}", "", 8_000), REFUSED),
    "arrays, 500,000 deep": (JSON_LD, lambda: "[" * 500_000, REFUSED),
    "20,000 contexts": (JSON_LD, _contexts, REFUSED),
    "a number of 100,000 digits": (
        JSON_LD,
        lambda: f'{{"@id": "urn:a", "urn:b": {"9" * 100_000}}}',
        WRITTEN_OR_ENDED,
    ),
    "a number without end": (
        JSON_LD,
        lambda: '{"@id": "urn:a", "urn:b": 1e999999999}',
        WRITTEN_OR_ENDED,
    ),
    "half a surrogate pair in JSON": (
        JSON_LD,
        lambda: '{"@id": "urn:a", "urn:b": "\\ud800"}',
        REFUSED,
    ),
    "Turtle, collections 100,000 deep": (
        TURTLE,
        lambda: nested(TRIPLE, "(", "", ")", " .", 100_000),
        REFUSED,
    ),
    "Turtle, brackets 100,000 deep": (TURTLE, lambda: TRIPLE + "[<urn:b> " * 100_000, REFUSED),
    "triple terms, 100,000 deep": (TURTLE, lambda: TRIPLE + f"<<( {TRIPLE}" * 40_000, REFUSED),
    "triple terms in N-Triples": (_NT, lambda: TRIPLE + f"<<( {TRIPLE}" * 40_000, REFUSED),
    "a prefix of 2 KB for 200,000 names": (
        TURTLE,
        lambda: repeated(f"@prefix a: <urn:{'x' * 2_000}> .\n", "a:a a:b a:c .\n", 70_000),
        ENDED,
    ),
    "a literal of 15 MB": (TURTLE, lambda: f'{TRIPLE}"{"a" * 15_000_000}" .', ENDED),
    "strings without an end": (TURTLE, lambda: f"{TRIPLE}'" + "\\'" * 500_000, REFUSED),
    "quotation marks only": (TURTLE, lambda: '"' * 1_000_000, REFUSED),
    "500,000 triples": (
        TURTLE,
        lambda: "".join(f"<urn:a{n}> <urn:b> {n} .\n" for n in range(500_000)),
        WRITTEN_OR_ENDED,
    ),
    "a language tag of 1 MB": (
        TURTLE,
        lambda: f'{TRIPLE}"x"@{"-".join(["abcdefgh"] * 100_000)} .',
        WRITTEN_OR_ENDED,
    ),
    "a control character": (TURTLE, lambda: f'{TRIPLE}"\\u0001" .', REFUSED),
    "a NUL": (TURTLE, lambda: f'{TRIPLE}"\\u0000" .', REFUSED),
    "an IRI that is a script": (TURTLE, lambda: f"{TRIPLE}<javascript:alert(1)> .", REFUSED),
    "an IRI of 10 KB": (TURTLE, lambda: f"{TRIPLE}<urn:{'x' * 10_000}> .", REFUSED),
    "broken UTF-8": (TURTLE, lambda: f'{TRIPLE}"'.encode() + b'\xff" .', REFUSED),
    "Turtle in UTF-16": (TURTLE, lambda: f"{TRIPLE}1 .".encode("utf-16"), REFUSED),
}
_UPDATES: dict[str, tuple[Callable[[], str], tuple[int, ...]]] = {
    "an update with a cross product": (
        lambda: (
            "INSERT { GRAPH <urn:hostile> { ?a ?e ?i } } WHERE { GRAPH ?x { ?a ?b ?c } "
            "GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i } }"
        ),
        ENDED,
    ),
    "a query, sent as an update": (lambda: CROSS_PRODUCT, REFUSED),
    "20,000 operations": (lambda: "CLEAR DEFAULT;" * 20_000, WRITTEN_OR_ENDED),
    "the same triple 300,000 times": (
        lambda: repeated("INSERT DATA { ", "<urn:a> <urn:b> 1 . ", 300_000, "}"),
        WRITTEN_OR_ENDED,
    ),
    "triple terms in an update, 50,000 deep": (
        lambda: "INSERT DATA { " + f"<<( {TRIPLE}" * 40_000,
        REFUSED,
    ),
    "doubling in an update": (
        lambda: (
            "INSERT { <urn:a> <urn:b> ?x40 } WHERE { BIND('0123456789abcdef' AS ?x0) "
            + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
            + " }"
        ),
        ENDED,
    ),
    "a script's IRI in an update": (
        lambda: "INSERT DATA { <urn:a> <urn:b> <javascript:alert(1)> }",
        REFUSED,
    ),
    "a control character in an update": (
        lambda: "INSERT DATA { <urn:a> <urn:b> '\\u0001' }",
        REFUSED,
    ),
    "10 MB of words": (lambda: "A " * 5_000_000, ENDED),
    "10 MB of quotation marks": (lambda: "'" * 10_000_000, ENDED),
    "10 MB of smaller-than signs": (lambda: "<" * 10_000_000, ENDED),
    "10 MB of strings without an end": (lambda: "'" + "\\'" * 5_000_000, ENDED),
    "10 MB of brackets": (lambda: "() " * 3_300_000, ENDED),
    "a graph that is not there": (lambda: "DROP GRAPH <urn:nosuch>", REFUSED),
}


def _cases() -> Iterator[Case]:
    for name, (media_type, make, statuses) in _DOCUMENTS.items():

        def sent(target: Target, media_type: str = media_type, make: object = make) -> bytes:
            assert callable(make)
            return put(make(), media_type, target.admin)

        yield Case(name, sent, statuses)
    for name, (text, statuses) in _UPDATES.items():
        yield Case(name, lambda t, text=text: update(text(), t.admin), statuses)


def without_token(case: Case) -> Case:
    """Return the same request from somebody who has no token."""
    return Case(
        f"{case.name}, without a token",
        lambda target: case.sent(Target(target.canary, target.canary_v6)),
        (401, 413),
        ("unauthorized", "too-large"),
    )


CONTENTS = tuple(_cases())
