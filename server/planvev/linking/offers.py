"""Which links are offered between a plan and what it may follow up. Pure, but for what it is given.

What the text says itself comes first, always all of it; then what the matcher finds, up to a
number for each source. What is linked already, or was rejected, is not offered again.

The type of a link follows from the words around a citation («gjennomfører», «konkretiserer»,
«viderefører», «bidrar til») where the types of links permit it between these two; an element that
says no more than what it cites duplicates it. Else a goal, strategy or action contributes to what
it cites, and a whole plan refers to it. A plan of which no wording can be shown (no source text, or
paraphrases) states nothing with a passage: what it cites is then a suggestion, the surest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Final, Protocol

from planvev.errors import InputError, SourceError
from planvev.ingest.export.model import in_language
from planvev.linking.citations import (
    CITED,
    Citation,
    PlanText,
    find_citations,
    naming_of,
    naming_of_goals,
)
from planvev.linking.corpus import Corpus
from planvev.linking.corpus_passages import Slice
from planvev.linking.element import SDG, Element
from planvev.linking.links import Status
from planvev.linking.records import NewLink, Quote
from planvev.linking.suggest.matcher import VERSION, Matcher
from planvev.linking.suggest.suggestion import Suggestion
from planvev.linking.suggest.wording import reason_text
from planvev.vocab import ID

OVERARCHING_TARGET: Final = "overarching"
SDG_TARGET: Final = "sdg"
SCORE_MIN: Final = 0.05
"""Below this score nothing is offered."""
METHOD: Final = "planvev-suggest"
LANGUAGES: Final = ("nb", "nn", "en")
SOURCES: Final = ("PlanInstrument", "StrategicApproach", "Goal", "Strategy", "Action")
"""Kinds for which links are offered."""
_GOALS: Final = frozenset({"Vision", "Goal", "SdgTarget"})
_ELEMENTS: Final = ("Vision", "Value", "Goal", "Strategy", "Action", "StrategicApproach")
PERMITTED: Final = {
    "contributesTo": (
        frozenset({"Goal", "Strategy", "Action", "StrategicApproach", "PlanInstrument"}),
        frozenset({"Vision", "Goal", "Strategy", "PlanInstrument", "SdgGoal", "SdgTarget"}),
    ),
    "implements": (
        frozenset({"Strategy", "Action", "PlanInstrument"}),
        frozenset({"Goal", "Strategy", "StrategicApproach", "PlanInstrument"}),
    ),
    "concretises": (
        frozenset({"Goal", "Strategy", "Action", "PlanInstrument"}),
        frozenset({"Vision", "Goal", "Strategy", "StrategicApproach", "PlanInstrument"}),
    ),
    "continues": (
        frozenset({*_ELEMENTS, "PlanInstrument"}),
        frozenset({*_ELEMENTS, "PlanInstrument"}),
    ),
    "duplicates": (frozenset(_ELEMENTS), frozenset(_ELEMENTS)),
}
"""Between which kinds the types that are offered may stand; ``refersTo`` may between all."""
_PARTED: Final = "\n\n"
_SAID: Final = (
    ("implements", r"gjennomfør|iverksett|iverkset|settes? ut i livet|implement|carr(?:y|ies) out"),
    ("concretises", r"konkretiser|utdyp|concreti[sz]|in more detail"),
    ("continues", r"viderefør|vidarefør|fører? vid[ae]re|\bcontinues?\b|carr(?:y|ies) on"),
    (
        "contributesTo",
        r"støtt|stør opp|bidra|bygger (?:opp )?(?:under|på)|byggjer (?:opp )?(?:under|på)|medverk|"
        r"følg(?:e|er|es|ast|jer|jast)? opp|fylgj\w* opp|oppfølg|oppfylg|underbygg|"
        r"\bsupport|contribut|follow(?:s|ing)? up|\bi tråd med|forankr|in line with",
    ),
)
_TYPES_SAID: Final = tuple((code, re.compile(said, re.IGNORECASE)) for code, said in _SAID)


class Matching(Protocol):
    """What finds probable targets: a ``Matcher``."""

    def match(self, source: Element, top: int = 10) -> list[Suggestion]:
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
    ) -> Matching:
        """Return what matches sources with targets; as ``Matcher``."""
        ...


@dataclass(frozen=True)
class Offer:
    """A link that is offered. type, basis: codes. passage: what the text says, "" for none.

    labels: of the themes, actors and groups that are its reasons, by IRI and language.
    """

    suggestion: Suggestion
    type: str
    basis: str
    source: Element
    target: Element
    passage: str = ""
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def reason(self, language: str) -> str:
        """Return why it is offered, in words. language: nb, nn or en."""
        named = [
            replace(each, values=tuple(self._label(value, language) for value in each.values))
            for each in self.suggestion.reasons
        ]
        return reason_text(named, language)

    def _label(self, value: str, language: str) -> str:
        labels = self.labels.get(value)
        return in_language(labels, language) if labels else value

    def link(self) -> NewLink:
        """Return the link to record."""
        found = self.suggestion
        stated = self.basis == "statedInText"
        quote = Quote(ID[f"source/{found.text}"].value, self.passage, found.start, found.end)
        return NewLink(
            self.source.iri,
            self.target.iri,
            self.type,
            self.basis,
            confidence=Decimal(f"{min(1.0, max(0.0, found.score)):.2f}"),
            reasons={language: self.reason(language) for language in LANGUAGES},
            method=f"{METHOD} {VERSION}",
            quotes=(quote,) if stated else (),
            plan=self.source.plan,
        )


@dataclass(frozen=True)
class Targets:
    """What links may lead to. plans: IRIs, ``SDG`` for the development goals.

    elements: all that tells what a target is about; offered: IRIs of those that are suggested.
    """

    plans: tuple[str, ...]
    elements: tuple[Element, ...]
    offered: frozenset[str]

    def best(self, ask: Callable[[int], list[Suggestion]], top: int) -> list[Suggestion]:
        """Return the best suggestions of what is offered. ask: gives so many of all elements."""
        if not self.offered:
            return []
        share = -(-len(self.elements) // len(self.offered))
        return [each for each in ask(top * share) if each.target in self.offered][:top]


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
    matching = matcher(targets.elements, links=known, sources=sources)
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
            for each in targets.best(partial(matching.match, element), wanted)
            if each.score >= score_min and (element.iri, each.target) not in taken
        ]
        offers += [
            probable_offer(each, element, corpus.elements[each.target], corpus.labels)
            for each in found[:room]
        ]
    return offers


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
    type_ = _first_permitted(("contributesTo", "implements", "concretises"), source, target)
    values = {value for reason in suggestion.reasons for value in reason.values}
    named = {value: labels[value] for value in sorted(values) if value in labels}
    return Offer(suggestion, type_, "machineSuggestion", source, target, labels=named)


def certain_offers(corpus: Corpus, plan: str, targets: Targets) -> list[Offer]:
    """Return what a plan's text says itself that it follows up, in the order of the text."""
    offers: dict[tuple[str, str], Offer] = {}
    for text in texts_of_plan(corpus, plan):
        for each in targets.plans:
            for citation in _cited(corpus, plan, text, each, targets):
                found = citation.suggestion
                source, target = corpus.elements[found.source], corpus.elements[found.target]
                shown = text.text[found.start : found.end] if text.sha256 else ""
                basis = "statedInText" if text.sha256 else "machineSuggestion"
                type_ = type_of(citation, source, target)
                offer = Offer(found, type_, basis, source, target, shown)
                offers.setdefault((source.iri, target.iri), offer)
    return list(offers.values())


