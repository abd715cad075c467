"""What an edited plan takes over from the one that is there: findings and translations.

A finding stays with its element where the words that it quotes stand in the element still; its
passages then point into the new text. What cannot stay is counted, and listed before a commit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from planvev.ingest.elements import Extraction, Role, Slice
from planvev.vocab import ID, OA, PV, XSD

_BY_IMPORT: Final = re.compile(r"/(?:mention|target)/[ic]\d+$")


@dataclass
class Carried:
    """What is taken over. triples: by graph suffix. lost: IRIs of findings that cannot stay."""

    triples: dict[str, list[Triple]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


def carry_over(
    graphs: Mapping[str, Sequence[Triple]], extraction: Extraction, plan: NamedNode
) -> Carried:
    """Return the assessment and the translations of a plan as they fit its new text.

    graphs: those that the plan has, by suffix ("assessment", "translation-en"…). Findings that the
    import has rows of are left out: they are made anew.
    """
    carried = Carried()
    paths = {f"{plan.value}/{element.path}" for element in extraction.elements}
    if "assessment" in graphs:
        spots = _Spots(extraction, plan)
        carried.triples["assessment"] = list(
            _findings(graphs["assessment"], paths, spots, carried.lost)
        )
    for suffix, triples in graphs.items():
        if suffix.startswith("translation-"):
            carried.triples[suffix] = [
                triple
                for triple in triples
                if not isinstance(triple.subject, NamedNode)
                or not triple.subject.value.startswith(f"{plan.value}/")
                or triple.subject.value in paths
            ]
    return carried


def _findings(
    triples: Sequence[Triple], paths: set[str], spots: _Spots, lost: list[str]
) -> Iterator[Triple]:
    about = {
        triple.subject.value: triple.object.value
        for triple in triples
        if triple.predicate == PV.about
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, NamedNode)
    }
    below: dict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        owner = _owner(triple, about)
        if owner is None:
            if _is_of(triple, paths, spots.plan):
                yield triple
        else:
            below[owner].append(triple)
    for finding, own in below.items():
        if _BY_IMPORT.search(finding) or finding in spots.made:
            continue
        moved = spots.moved(own, about[finding]) if about[finding] in paths else None
        if moved is None:
            lost.append(finding)
        else:
            yield from moved


def _owner(triple: Triple, about: Mapping[str, str]) -> str | None:
    """Return the finding that a triple belongs to: its own, its passages', their selectors'."""
    if not isinstance(triple.subject, NamedNode):
        return None
    iri = triple.subject.value
    while iri not in about:
        iri, slash, _ = iri.rpartition("/")
        if not slash:
            return None
    return iri


def _is_of(triple: Triple, paths: set[str], plan: NamedNode) -> bool:
    """Whether a triple is about an element that stays, or about nothing of this plan.

    Actors that an import described are described anew.
    """
    subject = triple.subject
    if not isinstance(subject, NamedNode) or not subject.value.startswith(f"{plan.value}/"):
        return True
    return subject.value in paths


class _Spots:
    """Where quoted words stand in the elements of the new text."""

    def __init__(self, extraction: Extraction, plan: NamedNode) -> None:
        self.plan = plan
        self._extraction = extraction
        self.made = {f"{plan.value}/{element.path}" for element in extraction.findings}
        self._sources = {
            f"{plan.value}/{element.path}": {
                ID[f"source/{given.source}"] for given in element.given
            }
            for element in extraction.elements
        }
        self._slices: dict[str, list[Slice]] = {
            f"{plan.value}/{element.path}": [
                piece for piece in element.slices if piece.role is not Role.REPEATED
            ]
            for element in extraction.elements
        }

    def moved(self, triples: Sequence[Triple], about: str) -> list[Triple] | None:
        """Return a finding with its passages in the new text; None where a quote is not there."""
        new = ID[f"source/{self._extraction.source_sha256}"]
        old = {triple.object for triple in triples if triple.predicate == OA.hasSource}
        if old <= ({new} | self._sources.get(about, set())):
            return list(triples)
        quotes = {
            str(triple.subject).strip("<>"): triple.object.value
            for triple in triples
            if triple.predicate == OA.exact and isinstance(triple.object, Literal)
        }
        places = {name: self._find(about, exact) for name, exact in quotes.items()}
        if not places or any(place is None for place in places.values()):
            return None
        found = {name.removesuffix("/quote"): place for name, place in places.items() if place}
        return [self._placed(triple, found, new) for triple in triples]

    def _placed(self, triple: Triple, found: Mapping[str, Slice], new: NamedNode) -> Triple:
        subject = triple.subject
        passage = str(subject).strip("<>").removesuffix("/quote").removesuffix("/position")
        place = found.get(passage)
        if place is None:
            return triple
        node: NamedNode | Literal
        if triple.predicate == OA.hasSource:
            node = new
        elif triple.predicate == OA.exact:
            node = Literal(self._extraction.source[place.start : place.end])
        elif triple.predicate in (OA.start, OA.end):
            value = place.start if triple.predicate == OA.start else place.end
            node = Literal(str(value), datatype=XSD.nonNegativeInteger)
        else:
            return triple
        return Triple(subject, triple.predicate, node)

    def _find(self, about: str, exact: str) -> Slice | None:
        pattern = re.compile(r"\s+".join(re.escape(word) for word in exact.split()))
        for piece in self._slices.get(about, []):
            match = pattern.search(self._extraction.source, piece.start, piece.end)
            if match:
                return Slice(match.start(), match.end())
        return None
