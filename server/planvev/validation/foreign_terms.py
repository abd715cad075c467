"""Terms of foreign vocabularies, units and themes: mostly misspelt ones.

``ontology/foreign-terms.toml`` lists the terms that the data may use.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from pyoxigraph import NamedNode, Triple

from planvev.archive.files import GraphFile
from planvev.resources import ontology_root
from planvev.validation.index import GraphIndex
from planvev.validation.report import Severity, ValidationResult
from planvev.validation.structure import DERIVED, result_in
from planvev.vocab import DCT, PV, RDF

LIST: Final = "foreign-terms.toml"
_STABLE: Final = frozenset(("rdf", "rdfs", "skos", "dct", "prov", "oa"))
_UNIT: Final = "http://qudt.org/vocab/unit/"


@dataclass(frozen=True)
class _Vocabulary:
    """The terms of one vocabulary that may be used. prefix: what it is called."""

    prefix: str
    namespace: str
    terms: tuple[str, ...]


@lru_cache(maxsize=1)
def _vocabularies() -> Mapping[str, _Vocabulary]:
    """Read the list, by namespace."""
    table = tomllib.loads((ontology_root() / LIST).read_text(encoding="utf-8"))
    return {
        entry["namespace"]: _Vocabulary(prefix, entry["namespace"], tuple(entry["terms"]))
        for prefix, entry in table.items()
    }


def check_foreign_terms(
    submitted: Sequence[GraphFile], index: GraphIndex
) -> list[ValidationResult]:
    """Report foreign terms that are not in the list, and themes that no graph describes.

    index: all graphs at hand. One result for a subject and a term.
    """
    results: dict[tuple[str, str], ValidationResult] = {}
    for graph in submitted:
        if graph.graph.value.startswith(DERIVED):
            continue
        for triple in graph.triples:
            if not isinstance(triple.subject, NamedNode):
                continue
            for term in _named_terms(triple):
                if (found := _unknown(term)) is not None:
                    key = (triple.subject.value, term.value)
                    results.setdefault(key, _not_listed(graph, triple, term, found))
            node = triple.object
            if triple.predicate != DCT.subject or not isinstance(node, NamedNode):
                continue
            if node.value not in index:
                key = (triple.subject.value, node.value)
                results.setdefault(key, _not_described(graph, triple, node))
    return list(results.values())


def _named_terms(triple: Triple) -> Iterator[NamedNode]:
    """Yield the property, a class, a unit: what must be a term of some vocabulary."""
    yield triple.predicate
    if triple.predicate in (RDF.type, PV.unit) and isinstance(triple.object, NamedNode):
        yield triple.object


@lru_cache(maxsize=1024)
def _unknown(term: NamedNode) -> _Vocabulary | None:
    """Return the vocabulary that a term claims to be of, where the list does not have it."""
    if term in PV:
        return None
    head = max(term.value.rfind(mark) for mark in "#/:") + 1
    vocabulary = _vocabularies().get(term.value[:head])
    name = term.value[head:]
    if vocabulary is None or name in vocabulary.terms:
        return None
    return vocabulary


def _not_listed(
    graph: GraphFile, triple: Triple, term: NamedNode, vocabulary: _Vocabulary
) -> ValidationResult:
    name = term.value.removeprefix(vocabulary.namespace)
    prefix = vocabulary.prefix
    alike = get_close_matches(name, vocabulary.terms, n=1)
    nb = f" Mener du {prefix}:{alike[0]}?" if alike else ""
    en = f" Do you mean {prefix}:{alike[0]}?" if alike else ""
    stable = prefix in _STABLE and not _is_defined(term)
    kind_nb, kind_en = ("enheten", "the unit") if vocabulary.namespace == _UNIT else ("", "")
    label_nb = f"{kind_nb} {prefix}:{name}".strip()
    label_en = f"{kind_en} {prefix}:{name}".strip()
    return result_in(
        graph,
        "KnownForeignTerm",
        triple.subject.value if isinstance(triple.subject, NamedNode) else "",
        (
            f"planvev kjenner ikke {label_nb}.{nb} Rett navnet; er det riktig, skal det inn i "
            f"ontology/{LIST}.",
            f"planvev does not know {label_en}.{en} Mend the name; if it is right, it belongs in "
            f"ontology/{LIST}.",
        ),
        severity=Severity.VIOLATION if stable else Severity.WARNING,
        path=triple.predicate.value,
        value=term,
    )


def _is_defined(term: NamedNode) -> bool:
    """Whether a vocabulary that rdflib knows defines the term, though our list lacks it."""
    from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, URIRef

    return any(URIRef(term.value) in defined for defined in (RDF, RDFS, SKOS, DCTERMS, PROV))


def _not_described(graph: GraphFile, triple: Triple, node: NamedNode) -> ValidationResult:
    return result_in(
        graph,
        "ThemeDescribed",
        triple.subject.value if isinstance(triple.subject, NamedNode) else "",
        (
            f"Temaet <{node.value}> er ikke beskrevet i noen graf. Rett IRI-en, eller beskriv "
            "temaet i shared/themes med skos:prefLabel.",
            f"The theme <{node.value}> is not described in any graph. Mend the IRI, or describe "
            "the theme in shared/themes with skos:prefLabel.",
        ),
        severity=Severity.WARNING,
        path=triple.predicate.value,
        value=node,
    )
