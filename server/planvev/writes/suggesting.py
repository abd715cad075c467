"""Offers of links, made in the write lane's worker, and recorded.

Holding thousands of elements against each other takes seconds, and the process that answers
requests has other things to do: so a worker does it, which ends with its answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from planvev.archive.archive import Archive
from planvev.linking.element import Element, Quantity
from planvev.linking.suggest.suggestion import Reason, Suggestion
from planvev.writes.linking import LinksWritten, record_links
from planvev.writes.writer import Request, Writer

if TYPE_CHECKING:
    from planvev.linking.offers import Offer

SECONDS_MAX: Final = 60.0


@dataclass(frozen=True)
class _Asked:
    """What a worker is to do. pinned: paths of source texts by SHA-256."""

    state: str
    source: str
    target: str
    top: int
    strategies: bool
    pinned: dict[str, str]


def offers_in_worker(
    writer: Writer, source: str, target: str, top: int = 5, *, strategies: bool = False
) -> list[Offer]:
    """Return the links that are offered from a plan, as ``offers.make_offers``.

    They are made of the newest generation, in a worker of the write lane. Raises PlanNotFound,
    InputError, QueryTimeout, QueryDied, ServerBusy.
    """
    pinned = {sha256: str(path) for sha256, path in writer.sources.pinned.items()}
    asked = _Asked(str(writer.archive.state), source, target, top, strategies, pinned)
    answer = writer.runner.run(
        offers_job, json.dumps(asdict(asked)).encode(), timeout_s=SECONDS_MAX
    )
    return decode_offers(answer)


def offers_job(store: object, generation: int, argument: bytes) -> bytes:
    """Make offers in a worker; what the engine's write lane runs. The store is not used.

    The archive's texts are read instead: the store's copies of literals are rewritten.
    """
    del store
    from planvev.archive.sources import SourceShelf
    from planvev.ingest.export.sources import ArchiveTexts
    from planvev.linking.corpus import read_corpus
    from planvev.linking.offers import make_offers

    asked = _Asked(**json.loads(argument))
    archive = Archive(Path(asked.state))
    shelf = SourceShelf({key: Path(path) for key, path in asked.pinned.items()}, archive.state)
    corpus = read_corpus(ArchiveTexts(archive, archive.manifest(generation)), shelf)
    offers = make_offers(corpus, asked.source, asked.target, asked.top, strategies=asked.strategies)
    return encode_offers(offers)


def record_offers(writer: Writer, offers: Sequence[Offer], request: Request) -> LinksWritten:
    """Record offers as links: proposed where a machine suggests them, approved where stated.

    Raises what ``linking.record_links`` raises.
    """
    return record_links(writer, [offer.link() for offer in offers], request)


def encode_offers(offers: Sequence[Offer]) -> bytes:
    """Return offers as JSON, each element once."""
    elements = {each.iri: each for offer in offers for each in (offer.source, offer.target)}
    fields = {
        "elements": [_element_fields(each) for each in elements.values()],
        "offers": [
            {
                "suggestion": asdict(offer.suggestion),
                "type": offer.type,
                "basis": offer.basis,
                "source": offer.source.iri,
                "target": offer.target.iri,
                "passage": offer.passage,
                "labels": {iri: dict(labels) for iri, labels in offer.labels.items()},
            }
            for offer in offers
        ],
    }
    return json.dumps(fields, ensure_ascii=False).encode()


def decode_offers(content: bytes) -> list[Offer]:
    """Return offers again. Raises ValueError, KeyError, TypeError for what are none."""
    from planvev.linking.offers import Offer

    fields = json.loads(content)
    elements = {each["iri"]: _element(each) for each in fields["elements"]}
    return [
        Offer(
            _suggestion(each["suggestion"]),
            each["type"],
            each["basis"],
            elements[each["source"]],
            elements[each["target"]],
            each["passage"],
            each["labels"],
        )
        for each in fields["offers"]
    ]


def _element_fields(element: Element) -> dict[str, Any]:
    return {
        "iri": element.iri,
        "kind": element.kind,
        "plan": element.plan,
        "number": element.number,
        "texts": dict(element.texts),
        "keywords": {language: list(words) for language, words in element.keywords.items()},
        "parents": list(element.parents),
        "context": list(element.context),
        "themes": sorted(element.themes),
        "actors": sorted(element.actors),
        "groups": sorted(element.groups),
        "quantities": [
            {**asdict(each), "value": None if each.value is None else str(each.value)}
            for each in element.quantities
        ],
    }


def _element(fields: dict[str, Any]) -> Element:
    quantities = tuple(
        Quantity(
            None if each["value"] is None else Decimal(each["value"]),
            each["unit"],
            each["deadline"],
            each["baseline"],
        )
        for each in fields["quantities"]
    )
    return Element(
        fields["iri"],
        fields["kind"],
        fields["plan"],
        fields["number"],
        fields["texts"],
        {language: tuple(words) for language, words in fields["keywords"].items()},
        tuple(fields["parents"]),
        tuple(fields["context"]),
        frozenset(fields["themes"]),
        frozenset(fields["actors"]),
        frozenset(fields["groups"]),
        quantities,
    )


def _suggestion(fields: dict[str, Any]) -> Suggestion:
    reasons = tuple(
        Reason(each["code"], tuple(each["values"]), each["weight"]) for each in fields["reasons"]
    )
    return Suggestion(**{**fields, "reasons": reasons})
