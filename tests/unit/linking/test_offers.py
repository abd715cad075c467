"""Which links are offered, of which type, and what is not offered again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from itertools import product

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from planvev.errors import InputError
from planvev.linking.corpus import Corpus, read_corpus
from planvev.linking.element import SDG, Element
from planvev.linking.offered import PERMITTED, Offer
from planvev.linking.offers import make_offers
from planvev.linking.suggest.suggestion import Reason, Suggestion
from planvev.linking.suggest.weights import DEFAULTS, Weights
from planvev.resources import ontology_root
from planvev.vocab import PV
from unit.linking.plans import (
    GRAPHS,
    OLDER,
    OVERARCHING,
    PREFIXES,
    SECTORAL,
    SHA256,
    SOURCES,
    TEXT,
    Texts,
    decision,
    link,
)

Pair = tuple[str, str]


class Likes:
    """Stands in for the matcher: it likes all targets, the later the less."""

    asked: Sequence[tuple[str, str, str]] = ()
    weights: Weights = DEFAULTS

    def __init__(
        self,
        targets: Sequence[Element],
        *,
        links: Iterable[tuple[str, str, str]] = (),
        sources: Sequence[Element] = (),
        weights: Weights = DEFAULTS,
    ) -> None:
        del sources
        Likes.weights = weights
        Likes.asked = list(links)
        self._targets = targets

    def match(
        self, source: Element, top: int = 10, *, among: Collection[str] | None = None
    ) -> list[Suggestion]:
        return [
            Suggestion(source.iri, each.iri, 0.9 - place / 10, (Reason("words", ("barn",), 1.0),))
            for place, each in enumerate(self._targets)
            if among is None or each.iri in among
        ][:top]


def corpus_with(links: str = "", decisions: str = "", *, sources: bool = True) -> Corpus:
    graphs = GRAPHS | {
        "lillevik/barn-2025/links": PREFIXES + links,
        "lillevik/barn-2025/decisions": PREFIXES + decisions,
    }
    return read_corpus(Texts(graphs), SOURCES if sources else {})


def offers(corpus: Corpus, target: str = OVERARCHING, top: int = 3, **more: bool) -> list[Offer]:
    return make_offers(corpus, SECTORAL, target, top, matcher=Likes, **more)


def pairs(found: Iterable[Offer], certain: bool | None = None) -> list[Pair]:
    return [
        (each.source.iri.removeprefix(SECTORAL).strip("/"), each.target.number)
        for each in found
        if certain in (None, each.suggestion.certain)
    ]


def test_what_the_text_states_comes_first_with_its_passage() -> None:
    found = offers(corpus_with())
    assert pairs(found, certain=True) == [("", "1.2"), ("goal/1", "1.1"), ("goal/2", "1.3")]
    stated = {each.target.number: each for each in found if each.suggestion.certain}
    assert {each.basis for each in stated.values()} == {"statedInText"}
    assert stated["1.2"].passage == "delmål 1.2"
    assert pairs(found)[0] == ("", "1.2")


def test_the_type_follows_from_the_words_around_and_from_the_kinds() -> None:
    types = {each.target.number: each.type for each in offers(corpus_with()) if each.passage}
    assert types == {"1.2": "contributesTo", "1.1": "concretises", "1.3": "duplicates"}


def test_an_offer_becomes_a_link_to_record() -> None:
    stated = next(each for each in offers(corpus_with()) if each.passage)
    made = stated.link()
    assert (made.source, made.target) == (SECTORAL, f"{OVERARCHING}/goal/1.2")
    (quote,) = made.quotes
    assert quote.source.endswith(f"/id/source/{SHA256}")
    assert TEXT[quote.start : quote.end] == quote.exact == "delmål 1.2"
    assert made.confidence == Decimal("1.00")
    assert set(made.reasons) == {"nb", "nn", "en"}
    assert made.method.startswith("planvev-suggest ")
    guessed = next(each for each in offers(corpus_with()) if not each.passage)
    assert (guessed.link().basis, guessed.link().quotes) == ("machineSuggestion", ())


def test_the_matcher_fills_up_to_the_number_asked_for_and_the_stated_count() -> None:
    for top in (1, 2, 3):
        found = offers(corpus_with(), top=top)
        for element in ("", "goal/1", "goal/2", "action/1"):
            assert len([each for each in pairs(found) if each[0] == element]) == top
    assert len(pairs(offers(corpus_with(), top=1), certain=True)) == 3


def test_elements_come_in_the_order_of_the_text_the_plan_first() -> None:
    order = list(dict.fromkeys(source for source, _ in pairs(offers(corpus_with()))))
    assert order == ["", "goal/1", "goal/2", "action/1"]


def test_strategies_are_targets_where_that_is_asked_for() -> None:
    kinds = {each.target.kind for each in offers(corpus_with(), top=9)}
    assert kinds == {"Goal"}
    kinds = {each.target.kind for each in offers(corpus_with(), top=9, strategies=True)}
    assert kinds == {"Goal", "Strategy"}


@pytest.mark.parametrize(
    ("basis", "outcomes", "again"),
    [
        ("machineSuggestion", (), True),
        ("machineSuggestion", ("approved",), False),
        ("machineSuggestion", ("rejected",), False),
        ("machineSuggestion", ("withdrawn",), False),
        ("machineSuggestion", ("rejected", "reopened"), True),
        ("analystAssessment", (), False),
        ("statedInText", (), False),
    ],
)
def test_what_was_settled_is_not_offered_again(
    basis: str, outcomes: tuple[str, ...], again: bool
) -> None:
    ends = f"{SECTORAL}/goal/1", f"{OVERARCHING}/goal/1"
    taken = "".join(
        decision(outcome, time=f"2026-0{month}-01T00:00:00Z")
        for month, outcome in enumerate(outcomes, start=1)
    )
    found = pairs(offers(corpus_with(link(*ends, basis), taken), top=4))
    assert (("goal/1", "1") in found) is again
    assert len([each for each in found if each[0] == "goal/1"]) == (4 if again else 3)
    assert any(each[:2] == ends for each in Likes.asked) is not again


def test_what_is_stated_and_linked_already_is_not_offered_again() -> None:
    there = link(SECTORAL, f"{OVERARCHING}/goal/1.2", "statedInText")
    assert ("", "1.2") not in pairs(offers(corpus_with(there), top=9))


def test_of_two_plans_of_a_kind_a_number_means_the_one_of_its_time() -> None:
    found = offers(corpus_with(), "overarching")
    stated = [each.target.iri for each in found if each.suggestion.certain]
    assert f"{OVERARCHING}/goal/1.2" in stated
    assert f"{OLDER}/goal/1.2" not in stated
    older = offers(corpus_with(), "lillevik/samfunnsdel-2012")
    assert not any(each.suggestion.certain for each in older)


def test_without_a_text_to_show_what_is_stated_is_the_surest_suggestion() -> None:
    found = [each for each in offers(corpus_with(sources=False)) if each.suggestion.certain]
    assert pairs(found) == [("", "1.2"), ("goal/1", "1.1"), ("goal/2", "1.3")]
    assert {(each.basis, each.passage) for each in found} == {("machineSuggestion", "")}


def test_development_goals_are_offered_by_their_targets() -> None:
    found = offers(corpus_with(), "sdg")
    assert {each.target.iri for each in found} == {f"{SDG}4.1"}
    assert {each.type for each in found} == {"contributesTo"}


def test_what_cannot_be_a_target_is_said() -> None:
    with pytest.raises(InputError, match="same plan"):
        offers(corpus_with(), SECTORAL)
    alone = {name: text for name, text in GRAPHS.items() if "barn-2025" in name}
    corpus = read_corpus(Texts(alone))
    with pytest.raises(InputError, match="no overarching plan"):
        offers(corpus, "overarching")
    with pytest.raises(InputError, match="development goals"):
        offers(corpus, "sdg")


def test_low_scores_are_left_out() -> None:
    found = make_offers(corpus_with(), SECTORAL, OVERARCHING, 9, score_min=0.85, matcher=Likes)
    assert {each.suggestion.score for each in found} == {0.9, 1.0}


def test_the_same_data_give_the_same_offers() -> None:
    first = make_offers(corpus_with(), SECTORAL, "overarching", 5)
    turned = Texts(dict(reversed(list(GRAPHS.items()))))
    assert make_offers(read_corpus(turned, SOURCES), SECTORAL, "overarching", 5) == first
    assert first


def test_reasons_name_themes_by_their_labels() -> None:
    theme = "https://psi.norge.no/los/tema/trafikk"
    element = Element("urn:a", "Goal", "urn:p")
    suggestion = Suggestion("urn:a", "urn:b", 0.5, (Reason("theme", (theme,), 1.0),))
    labels = {theme: {"nb": "Trafikk", "nn": "Ferdsle"}}
    offer = Offer(suggestion, "contributesTo", "machineSuggestion", element, element, labels=labels)
    assert "Ferdsle" in offer.reason("nn")
    assert theme not in offer.reason("en")


def test_the_types_join_the_kinds_that_the_codelist_permits() -> None:
    text = (ontology_root() / "codelists" / "link-type.ttl").read_bytes()
    permitted: dict[tuple[str, str], set[str]] = {}
    for quad in parse(text, RdfFormat.TURTLE):
        if quad.predicate in (PV.permitsSource, PV.permitsTarget):
            assert isinstance(quad.object, NamedNode)
            assert isinstance(quad.subject, NamedNode)
            kind = quad.object.value
            ours = kind.removeprefix(PV.iri)
            ours = {f"{SDG}ontology#{one}": f"Sdg{one}" for one in ("Goal", "Target")}.get(
                kind, ours
            )
            type_ = quad.subject.value.rpartition("/")[2]
            end = quad.predicate.value.removeprefix(PV.iri)
            permitted.setdefault((type_, end), set()).add(ours)
    for (type_, (sources, targets)), end in product(PERMITTED.items(), ("Source", "Target")):
        chosen = sources if end == "Source" else targets
        assert chosen <= permitted[type_, f"permits{end}"]
