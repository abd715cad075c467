"""Where the wording of a plan's elements stands in the source texts. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from planvev.ingest.export.model import own_suffix
from planvev.ingest.export.sources import GraphTexts
from planvev.linking.corpus_facts import Facts, gather, iri_of, iris_of, value_of
from planvev.vocab import OA, PV, RDF


@dataclass(frozen=True)
class Slice:
    """A slice of a source text. text: its SHA-256; start, end: code points."""

    text: str
    start: int
    end: int


def slices_of(texts: GraphTexts, plan: str) -> dict[str, tuple[Slice, ...]]:
    """Return the slices of the wording of each element of a plan, in their order.

    Raises what reading the graphs raises.
    """
    found: dict[str, tuple[Slice, ...]] = {}
    for graph in sorted(texts.graphs()):
        if own_suffix(graph, plan) != "adopted":
            continue
        said = gather(texts.text(graph))
        for iri, facts in said.items():
            if PV.partOf.value in facts:
                slices = [_slice(said.get(each, {}), said) for each in iris_of(facts, PV.passage)]
                found[iri] = tuple(
                    sorted((s for s in slices if s is not None), key=lambda s: (s.text, s.start))
                )
    return found


def _slice(facts: Facts, said: dict[str, Facts]) -> Slice | None:
    source = iri_of(facts, OA.hasSource).rpartition("/")[2]
    for selector in iris_of(facts, OA.hasSelector):
        place = said.get(selector, {})
        if OA.TextPositionSelector not in place.get(RDF.type.value, ()):
            continue
        start, end = value_of(place, OA.start), value_of(place, OA.end)
        if source and start.isdecimal() and end.isdecimal():
            return Slice(source, int(start), int(end))
    return None
