"""A plan's ``register`` graph: what it is called, whose it is, for when; and where that is from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from planvev.ingest.draft import PlanFacts
from planvev.ingest.findings import READER, actor_kind
from planvev.ingest.slugs import slug
from planvev.vocab import CODE, DCAT, DCT, ID, PREFIXES, PROV, PV, RDF, RDFS, XSD, Namespace

_ORG: Final = Namespace(PREFIXES["org"])
_SPDX: Final = Namespace(PREFIXES["spdx"])
_LANGUAGES: Final = {
    "nb": "NOB",
    "nn": "NNO",
    "en": "ENG",
    "se": "SME",
    "sma": "SMA",
    "smj": "SMJ",
}
_LANGUAGE: Final = "http://publications.europa.eu/resource/authority/language/"
_MEDIA_TYPE: Final = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True)
class SourceText:
    """The text that was pinned. name: of the file; characters: its length in code points."""

    sha256: str
    name: str
    characters: int
    language: str


def source_triples(source: SourceText) -> Iterator[Triple]:
    """Yield the description of a source text (SPDX checksum; ``pv:SourceText``)."""
    node = ID[f"source/{source.sha256}"]
    checksum = NamedNode(f"{node.value}/checksum")
    yield Triple(node, RDF.type, PV.SourceText)
    yield Triple(node, RDF.type, PROV.Entity)
    yield Triple(node, DCT.title, Literal(source.name, language=source.language))
    yield Triple(node, DCT["format"], NamedNode(f"{_MEDIA_TYPE}text/plain"))
    yield Triple(node, DCT.language, language_iri(source.language))
    yield Triple(node, PV.characterCount, Literal(str(source.characters), datatype=XSD.integer))
    yield Triple(node, _SPDX.checksum, checksum)
    yield Triple(checksum, RDF.type, _SPDX.Checksum)
    yield Triple(checksum, _SPDX.algorithm, _SPDX.checksumAlgorithm_sha256)
    yield Triple(checksum, _SPDX.checksumValue, Literal(source.sha256, datatype=XSD["hexBinary"]))


def reader_triples() -> Iterator[Triple]:
    """Yield the description of who makes the findings of imports (``findings.READER``)."""
    yield Triple(READER, RDF.type, PROV.Organization)
    yield Triple(READER, RDFS.label, Literal("planvev", language="nb"))


def language_iri(language: str) -> NamedNode:
    """Return the EU authority's IRI of a language; bokmål where it is unknown."""
    return NamedNode(_LANGUAGE + _LANGUAGES.get(language, "NOB"))


def register_triples(
    facts: PlanFacts, plan: NamedNode, source: SourceText, known: frozenset[str] = frozenset()
) -> Iterator[Triple]:
    """Yield the facts of a plan, each with a claim that names the document as its source.

    known: IRIs of bodies and actors that other graphs describe; the others are described here.
    """
    yield Triple(plan, RDF.type, PV.PlanInstrument)
    body = NamedNode(plan.value.rpartition("/")[0])
    for name, predicate, node in _facts(facts, plan, body):
        yield Triple(plan, predicate, node)
        yield from _claim(plan, name, predicate, node, source)
    if facts.start_year or facts.end_year:
        period = NamedNode(f"{plan.value}/period")
        yield Triple(period, RDF.type, DCT.PeriodOfTime)
        for name, year in (("startDate", facts.start_year), ("endDate", facts.end_year)):
            if year:
                yield Triple(period, DCAT[name], Literal(year, datatype=XSD.gYear))
    if body.value not in known:
        yield from _body(body, facts)
    council = _council(facts, body)
    if council and council.value not in known:
        yield from _actor(council, facts.adopted_by, facts.language or "nb")


def named_in_facts(facts: PlanFacts, plan: NamedNode) -> dict[str, str]:
    """Return whom the facts name, for ``findings.Actors.known``: IRIs by folded name."""
    body = NamedNode(plan.value.rpartition("/")[0])
    council = _council(facts, body)
    names = {facts.body: body.value, facts.adopted_by: council.value if council else ""}
    return {" ".join(name.casefold().split()): iri for name, iri in names.items() if name and iri}


def _facts(
    facts: PlanFacts, plan: NamedNode, body: NamedNode
) -> Iterator[tuple[str, NamedNode, NamedNode | Literal]]:
    language = facts.language or "nb"
    if facts.title:
        yield "title", DCT.title, Literal(facts.title, language=language)
    yield "body", PV.body, body
    if facts.instrument_type:
        yield "type", PV.instrumentType, CODE[f"instrument-type/{facts.instrument_type}"]
    status = facts.status or ("adopted" if facts.adopted_on else "draft")
    yield "status", PV.planStatus, CODE[f"plan-status/{status}"]
    if facts.start_year or facts.end_year:
        yield "period", DCT.temporal, NamedNode(f"{plan.value}/period")
    yield "language", DCT.language, language_iri(language)
    if facts.adopted_on:
        yield "adopted-on", PV.adoptedOn, Literal(facts.adopted_on, datatype=XSD.date)
    council = _council(facts, body)
    if council:
        yield "adopted-by", PV.adoptedBy, council


def _claim(
    plan: NamedNode, name: str, predicate: NamedNode, node: NamedNode | Literal, source: SourceText
) -> Iterator[Triple]:
    claim = NamedNode(f"{plan.value}/claim/{name}")
    yield Triple(claim, RDF.type, RDF.Statement)
    yield Triple(claim, RDF.subject, plan)
    yield Triple(claim, RDF.predicate, predicate)
    yield Triple(claim, RDF.object, node)
    yield Triple(claim, DCT.source, ID[f"source/{source.sha256}"])


def _council(facts: PlanFacts, body: NamedNode) -> NamedNode | None:
    if not facts.adopted_by:
        return None
    name = slug(facts.adopted_by)
    prefix = body.value.rpartition("/")[2]
    # As in the shared data: actor/trondheim-bystyret.
    return ID[f"actor/{name if name.startswith(prefix) else f'{prefix}-{name}'}"]


def _body(body: NamedNode, facts: PlanFacts) -> Iterator[Triple]:
    name = facts.body or _from_slug(body.value.rpartition("/")[2])
    yield Triple(body, RDF.type, _ORG.Organization)
    yield from _actor(body, name, facts.language or "nb")


def _actor(node: NamedNode, name: str, language: str) -> Iterator[Triple]:
    yield Triple(node, RDF.type, PV.Actor)
    yield Triple(node, RDFS.label, Literal(name, language=language))
    yield Triple(node, PV.actorKind, CODE[f"actor-kind/{actor_kind(name)}"])


def _from_slug(name: str) -> str:
    return re.sub(r"[-_]+", " ", name).strip().capitalize()
