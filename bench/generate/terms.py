"""Terms in two syntaxes, and sinks that write a named graph as Turtle and as N-Quads at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple, TextIO

BASE: Final = "https://w3id.org/planvev/"
PREFIXES: Final[dict[str, str]] = {
    "code": BASE + "code/",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "pv": BASE + "ontology#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "unit": "http://qudt.org/vocab/unit/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_HEADER: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


class Term(NamedTuple):
    """A term as Turtle writes it in our files, and as N-Triples writes it."""

    turtle: str
    full: str


Pairs = Iterable[tuple[Term, Term]]


def name(prefix: str, local: str) -> Term:
    """Return a term by its prefix; local: letters, digits and inner hyphens.

    >>> name("pv", "Goal").full
    '<https://w3id.org/planvev/ontology#Goal>'
    """
    return Term(f"{prefix}:{local}", f"<{PREFIXES[prefix]}{local}>")


def iri(value: str) -> Term:
    """Return an absolute IRI as a term."""
    return Term(f"<{value}>", f"<{value}>")


def thing(path: str) -> Term:
    """Return ``id/<path>`` as a term."""
    return iri(f"{BASE}id/{path}")


def code(codelist: str, notation: str) -> Term:
    """Return a concept of one of our codelists.

    >>> code("goal-level", "delmal").turtle
    '<https://w3id.org/planvev/code/goal-level/delmal>'
    """
    return iri(f"{BASE}code/{codelist}/{notation}")


def escape(text: str) -> str:
    r"""Escape a literal's text for both syntaxes.

    >>> escape('a "b"\n')
    'a \\"b\\"\\n'
    """
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def text(value: str, language: str = "nb") -> Term:
    """Return a language-tagged literal."""
    both = f'"{escape(value)}"@{language}'
    return Term(both, both)


def plain(value: str) -> Term:
    """Return a plain string."""
    both = f'"{escape(value)}"'
    return Term(both, both)


def typed(value: str | float, datatype: str) -> Term:
    """Return a literal of an XSD datatype, by its local name."""
    if datatype == "integer":
        return Term(str(value), f'"{value}"^^<{PREFIXES["xsd"]}integer>')
    return Term(f'"{value}"^^xsd:{datatype}', f'"{value}"^^<{PREFIXES["xsd"]}{datatype}>')


A: Final = Term("a", f"<{PREFIXES['rdf']}type>")


class GraphSink:
    """Writes one named graph: its own Turtle file, and its share of the N-Quads dump.

    triples: how many were written so far. The caller never repeats a triple.
    """

    def __init__(self, path: Path, graph: str, dump: TextIO, base: str = BASE) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.triples = 0
        self._file = path.open("w", encoding="utf-8", newline="\n")
        self._dump = dump
        self._end = f" <{BASE}graph/{graph}> .\n"
        self._file.write(f"@base <{base}> .\n{_HEADER}")

    def block(self, subject: Term, pairs: Pairs) -> None:
        """Write one subject; pairs of one predicate should follow each other."""
        lines: list[str] = []
        quads: list[str] = []
        last: Term | None = None
        for pair in pairs:
            predicate, value = pair
            if predicate is last:
                lines[-1] += f" , {value.turtle}"
            else:
                lines.append(f"{predicate.turtle} {value.turtle}")
            last = predicate
            quads.append(f"{subject.full} {predicate.full} {value.full}{self._end}")
        joined = " ;\n\t".join(lines)
        self._file.write(f"\n{subject.turtle} {joined} .\n")
        self._dump.write("".join(quads))
        self.triples += len(quads)

    def close(self) -> None:
        """Close the graph's own file; the dump belongs to the caller."""
        self._file.close()
