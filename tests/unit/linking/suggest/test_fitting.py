"""Weights are fitted to what people decided, where that is enough, and then used."""

from __future__ import annotations

import random

import pytest

from planvev.linking.corpus import Corpus, Plan
from planvev.linking.element import Element
from planvev.linking.links import Decision, Link, LinkHistory, Outcome
from planvev.linking.offers import make_offers, weights_of
from planvev.linking.suggest.fitting import fitted_weights
from planvev.linking.suggest.weights import DEFAULTS, FEWEST, SIGNALS, fit_weights
from unit.linking.suggest.elements import goal

OVER, SECTOR = "urn:over", "urn:sector"
COUNT = 40
Known = list[tuple[str, str, str]]


def corpus_of_themes() -> tuple[dict[str, Element], Known]:
    """Return goals that people linked by theme, never by wording, and what they decided."""
    elements, links = {}, []
    for number in range(COUNT):
        theme = frozenset({f"urn:theme/{number}"})
        source = goal(SECTOR, str(number), f"Mostro{number} kvaser", themes=theme)
        target = goal(OVER, str(number), f"Glima{number}", themes=theme)
        worded = goal(OVER, f"w{number}", f"Mostro{number} kvaser")
        elements.update({each.iri: each for each in (source, target, worded)})
        links.append((source.iri, target.iri, "approved"))
        links.append((source.iri, worded.iri, "rejected"))
    return elements, links


def test_what_people_go_by_weighs_more_and_what_they_reject_less() -> None:
    fitted = fitted_weights(*corpus_of_themes())
    assert fitted.theme > DEFAULTS.theme + 0.5
    assert fitted.words < DEFAULTS.words - 0.5


def test_approved_links_alone_are_enough() -> None:
    elements, links = corpus_of_themes()
    fitted = fitted_weights(elements, [each for each in links if each[2] == "approved"])
    assert fitted.theme > DEFAULTS.theme


def test_fewer_than_enough_leave_the_weights_as_they_are() -> None:
    elements, links = corpus_of_themes()
    approved = [each for each in links if each[2] == "approved"]
    assert fitted_weights(elements, approved[: FEWEST - 1]) == DEFAULTS
    assert fitted_weights(elements, approved[:FEWEST]) != DEFAULTS
    rejected = [each for each in links if each[2] == "rejected"]
    assert fitted_weights(elements, rejected) == DEFAULTS


def test_links_of_unknown_elements_do_not_count() -> None:
    links = [(f"urn:x{n}", f"urn:y{n}", "approved") for n in range(COUNT)]
    assert fitted_weights({}, links) == DEFAULTS


def test_the_order_of_links_does_not_matter() -> None:
    elements, links = corpus_of_themes()
    mixed = random.Random(3).sample(links, len(links))  # noqa: S311 — no secret
    assert fitted_weights(elements, mixed) == fitted_weights(elements, links)


def test_no_weight_falls_below_nought() -> None:
    fitted = fit_weights([{"words": 0.5}] * 400, [{"words": 0.5, "actor": 1.0}] * 400)
    assert fitted.actor == 0
    assert min(getattr(fitted, name) for name in SIGNALS) == 0


def test_the_fewer_pairs_the_nearer_to_the_defaults() -> None:
    def off(count: int) -> float:
        fitted = fit_weights([{"theme": 1.0}] * count, [{"words": 1.0}] * count)
        return fitted.theme - DEFAULTS.theme

    assert 0 < off(FEWEST) < off(10 * FEWEST)


def corpus_with(links: Known) -> Corpus:
    made = Corpus()
    elements, _ = corpus_of_themes()
    made.elements = dict(elements)
    new = goal(SECTOR, "new", "Gneip", themes=frozenset({"urn:t"}))
    for each in (new, goal(OVER, "theme", "Skrymir", themes=frozenset({"urn:t"}))):
        made.elements[each.iri] = each
    made.plans = {OVER: Plan(OVER, {"nb": "Over"}), SECTOR: Plan(SECTOR, {"nb": "Sektor"})}
    for number, (source, target, outcome) in enumerate(links):
        iri = f"{SECTOR}/link/{number}"
        decision = Decision(
            f"{iri}/decision/1", iri, Outcome(outcome), "urn:kari", "2026-03-02T12:00:00Z"
        )
        link = Link(iri, source, target, "contributesTo", "analystAssessment")
        made.links[iri] = LinkHistory(link, (decision,))
    return made


def test_offers_use_the_fitted_weights() -> None:
    _, links = corpus_of_themes()

    def score(corpus: Corpus) -> float:
        offers = make_offers(corpus, SECTOR, OVER, 1)
        return next(o.suggestion.score for o in offers if o.source.iri == f"{SECTOR}/new")

    few, enough = corpus_with(links[:4]), corpus_with(links)
    assert weights_of(few) == DEFAULTS
    assert weights_of(enough).theme > DEFAULTS.theme
    assert score(enough) != pytest.approx(score(few), abs=0.02)


def test_of_several_links_of_a_pair_an_approved_one_counts() -> None:
    elements, links = corpus_of_themes()
    again = [
        (source, target, "withdrawn") for source, target, status in links if status == "approved"
    ]
    assert fitted_weights(elements, [*again, *links]) == fitted_weights(elements, links)
