"""Families of documents and updates that are the worse the deeper, or longer, they are.

The families of queries are those of the engine's own tests. By name: the greatest depth, and what
makes a text of a depth.
"""

from __future__ import annotations

from collections.abc import Callable

from hostile.case import nested, repeated
from hostile.contents import JSON_LD, RDF, TRIPLE, TURTLE, XML

Make = Callable[[int], str]
_TERM = f"<<( {TRIPLE}"
_COMMA = ","
_SCOPED = '{"@context":{"a":"urn:a"},"a":1}'
_ATTRIBUTE = 'p:a#=""'
_NAMESPACE = 'xmlns:a#="urn:"'


def _listed(template: str, times: int, between: str = " ") -> str:
    """Return a text with numbers from 0 in the place of its ``#``, several times."""
    return between.join(template.replace("#", str(number)) for number in range(times))


DOCUMENT_FAMILIES: dict[str, tuple[str, int, Make]] = {
    "collections": (TURTLE, 200_000, lambda n: nested(TRIPLE, "(", "", ")", " .", n)),
    "brackets": (TURTLE, 100_000, lambda n: nested(TRIPLE, "[<urn:b> ", "1", "]", " .", n)),
    "triple terms": (
        TURTLE,
        30_000,
        lambda n: nested(TRIPLE, f"<<( {TRIPLE}", "1", ")>>", " .", n),
    ),
    "triples": (TURTLE, 100_000, lambda n: _listed("<urn:#> <urn:b> 1 .", n, "\n")),
    "objects": (TURTLE, 200_000, lambda n: repeated(f"{TRIPLE}1", ",1", n, " .")),
    "a literal": (TURTLE, 5_000_000, lambda n: repeated(f'{TRIPLE}"', "a", n, '" .')),
    "a prefix": (TURTLE, 2_000, lambda n: f"@prefix p: <urn:{'x' * n}> .\n{'p:a p:b p:c .' * n}"),
    "a language tag": (TURTLE, 20_000, lambda n: repeated(f'{TRIPLE}"x"@nb', "-abcdefgh", n, " .")),
    "objects in JSON": (JSON_LD, 20_000, lambda n: nested("", '{"urn:a":', "1", "}", "", n)),
    "arrays in JSON": (JSON_LD, 100_000, lambda n: nested('{"urn:a":', "[", "1", "]", "}", n)),
    "contexts": (JSON_LD, 3_000, lambda n: f"[{_listed(_SCOPED, n, _COMMA)}]"),
    "terms of a context": (
        JSON_LD,
        20_000,
        lambda n: repeated('{"@context":{', _listed('"t#":"urn:#"', n, ","), 1, '},"t0":1}'),
    ),
    "elements": (
        XML,
        20_000,
        lambda n: nested(
            RDF, "<rdf:Description><p:b>", "", "</p:b></rdf:Description>", "</rdf:RDF>", n
        ),
    ),
    "attributes": (
        XML,
        20_000,
        lambda n: f"{RDF}<rdf:Description {_listed(_ATTRIBUTE, n)}/></rdf:RDF>",
    ),
    "namespaces": (XML, 20_000, lambda n: f"{RDF[:-1]} {_listed(_NAMESPACE, n)}></rdf:RDF>"),
}
UPDATE_FAMILIES: dict[str, tuple[int, Make]] = {
    "operations": (20_000, lambda n: "CLEAR SILENT GRAPH <urn:hostile>;" * n),
    "inserted triples": (
        100_000,
        lambda n: (
            f"INSERT DATA {{ GRAPH <urn:hostile> {{ {_listed('<urn:#> <urn:b> 1 .', n)} }} }}"
        ),
    ),
    "groups": (20_000, lambda n: nested("DELETE { ?s ?p 1 } WHERE {", "{", "", "}", "}", n)),
    "conditions": (
        40_000,
        lambda n: repeated("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(0", " || ?o = 0", n, ") }"),
    ),
}
