"""Which links are offered between a plan and what it may follow up. Pure, but for what it is given.

What the text says itself comes first, always all of it; then what the matcher finds, up to a
number for each source. What is linked already, or was rejected, is not offered again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Protocol

from planvev.errors import InputError
from planvev.linking.citations import CITED
from planvev.linking.corpus import Corpus
from planvev.linking.element import SDG, Element
from planvev.linking.links import Status
from planvev.linking.offered import Offer, Targets, first_permitted
from planvev.linking.stated import certain_offers
from planvev.linking.suggest.fitting import fitted_weights
from planvev.linking.suggest.matcher import Matcher
from planvev.linking.suggest.suggestion import Suggestion
from planvev.linking.suggest.weights import Weights

__all__ = [
    "Offer",
    "Targets",
    "choose_targets",
    "make_offers",
    "probable_offer",
    "settled_pairs",
    "sources_of",
    "weights_of",
]
OVERARCHING_TARGET: Final = "overarching"
SDG_TARGET: Final = "sdg"
SCORE_MIN: Final = 0.05
"""Below this score nothing is offered."""
SOURCES: Final = ("PlanInstrument", "StrategicApproach", "Goal", "Strategy", "Action")
"""Kinds for which links are offered."""
_GOALS: Final = frozenset({"Vision", "Goal", "SdgTarget"})


class Matching(Protocol):
    """What finds probable targets: a ``Matcher``."""

    def match(
        self, source: Element, top: int = 10, *, among: Collection[str] | None = None
    ) -> list[Suggestion]:
        """Return the best targets of a source, the likeliest first."""
        ...


class MakesMatching(Protocol):
    """What makes one of targets: the class ``Matcher``."""

    def __call__(
        self,
        targets: Sequence[Element],
        *,
        links: Iterable[tuple[str, str, str]],
        sources: Sequence[Element],
        weights: Weights,
    ) -> Matching:
        """Return what matches sources with targets; as ``Matcher``."""
        ...


def choose_targets(
    corpus: Corpus, target: str, source: str = "", *, strategies: bool = False
) -> Targets:
    """Return what may be linked to.

    target: a plan's IRI or its end, "overarching" or "sdg". source: the IRI of the plan that is
    linked, which is no target. strategies: whether strategies are offered beside goals; where a
    plan has no goals, they are. Raises PlanNotFound, InputError.
    """
    if target == SDG_TARGET:
        plans = [SDG]
    elif target == OVERARCHING_TARGET:
        plans = corpus.overarching(but=source)
    else:
        plans = [corpus.find_plan(target)]
    if source in plans:
        raise InputError("A plan is not linked to itself: --source and --target are the same plan.")
    elements: list[Element] = []
    offered: set[str] = set()
    for plan in plans:
        own = [each for each in corpus.of_plan(plan) if each.kind in CITED]
        goals = {each.iri for each in own if each.kind in _GOALS}
        others = {each.iri for each in own if each.kind == "Strategy"}
        offered |= goals | (others if strategies or not goals else set())
        elements += own
    if not elements:
        raise InputError(_nothing(target, len(plans)))
    return Targets(tuple(plans), tuple(elements), frozenset(offered))


def _nothing(target: str, plans: int) -> str:
    if target == SDG_TARGET:
        return "The development goals are not among these data."
    if target == OVERARCHING_TARGET and not plans:
        return (
            "There is no overarching plan here: none of the types samfunnsdel, kommuneplan, "
            "regional-plan or nasjonale-forventninger. Name the plan to link to (--target)."
        )
    return f"«{target}» has no goals or strategies to link to."


def make_offers(
    corpus: Corpus,
    source: str,
    target: str,
    top: int = 5,
    *,
    strategies: bool = False,
    score_min: float = SCORE_MIN,
    matcher: MakesMatching = Matcher,
) -> list[Offer]:
    """Return the links that are offered from a plan, element by element in the plan's order.

    source: the plan's IRI, or its end. target: as ``choose_targets``. top: how many the matcher
    may add up to for each element; what the text says itself is always all there, and counts.
    Raises PlanNotFound, InputError.
    """
    plan = corpus.find_plan(source)
    targets = choose_targets(corpus, target, plan, strategies=strategies)
    sources = sources_of(corpus, plan)
    done = settled_pairs(corpus)
    certain = certain_offers(corpus, plan, targets)
    known = [
        (each.link.source, each.link.target, each.status.value)
        for each in corpus.links.values()
        if (each.link.source, each.link.target) in done
    ]
    weights = weights_of(corpus)
    matching = matcher(targets.elements, links=known, sources=sources, weights=weights)
    offers: list[Offer] = []
    for element in _with_cited(sources, certain, corpus):
        own = [each for each in certain if each.source.iri == element.iri]
        taken = done | {(element.iri, each.target.iri) for each in own}
        offers += [each for each in own if (element.iri, each.target.iri) not in done]
        room = top - len(own)
        if room <= 0 or element.kind not in SOURCES:
            continue
        # More than there is room for: some may be linked already.
        wanted = room + sum(pair[0] == element.iri for pair in taken)
        found = [
            each
            for each in matching.match(element, wanted, among=targets.offered)
            if each.score >= score_min and (element.iri, each.target) not in taken
        ]
        offers += [
            probable_offer(each, element, corpus.elements[each.target], corpus.labels)
            for each in found[:room]
        ]
    return offers


def weights_of(corpus: Corpus) -> Weights:
    """Return how much each signal counts, fitted to what people decided where that is enough."""
    kinds = CITED.union(SOURCES)
    elements = {iri: each for iri, each in corpus.elements.items() if each.kind in kinds}
    links = (
        (each.link.source, each.link.target, each.status.value) for each in corpus.links.values()
    )
    return fitted_weights(elements, links)


def sources_of(corpus: Corpus, plan: str) -> list[Element]:
    """Return the plan and the elements of it for which links are offered, in the text's order."""
    slices = corpus.slices(plan)
    begins = {iri: places[0].start for iri, places in slices.items() if places}
    elements = [each for each in corpus.of_plan(plan) if each.kind in SOURCES]
    elements.sort(key=lambda each: begins.get(each.iri, -1))
    own = corpus.elements.get(plan)
    return [*([own] if own is not None else []), *elements]


def _with_cited(
    sources: Sequence[Element], certain: Iterable[Offer], corpus: Corpus
) -> list[Element]:
    """Return the sources, and after them what else of the plan cites something: its vision."""
    there = {each.iri for each in sources}
    others = dict.fromkeys(o.source.iri for o in certain if o.source.iri not in there)
    return [*sources, *(corpus.elements[iri] for iri in others)]


def settled_pairs(corpus: Corpus) -> frozenset[tuple[str, str]]:
    """Return the ends of links that are not offered again: all but what a machine proposed."""
    return frozenset(
        (history.link.source, history.link.target)
        for history in corpus.links.values()
        if history.status is not Status.PROPOSED or history.link.basis != "machineSuggestion"
    )


def probable_offer(
    suggestion: Suggestion,
    source: Element,
    target: Element,
    labels: Mapping[str, Mapping[str, str]],
) -> Offer:
    """Return the offer of a link that the matcher finds probable. labels: as the corpus's."""
    type_ = first_permitted(("contributesTo", "implements", "concretises"), source, target)
    values = {value for reason in suggestion.reasons for value in reason.values}
    named = {value: labels[value] for value in sorted(values) if value in labels}
    return Offer(suggestion, type_, "machineSuggestion", source, target, labels=named)
