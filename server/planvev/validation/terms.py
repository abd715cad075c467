"""Terms of our ontology that it does not define: mostly misspelt ones.

SHACL passes over a property that no shape knows, so that ``pv:postion`` would be lost silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from pyoxigraph import NamedNode, Triple

from planvev.archive.files import GraphFile
from planvev.validation.index import GraphIndex
from planvev.validation.report import Severity, ValidationResult
from planvev.vocab import PV, RDFS, SHAPES

COMPONENT: Final = SHAPES.KnownTermConstraintComponent.value
SHAPE: Final = SHAPES["KnownTermShape"].value


def check_terms(submitted: Sequence[GraphFile], index: GraphIndex) -> list[ValidationResult]:
    """Report each term of our namespace that the ontology in the index does not define.

    One result a subject and term; the message names the defined term that is most like it.
    """
    defined = sorted(iri for iri in index.having(RDFS.isDefinedBy) if iri.startswith(PV.iri))
    results: dict[tuple[str, str], ValidationResult] = {}
    for triple in (triple for graph in submitted for triple in graph.triples):
        for term in _unknown(triple, index):
            if isinstance(triple.subject, NamedNode):
                key = (triple.subject.value, term.value)
                results.setdefault(key, _result(triple, term, defined))
    return list(results.values())


def _unknown(triple: Triple, index: GraphIndex) -> Iterator[NamedNode]:
    for term in (triple.predicate, triple.object):
        if isinstance(term, NamedNode) and term in PV and term.value not in index:
            yield term


def _result(triple: Triple, term: NamedNode, defined: Iterable[str]) -> ValidationResult:
    name = term.value.removeprefix(PV.iri)
    names = [iri.removeprefix(PV.iri) for iri in defined]
    alike = get_close_matches(name, names, n=1)
    nb = f" Mener du pv:{alike[0]}?" if alike else " Se ontologien for termene som finnes."
    en = f" Do you mean pv:{alike[0]}?" if alike else " See the ontology for the terms there are."
    return ValidationResult(
        severity=Severity.VIOLATION,
        focus_node=str(triple.subject.value) if isinstance(triple.subject, NamedNode) else "",
        source_shape=SHAPE,
        source_constraint_component=COMPONENT,
        messages={
            "nb": f"Ontologien har ingen term pv:{name}.{nb}",
            "en": f"The ontology has no term pv:{name}.{en}",
        },
        path=triple.predicate.value,
        value=term,
    )