def _cited(
    corpus: Corpus, plan: str, text: PlanText, target: str, targets: Targets
) -> list[Citation]:
    own = corpus.plans[plan]
    elements = [each for each in targets.elements if each.plan == target]
    if target == SDG:
        return find_citations(text, elements, naming_of_goals(own.titles))
    named = corpus.plans[target]
    places = " ".join([*own.body_labels.values(), *named.body_labels.values()])
    found = find_citations(text, elements, naming_of(named.titles, named.type, own.titles, places))
    meant = _is_meant(corpus, plan, target, alone=len(targets.plans) == 1)
    return [each for each in found if each.worded or meant]


def _is_meant(corpus: Corpus, plan: str, target: str, *, alone: bool) -> bool:
    """Whether «the samfunnsdel» of a plan's text is this one: of the same body, and of its time."""
    own, named = corpus.plans[plan], corpus.plans[target]
    if not alone and own.body and named.body and own.body != named.body:
        return named.type in ("regional-plan", "nasjonale-forventninger")
    if own.start is None and own.adopted_on is None:
        return True
    year = own.adopted_on.year if own.adopted_on else own.start or 0
    twins = [
        each
        for each in corpus.plans.values()
        if (each.type, each.body) == (named.type, named.body) and each.iri != plan
    ]
    begun = [each for each in twins if each.start is not None and each.start <= year]
    latest = max(begun, key=lambda each: (each.start or 0, each.iri), default=named)
    return latest.iri == target


def texts_of_plan(corpus: Corpus, plan: str) -> list[PlanText]:
    """Return the source texts of a plan; where there are none, the wording of each element."""
    slices = corpus.slices(plan)
    elements = [
        *corpus.of_plan(plan),
        *([corpus.elements[plan]] if plan in corpus.elements else []),
    ]
    named = sorted({place.text for places in slices.values() for place in places})
    texts = []
    for sha256 in named:
        try:
            source = corpus.sources[sha256]
        except (KeyError, SourceError):
            continue
        texts.append(PlanText(plan, source.text, sha256, elements, slices))
    read = {each.sha256 for each in texts}
    unread = [
        each
        for each in elements
        if each.kind != "PlanInstrument"
        and not any(place.text in read for place in slices.get(each.iri, ()))
    ]
    return [*texts, _joined(plan, unread, elements)] if unread else texts


def _joined(plan: str, unread: Iterable[Element], elements: Sequence[Element]) -> PlanText:
    """Return the wording of elements as one text of which no passage can be shown."""
    slices, pieces, at = {}, [], 0
    for each in unread:
        piece = each.text()
        slices[each.iri] = (Slice("", at, at + len(piece)),)
        pieces.append(piece)
        at += len(piece) + len(_PARTED)
    return PlanText(plan, _PARTED.join(pieces), "", elements, slices)


def type_of(citation: Citation, source: Element, target: Element) -> str:
    """Return the type of the link that a citation states."""
    if citation.whole and is_permitted("duplicates", source, target):
        return "duplicates"
    for type_, said in _TYPES_SAID:
        if said.search(citation.said) and is_permitted(type_, source, target):
            return type_
    if source.kind == "PlanInstrument":
        return "refersTo"
    return _first_permitted(("contributesTo",), source, target)


def _first_permitted(types: Iterable[str], source: Element, target: Element) -> str:
    return next((each for each in types if is_permitted(each, source, target)), "refersTo")


def is_permitted(type_: str, source: Element, target: Element) -> bool:
    """Whether a link of a type may join two kinds; as ``code/link-type`` says."""
    sources, targets = PERMITTED[type_]
    return source.kind in sources and target.kind in targets
