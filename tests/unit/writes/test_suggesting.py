"""Offers made in a worker of the write lane, and recorded in the archive."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planvev.access.roles import Role
from planvev.engine.embedded.pool import PooledEngine
from planvev.errors import InputError, ResourceNotFound
from planvev.ingest.export.sources import ArchiveTexts
from planvev.linking.corpus import read_corpus
from planvev.linking.element import Element, Quantity
from planvev.linking.links import Status
from planvev.linking.offered import Offer
from planvev.linking.suggest.suggestion import Reason, Suggestion
from planvev.writes.importing import commit_import
from planvev.writes.suggesting import (
    decode_offers,
    encode_offers,
    offers_in_worker,
    record_offers,
)
from unit.ingest.drafts import PLAN, draft_of, goal, strategy
from unit.validation.small_plan import PLAN as TARGET
from unit.writes.site import Site, request


def import_plan(site: Site) -> None:
    draft = draft_of(
        goal("1", "Barna kommer seg til skolen på sykkel", "1"),
        strategy("2", "Rydde stier til skolen, jf. mål 1 i samfunnsdelen", "1"),
    )
    commit_import(site.writer, draft, PLAN, request(Role.EDITOR))


def test_offers_made_in_a_worker_can_be_recorded(pooled: tuple[Site, PooledEngine]) -> None:
    site, _ = pooled
    import_plan(site)
    offers = offers_in_worker(site.writer, PLAN, TARGET, top=2)
    stated = [offer for offer in offers if offer.basis == "statedInText"]
    assert [(each.source.kind, each.target.number) for each in stated] == [("Strategy", "1")]
    assert stated[0].passage == "mål 1"
    assert any(offer.source.kind == "Goal" for offer in offers)
    written = record_offers(site.writer, offers, request(Role.REVIEWER))
    assert len(written.recorded) == len(offers)
    corpus = read_corpus(ArchiveTexts(site.archive, site.archive.manifest(written.generation)))
    statuses = {
        history.link.target: history.status
        for history in corpus.links.values()
        if history.link.source == stated[0].source.iri
    }
    assert statuses == {f"{TARGET}/goal/1": Status.APPROVED}
    again = offers_in_worker(site.writer, PLAN, TARGET, top=2)
    assert [offer for offer in again if offer.basis == "statedInText"] == []
    assert record_offers(site.writer, again, request(Role.REVIEWER)).recorded == ()


def test_what_goes_wrong_in_the_worker_is_said(pooled: tuple[Site, PooledEngine]) -> None:
    site, _ = pooled
    with pytest.raises(ResourceNotFound, match="finnes-ikke"):
        offers_in_worker(site.writer, f"{TARGET}/finnes-ikke", TARGET)
    with pytest.raises(InputError, match="same plan"):
        offers_in_worker(site.writer, TARGET, TARGET)


def test_offers_come_back_as_they_went() -> None:
    source = Element(
        "urn:a",
        "Goal",
        "urn:p",
        "1",
        {"nb": "Trygg by"},
        {"nb": ("by",)},
        ("urn:b",),
        ("Avsnitt",),
        frozenset({"urn:t"}),
        frozenset({"urn:c"}),
        frozenset({"urn:g"}),
        (Quantity(Decimal("20"), "urn:unit", 2030, 1991), Quantity(None)),
    )
    suggestion = Suggestion(
        "urn:a", "urn:p", 0.5, (Reason("words", ("by",), 0.5),), True, "0" * 64, 3, 9
    )
    target = Element("urn:p", "PlanInstrument", "urn:p")
    offers = [
        Offer(suggestion, "refersTo", "statedInText", source, target, "mål 1", {"urn:t": {"": "T"}})
    ]
    assert decode_offers(encode_offers(offers)) == offers
